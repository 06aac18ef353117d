"""What students get: made by nbgrader, the same bytes each time, and free of everything that is not theirs."""

import json
import os
import re
import shutil

import nbformat
import pytest

from autograder import files
from autograder.assignments import generate_release, release_assignment
from autograder.course import Course
from autograder.notebooks import grade_id_of, is_answer, without_hidden_tests
from autograder.pytest_plugin import TEST_PREFIX
from tests.builders import KIT, cell

ASSIGNMENTS = sorted(path.name for path in (KIT / "source").iterdir() if path.is_dir())
FILES = sorted(path for path in (KIT / "release").rglob("*") if path.is_file())
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


def released(name):
    return nbformat.read(KIT / "release" / name / f"{name}.ipynb", as_version=4)


def authored(name):
    return nbformat.read(KIT / "source" / name / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_release_is_what_nbgrader_makes_of_source_now(name, course, tmp_path):
    course.use_kit(name)
    fresh = generate_release(Course(course.root), name, tmp_path / "release")
    made = {path.relative_to(fresh): path.read_bytes() for path in fresh.rglob("*") if path.is_file()}
    committed = KIT / "release" / name
    assert made == {path.relative_to(committed): path.read_bytes() for path in committed.rglob("*") if path.is_file()}


def test_a_release_is_made_whatever_a_kill_has_left(course):
    course.assignment("ps1", cell("1"))
    folder = release_assignment(Course(course.root), "ps1")
    for left in (".ps1.old", ".ps1.new"):
        course.write(f"release/{left}/half.ipynb", "{")
    course.assignment("ps1", cell("2"))
    assert release_assignment(Course(course.root), "ps1") == folder
    assert [path.name for path in folder.parent.iterdir()] == ["ps1"] and [path.name for path in folder.iterdir()] == ["ps1.ipynb"]
    assert nbformat.read(folder / "ps1.ipynb", as_version=4).cells[0].source == "2"


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_kill_at_any_moment_leaves_a_release(course, monkeypatch, can_exchange):
    """But where the file system cannot let two folders change places: between two of its calls there is none."""
    course.assignment("ps1", cell("1"))
    release = release_assignment(Course(course.root), "ps1") / "ps1.ipynb"
    moments = []

    def watch(module, name):
        do = getattr(module, name)

        def done(*arguments, **options):
            result = do(*arguments, **options)
            moments.append(release.exists())
            return result

        monkeypatch.setattr(module, name, done)

    def refuse(*_):
        raise OSError(22, "the file system cannot")

    for module, name in ((os, "rename"), (os, "replace"), (shutil, "copytree"), (shutil, "rmtree"), (files, "exchange")):
        watch(module, name)
    if not can_exchange:
        monkeypatch.setattr(files, "exchange", refuse)
    course.assignment("ps1", cell("2"))
    release_assignment(Course(course.root), "ps1")
    assert moments.count(False) == (not can_exchange) and nbformat.read(release, as_version=4).cells[0].source == "2"


def test_only_notebooks_and_public_data_are_released():
    assert {path.parent.name for path in FILES} == set(ASSIGNMENTS)
    assert {path.suffix for path in FILES} == {".ipynb"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_released_file_holds_a_solution_a_hidden_line_or_a_check(path):
    text = path.read_text(encoding="utf-8")
    for word in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "in_kernel", "autograder", "import solutions", "Rubric", "rubric"):
        assert word not in text, word
    notebook = nbformat.reads(text, as_version=4)
    names = {grade_id_of(cell) for cell in notebook.cells if is_answer(cell)}
    cells = authored(path.stem).cells
    public = json.dumps([without_hidden_tests(SOLUTION.sub("", cell.source)) for cell in cells], ensure_ascii=False)
    for cell in cells:
        if grade_id_of(cell) in names:
            for line in hidden_lines(cell.source):
                assert line not in text or line in public, line  # a text may tell a line that an answer begins with


def hidden_lines(source):
    """Return the longer lines of a cell's solution regions: those that cannot stand elsewhere by chance."""
    lines = [line.strip() for region in SOLUTION.findall(source) for line in region.splitlines()]
    return [json.dumps(line, ensure_ascii=False)[1:-1] for line in lines if len(line) > 25]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_function_is_a_stub_that_says_so(name):
    for cell in released(name).cells:
        if is_answer(cell) and cell.cell_type == "code":
            assert "# YOUR CODE HERE" in cell.source and "raise NotImplementedError()" in cell.source


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_visible_tests_need_nothing_but_the_notebook_s_own_imports(name):
    for cell in released(name).cells:
        if (grade_id_of(cell) or "").startswith(TEST_PREFIX):
            assert not re.search(r"^\s*(import|from) (?!numpy|tensorflow|matplotlib)", cell.source, re.MULTILINE)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_hidden_region_of_a_test_is_the_one_line_that_calls_its_checks(name):
    for cell in authored(name).cells:
        grade_id = grade_id_of(cell) or ""
        if grade_id.startswith(TEST_PREFIX):
            exercise = grade_id.removeprefix(TEST_PREFIX)
            assert cell.source.splitlines()[:3] == [
                "### BEGIN HIDDEN TESTS",
                f'__import__("autograder.in_kernel").in_kernel.report("{exercise}")',
                "### END HIDDEN TESTS",
            ]
            assert cell.source.count("HIDDEN TESTS") == 2
