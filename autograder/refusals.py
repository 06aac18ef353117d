"""What nbgrader refuses to release, by cell: its own words name none."""

import math

from autograder.notebooks import grade_id_of

HIDDEN = "BEGIN HIDDEN TESTS"


def refused_cells(authored):
    """Yield a sentence for each cell of a notebook as authored for whose points or hidden tests nbgrader refuses it."""
    yield from bad_points(authored)
    for number, cell in enumerate(authored.cells, 1):
        if HIDDEN in cell.source and not cell.metadata.get("nbgrader", {}).get("grade"):
            yield f"{grade_id_of(cell) or f'cell {number}'} has hidden tests and is not graded"


def bad_points(authored):
    """Yield a sentence for each graded cell whose points are no number from 0 on."""
    for cell in authored.cells:
        points = points_of(cell)
        if points is None:
            continue
        if not isinstance(points, (int, float)) or not math.isfinite(points) or points < 0:
            yield f"{grade_id_of(cell)} has {points!r} points"


def points_of(cell):
    """Return the points of a cell as they stand in it, None for one that has none to give."""
    mark = cell.metadata.get("nbgrader", {})
    return mark.get("points", 0) if mark.get("grade") or mark.get("task") else None
