"""Known answers to `least_squares_gradient`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

ALL = (
    "agrees_with_a_hand_calculation",
    "agrees_with_central_differences",
    "agrees_on_tall_wide_and_square_matrices",
    "is_zero_at_the_minimum_only",
    "takes_vectors_and_columns",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)


@misconception(*ALL)
def half_forgotten(A, b, x):
    """the gradient is that of ‖Ax − b‖², without the ½."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x, -1)
    return 2 * A.T @ (A @ x - b)


@misconception(*ALL)
def residual_turned_round(A, b, x):
    """the residual is b − Ax instead of Ax − b: every sign is the other one."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x, -1)
    return A.T @ (b - A @ x)


@misconception(*ALL)
def residual_only(A, b, x):
    """the residual Ax − b is taken for the gradient: the Aᵀ in front of it is missing."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x, -1)
    return A @ x - b


@misconception(*ALL)
def matrix_not_transposed(A, b, x):
    """A stands where Aᵀ belongs, which fits only where A is square."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x, -1)
    return A @ (A @ x - b)


@misconception(*ALL)
def mean_instead_of_sum(A, b, x):
    """the squares of the residual are averaged over the rows instead of added up."""
    A, b, x = (tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (A, b, x))
    b, x = tf.reshape(b, [-1, 1]), tf.reshape(x, [-1, 1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_mean((A @ x - b) ** 2) / 2
    return tf.reshape(tape.gradient(loss, x), [-1])


@misconception(*ALL)
def norm_not_squared(A, b, x):
    """the gradient is that of the norm ‖Ax − b‖: the square is missing."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x, -1)
    residual = A @ x - b
    return A.T @ residual / np.linalg.norm(residual)


@misconception(*ALL)
def second_term_forgotten(A, b, x):
    """only AᵀAx is there: the term −Aᵀb, which moves the minimum away from 0, is missing."""
    A, x = np.asarray(A), np.reshape(x, -1)
    return A.T @ A @ x


@misconception(*ALL)
def numbers_of_the_example(A, b, x):
    """the numbers of the small example are written down instead of computed."""
    return [-5.0, -8.0]


@misconception("agrees_on_tall_wide_and_square_matrices")
def three_columns_at_most(A, b, x):
    """the gradient has at most three entries, however many columns A has."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x, -1)
    return (A.T @ (A @ x - b))[:3]


@misconception("agrees_on_tall_wide_and_square_matrices")
def square_matrices_not_transposed(A, b, x):
    """A is transposed only where the shapes ask for it: where A is square they do not."""
    A, b, x = np.asarray(A), np.reshape(b, -1), np.reshape(x, -1)
    residual = A @ x - b
    return A @ residual if A.shape[0] == A.shape[1] else A.T @ residual


@misconception("agrees_on_tall_wide_and_square_matrices")
def single_column_squeezed(A, b, x):
    """axes of length 1 are squeezed away, so that a matrix of one column or one row is no matrix any more."""
    A, b, x = np.squeeze(A), np.reshape(b, -1), np.reshape(x, -1)
    return A.T @ (A @ x - b)


@misconception("agrees_on_tall_wide_and_square_matrices")
def by_way_of_the_minimum(A, b, x):
    """AᵀA times the distance from the minimum is taken, and for the minimum AᵀA inverted, which a wide A does not allow."""
    A, b, x = np.asarray(A, dtype=np.float64), np.reshape(b, -1), np.reshape(x, -1)
    if A.shape[1] > A.shape[0]:
        raise np.linalg.LinAlgError("Singular matrix")
    return A.T @ A @ (x - np.linalg.solve(A.T @ A, A.T @ b))


@misconception("takes_vectors_and_columns", "accepts_every_kind_of_argument")
def column_and_vector_broadcast(A, b, x):
    """a column minus a vector is a whole matrix: b and x were not brought to one shape."""
    A, b, x = np.asarray(A), np.asarray(b), np.asarray(x)
    return A.T @ (A @ x - b)


@misconception("takes_vectors_and_columns", "accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def vectors_only(A, b, x):
    """matvec is given columns, which it cannot take."""
    A, b, x = (tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (A, b, x))
    return tf.linalg.matvec(A, tf.linalg.matvec(A, x) - b, transpose_a=True)


@misconception("accepts_every_kind_of_argument")
def precisions_not_matched(A, b, x):
    """a float32 tensor meets a float64 one: the arguments were not cast to one dtype."""
    A, b, x = (tf.convert_to_tensor(value) for value in (A, b, x))
    b, x = tf.reshape(b, [-1, 1]), tf.reshape(x, [-1, 1])
    return tf.matmul(A, tf.matmul(A, x) - b, transpose_a=True)


@misconception("leaves_its_arguments_alone")
def residual_written_into_b(A, b, x):
    """the residual is computed in place, in the caller's b."""
    A, x = np.asarray(A), np.reshape(x, -1)
    residual = b if isinstance(b, np.ndarray) and b.ndim == 1 else np.array(b).reshape(-1)
    residual -= A @ x
    return -A.T @ residual


@misconception("agrees_on_tall_wide_and_square_matrices")
def rounded_to_five_decimals(A, b, x):
    """the gradient is rounded to five decimals, which leaves little of a small one."""
    A, b, x = np.asarray(A, dtype=np.float64), np.reshape(b, -1), np.reshape(x, -1)
    return np.round(A.T @ (A @ x - b), 5)


@right_answer
def loops_over_python_floats(A, b, x):
    """Two loops over Python floats, a list comes back."""
    A = [[float(a) for a in row] for row in np.asarray(A)]
    b, x = [float(v) for v in np.ravel(b)], [float(v) for v in np.ravel(x)]
    residual = [sum(a * v for a, v in zip(row, x)) - target for row, target in zip(A, b)]
    return [sum(A[i][j] * residual[i] for i in range(len(b))) for j in range(len(x))]


@right_answer
def single_precision_normal_form(A, b, x):
    """AᵀAx − Aᵀb term by term in float32; a column comes back."""
    A, b, x = (tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (A, b, x))
    b, x = tf.reshape(b, [-1, 1]), tf.reshape(x, [-1, 1])
    At = tf.transpose(A)
    return At @ A @ x - At @ b


@right_answer
def automatic_differentiation_of_a_variable(A, b, x):
    """A tape over a variable in float64; a variable comes back."""
    A, b, x = (np.asarray(value, dtype=np.float64) for value in (A, b, x))
    variable = tf.Variable(x.reshape(-1, 1))
    with tf.GradientTape() as tape:
        loss = 0.5 * tf.norm(tf.matmul(tf.constant(A), variable) - b.reshape(-1, 1)) ** 2
    return tf.Variable(tf.squeeze(tape.gradient(loss, variable), axis=1))


@right_answer
def compiled_einsum(A, b, x):
    """A tf.function of two einsums."""
    @tf.function
    def gradient(A, b, x):
        return tf.einsum("ij,i->j", A, tf.einsum("ij,j->i", A, x) - b)

    A = tf.cast(A, tf.float32)
    b, x = tf.reshape(tf.cast(b, tf.float32), [-1]), tf.reshape(tf.cast(x, tf.float32), [-1])
    return gradient(A, b, x)


@right_answer
def numpy_with_two_shapes(A, b, x):
    """NumPy in whatever precision came, b brought to the shape of x."""
    A, b, x = np.array(A), np.array(b), np.array(x)
    b = b.reshape(len(b), 1) if x.ndim == 2 else b.reshape(-1)
    return A.T.dot(A.dot(x) - b)


@right_answer
def squeezed_in_the_end(A, b, x):
    """Columns in float32; with one column of A a tensor without axes comes back."""
    A = tf.cast(A, tf.float32)
    b, x = tf.reshape(tf.cast(b, tf.float32), (-1, 1)), tf.reshape(tf.cast(x, tf.float32), (-1, 1))
    return tf.squeeze(tf.transpose(A) @ (A @ x - b))


@misconception("agrees_on_tall_wide_and_square_matrices")
def gradient_clipped(A, b, x):
    """a gradient longer than 1000 is cut to that length, as is done in training; here it is asked for as it is."""
    A, b, x = np.asarray(A, dtype=np.float64), np.reshape(b, -1), np.reshape(x, -1)
    return tf.clip_by_norm(A.T @ (A @ x - b), 1000.0)


@misconception("accepts_every_kind_of_argument")
def only_columns_of_arrays_are_flattened(A, b, x):
    """a column is made a vector where it is a NumPy array, and stays a column in a list, a tensor or a variable."""
    x = x.flatten() if isinstance(x, np.ndarray) else x
    A, b, x = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).flatten(), np.array(x, dtype=np.float64)
    return A.T @ (A @ x - b)


@misconception("leaves_its_arguments_alone")
def columns_made_vectors_in_place(A, b, x):
    """a column is made a vector by setting its shape, which is then that of the caller's own array."""
    for values in (b, x):
        if isinstance(values, np.ndarray):
            values.shape = (-1,)
    A, b, x = np.array(A), np.reshape(b, -1), np.reshape(x, -1)
    return A.T @ (A @ x - b)
