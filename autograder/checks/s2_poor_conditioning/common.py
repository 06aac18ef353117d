"""Matrices and tolerances that the checks of section 04.02 share."""

import numpy as np

SECTION_A = np.array([[4.1, 2.8], [9.7, 6.6]])
SECTION_CONDITION = 1623.0  # ‖A‖·‖A⁻¹‖ in the Frobenius norm

# float32 rounds nothing in these but 1e-20 and 1e-5, and no condition number multiplies what that costs.
TINY_PIVOT = np.array([[1e-20, 1.0], [1.0, 1.0]])
POORLY_CONDITIONED = np.diag([1.0, 1e-5])

EPS32 = float(np.finfo(np.float32).eps)

# Relative error that float32 may leave in A⁻¹b for the section's A: A and b are rounded (half an eps each), the
# solver adds a few eps more, and all of it is multiplied by the condition number: 1.5e-3. Known right answers in
# float32 are off by 6e-5 at most; the nearest wrong one that it has to tell (‖x + Δx‖ for ‖x‖) by 2.7e-2.
SECTION_RTOL = 8 * EPS32 * SECTION_CONDITION

# Random matrices have the 2-norm condition RANDOM_CONDITION and at most 6 rows. Even a student who squares the
# condition (normal equations) in float32 stays within eps32 · 5² · 6 · 10 = 2e-4; known right answers, within 2e-6.
RANDOM_CONDITION = 5.0
RANDOM_RTOL = 2e-4

PIVOTS = "if you eliminate yourself: exchange rows for the largest |entry| of the column, not only where there is a 0."
CUT_OFF = "A may be poorly conditioned and has an inverse all the same: what does your function do to small numbers?"
NOT_ONE_KIND = "if only this check is lost: convert what you are given at the start, all of it to one precision: float32 and float64 do not mix."


def column(numbers):
    """Return numbers as a float64 column, shape (n, 1)."""
    return np.array(numbers, dtype=np.float64).reshape(-1, 1)


def random_orthogonal(rng, n):
    """Return a random orthogonal matrix, shape (n, n)."""
    return np.linalg.qr(rng.normal(size=(n, n)))[0]


def random_matrix(rng, n, condition=RANDOM_CONDITION):
    """Return a random matrix, shape (n, n), not symmetric; its singular values run from 1 to `condition`."""
    singular_values = np.geomspace(condition, 1, n)
    return random_orthogonal(rng, n) * singular_values @ random_orthogonal(rng, n).T
