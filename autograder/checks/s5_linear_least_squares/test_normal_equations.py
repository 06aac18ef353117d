"""Checks of `normal_equations(A, b)`."""

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

ZERO = "set the gradient AᵀAx − Aᵀb to zero. Which square matrix stands before x, and what on the other side?"
ANY_SIZE = "for an A a thousand times as large x is a thousand times as small: is there a number in your code that A must suit?"
UNEQUAL = "A's columns have lengths 128 and 1 here: the small one is not 0, and its coefficient is as much part of x as the other."
ONE = "a matrix of one column is a matrix still, and AᵀA one of one row and one column."
LINE = "the columns of A are [x, 1]: which coefficient belongs to which column?"


@check(weight=1, public=True)
def solves_a_hand_calculation(student):
    """solves small examples that you can work out by hand"""
    A = tf.constant([[1.0, 1.0], [1.0, -1.0], [2.0, 1.0]])
    hint = "AᵀA = [[6, 2], [2, 3]]: what is Aᵀb, and which x solves AᵀAx = Aᵀb?"
    for b, x in (([6.0, 0.0, 2.0], [1.0, 2.0]), ([-1.0, 3.0, 7.0], [3.0, -1.0])):
        student(A, tf.constant(b)).is_close_to(x, rtol=0, atol=float32_error(A, b), hint=hint)
    A, b = tf.constant([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 1.0]]), [1.0, 1.0, 4.0, 3.0]
    hint = "AᵀA = [[4, 1], [1, 1]]; a row that comes twice counts twice."
    student(A, tf.constant(b)).is_close_to([2.0, 1.0], rtol=0, atol=float32_error(A, b), hint=hint)
    A, b = tf.constant([[-2.0, 1.0], [-1.0, 1.0], [0.0, 1.0]]), [0.0, 1.0, 2.0]
    hint = "AᵀA = [[5, −3], [−3, 3]]; no entry of the first column is above 0."
    student(A, tf.constant(b)).is_close_to([1.0, 2.0], rtol=0, atol=float32_error(A, b), hint=hint)
    hint = "the columns of A are independent: only one x gives Ax = 0. Is there something in your code that must not be 0?"
    student(A, tf.zeros(3)).is_close_to([0.0, 0.0], atol=1e-6, hint=hint)


@check(weight=2, public=True)
def fits_the_straight_line(student, reference, rng):
    """finds slope and intercept of the section's straight line, A = [x, 1], b a column"""
    A, b = straight_line(rng)
    student(A, b).is_close_to(reference(A, b), rtol=0, atol=float32_error(A, b), hint=LINE)


@check(weight=2)
def agrees_on_tall_and_square_matrices(student, reference, rng):
    """agrees with the reference on tall and square matrices"""
    for rows, columns in ((9, 4), (5, 5), (20, 3), (3, 2)):
        A, b = well_conditioned(rng, rows, columns), rng.normal(size=rows)
        student(A, b).is_close_to(reference(A, b), rtol=0, atol=float32_error(A, b), hint=ZERO)
    for scale in (2.0**-10, 2.0**10):  # powers of two: they change no rounding, in float32 either
        A, b = scale * well_conditioned(rng, 6, 3), rng.normal(size=6)
        student(A, b).is_close_to(reference(A, b), rtol=0, atol=float32_error(A, b), hint=ANY_SIZE)
    A, b = unequal_columns()
    student(A, b).is_close_to([2.0, 3.0], rtol=0, atol=EXACT_SUMS, hint=UNEQUAL)
    for rows in (6, 1):
        A, b = well_conditioned(rng, rows, 1), rng.normal(size=rows)
        expected = np.squeeze(reference(A, b))  # one number: () is as good as (1,)
        student(A, b).is_close_to(expected, rtol=0, atol=float32_error(A, b), hint=ONE)


@check(weight=1, public=True)
def leaves_a_residual_orthogonal_to_the_columns(student, rng):
    """leaves a residual b − Ax that is orthogonal to every column of A"""
    A, b = well_conditioned(rng, 8, 3), rng.normal(size=8)
    answer = student(A, b)
    products = A.T @ (b - A @ answer.vector(3))
    answer.requires(
        np.abs(products).max() <= 9 * float32_error(A, b),  # an error in x comes back times AᵀA, 9 at most
        "an x for which Aᵀ(b − Ax) = 0",
        hint=ZERO,
        got=f"Aᵀ(b − Ax) = {np.array2string(products, precision=6)}",
    )


@check(weight=1)
def accepts_every_kind_of_argument(student, reference, rng):
    """accepts lists, arrays, tensors and variables in either precision, b as a vector or a column"""
    A, b = well_conditioned(rng, 6, 3), rng.normal(size=6)
    for given in mixed_kinds_of(A, b, columns=True):
        student(*given).is_close_to(reference(A, b), rtol=0, atol=float32_error(A, b), hint=CONVERT)


@check(weight=1)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right x, twice the same, without changing its arguments"""
    A, b = well_conditioned(rng, 6, 3), rng.normal(size=6)
    for given in changeable_kinds_of(A, b):
        answer = student(*given, watch=True)
        answer.is_close_to(reference(A, b), rtol=0, atol=float32_error(A, b))
        answer.leaves_arguments_alone()
    for given in changeable_columns_of(A, b):
        student(*given, watch=True).leaves_arguments_alone()
