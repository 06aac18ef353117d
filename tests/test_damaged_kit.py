"""The kit's own notebooks, damaged: every answer is found, every test stands behind its answer. Nothing is run here."""

import random
from copy import deepcopy

import nbformat
import pytest

from autograder.model_answers import model_notebook
from autograder.notebooks import grade_id_of, is_answer, is_test, read_notebook
from autograder.restoring import restore_cells
from tests.builders import KIT

NAMES = sorted(path.name for path in (KIT / "source").iterdir())


def anonymous(notebook):
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = nbformat.from_dict({}), f"anonymous-{number}"


def shuffled(notebook):
    random.Random(4).shuffle(notebook.cells)


def reversed_(notebook):
    notebook.cells.reverse()


def doubled(notebook):
    notebook.cells = [deepcopy(cell) for cell in notebook.cells for _ in range(2)]


def code_as_text(notebook):
    for cell in notebook.cells:
        if grade_id_of(cell):
            cell.cell_type = "markdown"


def anonymous_code_as_text(notebook):
    code_as_text(notebook)
    anonymous(notebook)


def without_tests(notebook):
    notebook.cells = [cell for cell in notebook.cells if not is_test(cell)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "damage", [anonymous, shuffled, reversed_, doubled, code_as_text, anonymous_code_as_text, without_tests]
)
def test_every_answer_is_found_and_judged_behind_its_definition(name, damage):
    released = read_notebook(KIT / "release" / name / f"{name}.ipynb")
    model = model_notebook(nbformat.read(KIT / "source" / name / f"{name}.ipynb", as_version=4), released)
    submitted = deepcopy(model)
    damage(submitted)
    restored = restore_cells(submitted, released)
    cells = restored.notebook.cells
    found = {grade_id_of(cell): cell.source for cell in cells if is_answer(cell)}
    assert found == {grade_id_of(cell): cell.source for cell in model.cells if is_answer(cell)}
    assert restored.missing_answers == set() and restored.warnings
    order = [grade_id_of(cell) for cell in cells if grade_id_of(cell)]
    assert sorted(order) == sorted(grade_id_of(cell) for cell in released.cells if grade_id_of(cell))
    for test in (cell for cell in cells if is_test(cell)):
        assert order.index(grade_id_of(test).removeprefix("test_")) < order.index(grade_id_of(test))
    assert order.index("imports") < min(order.index(grade_id_of(cell)) for cell in cells if is_test(cell))


@pytest.mark.parametrize("name", NAMES)
def test_an_intact_notebook_is_left_as_it_is(name):
    released = read_notebook(KIT / "release" / name / f"{name}.ipynb")
    restored = restore_cells(released, released)
    assert restored.warnings == [] and [c.source for c in restored.notebook.cells] == [c.source for c in released.cells]
