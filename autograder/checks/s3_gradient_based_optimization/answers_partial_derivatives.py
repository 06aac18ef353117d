"""Known answers to `partial_derivatives`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "gives_2_and_minus_1_for_a_plane", "agrees_at_random_points", "gives_0_where_f_leaves_an_argument_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def pair_swapped(f, x, y):
    """the derivative by y comes first and the one by x second."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    y = tf.constant(np.asarray(y, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        value = f(x, y)
    return tape.gradient(value, [y, x], unconnected_gradients=tf.UnconnectedGradients.ZERO)


@misconception(
    "gives_2_and_minus_1_for_a_plane", "agrees_at_random_points", "gives_0_where_f_leaves_an_argument_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def total_derivative(f, x, y):
    """the two partial derivatives are added up, as if x and y always moved together."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    y = tf.constant(np.asarray(y, dtype=np.float64))
    shift = tf.constant(0.0, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(shift)
        value = f(x + shift, y + shift)
    total = tape.gradient(value, shift, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return total, total


@misconception(
    "gives_2_and_minus_1_for_a_plane", "agrees_at_random_points", "gives_0_where_f_leaves_an_argument_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def nothing_watched(f, x, y):
    """the tape does not watch the constants x and y, so that it has nothing to say about them."""
    x, y = tf.constant(np.asarray(x, dtype=np.float64)), tf.constant(np.asarray(y, dtype=np.float64))
    with tf.GradientTape(persistent=True) as tape:
        value = f(x, y)
    return tape.gradient(value, x), tape.gradient(value, y)


@misconception("gives_0_where_f_leaves_an_argument_out")
def none_for_an_argument_left_out(f, x, y):
    """the tape's None, for an argument that f leaves out, is handed on instead of 0."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    y = tf.constant(np.asarray(y, dtype=np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        tape.watch(y)
        value = f(x, y)
    return tape.gradient(value, x), tape.gradient(value, y)


@misconception(
    "agrees_at_random_points", "gives_0_where_f_leaves_an_argument_out", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def long_difference_quotient(f, x, y):
    """the slope is taken over a step of length 1, which is right for a plane only."""
    x, y = np.float64(x), np.float64(y)
    start = f(tf.constant(x), tf.constant(y))
    return f(tf.constant(x + 1), tf.constant(y)) - start, f(tf.constant(x), tf.constant(y + 1)) - start


@misconception(
    "agrees_at_random_points", "gives_0_where_f_leaves_an_argument_out", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def example_typed_in(f, x, y):
    """the numbers of the example are returned for every f."""
    return 2.0, -1.0


@misconception(
    "agrees_at_random_points", "gives_0_where_f_leaves_an_argument_out", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def both_at_x(f, x, y):
    """both derivatives are taken at the point (x, x): y plays no part."""
    x, y = np.float64(x), np.float64(y)
    same = tf.constant(x)
    other = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch([same, other])
        value = f(same, other)
    by_x, by_y = tape.gradient(value, [same, other], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return by_x, by_y


@misconception(
    "gives_2_and_minus_1_for_a_plane", "agrees_at_random_points", "gives_0_where_f_leaves_an_argument_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def derivative_by_x_alone(f, x, y):
    """only the derivative by x is returned."""
    x, y = tf.constant(np.asarray(x, dtype=np.float64)), tf.constant(np.asarray(y, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x, y)
    return tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)


@misconception("accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def plain_numbers_only(f, x, y):
    """x and y are taken for Python floats."""
    if not (isinstance(x, float) and isinstance(y, float)):
        raise TypeError("x and y must be floats")
    x, y = tf.Variable(x), tf.Variable(y)
    with tf.GradientTape() as tape:
        value = f(x, y)
    return tape.gradient(value, [x, y], unconnected_gradients=tf.UnconnectedGradients.ZERO)


@misconception("accepts_every_kind_of_argument")
def each_in_its_own_precision(f, x, y):
    """x and y stay in the precision of each, and f has to multiply a float32 tensor by a float64 one."""
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        z = f(x, y)
    return tape.gradient(z, [x, y], unconnected_gradients=tf.UnconnectedGradients.ZERO)


@misconception("leaves_its_arguments_alone")
def caller_s_variable_moved(f, x, y):
    """the difference quotient shifts the caller's own variable and does not shift it back."""
    h = 1e-5
    results = []
    for i in range(2):
        point = [np.float64(x), np.float64(y)]
        values = []
        for sign in (1, -1):
            shifted = list(point)
            shifted[i] = point[i] + sign * h
            values.append(float(f(tf.constant(shifted[0]), tf.constant(shifted[1]))))
        results.append((values[0] - values[1]) / (2 * h))
    for argument in (x, y):
        if isinstance(argument, tf.Variable):
            argument.assign_add(tf.cast(h, argument.dtype))
    return results


@misconception("leaves_its_arguments_alone")
def caller_s_float32_moved(f, x, y):
    """the difference quotient shifts the caller's own variable and does not shift it back."""
    own = x
    x, y = tf.constant(np.asarray(x, dtype=np.float64)), tf.constant(np.asarray(y, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        value = f(x, y)
    if isinstance(own, np.ndarray) and own.dtype == np.float32:
        own += 1e-3
    return tape.gradient(value, [x, y], unconnected_gradients=tf.UnconnectedGradients.ZERO)


@right_answer
def persistent_tape(f, x, y):
    """A persistent tape in float32, asked twice; None is replaced by hand."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    y = tf.cast(tf.convert_to_tensor(y), tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        tape.watch(y)
        z = f(x, y)
    dx = tape.gradient(z, x)
    dy = tape.gradient(z, y)
    return 0.0 if dx is None else dx, 0.0 if dy is None else dy


@right_answer
def two_variables(f, x, y):
    """Variables, which a tape watches by itself; a list of NumPy numbers."""
    x, y = tf.Variable(float(x)), tf.Variable(float(y))
    with tf.GradientTape() as tape:
        z = f(x, y)
    gradients = tape.gradient(z, [x, y], unconnected_gradients="zero")
    return [g.numpy() for g in gradients]


@right_answer
def stacked_tensor(f, x, y):
    """One tensor of two entries that f gets one by one; a tensor of shape (2,)."""
    point = tf.stack([tf.cast(x, tf.float64), tf.cast(y, tf.float64)])
    with tf.GradientTape() as tape:
        tape.watch(point)
        z = f(point[0], point[1])
    gradient = tape.gradient(z, point)
    return tf.zeros(2) if gradient is None else gradient


@right_answer
def forward_mode(f, x, y):
    """Forward differentiation along each axis; a column of two numbers."""
    x, y = tf.cast(x, tf.float64), tf.cast(y, tf.float64)
    zero, one = tf.zeros_like(x), tf.ones_like(x)
    slopes = []
    for direction in ([one, zero], [zero, one]):
        with tf.autodiff.ForwardAccumulator([x, y], direction) as forward:
            z = f(x, y)
        slopes.append(forward.jvp(z, unconnected_gradients=tf.UnconnectedGradients.ZERO))
    return tf.reshape(tf.stack(slopes), [2, 1])


@right_answer
def central_differences(f, x, y):
    """Central differences over NumPy float64 numbers; no tape."""
    x, y, h = np.float64(x), np.float64(y), 1e-5
    dx = (f(x + h, y) - f(x - h, y)) / (2 * h)
    dy = (f(x, y + h) - f(x, y - h)) / (2 * h)
    return np.array([dx, dy])


@right_answer
def one_after_the_other(f, x, y):
    """One tape for each argument, a float32 tensor in f; the other argument is a Python float."""
    results = []
    for name, number in (("x", x), ("y", y)):
        numbers = {"x": float(x), "y": float(y), name: tf.cast(number, tf.float32)}
        with tf.GradientTape() as tape:
            tape.watch(numbers[name])
            z = f(**numbers)
        results.append(tape.gradient(z, numbers[name], unconnected_gradients="zero"))
    return results


@right_answer
def traced_graph(f, x, y):
    """tf.gradients inside a traced function."""

    @tf.function
    def slopes(x, y):
        return tf.gradients(f(x, y), [x, y], unconnected_gradients="zero")

    return tuple(slopes(tf.constant(np.float64(x)), tf.constant(np.float64(y))))


@right_answer
def two_names_of_one_tensor(f, x, y):
    """The tape watches a copy of each argument: x and y may be one and the same tensor."""
    x, y = tf.identity(tf.cast(x, tf.float64)), tf.identity(tf.cast(y, tf.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        tape.watch(y)
        z = f(x, y)
    return [tape.gradient(z, v, unconnected_gradients="zero") for v in (x, y)]


@misconception("agrees_at_random_points")
def kept_by_their_value(f, x, y):
    """the tensors are kept in a dict by their value, so that an x and a y of the same value are one variable."""
    x, y = float(x), float(y)
    tensors = {value: tf.constant(value, tf.float64) for value in (x, y)}
    with tf.GradientTape() as tape:
        tape.watch(list(tensors.values()))
        z = f(tensors[x], tensors[y])
    gradients = tape.gradient(z, tensors, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return gradients[x], gradients[y]


@misconception("agrees_at_random_points")
def differences_by_relative_steps(f, x, y):
    """difference quotients with a millionth of x and of y as steps: 0 / 0 where one of them is 0."""
    x, y = np.float64(x), np.float64(y)

    def value(x, y):
        return np.float64(f(tf.constant(x, tf.float64), tf.constant(y, tf.float64)))

    h, k = 1e-6 * np.abs(x), 1e-6 * np.abs(y)
    with np.errstate(all="ignore"):
        return (value(x + h, y) - value(x - h, y)) / (2 * h), (value(x, y + k) - value(x, y - k)) / (2 * k)


@misconception("gives_0_where_f_leaves_an_argument_out")
def rounded_to_four_decimals(f, x, y):
    """the derivatives are rounded to four decimals, though they may be small."""
    x, y = tf.constant(float(x), tf.float64), tf.constant(float(y), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        z = f(x, y)
    return [round(float(slope), 4) for slope in tape.gradient(z, [x, y], unconnected_gradients="zero")]


@misconception("agrees_at_random_points")
def differences_over_long_steps(f, x, y):
    """f is compared at points 2/100 apart: too far where it goes up and down."""
    x, y, h = tf.constant(float(x), tf.float64), tf.constant(float(y), tf.float64), 0.01
    return (f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)


@misconception("gives_0_where_f_leaves_an_argument_out")
def clipped(f, x, y):
    """the derivatives are clipped to ±1000, as gradients are in training: a steep f has larger ones."""
    x, y = tf.constant(float(x), tf.float64), tf.constant(float(y), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch([x, y])
        z = f(x, y)
    return [tf.clip_by_value(slope, -1e3, 1e3) for slope in tape.gradient(z, [x, y], unconnected_gradients="zero")]
