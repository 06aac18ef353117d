"""Checks of `partial_derivatives(f, x, y)`."""

import numpy as np
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import mixed_kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    lopsided, neither, plane, ripples_of_two, signed, waves_of_two, x_only, y_only,
)  # fmt: skip

# Terms of at most ~30 in size, a handful of float32 operations each: errors stay below 1e-5 of that.
RTOL, ATOL = 1e-5, 5e-5
GENTLE = lopsided(1e-4, 2e-4)


@check(weight=0.5, public=True)
def gives_2_and_minus_1_for_a_plane(student, reference):
    """gives (2, −1) for f(x, y) = 2x − y"""
    for x, y in [(1.0, 2.0), (-3.5, 0.25)]:
        hint = "hold y still and ask how fast f changes with x; then the other way round."
        student(plane, x, y).is_pair_close_to(reference(plane, x, y), RTOL, ATOL, hint)


@check(weight=1.5)
def agrees_at_random_points(student, reference, rng):
    """agrees with the derivatives of curved functions at random points"""
    for f in (waves_of_two, lopsided(*signed(rng, 2))):
        x, y = signed(rng, 2)
        hint = "which of the two results belongs to x, and at which point is each taken?"
        student(f, float(x), float(y)).is_pair_close_to(reference(f, x, y), RTOL, ATOL, hint)
    for f in (lopsided(*signed(rng, 2)), lopsided(2.5, 2.5)):  # of one factory: the same code, another function
        hint = "x and y are the same number, 0, and two variables all the same; another f has other derivatives there."
        student(f, 0.0, 0.0).is_pair_close_to(reference(f, 0.0, 0.0), RTOL, ATOL, hint)
    expected = reference(ripples_of_two, 0.3, 1.5)  # −16.1 and −0.44
    hint = "f goes up and down within a few tenths: how far apart are the points that a difference quotient compares?"
    student(ripples_of_two, 0.3, 1.5).is_pair_close_to(expected, 1e-4, ATOL, hint)


@check(weight=1, public=True)
def gives_0_where_f_leaves_an_argument_out(student, reference):
    """gives 0 for an argument that f does not depend on, and for no other"""
    for f, y in ((x_only, -2.0), (y_only, -200.0), (neither, -2.0)):  # 3y² is 120000: large, and handed on as it is
        hint = "0 for what f leaves out, the derivative as ever for the other. (A tape gives None for what it never met: look up unconnected_gradients.)"
        student(f, 1.5, y).is_pair_close_to(reference(f, 1.5, y), RTOL, ATOL, hint)
    expected = reference(GENTLE, 1.5, -0.5)
    hint = "derivatives of 1e-4 are small, not 0: hand them on as they are, neither rounded nor set to 0."
    student(GENTLE, 1.5, -0.5).is_pair_close_to(expected, 1e-4, 0.0, hint)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts numbers, arrays, tensors and variables in float32 and float64"""
    for x, y in mixed_kinds_of(0.75, -1.25):
        hint = "if only this check is lost: turn x and y into tensors of one dtype first; what is watched by itself, and what is not?"
        student(waves_of_two, x, y).is_pair_close_to(reference(waves_of_two, x, y), RTOL, ATOL, hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the derivatives and leaves its arguments as they were"""
    x, y = tf.Variable(0.75, dtype=tf.float64), np.array(-1.25)
    u, v = tf.Variable(0.75), np.array(-1.25, dtype=np.float32)
    for first, second in [(x, y), (y, x), (u, v), (v, u)]:
        answer = student(waves_of_two, first, second, watch=True)
        answer.is_pair_close_to(reference(waves_of_two, first, second), RTOL, ATOL)
        answer.leaves_arguments_alone()
