"""Reference answers to section 04.04, by TensorFlow's own implementations in float64.

Equation numbers are those of the chapter, "Deep Learning with TensorFlow 2", chapter 4; the theory is in Goodfellow,
Bengio and Courville (2016), section 4.4. Everywhere x is a vector of shape (n,), `equalities` holds the functions gᵢ
with gᵢ(x) = 0 and `inequalities` the functions hⱼ with hⱼ(x) ≤ 0; either list may be empty.
"""

import numpy as np
import tensorflow as tf
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle


def _as_float64(numbers):
    """Return a float64 tensor. A list goes by way of NumPy, for TensorFlow would round it to float32; a tensor stays on its tape."""
    return tf.cast(numbers if tf.is_tensor(numbers) else np.asarray(numbers, dtype=np.float64), tf.float64)


def _values(functions, x):
    """Return the values of scalar functions at x, shape (len(functions),), float64."""
    return tf.cast(tf.convert_to_tensor([tf.reshape(function(x), ()) for function in functions]), tf.float64)


def is_feasible(x, equalities, inequalities, tolerance=1e-6):
    """Return True iff every |gᵢ(x)| ≤ tolerance and every hⱼ(x) ≤ tolerance; True where there is no constraint.

    Source: section 4.4, the set S = {x | gᵢ(x) = 0 for all i and hⱼ(x) ≤ 0 for all j}.
    """
    x = _as_float64(x)
    excess = tf.concat([tf.abs(_values(equalities, x)), _values(inequalities, x)], axis=0)
    return bool(tf.reduce_all(excess <= tolerance))


def generalized_lagrangian(f, equalities, inequalities, x, lambdas, alphas):
    """Return L(x, λ, α) = f(x) + Σ λᵢgᵢ(x) + Σ αⱼhⱼ(x), a float64 scalar.

    lambdas : one multiplier for each equality. alphas : one for each inequality, of any sign.
    Source: eq. (12).
    """
    x = _as_float64(x)
    equality_part = tf.tensordot(_as_float64(lambdas), _values(equalities, x), axes=1)
    inequality_part = tf.tensordot(_as_float64(alphas), _values(inequalities, x), axes=1)
    return tf.reshape(f(x), ()) + equality_part + inequality_part


def kkt_conditions(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """Return which of the Karush–Kuhn–Tucker conditions hold at x, λ, α: a dict of four bools.

    "stationarity" : the largest absolute entry of the gradient of L with respect to x is ≤ tolerance.
    "primal_feasibility" : x is feasible, to `tolerance`. "dual_feasibility" : every αⱼ ≥ −tolerance.
    "complementary_slackness" : every |αⱼhⱼ(x)| ≤ tolerance.
    Source: section 4.4, the list of conditions after eq. (13).
    """
    x, alphas = _as_float64(x), _as_float64(alphas)
    with tf.GradientTape() as tape:
        tape.watch(x)
        lagrangian = generalized_lagrangian(f, equalities, inequalities, x, lambdas, alphas)
    gradient = tape.gradient(lagrangian, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    slackness = alphas * _values(inequalities, x)
    return {
        "stationarity": bool(tf.norm(gradient, ord=np.inf) <= tolerance),
        "primal_feasibility": is_feasible(x, equalities, inequalities, tolerance),
        "dual_feasibility": bool(tf.reduce_all(alphas >= -tolerance)),
        "complementary_slackness": bool(tf.reduce_all(tf.abs(slackness) <= tolerance)),
    }


def projected_gradient_descent(f, x0, radius, learning_rate, steps):
    """Return the iterates of gradient descent kept in the ball ‖x‖ ≤ radius, shape (steps + 1, n), float64.

    The first row is x0, projected; each later one is the projection of x − learning_rate · ∇f(x).
    radius : > 0. steps : int ≥ 0. Source: section 4.4, gradient descent "taking the constraint into account".
    """
    path = [tf.clip_by_norm(_as_float64(x0), radius)]
    for _ in range(steps):
        x = path[-1]
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        path.append(tf.clip_by_norm(x - learning_rate * gradient, radius))
    return tf.stack(path)


def _objective(x, y):
    """Return the section's f(x, y) = −(2xy + 2x − x² − 2y²), elementwise."""
    return -(2 * x * y + 2 * x - x**2 - 2 * y**2)


def solve_example():
    """Return the point (x, y) that solves the section's example, shape (2,), float64, to 1e-5.

    Minimise f subject to x³ − y = 0, y − (x − 1)⁴ − 2 ≥ 0, 0.5 ≤ x ≤ 1.5 and 1.5 ≤ y ≤ 2.5. The equality
    leaves one unknown, y = x³, whose interval is searched at a thousand points, then around the best one, closer
    and closer: no start, no local minimum.
    """
    best, reach = tf.constant(1.0, tf.float64), 0.5
    while reach > 1e-7:
        x = best + reach * tf.linspace(tf.constant(-1.0, tf.float64), 1.0, 1001)
        y = x**3
        feasible = (y - (x - 1) ** 4 - 2 >= 0) & (y >= 1.5) & (y <= 2.5)
        best = x[tf.argmin(tf.where(feasible, _objective(x, y), np.inf))]
        reach /= 100
    return tf.stack([best, best**3])


def plot_constrained_problem():
    """Return a Figure of the section's example on [0, 3]²: what `solve_example` solves, and its solution.

    One axes with contours of f, the two constraint curves as labelled lines, the bounds' box and the optimum.
    """
    axis = np.linspace(0, 3, 121)
    X, Y = np.meshgrid(axis, axis)
    figure = Figure(figsize=(6, 5), layout="constrained")
    ax = figure.subplots()
    contours = ax.contour(X, Y, _objective(X, Y), levels=np.arange(-2, 19), linewidths=0.8)
    figure.colorbar(contours, ax=ax, label="f(x, y)")
    ax.plot(axis, axis**3, color="tab:orange", label="x³ − y = 0")
    ax.plot(axis, (axis - 1) ** 4 + 2, color="tab:blue", linestyle="--", label="y − (x − 1)⁴ − 2 = 0")
    ax.add_patch(Rectangle((0.5, 1.5), 1, 1, alpha=0.25, color="tab:gray", label="bounds"))
    ax.plot(*solve_example().numpy(), "k*", markersize=12, label="optimum")
    ax.set(xlim=(0, 3), ylim=(0, 3), xlabel="x", ylabel="y", title="The constrained problem")
    ax.legend(loc="lower right")
    return figure
