"""The course's notebooks, filled in with the model answers, run in a real JupyterLab as a student sees it."""

import json

import nbformat
import pytest

from autograder.notebooks import is_test
from autograder.verification import model_notebook
from tests.browsers import chromium, fresh_page
from tests.builders import KIT
from tests.servers import jupyter

pytestmark = [pytest.mark.server, pytest.mark.browser]

NAMES = sorted(path.name for path in (KIT / "source").iterdir())
SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # cells out of sight are drawn too
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},  # it would ask elsewhere
}
START_S, RUN_S = 240, 400  # a few seconds and some 15 on a machine with nothing else to do
ALL_DONE = r"""() => {
    const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')];
    return prompts.length > 0 && prompts.every(prompt => /^\[\d+\]:$/.test(prompt.textContent.trim()));
}"""
WHAT_IS_SEEN = r"""() => {
    const all = selector => [...document.querySelectorAll('.jp-Notebook ' + selector)];
    const texts = selector => all(selector).map(node => node.textContent);
    const proseOf = node => node.nodeType === Node.TEXT_NODE ? [node.textContent]
        : node.matches('code, pre, mjx-container') ? [] : [...node.childNodes].flatMap(proseOf);
    const width = node => node.getBoundingClientRect().right;
    return {
        errors: texts('.jp-OutputArea-output[data-mime-type*="stderr"], .jp-OutputArea-output[data-mime-type*="error"]'),
        printed: texts('.jp-OutputArea-output[data-mime-type*="stdout"]'),
        images: all('img').map(image => image.complete && image.naturalWidth),
        formulas: texts('mjx-container').length,
        broken: texts('mjx-merror').concat(
            all('.jp-RenderedMarkdown').flatMap(proseOf).filter(text => /[`$\\]|\*\*/.test(text)),
            all('.jp-RenderedMarkdown mjx-container[display="true"]')
                .filter(formula => width(formula.querySelector('mjx-math')) > width(formula.closest('.jp-RenderedMarkdown')) + 1)
                .map(formula => 'too wide: ' + formula.querySelector('mjx-assistive-mml')?.textContent)),
    };
}"""


def notebook_of(folder, name):
    return nbformat.read(KIT / folder / name / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """One JupyterLab for all the notebooks: each test opens its own and ends its kernel."""
    folder = tmp_path_factory.mktemp("lab")
    for name in NAMES:
        nbformat.write(model_notebook(notebook_of("source", name), notebook_of("release", name)), folder / f"{name}.ipynb")
    settings = folder / ".jupyter-test" / "jupyter_config_dir" / "labconfig"
    settings.mkdir(parents=True)
    (settings / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
    with jupyter(folder, "lab") as server:
        yield server


@pytest.fixture
def page(browser, lab):
    with fresh_page(browser, viewport={"width": 1000, "height": 1300}) as page:
        yield page
    lab.stop_kernels()


@pytest.mark.parametrize("name", NAMES)
def test_the_model_answers_run_without_a_warning_and_every_picture_is_drawn(name, lab, page, screenshots):
    page.goto(f"{lab.url}/lab/workspaces/{name}/tree/{name}.ipynb?reset&token={lab.token}")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=START_S * 1000)
    page.get_by_text("| Idle").wait_for(timeout=START_S * 1000)  # before that, "Run All Cells" does nothing
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(ALL_DONE, timeout=RUN_S * 1000)
    page.wait_for_load_state("networkidle")
    seen = page.evaluate(WHAT_IS_SEEN)
    keep_screenshots(page, name, screenshots)

    assert seen["errors"] == []
    assert not [text for text in seen["printed"] if "WARNING" in text]
    tests = [cell for cell in notebook_of("release", name).cells if is_test(cell)]
    assert sum("the visible tests pass" in text for text in seen["printed"]) == len(tests) > 0
    pictures = [cell for cell in notebook_of("release", name).cells if cell.cell_type == "code" and draws(cell)]
    assert len(seen["images"]) >= len(pictures) > 0 and all(seen["images"])
    assert seen["formulas"] > 0 and seen["broken"] == []  # formulas and markdown that did not become what was meant


def draws(cell):
    """Return whether a cell of a release makes a picture by itself."""
    return "plt.subplots(" in cell.source or "plt.figure(" in cell.source


def keep_screenshots(page, name, folder):
    """Write the notebook page by page as pictures, if a folder is given."""
    if folder is None:
        return
    notebook = page.locator(".jp-Notebook .jp-WindowedPanel-outer")
    height, step = notebook.evaluate("node => [node.scrollHeight, node.clientHeight - 40]")
    for number, top in enumerate(range(0, height, step)):
        notebook.evaluate("(node, top) => node.scrollTo(0, top)", top)
        page.screenshot(path=folder / f"{name}-{number:02}.png")
