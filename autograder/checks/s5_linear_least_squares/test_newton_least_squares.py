"""Checks of `newton_least_squares(A, b, x0)`."""

import numpy as np
import tensorflow as tf

from autograder.argument_kinds import changeable_columns_of, changeable_kinds_of, mixed_kinds_of
from autograder.checking import check
from autograder.checks.s5_linear_least_squares.common import (
    CONVERT,
    EXACT_SUMS,
    float32_error,
    straight_line,
    unequal_columns,
    well_conditioned,
)

STEP = "the step is −H⁻¹g. What is g at x0, and what is H, the matrix of second derivatives of ½‖Ax − b‖²?"
ANY_SIZE = "H, g or x are small here: which number in your code (a multiple of I, a limit, decimals) must they suit?"
UNEQUAL = "H's eigenvalues are 16384 and 1 here: the small one is not 0, and along it the step is as long as it is."
ONE = "a matrix of one column is a matrix still, AᵀA one of one row and one column, and x0 a vector of one entry."


@check(weight=1, public=True)
def takes_one_step_by_hand(student):
    """takes the step of small examples that you can work out by hand"""
    A, x0 = tf.constant([[1.0, 1.0], [1.0, -1.0], [2.0, 1.0]]), tf.constant([0.0, 1.0])
    hint = "H = [[6, 2], [2, 3]]: what is the gradient g at (0, 1), and which d solves Hd = −g?"
    for b, x in (([6.0, 0.0, 2.0], [1.0, 2.0]), ([-1.0, 3.0, 7.0], [3.0, -1.0])):
        student(A, tf.constant(b), x0).is_close_to(x, rtol=0, atol=float32_error(A, b, x0), hint=hint)


@check(weight=1, public=True)
def reaches_the_straight_line(student, reference, rng):
    """reaches slope and intercept of the section's straight line, b and x0 columns"""
    A, b = straight_line(rng)
    x0 = tf.constant(rng.normal(size=(2, 1)), tf.float32)
    student(A, b, x0).is_close_to(reference(A, b, x0), rtol=0, atol=float32_error(A, b, x0), hint=STEP)


@check(weight=2)
def agrees_on_tall_and_square_matrices(student, reference, rng):
    """agrees with the reference on tall and square matrices"""
    for rows, columns in ((9, 4), (5, 5), (20, 3), (3, 2)):
        A, b, x0 = well_conditioned(rng, rows, columns), rng.normal(size=rows), rng.normal(size=columns)
        student(A, b, x0).is_close_to(reference(A, b, x0), rtol=0, atol=float32_error(A, b, x0), hint=STEP)
    # Powers of two change no rounding. First H and g are of size 2⁻²⁰ and x is not, then x is of size 2⁻¹⁰.
    for of_A, of_b, of_x0 in ((2.0**-10, 2.0**-10, 1.0), (2.0**10, 1.0, 2.0**-10)):
        A, b, x0 = of_A * well_conditioned(rng, 6, 3), of_b * rng.normal(size=6), of_x0 * rng.normal(size=3)
        student(A, b, x0).is_close_to(reference(A, b, x0), rtol=0, atol=float32_error(A, b, x0), hint=ANY_SIZE)
    (A, b), x0 = unequal_columns(), np.array([1.0, 1.0])
    student(A, b, x0).is_close_to([2.0, 3.0], rtol=0, atol=EXACT_SUMS, hint=UNEQUAL)
    A, b, x0 = np.array([[1.0], [2.0], [2.0]]), np.array([1.0, 2.0, 5.0]), np.array([4.0])
    student(A, b, x0).is_close_to(5 / 3, rtol=0, atol=float32_error(A, b, x0), hint=ONE)  # () is as good as (1,)


@check(weight=2, public=True)
def ends_at_the_minimum_from_everywhere(student, rng):
    """ends at the minimum from 0, from far away, from nearby and from the minimum itself"""
    A, b = well_conditioned(rng, 7, 3), rng.normal(size=7)
    lowest = np.linalg.lstsq(A, b, rcond=None)[0]
    hint = "a quadratic is its own quadratic model: the full step leads to the minimum from any x0."
    far = [rng.choice([-size, size], size=3) for size in (25.0, 1e4)]
    for x0 in (np.zeros(3), *far, lowest + rng.choice([-0.02, 0.02], size=3), lowest):
        student(A, b, x0).is_close_to(lowest, rtol=0, atol=float32_error(A, b, x0), hint=hint)


@check(weight=1)
def accepts_every_kind_of_argument(student, reference, rng):
    """accepts lists, arrays, tensors and variables in either precision, b and x0 as vectors or columns"""
    A, b, x0 = well_conditioned(rng, 6, 3), rng.normal(size=6), rng.normal(size=3)
    for given in mixed_kinds_of(A, b, x0, columns=True):
        student(*given).is_close_to(reference(A, b, x0), rtol=0, atol=float32_error(A, b, x0), hint=CONVERT)


@check(weight=1)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right point, twice the same, without changing its arguments"""
    A, b, x0 = well_conditioned(rng, 6, 3), rng.normal(size=6), rng.normal(size=3)
    for given in changeable_kinds_of(A, b, x0):
        answer = student(*given, watch=True)
        answer.is_close_to(reference(A, b, x0), rtol=0, atol=float32_error(A, b, x0))
        answer.leaves_arguments_alone()
    for given in changeable_columns_of(A, b, x0):
        student(*given, watch=True).leaves_arguments_alone()
