"""Checks of `plot_fit(x, y, degree)`.

The fit is NumPy's polyfit in float64. x lies in [−1, 1] or, for a straight line, in [0, 10]: there even the normal
equations in float32 are off by less than 1e-4 of the curve's range, and a line may be off by 5e-3 of it. With 60 points
or more a line through the fitted values at sorted x is as good as one through a dense grid: one check has six points.
"""

from functools import partial

import numpy as np

from autograder.argument_kinds import CONTAINERS, as_kind, mixed_kinds_of
from autograder.checking import check
from autograder.figure_geometry import COVERED, ON_CURVE, find_deviation, same_points
from autograder.figure_views import UNSEEN
from autograder.pictures import compare_fits

SHORT = "the line does not reach from the smallest to the largest x: np.linspace(x.min(), x.max(), 200) does."
COARSE = "the line's points are right, but too few for a smooth curve: take a fine grid, such as 200 points."
SORTED = "lines join points in the order in which they come: sort x first, or evaluate the polynomial on a grid."
VALUES = "the line shows the values of the fitted polynomial of this degree, at many x."


@check(weight=1.5, public=True)
def shows_the_data_as_points(student, rng):
    """shows the data as points, each of them, and none of an earlier figure"""
    x, y, degree = _straight_line(rng)
    _requires_points(student(x, y, degree), x, y)
    earlier = x, y
    x, y, degree = _parabola(rng, 150)
    answer = student(x, y, degree)
    _requires_points(answer, x, y)
    hint = "make a new figure in each call: fig, ax = plt.subplots() inside the function."
    got = "the data of the call before as well"
    answer.requires(not _shows(answer.figure().markers, *earlier), "the data of this call only", hint, got)


@check(weight=1.5, public=True)
def draws_the_fitted_curve(student, rng):
    """draws the fitted straight line and the fitted parabola of the section's examples as lines, among the points"""
    for x, y, degree in (_straight_line(rng), _parabola(rng)):
        answer = student(x, y, degree)
        _requires_curve(answer, x, y, degree, VALUES)
        figure = answer.figure()
        apart = _shows(figure.markers, x, y) and not any(_shows_both(axes, x, y, degree) for axes in figure.axes)
        answer.requires(not apart, "points and line in the same axes", "draw both in one ax.", "each in axes of its own")


@check(weight=1)
def fits_the_degree_asked_for(student, rng):
    """draws fits of degree 3 and 4 as well, and of degree 0"""
    for degree in (3, 4, 0):
        x = np.linspace(-1.0, 1.0, 80)
        y = _values(rng, x, degree) + _noise(rng, x, degree, 0.1)
        _requires_curve(student(x, y, degree), x, y, degree, "a polynomial of this degree has degree + 1 coefficients.")


@check(weight=0.5, public=True)
def draws_a_smooth_curve_through_few_points(student, rng):
    """draws a smooth curve through six points, too: its shape is not theirs"""
    x = np.linspace(-1.0, 1.0, 6)
    bend = rng.choice([-0.3, 0.3])  # by which the points miss a cubic: noise on so few might look like one
    y = _values(rng, x, 3) + np.polynomial.chebyshev.chebval(x, [0.0] * 4 + [bend])
    _requires_curve(student(x, y, 3), x, y, 3, VALUES)


@check(weight=1)
def draws_the_curve_from_left_to_right(student, rng):
    """draws the curve from left to right, in whatever order the data comes"""
    x = rng.permutation(np.linspace(-1.0, 1.0, 70))
    y = _values(rng, x, 3) + _noise(rng, x, 3, 0.1)
    answer = student(x, y, 3)
    _requires_curve(answer, x, y, 3, SORTED if any(_goes_back(curve.xy) for curve in answer.figure().curves) else VALUES)
    _requires_points(answer, x, y, in_any_way=True)


@check(weight=1, public=True)
def has_a_legend_and_axis_labels(student, rng):
    """names points and line in a legend and labels both axes"""
    x, y, degree = _parabola(rng)
    answer = student(x, y, degree)
    figure = answer.figure()
    shown = set(figure.legend)
    names = ", ".join(map(repr, figure.legend[:6])) or "nothing"
    dots = {markers.label for markers in figure.markers} & shown
    lines = {curve.label for curve in figure.curves} & shown
    holds = any(a != b for a in dots for b in lines)
    hint = "give points and line a label each and call ax.legend()."
    got = f"a legend of {names}"
    if not figure.curves:
        hint, got = "draw the fit as a line: ax.plot(grid, values, label=…).", f"{got}, and no line"
    answer.requires(holds, "a legend of the points and of the line", hint, got)
    answer.has_one_entry_for_the_line(np.polynomial.Polynomial.fit(x, y, degree))
    hint = "ax.set_xlabel(…), ax.set_ylabel(…)"
    answer.requires(figure.labels_axes(), "a label at the x axis and at the y axis", hint, "an axis without a label")


@check(weight=1)
def accepts_every_kind_and_leaves_it_alone(student, rng):
    """accepts lists, arrays, tensors and variables, and leaves them as they were"""
    x = np.round(np.linspace(-1.0, 1.0, 60), 3)[::-1]  # falling: sorting in place would show
    y = _values(rng, x, 2) + np.round(_noise(rng, x, 2, 0.1), 3)
    arrays = as_kind("float64 array", x), as_kind("float64 array", y)  # which np.asarray(…, float) does not copy
    for given_x, given_y in (*mixed_kinds_of(x, y, kinds=CONTAINERS), arrays):
        answer = student(given_x, given_y, 2, watch=True)
        _requires_points(answer, x, y, in_any_way=True)
        _requires_curve(answer, x, y, 2, "")
        answer.leaves_arguments_alone("sort a copy: the caller still needs x and y as they were.")


def _straight_line(rng):
    """Return x, y, degree of the section's first example: 100 points from 0 to 10 with noise."""
    x = np.linspace(0.0, 10.0, 100)
    return x, rng.uniform(0.8, 1.2) * x + rng.uniform(1.0, 3.0) + _noise(rng, x, 1, 0.5), 1


def _parabola(rng, count=100):
    """Return x, y, degree of the section's second example, 1 + 2x + 3x² with noise, x ascending."""
    x = np.sort(rng.uniform(-1.0, 1.0, count))
    return x, 1 + 2 * x + 3 * x**2 + _noise(rng, x, 2, 0.3), 2


def _noise(rng, x, degree, size):
    """Return noise with so much of the next power in it that a fit of one degree more would be another curve."""
    unit = (2 * x - x.max() - x.min()) / np.ptp(x)
    bend = np.polynomial.chebyshev.chebval(unit, [0.0] * (degree + 1) + [2.0])
    return size * (rng.normal(size=x.size) + rng.choice([-1.0, 1.0]) * bend)


def _values(rng, x, degree):
    """Return values of a polynomial with a leading term (on [−1, 1], in Chebyshev's basis) too large to leave out."""
    leading = rng.choice([-1.0, 1.0]) * rng.uniform(1.0, 1.5)
    return np.polynomial.chebyshev.chebval(x, [*rng.uniform(0.3, 0.6, degree), leading])


def _requires_points(answer, x, y, in_any_way=False):
    """Fail unless what is marked without a line through it is the data, to what float32 tells apart.

    in_any_way : a line through it, and names for parts of it, are another check's business.
    """
    figure = answer.figure()
    markers = figure.markers
    got = " and ".join(f"{len(m.xy)} points" + " with a line through them" * m.joined for m in markers[:6]) or "no points"
    hint = 'draw the data with ax.plot(x, y, "o") or ax.scatter(x, y).'
    if _shows(markers, y, x):
        hint = "x and y are exchanged: x goes to the right."
    elif _shows(markers, x, y, in_any_way=True):
        hint = 'draw the data in one go, and without a line: ax.plot(x, y, "o") or ax.scatter(x, y).'
    elif _shows([placed for ax in figure.axes for placed in ax.placed], x, y):
        hint, got = "the axes' limits cut the data off: leave them to matplotlib.", f"{got}; others lie outside of what the axes show"
    answer.requires(_shows(markers, x, y, in_any_way), f"the {len(x)} points of the data", hint, got)


def _shows(markers, x, y, in_any_way=False):
    """Whether the data is among what is marked without a line through it; in_any_way : as of _requires_points."""
    data = np.stack([x, y], axis=1)
    tolerance = 1e-5 * (1 + np.abs(data).max(axis=0))
    return any(same_points(points, data, tolerance) for points in _point_sets(markers, in_any_way))


def _shows_both(axes, x, y, degree):
    fitted = np.polynomial.Polynomial.fit(x, y, degree)
    has_curve = any(not find_deviation(curve.xy, fitted, x.min(), x.max()) for curve in axes.curves)
    return has_curve and _shows(axes.markers, x, y)


def _point_sets(markers, in_any_way):
    taken = [marked for marked in markers if in_any_way or not marked.joined]
    whole = [np.concatenate([marked.xy for marked in taken])] if in_any_way and taken else []
    return [marked.xy for marked in taken] + [_under(taken, label) for label in {marked.label for marked in taken}] + whole


def _under(sets, label):
    """Return all positions marked under one label: data may be drawn one point at a time."""
    return np.concatenate([markers.xy for markers in sets if markers.label == label])


def _requires_curve(answer, x, y, degree, hint):
    low, high = x.min(), x.max()
    fitted = np.polynomial.Polynomial.fit(x, y, degree)
    figure = answer.figure()
    expected = f"a line y = p(x) of degree {degree} from x = {low:.4g} to {high:.4g}"
    holds = figure.curves_along(fitted, low, high)
    picture = partial(_picture, figure, x, y, fitted)
    if figure.drawn_along(fitted, low, high):
        hint = UNSEEN
    else:
        hint = next(filter(None, (_what_is_missing(curve.xy, fitted, low, high) for curve in figure.curves)), hint)
    answer.requires(holds, expected, hint, figure.explain_misses(fitted, low, high), picture)


def _goes_back(table):
    """Whether a line goes to the left in some place and to the right in another."""
    steps = np.diff(table[np.isfinite(table).all(axis=1), 0])
    return bool((steps > 0).any() and (steps < 0).any())


def _what_is_missing(table, fitted, low, high):
    """Return the hint to a line whose points lie on the fitted curve from left to right and are too few, else ''."""
    x, y = table[np.isfinite(table).all(axis=1)].T
    scale = np.ptp(fitted(np.linspace(low, high, 257)))
    if len(x) < 2 or not (np.all(np.diff(x) >= 0) or np.all(np.diff(x) <= 0)) or np.abs(y - fitted(x)).max() > ON_CURVE * scale:
        return ""
    return SHORT if min(x.max(), high) - max(x.min(), low) < COVERED * (high - low) else COARSE


def _picture(figure, x, y, fitted):
    """Return the picture of the figure's longest line beside the right one, over the data."""
    grid = np.linspace(x.min(), x.max(), 80)
    longest = max((curve.xy for curve in figure.curves), key=len, default=None)
    return compare_fits(x, y, (grid, fitted(grid)), None if longest is None else longest.T)
