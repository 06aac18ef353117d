"""Known answers to `gradient_descent`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def uphill(f, x0, learning_rate, steps):
    """the step is added to x, which climbs."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x + learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return tf.stack(iterates)


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def x0_left_out(f, x0, learning_rate, steps):
    """the list begins after the first step, without x0."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return np.array([v.numpy() for v in iterates])


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def one_step_too_few(f, x0, learning_rate, steps):
    """x0 is counted as a step, so that one step is missing at the end."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps - 1):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return tf.stack(iterates)


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def last_point_only(f, x0, learning_rate, steps):
    """only the last point is returned, not the way to it."""
    x = tf.constant(np.asarray(x0, np.float64))
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
    return x


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def same_array_appended(f, x0, learning_rate, steps):
    """one array is changed in place and appended again and again: each row is the last point."""
    x = np.array(x0, dtype=np.float64)
    iterates = [x]
    for _ in range(steps):
        point = tf.constant(x.copy())
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
        x -= learning_rate * tape.gradient(value, point, unconnected_gradients="zero").numpy()
        iterates.append(x)
    return np.array(iterates)


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def gradient_of_x0_kept(f, x0, learning_rate, steps):
    """the gradient at x0 is used for every step."""
    x = tf.constant(np.asarray(x0, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
    gradient = tape.gradient(value, x, unconnected_gradients="zero")
    return tf.stack([x - k * learning_rate * gradient for k in range(steps + 1)])


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def gradient_normalised(f, x0, learning_rate, steps):
    """every step has the length of the learning rate: the gradient is normalised."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient / (tf.norm(gradient) + 1e-12)
        iterates.append(x)
    return tf.stack(iterates)


@misconception("follows_the_chapter_s_example", "accepts_every_kind_of_argument")
def scalars_as_columns(f, x0, learning_rate, steps):
    """a scalar x0 gives a column of shape (steps + 1, 1), not a vector."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return tf.reshape(tf.stack(iterates), [steps + 1, -1])


@misconception("starts_with_x0_and_takes_every_step")
def single_rows_squeezed(f, x0, learning_rate, steps):
    """axes of length 1 are squeezed out, so that no step at all gives a vector, not one row."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return np.squeeze(np.array([v.numpy() for v in iterates]))


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def learning_rate_decays(f, x0, learning_rate, steps):
    """the learning rate is divided by the number of the step."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for k in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate / (k + 1) * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return tf.stack(iterates)


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def momentum_added(f, x0, learning_rate, steps):
    """a part of the step before is carried on, which is momentum."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates, velocity = [x], tf.zeros_like(x)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        velocity = 0.9 * velocity - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        x = x + velocity
        iterates.append(x)
    return tf.stack(iterates)


@misconception(
    "agrees_on_random_functions", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def entries_moved_one_after_the_other(f, x0, learning_rate, steps):
    """each entry moves by itself and the next one already sees it moved."""
    x = np.array(x0, dtype=np.float64)
    iterates = [x.copy()]
    for _ in range(steps):
        for i in np.ndindex(x.shape):
            point = tf.constant(x.copy())
            with tf.GradientTape() as tape:
                tape.watch(point)
                value = f(point)
            x[i] -= learning_rate * tape.gradient(value, point, unconnected_gradients="zero").numpy()[i]
        iterates.append(x.copy())
    return np.array(iterates)


@misconception("starts_with_x0_and_takes_every_step", "goes_on_where_f_leaves_entries_out")
def stops_where_it_is_flat(f, x0, learning_rate, steps):
    """the loop ends early where the gradient is almost 0, and rows are missing."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        if tf.norm(gradient) < 1e-8:
            break
        x = x - learning_rate * gradient
        iterates.append(x)
    return tf.stack(iterates)


@misconception("starts_with_x0_and_takes_every_step")
def one_variable_taken_for_a_scalar(f, x0, learning_rate, steps):
    """a vector x0 of one entry gives a vector, not a column: only a number does."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    path = tf.stack(iterates)
    return path[:, 0] if path.shape[1:] == (1,) else path


@misconception("goes_on_where_f_leaves_entries_out")
def stands_still_where_it_is_flat(f, x0, learning_rate, steps):
    """a short gradient is taken for 0 and x left where it is: the learning rate says how far it leads."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        if tf.norm(gradient) > 1e-6:
            x = x - learning_rate * gradient
        iterates.append(x)
    return tf.stack(iterates)


@misconception("starts_with_x0_and_takes_every_step")
def climbing_steps_refused(f, x0, learning_rate, steps):
    """a step after which f is larger is not taken."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        ahead = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        x = x if f(ahead) > value else ahead
        iterates.append(x)
    return tf.stack(iterates)


@misconception(
    "agrees_on_random_functions", "starts_with_x0_and_takes_every_step", "goes_on_where_f_leaves_entries_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone", "starts_afresh_at_each_call",
)  # fmt: skip
def learning_rate_of_the_example(f, x0, learning_rate, steps):
    """the learning rate is 0.1, whatever was asked for."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - 0.1 * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return tf.stack(iterates)


@misconception(
    "agrees_on_random_functions", "starts_with_x0_and_takes_every_step", "goes_on_where_f_leaves_entries_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone", "starts_afresh_at_each_call",
)  # fmt: skip
def rows_and_columns_swapped(f, x0, learning_rate, steps):
    """the iterates stand in columns, not in rows."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return np.array([v.numpy() for v in iterates]).T


@misconception("goes_on_where_f_leaves_entries_out")
def none_for_a_constant(f, x0, learning_rate, steps):
    """the tape's None, for an f that does not depend on x, is multiplied by the learning rate."""
    x = tf.constant(np.asarray(x0, np.float64))
    iterates = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x)
        iterates.append(x)
    return tf.stack(iterates)


@misconception("leaves_its_arguments_alone")
def caller_s_variable_moved(f, x0, learning_rate, steps):
    """the caller's own variable or array is moved step by step."""
    x = x0 if isinstance(x0, (np.ndarray, tf.Variable)) else np.array(x0, dtype=np.float64)
    iterates = [np.array(x)]
    for _ in range(steps):
        point = tf.constant(np.array(x))
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
        step = learning_rate * tape.gradient(value, point, unconnected_gradients="zero")
        if isinstance(x, tf.Variable):
            x.assign_sub(step)
        else:
            x -= step.numpy()
        iterates.append(np.array(x))
    return np.stack(iterates)


@misconception("leaves_its_arguments_alone")
def caller_s_list_moved(f, x0, learning_rate, steps):
    """the caller's own variable or array is moved step by step."""
    own = isinstance(x0, list) or isinstance(x0, np.ndarray) and x0.dtype == np.float32 and x0.ndim == 1
    x = x0 if own else np.array(x0)
    iterates = [np.array(x)]
    for _ in range(steps):
        point = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
        gradient = tape.gradient(value, point, unconnected_gradients="zero").numpy()
        if own:
            for i, slope in enumerate(gradient):
                x[i] -= learning_rate * slope
        else:
            x = x - learning_rate * gradient
        iterates.append(np.array(x))
    return np.stack(iterates)


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def list_kept_between_calls(f, x0, learning_rate, steps, iterates=[]):  # noqa: B006 — the mistake itself
    """the list of a default argument is kept from call to call."""
    del iterates[:-20]  # the referee calls this too: let it not grow for ever
    x = tf.constant(np.asarray(x0, np.float64))
    iterates.append(x)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        x = x - learning_rate * tape.gradient(value, x, unconnected_gradients="zero")
        iterates.append(x)
    return [v.numpy() for v in iterates]


@misconception(
    "follows_the_chapter_s_example", "agrees_on_random_functions", "starts_with_x0_and_takes_every_step",
    "goes_on_where_f_leaves_entries_out", "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
    "starts_afresh_at_each_call",
)  # fmt: skip
def variable_kept_between_calls(f, x0, learning_rate, steps, kept={}):  # noqa: B006 — the mistake itself
    """the variable that the first call made, and moved, is where every later call begins."""
    if not kept:
        kept["x"] = tf.Variable(np.array(x0, dtype=np.float64))
    x = kept["x"]
    iterates = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            value = f(x)
        x.assign_sub(learning_rate * tape.gradient(value, x, unconnected_gradients="zero"))
        iterates.append(x.numpy())
    return iterates


@right_answer
def variable_in_float32(f, x0, learning_rate, steps):
    """A variable of its own in float32, moved by assign_sub; rows stacked by NumPy."""
    x = tf.Variable(tf.cast(tf.convert_to_tensor(x0), tf.float32))
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(x)
        gradient = tape.gradient(y, x)
        if gradient is not None:
            x.assign_sub(learning_rate * gradient)
        path.append(x.numpy())
    return np.stack(path)


@right_answer
def optimizer(f, x0, learning_rate, steps):
    """Keras' SGD; a list of tensors."""
    x = tf.Variable(np.array(x0, dtype=np.float32))
    sgd = tf.keras.optimizers.SGD(learning_rate=learning_rate)
    path = [tf.identity(x)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(x)
        sgd.apply_gradients([(tape.gradient(y, x, unconnected_gradients="zero"), x)])
        path.append(tf.identity(x))
    return path


@right_answer
def filled_array(f, x0, learning_rate, steps):
    """An array made beforehand, filled row by row."""
    start = np.array(x0, dtype=np.float64)
    path = np.zeros((steps + 1, *start.shape))
    path[0] = start
    for k in range(steps):
        x = tf.constant(path[k])
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        path[k + 1] = path[k] - learning_rate * tape.gradient(y, x, unconnected_gradients="zero").numpy()
    return path


@right_answer
def traced_loop(f, x0, learning_rate, steps):
    """A Python loop that tf.function turns into a graph, with a TensorArray."""

    @tf.function
    def descend(x):
        path = tf.TensorArray(x.dtype, size=steps + 1, element_shape=x.shape)
        path = path.write(0, x)
        for k in tf.range(steps):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = f(x)
            x = x - tf.cast(learning_rate, x.dtype) * tape.gradient(y, x, unconnected_gradients="zero")
            path = path.write(k + 1, x)
        return path.stack()

    return descend(tf.constant(np.asarray(x0, dtype=np.float64)))


@right_answer
def central_differences(f, x0, learning_rate, steps):
    """Central differences over Python floats, no tape; nested lists."""
    h = 1e-5

    def slope(x, i):
        up, down = np.array(x, dtype=np.float64), np.array(x, dtype=np.float64)
        up[i] += h
        down[i] -= h
        return float(f(tf.constant(up)) - f(tf.constant(down))) / (2 * h)

    x = np.array(x0, dtype=np.float64)
    path = [x.tolist()]
    for _ in range(steps):
        x = x - learning_rate * np.array([slope(x, i) for i in np.ndindex(x.shape)]).reshape(x.shape)
        path.append(x.tolist())
    return path


@misconception("starts_with_x0_and_takes_every_step")
def kept_in_a_box(f, x0, learning_rate, steps):
    """every iterate is clipped to [−10, 10]."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        x = tf.clip_by_value(x - learning_rate * gradient, -10.0, 10.0)
        path.append(x)
    return tf.stack(path)


@misconception("agrees_on_random_functions")
def relative_steps(f, x0, learning_rate, steps):
    """each entry is changed by a share of itself: one that is 0 never moves."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    path = [x]
    for _ in range(int(steps)):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        g = tape.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        x = x * (1.0 - tf.math.divide_no_nan(learning_rate * g, x))
        path.append(x)
    return tf.stack(path)


@misconception("starts_with_x0_and_takes_every_step")
def ended_where_it_diverges(f, x0, learning_rate, steps):
    """the loop ends as soon as an entry of x is beyond 100: steps counts them all, also those that lead away."""
    x = tf.constant(np.asarray(x0, dtype=np.float64))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        x = x - learning_rate * tape.gradient(y, x, unconnected_gradients="zero")
        if tf.reduce_max(tf.abs(x)) > 100:
            break
        path.append(x)
    return tf.stack(path)
