"""Plain `nbgrader autograde`, our engine not plugged in, gives honest work the same scores."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder.answers import load_answers
from autograder.in_kernel import CHECKS
from autograder.notebooks import grade_id_of
from tests.builders import KIT

NAME = "s1_overflow_underflow"


def half_done(answers):
    """Return the release's own stubs for all exercises but the given ones."""
    notebook = nbformat.read(KIT / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    stubs = {grade_id_of(cell): cell.source for cell in notebook.cells if grade_id_of(cell)}
    return {name: stubs[name] for name in ("machine_epsilon", "log_softmax")} | answers


def sources(exercise, wrong):
    return [a.as_cell() for a in load_answers(CHECKS / NAME, exercise) if bool(a.loses) == wrong]


def test_honest_work_gets_the_same_scores_from_plain_nbgrader(course, grade):
    course.use_kit(NAME)
    wrong = {exercise: sources(exercise, True)[1] for exercise in ("softmax", "log_sum_exp", "rounded_equal")}
    odd = {exercise: sources(exercise, False)[0] for exercise in ("softmax", "log_sum_exp", "machine_epsilon")}
    course.submit("right", NAME, **odd)  # the other exercises have the model answers
    course.submit("wrong", NAME, **half_done(wrong))
    rows, done = grade(course)
    assert done.returncode == 0, done.stderr

    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    (course.root / "gradebook.db").unlink()
    for command in (["generate_assignment", NAME, "--force"], ["autograde", NAME, "--force"]):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command], cwd=course.root, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        for student in ("right", "wrong"):
            stock = {g.name: g.auto_score for g in book.find_submission_notebook(NAME, NAME, student).grades}
            ours = {grade_id: row["score"] for (who, grade_id), row in rows.items() if who == student}
            assert stock == ours, student
    assert 0 < sum(rows["wrong", f"test_{exercise}"]["score"] for exercise in wrong) < 11
    assert all(rows["right", f"test_{exercise}"]["score"] == rows["right", f"test_{exercise}"]["max_score"] for exercise in odd)
    assert rows["wrong", "test_log_softmax"]["score"] == 0
