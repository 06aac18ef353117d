"""Checks of `best_learning_rate(f, x)`.

Where the result is finite, gᵀHg is well clear of 0: float32 then gives it to a few eps of its own size.
"""

import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    TILTED, constant, ellipse, first_entry_only, linear, quadratic, quartic_bowl, saddle, signed,
    symmetric_matrix,
)  # fmt: skip

PLANE = linear([3.0, -2.0])
SHALLOW = quadratic([[1e-6, 0.0], [0.0, 2e-6]])
HILL = quadratic([[-2.0, 1.0], [1.0, -3.0]])
PARABOLA = "the prediction of eq. (9) is a parabola in ε: where is its lowest point?"
UPSIDE_DOWN = "how does the prediction go on for ever larger ε where its parabola opens downwards? Does g point there?"
STRAIGHT = "where gᵀHg is 0 the prediction is a straight line in ε; what does the tape return for a derivative of 0?"


@check(weight=1, public=True)
def finds_the_lowest_point_of_the_prediction(student, reference):
    """is where the prediction is lowest, on x₀² + 5x₁² and on a shallow bowl"""
    for f, x in (
        (ellipse, (10.0, 1.0)),  # 500/1800
        (ellipse, (1.0, -3.0)),  # 904/9008
        (SHALLOW, (1.0, -1.0)),  # 5e-12/9e-18: gᵀHg is small, not 0
    ):
        student(f, tf.constant(x)).is_close_to(reference(f, x), rtol=1e-4, hint=PARABOLA)


@check(weight=1)
def agrees_on_random_convex_functions(student, reference, rng):
    """agrees with the reference on random convex functions of one, three and five variables"""
    for function, eigenvalues in (
        (quadratic, [rng.uniform(2.0, 5.0)]),
        (quartic_bowl, [1.0, 2.0, 4.0]),
        (quadratic, [1.0, 2.0, 3.0, 4.0, 6.0]),
    ):
        size = len(eigenvalues)
        # b stays small beside Ax: ‖g‖ is at least ‖x‖ − ‖b‖ > √n/2, so that float32 gives g to 1e-5 of its length.
        f = function(symmetric_matrix(rng, eigenvalues, decimals=2), signed(rng, size, 0.1, 0.4))
        x = tf.constant(signed(rng, size, 1.0, 2.0), tf.float32)
        student(f, x).is_close_to(reference(f, x), rtol=2e-4, hint=PARABOLA)


@check(weight=0.5, public=True)
def is_infinite_where_f_bends_downwards(student, reference):
    """is inf where f bends downwards along its gradient, and only there"""
    for f, x in (
        (saddle, (1.0, 2.0)),  # g = (2, −4): gᵀHg = −24
        (HILL, (1.0, 2.0)),
        (saddle, (2.0, 1.0)),  # g = (4, −2): gᵀHg = 24
    ):
        student(f, tf.constant(x)).is_close_to(reference(f, x), rtol=1e-4, hint=UPSIDE_DOWN)


@check(weight=0.5)
def is_infinite_where_f_is_straight(student, reference):
    """is inf where gᵀHg is 0: f linear or constant, a critical point, a saddle along its asymptote; not for all else"""
    asymptote = saddle, (1.0, 1.0)  # g = (2, −2): gᵀHg = 8 − 8
    for f, x in ((PLANE, (1.5, -0.5)), (constant, (1.5, -0.5)), (ellipse, (0.0, 0.0)), asymptote, (first_entry_only, (1.5, -0.5))):
        student(f, tf.constant(x)).is_close_to(reference(f, x), rtol=1e-4, hint=STRAIGHT)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables in float32 and float64"""
    for x in kinds_of([0.5, -1.5]):
        hint = "if only this check is lost: turn x into a tensor first; do both tapes watch it?"
        student.once(TILTED, x, watch=True).is_close_to(reference(TILTED, (0.5, -1.5)), rtol=1e-4, hint=hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the learning rate and leaves x as it was"""
    for x in changeable_kinds_of([0.5, -1.5]):
        answer = student.once(TILTED, x, watch=True)
        answer.is_close_to(reference(TILTED, (0.5, -1.5)), rtol=1e-4)
        answer.leaves_arguments_alone()
