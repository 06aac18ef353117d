"""Classes to grade, made of right, wrong and blank answers; the same ones in every run.

`python -m benchmarks.classes FOLDER ASSIGNMENT=N…` writes submissions to the kit's assignments: in a process of its own, since
the known answers import TensorFlow.
"""

import random
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

from autograder import lean

lean.skip_slow_imports()

import nbformat  # noqa: E402

from autograder.answers import load_answers  # noqa: E402
from autograder.course import PACKAGE  # noqa: E402
from autograder.model_answers import model_notebook  # noqa: E402
from autograder.notebooks import grade_id_of, is_answer  # noqa: E402
from benchmarks.commands import QUIET, environment  # noqa: E402
from tests.builders import KIT, CourseBuilder  # noqa: E402

ASSIGNMENTS = sorted(path.name for path in (KIT / "source").iterdir() if path.is_dir())
S1 = ASSIGNMENTS[0]
BLANK, WRONG, UNUSUAL = 0.15, 0.25, 0.2  # shares of the answers; the others are the model answers
ENDLESS = ("while True",)  # an answer that stops only when it is killed has no score from stock nbgrader


class Classes:
    """The submissions of a whole benchmark, written once; courses take the first of them."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.made = {}  # assignment -> submissions written

    def make(self, counts):
        """Write at least this many submissions: {assignment: number}."""
        wanted = {name: count for name, count in counts.items() if count > self.made.get(name, 0)}
        if wanted:
            command = [sys.executable, "-m", "benchmarks.classes", str(self.folder), *(f"{n}={c}" for n, c in wanted.items())]
            subprocess.run(command, cwd=KIT, env=environment(**QUIET), check=True)
            self.made |= wanted

    def course(self, root, counts):
        """Return the CourseBuilder of a fresh course with the first submissions to some assignments: {assignment: number}."""
        self.make(counts)
        course = CourseBuilder(root)
        course.use_kit(*counts)
        for name, count in counts.items():
            for number in range(count):
                where = Path(student(number), name)
                shutil.copytree(self.folder / where, course.root / "submitted" / where)
        return course


def student(number):
    """Return the id of a made-up student."""
    return f"student{number:04}"


def write_class(folder, name, count):
    """Write `count` submissions to an assignment of the kit: the n-th depends on n alone."""
    released, authored = (nbformat.read(KIT / kind / name / f"{name}.ipynb", 4) for kind in ("release", "source"))
    model = model_notebook(authored, released)
    stubs = {grade_id_of(cell): cell.source for cell in released.cells if is_answer(cell)}
    for number in range(count):
        path = Path(folder, student(number), name, f"{name}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(submission(model, stubs, name, random.Random(f"{name}/{number}")), path)


def submission(model, stubs, name, chance):
    """Return a copy of the model notebook in which each answer is drawn anew. stubs : {grade_id: the answer as released}."""
    notebook = deepcopy(model)
    for cell in notebook.cells:
        if is_answer(cell) and cell.cell_type == "code":
            grade_id = grade_id_of(cell)
            cell.source = _draw(cell.source, stubs[grade_id], _known(name, grade_id), chance)
    return notebook


def _known(name, exercise):
    """Return ([wrong], [unusual]) known answers of an exercise, as cells."""
    known = [(answer.as_cell(), bool(answer.loses)) for answer in load_answers(PACKAGE / "checks" / name, exercise)]
    known = [(source, loses) for source, loses in known if not any(text in source for text in ENDLESS)]
    return [[source for source, loses in known if loses == wrong] for wrong in (True, False)]


def _draw(model, stub, known, chance):
    drawn = chance.random()
    for share, answers in zip((BLANK, WRONG, UNUSUAL), ([stub], *known)):
        if drawn < share:
            return chance.choice(answers or [model])
        drawn -= share
    return model


if __name__ == "__main__":
    for argument in sys.argv[2:]:
        assignment, number = argument.split("=")
        write_class(sys.argv[1], assignment, int(number))
