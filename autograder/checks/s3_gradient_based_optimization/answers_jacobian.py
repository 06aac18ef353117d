"""Known answers to `jacobian`.

The wrong ones do without tape.jacobian's pfor, which costs 0.1 s a call: the referee calls them to name a mistake.
"""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "has_a_row_per_output", "agrees_on_random_maps", "gives_0_where_an_output_leaves_x_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def transposed(f, x):
    """rows and columns are swapped: the inputs count the rows."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    return tf.transpose(tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False))


@misconception("agrees_on_random_maps", "accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def turned_until_the_shape_fits(f, x):
    """columns stand as rows and are turned only where the shape gives that away: a square matrix stays transposed."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    j = tf.transpose(tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False))
    return j if j.shape == (len(y), len(x)) else tf.transpose(j)


@misconception("has_a_row_per_output", "agrees_on_random_maps")
def single_rows_and_columns_squeezed(f, x):
    """axes of length 1 are squeezed out: one output, or one input, leaves a vector and not a matrix."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    return tf.squeeze(tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False))


@misconception(
    "differentiates_squares", "has_a_row_per_output", "agrees_on_random_maps", "gives_0_where_an_output_leaves_x_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def column_sums(f, x):
    """tape.gradient is asked of a vector, which adds the outputs' gradients up: the column sums of the Jacobian."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x, unconnected_gradients="zero")


@misconception(
    "has_a_row_per_output", "agrees_on_random_maps", "gives_0_where_an_output_leaves_x_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def diagonal_matrix(f, x):
    """each output is taken to depend on its own input alone: everything off the diagonal is 0."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tf.linalg.diag(tape.gradient(y, x, unconnected_gradients="zero"))


@misconception(
    "differentiates_squares", "has_a_row_per_output", "agrees_on_random_maps", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def first_output_only(f, x):
    """only the first output is differentiated."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)[0]
    gradient = tape.gradient(y, x, unconnected_gradients="zero")
    return tf.stack([gradient, tf.zeros_like(gradient)])


@misconception("has_a_row_per_output", "agrees_on_random_maps", "gives_0_where_an_output_leaves_x_out")
def square_matrix_assumed(f, x):
    """f is taken to have as many outputs as inputs."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
        outputs = [y[min(i, y.shape[0] - 1)] for i in range(x.shape[0])]
    return tf.stack([tape.gradient(output, x, unconnected_gradients="zero") for output in outputs])


@misconception("gives_0_where_an_output_leaves_x_out")
def none_for_a_constant_map(f, x):
    """the tape's None, for an f that does not depend on x, is handed on instead of zeros."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    return tape.jacobian(y, x, experimental_use_pfor=False)


@misconception(
    "differentiates_squares", "agrees_on_random_maps", "gives_0_where_an_output_leaves_x_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def long_difference_quotients(f, x):
    """slopes are taken over steps of length 0.1, too long where f is curved."""
    x = np.array(x, dtype=np.float64)
    columns = [(f(tf.constant(x + step)) - f(tf.constant(x))) / 0.1 for step in 0.1 * np.eye(len(x))]
    return np.stack([column.numpy() for column in columns], axis=1)


@misconception("differentiates_squares", "agrees_on_random_maps", "gives_0_where_an_output_leaves_x_out",
               "has_a_row_per_output", "accepts_every_kind_of_argument", "leaves_its_arguments_alone")  # fmt: skip
def values_times_slopes(f, x):
    """the rows are multiplied by the outputs, which gives the derivative of ½f², not of f."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.square(f(x)) / 2
    return tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False)


@misconception("accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def variables_not_taken(f, x):
    """x is taken for a constant: a variable is refused."""
    if isinstance(x, tf.Variable):
        raise TypeError("x must be a tensor")
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    return tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False)


@misconception("leaves_its_arguments_alone")
def caller_s_point_moved(f, x):
    """the difference quotients shift the caller's own numbers and do not shift them back."""
    own = x if isinstance(x, np.ndarray) else None
    x, h = np.array(x, dtype=np.float64), 1e-6
    columns = []
    for j in range(len(x)):
        step = h * np.eye(len(x))[j]
        columns.append(((f(tf.constant(x + step)) - f(tf.constant(x - step))) / (2 * h)).numpy())
        if own is not None:
            own[j] += h
    return np.stack(columns, axis=1)


@misconception("leaves_its_arguments_alone")
def caller_s_list_moved(f, x):
    """the difference quotients shift the caller's own numbers and do not shift them back."""
    own = x
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    if isinstance(own, list) or isinstance(own, np.ndarray) and own.dtype == np.float32:
        own[0] += 1e-3
    return tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False)


@right_answer
def tape_jacobian(f, x):
    """tape.jacobian in the precision of x; None replaced by zeros."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    j = tape.jacobian(y, x)
    return tf.zeros([len(y), len(x)]) if j is None else j


@right_answer
def row_by_row(f, x):
    """A variable in float32 and a persistent tape, one row per output; a nested list."""
    v = tf.Variable(np.array(x, dtype=np.float32))
    with tf.GradientTape(persistent=True) as tape:
        outputs = tf.unstack(f(v))
    rows = [tape.gradient(y, v) for y in outputs]
    return [[0.0] * len(x) if row is None else row.numpy().tolist() for row in rows]


@right_answer
def forward_columns(f, x):
    """Forward differentiation, one column per input."""
    x = tf.constant(np.array(x, dtype=np.float64))
    columns = []
    for axis in tf.eye(len(x), dtype=tf.float64):
        with tf.autodiff.ForwardAccumulator(x, axis) as forward:
            y = f(x)
        columns.append(forward.jvp(y, unconnected_gradients=tf.UnconnectedGradients.ZERO))
    return tf.stack(columns, axis=1)


@right_answer
def central_differences(f, x):
    """Central differences over NumPy float64; filled entry by entry."""
    x, h = np.array(x, dtype=np.float64), 1e-5
    j = np.zeros((len(f(x)), len(x)))
    for k in range(len(x)):
        up, down = x.copy(), x.copy()
        up[k] += h
        down[k] -= h
        j[:, k] = (f(up) - f(down)) / (2 * h)
    return j


@right_answer
def traced_without_pfor(f, x):
    """tape.jacobian inside a traced function, row after row."""

    @tf.function
    def rows(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        return tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False)

    return rows(tf.constant(np.asarray(x, dtype=np.float32)))


@misconception("has_a_row_per_output")
def columns_of_zeros_left_out(f, x):
    """the columns of entries of x that are 0 are not computed, and stay 0."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    columns = np.zeros((int(tf.size(f(x))), x.shape[0]))
    for j in np.flatnonzero(x):
        with tf.autodiff.ForwardAccumulator(x, tf.one_hot(int(j), x.shape[0], dtype=tf.float64)) as accumulator:
            value = f(x)
        columns[:, j] = np.ravel(accumulator.jvp(value, unconnected_gradients=tf.UnconnectedGradients.ZERO))
    return columns


@misconception("has_a_row_per_output")
def outputs_of_0_skipped(f, x):
    """the row of an output that is 0 is left at 0: a root has a slope like any other point."""
    z = tf.constant(np.array(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(z)
        parts = tf.unstack(f(z))
    J = np.zeros((len(parts), len(z)))
    for i, part in enumerate(parts):
        if part != 0:
            J[i] = tape.gradient(part, z, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return J


@misconception("has_a_row_per_output")
def small_entries_set_to_0(f, x):
    """entries below 1/100 are set to 0: an output may depend on x a little."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    J = tape.jacobian(y, x, unconnected_gradients="zero", experimental_use_pfor=False).numpy()
    J[abs(J) < 1e-2] = 0.0
    return J


@misconception("agrees_on_random_maps")
def differences_over_a_hundredth(f, x):
    """f is compared at points 1/50 apart: too far where it bends up and down."""
    x, h = np.array(x, dtype=np.float64), 1e-2
    columns = [(f(tf.constant(x + step)) - f(tf.constant(x - step))) / (2 * h) for step in h * np.eye(len(x))]
    return np.stack(columns, axis=1)


@right_answer
def differences_over_a_thousandth(f, x):
    """Central differences in float64 over steps that are short enough; a tensor comes back."""
    x, h = tf.cast(tf.convert_to_tensor(x), tf.float64), 1e-3
    steps = h * tf.eye(len(x), dtype=tf.float64)
    return tf.stack([(f(x + step) - f(x - step)) / (2 * h) for step in tf.unstack(steps)], axis=1)
