"""Notebooks as they arrive, a class of them through the real command: what each is worth, and what an assistant reads."""

import json
import os
import shutil
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.notebooks import grade_id_of
from tests.any_courses import code_answer, released, test as graded_test, with_answers
from tests.builders import CourseBuilder, cell, locked, solution, test_cell, written_answer
from tests.small_course import CHECKS, SOLUTIONS

DOUBLE = "def double(x):\n    return np.asarray(x) * factor"
HALF = "def half(x):\n    return double(x) / 4"
STUB = "def {}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
FULL = {"test_double": 4, "half_is_right": 2, "explain": None, "application": None}
DAMAGES = {}


def damage(says, file="ps1.ipynb", **marks):
    """Register a function that damages a right notebook: returns another, text, bytes, or None for the one it was given.

    says : what standard error has on it, "" for nothing. marks : those that are not full.
    """

    def register(function):
        DAMAGES[function.__name__] = (function, says, file, FULL | marks)
        return function

    return register


def at(notebook, grade_id):
    return next(part for part in notebook.cells if grade_id_of(part) == grade_id)


def remove(notebook, *grade_ids):
    notebook.cells = [part for part in notebook.cells if grade_id_of(part) not in grade_ids]


def anonymous(notebook):
    for number, part in enumerate(notebook.cells):
        part.metadata = nbformat.from_dict({})
        part.id = f"anonymous-{number}"


def move(notebook, grade_id, place):
    part = at(notebook, grade_id)
    notebook.cells.remove(part)
    notebook.cells.insert(place, part)


@damage("")
def intact(notebook):
    pass


@damage("cells `test_double`, `half_is_right` are missing: the originals were put back")
def deleted_tests(notebook):
    remove(notebook, "test_double", "half_is_right")


@damage("cell `half` is missing", half_is_right=0)
def answer_deleted(notebook):
    remove(notebook, "half")


@damage("cells `explain`, `application` are missing: are the answers elsewhere?")
def graded_answers_deleted(notebook):
    remove(notebook, "explain", "application")


@damage("cells `double`, `test_double`, `half`, `half_is_right` are there more than once: the last copies count")
def ids_doubled(notebook):
    for name in ("double", "half", "test_double", "half_is_right"):
        notebook.cells.insert(notebook.cells.index(at(notebook, name)), deepcopy(at(notebook, name)))


@damage("cell `double` is there more than once: the last copy that holds an answer counts")
def an_untouched_copy_behind_the_answer(notebook):
    copy = deepcopy(at(notebook, "double"))
    copy.source = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    notebook.cells.insert(notebook.cells.index(at(notebook, "double")) + 1, copy)


@damage("cell `half_is_right` stood before the answer: put back behind it")
def a_test_before_its_answer(notebook):
    move(notebook, "half_is_right", 0)


@damage("cell `imports` stood behind code that needs it: put back")
def order_reversed(notebook):
    notebook.cells.reverse()


@damage("cell `double` is there more than once: its last copy counts")
def an_answer_split_by_the_editor(notebook):
    first = at(notebook, "double")
    second = deepcopy(first)
    first.source, second.source = "def helper(x):\n    return np.asarray(x) * factor", "def double(x):\n    return helper(x)"
    notebook.cells.insert(notebook.cells.index(first) + 1, second)


@damage("")
def a_helper_cell_before(notebook):
    notebook.cells.insert(3, cell("def helper(x):\n    return np.asarray(x) * factor"))
    at(notebook, "double").source = "def double(x):\n    return helper(x)"


@damage("cell `half` is missing: the answer in cell `double` counts")
def two_answers_merged(notebook):
    at(notebook, "double").source += "\n\n\n" + HALF
    remove(notebook, "half")


@damage("cell `test_double` holds the answer to `half`: it was kept in a cell before")
def an_answer_merged_with_a_test(notebook):
    at(notebook, "test_double").source += "\n\n" + HALF
    remove(notebook, "half")


@damage("cell `half` is as released: the answer in cell 4 counts")
def an_answer_in_a_new_cell_above(notebook):
    at(notebook, "half").source = STUB.format("half")
    notebook.cells.insert(3, cell(HALF))


@damage("cells `double`, `half` are as released: the answers in cell 8 count")
def both_answers_in_one_cell_behind_the_tests(notebook):
    for name in ("double", "half"):
        at(notebook, name).source = STUB.format(name)
    notebook.cells.append(cell(f"{HALF}\n\n\n{DOUBLE}"))


@damage("cells `test_double`, `half_is_right` stood before the answers: put back behind them")
def both_answers_in_the_cell_of_the_second(notebook):
    at(notebook, "double").source = STUB.format("double")
    at(notebook, "half").source += "\n\n\n" + DOUBLE
    notebook.cells.append(notebook.cells.pop(notebook.cells.index(at(notebook, "half"))))


@damage("cells `double`, `half` define nothing: the answers in cell 8 count")
def answers_behind_the_tests_and_their_cells_emptied(notebook):
    at(notebook, "double").source = "# see below\n"
    at(notebook, "half").source = "def half(x):\n    \"\"\"Halve.\"\"\"\n    pass"
    notebook.cells.append(cell(f"{HALF}\n\n\n{DOUBLE}"))


@damage("cell `half` defines nothing: the answer in cell 9 counts")
def an_answer_behind_its_test_that_needs_its_own_cell(notebook):
    at(notebook, "half").source = "QUARTER = 0.25"
    notebook.cells.append(cell("def half(x):\n    return double(x) * QUARTER"))


@damage("cell `explain` is as released: is the answer in cell 9?")
def a_written_answer_beside_its_cell(notebook):
    at(notebook, "explain").source = "Why?\n\nYOUR ANSWER HERE"
    notebook.cells.insert(notebook.cells.index(at(notebook, "explain")) + 1, new_markdown_cell("My words."))


@damage("", explain=0)
def a_written_answer_left_out_and_a_note_far_from_it(notebook):
    at(notebook, "explain").source = "Why?\n\nYOUR ANSWER HERE"
    notebook.cells.insert(2, new_markdown_cell("I like this."))


@damage("had lost their identity: recognised by the functions that they define")
def metadata_and_ids_lost(notebook):
    anonymous(notebook)


@damage("had lost their identity: recognised by their ids")
def metadata_lost(notebook):
    for part in notebook.cells:
        part.metadata = nbformat.from_dict({})


@damage("cell `Double` is not one of the assignment's: it is run as an ordinary cell")
def grade_ids_changed(notebook):
    at(notebook, "double").metadata["nbgrader"]["grade_id"] = "Double"


@damage("had their grading metadata changed: put back")
def flags_and_points_changed(notebook):
    for name in ("test_double", "half_is_right"):
        at(notebook, name).metadata["nbgrader"].update(points=100, locked=False, schema_version=99, extra={"a": [1]})
    at(notebook, "explain").metadata["nbgrader"] = {"grade_id": "explain"}


@damage("cells `imports`, `test_double`, `half_is_right` are locked, but changed: the original text was put back")
def locked_cells_edited(notebook):
    for name in ("imports", "test_double", "half_is_right"):
        at(notebook, name).source = "assert True"


@damage("cell `imports` holds code that was added: it was kept in a cell behind")
def imports_added_to_the_locked_cell(notebook):
    at(notebook, "imports").source += "\nimport operator as op, numpy\nfrom functools import partial\nnp = numpy"
    at(notebook, "half").source = HALF.replace("double(x) / 4", "op.truediv(double(x), 4)")


@damage("cells `double`, `test_double`, `half` were turned into markdown cells: turned back")
def types_changed(notebook):
    for name in ("double", "half", "test_double"):
        part = at(notebook, name)
        place = notebook.cells.index(part)
        notebook.cells[place] = new_markdown_cell(f"```python\n{part.source}\n```", id=part.id, metadata=part.metadata)


@damage("")
def an_old_schema(notebook):
    for part in notebook.cells:
        if "nbgrader" in part.metadata:
            part.metadata["nbgrader"]["schema_version"] = 1
            del part.metadata["nbgrader"]["task"]




@damage("")
def outputs_huge(notebook):
    at(notebook, "double").outputs = [nbformat.v4.new_output("stream", text="x" * 5_000_000)]


def older(notebook, minor):
    data = json.loads(json.dumps(notebook))
    data["nbformat_minor"] = minor
    for part in data["cells"]:
        part.pop("id", None)
    return data


@damage("")
def minor_0(notebook):
    return json.dumps(older(notebook, 0))


@damage("were turned into raw cells: turned back")
def minor_lowered_types_changed_ids_kept(notebook):
    data = json.loads(json.dumps(notebook))
    data["nbformat_minor"] = 2
    for part in data["cells"]:
        part["cell_type"] = "raw" if part["cell_type"] == "code" else part["cell_type"]
    return json.dumps(data)


@damage("")
def nbformat_3(notebook):
    old = nbformat.convert(nbformat.from_dict(older(notebook, 4)), 3)
    return json.dumps(old)


@damage("")
def byte_order_mark_and_crlf(notebook):
    for part in notebook.cells:
        part.source = part.source.replace("\n", "\r\n")
    return json.dumps(notebook).replace("\n", "\r\n").encode("utf-8-sig")


@damage("")
def utf_16(notebook):
    return json.dumps(notebook).encode("utf-16")


@damage("the file is not UTF-8: it was read as Windows-1252")
def latin_1(notebook):
    at(notebook, "explain").source = "Voilà: déjà vu."
    return json.dumps(notebook, ensure_ascii=False).encode("latin-1")


@damage("saved with the kernel 'ir' (R): run as Python")
def another_kernel(notebook):
    notebook.metadata["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}


@damage("the file is damaged", half_is_right=0, explain=None)
def cut_off(notebook):
    text = json.dumps(notebook)
    return text[: text.index('"half') - 30]


@damage("submitted as nested.ipynb: taken for ps1.ipynb", file="nested.ipynb")
def metadata_nested_deeply(notebook):
    data, inner = json.loads(json.dumps(notebook)), {}
    for _ in range(490):
        inner = {"a": inner}
    next(part for part in data["cells"] if part["id"] == "double")["metadata"]["nbgrader"]["extra"] = inner
    return json.dumps(data)


NOTHING = dict.fromkeys(FULL, 0)


@damage("the file is empty", **NOTHING)
def empty_file(notebook):
    return b""


@damage("the file is not a notebook: its JSON is broken", **NOTHING)
def no_notebook(notebook):
    return "PK\x03\x04 not a notebook"


@damage("submitted as My Work – final (2).ipynb: taken for ps1.ipynb", file="My Work – final (2).ipynb")
def another_name(notebook):
    pass


@damage("submitted as ps1/ps1.ipynb: taken for ps1.ipynb", file="ps1/ps1.ipynb")
def in_a_folder_of_the_archive(notebook):
    pass


@damage("submitted as ps1.ipynb.json: taken for ps1.ipynb", file="ps1.ipynb.json")
def another_ending(notebook):
    pass


@damage("files that are not part of the assignment: ps1-Copy1.ipynb")
def two_notebooks(notebook):
    pass


@damage("submitted as ps1 (1).ipynb: taken for ps1.ipynb, not notes.ipynb", file="ps1 (1).ipynb")
def two_notebooks_neither_by_its_name(notebook):
    pass


@damage("submitted as elsewhere.ipynb: taken for ps1.ipynb", file="elsewhere.ipynb")
def a_folder_with_the_notebook_s_name(notebook):
    pass


@damage("the notebook is a symbolic link: it is not followed", **NOTHING)
def a_link(notebook):
    pass


@damage("timestamp.txt holds no time")
def files_beside(notebook):
    pass


@damage("timestamp.txt holds no time")
def a_time_of_many_digits(notebook):
    pass


@damage("timestamp.txt holds no time")
def a_pipe_for_a_time(notebook):
    pass


@damage("")
def a_student_named_so(notebook):
    pass


NAMES = {"a_student_named_so": "Zoë O'Brien & söhne"}


@pytest.fixture(scope="module")
def batch(tmp_path_factory, autograder):
    """The class graded: ({(student, cell): row}, standard error, course)."""
    course = CourseBuilder(tmp_path_factory.mktemp("damaged") / "course")
    course.assignment(
        "ps1", locked("imports", "import numpy as np\nfactor = 2"), new_markdown_cell("# Doubling", id="title"),
        solution("double", "return np.asarray(x) * factor"), test_cell("double", 4, "assert double([1.0])[0] == 2"),
        new_markdown_cell("# Halving", id="title-2"), solution("half", "return double(x) / 4"),
        graded_test("half_is_right", 2, "assert half(2) == 1\n### BEGIN HIDDEN TESTS\nassert half(6) == 3\n### END HIDDEN TESTS"),
        written_answer("explain", 2), code_answer("application", "### BEGIN SOLUTION\nhalf(8)\n### END SOLUTION", points=1),
        checks={"double": CHECKS}, solutions=SOLUTIONS,
    )  # fmt: skip
    answers = {"double": DOUBLE, "half": HALF, "explain": "Why?\n\nMy words.", "application": "half(10)"}
    right = with_answers(released(course, "ps1"), answers)
    for name, (function, _, file, _) in DAMAGES.items():
        notebook = deepcopy(right)
        content = function(notebook)
        student = NAMES.get(name, name)
        path = course.submit(student, "ps1", "", file=file)
        content = json.dumps(notebook) if content is None else content
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    add_files(course, right)
    file = course.root / "rows.jsonl"
    done = autograder("grade", "--course-dir", course.root, "--json", file)
    assert done.returncode == 0, done.stderr
    rows = map(json.loads, file.read_text().splitlines())
    return {(row["student"], row["grade_id"]): row for row in rows}, done.stderr, course


def add_files(course, right):
    """Put what is not the notebook itself into the folders of some students."""
    def folder(name):
        return course.root / "submitted" / name / "ps1"

    shutil.copy(folder("two_notebooks") / "ps1.ipynb", folder("two_notebooks") / "ps1-Copy1.ipynb")
    notes = nbformat.v4.new_notebook(cells=[new_code_cell("1")])
    (folder("two_notebooks_neither_by_its_name") / "notes.ipynb").write_text(json.dumps(notes))
    (folder("a_folder_with_the_notebook_s_name") / "ps1.ipynb").mkdir()
    link = folder("a_link") / "ps1.ipynb"
    link.unlink()
    link.symlink_to(folder("intact") / "ps1.ipynb")
    beside = folder("files_beside")
    (beside / "timestamp.txt").write_text("yesterday")
    (folder("a_time_of_many_digits") / "timestamp.txt").write_text("2024-01-01 1h" + "1" * 30)
    os.mkfifo(folder("a_pipe_for_a_time") / "timestamp.txt")
    (beside / "naïve data.csv").write_text("1")
    (beside / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(beside / "pipe")
    (beside / os.fsdecode(b"caf\xe9.txt")).write_text("1")
    (course.root / "submitted" / "stray file").write_text("")
    (course.root / "submitted" / "linked").symlink_to(course.root / "submitted" / "intact")


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_notebook(batch, name):
    rows, said, _ = batch
    _, says, _, marks = DAMAGES[name]
    student = NAMES.get(name, name)
    lines = [line for line in said.splitlines() if line.startswith(f"{student}, ps1: ")]
    assert {cell: rows[student, cell]["score"] for cell in FULL} == marks, lines
    if says:
        assert any(says in line for line in lines), lines
    else:
        assert lines == []


def test_nobody_else_is_graded_and_nothing_breaks(batch):
    rows, said, course = batch
    assert {student for student, _ in rows} == {NAMES.get(name, name) for name in DAMAGES}
    assert "Traceback" not in said
    for name in ("types_changed", "order_reversed", "cut_off", "graded_answers_deleted", "nbformat_3"):
        nbformat.validate(course.executed(name, "ps1"))


def test_what_needs_a_person_is_flagged(batch):
    rows, _, _ = batch
    for name in ("graded_answers_deleted", "cut_off", "empty_file", "no_notebook", "a_link"):
        assert rows[name, "explain"]["needs_manual_grade"], name
    assert rows["cut_off", "half_is_right"]["needs_manual_grade"]
    assert not rows["intact", "half_is_right"]["needs_manual_grade"]
