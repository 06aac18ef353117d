"""Known answers to `projected_gradient_descent`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def start_not_projected(f, x0, radius, learning_rate, steps):
    """x0 is kept as it is, although it lies outside the ball."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def never_projected(f, x0, radius, learning_rate, steps):
    """nothing is projected at all: plain gradient descent."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x
        path.append(x)
    return tf.stack(path)


@misconception("walks_straight_to_the_nearest_point", "projects_after_every_step")
def only_the_start_projected(f, x0, radius, learning_rate, steps):
    """x0 is projected and the iterates after it are not."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        path.append(x)
    return tf.stack(path)


@misconception(
    "projects_the_start",
    "projects_after_every_step",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def projected_afterwards(f, x0, radius, learning_rate, steps):
    """the path runs on outside the ball, and its points are projected when it is finished."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        path.append(x)
    return tf.stack([x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30)) for x in path])


@misconception(
    "walks_straight_to_the_nearest_point",
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def stored_before_projection(f, x0, radius, learning_rate, steps):
    """each iterate is stored before it is projected."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    path = [x]
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        path.append(x)
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def always_on_the_sphere(f, x0, radius, learning_rate, steps):
    """points inside the ball are moved out to its surface too."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * radius / tf.norm(x)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * radius / tf.norm(x)
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def entries_clipped(f, x0, radius, learning_rate, steps):
    """every entry by itself is kept between −radius and radius: a box, not a ball."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = tf.clip_by_value(x, -radius, radius)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = tf.clip_by_value(x, -radius, radius)
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def sum_of_absolute_values(f, x0, radius, learning_rate, steps):
    """‖x‖ is taken for the sum of the absolute values."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x, ord=1), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x, ord=1), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def ball_of_radius_one(f, x0, radius, learning_rate, steps):
    """the ball has radius 1, whatever `radius` says."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x / tf.maximum(tf.norm(x), 1.0)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x / tf.maximum(tf.norm(x), 1.0)
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def radius_forgotten_in_the_projection(f, x0, radius, learning_rate, steps):
    """a point outside is moved to the distance 1, not to the distance `radius`."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = tf.where(tf.norm(x) > radius, x / tf.norm(x), x)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = tf.where(tf.norm(x) > radius, x / tf.norm(x), x)
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
)
def squared_norm_compared(f, x0, radius, learning_rate, steps):
    """the square of ‖x‖ is compared with the radius."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = tf.where(tf.reduce_sum(x**2) > radius, x * radius / tf.norm(x), x)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = tf.where(tf.reduce_sum(x**2) > radius, x * radius / tf.norm(x), x)
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def gradient_clipped(f, x0, radius, learning_rate, steps):
    """the gradient is kept in the ball, and x is not."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * tf.clip_by_norm(gradient, radius)
        path.append(x)
    return tf.stack(path)


@misconception("walks_straight_to_the_nearest_point", "projects_after_every_step")
def step_refused(f, x0, radius, learning_rate, steps):
    """a step that would leave the ball is not made."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        new = x - learning_rate * gradient
        x = tf.where(tf.norm(new) > radius, x, new)
        path.append(x)
    return tf.stack(path)


@misconception("is_plain_gradient_descent_inside_the_ball", "projects_after_every_step")
def rate_halved_where_f_grows(f, x0, radius, learning_rate, steps):
    """the learning rate is halved until f falls: a line search, where the rate was given."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        rate = learning_rate
        while True:
            new = x - rate * gradient
            new = new * tf.minimum(1.0, radius / tf.maximum(tf.norm(new), 1e-30))
            if f(new) <= value or rate < 1e-9:
                break
            rate /= 2
        x = new
        path.append(x)
    return tf.stack(path)


@misconception("is_plain_gradient_descent_inside_the_ball", "projects_after_every_step")
def step_back_where_f_grows(f, x0, radius, learning_rate, steps):
    """a step by which f grows is taken back."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        new = x - learning_rate * gradient
        new = new * tf.minimum(1.0, radius / tf.maximum(tf.norm(new), 1e-30))
        x = new if f(new) <= value else x
        path.append(x)
    return tf.stack(path)


@misconception(
    "projects_the_start",
    "projects_after_every_step",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def stays_on_the_border(f, x0, radius, learning_rate, steps):
    """a point on the border of the ball stays there, wherever the gradient points."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        if tf.norm(x) < 0.999999 * radius:
            x = x - learning_rate * gradient
            x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception("starts_at_the_origin")
def origin_divided_unless_it_is_the_start(f, x0, radius, learning_rate, steps):
    """the origin is divided by its norm, which is 0."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x / tf.norm(x) * tf.minimum(tf.norm(x), radius)
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def uphill(f, x0, radius, learning_rate, steps):
    """the gradient is added: f grows."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x + learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def steps_of_equal_length(f, x0, radius, learning_rate, steps):
    """the gradient is divided by its length, so that every step is equally long."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient / tf.norm(gradient)
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def gradient_of_the_start(f, x0, radius, learning_rate, steps):
    """every step uses the gradient at the start."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(path[0])
            value = f(path[0])
        gradient = tape.gradient(value, path[0], unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def start_left_out(f, x0, radius, learning_rate, steps):
    """the path begins after the first step: the row of x0 is missing."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path[1:])


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def last_iterate_alone(f, x0, radius, learning_rate, steps):
    """only the last iterate is returned."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return x


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def one_step_too_many(f, x0, radius, learning_rate, steps):
    """one step more is made than asked for."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps + 1):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def iterates_as_columns(f, x0, radius, learning_rate, steps):
    """the iterates stand side by side as columns."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.transpose(tf.stack(path))


@misconception("starts_at_the_origin")
def origin_divided_by_its_norm(f, x0, radius, learning_rate, steps):
    """the origin is divided by its norm, which is 0."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x / tf.norm(x) * tf.minimum(tf.norm(x), radius)
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x / tf.norm(x) * tf.minimum(tf.norm(x), radius)
        path.append(x)
    return tf.stack(path)


@misconception("stays_where_f_is_flat")
def no_gradient_is_none(f, x0, radius, learning_rate, steps):
    """the tape gives None for an f without x in it."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x)
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception("accepts_every_kind_of_argument")
def x0_as_it_comes(f, x0, radius, learning_rate, steps):
    """x0 is used as it came, and a list cannot be scaled."""
    x = x0
    x = x * min(1.0, radius / max(float(np.linalg.norm(x)), 1e-30))
    path = [x]
    for _ in range(steps):
        x = tf.convert_to_tensor(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * min(1.0, radius / max(float(np.linalg.norm(x)), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception("leaves_its_arguments_alone")
def x0_scaled_in_place(f, x0, radius, learning_rate, steps):
    """x0 itself is scaled into the ball, and the caller finds it moved."""
    if isinstance(x0, np.ndarray) and np.linalg.norm(x0) > radius:
        x0 *= radius / np.linalg.norm(x0)
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path)


@misconception(
    "walks_straight_to_the_nearest_point",
    "is_plain_gradient_descent_inside_the_ball",
    "projects_the_start",
    "projects_after_every_step",
    "returns_one_row_for_each_iterate",
    "starts_at_the_origin",
    "stays_where_f_is_flat",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def the_same_array_in_every_row(f, x0, radius, learning_rate, steps):
    """one array is changed step by step and stored again and again: every row shows the last iterate."""
    x = np.array(x0, np.float64)
    x *= min(1.0, radius / max(np.linalg.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        point = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
        x -= learning_rate * tape.gradient(value, point, unconnected_gradients="zero").numpy()
        x *= min(1.0, radius / max(np.linalg.norm(x), 1e-30))
        path.append(x)
    return np.array(path)


@misconception("is_plain_gradient_descent_inside_the_ball")
def ended_where_the_gradient_is_small(f, x0, radius, learning_rate, steps):
    """the last iterate fills all rows from where the gradient is below 1e-4, though with a large learning rate it moves on."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        if tf.norm(gradient) < 1e-4:
            break
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / tf.maximum(tf.norm(x), 1e-30))
        path.append(x)
    return tf.stack(path + [x] * (steps + 1 - len(path)))


@misconception("projects_the_start")
def norm_never_zero(f, x0, radius, learning_rate, steps):
    """1e-6 is added to ‖x‖ lest it be 0, which a small ball is not to be seen beside: points end up inside of it."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    x = x * tf.minimum(1.0, radius / (tf.norm(x) + 1e-6))
    path = [x]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        x = x - learning_rate * gradient
        x = x * tf.minimum(1.0, radius / (tf.norm(x) + 1e-6))
        path.append(x)
    return tf.stack(path)


@right_answer
def clip_by_norm_in_the_dtype_of_x0(f, x0, radius, learning_rate, steps):
    """tf.clip_by_norm, in the dtype of x0; a tensor comes back."""
    path = [tf.clip_by_norm(tf.convert_to_tensor(x0), radius)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(path[-1])
            value = f(path[-1])
        gradient = tape.gradient(value, path[-1], unconnected_gradients=tf.UnconnectedGradients.ZERO)
        path.append(tf.clip_by_norm(path[-1] - learning_rate * gradient, radius))
    return tf.stack(path)


@right_answer
def numpy_in_float32(f, x0, radius, learning_rate, steps):
    """NumPy around the tape, everything in float32."""
    def project(point):
        norm = np.sqrt(np.sum(point * point))
        return point if norm <= radius else point * np.float32(radius / norm)

    start = project(np.array(x0, np.float32))
    path = np.zeros((steps + 1, start.size), np.float32)
    path[0] = start
    for k in range(steps):
        x = tf.Variable(path[k])
        with tf.GradientTape() as tape:
            value = f(x)
        gradient = tape.gradient(value, x)
        gradient = 0 if gradient is None else gradient.numpy()
        path[k + 1] = project(path[k] - np.float32(learning_rate) * gradient)
    return path


@right_answer
def lists_and_central_differences(f, x0, radius, learning_rate, steps):
    """Python lists and numerical derivatives; a list of lists comes back."""
    def project(point):
        norm = sum(v * v for v in point) ** 0.5
        return [v * radius / norm for v in point] if norm > radius else point

    def slope(point, i):
        ahead, behind = list(point), list(point)
        ahead[i] += 1e-5
        behind[i] -= 1e-5
        return (float(f(tf.constant(ahead, tf.float64))) - float(f(tf.constant(behind, tf.float64)))) / 2e-5

    path = [project([float(v) for v in x0])]
    for _ in range(steps):
        x = path[-1]
        path.append(project([x[i] - learning_rate * slope(x, i) for i in range(len(x))]))
    return path


@right_answer
def an_optimizer_and_a_variable(f, x0, radius, learning_rate, steps):
    """A variable that assign_sub moves; a tf.Variable comes back."""
    x = tf.Variable(tf.cast(x0, tf.float64))
    path = []
    for k in range(steps + 1):
        norm = tf.norm(x)
        if norm > radius:
            x.assign(x * (radius / norm))
        path.append(tf.identity(x))
        if k < steps:
            with tf.GradientTape() as tape:
                value = f(x)
            gradient = tape.gradient(value, x)
            if gradient is not None:
                x.assign_sub(learning_rate * gradient)
    return tf.Variable(tf.stack(path))


@right_answer
def compiled_by_tf_function(f, x0, radius, learning_rate, steps):
    """A graph made by tf.function with a TensorArray."""

    @tf.function
    def run(x):
        path = tf.TensorArray(x.dtype, size=steps + 1)
        x = tf.clip_by_norm(x, radius)
        path = path.write(0, x)
        for k in tf.range(steps):
            with tf.GradientTape() as tape:
                tape.watch(x)
                value = f(x)
            gradient = tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
            x = tf.clip_by_norm(x - learning_rate * gradient, radius)
            path = path.write(k + 1, x)
        return path.stack()

    return run(tf.convert_to_tensor(x0))


@misconception("projects_the_start", "projects_after_every_step")
def nearly_inside_is_inside(f, x0, radius, learning_rate, steps):
    """points that lie outside the ball by a percent of the radius are left where they are."""
    def project(x):
        length = np.linalg.norm(x)
        return x if length < radius or np.isclose(length, radius, rtol=1e-2) else x * radius / length

    x = project(np.array(x0, dtype=np.float64))
    path = [x]
    for _ in range(steps):
        point = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(point)
            y = f(point)
        x = project(x - learning_rate * tape.gradient(y, point, unconnected_gradients="zero").numpy())
        path.append(x)
    return np.array(path)


@misconception("projects_the_start", "projects_after_every_step", "walks_straight_to_the_nearest_point")
def largest_entry_compared_with_the_radius(f, x0, radius, learning_rate, steps):
    """the largest entry of x is compared with the radius, not its Euclidean norm."""
    def project(x):
        return x * radius / np.linalg.norm(x) if np.abs(x).max() > radius else x

    x = project(np.array(x0, dtype=np.float64))
    path = [x]
    for _ in range(steps):
        point = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(point)
            y = f(point)
        x = project(x - learning_rate * tape.gradient(y, point, unconnected_gradients="zero").numpy())
        path.append(x)
    return np.array(path)


@misconception("leaves_its_arguments_alone")
def x0_itself_moves_on(f, x0, radius, learning_rate, steps):
    """an x0 inside the ball is not copied, and each step changes it in place."""
    def project(point):
        norm = np.linalg.norm(point)
        return point * (radius / norm) if norm > radius else point

    x = project(np.asarray(x0, dtype=np.float64))
    if isinstance(x0, tf.Variable):
        x = np.array(x)
    path = [x.copy()]
    for _ in range(steps):
        z = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(z)
            value = f(z)
        x -= learning_rate * tape.gradient(value, z, unconnected_gradients="zero").numpy()
        x = project(x)
        path.append(x.copy())
    return np.stack(path)


@misconception("leaves_its_arguments_alone")
def variable_assigned_to(f, x0, radius, learning_rate, steps):
    """a variable that is inside the ball takes the steps itself, with assign_sub."""
    start = tf.convert_to_tensor(x0)
    norm = tf.norm(start)
    inside = isinstance(x0, tf.Variable) and norm <= radius
    x = x0 if inside else tf.Variable(start * tf.minimum(1.0, tf.cast(radius, start.dtype) / tf.maximum(norm, 1e-30)))
    path = [tf.identity(x)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            value = f(x)
        x.assign_sub(learning_rate * tape.gradient(value, x, unconnected_gradients="zero"))
        norm = tf.norm(x)
        if norm > radius:
            x.assign(x * (radius / norm))
        path.append(tf.identity(x))
    return tf.stack(path)


@misconception("is_plain_gradient_descent_inside_the_ball")
def differences_over_a_long_step(f, x0, radius, learning_rate, steps):
    """the gradient is a difference over 0.02, which is exact where f is quadratic and nowhere else."""
    def project(point):
        norm = np.linalg.norm(point)
        return point * (radius / norm) if norm > radius else point

    def value(point):
        return float(f(tf.constant(point)))

    x = project(np.array(x0, dtype=np.float64))
    path = [x]
    for _ in range(steps):
        slope = np.array([(value(x + step) - value(x - step)) / 0.02 for step in 0.01 * np.eye(x.size)])
        x = project(x - learning_rate * slope)
        path.append(x)
    return np.stack(path)
