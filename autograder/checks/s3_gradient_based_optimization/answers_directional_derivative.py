"""Known answers to `directional_derivative`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "gives_the_slope_along_3_4", "agrees_in_random_directions", "does_not_depend_on_the_length_of_u",
    "gives_a_number_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def direction_not_normalised(f, x, u):
    """u keeps its length, so that a longer u gives a steeper slope."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tf.reduce_sum(u * tape.gradient(value, x, unconnected_gradients="zero"))


@misconception(
    "gives_the_slope_along_3_4", "agrees_in_random_directions", "does_not_depend_on_the_length_of_u",
    "gives_a_number_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def divided_by_the_sum_of_entries(f, x, u):
    """u is divided by the sum of its entries' magnitudes, not by its Euclidean length."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    u = u / tf.reduce_sum(tf.abs(u))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tf.reduce_sum(u * tape.gradient(value, x, unconnected_gradients="zero"))


@misconception(
    "gives_the_slope_along_3_4", "agrees_in_random_directions", "does_not_depend_on_the_length_of_u",
    "gives_a_number_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def divided_by_the_largest_entry(f, x, u):
    """u is divided by its largest entry's magnitude, not by its Euclidean length."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    u = u / tf.reduce_max(tf.abs(u))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tf.reduce_sum(u * tape.gradient(value, x, unconnected_gradients="zero"))


@misconception(
    "gives_the_slope_along_3_4", "agrees_in_random_directions", "does_not_depend_on_the_length_of_u",
    "gives_a_number_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def divided_by_the_squared_length(f, x, u):
    """u is divided by uᵀu, the square of its length."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x, unconnected_gradients="zero")
    return tf.reduce_sum(u * gradient) / tf.reduce_sum(u * u)


@misconception(
    "gives_the_slope_along_3_4", "agrees_in_random_directions", "does_not_depend_on_the_length_of_u",
    "gives_a_number_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def cosine_of_the_angle(f, x, u):
    """the gradient is normalised too, which leaves only the cosine of the angle between the two."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x, unconnected_gradients="zero")
    return tf.reduce_sum(u * gradient) / (tf.norm(u) * tf.norm(gradient))


@misconception("agrees_in_random_directions", "does_not_depend_on_the_length_of_u", "accepts_every_kind_of_argument",
               "leaves_its_arguments_alone")  # fmt: skip
def sign_dropped(f, x, u):
    """the sign is dropped, so that downhill looks like uphill."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x, unconnected_gradients="zero")
    return tf.abs(tf.reduce_sum(u * gradient)) / tf.norm(u)


@misconception(
    "gives_the_slope_along_3_4", "agrees_in_random_directions", "does_not_depend_on_the_length_of_u",
    "gives_a_number_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def products_not_added_up(f, x, u):
    """the products of the entries are not added up to the number uᵀ∇f."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return u / tf.norm(u) * tape.gradient(value, x, unconnected_gradients="zero")


@misconception(
    "gives_the_slope_along_3_4", "agrees_in_random_directions", "does_not_depend_on_the_length_of_u",
    "gives_a_number_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def whole_step_along_u(f, x, u):
    """f is compared at two points a whole length 1 apart, not at neighbouring ones."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    return f(x + u / tf.norm(u)) - f(x)


@misconception("agrees_in_random_directions")
def single_entries_squeezed(f, x, u):
    """axes of length 1 are squeezed away, also that of a vector of one entry."""
    x, u = tf.constant(np.asarray(x, np.float64)), np.squeeze(np.asarray(u, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = np.squeeze(tape.gradient(value, x, unconnected_gradients="zero"))
    return (u / np.linalg.norm(u)) @ gradient


@misconception("gives_a_number_where_f_leaves_entries_out")
def none_for_a_constant(f, x, u):
    """the tape's None, for an f that does not depend on x, is not replaced by 0."""
    x, u = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(u, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tf.reduce_sum(u * tape.gradient(value, x)) / tf.norm(u)


@misconception("accepts_every_kind_of_argument")
def precisions_not_brought_together(f, x, u):
    """x and u are multiplied in two precisions, which TensorFlow refuses."""
    x, u = tf.convert_to_tensor(x), tf.convert_to_tensor(u)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tf.reduce_sum(u * tape.gradient(value, x, unconnected_gradients="zero")) / tf.norm(u)


@misconception("leaves_its_arguments_alone")
def caller_s_direction_normalised(f, x, u):
    """the caller's own u is divided by its length in place."""
    unit = u if isinstance(u, np.ndarray) else np.array(u)
    unit /= np.linalg.norm(unit)
    x, unit = tf.constant(np.asarray(x, np.float64)), tf.constant(np.asarray(unit, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    return tf.reduce_sum(unit * tape.gradient(value, x, unconnected_gradients="zero"))


@right_answer
def dot_product(f, x, u):
    """tensordot of the gradient and the unit vector, in float32."""
    x, u = tf.cast(tf.convert_to_tensor(x), tf.float32), tf.cast(tf.convert_to_tensor(u), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    gradient = tape.gradient(y, x)
    if gradient is None:
        return 0.0
    return tf.tensordot(tf.linalg.normalize(u)[0], gradient, axes=1)


@right_answer
def derivative_by_alpha(f, x, u):
    """The derivative of f(x + αu) by α at 0, as the section defines it."""
    x, u = np.asarray(x, dtype=np.float64), np.asarray(u, dtype=np.float64)
    u = u / np.sqrt(np.sum(u**2))
    alpha = tf.Variable(0.0, dtype=tf.float64)
    with tf.GradientTape() as tape:
        y = f(x + alpha * u)
    slope = tape.gradient(y, alpha)
    return np.float32(0) if slope is None else slope.numpy()


@right_answer
def forward_mode(f, x, u):
    """One pass of forward differentiation."""
    x, u = tf.cast(x, tf.float64), tf.cast(u, tf.float64)
    with tf.autodiff.ForwardAccumulator(x, tf.math.l2_normalize(u, epsilon=0.0)) as forward:
        y = f(x)
    return forward.jvp(y, unconnected_gradients=tf.UnconnectedGradients.ZERO)


@right_answer
def row_times_column(f, x, u):
    """A matrix product of a row and a column: shape (1, 1)."""
    x = tf.Variable(np.array(x, dtype=np.float32))
    u = np.array(u, dtype=np.float32).reshape(1, -1)
    with tf.GradientTape() as tape:
        y = f(x)
    gradient = tape.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return (u / np.linalg.norm(u)) @ tf.reshape(gradient, (-1, 1)).numpy()


@right_answer
def central_difference(f, x, u):
    """A central difference along u in float64; no tape."""
    x, u = np.array(x, dtype=np.float64), np.array(u, dtype=np.float64)
    u, h = u / np.linalg.norm(u), 1e-5
    return float(f(x + h * u) - f(x - h * u)) / (2 * h)


@misconception("does_not_depend_on_the_length_of_u")
def length_1_within_a_tenth(f, x, u):
    """u is made a unit vector only where its length differs from 1 by more than a tenth."""
    x, u = tf.constant(np.asarray(x, dtype=np.float64)), np.asarray(u, dtype=np.float64)
    if not np.isclose(np.linalg.norm(u), 1.0, atol=0.1):
        u = u / np.linalg.norm(u)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return float(np.dot(u, tf.convert_to_tensor(gradient)))


@misconception("gives_a_number_where_f_leaves_entries_out")
def small_gradient_taken_for_none(f, x, u):
    """a gradient shorter than 1/100 is taken for 0."""
    x, u = tf.constant(np.asarray(x, dtype=np.float64)), tf.constant(np.asarray(u, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    gradient = tape.gradient(y, x, unconnected_gradients="zero")
    return tf.reduce_sum(gradient * u / tf.norm(u)) if tf.norm(gradient) > 1e-2 else 0.0


@misconception("agrees_in_random_directions")
def difference_over_long_steps(f, x, u):
    """f is compared at points 1/100 apart: too far where it goes up and down."""
    x, u = tf.constant(np.asarray(x, dtype=np.float64)), tf.constant(np.asarray(u, dtype=np.float64))
    step = 0.005 * u / tf.norm(u)
    return (f(x + step) - f(x - step)) / 0.01


@right_answer
def l2_normalize(f, x, u):
    """TensorFlow's l2_normalize as it comes, which takes lengths below 1e-6 for 0."""
    x, u = tf.constant(np.asarray(x, dtype=np.float64)), tf.constant(np.asarray(u, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    gradient = tape.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return tf.reduce_sum(tf.math.l2_normalize(u) * gradient)
