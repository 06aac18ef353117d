"""No text of a student's makes a page take long: what would is shown as plain text, and the rest of the page as ever."""

import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from autograder import nbgrader_plugin
from autograder.pages import plain
from autograder.pages.notebook import render_notebook
from autograder.pages.plain import REMARK, Typesetter
from tests.pages import cell, shows, write_notebook

OPEN_TAGS = "".join(f"<b a{number}>" for number in range(4000)) + "<p>x" * 10_000  # each paragraph opens all of them anew
UNCLOSED = {"parenthesis": r"\\(" * 33_000, "bracket": r"\\[" * 33_000, "environment": r"\begin{a}" * 11_000}


@pytest.fixture
def cells_of(tmp_path):
    """Return the PageCells of a notebook with these cells."""
    return lambda *cells: render_notebook(write_notebook(tmp_path / "executed.ipynb", cells), {}, set(), Typesetter())


@pytest.fixture
def unhurried(monkeypatch):
    """Time decides nothing: what is shown as plain text is so by what it holds."""
    monkeypatch.setattr(plain, "PART_S", 600.0)
    monkeypatch.setattr(plain, "PAGE_S", 600.0)


@pytest.mark.parametrize("text", [*UNCLOSED.values(), OPEN_TAGS, "x" * 100_001], ids=[*UNCLOSED, "tags", "length"])
def test_markdown_that_would_take_minutes_is_shown_as_it_was_written(cells_of, unhurried, text):
    before, shown, after = cells_of(cell("markdown", "*a*"), cell("markdown", text), cell("markdown", "$b$"))
    assert shown.source.startswith(REMARK + "<pre>") and "<b" not in shown.source
    assert "<em>a</em>" in before.source and "<math" in after.source


@pytest.mark.parametrize("html", [OPEN_TAGS[:60_000], "<div>" * 12_000, "<b>y</b>" * 9_000], ids=["tags", "nesting", "length"])
def test_html_that_would_take_minutes_is_shown_as_its_plain_text(cells_of, unhurried, html):
    outputs = [shows(text__html=html, text__plain="a < b"), shows(text__html=html), shows(text__html="<em>c</em>")]
    with_text, without, after = cells_of(cell("code", "x", outputs))[0].outputs
    assert with_text == f"{REMARK}<pre>a &lt; b</pre>"
    assert without.startswith(REMARK + "<pre>&lt;")
    assert after == '<div class="scroll"><em>c</em></div>'


def test_code_that_takes_too_long_to_colour_stays_without_colours(cells_of, monkeypatch):
    monkeypatch.setattr(plain, "PART_S", 0.2)
    slow, after = cells_of(cell("code", "a." * 50_000), cell("code", "x = 1"))
    assert slow.source == f"{REMARK}<pre>{'a.' * 50_000}</pre>" and '<span class="mi">1</span>' in after.source


def test_the_parts_of_a_page_share_its_time(cells_of, monkeypatch):
    monkeypatch.setattr(plain, "PAGE_S", 0.2)
    said = {"output_type": "stream", "name": "stdout", "text": "out\n"}
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}
    *slow, last = cells_of(*[cell("code", "a." * (50_000 - n)) for n in range(3)], cell("code", "x = 1", [said, error]))
    assert all(part.source.startswith(REMARK) for part in slow)
    assert last.source == f"{REMARK}<pre>x = 1</pre>"
    assert last.outputs == [f"{REMARK}<pre>out\n</pre>", f"{REMARK}<pre>ValueError: no</pre>"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # in hypothesis's callback of the collector: it strikes again
def test_what_takes_too_much_memory_is_shown_as_plain_text(cells_of, monkeypatch):
    monkeypatch.setattr(plain, "PART_MIB", 16)
    hidden = "".join(f"<b a{number}='</b>'>" for number in range(1000)) + "<p>x" * 8_000
    (shown,) = cells_of(cell("markdown", hidden))
    assert shown.source.startswith(REMARK)


def test_ordinary_texts_are_set(cells_of):
    table = "<table>" + ("<tr>" + "<td>1.25</td>" * 20 + "</tr>\n") * 200 + "</table>"
    formulas = r"\begin{align} a &= b \\[2pt] c &= \begin{matrix} d \end{matrix} \end{align} \\(e\\) and $f$" + "\n\n"
    text, code = cells_of(cell("markdown", formulas * 200), cell("code", "def f(x):\n    return x + 1\n" * 500, [shows(text__html=table)]))
    assert REMARK not in text.source + code.source + code.outputs[0]
    assert text.source.count("<math") == 600 and "<td>1.25</td>" in code.outputs[0]


@pytest.mark.parametrize("template", ["classic", "lab"])
def test_where_nbgrader_shows_a_notebook_what_would_take_minutes_is_plain_text_too(template, unhurried):
    config = Config()
    nbgrader_plugin.plug_in(config)
    code, markdown, html = "x = 1\n" * 17_000, UNCLOSED["parenthesis"], "<div>" * 12_000
    cells = [new_markdown_cell(markdown), new_code_cell(code, outputs=[new_output("display_data", {"text/html": html})])]
    cells += [new_markdown_cell("*a*"), new_code_cell("y = 2")]
    page, _ = HTMLExporter(config=config, template_name=template).from_notebook_node(new_notebook(cells=cells))
    shown = BeautifulSoup(page, "html.parser")
    texts = [remark.find_next_sibling("pre").text for remark in shown.find_all("p", class_="left-out")]
    assert [text.partition("\n… ")[0] for text in texts] == [markdown, code[: plain.MAX_PLAIN], html]
    assert "<em>a</em>" in page and '<span class="mi">2</span>' in page


def test_where_nbgrader_shows_a_notebook_its_parts_share_the_time_of_one_page(monkeypatch):
    monkeypatch.setattr(plain, "PAGE_S", 0.2)
    config = Config()
    nbgrader_plugin.plug_in(config)
    exporter = HTMLExporter(config=config)
    slow = [new_code_cell("a." * (50_000 - n)) for n in range(3)]
    page, _ = exporter.from_notebook_node(new_notebook(cells=[*slow, new_code_cell("y = 2")]))
    assert page.count(REMARK) == 4
    page, _ = exporter.from_notebook_node(new_notebook(cells=[new_code_cell("z = 3")]))
    assert REMARK not in page and '<span class="mi">3</span>' in page, "the next page has time of its own"
