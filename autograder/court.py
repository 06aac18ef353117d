"""The process that has the checks collected, once, and forks each referee from there.

Forked from the zygote when the libraries are imported, it imports what a referee needs beside the zygote, which uses the
libraries meanwhile: nothing of nbgrader or pytest is in a worker's memory.
"""

import gc
import os
import socket
import traceback
from pathlib import Path

import pytest

from autograder import lean, processes
from autograder.conversation import ZygoteClient
from autograder.frames import Closed, receive_frame, receive_socket, send_frame, send_with_sockets
from autograder.pytest_plugin import Bench, BenchPlugin, exercise_of, is_check, run_pytest
from autograder.referee import Referee
from autograder.values import pack, unpack


def hold_court(sock, line):
    """Answer the batch on `sock` until it is closed. line : a socket of the zygote.

    The first message says which checks to collect: {"checks": folders, "empty": a folder to collect where there are none,
    "spare": as of Referee}; the answer is {"problems": what pytest has said of them}.
    """
    lean.allow_slow_imports()  # a check or a preprocessor may want them
    gc.freeze()
    gc.enable()
    wanted = unpack(receive_frame(sock))
    bench = Bench()
    run_pytest(wanted["checks"] or [wanted["empty"]], BenchPlugin(bench), Court(sock, line, bench, wanted["spare"]))


class Court:
    """The pytest plugin that stands in for running every collected item once: it forks referees, which run what a task needs."""

    def __init__(self, sock, line, bench, spare):
        self.sock = sock
        self.line = line
        self.bench = bench
        self.spare = spare
        self.problems = []
        self.referees = set()  # pids

    def pytest_collectreport(self, report):
        if report.failed:
            self.problems.append(str(report.longrepr))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.items = _by_exercise(session.items)
        gc.freeze()
        try:
            send_frame(self.sock, pack({"problems": self.problems}))
            while True:
                request = unpack(receive_frame(self.sock))
                reply, passed = getattr(self, f"do_{request.pop('do')}")(**request)
                send_with_sockets(self.sock, pack(reply), passed)
        except Closed:
            return True
        finally:
            self.do_end_referees()

    def do_fork_referee(self):
        """Fork a referee; the batch gets the socket on which it takes tasks."""
        self._bury()
        send_frame(self.line, pack({"do": "open_line"}))
        receive_frame(self.line)
        control = receive_socket(self.line)
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._become_referee(theirs, control)
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
        try:
            processes.close_descriptors(keep={0, 1, 2, sock.fileno(), control.fileno()})
            Referee(sock, ZygoteClient(control), self.bench, self.items, self.spare).serve()
        except Closed:
            os._exit(0)
        except BaseException:  # nothing of a referee may return into the court
            traceback.print_exc()
            os._exit(70)


def _by_exercise(items):
    """Return {(folder, exercise): its collected checks}."""
    groups = {}
    for item in items:
        if is_check(item):
            groups.setdefault((str(Path(item.path).parent), exercise_of(item)), []).append(item)
    return groups
