"""Checks of `gradient_descent(f, x0, learning_rate, steps)`.

Each check calls twice or more, so that state kept from an earlier call shows whichever check comes first. But for
one example, of numbers that float32 holds exactly, the learning rates contract (below 2 over the largest curvature):
rounding errors do not grow from step to step, those of float32 stay below 1e-6.
"""

import numpy as np

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    constant, ellipse, first_entry_only, linear, over, quadratic, quartic_bowl, random_quadratic, signed, symmetric_matrix,
    waves, waves_at_y_1,
)  # fmt: skip

RTOL, ATOL = 1e-5, 2e-5  # iterates are of size 0.1 to 10
SLOPE, GENTLE_SLOPE = linear([1.0, -2.0]), linear([1e-9, -2e-9])
BOWL_OF_ONE = quadratic([[2.0]], [1.0])
STEP = "compute one step by hand, eq. (6): where is the gradient taken, and what is its sign?"


@check(weight=1.5, public=True)
def follows_the_chapter_s_example(student, reference):
    """gives the 42 iterates of the chapter's x² + y² + x sin y + y sin x with y = 1 from 1.0, and 6 from −2.0"""
    for x0, steps in [(1.0, 41), (-2.0, 5)]:
        answer = student(waves_at_y_1, x0, 0.1, steps)
        hint = "a number x0 gives a vector of steps + 1 numbers, x0 first. " + STEP
        expected = reference(waves_at_y_1, x0, 0.1, steps)
        answer.is_close_to(expected, RTOL, ATOL, hint, exact_shape=True, picture=over(waves_at_y_1))


@check(weight=2)
def agrees_on_random_functions(student, reference, rng):
    """agrees on random functions of two, three and five variables, with random learning rates"""
    quartic = quartic_bowl(symmetric_matrix(rng, [0.5, 1.0, 2.0], decimals=2), signed(rng, 3))
    small, large = random_quadratic(rng, [0.5, 2.5])[0], random_quadratic(rng, np.arange(1.0, 6.0))[0]
    for f, n in [(small, 2), (quartic, 3), (large, 5)]:
        # Curvatures are at most 2 + 3·1.5² = 8.75 where |xᵢ| ≤ 1.5: rates below 0.2 contract.
        x0, rate, steps = signed(rng, n, 0.5, 1.5), rng.uniform(0.05, 0.15), int(rng.integers(6, 10))
        x0[-1] *= n < 5  # 0 is a number like any other
        student(f, x0, rate, steps).is_close_to(reference(f, x0, rate, steps), RTOL, ATOL, hint=STEP)


@check(weight=1, public=True)
def starts_with_x0_and_takes_every_step(student, reference):
    """gives x0, then a row for each step: of none, of one, of four at the minimum, of five too long ones that climb"""
    none, one = (ellipse, (30.0, -12.0), 0.05, 0), (ellipse, (30.0, -12.0), 0.05, 1)
    still, climbing = (ellipse, (0.0, 0.0), 0.1, 4), (ellipse, (10.0, 1.0), 0.5, 5)  # x₁ = 1, −4, 16, …, −1024
    for f, x0, rate, steps in [none, one, still, climbing, (BOWL_OF_ONE, (3.0,), 0.25, 2)]:
        expected = reference(f, x0, rate, steps)
        hint = (
            "the result has steps + 1 rows, x0 first, whatever the gradient is and whether f falls or rises, "
            "and a column for each entry of the vector x0, also for a single one."
        )
        answer = student(f, list(x0), rate, steps)
        answer.is_close_to(expected, RTOL, ATOL, hint, exact_shape=True, picture=over(f))


@check(weight=1)
def goes_on_where_f_leaves_entries_out(student, reference):
    """takes its steps where f is linear, steep or almost flat, leaves an entry of x out, or is constant"""
    still = "where f does not change the gradient is 0 and x stays where it is: what does the tape return there?"
    gentle = "a gradient of 1e-9 is not 0: with a learning rate of 1e8 it makes a step of 0.1. Every step counts."
    # Steps on GENTLE_SLOPE are 0.1 and 0.2 long, as good in float32 as any.
    for f, rate, hint in [(SLOPE, 0.3, still), (first_entry_only, 0.3, still), (constant, 0.3, still), (GENTLE_SLOPE, 1e8, gentle)]:
        student(f, [0.5, 1.5], rate, 3).is_close_to(reference(f, (0.5, 1.5), rate, 3), RTOL, ATOL, hint)


@check(weight=1)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, numbers, arrays, tensors and variables in float32 and float64, vectors and scalars"""
    for x0 in kinds_of([0.75, -1.25]):
        expected, hint = reference(waves, (0.75, -1.25), 0.2, 3), "if only this check is lost: turn x0 into a tensor first."
        student.once(waves, x0, 0.2, 3, watch=True).is_close_to(expected, RTOL, ATOL, hint)
    for x0 in kinds_of(0.75)[1:]:  # the chapter's example has a Python float
        hint = "a scalar x0, also as a tensor or an array without axes, gives a vector of steps + 1 numbers."
        expected = reference(waves_at_y_1, 0.75, 0.2, 3)
        student(waves_at_y_1, x0, 0.2, 3).is_close_to(expected, RTOL, ATOL, hint, exact_shape=True)


@check(weight=1, public=True)
def leaves_its_arguments_alone(student, reference):
    """gives the iterates and leaves x0 as it was"""
    for x0 in changeable_kinds_of([0.75, -1.25]):
        answer = student.once(waves, x0, 0.2, 3, watch=True)
        answer.is_close_to(reference(waves, (0.75, -1.25), 0.2, 3), RTOL, ATOL, picture=over(waves))
        answer.leaves_arguments_alone("x -= … and assign_sub work in place: on whose numbers?")


@check(weight=0.5)
def starts_afresh_at_each_call(student, reference):
    """gives the same for the same arguments, whatever was asked in between"""
    for x0, steps in [((3.0, -1.0), 2), ((-2.0, 2.0), 3), ((3.0, -1.0), 2)]:
        hint = "what is left over from the call before: a list, a variable, a counter?"
        expected = reference(ellipse, x0, 0.05, steps)
        student(ellipse, list(x0), 0.05, steps).is_close_to(expected, RTOL, ATOL, hint)
