"""Checks of `taylor_step_prediction(f, x, learning_rate)`.

The three terms may cancel, so an absolute tolerance is measured by the largest of them: a few eps ≈ 1e-6 times that.
"""

import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    HARDLY_CURVED, TILTED, chapter_polynomial, constant, ellipse, first_entry_only, linear, mixed_cubic, quartic_bowl,
    random_quadratic, signed, symmetric_matrix,
)  # fmt: skip

PLANE = linear([3.0, -2.0])
TERMS = "print the three terms of eq. (9) one by one: which signs, which powers of ε, and how often does g appear?"
PREDICTION = "is it the prediction that you return, or f where the step really leads?"
SMALL = "f itself is about 4e-5 here: return the prediction as it is, not rounded."
UNCONNECTED = "what does a tape give for a derivative that is zero? Look up unconnected_gradients."


@check(weight=1.5, public=True)
def is_exact_on_a_quadratic(student, reference):
    """is exactly f(x − εg) where f is quadratic: x₀² + 5x₁² from (10, 1)"""
    x = tf.constant([10.0, 1.0])
    for learning_rate in (0.1, 0.25):  # 105 − 50 + 9 and 105 − 125 + 56.25
        answer = student(ellipse, x, learning_rate)
        answer.is_close_to(reference(ellipse, (10.0, 1.0), learning_rate), rtol=1e-4, hint=TERMS)


@check(weight=1, public=True)
def predicts_by_the_quadratic_only(student, reference):
    """predicts by value, slope and curvature at x where f is no quadratic: x³ − 2xy − y⁶ and x³ + xy² from (1, 2)"""
    x = tf.constant([1.0, 2.0])
    for f, learning_rate in (
        # The second entry of the gradient, −194, drowns the first, −1: about −1347 and −113.7; f itself is −3740 and −112 there.
        (chapter_polynomial, 0.01),
        (chapter_polynomial, 0.001),
        (mixed_cubic, 0.1),  # every entry counts: 5 − 6.5 + 2.75; f itself is 0.795
    ):
        expected = reference(f, (1.0, 2.0), learning_rate)
        student(f, x, learning_rate).is_close_to(expected, rtol=1e-4, hint=PREDICTION)


@check(weight=1.5)
def agrees_on_random_functions(student, reference, rng):
    """agrees with the reference on random functions of one to five variables"""
    bowl = quartic_bowl(symmetric_matrix(rng, [0.1, 0.2, 0.3], decimals=2), signed(rng, 3, 0.1, 0.3))
    for f, size in (
        (random_quadratic(rng, [3.0])[0], 1),
        (random_quadratic(rng, [-1.0, 4.0])[0], 2),
        (bowl, 3),
        (random_quadratic(rng, [-3.0, -1.0, 1.0, 2.0, 4.0])[0], 5),
    ):
        x, learning_rate = tf.constant(signed(rng, size, 1.5, 2.0), tf.float32), float(rng.uniform(0.1, 0.15))
        # No term is above 100: ‖g‖ ≤ 4·√20 + √20 (quadratic) or 0.3·√12 + 0.3·√3 + 8·√3 (bowl), ‖H‖ ≤ 13.
        student(f, x, learning_rate).is_close_to(reference(f, x, learning_rate), rtol=1e-5, atol=1e-3, hint=TERMS)


@check(weight=1)
def handles_functions_without_curvature(student, reference):
    """predicts f(x) − ε gᵀg where f is linear, f(x) where it is constant, and where f is tiny or leaves an entry out"""
    x, learning_rate = tf.constant([1.5, -0.5]), 0.4  # not 0.5, where ε² is ½ε
    for f in (PLANE, constant, first_entry_only):
        expected = reference(f, (1.5, -0.5), learning_rate)
        student(f, x, learning_rate).is_close_to(expected, rtol=1e-4, hint=UNCONNECTED)
    answer = student(HARDLY_CURVED, tf.constant([0.5, -1.5]), 0.3)
    answer.is_close_to(reference(HARDLY_CURVED, (0.5, -1.5), 0.3), rtol=1e-4, hint=SMALL)  # f(x), nearly


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables in float32 and float64"""
    for x in kinds_of([0.5, -1.5]):
        hint = "if only this check is lost: turn x into a tensor first; do both tapes watch it?"
        expected = reference(TILTED, (0.5, -1.5), 0.3)  # 5.4 − 11.5 + 5.9
        student.once(TILTED, x, 0.3, watch=True).is_close_to(expected, rtol=1e-4, atol=1e-4, hint=hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the prediction and leaves x as it was: nobody has taken the step yet"""
    for x in changeable_kinds_of([0.5, -1.5]):
        answer = student.once(TILTED, x, 0.3, watch=True)
        answer.is_close_to(reference(TILTED, (0.5, -1.5), 0.3), rtol=1e-4, atol=1e-4)
        answer.leaves_arguments_alone()
