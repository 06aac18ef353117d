"""Known answers to `least_squares_descent`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

ZERO = "takes_no_step_for_max_steps_0"
STEPS = "takes_max_steps_steps"
BEFORE = "tests_the_gradient_before_the_first_step"
STOP = "stops_once_the_gradient_is_small"
MINIMUM = "reaches_the_minimum"
KINDS = "accepts_every_kind_of_argument"
ALONE = "leaves_its_arguments_alone"


@misconception(ZERO, STEPS, KINDS, ALONE)
def one_step_too_many(A, b, x0, learning_rate, tolerance, max_steps):
    """the loop runs once more than max_steps."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps + 1):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ZERO, STEPS, KINDS, ALONE)
def one_step_too_few(A, b, x0, learning_rate, tolerance, max_steps):
    """x0 is counted as the first of the steps."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(1, max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ZERO, STEPS, MINIMUM, KINDS, ALONE)
def max_steps_ignored(A, b, x0, learning_rate, tolerance, max_steps):
    """max_steps is not looked at: only the tolerance ends the loop."""
    A, b, x = np.asarray(A, dtype=float), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(2000):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ZERO, STEPS, BEFORE, STOP, MINIMUM, KINDS, ALONE)
def gradient_of_the_square_without_half(A, b, x0, learning_rate, tolerance, max_steps):
    """the ½ is forgotten: the gradient of ‖Ax − b‖² is twice that of ½‖Ax − b‖²."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = 2 * A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(BEFORE, STOP)
def tolerance_ignored(A, b, x0, learning_rate, tolerance, max_steps):
    """the tolerance is not looked at: max_steps steps are taken in any case."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        x = x - learning_rate * A.T @ (A @ x - b)
    return x


@misconception(BEFORE)
def first_step_not_questioned(A, b, x0, learning_rate, tolerance, max_steps):
    """the gradient is tested after each step, so that the first step is taken even where x0 is good enough."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        x = x - learning_rate * A.T @ (A @ x - b)
        if np.linalg.norm(A.T @ (A @ x - b)) <= tolerance:
            break
    return x


@misconception(BEFORE, STOP)
def old_gradient_tested_after_the_step(A, b, x0, learning_rate, tolerance, max_steps):
    """the step is taken first and the gradient from before it tested then: one step too many at the end."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        x = x - learning_rate * gradient
        if np.linalg.norm(gradient) <= tolerance:
            break
    return x


@misconception(BEFORE, STOP)
def largest_entry_tested(A, b, x0, learning_rate, tolerance, max_steps):
    """the largest entry of the gradient is compared with the tolerance, not its Euclidean norm."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.abs(gradient).max() <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(STOP, BEFORE, MINIMUM)
def squared_norm_tested(A, b, x0, learning_rate, tolerance, max_steps):
    """the square of the gradient's norm is compared with the tolerance: the root is missing."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if gradient @ gradient <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(BEFORE, STOP)
def length_of_the_step_tested(A, b, x0, learning_rate, tolerance, max_steps):
    """the length of the step, learning rate and all, is compared with the tolerance."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        step = learning_rate * A.T @ (A @ x - b)
        if np.linalg.norm(step) <= tolerance:
            break
        x = x - step
    return x


@misconception(BEFORE, STOP)
def residual_tested(A, b, x0, learning_rate, tolerance, max_steps):
    """the norm of the residual Ax − b is compared with the tolerance; at the minimum it need not be small."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        residual = A @ x - b
        if np.linalg.norm(residual) <= tolerance:
            break
        x = x - learning_rate * A.T @ residual
    return x


@misconception(STOP, MINIMUM)
def tolerance_not_below_a_thousandth(A, b, x0, learning_rate, tolerance, max_steps):
    """a tolerance below 1/1000 is taken for 1/1000: where A is small, x is far from where it belongs by then."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= max(tolerance, 1e-3):
            break
        x = x - learning_rate * gradient
    return x


@misconception(STOP)
def tolerance_not_below_float32(A, b, x0, learning_rate, tolerance, max_steps):
    """a gradient of a millionth counts as zero whatever the tolerance is: where A is small, it is not."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance or np.allclose(gradient, 0, atol=1e-6):
            break
        x = x - learning_rate * gradient
    return x


@misconception(BEFORE, STOP)
def change_of_x_tested(A, b, x0, learning_rate, tolerance, max_steps):
    """the descent ends where x has hardly changed by a step, not where the gradient is small."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        before, x = x, x - learning_rate * A.T @ (A @ x - b)
        if np.linalg.norm(x - before) <= tolerance:
            break
    return x


@misconception(STEPS, STOP)
def ended_where_x_hardly_changes(A, b, x0, learning_rate, tolerance, max_steps):
    """small steps of x end the descent as well, though it is the learning rate that is small and not the gradient."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        before, x = x, x - learning_rate * gradient
        if np.linalg.norm(gradient) <= tolerance:
            return before
        if np.allclose(x, before):
            break
    return x


@misconception(BEFORE, STOP)
def last_step_taken_back(A, b, x0, learning_rate, tolerance, max_steps):
    """the point before the one where the gradient is small comes back: one step too few."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        after = x - learning_rate * A.T @ (A @ x - b)
        if np.linalg.norm(A.T @ (A @ after - b)) <= tolerance:
            break
        x = after
    return x


@misconception(BEFORE, STOP)
def tolerance_relative_to_the_first_gradient(A, b, x0, learning_rate, tolerance, max_steps):
    """the gradient is compared with the tolerance times its norm at x0."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    first = np.linalg.norm(A.T @ (A @ x - b))
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance * first:
            break
        x = x - learning_rate * gradient
    return x


@misconception(STEPS)
def single_column_squeezed(A, b, x0, learning_rate, tolerance, max_steps):
    """axes of length 1 are squeezed away, so that a matrix of one column or one row is no matrix any more."""
    A, b, x = np.squeeze(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ZERO, STEPS, BEFORE, STOP, MINIMUM, KINDS, ALONE)
def uphill(A, b, x0, learning_rate, tolerance, max_steps):
    """the gradient is added: the steps go uphill."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x + learning_rate * gradient
    return x


@misconception(ZERO, STEPS, BEFORE, STOP, MINIMUM, KINDS, ALONE)
def mean_instead_of_sum(A, b, x0, learning_rate, tolerance, max_steps):
    """the gradient is divided by the number of rows, as that of a mean squared error would be."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b) / len(b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ZERO, STEPS, BEFORE, STOP, MINIMUM, KINDS, ALONE)
def start_at_zero(A, b, x0, learning_rate, tolerance, max_steps):
    """the descent starts at 0 instead of x0."""
    A, b = np.asarray(A), np.reshape(b, -1)
    x = np.zeros(A.shape[1])
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ZERO, STEPS, BEFORE, STOP, MINIMUM, KINDS, ALONE)
def minimum_in_closed_form(A, b, x0, learning_rate, tolerance, max_steps):
    """the minimum is computed at once, without a single step from x0."""
    return np.linalg.pinv(np.asarray(A)) @ np.reshape(b, -1)


@misconception(ZERO, STEPS, BEFORE, STOP, MINIMUM, KINDS, ALONE)
def all_points_returned(A, b, x0, learning_rate, tolerance, max_steps):
    """all points of the descent come back, not the last one."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    points = [x]
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
        points.append(x)
    return np.array(points)


@misconception(KINDS)
def column_and_vector_broadcast(A, b, x0, learning_rate, tolerance, max_steps):
    """a column minus a vector is a whole matrix: b and x0 were not brought to one shape."""
    A, b, x = np.asarray(A), np.asarray(b), np.asarray(x0)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ALONE)
def steps_written_into_x0(A, b, x0, learning_rate, tolerance, max_steps):
    """x −= ε·gradient changes the caller's x0: x is another name for it, not a copy."""
    A, b = np.asarray(A), np.reshape(b, -1)
    x = x0 if isinstance(x0, np.ndarray) and x0.ndim == 1 else np.array(x0).reshape(-1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x -= (learning_rate * gradient).astype(x.dtype)
    return x.copy()


@misconception(ALONE)
def steps_assigned_to_a_variable(A, b, x0, learning_rate, tolerance, max_steps):
    """assign_sub changes the variable that was passed in as x0."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float32), tf.cast(tf.reshape(b, [-1]), tf.float32)
    is_mine = not isinstance(x0, tf.Variable) or len(x0.shape) != 1
    x = tf.Variable(tf.reshape(x0, [-1])) if is_mine else x0
    for _ in range(max_steps):
        point = tf.cast(x, tf.float32)
        gradient = tf.linalg.matvec(A, tf.linalg.matvec(A, point) - b, transpose_a=True)
        if tf.norm(gradient) <= tolerance:
            break
        x.assign_sub(tf.cast(learning_rate * gradient, x.dtype))
    return x.numpy()


@misconception(STOP)
def ended_where_the_loss_stays(A, b, x0, learning_rate, tolerance, max_steps):
    """the loop also ends where ½‖Ax − b‖² falls by less than 1e-12, as for small b and x it does far from the minimum."""
    A, b, x = np.asarray(A, dtype=np.float64), np.reshape(b, -1), np.reshape(x0, -1)
    loss = np.sum((A @ x - b) ** 2) / 2
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
        before, loss = loss, np.sum((A @ x - b) ** 2) / 2
        if abs(before - loss) < 1e-12:
            break
    return x


@misconception(STOP)
def gradient_clipped(A, b, x0, learning_rate, tolerance, max_steps):
    """a gradient longer than 100 is cut to that length, and the steps are too short where all numbers are large."""
    A, b, x = np.asarray(A, dtype=np.float64), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        norm = np.linalg.norm(gradient)
        if norm <= tolerance:
            break
        x = x - learning_rate * gradient * min(1.0, 100.0 / norm)
    return x


@right_answer
def loop_over_tensors(A, b, x0, learning_rate, tolerance, max_steps):
    """A loop over float32 columns; a column comes back."""
    A, b, x = (tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (A, b, x0))
    b, x = tf.reshape(b, [-1, 1]), tf.reshape(x, [-1, 1])
    AtA, Atb = tf.matmul(A, A, transpose_a=True), tf.matmul(A, b, transpose_a=True)
    for _ in range(max_steps):
        gradient = tf.matmul(AtA, x) - Atb
        if tf.norm(gradient) <= tolerance:
            return x
        x = x - learning_rate * gradient
    return x


@right_answer
def tape_and_own_variable(A, b, x0, learning_rate, tolerance, max_steps):
    """A tape and assign_sub on a variable of its own; the variable comes back."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1)
    x = tf.Variable(np.array(x0, dtype=np.float64).reshape(-1))
    step = 0
    while step < max_steps:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((tf.linalg.matvec(A, x) - b) ** 2) / 2
        gradient = tape.gradient(loss, x)
        if float(tf.norm(gradient)) <= tolerance:
            break
        x.assign_sub(learning_rate * gradient)
        step += 1
    return x


@right_answer
def compiled_while_loop(A, b, x0, learning_rate, tolerance, max_steps):
    """A Python loop that AutoGraph turns into a graph."""
    @tf.function
    def descend(A, b, x, learning_rate, tolerance, max_steps):
        gradient = tf.linalg.matvec(A, tf.linalg.matvec(A, x) - b, transpose_a=True)
        step = 0
        while step < max_steps and tf.norm(gradient) > tolerance:
            x = x - learning_rate * gradient
            gradient = tf.linalg.matvec(A, tf.linalg.matvec(A, x) - b, transpose_a=True)
            step += 1
        return x

    A, b, x = (tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (A, b, x0))
    numbers = tf.constant(learning_rate, tf.float32), tf.constant(tolerance, tf.float32), tf.constant(max_steps)
    return descend(A, tf.reshape(b, [-1]), tf.reshape(x, [-1]), *numbers)


@right_answer
def recursion_over_lists(A, b, x0, learning_rate, tolerance, max_steps):
    """One step, and the rest by calling itself; a list comes back."""
    A, b, x = np.asarray(A, np.float32), np.asarray(b, np.float32).ravel(), np.asarray(x0, np.float32).ravel()

    def go_on(x, left):
        gradient = A.T @ A @ x - A.T @ b
        if left == 0 or sum(float(g) ** 2 for g in gradient) ** 0.5 <= tolerance:
            return x.tolist()
        return go_on(x - learning_rate * gradient, left - 1)

    return go_on(x, max_steps)


@right_answer
def descent_along_singular_vectors(A, b, x0, learning_rate, tolerance, max_steps):
    """Every step in the basis of A's singular vectors, where it only multiplies."""
    A, b, x = np.array(A, dtype=float), np.array(b, dtype=float).flatten(), np.array(x0, dtype=float).flatten()
    _, s, vt = np.linalg.svd(A, full_matrices=False)
    parts, rest = vt @ (A.T @ (A @ x - b)), x
    steps = 0
    while steps < max_steps and np.sqrt(np.sum(parts**2)) > tolerance:
        rest = rest - learning_rate * vt.T @ parts
        parts = parts * (1 - learning_rate * s**2)
        steps += 1
    return rest


@right_answer
def squeezed_in_the_end(A, b, x0, learning_rate, tolerance, max_steps):
    """Squares compared, in float32 columns; with one column of A a tensor without axes comes back."""
    A = tf.cast(A, tf.float32)
    b, x = tf.reshape(tf.cast(b, tf.float32), (-1, 1)), tf.reshape(tf.cast(x0, tf.float32), (-1, 1))
    for _ in range(max_steps):
        gradient = tf.transpose(A) @ (A @ x - b)
        if tf.reduce_sum(gradient**2) <= tolerance**2:
            break
        x = x - learning_rate * gradient
    return tf.squeeze(x)


@misconception("takes_max_steps_steps")
def the_best_of_all_iterates(A, b, x0, learning_rate, tolerance, max_steps):
    """the iterate with the smallest f is returned, not the last one."""
    A, b = np.asarray(A, dtype=np.float64), np.ravel(np.asarray(b, dtype=np.float64))
    x = np.array(x0, dtype=np.float64).ravel()
    best = x
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            return x
        x = x - learning_rate * gradient
        if np.linalg.norm(A @ x - b) <= np.linalg.norm(A @ best - b):
            best = x
    return best


@right_answer
def stops_below_the_tolerance_only(A, b, x0, learning_rate, tolerance, max_steps):
    """A norm that is equal to the tolerance, to the last bit, is a matter of rounding: < is as good as ≤."""
    A, b, x = (np.asarray(value, dtype=np.float64) for value in (A, b, x0))
    b, x = b.ravel(), x.ravel()
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) < tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception("reaches_the_minimum")
def two_hundred_steps_at_most(A, b, x0, learning_rate, tolerance, max_steps):
    """never more than 200 steps are taken, whatever max_steps is."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(min(max_steps, 200)):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(BEFORE, STOP)
def tolerance_relative_to_x(A, b, x0, learning_rate, tolerance, max_steps):
    """the gradient is compared with the tolerance times 1 + the norm of x."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance * (1 + np.linalg.norm(x)):
            break
        x = x - learning_rate * gradient
    return x


@misconception(BEFORE, STOP)
def gradient_without_its_half(A, b, x0, learning_rate, tolerance, max_steps):
    """twice the gradient, that of ‖Ax − b‖² without the ½, is compared with the tolerance."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(2 * gradient) <= tolerance:
            break
        x = x - learning_rate * gradient
    return x


@misconception(ZERO, STEPS, BEFORE, STOP, MINIMUM, KINDS, ALONE)
def no_step_at_all(A, b, x0, learning_rate, tolerance, max_steps):
    """x0 itself comes back, whatever max_steps is: x never gets its new value."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    for _ in range(max_steps):
        gradient = A.T @ (A @ x - b)
        if np.linalg.norm(gradient) <= tolerance:
            break
        x - learning_rate * gradient
    return x
