"""A batch that is killed at random moments and gone on with ends as if nothing had happened."""

import random

from benchmarks.kills import damage, kill_and_resume
from tests.numpy_course import make_numpy_course

KILLS = 6


def test_a_killed_batch_is_resumed_to_the_same_gradebook(tmp_path):
    """After each kill: no half-written notebook, a gradebook that SQLite finds whole, no process left; in the end the same
    marks, and no temporary file.
    """
    course = make_numpy_course(tmp_path / "course", 8)
    found = kill_and_resume(course.root, KILLS, random.Random(1))
    assert found["problems"] == []
    assert found["kills"] == KILLS and found["rounds"] >= 2


def test_half_a_notebook_and_a_broken_gradebook_are_noticed(tmp_path):
    """What the test above relies on."""
    notebook = tmp_path / "autograded" / "amy" / "ps1" / "ps1.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text('{"cells": [')
    assert len(damage(tmp_path)) == 1
