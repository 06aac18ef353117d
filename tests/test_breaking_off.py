"""Ctrl-C, SIGTERM and SIGHUP: a sentence that says what is kept, at no moment a traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders import solution, test_cell

# Imports a module in the middle of which Ctrl-C comes.
BROKEN_OFF = """
import sys

class Finder:
    def find_spec(self, name, path, target=None):
        if name == wanted:
            raise KeyboardInterrupt

wanted = sys.argv.pop(1)
sys.meta_path.insert(0, Finder())
from autograder.__main__ import main
main()
"""


def hears_all():
    """Have the process that is started hear Ctrl-C and SIGHUP, also where these tests run in the background, which does not."""
    for number in signal.SIGINT, signal.SIGHUP:
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def two(course):
    course.assignment("ps1", solution("half", "return x / 2"), test_cell("half", 1, hidden="assert half(5) == 2.5"))
    course.configure("c.Autograder.cell_s = 40.0")
    course.submit("first", "ps1")
    course.submit("stuck", "ps1", half="while True:\n    pass")
    return course


@pytest.mark.parametrize("module", ["autograder.handing_over", "click", "autograder.launching", "autograder.engine", "nbgrader.api", "autograder.batch"])
def test_ctrl_c_during_an_import_leaves_no_traceback(two, module):
    done = subprocess.run(
        [sys.executable, "-c", BROKEN_OFF, module, "grade", "--course-dir", two.root], capture_output=True, text=True, timeout=60
    )  # fmt: skip
    assert done.returncode == 1 and "Traceback" not in done.stderr and "Aborted" not in done.stderr, done.stderr
    if module != "autograder.handing_over":
        assert done.stderr.strip() == "autograder: broken off: what was graded before is kept; the same command goes on from there"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_batch_that_is_broken_off_says_what_is_kept_and_goes_on(two, autograder, tmp_path, number, code):
    command = [Path(sys.executable).parent / "autograder", "grade", "--jobs", "1", "--course-dir", two.root]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    batch = subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(scratch)}, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=hears_all,
    )  # fmt: skip
    while not list(two.root.glob(".autograder/results/ps1/first.json")) and batch.poll() is None:
        time.sleep(0.05)
    os.killpg(batch.pid, number)  # as a terminal does it
    _, told = batch.communicate(timeout=60)
    assert batch.returncode == code and "Traceback" not in told, told
    assert told.splitlines()[-1] == "autograder: broken off: what was graded before is kept; the same command goes on from there"
    assert not list(scratch.glob("autograder-*"))
    two.submit("stuck", "ps1")
    assert "1 graded, 1 unchanged" in autograder("grade", "--course-dir", two.root).stderr


def test_ctrl_c_while_pages_are_made_leaves_no_traceback(two, autograder):
    two.submit("stuck", "ps1")
    for number in range(60):
        two.submit(f"s{number}", "ps1")
    assert autograder("grade", "--course-dir", two.root).returncode == 0
    command = [Path(sys.executable).parent / "autograder", "feedback", "--jobs", "2", "--course-dir", two.root]
    making = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=hears_all)
    while not list(two.root.glob("feedback/*/ps1/*.html")) and making.poll() is None:
        time.sleep(0.005)
    os.killpg(making.pid, signal.SIGINT)
    _, told = making.communicate(timeout=60)
    assert making.returncode == 1 and "Traceback" not in told, told
    assert told.splitlines()[-1] == "autograder: broken off: the pages made before are kept; the same command goes on from there"
