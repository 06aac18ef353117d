"""nbgrader's formgrader, in a real Jupyter server on the loopback interface, reads what `autograder grade` wrote."""

import json

import pytest
from nbgrader.api import Gradebook

from tests.builders import locked, solution, test_cell, written_answer
from tests.servers import jupyter


@pytest.fixture
def graded(course, grade):
    course.assignment(
        "ps1", locked("imports", "import math"), solution("double", "return 2 * x"),
        test_cell("double", 3, hidden="assert double(2) == 4"), written_answer("explain", 2),
    )  # fmt: skip
    course.submit("first", "ps1", explain="My words.")
    course.submit("second", "ps1", double="def double(x):\n    return x", explain="Other words.")
    _, done = grade(course)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture
def formgrader(graded):
    """Return a function that fetches a page of formgrader, or posts to its interface."""
    with jupyter(graded.root, "server", "--ServerApp.disable_check_xsrf=True") as server:
        yield lambda path, *request: server.request(f"formgrader/{path}", *request)


@pytest.mark.server
def test_formgrader_shows_the_marks_and_takes_manual_ones(formgrader, graded):
    (assignment,) = json.loads(formgrader("api/assignments"))
    assert (assignment["name"], assignment["num_submissions"], assignment["max_score"]) == ("ps1", 2, 5.0)
    submissions = json.loads(formgrader("api/submissions/ps1"))
    assert {s["student"]: s["needs_manual_grade"] for s in submissions} == {"first": True, "second": True}
    by_notebook = json.loads(formgrader("api/submitted_notebooks/ps1/ps1"))
    scores = {entry["student"]: entry["code_score"] for entry in by_notebook}
    assert scores == {"first": 3.0, "second": 0.0}

    entry = next(entry for entry in by_notebook if entry["student"] == "first")
    page = formgrader(f"submissions/{entry['id']}/")
    assert "My words." in page and "double" in page
    grades = json.loads(formgrader(f"api/grades?submission_id={entry['id']}"))
    written = next(grade for grade in grades if grade["name"] == "explain")
    formgrader(f"api/grade/{written['id']}", {"manual_score": 1.5, "extra_credit": None}, "PUT")

    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as book:
        assert book.find_submission("ps1", "first").score == 4.5
        assert not book.find_grade("explain", "ps1", "ps1", "first").needs_manual_grade
