"""Known answers to `minimum_norm_solution`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

HAND = "solves_hand_calculations"
UNIQUE = "is_the_minimum_where_there_is_one"
WIDE = "is_the_smallest_of_many"
DEFICIENT = "takes_rank_deficient_matrices"
SCALE = "copes_with_every_scale"
KINDS = "accepts_every_kind_of_argument"
ALONE = "leaves_its_arguments_alone"
NOTHING = "gives_zero_for_the_zero_matrix"
ALL = HAND, UNIQUE, WIDE, DEFICIENT, NOTHING, SCALE, KINDS, ALONE


@misconception(HAND, WIDE, DEFICIENT, SCALE, KINDS, ALONE, NOTHING)
def normal_equations_only(A, b):
    """AᵀA is inverted, which has no inverse where A is wide or its columns depend on each other."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    return np.linalg.inv(A.T @ A) @ A.T @ b


@misconception(HAND, UNIQUE, DEFICIENT, SCALE, NOTHING)
def right_inverse_only(A, b):
    """AAᵀ is inverted, which has no inverse where A is tall or its rows depend on each other."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    return A.T @ np.linalg.inv(A @ A.T) @ b


@misconception(HAND, DEFICIENT, NOTHING)
def two_formulas_by_shape(A, b):
    """the formula is chosen by shape alone, and neither has an inverse where rows and columns depend on each other."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    rows, columns = A.shape
    return A.T @ np.linalg.inv(A @ A.T) @ b if rows < columns else np.linalg.inv(A.T @ A) @ A.T @ b


@misconception(*ALL)
def matrix_inverted(A, b):
    """A itself is inverted, which only a square A of full rank allows."""
    return np.linalg.inv(np.asarray(A)) @ np.reshape(b, -1)


@misconception(HAND, WIDE, DEFICIENT, SCALE, KINDS, ALONE)
def free_variables_zero(A, b):
    """some solution comes back, with zeros for the unknowns that are free: not the smallest one."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    rank = np.linalg.matrix_rank(A)
    kept = []
    for j in range(A.shape[1]):
        if len(kept) < rank and np.linalg.matrix_rank(A[:, [*kept, j]]) > len(kept):
            kept.append(j)
    x = np.zeros(A.shape[1])
    x[kept] = np.linalg.lstsq(A[:, kept], b, rcond=None)[0]
    return x


@misconception(*ALL)
def pseudoinverse_transposed(A, b):
    """the singular vectors change places: the pseudoinverse is VΣ⁺Uᵀ, not UΣ⁺Vᵀ."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return np.linalg.pinv(A).T @ b


@misconception(HAND, UNIQUE, WIDE, DEFICIENT, SCALE, KINDS, ALONE)
def singular_values_not_inverted(A, b):
    """the singular values multiply where they should divide: this is Aᵀb."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return A.T @ b


@misconception(HAND, DEFICIENT, NOTHING)
def zero_singular_values_inverted(A, b):
    """every singular value is inverted, also those that are zero but for rounding errors."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    u, s, vt = np.linalg.svd(A, full_matrices=False)
    with np.errstate(all="ignore"):
        return vt.T @ ((u.T @ b) / s)


@misconception(SCALE)
def limit_of_singular_values_fixed(A, b):
    """singular values below a fixed limit are taken for 0, however large the others are."""
    u, s, vt = np.linalg.svd(np.asarray(A, dtype=np.float64), full_matrices=False)
    inverted = [1 / value if value > 1e-3 else 0.0 for value in s]
    return vt.T @ (inverted * (u.T @ np.reshape(b, -1)))


@misconception(SCALE)
def fixed_penalty(A, b):
    """a fixed multiple of the identity is added to AᵀA: too little for a large A, and too much for a small one."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1)
    return np.linalg.solve(A.T @ A + 1e-8 * np.eye(A.shape[1]), A.T @ b)


@misconception(UNIQUE, DEFICIENT)
def small_singular_values_left_out(A, b):
    """singular values below a tenth of the largest are taken for 0."""
    return np.linalg.pinv(np.asarray(A, dtype=np.float64), rcond=0.1) @ np.asarray(b, dtype=np.float64).reshape(-1)


@misconception(HAND, UNIQUE, WIDE, DEFICIENT, SCALE, KINDS, ALONE)
def identity_added(A, b):
    """a multiple of the identity is added to AᵀA so that it can be inverted: x gets too small."""
    A, b = np.asarray(A), np.reshape(b, -1)
    return np.linalg.solve(A.T @ A + 0.01 * np.eye(A.shape[1]), A.T @ b)


@misconception(*ALL)
def cut_to_length_one(A, b):
    """x is scaled to length 1: the smallest solution has the length that it has."""
    x = np.linalg.pinv(np.asarray(A)) @ np.reshape(b, -1)
    return x / np.linalg.norm(x)


@misconception(HAND, DEFICIENT, NOTHING)
def least_squares_by_cholesky(A, b):
    """tf.linalg.lstsq goes the fast way, over Cholesky factors of AᵀA, which need full rank."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float32)
    return tf.linalg.lstsq(A, tf.reshape(tf.cast(tf.convert_to_tensor(b), tf.float32), [-1, 1]))


@misconception(*ALL)
def pseudoinverse_itself(A, b):
    """the pseudoinverse comes back, not yet multiplied by b."""
    return np.linalg.pinv(np.asarray(A))


@misconception(*ALL)
def columns_only(A, b):
    """matmul is given a vector: only a column will do."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float32), tf.cast(tf.convert_to_tensor(b), tf.float32)
    return tf.matmul(tf.linalg.pinv(A), b)


@misconception(KINDS, ALONE)
def vectors_only(A, b):
    """matvec is given a column: only a vector will do."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float64), tf.cast(tf.convert_to_tensor(b), tf.float64)
    return tf.linalg.matvec(tf.linalg.pinv(A), b)


@misconception(DEFICIENT)
def pseudoinverse_only_after_an_error(A, b):
    """the pseudoinverse is taken only where solving raises an error, which rounding may prevent for a singular A."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    try:
        return np.linalg.solve(A, b)
    except np.linalg.LinAlgError:
        return np.linalg.pinv(A, rcond=1e-10) @ b


@misconception(KINDS)
def precisions_not_matched(A, b):
    """a float32 tensor meets a float64 one: the arguments were not cast to one dtype."""
    return tf.linalg.pinv(tf.convert_to_tensor(A)) @ tf.reshape(b, [-1, 1])


@misconception(ALONE)
def b_scaled_in_place(A, b):
    """b is scaled to length 1 in place, and the caller's b stays scaled."""
    direction = b if isinstance(b, np.ndarray) and b.ndim == 1 else np.array(b).reshape(-1)
    length = np.linalg.norm(direction)
    direction /= length
    return length * (np.linalg.pinv(np.asarray(A)) @ direction)


@misconception(UNIQUE)
def small_eigenvalues_left_out(A, b):
    """eigenvalues of AᵀA below 1e-5 of the largest are taken for 0; their roots, the singular values, are not so small."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    values, vectors = np.linalg.eigh(A.T @ A)
    values, vectors = values[values > 1e-5 * values[-1]], vectors[:, values > 1e-5 * values[-1]]
    return vectors @ (vectors.T @ A.T @ b / values)


@misconception(HAND)
def single_column_made_a_row(A, b):
    """axes of length 1 are squeezed away and one is put back in front: a column becomes a row."""
    A, b = np.atleast_2d(np.squeeze(np.asarray(A, dtype=np.float64))), np.reshape(b, -1)
    return np.linalg.pinv(A) @ b


@right_answer
def pseudoinverse_by_tensorflow(A, b):
    """tf.linalg.pinv in float32; a column comes back."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float32)
    return tf.linalg.pinv(A) @ tf.reshape(tf.cast(tf.convert_to_tensor(b), tf.float32), [-1, 1])


@right_answer
def pseudoinverse_by_numpy(A, b):
    """np.linalg.pinv in float64; a list comes back."""
    return (np.linalg.pinv(np.asarray(A, dtype=np.float64)) @ np.ravel(b)).tolist()


@right_answer
def singular_values_by_hand(A, b):
    """Singular values by hand, the zeros left out; a variable comes back."""
    A, b = tf.constant(np.asarray(A, np.float64)), tf.constant(np.asarray(b, np.float64).reshape(-1))
    s, u, v = tf.linalg.svd(A)
    inverted = tf.where(s > 1e-8 * tf.reduce_max(s), 1 / s, tf.zeros_like(s))
    return tf.Variable(tf.linalg.matvec(v, inverted * tf.linalg.matvec(u, b, transpose_a=True)))


@right_answer
def numpy_least_squares(A, b):
    """np.linalg.lstsq, which takes the smallest solution, in whatever precision came."""
    return np.linalg.lstsq(np.array(A), np.array(b).reshape(-1), rcond=None)[0]


@right_answer
def limit_of_a_vanishing_penalty(A, b):
    """(AᵀA + δI)⁻¹Aᵀb with a δ so small beside AᵀA that float32 cannot see it."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1)
    return np.linalg.solve(A.T @ A + 1e-9 * (np.sum(A**2) or 1.0) * np.eye(A.shape[1]), A.T @ b)


@right_answer
def orthogonal_factors_in_a_graph(A, b):
    """A tf.function around a complete orthogonal decomposition."""
    @tf.function
    def solve(A, b):
        return tf.linalg.lstsq(A, b, fast=False)

    return tf.squeeze(solve(tf.cast(A, tf.float64), tf.reshape(tf.cast(b, tf.float64), [-1, 1])), axis=1)


@right_answer
def eigenvectors_of_the_gram_matrix(A, b):
    """Eigenvectors of AᵀA, those left out whose eigenvalue is tiny beside the largest."""
    A, b = np.asarray(A, dtype=np.float64), np.ravel(b)
    values, vectors = np.linalg.eigh(A.T @ A)
    seen = values > 1e-9 * values.max()
    return vectors[:, seen] @ ((vectors[:, seen].T @ A.T @ b) / values[seen])


@right_answer
def tiny_singular_values_left_out(A, b):
    """A limit of 1e-10 for singular values, which is far below the smallest of integers and far above rounding."""
    u, s, vt = np.linalg.svd(np.asarray(A, dtype=np.float64), full_matrices=False)
    inverted = [1 / value if value > 1e-10 else 0.0 for value in s]
    return vt.T @ (inverted * (u.T @ np.reshape(b, -1)))


@misconception(HAND)
def equal_rows_once(A, b):
    """an equation that comes twice counts once."""
    rows = np.unique(np.hstack([np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1, 1)]), axis=0)
    return np.linalg.pinv(rows[:, :-1]) @ rows[:, -1]


@misconception(NOTHING)
def zero_inverted_for_the_zero_matrix(A, b):
    """what is tiny is so beside the size of A: for A = 0 nothing is, and 1/0 or 0/0 comes in."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1)
    u, s, vt = np.linalg.svd(A, full_matrices=False)
    kept = s >= 1e-10 * s.max()
    with np.errstate(all="ignore"):
        return vt[kept].T @ ((u[:, kept].T @ b) / s[kept])
