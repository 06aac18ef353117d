"""Checks of `is_feasible(x, equalities, inequalities, tolerance=1e-6)`.

Constraint values are multiples of 1/4, exact in float32 too, or stay ten times clear of the tolerance.
"""

import numpy as np
import pytest
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s4_constrained_optimization.common import (
    draw_function,
    quadratic,
    quadratic_at,
    section_problem,
)

ORIGIN = np.zeros(2)  # there quadratic(…, …, c) is c


def valued(*values):
    """Return one function for each value, which it takes at ORIGIN."""
    return [quadratic((1, 1), (2, -1), value) for value in values]


@check(weight=1, public=True)
@pytest.mark.parametrize(
    ("x", "expected"),
    [
        ((1.26089, 2.00463), True),  # the optimum
        ((1.3, 2.197), True),  # on the curve y = x³, above the other one
        ((1.0, 2.0), False),  # beside the curve y = x³
        ((1.2, 1.728), False),  # on it, below the other one
        ((1.4, 2.744), False),  # on it, above the upper bound of y
    ],
)
def agrees_on_the_sections_problem(student, x, expected):
    """tells feasible points of the section's problem from others"""
    _, equalities, inequalities = section_problem()
    student(np.array(x), equalities, inequalities, 1e-3).is_bool(
        expected, hint="compute every constraint at x by hand: which hold, and what does your function make of each?"
    )


@check(weight=1, public=True)
def an_equality_may_fail_on_either_side(student):
    """an equality fails above zero and below it, and two that fail never make up for each other"""
    alone, together = "how far from 0 is g(x), whichever its sign?", "look at each g(x) by itself: which of them is 0?"
    for values in [(0.5,), (-0.5,), (0.25, -0.25), (-2.0, 0.0), (0.0, -2.0)]:
        student(ORIGIN, valued(*values), []).is_bool(False, hint=together if len(values) > 1 else alone)
    student(ORIGIN, valued(0.0, 0.0), []).is_bool(True, hint="which numbers are as far from 0 as allowed, or nearer?")


@check(weight=1)
def an_inequality_fails_only_above_zero(student):
    """an inequality may be as negative as it likes, and fails above zero"""
    for values in [(-0.5,), (-100.0, -0.25), (0.0, -3.0), (-0.01, -1e-4)]:
        student(ORIGIN, [], valued(*values)).is_bool(True, hint="h(x) ≤ 0 is asked for. What of h(x) = −100?")
    for values in [(0.5,), (0.25, 0.5), (-2.0, 0.5), (-1e7, 0.5)]:
        student(ORIGIN, [], valued(*values)).is_bool(False, hint="h(x) ≤ 0 is asked for. What of h(x) = 0.5?")


@check(weight=1)
def every_constraint_counts(student, rng):
    """one violated constraint is enough, whichever it is and however many there are"""
    hint = "which of the constraints does your function look at, and how does it join what it finds?"
    for size, equalities, inequalities in [(1, 2, 1), (3, 1, 3)]:
        x = rng.integers(-4, 5, size) / 2
        g = [draw_function(rng, x, 0.0) for _ in range(equalities)]
        h = [draw_function(rng, x, -rng.integers(4, 9) / 4) for _ in range(inequalities)]
        student(x, g, h).is_bool(True, hint=hint)
        for i in range(equalities):
            violated = draw_function(rng, x, rng.integers(1, 4) / 4)
            student(x, [*g[:i], violated, *g[i + 1 :]], h).is_bool(False, hint=hint)
        for j in range(inequalities):
            violated = draw_function(rng, x, rng.integers(1, 4) / 4)
            student(x, g, [*h[:j], violated, *h[j + 1 :]]).is_bool(False, hint=hint)
    met, violated = valued(0.0, 2.0)  # 2 is twenty times the tolerance, but below it on average over 30
    student(ORIGIN, [met] * 29 + [violated], [], 0.1).is_bool(False, hint=hint)


@check(weight=0.5)
def goes_by_the_tolerance(student):
    """allows what the tolerance allows, 1e-6 where none is given, and nothing more"""
    hint = "|g(x)| and h(x) are compared with the argument `tolerance`, which is 1e-6 where none is given."
    for options, allowed, refused in [((), 5e-8, 1e-4), ((0.1,), 0.005, 2.0)]:
        for value, expected in [(allowed, True), (refused, False)]:
            student(ORIGIN, valued(value), valued(-1.0), *options).is_bool(expected, hint=hint)
            student(ORIGIN, valued(-value), valued(-1.0), *options).is_bool(expected, hint=hint)
            student(ORIGIN, valued(0.0), valued(-1.0, value), *options).is_bool(expected, hint=hint)
            below = "h(x) ≤ 0 is asked for: where it is below 0, the tolerance has no say."
            student(ORIGIN, valued(0.0), valued(-value), *options).is_bool(True, hint=below)
    # Each is within a tenth of the tolerance; the sum of 32 and the length of 128 are above it.
    (small,) = valued(9e-8)
    hint = "each constraint by itself is compared with the tolerance, however many there are. What do you compare?"
    student(ORIGIN, [small] * 128, [small] * 32).is_bool(True, hint=hint)
    far = np.array([100.0, -50.0])
    met, violated = (quadratic_at(far, value, (1.0, -1.0), 0.0) for value in (0.0, 2.0))
    hint = "the tolerance is the same for every x, however long."
    student(far, [met], [violated], 0.1).is_bool(False, hint=hint)


@check(weight=0.5, public=True)
def takes_empty_lists(student):
    """a list of constraints may be empty: what is not there cannot be violated"""
    student(ORIGIN, [], []).is_bool(True, hint="without a constraint there is none that x could violate.")
    hint = "the only constraint here decides, and an empty list has no say: what does your function find of each list?"
    for value, expected in [(0.0, True), (1.0, False)]:
        student(ORIGIN, valued(value), []).is_bool(expected, hint=hint)
        student(ORIGIN, [], valued(value)).is_bool(expected, hint=hint)


@check(weight=0.5, public=True)
def accepts_every_kind_of_argument(student, rng):
    """x may be a list, an array, a tensor or a variable, in float32 or float64"""
    x = rng.integers(-4, 5, 3) / 2
    right, wrong = draw_function(rng, x, 0.0), draw_function(rng, x, 1.0)
    student(x, [right], [right]).is_bool(True, hint="both constraints are 0 here, which is allowed.")
    hint = "with x as a float64 array your function was right about these constraints. What differs here?"
    kinds = [x.astype(np.float32), tf.constant(x), tf.constant(x, tf.float32), tf.Variable(x, dtype=tf.float32)]
    for point in kinds:
        student(point, [right], [right]).is_bool(True, hint=hint)
    student(x, [right], [wrong]).is_bool(False, hint="the equality is 0 here, but the inequality is 1.")
    for point in (x.tolist(), tf.Variable(x)):
        student(point, [right], [right]).is_bool(True, hint=hint)
        student(point, [right], [wrong]).is_bool(False, hint=hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student):
    """is right about a point that it does not change"""
    x = np.array([0.123456789, 0.87654321])
    for point in (x, tf.Variable(x)):
        for constant, expected in [(-2.0, True), (-0.5, False)]:
            inequality = quadratic((0, 0), (1, 1), constant)
            answer = student(point, [quadratic((0, 0), (0, 0))], [inequality], watch=True)
            answer.is_bool(expected)
            answer.leaves_arguments_alone()
