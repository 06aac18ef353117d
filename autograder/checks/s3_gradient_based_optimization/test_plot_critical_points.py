"""Checks of `plot_critical_points(coefficients)`.

Random polynomials are made from the zeros of f', which keeps the critical points well apart: a float32 answer is
off by 1e-5 of their distance, a marker may be off by 1e-2 of it.
"""

import numpy as np

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import kinds_of
from autograder.figure_geometry import same_points
from autograder.figure_views import UNSEEN

CHAPTER = [2, -4, -28, 62, 122, -256, -196, 140, 392, 240, 72]
QUARTIC = [3.0, -4.0, -12.0, 0.0, 5.0]  # f' = 12x(x + 1)(x − 2)
WORDS = {"minima": "maxima", "maxima": "minima"}


@check(weight=0.75, public=True)
def draws_the_curve(student, rng):
    """draws the curve of the chapter's polynomial and of another one through all their critical points"""
    for coefficients in (CHAPTER, _polynomial(rng, _well_apart(rng, 3, -1.5), rng.choice([-1.0, 1.0]))):
        _requires_curve(student.once(coefficients), coefficients, "evaluate the polynomial on many x in ascending order.")


@check(weight=0.75)
def marks_the_minima(student, rng):
    """marks all local minima and nothing else as minima"""
    for coefficients in (CHAPTER, *_two_random_ones(rng)):
        _requires_marks(student.once(coefficients), coefficients, "minima")


@check(weight=0.75)
def marks_the_maxima(student, rng):
    """marks all local maxima and nothing else as maxima"""
    for coefficients in (CHAPTER, *_two_random_ones(rng)):
        _requires_marks(student.once(coefficients), coefficients, "maxima")


@check(weight=0.5, public=True)
def leaves_points_without_curvature_out(student):
    """marks the minimum of (3x⁴ − 4x³)/10000 but not its inflection point, no maximum of x² − 3x, and nothing of x³"""
    slight = [3e-4, -4e-4, 0.0, 0.0, 0.0]  # at its minimum f'' is 1.2e-3: little, not 0
    for coefficients in (slight, [1, -3, 0], [1.0, 0.0, 0.0, 0.0]):
        answer = student(coefficients)
        for word in WORDS:
            _requires_marks(answer, coefficients, word)


@check(weight=0.75, public=True)
def has_a_legend_and_axis_labels(student):
    """names both sets of markers in a legend and labels both axes"""
    answer = student(QUARTIC)
    figure = answer.figure()
    for word in WORDS:
        holds = any(word in text.lower() for text in figure.legend) and len(_marked(figure, word))
        hint = "give each set of markers a label and call ax.legend()."
        unseen = _tell_unseen(figure, word)
        got = _tell_legend(figure) + unseen
        answer.requires(holds, f"markers labelled … {word} …, and a legend that shows it", UNSEEN if unseen else hint, got)
    answer.has_one_entry_for_the_line(np.poly1d(QUARTIC))
    for drawn in answer, student([1.0, 0.0, 0.0]):  # a parabola has no maximum
        figure = drawn.figure()
        drawn.requires(figure.legend, "a legend", "call ax.legend(), whatever there is to mark.", "no legend")
        hint = "ax.set_xlabel(…), ax.set_ylabel(…), whatever there is to mark"
        drawn.requires(figure.labels_axes(), "a label at the x axis and at the y axis", hint, "an axis without a label")


@check(weight=0.25)
def reaches_critical_points_far_from_zero(student, rng):
    """draws the curve where the critical points are, however far from 0"""
    far = _polynomial(rng, rng.uniform(10.0, 12.0) + np.array([0.0, 3.0]), 1.0)
    wide = [1e-3, 0.0, -120.0, 0.0]  # its critical points are −200 and 200
    for coefficients in (far, wide):
        answer = student(coefficients)
        _requires_curve(answer, coefficients, "choose the range of x by the critical points that you found.")
        _requires_marks(answer, coefficients, "minima")


@check(weight=0.25)
def accepts_every_kind_and_leaves_it_alone(student):
    """accepts lists, arrays, tensors and variables and leaves them as they were"""
    for coefficients in [[3, -4, -12, 0, 5], *kinds_of(QUARTIC)[1:]]:
        answer = student(coefficients, watch=True)
        for word in WORDS:
            _requires_marks(answer, QUARTIC, word)
        answer.leaves_arguments_alone()


def _well_apart(rng, count, lowest):
    """Return ascending numbers with gaps between 1 and 1.3, the first within 0.2 of `lowest`."""
    return lowest + rng.uniform(-0.2, 0.2) + np.concatenate([[0.0], np.cumsum(rng.uniform(1.0, 1.3, count - 1))])


def _polynomial(rng, zeros, sign, complex_zeros=()):
    """Return coefficients of a polynomial whose derivative has these zeros; sign of the leading one."""
    derivative = sign * rng.uniform(1.0, 3.0) * np.poly([*zeros, *complex_zeros]).real
    return np.polyint(derivative, k=rng.uniform(-3.0, 3.0)).tolist()


def _two_random_ones(rng):
    """Return a rising quartic (two minima) and a falling quintic with two real and two complex critical points."""
    pair = rng.uniform(-0.5, 0.5) + 1j * rng.uniform(1.0, 1.5)
    falling = _polynomial(rng, _well_apart(rng, 2, -0.5), -1.0, [pair, pair.conjugate()])
    return _polynomial(rng, _well_apart(rng, 3, -1.0), 1.0), falling


def _extremes(coefficients):
    """Return {"minima", "maxima"}: float64 vectors of x, from the zeros of the derivative."""
    slope = np.polyder(np.asarray(coefficients, dtype=np.float64))
    roots = np.roots(slope)
    points = np.sort(roots[np.abs(roots.imag) < 1e-6].real)
    bends = np.polyval(np.polyder(slope), points)
    size = np.polyval(np.abs(np.polyder(slope)), np.maximum(np.abs(points), 1))
    return {"minima": points[bends > 1e-6 * size], "maxima": points[bends < -1e-6 * size]}


def _marked(figure, word):
    return figure.marked(word, without=WORDS[word])


def _requires_marks(answer, coefficients, word):
    """Fail unless exactly the minima (maxima) are marked as such: x to 1 % of what the points span, y on the curve."""
    extremes = _extremes(coefficients)
    x = extremes[word]
    expected = np.stack([x, np.polyval(coefficients, x)], axis=1)
    points = np.concatenate(list(extremes.values()))
    width, heights = _extent(points), _extent(np.polyval(coefficients, points))
    size = np.polyval(np.abs(coefficients), np.abs(x)).max(initial=1.0)
    got = _marked(answer.figure(), word)
    tolerance = (1e-2 * width, max(1e-2 * heights, 1e-5 * size))  # float32 evaluates to 1e-6 of the terms' size
    holds = same_points(got, expected, tolerance)
    hint = f"look at the sign of f'' at each real zero of f'; the label of this set contains the word {word}."
    if same_points(got * (1, 0), expected * (1, 0), tolerance):
        hint = "x is right: a point of the curve lies at y = f(x)."
    unseen = _tell_unseen(answer.figure(), word)
    answer.requires(holds, f"{word} marked at {_tell(expected)}", UNSEEN if unseen else hint, f"marked as {word}: {_tell(got)}{unseen}")


def _extent(numbers):
    """Return how far apart numbers lie; 1 where they do not."""
    return numbers.size and np.ptp(numbers) or 1.0


def _requires_curve(answer, coefficients, hint):
    """Fail unless a line follows the polynomial from its first to its last critical point."""
    points = np.concatenate(list(_extremes(coefficients).values()))
    low, high = points.min(), points.max()
    figure = answer.figure()

    def f(x):
        return np.polyval(coefficients, x)

    # Twice its range there: the student's own range of x may be wider, and the points on it fewer.
    scale = 2 * np.ptp(f(np.linspace(low, high, 257)))
    if not figure.curves_along(f, low, high, scale):
        expected = f"a line y = f(x), at least from x = {low:.4g} to {high:.4g}"
        hint = UNSEEN if figure.drawn_along(f, low, high, scale) else hint
        answer.fail(expected, hint, figure.explain_misses(f, low, high, scale))


def _tell(points):
    """Return points in words, at most six of them."""
    told = ", ".join(f"({x:.4g}, {y:.4g})" for x, y in points[:6])
    return (told + (", …" if len(points) > 6 else "")) or "none"


def _tell_unseen(figure, word):
    """Return in words how many markers the axes do not show, '' for none."""
    count = figure.count_unseen(word, without=WORDS[word])
    return f"; {count} more outside of what the axes show" if count else ""


def _tell_legend(figure):
    return "a legend of " + ", ".join(map(repr, figure.legend[:6])) if figure.legend else "no legend"
