"""A batch that is killed at random moments and gone on with ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time

from autograder.processes import children
from benchmarks.kills import damage, kill_and_resume
from tests.builders import solution, test_cell
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


def test_a_batch_whose_zygote_has_died_says_what_to_do_and_goes_on_from_there(course, grade):
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 2, "assert double(1) == 2", hidden=""))
    course.configure("c.Autograder.cell_s = 500.0")
    course.submit("amy", "ps1", double="def double(x):\n    return 2 * x")
    course.submit("bob", "ps1", double="import time\ntime.sleep(600)")
    command = [sys.executable, "-m", "autograder", "grade", "--course-dir", course.root, "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as batch:
        deadline = time.monotonic() + 120
        while not list((course.root / ".autograder" / "results").rglob("amy.json")):
            assert batch.poll() is None and time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)
        (zygote,) = children(batch.pid)
        os.kill(zygote, signal.SIGKILL)
        _, told = batch.communicate(timeout=120)
    assert batch.returncode == 3
    assert "autograder: the grader's processes have ended" in told and "run the command again" in told
    assert "Traceback" not in told
    course.submit("bob", "ps1", double="def double(x):\n    return 3 * x")
    rows, done = grade(course)
    assert "1 graded, 1 unchanged" in done.stderr
    assert (rows["amy", "test_double"]["score"], rows["bob", "test_double"]["score"]) == (2, 0)
