"""A gradebook that another program holds locked: a command waits a while, then says so in a sentence, and nothing is lost."""

import sqlite3
from contextlib import contextmanager

import pytest

from tests.small_course import RIGHT

LOCKED = "autograder: the gradebook is locked"


@pytest.fixture
def graded(small, grade):
    """A course of which one submission is graded."""
    small.submit("ada", "ps1", double=RIGHT)
    assert grade(small)[1].returncode == 0
    return small


@contextmanager
def locked(course, kind):
    """Hold the gradebook as another program would. kind : EXCLUSIVE, nobody reads it; IMMEDIATE, nobody writes it."""
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    other.execute(f"BEGIN {kind}")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize("command", ["grade", "export", "report", "feedback"])
def test_what_reads_it_says_that_it_is_locked_and_how_to_find_out_by_whom(graded, grade, autograder, command):
    with locked(graded, "EXCLUSIVE"):
        done = autograder(command, cwd=graded.root)
    assert done.returncode == 2 and done.stderr.startswith(LOCKED), done.stderr
    assert len(done.stderr.splitlines()) == 1 and "fuser -v gradebook.db" in done.stderr
    assert "1 unchanged" in grade(graded)[1].stderr


def test_what_writes_it_loses_nothing(graded, grade):
    graded.submit("bob", "ps1", double=RIGHT)
    with locked(graded, "IMMEDIATE"):
        rows, done = grade(graded)
    assert done.returncode == 2 and LOCKED in done.stderr and "Traceback" not in done.stderr
    assert "What was graded before is saved" in done.stderr and "nbgrader cannot" not in done.stderr
    assert "1 graded, 1 unchanged" in grade(graded)[1].stderr


def test_an_assignment_whose_release_cannot_be_entered_is_not_one_that_nbgrader_refuses(graded, grade, autograder):
    source = graded.root / "source" / "ps1" / "ps1.ipynb"
    source.write_text(source.read_text().replace('"points": 4', '"points": 6'))
    for kind in ("IMMEDIATE", "EXCLUSIVE"):
        with locked(graded, kind):
            done = autograder("release", cwd=graded.root)
            assert done.returncode == 2 and done.stderr.startswith(LOCKED) and "upgrade" not in done.stderr
    assert grade(graded)[1].returncode == 0
