"""Checks of `minimum_norm_solution(A, b)`."""

import numpy as np
import tensorflow as tf

from autograder.argument_kinds import changeable_columns_of, changeable_kinds_of, mixed_kinds_of
from autograder.checking import check
from autograder.checks.s5_linear_least_squares.common import (
    CONVERT,
    rank_deficient,
    well_conditioned,
)

PSEUDOINVERSE = "the pseudoinverse A⁺ exists for every A. Does what you invert exist for this shape and rank?"


def tolerance(A, b):
    """Return what float32 may lose: 1e-5, a hundred times its precision, of cond(A)²‖b‖/σ, with σ > 0 the smallest."""
    s = np.linalg.svd(A, compute_uv=False)
    smallest = s[s > 1e-6 * s[0]][-1]
    return 1e-5 * (s[0] / smallest) ** 2 * np.linalg.norm(b) / smallest


@check(weight=1, public=True)
def solves_hand_calculations(student):
    """solves small examples that you can work out by hand"""
    hint = "x₁ + 2x₂ = 5 has many solutions: which is nearest to 0?"  # not x₁ + x₂ = 2, where Aᵀb is 2A⁺b
    student(tf.constant([[1.0, 2.0]]), tf.constant([5.0])).is_close_to([1.0, 2.0], rtol=1e-5, hint=hint)
    hint = "x₁ + x₂ is to be 1 and to be 3: which value is nearest to both, and which x with that sum is nearest to 0?"
    A, b = np.ones((2, 2)), np.array([1.0, 3.0])
    student(A, b).is_close_to([1.0, 1.0], rtol=1e-5, hint=hint)
    student(2 * A, 4 * b).is_close_to([2.0, 2.0], rtol=1e-5, hint=hint)
    hint = "x₁ + x₂ is to be 0, 0 again, and 3: a row that comes twice counts twice. Which value is nearest to all three?"
    student(np.ones((3, 2)), np.array([0.0, 0.0, 3.0])).is_close_to([0.5, 0.5], rtol=1e-5, hint=hint)
    hint = "a matrix of one column is a matrix still, and x a vector of one entry: 3x = 6 and 4x = 8."
    A, b = np.array([[3.0], [4.0]]), np.array([6.0, 8.0])
    student(A, b).is_close_to(2.0, rtol=1e-5, hint=hint)  # () is as good as (1,)


@check(weight=1, public=True)
def is_the_minimum_where_there_is_one(student, reference, rng):
    """is the least squares solution where there is only one: tall or square A of full rank"""
    for rows, columns in ((7, 3), (4, 4), (12, 5)):
        A, b = well_conditioned(rng, rows, columns), rng.normal(size=rows)
        student(A, b).is_close_to(reference(A, b), rtol=0, atol=tolerance(A, b), hint=PSEUDOINVERSE)
    hint = "the singular values are 512 and 1: the smaller one is not 0, and is not to be left out."
    # Diagonal, so that float32 loses nothing in any way; a penalty of 1e-9‖A‖² takes 8e-4 from the 3.
    A = np.array([[512.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    student(A, np.array([1024.0, 3.0, 1.0])).is_close_to([2.0, 3.0], rtol=0, atol=1e-3, hint=hint)


@check(weight=1, public=True)
def is_the_smallest_of_many(student, reference, rng):
    """is the smallest of all solutions of a wide system"""
    for rows, columns in ((3, 7), (2, 3), (4, 9)):
        A, b = well_conditioned(rng, rows, columns), rng.normal(size=rows)
        hint = "does your x have a part that A does not see, Ad = 0? Without it x would be shorter."
        student(A, b).is_close_to(reference(A, b), rtol=0, atol=tolerance(A, b), hint=hint)


@check(weight=1.5)
def takes_rank_deficient_matrices(student, reference, rng):
    """takes matrices whose rank is below both of their sizes"""
    for rows, columns, rank in ((5, 3, 2), (3, 5, 2), (4, 4, 2), (4, 3, 1)):
        A, b = rank_deficient(rng, rows, columns, rank), rng.normal(size=rows)
        student(A, b).is_close_to(reference(A, b), rtol=0, atol=tolerance(A, b), hint=PSEUDOINVERSE)
    A, b = np.array([[3.0, 1.0, 2.0], [7.0, 5.0, 4.0], [10.0, 6.0, 6.0]]), rng.normal(size=3)
    hint = "the third row is the sum of the others, but elimination, which divides by 10, is left with 1e-16 and not with 0."
    student(A, b).is_close_to(reference(A, b), rtol=0, atol=tolerance(A, b), hint=hint)


@check(weight=0.25, public=True)  # a corner: what copes with every other rank has nearly all
def gives_zero_for_the_zero_matrix(student):
    """gives 0 for A = 0, whose rank is 0"""
    hint = "for A = 0 every x is as good as any other, and one is the smallest: what in your function is then divided by 0?"
    student(np.zeros((2, 3)), np.array([1.0, 2.0])).is_close_to([0.0, 0.0, 0.0], atol=1e-5, hint=hint)


@check(weight=1)
def copes_with_every_scale(student, reference, rng):
    """gives A⁺b for an A of large or small entries as well"""
    hint = "what is tiny is so beside the largest singular value: a fixed limit, or a fixed multiple of I, suits one size of A."
    # Of full rank: where A's rank is lower its entries are integers, which a fixed limit well below 1 suits. Powers of two change no
    # rounding. The smallest singular value is 2⁻¹¹: a limit, or the root of a penalty, of 1e-5 is a fiftieth of it.
    for scale in (2.0**10, 2.0**-11):
        for rows, columns in ((6, 3), (3, 6)):
            A, b = scale * well_conditioned(rng, rows, columns), rng.normal(size=rows)
            expected = reference(A, b)
            student(A, b).is_close_to(expected, rtol=0, atol=1e-3 * np.linalg.norm(expected), hint=hint)


@check(weight=1)
def accepts_every_kind_of_argument(student, reference, rng):
    """accepts lists, arrays, tensors and variables in either precision, b as a vector or a column"""
    A, b = well_conditioned(rng, 3, 5), rng.normal(size=3)
    for given in mixed_kinds_of(A, b, columns=True):
        student(*given).is_close_to(reference(A, b), rtol=0, atol=tolerance(A, b), hint=CONVERT)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right x, twice the same, without changing its arguments"""
    A, b = well_conditioned(rng, 4, 6), rng.normal(size=4)
    for given in changeable_kinds_of(A, b):
        answer = student(*given, watch=True)
        answer.is_close_to(reference(A, b), rtol=0, atol=tolerance(A, b))
        answer.leaves_arguments_alone()
    for given in changeable_columns_of(A, b):
        student(*given, watch=True).leaves_arguments_alone()
