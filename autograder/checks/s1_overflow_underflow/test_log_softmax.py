"""Checks of `log_softmax(x)`.

Tolerances are for float32, eps = 6e-8, and absolute where entries may be near 0: x − log Σ exp(xⱼ) is a right
answer, and its error is that of the rounded logarithm: eps times the size of x, for each addition.
"""

import numpy as np
import tensorflow as tf

from autograder.argument_kinds import changeable_kinds_of, kinds_of
from autograder.checking import check
from autograder.checks.s1_overflow_underflow.common import (
    ANY_KIND,
    NOT_RESTORED,
    at_the_ends_of_exp,
    equal_entries,
    far_apart,
    far_below_zero,
    large_and_equal,
    near_neighbours,
    overflowing,
    random_vectors,
    underflowing,
)

FORMULA = "take the logarithm of exp(xᵢ) / Σ exp(xⱼ) on paper: what becomes of the quotient, what of log(exp(xᵢ))?"
NO_LOG_OF_ZERO = "softmax has entries that underflow to 0: which form of its logarithm never computes them?"
LARGE_AND_EQUAL = "how large x is does not matter: of n equal entries each has the share 1/n, also at 20000."


@check(weight=1, public=True)
def agrees_on_small_numbers(student, reference):
    """agrees with the formula on small numbers"""
    for x, answer in student.each(map(tf.constant, ([1.0, 2.0, 3.0], [0.5, -1.0, 2.0, -3.0]))):
        answer.is_close_to(reference(x), hint=FORMULA)


@check(weight=1.5)
def agrees_on_random_vectors(student, reference, rng):
    """agrees with tf.nn.log_softmax on random vectors of several sizes"""
    for x, answer in student.each(random_vectors(rng)):
        answer.is_close_to(reference(x), atol=3e-5, hint=FORMULA)


@check(weight=2.5, public=True)
def stays_finite_at_99999999(student, reference):
    """stays finite at ±99999999"""
    for x, answer in student.each([overflowing(), underflowing()]):
        answer.is_close_to(reference(x), rtol=1e-6, atol=1e-6, hint=NO_LOG_OF_ZERO)


@check(weight=2)
def agrees_at_every_magnitude(student, reference, rng):
    """agrees with tf.nn.log_softmax at every magnitude from 88 to 1e8, positive and negative"""
    hint = "try it on x + c for many c from −1000 to 1000, in float32 and in float64: all have the same softmax."
    for x, answer in student.each([*near_neighbours(rng), *at_the_ends_of_exp()]):
        # float32 numbers near 1000 are 6e-5 apart: half of that for each of at most seven additions
        answer.is_close_to(reference(x), rtol=1e-6, atol=5e-4, hint=hint)
    # shares that are no zeros, but denormal numbers with hardly a digit left: their logarithms are −103 and −744.5
    tiny_shares = tf.constant([0.0, -103.0]), np.array([0.0, -744.5])
    ends = tf.constant([99999999.0, -99999999.0])
    for x, answer in student.each([*far_apart(rng), far_below_zero(), *tiny_shares, ends]):
        answer.is_close_to(reference(x), rtol=1e-6, atol=1e-6, hint=NO_LOG_OF_ZERO)
    vectors, tolerances = zip(*large_and_equal())
    for (x, answer), atol in zip(student.each(vectors), tolerances):
        answer.is_close_to(reference(x), rtol=0, atol=atol, hint=LARGE_AND_EQUAL)


@check(weight=0.5, public=True)
def gives_minus_log_n_for_n_equal_entries(student):
    """gives −log n for n equal entries, whatever they are"""
    hint = "n equal entries have the softmax 1/n each: what is the logarithm of that?"
    for x, answer in student.each(equal_entries((0.0, -2.5, 1000.0, -1000.0), sizes=(1, 4))):
        size = len(x)
        # float32 numbers near 1000 are 6e-5 apart
        answer.is_close_to(np.full(size, -np.log(size)), rtol=0, atol=2e-4, hint=hint)


@check(weight=1)
def accepts_every_kind_of_vector(student, reference):
    """accepts lists, arrays, tensors and variables in either precision"""
    for x, answer in student.each(kinds_of([0.5, -1.25, 2.0, 3.0])):
        answer.is_close_to(reference(x), hint=ANY_KIND)


@check(weight=1)
def leaves_its_argument_alone(student, reference):
    """does not change its argument"""
    for (x,), answer in student.each(changeable_kinds_of(NOT_RESTORED), watch=True):
        answer.leaves_arguments_alone()
        answer.is_close_to(reference(x), hint=FORMULA)
