"""The checks inside the student's own kernel: what the hidden line of a test cell calls.

This is how plain `nbgrader autograde` judges: nothing separates the checks from the student's code here.
`autograder grade` never comes this way.
"""

import contextlib
import io
import json
import logging
import os
import sys
from pathlib import Path

from autograder import values
from autograder.calls import perform_call
from autograder.replies import read_reply

CHECKS = Path(__file__).parent / "checks"


class KernelSession:
    """Calls functions of a namespace in this process, through the same codec as a worker's replies."""

    def __init__(self, namespace):
        self.namespace = namespace

    def reach(self, grade_id):
        """Do nothing: the kernel is in the test cell when it gets here."""

    def call(self, name, payload, watch, following=()):
        """Return the Reply of namespace[name]."""
        message = perform_call(self.namespace, name, payload, watch)
        return read_reply(name, values.unpack(values.pack(message)))


def judge(assignment, exercise, namespace, seed=None, checks=CHECKS):
    """Return {check name: CheckResult} for a function in `namespace`.

    checks : the folder that holds `<assignment>/test_<exercise>.py`.
    """
    from autograder.pytest_plugin import Bench, run_checks

    bench = Bench(KernelSession(namespace), seed or os.urandom(8).hex())
    logging.disable(logging.ERROR)  # what is logged may go to standard error, and nbgrader scores that as 0
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            results = run_checks([checks / assignment / f"test_{exercise}.py"], bench)
    finally:
        logging.disable(logging.NOTSET)
    return results.get(exercise, {})


def report(exercise):
    """Judge `exercise` in the running kernel, put its score out as nbgrader's partial credit, print the report.

    The folder that the notebook runs in has the assignment's name, and holds the notebook with the points.
    The score comes first: whatever a visible test puts out after it, nbgrader reads the first.
    """
    from IPython import get_ipython

    from autograder.outcomes import score_cell
    from autograder.rendering import render_cell

    here = Path.cwd()
    shell = get_ipython()
    checks = list(judge(here.name, exercise, shell.user_ns, checks=find_checks(here)).values())
    max_score = find_points(here, f"test_{exercise}")
    score, _ = score_cell(max_score, checks)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    if score is None:
        faults = "; ".join(check.message for check in checks if check.outcome == "grader_error")
        raise RuntimeError(f"the checks of {exercise} failed, not the answer: {faults}")
    shell.displayhook(score)
    print("Judged in the notebook's own kernel: `autograder grade` judges outside of it.")
    print(render_cell(exercise, max_score, score, checks))


def find_checks(here):
    """Return the folder `checks` of the course that `here` lies in, or the kit's own."""
    for folder in here.parents:
        if (folder / "nbgrader_config.py").exists() and (folder / "checks" / here.name).is_dir():
            return folder / "checks"
    return CHECKS


def find_points(here, grade_id):
    """Return the points of a cell, from the notebook in the folder `here`. Raises LookupError if none has it."""
    for path in here.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            mark = cell["metadata"].get("nbgrader", {})
            if mark.get("grade_id") == grade_id and "points" in mark:
                return float(mark["points"])
    raise LookupError(f"no notebook in {here} has a cell {grade_id} with points")
