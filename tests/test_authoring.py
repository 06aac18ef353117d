"""What `verify` sees of an assignment without running it, for any course; and what it runs of one without pytest checks."""

from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.assignments import generate_release
from autograder.authoring import examine_notebook, examine_release, staff_files
from autograder.imports import notebook_modules
from autograder.course import Course, CourseError
from tests.any_courses import code_answer, task
from tests.any_courses import test as graded_test
from tests.builders import cell, locked, written_answer

RIGHT = [
    new_markdown_cell("# Numbers (5 points)"),
    code_answer("f", "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
    graded_test("test_f", 2, "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(3) == 6\n### END HIDDEN TESTS"),
    graded_test("partly", 3, "3 * (f(2) == 4)"),
    new_markdown_cell("## Words"),
    written_answer("explain", 4),
]


def examine(*changes):
    cells = deepcopy(RIGHT)
    for change in changes:
        change(cells)
    return examine_notebook("ps1", new_notebook(cells=cells))


def test_nothing_is_wrong_with_a_right_one():
    assert examine() == []


def test_points_that_do_not_add_up():
    def change(cells):
        cells[3].metadata["nbgrader"]["points"] = 4

    assert examine(change) == ['ps1: "Numbers (5 points)" promises 5 points, its cells have 6']


@pytest.mark.parametrize("points", [-1, float("nan"), "two"])
def test_points_that_are_none(points):
    def change(cells):
        cells[5].metadata["nbgrader"]["points"] = points

    assert examine(change) == [f"ps1: explain has {points!r} points"]


def test_doubled_ids():
    def change(cells):
        cells.append(deepcopy(cells[1]))
        cells[-1].id = "another"

    assert examine(change) == ["ps1: grade_id f stands twice"]


@pytest.mark.parametrize(
    ("ending", "told"),
    [("7", "ends in the number 7, which is its score whatever the answer, and it has 2 points"),
     ("-1.0", "ends in the number -1.0"), ("'well done'", "ends in 'well done', which nbgrader would take for a score"),
     ("f(1) == 2", "ends in f(1) == 2"), ("True", "ends in True")],
)  # fmt: skip
def test_tests_that_end_in_what_is_no_score(ending, told):
    def change(cells):
        cells[2].source += f"\n{ending}"

    (problem,) = examine(change)
    assert problem.startswith(f"ps1: test_f {told}")


@pytest.mark.parametrize("ending", ["f(1)", "assert f(1) == 2", "7;", "print(7)", "%time f(1)", "x = 7"])
def test_other_endings_are_nobody_s_business(ending):
    def change(cells):
        cells[2].source += f"\n{ending}"

    assert examine(change) == []


@pytest.mark.parametrize(("line", "reported"), [('report("f")', ""), ("report('f')", ""), ('report("g")', "g"), ("report( 'ff' )", "ff")])
def test_a_hidden_line_has_its_own_exercise_judged(line, reported):
    """Where a copied cell names another one, plain nbgrader would give the marks of that."""

    def change(cells):
        cells[2].source = f'### BEGIN HIDDEN TESTS\n__import__("autograder.in_kernel").in_kernel.{line}\n### END HIDDEN TESTS\n'

    told = [f'ps1: test_f has report("{reported}") in its hidden line, which is that of test_{reported}'] if reported else []
    assert examine(change) == told


def test_a_visible_test_that_needs_a_hidden_name():
    hidden = "import math\n### BEGIN HIDDEN TESTS\nbound = 3\n### END HIDDEN TESTS\n"
    complete = new_notebook(cells=[graded_test("first", 1, hidden), graded_test("second", 1, "assert f(math.pi) < bound")])
    released = deepcopy(complete)
    released.cells[0].source = "import math\n"
    problems = examine_release("ps1", released, complete)
    assert problems == ["ps1: the visible test second needs bound, which is hidden"]
    assert examine_release("ps1", complete, complete) == []


def test_staff_files_under_source(course):
    course.assignment("ps1", *deepcopy(RIGHT))
    course.write("source/ps1/data.csv", "1,2")
    course.write("source/ps1/helper.py", "def helper():\n    return 1")
    real = Course(course.root)
    assert staff_files(real, "ps1", real.path("source", ".", "ps1")) == []
    course.write("source/ps1/solutions.txt", "f doubles")
    course.write("source/ps1/draft.py", "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION")
    problems = staff_files(real, "ps1", real.path("source", ".", "ps1"))
    assert [problem.split()[1] for problem in problems] == ["draft.py", "solutions.txt"]


def test_what_is_imported_before_any_notebook_is_run(course):
    course.assignment("ps1", cell("import numpy as np\nimport os\nfrom scipy import stats"), cell("%pip list\nimport beside"))
    course.assignment("ps2", cell("import tensorflow as tf\nimport beside"))
    course.write("source/ps2/beside.py", "")
    wanted = notebook_modules(Course(course.root), ["ps1"])
    assert {"numpy", "scipy"} <= set(wanted) and "tensorflow" not in wanted
    assert "tensorflow" in notebook_modules(Course(course.root), ["ps2"])
    assert "beside" not in notebook_modules(Course(course.root), ["ps2"])
    assert "keras" not in notebook_modules(Course(course.root), ["ps2"])
    course.assignment("ps3", cell("import tensorflow as tf\nmodel = tf.keras.Sequential()"))
    assert "keras" in notebook_modules(Course(course.root), ["ps3"])
    course.configure("c.Autograder.warm = ['pandas']")
    assert "pandas" in notebook_modules(Course(course.root), ["ps2"])
    assert "tensorflow" not in notebook_modules(Course(course.root), ["ps2"])
    course.configure("c.Autograder.warm = 'pandas'")
    with pytest.raises(CourseError, match="must be a list of module names"):
        notebook_modules(Course(course.root), ["ps2"])


def test_verify_of_a_course_without_pytest_checks(course, autograder):
    """Model answers that fail, tests that pass untouched, one notebook of two with a task and hand-graded code."""
    course.assignment("ps1", locked("imports", "import math"), *deepcopy(RIGHT))
    second = new_notebook(
        cells=[
            code_answer("g", "### BEGIN SOLUTION\ng = 1\n### END SOLUTION"),
            graded_test("test_g", 1, "assert g == 2"),
            graded_test("no_test", 1, "assert True"),
            code_answer("essay", "### BEGIN SOLUTION\nprint(1)\n### END SOLUTION", points=1),
            task("project", 1, "Do it."),
        ],
        metadata=course.authored("ps1").metadata,
    )
    course.write("source/ps1/second.ipynb", nbformat.writes(second))
    course.configure("c.CourseDirectory.db_url = 'sqlite:///marks.db'")
    assert autograder("release", "--course-dir", course.root).returncode == 0
    before = (course.root / "marks.db").read_bytes()
    done = autograder("verify", "--course-dir", course.root)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    problems = [line for line in done.stdout.splitlines() if line.startswith("ps1, ")]
    assert [problem.partition(";")[0] for problem in problems] == [
        "ps1, g: the model answer earns 0.0, not 1.0 points",
        "ps1, no_test: the blank answer earns 1.0, not 0.0 points",
    ], done.stdout
    assert (course.root / "marks.db").read_bytes() == before, "the course's gradebook is not touched"


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"points": -1}, "test_f has -1 points"), ({"points": "5"}, "test_f has '5' points"),
     ({"grade": False}, "test_f has hidden tests and is not graded"),
     ({"points": -1, "grade": False}, "test_f has hidden tests and is not graded")],
)  # fmt: skip
def test_a_cell_that_nbgrader_refuses_is_named(course, tmp_path, changes, told):
    cells = deepcopy(RIGHT)
    cells[2].metadata["nbgrader"].update(changes)
    course.assignment("ps1", *cells)
    with pytest.raises(CourseError, match=f"^nbgrader cannot release ps1: ps1.ipynb: {told}$"):
        generate_release(Course(course.root), "ps1", tmp_path / "release")
