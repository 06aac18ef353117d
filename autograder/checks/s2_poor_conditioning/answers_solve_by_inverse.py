"""Known answers to `solve_by_inverse`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

EVERYTHING = (
    "solves_both_systems_of_the_section",
    "solves_random_systems",
    "takes_b_as_a_vector",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)


@misconception(*EVERYTHING)
def entry_by_entry(A, b):
    """A⁻¹ and b are multiplied entry by entry, with * in place of a matrix product."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    return np.linalg.inv(A) * b.reshape(-1, 1)


@misconception(*EVERYTHING)
def reciprocal_of_each_entry(A, b):
    """every entry of A is replaced by its reciprocal: A⁻¹ is the inverse matrix, not 1/A."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    return (1 / A) @ b.reshape(-1, 1)


@misconception(*EVERYTHING)
def not_inverted(A, b):
    """b is multiplied by A itself, not by its inverse."""
    return np.array(A, dtype=np.float64) @ np.array(b, dtype=np.float64).reshape(-1, 1)


@misconception(*EVERYTHING)
def product_from_the_left(A, b):
    """b is multiplied by A⁻¹ from the wrong side, bᵀA⁻¹: that solves the system of the transposed A."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    return (b.reshape(1, -1) @ np.linalg.inv(A)).reshape(-1, 1)


@misconception(*EVERYTHING)
def returned_as_a_row(A, b):
    """x is returned as one row, shape (1, n)."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    return np.linalg.solve(A, b.reshape(-1, 1)).T


@misconception(*EVERYTHING)
def typed_in(A, b):
    """the section's solution (1, 0) is returned whatever A and b are."""
    return tf.constant([[1.0], [0.0]])


@misconception(*EVERYTHING)
def regularized(A, b):
    """something is added to the diagonal of A before the system is solved: another system."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    return np.linalg.inv(A + 0.01 * np.eye(len(A))) @ b.reshape(-1, 1)


@misconception("solves_random_systems", "takes_b_as_a_vector")
def two_by_two_only(A, b):
    """A is inverted by the formula for two rows, and has more than two."""
    (p, q), (r, s) = np.array(A, dtype=np.float64)[:2, :2]
    y, z = np.array(b, dtype=np.float64).ravel()[:2]
    return np.array([[s * y - q * z], [p * z - r * y]]) / (p * s - q * r)


@misconception("solves_random_systems")
def small_determinant_taken_for_zero(A, b):
    """a small determinant is taken for that of a singular matrix."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).reshape(-1, 1)
    return np.zeros_like(b) if abs(np.linalg.det(A)) < 1e-3 else np.linalg.inv(A) @ b


@misconception("solves_random_systems")
def squeezed(A, b):
    """axes with one entry are squeezed out of x: of a single equation's x no axis is left."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    return np.squeeze(np.linalg.inv(A) @ b.reshape(-1, 1))


@misconception("solves_random_systems")
def two_rows_at_least(A, b):
    """A is inverted by a formula that begins at two rows, and has one."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).reshape(-1, 1)
    if len(A) > 2:
        return np.linalg.inv(A) @ b
    adjugate = np.array([[A[1, 1], -A[0, 1]], [-A[1, 0], A[0, 0]]])
    return adjugate @ b / (A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0])


@misconception("solves_random_systems", "takes_b_as_a_vector", "accepts_every_kind_of_argument",
               "leaves_its_arguments_alone")  # fmt: skip
def rounded(A, b):
    """x is rounded to two decimals."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    return np.round(np.linalg.solve(A, b.reshape(-1, 1)), 2)


@misconception("solves_random_systems", "takes_b_as_a_vector")
def one_elimination_step(A, b):
    """only one entry below the diagonal is eliminated before substituting back: enough for two rows."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).reshape(-1, 1)
    factor = A[1, 0] / A[0, 0]
    A[1], b[1] = A[1] - factor * A[0], b[1] - factor * b[0]
    return np.linalg.solve(np.triu(A), b)


@misconception("takes_b_as_a_vector")
def columns_only(A, b):
    """b has to be a column already."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float64), tf.cast(tf.convert_to_tensor(b), tf.float64)
    return tf.linalg.matmul(tf.linalg.inv(A), b)


@misconception("solves_both_systems_of_the_section", "solves_random_systems", "accepts_every_kind_of_argument",
               "leaves_its_arguments_alone")  # fmt: skip
def vectors_only(A, b):
    """b has to be a vector already."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float64), tf.cast(tf.convert_to_tensor(b), tf.float64)
    return tf.linalg.matvec(tf.linalg.inv(A), b)


@misconception("accepts_every_kind_of_argument")
def precisions_mixed(A, b):
    """A and b keep the precision that they come in, which TensorFlow does not multiply."""
    return tf.linalg.inv(A) @ tf.reshape(b, (-1, 1))


@misconception("solves_random_systems")
def eliminated_without_pivoting(A, b):
    """a row is divided by its entry on the diagonal, also where that is 0."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).reshape(-1)
    for k in range(len(b)):
        for i in range(len(b)):
            if i != k:
                factor = A[i, k] / A[k, k]
                A[i] -= factor * A[k]
                b[i] -= factor * b[k]
    return (b / np.diag(A))[:, None]


@misconception("takes_b_as_a_vector", "accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def arrays_only(A, b):
    """A and b have to be NumPy arrays already."""
    return np.linalg.inv(A) @ b.reshape(-1)


@misconception("leaves_its_arguments_alone")
def eliminated_in_place(A, b):
    """Gauss's elimination is carried out inside the caller's A and b."""
    A, b = np.asarray(A), np.asarray(b)
    if not A.flags.writeable or not b.flags.writeable:  # a tensor's numbers
        A, b = A.copy(), b.copy()
    b = b.reshape(-1)
    for k in range(len(A)):
        p = k + int(np.argmax(np.abs(A[k:, k])))
        A[[k, p]], b[[k, p]] = A[[p, k]], b[[p, k]]
        A[k], b[k] = A[k] / A[k, k], b[k] / A[k, k]
        for i in range(len(A)):
            if i != k:
                A[i], b[i] = A[i] - A[i, k] * A[k], b[i] - A[i, k] * b[k]
    return b.reshape(-1, 1).copy()


@right_answer
def tensorflow_inverse_in_float32(A, b):
    """The section's way, all of it in float32."""
    A = tf.convert_to_tensor(np.asarray(A, dtype=np.float32))
    b = tf.convert_to_tensor(np.asarray(b, dtype=np.float32))
    return tf.linalg.inv(A) @ tf.reshape(b, (-1, 1))


@right_answer
def numpy_vector(A, b):
    """NumPy in float64; a vector comes back."""
    return np.linalg.inv(np.asarray(A, dtype=float)) @ np.asarray(b, dtype=float).ravel()


@right_answer
def adjugate_in_float32(A, b):
    """Cofactors over the determinant, in float32, where cancellation costs most."""
    A, b = np.asarray(A, dtype=np.float32), np.asarray(b, dtype=np.float32).reshape(-1, 1)

    def determinant(M):
        if len(M) == 0:
            return np.float32(1)
        minors = [np.delete(M[1:], j, axis=1) for j in range(len(M))]
        return sum((-1) ** j * M[0, j] * determinant(minor) for j, minor in enumerate(minors))

    n = len(A)
    cofactors = np.empty_like(A)
    for i in range(n):
        for j in range(n):
            cofactors[i, j] = (-1) ** (i + j) * determinant(np.delete(np.delete(A, i, axis=0), j, axis=1))
    return cofactors.T @ b / determinant(A)


@right_answer
def traced_variable(A, b):
    """tf.linalg.solve inside a tf.function; a variable comes back."""

    @tf.function
    def solve(A, b):
        return tf.linalg.solve(A, b)

    A = tf.convert_to_tensor(np.asarray(A, dtype=np.float64))
    b = tf.convert_to_tensor(np.asarray(b, dtype=np.float64).reshape(-1, 1))
    return tf.Variable(solve(A, b))


@right_answer
def cramers_rule_as_lists(A, b):
    """Cramer's rule; lists of floats come back."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).ravel()
    x = []
    for j in range(len(A)):
        replaced = A.copy()
        replaced[:, j] = b
        x.append([float(np.linalg.det(replaced) / np.linalg.det(A))])
    return x


@right_answer
def plain_python(A, b):
    """Gauss and Jordan in Python floats, on copies."""
    b = [float(np.ravel(entry)[0]) for entry in np.asarray(b)]
    rows = [[float(number) for number in row] + [entry] for row, entry in zip(np.asarray(A), b)]
    for k in range(len(rows)):
        p = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        rows[k], rows[p] = rows[p], rows[k]
        for i in range(len(rows)):
            if i != k:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k])]
    return [row[-1] / row[k] for k, row in enumerate(rows)]


@right_answer
def least_squares(A, b):
    """The normal equations, which square the condition: in float32, for badly conditioned systems in float64."""
    A, b = np.asarray(A), np.asarray(b).reshape(-1, 1)
    dtype = np.float32 if np.linalg.cond(A) < 100 else np.float64
    A, b = A.astype(dtype), b.astype(dtype)
    return np.linalg.solve(A.T @ A, A.T @ b)


@right_answer
def pseudoinverse_in_float32(A, b):
    """tf.linalg.pinv, which is the inverse of an invertible matrix."""
    A, b = tf.cast(tf.convert_to_tensor(A), tf.float32), tf.cast(tf.convert_to_tensor(b), tf.float32)
    return tf.matmul(tf.linalg.pinv(A), tf.reshape(b, [tf.size(b), 1]))


@misconception("solves_random_systems")
def rows_exchanged_in_the_first_column_only(A, b):
    """rows are exchanged for the first column alone: a 0 on the diagonal that comes up later is divided by."""
    A = np.array(A, dtype=float)
    n = len(A)
    M = np.hstack([A, np.eye(n)])
    best = np.argmax(np.abs(M[:, 0]))
    M[[0, best]] = M[[best, 0]]
    for k in range(n):
        M[k] /= M[k, k]
        for i in range(n):
            if i != k:
                M[i] -= M[i, k] * M[k]
    return M[:, n:] @ np.asarray(b, dtype=float).reshape(-1, 1)


@misconception("solves_random_systems")
def rows_exchanged_at_an_exact_0_only(A, b):
    """rows are exchanged only where a 0 stands on the diagonal: a tiny number is divided by all the same."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).reshape(-1, 1)
    n = len(A)
    M = np.hstack([A, b])
    for k in range(n):
        if M[k, k] == 0:
            p = next(i for i in range(k, n) if M[i, k] != 0)
            M[[k, p]] = M[[p, k]]
        M[k] /= M[k, k]
        for i in range(n):
            if i != k:
                M[i] -= M[i, k] * M[k]
    return M[:, n:]


@misconception("solves_random_systems")
def small_singular_values_cut_off(A, b):
    """a pseudoinverse takes singular values below 1e-4 of the largest for 0: another matrix than A⁻¹."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64).reshape(-1, 1)
    return np.linalg.pinv(A, rcond=1e-4) @ b


@misconception("takes_b_as_a_vector")
def vectors_as_arrays_only(A, b):
    """a vector becomes a column only where it is a NumPy array."""
    b = b.reshape(-1, 1) if isinstance(b, np.ndarray) else b
    A, b = (tf.cast(tf.convert_to_tensor(argument), tf.float64) for argument in (A, b))
    return tf.linalg.solve(A, b)


@misconception("leaves_its_arguments_alone")
def made_a_column_in_place(A, b):
    """the shape of the array that is passed in is set: for the caller b is a column from then on."""
    b = b if isinstance(b, np.ndarray) else np.array(b, dtype=np.float64)
    b.shape = (-1, 1)
    return np.linalg.inv(np.array(A, dtype=np.float64)) @ b
