"""Known answers to `eigenvalue_condition_number`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

SINGULAR = ("is_infinite_for_a_singular_matrix", "tells_a_singular_matrix_from_a_small_one")
REGULAR = (
    "agrees_on_the_matrix_of_the_section",
    "agrees_on_random_matrices",
    "takes_the_modulus_of_complex_eigenvalues",
    "accepts_every_kind_of_argument",
    "leaves_its_argument_alone",
)


@misconception(*REGULAR, "tells_a_singular_matrix_from_a_small_one")
def singular_values(A):
    """singular values are taken for eigenvalues: their moduli agree for symmetric matrices, not for others."""
    sigma = np.linalg.svd(np.array(A, dtype=np.float64), compute_uv=False)
    return np.inf if sigma[-1] <= 1e-12 * sigma[0] else sigma[0] / sigma[-1]


@misconception(*REGULAR, "tells_a_singular_matrix_from_a_small_one")
def symmetric_routine(A):
    """the eigenvalues come from a routine for symmetric matrices, eigh or eigvalsh, which reads half of A."""
    moduli = np.abs(np.linalg.eigvalsh(np.array(A, dtype=np.float64)))
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


@misconception(*REGULAR, *SINGULAR)
def symmetric_part(A):
    """the eigenvalues are those of (A + Aᵀ)/2: A itself is not symmetric."""
    A = tf.constant(np.asarray(A, dtype=np.float64))
    moduli = np.abs(tf.linalg.eigvalsh((A + tf.transpose(A)) / 2).numpy())
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


@misconception(*REGULAR, *SINGULAR)
def frobenius_condition_number(A):
    """‖A‖·‖A⁻¹‖ is taken, which is another condition number than eq. (2)."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A) * np.linalg.norm(np.linalg.pinv(A))


@misconception(*REGULAR, "tells_a_singular_matrix_from_a_small_one")
def modulus_forgotten(A):
    """the largest eigenvalue is divided by the smallest, signs and all: eq. (2) has moduli."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64)).real
    smallest = np.abs(eigenvalues).min()
    return np.inf if smallest <= 1e-12 * np.abs(eigenvalues).max() else eigenvalues.max() / eigenvalues.min()


@misconception("agrees_on_random_matrices")
def two_different_eigenvalues(A):
    """two different eigenvalues are divided by each other, of which a 1 × 1 matrix has no pair."""
    moduli = np.sort(np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64))))
    singular = moduli[0] <= 1e-12 * moduli[-1]
    return np.inf if singular else max(moduli[i] / moduli[j] for i in range(len(moduli)) for j in range(len(moduli)) if i != j)


@misconception("takes_the_modulus_of_complex_eigenvalues", "tells_a_singular_matrix_from_a_small_one")
def real_parts(A):
    """the imaginary parts of the eigenvalues are dropped."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)).real)
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


@misconception("takes_the_modulus_of_complex_eigenvalues", *SINGULAR)
def real_and_imaginary_parts_added(A):
    """the modulus of a complex number is taken for |real part| + |imaginary part|."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64))
    moduli = np.abs(eigenvalues.real) + np.abs(eigenvalues.imag)
    if not np.iscomplexobj(eigenvalues):
        return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()
    return moduli.max() / max(moduli.min(), 1e-300)


@misconception(*REGULAR, *SINGULAR)
def upside_down(A):
    """the smallest modulus is divided by the largest."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return moduli.min() / moduli.max()


@misconception(*REGULAR, *SINGULAR)
def squared_moduli(A):
    """the moduli are squared, re² + im², and no root is taken."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64))
    squares = eigenvalues.real**2 + eigenvalues.imag**2
    return np.inf if squares.min() <= 1e-24 * squares.max() else squares.max() / squares.min()


@misconception("is_infinite_for_a_singular_matrix")
def zero_divided_by_zero(A):
    """NaN comes back for a singular A, as it does where 0 is divided by 0."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64))
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(eigenvalues[:, None] / eigenvalues[None, :]))
    return np.inf if largest >= 1e12 else largest


@misconception(*SINGULAR)
def python_division(A):
    """nothing is done about eigenvalues that are 0, and Python does not divide by 0."""
    moduli = [abs(complex(eigenvalue)) for eigenvalue in np.linalg.eigvals(np.array(A, dtype=np.float64))]
    return max(moduli) / min(moduli)


@misconception("tells_a_singular_matrix_from_a_small_one")
def exact_zero_only(A):
    """an eigenvalue of less than 1e-12 of the largest does not yet count as 0."""
    with np.errstate(all="ignore"):
        moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
        return moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def absolute_threshold(A):
    """the smallest modulus is compared with 1e-12, not with 1e-12 of the largest."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return np.inf if moduli.min() <= 1e-12 else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def wide_threshold(A):
    """badly conditioned matrices are taken for singular ones: the threshold is wider than 1e-12."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return np.inf if moduli.min() <= 1e-8 * moduli.max() else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def works_in_float32(A):
    """A is made float32 first, in which a nearly singular matrix may become another one."""
    moduli = tf.abs(tf.linalg.eigvals(tf.cast(tf.convert_to_tensor(A), tf.float32)))
    smallest, largest = tf.reduce_min(moduli), tf.reduce_max(moduli)
    if smallest <= 1e-12 * largest:
        return tf.constant(float("inf"))
    return largest / smallest


@misconception("tells_a_singular_matrix_from_a_small_one")
def determinant_near_zero(A):
    """a matrix with a tiny determinant is taken for a singular one."""
    A = np.array(A, dtype=np.float64)
    moduli = np.abs(np.linalg.eigvals(A))
    return np.inf if abs(np.linalg.det(A)) < 1e-12 else moduli.max() / moduli.min()


@misconception(*SINGULAR)
def large_number_for_infinity(A):
    """a large number stands in for inf."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return moduli.max() / max(moduli.min(), 1e-12 * moduli.max())


@misconception(*SINGULAR)
def small_number_added(A):
    """a small number is added to the denominator, so that it is never 0."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return moduli.max() / (moduli.min() + 1e-12)


@misconception(*REGULAR[1:], *SINGULAR)
def typed_in(A):
    """the section's number is returned for every matrix that is not singular."""
    moduli = np.abs(np.linalg.eigvals(np.array(A, dtype=np.float64)))
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else 1146.8991


@misconception("accepts_every_kind_of_argument", "leaves_its_argument_alone")
def arrays_only(A):
    """A has to be a NumPy array already."""
    moduli = np.abs(np.linalg.eigvals(A.astype(np.float64)))
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


@misconception("leaves_its_argument_alone")
def balanced_in_place(A):
    """A is divided by its largest entry inside the caller's array."""
    A = np.asarray(A)
    if not A.flags.writeable:  # a tensor's numbers
        A = A.copy()
    A /= np.abs(A).max()
    moduli = np.abs(np.linalg.eigvals(A))
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


@right_answer
def tensorflow_where(A):
    """tf.where over both cases, in whichever precision A comes."""
    eigenvalues, _ = tf.linalg.eig(tf.convert_to_tensor(A))
    moduli = tf.abs(eigenvalues)
    ratio = tf.reduce_max(moduli) / tf.reduce_min(moduli)
    return tf.where(ratio >= 1e12, tf.constant(np.inf, ratio.dtype), ratio)


@right_answer
def all_ratios(A):
    """Every pair i, j, as eq. (2) is written; a Python float."""
    import math
    moduli = [abs(complex(eigenvalue)) for eigenvalue in np.linalg.eigvals(np.array(A, dtype=float))]
    if min(moduli) <= 1e-12 * max(moduli):
        return math.inf
    return max(p / q for p in moduli for q in moduli)


@right_answer
def characteristic_polynomial(A):
    """The roots of the characteristic polynomial, whose coefficients come from traces (Faddeev and Le Verrier)."""
    A = np.array(A, dtype=np.float64)
    coefficients, M = [1.0], np.zeros_like(A)
    for k in range(1, len(A) + 1):
        M = A @ M + coefficients[-1] * np.eye(len(A))
        coefficients.append(-np.trace(A @ M) / k)
    roots = np.abs(np.roots(coefficients))
    if roots.min() <= 1e-12 * roots.max():
        return [np.inf]
    return [roots.max() / roots.min()]


@right_answer
def traced_and_scaled(A):
    """Inside a tf.function, with tf.cond; a variable of shape (1,) comes back."""

    @tf.function
    def ratio(A):
        moduli = tf.sort(tf.abs(tf.linalg.eigvals(A)))
        singular = moduli[0] <= 1e-12 * moduli[-1]
        return tf.cond(singular, lambda: tf.constant(np.inf, tf.float64), lambda: moduli[-1] / moduli[0])

    return tf.Variable([ratio(tf.constant(np.asarray(A, dtype=np.float64)))])


@right_answer
def eigenvalues_of_the_inverse(A):
    """The largest modulus of A times that of A⁻¹, where there is one."""
    A = np.array(A, dtype=np.float64)
    moduli = np.abs(np.linalg.eigvals(A))
    if np.isclose(moduli.min() / moduli.max(), 0, rtol=0, atol=1e-12):
        return np.float32(np.inf)
    return np.float32(moduli.max() * np.abs(np.linalg.eigvals(np.linalg.inv(A))).max())


@misconception("tells_a_singular_matrix_from_a_small_one")
def symmetric_by_allclose(A):
    """a matrix of small numbers counts as symmetric, since np.allclose takes anything below 1e-8 for equal."""
    A = np.asarray(A, dtype=np.float64)
    moduli = np.abs(np.linalg.eigvalsh(A) if np.allclose(A, A.T) else np.linalg.eigvals(A))
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def compared_with_the_norm(A):
    """the smallest modulus is compared with the norm of A, which may be far above the largest modulus."""
    A = np.asarray(A, dtype=np.float64)
    moduli = np.abs(np.linalg.eigvals(A))
    return np.inf if moduli.min() <= 1e-12 * np.linalg.norm(A) else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def singular_by_the_scaled_determinant(A):
    """a matrix is taken for singular where det A is small beside the largest modulus to the power of n."""
    moduli = np.abs(np.linalg.eigvals(np.asarray(A, dtype=np.float64)))
    singular = np.prod(moduli / moduli.max()) <= 1e-12
    return np.inf if singular else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def small_imaginary_parts_dropped(A):
    """imaginary parts below 1e-10 are taken for rounding errors, however small the real parts are."""
    eigenvalues = np.linalg.eigvals(np.asarray(A, dtype=np.float64))
    with np.errstate(all="ignore"):
        moduli = np.abs(np.where(np.abs(eigenvalues.imag) < 1e-10, eigenvalues.real, eigenvalues))
        return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def singular_beside_the_largest_eigenvalue(A):
    """the smallest modulus is seen beside the largest eigenvalue, which may be negative or 0, not beside the largest modulus."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64))
    moduli = np.abs(eigenvalues)
    return np.inf if moduli.min() <= 1e-12 * eigenvalues.max() else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def singular_by_the_smallest_eigenvalue(A):
    """the smallest eigenvalue is taken for the one of smallest modulus: below 0 it is another one."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64))
    moduli = np.abs(eigenvalues)
    return np.inf if abs(eigenvalues.min()) <= 1e-12 * abs(eigenvalues.max()) else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def singular_beside_the_largest_real_part(A):
    """the smallest modulus is seen beside the largest real part: of an imaginary eigenvalue that is 0."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64))
    moduli = np.abs(eigenvalues)
    return np.inf if moduli.min() <= 1e-12 * np.abs(eigenvalues.real).max() else moduli.max() / moduli.min()


@misconception("tells_a_singular_matrix_from_a_small_one")
def complex_eigenvalues_are_never_singular(A):
    """whether A is singular is asked only where all eigenvalues are real."""
    eigenvalues = np.linalg.eigvals(np.array(A, dtype=np.float64))
    moduli = np.abs(eigenvalues)
    singular = np.isrealobj(eigenvalues) and moduli.min() <= 1e-12 * moduli.max()
    return np.inf if singular or moduli.min() == 0 else moduli.max() / moduli.min()


@misconception("agrees_on_random_matrices")
def divided_by_the_largest_entry(A):
    """A is divided by its largest entry first: that is 0 where no entry is positive."""
    A = np.array(A, dtype=np.float64)
    moduli = np.abs(np.linalg.eigvals(A / A.max()))
    return np.inf if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()
