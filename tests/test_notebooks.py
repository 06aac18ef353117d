"""Notebooks as they arrive: read whatever is readable, put back what was not to be changed, say so."""

import ast
import json
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.notebooks import UnreadableNotebook, grade_id_of, read_notebook, without_hidden_tests
from autograder.restoring import restore_cells
from tests.builders import MARK, cell, locked, solution, test_cell, written_answer


@pytest.fixture
def released():
    cells = [
        locked("imports", "import numpy as np"),
        solution("double"), test_cell("double", 2, "assert double(1) == 2"), new_markdown_cell("text"),
        solution("triple"), test_cell("triple", 3, "assert triple(1) == 3"), written_answer("explain", 2),
    ]  # fmt: skip
    for authored in cells:
        authored.source = without_hidden_tests(authored.source)
    return new_notebook(cells=cells)


@pytest.fixture
def submitted(released):
    notebook = deepcopy(released)
    by_id(notebook, "double").source = "def double(x): return 2 * x"
    by_id(notebook, "triple").source = "def triple(x): return 3 * x"
    return notebook


def by_id(notebook, grade_id):
    return next(cell for cell in notebook.cells if grade_id_of(cell) == grade_id)


def ids(notebook):
    return [grade_id_of(cell) for cell in notebook.cells]


def restore(submitted, released):
    before = json.dumps(submitted)
    restored = restore_cells(submitted, released)
    assert json.dumps(submitted) == before, "the submission itself is not to change"
    nbformat.validate(restored.notebook)
    return restored


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("import numpy as np, os\nimport math, numpy", "import os\nimport math, numpy"),
        ("import numpy as np\nnp.random.seed(1)\nnp.set_printoptions(3)\nfrom __future__ import annotations", "np.set_printoptions(3)"),
        ("def quarter(x):\n    np = x / 4\n    return np", "def quarter(x):\n    np = x / 4\n    return np"),
        ("np.dot?\nimport math", "import math"),
        ("import numpy as np  # as ever\n%matplotlib inline\nfrom math import *\nnp.seterr(all='raise')", "from math import *\nnp.seterr(all='raise')"),
        ("np = None\nassert True\ndel np\n'text'", None),
        ("import (", None),
        ("import os\nx = " + "-" * 20_000 + "1", None),
        ("x = " + "(" * 5_000, None),
    ],
)
def test_what_was_added_to_a_locked_cell_is_kept_behind_it(submitted, released, text, kept):
    by_id(released, "imports").source += "\nnp.random.seed(0)"
    by_id(submitted, "imports").source = text
    notebook = restore(submitted, released).notebook
    behind = notebook.cells[ids(notebook).index("imports") + 1]
    assert by_id(notebook, "imports").source == by_id(released, "imports").source
    assert (behind.source if grade_id_of(behind) is None else None) == kept


def test_an_untouched_structure_gives_no_warning(submitted, released):
    restored = restore(submitted, released)
    assert restored.warnings == []
    assert [c.source for c in restored.notebook.cells] == [c.source for c in submitted.cells]


@pytest.mark.parametrize("mark", [{}, {"grade_id": ""}, {"solution": False}])
def test_a_mark_without_an_id_is_none(submitted, released, mark):
    submitted.cells.insert(0, new_code_cell("1", metadata={"nbgrader": mark}))
    restored = restore_cells(submitted, released)
    assert restored.warnings == [] and restored.notebook.cells[0].metadata == {}


def test_a_deleted_test_cell_comes_back_behind_its_answer(submitted, released):
    submitted.cells.remove(by_id(submitted, "test_double"))
    restored = restore(submitted, released)
    assert ids(restored.notebook)[:3] == ["imports", "double", "test_double"]
    assert restored.warnings == ["cell `test_double` is missing: the original was put back"]


def test_a_deleted_answer_is_said_and_nothing_overwrites_a_definition_elsewhere(submitted, released):
    submitted.cells.remove(by_id(submitted, "double"))
    restored = restore(submitted, released)
    assert "double" not in ids(restored.notebook)
    assert restored.warnings == ["cell `double` is missing"]


def test_altered_tests_and_metadata_are_put_back(submitted, released):
    test = by_id(submitted, "test_double")
    test.source = "pass"
    test.metadata["nbgrader"].update(points=100, locked=False, cheat="yes")
    restored = restore(submitted, released)
    back = by_id(restored.notebook, "test_double")
    assert back.source == "assert double(1) == 2"
    assert back.metadata["nbgrader"] == by_id(released, "test_double").metadata["nbgrader"]
    assert any("metadata" in warning for warning in restored.warnings)
    assert any("original text was put back" in warning for warning in restored.warnings)


def test_an_answer_with_grading_metadata_of_its_own_gains_nothing(submitted, released):
    by_id(submitted, "double").metadata["nbgrader"].update(grade=True, points=50)
    submitted.cells.append(
        new_code_cell("1000", metadata={"nbgrader": {"grade_id": "bonus", "grade": True, "points": 1000}})
    )
    restored = restore(submitted, released)
    assert by_id(restored.notebook, "double").metadata == by_id(released, "double").metadata
    assert "bonus" not in ids(restored.notebook)


def test_of_doubled_cells_the_last_counts(submitted, released):
    twin = deepcopy(by_id(submitted, "double"))
    twin.source = "def double(x): return x + x"
    twin.id = "twin"
    submitted.cells.insert(2, twin)
    restored = restore(submitted, released)
    assert ids(restored.notebook).count("double") == 1
    assert by_id(restored.notebook, "double").source == twin.source
    assert any("more than once" in warning for warning in restored.warnings)


def test_a_cell_is_numbered_as_in_the_notebook_that_comes_of_it(submitted, released):
    submitted.cells.remove(by_id(submitted, "imports"))
    by_id(submitted, "triple").source = by_id(released, "triple").source
    submitted.cells.insert(2, cell("def triple(x): return 3 * x"))
    restored = restore(submitted, released)
    place = [part.source for part in restored.notebook.cells].index("def triple(x): return 3 * x") + 1
    assert restored.warnings == [
        f"cell `triple` is as released: the answer in cell {place} counts", "cell `imports` is missing: the original was put back",
    ]  # fmt: skip


def strip_identities(notebook):
    for number, lost in enumerate(notebook.cells):
        lost.metadata.pop("nbgrader", None)
        lost.id = f"other-{number}"


def test_all_metadata_lost_is_recovered_by_texts_functions_and_neighbours(submitted, released):
    by_id(submitted, "explain").source = "My words."
    strip_identities(submitted)
    restored = restore(submitted, released)
    assert restored.missing_answers == set()
    assert ids(restored.notebook) == ids(released)
    assert by_id(restored.notebook, "explain").source == "My words."
    assert restored.warnings == [
        "cells `imports`, `test_double`, `test_triple` had lost their identity: recognised by their texts",
        "cells `double`, `triple` had lost their identity: recognised by the functions that they define",
        "cell `explain` had lost its identity: recognised by its neighbours",
    ]


def test_of_two_texts_in_the_place_of_one_the_one_with_the_question_is_the_answer(submitted, released):
    by_id(submitted, "explain").source = "Why?\n\nBecause I say so."
    submitted.cells.insert(len(submitted.cells) - 1, new_markdown_cell("A note."))
    strip_identities(submitted)
    restored = restore(submitted, released)
    assert by_id(restored.notebook, "explain").source.endswith("I say so.")


def test_what_cannot_be_told_apart_is_for_a_person(submitted, released):
    by_id(submitted, "explain").source = "My words."
    submitted.cells.append(new_markdown_cell("Other words."))
    strip_identities(submitted)
    restored = restore(submitted, released)
    assert restored.missing_answers == {"explain"}
    assert "cell `explain` is missing: is the answer elsewhere?" in restored.warnings


def test_metadata_lost_is_recovered_by_the_cells_ids(submitted, released):
    by_id(submitted, "explain").source = "My words."
    for lost in submitted.cells:
        lost.metadata.pop("nbgrader", None)
    restored = restore(submitted, released)
    assert ids(restored.notebook) == ids(released)
    assert by_id(restored.notebook, "explain").source == "My words."
    assert restored.missing_answers == set()


def test_a_deleted_written_answer_is_for_a_person_to_look_for(submitted, released):
    submitted.cells.remove(by_id(submitted, "explain"))
    restored = restore(submitted, released)
    assert restored.missing_answers == {"explain"} and ids(restored.notebook)[-1] == "explain"


def test_a_split_answer_has_its_test_behind_the_last_definition(submitted, released):
    submitted.cells.remove(by_id(submitted, "test_double"))
    by_id(submitted, "double").source = "helper = 2"
    submitted.cells.append(cell("def double(x): return helper * x"))
    restored = restore(submitted, released)
    sources = [c.source for c in restored.notebook.cells]
    assert sources.index("assert double(1) == 2") > sources.index("def double(x): return helper * x")


def test_a_name_reused_at_the_end_does_not_draw_a_deleted_test_there(submitted, released):
    submitted.cells.remove(by_id(submitted, "test_double"))
    submitted.cells.append(cell("double = None"))
    assert ids(restore(submitted, released).notebook)[:3] == ["imports", "double", "test_double"]


def test_a_changed_cell_type_is_turned_back(submitted, released):
    original = by_id(submitted, "double")
    index = submitted.cells.index(original)
    submitted.cells[index] = new_markdown_cell(original.source, id=original.id, metadata=original.metadata)
    restored = restore(submitted, released)
    assert by_id(restored.notebook, "double").cell_type == "code"


def write(tmp_path, content):
    path = tmp_path / "n.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"), (b"{", "JSON is broken"), (b"[1]", "not a notebook"), (b'{"cells": 3}', "no cells"),
        (b"\xff\x00\xfe", "JSON is broken"), ("[" * 100_000, "JSON is broken"), (b'{"nbformat": 3, "worksheets": 7}', "old notebook"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_refused_in_a_sentence(tmp_path, content, told):
    with pytest.raises(UnreadableNotebook, match=told):
        read_notebook(write(tmp_path, content))


def nested(depth):
    """Return a dict in a dict and so on: as deep as JSON is still read, and deeper than Python copies."""
    inner = {}
    for _ in range(depth):
        inner = {"a": inner}
    return inner


@pytest.mark.parametrize("depth", [490, 900])
def test_metadata_nested_deeper_than_python_copies_costs_the_cell_nothing(tmp_path, submitted, depth):
    data = json.loads(nbformat.writes(submitted))
    data["cells"][ids(submitted).index("double")]["metadata"]["nbgrader"]["extra"] = nested(depth)
    notebook = read_notebook(write(tmp_path, json.dumps(data)))
    assert by_id(notebook, "double").metadata["nbgrader"] == {**MARK, "grade_id": "double", "solution": True}
    assert ids(notebook) == ids(submitted)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["metadata"].update(kernelspec={"name": nested(490), "language": "R"}),
        lambda data: data["cells"][0].update(source=nested(490), outputs=[nested(900)], cell_type=nested(900)),
        lambda data: data["cells"][0]["metadata"].update(tags=[nested(900)], nbgrader=nested(900)),
    ],
    ids=["kernel", "cell", "metadata"],
)  # fmt: skip
def test_whatever_is_nested_deeply_the_rest_is_read(tmp_path, submitted, change):
    data = json.loads(nbformat.writes(submitted))
    change(data)
    notebook = read_notebook(write(tmp_path, json.dumps(data)))
    nbformat.validate(notebook)
    assert ids(notebook)[1:] == ids(submitted)[1:]


@pytest.mark.parametrize("error", [RecursionError, MemoryError])
def test_a_notebook_that_python_gives_up_on_is_unreadable(tmp_path, submitted, monkeypatch, error):
    def give_up(*_):
        raise error

    monkeypatch.setattr("autograder.notebooks._text", give_up)
    with pytest.raises(UnreadableNotebook, match="nested too deeply or holds too much"):
        read_notebook(write(tmp_path, nbformat.writes(submitted)))


def test_a_notebook_of_millions_of_small_values_is_refused_before_they_are_made(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.notebooks.json.loads", lambda text: pytest.fail("they were made"))
    with pytest.raises(UnreadableNotebook, match="more than 2 million values"):
        read_notebook(write(tmp_path, '{"cells": [' + "[]," * 1_000_000 + "[]]}"))


def test_a_notebook_with_more_code_than_anybody_writes_is_refused(tmp_path, submitted):
    by_id(submitted, "double").source += "\nx" * 300_000
    with pytest.raises(UnreadableNotebook, match="its code cells hold 0.6 million characters"):
        read_notebook(write(tmp_path, json.dumps(submitted)))


def test_a_text_that_becomes_code_is_not_parsed_at_any_length(submitted, released, monkeypatch):
    by_id(submitted, "double").source += "\nx" * 300_000
    by_id(submitted, "double").cell_type = "markdown"
    parse = ast.parse
    monkeypatch.setattr("ast.parse", lambda text, *more: parse(text, *more) if len(text) < 10_000 else pytest.fail("it was parsed"))
    assert ids(restore(submitted, released).notebook) == ids(released)


@pytest.mark.parametrize("text", ["{},[" * 1_000_000, '"],[' * 1_000_000, "\\" * 1_000_000 + "," * 3_000_000])
def test_commas_and_brackets_in_a_text_are_no_values(tmp_path, submitted, text):
    by_id(submitted, "double").outputs = [nbformat.v4.new_output("stream", text=text)]
    assert ids(read_notebook(write(tmp_path, json.dumps(submitted)))) == ids(submitted)


def test_a_text_without_end_is_counted_in_one_go(tmp_path):
    with pytest.raises(UnreadableNotebook, match="JSON is broken"):
        read_notebook(write(tmp_path, '{"cells": ["' + '\\",' * 3_000_000))


def test_byte_order_marks_and_utf_16_are_read(tmp_path, submitted):
    text = nbformat.writes(submitted)
    for encoding in ("utf-8-sig", "utf-16"):
        assert ids(read_notebook(write(tmp_path, text.encode(encoding)))) == ids(submitted)


@pytest.mark.parametrize("version", [(3, 0), (4, 0), (4, 4)])
def test_old_formats_are_converted(tmp_path, submitted, version):
    if version[0] == 3:
        old = {
            "nbformat": 3, "nbformat_minor": 0, "metadata": {},
            "worksheets": [{"metadata": {}, "cells": [
                {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "metadata": {}, "collapsed": False}
            ]}],
        }  # fmt: skip
    else:
        old = json.loads(nbformat.writes(submitted))
        old["nbformat_minor"] = version[1]
        for part in old["cells"]:
            part.pop("id", None)
    notebook = read_notebook(write(tmp_path, json.dumps(old)))
    nbformat.validate(notebook)
    assert notebook.nbformat_minor == 5
    assert notebook.cells[0].source == ("x = 1" if version[0] == 3 else "import numpy as np")


def test_malformed_cells_are_put_into_form(tmp_path):
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": 3, "cells": [
        7, {"cell_type": "spam", "source": 3}, {"cell_type": "code", "source": ["a = ", 1, "1"], "id": "x" * 99},
        {"cell_type": "code", "source": "b", "id": "same", "metadata": {"nbgrader": "no"}}, {"cell_type": "code", "id": "same"},
        {"cell_type": "code", "source": "\ud800"},
    ]}  # fmt: skip
    notebook = read_notebook(write(tmp_path, json.dumps(content)))
    nbformat.validate(notebook)
    assert [c.source for c in notebook.cells] == ["", "a = 1", "b", "", "?"]


PHOTO = {"photo.png": {"image/png": "iVBORw0KGgo="}}


def test_pictures_pasted_into_text_stay_and_the_author_s_come_back(tmp_path):
    explain, mark = written_answer("explain", 2), {"nbgrader": {**MARK, "grade_id": "given", "locked": True}}
    given = new_markdown_cell("![](attachment:photo.png)", attachments=PHOTO, metadata=mark)
    theirs = deepcopy([explain, given])
    theirs[0]["attachments"] = {**PHOTO, "odd": {"image/png": 3}, "none": "text"}
    del theirs[1]["attachments"]
    path = tmp_path / "handed in.ipynb"
    theirs += [new_markdown_cell("mine", attachments=PHOTO), new_code_cell("1")]
    theirs[-1]["attachments"] = PHOTO
    path.write_text(json.dumps({**new_notebook(), "cells": theirs}))
    cells = restore_cells(read_notebook(path), new_notebook(cells=[explain, given])).notebook.cells
    assert [part.get("attachments") for part in cells] == [PHOTO, PHOTO, PHOTO, None]
    nbformat.validate(new_notebook(cells=cells))


def test_outputs_of_the_student_are_dropped(tmp_path, submitted):
    by_id(submitted, "test_double").outputs = [nbformat.v4.new_output("stream", text="100 of 100 points")]
    assert by_id(read_notebook(write(tmp_path, nbformat.writes(submitted))), "test_double").outputs == []


def test_a_test_that_stands_before_its_exercise_is_moved_behind_it(submitted, released):
    """As where two tests' ids were swapped: nothing would be defined yet."""
    first, second = by_id(submitted, "test_double"), by_id(submitted, "test_triple")
    for mark, name in ((first, "test_triple"), (second, "test_double")):
        mark.metadata["nbgrader"]["grade_id"] = name
    restored = restore(submitted, released)
    order = ids(restored.notebook)
    assert order.index("double") < order.index("test_double") and order.index("triple") < order.index("test_triple")
    assert any("stood before the answer" in told for told in restored.warnings)
