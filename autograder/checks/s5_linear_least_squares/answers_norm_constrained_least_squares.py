"""Known answers to `norm_constrained_least_squares`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

HAND = "solves_hand_calculations"
FEASIBLE = "keeps_the_minimum_norm_solution_if_it_is_feasible"
BOUNDARY = "finds_x_on_the_boundary"
MULTIPLIER = "finds_the_multiplier"
RADII = "obeys_other_radii"
SCALE = "copes_with_every_scale"
DEFICIENT = "takes_rank_deficient_matrices"
KINDS = "takes_every_argument_and_leaves_it_alone"
ALL = HAND, FEASIBLE, BOUNDARY, MULTIPLIER, RADII, SCALE, DEFICIENT, KINDS
ACTIVE = HAND, BOUNDARY, MULTIPLIER, RADII, SCALE, DEFICIENT, KINDS  # where the constraint binds


@misconception(HAND, MULTIPLIER, RADII, SCALE, DEFICIENT, KINDS)
def multiplier_doubled(A, b, radius=1.0):
    """λ itself is added to the diagonal of AᵀA, not 2λ: the derivative of λxᵀx is 2λx."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(HAND, MULTIPLIER, RADII, SCALE, DEFICIENT, KINDS)
def multiplier_negative(A, b, radius=1.0):
    """the constraint is subtracted in L, so that λ comes out negative; eq. (16) adds it and wants λ ≥ 0."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, -multiplier


@misconception(*ACTIVE)
def constraint_ignored(A, b, radius=1.0):
    """the minimum norm solution comes back, however long it is."""
    return np.linalg.pinv(np.asarray(A, dtype=np.float64)) @ np.reshape(b, -1), 0.0


@misconception(FEASIBLE)
def small_singular_values_left_out(A, b, radius=1.0):
    """singular values below a fiftieth of the largest are taken for 0."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A, rcond=0.02) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(BOUNDARY, MULTIPLIER, RADII, SCALE, DEFICIENT, KINDS)
def cut_to_the_radius(A, b, radius=1.0):
    """the minimum norm solution is scaled down to the radius: nearest to it, but not to b."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x = np.linalg.pinv(A) @ b
    if np.linalg.norm(x) <= radius:
        return x, 0.0
    x = x * radius / np.linalg.norm(x)
    return x, x @ A.T @ (b - A @ x) / (2 * radius**2)


@misconception(HAND, FEASIBLE, RADII, SCALE, DEFICIENT)
def always_on_the_boundary(A, b, radius=1.0):
    """the constraint is taken for ‖x‖ = radius: x is stretched where it is short enough, and λ is negative there."""
    u, s, vt = np.linalg.svd(np.asarray(A, dtype=np.float64), full_matrices=False)
    kept = s > 1e-5 * s[0]
    s, weights, v = s[kept], s[kept] * (u.T @ np.reshape(b, -1))[kept], vt[kept].T
    low, high = -np.min(s) ** 2 / 2, 1e6
    for _ in range(100):
        multiplier = (low + high) / 2
        x = weights / (s**2 + 2 * multiplier)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return v @ x, multiplier


@misconception(RADII, SCALE, KINDS)
def radius_ignored(A, b, radius=1.0):
    """the radius is 1, whatever is passed."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= 1:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if x @ x > 1 else (low, multiplier)
    return x, multiplier


@misconception(RADII, SCALE, KINDS)
def radius_not_squared(A, b, radius=1.0):
    """xᵀx is compared with the radius, not with its square."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if x @ x <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if x @ x > radius else (low, multiplier)
    return x, multiplier


@misconception(RADII, SCALE)
def feasible_by_the_square(A, b, radius=1.0):
    """xᵀx is compared with the radius where it is asked whether the minimum norm solution is short enough."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if x @ x <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(BOUNDARY, RADII)
def feasible_by_the_largest_entry(A, b, radius=1.0):
    """the largest entry of x is compared with the radius, not its Euclidean norm."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.abs(x).max() <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(*ACTIVE)
def ascent_ended_early(A, b, radius=1.0):
    """the ascent on λ ends after a few steps, long before ‖x‖ is the radius."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    for _ in range(10):
        multiplier += 0.001 * (x @ x - radius**2)
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
    return x, multiplier


@misconception(SCALE)
def ascent_with_a_fixed_rate(A, b, radius=1.0):
    """a learning rate that suits one problem is used for all: for another A or radius λ jumps to and fro, or crawls."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    for _ in range(2000):
        multiplier = max(multiplier + x @ x - radius**2, 1e-12)
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        if abs(x @ x - radius**2) < 1e-12:
            break
    return x, multiplier


@misconception(SCALE)
def ascent_with_a_rate_for_this_matrix(A, b, radius=1.0):
    """the learning rate follows the size of A, but not that of xᵀx − radius², which may be large or small as well."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    rate = np.linalg.norm(A) ** 2 / 100
    for _ in range(2000):
        multiplier = max(multiplier + rate * (x @ x - radius**2), 1e-12 * rate)
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        if abs(x @ x - radius**2) < 1e-12:
            break
    return x, multiplier


@misconception(SCALE)
def multiplier_at_most_a_hundred(A, b, radius=1.0):
    """λ is looked for between 0 and 100 only, but for a large A it is larger."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1e2
    for _ in range(60):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(SCALE)
def multiplier_to_a_thousandth_absolute(A, b, radius=1.0):
    """λ is narrowed down to 1/1000, which is no 1/1000 of it where A and with it λ is small."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    while high - low > 1e-3:
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(*ACTIVE)
def one_per_cent_too_long(A, b, radius=1.0):
    """the search for λ ends as soon as x is at most one per cent too long."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > 1.01 * radius else (low, multiplier)
    return x, multiplier


@misconception(*ACTIVE)
def multiplier_at_most_one(A, b, radius=1.0):
    """λ is looked for between 0 and 1 only, but it has no upper bound."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1.0
    for _ in range(60):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(HAND, FEASIBLE, MULTIPLIER, RADII, SCALE, DEFICIENT, KINDS)
def derivative_for_the_multiplier(A, b, radius=1.0):
    """xᵀx − radius², the derivative of L by λ, comes back in the place of λ."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x = np.linalg.pinv(A) @ b
    low, high = 0.0, 1e6
    for _ in range(80 if np.linalg.norm(x) > radius else 0):
        middle = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * middle * np.eye(A.shape[1]), A.T @ b)
        low, high = (middle, high) if np.linalg.norm(x) > radius else (low, middle)
    return x, x @ x - radius**2


@misconception(HAND, FEASIBLE, BOUNDARY, MULTIPLIER, DEFICIENT)
def inverse_at_zero(A, b, radius=1.0):
    """AᵀA is inverted for λ = 0, which it cannot be where A is wide or its columns depend on each other."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    if np.linalg.matrix_rank(A) < A.shape[1]:
        raise np.linalg.LinAlgError("Singular matrix")
    x, multiplier = np.linalg.solve(A.T @ A, A.T @ b), 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, 1e6
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(*ALL)
def multiplier_first(A, b, radius=1.0):
    """λ stands before x."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    low, high = 0.0, 1e6
    for _ in range(80 if np.linalg.norm(x) > radius else 0):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return multiplier, x


@misconception(*ALL)
def multiplier_missing(A, b, radius=1.0):
    """only x comes back: λ belongs to the answer."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x = np.linalg.pinv(A) @ b
    low, high = 0.0, 1e6
    for _ in range(80 if np.linalg.norm(x) > radius else 0):
        middle = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * middle * np.eye(A.shape[1]), A.T @ b)
        low, high = (middle, high) if np.linalg.norm(x) > radius else (low, middle)
    return x


@misconception(HAND, FEASIBLE, BOUNDARY, MULTIPLIER, DEFICIENT, KINDS)
def radius_without_a_default(A, b, radius):
    """the radius has no default: a call with A and b alone must mean radius 1."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    low, high = 0.0, 1e6
    for _ in range(80 if np.linalg.norm(x) > radius else 0):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(KINDS)
def vectors_only(A, b, radius=1.0):
    """matvec is given a column: only a vector will do."""
    A, b = tf.constant(np.asarray(A, dtype=np.float64)), tf.constant(np.asarray(b, dtype=np.float64))
    x, multiplier = tf.linalg.matvec(tf.linalg.pinv(A), b), 0.0
    low, high = 0.0, 1e6
    for _ in range(55 if tf.norm(x) > radius else 0):
        multiplier = (low + high) / 2
        inverse = tf.linalg.inv(tf.transpose(A) @ A + 2 * multiplier * tf.eye(A.shape[1], dtype=tf.float64))
        x = tf.linalg.matvec(inverse, tf.linalg.matvec(A, b, transpose_a=True))
        low, high = (multiplier, high) if tf.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(KINDS)
def precisions_not_matched(A, b, radius=1.0):
    """a float32 tensor meets a float64 one: A and b were not cast to one dtype."""
    A, b = tf.convert_to_tensor(A), tf.reshape(tf.convert_to_tensor(b), [-1, 1])
    x, multiplier = tf.linalg.pinv(A) @ b, 0.0
    low, high = 0.0, 1e6
    for _ in range(55 if tf.norm(x) > radius else 0):
        multiplier = (low + high) / 2
        shifted = tf.transpose(A) @ A + 2 * multiplier * tf.eye(A.shape[1], dtype=A.dtype)
        x = tf.linalg.solve(shifted, tf.transpose(A) @ b)
        low, high = (multiplier, high) if tf.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(KINDS)
def b_scaled_in_place(A, b, radius=1.0):
    """b is divided by the radius in place, and the caller's b stays so."""
    A = np.asarray(A, dtype=np.float64)
    scaled = np.asarray(b, dtype=np.float64) if isinstance(b, np.ndarray) else np.array(b, dtype=np.float64)
    scaled /= radius
    scaled = scaled.reshape(-1)
    x, multiplier = np.linalg.pinv(A) @ scaled, 0.0
    low, high = 0.0, 1e6
    for _ in range(80 if np.linalg.norm(x) > 1 else 0):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ scaled)
        low, high = (multiplier, high) if np.linalg.norm(x) > 1 else (low, multiplier)
    return x * radius, multiplier


@misconception(SCALE)
def length_to_a_fixed_number_of_digits(A, b, radius=1.0):
    """the search ends where ‖x‖ is within 2e-4 of the radius, which is a fifth of a small one."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    if np.linalg.norm(x) <= radius:
        return x, multiplier
    low, high = 0.0, np.linalg.norm(A.T @ b) / radius
    while abs(np.linalg.norm(x) - radius) > 2e-4:
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(SCALE)
def feasible_by_a_tiny_multiplier(A, b, radius=1.0):
    """x(1e-8) is taken for the minimum norm solution, so that nothing need be singular; for a small A it is shorter."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    low, high = 0.0, np.linalg.norm(A.T @ b) / radius
    x = np.linalg.solve(A.T @ A + 2e-8 * np.eye(A.shape[1]), A.T @ b)
    if np.linalg.norm(x) <= radius:
        return x, 0.0
    for _ in range(80):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@misconception(HAND)
def single_column_made_a_row(A, b, radius=1.0):
    """axes of length 1 are squeezed away and one is put back in front: a column becomes a row."""
    A, b = np.atleast_2d(np.squeeze(np.asarray(A, dtype=np.float64))), np.reshape(b, -1)
    x, multiplier = np.linalg.pinv(A) @ b, 0.0
    low, high = 0.0, np.linalg.norm(A.T @ b) / radius
    for _ in range(80 if np.linalg.norm(x) > radius else 0):
        multiplier = (low + high) / 2
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
        low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x, multiplier


@right_answer
def bisection_in_single_precision(A, b, radius=1.0):
    """Doubling and bisection in float32 columns; x is a column."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float32)
    b = tf.reshape(tf.cast(tf.convert_to_tensor(b), tf.float32), [-1, 1])
    AtA, Atb, identity = tf.transpose(A) @ A, tf.transpose(A) @ b, tf.eye(A.shape[1])
    x = tf.linalg.pinv(A) @ b
    if tf.norm(x) <= radius:
        return x, 0.0
    low, high = 0.0, 1.0
    while tf.norm(tf.linalg.solve(AtA + 2 * high * identity, Atb)) > radius:
        high *= 2
    for _ in range(30):
        middle = (low + high) / 2
        if tf.norm(tf.linalg.solve(AtA + 2 * middle * identity, Atb)) > radius:
            low = middle
        else:
            high = middle
    return tf.linalg.solve(AtA + 2 * high * identity, Atb), tf.constant(high)


@right_answer
def newton_on_the_multiplier(A, b, radius=1.0):
    """Newton's method on eq. (19) in NumPy, from a λ near 0; a list of a list and a number comes back."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).ravel()
    x, multiplier = np.linalg.lstsq(A, b, rcond=None)[0], 0
    if x @ x > radius**2:
        multiplier = 1e-6
        for _ in range(60):
            inverse = np.linalg.inv(A.T @ A + 2 * multiplier * np.eye(A.shape[1]))
            x = inverse @ A.T @ b
            multiplier += (x @ x - radius**2) / (4 * x @ inverse @ x)
    return [x.tolist(), multiplier]


@right_answer
def ascent_with_growing_steps(A, b, radius=1.0):
    """Ascent on λ by the sign of eq. (19): steps grow while it stays and are halved when it changes."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).reshape(-1)
    x = np.linalg.pinv(A) @ b
    multiplier, step, before = 0.0, 0.1, 1.0
    for _ in range(150 if np.linalg.norm(x) > radius else 0):
        uphill = np.sign(x @ x - radius**2)
        step *= 1.3 if uphill == before else 0.4
        multiplier, before = max(multiplier + uphill * step, 1e-9), uphill
        x = np.linalg.solve(A.T @ A + 2 * multiplier * np.eye(A.shape[1]), A.T @ b)
    return x, np.array([multiplier])


@right_answer
def singular_vectors_in_single_precision(A, b, radius=1.0):
    """The equation for λ in the basis of the singular vectors, all in float32."""
    A, b = np.array(A, dtype=np.float32), np.array(b, dtype=np.float32).flatten()
    u, s, vt = np.linalg.svd(A, full_matrices=False)
    inverted = np.array([1 / value if value > 1e-4 * s[0] else 0 for value in s], dtype=np.float32)
    c = u.T @ b
    if np.linalg.norm(inverted * c) <= radius:
        return vt.T @ (inverted * c), np.float32(0)
    low, high = np.float32(0), np.float32(np.linalg.norm(s * c) / radius)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if np.linalg.norm(s * c / (s**2 + 2 * middle)) > radius else (low, middle)
    return vt.T @ (s * c / (s**2 + 2 * high)), high


@right_answer
def while_loop_of_tensors(A, b, radius=1.0):
    """Doubling in a tf.while_loop until x is short, then halving the interval; a variable and a tensor come back."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float64)
    b = tf.reshape(tf.cast(tf.convert_to_tensor(b), tf.float64), [-1, 1])
    AtA, Atb, identity = tf.transpose(A) @ A, tf.transpose(A) @ b, tf.eye(A.shape[1], dtype=tf.float64)

    def excess(multiplier):
        return tf.norm(tf.linalg.solve(AtA + 2 * multiplier * identity, Atb)) - radius

    def narrow(low, high):
        middle = (low + high) / 2
        return tf.cond(excess(middle) > 0, lambda: (middle, high), lambda: (low, middle))

    x = tf.linalg.pinv(A) @ b
    if tf.norm(x) <= radius:
        return tf.Variable(x[:, 0]), tf.constant([[0.0]])
    high = tf.while_loop(lambda t: excess(t) > 0, lambda t: [2 * t], [tf.constant(0.5, tf.float64)])[0]
    wide = lambda low, high: high - low > 1e-7 * high
    low, high = tf.while_loop(wide, narrow, [tf.zeros_like(high), high])
    return tf.Variable(tf.linalg.solve(AtA + 2 * high * identity, Atb)[:, 0]), high


@right_answer
def penalty_as_further_rows(A, b, radius=1.0):
    """Rows √(2λ)·I under A, so that AᵀA is never formed; λ by its logarithm, from limits that follow A's size."""
    A, b = np.asarray(A, dtype=np.float64), np.asarray(b, dtype=np.float64).ravel()
    columns = A.shape[1]
    x = np.linalg.lstsq(A, b, rcond=None)[0]
    if np.linalg.norm(x) <= radius:
        return x, 0.0
    low, high = np.log(np.sum(A**2)) + np.array([-25.0, 25.0])
    for _ in range(50):
        middle = (low + high) / 2
        taller = np.vstack([A, np.sqrt(2 * np.exp(middle)) * np.eye(columns)])
        x = np.linalg.lstsq(taller, np.append(b, np.zeros(columns)), rcond=None)[0]
        low, high = (middle, high) if np.linalg.norm(x) > radius else (low, middle)
    return x, np.exp(middle)


@misconception("solves_hand_calculations")
def multiplier_by_the_first_entry(A, b, radius=1.0):
    """λ is read off the first entry of AᵀAx + 2λx = Aᵀb alone: 0 / 0 where x begins with 0."""
    A, b = np.asarray(A, dtype=np.float64), np.ravel(np.asarray(b, dtype=np.float64))
    x = np.linalg.pinv(A, rcond=1e-10) @ b
    if np.linalg.norm(x) <= radius:
        return x, 0.0
    AtA, Atb = A.T @ A, A.T @ b
    low, high = 0.0, np.linalg.norm(Atb) / (2.0 * radius)
    for _ in range(100):
        middle = 0.5 * (low + high)
        x = np.linalg.solve(AtA + 2.0 * middle * np.eye(len(Atb)), Atb)
        low, high = (middle, high) if np.linalg.norm(x) > radius else (low, middle)
    with np.errstate(all="ignore"):
        return x, (Atb - AtA @ x)[0] / (2.0 * x[0])


@misconception(SCALE)
def ten_steps_of_newton(A, b, radius=1.0):
    """ten Newton steps for xᵀx = radius² are taken for enough: where the minimum norm solution is far too long they are not."""
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1)
    u, s, vt = np.linalg.svd(A, full_matrices=False)
    u, s, vt = u[:, s > 1e-10 * s[0]], s[s > 1e-10 * s[0]], vt[s > 1e-10 * s[0]]
    x, multiplier = (u.T @ b) / s, 0.0
    for _ in range(10 if np.linalg.norm(x) > radius else 0):
        multiplier += (x @ x - radius**2) / (4 * np.sum(x**2 / (s**2 + 2 * multiplier)))
        x = s * (u.T @ b) / (s**2 + 2 * multiplier)
    return x @ vt, multiplier


@misconception(DEFICIENT)
def zero_singular_values_inverted(A, b, radius=1.0):
    """every singular value is inverted, also those that are zero but for rounding errors."""
    u, s, vt = np.linalg.svd(np.asarray(A, dtype=np.float64), full_matrices=False)
    c, low = u.T @ np.reshape(b, -1), 0.0
    with np.errstate(all="ignore"):
        x, multiplier, high = c / s, 0.0, np.linalg.norm(s * c) / radius
        for _ in range(40 if np.linalg.norm(x) > radius else 0):
            multiplier = (low + high) / 2
            x = s * c / (s**2 + 2 * multiplier)
            low, high = (multiplier, high) if np.linalg.norm(x) > radius else (low, multiplier)
    return x @ vt, multiplier


@right_answer
def eigenvectors_of_the_gram_matrix(A, b, radius=1.0):
    """Eigenvectors of AᵀA in float32, those left out for λ = 0 whose eigenvalue is below 1e-5 of the largest."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float32)
    b = tf.reshape(tf.cast(tf.convert_to_tensor(b), tf.float32), [-1])
    values, vectors = tf.linalg.eigh(tf.transpose(A) @ A)
    weights = tf.linalg.matvec(vectors, tf.linalg.matvec(A, b, transpose_a=True), transpose_a=True)
    seen = values > 1e-5 * tf.reduce_max(values)
    x, multiplier = tf.where(seen, weights / tf.where(seen, values, 1.0), 0.0), tf.constant(0.0)
    low, high = tf.constant(0.0), tf.norm(weights) / radius
    for _ in range(40 if tf.norm(x) > radius else 0):
        multiplier = (low + high) / 2
        x = tf.where(seen, weights / (values + 2 * multiplier), 0.0)
        low, high = (multiplier, high) if tf.norm(x) > radius else (low, multiplier)
    return tf.linalg.matvec(vectors, x), multiplier
