"""Reference answers to section 04.03, by TensorFlow's own implementations in float64.

Arguments are numbers, lists, arrays, tensors or variables of any float precision and are cast to float64 first;
a callable f gets float64 tensors of exactly its argument's shape. What f does not depend on has derivative 0.
Equation numbers are those of Goodfellow, Bengio and Courville (2016), section 4.3, which the chapter keeps.
"""

import numpy as np
import tensorflow as tf
from matplotlib.figure import Figure

ZERO = tf.UnconnectedGradients.ZERO
NEGLIGIBLE = 1e-6  # of the scale: a curvature below it counts as 0 (the contract's number)


def critical_points(coefficients):
    """Return (minima, maxima): float64 vectors of x, each ascending, perhaps empty.

    coefficients : shape (degree + 1,), highest power first, degree at least 2, the first one not 0.
    A critical point is a real zero of f', an eigenvalue of its companion matrix. It is a minimum where f'' > 0, a
    maximum where f'' < 0, and neither where |f''| is below 1e-6 of the sum of its terms' magnitudes: f(cx) and c·f(x)
    have the same kinds of points, whatever c > 0 is.
    Raises ValueError if the degree is below 2 or the first coefficient is 0.
    Source: the second derivative test, section 4.3.1.
    """
    polynomial = _float64(coefficients)
    if polynomial.shape[0] < 3 or polynomial[0] == 0:
        raise ValueError(f"a polynomial of degree 2 or more is needed, not the coefficients {polynomial.numpy()}")
    slope = _derivative(polynomial)
    curvature = _derivative(slope)
    points = _real_roots(slope)
    bends = _evaluate(curvature, points)
    scale = _evaluate(tf.abs(curvature), tf.abs(points))
    minima, maxima = bends > NEGLIGIBLE * scale, bends < -NEGLIGIBLE * scale
    return tuple(tf.sort(tf.boolean_mask(points, chosen)).numpy() for chosen in (minima, maxima))


def plot_critical_points(coefficients):
    """Return a Figure: the curve of the polynomial, its local minima and its local maxima as labelled markers.

    coefficients : as for critical_points. One axes, with legend and axis labels; the curve reaches a little beyond
    the outermost critical points.
    """
    polynomial = _float64(coefficients)
    minima, maxima = critical_points(coefficients)
    marked = np.concatenate([minima, maxima, [-1.0, 1.0] if minima.size + maxima.size == 0 else []])
    margin = 0.05 * (np.ptp(marked) or 20.0)
    x = np.linspace(marked.min() - margin, marked.max() + margin, 500)
    axes = _figure_with_axes("x", "f(x)")
    axes.plot(x, _evaluate(polynomial, x), label="f")
    axes.plot(minima, _evaluate(polynomial, minima), "o", label="local minima")
    axes.plot(maxima, _evaluate(polynomial, maxima), "s", label="local maxima")
    axes.legend()
    return axes.figure


def partial_derivatives(f, x, y):
    """Return (∂f/∂x, ∂f/∂y) at (x, y) as a pair of float64 scalars.

    f : takes two scalar tensors and gives a scalar. x, y : scalars.
    """
    x, y = _float64(x), _float64(y)
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        value = f(x, y)
    return tuple(tape.gradient(value, [x, y], unconnected_gradients=ZERO))


def directional_derivative(f, x, u):
    """Return uᵀ∇f(x) for u scaled to length 1, as a float64 scalar: the derivative of f(x + αu) by α at α = 0.

    f : ℝⁿ → ℝ. x, u : shape (n,). Raises ValueError if u is zero.
    Source: section 4.3, above eq. (4).
    """
    x, u = _float64(x), _unit(u)
    return _gradient(lambda alpha: f(x + alpha * u), tf.zeros([], tf.float64))


def steepest_descent_direction(f, x):
    """Return −∇f(x)/‖∇f(x)‖, shape (n,), float64.

    f : ℝⁿ → ℝ. x : shape (n,), not a critical point; raises ValueError if it is one.
    Source: eqs. (4) and (5).
    """
    return _unit(-_gradient(f, _float64(x)))


def gradient_descent(f, x0, learning_rate, steps):
    """Return x0 and the iterates x' = x − ε∇f(x), shape (steps + 1, n), or (steps + 1,) for a scalar x0; float64.

    f : of x0's shape, gives a scalar. x0 : scalar or shape (n,). learning_rate : ε. steps : int, 0 or more.
    Source: eq. (6).
    """
    iterates = [_float64(x0)]
    for _ in range(steps):
        iterates.append(iterates[-1] - learning_rate * _gradient(f, iterates[-1]))
    return tf.stack(iterates)


def jacobian(f, x):
    """Return J with J[i, j] = ∂fᵢ/∂xⱼ, shape (n, m), float64, one row per pass over the tape.

    f : ℝᵐ → ℝⁿ. x : shape (m,).
    Source: section 4.3.1.
    """
    x = _float64(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        value = f(x)
    return _rows(tape, value, x)


def second_derivative(f, x):
    """Return f'' at each entry of x, in x's shape, float64: the gradient of the gradient, since entries do not mix.

    f : acts on each entry by itself. x : any shape, () included.
    """
    return _gradient(lambda point: _gradient(f, point), _float64(x))


def plot_derivatives(f, x):
    """Return a Figure with f, f' and f'' over x as three labelled lines, legend and axis labels.

    f : acts on each entry by itself. x : shape (n,), ascending.
    """
    x = _float64(x)
    axes = _figure_with_axes("x", "value")
    for values, label in [(f(x), "f"), (_gradient(f, x), "f′"), (second_derivative(f, x), "f″")]:
        axes.plot(x, tf.broadcast_to(values, x.shape), label=label)
    axes.legend()
    return axes.figure


def hessian(f, x):
    """Return H with H[i, j] = ∂²f/∂xᵢ∂xⱼ, shape (n, n), float64, one row per pass over the tape.

    f : ℝⁿ → ℝ. x : shape (n,).
    Source: eq. (7).
    """
    x = _float64(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        slope = _gradient(f, x)
    return _rows(tape, slope, x)


def directional_curvature(f, x, d):
    """Return dᵀHd for d scaled to length 1, as a float64 scalar: the second derivative of f(x + αd) by α at α = 0.

    f : ℝⁿ → ℝ. x, d : shape (n,). Raises ValueError if d is zero.
    Source: section 4.3.1, below eq. (8).
    """
    return _along(f, _float64(x), _unit(d))[2]


def classify_critical_point(hessian):
    """Return "minimum", "maximum", "saddle" or "inconclusive", by the signs of the eigenvalues.

    hessian : symmetric, shape (n, n). An eigenvalue within 1e-6 of the largest magnitude counts as 0. Two signs make
    a saddle; without two signs a zero among them makes it inconclusive.
    Raises ValueError if the matrix is not square.
    Source: the second derivative test in several dimensions, section 4.3.1.
    """
    matrix = _float64(hessian)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"a Hessian is square, this matrix has shape {tuple(matrix.shape)}")
    eigenvalues = tf.linalg.eigvalsh(matrix).numpy()
    zero = NEGLIGIBLE * np.abs(eigenvalues).max()
    rises, falls = (eigenvalues > zero).any(), (eigenvalues < -zero).any()
    if rises and falls:
        return "saddle"
    if (np.abs(eigenvalues) <= zero).any():
        return "inconclusive"
    return "minimum" if rises else "maximum"


def taylor_step_prediction(f, x, learning_rate):
    """Return f(x) − ε gᵀg + ½ε² gᵀHg as a float64 scalar: the Taylor polynomial of f(x − εg) in ε.

    f : ℝⁿ → ℝ. x : shape (n,). learning_rate : ε.
    Source: eq. (9).
    """
    x = _float64(x)
    value, slope, curvature = _along(f, x, -_gradient(f, x))
    return value + learning_rate * slope + 0.5 * learning_rate**2 * curvature


def best_learning_rate(f, x):
    """Return gᵀg / gᵀHg as a float64 scalar, inf where gᵀHg ≤ 0: the ε of the smallest taylor_step_prediction.

    f : ℝⁿ → ℝ. x : shape (n,).
    Source: section 4.3.1, below eq. (9).
    """
    x = _float64(x)
    _, slope, curvature = _along(f, x, -_gradient(f, x))
    return -slope / curvature if curvature > 0 else tf.constant(np.inf, tf.float64)


def newton_step(f, x):
    """Return x − H⁻¹∇f(x), shape (n,), float64.

    f : ℝⁿ → ℝ with a regular Hessian at x. x : shape (n,). A singular H raises tf.errors.InvalidArgumentError.
    Source: eq. (10).
    """
    x = _float64(x)
    return x - tf.linalg.solve(hessian(f, x), _gradient(f, x)[:, tf.newaxis])[:, 0]


def newtons_method(f, x0, tolerance, max_steps):
    """Return x0 and Newton's iterates until ‖∇f‖₂ ≤ tolerance, at most max_steps of them: shape (k + 1, n), float64.

    f : ℝⁿ → ℝ with regular Hessians on the way. x0 : shape (n,). The gradient is tested before each step.
    Source: eq. (10).
    """
    iterates = [_float64(x0)]
    while len(iterates) <= max_steps and tf.norm(_gradient(f, iterates[-1])) > tolerance:
        iterates.append(newton_step(f, iterates[-1]))
    return tf.stack(iterates)


def plot_steepest_descent_and_newton(f, x0, learning_rate, steps):
    """Return a Figure of two axes, "Steepest Descent" and "Newton's Method": contours of f and the method's path.

    f : ℝ² → ℝ with regular Hessians on the way. x0 : shape (2,). Each path is a line of steps + 1 points, x0 first.
    """
    newton = [_float64(x0)]
    for _ in range(steps):
        newton.append(newton_step(f, newton[-1]))
    paths = {
        "Steepest Descent": gradient_descent(f, x0, learning_rate, steps).numpy(),
        "Newton's Method": tf.stack(newton).numpy(),
    }
    figure = Figure(figsize=(10, 4), layout="constrained")
    contours = _contour_data(f, np.concatenate(list(paths.values())))
    for axes, (title, path) in zip(figure.subplots(1, 2), paths.items()):
        axes.contour(*contours, levels=15)
        axes.plot(path[:, 0], path[:, 1], "o-", color="C1")
        axes.set(title=title, xlabel="x₁", ylabel="x₂")
    return figure


def _float64(x):
    """Return numbers of any kind as a float64 tensor; a list keeps the digits that float32 would cut."""
    return tf.constant(np.asarray(x, dtype=np.float64))


def _gradient(f, x):
    """Return ∇f(x) in x's shape; of a vector-valued f the gradient of the sum of its entries."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tf.convert_to_tensor(tape.gradient(value, x, unconnected_gradients=ZERO))


def _rows(tape, values, x):
    """Return the Jacobian of a vector of values that a persistent tape has seen."""
    rows = [
        tape.gradient(values, x, output_gradients=unit, unconnected_gradients=ZERO)
        for unit in tf.eye(values.shape[0], dtype=tf.float64)
    ]
    return tf.stack([tf.convert_to_tensor(row) for row in rows])


def _along(f, x, direction):
    """Return φ(0), φ'(0) and φ''(0) of φ(α) = f(x + α·direction)."""
    start = tf.zeros([], tf.float64)
    with tf.GradientTape() as outer:
        outer.watch(start)
        with tf.GradientTape() as inner:
            inner.watch(start)
            value = f(x + start * direction)
        slope = inner.gradient(value, start, unconnected_gradients=ZERO)
    return value, slope, outer.gradient(slope, start, unconnected_gradients=ZERO)


def _unit(vector):
    """Return the vector at length 1, in float64."""
    vector = _float64(vector)
    length = tf.norm(vector)
    if length == 0:
        raise ValueError("the zero vector has no direction")
    return vector / length


def _evaluate(polynomial, x):
    """Return the polynomial at each entry of x."""
    x = _float64(x)
    return tf.broadcast_to(tf.math.polyval(tf.unstack(polynomial), x), x.shape)  # a constant comes back as one number


def _derivative(polynomial):
    """Return the coefficients of a polynomial's derivative, highest power first."""
    degree = polynomial.shape[0] - 1
    return polynomial[:-1] * tf.range(degree, 0, -1, dtype=tf.float64)


def _real_roots(polynomial):
    """Return the real roots of a polynomial of degree 1 or more: those that are 0, and real eigenvalues of a companion matrix."""
    zeros = int(np.argmax(polynomial.numpy()[::-1] != 0))  # exactly: a double eigenvalue is found to √eps only
    polynomial = polynomial[: polynomial.shape[0] - zeros]
    monic = polynomial[1:] / polynomial[0]
    degree = monic.shape[0]
    companion = tf.concat([-monic[tf.newaxis], tf.eye(degree, dtype=tf.float64)[:-1]], axis=0)[:degree]
    roots = tf.linalg.eigvals(companion)
    # Rounding splits a double root into a pair ±√eps off the axis; it is kept, and f'' shows it to be neither.
    real = tf.boolean_mask(tf.math.real(roots), tf.abs(tf.math.imag(roots)) <= NEGLIGIBLE * tf.abs(roots))
    return tf.concat([real, tf.zeros(zeros, tf.float64)], axis=0)


def _figure_with_axes(xlabel, ylabel):
    axes = Figure(layout="constrained").subplots()
    axes.set(xlabel=xlabel, ylabel=ylabel)
    return axes


def _contour_data(f, points):
    """Return x, y and f on a 101 × 101 grid that holds all the points with a margin."""
    margin = 0.15 * np.maximum(np.ptp(points, axis=0), 1.0)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    x, y = np.meshgrid(np.linspace(low[0], high[0], 101), np.linspace(low[1], high[1], 101))
    grid = tf.constant(np.stack([x.ravel(), y.ravel()], axis=1))
    return x, y, tf.reshape(tf.vectorized_map(f, grid), x.shape)  # f takes one point at a time
