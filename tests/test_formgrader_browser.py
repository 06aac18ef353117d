"""An assistant finishes grading in nbgrader's formgrader, in a real browser: sees the figures, types marks and comments, exports."""

import csv
import json
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from tests.browsers import MATHJAX, chromium, fresh_page
from tests.builders import cell, locked, solution, test_cell, written_answer
from tests.servers import jupyter

pytestmark = [pytest.mark.server, pytest.mark.browser]

IMPORTS = "import numpy as np\nfrom matplotlib import pyplot as plt"
CHECKS = '''
import numpy as np

from autograder.checking import check


@check(weight=3, public=True)
def agrees_at_the_corners(student, reference):
    """agrees with (x − 1)² at -1, 0 and 2"""
    for x in (-1.0, 0.0, 2.0):
        student(x).is_close_to(reference(x), hint="square the difference, not x alone.")


@check(weight=1)
def agrees_on_random_numbers(student, reference, rng):
    """agrees with (x − 1)² on random numbers"""
    x = float(rng.normal())
    student(x).is_close_to(reference(x))
'''
SOLUTIONS = '''
def bowl(x):
    """Return (x − 1)². x : a number."""
    return (x - 1.0) ** 2
'''
PICTURE = (
    'x = np.linspace(-1, 3, 50)\nplt.figure(figsize=(4, 2.2))\nplt.plot(x, [bowl(t) for t in x])\n'
    'plt.title("my bowl")\nplt.tight_layout()\nplt.show()'
)  # fmt: skip
SLOPE = "The slope is $2(x - 1)$, so a step against it goes **towards 1** from either side."
GRADE_S = 240  # some 10 on a machine with nothing else to do


@pytest.fixture
def submitted(course):
    """A course with an assignment of 4 points by checks and 2 by hand, and two submissions."""
    course.assignment(
        "descent", locked("imports", IMPORTS), solution("bowl", "return (x - 1) ** 2"), test_cell("bowl", 4, "assert bowl(2) == 1"),
        cell(PICTURE), written_answer("explain_descent", 2), checks={"bowl": CHECKS}, solutions=SOLUTIONS,
    )  # fmt: skip
    course.submit("ada", "descent", explain_descent=SLOPE)
    course.submit("emmy", "descent", bowl="def bowl(x):\n    return x ** 2 - 1", explain_descent="It goes down.")
    return course


@pytest.fixture
def graded(submitted, grade):
    rows, done = grade(submitted)
    assert done.returncode == 0, done.stderr
    assert {key: row["score"] for key, row in rows.items()} == {
        ("ada", "test_bowl"): 4.0, ("ada", "explain_descent"): None, ("emmy", "test_bowl"): 0.0, ("emmy", "explain_descent"): None,
    }  # fmt: skip
    return submitted


@pytest.fixture
def handed_in_again(graded):
    """The graded course with this grader in the place of nbgrader's own, and better work of emmy's that is not graded yet."""
    pytest.importorskip("autograder.nbgrader_plugin", reason="nothing is plugged into nbgrader's Autograde")
    graded.configure("import autograder.nbgrader_plugin\nautograder.nbgrader_plugin.plug_in(c)")
    graded.submit("emmy", "descent", bowl="def bowl(x):\n    return (x - 1) ** 2 if x == int(x) else 0.0", explain_descent="It goes down.")
    return graded


@pytest.fixture
def page(submitted):
    """A page that shows formgrader's list of assignments."""
    with chromium() as browser, jupyter(submitted.root, "server") as server:
        with fresh_page(browser, asks_in_vain={MATHJAX}, viewport={"width": 1000, "height": 640}) as page:
            page.goto(f"{server.url}/formgrader?token={server.token}")
            yield page


def test_an_assistant_grades_a_written_answer_up_to_the_export(graded, page, screenshots):
    def keep(name):
        if screenshots:
            page.mouse.move(0, 0)  # no tooltips in the picture
            page.screenshot(path=screenshots / f"formgrader-{name}.png")

    assert row_of(page, "descent").split()[-1] == "2"  # submissions
    keep("assignments")

    follow(page, "Manual Grading")
    follow(page, "descent")  # the assignment
    follow(page, "descent")  # its only notebook
    assert row_of(page, "Submission #1")
    keep("submissions")

    follow(page, "Submission #1")
    marks = {SLOPE[:12]: (1.5, "Right. And *when* does it stop?"), "It goes down": (0.5, "Down from where? Give the slope.")}
    for _ in range(len(marks)):
        answer = page.locator(".nbgrader_cell", has=page.locator("#explain_descent"))
        (beginning,) = [text for text in marks if text in answer.inner_text()]
        drawn = page.locator("#notebook img").evaluate_all("images => images.map(image => image.complete && image.naturalWidth > 100)")
        assert drawn == [True]
        mark, comment = marks.pop(beginning)
        type_and_save(page, answer.locator(".score"), str(mark), "/api/grade/")
        type_and_save(page, answer.locator("textarea"), comment, "/api/comment/")
        if beginning == "It goes down":
            keep("answer")
        follow(page, "Next →")

    page.goto(page.url.split("/formgrader")[0] + "/formgrader/manage_submissions/descent")
    statuses = {name: row_of(page, name) for name in ("ada", "emmy")}
    assert "5.5 / 6" in statuses["ada"] and "0.5 / 6" in statuses["emmy"]
    assert all("graded" in text.split() for text in statuses.values())
    keep("graded")

    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as book:
        comment = book.find_comment("explain_descent", "descent", "descent", "ada")
        assert comment.comment == "Right. And *when* does it stop?"
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"]
    done = subprocess.run(command, cwd=graded.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with open(graded.root / "grades.csv", newline="") as file:
        exported = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert exported == {"ada": (4.0 + 1.5, 6.0), "emmy": (0.0 + 0.5, 6.0)}


def test_the_autograde_button_gives_the_scores_of_the_command(handed_in_again, page, grade):
    follow(page, "2")  # submissions
    page.locator("tr", has=page.get_by_text("emmy", exact=True)).locator(".autograde a").click()
    page.get_by_text("Successfully autograded 'descent' for student 'emmy'").wait_for(timeout=GRADE_S * 1000)
    with Gradebook(f"sqlite:///{handed_in_again.root}/gradebook.db") as book:
        marks = book.find_submission_notebook("descent", "descent", "emmy").grades
        by_button = {("emmy", mark.name): mark.auto_score for mark in marks}
    assert by_button == {("emmy", "test_bowl"): 3.0, ("emmy", "explain_descent"): None}

    rows, done = grade(handed_in_again, "--force", "--student", "emmy")
    assert done.returncode == 0, done.stderr
    assert {key: row["score"] for key, row in rows.items()} == by_button


def follow(page, name):
    """Click a link and wait until the page behind it is there."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).click()


def row_of(page, name):
    """Return the text of the table row that begins with a name."""
    row = page.locator("tr", has=page.get_by_text(name, exact=True)).first
    row.wait_for()
    return row.inner_text()


def type_and_save(page, field, text, path):
    """Type into a field of a submission's page and leave it: formgrader saves at once."""
    field.wait_for()
    page.wait_for_function("formgrader.grades && formgrader.grades.loaded && formgrader.comments.loaded")
    field.click()
    field.press("Control+a")
    field.press_sequentially(text)
    with page.expect_response(lambda reply: path in reply.url and reply.request.method == "PUT") as saved:
        field.press("Tab") if path == "/api/grade/" else field.evaluate("node => node.blur()")
    assert saved.value.ok, json.dumps(saved.value.json())
