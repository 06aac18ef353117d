"""Checks of `hessian(f, x)`.

A student's tape.jacobian costs 0.1 s a call: few calls, each for something of its own.
"""

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    HARDLY_CURVED, chapter_polynomial, constant, first_entry_only, linear, quadratic, random_quadratic, rosenbrock,
    signed, waves,
)  # fmt: skip

FLAT = linear([3.0]), linear([1.0, -2.0]), linear([1.0, -2.0, 0.5])
# Relative to the entries' terms: those of the chapter's polynomial reach 480, all others stay below 50.
RTOL, ATOL = 1e-5, 1e-4
ALL = "row i holds the derivatives of the gradient's entry i, one by one: how many numbers is that for n variables?"


@check(weight=2, public=True)
def gives_the_chapter_s_matrix(student, reference):
    """gives the whole matrix of x₀³ − 2x₀x₁ − x₁⁶ at (1, 2)"""
    expected = reference(chapter_polynomial, (1.0, 2.0))
    student(chapter_polynomial, [1.0, 2.0]).is_close_to(expected, RTOL, ATOL, ALL)


@check(weight=2)
def agrees_on_a_random_quadratic(student, reference, rng):
    """gives the matrix of a random quadratic of four variables"""
    f, matrix, _ = random_quadratic(rng, [-1.0, 0.5, 2.0, 4.0])
    x = signed(rng, 2)
    x = [*x, x[0], 0.0]  # two are the same
    student(f, x).is_close_to(reference(f, x), RTOL, ATOL, ALL)
    f, x = quadratic(matrix), [0.0] * 4
    hint = "the gradient is 0 at this point, not around it: what does that say about H?"
    student(f, x).is_close_to(reference(f, x), RTOL, ATOL, hint)


@check(weight=1.5)
def agrees_on_a_random_curved_function(student, reference, rng):
    """agrees at a random point of a function of three variables whose curvature changes from point to point"""
    f, x = rosenbrock(round(rng.uniform(2.0, 4.0), 2)), signed(rng, 3, 0.3, 1.0)
    hint = "which point are the derivatives taken at? Compare with difference quotients of the gradient."
    student(f, x).is_close_to(reference(f, x), RTOL, ATOL, hint)


@check(weight=1, public=True)
def gives_0_where_f_is_not_curved(student, reference):
    """gives n × n zeros where f is linear (n = 1, 2, 3) or constant, 0 for an entry left out, not for a slight curve"""
    x = (1.5, -0.5, 2.0)
    for f, n in [*zip(FLAT, (1, 2, 3)), (constant, 1), (constant, 3), (first_entry_only, 2)]:
        hint = "a linear f has a gradient that does not depend on x: what does the tape return there, and which shape has H?"
        answer = student(f, list(x[:n]))
        answer.is_close_to(reference(f, x[:n]), RTOL, ATOL, hint, exact_shape=True)
    hint = "a curvature of 1e-5 is little, not 0: hand the entries on as they are, neither rounded nor set to 0."
    student(HARDLY_CURVED, [1.5, -0.5]).is_close_to(reference(HARDLY_CURVED, x[:2]), rtol=1e-4, hint=hint)


@check(weight=1)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables in float32 and float64"""
    for x in kinds_of([0.75, -1.25])[1:]:  # lists are everywhere else
        hint = "if only this check is lost: turn x into a tensor first; do both tapes watch it?"
        student.once(waves, x, watch=True).is_close_to(reference(waves, (0.75, -1.25)), RTOL, ATOL, hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the matrix and leaves x as it was"""
    for x in changeable_kinds_of([0.75, -1.25]):
        answer = student.once(waves, x, watch=True)
        answer.is_close_to(reference(waves, (0.75, -1.25)), RTOL, ATOL)
        answer.leaves_arguments_alone()
