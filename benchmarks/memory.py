"""How much memory an additional worker takes: what it does not share with the process that it was forked from."""

import statistics

import nbformat
from nbformat.v4 import new_code_cell

from benchmarks.classes import ASSIGNMENTS
from benchmarks.commands import grade_command, run
from benchmarks.measurement import measured, skipped
from benchmarks.watching import Watched
from tests.builders import CourseBuilder

STUDENTS = 4  # so many that the zygote warms the libraries
REST = "import time\ntime.sleep(1.5)"  # the last cell: every other cell has run and every check has called


def measure(classes, sizes, work):
    """Return the rows for s1 and s3 with the model answers."""
    return [row(name, work / f"memory-{name}") for name in (ASSIGNMENTS[0], ASSIGNMENTS[2])]


def row(name, root):
    """Return the row of one assignment: the most that a worker had of its own, median over the workers."""
    course = CourseBuilder(root)
    course.use_kit(name)
    notebook = course.student_notebook(name)
    notebook.cells.append(new_code_cell(REST))
    for number in range(STUDENTS):
        course.submit(f"student{number}", name, nbformat.from_dict(notebook))
    with Watched(["Private_Dirty", "Private_Clean"]) as watched:
        run(grade_command(root, "--jobs", "1"), started=watched.follow)
    own = watched.of_workers()
    what = f"own memory of an additional worker: {name}"
    if not own:
        return skipped(what, "this user may not read /proc/<pid>/smaps_rollup of a worker")
    detail = f"Private_Dirty + Private_Clean at the end of the notebook, median of {len(own)} workers, {max(own):.0f} MiB at most"
    return measured(what, statistics.median(own), "MiB", 120, detail=detail)
