"""Plain data for a picture beside a check that was lost: what was expected, what came, and what they lie on.

A check hands a function of no arguments to `Answer.fail` or `Answer.is_close_to`; it is called only where a picture
will be shown, which is for public checks that were lost. The data goes into the record of the grading; a page draws it.

    {"title", "x", "y"                                     texts; x and y name the axes
     "series": [{"role", "style", "x": [...], "y": [...]}] role right, yours or data; style line, points or path
     "field": {"x": [low, high], "y": [low, high], "z": [[...], ...]}}   values on a grid, for contours; may be missing

or, of two figures, {"title", "panels": [{"title", "x", "y", "series"}, ...]}: each pair of axes by itself.
"""

from itertools import zip_longest

import numpy as np

MAX_POINTS = 160  # of one series
GRID = 25  # values of f each way
MAX_PANELS = 2  # of one figure
MAX_ARTISTS = 12  # of one panel and kind
MAX_NAME = 60  # characters of a student's title or axis label
MARGIN = 0.35  # of the right path's extent, on each side
LIMIT = 1e12  # numbers beyond are as good as infinite: no scale shows them beside others


def series(role, style, x, y):
    """Return a series; too many points are thinned out evenly, numbers that cannot be drawn become None."""
    x, y = np.ravel(x).astype(np.float64), np.ravel(y).astype(np.float64)
    if len(x) > MAX_POINTS:
        kept = np.linspace(0, len(x) - 1, MAX_POINTS).round().astype(int)
        x, y = x[kept], y[kept]
    return {"role": role, "style": style, "x": _plain(x), "y": _plain(y)}


def _plain(numbers):
    """Return numbers as a list, short: six digits are finer than any screen."""
    return [float(f"{n:.6g}") if abs(n) < LIMIT else None for n in numbers]  # NaN is below nothing


def compare_entries(expected, got, place="index"):
    """Return the picture of two arrays of one size, entry by entry; {} for fewer than four entries."""
    expected, got = np.ravel(expected), np.ravel(got)
    if expected.size < 4 or expected.size != got.size:
        return {}
    index = np.arange(expected.size)
    both = [series("right", "points", index, expected), series("yours", "points", index, got)]
    return {"title": "Your numbers beside the right ones", "x": place, "y": "value", "series": both}


def compare_paths(f, expected, got):
    """Return the picture of two paths in the plane over contours of f; of two sequences of numbers by step.

    f : takes a vector of two entries. expected : shape (k, 2) or (k,), k above 1. got : any array; what is no path is not drawn.
    """
    expected, got = np.asarray(expected, dtype=np.float64), np.asarray(got, dtype=np.float64)
    if expected.ndim == 0 or len(expected) < 2:
        return {}
    if expected.ndim == 1:
        return _compare_sequences(expected, got)
    if expected.ndim != 2 or expected.shape[1] != 2 or not np.isfinite(expected).all():
        return {}
    shown = [series("right", "path", *expected.T)]
    if got.ndim == 2 and got.shape[1] == 2 and len(got):
        shown.append(series("yours", "path", *got.T))
    low, high = _frame(expected, got if len(shown) > 1 else expected)
    picture = {"title": "Your path beside the right one", "x": "x₀", "y": "x₁", "series": shown}
    field = sample_field(f, low, high)
    return {**picture, "field": field} if field else picture


def _compare_sequences(expected, got):
    if got.ndim != 1 or not got.size:
        return {}
    both = [series("right", "path", np.arange(expected.size), expected), series("yours", "path", np.arange(got.size), got)]
    return {"title": "Your iterates beside the right ones", "x": "step", "y": "x", "series": both}


def _frame(expected, got):
    """Return the corners of what is shown: the right path, and of the other what is not too far away from it."""
    low, high = expected.min(axis=0), expected.max(axis=0)
    size = max(float((high - low).max()), 1e-3)
    near = got[(np.abs(got - (low + high) / 2) < 3 * size).all(axis=1)]  # NaN is near nothing
    points = np.concatenate([expected, near])
    return points.min(axis=0) - MARGIN * size, points.max(axis=0) + MARGIN * size


def sample_field(f, low, high):
    """Return values of f on a grid from corner to corner, for contours; None where f takes one point at a time only.

    Functions of x[0] and x[1] can be given whole grids. Point by point TensorFlow would need a second.
    """
    x, y = np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID)
    grid = np.stack(np.meshgrid(x, y))
    try:
        z = np.asarray(f(grid), dtype=np.float64)
        single = float(np.asarray(f(grid[:, 3, 5])))
    except Exception:  # f says in its own way that it cannot take a grid
        return None
    if z.shape != (GRID, GRID) or not np.isclose(z[3, 5], single, rtol=1e-4) or not np.isfinite(z).all():
        return None
    rows = [[float(f"{value:.4g}") for value in row] for row in z]
    return {"x": _plain([low[0], high[0]]), "y": _plain([low[1], high[1]]), "z": rows}


def compare_fits(x, y, expected, got):
    """Return the picture of a fit over its data.

    expected, got : each (x, y) of a curve, or None.
    """
    curves = [
        series(role, "line", *curve) for role, curve in (("right", expected), ("yours", got)) if curve is not None
    ]
    shown = [series("data", "points", x, y), *curves]
    return {"title": "Your fit over the data, beside the right one", "x": "x", "y": "y", "series": shown}


def compare_polynomials(x, y, expected, got):
    """Return the picture of two polynomials over the data; coefficients are given lowest power first."""
    got = np.ravel(got)
    grid = np.linspace(np.min(x), np.max(x), 80)
    curves = [np.polynomial.polynomial.polyval(grid, np.ravel(c)) if c.size else None for c in (np.ravel(expected), got)]
    return compare_fits(x, y, *[None if curve is None else (grid, curve) for curve in curves])


def compare_figures(right, yours):
    """Return the picture of a student's figure beside the reference's for the same arguments, each a figure_views.FigureView."""
    pairs = zip_longest(yours.axes[:MAX_PANELS], right.axes[:MAX_PANELS])
    both = [pair for mine, ours in pairs for pair in ((mine, "yours", "Yours"), (ours, "right", "Ours"))]
    panels = [_panel(*pair) for pair in both if pair[0] is not None]
    return {"title": "Your figure beside one that passes; both are drawn anew here", "panels": panels}


def _panel(axes, role, who):
    title = f"{who}: {axes.title}" if axes.title else who
    contours = [layer.xy for contours in axes.contours for layer in contours.layers]
    drawn = ((contours, "data", "line"), (axes.outlines, role, "line"), ([m.xy for m in axes.markers], role, "points"))
    shown = [series(part, style, *xy.T) for many, part, style in drawn for xy in many[:MAX_ARTISTS] if len(xy)]
    return {"title": title[:MAX_NAME], "x": axes.xlabel[:MAX_NAME], "y": axes.ylabel[:MAX_NAME], "series": shown}


def draw_safely(make):
    """Return make(), or {}: a picture that fails must not cost a mark or a message."""
    if make is None:
        return {}
    try:
        with np.errstate(all="ignore"):
            return make()
    except Exception:  # whatever a student's numbers do to the arithmetic of a picture
        return {}
