"""Referee, worker and zygote: what nobody reads is given up in time, and a fork that fails costs no one anything."""

import resource
import secrets
import signal
import time

import numpy as np
import pytest

from autograder import outcomes
from autograder.batch import Batch
from autograder.conversation import ZygoteClient
from autograder.course import Course, CourseError
from autograder.engine import Engine
from autograder.processes import descendants
from autograder.sandbox import LANDLOCK, NAMESPACES
from tests.builders import solution, test_cell
from tests.groups import idle_groups
from tests.runs import call, start_first_zygote_with

HOLD_PYTHON = "import ctypes, threading\nthreading.Timer(0.1, lambda: ctypes.PyDLL(None).sleep(100_000)).start()"  # all threads wait for it
LARGE = 3_000_000  # bytes: more than a socket holds that nobody reads


@pytest.mark.timeout(60)
def test_a_cell_that_the_worker_does_not_read_has_the_time_of_a_cell(run_cells):
    run = run_cells(HOLD_PYTHON, "#" + "x" * LARGE)
    run.run_until(1)
    time.sleep(0.5)
    run.run_until(2)
    assert run.deadly_cells == {1: (outcomes.TIMED_OUT, "cell 2 did not begin within 1 s")}


@pytest.mark.timeout(60)
def test_a_call_that_the_worker_does_not_read_has_the_time_of_a_call(run_cells):
    run = run_cells(HOLD_PYTHON + "\ndef f(x): return x.size")
    run.run_until(1)
    time.sleep(0.5)
    reply = call(run, "f", np.zeros(LARGE))
    assert (reply.outcome, reply.problem) == (outcomes.TIMED_OUT, "the call of `f` did not begin within 1 s")


@pytest.fixture
def zygote():
    with Engine() as engine:
        engine.preload([])
        engine.wait_until_warm()
        yield engine


def test_a_zygote_without_a_descriptor_left_says_so_and_goes_on(zygote, tmp_path):
    client = ZygoteClient(zygote.control)
    before = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in (zygote.process.pid, *descendants(zygote.process.pid))}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, hard))
    with pytest.raises(RuntimeError, match="Too many open files"):
        client.fork_worker(tmp_path)
    client.prepare_spare()
    assert client.spare is None
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
    pid, sock = client.fork_worker(tmp_path)
    sock.close()
    assert client.end_worker(pid)["signal"] in (None, signal.SIGKILL)  # it ends by itself, or is ended


OWN_GROUPS = f"autograder-{secrets.token_hex(4)}-fails-"  # how this zygote's groups are named: tests beside this one leave some
FORK_FAILS_ONCE = f"""
import os
from autograder import cgroups, sandbox
cgroups.PREFIX = {OWN_GROUPS!r}
fork = sandbox.Sandbox.fork

def fail():
    raise BlockingIOError(11, "Resource temporarily unavailable")

def fork_in_vain(self):
    really, os.fork, sandbox.Sandbox.fork = os.fork, fail, fork
    try:
        return fork(self)
    finally:
        os.fork = really

prepare = sandbox.Sandbox.prepare

def prepare_zygote(self):
    prepare(self)
    sandbox.Sandbox.fork = fork_in_vain

sandbox.find_level = lambda scratch, best, hidden: (best, [])  # which forks, too
sandbox.Sandbox.prepare = prepare_zygote
"""


@pytest.mark.parametrize("level", [NAMESPACES, LANDLOCK])
def test_a_fork_that_fails_costs_its_own_submission_no_point_and_no_other_one_anything(course, monkeypatch, level):
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 2, "assert double(1) == 2", hidden="assert double(2) == 4"))
    for student in ("amy", "bob"):
        course.submit(student, "ps1", double="def double(x):\n    return 2 * x")
    start_first_zygote_with(monkeypatch, FORK_FAILS_ONCE)
    with Engine(level, best=level) as engine:
        try:
            reports = list(Batch(Course(course.root), [], jobs=1).run(engine))
        except CourseError as error:
            if "cannot shut" not in str(error):
                raise
            pytest.skip(str(error))
        assert not [group for group in idle_groups() if OWN_GROUPS in group]
    told = {report.submission.student: [(result.outcome, result.score, result.needs_manual_grade) for result in report.results] for report in reports}
    assert told == {"amy": [(outcomes.GRADER_ERROR, None, True)], "bob": [(outcomes.PASSED, 2.0, False)]}
    (warning,) = reports[0].warnings
    assert "no worker could be started: [Errno 11] Resource temporarily unavailable" in warning
