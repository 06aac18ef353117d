"""Checks of `critical_points(coefficients)`."""

import numpy as np
import pytest
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of

CHAPTER = [2, -4, -28, 62, 122, -256, -196, 140, 392, 240, 72]
QUARTIC = (3, -4, -12, 1, 5)
# Zeros of these f' move by less than 5e-6 when coefficients and companion matrix are rounded to float32: they are
# 0.7 and more apart. Points read off a grid, or rounded to three decimals, are farther off than this.
RTOL, ATOL = 1e-5, 1e-4


@check(weight=2, public=True)
def finds_those_of_the_chapter_s_polynomial(student, reference):
    """finds the three minima and two maxima of the chapter's polynomial, each ascending"""
    hint = "which zeros of f' are real, which sign has f'' there, and in what order do you return them?"
    student(CHAPTER).is_pair_close_to(reference(CHAPTER), RTOL, ATOL, hint)


@check(weight=1, public=True)
def tells_minima_from_maxima(student):
    """tells minima from maxima of x³ − 3x, 3x − x³, x² − 4x, 2 − x², (x³ − 120000x)/10⁹, (x³ − 3x)/10⁹ and x³ − 0.0003x"""
    sign = "what does the sign of f'' say at a point where f' is 0? Where there is none, return an empty vector."
    small = "f'' is small here because all coefficients are: 0 it is only beside the terms that add up to it."
    for coefficients, minima, maxima, hint in [
        ([1.0, 0.0, -3.0, 0.0], [1.0], [-1.0], sign),
        ([-1.0, 0.0, 3.0, 0.0], [-1.0], [1.0], sign),
        ([1.0, -4.0, 0.0], [2.0], [], sign),
        ([-1.0, 0.0, 2.0], [], [0.0], sign),
        ([1e-9, 0.0, -1.2e-4, 0.0], [200.0], [-200.0], small),  # f'' is ±1.2e-6 there: little, not 0
        ([1e-9, 0.0, -3e-9, 0.0], [1.0], [-1.0], small),
        ([1.0, 0.0, -3e-4, 0.0], [0.01], [-0.01], sign),  # close, but two
    ]:
        student(coefficients).is_pair_close_to((minima, maxima), RTOL, ATOL, hint)


@check(weight=2)
def agrees_on_random_polynomials(student, rng):
    """agrees on random polynomials of degree 4 and 5 that rise or fall to the right"""
    # Four zeros of f', or three, ascending and well apart: minima and maxima alternate.
    for zeros in (_well_apart(rng, 4, -2.0), _well_apart(rng, 4, -0.5), _well_apart(rng, 3, -1.0)):
        for sign in (1.0, -1.0):
            coefficients, expected = _polynomial(rng, zeros, sign)
            hint = "print the zeros of f' and f'' at each of them; which are minima, and are they in ascending order?"
            student(coefficients).is_pair_close_to(expected, RTOL, ATOL, hint)


@check(weight=1)
def leaves_complex_zeros_out(student, rng):
    """leaves complex zeros of the derivative out, also where no real one is left"""
    for zeros in (_well_apart(rng, 2, -1.0), np.zeros(0)):
        pair = rng.uniform(-1.0, 1.0) + 1j * rng.uniform(0.8, 1.5)
        coefficients, expected = _polynomial(rng, zeros, 1.0, [pair, pair.conjugate()])
        hint = "a polynomial of degree 3 has two critical points or none: what are the zeros of f' then?"
        student(coefficients).is_pair_close_to(expected, RTOL, ATOL, hint)
    coefficients, expected = _polynomial(rng, np.array([1.0]), 1.0, [0.005j, -0.005j])
    hint = "a zero of f' with an imaginary part of ±0.005 is as little on the real line as any other complex one."
    student(coefficients).is_pair_close_to(expected, RTOL, ATOL, hint)


@check(weight=1, public=True)
@pytest.mark.parametrize(
    ("coefficients", "minima", "maxima"),
    [
        ([1.0, 0.0, 0.0, 0.0], [], []),
        ([2.0, 0.0, 0.0, 0.0, -1.0], [], []),
        ([-1.0, 0.0, 0.0, 0.0, 1.0], [], []),
        ([3.0, 0.0, -5.0, 0.0, 0.0, 0.0], [1.0], [-1.0]),
    ],
    ids=["cube", "fourth_power", "minus_fourth_power", "flat_between_two"],
)
def leaves_points_without_curvature_out(student, coefficients, minima, maxima):
    """leaves points out where the second derivative is 0: of x³, of ±x⁴, of 3x⁵ − 5x³"""
    hint = "the second derivative test says nothing where f'' is 0: such a point belongs to neither."
    student(coefficients).is_pair_close_to((minima, maxima), RTOL, ATOL, hint)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables of whole numbers and of floats"""
    for coefficients in [list(QUARTIC), np.array(QUARTIC), tf.constant(QUARTIC), *kinds_of(QUARTIC)]:
        hint = "if only this check is lost: turn the coefficients into floats first."
        student(coefficients).is_pair_close_to(reference(QUARTIC), RTOL, ATOL, hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the points and leaves the coefficients as they were"""
    for coefficients in changeable_kinds_of(QUARTIC):
        answer = student(coefficients, watch=True)
        answer.is_pair_close_to(reference(QUARTIC), RTOL, ATOL)
        answer.leaves_arguments_alone()


def _well_apart(rng, count, lowest):
    """Return ascending numbers with gaps between 0.7 and 1, the first within 0.2 of `lowest`."""
    return lowest + rng.uniform(-0.2, 0.2) + np.concatenate([[0.0], np.cumsum(rng.uniform(0.7, 1.0, count - 1))])


def _polynomial(rng, zeros, sign, complex_zeros=()):
    """Return (coefficients, (minima, maxima)) of a polynomial whose derivative has these zeros.

    sign : of the leading coefficient.
    """
    derivative = sign * rng.uniform(1.0, 3.0) * np.poly([*zeros, *complex_zeros]).real
    coefficients = np.polyint(derivative, k=rng.uniform(-3.0, 3.0))
    last, others = zeros[::-2][::-1], zeros[-2::-2][::-1]  # f' changes to its leading sign at the last zero
    return coefficients, ((last, others) if sign > 0 else (others, last))
