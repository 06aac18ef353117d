"""Checks of `plot_steepest_descent_and_newton(f, x0, learning_rate, steps)`.

The iterates are computed here in NumPy from closed forms of gradient and Hessian. All functions are convex with
curvatures between 1 and 50 on the paths, so that float32 paths agree to 1e-5; a path may be off by 2e-3 of its size.
There are few calls of few steps: a student may evaluate f at ten thousand points of a grid one by one, and trace each
Hessian anew.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from tensorflow import is_tensor, unstack  # by name, as in common

from autograder.argument_kinds import as_kind, kinds_of
from autograder.checking import check
from autograder.figure_geometry import is_path, share_on_level
from autograder.figure_views import UNSEEN, contains
from autograder.pictures import compare_paths

METHODS = {"Steepest Descent": ("steepest", "newton"), "Newton's Method": ("newton", "steepest")}
TITLES = ("steepest descent", "newton", "Steepest Descent"), ("newton", "steepest", "Newton's Method")
REACH = 0.02  # of a contour plot's width: what a grid of 15 × 15 points leaves
BEYOND = 0.25  # share of the contours' width by which a path may leave them: a corner, or low levels alone, show less than the grid
GRID = "evaluate f on a grid that holds the whole path of these axes: Z[i, j] belongs to X[i, j] and Y[i, j]."
LEVELS = "your grid holds the whole path, but the levels end before it: how large is f at the points that no contour surrounds?"
RESCALED = "the curves are those of f, but their levels are not: draw f itself; levels=np.logspace(…) puts them where you want them."
ON_LEVEL = 0.9  # share of contour points that must lie on their level; of other functions' contours most miss it


@check(weight=1, public=True)
def draws_the_path_of_steepest_descent(student, rng):
    """draws the path of steepest descent, x0 first, for the chapter's x² + 5y² and for another function"""
    for bowl, x0, rate, steps in [(CHAPTER, *EXAMPLE), (_random_bowl(rng), _start(rng), 0.05, 4)]:
        answer = student.once(bowl.function(), x0, rate, steps, watch=True)
        _requires_path(answer, "Steepest Descent", bowl, x0, rate, steps)


@check(weight=1)
def draws_the_path_of_newton_s_method(student, rng):
    """draws the path of Newton's method, x0 first, for a function that is not quadratic"""
    # Six steps: the last ones hardly move, so that a path that ends where it has converged is too short.
    bowl, x0 = _random_bowl(rng, quartic=0.2), (np.array(_start(rng)) / 4).tolist()
    _requires_path(student(bowl.function(), x0, 0.02, 6), "Newton's Method", bowl, x0, 0.02, 6)


@check(weight=1, public=True)
def draws_contours_of_f_on_both_axes(student, rng):
    """draws contours of f on both axes, around all of the path"""
    # x₁ overshoots (× −1.5) while x₀ creeps (× 0.8): each path leaves a grid around the other one, which ends at (0, 0).
    # A little x₀⁴, since the quadratic that Newton's method follows has other contours.
    bowl, x0 = _random_bowl(rng, quartic=0.006, steeper=(18.0, 20.0)), np.round(rng.uniform([7.0, -2.2], [8.0, -1.8]), 2).tolist()
    rate = round(1.25 / bowl.b, 4)
    _requires_contours(student(bowl.function(one_point=True), x0, rate, 2), bowl, x0, rate, 2)
    # Both paths fill [0, 8] × [−5, 3] above, [−10, 0] × [−3.5, 12.25] here: with one limit of the other coordinate a grid is too small.
    _requires_contours(student.once(CHAPTER.function(), *EXAMPLE, watch=True), CHAPTER, *EXAMPLE)
    x0 = as_kind("float64 array", SHORT[0])  # x₁ moves by 1: of a margin around it much may be wrong
    _requires_contours(student.once(LOW.function(), x0, *SHORT[1:], watch=True), LOW, *SHORT)


@check(weight=0.5, public=True)
def titles_both_axes(student):
    """calls one axes "Steepest Descent" and the other "Newton's Method" by their titles"""
    answer = student.once(CHAPTER.function(), *EXAMPLE, watch=True)
    figure = answer.figure()
    for word, other, title in TITLES:
        titled = [ax for ax in figure.titled(word) if not contains(ax.title, other)]
        got = "axes titled " + (", ".join(repr(ax.title) for ax in figure.axes) or "nothing")
        hint = "draw the path into the axes of this title." if titled else "ax.set_title(…)"
        holds = any(ax.paths or ax.placed for ax in titled)  # points that no line joins are the other checks' matter
        answer.requires(holds, f"axes titled {title!r} with a path in them", hint, got)


@check(weight=0.5)
def accepts_every_kind_and_leaves_it_alone(student):
    """accepts x0 as list, array, tensor or variable and leaves it as it was"""
    start, rate, steps = SHORT
    hint = "x -= … and assign_sub work in place: on whose numbers?"
    for x0 in kinds_of(start, ("float32 variable", "float64 array", "float32 array")):
        answer = student.once(LOW.function(), x0, rate, steps, watch=True)
        for method in METHODS:
            _requires_path(answer, method, LOW, *SHORT)
        answer.leaves_arguments_alone(hint)
    student.once(CHAPTER.function(), *EXAMPLE, watch=True).leaves_arguments_alone(hint)  # lists are everywhere else


@dataclass(frozen=True)
class Bowl:
    """f = a·x₀² + b·x₁² + c·x₀x₁ + d·x₀⁴, its gradient and its Hessian."""

    a: float
    b: float
    c: float
    d: float

    def function(self, one_point=False):
        """Return f for a student: of one tensor of two entries, in that tensor's dtype; holds the coefficients only.

        Few operations: a student's loop over a grid calls it ten thousand times. one_point : whether f refuses a batch of
        points, which it never promised to take.
        """
        a, b, c, d = self.a, self.b, self.c, self.d

        def f(x):
            if one_point and (x.shape.num_elements() if is_tensor(x) else np.size(x)) not in (2, None):
                raise ValueError(f"f takes one point at a time, of shape (2,), and got shape {np.shape(x)}")
            u, v = unstack(x, 2) if is_tensor(x) else x
            if d:
                return (a + d * u * u) * u * u + (b * v + c * u) * v
            return a * u * u + (b * v + c * u) * v if c else a * u * u + b * v * v

        terms = zip((a, b, c, d), ("x₀²", "x₁²", "x₀x₁", "x₀⁴"))
        f.__doc__ = " + ".join(f"{number:g}{name}" for number, name in terms if number).replace("+ -", "− ")
        return f

    def gradient(self, x):
        return np.array(
            [2 * self.a * x[0] + self.c * x[1] + 4 * self.d * x[0] ** 3, 2 * self.b * x[1] + self.c * x[0]]
        )

    def hessian(self, x):
        return np.array([[2 * self.a + 12 * self.d * x[0] ** 2, self.c], [self.c, 2 * self.b]])

    def descend(self, x0, rate, steps):
        """Return the iterates of eq. (6), shape (steps + 1, 2)."""
        return _iterate(lambda x: x - rate * self.gradient(x), x0, steps)

    def jump(self, x0, steps):
        """Return the iterates of eq. (10), shape (steps + 1, 2)."""
        return _iterate(lambda x: x - np.linalg.solve(self.hessian(x), self.gradient(x)), x0, steps)


CHAPTER = Bowl(1.0, 5.0, 0.0, 0.0)
EXAMPLE = [-10.0, 1.0], 0.45, 2  # x0, learning rate and steps for it: f rises in the second; several checks judge one figure
LOW = Bowl(1.0, 3.0, 0.5, 0.0)
SHORT = [3.0, -1.0], 0.05, 2  # the same for LOW; two checks judge one figure


def _iterate(step, x0, steps):
    path = [np.array(x0, dtype=np.float64)]
    for _ in range(steps):
        path.append(step(path[-1]))
    return np.array(path)


def _random_bowl(rng, quartic=0.0, steeper=(2.5, 3.2)):
    """Return a convex Bowl that is `steeper` times, about three, as steep along x₁ as along x₀: exchanged coordinates show."""
    a = np.round(rng.uniform(0.8, 1.2), 2)
    c = np.round(rng.choice([-1, 1]) * rng.uniform(0.4, 0.8), 2)
    return Bowl(a, np.round(a * rng.uniform(*steeper), 2), c, quartic)


def _start(rng):
    """Return a point x0 that is well off both axes and outside of [−4, 4]²."""
    return np.round(rng.uniform([6.0, 3.0], [8.0, 4.0]) * rng.choice([-1.0, 1.0], 2), 2).tolist()


def _axes_of(figure, method, answer):
    """Return the axes of a method: by their titles; by their order where no title says which is which."""
    word, other = METHODS[method]
    by_title = [ax for ax in figure.titled(word) if not contains(ax.title, other)]
    if by_title:
        return by_title[0]
    silent = not figure.titled(word) and not figure.titled(other)
    found = f"{len(figure.axes)} axes without it"
    answer.requires(silent and len(figure.axes) >= 2, f"axes titled {method!r}", "ax.set_title(…)", found)
    return figure.axes[list(METHODS).index(method)]


def _requires_contours(answer, bowl, x0, rate, steps):
    """Fail unless there are contours of f under both paths."""
    figure = answer.figure()
    paths = {"Steepest Descent": bowl.descend(x0, rate, steps), "Newton's Method": bowl.jump(x0, steps)}
    for method, path in paths.items():
        axes = _axes_of(figure, method, answer)
        drawn = [found for found in axes.paths if len(found) == len(path)]  # a wrong path is another check's matter
        path = drawn[0] if drawn else path
        unseen = axes.find_limits_that_hide(path)
        problem, hint = (unseen, UNSEEN) if unseen else _find_problem_with_contours(axes, bowl, path)
        answer.requires(not problem, f"contours of f itself under the path of {method}", hint, problem)


def _requires_path(answer, method, bowl, x0, rate, steps):
    """Fail unless the axes of this method show its path, and not the other's unless labels tell them apart."""
    axes = _axes_of(answer.figure(), method, answer)
    both = {"Steepest Descent": bowl.descend(x0, rate, steps), "Newton's Method": bowl.jump(x0, steps)}
    path = both.pop(method)
    tolerance = 2e-3 * np.abs(path).max()
    expected = f"a line through the {steps + 1} points {_tell(path)}"
    sizes = ", ".join(str(len(found)) for found in axes.paths[:6])
    got = f"lines of {sizes} points; the first one through {_tell(axes.paths[0])}" if axes.paths else "no line"
    hint = f"the path begins with x0 and has steps + 1 = {steps + 1} points, also where a method stands still."
    picture = partial(compare_paths, bowl.function(), path, axes.paths[0] if axes.paths else [])
    (other,) = both.values()
    holds = any(is_path(found, path, tolerance) for found in axes.paths)
    if any(is_path(found, other, tolerance) for found in axes.paths):
        hint = "this is the path of the other method: which axes, and which title, belong to which?"
    elif any(is_path(found[:1], path[:1], tolerance) and len(found) == len(path) for found in axes.paths):
        hint = "the path begins at x0 and has the right number of points: compute its second one by hand."
    elif any(is_path(marked.xy, path, tolerance) for marked in axes.placed if not marked.joined):
        hint = "the points are where they belong: join them by a line, as ax.plot does."
    answer.requires(holds, expected, hint, got, picture)
    unseen = axes.find_limits_that_hide(path)
    answer.requires(not unseen, f"the path of {method} within the limits of its axes", UNSEEN, unseen)
    strangers = [curve for curve in axes.curves if is_path(curve.xy, other, tolerance) and not curve.label]
    answer.requires(not strangers, f"the path of {method} alone", "", "the paths of both methods")


def _find_problem_with_contours(axes, bowl, path):
    """Return in words what is wrong with the contours of an axes (not of f, too few, elsewhere) and a hint; "" if nothing is."""
    problem, hint = "no contours", GRID
    for contours in axes.contours:
        points = np.concatenate([layer.xy for layer in contours.layers] or [np.zeros((0, 2))])
        points = points[np.isfinite(points).all(axis=1)]
        if len(contours.layers) < 2 or not len(points):
            problem, hint = "fewer than two contours", GRID
            continue
        low, high = points.min(axis=0), points.max(axis=0)
        reach = REACH * (high - low)
        share = share_on_level(contours.layers, bowl.function(), reach)
        first, last = np.sort([axes.xlim, axes.ylim]).T  # an axis may be turned around
        low, high = np.maximum(low, first), np.minimum(high, last)  # what is seen of them
        margin = BEYOND * (high - low)
        inside = ((path >= low - margin) & (path <= high + margin)).all(axis=1)
        if share < ON_LEVEL:
            problem = f"{100 * (1 - share):.0f} % of the contours' points are not where f has that level"
            hint = RESCALED if share_on_level(_relabelled(contours.layers, bowl), bowl.function(), reach) >= ON_LEVEL else GRID
        elif not inside.all():
            told = f"contours from {_tell(low[None])} to {_tell(high[None])} only"
            problem = f"{told}, and a path that also goes through {_tell(path[~inside])}"
            seen = np.clip(contours.extent.reshape(2, 2), first[:, None], last[:, None])
            hint = LEVELS if (np.abs(path - seen.mean(axis=1)) <= np.ptp(seen, axis=1) / 2).all() else GRID
        else:
            return "", ""
    return problem, hint


def _relabelled(layers, bowl):
    """Return contour lines with the level that f has on each of them, whatever they say."""
    lines = [layer for layer in layers if layer.low == layer.high]
    levels = [float(np.nanmedian(bowl.function()(layer.xy.T))) for layer in lines]
    return [replace(layer, low=level, high=level) for layer, level in zip(lines, levels)]


def _tell(points):
    told = ", ".join(f"({x:.4g}, {y:.4g})" for x, y in points[:4])
    return told + (", …" if len(points) > 4 else "")
