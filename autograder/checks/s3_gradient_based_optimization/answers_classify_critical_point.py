"""Known answers to `classify_critical_point`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

EVERY_CHECK = (
    "tells_minimum_maximum_and_saddle_apart",
    "agrees_on_random_matrices_of_every_size",
    "leaves_flat_directions_open",
    "sees_the_saddle_beside_a_zero",
    "measures_zero_against_the_largest",
    "accepts_every_kind_of_argument",
    "leaves_its_argument_alone",
)


@misconception(
    "tells_minimum_maximum_and_saddle_apart",
    "agrees_on_random_matrices_of_every_size",
    "sees_the_saddle_beside_a_zero",
    "measures_zero_against_the_largest",
    "accepts_every_kind_of_argument",
    "leaves_its_argument_alone",
)
def signs_of_the_diagonal(hessian):
    """the signs of the diagonal entries are taken for those of the eigenvalues."""
    d = np.diag(np.asarray(hessian))
    if (d > 0).all():
        return "minimum"
    if (d < 0).all():
        return "maximum"
    return "saddle" if (d > 0).any() and (d < 0).any() else "inconclusive"


@misconception(*(name for name in EVERY_CHECK if name != "sees_the_saddle_beside_a_zero"))
def minimum_and_maximum_exchanged(hessian):
    """positive eigenvalues are taken for the sign of a maximum."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).max()
    if (w > zero).any() and (w < -zero).any():
        return "saddle"
    if (abs(w) <= zero).any():
        return "inconclusive"
    return "maximum" if w[0] > 0 else "minimum"


@misconception("leaves_flat_directions_open", "sees_the_saddle_beside_a_zero", "measures_zero_against_the_largest")
def zeros_count_as_saddle(hessian):
    """whatever is neither all positive nor all negative is called a saddle."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).max()
    if (w > zero).all():
        return "minimum"
    return "maximum" if (w < -zero).all() else "saddle"


@misconception("leaves_flat_directions_open", "sees_the_saddle_beside_a_zero", "measures_zero_against_the_largest")
def zeros_count_as_either_sign(hessian):
    """a zero eigenvalue is counted with the positive or with the negative ones."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).max()
    if (abs(w) <= zero).all():
        return "inconclusive"
    if (w >= -zero).all():
        return "minimum"
    return "maximum" if (w <= zero).all() else "saddle"


@misconception("sees_the_saddle_beside_a_zero")
def any_zero_is_inconclusive(hessian):
    """any zero eigenvalue makes the test inconclusive, even where the others have two signs."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).max()
    if (abs(w) <= zero).any():
        return "inconclusive"
    if (w > 0).all():
        return "minimum"
    return "maximum" if (w < 0).all() else "saddle"


@misconception("measures_zero_against_the_largest")
def zero_without_a_scale(hessian):
    """an eigenvalue counts as zero below 1e-6 itself, whatever the size of the others."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    if (w > 1e-6).any() and (w < -1e-6).any():
        return "saddle"
    if (abs(w) <= 1e-6).any():
        return "inconclusive"
    return "minimum" if w[0] > 0 else "maximum"


@misconception("measures_zero_against_the_largest")
def zero_only_if_exactly_zero(hessian):
    """an eigenvalue counts as zero only if not even rounding has touched it."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    if (w > 0).any() and (w < 0).any():
        return "saddle"
    if (w == 0).any():
        return "inconclusive"
    return "minimum" if w[0] > 0 else "maximum"


@misconception("measures_zero_against_the_largest")
def largest_with_its_sign(hessian):
    """the largest eigenvalue is taken with its sign: it is not the largest in size where all are negative."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * w.max()
    if (w > zero).any() and (w < -zero).any():
        return "saddle"
    if (abs(w) <= zero).any():
        return "inconclusive"
    return "minimum" if w[0] > 0 else "maximum"


@misconception(
    "agrees_on_random_matrices_of_every_size",
    "leaves_flat_directions_open",
    "sees_the_saddle_beside_a_zero",
    "measures_zero_against_the_largest",
    "accepts_every_kind_of_argument",
)
def determinant_of_two_variables(hessian):
    """the test with fₓₓfᵧᵧ − fₓᵧ² is used, which is one for two variables only."""
    H = np.asarray(hessian, dtype=np.float64)
    determinant = H[0, 0] * H[1, 1] - H[0, 1] ** 2
    if abs(determinant) <= 1e-6 * abs(H).max() ** 2:
        return "inconclusive"
    if determinant < 0:
        return "saddle"
    return "minimum" if H[0, 0] > 0 else "maximum"


@misconception(
    "agrees_on_random_matrices_of_every_size",
    "leaves_flat_directions_open",
    "sees_the_saddle_beside_a_zero",
    "measures_zero_against_the_largest",
)
def sign_of_the_determinant(hessian):
    """the determinant's sign decides: it shows whether an odd number of eigenvalues is negative, not how many."""
    H = np.asarray(hessian, dtype=np.float64)
    determinant = np.linalg.det(H)
    if abs(determinant) <= 1e-6 * abs(H).max() ** len(H):
        return "inconclusive"
    if len(H) > 1 and determinant < 0:
        return "saddle"
    return "minimum" if H[0, 0] > 0 else "maximum"


@misconception("measures_zero_against_the_largest")
def zero_determinant(hessian):
    """a zero eigenvalue is looked for in the determinant: one that is small beside the others makes it small, too."""
    H = np.asarray(hessian, dtype=np.float64)
    w = np.linalg.eigvalsh(H)
    largest = abs(w).max()
    if (w > 1e-6 * largest).any() and (w < -1e-6 * largest).any():
        return "saddle"
    if abs(np.linalg.det(H)) <= 1e-6 * largest ** len(H):
        return "inconclusive"
    return "minimum" if w[0] > 0 else "maximum"


@misconception(
    "agrees_on_random_matrices_of_every_size", "leaves_flat_directions_open", "sees_the_saddle_beside_a_zero",
    "measures_zero_against_the_largest",
)  # fmt: skip
def first_two_eigenvalues_only(hessian):
    """only the first two eigenvalues are looked at."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).max()
    w = w[:2]
    if (w > zero).any() and (w < -zero).any():
        return "saddle"
    if (abs(w) <= zero).any():
        return "inconclusive"
    return "minimum" if w[0] > 0 else "maximum"


@misconception(*EVERY_CHECK)
def words_with_capitals(hessian):
    """the words are written otherwise than asked for: they are all in lower-case letters."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).max()
    if (w > zero).any() and (w < -zero).any():
        return "Saddle"
    if (abs(w) <= zero).any():
        return "Inconclusive"
    return "Minimum" if w[0] > 0 else "Maximum"


@misconception("accepts_every_kind_of_argument", "leaves_its_argument_alone")
def only_tensors(hessian):
    """the argument is taken for a tensor: a list, an array or a variable is not one."""
    if not isinstance(hessian, tf.Tensor):
        raise AttributeError(f"'{type(hessian).__name__}' object has no attribute 'graph'")
    w = tf.linalg.eigvalsh(hessian).numpy()
    zero = 1e-6 * abs(w).max()
    if (w > zero).any() and (w < -zero).any():
        return "saddle"
    if (abs(w) <= zero).any():
        return "inconclusive"
    return "minimum" if w[0] > 0 else "maximum"


@misconception("leaves_its_argument_alone")
def scaled_in_place(hessian):
    """the matrix is divided by its largest entry in place, so that the caller's own is changed."""
    if isinstance(hessian, np.ndarray) and hessian.any():
        hessian /= np.abs(hessian).max()
    elif isinstance(hessian, tf.Variable):
        hessian.assign(hessian / tf.reduce_max(tf.abs(hessian)))
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).max()
    if (w > zero).any() and (w < -zero).any():
        return "saddle"
    if (abs(w) <= zero).any():
        return "inconclusive"
    return "minimum" if w[0] > 0 else "maximum"


@right_answer
def tensorflow_in_float32(hessian):
    """tf.linalg.eigvalsh in float32, counting signs."""
    w = tf.linalg.eigvalsh(tf.cast(tf.convert_to_tensor(hessian), tf.float32))
    zero = 1e-6 * tf.reduce_max(tf.abs(w))
    above, below = tf.reduce_any(w > zero), tf.reduce_any(w < -zero)
    if above and below:
        return "saddle"
    if tf.reduce_any(tf.abs(w) <= zero):
        return "inconclusive"
    return "minimum" if above else "maximum"


@right_answer
def general_eigenvalues_in_float32(hessian):
    """NumPy's eigvals for any matrix, in float32, real parts scaled to at most 1."""
    w = np.real(np.linalg.eigvals(np.array(hessian, dtype=np.float32)))
    largest = np.abs(w).max()
    if largest == 0:
        return np.str_("inconclusive")
    signs = {0 if abs(v / largest) <= 1e-6 else int(np.sign(v)) for v in w}
    if {1, -1} <= signs:
        return np.str_("saddle")
    return np.str_({frozenset([1]): "minimum", frozenset([-1]): "maximum"}.get(frozenset(signs), "inconclusive"))


@right_answer
def smallest_and_largest(hessian):
    """The two ends of the sorted eigenvalues are enough; a string tensor comes back."""
    w = tf.linalg.eigh(tf.Variable(hessian))[0]
    low, high = w[0], w[-1]
    zero = 1e-6 * max(abs(low), abs(high))
    if low > zero:
        return tf.constant("minimum")
    if high < -zero:
        return tf.constant("maximum")
    return tf.constant("saddle" if low < -zero and high > zero else "inconclusive")


@right_answer
def traced_nested_where(hessian):
    """A tf.function with nested tf.where over words."""

    @tf.function
    def classify(matrix):
        w = tf.linalg.eigvalsh(matrix)
        zero = tf.cast(1e-6, w.dtype) * tf.reduce_max(tf.abs(w))
        above, below = tf.reduce_any(w > zero), tf.reduce_any(w < -zero)
        flat = tf.reduce_any(tf.abs(w) <= zero)
        one_sign = tf.where(flat, "inconclusive", tf.where(above, "minimum", "maximum"))
        return tf.where(above & below, "saddle", one_sign)

    return classify(tf.convert_to_tensor(hessian)).numpy().decode()


@right_answer
def eigenvalues_by_jacobi_rotations(hessian):
    """Plain Python: Jacobi's rotations until the matrix is diagonal."""
    a = [[float(v) for v in row] for row in np.asarray(hessian)]
    n = len(a)
    for _ in range(12):
        for p in range(n):
            for q in range(p + 1, n):
                if a[p][q] == 0.0:
                    continue
                angle = 0.5 * np.arctan2(2 * a[p][q], a[q][q] - a[p][p])
                c, s = np.cos(angle), np.sin(angle)
                for k in range(n):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(n):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
    w = [a[i][i] for i in range(n)]
    zero = 1e-6 * max(map(abs, w))
    positive, negative = sum(v > zero for v in w), sum(v < -zero for v in w)
    if positive and negative:
        return "saddle"
    return "minimum" if positive == n else "maximum" if negative == n else "inconclusive"


@misconception("sees_the_saddle_beside_a_zero")
def signs_added_up(hessian):
    """the signs of the eigenvalues are added up: beside a zero, two of one and one of the other are taken for one sign alone."""
    eigenvalues = np.linalg.eigvalsh(np.array(hessian, dtype=np.float64))
    size = np.abs(eigenvalues)
    signs = np.where(size > 1e-6 * size.max(), np.sign(eigenvalues), 0)
    if abs(signs.sum()) == len(signs):
        return "minimum" if signs[0] > 0 else "maximum"
    return "inconclusive" if (signs == 0).any() and signs.sum() or not signs.any() else "saddle"


@misconception("measures_zero_against_the_largest")
def zero_beside_the_mean(hessian):
    """what counts as zero is measured against the mean of the magnitudes: the largest of them is asked for."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).mean()
    rises, falls = (w > zero).any(), (w < -zero).any()
    if rises and falls:
        return "saddle"
    if (abs(w) <= zero).any():
        return "inconclusive"
    return "minimum" if rises else "maximum"


@misconception("measures_zero_against_the_largest")
def zero_beside_the_sum(hessian):
    """what counts as zero is measured against the sum of the magnitudes: the largest of them is asked for."""
    w = np.linalg.eigvalsh(np.asarray(hessian, dtype=np.float64))
    zero = 1e-6 * abs(w).sum()
    rises, falls = (w > zero).any(), (w < -zero).any()
    if rises and falls:
        return "saddle"
    if (abs(w) <= zero).any():
        return "inconclusive"
    return "minimum" if rises else "maximum"
