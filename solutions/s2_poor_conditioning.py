"""Reference answers to section 04.02, by TensorFlow's own implementations in float64.

Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 4.2, and Golub and Van Loan (2013), Matrix
Computations, 4th edition, section 2.6. Where the model answer follows the formula, these take another way.
"""

import numpy as np
import tensorflow as tf

SINGULAR = 1e-12  # A is singular where the smallest modulus is not above this share of the largest


def solve_by_inverse(A, b):
    """Return x with A x = b as a float64 column, shape (n, 1), by a pivoted LU decomposition.

    A : shape (n, n), invertible. b : shape (n,) or (n, 1).
    Raises ValueError if A is not square; the message names its shape.
    """
    return tf.linalg.solve(_square(A), _column(b))


def condition_number(A):
    """Return the Frobenius condition number ‖A‖·‖A⁻¹‖ as a float64 scalar, by the singular values of A.

    A : shape (n, n), invertible. With the singular values σ it is √(Σ σ²) · √(Σ σ⁻²).
    Raises ValueError if A is not square; the message names its shape.
    Source: Golub and Van Loan (2013), section 2.6.
    """
    singular_values = tf.linalg.svd(_square(A), compute_uv=False)
    return tf.norm(singular_values) * tf.norm(1 / singular_values)


def eigenvalue_condition_number(A):
    """Return max over i, j of |λᵢ/λⱼ| as a float64 scalar; inf for a singular A.

    A : shape (n, n), real, not all zero. Singular is a smallest modulus of 1e-12 of the largest or less.
    Raises ValueError if A is not square; the message names its shape.
    Source: Goodfellow, Bengio and Courville (2016), eq. (4.2).
    """
    moduli = tf.abs(tf.linalg.eigvals(_square(A)))
    smallest, largest = tf.reduce_min(moduli), tf.reduce_max(moduli)
    infinity = tf.constant(np.inf, tf.float64)
    return infinity if smallest <= SINGULAR * largest else largest / smallest


def error_amplification(A, b, delta_b):
    """Return (‖Δx‖/‖x‖) / (‖Δb‖/‖b‖) in Euclidean norms as a float64 scalar.

    A : shape (n, n), invertible. b, delta_b : shape (n,) or (n, 1), neither all zero.
    A x = b and A (x + Δx) = b + Δb, so Δx = A⁻¹ Δb: nothing is subtracted here.
    Raises ValueError if A is not square; the message names its shape.
    Source: Golub and Van Loan (2013), section 2.6.
    """
    x, delta_x = solve_by_inverse(A, b), solve_by_inverse(A, delta_b)
    return tf.norm(delta_x) / tf.norm(x) * tf.norm(_column(b)) / tf.norm(_column(delta_b))


def _float64(values):
    """Return a float64 tensor. By way of NumPy: TensorFlow would first round a list's floats to float32."""
    return tf.convert_to_tensor(np.asarray(values, dtype=np.float64))


def _column(values):
    return tf.reshape(_float64(values), (-1, 1))


def _square(values):
    matrix = _float64(values)
    if matrix.shape.rank != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"A must be a square matrix, not of shape {tuple(matrix.shape)}")
    return matrix
