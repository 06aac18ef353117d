"""Known answers to `best_learning_rate`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

FINITE = (
    "finds_the_lowest_point_of_the_prediction",
    "agrees_on_random_convex_functions",
    "is_infinite_where_f_bends_downwards",
    "is_infinite_where_f_is_straight",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
INFINITE = ("is_infinite_where_f_bends_downwards", "is_infinite_where_f_is_straight")


@misconception(*FINITE)
def ratio_upside_down(f, x):
    """numerator and denominator are exchanged."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return gHg / gg if gHg > 0 else np.inf


@misconception(*FINITE)
def twice_the_best(f, x):
    """the ½ of eq. (9) is forgotten: with this ε the prediction is back at f(x)."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return 2 * gg / gHg if gHg > 0 else np.inf


@misconception(*FINITE)
def half_the_best(f, x):
    """the derivative of ε² is taken to be ε: it is 2ε."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return gg / (2 * gHg) if gHg > 0 else np.inf


@misconception(*INFINITE)
def never_infinite(f, x):
    """the ratio is returned as it is, also where gᵀHg is not positive."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return gg / gHg


@misconception(*INFINITE)
def zero_instead_of_infinity(f, x):
    """no step at all is taken where gᵀHg ≤ 0, though the prediction falls for ever."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return gg / gHg if gHg > 0 else 0.0


@misconception("is_infinite_where_f_bends_downwards")
def negative_curvature_made_positive(f, x):
    """the absolute value of gᵀHg is taken: a lowest point turns into a highest one."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return gg / abs(gHg) if gHg != 0 else np.inf


@misconception("is_infinite_where_f_is_straight")
def zero_taken_for_positive(f, x):
    """gᵀHg = 0 is not told from gᵀHg > 0, and 0/0 is not a number."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return np.inf if gHg < 0 else gg / gHg


@misconception("finds_the_lowest_point_of_the_prediction")
def small_taken_for_zero(f, x):
    """a small gᵀHg counts as 0, whatever the scale of f is."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return gg / gHg if gHg > 1e-8 else np.inf


@misconception("is_infinite_where_f_bends_downwards")
def infinite_at_every_saddle(f, x):
    """one negative eigenvalue is enough to give inf, though f bends upwards along g."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    if tf.reduce_min(tf.linalg.eigvalsh(H)) < 0 or gHg <= 0:
        return np.inf
    return gg / gHg


@misconception(
    "finds_the_lowest_point_of_the_prediction", "agrees_on_random_convex_functions",
    "is_infinite_where_f_bends_downwards", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def inverse_of_the_largest_eigenvalue(f, x):
    """the largest eigenvalue is taken for the curvature along g."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return 1 / tf.reduce_max(tf.linalg.eigvalsh(H)) if gHg > 0 else np.inf


@misconception(*FINITE)
def curvature_along_the_unit_gradient(f, x):
    """g is scaled to length 1 in the denominator only."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return gg**2 / gHg if gHg > 0 else np.inf


@misconception(*FINITE)
def length_instead_of_its_square(f, x):
    """‖g‖ stands where gᵀg = ‖g‖² belongs."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return tf.norm(g) / gHg if gHg > 0 else np.inf


@misconception(
    "agrees_on_random_convex_functions",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def column_sums_of_the_hessian(f, x):
    """the gradient of the gradient is taken for the Hessian: it holds the column sums only."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    h = outer.gradient(g, x, unconnected_gradients="zero")
    gHg = tf.reduce_sum(g * h * g)
    return tf.reduce_sum(g * g) / gHg if gHg > 0 else np.inf


@misconception("is_infinite_where_f_is_straight")
def no_derivative_taken_for_none(f, x):
    """the tape's None, which stands for a derivative of 0, is not dealt with."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x)
        along = tf.reduce_sum(g * tf.stop_gradient(g))
    Hg = outer.gradient(along, x)
    gHg = tf.reduce_sum(g * Hg)
    return tf.reduce_sum(g * g) / gHg if gHg > 0 else np.inf


@misconception("accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def only_tensors_are_watched(f, x):
    """a tape is told to watch a list or an array: it can watch tensors and variables only."""
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
        along = tf.reduce_sum(g * tf.stop_gradient(g))
    Hg = outer.gradient(along, x, unconnected_gradients="zero")
    gHg = tf.reduce_sum(g * Hg)
    return tf.reduce_sum(g * g) / gHg if gHg > 0 else np.inf


@misconception("leaves_its_arguments_alone")
def step_taken_in_place(f, x):
    """the best step is taken at once, so that the caller's own x has moved."""
    original = x
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gg, gHg = tf.tensordot(g, g, 1), tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    rate = gg / gHg if gHg > 0 else np.inf
    if isinstance(original, np.ndarray):
        original -= (rate * g).numpy()
    elif isinstance(original, tf.Variable):
        original.assign_sub(tf.cast(rate * g, original.dtype))
    return rate


@right_answer
def hessian_by_jacobian_in_float32(f, x):
    """The whole Hessian by tape.jacobian, everything in float32."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    H = outer.jacobian(g, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    curvature = tf.einsum("i,ij,j->", g, H, g)
    return tf.where(curvature > 0, tf.einsum("i,i->", g, g) / curvature, np.inf)


@right_answer
def numpy_after_a_loop_over_rows(f, x):
    """One row of the Hessian at a time in x's own precision, then columns in NumPy: shape (1, 1)."""
    x = tf.Variable(x)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            y = f(x)
        g = inner.gradient(y, x)
        if g is None:
            return float("inf")
        g = tf.convert_to_tensor(g)
        entries = [g[i] for i in range(len(g))]
    rows = [outer.gradient(entry, x) for entry in entries]
    H = np.array([np.zeros(len(g)) if row is None else np.array(row) for row in rows])
    g = g.numpy()[:, None]
    curvature = g.T @ H @ g
    return g.T @ g / curvature if curvature > 0 else float("inf")


@right_answer
def newton_on_the_prediction(f, x):
    """The parabola in ε is differentiated twice by tapes; a Newton step from 0 leads to its lowest point."""
    x = tf.constant(np.array(x, dtype="float64"))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = tape.gradient(y, x, unconnected_gradients="zero")
    rate = tf.Variable(0.0, dtype=tf.float64)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = f(x - rate * g)
        slope = inner.gradient(y, rate, unconnected_gradients="zero")
    bend = outer.gradient(slope, rate, unconnected_gradients="zero")
    return tf.Variable(-slope / bend) if bend > 0 else tf.Variable(np.inf)


@right_answer
def traced_gradients(f, x):
    """tf.gradients and a condition inside a tf.function."""

    @tf.function
    def rate(x):
        g = tf.gradients(f(x), x, unconnected_gradients="zero")[0]
        Hg = tf.gradients(g, x, grad_ys=tf.stop_gradient(g), unconnected_gradients="zero")[0]
        curvature = tf.reduce_sum(g * Hg)
        if curvature > 0:
            return tf.reduce_sum(g * g) / curvature
        else:
            return tf.constant(float("inf"), x.dtype)

    return rate(tf.convert_to_tensor(x))


@misconception("finds_the_lowest_point_of_the_prediction")
def rounding_error_suspected(f, x):
    """gᵀHg up to 1e-10 is taken for a rounding error: on a shallow f it is that small."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    curvature = tf.reduce_sum(g * tf.linalg.matvec(H, g))
    return tf.reduce_sum(g * g) / curvature if curvature > 1e-10 else np.inf


@misconception("is_infinite_where_f_is_straight")
def only_zero_matrices_are_straight(f, x):
    """gᵀHg = 0 is expected only where g or H is 0: along an asymptote of a saddle it is 0 without either."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False).numpy()
    g = g.numpy()
    curvature = float(g @ H @ g)
    if curvature < 0 or not g.any() or not H.any():
        return np.inf
    return float(g @ g) / curvature
