"""Known answers to `hessian`.

The wrong ones do without tape.jacobian's pfor, which costs 0.1 s a call: the referee calls them to name a mistake.
"""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "gives_0_where_f_is_not_curved", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def gradient_of_the_jacobian(f, x):
    """the gradient of the Jacobian is taken, which adds its rows up: the column sums of the Hessian."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(first, x, unconnected_gradients="zero")


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def column_sums_on_the_diagonal(f, x):
    """the column sums of the Hessian are put on the diagonal of a matrix of zeros."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return tf.linalg.diag(outer.gradient(first, x, unconnected_gradients="zero"))


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def mixed_derivatives_left_out(f, x):
    """the mixed derivatives are left out: everything off the diagonal is 0."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
        entries = tf.unstack(first)
    rows = [outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries]
    return tf.linalg.diag(tf.linalg.diag_part(tf.stack(rows)))


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def one_triangle_only(f, x):
    """only the entries on and above the diagonal are filled in, and not mirrored."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
        entries = tf.unstack(first)
    rows = [outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries]
    return tf.linalg.band_part(tf.stack(rows), 0, -1)


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "gives_0_where_f_is_not_curved", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def products_of_slopes(f, x):
    """the partial derivatives are multiplied with each other instead of differentiated again."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    gradient = tape.gradient(y, x, unconnected_gradients="zero")
    return tf.tensordot(gradient, gradient, axes=0)


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "gives_0_where_f_is_not_curved", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def gradient_only(f, x):
    """f is differentiated once only: this is its gradient."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x, unconnected_gradients="zero")


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "gives_0_where_f_is_not_curved", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def taylor_coefficient(f, x):
    """the factor ½ of the Taylor series is left on."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        entries = tf.unstack(inner.gradient(y, x, unconnected_gradients="zero"))
    return tf.stack([outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries]) / 2


@misconception(
    "gives_the_chapter_s_matrix", "agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def mirrored_and_added(f, x):
    """matrix and transpose are added up without the factor ½ off the diagonal, to make it symmetric."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        entries = tf.unstack(inner.gradient(y, x, unconnected_gradients="zero"))
    rows = tf.stack([outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries])
    return rows + tf.transpose(rows) - tf.linalg.diag(tf.linalg.diag_part(rows))


@misconception("agrees_on_a_random_curved_function", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
               "gives_the_chapter_s_matrix", "gives_0_where_f_is_not_curved")  # fmt: skip
def curvature_at_the_origin(f, x):
    """the derivatives are taken at the origin: right where the curvature is the same everywhere."""
    x = tf.zeros(len(np.asarray(x)), tf.float64)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        entries = tf.unstack(inner.gradient(y, x, unconnected_gradients="zero"))
    return tf.stack([outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries])


@misconception("agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function", "gives_0_where_f_is_not_curved")
def two_variables_only(f, x):
    """two rows are computed, whatever the length of x."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
        entries = [first[0], first[1]]
    return tf.stack([outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries])


@misconception("gives_0_where_f_is_not_curved")
def none_where_not_curved(f, x):
    """the tape's None, for a gradient that does not depend on x, is handed on instead of zeros."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.jacobian(first, x, experimental_use_pfor=False)


@misconception("gives_0_where_f_is_not_curved")
def two_by_two_zeros(f, x):
    """a linear f gets a matrix of 2 × 2 zeros, whatever the length of x."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    matrix = outer.jacobian(first, x, experimental_use_pfor=False)
    return tf.zeros((2, 2)) if matrix is None else matrix


@misconception("gives_0_where_f_is_not_curved")
def one_variable_squeezed(f, x):
    """one variable gives a number, not a matrix of one row and one column."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return tf.squeeze(outer.jacobian(first, x, unconnected_gradients="zero", experimental_use_pfor=False))


@misconception("agrees_on_a_random_quadratic", "agrees_on_a_random_curved_function", "accepts_every_kind_of_argument",
               "leaves_its_arguments_alone")  # fmt: skip
def float32_and_float64_mixed(f, x):
    """a float32 matrix of zeros meets derivatives in float64, which TensorFlow refuses."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        entries = tf.unstack(inner.gradient(y, x, unconnected_gradients="zero"))
    matrix = tf.zeros([x.shape[0], x.shape[0]])
    return matrix + tf.stack([outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries])


@misconception("leaves_its_arguments_alone")
def caller_s_point_moved(f, x):
    """the caller's own x is moved by a gradient step on the way."""
    own = x
    x = tf.constant(np.array(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
        entries = tf.unstack(first)
    if isinstance(own, tf.Variable):
        own.assign_sub(tf.cast(0.1 * first, own.dtype))
    elif isinstance(own, np.ndarray):
        own -= 0.1 * first.numpy()
    return tf.stack([outer.gradient(entry, x, unconnected_gradients="zero") for entry in entries])


@misconception("leaves_its_arguments_alone")
def caller_s_list_moved(f, x):
    """the caller's own x is moved by a gradient step on the way."""
    own = x
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    if isinstance(own, list) or isinstance(own, np.ndarray) and own.dtype == np.float32:
        for i, slope in enumerate(first.numpy()):
            own[i] -= 0.1 * slope
    return outer.jacobian(first, x, unconnected_gradients="zero", experimental_use_pfor=False)


@right_answer
def jacobian_of_the_gradient(f, x):
    """Two tapes and tape.jacobian in the precision of x."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        gradient = inner.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return outer.jacobian(gradient, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)


@right_answer
def rows_in_float32(f, x):
    """A variable in float32, one row per partial derivative, None replaced by hand; a list of arrays."""
    v = tf.Variable(np.array(x, dtype=np.float32))
    n = len(np.array(x))
    with tf.GradientTape(persistent=True) as tape:
        y = f(v)
        gradient = tape.gradient(y, v)
        parts = [gradient[i] for i in range(n)] if gradient is not None else []
    rows = [tape.gradient(part, v) for part in parts] or [None] * n
    return [np.zeros(n) if row is None else row.numpy() for row in rows]


@right_answer
def forward_over_backward(f, x):
    """Hessian-vector products with the unit vectors: forward over a tape."""
    x = tf.constant(np.array(x, dtype=np.float64))
    columns = []
    for axis in tf.eye(len(x), dtype=tf.float64):
        with tf.autodiff.ForwardAccumulator(x, axis) as forward:
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = f(x)
            gradient = tape.gradient(y, x, unconnected_gradients="zero")
        columns.append(forward.jvp(gradient, unconnected_gradients=tf.UnconnectedGradients.ZERO))
    return tf.stack(columns, axis=1).numpy()


@right_answer
def difference_quotients(f, x):
    """Central differences of f in float64, no tape; nested lists of Python floats."""
    x, h = np.array(x, dtype=np.float64), 1e-4
    n = len(x)

    def at(*steps):
        return float(f(tf.constant(x + h * sum(steps))))

    e = np.eye(n)
    return [
        [(at(a, b) - at(a, -b) - at(-a, b) + at(-a, -b)) / (4 * h * h) for b in e] for a in e
    ]


@right_answer
def graph_hessians(f, x):
    """tf.hessians, which works inside a traced function; zeros where it finds no connection."""

    @tf.function
    def matrix(x):
        y = f(x)
        (gradient,) = tf.gradients(y, x, unconnected_gradients="zero")
        rows = [tf.gradients(part, x, unconnected_gradients="zero")[0] for part in tf.unstack(gradient)]
        return tf.stack(rows)

    return matrix(tf.constant(np.asarray(x, dtype=np.float64)))


@misconception("agrees_on_a_random_quadratic")
def by_relative_changes(f, x):
    """f(x + s·x) is differentiated by s and divided by x: 0 / 0 where an entry of x is 0."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    s, zero = tf.zeros_like(x), tf.UnconnectedGradients.ZERO
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(s)
        with tf.GradientTape() as inner:
            inner.watch(s)
            value = f(x * (1.0 + s))
        gradient = tf.convert_to_tensor(inner.gradient(value, s, unconnected_gradients=zero))
    H = outer.jacobian(gradient, s, unconnected_gradients=zero, experimental_use_pfor=False)
    return H / tf.tensordot(x, x, 0)


@misconception("agrees_on_a_random_quadratic")
def rows_found_by_value(f, x):
    """the row of an entry is looked up by its value: of two entries that are the same it is always the first."""
    entries = np.asarray(x, dtype=np.float64).reshape(-1).tolist()
    point, zero = tf.constant(entries, dtype=tf.float64), tf.UnconnectedGradients.ZERO
    H = np.zeros((len(entries), len(entries)))
    for value in entries:
        i = entries.index(value)
        with tf.GradientTape() as outer:
            outer.watch(point)
            with tf.GradientTape() as inner:
                inner.watch(point)
                y = f(point)
            slope = tf.convert_to_tensor(inner.gradient(y, point, unconnected_gradients=zero))[i]
        H[i, :] = tf.convert_to_tensor(outer.gradient(slope, point, unconnected_gradients=zero)).numpy()
    return H


@misconception("gives_0_where_f_is_not_curved")
def rounded_to_four_decimals(f, x):
    """small entries come back as 0: they are rounded, or taken for 0."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return np.round(H, 4)


@misconception("agrees_on_a_random_quadratic")
def flat_where_the_gradient_is_zero(f, x):
    """where the gradient is 0 the Hessian is taken for 0, too: at a minimum f still bends."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    if not np.any(g):
        return np.zeros((len(x), len(x)))
    return outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
