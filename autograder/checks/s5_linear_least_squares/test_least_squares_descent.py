"""Checks of `least_squares_descent(A, b, x0, learning_rate, tolerance, max_steps)`."""

import numpy as np

from autograder.argument_kinds import changeable_columns_of, changeable_kinds_of, mixed_kinds_of
from autograder.checking import check
from autograder.checks.s5_linear_least_squares.common import CONVERT, well_conditioned

STEPS = "count the steps: max_steps of them, each x ← x − ε(AᵀAx − Aᵀb), and then x is returned."
BEFORE = "look at the gradient before each step, also before the first: is there anything left to do?"
STOP = "which number is compared with the tolerance: the Euclidean norm of the gradient, or something else?"
SMALL = "A is small here, and so is the gradient, even far from the minimum: is it the given tolerance that ends the loop?"
ANY_SIZE = "b and x are very small or large here: only the given tolerance ends the loop, and every step is a whole one."
SLOW = "the steps are small here because the learning rate is: only a small gradient may end the loop before max_steps."
ATOL = 1e-4  # the numbers are of size 1 and the steps shrink the error of float32, 1e-6, as they shrink any other


def halving_problem(rng, scale=1.0):
    """Return (A, b, x0, learning_rate, norm): every step halves the gradient, whose first Euclidean norm is `norm`.

    A is 2 times orthonormal columns, so that AᵀA = 4I and a learning rate of 1/8 goes half the way to the minimum.
    All entries of the gradient have the same size, so that other norms would stop elsewhere. The residual stays.
    scale : a power of two, of A and b. It leaves every x and its rounding as they are, and only the gradient is scale² of
    what it was: the distance from the minimum is ‖gradient‖ / (4 scale²), since 4 scale² is each eigenvalue of AᵀA.
    """
    orthonormal, _ = np.linalg.qr(rng.normal(size=(9, 6)))
    noise = rng.normal(size=9)
    noise -= orthonormal @ (orthonormal.T @ noise)
    lowest = rng.normal(size=6)
    b = 2 * orthonormal @ lowest + noise / np.linalg.norm(noise)
    x0 = lowest + 0.5 * rng.choice([-1.0, 1.0], size=6)
    return scale * 2 * orthonormal, scale * b, x0, 0.125 / scale**2, scale**2 * 2 * np.sqrt(6.0)


@check(weight=1, public=True)
def takes_no_step_for_max_steps_0(student, reference, rng):
    """takes no step if max_steps is 0, and one if it is 1"""
    A, b, x0, learning_rate, _ = halving_problem(rng)
    student(A, b, x0, learning_rate, 1e-3, 0).is_close_to(x0, rtol=0, atol=1e-6, hint=STEPS)
    one = reference(A, b, x0, learning_rate, 1e-3, 1)
    student(A, b, x0, learning_rate, 1e-3, 1).is_close_to(one, rtol=0, atol=ATOL, hint=STEPS)


@check(weight=2)
def takes_max_steps_steps(student, reference, rng):
    """is where gradient descent is after max_steps steps, if the tolerance is not reached before"""
    for rows, columns, max_steps in ((6, 3, 2), (3, 6, 5), (4, 4, 9)):
        A, b, x0 = well_conditioned(rng, rows, columns), rng.normal(size=rows), rng.normal(size=columns)
        arguments = A, b, x0, 0.1, 1e-3, max_steps
        student(*arguments).is_close_to(reference(*arguments), rtol=0, atol=ATOL, hint=STEPS)
    for rows, columns in ((5, 1), (1, 4)):
        A, b, x0 = well_conditioned(rng, rows, columns), rng.normal(size=rows), rng.normal(size=columns)
        arguments = A, b, x0, 0.02, 1e-3, 3
        hint = "a matrix of one column or one row is a matrix still: keep its two axes."
        expected = np.squeeze(reference(*arguments))  # one number where there is one column: () is as good as (1,)
        student(*arguments).is_close_to(expected, rtol=0, atol=ATOL, hint=hint)
    # x₁ is 1, −2, 4, −8: f grows, and the result is the last iterate all the same.
    arguments = np.diag([1.0, 2.0]), np.zeros(2), np.ones(2), 0.75, 1e-3, 3
    student(*arguments).is_close_to([0.25**3, -8.0], rtol=0, atol=ATOL, hint=STEPS)
    # Steps of 7e-9 in each entry, 1.5e-7 in all, of an x of size 1/4096: float32 tells it to 3e-9 after 20 steps.
    A, b, x0, _, _ = halving_problem(rng)
    arguments = A, b / 4096, x0 / 4096, 2.0**-16, 1e-8, 20
    student(*arguments).is_close_to(reference(*arguments), rtol=0, atol=ATOL / 4096, hint=SLOW)


@check(weight=1.5, public=True)
def tests_the_gradient_before_the_first_step(student, rng):
    """returns x0 if the gradient is small enough there, and goes on if it is not"""
    A, b, x0, learning_rate, norm = halving_problem(rng)
    student(A, b, x0, learning_rate, norm * 1.5, 20).is_close_to(x0, rtol=0, atol=1e-6, hint=BEFORE)
    half_way = x0 - learning_rate * (A.T @ (A @ x0 - b))
    student(A, b, x0, learning_rate, norm * 0.75, 20).is_close_to(half_way, rtol=0, atol=ATOL, hint=STOP)


@check(weight=1, public=True)
def stops_once_the_gradient_is_small(student, reference, rng):
    """stops as soon as the norm of the gradient is at most the tolerance"""
    cases = (4, 1.0, STOP), (6, 1.0, STOP), (5, 1 / 32, SMALL), (4, 1 / 1024, SMALL)
    for halvings, scale, hint in cases:  # the tolerance lies half-way between two steps: no rounding can decide
        A, b, x0, learning_rate, norm = halving_problem(rng, scale)
        arguments = A, b, x0, learning_rate, norm * 0.5 ** (halvings - 0.5), 40
        student(*arguments).is_close_to(reference(*arguments), rtol=0, atol=ATOL, hint=hint)
    for halvings, size in (13, 2.0**-20), (5, 2.0**10):  # of b and x: all numbers on the way are so many times as large
        A, b, x0, learning_rate, norm = halving_problem(rng)
        arguments = A, size * b, size * x0, learning_rate, size * norm * 0.5 ** (halvings - 0.5), 40
        student(*arguments).is_close_to(reference(*arguments), rtol=0, atol=size * ATOL, hint=ANY_SIZE)


@check(weight=1, public=True)
def reaches_the_minimum(student, reference, rng):
    """reaches the minimum, and of many minima the one that can be reached from x0"""
    for rows, columns in ((8, 3), (3, 6)):
        A, b = well_conditioned(rng, rows, columns, low=1.0, high=2.0), rng.normal(size=rows)
        x0 = np.linalg.pinv(A) @ b + np.linalg.svd(A)[2].sum(axis=0)  # 1 away from the minima in every direction
        lowest = x0 + np.linalg.pinv(A) @ (b - A @ x0)
        # each step leaves at most 0.6 of the distance: nothing after 60; an early end is another check's affair
        student(A, b, x0, 0.4, 1e-6, 60).is_close_to(lowest, rtol=0, atol=2e-3, hint="does f fall with every step?")
    arguments = np.diag([1.0, 0.125]), np.array([1.0, 0.25]), np.zeros(2), 1.0, 1e-6, 400  # x₁ comes nearer to 2 by 1/64 of the way
    hint = "this takes 400 steps, and the gradient is not yet small: nothing but max_steps may end the loop before."
    student(*arguments).is_close_to(reference(*arguments), rtol=0, atol=2e-3, hint=hint)


@check(weight=1)
def accepts_every_kind_of_argument(student, reference, rng):
    """accepts lists, arrays, tensors and variables in either precision, b and x0 as vectors or columns"""
    A, b, x0 = well_conditioned(rng, 5, 3), rng.normal(size=5), rng.normal(size=3)
    expected = reference(A, b, x0, 0.1, 1e-3, 3)
    for given in mixed_kinds_of(A, b, x0, columns=True):
        student(*given, 0.1, 1e-3, 3).is_close_to(expected, rtol=0, atol=ATOL, hint=CONVERT)


@check(weight=1)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right point, twice the same, without changing its arguments"""
    A, b, x0 = well_conditioned(rng, 5, 3), rng.normal(size=5), rng.normal(size=3)
    expected = reference(A, b, x0, 0.1, 1e-3, 3)
    for given in changeable_kinds_of(A, b, x0):
        answer = student(*given, 0.1, 1e-3, 3, watch=True)
        answer.is_close_to(expected, rtol=0, atol=ATOL)
        answer.leaves_arguments_alone()
    for given in changeable_columns_of(A, b, x0):
        student(*given, 0.1, 1e-3, 3, watch=True).leaves_arguments_alone()
