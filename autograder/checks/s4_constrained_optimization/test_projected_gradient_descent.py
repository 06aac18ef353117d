"""Checks of `projected_gradient_descent(f, x0, radius, learning_rate, steps)`.

Every f is convex with curvatures from 0.5 to 2 and learning rates are below 1/2, so that a step brings two points
nearer to each other, as the projection does: rounding errors add up over the steps and never grow. At most 25 steps
of a few float32 roundings each stay below 1e-5 of the numbers in it; the tolerance is 1e-4 of them.
"""

import numpy as np
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s4_constrained_optimization.common import leaves_numbers_alone, quadratic, quadratic_at

INSIDE = "inside the ball nothing is to be projected: x − ε∇f(x) stays as it is where its norm is ≤ radius."
OUTSIDE = "which point of the ball is nearest to a point outside? It lies in the same direction, at the distance radius."
ORDER = "in which order do you project, store and step? Each step starts at the projected point, and only such are stored."


def is_close(answer, expected, hint):
    expected = np.asarray(expected)
    answer.is_close_to(expected, rtol=0.0, atol=1e-4 * np.abs(expected).max(), hint=hint)


def bowl(center, matrix):
    """Return ½(x − c)ᵀA(x − c), smallest at c = center, for a symmetric positive definite matrix A."""
    center, matrix = np.array(center), np.array(matrix)
    constant, matvec, tensordot = tf.constant, tf.linalg.matvec, tf.tensordot

    def function(x):
        offset = x - constant(center, x.dtype)
        return tensordot(offset, matvec(constant(matrix, x.dtype), offset), 1) / 2

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
def finds_the_nearest_point_of_the_ball(student):
    """ends at the point of the ball that is nearest to a point outside"""
    for center, radius in [((3.0, 4.0), 1.0), ((-2.0, 1.0, 2.0), 1.5)]:
        f = quadratic_at(np.array(center), 0.0, 0.0, 1.0)
        path = student(f, np.zeros(len(center)), radius, 0.2, 40)
        nearest = np.array(center) * radius / np.linalg.norm(center)
        last = path.array()[-1:]
        path.requires(
            last.shape == (1, len(center)) and np.allclose(last[0], nearest, rtol=0, atol=1e-3),
            f"a last row near {np.round(nearest, 6).tolist()}",
            OUTSIDE,
            f"the last row {last[0].tolist() if last.size else 'of nothing'}",
        )
