"""What the gradebook holds of a submission is all of it, or nothing."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from autograder.course import Course
from autograder.gradebook import GradebookWriter
from tests.small_course import RIGHT

NOTHING_MARKED = SimpleNamespace(results=[], no_response=())


def students_with_rows(course):
    with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        names = book.execute("SELECT id FROM student UNION SELECT student_id FROM submitted_assignment").fetchall()
    return {name for (name,) in names}


def test_rows_and_marks_of_a_submission_come_together_or_not_at_all(small, grade, monkeypatch):
    small.submit("ada", "ps1", double=RIGHT)
    assert grade(small)[1].returncode == 0
    small.submit("bob", "ps1", double=RIGHT)
    small.submit("cat", "ps1", double=RIGHT)
    course = Course(small.root)
    _, bob, cat = course.submissions(["ps1"])

    def interrupted(*_):
        raise KeyError("in the midst of it")

    with GradebookWriter(course) as writer:
        with monkeypatch.context() as patch:
            patch.setattr(writer.penalties, "assign", interrupted)
            with pytest.raises(KeyError):
                writer.save(bob, {"ps1": NOTHING_MARKED})
        assert students_with_rows(small) == {"ada"}
        writer.save(cat, {"ps1": NOTHING_MARKED})
    assert students_with_rows(small) == {"ada", "cat"}
