"""A process that grades submissions one after the other, with checks that pytest has collected once.

Forked from the court before any student's code runs anywhere near it; it drives the worker of the
submission at hand through the zygote's socket and never opens what a worker wrote.
"""

import select
import traceback
from pathlib import Path

from autograder.answers import CannotImport, load_answers
from autograder.drawings import Drawing, draw
from autograder.files import is_about_space
from autograder.frames import Closed, receive_frame, send_frame
from autograder.grading import Grader
from autograder.pytest_plugin import doubled_in_files_of, reference_parameters
from autograder.tasks import Task
from autograder.values import pack, unpack

IDLE_S = 0.1  # without a task, until a worker is made ready for the next: in the middle of a batch it would only be waited for


class Referee:
    """Does what comes on a socket until it is closed.

    zygote : its ZygoteClient. bench, items : the Bench and, by folder and exercise, the collected checks that are run on it.
    spare : whether a worker is kept ready for the next notebook, which pays where there is time between two of them.
    """

    def __init__(self, sock, zygote, bench, items, spare):
        self.sock = sock
        self.zygote = zygote
        self.spare = spare
        self.grader = Grader(zygote, bench, _run_items, items)

    def serve(self):
        """Answer until nobody asks any more, which Closed says."""
        while True:
            if self.spare and not select.select([self.sock], [], [], IDLE_S)[0]:
                self.zygote.prepare_spare()
            request = unpack(receive_frame(self.sock))
            send_frame(self.sock, pack(self._answer(request)))

    def _answer(self, request):
        try:
            if "task" in request:
                return self.grader.grade(Task(**request["task"])).as_data()
            if "drawing" in request:
                pictures, broke = draw(self.zygote, Drawing(**request["drawing"]))
                return {"pictures": pictures, "broke": broke}
            return describe(**request)
        except Closed:  # the zygote is gone, and with it the batch
            raise
        except Exception as error:  # a fault of ours: this submission goes to a person, the next one is not touched
            if is_about_space(error):
                return {"full": str(error)}
            return {"error": traceback.format_exc()}


def _run_items(items):
    for item, following in zip(items, [*items[1:], None]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def describe(checks_dir, exercises):
    """Return {"known": {exercise: {"parameters", "answers", "faults"}}}, for a process that does not import the references.

    parameters : names of the reference's, None without one. answers : the known ones. faults : why a file cannot be imported, and
        what it defines twice.
    """
    return {"known": {exercise: _describe_exercise(Path(checks_dir), exercise) for exercise in exercises}}


def _describe_exercise(checks_dir, exercise):
    known = {"parameters": None, "answers": [], "faults": []}
    try:
        known["parameters"] = reference_parameters(checks_dir, exercise)
    except CannotImport as fault:
        known["faults"].append(str(fault))
    try:
        known["answers"] = [answer.as_data() for answer in load_answers(checks_dir, exercise)]
        known["faults"] += doubled_in_files_of(checks_dir, exercise)
    except CannotImport as fault:
        known["faults"].append(str(fault))
    return known
