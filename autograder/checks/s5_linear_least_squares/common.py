"""Inputs that several exercises of this assignment share, chosen so that float32 is accurate on them."""

import numpy as np
import tensorflow as tf

CONVERT = (
    "if only this check is lost: bring every argument to one kind first: a tensor of one dtype, and b, x or x0 to one shape, "
    "for it may come as (n,) or as (n, 1)."
)
EXACT_SUMS = 1e-2  # where float32 rounds nothing in AᵀA and Aᵀb: of some twenty ways to solve, tf.linalg.eigh is off by 2e-3, the others by 1e-5


def well_conditioned(rng, rows, columns, low=1.0, high=3.0):
    """Return a float64 matrix, shape (rows, columns), of full rank with singular values from low to high.

    AᵀA has the square of A's condition number: 9 here, so that even float32 keeps six digits.
    """
    rank = min(rows, columns)
    left, _ = np.linalg.qr(rng.normal(size=(rows, rank)))
    right, _ = np.linalg.qr(rng.normal(size=(columns, rank)))
    return (left * np.linspace(high, low, rank)) @ right.T


def unequal_columns():
    """Return A with orthogonal columns of length 128 and 1, and a b for which x = (2, 3) is the minimum; float64.

    float32 makes no rounding error in AᵀA and Aᵀb; the eigenvalues of AᵀA, 2¹⁴ and 1, are both far above its limit for 0.
    """
    return np.array([[128.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([256.0, 3.0, 1.0])


def rank_deficient(rng, rows, columns, rank):
    """Return a float64 matrix of integers, shape (rows, columns), of that rank, below min(rows, columns).

    Its smallest singular value but the zeros is 1 at least, so that rounding cannot be taken for rank.
    """
    while True:
        A = rng.integers(-2, 3, size=(rows, rank)) @ rng.integers(-1, 2, size=(rank, columns))
        if np.linalg.svd(A, compute_uv=False)[rank - 1] >= 1:
            return A.astype(np.float64)


def straight_line(rng):
    """Return the section's problem: A = [x, 1], 100 points from 0 to 10, and noisy heights b, a column; float32."""
    x = np.linspace(0.0, 10.0, 100)
    heights = rng.uniform(0.8, 1.2) * x + rng.uniform(2.0, 4.0) + rng.normal(size=100)
    return tf.constant(np.stack([x, np.ones(100)], axis=1), tf.float32), tf.constant(heights[:, None], tf.float32)


def float32_error(A, b, x0=0.0):
    """Return how far a minimum of ‖Ax − b‖ may be off when it is computed in float32 from the normal equations.

    Ten times eps·cond(A)², for AᵀA is what gets inverted, of the size of the numbers involved. A : full rank.
    """
    A, b = np.asarray(A, dtype=np.float64), np.reshape(b, -1).astype(np.float64)
    x, _, _, s = np.linalg.lstsq(A, b, rcond=None)
    size = np.linalg.norm(x) + np.linalg.norm(b) / s[0] + np.linalg.norm(x0)
    return 10 * np.finfo(np.float32).eps * (s[0] / s[-1]) ** 2 * size
