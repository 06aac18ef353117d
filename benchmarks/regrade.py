"""What it costs to grade a class again in which nothing has changed."""

import statistics

from benchmarks.classes import S1
from benchmarks.commands import CommandFailed, grade
from benchmarks.measurement import measured
from tests.numpy_course import make_numpy_course


def measure(classes, sizes, work):
    """Return the rows for s1 and for a course whose first grading is cheap."""
    s1 = classes.course(work / "regrade-s1", {S1: sizes.regraded})
    plain = make_numpy_course(work / "regrade-numpy", sizes.regraded)
    return [row(f"{S1}", s1.root, sizes, 2), row("NumPy course", plain.root, sizes, None)]


def row(what, root, sizes, target):
    """Grade a class and grade it again; return the row."""
    first = grade(root)
    again = [grade(root) for _ in range(sizes.repeats)]
    for run in again:
        if f"0 graded, {sizes.regraded} unchanged" not in run.err:
            raise CommandFailed(f"what is unchanged was graded again:\n{run.err}")
    seconds = statistics.median(run.seconds for run in again)
    detail = f"{seconds:.2f} s, median of {sizes.repeats}, against {first.seconds:.1f} s"
    name = f"regrade of an unchanged class of {sizes.regraded}: {what}"
    return measured(name, 100 * seconds / first.seconds, "% of its first grading", target, detail=detail)
