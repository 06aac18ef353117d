"""Checks of `softmax(x)`.

Tolerances are for float32, eps = 6e-8. With |xᵢ| ≤ 8 the relative error stays below 1e-5 (8·eps for rounding x, as
much for the shifted x, 20·eps for a sum of 20). An entry that underflows to 0 may come out as a tiny number.
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
    near_neighbours,
    overflowing,
    random_vectors,
    underflowing,
)

TINY = 1e-20
FORMULA = "divide exp(xᵢ) by the sum of all exp(xⱼ); compare with a calculation by hand."
SHIFT = "what are exp(99999999) and exp(−12345) in float32? Which constant may be taken from every xᵢ at no loss?"


@check(weight=1, public=True)
def agrees_on_small_numbers(student, reference):
    """agrees with the formula on small numbers"""
    for x, answer in student.each(map(tf.constant, ([1.0, 2.0, 3.0], [0.5, -1.0, 2.0, -3.0]))):
        answer.is_close_to(reference(x), hint=FORMULA)


@check(weight=1.5)
def agrees_on_random_vectors(student, reference, rng):
    """agrees with tf.nn.softmax on random vectors of several sizes"""
    for x, answer in student.each(random_vectors(rng)):
        answer.is_close_to(reference(x), rtol=2e-5, hint=FORMULA)


@check(weight=2.5, public=True)
def stays_finite_at_99999999(student, reference):
    """stays finite at ±99999999"""
    extremes = tf.constant([-99999999.0, 99999999.0])
    for x, answer in student.each([underflowing(), overflowing(), extremes]):  # below, 0/0 and 0 divided by a tiny number differ
        answer.is_close_to(reference(x), atol=TINY, hint=SHIFT)


@check(weight=2.5)
def agrees_at_every_magnitude(student, reference, rng):
    """agrees with tf.nn.softmax at every magnitude from 88 to 1e8, positive and negative"""
    hint = "try it on x + c for many c from −1000 to 1000, in float32 and in float64: all have the same softmax."
    for x, answer in student.each([*near_neighbours(rng), *at_the_ends_of_exp()]):
        # float32 rounds log Σ exp(xⱼ) ≈ 1000 by 3e-5: exp(x − that) is right to 3e-5, 2e-4 if summed in seven steps
        answer.is_close_to(reference(x), rtol=3e-4, atol=TINY, hint=hint)
    for x, answer in student.each([*far_apart(rng), far_below_zero()]):
        answer.is_close_to(reference(x), atol=TINY, hint=SHIFT)


@check(weight=0.5, public=True)
def keeps_small_shares(student, reference):
    """gives small shares right, such as 1e-30"""
    hint = "1e-30 is a number in float32 too: what in your function makes small exponentials larger, or 0?"
    # who works out all shares but the last and gives that one the rest of 1 is wrong where the last is small
    for x, answer in student.each(map(tf.constant, ([1.5, 70.5, 45.0, 70.0], [70.5, 45.0, 70.0, 1.5]))):
        answer.is_close_to(reference(x), rtol=2e-5, hint=hint)  # exp(x − log Σ exp(xⱼ)): 70·eps for each of two roundings


@check(weight=1, public=True)
def shares_equally_among_equal_entries(student):
    """shares equally among equal entries, whatever their size, so that the shares add up to 1"""
    hint = "equal entries get equal shares and all shares add up to 1. What is 99999999 + log 3 in float32?"
    for x, answer in student.each(equal_entries((0.0, -2.5, 99999999.0, -99999999.0), sizes=(1, 3))):
        size = len(x)
        answer.is_close_to(np.full(size, 1 / size), rtol=5e-7, hint=hint)  # no rounding but that of 1/n: eps, and of log n
    student(tf.constant([99999999.0, -7.0, 99999999.0, 1.0])).is_close_to([0.5, 0.0, 0.5, 0.0], atol=TINY, hint=hint)


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
