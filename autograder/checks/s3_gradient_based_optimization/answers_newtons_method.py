"""Known answers to `newtons_method`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

EVERY_CHECK = (
    "needs_one_step_on_a_quadratic",
    "stays_where_the_gradient_is_short",
    "stops_as_soon_as_the_tolerance_is_met",
    "measures_the_euclidean_norm",
    "goes_to_saddles_and_maxima_as_well",
    "takes_max_steps_at_most",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)


@misconception(*EVERY_CHECK)
def start_left_out(f, x0, tolerance, max_steps):
    """x0 is missing from the iterates."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = []
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception(*EVERY_CHECK)
def last_point_only(f, x0, tolerance, max_steps):
    """only the last point is returned, not all iterates."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    return x


@misconception(*EVERY_CHECK)
def one_column_per_iterate(f, x0, tolerance, max_steps):
    """the iterates are the columns of the result: they belong into its rows."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path, axis=1)


@misconception(*(name for name in EVERY_CHECK if name != "takes_max_steps_at_most"))
def old_gradient_tested_after_the_step(f, x0, tolerance, max_steps):
    """the gradient is tested after the step, though it is that of the point before: one step too many is taken."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
        if tf.norm(g) <= tolerance:
            break
    return tf.stack(path)


@misconception(*EVERY_CHECK)
def last_iterate_left_out(f, x0, tolerance, max_steps):
    """the point where the gradient is short enough is not among the rows: the loop ends before it is stored."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = []
    for step in range(max_steps + 1):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance and path:
            break
        path.append(x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    return tf.stack(path)


@misconception(*(name for name in EVERY_CHECK if name != "takes_max_steps_at_most"))
def all_steps_taken(f, x0, tolerance, max_steps):
    """all max_steps steps are taken, whatever the gradient is."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("stays_where_the_gradient_is_short", "measures_the_euclidean_norm")
def tested_after_the_step(f, x0, tolerance, max_steps):
    """the gradient is first tested after a step: there is always one."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if len(path) > 1 and tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("measures_the_euclidean_norm")
def largest_entry(f, x0, tolerance, max_steps):
    """the largest entry of the gradient is compared with the tolerance."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.reduce_max(tf.abs(g)) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception(
    "needs_one_step_on_a_quadratic", "stops_as_soon_as_the_tolerance_is_met", "measures_the_euclidean_norm", "takes_max_steps_at_most"
)
def square_of_the_norm(f, x0, tolerance, max_steps):
    """the square of the gradient's norm is compared with the tolerance: the root is missing."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.reduce_sum(g**2) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("measures_the_euclidean_norm")
def sum_of_absolute_entries(f, x0, tolerance, max_steps):
    """the absolute entries of the gradient are added up."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g, 1) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception(
    "stays_where_the_gradient_is_short", "stops_as_soon_as_the_tolerance_is_met", "measures_the_euclidean_norm"
)
def tolerance_of_its_own(f, x0, tolerance, max_steps):
    """a fixed tolerance is used instead of the one that is passed."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= 1e-8:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception(
    "needs_one_step_on_a_quadratic", "stays_where_the_gradient_is_short", "stops_as_soon_as_the_tolerance_is_met",
    "measures_the_euclidean_norm", "goes_to_saddles_and_maxima_as_well", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def step_tested_instead(f, x0, tolerance, max_steps):
    """the length of the step is compared with the tolerance, not that of the gradient."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        x = x - step
        path.append(x)
        if tf.norm(step) <= tolerance:
            break
    return tf.stack(path)


@misconception("measures_the_euclidean_norm")
def root_mean_square(f, x0, tolerance, max_steps):
    """a mean of the gradient's entries, such as the root mean square, is compared with the tolerance."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.sqrt(tf.reduce_mean(g**2)) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception(
    "stays_where_the_gradient_is_short",
    "stops_as_soon_as_the_tolerance_is_met",
    "measures_the_euclidean_norm",
    "takes_max_steps_at_most",
)
def relative_norm(f, x0, tolerance, max_steps):
    """the gradient's norm is compared with tolerance times that at x0: it belongs beside the tolerance itself."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if len(path) == 1:
            first = g
        if tf.norm(g) <= tolerance * tf.norm(first):
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("goes_to_saddles_and_maxima_as_well")
def eigenvalues_made_positive(f, x0, tolerance, max_steps):
    """negative eigenvalues of H are made positive: that avoids saddles, but is another method."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        eigenvalues, vectors = tf.linalg.eigh(H)
        along = tf.linalg.matvec(vectors, g, transpose_a=True)
        x = x - tf.linalg.matvec(vectors, along / tf.abs(eigenvalues))
        path.append(x)
    return tf.stack(path)


@misconception("goes_to_saddles_and_maxima_as_well", "takes_max_steps_at_most")
def steps_uphill_refused(f, x0, tolerance, max_steps):
    """a step after which f is larger is not taken: Newton's method asks for a critical point, not for lower ground."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        ahead = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        if f(ahead) > y:
            break
        x = ahead
        path.append(x)
    return tf.stack(path)


@misconception("goes_to_saddles_and_maxima_as_well")
def gradient_step_where_not_convex(f, x0, tolerance, max_steps):
    """where an eigenvalue of H is negative a step of gradient descent is taken in the place of Newton's."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        convex = tf.reduce_min(tf.linalg.eigvalsh(H)) > 0
        x = x - (tf.linalg.solve(H, g[:, tf.newaxis])[:, 0] if convex else 0.1 * g)
        path.append(x)
    return tf.stack(path)


@misconception("goes_to_saddles_and_maxima_as_well")
def cholesky_factor(f, x0, tolerance, max_steps):
    """the system is solved by Cholesky's method, which takes H for positive definite."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.cholesky_solve(tf.linalg.cholesky(H), g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("stays_where_the_gradient_is_short", "measures_the_euclidean_norm", "takes_max_steps_at_most")
def axes_of_length_1_squeezed(f, x0, tolerance, max_steps):
    """axes of length 1 are squeezed out: one row, or one variable, leaves a vector and not a matrix."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.squeeze(tf.stack(path))


@misconception("takes_max_steps_at_most")
def one_step_too_many(f, x0, tolerance, max_steps):
    """one step more than max_steps is allowed."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps + 1):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("takes_max_steps_at_most")
def rows_counted_as_steps(f, x0, tolerance, max_steps):
    """x0 is counted as a step: one fewer than max_steps is allowed."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps - 1):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("stops_as_soon_as_the_tolerance_is_met", "takes_max_steps_at_most")
def hessian_of_the_start(f, x0, tolerance, max_steps):
    """the Hessian is computed once, at x0, and not at each iterate."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        if len(path) == 1:
            H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception(
    "needs_one_step_on_a_quadratic", "stops_as_soon_as_the_tolerance_is_met", "goes_to_saddles_and_maxima_as_well",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def divided_by_column_sums(f, x0, tolerance, max_steps):
    """the gradient of the gradient is taken for the Hessian: it holds the column sums only."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        h = outer.gradient(g, x)
        x = x - g / h
        path.append(x)
    return tf.stack(path)


@misconception(*EVERY_CHECK)
def gradient_descent_instead(f, x0, tolerance, max_steps):
    """the steps follow the gradient alone: the Hessian plays no part."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        g = tape.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        x = x - 0.1 * g
        path.append(x)
    return tf.stack(path)


@misconception(*EVERY_CHECK)
def iterates_kept_from_the_last_call(f, x0, tolerance, max_steps, path=[]):
    """the list of iterates is a default argument: it still holds those of the call before."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path.append(x)
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    try:
        return tf.stack(path)
    except tf.errors.InvalidArgumentError:
        raise ValueError("all iterates must have the same shape") from None


@misconception(*EVERY_CHECK)
def same_point_in_every_row(f, x0, tolerance, max_steps):
    """one array is changed in place and stored again and again: every row shows where it ended."""
    point = np.array(x0, dtype=np.float64)
    path = [point]
    for _ in range(max_steps):
        x = tf.constant(point)
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        point -= np.linalg.solve(H, g)
        path.append(point)
    return np.stack(path)


@misconception("leaves_its_arguments_alone")
def start_moved_in_place(f, x0, tolerance, max_steps):
    """the steps are taken in place, so that the caller's own x0 has moved."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    if isinstance(x0, np.ndarray):
        x0[:] = x.numpy()
    elif isinstance(x0, tf.Variable):
        x0.assign(tf.cast(x, x0.dtype))
    return tf.stack(path)


@misconception("leaves_its_arguments_alone")
def start_moved_in_float32(f, x0, tolerance, max_steps):
    """the steps are taken in place, so that the caller's own x0 has moved."""
    own = isinstance(x0, list) or isinstance(x0, np.ndarray) and x0.dtype == np.float32
    point = x0 if own else np.array(x0)
    path = [np.array(point)]
    for _ in range(max_steps):
        x = tf.constant(point)
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        for i, entry in enumerate(tf.linalg.solve(H, g[:, tf.newaxis])[:, 0].numpy()):
            point[i] -= entry
        path.append(np.array(point))
    return np.stack(path)


@misconception("accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def only_tensors_are_watched(f, x0, tolerance, max_steps):
    """a tape is told to watch a list or an array: it can watch tensors and variables only."""
    x = x0
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@right_answer
def jacobian_in_float32(f, x0, tolerance, max_steps):
    """A loop with a break, tape.jacobian, everything in float32, a NumPy array of rows."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float32)
    path = [x.numpy()]
    while True:
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if np.linalg.norm(g) <= tolerance or len(path) > max_steps:
            return np.vstack(path)
        H = outer.jacobian(g, x)
        x = x - tf.squeeze(tf.linalg.inv(H) @ tf.reshape(g, [-1, 1]), axis=1)
        path.append(x.numpy())


@right_answer
def variable_and_a_list_of_lists(f, x0, tolerance, max_steps):
    """A variable of its own moves by assign_sub, in x0's own precision; lists of numbers come back."""
    x = tf.Variable(x0)
    path = [x.numpy().tolist()]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            with tf.GradientTape() as inner:
                y = f(x)
            g = tf.convert_to_tensor(inner.gradient(y, x))
            entries = tf.unstack(g)
        if sum(float(entry) ** 2 for entry in g) ** 0.5 <= tolerance:
            break
        H = np.array([outer.gradient(entry, x) for entry in entries])
        x.assign_sub(np.linalg.solve(H, g))
        path.append(x.numpy().tolist())
    return path


@right_answer
def recursion(f, x0, tolerance, max_steps):
    """The path is x0 and then the path from the next point; H by columns, least squares for the step."""

    def gradient(point):
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
        return tape.gradient(value, point)

    def path_from(x, steps):
        if steps == 0 or tf.norm(gradient(x)) <= tolerance:
            return x[tf.newaxis]
        columns = []
        for unit in tf.eye(len(x), dtype=tf.float64):
            with tf.autodiff.ForwardAccumulator(x, unit) as forward:
                g = gradient(x)
            columns.append(forward.jvp(g, unconnected_gradients="zero"))
        step = np.linalg.lstsq(np.stack(columns, axis=1), -g.numpy(), rcond=None)[0]
        return np.concatenate([x[tf.newaxis], path_from(x + step, steps - 1)])

    return path_from(tf.constant(np.array(x0, dtype="float64")), max_steps)


@right_answer
def traced_loop_with_a_tensor_array(f, x0, tolerance, max_steps):
    """A Python loop that AutoGraph turns into a graph, with tf.hessians and a TensorArray."""

    @tf.function
    def iterate(x, tolerance, max_steps):
        path = tf.TensorArray(x.dtype, size=1, dynamic_size=True, clear_after_read=False).write(0, x)
        k = tf.constant(0)
        g = tf.gradients(f(x), x)[0]
        while k < max_steps and tf.norm(g) > tolerance:
            H = tf.hessians(f(x), x)[0]
            x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
            g = tf.gradients(f(x), x)[0]
            k += 1
            path = path.write(k, x)
        return path.stack()

    x0 = tf.convert_to_tensor(x0)
    return iterate(x0, tf.constant(tolerance, x0.dtype), tf.constant(max_steps))


@misconception("takes_max_steps_at_most")
def ten_steps_at_most(f, x0, tolerance, max_steps):
    """never more than ten steps are taken, whatever max_steps is."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    zero = tf.UnconnectedGradients.ZERO
    for _ in range(min(max_steps, 10)):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                value = f(x)
            gradient = inner.gradient(value, x, unconnected_gradients=zero)
        if tf.norm(gradient) <= tolerance:
            break
        H = outer.jacobian(gradient, x, unconnected_gradients=zero, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, gradient[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("takes_max_steps_at_most")
def steps_halved_until_f_falls(f, x0, tolerance, max_steps):
    """a step is halved until f is no larger than before: eq. (10) takes it whole, wherever it leads."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x, unconnected_gradients="zero")
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
        step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        while tf.reduce_sum(g * step) > 0 and f(x - step) > y:
            step = step / 2
        x = x - step
        path.append(x)
    return tf.stack(path)


@misconception("needs_one_step_on_a_quadratic")
def shallow_hessian_raised(f, x0, tolerance, max_steps):
    """1e-3 is added to H's diagonal where an eigenvalue is below 1e-4: H is regular there, and the step too short."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x, unconnected_gradients="zero")
        if tf.norm(g) <= tolerance:
            break
        H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
        if tf.reduce_min(tf.abs(tf.linalg.eigvalsh(H))) < 1e-4:
            H = H + 1e-3 * tf.eye(len(g), dtype=tf.float64)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception(*EVERY_CHECK)
def value_tested(f, x0, tolerance, max_steps):
    """f is compared with the tolerance, not the length of its gradient."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if abs(y) <= tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("stays_where_the_gradient_is_short")
def less_than_the_tolerance(f, x0, tolerance, max_steps):
    """a gradient exactly as long as the tolerance counts as too long: at most the tolerance is short enough."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        if tf.norm(g) < tolerance:
            break
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@right_answer
def central_differences(f, x0, tolerance, max_steps):
    """Central differences of f in float64, no tape."""
    x = np.array(x0, dtype=np.float64)
    units = np.eye(len(x))

    def value(x):
        return float(f(tf.constant(x)))

    def gradient(x, h=1e-5):
        return np.array([(value(x + h * u) - value(x - h * u)) / (2 * h) for u in units])

    path = [x]
    while len(path) <= max_steps and np.linalg.norm(g := gradient(x)) > tolerance:
        H = np.array([gradient(x + 1e-4 * u) - gradient(x - 1e-4 * u) for u in units]) / 2e-4
        x = x - np.linalg.solve(H, g)
        path.append(x)
    return np.array(path)


@misconception(*EVERY_CHECK)
def no_step_at_all(f, x0, tolerance, max_steps):
    """no step is taken, however long the gradient is."""
    return np.asarray(x0, dtype=np.float64)[None]


@misconception(*EVERY_CHECK)
def condition_turned_around(f, x0, tolerance, max_steps):
    """the loop goes on where the gradient is short enough, and ends where it is too long."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        if tf.norm(g) > tolerance:
            break
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("needs_one_step_on_a_quadratic", "takes_max_steps_at_most")
def tolerance_raised(f, x0, tolerance, max_steps):
    """a tolerance below 1e-2 is raised to 1e-2."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        if tf.norm(g) <= max(tolerance, 1e-2):
            break
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)


@misconception("goes_to_saddles_and_maxima_as_well")
def ends_where_not_convex(f, x0, tolerance, max_steps):
    """the loop ends where H is not positive definite: Newton's method asks for a critical point, not for a minimum."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(max_steps):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        if tf.norm(g) <= tolerance or tf.reduce_min(tf.linalg.eigvalsh(H)) <= 0:
            break
        x = x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        path.append(x)
    return tf.stack(path)
