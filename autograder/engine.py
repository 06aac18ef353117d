"""The processes behind a batch: one zygote, and the referees that it forks.

Nothing heavy is imported here: the zygote starts to import while the command is still reading its course.
"""

import os
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from autograder.files import remove_left_behind, scratch_folder
from autograder.frames import Closed, receive_frame, send_frame
from autograder.limits import Limits, longest_s
from autograder.sandbox import LANDLOCK, LEVELS, MEANING, NAMESPACES, PROCESS
from autograder.values import pack, unpack


ENDLESS = "a check, a reference answer or a preprocessor of the course may never end (c.Autograder.checks_s)"


class ChecksFailed(Exception):
    """Checks that pytest cannot collect; the message says why."""


class NotIsolated(Exception):
    """The machine does not give the isolation that is wanted; the message says why and what could be done."""


class Engine:
    """A zygote and its referees. Use as a context manager: leaving it ends every process.

    isolation : the level below which nothing is run (sandbox.LEVELS); best : the level to begin to try with.
    """

    def __init__(self, isolation=LANDLOCK, best=NAMESPACES):
        self.wanted = isolation
        self.best = PROCESS if isolation == PROCESS else best

    def __enter__(self):
        self.referees = []  # sockets
        self.pids = {}  # of referees, by socket
        self.preloaded = None  # what preload() asked for
        remove_left_behind()
        self.scratch = scratch_folder()
        self._start_zygote()
        return self

    def _start_zygote(self):
        self.control, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder.start_zygote", str(theirs.fileno()), self.best],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            cwd=self.scratch.name,
            env=self._environment(),
            start_new_session=True,
        )
        theirs.close()
        self.unread = 0  # replies to begin_imports

    def __exit__(self, *exception):
        self._end_zygote()
        self.scratch.cleanup()

    def _end_zygote(self):
        for sock in [*self.referees, self.control]:
            sock.close()
        if not self.referees:  # nothing was forked: it need not finish its imports
            self.process.kill()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _environment(self):
        """Return a clean environment: what TensorFlow, matplotlib and Python need, nothing of the user's."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH") if name in os.environ}
        return {
            **kept,
            "HOME": self.scratch.name,
            "TMPDIR": self.scratch.name,
            "MPLCONFIGDIR": matplotlib_cache(),
            "IPYTHONDIR": self.scratch.name,
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "PYTHONHASHSEED": "random",
            "CUDA_VISIBLE_DEVICES": "",
            # One thread each: workers run side by side, one a core, and what they compute is small.
            "TF_NUM_INTRAOP_THREADS": "1",
            "TF_NUM_INTEROP_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "TF_ENABLE_ONEDNN_OPTS": "0",
            "NBGRADER_EXECUTION": "autograde",  # notebooks may ask for it, as under nbgrader
        }

    def begin_imports(self, modules):
        """Have the zygote import modules while the command is still busy with its own; returns at once. May come before preload()."""
        send_frame(self.control, pack({"do": "begin_imports", "modules": list(modules)}))
        self.unread += 1

    def preload(self, modules, limits=Limits(), warm=False):
        """Have the zygote import modules, hold every worker to the Limits, with `warm` use the modules once; returns at once."""
        self.preloaded = list(modules), limits
        request = {"do": "preload", "modules": list(modules), "limits": limits.as_data(), "warm": warm}
        send_frame(self.control, pack(request))

    def wait_until_warm(self):
        """Wait until the zygote has done what preload() asked for. Raises NotIsolated below the wanted level."""
        try:
            for _ in range(self.unread):
                receive_frame(self.control)
            self.unread = 0
            reply = unpack(receive_frame(self.control))
        except Closed:
            raise NotIsolated("the zygote did not start; what it said stands above") from None
        if reply["harm"]:
            print(f"autograder: slower than usual: {reply['harm']}", file=sys.stderr)
            self._end_zygote()
            self._start_zygote()
            self.preload(*self.preloaded)
            return self.wait_until_warm()
        self.isolation = reply["isolation"]
        if LEVELS.index(self.isolation) > LEVELS.index(self.wanted):
            raise NotIsolated(
                f"this machine cannot shut students' code in at the level {self.wanted!r} ({'; '.join(reply['reasons'])}). "
                f"`--isolation {self.isolation}` would grade all the same: {MEANING[self.isolation]}"
            )

    def start_referees(self, checks, jobs, spare=False):
        """Wait for the imports, fork the referees, wait until they have collected the checks in the given folders.

        spare : have each referee keep a worker ready for its next notebook. Raises ChecksFailed for checks that cannot be collected.
        """
        self.wait_until_warm()
        empty = Path(self.scratch.name) / "no-checks"
        empty.mkdir()
        self.arguments = {"checks": [str(folder) for folder in checks], "empty": str(empty), "spare": spare}
        self._fork_referees(jobs)

    def _fork_referees(self, jobs):
        self.referees = [self.fork_referee() for _ in range(jobs)]
        for sock in self.referees:
            problems = unpack(receive_frame(sock))["problems"]
            if problems:
                raise ChecksFailed("\n".join(problems))

    def renew_referees(self):
        """Put fresh referees into the place of all, also of one that is in the middle of a task. Raises Closed, ChecksFailed."""
        for sock in self.referees:
            sock.close()
        self.pids.clear()
        send_frame(self.control, pack({"do": "end_referees"}))
        receive_frame(self.control)
        self._fork_referees(len(self.referees))

    def is_ready_for(self, checks, limits):
        """Whether the referees have collected these folders of checks, and workers are held to these Limits."""
        return set(map(str, checks)) <= set(self.arguments["checks"]) and limits == self.preloaded[1]

    def fork_referee(self):
        """Return the socket of a new referee."""
        send_frame(self.control, pack({"do": "fork_referee", "arguments": self.arguments}))
        pid = unpack(receive_frame(self.control))["pid"]
        _, descriptors, _, _ = socket.recv_fds(self.control, 1, 1)
        sock = socket.socket(fileno=descriptors[0])
        self.pids[sock] = pid
        return sock

    def describe(self, checks_dir, exercises):
        """Return what a referee knows of exercises (referee.describe)."""
        send_frame(self.referees[0], pack({"checks_dir": str(checks_dir), "exercises": list(exercises)}))
        return unpack(receive_frame(self.referees[0]))

    def run(self, tasks):
        """Yield (key, reply) for each (key, Task or Drawing), as they are done.

        reply : what the referee sent, for a Task a Graded as plain data; or {"error": text} for a fault of the grader: the
        referee failed on the task, died over it twice, or did not end in time.
        """
        waiting = deque((key, task, 0) for key, task in tasks)
        busy = {}  # socket -> (key, task, tries, deadline)
        with selectors.DefaultSelector() as selector:
            for sock in list(self.referees):
                if waiting:
                    self._assign(sock, waiting, busy, selector)
            while busy:
                first = min(deadline for *_, deadline in busy.values())
                ready = [event.fileobj for event, _ in selector.select(max(0.0, first - time.monotonic()))]
                late = [sock for sock, (*_, deadline) in busy.items() if sock not in ready and deadline <= time.monotonic()]
                for sock in [*ready, *late]:
                    key, task, tries, _ = busy.pop(sock)
                    selector.unregister(sock)
                    if sock in late:
                        sock = self._end_and_replace(sock)
                        reply = {"error": f"it had not ended after {_patience_s(task):.0f} s: {ENDLESS}"}
                    else:
                        try:
                            reply = unpack(receive_frame(sock))
                        except Closed:
                            sock = self._replace(sock)
                            reply = {"error": "the referee died twice over this submission"} if tries else None
                        if reply is None:
                            waiting.appendleft((key, task, 1))
                    if waiting:  # before the reply is looked at: a referee need not wait for a gradebook
                        self._assign(sock, waiting, busy, selector)
                    if reply is not None:
                        yield key, reply

    @staticmethod
    def _assign(sock, waiting, busy, selector):
        key, task, tries = waiting.popleft()
        with suppress(Closed):  # one that has died is noticed when its reply is read
            send_frame(sock, pack(task.as_request()))
        busy[sock] = (key, task, tries, time.monotonic() + _patience_s(task))
        selector.register(sock, selectors.EVENT_READ)

    def _end_and_replace(self, sock):
        send_frame(self.control, pack({"do": "end_referee", "pid": self.pids[sock]}))
        receive_frame(self.control)
        return self._replace(sock)

    def _replace(self, sock):
        del self.pids[sock]
        sock.close()
        fresh = self.fork_referee()
        receive_frame(fresh)
        self.referees[self.referees.index(sock)] = fresh
        return fresh


def _patience_s(task):
    """Return the seconds that a referee has for a task."""
    limits = Limits(**task.limits)
    return longest_s(limits) + limits.checks_s


def matplotlib_cache():
    """Return a folder for matplotlib's font cache that outlives a batch: building it takes seconds."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograder" / "matplotlib"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
