"""An executed notebook as HTML: text, code and outputs, cell by cell."""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache, partial

from markupsafe import Markup

from autograder.pages.code import highlight_code
from autograder.pages.markdown import render_markdown
from autograder.pages.outputs import plain_text, render_output

OVERHEAD = 120  # bytes of markup around each part of a cell, at most
TOO_MUCH = Markup('<p class="left-out">Left out here: the page would become too large. It is in the notebook itself.</p>')


@dataclass
class PageCell:
    """A cell as HTML."""

    kind: str  # code, markdown or raw
    source: str  # HTML, as are the outputs
    outputs: list = field(default_factory=list)
    label: str = ""  # what a reader calls it: an exercise's name, or its place
    exercise: str = ""  # a test cell's, whose checks stand above
    anchor: str = ""  # of these


def render_notebook(path, checked, hidden, typesetter):
    """Return the PageCells of an executed notebook, [] where there is none.

    checked : {grade_id: report} of the test cells with checks; the report, which the page shows in a better form, is
        left out of the outputs.
    hidden : as of hidden_tests(). A version with hidden tests was run in place of these cells, and a traceback quotes it.
    typesetter : the page's Typesetter.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    return [_render_cell(typesetter, cell, number, checked, hidden) for number, cell in enumerate(cells, 1)]


def anchor_of(grade_id):
    """Return the id under which a graded cell's checks stand on the page."""
    return "exercise-" + re.sub(r"[^\w-]", "-", grade_id)


def keep_within(cells, size):
    """Leave out the largest sources and outputs of PageCells, as few as can be, until all of them have at most `size` bytes."""
    parts = [(len(cell.source.encode()), number, -1) for number, cell in enumerate(cells)]
    parts += [
        (len(html.encode()), number, index) for number, cell in enumerate(cells) for index, html in enumerate(cell.outputs)
    ]
    total = sum(length + OVERHEAD for length, _, _ in parts)
    for length, number, index in sorted(parts, key=lambda part: (-part[0], part[1:])):
        if total <= size:
            return
        total -= length - len(TOO_MUCH)
        if index < 0:
            cells[number].source = TOO_MUCH
        else:
            cells[number].outputs[index] = TOO_MUCH


def _render_cell(typesetter, cell, number, checked, hidden):
    source, mark = "".join(cell.get("source", "")), cell.get("metadata", {}).get("nbgrader", {})
    grade_id = mark.get("grade_id", "")
    label = grade_id or f"cell {number}"
    if cell["cell_type"] == "markdown":
        of_the_course = mark.get("locked", False) and not mark.get("solution", True)
        html = typesetter.set(lambda: render_markdown(source, cell.get("attachments"), links=of_the_course), source)
        return PageCell("markdown", Markup(html), label=label)
    if cell["cell_type"] != "code":
        return PageCell("raw", Markup(typesetter.set(lambda: highlight_code(source, "text"), source)), label=label)
    report, outputs = checked.get(grade_id), map(_joined, cell.get("outputs", []))
    if report is None and (hidden is None or grade_id in hidden):
        outputs = map(_without_traceback, outputs)
    source = (hidden or {}).get(grade_id, source)  # nbgrader's own autograde leaves its hidden tests there
    shown = [
        typesetter.set(partial(render_output, output, label), plain_text(output))
        for output in outputs
        if not _is_report(output, report)
    ]
    exercise = grade_id.removeprefix("test_") if report else ""
    outputs = [Markup(html) for html in shown if html]
    html = Markup(typesetter.set(lambda: highlight_code(source, "ipython3"), source))
    return PageCell("code", html, outputs, label, exercise, anchor_of(grade_id) if report else "")


def _joined(output):
    """Return an output whose texts are strings: the file format also allows lists of lines."""
    output = dict(output)
    if isinstance(output.get("text"), list):
        output["text"] = "".join(output["text"])
    if isinstance(output.get("data"), dict):
        data = {mime: "".join(text) if isinstance(text, list) else text for mime, text in output["data"].items()}
        output["data"] = {mime: text for mime, text in data.items() if isinstance(text, str)}
    return output


def _is_report(output, report):
    return report is not None and output.get("data", {}).get("text/plain") == report


def _without_traceback(output):
    """Return an output of a cell that may have run with hidden tests: of an error the last line only, which quotes no source."""
    if output.get("output_type") != "error":
        return output
    return {**output, "traceback": [f"{output.get('ename')}: {output.get('evalue')}"]}


@lru_cache(maxsize=64)
def hidden_tests(released, complete):
    """Return {grade_id: text as students got it} of the cells that hold hidden tests, None where nobody knows which these are.

    released, complete : paths of the notebook as students got it, and with its hidden tests.
    """
    try:
        texts, full = map(_texts_by_id, (released, complete))
    except (OSError, ValueError, KeyError):  # taken out of the course since
        return None
    return {grade_id: text for grade_id, text in texts.items() if full.get(grade_id) != text}


def _texts_by_id(path):
    """Return {grade_id: text} of the code cells of a notebook of the course's."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    marked = (cell for cell in cells if cell["cell_type"] == "code" and "nbgrader" in cell["metadata"])
    return {cell["metadata"]["nbgrader"].get("grade_id"): "".join(cell["source"]) for cell in marked}
