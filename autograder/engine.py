"""The processes behind a batch: one zygote, and the court, forked from it, that forks the referees.

Nothing heavier than NumPy is imported here: the zygote starts to import while the command is still reading its course.
"""

import os
import selectors
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from autograder.frames import Closed, receive_frame, receive_socket, send_frame
from autograder.launching import Launched
from autograder.limits import Limits, longest_s
from autograder.readable import is_shown
from autograder.sandbox import LANDLOCK, LEVELS, MEANING, NAMESPACES, PROCESS
from autograder.values import BadFrame, pack, unpack


ENDLESS = "a check, a reference answer or a preprocessor of the course may never end (c.Autograder.checks_s)"


class ChecksFailed(Exception):
    """Checks that pytest cannot collect; the message says why."""


class NotIsolated(Exception):
    """The machine does not give the isolation that is wanted; the message says why and what could be done."""


def share_out(cores, jobs):
    """Return the cores in as many lists as there are jobs, of one core each where there are no more cores than that."""
    shares = min(jobs, len(cores))
    return [cores[share::shares] for share in range(shares)]


class EngineGone(Closed):
    """The processes of an Engine have ended in the middle of their work; the message says so."""

    def __init__(self, message="the grader's processes have ended; what they said, if anything, stands above"):
        super().__init__(message)


class Engine:
    """A zygote and its referees. Use as a context manager: leaving it ends every process.

    isolation : the level below which nothing is run (sandbox.LEVELS); best : the level to begin to try with. hidden : folders
    that workers do not see: the course's. launched : what becomes its zygote, where that was started before.
    """

    def __init__(self, isolation=LANDLOCK, best=NAMESPACES, hidden=(), launched=None):
        self.wanted = isolation
        self.best = best
        self.hidden = hidden
        self.launched = launched

    def __enter__(self):
        if self.launched is None:
            self.launched = Launched(self.wanted, self.best, self.hidden)
        self.referees = []  # sockets
        self.cores = []  # shares of the cores, of which each of them has one
        self.pids = {}  # of referees, by socket
        self.preloaded = None  # what preload() asked for
        self.is_warming = False  # the zygote was asked to warm up, and not yet to say that it has
        self.arguments = None  # of the court: the checks that it is to collect
        self.collected = {}  # folder of checks that it has collected -> their fingerprint
        self.court = None
        self.unread = deque()  # what the zygote was asked and has not answered yet
        return self

    @property
    def control(self):
        """The socket of the zygote."""
        return self.launched.control

    @property
    def process(self):
        """The process of the zygote, a subprocess.Popen."""
        return self.launched.process

    def __exit__(self, *exception):
        self._end_zygote()
        self.launched.scratch.cleanup()

    def _end_zygote(self):
        for sock in self.sockets():
            sock.close()
        self.launched.end(at_once=not self.referees)  # nothing was forked: it need not finish its imports

    def sockets(self):
        """Return the sockets by which the Engine speaks to its processes."""
        return [*self.referees, *([self.court] if self.court is not None else []), self.control]

    def shows(self, folder):
        """Whether workers that are shut in could read what lies in a folder, which was not named to be hidden when they were."""
        return self.launched.best != PROCESS and is_shown(folder, self.launched.hidden)

    def begin_imports(self, modules):
        """Have the zygote import modules while the command is still busy with its own; returns at once. May come before preload()."""
        self._ask("begin_imports", modules=list(modules))

    def preload(self, modules, limits=Limits(), warm=False, court=False):
        """Have the zygote import modules and hold every worker to the Limits; returns at once.

        warm : it uses the modules once, too. court : the court is forked, which start_referees() needs.
        """
        self.preloaded = list(modules), limits, court
        self.is_warming = warm
        self._ask("preload", modules=list(modules), limits=limits.as_data())
        if court:
            self._ask("open_court")
        if warm:
            self._ask("warm_up")

    def _ask(self, what, **arguments):
        """Send the zygote a request that wait_until_warm() will read the answer to."""
        try:
            send_frame(self.control, pack({"do": what, **arguments}))
        except Closed:
            raise EngineGone from None
        self.unread.append(what)

    def wait_until_warm(self, figures=True):
        """Wait until the zygote has done what preload() asked for. Raises NotIsolated below the wanted level.

        figures : submissions draw; where it is to be warm, it draws a figure, which takes 0.3 s here, and in each worker else.
        """
        if self.is_warming:
            if figures:
                self._ask("draw_a_figure")
            self._ask("end_warming")
            self.is_warming = False
        told = {}
        try:
            while self.unread:
                told |= unpack(receive_frame(self.control))
                if "fault" in told:
                    raise NotIsolated(f"the zygote could not get ready: {told['fault']}")
                if self.unread.popleft() == "open_court":
                    self.court = receive_socket(self.control)
                    send_frame(self.court, pack(self.arguments))
        except Closed:
            raise NotIsolated("the zygote did not start; what it said stands above") from None
        if told.get("harm"):
            print(f"autograder: slower than usual: {told['harm']}", file=sys.stderr)
            self._end_zygote()
            self.launched.start()
            self.court = None
            modules, limits, court = self.preloaded
            self.preload(modules, limits, court=court)
            return self.wait_until_warm(figures)
        self.isolation = told["isolation"]
        if LEVELS.index(self.isolation) > LEVELS.index(self.wanted):
            raise NotIsolated(
                f"this machine cannot shut students' code in at the level {self.wanted!r} ({'; '.join(told['reasons'])}). "
                f"`--isolation {self.isolation}` would grade all the same: {MEANING[self.isolation]}"
            )

    def start_referees(self, checks, jobs, spare=False, figures=True, lenient=False):
        """Wait for the imports, have the court collect the checks, fork the referees.

        checks : {folder: fingerprint of what is collected there, taken before}.
        spare : have each referee keep a worker ready for its next notebook. figures : as of wait_until_warm(). Raises ChecksFailed
        for checks that cannot be collected, and where not lenient for references and known answers that cannot be imported.
        """
        empty = Path(self.launched.scratch.name) / "no-checks"
        empty.mkdir()
        self.collected = dict(checks)
        self.arguments = {"checks": list(checks), "empty": str(empty), "lenient": lenient, "spare": spare}
        self.wait_until_warm(figures)
        try:
            problems = unpack(receive_frame(self.court))["problems"]
        except Closed:
            problems = ["Python was ended while pytest imported them; what it said, if anything, stands above"]
        if problems:
            raise ChecksFailed("\n".join(problems))
        # Each referee has cores of its own, with its workers: what one notebook starts takes no time from the others. Where that is one
        # core, a call, of which a notebook has some hundred, costs a tenth of what it costs from core to core.
        self.cores = share_out(sorted(os.sched_getaffinity(0)), jobs)
        self.referees = [self.fork_referee(place) for place in range(jobs)]

    def renew_referees(self):
        """Put fresh referees into the place of all, also of one that is in the middle of a task. Raises EngineGone."""
        for sock in self.referees:
            sock.close()
        self.pids.clear()
        self._ask_court("end_referees")
        self.referees = [self.fork_referee(place) for place in range(len(self.referees))]

    def is_ready_for(self, checks, limits):
        """Whether the referees have collected these checks, {folder: fingerprint}, and workers are held to these Limits."""
        return checks.items() <= self.collected.items() and limits == self.preloaded[1]

    def fork_referee(self, place):
        """Return the socket of a new referee. place : in the list of referees. Raises EngineGone."""
        pid = self._ask_court("fork_referee", cores=self.cores[place % len(self.cores)])["pid"]
        sock = receive_socket(self.court)
        self.pids[sock] = pid
        return sock

    def _ask_court(self, what, **arguments):
        try:
            send_frame(self.court, pack({"do": what, **arguments}))
            return unpack(receive_frame(self.court))
        except Closed:
            raise EngineGone from None

    def describe(self, checks_dir, exercises):
        """Return what a referee knows of exercises, {exercise: {"parameters", "answers", "faults"}} (referee.describe)."""
        send_frame(self.referees[0], pack({"checks_dir": str(checks_dir), "exercises": list(exercises)}))
        reply = unpack(receive_frame(self.referees[0]))
        if "error" in reply:
            raise RuntimeError(f"a referee failed:\n{reply['error']}")
        return reply["known"]

    def run(self, tasks):
        """Yield (key, reply) for each (key, Task or Drawing), as they are done.

        reply : what the referee sent, for a Task a Graded as plain data; or {"error": text} for a fault of the grader: the
        referee failed on the task, died over it twice, or did not end in time. Raises EngineGone where no referee can be had any more.
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
                        except BadFrame as error:
                            reply = {"error": f"what came of it cannot be read: {error}"}
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
        self._ask_court("end_referee", pid=self.pids[sock])
        return self._replace(sock)

    def _replace(self, sock):
        del self.pids[sock]
        sock.close()
        place = self.referees.index(sock)
        fresh = self.referees[place] = self.fork_referee(place)
        return fresh


def _patience_s(task):
    """Return the seconds that a referee has for a task."""
    limits = Limits(**task.limits)
    return longest_s(limits) + limits.checks_s
