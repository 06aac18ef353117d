"""One submitted notebook and the worker that runs it, as the referee drives them.

Cells run in order as far as a check needs; calls go to the notebook as it stands there. When the worker dies or is
killed, the cell or function at fault is left out and a fresh worker takes over where the dead one stood.
"""

import os
import select
import signal
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

from autograder import outcomes
from autograder.checking import Reply
from autograder.frames import Closed, receive_frame, send_frame
from autograder.notebooks import new_output
from autograder.processes import cpu_seconds
from autograder.replies import read_reply
from autograder.stages import Stages
from autograder.values import BadFrame, pack, unpack

START_S = 60.0  # for a worker to shut itself in: 10 ms where the machine is not overloaded
QUICK_S = 0.05  # a reply that comes within this time needs no look at the worker's CPU time
INTERRUPT_S = 2.0  # for a cell to end once it is interrupted
PATIENCE = 3.0  # a worker that is ready to run but gets no CPU may take this many times its limit
MIMES = {
    "text/plain", "text/html", "text/latex", "text/markdown", "image/png", "image/jpeg", "image/svg+xml",
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What one notebook may take. Times are wall-clock seconds of a worker that gets its CPU."""

    cell_s: float = 20.0  # one cell
    call_s: float = 10.0  # one call of a function by a check
    notebook_s: float = 180.0  # everything
    deaths_per_exercise: int = 2  # workers that one exercise may cost
    deaths: int = 8  # workers that one notebook may cost


class ZygoteClient:
    """The referee's end of the zygote's control socket."""

    def __init__(self, control):
        self.control = control

    def fork_worker(self, folder):
        """Return (pid, socket) of a new worker for the notebook in `folder`, shut in and ready.

        Raises RuntimeError where it cannot be shut in: a fault of ours, which costs no student a point.
        """
        send_frame(self.control, pack({"do": "fork_worker", "folder": str(folder)}))
        reply = unpack(receive_frame(self.control))
        _, descriptors, _, _ = socket.recv_fds(self.control, 1, 1)
        sock = socket.socket(fileno=descriptors[0])
        try:
            receive_frame(sock, time.monotonic() + START_S)
        except (Closed, TimeoutError):
            sock.close()
            raise RuntimeError(f"no worker could be started: {self.end_worker(reply['pid'])}") from None
        return reply["pid"], sock

    def end_worker(self, pid):
        """Kill a worker and all that it started; return how it ended (processes.kill_tree)."""
        send_frame(self.control, pack({"do": "end_worker", "pid": pid}))
        return unpack(receive_frame(self.control))


class Died(Exception):
    """The worker is gone; outcome and message say how."""

    def __init__(self, outcome, message):
        super().__init__(message)
        self.outcome = outcome


class Interrupted(Exception):
    """A cell that took too long and has let itself be stopped; its worker goes on."""

    def __init__(self, message, outputs):
        super().__init__(message)
        self.outputs = outputs


@dataclass
class NotebookRun:
    """A notebook under way. cells : of the restored notebook, each with the source that is to be run."""

    zygote: ZygoteClient
    cells: list
    folder: Path
    limits: Limits = field(default_factory=Limits)
    exercise_of: dict = field(default_factory=dict)  # cell index -> exercise whose cell it is
    test_of: dict = field(default_factory=dict)  # grade_id of a test cell -> cell index
    skip: frozenset = frozenset()  # cell indices that are not run at all
    stages: Stages = field(default_factory=Stages)

    def __post_init__(self):
        self.position = 0  # the next cell
        self.outputs = {}  # cell index -> outputs
        self.lost = {}  # exercise -> (outcome, message): its calls are not tried any more
        self.deaths = {}  # exercise or None -> number of workers lost
        self.deadly_cells = {}  # cell index -> (outcome, message)
        self.worker = None  # (pid, socket)
        self.started = time.monotonic()
        self.spent = ""  # why nothing is run any more

    def reach(self, grade_id):
        """Run the cells up to and including the test cell `grade_id`; all of them, if the notebook has no such cell."""
        self._run_until(self.test_of.get(grade_id, len(self.cells) - 1) + 1)

    def finish(self):
        """Run the remaining cells and end the worker."""
        self._run_until(len(self.cells))
        self.close()

    def close(self):
        """End the worker, if there is one."""
        if self.worker is not None:
            pid, sock = self.worker
            sock.close()
            self.worker = None
            self._end_worker(pid)

    def _end_worker(self, pid):
        end = self.zygote.end_worker(pid)
        self.stages.add("worker", 0.0, end.get("cpu_s", 0.0))
        return end

    def warnings(self):
        """Return what went wrong with the run itself, in sentences."""
        told = [message for _, message in self.deadly_cells.values()]
        return [*told, self.spent] if self.spent else told

    def call(self, name, payload, watch):
        """Return the Reply to a call of the notebook's function `name`, as it stands here."""
        if name in self.lost:
            return Reply(self.lost[name][0], problem=self.lost[name][1])
        if self.spent:
            return Reply(outcomes.NOT_RUN, problem=self.spent)
        request = {"do": "call", "name": name, "payload": payload, "watch": watch}
        try:
            message = self._ask(request, self.limits.call_s, f"the call of `{name}`")
            return self._explain(name, read_reply(name, message))
        except Died as death:
            self._count_death(name, death)
            return Reply(death.outcome, problem=str(death))

    def _explain(self, name, reply):
        """Say why a function is not defined, where its cell stopped with an error."""
        if reply.outcome == outcomes.NOT_DEFINED:
            for index, exercise in self.exercise_of.items():
                errors = [out for out in self.outputs.get(index, []) if out["output_type"] == "error"]
                if exercise == name and errors and index not in self.test_of.values():
                    reply.problem += f" Its cell stopped with {errors[0]['ename']}: {errors[0]['evalue']}"[:500]
        return reply

    def _run_until(self, end):
        while self.position < end and not self.spent:
            index = self.position
            if self._runs(index):
                self._run_cell(index)
            self.position = index + 1

    def _runs(self, index):
        cell = self.cells[index]
        return cell.cell_type == "code" and index not in self.skip and index not in self.deadly_cells and cell.source

    def _run_cell(self, index):
        name = self.cells[index].metadata.get("nbgrader", {}).get("grade_id")
        what = f"cell `{name}`" if name else f"cell {index + 1}"
        try:
            message = self._ask({"do": "run", "source": self.cells[index].source}, self.limits.cell_s, what)
            self.outputs[index] = read_outputs(message)
        except Interrupted as late:
            text = str(late)
            self.outputs[index] = [new_output("error", ename=outcomes.TIMED_OUT, evalue=text, traceback=[text]), *late.outputs]
            self.deadly_cells[index] = (outcomes.TIMED_OUT, text)  # not run again in another worker
        except Died as death:
            self.outputs[index] = [
                new_output("error", ename=death.outcome, evalue=str(death), traceback=[str(death)])
            ]
            self.deadly_cells[index] = (death.outcome, str(death))
            exercise = self.exercise_of.get(index)
            self._count_death(exercise, death)
            if exercise is not None and index not in self.test_of.values():
                self.lost[exercise] = (death.outcome, str(death))  # its function is not there to be called

    def _count_death(self, exercise, death):
        count = self.deaths[exercise] = self.deaths.get(exercise, 0) + 1
        if exercise is not None and count >= self.limits.deaths_per_exercise:
            self.lost[exercise] = (death.outcome, str(death))
        if sum(self.deaths.values()) >= self.limits.deaths:
            self.spent = f"not run: the notebook had ended {self.limits.deaths} workers before this ({death})"

    def _ask(self, request, limit_s, what):
        """Send a request to a worker that stands at self.position, and return its reply. Raises Died."""
        while self.worker is None:
            try:
                self._start_worker()
            except Died as death:  # a cell that went well the first time: it is left out from now on
                self._count_death(None, death)
                if self.spent:
                    raise
        return self._exchange(request, limit_s, what)

    def _start_worker(self):
        """Fork a worker and run the cells before self.position again, without those that killed a worker."""
        with self.stages.stage("fork"):
            self.worker = self.zygote.fork_worker(self.folder)
        for index in range(self.position):
            if self._runs(index):
                name = f"cell {index + 1}, run again,"
                try:
                    self._exchange({"do": "run", "source": self.cells[index].source}, self.limits.cell_s, name)
                except Interrupted as late:
                    self.deadly_cells[index] = (outcomes.TIMED_OUT, str(late))
                except Died as death:
                    self.deadly_cells[index] = (death.outcome, str(death))
                    raise

    def _exchange(self, request, limit_s, what):
        with self.stages.stage("calls" if request["do"] == "call" else "cells"):
            return self._exchange_now(request, limit_s, what)

    def _exchange_now(self, request, limit_s, what):
        pid, sock = self.worker
        remaining = self.started + self.limits.notebook_s - time.monotonic()
        if remaining <= 0:
            self.spent = f"not run: the notebook had used up its {self.limits.notebook_s:g} s before this"
            self._bury()
            raise Died(outcomes.NOT_RUN, self.spent)
        try:
            send_frame(sock, pack(request))
            limit_s = min(limit_s, remaining)
            deadline = self._wait(pid, sock, limit_s)
            message = unpack(receive_frame(sock, deadline))
            if not isinstance(message, dict):
                raise BadFrame("a message that is not a dict")
            return message
        except TimeoutError:
            problem = f"{what} did not end within {limit_s:g} s"
            if request["do"] == "run":
                self._interrupt(pid, sock, problem)
            self._bury()
            raise Died(outcomes.TIMED_OUT, problem) from None
        except Closed:
            raise self._died(what, self._bury()) from None
        except BadFrame as error:
            self._bury()
            raise Died(outcomes.CRASHED, f"{what} broke the connection to the grader ({error})") from None

    @staticmethod
    def _interrupt(pid, sock, problem):
        """Stop a cell as nbgrader does, so that what it has defined stays; raise Interrupted if it lets itself be stopped."""
        try:
            os.kill(pid, signal.SIGINT)
            message = unpack(receive_frame(sock, time.monotonic() + INTERRUPT_S))
            outputs = read_outputs(message) if isinstance(message, dict) else []
        except (OSError, TimeoutError, Closed, BadFrame):
            return
        raise Interrupted(problem, outputs)

    @staticmethod
    def _wait(pid, sock, limit_s):
        """Wait until a reply begins; return the deadline for the rest of it. Raises TimeoutError.

        A worker that wants to run but gets no CPU, because the machine is busy, is given up to PATIENCE times as long.
        """
        if select.select([sock], [], [], min(QUICK_S, limit_s))[0]:
            return time.monotonic() + limit_s
        started, used = time.monotonic(), cpu_seconds(pid)
        ceiling = started + PATIENCE * limit_s
        wake = started + limit_s
        while not select.select([sock], [], [], max(0.0, wake - time.monotonic()))[0]:
            had_its_time = cpu_seconds(pid) - used >= 0.9 * limit_s
            if had_its_time or time.monotonic() >= ceiling or not is_runnable(pid):
                raise TimeoutError
            wake = min(ceiling, time.monotonic() + limit_s / 4)
        return time.monotonic() + limit_s

    def _bury(self):
        pid, sock = self.worker
        sock.close()
        self.worker = None
        return self._end_worker(pid)

    @staticmethod
    def _died(what, end):
        if end.get("signal"):
            name = _signal_name(end["signal"])
            outcome = outcomes.OUT_OF_MEMORY if name == "SIGKILL" else outcomes.CRASHED
            how = "was killed, probably for using too much memory" if name == "SIGKILL" else f"crashed ({name})"
            return Died(outcome, f"Python {how} in {what}")
        return Died(outcomes.CRASHED, f"{what} ended Python (exit status {end.get('exit')})")


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


def read_outputs(message):
    """Return a cell's outputs as notebook nodes. Raises BadFrame for what is no output."""
    outputs = message.get("outputs")
    if not isinstance(outputs, list):
        raise BadFrame("outputs that are not a list")
    return [_read_output(output) for output in outputs]


def _read_output(output):
    if not isinstance(output, dict):
        raise BadFrame("an output that is not a dict")
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return new_output("stream", name=output["name"], text=_string(output.get("text")))
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        data = {mime: _string(text) for mime, text in output["data"].items() if mime in MIMES}
        return new_output(kind, data=data)
    if kind == "error" and isinstance(output.get("traceback"), list):
        lines = [_string(line) for line in output["traceback"]]
        return new_output("error", ename=_string(output.get("ename")), evalue=_string(output.get("evalue")), traceback=lines)
    raise BadFrame("an output of an unknown kind")


def _string(value):
    if not isinstance(value, str):
        raise BadFrame("a text that is not a string")
    return value
