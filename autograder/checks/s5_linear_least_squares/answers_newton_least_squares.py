"""Known answers to `newton_least_squares`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

HAND = "takes_one_step_by_hand"
LINE = "reaches_the_straight_line"
SHAPES = "agrees_on_tall_and_square_matrices"
EVERYWHERE = "ends_at_the_minimum_from_everywhere"
KINDS = "accepts_every_kind_of_argument"
ALONE = "leaves_its_arguments_alone"
ALL = HAND, LINE, SHAPES, EVERYWHERE, KINDS, ALONE


@misconception(*ALL)
def step_without_the_hessian(A, b, x0):
    """the step is the negative gradient: the inverse of the Hessian is missing."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return x - A.T @ (A @ x - b)


@misconception(*ALL)
def step_added(A, b, x0):
    """H⁻¹g is added instead of subtracted: the step leads away from the minimum."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return x + np.linalg.solve(A.T @ A, A.T @ (A @ x - b))


@misconception(*ALL)
def hessian_not_inverted(A, b, x0):
    """the Hessian multiplies the gradient, not its inverse."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return x - A.T @ A @ (A.T @ (A @ x - b))


@misconception(*ALL)
def hessian_of_the_whole_square(A, b, x0):
    """the gradient is that of ½‖Ax − b‖², the Hessian that of ‖Ax − b‖²: half the step."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return x - np.linalg.solve(2 * A.T @ A, A.T @ (A @ x - b))


@misconception(*ALL)
def gradient_of_the_whole_square(A, b, x0):
    """the gradient is that of ‖Ax − b‖², the Hessian that of ½‖Ax − b‖²: twice the step."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return x - np.linalg.solve(A.T @ A, 2 * A.T @ (A @ x - b))


@misconception(*ALL)
def diagonal_of_the_hessian(A, b, x0):
    """the gradient is divided by the second derivatives along the axes; the mixed ones are left out."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return x - A.T @ (A @ x - b) / np.diag(A.T @ A)


@misconception(*ALL)
def step_returned(A, b, x0):
    """the step itself comes back, without the x0 that it starts from."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return -np.linalg.solve(A.T @ A, A.T @ (A @ x - b))


@misconception(*ALL)
def best_step_downhill(A, b, x0):
    """one step of steepest descent is taken, as long as the second derivative along it says."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    gradient = A.T @ (A @ x - b)
    curvature = gradient @ A.T @ A @ gradient
    return x - (gradient @ gradient / curvature if curvature else 0.0) * gradient


@misconception(*ALL)
def damped_step(A, b, x0):
    """nine tenths of the step are taken, as if the quadratic model were only an approximation."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    return x - 0.9 * np.linalg.solve(A.T @ A, A.T @ (A @ x - b))


@misconception(*ALL)
def constant_term_forgotten(A, b, x0):
    """the gradient is taken to be AᵀAx: the term −Aᵀb is missing, and every step ends at 0."""
    A, x = np.asarray(A), np.reshape(x0, -1)
    return x - np.linalg.solve(A.T @ A, A.T @ A @ x)


@misconception(HAND, SHAPES, EVERYWHERE, KINDS, ALONE)
def columns_only(A, b, x0):
    """matmul is given vectors: only columns will do."""
    A, b, x = (tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (A, b, x0))
    AtA = tf.matmul(A, A, transpose_a=True)
    return x - tf.matmul(tf.linalg.inv(AtA), tf.matmul(AtA, x) - tf.matmul(A, b, transpose_a=True))


@misconception(KINDS)
def column_and_vector_broadcast(A, b, x0):
    """a column minus a vector is a whole matrix: b and x0 were not brought to one shape."""
    A, b, x = np.asarray(A), np.asarray(b), np.asarray(x0)
    return x - np.linalg.inv(A.T @ A) @ (A.T @ (A @ x - b))


@misconception(KINDS)
def precisions_not_matched(A, b, x0):
    """a float32 tensor meets a float64 one: the arguments were not cast to one dtype."""
    A, b, x = tf.convert_to_tensor(A), tf.reshape(b, [-1, 1]), tf.reshape(x0, [-1, 1])
    gradient = tf.matmul(A, tf.matmul(A, x) - b, transpose_a=True)
    return x - tf.linalg.solve(tf.matmul(A, A, transpose_a=True), gradient)


@misconception(ALONE)
def step_written_into_x0(A, b, x0):
    """x −= H⁻¹g changes the caller's x0: x is another name for it, not a copy."""
    A, b = np.asarray(A), np.reshape(b, -1)
    x = x0 if isinstance(x0, np.ndarray) and x0.ndim == 1 else np.array(x0).reshape(-1)
    x -= np.linalg.solve(A.T @ A, A.T @ (A @ x - b)).astype(x.dtype)
    return x


@misconception(EVERYWHERE, SHAPES)
def near_enough_left_alone(A, b, x0):
    """an x0 with a short gradient is returned as it is, though it is not the minimum."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    gradient = A.T @ (A @ x - b)
    return x if np.linalg.norm(gradient) < 0.5 else x - np.linalg.solve(A.T @ A, gradient)


@misconception(EVERYWHERE)
def stops_short_of_far_away(A, b, x0):
    """the step is cut to a length of ten: from far away it does not reach the minimum."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x0, -1)
    step = np.linalg.solve(A.T @ A, A.T @ (A @ x - b))
    return x - step * min(1.0, 10.0 / max(np.linalg.norm(step), 1e-30))


@misconception(SHAPES)
def identity_added(A, b, x0):
    """1e-6 times the identity is added to the Hessian lest it be singular; for a small A that is as large."""
    A, b, x = np.asarray(A, dtype=np.float64), np.reshape(b, -1), np.reshape(x0, -1)
    return x - np.linalg.solve(A.T @ A + 1e-6 * np.eye(A.shape[1]), A.T @ (A @ x - b))


@misconception(SHAPES)
def single_column_squeezed(A, b, x0):
    """axes of length 1 are squeezed away, so that a matrix of one column is no matrix any more."""
    A, b, x = (tf.squeeze(tf.cast(value, tf.float64)) for value in (A, b, x0))
    gradient = tf.linalg.matvec(A, tf.linalg.matvec(A, x) - b, transpose_a=True)
    return x - tf.linalg.matvec(tf.linalg.inv(tf.matmul(A, A, transpose_a=True)), gradient)


@misconception(SHAPES)
def rounded_to_five_decimals(A, b, x0):
    """x is rounded to five decimals, which leaves little of a small one."""
    A, b, x = np.asarray(A, dtype=np.float64), np.reshape(b, -1), np.reshape(x0, -1)
    return np.round(x - np.linalg.solve(A.T @ A, A.T @ (A @ x - b)), 5)


@right_answer
def step_with_the_inverse(A, b, x0):
    """x0 − H⁻¹g with the inverse, in float32 columns; a column comes back."""
    A, b, x = (tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (A, b, x0))
    b, x = tf.reshape(b, [-1, 1]), tf.reshape(x, [-1, 1])
    AtA = tf.matmul(A, A, transpose_a=True)
    return x - tf.linalg.inv(AtA) @ (AtA @ x - tf.matmul(A, b, transpose_a=True))


@right_answer
def tape_and_jacobian(A, b, x0):
    """Gradient and Hessian by automatic differentiation, in float64."""
    A, b, x = (tf.constant(np.asarray(value, dtype=np.float64)) for value in (A, b, x0))
    b, x = tf.reshape(b, [-1]), tf.Variable(tf.reshape(x, [-1]))
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            loss = tf.reduce_sum((tf.linalg.matvec(A, x) - b) ** 2) / 2
        gradient = inner.gradient(loss, x)
    hessian = outer.jacobian(gradient, x, experimental_use_pfor=False)
    return x - tf.squeeze(tf.linalg.solve(hessian, gradient[:, None]), axis=-1)


@right_answer
def start_not_needed(A, b, x0):
    """The minimum without looking at x0, which only its shape is taken from; a list comes back."""
    return np.linalg.lstsq(np.asarray(A), np.ravel(b), rcond=None)[0].reshape(np.shape(x0)).tolist()


@right_answer
def numpy_in_single_precision(A, b, x0):
    """NumPy in float32, Cholesky factors of the Hessian; a variable comes back."""
    A, b, x = (np.asarray(value, dtype=np.float32) for value in (A, b, x0))
    b, x = b.reshape(-1), x.reshape(-1)
    factor = np.linalg.cholesky(A.T @ A)
    half = np.linalg.solve(factor, A.T @ (A @ x - b))
    return tf.Variable(x - np.linalg.solve(factor.T, half))


@right_answer
def compiled_solve(A, b, x0):
    """A tf.function around one linear solve."""
    @tf.function
    def step(A, b, x):
        H = tf.transpose(A) @ A
        return x - tf.linalg.solve(H, tf.transpose(A) @ (A @ x - b))

    A, b, x = (tf.cast(value, tf.float32) for value in (A, b, x0))
    return step(A, tf.reshape(b, [-1, 1]), tf.reshape(x, [-1, 1]))[:, 0]
