"""This grader in nbgrader's place: `nbgrader autograde`, and the interface that formgrader's button calls."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.builders import CourseBuilder, cell, locked, solution, test_cell, written_answer
from tests.stock import read_marks
from tests.small_course import CHECKS, SOLUTIONS

PLUG = "import autograder.nbgrader_plugin\n\nautograder.nbgrader_plugin.plug_in()\n"
BUTTON = """
import os
from nbgrader.apps import NbGrader
from nbgrader.apps.api import NbGraderAPI

app = NbGrader()
app.initialize([])
reply = NbGraderAPI(app.coursedir, parent=app).autograde("ps1", "{student}")
print(reply["success"], reply.get("log"), reply.get("error"))
"""


def nbgrader(course, *arguments):
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=500)


@pytest.fixture(scope="module")
def plugged(tmp_path_factory, autograder):
    """A course graded by `autograder grade`, and a copy graded by `nbgrader autograde` with this grader plugged in."""
    course = CourseBuilder(tmp_path_factory.mktemp("plugged") / "course")
    course.assignment(
        "ps1", locked("imports", "import numpy as np"), solution("double", "return 2 * np.asarray(x)"),
        test_cell("double", 4, "assert double([1.0])[0] == 2.0"), solution("half", "return x / 2"),
        test_cell("half", 1, hidden="assert half(5) == 2.5"), written_answer("explain", 2),
        checks={"double": CHECKS}, solutions=SOLUTIONS,
    )  # fmt: skip
    course.submit("right", "ps1", explain="My words.")
    course.submit("wrong", "ps1", double="def double(x):\n    return x", half="def half(x):\n    return x")
    course.submit("gone", "ps1", half="import os\ndef half(x):\n    os._exit(0)")
    damaged = course.student_notebook("ps1")
    damaged.cells = [part for part in damaged.cells if part.id != "test_double"] + [cell("double = None")]
    course.submit("damaged", "ps1", damaged)
    copy = CourseBuilder(course.root.with_name("plugged"))
    shutil.rmtree(copy.root)
    shutil.copytree(course.root, copy.root)
    copy.configure(PLUG)
    assert autograder("grade", "--course-dir", course.root).returncode == 0
    done = nbgrader(copy, "-m", "nbgrader", "autograde", "ps1", "--force")
    assert done.returncode == 0, done.stdout + done.stderr
    return course, copy, done.stderr


def test_the_marks_are_those_of_autograder_grade(plugged):
    course, copy, said = plugged
    marks = read_marks(copy.root)
    assert marks == read_marks(course.root)
    assert marks["gone", "ps1", "ps1", "test_double"] == (4.0, False), "nbgrader's own would have lost the submission"
    assert "damaged, ps1: cell `test_double` is missing: the original was put back" in said
    assert "double: 4 of 4 points" in (copy.root / "autograded/right/ps1/ps1.ipynb").read_text()


def test_the_log_has_the_points_that_count(plugged, tmp_path):
    course = CourseBuilder.copy_of(plugged[1], tmp_path / "course")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        mark = book.find_grade("explain", "ps1", "ps1", "right")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        book.find_submission("ps1", "right").notebooks[0].late_submission_penalty = 2.0
        book.db.commit()
    said = nbgrader(course, "-m", "nbgrader", "autograde", "ps1").stderr
    assert "right, ps1: 4.5 points, unchanged; late: 2 points taken off\n" in said, said


def test_a_configured_root_that_is_relative_is_followed_once(small):
    whole = CourseBuilder(small.root.with_name("whole"))
    shutil.move(small.root, whole.root / "sub")
    whole.configure("c.CourseDirectory.root = 'sub'\n" + PLUG)
    shutil.copy(whole.root / "nbgrader_config.py", whole.root / "sub")
    whole.write("sub/submitted/ada/ps1/ps1.ipynb", (whole.root / "sub/source/ps1/ps1.ipynb").read_text())
    done = nbgrader(whole, "-m", "nbgrader", "autograde", "ps1")
    assert done.returncode == 0, done.stderr
    assert ("ada", "ps1", "ps1", "test_double") in read_marks(whole.root / "sub")


def test_an_assignment_that_nbgrader_does_not_release_is_an_error_and_the_others_are_graded(small):
    small.assignment("ps2", solution("half", "return x / 2"), test_cell("half", -1, hidden="assert half(2) == 1"))
    small.configure(PLUG)
    for name in "ps1", "ps2":
        small.write(f"submitted/ada/{name}/{name}.ipynb", (small.root / "source" / name / f"{name}.ipynb").read_text())
    done = nbgrader(small, "-m", "nbgrader", "autograde", "ps*")
    assert done.returncode != 0 and "not graded: nbgrader cannot release ps2: ps2.ipynb: test_half has -1 points" in done.stderr, done.stderr
    assert ("ada", "ps1", "ps1", "test_double") in read_marks(small.root)


def test_formgrader_s_button_grades_one_student_and_says_what_is_wrong(plugged):
    _, copy, _ = plugged
    copy.submit("wrong", "ps1")
    before = read_marks(copy.root)
    script = BUTTON.format(student="wrong") + "\n".join(BUTTON.format(student="nobody").splitlines()[-2:])
    done = nbgrader(copy, "-c", script)
    assert done.returncode == 0, done.stderr
    first, second = (line for line in done.stdout.splitlines() if line.startswith(("True", "False")))
    assert first.startswith("True") and second.startswith("False")
    assert "no submission matches 'ps1' by 'nobody'" in done.stdout
    after = read_marks(copy.root)
    assert after["wrong", "ps1", "ps1", "test_double"] == (4.0, False)
    assert {key: mark for key, mark in after.items() if key[0] != "wrong"} == {
        key: mark for key, mark in before.items() if key[0] != "wrong"
    }


def test_to_plug_in_names_the_filters_and_loads_none_of_them():
    """Each `autograder grade` of such a course reads its configuration, and shows nothing."""
    code = (
        "import sys; from traitlets.config import Config; import autograder.nbgrader_plugin\n"
        "autograder.nbgrader_plugin.plug_in(config := Config())\n"
        "loaded = {name for name in sys.modules if name.startswith('autograder.')} - {'autograder.nbgrader_plugin'}\n"
        "assert not loaded, loaded\n"
        "from nbconvert import HTMLExporter; from autograder.pages import nbconvert_filters as filters\n"
        "used = HTMLExporter(config=config).environment.filters\n"
        "kit = {name for name in vars(filters) if name in used}\n"
        "assert kit == set(config.HTMLExporter.filters) and len(kit) == 4, kit\n"
        "assert all(used[name] is getattr(filters, name) for name in kit)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
