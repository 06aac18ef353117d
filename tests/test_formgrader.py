"""nbgrader's formgrader, in a real Jupyter server on the loopback interface, reads what `autograder grade` wrote."""

import json
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from tests.browsers import MATHJAX, chromium, fresh_page
from tests.builders import cell, locked, solution, test_cell, written_answer
from tests.servers import jupyter

PLUG = "import autograder.nbgrader_plugin\nautograder.nbgrader_plugin.plug_in(c)"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
HOSTILE = "<script>window.taken = 1</script><img src=x onerror='window.taken = 1'><a href='javascript:window.taken = 1'>here</a>"
TABLE = """<div><style scoped>
    .dataframe tbody tr th { vertical-align: top; }
</style><table border="1" class="dataframe">
  <thead><tr style="text-align: right;"><th></th><th>mean</th></tr></thead>
  <tbody><tr><th>0</th><td>2.5</td></tr></tbody>
</table></div>"""  # as pandas writes it
OUTPUTS = f"""
from IPython.display import display
display({{"text/html": {HOSTILE!r} + {TABLE!r}}}, raw=True)
display({{"text/markdown": "{HOSTILE}\\n\\n*in Markdown* $y^2$"}}, raw=True)
display({{"image/png": {PIXEL!r}}}, raw=True)
display({{"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='window.taken = 1'><script>window.taken = 1</script></svg>"}}, raw=True)
display({{"text/html": "<p>" + "much " * 20_000}}, raw=True)
"""
ANSWER = f"My words {HOSTILE} $x_1$ and\n\n$$\\frac{{1}}{{2}}$$\n\n```python\ndef f(): pass\n```\n\n![drawn](attachment:drawn.png)"


@pytest.fixture
def graded(course, grade):
    course.assignment(
        "ps1", locked("imports", "import math"), solution("double", "return 2 * x"),
        test_cell("double", 3, hidden="assert double(2) == 4"), written_answer("explain", 2),
    )  # fmt: skip
    course.submit("first", "ps1", explain="My words.")
    course.submit("second", "ps1", double="def double(x):\n    return x", explain="Other words.")
    _, done = grade(course)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture
def formgrader(graded):
    """Return a function that fetches a page of formgrader, or posts to its interface."""
    with jupyter(graded.root, "server", "--ServerApp.disable_check_xsrf=True") as server:
        yield lambda path, *request: server.request(f"formgrader/{path}", *request)


@pytest.mark.server
def test_formgrader_shows_the_marks_and_takes_manual_ones(formgrader, graded):
    (assignment,) = json.loads(formgrader("api/assignments"))
    assert (assignment["name"], assignment["num_submissions"], assignment["max_score"]) == ("ps1", 2, 5.0)
    submissions = json.loads(formgrader("api/submissions/ps1"))
    assert {s["student"]: s["needs_manual_grade"] for s in submissions} == {"first": True, "second": True}
    by_notebook = json.loads(formgrader("api/submitted_notebooks/ps1/ps1"))
    scores = {entry["student"]: entry["code_score"] for entry in by_notebook}
    assert scores == {"first": 3.0, "second": 0.0}

    entry = next(entry for entry in by_notebook if entry["student"] == "first")
    page = formgrader(f"submissions/{entry['id']}/")
    assert "My words." in page and "double" in page
    grades = json.loads(formgrader(f"api/grades?submission_id={entry['id']}"))
    written = next(grade for grade in grades if grade["name"] == "explain")
    formgrader(f"api/grade/{written['id']}", {"manual_score": 1.5, "extra_credit": None}, "PUT")

    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as book:
        assert book.find_submission("ps1", "first").score == 4.5
        assert not book.find_grade("explain", "ps1", "ps1", "first").needs_manual_grade


@pytest.fixture
def hostile(course, grade):
    """A graded course with this grader in nbgrader's place, whose only student has put scripts into answer and outputs."""
    course.configure(PLUG)
    course.assignment(
        "ps1", solution("double", "return 2 * x"), test_cell("double", 3, hidden="assert double(2) == 4"), written_answer("explain", 2),
    )  # fmt: skip
    notebook = course.student_notebook("ps1", explain=ANSWER)
    notebook.cells[-1].attachments = {"drawn.png": {"image/png": PIXEL}}
    mark = {**notebook.cells[0].metadata.nbgrader, "grade_id": '"><script>window.taken = 1</script>'}
    notebook.cells += [cell(OUTPUTS), cell("0")]
    notebook.cells[-1].metadata.nbgrader = mark
    course.submit("mallory", "ps1", notebook)
    _, done = grade(course)
    assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.find_comment("explain", "ps1", "ps1", "mallory").manual_comment = "See $z$ in [the book](https://book.example/4)."
        book.db.commit()
    return course


def see_that_it_is_shown_and_runs_nothing(page):
    shown = BeautifulSoup(page, "html.parser").find(id="notebook")
    assert not shown.find_all("script")
    attributes = [(name, value) for element in shown.find_all(True) for name, value in element.attrs.items()]
    assert not [name for name, value in attributes if name.startswith("on") or "javascript:" in value]
    assert "<th>mean</th>" in page and "<td>2.5</td>" in page and "vertical-align" not in shown.find("table").parent.text
    assert "<em>in Markdown</em>" in page and page.count("<math") >= 3, "formulas"
    assert page.count(f"data:image/png;base64,{PIXEL}") == 2, "a picture that was put out, and one pasted into the answer"
    assert "data:image/svg+xml;base64," in page
    assert '<div class="highlight"><pre><span class="k">def</span>' in page, "code in colours"
    assert "much much" not in page and "Left out here" in page


@pytest.mark.server
def test_what_a_student_wrote_runs_neither_in_formgrader_nor_on_nbgrader_s_feedback(hostile):
    with jupyter(hostile.root, "server") as server:
        (entry,) = json.loads(server.request("formgrader/api/submitted_notebooks/ps1/ps1"))
        see_that_it_is_shown_and_runs_nothing(server.request(f"formgrader/submissions/{entry['id']}/"))
        exported = server.request("nbconvert/html/autograded/mallory/ps1/ps1.ipynb")
        assert "window.taken" in exported, "Jupyter's own export, which a browser shuts in, is not touched"
    done = subprocess.run([sys.executable, "-m", "nbgrader", "generate_feedback", "ps1"], cwd=hostile.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page = (hostile.root / "feedback/mallory/ps1/ps1.html").read_text()
    see_that_it_is_shown_and_runs_nothing(page)
    assert "Score: 3.0 / 3.0" in page and 'in <a href="https://book.example/4"' in page


@pytest.mark.server
@pytest.mark.browser
def test_a_browser_draws_what_a_student_wrote_and_runs_none_of_it(hostile, screenshots):
    with chromium() as browser, jupyter(hostile.root, "server") as server:
        (entry,) = json.loads(server.request("formgrader/api/submitted_notebooks/ps1/ps1"))
        with fresh_page(browser, asks_in_vain={MATHJAX}) as page:
            page.goto(f"{server.url}/formgrader?token={server.token}")
            page.goto(f"{server.url}/formgrader/submissions/{entry['id']}/")
            page.wait_for_function("formgrader.grades && formgrader.grades.loaded")
            notebook = page.locator("#notebook")
            for link in notebook.get_by_text("here", exact=True).all():
                link.click()
            assert page.evaluate("window.taken") is None
            assert notebook.locator("math mfrac").bounding_box()["height"] > 20, "one half, drawn without a script"
            pictures = notebook.locator("img").evaluate_all("images => images.filter(image => image.naturalWidth > 0).length")
            assert pictures == 3
            colours = "words => words.map(word => getComputedStyle(word).color)"
            inside = notebook.locator("#explain").locator("xpath=ancestor::div[contains(@class, 'nbgrader_cell')]")
            assert "rgb(0, 128, 0)" in inside.locator(".highlight .k").evaluate_all(colours), "a keyword is green"
            if screenshots:
                page.screenshot(path=screenshots / "formgrader-sanitised.png", full_page=True)
