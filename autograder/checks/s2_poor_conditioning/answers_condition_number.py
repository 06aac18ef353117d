"""Known answers to `condition_number`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

SECTION = "is_1623_for_the_matrix_of_the_section"
ALL_BUT_SECTION = (
    "measures_in_the_frobenius_norm",
    "agrees_on_random_matrices",
    "does_not_depend_on_the_scale",
    "accepts_every_kind_of_argument",
    "leaves_its_argument_alone",
)
ALL_BUT_IDENTITY = (
    SECTION,
    "agrees_on_random_matrices",
    "does_not_depend_on_the_scale",
    "accepts_every_kind_of_argument",
    "leaves_its_argument_alone",
)


@misconception(*ALL_BUT_SECTION)
def two_norm(A):
    """the 2-norm is taken, the largest singular value over the smallest: NumPy's cond does so unless told otherwise."""
    return np.linalg.cond(np.array(A, dtype=np.float64))


@misconception(SECTION, *ALL_BUT_SECTION)
def one_norm(A):
    """the 1-norm is taken, the largest column sum."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A, 1) * np.linalg.norm(np.linalg.inv(A), 1)


@misconception(SECTION, *ALL_BUT_SECTION)
def infinity_norm(A):
    """the infinity norm is taken, the largest row sum."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A, np.inf) * np.linalg.norm(np.linalg.inv(A), np.inf)


@misconception(SECTION, *ALL_BUT_SECTION)
def largest_entry(A):
    """the largest entry of each matrix is taken for its norm."""
    A = np.array(A, dtype=np.float64)
    return np.abs(A).max() * np.abs(np.linalg.inv(A)).max()


@misconception(SECTION, *ALL_BUT_SECTION)
def root_forgotten(A):
    """the squares of the entries are added up and no root is taken."""
    A = np.array(A, dtype=np.float64)
    return (A**2).sum() * (np.linalg.inv(A) ** 2).sum()


@misconception(SECTION, *ALL_BUT_SECTION)
def entries_added_up(A):
    """the absolute entries are added up and not squared, as tf.norm does with ord=1."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float64)
    return tf.norm(A, ord=1) * tf.norm(tf.linalg.inv(A), ord=1)


@misconception(SECTION, *ALL_BUT_SECTION)
def norm_of_the_product(A):
    """the norm of A·A⁻¹ is taken: that is the norm of the identity, whatever A is."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A @ np.linalg.inv(A))


@misconception(SECTION, *ALL_BUT_SECTION)
def divided_by_the_root_of_n(A):
    """each norm is divided by the root of n, so that the identity gets 1."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A) * np.linalg.norm(np.linalg.inv(A)) / len(A)


@misconception(SECTION, *ALL_BUT_SECTION)
def inverse_alone(A):
    """the norm of A⁻¹ is not multiplied by that of A."""
    return np.linalg.norm(np.linalg.inv(np.array(A, dtype=np.float64)))


@misconception(SECTION, *ALL_BUT_SECTION)
def divided_by_the_inverse(A):
    """the norm of A is divided by that of A⁻¹."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A) / np.linalg.norm(np.linalg.inv(A))


@misconception(*ALL_BUT_IDENTITY)
def not_inverted(A):
    """the norm of A, or of Aᵀ, which is the same, stands in the place of that of A⁻¹."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A) * np.linalg.norm(A.T)


@misconception(SECTION, "agrees_on_random_matrices", "does_not_depend_on_the_scale",
               "accepts_every_kind_of_argument", "leaves_its_argument_alone")  # fmt: skip
def eigenvalues_for_singular_values(A):
    """the norms are worked out from the eigenvalues: that holds for symmetric matrices alone."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return np.sqrt((moduli**2).sum() * (moduli**-2.0).sum())


@misconception(SECTION, *ALL_BUT_SECTION)
def eigenvalue_ratio(A):
    """the ratio of the largest and the smallest eigenvalue is taken, eq. (2), in place of ‖A‖·‖A⁻¹‖."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return moduli.max() / moduli.min()


@misconception("agrees_on_random_matrices", "does_not_depend_on_the_scale", "leaves_its_argument_alone")
def two_by_two_only(A):
    """‖A⁻¹‖ is taken for ‖A‖ / |det A|: so it is for two rows, and for no other number."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A) ** 2 / abs(np.linalg.det(A))


@misconception(*ALL_BUT_SECTION)
def typed_in(A):
    """the section's 1623 is returned whatever A is."""
    return 1623.0


@misconception("agrees_on_random_matrices", "does_not_depend_on_the_scale",
               "accepts_every_kind_of_argument", "leaves_its_argument_alone")  # fmt: skip
def rounded(A):
    """the number is rounded to an integer."""
    A = np.array(A, dtype=np.float64)
    return int(round(np.linalg.norm(A) * np.linalg.norm(np.linalg.inv(A))))


@misconception("does_not_depend_on_the_scale")
def tiny_determinant_for_singular(A):
    """a matrix with a tiny determinant is taken for a singular one."""
    A = np.array(A, dtype=np.float64)
    if abs(np.linalg.det(A)) < 1e-8:
        return np.inf
    return np.linalg.norm(A) * np.linalg.norm(np.linalg.inv(A))


@misconception(SECTION, *ALL_BUT_SECTION)
def norm_of_each_column(A):
    """the norm is taken along an axis: one number for each column."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float64)
    return tf.norm(A, axis=0) * tf.norm(tf.linalg.inv(A), axis=0)


@misconception("accepts_every_kind_of_argument", "leaves_its_argument_alone")
def arrays_only(A):
    """A has to be a NumPy array already."""
    return np.sqrt(np.trace(A.T @ A)) * np.linalg.norm(np.linalg.inv(A))


@misconception("leaves_its_argument_alone")
def squared_in_place(A):
    """the entries are squared inside the caller's A."""
    A = np.asarray(A)
    if not A.flags.writeable:  # a tensor's numbers
        A = A.copy()
    inverse = np.linalg.inv(A)
    A **= 2
    return np.sqrt(A.sum()) * np.linalg.norm(inverse)


@right_answer
def as_in_the_section(A):
    """tf.norm of A and of its inverse, in whichever precision A comes."""
    A = tf.convert_to_tensor(A)
    return tf.math.multiply(tf.norm(A), tf.norm(tf.linalg.inv(A)))


@right_answer
def numpy_cond(A):
    """NumPy's own, told which norm; a Python float."""
    return float(np.linalg.cond(np.asarray(A, dtype=np.float64), "fro"))


@right_answer
def sums_in_float32(A):
    """Sums of squares in float32; shape (1, 1)."""
    A = np.array(A, dtype=np.float32)
    return np.sqrt(np.sum(A**2) * np.sum(np.linalg.inv(A) ** 2)).reshape(1, 1)


@right_answer
def traced_loops(A):
    """tf.function with loops over the entries, in float32."""

    @tf.function
    def frobenius(M):
        total = tf.zeros((), M.dtype)
        for i in tf.range(tf.shape(M)[0]):
            for j in tf.range(tf.shape(M)[1]):
                total += M[i, j] ** 2
        return tf.sqrt(total)

    A = tf.cast(tf.convert_to_tensor(A), tf.float32)
    return tf.Variable(frobenius(A) * frobenius(tf.linalg.inv(A)))


@right_answer
def traces(A):
    """‖A‖² = trace AᵀA, and A⁻¹ column by column."""
    A = tf.constant(np.asarray(A, dtype=np.float64))
    inverse = tf.linalg.solve(A, tf.eye(A.shape[0], dtype=A.dtype))
    return [tf.sqrt(tf.linalg.trace(tf.transpose(A) @ A) * tf.linalg.trace(tf.transpose(inverse) @ inverse))]


@right_answer
def singular_values_in_float32(A):
    """The root of Σ σ² times that of Σ 1/σ²; ord=2 of a flat tensor is no other norm."""
    singular_values = tf.linalg.svd(tf.cast(tf.convert_to_tensor(A), tf.float32), compute_uv=False)
    return tf.norm(singular_values, ord=2) * tf.norm(1 / singular_values, ord="euclidean")


@right_answer
def einsum(A):
    """NumPy's einsum; LU by way of solve."""
    A = np.array(A, dtype=np.float64)
    inverse = np.linalg.solve(A, np.identity(len(A)))
    return np.sqrt(np.einsum("ij,ij->", A, A) * np.einsum("ij,ij->", inverse, inverse))


@misconception("agrees_on_random_matrices")
def rows_exchanged_at_an_exact_0_only(A):
    """rows are exchanged only where a 0 stands on the diagonal: a tiny number is divided by all the same."""
    A = np.array(A, dtype=np.float64)
    n = len(A)
    M = np.hstack([A, np.eye(n)])
    for k in range(n):
        if M[k, k] == 0:
            p = next(i for i in range(k, n) if M[i, k] != 0)
            M[[k, p]] = M[[p, k]]
        M[k] /= M[k, k]
        for i in range(n):
            if i != k:
                M[i] -= M[i, k] * M[k]
    return np.linalg.norm(A) * np.linalg.norm(M[:, n:])


@misconception("agrees_on_random_matrices")
def poor_conditioning_for_singular(A):
    """a condition number above 1e4 is taken for that of a singular matrix."""
    A = np.array(A, dtype=np.float64)
    number = np.linalg.norm(A) * np.linalg.norm(np.linalg.inv(A))
    return np.inf if number > 1e4 else number


@misconception("does_not_depend_on_the_scale")
def number_added_to_the_diagonal(A):
    """1e-10 is added to the diagonal of A before it is inverted, which counts where the entries are small."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A) * np.linalg.norm(np.linalg.inv(A + 1e-10 * np.eye(len(A))))
