"""Checks of `least_squares_gradient(A, b, x)`."""

import numpy as np
import tensorflow as tf

from autograder.argument_kinds import changeable_columns_of, changeable_kinds_of, mixed_kinds_of
from autograder.checking import check
from autograder.checks.s5_linear_least_squares.common import CONVERT, well_conditioned

SHAPES = "Ax − b has one entry for each row of A, the gradient one for each column. What brings the one to the other?"
HALF = "f(x) = ½‖Ax − b‖². Which factor does the square leave behind, and what does the ½ do to it?"


def rounding(A, b, x):
    """Return what float32 may lose: 1e-5, a hundred times its precision, of the largest sum of absolute terms."""
    A, b, x = (np.abs(np.asarray(value, dtype=np.float64)) for value in (A, b, x))
    return 1e-5 * (A.T @ (A @ x.reshape(-1) + b.reshape(-1))).max()


def half_square(A, b, x):
    """Return ½‖Ax − b‖²."""
    return 0.5 * np.sum((A @ x - b) ** 2)


@check(weight=1, public=True)
def agrees_with_a_hand_calculation(student):
    """agrees with small examples that you can work out by hand"""
    A, b = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), tf.constant([1.0, 0.0, -1.0])
    hint = "work out Ax − b first: for x = (1, −1) it is (−2, −1, 0)."
    student(A, b, tf.constant([1.0, -1.0])).is_close_to([-5.0, -8.0], rtol=1e-5, hint=hint)
    student(A, b, tf.constant([0.0, 0.0])).is_close_to([4.0, 4.0], rtol=1e-5, hint=hint)


@check(weight=1, public=True)
def agrees_with_central_differences(student, rng):
    """agrees with the central differences of ½‖Ax − b‖²"""
    A, b, x = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3)
    h = 1e-3  # central differences of a quadratic are exact for every h
    slopes = [(half_square(A, b, x + d) - half_square(A, b, x - d)) / (2 * h) for d in h * np.eye(3)]
    student(A, b, x).is_close_to(slopes, rtol=0, atol=rounding(A, b, x), hint=HALF)


@check(weight=1.5)
def agrees_on_tall_wide_and_square_matrices(student, reference, rng):
    """agrees with the reference on tall, wide and square matrices"""
    for rows, columns in ((7, 3), (3, 7), (5, 5), (1, 4), (40, 6)):
        A, b, x = rng.normal(size=(rows, columns)), rng.normal(size=rows), rng.normal(size=columns)
        student(A, b, x).is_close_to(reference(A, b, x), rtol=0, atol=rounding(A, b, x), hint=SHAPES)
    small = "A and b are small here, and so is the gradient: how many of its digits come back?"
    large = "A and b are large here, and so is the gradient: it comes back as long as it is."
    for scale, hint in ((2.0**-10, small), (2.0**10, large)):
        A, b, x = scale * rng.normal(size=(4, 3)), scale * rng.normal(size=4), rng.normal(size=3)
        student(A, b, x).is_close_to(reference(A, b, x), rtol=0, atol=rounding(A, b, x), hint=hint)
    A, b, x = rng.normal(size=(6, 1)), rng.normal(size=6), rng.normal(size=1)
    expected = np.squeeze(reference(A, b, x))  # one number: () is as good as (1,)
    hint = "a matrix of one column is a matrix still, and x a vector of one entry."
    student(A, b, x).is_close_to(expected, rtol=0, atol=rounding(A, b, x), hint=hint)


@check(weight=1, public=True)
def is_zero_at_the_minimum_only(student, rng):
    """is zero at the minimum, and AᵀAd at a distance d from it"""
    A, b, d = well_conditioned(rng, 6, 3), rng.normal(size=6), rng.normal(size=3)
    lowest = np.linalg.lstsq(A, b, rcond=None)[0]
    student(A, b, lowest).is_close_to(np.zeros(3), atol=rounding(A, b, lowest), hint="at the minimum Aᵀ(Ax − b) = 0.")
    student(A, b, lowest + d).is_close_to(A.T @ A @ d, rtol=0, atol=rounding(A, b, lowest + d), hint=HALF)


@check(weight=1)
def takes_vectors_and_columns(student, reference, rng):
    """takes b and x as vectors or columns, also one of each"""
    A, b, x = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
    for given in ((b, x), (b[:, None], x[:, None]), (b[:, None], x), (b, x[:, None])):
        student(A, *given).is_close_to(reference(A, b, x), rtol=0, atol=rounding(A, b, x), hint=CONVERT)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference, rng):
    """accepts lists, arrays, tensors and variables in either precision, mixed"""
    A, b, x = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
    for given in mixed_kinds_of(A, b, x, columns=True):
        student(*given).is_close_to(reference(A, b, x), rtol=0, atol=rounding(A, b, x), hint=CONVERT)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right gradient without changing its arguments"""
    A, b, x = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
    for given in changeable_kinds_of(A, b, x):
        answer = student(*given, watch=True)
        answer.is_close_to(reference(A, b, x), rtol=0, atol=rounding(A, b, x))
        answer.leaves_arguments_alone()
    for given in changeable_columns_of(A, b, x):
        student(*given, watch=True).leaves_arguments_alone()
