"""One worker, as the referee talks to it: a request, a reply, or how it died.

Every request has an id that nobody can guess, and only a frame with that id is its reply: what a student's code wrote to the
socket earlier, or writes without being asked, answers nothing. What is sent ahead are calls of one function: code that reads
their ids from the socket can only answer for itself.
"""

import os
import secrets
import select
import signal
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from autograder import outcomes
from autograder.frames import Closed, receive_frame, receive_socket, send_frame, skip_frames
from autograder.limits import PATIENCE
from autograder.processes import cpu_seconds
from autograder.removing import remove_tree
from autograder.scratch import make_notebook_folder
from autograder.values import BadFrame, pack, unpack

AHEAD_BYTES = 64 * 1024  # of requests that a worker has not read yet: the socket takes them without anybody waiting
SETTLE_S = 2.0  # for calls that were sent ahead and that no check waits for any more
START_S = 60.0  # for a worker to shut itself in: 10 ms where the machine is not overloaded
QUICK_S = 0.05  # a reply that comes within this time needs no look at the worker's CPU time
INTERRUPT_S = 2.0  # for a cell to end once it is interrupted
MOMENT_S = 0.2  # for the rest of a frame that nobody asked for


class ZygoteClient:
    """The referee's end of the zygote's control socket."""

    def __init__(self, control):
        self.control = control
        self.spare = None  # (pid, socket) of a worker that waits for a notebook
        self.folders = {}  # pid of a worker that was a spare -> its folder

    def fork_worker(self, folder):
        """Return (pid, socket) of a worker for the notebook in `folder`, shut in and ready: the spare one, or a new one.

        The spare one, shut in before, sees no files that lie beside a notebook. Raises RuntimeError where a worker cannot be
        shut in: a fault of ours, which costs no student a point.
        """
        spare, self.spare = self.spare, None
        if spare is not None:
            if not os.listdir(folder) and self._is_ready(spare[1]):
                return spare
            self._end(*spare)
        pid, sock = self._fork(folder, warm=False)
        if not self._is_ready(sock):
            raise RuntimeError(f"no worker could be started: {self._end(pid, sock)}")
        return pid, sock

    def prepare_spare(self):
        """Fork a worker that shuts itself in and uses its libraries once while nobody waits for it.

        Where none can be forked there is none: the next notebook's own is tried for then.
        """
        if self.spare is None:
            folder = make_notebook_folder()
            try:
                self.spare = self._fork(folder, warm=True)
            except RuntimeError:
                remove_tree(folder)
            else:
                self.folders[self.spare[0]] = folder

    def end_worker(self, pid):
        """Kill a worker and all that it started; return how it ended (processes.kill_tree). Raises RuntimeError as fork_worker does."""
        try:
            return self._ask("no worker could be ended", do="end_worker", pid=pid)
        finally:
            if folder := self.folders.pop(pid, None):
                remove_tree(folder)

    def _fork(self, folder, warm):
        cores = list(os.sched_getaffinity(0))  # a worker runs where its referee does
        reply = self._ask("no worker could be started", do="fork_worker", folder=str(folder), warm=warm, cores=cores)
        return reply["pid"], receive_socket(self.control)

    def _ask(self, problem, **request):
        send_frame(self.control, pack(request))
        reply = unpack(receive_frame(self.control))
        if "fault" in reply:
            raise RuntimeError(f"{problem}: {reply['fault']}")
        return reply

    @staticmethod
    def _is_ready(sock):
        try:
            receive_frame(sock, time.monotonic() + START_S)
        except (Closed, TimeoutError):
            return False
        return True

    def _end(self, pid, sock):
        sock.close()
        return self.end_worker(pid)


class Died(Exception):
    """The worker is gone; outcome and message say how. unasked : it was gone, or wrote rubbish, before it was asked."""

    def __init__(self, outcome, message, unasked=False):
        super().__init__(message)
        self.outcome = outcome
        self.unasked = unasked


class Interrupted(Exception):
    """A cell that took too long and has let itself be stopped; its worker goes on. reply : what was read of its reply."""

    def __init__(self, message, reply):
        super().__init__(message)
        self.reply = reply


class Patience:
    """The time that a worker has for one request, from when it begins to be sent until its reply has begun.

    A worker that wants to run but gets no CPU, because the machine is busy, is given up to PATIENCE times as long; what
    it has started itself does not count as the machine's business.
    """

    def __init__(self, worker, limit_s):
        self.worker = worker
        self.limit_s = limit_s
        started = time.monotonic()
        self.wake = started + limit_s  # when to look at the worker
        self.ceiling = started + PATIENCE * limit_s
        self.used = None  # CPU time of the worker before, once that is of interest

    def wait_for_room(self):
        """Wait until a part of what is being sent was read. Raises TimeoutError."""
        self._wait([], [self.worker.sock])

    def wait_for_reply(self):
        """Wait until a reply begins. Raises TimeoutError."""
        self._wait([self.worker.sock], [])

    def _wait(self, readers, writers):
        if self.used is None:
            if self._is_ready(readers, writers, min(time.monotonic() + QUICK_S, self.wake)):
                return
            self.used = cpu_seconds(self.worker.pid)
        while not self._is_ready(readers, writers, self.wake):
            had_its_time = cpu_seconds(self.worker.pid) - self.used >= 0.9 * self.limit_s
            if had_its_time or time.monotonic() >= self.ceiling or not is_runnable(self.worker.pid):
                raise TimeoutError
            self.wake = min(self.ceiling, time.monotonic() + self.limit_s / 4)

    @staticmethod
    def _is_ready(readers, writers, deadline):
        return any(select.select(readers, writers, [], max(0.0, deadline - time.monotonic())))


@dataclass
class Worker:
    """A worker that is shut in and ready. zygote : the ZygoteClient that has forked it."""

    zygote: ZygoteClient
    pid: int
    sock: socket.socket
    called: set = field(default_factory=set)  # names of the functions that it was asked to call
    ahead: deque = field(default_factory=deque)  # (request, id) of what was sent and not asked for yet
    how_it_ended: dict = field(default_factory=dict)  # processes.kill_tree

    def ask(self, request, limit_s, what, read=lambda message: message, following=()):
        """Return read(reply) to a request. Raises Died, and the worker is gone then, or Interrupted.

        limit_s : seconds until the reply has begun; what : names the request in a message; read : may raise BadFrame.
        following : requests that will be asked next: the worker goes on with them while the caller looks at this reply.
        Whatever was sent ahead must be asked in its order, or settled before anything else is asked.
        """
        ident = self._sent_ahead(request)
        asked = ident is not None
        patience = Patience(self, limit_s)
        try:
            if not asked:
                skip_frames(self.sock, MOMENT_S)
                asked = True
                ident = self._send(request, following, patience)
            patience.wait_for_reply()
            return read(self._receive(ident, time.monotonic() + limit_s))
        except TimeoutError:
            if not asked:
                self.end()
                raise Died(outcomes.CRASHED, _broke("what was called before", "half a frame"), True) from None
            problem = f"{what} did not {'begin' if ident is None else 'end'} within {limit_s:g} s"
            if request["do"] == "run" and ident is not None:
                self._interrupt(ident, read, problem)
            self.end()
            raise Died(outcomes.TIMED_OUT, problem) from None
        except Closed:
            raise explain_death(what if asked else "what was called before", self.end(), not asked) from None
        except BadFrame as error:
            self.end()
            raise Died(outcomes.CRASHED, _broke(what if asked else "what was called before", error), not asked) from None

    def expects(self, request):
        """Whether this request was sent ahead and is the next to be asked."""
        return bool(self.ahead) and self.ahead[0][0] == request

    def settle(self):
        """Wait for the replies to what was sent ahead and is not asked for any more. Raises Died, and the worker is gone then."""
        deadline = time.monotonic() + SETTLE_S
        try:
            while self.ahead:
                _, ident = self.ahead.popleft()
                self._receive(ident, deadline)
        except (TimeoutError, Closed, BadFrame):
            self.end()
            raise Died(outcomes.CRASHED, "calls that no check waited for did not end") from None

    def end(self):
        """Kill the worker with all that it started; return how it ended."""
        self.sock.close()
        self.how_it_ended = self.zygote.end_worker(self.pid)
        return self.how_it_ended

    def _sent_ahead(self, request):
        """Return the id of a request that was sent ahead, None for another."""
        return self.ahead.popleft()[1] if self.expects(request) else None

    def _send(self, request, following, patience):
        """Send a request, and as many of the following as may wait unread; return its id. Raises TimeoutError.

        A request that is too large to wait unread as a whole is sent as the worker reads it, which it may not do. Raises ValueError
        for one that no frame can hold: a check's own arguments.
        """
        frames, sent, size = [], [], 0
        for one in (request, *following):
            ident = secrets.token_hex(8)
            data = pack({**one, "id": ident})
            size += len(data)
            if frames and size > AHEAD_BYTES:
                break
            frames.append(data)
            sent.append((one, ident))
        send_frame(self.sock, *frames, wait=patience.wait_for_room)
        self.ahead.extend(sent[1:])
        return sent[0][1]

    def _interrupt(self, ident, read, problem):
        """Stop a cell as nbgrader does, so that what it has defined stays; raise Interrupted if it lets itself be stopped."""
        try:
            os.kill(self.pid, signal.SIGINT)
            reply = read(self._receive(ident, time.monotonic() + INTERRUPT_S))
        except (OSError, TimeoutError, Closed, BadFrame):
            return
        raise Interrupted(problem, reply)

    def _receive(self, ident, deadline):
        """Return the message with this id; pass others by."""
        while True:
            message = unpack(receive_frame(self.sock, deadline))
            if isinstance(message, dict) and message.get("id") == ident:
                return message


def _broke(what, how):
    return f"{what} broke the connection to the grader ({how})"


def explain_death(what, end, unasked=False):
    """Return the Died of a worker whose socket closed in the middle of `what`. end : what ZygoteClient.end_worker returned."""
    name = _signal_name(end["signal"]) if end.get("signal") else ""
    if end.get("out_of_memory"):
        return Died(outcomes.OUT_OF_MEMORY, f"Python was killed in {what}: it used more memory than a notebook may", unasked)
    if end.get("out_of_time"):
        return Died(outcomes.TIMED_OUT, f"Python was ended in {what}: it had used up its CPU time", unasked)
    if end.get("was_alive") and name == "SIGKILL":  # killed by us
        return Died(outcomes.CRASHED, _broke(what, "it was closed"), unasked)
    if name:
        return Died(outcomes.CRASHED, f"Python {'was killed' if name == 'SIGKILL' else 'crashed'} ({name}) in {what}", unasked)
    return Died(outcomes.CRASHED, f"{what} ended Python (exit status {end.get('exit')})", unasked)


def _signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def is_runnable(pid):
    """Whether any thread of a process wants the CPU or waits for the disk."""
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            if Path(f"/proc/{pid}/task/{thread}/stat").read_text().rpartition(")")[2].split()[0] in "RD":
                return True
    except OSError:
        pass
    return False
