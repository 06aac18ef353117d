"""Known answers to `taylor_step_prediction`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

NO_CURVATURE = ("handles_functions_without_curvature",)
CURVED = (
    "is_exact_on_a_quadratic",
    "predicts_by_the_quadratic_only",
    "agrees_on_random_functions",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
EVERY_CHECK = CURVED + NO_CURVATURE


@misconception(*EVERY_CHECK)
def first_order_only(f, x, learning_rate):
    """the curvature's term ½ε²gᵀHg is left out."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = tape.gradient(y, x, unconnected_gradients="zero")
    return y - learning_rate * tf.tensordot(g, g, 1)


@misconception(*EVERY_CHECK)
def half_forgotten(f, x, learning_rate):
    """the ½ before ε²gᵀHg is forgotten."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return y - learning_rate * tf.tensordot(g, g, 1) + learning_rate**2 * tf.tensordot(g, tf.linalg.matvec(H, g), 1)


@misconception(*EVERY_CHECK)
def learning_rate_not_squared(f, x, learning_rate):
    """the curvature's term holds ε instead of ε²."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gHg = tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return y - learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate * gHg


@misconception(*EVERY_CHECK)
def step_uphill(f, x, learning_rate):
    """the slope's term is added: that predicts f(x + εg)."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gHg = tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return y + learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate**2 * gHg


@misconception(*EVERY_CHECK)
def curvature_subtracted(f, x, learning_rate):
    """the curvature's term is subtracted: ε² has lost the minus sign of the step."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gHg = tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return y - learning_rate * tf.tensordot(g, g, 1) - 0.5 * learning_rate**2 * gHg


@misconception("predicts_by_the_quadratic_only", "agrees_on_random_functions", "handles_functions_without_curvature")
def value_after_the_step(f, x, learning_rate):
    """f is evaluated where the step leads: that is no prediction."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = tape.gradient(y, x, unconnected_gradients="zero")
    return f(x - learning_rate * g)


@misconception(*EVERY_CHECK)
def length_instead_of_its_square(f, x, learning_rate):
    """‖g‖ stands where gᵀg = ‖g‖² belongs."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gHg = tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return y - learning_rate * tf.norm(g) + 0.5 * learning_rate**2 * gHg


@misconception(*EVERY_CHECK)
def curvature_along_the_unit_gradient(f, x, learning_rate):
    """g is scaled to length 1 before it is multiplied with H."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    d = tf.math.l2_normalize(g)
    dHd = tf.tensordot(d, tf.linalg.matvec(H, d), 1)
    return y - learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate**2 * dHd


@misconception(
    "predicts_by_the_quadratic_only",
    "agrees_on_random_functions",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def column_sums_of_the_hessian(f, x, learning_rate):
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
    return y - learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate**2 * gHg


@misconception(*EVERY_CHECK)
def value_at_x_forgotten(f, x, learning_rate):
    """the change of f is returned: f(x) itself is missing."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gHg = tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return -learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate**2 * gHg


@misconception(*EVERY_CHECK)
def first_entry_of_the_gradient(f, x, learning_rate):
    """only the first entry of the gradient takes part: the others move x as well."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return y - learning_rate * g[0] ** 2 + 0.5 * learning_rate**2 * H[0, 0] * g[0] ** 2


@misconception(*EVERY_CHECK)
def last_entry_of_the_gradient(f, x, learning_rate):
    """only the last entry of the gradient takes part: the others move x as well."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return y - learning_rate * g[-1] ** 2 + 0.5 * learning_rate**2 * H[-1, -1] * g[-1] ** 2


@misconception("predicts_by_the_quadratic_only", "agrees_on_random_functions", "accepts_every_kind_of_argument",
               "leaves_its_arguments_alone")  # fmt: skip
def diagonal_of_the_hessian(f, x, learning_rate):
    """only the diagonal of the Hessian is used."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    gHg = tf.reduce_sum(g * tf.linalg.diag_part(H) * g)
    return y - learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate**2 * gHg


@misconception("handles_functions_without_curvature")
def no_derivative_taken_for_none(f, x, learning_rate):
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
    return y - learning_rate * tf.reduce_sum(g * g) + 0.5 * learning_rate**2 * tf.reduce_sum(g * Hg)


@misconception("accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def only_tensors_are_watched(f, x, learning_rate):
    """a tape is told to watch a list or an array: it can watch tensors and variables only."""
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
        along = tf.reduce_sum(g * tf.stop_gradient(g))
    Hg = outer.gradient(along, x, unconnected_gradients="zero")
    return y - learning_rate * tf.reduce_sum(g * g) + 0.5 * learning_rate**2 * tf.reduce_sum(g * Hg)


@misconception("leaves_its_arguments_alone")
def step_taken_in_place(f, x, learning_rate):
    """the step is taken in place, so that the caller's own x has moved."""
    original = x
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    if isinstance(original, np.ndarray):
        original -= learning_rate * g.numpy()
    elif isinstance(original, tf.Variable):
        original.assign_sub(learning_rate * tf.cast(g, original.dtype))
    gHg = tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return y - learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate**2 * gHg


@misconception("leaves_its_arguments_alone")
def step_taken_in_float32(f, x, learning_rate):
    """the step is taken in place, so that the caller's own x has moved."""
    original = x
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    if isinstance(original, list) or isinstance(original, np.ndarray) and original.dtype == np.float32:
        for i, slope in enumerate(g.numpy()):
            original[i] -= learning_rate * slope
    gHg = tf.tensordot(g, tf.linalg.matvec(H, g), 1)
    return y - learning_rate * tf.tensordot(g, g, 1) + 0.5 * learning_rate**2 * gHg


@right_answer
def hessian_by_jacobian_in_float32(f, x, learning_rate):
    """The whole Hessian by tape.jacobian, everything in float32."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    H = outer.jacobian(g, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    g = tf.reshape(g, (-1, 1))
    return y - learning_rate * tf.transpose(g) @ g + learning_rate**2 / 2 * tf.transpose(g) @ H @ g


@right_answer
def numpy_after_a_loop_over_rows(f, x, learning_rate):
    """One row of the Hessian at a time, then NumPy in x's own precision."""
    x = tf.Variable(x)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            y = f(x)
        g = inner.gradient(y, x)
        if g is None:
            return float(y)
        g = tf.convert_to_tensor(g)
        entries = [g[i] for i in range(len(g))]
    rows = [outer.gradient(entry, x) for entry in entries]
    H = np.array([np.zeros(len(g)) if row is None else np.array(row) for row in rows])
    g = g.numpy()
    return y.numpy() - learning_rate * g.dot(g) + 0.5 * learning_rate**2 * g.dot(H.dot(g))


@right_answer
def derivatives_along_the_step(f, x, learning_rate):
    """Taylor's polynomial of t ↦ f(x − tg) in plain numbers, forward over forward."""
    x = tf.constant(np.array(x, dtype="float64"))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    g = tape.gradient(value, x, unconnected_gradients="zero")
    with tf.autodiff.ForwardAccumulator(x, g) as forward:
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        slope = tape.gradient(value, x, unconnected_gradients="zero")
    Hg = forward.jvp(slope, unconnected_gradients="zero")
    terms = [float(value), -learning_rate * float(tf.norm(g)) ** 2, learning_rate**2 * float(tf.reduce_sum(g * Hg)) / 2]
    return sum(terms)


@right_answer
def traced_gradients(f, x, learning_rate):
    """tf.gradients inside a tf.function; the learning rate is a tensor; an array of one element comes back."""

    @tf.function
    def predict(x, rate):
        y = f(x)
        g = tf.gradients(y, x, unconnected_gradients="zero")[0]
        Hg = tf.gradients(g, x, grad_ys=tf.stop_gradient(g), unconnected_gradients="zero")[0]
        return y - rate * tf.reduce_sum(tf.square(g)) + tf.square(rate) * tf.reduce_sum(g * Hg) / 2

    x = tf.convert_to_tensor(x)
    return np.array([predict(x, tf.constant(learning_rate, x.dtype))])


@misconception("handles_functions_without_curvature")
def rounded_to_four_decimals(f, x, learning_rate):
    """the prediction is rounded to four decimals, though f may be small."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    curvature = tf.reduce_sum(g * tf.linalg.matvec(H, g))
    return round(float(y - learning_rate * tf.reduce_sum(g * g) + learning_rate**2 / 2 * curvature), 4)


@misconception("accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def value_at_the_raw_list(f, x, learning_rate):
    """f is evaluated at x as it came, which may be a list: f takes a tensor."""
    point = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(point)
        with tf.GradientTape() as inner:
            inner.watch(point)
            y = f(point)
        g = inner.gradient(y, point, unconnected_gradients="zero")
    H = outer.jacobian(g, point, unconnected_gradients="zero", experimental_use_pfor=False).numpy()
    g = g.numpy()
    return float(f(x)) - learning_rate * g @ g + 0.5 * learning_rate**2 * (g @ H @ g)
