"""Late penalties of work that is not run again: they follow due dates, extensions and marks by hand, and the table says them."""

from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook

from tests.builders import solution, test_cell, written_answer


@pytest.fixture
def late(course, grade):
    """A graded course: ada (5 points of 5 so far, 2 more by hand) handed in on 3 March 2030; whoever is late gets nothing."""
    course.configure("c.LateSubmissionPlugin.penalty_method = 'zero'")
    course.assignment(
        "ps1", solution("half", "return x / 2"), test_cell("half", 5, hidden="assert half(5) == 2.5"), written_answer("explain", 2)
    )
    course.submit("ada", "ps1", explain="Because.")
    course.write("submitted/ada/ps1/timestamp.txt", "2030-03-03 12:00:00 UTC\n")
    _, done = grade(course)
    assert "5 / 7" in done.stdout
    return course


def change(course, duedate=None, extension=None, by_hand=None):
    """Change what a person may change in the gradebook."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        if duedate is not None:
            book.update_or_create_assignment("ps1", duedate=duedate)
        submission = book.find_submission("ps1", "ada")
        if extension is not None:
            submission.extension = extension
        if by_hand is not None:
            book.find_grade("explain", "ps1", "ps1", "ada").manual_score = by_hand
        book.db.commit()


def penalty(course):
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return book.find_submission("ps1", "ada").late_submission_penalty


def test_the_penalty_of_unchanged_work_follows_what_it_depends_on(late, grade):
    change(late, duedate=datetime(2030, 3, 1))
    grade(late, "--what-if")
    assert penalty(late) == 0, "a what-if changes nothing"
    _, done = grade(late)
    assert "1 unchanged" in done.stderr and "late penalty of 1 submission" in done.stderr
    assert penalty(late) == 5.0 and "0 / 7" in done.stdout and "late: 5 points taken off" in done.stdout
    change(late, by_hand=2.0)
    _, done = grade(late)
    assert penalty(late) == 7.0 and "0 / 7" in done.stdout
    _, done = grade(late)
    assert penalty(late) == 7.0 and "late penalty of" not in done.stderr
    change(late, extension=timedelta(days=3))
    _, done = grade(late)
    assert penalty(late) == 0 and "7 / 7" in done.stdout and "taken off" not in done.stdout
    assert "1 unchanged" in done.stderr and "late penalty of 1 submission" in done.stderr
