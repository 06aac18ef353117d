"""Checks of `newton_step(f, x)`.

The Hessians have condition numbers of at most ten, or hardly coupled entries, and x and the step have entries of about
ten at most, but for one long step: float32 gives the result to a few 1e-5 at worst.
"""

import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    TILTED, chapter_polynomial, ellipse, hyperbolas, quadratic, quartic_bowl, random_quadratic, signed,
    symmetric_matrix,
)  # fmt: skip

ATOL = 2e-4
ELSEWHERE = quadratic([[2.0, 0.0], [0.0, 10.0]], [2.0, -20.0])  # the chapter's bowl, its minimum at (1, −2)
SHALLOW = quadratic([[1e-7, 0.0], [0.0, 5e-7]], [1e-7, -1e-6])  # 5e-8 of it: det H is 5e-14, and H as regular as before
VALLEY = quadratic([[1024.0, 0.0], [0.0, 1.0]], [1024.0, -2.0])  # the minimum once more, between steep sides; float32 is exact here
FORMULA = "print ∇f(x) and H for this x, solve H·step = ∇f(x) by hand, and compare with the step that you take."
COUPLED = "which entries of the gradient does one entry of the step depend on, where H is not diagonal?"
ONCE = "if only this check is lost: how many steps do you take, and at which point are gradient and Hessian computed?"
WHOLE = "eq. (10) takes the whole step, wherever it leads: also where f or the length of its gradient grows."
ANY_CURVATURE = "if only this check is lost: eq. (10) asks where the gradient vanishes. Is that always a minimum?"


@check(weight=1.5, public=True)
def jumps_to_the_minimum_of_the_chapters_quadratic(student, reference):
    """jumps from (10, 1) to the minimum of x₀² + 5x₁², of the same bowl elsewhere, of a shallow one and of a steep valley"""
    for f in (ellipse, ELSEWHERE, SHALLOW, VALLEY):
        expected = reference(f, (10.0, 1.0))
        student(f, tf.constant([10.0, 1.0])).is_close_to(expected, rtol=0, atol=ATOL, hint=FORMULA)


@check(weight=2)
def reaches_the_minimum_of_random_quadratics(student, reference, rng):
    """reaches the minimum of random positive definite quadratics of one, two and five variables in one step"""
    for eigenvalues in ([rng.uniform(2.0, 4.0)], [1.0, 6.0], [0.5, 1.0, 2.0, 3.0, 5.0]):
        f, _, _ = random_quadratic(rng, eigenvalues)
        x = tf.constant(signed(rng, len(eigenvalues), 1.0, 4.0), tf.float32)
        hint = COUPLED if len(eigenvalues) > 1 else FORMULA
        student(f, x).is_close_to(reference(f, x), rtol=0, atol=ATOL, hint=hint)


@check(weight=1.5)
def takes_one_step_where_f_is_no_quadratic(student, reference, rng):
    """takes a single step, the whole of it, with the Hessian at x, where f is not quadratic"""
    bowl = quartic_bowl(symmetric_matrix(rng, [1.0, 2.0, 4.0], decimals=2), signed(rng, 3))
    for f, x in (
        (chapter_polynomial, tf.constant([1.0, 2.0])),
        (bowl, tf.constant(signed(rng, 3, 1.5, 2.5), tf.float32)),
    ):
        student(f, x).is_close_to(reference(f, x), rtol=0, atol=ATOL, hint=ONCE)
    x = tf.constant([1.2])  # to −1.728, where f and its slope are larger
    student(hyperbolas, x).is_close_to(reference(hyperbolas, x), rtol=0, atol=ATOL, hint=WHOLE)
    x = tf.constant([9.0])  # to −729: f'' is 1e-3 and is left of terms of 0.1, in float32 to 2e-5 of it
    student(hyperbolas, x).is_close_to(reference(hyperbolas, x), rtol=1e-3, hint=WHOLE)


@check(weight=1)
def goes_to_saddles_and_maxima_as_well(student, reference, rng):
    """goes to the critical point of a quadratic also where that is a saddle or a maximum"""
    for f in (quadratic([[1.0, 3.0], [3.0, 1.0]], [5.0, -1.0]), random_quadratic(rng, [-2.0, -5.0])[0]):
        x = tf.constant(signed(rng, 2, 1.0, 4.0), tf.float32)
        student(f, x).is_close_to(reference(f, x), rtol=0, atol=ATOL, hint=ANY_CURVATURE)
    f, x = quadratic([[0.0, 1.0], [1.0, 2.0]], [2.0, 1.0]), tf.constant([3.0, -1.0])
    hint = "H has a 0 in its corner and an inverse all the same."
    student(f, x).is_close_to(reference(f, x), rtol=0, atol=ATOL, hint=hint)


@check(weight=1)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables in float32 and float64"""
    for x in kinds_of([0.5, -1.5]):
        hint = "if only this check is lost: turn x into a tensor first, and give whatever you multiply with it the same dtype."
        student.once(TILTED, x, watch=True).is_close_to(reference(TILTED, (0.5, -1.5)), rtol=0, atol=ATOL, hint=hint)


@check(weight=1)
def leaves_its_arguments_alone(student, reference):
    """gives the new point and leaves x where it was"""
    for x in changeable_kinds_of([0.5, -1.5]):
        answer = student.once(TILTED, x, watch=True)
        answer.is_close_to(reference(TILTED, (0.5, -1.5)), rtol=0, atol=ATOL)
        answer.leaves_arguments_alone()
