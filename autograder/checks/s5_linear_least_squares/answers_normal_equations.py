"""Known answers to `normal_equations`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

HAND = "solves_a_hand_calculation"
LINE = "fits_the_straight_line"
SHAPES = "agrees_on_tall_and_square_matrices"
ORTHOGONAL = "leaves_a_residual_orthogonal_to_the_columns"
KINDS = "accepts_every_kind_of_argument"
ALONE = "leaves_its_arguments_alone"


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def coefficients_turned_round(A, b):
    """the coefficients come in the opposite order of A's columns."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return np.linalg.solve(A.T @ A, A.T @ b)[::-1]


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def inverse_forgotten(A, b):
    """AᵀA multiplies Aᵀb instead of its inverse."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return A.T @ A @ A.T @ b


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def reciprocal_of_every_entry(A, b):
    """1 / AᵀA is taken entry by entry; the inverse of a matrix is another matrix."""
    A, b = np.asarray(A), np.reshape(b, -1)
    with np.errstate(divide="ignore"):
        return (1 / (A.T @ A)) @ A.T @ b


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def right_hand_side_only(A, b):
    """Aᵀb comes back: the inverse of AᵀA in front of it is missing."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return A.T @ b


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def matrix_inverted_itself(A, b):
    """A itself is inverted, which only a square A allows."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return np.linalg.inv(A) @ b


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def transposed_the_wrong_way_round(A, b):
    """AAᵀ is inverted instead of AᵀA; of a tall A it has no inverse, or one made of rounding errors."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    return A.T @ np.linalg.inv(A @ A.T) @ b


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def identity_added(A, b):
    """a multiple of the identity is added to AᵀA, which makes x smaller than the minimum."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return np.linalg.solve(A.T @ A + 0.1 * np.eye(A.shape[1]), A.T @ b)


@misconception(SHAPES)
def tiny_identity_added(A, b):
    """a tiny multiple of the identity is added to AᵀA, which is not tiny where A is."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    return np.linalg.solve(A.T @ A + 1e-8 * np.eye(A.shape[1]), A.T @ b)


@misconception(SHAPES)
def limit_of_singular_values_fixed(A, b):
    """singular values below a fixed limit are taken for 0, as if A were never small."""
    u, s, vt = np.linalg.svd(np.asarray(A, dtype=np.float64), full_matrices=False)
    inverted = [1 / value if value > 1e-3 else 0.0 for value in s]
    return vt.T @ (inverted * (u.T @ np.reshape(b, -1)))


@misconception(SHAPES)
def single_column_squeezed(A, b):
    """axes of length 1 are squeezed away: AᵀA of a single column is no matrix any more."""
    A, b = np.squeeze(np.asarray(A, dtype=np.float64)), np.reshape(b, -1)
    return np.linalg.solve(A.T @ A, A.T @ b)


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def gram_matrix_halved(A, b):
    """half of AᵀA is solved with, though both terms of the gradient have the same factor."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    return np.linalg.solve(A.T @ A / 2, A.T @ b)


@misconception(SHAPES)
def square_matrices_transposed(A, b):
    """a square A is solved with Aᵀ in its place."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    if A.shape[0] == A.shape[1]:
        return np.linalg.solve(A.T, b)
    return np.linalg.solve(A.T @ A, A.T @ b)


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def too_few_steps_of_descent(A, b):
    """twenty steps of gradient descent are taken for the minimum."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x = np.zeros(A.shape[1])
    rate = 1 / np.linalg.norm(A.T @ A)
    for _ in range(20):
        x = x - rate * A.T @ (A @ x - b)
    return x


@misconception(HAND, SHAPES, ORTHOGONAL, KINDS, ALONE)
def straight_line_only(A, b):
    """a line is fitted through A's first column, whatever the other columns hold."""
    A, b = np.asarray(A), np.reshape(b, -1)
    slope, intercept = np.polyfit(A[:, 0], b, 1)
    return np.array([slope, intercept])


@misconception(HAND, LINE, SHAPES, ORTHOGONAL, KINDS, ALONE)
def column_of_ones_added(A, b):
    """a column of ones is put beside A, which holds all its columns already."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    A = np.hstack([A, np.ones((len(A), 1))])
    return np.linalg.pinv(A) @ b


@misconception(HAND, SHAPES, ORTHOGONAL, KINDS, ALONE)
def columns_only(A, b):
    """matmul is given a vector: only a column will do."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float32), tf.cast(tf.convert_to_tensor(b), tf.float32)
    AtA = tf.matmul(A, A, transpose_a=True)
    return tf.matmul(tf.matmul(tf.linalg.inv(AtA), A, transpose_b=True), b)


@misconception(LINE, KINDS, ALONE)
def vectors_only(A, b):
    """matvec is given a column: only a vector will do."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float32), tf.cast(tf.convert_to_tensor(b), tf.float32)
    AtA = tf.matmul(A, A, transpose_a=True)
    return tf.linalg.matvec(tf.linalg.inv(AtA), tf.linalg.matvec(A, b, transpose_a=True))


@misconception(KINDS)
def precisions_not_matched(A, b):
    """a float32 tensor meets a float64 one: the arguments were not cast to one dtype."""
    A, b = tf.convert_to_tensor(A), tf.reshape(b, [-1, 1])
    return tf.linalg.solve(tf.matmul(A, A, transpose_a=True), tf.matmul(A, b, transpose_a=True))


@misconception(ALONE)
def projections_taken_off_b(A, b):
    """the fit is taken off b in place, column by column, and the caller's b is left as the residual."""
    A = np.asarray(A)
    rest = b if isinstance(b, np.ndarray) and b.ndim == 1 else np.array(b).reshape(-1)
    q, r = np.linalg.qr(A)
    weights = q.T @ rest
    rest -= (q @ weights).astype(rest.dtype)
    return np.linalg.solve(r, weights)


@right_answer
def inverse_as_the_formula_says(A, b):
    """(AᵀA)⁻¹Aᵀb with the inverse, in float32; a column comes back."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float32)
    b = tf.reshape(tf.cast(tf.convert_to_tensor(b), tf.float32), [-1, 1])
    AtA = tf.matmul(A, A, transpose_a=True)
    return tf.matmul(tf.linalg.inv(AtA), A, transpose_b=True) @ b


@right_answer
def numpy_solve_keeping_the_precision(A, b):
    """NumPy's solve in whatever precision came; a list comes back."""
    A, b = np.array(A), np.array(b).ravel()
    return np.linalg.solve(A.T @ A, A.T @ b).tolist()


@right_answer
def tensorflow_least_squares(A, b):
    """tf.linalg.lstsq as it comes, by Cholesky in float32; a variable comes back."""
    A = tf.cast(A, tf.float32)
    b = tf.reshape(tf.cast(b, tf.float32), (-1, 1))
    return tf.Variable(tf.linalg.lstsq(A, b)[:, 0])


@right_answer
def orthogonal_triangular_factors(A, b):
    """A = QR and a triangular system, in float64."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1, 1)
    q, r = tf.linalg.qr(A)
    return tf.linalg.triangular_solve(r, tf.matmul(q, b, transpose_a=True), lower=False)[:, 0]


@right_answer
def elimination_by_hand(A, b):
    """Gaussian elimination of the normal equations over Python floats."""
    A = [[float(a) for a in row] for row in np.asarray(A)]
    b = [float(v) for v in np.ravel(b)]
    n = len(A[0])
    M = [[sum(row[i] * row[j] for row in A) for j in range(n)] for i in range(n)]
    y = [sum(row[i] * v for row, v in zip(A, b)) for i in range(n)]
    for k in range(n):  # AᵀA is positive definite: no pivoting needed
        for i in range(k + 1, n):
            factor = M[i][k] / M[k][k]
            M[i] = [p - factor * q for p, q in zip(M[i], M[k])]
            y[i] -= factor * y[k]
    x = [0.0] * n
    for k in reversed(range(n)):
        x[k] = (y[k] - sum(M[k][j] * x[j] for j in range(k + 1, n))) / M[k][k]
    return x


@right_answer
def compiled_pseudoinverse(A, b):
    """A tf.function around the pseudoinverse."""
    @tf.function
    def solve(A, b):
        return tf.linalg.matvec(tf.linalg.pinv(A), b)

    return solve(tf.cast(A, tf.float32), tf.reshape(tf.cast(b, tf.float32), [-1]))


@right_answer
def conjugate_gradients(A, b):
    """As many steps of conjugate gradients as A has columns, from 0."""
    A, b = np.asarray(A, dtype=np.float64), np.ravel(b)
    x, rest = np.zeros(A.shape[1]), A.T @ b
    direction = rest
    for _ in range(A.shape[1]):
        if not rest.any():
            break
        image = A.T @ (A @ direction)
        step = rest @ rest / (direction @ image)
        x, after = x + step * direction, rest - step * image
        direction, rest = after + (after @ after) / (rest @ rest) * direction, after
    return x


@misconception("solves_a_hand_calculation")
def equal_rows_once(A, b):
    """an equation that comes twice counts once."""
    A = np.asarray(A, dtype=np.float64)
    rows = np.unique(np.hstack([A, np.asarray(b, dtype=np.float64).reshape(-1, 1)]), axis=0)
    A, b = rows[:, :-1], rows[:, -1]
    return np.linalg.solve(A.T @ A, A.T @ b)


@misconception("agrees_on_tall_and_square_matrices")
def small_singular_values_left_out(A, b):
    """singular values below a hundredth of the largest are taken for 0, and a column that is short beside others goes with them."""
    return np.linalg.pinv(np.asarray(A, dtype=np.float64), 1e-2) @ np.reshape(b, -1)


@misconception(HAND)
def descent_divides_by_a_gradient_of_zero(A, b):
    """conjugate gradients divide by the squared length of a gradient that is 0 from the start where b = 0."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1)
    AtA, x = A.T @ A, np.zeros(A.shape[1])
    residual = A.T @ b
    direction, size, start = residual, residual @ residual, residual @ residual
    with np.errstate(all="ignore"):
        for _ in range(2 * len(x)):
            step = size / (direction @ AtA @ direction)
            x = x + step * direction
            residual = residual - step * AtA @ direction
            size, last = residual @ residual, size
            if size <= 1e-26 * start:
                break
            direction = residual + size / last * direction
    return x
