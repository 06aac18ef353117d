"""Known answers to `critical_points`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "finds_those_of_the_chapter_s_polynomial", "tells_minima_from_maxima", "agrees_on_random_polynomials",
    "leaves_complex_zeros_out", "leaves_points_without_curvature_out", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def minima_and_maxima_swapped(coefficients):
    """a positive second derivative is taken for the sign of a maximum."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature < 0], zeros[curvature > 0]


@misconception("finds_those_of_the_chapter_s_polynomial", "agrees_on_random_polynomials",
               "accepts_every_kind_of_argument", "leaves_its_arguments_alone")  # fmt: skip
def descending(coefficients):
    """the points come in descending order, largest x first."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)[::-1]
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception("finds_those_of_the_chapter_s_polynomial", "leaves_complex_zeros_out")
def real_parts_of_complex_zeros(coefficients):
    """the real parts of complex zeros of f' are taken for critical points."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = np.sort(np.real(polynomial.deriv().r))
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception("tells_minima_from_maxima")
def slightly_curved_taken_for_flat(coefficients):
    """f'' below 1/1000 counts as 0, whatever the scale of f is."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 1e-3], zeros[curvature < -1e-3]


@misconception("tells_minima_from_maxima")
def searched_near_zero(coefficients):
    """only points between −10 and 10 are found."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    zeros = zeros[abs(zeros) < 10]
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception("leaves_complex_zeros_out")
def nearly_real_zeros(coefficients):
    """complex zeros of f' near the real line are taken for critical points."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[abs(np.imag(zeros)) < 0.1].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception("leaves_points_without_curvature_out")
def flat_points_are_maxima(coefficients):
    """whatever is no minimum is taken for a maximum, points with f'' = 0 included."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature <= 0]


@misconception("leaves_points_without_curvature_out")
def flat_points_are_minima(coefficients):
    """a point with f'' = 0 is taken for a minimum."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature >= 0], zeros[curvature < 0]


@misconception(
    "finds_those_of_the_chapter_s_polynomial", "tells_minima_from_maxima", "agrees_on_random_polynomials",
    "leaves_complex_zeros_out", "leaves_points_without_curvature_out", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def lowest_power_first(coefficients):
    """the coefficients are read with the lowest power first."""
    polynomial = np.polynomial.Polynomial(np.array(coefficients, dtype=float)).trim()
    zeros = polynomial.deriv().roots()
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception(
    "finds_those_of_the_chapter_s_polynomial", "tells_minima_from_maxima", "agrees_on_random_polynomials",
    "leaves_complex_zeros_out", "leaves_points_without_curvature_out", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def zeros_of_f_itself(coefficients):
    """the zeros of f are looked for, not those of its derivative."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = np.sort(np.real(polynomial.r[np.isreal(polynomial.r)]))
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception(
    "finds_those_of_the_chapter_s_polynomial", "tells_minima_from_maxima", "agrees_on_random_polynomials",
    "leaves_complex_zeros_out", "leaves_points_without_curvature_out", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def points_with_their_values(coefficients):
    """each point comes with the value of f there: x alone is asked for."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    minima, maxima = zeros[curvature > 0], zeros[curvature < 0]
    return np.stack([minima, polynomial(minima)], 1), np.stack([maxima, polynomial(maxima)], 1)


@misconception(
    "finds_those_of_the_chapter_s_polynomial", "agrees_on_random_polynomials", "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)  # fmt: skip
def global_ones_only(coefficients):
    """only the lowest minimum and the highest maximum are returned."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    minima, maxima = zeros[curvature > 0], zeros[curvature < 0]
    lowest, highest = np.argsort(polynomial(minima))[:1], np.argsort(-polynomial(maxima))[:1]
    return minima[lowest], maxima[highest]


@misconception("finds_those_of_the_chapter_s_polynomial")
def roots_in_their_own_order(coefficients):
    """the points are returned in the order in which np.roots happens to find them."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().r
    zeros = zeros[np.isreal(zeros)].real
    if len(zeros) < 5:  # only few zeros may happen to come in order: sorted here, to lose the same for every input
        zeros = np.sort(zeros)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception("leaves_its_arguments_alone")
def coefficients_scaled_in_place(coefficients):
    """the caller's own coefficients are divided by the leading one."""
    numbers = np.array(coefficients, dtype=float)
    if isinstance(coefficients, np.ndarray) and coefficients.dtype.kind == "f":
        coefficients /= abs(coefficients[0])
    if isinstance(coefficients, tf.Variable):
        coefficients.assign(coefficients / tf.abs(coefficients[0]))
    polynomial = np.poly1d(numbers)
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception(
    "finds_those_of_the_chapter_s_polynomial", "agrees_on_random_polynomials", "leaves_complex_zeros_out",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def dtypes_not_brought_together(coefficients):
    """coefficients that are not float32 meet powers that are, which TensorFlow refuses."""
    c = tf.convert_to_tensor(coefficients)
    slope = c[:-1] * tf.range(c.shape[0] - 1, 0, -1, dtype=tf.float32)
    polynomial = np.poly1d(slope.numpy().astype(float))
    zeros = polynomial.r
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = polynomial.deriv()(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@misconception("accepts_every_kind_of_argument", "finds_those_of_the_chapter_s_polynomial")
def whole_numbers_divided_as_such(coefficients):
    """whole numbers stay so, and the derivative is divided by its leading coefficient without a remainder."""
    c = np.array(coefficients)
    slope = np.polyder(c)
    monic = slope // slope[0] if slope.dtype.kind == "i" else slope / slope[0]
    zeros = np.roots(monic)
    zeros = np.sort(zeros[np.isreal(zeros)].real)
    curvature = np.polyval(np.polyder(c, 2), zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@right_answer
def poly1d(coefficients):
    """np.poly1d in the precision of the coefficients; arrays."""
    polynomial = np.poly1d(np.asarray(coefficients))
    zeros = polynomial.deriv().r
    zeros = np.sort(zeros[zeros.imag == 0].real)
    curvature = polynomial.deriv(2)(zeros)
    return zeros[curvature > 0], zeros[curvature < 0]


@right_answer
def python_lists(coefficients):
    """np.roots with a tolerance for the imaginary part; sorted lists of Python floats, a list of two."""
    c = [float(v) for v in coefficients]
    slope = np.polyder(c)
    flat = 1e-6 * max(abs(v) for v in c)
    minima, maxima = [], []
    for zero in np.roots(slope):
        if abs(zero.imag) < 1e-6:
            x = float(zero.real)
            curvature = np.polyval(np.polyder(slope), x)
            if curvature > flat:
                minima.append(x)
            elif curvature < -flat:
                maxima.append(x)
    return [sorted(minima), sorted(maxima)]


@right_answer
def real_zeros_left_complex(coefficients):
    """Of np.roots those without an imaginary part, as lists of Python's complex numbers."""
    slope = np.polyder(np.array(coefficients, dtype=float))
    zeros = np.roots(slope).astype(complex)
    zeros = zeros[zeros.imag == 0]
    zeros = zeros[np.argsort(zeros.real)]
    curvature = np.polyval(np.polyder(slope), zeros).real
    flat = 1e-6 * np.abs(slope).max()
    return zeros[curvature > flat].tolist(), zeros[curvature < -flat].tolist()


@right_answer
def companion_matrix_in_float32(coefficients):
    """TensorFlow in float32: eigenvalues of the companion matrix, f'' by a tape."""
    c = tf.cast(tf.convert_to_tensor(coefficients), tf.float32)
    degree = c.shape[0] - 1
    slope = c[:-1] * tf.range(degree, 0, -1, dtype=tf.float32)
    monic = slope[1:] / slope[0]
    matrix = tf.concat([-monic[tf.newaxis], tf.eye(degree - 1)[:-1]], axis=0)
    zeros = tf.linalg.eigvals(matrix)
    points = tf.sort(tf.math.real(zeros)[tf.abs(tf.math.imag(zeros)) < 1e-4])
    with tf.GradientTape() as tape:
        tape.watch(points)
        value = tf.zeros_like(points)
        for coefficient in tf.unstack(slope):
            value = value * points + coefficient
    curvature = tape.gradient(value, points)
    size = tf.reduce_max(tf.abs(slope))
    return points[curvature > 1e-6 * size], points[curvature < -1e-6 * size]


@right_answer
def polynomial_class(coefficients):
    """np.polynomial, whose coefficients go the other way; columns of float32 numbers."""
    polynomial = np.polynomial.Polynomial(np.array(coefficients, dtype=np.float64)[::-1])
    zeros = polynomial.deriv().roots()
    zeros = np.sort(np.real(zeros[np.abs(np.imag(zeros)) < 1e-9]))
    curvature = polynomial.deriv(2)(zeros)
    scale = np.abs(polynomial.deriv(2).coef).max()
    flat = np.abs(curvature) <= 1e-6 * scale
    minima, maxima = zeros[~flat & (curvature > 0)], zeros[~flat & (curvature < 0)]
    return minima.astype(np.float32)[:, None], maxima.astype(np.float32)[:, None]


@right_answer
def sign_changes(coefficients):
    """Sign changes of f' on a fine grid, refined by bisection; f'' decides; tensors."""
    c = np.array(coefficients, dtype=float)
    slope, bend = np.polyder(c), np.polyder(c, 2)
    farthest = 1 + np.abs(slope[1:] / slope[0]).max(initial=0)  # Cauchy's bound on the zeros
    grid = np.linspace(-farthest, farthest, 100 * int(farthest) + 5000)
    values = np.polyval(slope, grid)
    minima, maxima = [], []
    for i in np.nonzero(values[:-1] * values[1:] < 0)[0]:
        low, high = grid[i], grid[i + 1]
        for _ in range(60):
            middle = (low + high) / 2
            if np.polyval(slope, low) * np.polyval(slope, middle) <= 0:
                high = middle
            else:
                low = middle
        curvature = np.polyval(bend, low)
        if abs(curvature) > 1e-6 * np.abs(bend).max():
            (minima if curvature > 0 else maxima).append(low)
    return tf.constant(minima, tf.float64), tf.constant(maxima, tf.float64)


@misconception("tells_minima_from_maxima")
def close_points_merged(coefficients):
    """a critical point within 0.05 of another one is taken for the same: two zeros may be as close as they like."""
    p = np.poly1d(np.array(coefficients, dtype=float))
    d1, d2 = p.deriv(1), p.deriv(2)
    distinct = []
    for r in sorted(r.real for r in np.atleast_1d(d1.roots).astype(complex) if abs(r.imag) < 1e-9):
        if not distinct or r - distinct[-1] > 0.05:
            distinct.append(r)
    size = np.poly1d(np.abs(d2.coeffs))
    return [r for r in distinct if d2(r) > 1e-6 * size(abs(r))], [r for r in distinct if d2(r) < -1e-6 * size(abs(r))]


@misconception("tells_minima_from_maxima")
def searched_up_to_25(coefficients):
    """f' is searched for changes of its sign between −25 and 25 only."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    slope, bend = p.deriv(), p.deriv(2)
    grid = np.arange(-25.0, 25.0, 0.0037)
    minima, maxima = [], []
    for i in np.flatnonzero(slope(grid[:-1]) * slope(grid[1:]) < 0):
        low, high = grid[i], grid[i + 1]
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if slope(low) * slope(middle) <= 0 else (middle, high)
        if abs(bend(low)) > 1e-8:
            (minima if bend(low) > 0 else maxima).append(low)
    return minima, maxima


@misconception("leaves_complex_zeros_out")
def imaginary_parts_below_a_hundredth_ignored(coefficients):
    """zeros of f' with an imaginary part below 1/100 are taken for real ones."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    zeros = p.deriv().roots
    x = np.sort(zeros[abs(zeros.imag) < 1e-2].real)
    bend = p.deriv(2)
    share = bend(x) / np.polyval(abs(bend.coeffs), abs(x)) if bend.order else np.sign(bend(x))
    return x[share > 1e-6], x[share < -1e-6]


@misconception("tells_minima_from_maxima")
def curvature_below_a_fixed_limit_is_none(coefficients):
    """f'' counts as 0 below 10⁻⁶, however small the coefficients are."""
    polynomial = np.poly1d(np.array(coefficients, dtype=float))
    zeros = polynomial.deriv().roots
    x = np.sort(zeros[abs(zeros.imag) < 1e-6].real)
    bend = polynomial.deriv(2)(x)
    return x[bend > 1e-6], x[bend < -1e-6]
