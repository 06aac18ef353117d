"""The process that has the checks collected, once, and forks each referee from there.

Forked from the zygote when the libraries are imported, it imports what a referee needs beside the zygote, which uses the
libraries meanwhile: nothing of nbgrader or pytest is in a worker's memory.
"""

import gc
import os
import socket
import traceback
from contextlib import suppress
from pathlib import Path

import _pytest
import pytest

from autograder import lean, processes
from autograder.conversation import ZygoteClient
from autograder.frames import Closed, receive_frame, receive_socket, send_frame, send_with_sockets
from autograder.pytest_plugin import Bench, BenchPlugin, exercise_of, faults_of, is_check, run_pytest, unknown_fixtures
from autograder.referee import Referee
from autograder.values import pack, unpack

WAY_OF_IMPORT = (os.path.dirname(_pytest.__file__) + os.sep, "<frozen importlib")  # files of what stands between a court and a check


def hold_court(sock, line):
    """Answer the batch on `sock` until it is closed. line : a socket of the zygote.

    The first message says which checks to collect: {"checks": folders, "empty": a folder to collect where there are none,
    "lenient": whether to go on where references and known answers cannot be imported, "spare": as of Referee}; the answer is
    {"problems": what pytest has said of them, which parameters are no fixtures, and why these cannot be imported}. A child waits until
    they are collected.
    Where a check has started threads while it was imported, as TensorFlow does at its first operation, no referee can be forked
    from here: then the child, which has imported no check, holds the court, and each referee collects for itself.
    """
    lean.allow_slow_imports()  # a check or a preprocessor may want them
    gc.freeze()
    gc.enable()
    wanted = unpack(receive_frame(sock))
    court = Court(sock, line, wanted["checks"] or [wanted["empty"]], wanted["spare"])
    go, wait = socket.socketpair()
    child = os.fork()
    if child == 0:
        go.close()
        if wait.recv(1):
            court.serve([])
        os._exit(0)
    wait.close()

    def hold(items, problems):
        apart = processes.has_threads() and not problems
        if apart:
            go.sendall(b".")
        go.close()  # without a word the child ends
        os.waitpid(child, 0)
        if not apart:
            court.open(items, problems)

    court.collect(hold, wanted["lenient"])


class Court:
    """Collects checks and forks referees, which run what a task needs."""

    def __init__(self, sock, line, checks, spare):
        self.sock = sock
        self.line = line
        self.checks = checks
        self.spare = spare
        self.bench = Bench()
        self.items = None  # the checks, if they were collected once for all referees
        self.referees = set()  # pids

    def collect(self, then, lenient=True):
        """Have pytest import the checks, and call then(items, problems). lenient : say nothing of what belongs to them."""
        run_pytest(self.checks, BenchPlugin(self.bench), _Collector(then, lenient))

    def open(self, items, problems):
        """Serve with what was collected."""
        self.items = items
        gc.freeze()
        self.serve(problems)

    def serve(self, problems):
        """Answer requests until the batch has closed its socket, which Closed says."""
        try:
            send_frame(self.sock, pack({"problems": problems}))
            while True:
                request = unpack(receive_frame(self.sock))
                reply, passed = getattr(self, f"do_{request.pop('do')}")(**request)
                send_with_sockets(self.sock, pack(reply), passed)
        finally:
            self.do_end_referees()

    def do_fork_referee(self, cores):
        """Fork a referee; the batch gets the socket on which it takes tasks. cores : on which it stays."""
        self._bury()
        send_frame(self.line, pack({"do": "open_line"}))
        if problem := unpack(receive_frame(self.line)).get("fault"):
            raise OSError(problem)
        control = receive_socket(self.line)
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._become_referee(theirs, control)
        processes.keep_on(cores, pid)
        theirs.close()
        control.close()
        self.referees.add(pid)
        return {"pid": pid}, [ours]

    def do_end_referee(self, pid):
        """End one referee, whatever it is at; the zygote ends its workers."""
        if pid in self.referees:
            self.referees.remove(pid)
            processes.kill_tree(pid)
        return {}, []

    def do_end_referees(self):
        """End every referee, whatever it is at."""
        for pid in list(self.referees):
            self.do_end_referee(pid)
        return {}, []

    def _bury(self):
        """Forget the referees that have ended by themselves."""
        for pid in [pid for pid in self.referees if not processes.is_alive(pid)]:
            self.do_end_referee(pid)

    def _become_referee(self, sock, control):
        def serve(items, problems):
            Referee(sock, ZygoteClient(control), self.bench, items, self.spare).serve()

        try:
            processes.close_descriptors(keep={0, 1, 2, sock.fileno(), control.fileno()})
            with suppress(Closed):
                if self.items is None:
                    self.collect(serve)
                else:
                    serve(self.items, [])
            os._exit(0)
        except BaseException:  # nothing of a referee may return into the court
            traceback.print_exc()
            os._exit(70)


class _Collector:
    """The pytest plugin that stands in for running every collected item once: it has `then` called with them."""

    def __init__(self, then, lenient):
        self.then = then
        self.lenient = lenient
        self.problems = []

    def pytest_exception_interact(self, call, report):
        if isinstance(report, pytest.CollectReport):  # the checks' own errors come here, too, once they are run
            report.longrepr = _why_not_imported(call.excinfo.value)

    def pytest_collectreport(self, report):
        if report.failed:
            self.problems.append(str(report.longrepr))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        groups = _by_exercise(session.items)
        faults = unknown_fixtures([item for items in groups.values() for item in items])
        faults += [] if self.lenient else faults_of(groups)
        with suppress(Closed):
            self.then(groups, self.problems + faults)
        return True


def _why_not_imported(error):
    """Return why pytest could not import a file, with the lines that led there but for pytest's own and those of Python's import."""
    if isinstance(error, pytest.Collector.CollectError):
        if not isinstance(error.__cause__, (ImportError, SyntaxError)):
            return str(error)
        error = error.__cause__
    told = traceback.TracebackException.from_exception(error)
    led_there = [frame for frame in told.stack if not frame.filename.startswith(WAY_OF_IMPORT)]
    return "".join([*traceback.format_list(led_there), *told.format_exception_only()]).rstrip()


def _by_exercise(items):
    """Return {(folder, exercise): its collected checks}."""
    groups = {}
    for item in items:
        if is_check(item):
            groups.setdefault((str(Path(item.path).parent), exercise_of(item)), []).append(item)
    return groups
