"""A process that grades submissions one after the other, with checks that pytest has collected once.

Forked from the zygote before any student's code runs anywhere near it; it drives the worker of the
submission at hand through the zygote's socket and never opens what a worker wrote.
"""

import select
import traceback
from pathlib import Path

import pytest

from autograder.answers import load_answers
from autograder.files import is_about_space
from autograder.frames import Closed, receive_frame, send_frame
from autograder.drawings import Drawing, draw
from autograder.grading import Grader
from autograder.pytest_plugin import Bench, BenchPlugin, exercise_of, is_check, reference_parameters, run_pytest
from autograder.conversation import ZygoteClient
from autograder.tasks import Task
from autograder.values import pack, unpack

IDLE_S = 0.1  # without a task, until a worker is made ready for the next: in the middle of a batch it would only be waited for


class Loop:
    """The pytest plugin that stands in for running every collected item once: run what each task needs."""

    def __init__(self, sock, zygote, bench, spare):
        self.sock = sock
        self.zygote = zygote
        self.bench = bench
        self.spare = spare
        self.problems = []

    def pytest_collectreport(self, report):
        if report.failed:
            self.problems.append(str(report.longrepr))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        send_frame(self.sock, pack({"problems": self.problems}))
        grader = Grader(self.zygote, self.bench, self._run_items, _by_exercise(session.items))
        try:
            while True:
                if self.spare and not select.select([self.sock], [], [], IDLE_S)[0]:
                    self.zygote.prepare_spare()
                request = unpack(receive_frame(self.sock))
                send_frame(self.sock, pack(self._answer(grader, request)))
        except Closed:
            return True

    @staticmethod
    def _answer(grader, request):
        try:
            if "task" in request:
                return grader.grade(Task(**request["task"])).as_data()
            if "drawing" in request:
                pictures, broke = draw(grader.zygote, Drawing(**request["drawing"]))
                return {"pictures": pictures, "broke": broke}
            return describe(**request)
        except Closed:  # the zygote is gone, and with it the batch
            raise
        except Exception as error:  # a fault of ours: this submission goes to a person, the next one is not touched
            if is_about_space(error):
                return {"full": str(error)}
            return {"error": traceback.format_exc()}

    @staticmethod
    def _run_items(items):
        for item, following in zip(items, [*items[1:], None]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def describe(checks_dir, exercises):
    """Return {exercise: {"parameters", "answers"}}: the reference's parameter names (None without one), the known answers.

    For a process that wants to know them without importing what the references stand on.
    """
    folder = Path(checks_dir)
    return {
        exercise: {
            "parameters": reference_parameters(folder, exercise),
            "answers": [answer.as_data() for answer in load_answers(folder, exercise)],
        }
        for exercise in exercises
    }


def _by_exercise(items):
    groups = {}
    for item in items:
        if is_check(item):
            groups.setdefault((str(Path(item.path).parent), exercise_of(item)), []).append(item)
    return groups


def serve_submissions(sock, control, checks, empty, spare):
    """Grade what comes on `sock` until it is closed.

    control : the socket to the zygote. checks : folders of checks. empty : an empty folder, collected where there are none.
    spare : whether a worker is kept ready for the next notebook, which pays where there is time between two of them.
    """
    bench = Bench()
    zygote = ZygoteClient(control)
    run_pytest(checks or [empty], BenchPlugin(bench), Loop(sock, zygote, bench, spare))
