"""Checks of `log_sum_exp(x)`.

Tolerances are for float32, eps = 6e-8. With |xᵢ| ≤ 8 and 20 entries the absolute error stays below 20·eps·12 = 1.5e-5,
also where the entries are added one by one; the result may be near 0, so that a relative error says nothing.
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
    far_below,
    far_below_zero,
    large_and_equal,
    near_neighbours,
    one_above_many,
    overflowing,
    random_vectors,
    underflowing,
)

FORMULA = "write log(Σ exp(xⱼ)) down for two entries and compare by hand."
SHIFT = "which constant can be taken out of every exponential, so that none of them overflows and not all vanish?"
LARGE_AND_EQUAL = "how large x is does not matter: n entries that are all the largest add log n to it, also at 20000."
EVERY_ENTRY = "every entry counts, however small: 400 entries of −6 add as much to the sum as one 0."


@check(weight=1, public=True)
def agrees_on_small_numbers(student, reference):
    """agrees with the formula on small numbers"""
    for x, answer in student.each(map(tf.constant, ([1.0, 2.0, 3.0], [0.5, -1.0, 2.0, -3.0], [3.0, 1.0, 3.0]))):
        answer.is_close_to(reference(x), hint=FORMULA)


@check(weight=1.5)
def agrees_on_random_vectors(student, reference, rng):
    """agrees with tf.reduce_logsumexp on random vectors of several sizes"""
    for x, answer in student.each(random_vectors(rng)):
        answer.is_close_to(reference(x), atol=3e-5, hint=FORMULA)


@check(weight=2.5, public=True)
def stays_finite_at_99999999(student, reference):
    """stays finite at ±99999999"""
    for x, answer in student.each([underflowing(), overflowing()]):  # below, −∞ and the logarithm of a tiny number differ
        answer.is_close_to(reference(x), rtol=1e-6, hint=SHIFT)


@check(weight=2)
def agrees_at_every_magnitude(student, reference, rng):
    """agrees with tf.reduce_logsumexp at every magnitude from 88 to 1e8, positive and negative"""
    hint = "try it on x and on x + c for many c from −1000 to 1000, in float32 and in float64: the results differ by c."
    for x, answer in student.each([*near_neighbours(rng), *at_the_ends_of_exp()]):
        # float32 numbers near 1000 are 6e-5 apart: half of that for each of at most seven additions
        answer.is_close_to(reference(x), rtol=0, atol=5e-4, hint=hint)
    for x, answer in student.each([*far_apart(rng), far_below(), far_below_zero()]):
        answer.is_close_to(reference(x), rtol=1e-6, hint=SHIFT)
    x = one_above_many()  # 400 additions in float32 may be off by 400·eps = 2.4e-5
    student(x).is_close_to(reference(x), atol=2e-4, hint=EVERY_ENTRY)
    vectors, tolerances = zip(*large_and_equal())
    for (x, answer), atol in zip(student.each(vectors), tolerances):
        answer.is_close_to(reference(x), rtol=0, atol=atol, hint=LARGE_AND_EQUAL)


@check(weight=0.5, public=True)
def adds_log_n_for_n_equal_entries(student):
    """gives c + log n for n entries that are all c"""
    hint = "Σ exp(c) over n entries is n·exp(c): what is its logarithm?"
    for x, answer in student.each(equal_entries((0.0, -2.5, 1000.0, -1000.0), sizes=(1, 4))):
        # float32 numbers near 1000 are 6e-5 apart
        answer.is_close_to(float(x[0]) + np.log(len(x)), rtol=0, atol=2e-4, hint=hint)


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
