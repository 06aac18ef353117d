"""A course without pytest checks gets from `autograder grade` the marks that it gets from `nbgrader autograde`."""

import subprocess
import sys

import pytest

from tests import any_courses
from tests.builders import CourseBuilder
from tests.stock import grade_with_stock, read_marks

pytestmark = pytest.mark.timeout(1800)  # some forty kernels for the comparison
COURSES = ("documentation", "kinds", "configured", "known_errors")


@pytest.fixture(scope="module")
def graded(tmp_path_factory, autograder):
    """Each course graded by both: {course: (CourseBuilder, stock's marks, ours, what was said)}."""
    courses = {}
    for name in COURSES:
        courses[name] = CourseBuilder(tmp_path_factory.mktemp("courses") / name)
        getattr(any_courses, f"{name}_course")(courses[name])
    stock = dict(zip(COURSES, grade_with_stock(*courses.values())))
    found = {}
    for name, course in courses.items():
        if (course.root / "before_autograde.py").exists():
            subprocess.run([sys.executable, "before_autograde.py"], cwd=course.root, check=True)
        done = autograder("grade", "--course-dir", course.root)
        assert done.returncode == 0, done.stderr
        found[name] = (course, stock[name], read_marks(course.root), done.stderr)
    return found


@pytest.mark.parametrize("name", ["documentation", "kinds", "configured"])
def test_every_cell_has_the_mark_that_nbgrader_gives_it(graded, name):
    _, stock, ours, _ = graded[name]
    missing = {key for key in ours if ours[key] == (0.0, True) and stock[key] == (0.0, False)}  # flagged: not handed in
    assert {key: value for key, value in ours.items() if key not in missing} == {
        key: value for key, value in stock.items() if key not in missing
    }
    assert {key[:3] for key in missing} == ({("wrong", "kinds", "second")} if name == "kinds" else set())


def test_the_courses_hold_right_and_wrong_work(graded):
    """The comparison would say nothing if all marks were alike."""
    for name, total in (("documentation", 3), ("kinds", 10), ("configured", 3)):
        marks = [value[0] for key, value in graded[name][1].items() if isinstance(value, tuple)]
        assert {None, 0.0} <= set(marks) | ({None} if name == "configured" else set()), name
        assert sum(mark is not None and mark > 0 for mark in marks) >= total, name


def test_late_penalties_come_from_the_course_s_plugin(graded):
    _, _, ours, _ = graded["configured"]
    late = {key[0]: value for key, value in ours.items() if key[-1] == "late"}
    assert late == {"punctual": None, "late": pytest.approx(3.6), "later": pytest.approx(5.4)}


def marks_of(marks, student, assignment="errors"):
    return {key[3]: value[0] for key, value in marks.items() if key[:2] == (student, assignment) and isinstance(value, tuple)}


def test_differences_where_nbgrader_is_known_to_be_wrong(graded):
    _, stock, ours, said = graded["known_errors"]
    honest = {"banner": 1, "negative": None, "not_a_number": None, "word": None, "numpy_scalar": 0.5, "above": 2,
              "test_answer": 1}  # fmt: skip
    wrong = {"banner": 0, "negative": 2, "not_a_number": 2, "word": 2, "numpy_scalar": 2}
    assert marks_of(ours, "honest") == honest
    assert marks_of(stock, "honest") == honest | wrong
    assert "honest, errors: cell `word` ends in 'well done', which is no number of points from 0 to 2" in said
    assert marks_of(ours, "moved") == honest and marks_of(stock, "moved")["test_answer"] == 0
    assert "moved, errors: cell `test_answer` stood before the answer: put back behind it" in said
    assert marks_of(ours, "skipped")["test_answer"] == 0 and marks_of(stock, "skipped")["test_answer"] == 1
    assert marks_of(ours, "deleted") == honest and marks_of(stock, "deleted")["test_answer"] is None
    assert "deleted, errors: cell `test_answer` is missing: the original was put back" in said
    assert marks_of(ours, "too_much")["above"] is None
    assert set(marks_of(stock, "too_much").values()) <= {None, 0.0, 2.0, 0}, "nbgrader gives up at the score above"
    assert marks_of(ours, "crash")["numpy_scalar"] == 0.5
    assert set(marks_of(stock, "crash").values()) == {None}


def test_what_lies_beside_the_executed_notebook(graded):
    course, *_ = graded["kinds"]
    folder = course.root / "autograded" / "solved" / "kinds"
    assert (folder / "mine.txt").read_text() == "mine" and (folder / "data.txt").read_text() == "1\n2\n"
    assert "2 points a rhyme" in (folder / "kinds.ipynb").read_text(), "assistants grade by the marking scheme"
    assert "12.566370614359172" not in (folder / "kinds.ipynb").read_text(), "a hidden test is not shown"


def test_a_course_directory_shared_by_a_group_stays_so(graded):
    course, *_ = graded["configured"]
    folder = course.root / "autograded" / "late" / "punctual"
    assert folder.stat().st_mode & 0o2770 == 0o2770
    assert (folder / "late.ipynb").stat().st_mode & 0o777 == 0o664


def test_no_mark_of_an_earlier_notebook_is_left_where_a_test_is_gone(graded, autograder):
    course, *_ = graded["known_errors"]
    notebook = course.root / "submitted" / "deleted" / "errors" / "errors.ipynb"
    notebook.write_text(notebook.read_text().replace("return 42", "return 41"))
    assert autograder("grade", "--course-dir", course.root, "--student", "deleted").returncode == 0
    assert marks_of(read_marks(course.root), "deleted")["test_answer"] == 0
