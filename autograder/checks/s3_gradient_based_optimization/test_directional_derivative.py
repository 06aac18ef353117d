"""Checks of `directional_derivative(f, x, u)`."""

import numpy as np

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, mixed_kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    constant, ellipse, first_entry_only, linear, quartic_bowl, random_quadratic, ripples, signed, symmetric_matrix,
    waves,
)  # fmt: skip

PLANE = linear([3.0, 1.0, -0.5])
GENTLE_SLOPE = linear([3e-4, -4.1e-4])
LENGTH = "a slope belongs to a direction, not to the length of the arrow: what must uᵀu be in eq. (4)?"


@check(weight=1, public=True)
def gives_the_slope_along_3_4(student, reference):
    """gives the slope of x₀² + 5x₁² at (1, 2) along (3, 4)"""
    expected = reference(ellipse, (1.0, 2.0), (3.0, 4.0))
    student(ellipse, [1.0, 2.0], [3.0, 4.0]).is_close_to(expected, rtol=1e-5, hint=LENGTH)


@check(weight=1)
def agrees_in_random_directions(student, reference, rng):
    """agrees at random points, up and down along random directions, for one to five variables, also of a wavy f"""
    bowl = quartic_bowl(symmetric_matrix(rng, [0.5, 1.0, 2.0], decimals=2), signed(rng, 3))
    parabola, _, _ = random_quadratic(rng, [rng.uniform(1.0, 3.0)])
    for f, n in [(parabola, 1), (waves, 2), (bowl, 3), (random_quadratic(rng, [-2.0, -1.0, 0.5, 1.0, 3.0])[0], 5)]:
        x, u = signed(rng, n), signed(rng, n, 0.5, 4.0)
        for direction in (u, -u):
            # The terms of uᵀ∇f, up to ~20 each, may cancel: the tolerance is absolute, float32 errors are below 1e-5.
            expected, hint = reference(f, x, direction), "how does f change from x to x + αu?"
            student(f, x, direction).is_close_to(expected, rtol=1e-5, atol=1e-4, hint=hint)
    expected = reference(ripples, (0.3, -0.4), (3.0, -4.0))  # −7.3
    hint = "f goes up and down within a few tenths: how far apart are the points that a difference quotient compares?"
    student(ripples, [0.3, -0.4], [3.0, -4.0]).is_close_to(expected, rtol=1e-4, atol=1e-4, hint=hint)


@check(weight=0.5, public=True)
def does_not_depend_on_the_length_of_u(student, reference):
    """gives the same for a u of about length 1, for a thousand times it, a thousandth and a millionth"""
    x, u = np.array([1.0, -0.5]), np.array([-1.7, 0.6])  # downhill
    expected = reference(waves, x, u)
    for length in (0.58, 1e-3, 1e3):  # 0.58 makes it 4.6 % longer than 1
        student(waves, x, length * u).is_close_to(expected, rtol=1e-5, atol=1e-5, hint=LENGTH)
    # No shorter, and no closer: who adds 1e-8 to the length, against a division by 0, is right in practice; so is l2_normalize.
    hint = "u is short here, but not zero: it has a direction, and is scaled to length 1 like any other."
    student(waves, x, 2e-6 * u).is_close_to(expected, rtol=0.01, hint=hint)


@check(weight=0.5, public=True)
def gives_a_number_where_f_leaves_entries_out(student, reference):
    """gives the slope of a linear f, steep or almost flat, and of an f that leaves some or all entries of x out"""
    x, u = (1.5, -0.5, 2.0), (1.0, -2.0, 2.0)
    for f in (PLANE, first_entry_only, constant):
        hint = "what f leaves out adds nothing to uᵀ∇f(x). (A tape gives None for it: look up unconnected_gradients.)"
        student(f, list(x), list(u)).is_close_to(reference(f, x, u), rtol=1e-5, atol=1e-5, hint=hint)
    expected = reference(GENTLE_SLOPE, (1.5, -0.5), (3.0, -4.0))
    hint = "a slope of 5e-4 is little, not 0: return the number as it is, neither rounded nor set to 0."
    student(GENTLE_SLOPE, [1.5, -0.5], [3.0, -4.0]).is_close_to(expected, rtol=1e-4, hint=hint)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables, each in float32 or float64"""
    expected = reference(waves, (1.0, -0.5), (-1.7, 0.6))
    for x, u in mixed_kinds_of([1.0, -0.5], [-1.7, 0.6]):
        hint = "if only this check is lost: x and u may come in two precisions: bring them to one dtype first."
        student(waves, x, u).is_close_to(expected, rtol=1e-5, atol=1e-5, hint=hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the slope and leaves x and u as they were"""
    for x, u in zip(changeable_kinds_of([1.0, -0.5]), changeable_kinds_of([-1.7, 0.6])):
        answer = student(waves, x, u, watch=True)
        answer.is_close_to(reference(waves, (1.0, -0.5), (-1.7, 0.6)), rtol=1e-5, atol=1e-5)
        answer.leaves_arguments_alone()
