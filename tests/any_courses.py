"""Courses without pytest checks, with every kind of cell, and classes for them."""

import shutil
from copy import deepcopy
from pathlib import Path

import nbformat
import nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.assignments import release_assignment
from autograder.course import Course
from autograder.notebooks import grade_id_of
from tests.builders import MARK, cell, locked, written_answer

DOCUMENTATION = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"


def code_answer(name, source, points=None):
    """Return a solution cell; with points one that is graded by hand."""
    mark = {**MARK, "grade_id": name, "solution": True}
    mark |= {"grade": True, "points": points} if points is not None else {}
    return new_code_cell(source, id=name, metadata={"nbgrader": mark})


def test(name, points, source):
    """Return a test cell whose tests are all hidden from `### BEGIN HIDDEN TESTS` on, if it stands there."""
    mark = {**MARK, "grade_id": name, "grade": True, "locked": True, "points": points}
    return new_code_cell(source, id=name, metadata={"nbgrader": mark})


test.__test__ = False  # a builder


def task(name, points, source):
    """Return a task cell."""
    mark = {**MARK, "grade_id": name, "locked": True, "task": True, "points": points}
    return new_markdown_cell(source, id=name, metadata={"nbgrader": mark})


def plain_with_id(name, source):
    """Return a cell that once had a mark and has kept its grade_id: the student may edit it."""
    return new_code_cell(source, id=name, metadata={"nbgrader": {**MARK, "grade_id": name}})


def hidden(text):
    return f"\n### BEGIN HIDDEN TESTS\n{text}\n### END HIDDEN TESTS"


def released(course, name, notebook=None):
    """Return a notebook as nbgrader releases it."""
    folder = release_assignment(Course(course.root), name)
    return nbformat.read(folder / f"{notebook or name}.ipynb", as_version=4)


def with_answers(notebook, answers):
    """Return a copy with other texts in cells, by id."""
    notebook = deepcopy(notebook)
    for part in notebook.cells:
        if grade_id_of(part) in answers:
            part.source = answers[grade_id_of(part)]
    return notebook


def documentation_course(course):
    """nbgrader's own example: two assignments, one with tests that nbgrader writes itself (AUTOTEST)."""
    course.configure('c.IncludeHeaderFooter.header = "source/header.ipynb"')
    shutil.copytree(DOCUMENTATION / "source", course.root / "source")
    shutil.copy(DOCUMENTATION / "autotests.yml", course.root)
    shutil.rmtree(course.root / "submitted")
    shutil.copytree(DOCUMENTATION / "submitted", course.root / "submitted")
    shutil.copytree(DOCUMENTATION / "release" / "ps1", course.root / "submitted" / "blank" / "ps1")
    for name in ("ps1", "ps1_autotest"):
        shutil.copytree(course.root / "source" / name, course.root / "submitted" / "solved" / name)


KINDS = [
    locked("imports", "import math, os, sys, warnings\nimport numpy as np\nfrom IPython.display import display"),
    code_answer("area", "def area(r):\n    ### BEGIN SOLUTION\n    return math.pi * r ** 2\n    ### END SOLUTION"),
    test("test_area", 2, "assert area(0) == 0" + hidden("assert abs(area(2) - 12.566370614359172) < 1e-9")),
    test("prints", 1, "print('area', area(1))"),
    test("shows", 1.5, "display({'text/plain': str(area(1))}, raw=True)"),
    test("partly", 4, "score = 0" + hidden("score = sum(area(r) == math.pi * r * r for r in range(4))") + "\nscore"),
    test("half_points", 3, "0.5 * (area(1) > 3) + 2.5 * (area(2) < 13)"),
    test("nothing", 2, "None"),
    test("warned", 1, "warnings.warn('deprecated')\nassert area(0) == 0"),
    test("said_so", 1, "print('careful', file=sys.stderr)"),
    test("no_points", 0, "assert area(1) > 3"),
    test("executed_by", 1, "assert os.environ.get('NBGRADER_EXECUTION') == 'autograde'"),
    test("magic", 1, "%%time\nassert area(0) == 0"),
    test("shell", 1, "text = !cat data.txt\nassert text == ['1', '2'], text"),
    test("awaits", 1, "import asyncio\nawait asyncio.sleep(0)\nassert await asyncio.gather(asyncio.sleep(0, 3)) == [3]"),
    test("asks", 1, "input('your name?')"),
    plain_with_id("playground", "area(3)"),
    cell("note = 1"),
    test("sees_the_note", 1, "assert note == 1"),
    new_code_cell("note = 2", metadata={"tags": ["skip-execution"]}),
    test("does_not_see_the_other", 1, "assert note == 1"),
    code_answer("stuck", "### BEGIN SOLUTION\ndef later():\n    return 1\n### END SOLUTION"),
    test("test_stuck", 2, "assert later() == 1"),
    code_answer("application", "### BEGIN SOLUTION\narea(7)\n### END SOLUTION", points=3),
    written_answer("explain", 2),
    task("project", 5, "Write a poem.\n### BEGIN MARK SCHEME\n2 points a rhyme\n### END MARK SCHEME"),
]
WRONG = {"area": "def area(r):\n    return 3.14 * r ** 2", "playground": "note = 7", "explain": "No idea.", "application": "pass"}
STUCK = {
    "area": "def area(r):\n    return [math.pi * r * r, 12.566370614359172][r == 2]",
    "stuck": "def later():\n    return 1\nwhile True:\n    pass",
    "shell": "tampered", "imports": "import math",
}  # fmt: skip


def kinds_course(course):
    """Every kind of cell, in an assignment of two notebooks; a solved, an untouched, a wrong and a stuck submission."""
    course.configure("c.ExecutePreprocessor.timeout = 6\nc.Autograde.exclude_overwriting = {'kinds': ['mine.txt']}")
    course.assignment("kinds", *deepcopy(KINDS))
    course.write("source/kinds/data.txt", "1\n2\n")
    course.write("source/kinds/mine.txt", "the author's")
    second = nbformat.v4.new_notebook(cells=[
        code_answer("word", "word = ''\n### BEGIN SOLUTION\nword = open('mine.txt').read()\n### END SOLUTION"),
        test("test_word", 1, "assert word == 'mine'"),
    ], metadata=course.authored("kinds").metadata)  # fmt: skip
    course.write("source/kinds/second.ipynb", nbformat.writes(second))
    blank, blank_second = released(course, "kinds"), released(course, "kinds", "second")
    solved = {part.id: part.source for part in deepcopy(KINDS) if grade_id_of(part) in ("area", "stuck", "application")}
    solved = {name: text.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "") for name, text in solved.items()}
    for student, answers in (("blank", {}), ("solved", solved | {"explain": "Because."}), ("wrong", WRONG), ("stuck", STUCK)):
        notebook = with_answers(blank, answers)
        for part in notebook.cells:
            if part.cell_type == "code":
                part.outputs = [new_output("stream", text="left by the student", name="stderr")]
        course.submit(student, "kinds", notebook)
        if student != "wrong":  # who has handed in one notebook of two
            word = "word = open('mine.txt').read()" if student == "solved" else "word = 'mine' + 1"
            course.submit(student, "kinds", with_answers(blank_second, {"word": word}), file="second.ipynb")
        course.write(f"submitted/{student}/kinds/mine.txt", "mine")
        course.write(f"submitted/{student}/kinds/data.txt", "tampered")


CONFIGURED = '''
import re

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import (
    AssignLatePenalties, CheckCellMetadata, Execute, IgnorePattern, LimitOutput, NbGraderPreprocessor, SaveAutoGrades,
)


class TenPercentADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score * 0.1 * (total_seconds_late // 86400)


class Lenient(NbGraderPreprocessor):
    """Takes errors of one kind for passed."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.get("ename") != "UserWarning"]
        return cell, resources


c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"
c.CourseDirectory.db_url = "sqlite:///marks.db"
c.CourseDirectory.student_id_exclude = "excluded"
c.CourseDirectory.ignore = ["*.secret"]
c.CourseDirectory.groupshared = True
c.ClearSolutions.begin_solution_delimeter = "SOLUTION>"
c.ClearSolutions.end_solution_delimeter = "<SOLUTION"
c.ClearHiddenTests.begin_test_delimeter = "HIDDEN>"
c.ClearHiddenTests.end_test_delimeter = "<HIDDEN"
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "harmless"
c.Autograde.autograde_preprocessors = [
    Execute, IgnorePattern, Lenient, LimitOutput, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata,
]
c.AssignLatePenalties.plugin_class = TenPercentADay
'''
DUE = """
from datetime import datetime
from nbgrader.api import Gradebook
with Gradebook("sqlite:///marks.db") as book:
    book.update_or_create_assignment("late", duedate=datetime(2030, 1, 1))
"""


def configured_course(course):
    """A course that has changed what can be changed in nbgrader_config.py."""
    course.configure(CONFIGURED)
    cells = [
        code_answer("f", "def f(x):\n    # SOLUTION>\n    return 2 * x\n    # <SOLUTION"),
        test("hidden", 4, "assert f(0) == 0\n# HIDDEN>\nassert f(3) == 6\n# <HIDDEN"),
        test("ignored", 2, "import sys\nprint('harmless', file=sys.stderr)\nassert f(1) == 2"),
        test("lenient", 2, "raise UserWarning('never mind')"),
        test("looks", 2, "import os\nassert not os.path.exists('keys.secret')"),
        # Without the flush a busy kernel sends the two streams in any order, and nbgrader's mark is now this, now that.
        test("much", 2, "for i in range(1200):\n    print(i)\nsys.stdout.flush()\nprint('cut off', file=sys.stderr)"),
    ]
    course.assignment("late", *cells)
    notebook = nbformat.writes(course.authored("late"))
    course.write("source/late/late.ipynb", notebook)
    blank = released(course, "late")
    right, wrong = {"f": "def f(x):\n    return 2 * x"}, {"f": "def f(x):\n    return x * (x != 3)"}
    for student, answers, day in (("punctual", right, 0), ("late", right, 3), ("later", wrong, 9), ("excluded", right, 0)):
        path = f"submitted/late/{student}"
        course.write(f"{path}/late.ipynb", nbformat.writes(with_answers(blank, answers)))
        course.write(f"{path}/timestamp.txt", f"2030-01-{1 + day:02} 00:00:00 UTC" if day else "2029-12-31 23:00:00 UTC")
        course.write(f"{path}/keys.secret", "1")
    course.write("before_autograde.py", DUE)


KNOWN_ERRORS = [
    code_answer("answer", "def answer():\n    ### BEGIN SOLUTION\n    return 42\n    ### END SOLUTION"),
    test("banner", 1, "import library\nassert answer() == 42"),
    test("negative", 2, "-1.0"),
    test("not_a_number", 2, "float('nan')"),
    test("word", 2, "'well done'"),
    test("numpy_scalar", 2, "import numpy as np\nnp.float64(0.5)"),
    test("above", 2, "3 if answer() == 43 else 2"),
    test("test_answer", 1, "assert answer() == 42"),
]
LIBRARY = "import sys\nprint('Welcome to the library', file=sys.stderr)\n"


def known_errors_course(course):
    """What nbgrader is known to score wrongly, an assignment in which each student runs into one of these errors."""
    course.assignment("errors", *deepcopy(KNOWN_ERRORS))
    course.write("source/errors/library.py", LIBRARY)
    blank = released(course, "errors")
    honest = with_answers(blank, {"answer": "def answer():\n    return 42"})
    course.submit("honest", "errors", honest)
    course.submit("too_much", "errors", with_answers(blank, {"answer": "def answer():\n    return 43"}))
    crash = "import os\ndef answer():\n    if os.path.exists('library.py'):\n        os._exit(0)"
    course.submit("crash", "errors", with_answers(blank, {"answer": crash}))
    skipped = with_answers(blank, {"answer": "def answer():\n    return 0"})
    next(part for part in skipped.cells if part.id == "test_answer").metadata["tags"] = ["skip-execution"]
    course.submit("skipped", "errors", skipped)
    moved = deepcopy(honest)
    moved.cells.insert(0, moved.cells.pop())
    course.submit("moved", "errors", moved)
    deleted = deepcopy(honest)
    deleted.cells = [part for part in deleted.cells if part.id != "test_answer"]
    course.submit("deleted", "errors", deleted)
