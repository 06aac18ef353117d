"""One submitted notebook and the worker that runs it, as the referee drives them.

Cells run in order as far as a check needs; calls go to the notebook as it stands there. When the worker dies or is
killed, the cell or function at fault is left out and a fresh worker takes over where the dead one stood.
"""

import difflib
import time
from dataclasses import dataclass, field
from pathlib import Path

from autograder import outcomes
from autograder.advice import STOPPED
from autograder.conversation import Died, Interrupted, Worker, ZygoteClient
from autograder.definitions import bound_names
from autograder.describing import printable
from autograder.limits import Limits
from autograder.notebooks import new_output
from autograder.outcomes import Reply
from autograder.replies import abridge, read_outputs, read_reply, read_state, size_of
from autograder.stages import Stages

MAX_SHOWN = 50_000_000  # characters of all outputs of one notebook, which a referee holds and writes as one file


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
        self.shown = 0  # size_of all of them
        self.overflow = ""  # what to say of outputs that were cut
        self.lost = {}  # exercise -> (outcome, message): its calls are not tried any more
        self.deaths = {}  # exercise or None -> number of workers lost
        self.deadly_cells = {}  # cell index -> (outcome, message)
        self.worker = None  # Worker
        self.last = None  # what it was asked last: ("cell", index) or ("call", exercise)
        self.started = time.monotonic()
        self.spent = ""  # why nothing is run any more
        self.hasty = set()  # exercises whose calls, sent ahead, did not end: theirs go one by one

    def reach(self, grade_id):
        """Run the cells up to and including the test cell `grade_id`; all of them, if the notebook has no such cell."""
        self.run_until(self.test_of.get(grade_id, len(self.cells) - 1) + 1)

    def approach(self, grade_id):
        """Run the cells before the test cell `grade_id`, if the notebook has it."""
        self.run_until(self.test_of.get(grade_id, 0))

    def run_until(self, end):
        """Run the cells before the index `end` that were not run yet."""
        while self.position < end and not self.spent:
            index = self.position
            if self._runs(index):
                self._run_cell(index)
            self.position = index + 1

    def state(self):
        """Return what the cells so far have left for the next ones, as digests (traces.state_of). Raises Died."""
        return self._ask({"do": "state"}, ("cell", max(self.position - 1, 0)), self.limits.cell_s, read_state)

    def finish(self):
        """Run the remaining cells and end the worker."""
        self.run_until(len(self.cells))
        self.close()

    def close(self):
        """End the worker, if there is one."""
        if self.worker is not None:
            self._count_cpu(self.worker.end())
            self.worker = None

    def _count_cpu(self, end):
        self.stages.add("worker", 0.0, end.get("cpu_s", 0.0))

    def warnings(self):
        """Return what went wrong with the run itself, in sentences."""
        told = [message for _, message in self.deadly_cells.values()]
        return [*told, *filter(None, (self.overflow, self.spent))]

    def call(self, name, payload, watch, following=()):
        """Return the Reply to a call of the notebook's function `name`, as it stands here.

        following : payloads of the calls that a check means to ask for next, with the same `watch`.
        """
        if name in self.lost:
            return Reply(self.lost[name][0], problem=self.lost[name][1])
        if self.spent:
            return Reply(outcomes.NOT_RUN, problem=self.spent)
        request, *ahead = [{"do": "call", "name": name, "payload": one, "watch": watch} for one in (payload, *following)]
        self._settle(request)
        if name in self.hasty or self.deaths.get(name):
            ahead = []
        others = self.worker is not None and self.worker.called - {name}
        try:
            reply = self._ask(request, ("call", name), self.limits.call_s, lambda message: read_reply(name, message), ahead)
        except Died as death:
            self._count_death(name, death)
            reply = Reply(death.outcome, problem=str(death))
            return self._call_again(name, payload, watch, reply) if others else reply
        if reply.outcome == outcomes.OUT_OF_MEMORY and others:
            self.close()
            self._count_death(None, reply)
            return self._call_again(name, payload, watch, reply)
        return self._explain(name, reply)

    def _call_again(self, name, payload, watch, reply):
        """Repeat a call that failed in a worker where other exercises had been called: it may have been their doing."""
        if name in self.lost or self.spent:
            return reply
        again = self.call(name, payload, watch)
        if again.outcome in outcomes.ANSWERED:
            self.deaths[name] = 0  # it was their doing; the notebook's sum stays
            self.deaths[None] = self.deaths.get(None, 0) + 1
        return again

    def _settle(self, request):
        """Let the worker end what was sent ahead, unless `request` is the next of it: the check was lost before it asked.

        A worker that does not get there is replaced, at nobody's cost: nobody has asked for those calls.
        """
        if self.worker is None or not self.worker.ahead or self.worker.expects(request):
            return
        abandoned = self.worker.ahead[0][0]["name"]
        try:
            with self.stages.stage("calls"):
                self.worker.settle()
        except Died:
            self._count_cpu(self.worker.how_it_ended)
            self.worker = None
            self.hasty.add(abandoned)

    def _explain(self, name, reply):
        """Say why a function is not defined: its cell stopped with an error, or defines a similar name."""
        if reply.outcome == outcomes.NOT_DEFINED:
            for index, exercise in self.exercise_of.items():
                if exercise == name and index not in self.test_of.values():
                    reply.problem += self._why_not_defined(index, name)
        return reply

    def _why_not_defined(self, index, name):
        if index in self.deadly_cells:
            return f" Its cell was stopped: {self.deadly_cells[index][1]}"
        errors = [out for out in self.outputs.get(index, []) if out["output_type"] == "error"]
        if errors:
            return printable(f"{STOPPED}{errors[0]['ename']}: {errors[0]['evalue']}"[:500])
        if self.cells[index].source.lstrip().startswith("%%timeit"):
            return " Its cell begins with %%timeit, after which nothing that the cell defines is kept."
        similar = difflib.get_close_matches(name, sorted(bound_names(self.cells[index].source) - {name}), n=1)
        return f" Its cell defines `{similar[0]}`: is that meant to be `{name}`?" if similar else ""

    def _runs(self, index):
        cell = self.cells[index]
        return cell.cell_type == "code" and index not in self.skip and index not in self.deadly_cells and cell.source

    def _runs_again(self, index):
        """Whether a cell is run in a fresh worker too: not the test of an exercise that has ended one, which calls it."""
        is_test = index in self.test_of.values()
        return self._runs(index) and not (is_test and self.deaths.get(self.exercise_of.get(index)))

    def _run_cell(self, index):
        self._settle(self._request(index))
        others = self.worker is not None and self.worker.called
        try:
            self._keep(index, self._ask(self._request(index), ("cell", index), self.limits.cell_s, read_outputs))
            if others and _lacked_memory(self.outputs[index]):  # a function may have kept it: once more, in a fresh worker
                self.close()
                self._run_cell(index)
        except Interrupted as late:
            self._note_interrupted(index, late)
        except Died as death:
            self._count_death(None if others else self.exercise_of.get(index), death)
            if others and not self.spent:  # it may have been a function's doing: once more, in a fresh worker
                self._run_cell(index)
            else:
                self._leave_out(index, death)

    def _keep(self, index, outputs):
        """Note the outputs of a cell; once the notebook has shown too much in all, only what may decide a mark."""
        self.shown += size_of(outputs)
        self.outputs[index] = outputs if self.shown <= MAX_SHOWN else abridge(outputs)
        if self.shown > MAX_SHOWN and not self.overflow:
            most, name = f"{MAX_SHOWN / 10**6:g} million characters", self._name(("cell", index))
            self.overflow = f"its outputs hold more than {most}: from {name} on they are cut"

    def _request(self, index):
        return {"do": "run", "source": self.cells[index].source}

    def _note_interrupted(self, index, late):
        """Keep what a cell that took too long has put out; it is not run again in another worker."""
        text = str(late)
        error = new_output("error", ename=outcomes.TIMED_OUT, evalue=text, traceback=[text])
        self._keep(index, [error, *late.reply])
        self.deadly_cells[index] = (outcomes.TIMED_OUT, text)

    def _leave_out(self, index, death):
        """Never run a cell again."""
        self.outputs[index] = [new_output("error", ename=death.outcome, evalue=str(death), traceback=[str(death)])]
        self.deadly_cells[index] = (death.outcome, str(death))
        exercise = self.exercise_of.get(index)
        if exercise is not None and index not in self.test_of.values():
            self.lost[exercise] = (death.outcome, f"`{exercise}` is not there to be called: {death}")

    def _count_death(self, exercise, death):
        count = self.deaths[exercise] = self.deaths.get(exercise, 0) + 1
        if exercise is not None and count >= self.limits.deaths_per_exercise:
            self.lost[exercise] = (death.outcome, f"not called any more, after {count} tries: {death}")
        if sum(self.deaths.values()) >= self.limits.deaths:
            self.spent = f"not run: the notebook had ended {self.limits.deaths} workers before this ({death})"

    def _ask(self, request, culprit, limit_s, read, following=()):
        """Send a request to a worker that stands at self.position, and return what was read from its reply. Raises Died."""
        while True:
            try:
                if self.worker is None:
                    self._start_worker()
                return self._exchange(request, culprit, limit_s, read, following)
            except Died as death:
                if not death.unasked:
                    raise
                self._blame_last(death)
                if self.spent:
                    raise

    def _blame_last(self, death):
        """Charge the death of a worker that was gone before it was asked to what it was asked last; to nothing if that was nothing."""
        kind, which = self.last or (None, None)
        if kind is None:
            self._count_death(None, death)
        elif kind == "call":
            self._count_death(which, death)
        else:
            self._count_death(self.exercise_of.get(which), death)
            self._leave_out(which, death)

    def _start_worker(self):
        """Fork a worker and run the cells before self.position again, without those that killed a worker."""
        while self.worker is None:
            with self.stages.stage("fork"):
                self.worker = Worker(self.zygote, *self.zygote.fork_worker(self.folder))
            self.last = None
            try:
                for index in filter(self._runs_again, range(self.position)):
                    self._run_once_more(index)
            except Died as death:
                if death.unasked or self.spent:
                    raise
                self._count_death(None, death)  # a cell that went well the first time: it is left out from now on
                self._leave_out(self.last[1], death)
                if self.spent:
                    raise

    def _run_once_more(self, index):
        try:
            self._exchange(self._request(index), ("cell", index), self.limits.cell_s, read_outputs)
        except Interrupted as late:
            self._note_interrupted(index, late)

    def _exchange(self, request, culprit, limit_s, read, following=()):
        remaining = self.started + self.limits.notebook_s - time.monotonic()
        if remaining <= 0:
            self.spent = f"not run: the notebook had used up its {self.limits.notebook_s:g} s before this"
            self.close()
            raise Died(outcomes.NOT_RUN, self.spent)
        try:
            with self.stages.stage("calls" if culprit[0] == "call" else "cells"):
                message = self.worker.ask(request, min(limit_s, remaining), self._name(culprit), read, following)
        except Interrupted:
            self.last = culprit
            raise
        except Died as death:
            self._count_cpu(self.worker.how_it_ended)
            self.worker = None
            if not death.unasked:
                self.last = culprit
            raise
        self.last = culprit
        if culprit[0] == "call":
            self.worker.called.add(culprit[1])
        return message

    def _name(self, culprit):
        """Return what a message calls a request: the call of `f`, cell `f`, cell 3."""
        kind, which = culprit
        if kind == "call":
            return f"the call of `{which}`"
        grade_id = self.cells[which].metadata.get("nbgrader", {}).get("grade_id")
        again = ", run again," if which < self.position else ""
        return (f"cell `{grade_id}`" if grade_id else f"cell {which + 1}") + again


def _lacked_memory(outputs):
    return any(output["output_type"] == "error" and output["ename"] == "MemoryError" for output in outputs)
