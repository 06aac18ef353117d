"""Checks of `projected_gradient_descent(f, x0, radius, learning_rate, steps)`.

Every f is convex and learning rates are below 1 / its largest curvature, which is 2 in most of them, so that a step brings two points
nearer to each other, as the projection does: rounding errors add up over the steps and never grow. (Where a rate is
meant to overshoot they grow as the distance from the minimum does, and so stay as small a share of it.) At most 25 steps
of a few float32 roundings each stay below 1e-5 of the numbers in it; the tolerance is 1e-4 of them.
"""

import numpy as np
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s4_constrained_optimization.common import quadratic, quadratic_at, steep_at

INSIDE = "inside the ball nothing is to be projected: x − ε∇f(x) stays as it is where its norm is ≤ radius."
OUTSIDE = "which point of the ball is nearest to a point outside? In which direction, and how far from the origin?"
ORDER = "in which order do you project, store and step? Where does the next step start?"
RATE = "each step is learning_rate times the gradient, even where f grows by it: what else do you look at on the way?"
NEARLY = "‖x‖ ≤ radius holds or it does not: a point that is outside by half a percent is projected like any other."
SMALL = "the gradient is small here, but all steps are asked for, and with this learning rate they are long ones."
CURVED = "how exact is your gradient where f is not quadratic? GradientTape gives it without differences."
SHAPE = "the result has the shape (steps + 1, n): x0, projected, is the first row, and the only one where steps is 0."


def is_close(answer, expected, hint):
    """hint : what to try where the numbers are wrong; a wrong shape has its own."""
    expected = np.asarray(expected)
    hint = hint if answer.array().shape == expected.shape else SHAPE
    answer.is_close_to(expected, rtol=0.0, atol=1e-4 * np.abs(expected).max(), hint=hint)


def bowl(center, matrix):
    """Return ½(x − c)ᵀA(x − c), smallest at c = center, for a symmetric positive definite matrix A."""
    center, matrix = np.array(center), np.array(matrix)
    # Two thirds of the time that TensorFlow takes with matvec and tensordot.
    constant, expand_dims, matmul, reduce_sum = tf.constant, tf.expand_dims, tf.matmul, tf.reduce_sum

    def function(x):
        offset = expand_dims(x - constant(center, x.dtype), 0)
        return reduce_sum(offset * matmul(offset, constant(matrix / 2, x.dtype)))

    function.__doc__ = f"½(x − c)ᵀA(x − c) with c = {np.round(center, 4).tolist()}, A = {np.round(matrix, 4).tolist()}"
    return function


def draw_bowl(rng, center):
    """Return a bowl about `center` whose curvatures, from 0.5 to 2, belong to random directions."""
    directions = np.linalg.qr(rng.normal(size=(len(center), len(center))))[0]
    return bowl(center, directions @ np.diag(rng.uniform(0.5, 2.0, len(center))) @ directions.T)


def draw_point(rng, size, norm):
    """Return a random point with this norm, no two entries of which are equally far from 0."""
    point = rng.permutation(np.arange(1, size + 1) + rng.uniform(-0.2, 0.2, size)) * rng.choice([-1, 1], size)
    return point * norm / np.linalg.norm(point)


@check(weight=1, public=True)
def walks_straight_to_the_nearest_point(student):
    """walks to the point of the ball that is nearest to a point outside, and stays there"""
    # In the second case the largest entry stays below the radius, and no two entries alone do: each of these norms is another mistake.
    for center, radius in [((3.0, 4.0), 1.0), ((-1.9, 1.6, 1.7), 1.3)]:
        center = np.array(center)
        distance = np.linalg.norm(center)
        lengths = [radius / 2]  # all iterates lie on the way from the origin to the center
        for _ in range(6):
            lengths.append(min(radius, lengths[-1] + 0.1 * (distance - lengths[-1])))
        path = np.outer(lengths, center / distance)
        f = quadratic_at(center, 0.0, 0.0, 1.0)  # the squared distance from the center: ∇f(x) = 2(x − center)
        is_close(student(f, path[0], radius, 0.05, 6), path, OUTSIDE)


@check(weight=1.5, public=True)
def is_plain_gradient_descent_inside_the_ball(student):
    """is plain gradient descent as long as no iterate leaves the ball"""
    for x0, center, radius, rate, steps, hint in [
        ((1.3, -1.4), (0.5, 0.25), 2.0, 0.3, 8, INSIDE),
        ((0.2, 0.3, -0.25), (-0.1, 0.3, 0.2), 0.5, 0.3, 8, INSIDE),
        ((1.0, -0.75), (0.5, 0.25), 4.0, 1.2, 3, RATE),  # x₁ − c₁ is −1, 1.4, −1.96, 2.744: f nearly doubles every time
    ]:
        x0, center, curvature = np.array(x0), np.array(center), np.array([0.25, 1.0, 0.5])[: len(x0)]
        factors = (1 - rate * 2 * curvature) ** np.arange(steps + 1)[:, None]  # one for each entry of x − c
        f = quadratic_at(center, 0.0, 0.0, curvature)
        is_close(student(f, x0, radius, rate, steps), center + factors * (x0 - center), hint)
    # Gradients of size 2⁻²⁰, and a learning rate with which each step goes half the way to (1, −1) all the same.
    f = quadratic((2.0**-21, 2.0**-21), (-(2.0**-20), 2.0**-20))
    path = np.array([1.0, -1.0]) + np.outer(0.5 ** np.arange(4), (-0.5, 1.25))
    is_close(student(f, path[0], 4.0, 2.0**19, 3), path, SMALL)
    center = np.array([0.25, -0.5])
    path = [center + (0.0625, -0.25)]
    for _ in range(6):
        path.append(path[-1] - 0.02 * np.expm1(16 * (path[-1] - center)))
    is_close(student(steep_at(center), path[0], 2.0, 0.02, 6), path, CURVED)


@check(weight=2, public=True)
def projects_the_start(student, reference, rng):
    """projects x0 first, if it lies outside the ball, and steps from there"""
    cases = (2, 0.5, 2.0), (3, 3.0, 2.0), (4, 1.5, 3.0), (3, 2.0, 0.9), (1, 30.0, 2.0), (2, 2.0**-12, 1.25)
    for size, radius, norm in cases:
        x0 = draw_point(rng, size, norm * radius)
        f = draw_bowl(rng, draw_point(rng, size, 0.3 * radius))
        arguments = f, x0, radius, 0.2, 3
        answer, expected = student(*arguments), reference(*arguments)
        path, tolerance = answer.array(), 1e-4 * np.abs(expected).max()
        starts_well = path.shape == expected.shape and np.abs(path[0] - expected[0]).max() <= tolerance
        hint = ORDER if starts_well else "what does the first row have to be where ‖x0‖ > radius, and where it is not?"
        is_close(answer, expected, hint)
    center = np.array([0.6, 0.8])  # f is smallest on the border, so that no step moves a projected start
    is_close(student(bowl(center, np.eye(2)), 1.005 * center, 1.0, 0.2, 1), [center, center], NEARLY)


@check(weight=3)
def projects_after_every_step(student, reference, rng):
    """agrees row by row on random bowls, whose smallest value lies in the ball or beside it"""
    for size, radius, start, center in [(2, 0.6, 0.5, 3.0), (3, 2.0, 2.0, 4.0), (5, 1.4, 3.0, 2.0), (2, 3.0, 0.9, 2.0)]:
        x0 = draw_point(rng, size, start * radius)
        f = draw_bowl(rng, draw_point(rng, size, center * radius))
        arguments = f, x0, radius, float(rng.uniform(0.3, 0.45)), 7
        is_close(student(*arguments), reference(*arguments), ORDER)
    slope = quadratic((0, 0), (-1, 0))
    is_close(student(slope, np.array([0.995, 0.0]), 1.0, 0.01, 2), [[0.995, 0.0], [1.0, 0.0], [1.0, 0.0]], NEARLY)
    # From one side of the ball to the other, back and forth: f grows every second time, and the path goes on.
    f = quadratic((1,), (-0.5,))
    is_close(student(f, np.array([1.5]), 3.0, 1.5, 5), [[1.5], [-2.25], [3.0], [-3.0], [3.0], [-3.0]], RATE)


@check(weight=0.5, public=True)
def returns_one_row_for_each_iterate(student, reference, rng):
    """returns steps + 1 rows of n numbers, for one step or none and for n = 1 too"""
    for size, steps in [(2, 0), (3, 1), (1, 4), (2, 6)]:
        f = draw_bowl(rng, draw_point(rng, size, 0.5))
        arguments = f, draw_point(rng, size, 1.0), 4.0, 0.2, steps
        is_close(student(*arguments), reference(*arguments), INSIDE)


@check(weight=0.5)
def starts_at_the_origin(student):
    """gets away from the origin, which has no direction to be projected along, wherever on the path it lies"""
    f = quadratic((0.5, 0.5), (-0.5, 0.25))  # smallest at c = (0.5, −0.25), and a step of rate 0.5 goes half the way there
    for x0, shares in [((0.0, 0.0), 1 - 0.5 ** np.arange(5)), ((-0.5, 0.25), 1 - 2 * 0.5 ** np.arange(4))]:
        path = np.outer(shares, (0.5, -0.25))
        answer = student(f, np.array(x0), 2.0, 0.5, len(path) - 1)
        is_close(answer, path, INSIDE if np.isfinite(answer.array()).all() else "what does your projection make of ‖x‖ = 0?")


@check(weight=0.5)
def stays_where_f_is_flat(student):
    """stays where it is if f does not depend on x, and goes straight on if f is linear"""
    constant = tf.constant

    def flat(x):
        """3, whatever x is"""
        return constant(3.0, x.dtype)

    hint = "where the gradient is 0 every row is the projected x0."
    is_close(student(flat, np.array([0.6, -0.8]), 0.5, 0.1, 2), np.tile([0.3, -0.4], (3, 1)), hint)
    slope = quadratic((0, 0), (-1, 2))
    hint = "the gradient is (−1, 2) everywhere, and no step leaves the ball."
    is_close(student(slope, np.array([0.5, 0.5]), 2.0, 0.1, 2), [[0.5, 0.5], [0.6, 0.3], [0.7, 0.1]], hint)


def tensor32(numbers):
    return tf.constant(numbers, tf.float32)


def variable32(numbers):
    return tf.Variable(numbers, dtype=tf.float32)


@check(weight=0.5, public=True)
def accepts_every_kind_of_argument(student, reference, rng):
    """x0 may be a list, an array, a tensor or a variable, in float32 or float64"""
    f, x0 = draw_bowl(rng, draw_point(rng, 3, 0.2)), draw_point(rng, 3, 1.6)
    expected = reference(f, x0, 0.8, 0.2, 4)
    is_close(student(f, x0, 0.8, 0.2, 4), expected, ORDER)
    for kind in (np.ndarray.tolist, np.float32, tf.constant, tensor32, tf.Variable, variable32):
        answer = student(f, kind(x0), 0.8, 0.2, 4)
        is_close(answer, expected, "with x0 as a float64 array your path was right. What differs here?")


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right path twice, and leaves x0 where it was"""
    f = draw_bowl(rng, draw_point(rng, 3, 0.2))
    outside, inside = draw_point(rng, 3, 1.6), draw_point(rng, 3, 0.6)  # one inside is projected to itself: it may be x0 that moves on
    cases = (outside, np.array), (outside, np.array), (inside, np.array), (outside, tf.Variable), (inside, variable32)
    for x0, kind in cases:
        answer = student(f, kind(x0), 0.8, 0.2, 4, watch=True)
        is_close(answer, reference(f, x0, 0.8, 0.2, 4), ORDER)
        answer.leaves_arguments_alone()
