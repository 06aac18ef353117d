"""How long one submission takes from command to result, cold and with a grader that stays up."""

import statistics

from benchmarks.classes import S1
from benchmarks.commands import grade, python
from benchmarks.measurement import measured
from benchmarks.serving import serving

IMPORT = "import tensorflow"


def measure(classes, sizes, work):
    """Return the rows: cold against the import of TensorFlow, in turn; warm, with a grader that stays up."""
    root = classes.course(work / "latency", {S1: 1}).root
    imports, cold = [], []
    for _ in range(sizes.repeats):
        imports.append(python(IMPORT).seconds)
        cold.append(grade_once(root))
    ours, theirs = statistics.median(cold), statistics.median(imports)
    detail = f"medians of {sizes.repeats}, in turn: {ours:.2f} s against {theirs:.2f} s for `python -c \"{IMPORT}\"`"
    return [measured(f"cold single submission: {S1}", ours / theirs, "imports of TensorFlow", 1.5, detail=detail), warm(root, sizes)]


def grade_once(root):
    """Grade the course's one submission anew; return the seconds from command to result."""
    return grade(root, S1, "--student", "student0000", "--force").seconds


def warm(root, sizes):
    """Return the row for a grader that stays up."""
    with serving(root):
        grade_once(root)
        seconds = [grade_once(root) for _ in range(sizes.repeats)]
    detail = f"median of {sizes.repeats}, {max(seconds):.2f} s at most"
    return measured(f"warm single submission: {S1}", statistics.median(seconds), "s", 1, detail=detail)
