"""Checks of `classify_critical_point(hessian)`.

A solver in float32 gets the eigenvalues of a symmetric matrix to about 2e-7 of the largest, those of a diagonal matrix
exactly. So an eigenvalue is either exactly 0 in a matrix of small integers (times a power of ten or two), or at least
1e-4 of the largest; in diagonal matrices it may be 3e-7 or 3e-6 of the largest: well clear of 1e-6 on either side.
"""

import numpy as np
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.common import symmetric_matrix

SIGNS = "what do the signs of all the eigenvalues say about f to every side of the point?"
OFF_DIAGONAL = "the diagonal alone does not show the signs: look at f(x, y) = x² + 6xy + y² along (1, −1)."
FLAT = "along the eigenvector of a zero eigenvalue, do second derivatives say whether f rises or falls?"
TWO_SIGNS = "f rises one way and falls another: can what happens along a third direction still change that?"
RELATIVE = "rounding leaves errors that grow with the largest eigenvalue: what should 'zero' be measured against, and how small a share of it is zero?"


@check(weight=1.5, public=True)
def tells_minimum_maximum_and_saddle_apart(student):
    """tells a minimum, a maximum and a saddle apart"""
    for hessian, kind, hint in (
        ([[2.0, 0.0], [0.0, 10.0]], "minimum", SIGNS),
        ([[-2.0, 0.0], [0.0, -10.0]], "maximum", SIGNS),
        ([[6.0, -2.0], [-2.0, -480.0]], "saddle", SIGNS),
        ([[1.0, 3.0], [3.0, 1.0]], "saddle", OFF_DIAGONAL),
        ([[-1.0, 3.0], [3.0, -2.0]], "saddle", OFF_DIAGONAL),
    ):
        student(tf.constant(hessian)).is_text(kind, hint=hint)


@check(weight=1)
def agrees_on_random_matrices_of_every_size(student, rng):
    """agrees on random symmetric matrices from 1 × 1 to 6 × 6"""
    for size in (1, 2, 3, 4, 6):
        moduli = rng.uniform(0.5, 5.0, size)
        cases = [(moduli, "minimum"), (-moduli, "maximum")]
        if size > 1:  # one eigenvalue against all the others, either way round
            odd = np.where(np.arange(size) == 0, -1.0, 1.0)
            cases += [(odd * moduli, "saddle"), (-odd * moduli, "saddle")]
        for eigenvalues, kind in cases:
            student(tf.constant(symmetric_matrix(rng, eigenvalues))).is_text(kind, hint=SIGNS)
    diagonal = rng.uniform(0.5, 2.0)
    beside = diagonal + rng.uniform(0.5, 2.0)  # eigenvalues diagonal − beside (twice) and diagonal + 2·beside
    matrix = np.full((3, 3), beside) + (diagonal - beside) * np.eye(3)
    for hessian in (matrix, -matrix):
        student(tf.constant(hessian)).is_text("saddle", hint=SIGNS)


@check(weight=1, public=True)
def leaves_flat_directions_open(student):
    """says inconclusive where an eigenvalue is 0 and the others have one sign"""
    for diagonal, kind in (
        ([4.0, 0.0], "inconclusive"),
        ([0.0, -4.0], "inconclusive"),
        ([3.0, 0.0, 2.0], "inconclusive"),
        ([0.0, -1.0, 0.0, -5.0], "inconclusive"),
        ([0.0, 0.0], "inconclusive"),
        ([0.0], "inconclusive"),
        ([3.0, 1.0, 2.0], "minimum"),
        ([-3.0, -1.0, -2.0], "maximum"),
    ):
        hessian = tf.linalg.diag(tf.constant(diagonal))
        student(hessian).is_text(kind, hint=FLAT if kind == "inconclusive" else SIGNS)


@check(weight=0.5)
def sees_the_saddle_beside_a_zero(student):
    """says saddle where there are two signs, whatever else is 0"""
    exchange = np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])  # eigenvalues 2, −2, 0
    for hessian, kind in (
        (np.diag([3.0, 0.0, -2.0]), "saddle"),
        (np.diag([0.0, -1.0, 0.0, 5.0]), "saddle"),
        (exchange, "saddle"),
        (np.diag([3.0, 2.0, 0.0, -1.0]), "saddle"),
        (np.diag([1.0, 0.0, -3.0, -2.0]), "saddle"),
        (np.diag([3.0, 0.0, 2.0]), "inconclusive"),
    ):
        student(tf.constant(hessian, tf.float32)).is_text(kind, hint=TWO_SIGNS)


@check(weight=1)
def measures_zero_against_the_largest(student, rng):
    """counts an eigenvalue as 0 by its ratio to the largest one, whatever the scale of f"""
    ones, tiny = np.ones((3, 3)), 2.0**-30  # the eigenvalues of ones are 3, 0, 0
    for hessian, kind in (
        (symmetric_matrix(rng, [1e6, 1e2]), "minimum"),
        (symmetric_matrix(rng, [-1e6, 1e2, -1e5]), "saddle"),
        (np.diag([10.0, 1e6]), "minimum"),
        (np.diag([1e6, 1e2, 1e2]), "minimum"),  # the determinant is 1e-8 of the largest one cubed
        (np.diag([1.0, 1e7]), "inconclusive"),
        (np.diag([-1.0, -1e8]), "inconclusive"),
        (np.diag([1.0, -1e8]), "inconclusive"),
        (np.diag([1e8, 1e7, -1.0]), "inconclusive"),
        (np.diag([1e7, 3.0, 3.0, 3.0, 3.0, 3.0]), "inconclusive"),  # 3e-7 of the largest, 1.8e-6 of the mean
        (np.diag([3e-6, *np.ones(8)]), "minimum"),  # 4e-7 of the sum
        (1e6 * np.array([[1.0, 2.0], [2.0, 4.0]]), "inconclusive"),
        (ones, "inconclusive"),
        (-ones, "inconclusive"),
        (tiny * np.array([[2.0, 1.0], [1.0, 2.0]]), "minimum"),
        (tiny * np.array([[1.0, 3.0], [3.0, 1.0]]), "saddle"),
        (tiny * np.array([[-2.0, 1.0], [1.0, -2.0]]), "maximum"),
    ):
        student(tf.constant(hessian)).is_text(kind, hint=RELATIVE)


@check(weight=0.5)
def accepts_every_kind_of_argument(student):
    """accepts lists, arrays, tensors and variables of either precision"""
    bowl = [[2.0, 1.0], [1.0, 3.0]]
    for hessian, kind in (
        (bowl, "minimum"),
        ([[-2.5]], "maximum"),
        (np.array(bowl, np.float32), "minimum"),
        (-np.array(bowl), "maximum"),
        (tf.constant(bowl, tf.float64), "minimum"),
        (tf.Variable([[1.0, 2.0], [2.0, 1.0]]), "saddle"),
        (tf.Variable([[1.0, 0.0], [0.0, -1.0]], dtype=tf.float64), "saddle"),
    ):
        student(hessian).is_text(kind, hint="if only this check is lost: convert the argument first: tf.convert_to_tensor or np.asarray.")


@check(weight=0.5)
def leaves_its_argument_alone(student):
    """gives the right word and leaves the matrix as it was"""
    for hessian, kind in (
        (np.array([[-4.0, 1.0], [1.0, -2.0]]), "maximum"),
        (np.array([[4.0, 1.0], [1.0, 2.0]], np.float32), "minimum"),
        (tf.Variable([[4.0, 5.0], [5.0, 2.0]]), "saddle"),
    ):
        answer = student(hessian, watch=True)
        answer.is_text(kind)
        answer.leaves_arguments_alone()
