"""Whatever a mark stands on is seen when it changes: files behind links, Python beside the configuration, what a gradebook holds."""

import os
import sqlite3
from contextlib import closing

import pytest

from autograder.assignments import prepare_assignment
from autograder.batch import Batch, start_referees
from autograder.course import Course, CourseError
from autograder.engine import Engine
from tests.builders import solution, test_cell

CHECK = '''
from autograder.checking import check


@check(weight=1)
def doubles(student, reference):
    """doubles a number"""
    student(3.0).is_close_to(reference(3.0))
'''
SOLUTIONS = "def double(x):\n    return 2 * x\n"
STEP = "from nbgrader.preprocessors import NbGraderPreprocessor\n\nclass Step(NbGraderPreprocessor):\n    def preprocess(self, nb, resources):\n        {}\n        return nb, resources\n"


def author(course, points=4, extra=()):
    cells = [solution("double", "return 2 * x"), test_cell("double", points), *extra]
    course.assignment("ps1", *cells, checks={"double": CHECK}, solutions=SOLUTIONS)


@pytest.fixture
def one(course):
    """A course with one exercise and a right answer."""
    author(course)
    course.submit("right", "ps1")
    return course


def move_behind_a_link(path, place):
    """Put a file or folder elsewhere and a link to it into its place; return where it is."""
    moved = place / path.name
    os.rename(path, moved)
    path.symlink_to(moved)
    return moved


def test_what_lies_behind_an_author_s_link_is_seen(one, grade, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    notebook = move_behind_a_link(one.root / "source" / "ps1", elsewhere) / "ps1.ipynb"
    reference = move_behind_a_link(one.root / "solutions" / "ps1.py", elsewhere)
    check = move_behind_a_link(one.root / "checks" / "ps1" / "test_double.py", elsewhere)
    assert grade(one)[0]["right", "test_double"]["score"] == 4.0
    assert "0 graded" in grade(one)[1].stderr
    reference.write_text(SOLUTIONS.replace("2", "3"))
    assert grade(one)[0]["right", "test_double"]["score"] == 0.0
    check.write_text(CHECK.replace("reference(3.0)", "6.0"))
    assert grade(one)[0]["right", "test_double"]["score"] == 4.0
    notebook.write_text(notebook.read_text().replace('"points": 4', '"points": 9'))
    assert grade(one)[0]["right", "test_double"]["score"] == 9.0


def test_python_beside_the_configuration_and_beside_a_reference_is_seen(one, grade):
    one.write("step.py", STEP.format("pass"))
    one.write("solutions/factor.csv", "2")
    one.write("solutions/ps1.py", "from pathlib import Path\n\n\ndef double(x):\n    return int(Path(__file__).with_name('factor.csv').read_text()) * x\n")
    one.configure("c.Autograde.sanitize_preprocessors = ['step.Step', 'nbgrader.preprocessors.OverwriteCells']")
    rows, done = grade(one)
    assert rows["right", "test_double"]["score"] == 4.0, done.stderr
    assert "0 graded" in grade(one)[1].stderr
    one.write("step.py", STEP.format("nb.cells[0].source = 'def double(x):\\n    return x'"))
    assert grade(one)[0]["right", "test_double"]["score"] == 0.0
    one.write("step.py", STEP.format("pass"))
    one.write("solutions/factor.csv", "3")
    assert grade(one)[0]["right", "test_double"]["score"] == 0.0


def test_a_what_if_leaves_the_gradebook_as_it_is_whatever_has_changed(one, grade, autograder):
    grade(one)
    book = (one.root / "gradebook.db").read_bytes()
    author(one, points=7)
    rows, _ = grade(one, "--what-if")
    assert rows["right", "test_double"]["score"] == 7.0
    assert (one.root / "gradebook.db").read_bytes() == book
    assert autograder("grade", "--apply", "--course-dir", one.root).returncode == 0
    assert points_of(one) == (7.0, 7.0)


def test_a_what_if_makes_no_gradebook(one, grade):
    grade(one, "--what-if")
    assert not (one.root / "gradebook.db").exists()


def test_the_gradebook_has_the_points_of_the_source_that_is_graded(one, grade, autograder):
    grade(one)
    author(one, points=7)
    assert autograder("release", "--course-dir", one.root).returncode == 0
    assert points_of(one) == (7.0, 4.0)
    author(one, points=4)
    grade(one)
    assert points_of(one) == (4.0, 4.0)


def test_cells_that_the_gradebook_takes_no_more_cost_the_other_assignments_nothing(one, grade, autograder):
    """nbgrader adds and removes none where there are submissions: each command that meets it says what the author can do."""
    grade(one)
    author(one, extra=[test_cell("more", 1, hidden="assert double(2) == 4")])
    one.assignment("ps2", solution("half", "return x / 2"), test_cell("half", 1, hidden="assert half(2) == 1"))
    one.submit("ann", "ps2", half="def half(x):\n    return x / 2")
    told = "ps1: the gradebook has submissions to it, and nbgrader then adds and removes no graded or locked cell and no notebook"
    for options in ["--what-if"], []:
        rows, done = grade(one, *options)
        assert done.returncode == 3 and rows.keys() == {("ann", "test_half")}, done.stderr
        assert f"not graded: {told}" in done.stderr and "an assignment of its own" in done.stderr and "raceback" not in done.stderr
    _, done = grade(one, "ps1")
    assert done.returncode == 2 and told in done.stderr
    for command in "release", "verify":
        done = autograder(command, "ps1", "--course-dir", one.root)
        assert done.returncode and told in done.stdout + done.stderr and "run `autograder release ps1`" not in done.stdout
    author(one)
    assert grade(one)[1].returncode == 0


def points_of(course):
    """Return (points of the exercise, points that its answer has) by the gradebook."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        (most,) = book.execute("SELECT max_score FROM grade_cells").fetchone()
        (mark,) = book.execute("SELECT auto_score FROM grade").fetchone()
    return most, mark


def test_checks_that_were_collected_before_they_changed_give_no_mark(one):
    """As a server's may be, which were up to date when its client began to wait for another batch."""
    course = Course(one.root)
    with Engine() as engine:
        engine.preload(["numpy"], course.limits(), court=True)
        start_referees(engine, [prepare_assignment(course, "ps1")], 1)
        one.write("checks/ps1/test_double.py", CHECK.replace("reference(3.0)", "9.0"))
        with pytest.raises(CourseError, match="changed while it was read"):
            list(Batch(course, ["ps1"]).run(engine))
        one.write("checks/ps1/test_double.py", CHECK)
        one.write("solutions/ps1.py", SOLUTIONS.replace("2", "3"))
        with pytest.raises(CourseError, match="changed while it was read"):
            list(Batch(course, ["ps1"]).run(engine))


def test_a_configuration_that_changes_after_it_was_read_is_graded_by_the_next_time(one):
    early = Course(one.root)
    one.configure("c.Autograder.cell_s = 7.0")
    late = Course(one.root)
    assert prepare_assignment(early, "ps1").fingerprint != prepare_assignment(late, "ps1").fingerprint
