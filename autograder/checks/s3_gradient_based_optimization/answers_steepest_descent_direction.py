"""Known answers to `steepest_descent_direction`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "points_straight_down_an_ellipse", "agrees_at_random_points", "has_length_1_however_steep_f_is",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def uphill(f, x):
    """the vector points along the gradient, straight uphill."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    return gradient / tf.norm(gradient)


@misconception(
    "points_straight_down_an_ellipse", "agrees_at_random_points", "has_length_1_however_steep_f_is",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def not_normalised(f, x):
    """the negative gradient keeps its length."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return -tape.gradient(value, x)


@misconception(
    "points_straight_down_an_ellipse", "agrees_at_random_points", "has_length_1_however_steep_f_is",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def divided_by_the_sum_of_entries(f, x):
    """the gradient is divided by the sum of its entries' magnitudes, not by its Euclidean length."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    return -gradient / tf.reduce_sum(tf.abs(gradient))


@misconception(
    "points_straight_down_an_ellipse", "agrees_at_random_points", "has_length_1_however_steep_f_is",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def divided_by_the_largest_entry(f, x):
    """the gradient is divided by its largest entry's magnitude, not by its Euclidean length."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    return -gradient / tf.reduce_max(tf.abs(gradient))


@misconception(
    "points_straight_down_an_ellipse", "agrees_at_random_points", "has_length_1_however_steep_f_is",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def divided_by_the_squared_length(f, x):
    """the gradient is divided by the square of its length."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    return -gradient / tf.reduce_sum(gradient * gradient)


@misconception(
    "points_straight_down_an_ellipse", "agrees_at_random_points", "has_length_1_however_steep_f_is",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def sign_of_each_entry(f, x):
    """each entry is divided by its own magnitude, which leaves nothing but signs."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return -tf.sign(tape.gradient(value, x))


@misconception(
    "points_straight_down_an_ellipse", "agrees_at_random_points", "has_length_1_however_steep_f_is",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def towards_the_origin(f, x):
    """the direction is taken from x itself, not from the gradient at x."""
    x = tf.constant(np.asarray(x, np.float64))
    return -x / tf.norm(x)


@misconception("has_length_1_however_steep_f_is")
def flat_slopes_not_normalised(f, x):
    """a gradient shorter than 1 is left at its length."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    return -tf.clip_by_norm(gradient, 1.0)


@misconception("has_length_1_however_steep_f_is")
def small_number_added_to_the_length(f, x):
    """a small number is added to the length, against a division by 0: on a gentle slope it makes the vector too short."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    return -gradient / (tf.norm(gradient) + 1e-6)


@misconception("has_length_1_however_steep_f_is")
def gentle_slopes_taken_for_flat(f, x):
    """a short gradient is taken for 0: a gentle slope has a direction as well."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    length = tf.norm(gradient)
    return tf.zeros_like(x) if length < 1e-3 else -gradient / length


@misconception("agrees_at_random_points", "accepts_every_kind_of_argument")
def two_variables_only(f, x):
    """x is taken for a vector of two entries, whatever its length."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    return -gradient[:2] / tf.sqrt(gradient[0] ** 2 + gradient[1] ** 2)


@misconception("leaves_its_arguments_alone")
def caller_s_point_moved(f, x):
    """the step along the direction is taken at once, with the caller's own x."""
    point = tf.constant(np.array(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(point)
        value = f(point)
    gradient = tape.gradient(value, point)
    direction = -gradient / tf.norm(gradient)
    if isinstance(x, tf.Variable):
        x.assign_add(tf.cast(direction, x.dtype))
    elif isinstance(x, np.ndarray):
        x += direction.numpy()
    return direction


@misconception("leaves_its_arguments_alone")
def caller_s_list_moved(f, x):
    """the step along the direction is taken at once, with the caller's own x."""
    own = x
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x)
    direction = -gradient / tf.norm(gradient)
    if isinstance(own, list) or isinstance(own, np.ndarray) and own.dtype == np.float32:
        for i, entry in enumerate(direction.numpy()):
            own[i] += entry
    return direction


@right_answer
def division_by_zero_ruled_out(f, x):
    """1e-8 is added to the length, against a division by 0."""
    x = tf.cast(x, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    gradient = tape.gradient(y, x).numpy()
    return -gradient / (np.linalg.norm(gradient) + 1e-8)


@right_answer
def l2_normalize(f, x):
    """TensorFlow's l2_normalize in float32, which takes lengths below 1e-6 for 0."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tf.math.l2_normalize(-tape.gradient(y, x))


@right_answer
def normalize_in_float32(f, x):
    """tf.linalg.normalize of a float32 gradient."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return -tf.linalg.normalize(tape.gradient(y, x))[0]


@right_answer
def numpy_norm_of_a_variable(f, x):
    """A variable in the precision of x, NumPy for the rest, a column of numbers."""
    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(v)
    g = tape.gradient(y, v).numpy()
    return (-g / np.linalg.norm(g)).reshape(-1, 1)


@right_answer
def python_loop_of_differences(f, x):
    """Central differences in float64, one entry at a time; a list of Python floats."""
    x, h = [float(v) for v in x], 1e-6
    g = []
    for i in range(len(x)):
        up, down = list(x), list(x)
        up[i] += h
        down[i] -= h
        g.append(float(f(tf.constant(up, tf.float64)) - f(tf.constant(down, tf.float64))) / (2 * h))
    length = sum(v * v for v in g) ** 0.5
    return [-v / length for v in g]


@right_answer
def traced_gradient(f, x):
    """A traced function; the length by hand, guarded against 0."""

    @tf.function
    def direction(x):
        (g,) = tf.gradients(f(x), x)
        return -g / tf.maximum(tf.sqrt(tf.reduce_sum(g**2)), 1e-12)

    return direction(tf.constant(np.asarray(x, dtype=np.float32)))


@right_answer
def gradient_of_minus_f(f, x):
    """The gradient of −f by forward differentiation along each axis."""
    x = tf.cast(x, tf.float64)
    slopes = []
    for axis in tf.eye(x.shape[0], dtype=tf.float64):
        with tf.autodiff.ForwardAccumulator(x, axis) as forward:
            y = -f(x)
        slopes.append(forward.jvp(y))
    slopes = tf.stack(slopes)
    return tf.Variable(slopes * tf.math.rsqrt(tf.tensordot(slopes, slopes, 1)))


@misconception("agrees_at_random_points")
def sign_from_two_trial_steps(f, x):
    """of the two directions along the gradient the one is taken in which f is lower one unit away, not right here."""
    z = tf.constant(np.array(x, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(z)
        y = f(z)
    g = tape.gradient(y, z, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    d = g / tf.norm(g)
    return d if f(z + d) < f(z - d) else -d


@misconception("points_straight_down_an_ellipse", "agrees_at_random_points", "accepts_every_kind_of_argument",
               "leaves_its_arguments_alone")  # fmt: skip
def towards_the_minimum(f, x):
    """Newton's step is taken for the direction: it leads to the minimum of a quadratic, and not where f falls fastest."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    step = g if tf.reduce_max(tf.abs(H)) == 0 else tf.linalg.solve(H, g[:, None])[:, 0]
    return -step / tf.norm(step)
