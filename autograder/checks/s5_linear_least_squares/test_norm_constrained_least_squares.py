"""Checks of `norm_constrained_least_squares(A, b, radius=1.0)`.

Both are asked for to 1e-3 of their size. Inputs keep clear of ‖A⁺b‖ = radius: there λ is near 0, and to 1e-3 of nothing.
"""

import numpy as np
import tensorflow as tf

from autograder.argument_kinds import as_kind, mixed_kinds_of
from autograder.checking import check
from autograder.checks.s5_linear_least_squares.common import (
    CONVERT,
    rank_deficient,
    well_conditioned,
)
from autograder.describing import describe_value

PAIR = "return two things, x with one entry for each column of A, and the number λ: `return x, multiplier`."
FEASIBLE = "when does the constraint not matter at all? What are x and λ then?"
SMALL = "the singular values are 128 and 1: the smaller one is not 0, and is not to be left out."
BOUNDARY = "put x(λ) of eq. (18) into xᵀx = radius²: one equation for λ. Does ‖x(λ)‖ grow or shrink with λ?"
MULTIPLIER = "differentiate L = ½‖Ax − b‖² + λ(xᵀx − radius²) by x: by how much of λ does the diagonal of AᵀA grow?"
ONE = "a matrix of one row or one column is a matrix still, and x a vector with one entry for each column."
RADIUS = "where does the radius belong: into which comparison, into which equation, and as which power?"
SCALE = (
    "which of your numbers (a learning rate, a number of steps, a largest λ, …) suits only an A and an x of a usual size? For an A "
    "ten times as large λ is a hundred times as large; for x and radius ten times as large it stays, but xᵀx − radius² does not."
)

WIDE = np.array([[0.0, -4.0, -2.0, 0.0], [-2.0, 2.0, 0.0, 2.0], [-2.0, 2.0, 0.0, 2.0]])  # of rank 2, as the next
TALL = np.array([[-1.0, 1.0, 0.0], [0.0, 2.0, 2.0], [-1.0, 1.0, 0.0], [-2.0, 2.0, 0.0]])


def with_solution_of_length(A, b, length):
    """Return b scaled so that ‖A⁺b‖ = length."""
    return b * length / np.linalg.norm(np.linalg.pinv(A) @ b)


def problem(rng, rows, columns, length):
    """Return a well-conditioned A and a b with ‖A⁺b‖ = length."""
    A = well_conditioned(rng, rows, columns)
    return A, with_solution_of_length(A, rng.normal(size=rows), length)


def read_pair(answer, size):
    """Return (x, λ) of an answer, or end the check."""
    expected = f"(x, λ) with x of shape ({size},)"
    x, multiplier = answer.pair(expected, PAIR)
    shapes = ((size,), (size, 1), ()) if size == 1 else ((size,), (size, 1))
    answer.requires(x.shape in shapes and multiplier.size == 1, expected, PAIR)
    return x.reshape(-1).astype(np.float64), float(multiplier.reshape(()))


def sensitivity(A, x, multiplier):
    """Return by how many per cent λ changes where ‖x(λ)‖ changes by one: 1 for large λ, more for small ones."""
    inverse = np.linalg.inv(A.T @ A + 2 * multiplier * np.eye(A.shape[1]))
    return (x @ x) / (2 * multiplier * (x @ inverse @ x))


def demand_x(answer, expected, A, hint):
    """Fail unless x is right to 1e-3 of its length."""
    x, _ = read_pair(answer, A.shape[1])
    wanted = np.asarray(expected[0])
    holds = np.linalg.norm(x - wanted) <= 1e-3 * np.linalg.norm(wanted)
    answer.requires(holds, _tell(wanted), hint, got=_tell(x))


def demand_multiplier(answer, expected, A, hint):
    """Fail unless λ is right to 1e-3, or to what an x that is right to 1e-3 leaves open; 0 to 1e-3."""
    _, multiplier = read_pair(answer, A.shape[1])
    wanted = float(expected[1])
    error = 1e-3
    if wanted:
        error *= wanted * max(1.0, sensitivity(A, np.asarray(expected[0]), wanted))
    answer.requires(abs(multiplier - wanted) <= error, f"λ = {wanted:.6g}", hint, got=f"λ = {multiplier:.6g}")


def demand_both(answer, expected, A, hint):
    """Fail unless both are right."""
    demand_x(answer, expected, A, hint)
    demand_multiplier(answer, expected, A, hint)


def _tell(x):
    return f"x = {describe_value(x)}, of length {np.linalg.norm(x):.6g}"


@check(weight=1.5, public=True)
def solves_hand_calculations(student, reference):
    """solves small examples that you can work out by hand"""
    A = tf.constant([[1.0, 0.0], [0.0, 1.0]])
    for b in ([3.0, 4.0], [-6.0, 8.0], [0.0, 3.0], [0.3, 0.4]):
        answer = student(A, tf.constant(b))
        hint = "with A = I eq. (18) says x = b / (1 + 2λ). For which λ is ‖x‖ = 1? Must it be?"
        demand_both(answer, reference(A, b), A.numpy(), hint)
    for A, b in ([[1.0, 2.0]], [10.0]), ([[1.0, 2.0]], [2.0]), ([[3.0], [4.0]], [6.0, 9.0]):
        A, b = np.array(A), np.array(b)
        demand_both(student(A, b), reference(A, b), A, ONE)


@check(weight=2, public=True)
def keeps_the_minimum_norm_solution_if_it_is_feasible(student, reference, rng):
    """gives the minimum norm solution and λ = 0 where that solution is short enough"""
    for rows, columns, length in ((6, 3, 0.6), (4, 4, 0.8), (3, 6, 0.5)):
        A, b = problem(rng, rows, columns, length)
        demand_both(student(A, b), reference(A, b), A, FEASIBLE)
    # Diagonal, so that float32 loses nothing in any way.
    A, b = np.array([[128.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([32.0, 0.375, 1.0])
    demand_both(student(A, b), reference(A, b), A, SMALL)


@check(weight=2, public=True)
def finds_x_on_the_boundary(student, reference, rng):
    """finds the x of length 1 where the minimum norm solution is too long"""
    for rows, columns in ((7, 3), (5, 5), (3, 6)):
        A, b = problem(rng, rows, columns, 5.0)
        demand_x(student(A, b), reference(A, b), A, BOUNDARY)
    A = well_conditioned(rng, 11, 9)  # a long x with small entries
    b = A @ (0.8 * rng.choice([-1.0, 1.0], size=9))
    demand_x(student(A, b), reference(A, b), A, BOUNDARY)


@check(weight=2)
def finds_the_multiplier(student, reference, rng):
    """finds the λ that belongs to it"""
    for rows, columns, length in ((7, 3, 5.0), (3, 6, 5.0), (6, 2, 10.0)):
        A, b = problem(rng, rows, columns, length)
        demand_multiplier(student(A, b), reference(A, b), A, MULTIPLIER)


@check(weight=3)
def obeys_other_radii(student, reference, rng):
    """obeys a radius other than 1, larger or smaller"""
    for radius, length in ((2.0, 10.0), (0.5, 2.5), (3.0, 2.0), (0.5, 0.3)):
        A, b = problem(rng, 6, 3, length)
        demand_both(student(A, b, radius), reference(A, b, radius), A, RADIUS)
    A = well_conditioned(rng, 6, 3)  # ‖A⁺b‖ = 0.69 is too long, though its square and its entries are below 0.5
    b = A @ (0.4 * rng.choice([-1.0, 1.0], size=3))
    demand_both(student(A, b, 0.5), reference(A, b, 0.5), A, RADIUS)


@check(weight=2)
def copes_with_every_scale(student, reference, rng):
    """finds x and λ for an A with large or small entries as well, and for a large or small radius"""
    # Well-conditioned: float32 is as accurate at any scale. ‖A⁺b‖ is three radii, so λ is between σ² of A's smallest singular value
    # and that of its largest: 1024 to 9216 for the largest A, 6e-5 to 5e-4 for a small one: 25 halvings of [0, 1] are enough.
    # With the smallest A the minimum norm solution is feasible, and λ = 0.
    # In the last case ‖A⁺b‖ is a hundred radii: a Newton step for xᵀx = radius² takes a third off ‖x‖, and ten are too few.
    small = (2.0**-7, 3.0, 1.0)  # twice: Newton's method for λ that begins at 1e-3 comes through one of fourteen
    cases = (32.0, 3.0, 1.0), small, small, (2.0**-10, 0.6, 1.0), (1.0, 3.0, 10.0), (1.0, 3.0, 2.0**-10), (1.0, 100.0, 1.0)
    for scale, share, radius in cases:
        A, b = problem(rng, 6, 3, share * radius)
        A, b = scale * A, scale * b
        demand_both(student(A, b, radius), reference(A, b, radius), A, SCALE)


@check(weight=1.5)
def takes_rank_deficient_matrices(student, reference, rng):
    """takes matrices whose rank is below both of their sizes, with λ = 0 and with λ > 0"""
    for rows, columns, length in ((5, 3, 0.6), (3, 5, 5.0), (4, 4, 0.6), (4, 4, 5.0)):
        A = rank_deficient(rng, rows, columns, rank=2)
        b = with_solution_of_length(A, rng.normal(size=rows), length)
        hint = "for λ = 0 eq. (18) has no inverse here. Which x does for this case?"
        demand_both(student(A, b), reference(A, b), A, hint)
    # Consistent in float32, too, with singular values that rounding leaves at 1e-17 and not at 0, and a radius that lets every x pass.
    for A, x in (WIDE, (-3, -2, 0, -1)), (TALL, (-2, -2, 3)):
        b = A @ x / 8
        hint = "which singular values are 0 but for rounding errors? A direction that A does not see adds to the length of x alone."
        demand_both(student(A, b, 100.0), reference(A, b, 100.0), A, hint)


@check(weight=1)
def takes_every_argument_and_leaves_it_alone(student, reference, rng):
    """accepts lists, arrays, tensors and variables, b as vector or column, and does not change them"""
    A, b = problem(rng, 5, 3, 5.0)
    arrays = as_kind("float64 array", A), as_kind("float64 array", b)  # which np.asarray(…, float) does not copy
    for given in (*mixed_kinds_of(A, b, columns=True), arrays, (*arrays, 2.0)):
        answer = student(*given, watch=True)
        demand_both(answer, reference(A, b, *given[2:]), A, CONVERT)
        answer.leaves_arguments_alone()
