"""Known answers to `solve_example`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def without_any_constraint():
    """f is minimised without its constraints."""
    return np.linalg.solve([[2.0, -2.0], [-2.0, 4.0]], [2.0, 0.0])


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def without_the_inequality():
    """the lowest point of the curve x³ − y = 0 in the box is taken, below the other curve."""
    x = np.linspace(0.5, 1.5, 100_001)
    x = x[(x**3 >= 1.5) & (x**3 <= 2.5)]
    best = x[np.argmin(-(2 * x**4 + 2 * x - x**2 - 2 * x**6))]
    return np.array([best, best**3])


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def without_the_equality():
    """the lowest point of the box above the second curve is taken, beside x³ − y = 0."""
    x, y = np.meshgrid(np.linspace(0.5, 1.5, 401), np.linspace(1.5, 2.5, 401))
    f = np.where(y - (x - 1) ** 4 - 2 >= 0, -(2 * x * y + 2 * x - x**2 - 2 * y**2), np.inf)
    best = np.unravel_index(np.argmin(f), f.shape)
    return np.array([x[best], y[best]])


@misconception("lies_where_the_curves_meet", "is_the_optimum")
def the_highest_point():
    """f is maximised: the minus before its bracket is lost."""
    x = np.linspace(0.5, 1.5, 100_001)
    x = x[(x**3 - (x - 1) ** 4 - 2 >= 0) & (x**3 <= 2.5)]
    best = x[np.argmin(2 * x**4 + 2 * x - x**2 - 2 * x**6)]
    return np.array([best, best**3])


@misconception("is_a_feasible_point", "is_the_optimum")
def the_other_intersection():
    """the two curves are made to meet outside of the bounds."""
    x = 4.0
    for _ in range(30):
        x -= ((x - 1) ** 4 + 2 - x**3) / (4 * (x - 1) ** 3 - 3 * x**2)
    return np.array([x, x**3])


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def inequality_the_other_way_round():
    """the inequality is read as y − (x − 1)⁴ − 2 ≤ 0."""
    x = np.linspace(0.5, 1.5, 100_001)
    x = x[(x**3 - (x - 1) ** 4 - 2 <= 0) & (x**3 >= 1.5)]
    best = x[np.argmin(-(2 * x**4 + 2 * x - x**2 - 2 * x**6))]
    return np.array([best, best**3])


@misconception("lies_where_the_curves_meet", "is_the_optimum")
def grid_too_coarse():
    """the best of a hundred points is taken, which is not near enough."""
    x = np.linspace(0.5, 1.5, 101)
    y = x**3
    f = np.where((y - (x - 1) ** 4 - 2 >= 0) & (y <= 2.5), -(2 * x * y + 2 * x - x**2 - 2 * y**2), np.inf)
    return np.array([x[np.argmin(f)], y[np.argmin(f)]])


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def coordinates_swapped():
    """y comes before x."""
    x = 1.2608931426382735
    return np.array([x**3, x])


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def rounded_to_two_digits():
    """the point is rounded to two decimals, where 1e-3 is asked for."""
    x = 1.2608931426382735
    return np.round([x, x**3], 2)


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def penalty_too_weak():
    """the constraints are a penalty whose weight is too small: the point stays a little outside."""
    x, y = 1.2, 2.0
    for _ in range(3000):
        g, h = x**3 - y, max((x - 1) ** 4 + 2 - y, 0)
        slope_x = -(2 * y + 2 - 2 * x) + 60 * (g * 3 * x**2 + h * 4 * (x - 1) ** 3)
        slope_y = -(2 * x - 4 * y) - 60 * (g + h)
        x, y = x - 0.0005 * slope_x, y - 0.0005 * slope_y
    return np.array([x, y])


@misconception("is_a_feasible_point", "lies_where_the_curves_meet", "is_the_optimum")
def value_for_point():
    """the smallest value of f is returned, not the point that has it."""
    x = 1.2608931426382735
    return -(2 * x**4 + 2 * x - x**2 - 2 * x**6)


@right_answer
def typed_in():
    """The numbers, as a list."""
    return [1.26089, 2.00463]


@right_answer
def bisection():
    """Where the curves meet, by bisection; a column in float32 comes back."""
    low, high = 1.0, 1.5
    for _ in range(40):
        middle = (low + high) / 2
        if middle**3 - (middle - 1) ** 4 - 2 < 0:
            low = middle
        else:
            high = middle
    return tf.constant([[high], [high**3]], tf.float32)


@right_answer
def newton_on_the_kkt_equations():
    """Newton's method for ∇L = 0, g = 0, h = 0 with the inequality active; a tensor comes back."""
    z = tf.constant([1.2, 2.0, 0.0, 1.0], tf.float64)
    for _ in range(8):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(z)
            with tf.GradientTape() as inner:
                inner.watch(z)
                x, y, lam, alpha = tf.unstack(z)
                f = -(2 * x * y + 2 * x - x**2 - 2 * y**2)
                lagrangian = f + lam * (x**3 - y) + alpha * ((x - 1) ** 4 + 2 - y)
            gradient = inner.gradient(lagrangian, z)
        hessian = outer.jacobian(gradient, z, experimental_use_pfor=False)
        z -= tf.linalg.solve(hessian, gradient[:, None])[:, 0]
    return z[:2]


@right_answer
def augmented_lagrangian():
    """The method of multipliers by gradient descent, in float32; a tf.Variable comes back."""
    x = tf.Variable([1.0, 2.0])

    @tf.function
    def descend(lam, alpha):
        for _ in tf.range(400):
            with tf.GradientTape() as tape:
                f = -(2 * x[0] * x[1] + 2 * x[0] - x[0] ** 2 - 2 * x[1] ** 2)
                g = x[0] ** 3 - x[1]
                h = tf.maximum((x[0] - 1) ** 4 + 2 - x[1], -alpha / 20)
                value = f + lam * g + alpha * h + 10 * (g**2 + h**2)
            x.assign_sub(0.002 * tape.gradient(value, x))

    lam, alpha = tf.constant(0.0), tf.constant(0.0)
    for _ in range(25):
        descend(lam, alpha)
        lam += 20 * (x[0] ** 3 - x[1])
        alpha = tf.maximum(0.0, alpha + 20 * ((x[0] - 1) ** 4 + 2 - x[1]))
    return x


@right_answer
def random_search():
    """Random points of the curve, ever nearer to the best one; a tuple comes back."""
    generator, best, width = np.random.default_rng(), 1.3, 0.5
    for _ in range(40):
        x = np.append(best, best + width * generator.uniform(-1, 1, 500))
        x = x[(x**3 - (x - 1) ** 4 - 2 >= 0) & (x >= 0.5) & (x <= 1.5) & (x**3 >= 1.5) & (x**3 <= 2.5)]
        best = x[np.argmin(-(2 * x**4 + 2 * x - x**2 - 2 * x**6))]
        width *= 0.7
    return best, best**3
