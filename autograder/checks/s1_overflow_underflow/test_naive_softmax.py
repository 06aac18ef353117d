"""Checks of `naive_softmax(x)`.

With |xᵢ| ≤ 8 float32 has a relative error below 1e-5: rounding x costs 8·eps, each exp 2·eps, the sum of 20 at most
20·eps, with eps = 6e-8.
"""

import numpy as np
import tensorflow as tf

from autograder.argument_kinds import changeable_kinds_of, kinds_of
from autograder.checking import check
from autograder.checks.s1_overflow_underflow.common import (
    ANY_KIND,
    NOT_RESTORED,
    overflowing,
    random_vectors,
)

FORMULA = "divide exp(xᵢ) by the sum of all exp(xⱼ); compare with a calculation by hand."


@check(weight=1, public=True)
def follows_the_formula(student, reference):
    """follows the formula wherever none of the exponentials overflows"""
    vectors = [1.0, 2.0, 3.0], [0.5, -1.0, 2.0, -3.0, 2.0], [60.0, 59.0, -5.0], [-100.0, 0.0, 1.0]
    for x, answer in student.each(map(tf.constant, vectors)):
        # exp(−100) may be 0 in float32; np.e in float32 is off by eps/2, e⁶⁵ then by 65·eps/2 = 2e-6, 2.71828⁶⁵ by 4e-5
        answer.is_close_to(reference(x), atol=1e-34, hint=FORMULA)


@check(weight=1)
def agrees_on_random_vectors(student, reference, rng):
    """agrees with the formula on random vectors of several sizes"""
    for x, answer in student.each(random_vectors(rng)):
        answer.is_close_to(reference(x), rtol=2e-5, hint=FORMULA)


@check(weight=1.5, public=True)
def shows_the_failure_at_99999999(student, reference):
    """shows NaN at ±99999999, and only there"""
    small = tf.constant([0.12345, 0.6789, 0.99999999])
    student(small).is_close_to(reference(small), hint=FORMULA)
    hint = "this one is to fail as the formula fails: take the exponentials of x as it is and leave what comes out."
    underflowing = tf.constant([-77777777.0, -88888888.0, -99999999.0])  # 0/0 even where exponents have six digits, as Decimal's
    alike = [tf.fill([3], entry) for entry in (99999999.0, -99999999.0)]
    ends = np.array([99999999.0, -99999999.0])
    for x, answer in student.each([overflowing(), underflowing, np.array([12345.0, 67890.0, 99999999.0]), *alike, ends]):
        answer.requires(np.isnan(answer.vector(len(x))).any(), "a vector with at least one NaN", hint)


@check(weight=0.5)
def accepts_every_kind_of_vector(student, reference):
    """accepts lists, arrays, tensors and variables in either precision"""
    for x, answer in student.each(kinds_of([0.5, -1.25, 2.0, 3.0])):
        answer.is_close_to(reference(x), hint=ANY_KIND)


@check(weight=0.5)
def leaves_its_argument_alone(student, reference):
    """does not change its argument"""
    for (x,), answer in student.each(changeable_kinds_of(NOT_RESTORED), watch=True):
        answer.leaves_arguments_alone()
        answer.is_close_to(reference(x), hint=FORMULA)
