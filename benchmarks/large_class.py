"""Throughput, side by side with stock `nbgrader autograde`, in a class in which the start of a command counts for little."""

from benchmarks.classes import S1
from benchmarks.throughput import compare, rows


def measure(classes, sizes, work):
    """Return the rows: s1."""
    course = classes.course(work / "large", {S1: sizes.large})
    return rows(f"{S1}, {sizes.large} submissions", compare(course.root, [S1]), 25)
