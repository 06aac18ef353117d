"""Say where an image lies and where the regions end that it shades: a mask drawn with imshow, pcolormesh or pcolor.

Runs where the student's code runs, for `figures`.
"""

import numpy as np
from matplotlib.image import AxesImage

from autograder.figure_legends import to_floats

MAX_CELLS = 4_000_000  # of an image that is looked at; in larger ones no borders are told
MAX_SAMPLE = 2_000  # cells by which an image is known to hold few values or many
MAX_SHADES = 8  # values of an image that shades regions; an image of more shows a function, whose cells are one region
CHANNELS = 1e3 ** np.arange(4)  # makes one number of a colour
NO_BORDERS = np.zeros((0, 2))


def read_image(image):
    """Return (extent, rows, columns, borders) of what imshow draws; see _find_borders."""
    rows, columns = image.get_array().shape[:2]
    left, right, bottom, top = extent = to_floats(image.get_extent())
    if type(image) is not AxesImage:  # its cells are not of one size
        return extent, rows, columns, NO_BORDERS
    first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
    x, y = np.linspace(left, right, columns + 1), np.linspace(first, last, rows + 1)
    return extent, rows, columns, _find_borders(image.get_array(), x, y)


def read_mesh(mesh):
    """Return (extent, rows, columns, borders) of what pcolormesh and pcolor draw; no borders where it is bent or smoothed."""
    corners = to_floats(mesh.get_coordinates())
    low, high = np.nanmin(corners, axis=(0, 1)), np.nanmax(corners, axis=(0, 1))
    extent = np.array([low[0], high[0], low[1], high[1]])
    rows, columns = np.subtract(corners.shape[:2], 1)
    x, y = corners[0, :, 0], corners[:, 0, 1]
    straight = (corners[:, :, 0] == x).all() and (corners[:, :, 1] == y[:, None]).all()
    cells = mesh.get_array()
    if cells is None or not straight or np.shape(cells)[:2] != (rows, columns):
        return extent, rows, columns, NO_BORDERS
    return extent, rows, columns, _find_borders(cells, x, y)


def _find_borders(cells, x, y):
    """Return the borders of the regions of equal cells, shape (n, 2): straight pieces with a row of NaN after each.

    cells : shape (rows, columns), or (rows, columns, 3 or 4) of colours; masked ones and NaN show nothing. x, y : where the
    columns and the rows begin and end.
    """
    if np.size(cells) > MAX_CELLS:
        return NO_BORDERS
    cells = to_floats(cells)
    if cells.ndim == 3:
        cells = cells @ CHANNELS[: cells.shape[2]]
    if len(np.unique(cells.flat[:: 1 + cells.size // MAX_SAMPLE])) > MAX_SHADES:
        cells = np.where(np.isnan(cells), np.nan, 0.0)
    cells = np.pad(cells, 1, constant_values=np.nan)
    upright, starts, ends = _find_runs(_differ(cells[1:-1, 1:], cells[1:-1, :-1]).T)
    pieces = [(x[upright], y[starts]), (x[upright], y[ends])]
    level, starts, ends = _find_runs(_differ(cells[1:, 1:-1], cells[:-1, 1:-1]))
    pieces = np.concatenate([np.transpose(pieces), np.transpose([(x[starts], y[level]), (x[ends], y[level])])])
    gaps = np.full((len(pieces), 2, 1), np.nan)
    return np.concatenate([pieces, gaps], axis=2).transpose(0, 2, 1).reshape(-1, 2)


def _differ(one, other):
    return (one != other) & ~(np.isnan(one) & np.isnan(other))


def _find_runs(flags):
    """Return (row, start, end) of all runs of True in the rows of a table, the end not included."""
    edges = np.diff(np.pad(flags, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    return rows, starts, np.nonzero(edges == -1)[1]
