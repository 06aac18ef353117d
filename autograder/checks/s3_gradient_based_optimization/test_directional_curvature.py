"""Checks of `directional_curvature(f, x, d)`.

In float32 dᵀHd is off by a few eps·‖H‖ ≈ 1e-6·‖H‖, whatever its own size: that is what the absolute tolerances are for.
"""

import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, mixed_kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    HARDLY_CURVED, TILTED, chapter_polynomial, constant, first_entry_only, linear, quartic_bowl, random_quadratic,
    ripples, signed, symmetric_matrix,
)  # fmt: skip

PLANE = linear([3.0, -2.0])
FORM = "write dᵀHd out for two entries by hand: which entries of H take part, and how often does d appear?"
LENGTH = "how does dᵀHd change when d becomes twice as long? Which length has to be divided out, and how often?"
FLAT = "work H out by hand: which of its entries are not 0? (For a derivative that is 0 a tape may give None: look up unconnected_gradients.)"
LITTLE = "f bends by 2.8e-5 here: that is little, not 0. Return the number as it is, neither rounded nor set to 0."
RIPPLES = "f bends up and down within a few tenths: what does it do within the steps of a difference quotient?"
KINDS = "if only this check is lost: x and d may be lists or arrays and may differ in precision: bring both to one dtype of tensor first."


@check(weight=0.5, public=True)
def matches_the_chapters_hessian(student, reference):
    """matches H = [[6, −2], [−2, −480]], that of x³ − 2xy − y⁶ at (1, 2), along unit vectors"""
    for d in ((1.0, 0.0), (0.6, 0.8)):
        answer = student(chapter_polynomial, tf.constant([1.0, 2.0]), tf.constant(d))
        answer.is_close_to(reference(chapter_polynomial, (1.0, 2.0), d), rtol=1e-4, hint=FORM)


@check(weight=1, public=True)
def normalises_the_direction(student, reference):
    """depends on where d points, not on how long it is"""
    for d in ((3.0, 4.0), (-0.003, 0.004)):
        answer = student(TILTED, tf.constant([0.5, -1.0]), tf.constant(d))
        answer.is_close_to(reference(TILTED, (0.5, -1.0), d), rtol=1e-4, hint=LENGTH)
    # No shorter, and no closer: who adds 1e-8 to the length, against a division by 0, is right in practice; so is l2_normalize.
    d = (3e-6, -4e-6)
    answer = student(TILTED, tf.constant([0.5, -1.0]), tf.constant(d))
    answer.is_close_to(reference(TILTED, (0.5, -1.0), d), rtol=0.01, hint=LENGTH)


@check(weight=1)
def agrees_on_random_functions(student, reference, rng):
    """agrees with the reference on random functions of one, three and five variables and on a wavy one of two"""
    bowl = quartic_bowl(symmetric_matrix(rng, [1.0, 3.0, 5.0], decimals=2), signed(rng, 3))
    for f, size in (
        (random_quadratic(rng, [-3.0])[0], 1),
        (bowl, 3),
        (random_quadratic(rng, [-4.0, -2.0, 1.0, 3.0, 6.0])[0], 5),
    ):
        # No d is of length 1, that of a single entry neither.
        x, d = (tf.constant(signed(rng, size, low), tf.float32) for low in (0.5, 1.5))
        # ‖H‖ is below 6 for the quadratics and below 5 + 3·2² for the bowl.
        student(f, x, d).is_close_to(reference(f, x, d), rtol=1e-4, atol=2e-4, hint=FORM)
    x, d = (0.3, -0.4), (1.0, 2.0)
    answer = student(ripples, tf.constant(x), tf.constant(d))
    answer.is_close_to(reference(ripples, x, d), rtol=1e-4, atol=2e-4, hint=RIPPLES)  # −102; ‖H‖ is at most 144


@check(weight=0.5)
def is_zero_where_f_does_not_bend(student, reference):
    """is 0 where f is linear or constant, but not where it bends a little, and counts only the entries that bend f"""
    x, d = (2.0, 5.0), (3.0, 4.0)
    for f in (PLANE, first_entry_only, constant):
        answer = student(f, tf.constant(x), tf.constant(d))
        answer.is_close_to(reference(f, x, d), rtol=1e-4, atol=1e-6, hint=FLAT)
    x, d = (0.5, -1.0), (1.0, 2.0)
    answer = student(HARDLY_CURVED, tf.constant(x), tf.constant(d))
    answer.is_close_to(reference(HARDLY_CURVED, x, d), rtol=1e-4, hint=LITTLE)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables, x and d each in its own precision"""
    for x, d in mixed_kinds_of([0.5, -1.0], [1.0, 2.0]):
        student(TILTED, x, d).is_close_to(reference(TILTED, (0.5, -1.0), (1.0, 2.0)), rtol=1e-4, hint=KINDS)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the right value and leaves x and d as they were"""
    for x, d in zip(changeable_kinds_of([0.5, -1.0]), changeable_kinds_of([3.0, -4.0])):
        answer = student(TILTED, x, d, watch=True)
        answer.is_close_to(reference(TILTED, (0.5, -1.0), (3.0, -4.0)), rtol=1e-4)
        answer.leaves_arguments_alone()
