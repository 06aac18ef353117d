"""Known answers to `fit_polynomial`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

EXACT = "finds_exact_polynomials_again"
NOISY = "fits_the_noisy_parabola"
DEGREES = "agrees_for_other_degrees_and_points"
REPEATED = "counts_every_point_at_the_same_x"
MEAN = "gives_the_mean_for_degree_0"
KINDS = "accepts_every_kind_of_argument"
ALONE = "leaves_its_arguments_alone"


@misconception(EXACT, NOISY, DEGREES, REPEATED, KINDS, ALONE)
def highest_power_first(x, y, degree):
    """the highest power comes first, as np.polyfit has it."""
    return np.polyfit(np.asarray(x), np.asarray(y), degree)


@misconception(EXACT, NOISY, DEGREES, REPEATED, MEAN, KINDS, ALONE)
def highest_power_missing(x, y, degree):
    """there are as many powers as the degree says, but it takes one more: 0 counts too."""
    A = np.stack([np.asarray(x) ** k for k in range(max(degree, 1))], axis=1)
    return np.linalg.lstsq(A if degree else A * np.asarray(x)[:, None], np.asarray(y), rcond=None)[0]


@misconception(EXACT, NOISY, DEGREES, REPEATED, MEAN, KINDS, ALONE)
def constant_missing(x, y, degree):
    """the powers begin with x¹: the constant term is missing."""
    A = np.stack([np.asarray(x) ** k for k in range(1, degree + 2)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(EXACT, NOISY, DEGREES, REPEATED, MEAN, KINDS, ALONE)
def one_power_too_many(x, y, degree):
    """one more power is fitted than the degree allows."""
    A = np.stack([np.asarray(x) ** k for k in range(degree + 2)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(EXACT, DEGREES, REPEATED, MEAN)
def always_a_parabola(x, y, degree):
    """a parabola is fitted, whatever the degree says."""
    A = np.stack([np.asarray(x) ** k for k in range(3)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(EXACT, NOISY, DEGREES, KINDS, ALONE)
def coefficients_of_scaled_x(x, y, degree):
    """the coefficients are those of x scaled to [−1, 1], as Polynomial.fit has them before .convert()."""
    return np.polynomial.Polynomial.fit(np.asarray(x), np.asarray(y), degree).coef


@misconception(NOISY, DEGREES, REPEATED, MEAN, KINDS, ALONE)
def curve_through_a_few_points(x, y, degree):
    """the curve goes through degree + 1 of the points exactly instead of near all of them."""
    x, y = np.asarray(x), np.asarray(y)
    order = np.argsort(x)[np.linspace(0, len(x) - 1, degree + 1).astype(int)]
    A = np.stack([x[order] ** k for k in range(degree + 1)], axis=1)
    return np.linalg.solve(A, y[order])


@misconception(EXACT, NOISY, DEGREES, REPEATED, KINDS, ALONE)
def points_taken_for_evenly_spread(x, y, degree):
    """x is taken to run evenly from −1 to 1, whatever it holds."""
    x = np.linspace(-1.0, 1.0, len(np.asarray(x)))
    A = np.stack([x**k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(EXACT, NOISY, DEGREES, REPEATED, KINDS, ALONE)
def only_x_sorted(x, y, degree):
    """x is sorted and y is not: the points are torn apart."""
    A = np.stack([np.sort(np.asarray(x)) ** k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(EXACT, NOISY, DEGREES, REPEATED, KINDS, ALONE)
def sign_of_x_lost(x, y, degree):
    """odd powers of |x| are taken, so that left and right of 0 count the same."""
    A = np.stack([np.abs(np.asarray(x)) ** k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(EXACT, NOISY, DEGREES, REPEATED, MEAN, KINDS, ALONE)
def coefficients_shrunk(x, y, degree):
    """a multiple of the identity is added to AᵀA, which shrinks the coefficients."""
    x, y = tf.cast(tf.convert_to_tensor(x), tf.float32), tf.cast(tf.convert_to_tensor(y), tf.float32)
    A = tf.stack([x**k for k in range(degree + 1)], axis=1)
    return tf.linalg.lstsq(A, y[:, None], l2_regularizer=0.5)[:, 0]


@misconception(EXACT, NOISY, DEGREES, REPEATED, MEAN, KINDS, ALONE)
def values_of_the_curve(x, y, degree):
    """the fitted values at x come back instead of the coefficients."""
    A = np.stack([np.asarray(x) ** k for k in range(degree + 1)], axis=1)
    return A @ np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(EXACT, NOISY, DEGREES, REPEATED, KINDS, ALONE)
def chebyshev_coefficients(x, y, degree):
    """the coefficients belong to Chebyshev polynomials, not to powers of x."""
    return np.polynomial.chebyshev.chebfit(np.asarray(x), np.asarray(y), degree)


@misconception(REPEATED)
def one_point_for_each_x(x, y, degree):
    """of several points at the same x only one counts."""
    x, first = np.unique(np.asarray(x), return_index=True)
    A = np.stack([x**k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y)[first], rcond=None)[0]


@misconception(REPEATED)
def last_point_for_each_x(x, y, degree):
    """of several points at the same x only one counts."""
    points = dict(zip(np.asarray(x).tolist(), np.asarray(y).tolist()))
    A = np.stack([np.array(list(points)) ** k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, np.array(list(points.values())), rcond=None)[0]


@misconception(REPEATED)
def mean_for_each_x(x, y, degree):
    """points at the same x are replaced by one at their mean, which then counts no more than a single point."""
    x, group, count = np.unique(np.asarray(x), return_inverse=True, return_counts=True)
    A = np.stack([x**k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, np.bincount(group, np.asarray(y)) / count, rcond=None)[0]


@misconception(REPEATED)
def pairs_made_unique(x, y, degree):
    """a point that is there twice counts once."""
    points = np.array(sorted(set(zip(np.asarray(x).tolist(), np.asarray(y).tolist()))))
    A = np.stack([points[:, 0] ** k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, points[:, 1], rcond=None)[0]


@misconception(REPEATED)
def exact_through_too_few_x(x, y, degree):
    """where there are degree + 1 different x, a curve is laid through one point at each."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    different, first = np.unique(x, return_index=True)
    if len(different) == degree + 1:
        x, y = different, y[first]
    A = np.stack([x**k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, y, rcond=None)[0]


@misconception(EXACT)
def zeros_at_the_end_left_out(x, y, degree):
    """coefficients that are nearly 0 are cut off at the end."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return np.polynomial.polynomial.polytrim(np.polynomial.polynomial.polyfit(x, y, degree), tol=1e-6)


@misconception(KINDS)
def precisions_not_matched(x, y, degree):
    """a float32 tensor meets a float64 one: x and y were not cast to one dtype."""
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    A = tf.stack([x**k for k in range(degree + 1)], axis=1)
    return tf.linalg.lstsq(A, y[:, None])[:, 0]


@misconception(ALONE)
def points_sorted_in_place(x, y, degree):
    """the points are put in order in the caller's own arrays."""
    order = np.argsort(np.asarray(x))
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
        x[:], y[:] = x[order], y[order]
    A = np.stack([np.asarray(x) ** k for k in range(degree + 1)], axis=1)
    return np.linalg.lstsq(A, np.asarray(y), rcond=None)[0]


@misconception(DEGREES)
def rounded_to_six_decimals(x, y, degree):
    """the coefficients are rounded to six decimals, which leaves little of small ones."""
    return np.round(np.polyfit(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64), degree)[::-1], 6)


@misconception(MEAN)
def single_point_squeezed(x, y, degree):
    """axes of length 1 are squeezed away, so that a single point is no vector of points any more."""
    x, y = np.squeeze(np.asarray(x, dtype=np.float64)), np.squeeze(np.asarray(y, dtype=np.float64))
    A = np.array([[entry**k for k in range(degree + 1)] for entry in x])
    return np.linalg.lstsq(A, y, rcond=None)[0]


@right_answer
def least_squares_of_stacked_powers(x, y, degree):
    """tf.linalg.lstsq of stacked powers in float32; a column comes back."""
    x, y = tf.cast(tf.convert_to_tensor(x), tf.float32), tf.cast(tf.convert_to_tensor(y), tf.float32)
    A = tf.stack([x**k for k in range(degree + 1)], axis=1)
    return tf.linalg.lstsq(A, y[:, tf.newaxis])


@right_answer
def polyfit_turned_round(x, y, degree):
    """np.polyfit in float64, turned round; a list comes back."""
    return np.polyfit(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64), degree)[::-1].tolist()


@right_answer
def polynomial_package(x, y, degree):
    """np.polynomial, which has the lowest power first."""
    return np.polynomial.Polynomial.fit(np.array(x), np.array(y), degree).convert().coef


@right_answer
def normal_equations_in_single_precision(x, y, degree):
    """A Vandermonde matrix and its normal equations, all in float32."""
    x, y = np.asarray(x, dtype=np.float32), np.asarray(y, dtype=np.float32)
    A = np.vander(x, degree + 1, increasing=True)
    return np.linalg.solve(A.T @ A, A.T @ y)


@right_answer
def sums_of_powers_in_a_graph(x, y, degree):
    """AᵀA from sums of powers, solved in a tf.function; a variable comes back."""
    @tf.function
    def solve(x, y):
        rows = [[tf.reduce_sum(x ** (i + j)) for j in range(degree + 1)] for i in range(degree + 1)]
        right = [tf.reduce_sum(y * x**i) for i in range(degree + 1)]
        return tf.linalg.solve(tf.convert_to_tensor(rows), tf.convert_to_tensor(right)[:, None])

    return tf.Variable(tf.reshape(solve(tf.cast(x, tf.float64), tf.cast(y, tf.float64)), [-1]))


@right_answer
def weighted_means_at_each_x(x, y, degree):
    """One row for each different x: the mean of y there, weighted with the number of points that it stands for."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    places, group, count = np.unique(x, return_inverse=True, return_counts=True)
    weights = np.sqrt(count)
    A = np.vander(places, degree + 1, increasing=True) * weights[:, None]
    return np.linalg.lstsq(A, np.bincount(group, y) / count * weights, rcond=None)[0]


@misconception("finds_exact_polynomials_again")
def x_divided_by_its_largest(x, y, degree):
    """x is divided by its largest value, which may be 0."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    with np.errstate(all="ignore"):
        A = np.stack([(x / x.max()) ** k for k in range(degree + 1)], axis=1)
    return np.linalg.solve(A.T @ A, A.T @ y) / x.max() ** np.arange(degree + 1)


@misconception("finds_exact_polynomials_again")
def penalty_beside_the_largest_power(x, y, degree):
    """a small multiple of I, 10⁻⁷ of AᵀA's size, is added to AᵀA: little beside the largest power, much beside the smallest."""
    x, y = (np.asarray(values, dtype=np.float64).reshape(-1) for values in (x, y))
    A = np.stack([x**power for power in range(degree + 1)], axis=1)
    AtA = A.T @ A
    return np.linalg.solve(AtA + 1e-7 * np.trace(AtA) * np.eye(degree + 1), A.T @ y)


@right_answer
def by_eigenvectors_in_float32(x, y, degree):
    """AᵀA = VΛVᵀ by tf.linalg.eigh, in float32."""
    x, y = (tf.reshape(tf.cast(tf.convert_to_tensor(values), tf.float32), [-1]) for values in (x, y))
    A = tf.stack([x**power for power in range(degree + 1)], axis=1)
    eigenvalues, V = tf.linalg.eigh(tf.transpose(A) @ A)
    return tf.linalg.matvec(V, tf.linalg.matvec(V, tf.linalg.matvec(A, y, transpose_a=True), transpose_a=True) / eigenvalues)
