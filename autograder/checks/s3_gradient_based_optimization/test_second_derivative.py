"""Checks of `second_derivative(f, x)`."""

import numpy as np

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    cube, level, line, minus_fourth_power, signed, small_cube, square, wavy_cubic,
)  # fmt: skip

ROAD = line(2.0, 1.0)
RTOL, ATOL = 1e-5, 1e-4  # terms are below 50, a few float32 operations each
ENTRIES = "f'' at one entry has nothing to do with the other entries, and the result has the shape of x."


@check(weight=1, public=True)
def gives_6_for_the_cube_at_1(student, reference):
    """gives 6 for x³ at the number 1, and −12 at −2"""
    for x in (1.0, -2.0):
        hint = "differentiate twice on paper; how many tapes does that take?"
        student(cube, x).is_close_to(reference(cube, x), RTOL, ATOL, hint)


@check(weight=1, public=True)
def works_entry_by_entry(student, reference):
    """gives f'' at each entry of a vector, for x² and for −x⁴, and of a matrix"""
    # At 16 −x⁴ has f'' = −3072: large, and handed on as it is.
    vector, matrix = (-2.0, -0.5, 0.0, 1.0, 16.0), ((-2.0, -0.5, 0.0), (1.0, 1.5, -1.0))
    for f, x in ((square, vector), (minus_fourth_power, vector), (minus_fourth_power, matrix)):
        student(f, np.array(x)).is_close_to(reference(f, x), RTOL, ATOL, ENTRIES)
    for x in (((1.0, -0.5, 2.0),), (((1.0, -2.0),), ((0.5, 3.0),))):
        hint = "x may have any number of axes, also of length 1, and the result has them all."
        student(square, np.array(x)).is_close_to(reference(square, x), RTOL, ATOL, hint)


@check(weight=2)
def agrees_on_random_functions(student, reference, rng):
    """agrees at random numbers and vectors for random curved functions"""
    for shape in ((), (3,), (6,)):
        f, x = wavy_cubic(*signed(rng, 3, low=1.0)), signed(rng, shape)
        student(f, x).is_close_to(reference(f, x), RTOL, ATOL, ENTRIES)


@check(weight=1, public=True)
def gives_0_for_straight_lines(student, reference):
    """gives 0 for a straight line, for a constant and for x³ at 0, but not for a small multiple of x³"""
    for f, x in [(ROAD, (1.0, -0.5)), (level, (1.0, -0.5)), (cube, (0.0, 1.0))]:
        hint = "the slope of a line does not depend on x: what does the tape return for its derivative?"
        student(f, list(x)).is_close_to(reference(f, x), RTOL, ATOL, hint)
    x = (0.5, -1.0, 2.0)
    hint = "f'' is about 1e-4 here: small, not 0. Hand the numbers on as they are, neither rounded nor set to 0."
    student(small_cube, list(x)).is_close_to(reference(small_cube, x), rtol=1e-4, hint=hint)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts numbers, lists, arrays, tensors and variables in float32 and float64"""
    for numbers in ((2.0, 0.5), -1.5):
        for x in kinds_of(numbers):
            expected = reference(cube, numbers)
            student(cube, x).is_close_to(expected, RTOL, ATOL, "if only this check is lost: turn x into a tensor first; is it watched?")


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives f'' and leaves x as it was"""
    for x in changeable_kinds_of([2.0, 0.5]):
        answer = student(cube, x, watch=True)
        answer.is_close_to(reference(cube, (2.0, 0.5)), RTOL, ATOL)
        answer.leaves_arguments_alone()
