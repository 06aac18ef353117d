"""Checks of `plot_constrained_problem()`: one figure, judged by what it shows.

Distances are measured in the plane [0, 3]², of which an eye tells 1 % apart.
"""

import re

import numpy as np

from autograder.checking import check
from autograder.figure_geometry import has_box, share_on_level
from autograder.figure_views import UNSEEN

LOW, HIGH = 0.0, 3.0
OPTIMUM = np.array([1.26089, 2.00463])
BOUNDS = (0.5, 1.5), (1.5, 2.5)
LEFT = BOUNDS[0][0]  # from where on a curve is judged: how far it goes on outside of the box is left to the student
NEAR = 0.02  # of the optimum; an eye sees no more
FEW = 3  # points that one call may mark: the optimum and what it is compared with
ON_BOX = 0.05  # a box filled from a grid of 60 points or more ends up to one cell early
REACH = (0.06, 0.06)  # 2 % of the plane: what a grid of 15 × 15 points leaves of a contour
ON_LEVEL = 0.9  # share of contour points that must lie on their level; of other functions' contours most miss it
SPANNED = 0.6  # how far the outermost contours may stay away from the sides of [0, 3]²: levels are the student's choice
ON_GRID = 0.3  # the same for the grid: np.arange(0, 3, 0.25) ends a step early
CONSTRAINTS = {
    "x³ − y = 0": (lambda x: x**3, 3 ** (1 / 3)),
    "y − (x − 1)⁴ − 2 = 0": (lambda x: (x - 1) ** 4 + 2, 1.5),
}  # the curve and the x at which it leaves the plane or the box
SAID = {
    "x³ − y = 0": r"\^3|cub|(?<!in)equality",
    "y − (x − 1)⁴ − 2 = 0": r"\^4|quart|inequality|[≤≥<>]|\\[lg]e",
}  # in a label, of one curve or of the other
POWERS = str.maketrans({"³": "^3", "⁴": "^4", "{": "", " ": ""})
NUMBER = re.compile(r"[-−+0-9.e ]*")
HINTS = {"x³ − y = 0": "solve it for y.", "y − (x − 1)⁴ − 2 = 0": "where is the inequality just an equality?"}
NO_LABEL = "the line is where it belongs, but no label belongs to it: `ax.plot(…, label=…)`, and then `ax.legend()`."
NOT_IN_LEGEND = "the line is where it belongs and has a label, which no legend shows: call `ax.legend()` after the last line."


@check(weight=1.5, public=True)
def draws_contours_of_the_objective(student):
    """draws contours of f(x, y) = −(2xy + 2x − x² − 2y²) on [0, 3]², in one axes with all the rest"""
    answer = student.once()
    axes = answer.figure().axes
    problems = [(_find_problem(contours, ax), ax) for ax in axes for contours in ax.contours]
    below = [ax for problem, ax in problems if not problem]
    hint = "evaluate f on a grid over [0, 3]²: which sign has the bracket? Does Z[i, j] belong to X[i, j] and Y[i, j]?"
    answer.requires(below, "contours of f on [0, 3]²", hint, problems[0][0] if problems else "no contours")
    drawn = {part for ax in axes for part in _parts_of(ax)}
    missing = min((sorted(drawn - _parts_of(ax)) for ax in below), key=len)
    hint = "draw all of it with one ax: where the optimum lies can be seen among the contours and the constraints only."
    answer.requires(not missing, "all parts in one axes", hint, f"{' and '.join(missing)} in other axes than the contours")


@check(weight=1, public=True)
def draws_the_equality_constraint(student):
    """draws the curve x³ − y = 0 as a labelled line that the legend names"""
    _requires_constraint(student.once(), "x³ − y = 0")


@check(weight=1, public=True)
def draws_the_inequality_constraint(student):
    """draws the curve y − (x − 1)⁴ − 2 = 0 as a labelled line that the legend names"""
    _requires_constraint(student.once(), "y − (x − 1)⁴ − 2 = 0")


@check(weight=1, public=True)
def draws_the_box_of_the_bounds(student):
    """draws the box 0.5 ≤ x ≤ 1.5, 1.5 ≤ y ≤ 2.5"""
    answer = student.once()
    holds = any(_shows_box(ax) for ax in answer.figure().axes)
    hint = "what are the four corners, in x and in y?"
    answer.requires(holds, "a box from (0.5, 1.5) to (1.5, 2.5)", hint, "a figure without this box")


@check(weight=1.5)
def marks_the_optimum(student):
    """marks the point that solves the problem"""
    answer = student.once()
    figure = answer.figure()
    points = [point for ax in figure.axes for point in _single_points(ax)]
    found = any(map(_shows_optimum, figure.axes))
    got = ", ".join(f"({x:.4g}, {y:.4g})" for x, y in points[:6]) or "no point by itself"
    hint = "which points of the first curve lie in the box and above the second curve, and where is f smallest there?"
    if any(len(line.xy) == 1 and not line.marker for ax in figure.axes for line in ax.lines):
        hint = 'a line through a single point shows nothing: give it a marker, ax.plot(x, y, "o").'
    answer.requires(found, "a marker at the optimum, by itself", hint, f"marked: {got}")


def objective(x):
    """−(2xy + 2x − x² − 2y²), of an array of shape (2, n)"""
    return -(2 * x[0] * x[1] + 2 * x[0] - x[0] ** 2 - 2 * x[1] ** 2)


def _find_problem(contours, ax):
    """Return in words why contours are not those of f on [0, 3]², '' if they are."""
    points = np.concatenate([layer.xy for layer in contours.layers] or [np.zeros((0, 2))])
    points = points[np.isfinite(points).all(axis=1)]
    if len(contours.layers) < 2 or not len(points):
        return "fewer than two contours"
    share = share_on_level(contours.layers, objective, REACH)
    if share < ON_LEVEL:
        return f"{100 * (1 - share):.0f} % of the contours' points are not where f has that level"
    limits = np.sort([ax.xlim, ax.ylim], axis=1)  # an axis may be turned around
    low = np.maximum(points.min(axis=0), limits[:, 0])
    high = np.minimum(points.max(axis=0), limits[:, 1])
    if (np.abs(low - LOW) > SPANNED).any() or (np.abs(high - HIGH) > SPANNED).any():
        return f"contours seen from ({low[0]:.3g}, {low[1]:.3g}) to ({high[0]:.3g}, {high[1]:.3g})"
    left, right, bottom, top = contours.extent
    if not (max(left, bottom) <= LOW + ON_GRID and min(right, top) >= HIGH - ON_GRID):
        return f"a grid from ({left:.3g}, {bottom:.3g}) to ({right:.3g}, {top:.3g})"
    return ""


def _curves_of(drawn, name):
    """Return what follows a constraint's curve in some axes or in a whole figure."""
    f, end = CONSTRAINTS[name]
    return drawn.curves_along(f, LEFT, end, HIGH - LOW)


def _single_points(axes):
    """Return what may be meant as a point: markers by themselves, and what texts (a contour's level apart) are about."""
    texts = [text for text in axes.texts if not NUMBER.fullmatch(text.text)]
    targets = [place for text in texts for place in (text.target, text.position) if len(place) == 2]
    together = [markers.xy for markers in axes.markers if _is_within(markers.xy, NEAR)]
    few = [markers.xy for markers in axes.markers if len(markers.xy) <= FEW and not markers.joined and not _is_within(markers.xy, NEAR)]
    return [*map(_middle, together), *(point for xy in few for point in xy), *targets]


def _shows_optimum(axes):
    discs = [_middle(polygon.xy) for polygon in axes.polygons if _is_within(polygon.xy, 0.4)]
    return any((np.abs(point - OPTIMUM) <= NEAR).all() for point in (*_single_points(axes), *discs))


def _shows_box(axes):
    return has_box(axes.borders, *BOUNDS, ON_BOX)


def _parts_of(axes):
    """Return the names of what some axes show besides contours."""
    shown = {f"the curve {name}": _curves_of(axes, name) for name in CONSTRAINTS}
    shown |= {"the box": _shows_box(axes), "the optimum": _shows_optimum(axes)}
    return {part for part, found in shown.items() if found}


def _names_in_legend(figure, name):
    """Return what the legend calls a constraint's curve."""
    return {curve.label for curve in _curves_of(figure, name)} & set(figure.legend) - {""}


def _is_taken_for(labels, name):
    """Whether all of a curve's labels speak of this constraint and of no other; what says nothing of either speaks of none."""
    texts = [label.lower().translate(POWERS).replace("**", "^") for label in labels]
    return bool(texts) and all([said for said, words in SAID.items() if re.search(words, text)] == [name] for text in texts)


def _requires_constraint(answer, name):
    f, end = CONSTRAINTS[name]
    figure = answer.figure()
    along = _curves_of(figure, name)
    labels = {curve.label for curve in along} - {""}
    expected = f"a line {name}, at least from x = {LEFT:g} to x = {end:.3g}, with a label that the legend shows"
    legend = f"a legend of {', '.join(map(repr, figure.legend[:6]))}" if figure.legend else "no legend"
    if not along:
        hidden = figure.drawn_along(f, LEFT, end, HIGH - LOW)
        hint, got = UNSEEN if hidden else HINTS[name], figure.explain_misses(f, LEFT, end, HIGH - LOW)
    elif not labels:
        hint, got = NO_LABEL, f"the line, without a label, and {legend}"
    else:
        hint, got = NOT_IN_LEGEND, f"the line, labelled {', '.join(map(repr, sorted(labels)))}, and {legend}"
    answer.requires(_names_in_legend(figure, name), expected, hint, got)
    names = {each: _names_in_legend(figure, each) for each in CONSTRAINTS}
    exchanged = all(_is_taken_for(names[one], other) for one, other in zip(CONSTRAINTS, reversed(CONSTRAINTS)))
    (other,) = CONSTRAINTS.keys() - {name}
    borrowed = names[name] == names[other] and _is_taken_for(names[name], other)
    got = f"this curve, labelled {', '.join(map(repr, sorted(names[name])))}" + " as the other one is" * borrowed
    answer.requires(not (exchanged or borrowed), f"the curve {name} under its own name", "which of the two curves is which?", got)


def _middle(points):
    return (points.min(axis=0) + points.max(axis=0)) / 2


def _is_within(points, size):
    """Whether all points lie within `size` of each other in x and in y: one marker, or a disc."""
    return len(points) > 0 and bool(np.isfinite(points).all() and np.ptp(points, axis=0).max() < size)
