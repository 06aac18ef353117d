"""Reference answers to section 04.05, linear least squares, by TensorFlow's own implementations in float64.

Chapter 4 of "Deep Learning with TensorFlow 2" after Goodfellow, Bengio and Courville (2016), section 4.5; equation
numbers are the chapter's. Everywhere A has shape (m, n), b has m entries and x has n; b, x and x0 may be vectors
or columns, and every result is a float64 vector. Nothing that is passed in is changed.
"""

import numpy as np
import tensorflow as tf


def least_squares_gradient(A, b, x):
    """Return the gradient of f(x) = ½‖Ax − b‖², shape (n,), by automatic differentiation.

    It equals AᵀAx − Aᵀb. Source: eq. (15).
    """
    A, b, x = _matrix(A), _vector(b), _vector(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        residual = tf.linalg.matvec(A, x) - b
        loss = tf.nn.l2_loss(residual)  # half the sum of squares
    return tape.gradient(loss, x)


def least_squares_descent(A, b, x0, learning_rate, tolerance, max_steps):
    """Return the point, shape (n,), where gradient descent on ½‖Ax − b‖² from x0 ends.

    It ends where the Euclidean norm of the gradient, tested before each step, is at most `tolerance`, and after
    `max_steps` steps at the latest. Source: eqs. (6) and (15).
    """

    def goes_on(step, x, gradient):
        return tf.logical_and(step < max_steps, tf.norm(gradient) > tolerance)

    def take_step(step, x, gradient):
        x = x - learning_rate * gradient
        return step + 1, x, least_squares_gradient(A, b, x)

    start = (tf.constant(0), _vector(x0), least_squares_gradient(A, b, x0))
    return tf.while_loop(goes_on, take_step, start)[1]


def normal_equations(A, b):
    """Return the x, shape (n,), that minimises ‖Ax − b‖, by a complete orthogonal decomposition of A.

    A : full column rank, so that x is the only solution of the normal equations AᵀAx = Aᵀb.
    Source: eq. (15) set to zero.
    """
    return tf.linalg.lstsq(_matrix(A), _vector(b)[:, tf.newaxis], fast=False)[:, 0]


def newton_least_squares(A, b, x0):
    """Return where one Newton step on ½‖Ax − b‖² from x0 ends, shape (n,): the minimum.

    The step is the d that minimises ‖Ad − (b − Ax0)‖, for the quadratic model is exact. A : full column rank.
    Source: eq. (10), Goodfellow, Bengio and Courville (2016), section 4.5.
    """
    A, b, x0 = _matrix(A), _vector(b), _vector(x0)
    return x0 + normal_equations(A, b - tf.linalg.matvec(A, x0))


def fit_polynomial(x, y, degree):
    """Return the coefficients, lowest power first, shape (degree + 1,), of the least squares polynomial.

    x, y : at least degree + 1 points, as many different x. By the pseudoinverse of the Vandermonde matrix.
    """
    powers = _vector(x)[:, tf.newaxis] ** tf.range(degree + 1, dtype=tf.float64)
    return tf.linalg.matvec(tf.linalg.pinv(powers), _vector(y))


def plot_fit(x, y, degree):
    """Return a Figure: the data as points, the fitted polynomial as a line over the data's range, legend, labels.

    x, y, degree : as in `fit_polynomial`. Drawn without pyplot, so that no figure stays open.
    """
    from matplotlib.figure import Figure

    x, y = _vector(x).numpy(), _vector(y).numpy()
    grid = np.linspace(x.min(), x.max(), 200)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x, y, "o", label="data")
    axes.plot(grid, np.polynomial.polynomial.polyval(grid, fit_polynomial(x, y, degree)), label="least squares fit")
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure


def lagrange_multiplier_solution():
    """Return (x, y, z, λ, α), shape (5,), that maximises xy + yz subject to x + 2y = 6 and x − 3z = 0.

    With L = xy + yz − λ(x + 2y − 6) − α(x − 3z). L is quadratic in its five variables, so its one stationary
    point is a single Newton step from anywhere. Raises nothing. Source: the example after eq. (17), its sign of α
    made to agree with its equations.
    """
    start = tf.zeros(5, tf.float64)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(start)
        with tf.GradientTape() as inner:
            inner.watch(start)
            x, y, z, multiplier, other = tf.unstack(start)
            lagrangian = x * y + y * z - multiplier * (x + 2 * y - 6) - other * (x - 3 * z)
        gradient = inner.gradient(lagrangian, start)
    hessian = outer.jacobian(gradient, start, experimental_use_pfor=False)
    return start - tf.linalg.solve(hessian, gradient[:, tf.newaxis])[:, 0]


def minimum_norm_solution(A, b):
    """Return A⁺b, shape (n,): of all x that minimise ‖Ax − b‖ the one with the smallest norm.

    A : any shape and rank. By a complete orthogonal decomposition, which TensorFlow takes for `fast=False`.
    Source: Goodfellow, Bengio and Courville (2016), sections 2.9 and 4.5.
    """
    return normal_equations(A, b)


def norm_constrained_least_squares(A, b, radius=1.0):
    """Return (x, λ), x of shape (n,), λ a scalar, that solve: minimise ½‖Ax − b‖² subject to xᵀx ≤ radius².

    A : any shape and rank. Where ‖A⁺b‖ ≤ radius: A⁺b and 0. Else x = (AᵀA + 2λI)⁻¹Aᵀb with the λ > 0 for which
    ‖x‖ = radius, in the basis of A's singular vectors. Source: eqs. (16) to (19); the search for λ is that of Moré
    and Sorensen (1983), "Computing a trust region step".
    """
    s, u, v = tf.linalg.svd(_matrix(A))
    weights = s * tf.linalg.matvec(u, _vector(b), transpose_a=True)  # Aᵀb in the basis of the columns of v
    smallest = minimum_norm_solution(A, b)
    if tf.norm(smallest) <= radius:
        return smallest, tf.constant(0.0, tf.float64)
    seen = s > 1e-10 * s[0]  # in the other directions A is 0, and so is x
    shift = _shift_for_length(s[seen].numpy() ** 2, weights[seen].numpy(), radius)
    return tf.linalg.matvec(v, weights / (s**2 + shift)), shift / 2


def _shift_for_length(squares, weights, length):
    """Return the t > 0 for which y = weights / (squares + t) has that length.

    length : below that of y for t = 0. By Newton's method on 1/length − 1/‖y‖, which is convex, falls with t and is
    nearly straight: from t = 0 the steps lead up to the root and never past it, until rounding ends them.
    squares, weights : NumPy arrays, for an operation of TensorFlow's costs more than the whole loop.
    """
    t, step = 0.0, 1.0
    while step > 1e-14 * (t + squares.max()):
        y = weights / (squares + t)
        step = (np.linalg.norm(y) / length - 1) * (y @ y) / np.sum(y**2 / (squares + t))
        t += step
    return t


def _matrix(A):
    """Return A in float64. By way of NumPy: TensorFlow alone would round a list to float32 first."""
    return tf.constant(np.asarray(A, dtype=np.float64))


def _vector(values):
    """Return a vector or a column as a float64 vector."""
    return tf.reshape(_matrix(values), [-1])
