"""One notebook judged by several referees at once, where they would have nothing else to do: each judges some of its exercises.

Each has a worker of its own, in which the notebook's cells run as ever, to the end in that of the first part and otherwise as far
as its checks need; what a part judges is what `Task.only` says.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.executed import read_trusted, take_outputs, write_notebook
from autograder.notebooks import TEST_PREFIX, grade_id_of, graded_cells
from autograder.stages import Stages
from autograder.tasks import Graded, Task


def split(task, checked, seconds, count, folder):
    """Return the Tasks that together judge what a Task does: up to `count`, one for each referee; [task] where it cannot be split.

    checked : exercises with pytest checks; what nbgrader scores by its outputs stays with the first part. seconds : {exercise:
    what judging it took before}. folder : where the parts' executed notebooks go, until join() puts them together.
    """
    exercises = dict.fromkeys(grade_id_of(cell).removeprefix(TEST_PREFIX) for cell in graded_cells(read_trusted(task.released)))
    shares = share_out([name for name in exercises if name in checked], seconds, count)
    if task.only or task.refused or len(shares) < 2:
        return [task]
    shares[0] += [name for name in exercises if name not in checked]
    return [
        replace(task, only=share, to_the_end=number == 0, output=f"{folder}/{number}/{task.notebook}.ipynb")
        for number, share in enumerate(shares)
    ]


def share_out(exercises, seconds, count):
    """Return up to `count` lists of exercises that take about the same time: the longest first, each to who has least to do."""
    usual = sorted(seconds.values())[len(seconds) // 2] if seconds else 1.0
    shares = [[] for _ in range(min(count, len(exercises)))]
    load = [0.0] * len(shares)
    for name in sorted(exercises, key=lambda name: -seconds.get(name, usual)):
        least = load.index(min(load))
        shares[least].append(name)
        load[least] += seconds.get(name, usual)
    return shares


@dataclass(eq=False)
class Whole:
    """One notebook of a submission, and the parts that it is judged in."""

    job: object
    task: Task
    parts: list  # of Task
    judged: dict = field(default_factory=dict)  # number of a part -> (Graded, "") or (None, error)

    def is_judged(self):
        return len(self.judged) == len(self.parts)

    def join(self):
        """Return (Graded, ""), the executed notebook written; or (None, error) where the grader failed on a part."""
        judged = [self.judged[number] for number in range(len(self.parts))]
        failed = [part for part in judged if part[0] is None]
        if failed or len(judged) == 1:
            return (failed or judged)[0]
        graded = [part[0] for part in judged]
        _join_executed(self.task, self.parts)
        return _join_graded(self.task, graded), ""


def _join_graded(task, parts):
    results = {result.grade_id: result for part in parts for result in part.results}  # of a missing notebook each has all
    spent = Stages()
    for part in parts:
        spent.take_in(part.spent)
    return Graded(
        [results[grade_id_of(cell)] for cell in graded_cells(read_trusted(task.released))],
        list(dict.fromkeys(text for part in parts for text in part.warnings)),
        parts[0].no_response, max(part.seconds for part in parts), spent.spent,
    )  # fmt: skip


def _join_executed(task, parts):
    """Write the executed notebook: the first part's, with the test cells of the others. A notebook that was not run has none."""
    if not all(Path(part.output).exists() for part in parts):
        return
    notebook = read_trusted(parts[0].output)
    for part in parts[1:]:
        take_outputs(notebook, read_trusted(part.output), {f"{TEST_PREFIX}{exercise}" for exercise in part.only})
    write_notebook(notebook, task.output)
