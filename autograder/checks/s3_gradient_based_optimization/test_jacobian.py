"""Checks of `jacobian(f, x)`.

A student's tape.jacobian costs 0.1 s a call: few calls, each for something of its own.
"""

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    affine_map, constant_map, polar, signed, sine_map, squares, two_of_three,
)  # fmt: skip

WIDE = affine_map([[1.0, -2.0, 3.0]], [1.0])
TALL = affine_map([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [3.0, 0.0, 2.0])  # at (0.5, 1) two outputs are 5.5
GENTLE = affine_map([[1e-3, -2e-3], [3e-3, 5e-6], [-4e-3, 2e-3]], [0.0, 1.0, 2.0])
RTOL, ATOL = 1e-5, 2e-5  # entries are of at most 10, a few float32 operations each
SHAPE = "J[i, j] is the derivative of fᵢ by xⱼ: which index counts the rows, and how many outputs has f?"
CURVED = SHAPE + " f bends up and down within a few tenths: what does it do within the steps of a difference quotient?"


@check(weight=1, public=True)
def differentiates_squares(student, reference):
    """gives the Jacobian of x², entry by entry, at (1, 2)"""
    hint = "print the derivative of each output by each input, one at a time."
    student(squares, [1.0, 2.0]).is_close_to(reference(squares, (1.0, 2.0)), RTOL, ATOL, hint)


@check(weight=1, public=True)
def has_a_row_per_output(student, reference):
    """gives a row per output and a column per input: of a wide linear map where it is 0, of tall ones, steep or gentle"""
    for f, x in [(WIDE, (0.5, 0.0, -0.5)), (TALL, (0.5, 1.0))]:
        student(f, list(x)).is_close_to(reference(f, x), RTOL, ATOL, SHAPE)
    hint = "a small derivative is not 0: hand the entries on as they are, neither rounded nor set to 0."
    student(GENTLE, [0.5, 1.0]).is_close_to(reference(GENTLE, (0.5, 1.0)), rtol=1e-4, hint=hint)


@check(weight=2)
def agrees_on_random_maps(student, reference, rng):
    """agrees at random points of random curved maps between spaces of different and of the same size, also of size 1"""
    for n, m in [(2, 4), (3, 3), (3, 1), (1, 1)]:
        f, x = sine_map(signed(rng, (n, m))), signed(rng, m, 0.2, 1.2)
        student(f, x).is_close_to(reference(f, x), RTOL, ATOL, CURVED, exact_shape=True)


@check(weight=1)
def gives_0_where_an_output_leaves_x_out(student, reference):
    """gives rows of zeros for outputs that do not depend on x"""
    for f in (two_of_three, constant_map):
        x = (1.5, -1.0, 0.5)
        hint = "what does the tape return for an output that never met x, and which shape has the whole?"
        student(f, list(x)).is_close_to(reference(f, x), RTOL, ATOL, hint)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables in float32 and float64"""
    for x in kinds_of([2.0, 0.5])[1:]:  # lists are everywhere else
        hint = "if only this check is lost: turn x into a tensor first; is it watched?"
        student.once(polar, x, watch=True).is_close_to(reference(polar, (2.0, 0.5)), RTOL, ATOL, hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the Jacobian and leaves x as it was"""
    for x in changeable_kinds_of([2.0, 0.5]):
        answer = student.once(polar, x, watch=True)
        answer.is_close_to(reference(polar, (2.0, 0.5)), RTOL, ATOL)
        answer.leaves_arguments_alone()
