"""Checks of `steepest_descent_direction(f, x)`."""

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    chapter_polynomial, ellipse, linear, quartic_bowl, rosenbrock, signed, symmetric_matrix, waves,
)  # fmt: skip

# ‖∇f‖ is 1 or more where x is random, the gradient's terms are below ~30 there: float32 errs by less than 2e-5.
ATOL = 5e-5
BANANA = rosenbrock(3.0)
DOWNHILL = "which way does the gradient point, uphill or downhill, and how long is the vector that you return?"


@check(weight=1, public=True)
def points_straight_down_an_ellipse(student, reference):
    """gives the direction for x₀² + 5x₁² at (3, 0.8) and at (−4, 0.3)"""
    for x in ((3.0, 0.8), (-4.0, 0.3)):
        student(ellipse, list(x)).is_close_to(reference(ellipse, x), atol=ATOL, hint=DOWNHILL)


@check(weight=1.5)
def agrees_at_random_points(student, reference, rng):
    """agrees at random points of random functions of one to five variables"""
    for n in (1, 2, 3, 5):
        f = quartic_bowl(symmetric_matrix(rng, [0.5, 1.0, 1.5, 2.0, 3.0][:n], decimals=2), signed(rng, n, 4.0, 6.0))
        # |x| ≤ 0.5: the quartic and the quadratic stay small beside b, so the gradient is never near 0.
        x = signed(rng, n, 0.1, 0.5)
        student(f, x).is_close_to(reference(f, x), atol=ATOL, hint=DOWNHILL)
    # One unit farther, f is lower uphill of the first point and higher downhill of the second: the gradient tells of x alone.
    for f, x in ((chapter_polynomial, (-0.6, 0.5)), (ellipse, (0.3, 0.1))):
        student(f, list(x)).is_close_to(reference(f, x), atol=ATOL, hint=DOWNHILL)


@check(weight=0.5, public=True)
def has_length_1_however_steep_f_is(student, reference):
    """gives a vector of length 1 on a slope of 5000, on one of 0.05 and on one of 0.0005"""
    # No flatter: who adds 1e-8 to the length, against a division by 0, is right in practice.
    # Not all of one direction: what was found at the same point for another f is of no use.
    for f in (linear([3000.0, -4000.0]), linear([0.04, 0.03]), linear([3e-4, -4e-4])):
        answer = student(f, [0.5, 1.0])
        hint = "divide by the gradient's Euclidean length, and by nothing more: it is not zero, however small."
        answer.is_close_to(reference(f, (0.5, 1.0)), atol=ATOL, hint=hint)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables in float32 and float64"""
    for x in kinds_of([0.75, -1.25, 0.5]):
        hint = "if only this check is lost: turn x into a tensor first; is it watched by the tape?"
        student(BANANA, x).is_close_to(reference(BANANA, (0.75, -1.25, 0.5)), atol=ATOL, hint=hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the direction and leaves x as it was"""
    for x in changeable_kinds_of([0.75, -1.25]):
        answer = student(waves, x, watch=True)
        answer.is_close_to(reference(waves, (0.75, -1.25)), atol=ATOL)
        answer.leaves_arguments_alone()
