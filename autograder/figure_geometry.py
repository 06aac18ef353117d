"""What can be said of drawn lines, points and contours: does this curve follow f, is this path those iterates?

Plain NumPy on tables of points, shape (n, 2), in data coordinates; a row of NaN separates pieces. Tolerances
are shares of what the figure shows, since a figure is judged by what an eye can tell apart. Nothing here may
fail or take long whatever the numbers are: they come from a student.
"""

import numpy as np

ON_CURVE = 5e-3  # a drawn point may miss a curve by this share of its range: less than a line's width
BETWEEN = 2e-2  # halfway between drawn points: what few but right points leave to a straight line
BETWEEN_SEEN = 1e-2  # or this share of what the axes show: less than an eye can tell apart
COVERED = 0.95  # share of an interval that a curve must span: np.arange stops a step before its end
SLANT = 0.2  # by which a drawn side of a box may rise or fall over its length: a mask falls within one cell of a grid
MAX_VERTICES = 2_000  # of contours that are looked at
QUIETLY = np.errstate(all="ignore")  # overflows and NaN are a student's numbers, not faults
RING = np.array([(0.0, 0.0)] + [(r * np.cos(t), r * np.sin(t)) for r in (0.5, 1) for t in np.arange(12) * np.pi / 6])


def split_at_gaps(table):
    """Return the pieces of a table between rows that are not finite."""
    finite = np.isfinite(table).all(axis=1)
    if finite.all():
        return [table] if len(table) else []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(int)))
    return [table[start:end] for start, end in zip(edges[::2], edges[1::2])]


@QUIETLY
def join_pieces(pieces):
    """Return the paths that pieces of two points make, each beginning where the one before it ends."""
    paths = []
    for piece in pieces:
        reach = 1e-3 * np.abs(piece[1] - piece[0]).max() + 1e-5 * np.abs(piece).max()
        if paths and np.abs(paths[-1][-1] - piece[0]).max() <= reach:
            paths[-1].append(piece[1])
        else:
            paths.append([piece[0], piece[1]])
    return [np.array(path) for path in paths]


def edges_of(tables):
    """Return (starts, ends), shape (n, 2) each, of all straight edges of tables of points."""
    pairs = [(table[:-1], table[1:]) for table in tables if len(table) > 1]
    if not pairs:
        return np.zeros((0, 2)), np.zeros((0, 2))
    starts, ends = (np.concatenate(side) for side in zip(*pairs))
    finite = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
    return starts[finite], ends[finite]


def covered_share(starts, ends, low, high):
    """Return which share of [low, high] the intervals between starts and ends (in any order) cover together."""
    left = np.clip(np.minimum(starts, ends), low, high)
    right = np.clip(np.maximum(starts, ends), low, high)
    order = np.argsort(left)
    left, right = left[order], right[order]
    reached = np.maximum.accumulate(np.concatenate([[low], right]))[:-1]
    return float(np.maximum(right - np.maximum(left, reached), 0).sum() / (high - low)) if len(left) else 0.0


def range_of(f, low, high):
    """Return how far f ranges over [low, high]; where it is constant its size, or 1 for zero."""
    values = np.asarray(f(np.linspace(low, high, 257)), dtype=np.float64) + np.zeros(257)
    return float(np.ptp(values)) or float(np.abs(values).max()) or 1.0


@QUIETLY
def find_deviation(table, f, low, high, scale=None, seen=0.0):
    """Return '' if the drawn line is y = f(x) over [low, high], else how it is not, in words.

    It must span the interval, its points must lie on the curve (to ON_CURVE · scale) and so must what is
    drawn between them (to BETWEEN · scale or BETWEEN_SEEN · seen): too few points, or points in no order, are seen.
    f : of a NumPy array. scale : default, how far f ranges. seen : how far the axes do. What is drawn outside the interval is not
    judged.
    """
    scale = scale or range_of(f, low, high)
    starts, ends = edges_of([table])
    share = covered_share(starts[:, 0], ends[:, 0], low, high)
    if share < COVERED:
        return f"it spans only {100 * share:.0f} % of x from {low:.4g} to {high:.4g}"
    points = table[(table[:, 0] >= low) & (table[:, 0] <= high)]
    return _worst(points, f, ON_CURVE * scale) or _worst(_points_between(starts, ends, low, high), f, max(BETWEEN * scale, BETWEEN_SEEN * seen))


def _worst(points, f, tolerance):
    points = points[~np.isnan(points).any(axis=1)]
    if not len(points):
        return ""
    error = np.abs(points[:, 1] - f(points[:, 0]))
    index = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
    if error[index] <= tolerance:
        return ""
    x, y = points[index]
    return f"at x = {x:.4g} it shows y = {y:.6g} where {np.asarray(f(points[index, :1])).item():.6g} belongs"


def _points_between(starts, ends, low, high):
    """Return points on those parts of the edges that lie over [low, high]."""
    width = ends[:, 0] - starts[:, 0]
    limits = [(bound - starts[:, 0]) / np.where(width == 0, 1, width) for bound in (low, high)]
    first = np.clip(np.minimum(*limits), 0, 1)
    last = np.clip(np.maximum(*limits), 0, 1)
    upright = width == 0
    first, last = np.where(upright, 0, first), np.where(upright, 1, last)
    over = np.minimum(starts[:, 0], ends[:, 0]) <= high
    over &= np.maximum(starts[:, 0], ends[:, 0]) >= low
    shares = [(first + t * (last - first))[over, None] for t in (0.25, 0.5, 0.75)]
    return np.concatenate([starts[over] + share * (ends[over] - starts[over]) for share in shares])


@QUIETLY
def same_points(points, expected, tolerance):
    """Whether two sets of points are the same, in any order, doubled ones allowed.

    tolerance : (in x, in y), absolute.
    """
    points, expected = np.reshape(points, (-1, 2)), np.reshape(expected, (-1, 2))
    if not len(points) or not len(expected):
        return len(points) == len(expected)
    if len(points) > 20 * len(expected) + 1_000:
        return False
    near = np.ones((len(points), len(expected)), bool)
    for axis in (0, 1):
        near &= np.abs(points[:, None, axis] - expected[None, :, axis]) <= tolerance[axis]
    return bool(near.any(axis=0).all() and near.any(axis=1).all())


@QUIETLY
def count_at_once(tables, f):
    """Return how many of the tables of points that lie on y = f(x) have one x in common at most: 1 for pieces side by side."""
    tables = [piece for piece in (table[np.isfinite(table).all(axis=1)] for table in tables) if len(piece)]
    reach = ON_CURVE * np.ptp(np.concatenate(tables)[:, 1]) if tables else 0.0
    x = [piece[:, 0] for piece in tables if np.abs(piece[:, 1] - f(piece[:, 0])).max() <= reach]
    begins, ends = (np.array([end(one) for one in x]) for end in (np.min, np.max))
    return max((int(((begins <= begin) & (ends > begin)).sum()) for begin in begins), default=0)


def positions_along(path, count=257):
    """Return positions, shape (count, 2), along a path through points (n, 2), as many on each of its steps."""
    steps = np.linspace(0, len(path) - 1, count)
    return np.stack([np.interp(steps, np.arange(len(path)), coordinates) for coordinates in path.T], axis=1)


@QUIETLY
def is_path(table, iterates, tolerance):
    """Whether a table holds exactly the iterates, in their order, to `tolerance`, absolute."""
    return table.shape == iterates.shape and bool((np.abs(table - iterates) <= tolerance).all())


@QUIETLY
def share_on_level(layers, f, reach):
    """Return the share of the contours' points within `reach` (in x, in y) of where f has the contours' level.

    layers : with low, high and xy; f : of an array of shape (2, n). Of a filled layer f must come between its
    levels. The distance is measured in the plane and not in f: a contour on a coarse grid is off by part of
    a grid cell, which in f may be anything.
    """
    total, good = 0, 0.0
    step = 1 + sum(len(layer.x) for layer in layers) // MAX_VERTICES
    for layer in layers:
        points = layer.xy[np.isfinite(layer.xy).all(axis=1)][::step]
        around = points[:, None, :] + RING * np.asarray(reach)
        values = np.asarray(f(np.moveaxis(around, -1, 0).reshape(2, -1))).reshape(len(points), len(RING))
        good += ((values.min(axis=1) <= layer.high) & (values.max(axis=1) >= layer.low)).sum()
        total += len(points)
    return float(good / total) if total else 0.0


@QUIETLY
def has_box(outlines, xs, ys, reach):
    """Whether the four sides of the box xs × ys are drawn, to `reach`: as one outline, by lines or by spans.

    outlines : tables of points. An open line through all four corners is enough. Where many lines cross a side, as contours do,
    their short pieces are near it and no part of it: only what runs along a side is.
    """
    corners = np.array([(x, y) for x in xs for y in ys])
    starts, ends = edges_of(outlines)
    length = np.abs(ends - starts)
    sides = 0
    for along, across in ((0, 1), (1, 0)):
        low, high = (xs, ys)[along]
        for place in (xs, ys)[across]:
            near = (np.abs(starts[:, across] - place) <= reach) & (np.abs(ends[:, across] - place) <= reach)
            near &= length[:, across] <= SLANT * length[:, along]
            sides += covered_share(starts[near, along], ends[near, along], low + reach, high - reach) >= 0.9
    return sides == 4 or sides == 3 and any(_visits(table, corners, reach) for table in outlines)


def _visits(table, corners, reach):
    distance = np.abs(table[:, None, :] - corners[None, :, :]).max(axis=2)
    return len(table) <= 8 and bool((distance.min(axis=0) <= reach).all())
