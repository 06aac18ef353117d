"""`autograder feedback` and `autograder report` through the real command, after a real grading."""

import json
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.command_line import main
from autograder.commands import feedback
from autograder.course import Submission
from autograder.records import Record, Records, State
from tests.any_courses import test as graded_test
from tests.builders import cell, locked, solution, test_cell, written_answer
from tests.pages import find_dangers, result
from tests.test_student_page import text_of

CHECKS = '''
from autograder.checking import check


@check(public=True)
def doubles_a_vector(student, reference):
    """doubles a vector"""
    student([1.0, 2.0, 3.0, 4.0]).is_close_to(reference([1.0, 2.0, 3.0, 4.0]), hint="twice")


@check()
def doubles_another_vector(student, reference):
    """doubles another vector"""
    student([1.25, 2.0, 3.0, 4.0]).is_close_to(reference([1.25, 2.0, 3.0, 4.0]), hint="twice")
'''
SOLUTIONS = '''
def double(x):
    """Return 2x."""
    return [2 * entry for entry in x]
'''


def make_course(course):
    course.assignment(
        "ps1",
        locked("imports", "import math"),
        solution("double", "return [2 * entry for entry in x]"),
        test_cell("double", 4),
        test_cell("three", 1, hidden='assert math.pi == 3, "SECRET".lower()'),
        written_answer("explain", 2),
        checks={"double": CHECKS},
        solutions=SOLUTIONS,
    )
    broken = CHECKS.replace('hint="twice")', 'hint="twice")\n    1 / 0', 1)
    course.assignment("ps2", solution("double"), test_cell("double", 4), checks={"double": broken}, solutions=SOLUTIONS)
    course.submit("right", "ps1")
    course.submit("right", "ps2", double="def double(x):\n    return [2 * entry for entry in x]")
    course.submit("wrong", "ps1", double="def double(x):\n    return [3 * entry for entry in x]")
    course.submit("unreadable", "ps1", notebook="{")


@pytest.mark.parametrize("command", ["feedback", "report"])
def test_a_course_in_which_nothing_was_graded_gets_no_gradebook(course, autograder, command):
    make_course(course)
    before = sorted(course.root.rglob("*"))
    done = autograder(command, cwd=course.root)
    assert done.returncode == 2 and "`autograder grade`" in done.stderr and len(done.stderr.splitlines()) == 1
    assert sorted(course.root.rglob("*")) == before


def pages(course):
    return {path.parts[-3]: path.read_text() for path in sorted((course.root / "feedback").glob("*/ps1/ps1.html"))}


def run_feedback(course, capsys, *assignments, students=(), force=False):
    """Run the command in this process: starting Python and nbgrader anew takes seconds. Returns (stdout, stderr)."""
    assert feedback.run(assignments, course.root, students, force, jobs=2) == 0
    return capsys.readouterr()


def test_pages_from_grading_to_report(course, grade, autograder, capsys):
    make_course(course)
    _, graded = grade(course)
    assert graded.returncode == 3  # of the broken check
    done = autograder("feedback", "ps1", "--course-dir", course.root)
    assert (done.returncode, done.stdout.strip()) == (0, str(course.root / "feedback"))
    assert "3 pages made, 0 unchanged" in done.stderr
    made = pages(course)
    assert set(made) == {"right", "wrong", "unreadable"}
    for html in made.values():
        assert find_dangers(html) == []
        assert "HIDDEN" not in html and "SECRET" not in html and "in_kernel" not in html and "math.pi == 3" not in html
    assert made["wrong"].count('<figure class="picture">') == 1  # of the public check alone
    assert "3.75" not in made["wrong"]  # what `double` made of the hidden check's input
    assert "its JSON is broken" in made["unreadable"]

    assert "0 pages made, 3 unchanged" in run_feedback(course, capsys, "ps1").err
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "") as book:
        mark = book.find_grade("explain", "ps1", "ps1", "right")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        book.find_comment("explain", "ps1", "ps1", "right").manual_comment = "Nearly <b>all</b>."
        book.find_submission_notebook("ps1", "ps1", "right").late_submission_penalty = 0.5
        book.db.commit()
    assert "1 page made, 2 unchanged" in run_feedback(course, capsys, "ps1").err
    html = pages(course)["right"]
    assert "Nearly &lt;b&gt;all&lt;/b&gt;." in html and "5.5 points earned, 0.5 taken off, 5 counted" in html
    assert "1 page made, 0 unchanged" in run_feedback(course, capsys, "ps1", students=("wrong",), force=True).err
    assert pages(course) == {**made, "right": html}

    done = autograder("report", "--course-dir", course.root)
    assert done.stdout.strip() == str(course.root / "report" / "report.html")
    figures = json.loads((course.root / "report" / "report.json").read_text())
    assert {row["student"]: row["score"] for row in figures["students"]} == {"right": 5.0, "unreadable": 0.0, "wrong": 0.0}
    first, second = figures["assignments"]
    assert first["seconds"]["n"] == 3
    assert [entry["kind"] for entry in second["human"]] == ["grader error"]
    _, again = grade(course)
    assert "1 graded, 3 unchanged" in again.stderr  # what the grader itself failed on is tried again


def test_records_that_cannot_be_read_are_passed_by_and_those_of_earlier_versions_are_not(course):
    records = Records(course)
    for student in ("amy", "bob", "eve"):
        records.write(Submission(student, "ps1", course.root), Record(State("1", {}), "seed", [result(student, "f", 1.0)], seconds=1.0))
    earlier = json.loads((records.root / "ps1" / "bob.json").read_text())
    del earlier["seconds"], earlier["parts"]
    (records.root / "ps1" / "bob.json").write_text(json.dumps(earlier))
    (records.root / "ps1" / "eve.json").write_text("[")
    found = records.of("ps1")
    assert {student: record.seconds for student, record in found.items()} == {"amy": 1.0, "bob": None}
    assert found["bob"].results == [result("bob", "f", 1.0)]


DELIMITERS = 'c.ClearHiddenTests.begin_test_delimeter = "HIDDEN>"\nc.ClearHiddenTests.end_test_delimeter = "<HIDDEN"'


@pytest.mark.parametrize(
    ("begin", "end", "configuration"),
    [("# BEGIN HIDDEN TESTS", "# END HIDDEN TESTS", ""), ("    #BEGIN HIDDEN TESTS, two", "#END HIDDEN TESTS", ""), ("# HIDDEN>", "# <HIDDEN", DELIMITERS)],
)  # fmt: skip
def test_hidden_tests_are_not_shown_however_they_are_marked(course, grade, capsys, begin, end, configuration):
    course.configure(configuration)
    tests = f"assert half(4) == 2\n{begin}\nassert half(7) == 3.5\n{end}\n"
    cells = [solution("half", "return x / 2"), graded_test("test_half", 1, tests), graded_test("test_seen", 1, "assert half(1) == 0.5")]
    course.assignment("ps1", *cells)
    course.submit("wrong", "ps1", half="def half(x):\n    return 2")
    assert grade(course)[1].returncode == 0
    run_feedback(course, capsys, "ps1")
    html = pages(course)["wrong"]
    assert "3.5" not in html and html.count("AssertionError") == 2 and "Cell line 1" in html

    executed = course.executed("wrong", "ps1")
    executed.cells[1].source = tests  # as nbgrader's own autograde leaves it
    course.write("autograded/wrong/ps1/ps1.ipynb", nbformat.writes(executed))
    run_feedback(course, capsys, "ps1")
    assert "3.5" not in pages(course)["wrong"] and "half" in pages(course)["wrong"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["feedback"], "nothing has been graded yet"),
        (["report"], "nothing has been graded yet"),
        (["feedback", "--student", "nobody"], "no graded submission of 'nobody'"),
        (["report", "ps9"], "there is no assignment 'ps9'"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence(course, arguments, told):
    course.assignment("ps1", solution("double"), test_cell("double", 4))
    done = CliRunner().invoke(main, [*arguments, "--course-dir", str(course.root)])
    assert done.exit_code == 2 and told in done.stderr and "Traceback" not in done.stderr


def test_help_loads_nothing_heavy():
    for command in ("feedback", "report"):
        code = (
            "import sys; from autograder.command_line import main\n"
            f"try: main(['{command}', '--help'])\n"
            "except SystemExit: pass\n"
            "assert not {'numpy', 'nbgrader', 'matplotlib', 'jinja2', 'mistune'} & set(sys.modules)"
        )
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_what_if_leaves_what_students_read_of_their_own_errors(course, autograder, capsys):
    def author(hidden):
        course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 2, hidden=hidden))

    author("assert double(2) == 4")
    notebook = course.student_notebook("ps1")
    notebook.cells.append(cell("def helper(q):\n    return q / 0\n\nhelper(3)"))
    course.submit("ann", "ps1", notebook)
    assert autograder("grade", "--course-dir", course.root).returncode == 0
    run_feedback(course, capsys, "ps1")
    before = text_of(pages(course)["ann"]).count("return q / 0")
    assert before == 2  # in the cell and in the traceback
    author("assert double(3) == 6")
    assert autograder("grade", "--what-if", "--course-dir", course.root).returncode == 0
    run_feedback(course, capsys, "ps1", force=True)
    assert text_of(pages(course)["ann"]).count("return q / 0") == before
