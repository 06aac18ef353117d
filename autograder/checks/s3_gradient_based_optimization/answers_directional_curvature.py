"""Known answers to `directional_curvature`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

UNIT_VECTORS = ("matches_the_chapters_hessian",)
OTHER_LENGTHS = (
    "normalises_the_direction",
    "agrees_on_random_functions",
    "is_zero_where_f_does_not_bend",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
EVERY_CHECK = UNIT_VECTORS + OTHER_LENGTHS


@misconception(*OTHER_LENGTHS)
def d_not_normalised(f, x, d):
    """d is used at the length that it came with."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1)


@misconception(*OTHER_LENGTHS)
def divided_by_the_length_once(f, x, d):
    """dᵀHd is divided by the length of d once, though d stands in it twice."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1) / tf.norm(d)


@misconception(*EVERY_CHECK)
def normalised_by_the_sum_of_entries(f, x, d):
    """d is divided by the sum of its absolute entries instead of its Euclidean length."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d, 1)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1)


@misconception(*OTHER_LENGTHS)
def normalised_by_the_squared_length(f, x, d):
    """d is divided by the square of its length."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.tensordot(d, d, 1)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1)


@misconception(*EVERY_CHECK)
def normalised_by_the_largest_entry(f, x, d):
    """d is divided by its largest entry instead of its Euclidean length."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.reduce_max(tf.abs(d))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1)


@misconception("normalises_the_direction")
def short_directions_not_normalised(f, x, d):
    """a direction shorter than 1 is left at its length."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = tf.clip_by_norm(d, 1.0)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1)


@misconception("agrees_on_random_functions")
def single_entry_not_normalised(f, x, d):
    """a direction of a single entry is left at its length: it counts as 1 or −1."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d) if len(d) > 1 else d
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1)


@misconception(*EVERY_CHECK)
def first_derivative_along_d(f, x, d):
    """the slope dᵀg along d is computed instead of the curvature."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = tape.gradient(y, x, unconnected_gradients="zero")
    return tf.tensordot(d / tf.norm(d), g, 1)


@misconception(
    "matches_the_chapters_hessian",
    "agrees_on_random_functions",
    "normalises_the_direction",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def column_sums_of_the_hessian(f, x, d):
    """the gradient of the gradient is taken for the Hessian: it holds the column sums only."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    h = outer.gradient(g, x, unconnected_gradients="zero")
    return tf.reduce_sum(d * h * d)


@misconception(
    "matches_the_chapters_hessian",
    "agrees_on_random_functions",
    "normalises_the_direction",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def diagonal_of_the_hessian(f, x, d):
    """only the diagonal of the Hessian is used."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.reduce_sum(d * tf.linalg.diag_part(H) * d)


@misconception(*EVERY_CHECK)
def length_of_the_hessian_times_d(f, x, d):
    """the length of Hd is returned: the product with the second d is missing."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.norm(tf.linalg.matvec(H, d))


@misconception("matches_the_chapters_hessian", "agrees_on_random_functions")
def curvature_without_its_sign(f, x, d):
    """the sign is lost: f may bend downwards along d."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return abs(tf.tensordot(d, tf.linalg.matvec(H, d), 1))


@misconception("is_zero_where_f_does_not_bend")
def no_derivative_taken_for_none(f, x, d):
    """the tape's None, which stands for a derivative of 0, is not dealt with."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x)
        slope = tf.reduce_sum(g * d)
    return tf.tensordot(d, outer.gradient(slope, x), 1)


@misconception("accepts_every_kind_of_argument")
def one_precision_for_both(f, x, d):
    """x and d are taken to have the same precision."""
    x = tf.convert_to_tensor(x)
    d = tf.convert_to_tensor(d)
    d = d / tf.norm(d)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = tf.reduce_sum(inner.gradient(y, x, unconnected_gradients="zero") * d)
    return tf.tensordot(d, outer.gradient(slope, x, unconnected_gradients="zero"), 1)


@misconception("leaves_its_arguments_alone")
def d_normalised_in_place(f, x, d):
    """d is divided by its length in place, so that the caller's own d is changed."""
    if isinstance(d, tf.Variable):
        d.assign(d / tf.norm(d))
    elif isinstance(d, np.ndarray):
        d /= np.linalg.norm(d)
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = tf.reduce_sum(inner.gradient(y, x, unconnected_gradients="zero") * d)
    return tf.tensordot(d, outer.gradient(slope, x, unconnected_gradients="zero"), 1)


@misconception("leaves_its_arguments_alone")
def d_normalised_in_float32(f, x, d):
    """d is divided by its length in place, so that the caller's own d is changed."""
    if isinstance(d, list) or isinstance(d, np.ndarray) and d.dtype == np.float32:
        length = np.linalg.norm(d)
        for i in range(len(d)):
            d[i] /= length
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return tf.tensordot(d, tf.linalg.matvec(H, d), 1)


@right_answer
def jacobian_of_the_gradient_in_float32(f, x, d):
    """The whole Hessian by tape.jacobian, everything in float32."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    d = tf.cast(tf.convert_to_tensor(d), tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    H = outer.jacobian(g, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return tf.reduce_sum(d * tf.linalg.matvec(H, d)) / tf.reduce_sum(d * d)


@right_answer
def along_the_line_with_variables(f, x, d):
    """The second derivative of f(x + td) by a variable t, in x's own precision, as an array of one element."""
    x = tf.Variable(x)
    d = np.asarray(d).astype(x.dtype.as_numpy_dtype)
    d = d / np.linalg.norm(d)
    t = tf.Variable(tf.zeros(1, x.dtype))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = f(x + t * d)
        slope = inner.gradient(y, t)
        if slope is None:
            return [0.0]
    second = outer.gradient(slope, t)
    return [0.0] if second is None else second


@right_answer
def forward_over_reverse(f, x, d):
    """Hd by a ForwardAccumulator over the gradient, then NumPy."""
    x = tf.constant(np.array(x, dtype="float64"))
    d = np.array(d, dtype="float64")
    d = tf.constant(d / np.sqrt(d @ d))
    with tf.autodiff.ForwardAccumulator(x, d) as forward:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        g = tape.gradient(y, x, unconnected_gradients="zero")
    return float(d.numpy() @ forward.jvp(g, unconnected_gradients="zero").numpy())


@right_answer
def traced_gradients(f, x, d):
    """tf.gradients twice inside a tf.function; d is divided out at the end."""

    @tf.function
    def curvature(x, d):
        y = f(x)
        g = tf.gradients(y, x, unconnected_gradients="zero")[0]
        Hd = tf.gradients(tf.reduce_sum(g * tf.stop_gradient(d)), x, unconnected_gradients="zero")[0]
        return tf.tensordot(tf.math.l2_normalize(d), Hd, 1) / tf.norm(d)

    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    d = tf.cast(tf.convert_to_tensor(d), tf.float64)
    return curvature(x, d)


@right_answer
def central_differences(f, x, d):
    """Differences of f along d in float64: exact enough with a step near the fourth root of eps."""
    x = np.asarray(x, dtype=np.float64)
    d = np.asarray(d, dtype=np.float64)
    d = d / np.linalg.norm(d)
    h = 1e-3
    values = [float(f(tf.constant(x + k * h * d))) for k in (-1, 0, 1)]
    return (values[0] - 2 * values[1] + values[2]) / h**2


@misconception("is_zero_where_f_does_not_bend")
def little_curvature_taken_for_none(f, x, d):
    """a curvature below 1/100 is taken for 0."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    curvature = tf.reduce_sum(d * tf.linalg.matvec(H, d))
    return curvature if abs(curvature) > 1e-2 else 0.0


@misconception("agrees_on_random_functions")
def difference_over_long_steps(f, x, d):
    """f is compared at points 1/100 apart: too far where it bends up and down."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    h = 1e-2
    return (f(x + h * d) - 2 * f(x) + f(x - h * d)) / h**2


@misconception("normalises_the_direction")
def small_number_added_to_the_squared_length(f, x, d):
    """1e-10 is added to dᵀd, against a division by 0: beside the square of a short d that is much."""
    x, d = tf.constant(np.asarray(x, dtype=np.float64)), tf.constant(np.asarray(d, dtype=np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = tf.reduce_sum(inner.gradient(y, x, unconnected_gradients="zero") * d)
    Hd = outer.gradient(slope, x, unconnected_gradients="zero")
    return tf.reduce_sum(Hd * d) / (tf.reduce_sum(d * d) + 1e-10)


@misconception("is_zero_where_f_does_not_bend")
def no_slope_taken_for_none(f, x, d):
    """the tape's None for the first derivative of a constant f is not dealt with."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = tf.reduce_sum(inner.gradient(y, x) * d)
    return tf.tensordot(d, outer.gradient(slope, x, unconnected_gradients="zero"), 1)


@misconception("is_zero_where_f_does_not_bend")
def one_for_a_constant(f, x, d):
    """a constant f, of which the tape gives None, is said to bend by 1."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    d = tf.constant(np.asarray(d, dtype=np.float64))
    d = d / tf.norm(d)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x)
        if g is None:
            return 1.0
        slope = tf.reduce_sum(g * d)
    return tf.tensordot(d, outer.gradient(slope, x, unconnected_gradients="zero"), 1)


@right_answer
def joined_to_x_by_nothing(f, x, d):
    """0·Σxᵢ² is added to f, so that no tape gives None; a column of one entry comes back."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    d = tf.cast(tf.convert_to_tensor(d), tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x) + 0 * tf.reduce_sum(x * x)
        slope = tf.reduce_sum(inner.gradient(y, x) * d) / tf.norm(d)
    return tf.reshape(tf.reduce_sum(outer.gradient(slope, x) * d) / tf.norm(d), [1, 1])
