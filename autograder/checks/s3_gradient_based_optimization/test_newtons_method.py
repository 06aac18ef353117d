"""Checks of `newtons_method(f, x0, tolerance, max_steps)`.

How many steps are right must not hang on rounding: every tolerance is at least a fifth away from the norm of every
gradient on the way, and where it is small (1e-4) that norm is 0 but for float32's few 1e-6. One gradient is exactly as
long as the tolerance, in either precision and by central differences as well.
"""

import numpy as np
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import changeable_kinds_of, kinds_of
from autograder.checks.s3_gradient_based_optimization.common import (
    TILTED, ellipse, hyperbolas, over, quadratic, quartic_bowl, saddle, signed, symmetric_matrix,
)  # fmt: skip

ATOL = 2e-4  # condition numbers below ten, entries of at most ten: float32 gives the iterates to a few 1e-5
MAX_STEPS = 8
ITERATES = "what belongs into the first row? How many rows are there after one step?"
ENOUGH = "is there anything to do where the Euclidean norm of the gradient at x0 is at most tolerance? When is it tested first?"
REGULAR = (
    "the gradient is short here, 1.1e-3, but longer than the tolerance: one step is due. H has small entries and is as regular as any "
    "other: solve H·step = ∇f(x) with H as it is."
)
STOP = "when is the gradient tested, and at which point are gradient and Hessian computed in each step?"
NORM = (
    "the rule is: stop where the Euclidean norm √(g₁² + … + gₙ²) of the gradient itself is at most tolerance. "
    "Compute it by hand at this x0, and print what you compare with the tolerance."
)
ANY_CURVATURE = "eq. (10) asks where the gradient vanishes, uphill or downhill. Does the notebook ask for anything else?"
CLIMB = "each step of eq. (10) is taken whole, and then the next one: f and the length of its gradient may grow."
LIMIT = "the result has shape (k + 1, n): how many rows are there after no step at all, and how many after max_steps of them?"


def half_square(x):
    """½Σxᵢ²"""
    return tf.reduce_sum(tf.square(tf.convert_to_tensor(x))) / 2


def fourth_powers(x):
    """Σxᵢ⁴"""
    return tf.reduce_sum(tf.square(tf.square(tf.convert_to_tensor(x))))


SHALLOW = quadratic([[5e-5, 0.0], [0.0, 2e-4]], [5e-5, -4e-4])  # its minimum is (1, −2); det H is 1e-8
TILTED_AT_0 = quadratic([[1.0, 0.0], [0.0, 1.0]], [-0.5, 0.0])  # its gradient at 0 is (0.5, 0)
HILL = quadratic([[-2.0, 1.0], [1.0, -3.0]], [1.0, -4.0])  # its maximum is (0.2, 1.4)


def steep_bowl(x):
    """Σ xᵢ² + ¼xᵢ⁴"""
    square = tf.square(tf.convert_to_tensor(x))
    return tf.reduce_sum(square + tf.square(square) / 4)


def random_bowl(rng):
    """Return (f, x0): a convex quartic_bowl of two variables, and a start from which each gradient is far shorter."""
    matrix = symmetric_matrix(rng, [2.0, 4.0], decimals=2)
    minimum = signed(rng, 2, 0.5, 1.0)
    return quartic_bowl(matrix, np.round(matrix @ minimum + minimum**3, 2)), minimum * rng.uniform(3.0, 4.0, 2)


def tolerance_between(f, points):
    """Return the tolerance that Newton's method meets at the second of two points, as far from both gradients as can be."""
    return float(np.sqrt(np.prod([np.linalg.norm(_gradient(f, point)) for point in points])))


def _tilted_path(reference):
    """Return the iterates for TILTED from (0.5, −1.5), tolerance 1e-3."""
    return reference(TILTED, (0.5, -1.5), 1e-3, MAX_STEPS)


def _gradient(f, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tape.gradient(value, x)


@check(weight=1.5, public=True)
def needs_one_step_on_a_quadratic(student, reference, rng):
    """needs one step on a positive definite quadratic, be it shallow: two rows, x0 and the minimum"""
    f = quadratic(symmetric_matrix(rng, [1.0, 2.0, 4.0], decimals=2), signed(rng, 3))
    for f, x0, tolerance in ((ellipse, [10.0, 1.0], 1e-4), (f, signed(rng, 3, 2.0, 4.0), 1e-2)):
        expected = reference(f, x0, tolerance, MAX_STEPS)
        answer = student(f, tf.constant(x0, tf.float32), tolerance, MAX_STEPS)
        answer.is_close_to(expected, rtol=0, atol=ATOL, hint=ITERATES, picture=over(f))
    x0 = (10.0, 3.0)  # the gradient's norm is 1.1e-3
    expected = reference(SHALLOW, x0, 1e-4, MAX_STEPS)
    answer = student(SHALLOW, tf.constant(x0), 1e-4, MAX_STEPS)
    answer.is_close_to(expected, rtol=0, atol=ATOL, hint=REGULAR, picture=over(SHALLOW))


@check(weight=1, public=True)
def stays_where_the_gradient_is_short(student, reference):
    """takes no step where the gradient at x0 is short enough, and one where it is not"""
    x0 = (0.1, 0.05)  # the gradient is (0.2, 0.5), its norm 0.54; in relation to itself it is 1
    for f, x0, tolerance in ((ellipse, x0, 0.8), (ellipse, x0, 0.1), (ellipse, (0.0, 0.0), 1e-4), (TILTED_AT_0, (0.0, 0.0), 0.5)):
        answer = student(f, tf.constant(x0), tolerance, MAX_STEPS)
        expected = reference(f, x0, tolerance, MAX_STEPS)
        answer.is_close_to(expected, rtol=0, atol=ATOL, hint=ENOUGH, picture=over(f))


@check(weight=2)
def stops_as_soon_as_the_tolerance_is_met(student, reference, rng):
    """goes on exactly until the gradient is short enough where f is not quadratic"""
    steep = steep_bowl, signed(rng, 3, 1.3, 1.7), 3
    for f, x0, steps in ((*random_bowl(rng), 2), steep):
        path = reference(f, x0, 1e-4, steps)
        answer = student(f, tf.constant(x0, tf.float32), tolerance_between(f, path[-2:]), MAX_STEPS)
        answer.is_close_to(path, rtol=0, atol=ATOL, hint=STOP)
    x0, tolerance = (1.5, 0.0), 0.3  # norms 6.4, 2.0, 0.50, 0.026: three steps; the square of 0.50 is below 0.3
    answer = student(steep_bowl, tf.constant(x0), tolerance, MAX_STEPS)
    answer.is_close_to(reference(steep_bowl, x0, tolerance, MAX_STEPS), rtol=0, atol=ATOL, hint=NORM)


@check(weight=1)
def measures_the_euclidean_norm(student, reference):
    """compares the Euclidean norm of the gradient with the tolerance"""
    # What stops one wrong test lets the others pass, so that the call which is lost says which one it was.
    for x0, tolerance in (
        ((0.3, -0.4), 0.34),  # norm 0.5: one step; its square and one of the entries are below 0.34, the sum is −0.1
        ((0.8, 0.1, 0.1, 0.1), 0.6),  # norm 0.82: one step; the root mean square is 0.41, the mean 0.28
        ((0.8, 0.8, 0.8, 0.8), 1.1),  # norm 1.6: one step; the largest entry is 0.8
        ((0.6, -0.6), 0.95),  # norm 0.85: no step; the absolute entries add up to 1.2
    ):
        answer = student(half_square, tf.constant(x0), tolerance, MAX_STEPS)
        answer.is_close_to(reference(half_square, x0, tolerance, MAX_STEPS), rtol=0, atol=ATOL, hint=NORM)


@check(weight=1, public=True)
def goes_to_saddles_and_maxima_as_well(student, reference):
    """goes to the critical point of a quadratic also where that is the saddle of x₀² − x₁², or a maximum"""
    for f, x0 in ((saddle, (0.5, 1.0)), (HILL, (2.0, -1.0))):
        answer = student(f, tf.constant(x0), 1e-3, MAX_STEPS)
        expected = reference(f, x0, 1e-3, MAX_STEPS)
        answer.is_close_to(expected, rtol=0, atol=ATOL, hint=ANY_CURVATURE, picture=over(f))


@check(weight=1, public=True)
def takes_max_steps_at_most(student, reference):
    """ends after max_steps steps, also where that is none, with one variable, and where the steps lead uphill"""
    # From 9.2 the gradient is short enough after 15 steps, its square after eleven, and f after twelve.
    for x0, max_steps in (((1.0, -2.0), 3), ((1.0, -2.0), 0), ((9.2,), 15)):
        answer = student(fourth_powers, tf.constant(x0), 1e-4, max_steps)
        expected = reference(fourth_powers, x0, 1e-4, max_steps)
        answer.is_close_to(expected, rtol=0, atol=ATOL, hint=LIMIT, exact_shape=True, picture=over(fourth_powers))
    x0 = (1.2, -0.5)  # x₀ goes to −1.728 and 5.16: f grows from 2.7 to 3.0 and 6.3
    expected = reference(hyperbolas, x0, 1e-2, 2)
    answer = student(hyperbolas, tf.constant(x0), 1e-2, 2)
    answer.is_close_to(expected, rtol=1e-4, atol=ATOL, hint=CLIMB, picture=over(hyperbolas))


@check(weight=1)
def accepts_every_kind_of_argument(student, reference):
    """accepts lists, arrays, tensors and variables in float32 and float64"""
    for x0 in kinds_of([0.5, -1.5]):
        hint = "if only this check is lost: turn x0 into a tensor first, and give whatever you multiply with it the same dtype."
        answer = student.once(TILTED, x0, 1e-3, MAX_STEPS, watch=True)
        answer.is_close_to(_tilted_path(reference), rtol=0, atol=ATOL, hint=hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference):
    """gives the iterates and leaves x0 where it was"""
    for x0 in changeable_kinds_of([0.5, -1.5]):
        answer = student.once(TILTED, x0, 1e-3, MAX_STEPS, watch=True)
        answer.is_close_to(_tilted_path(reference), rtol=0, atol=ATOL)
        answer.leaves_arguments_alone()
