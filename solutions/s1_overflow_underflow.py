"""Reference answers to section 04.01, by the libraries' own implementations in float64.

Vectors are lists, arrays, tensors or variables of shape (n,), n ≥ 1, with finite entries.
"""

from decimal import Decimal

import numpy as np
import tensorflow as tf


def rounded_equal(a, b, digits=10):
    """Return whether a and b are the same number after each is rounded to `digits` decimals, as a bool.

    a, b : finite Python floats below 1e15 in magnitude; their exact binary values are rounded, ties to even.
    digits : int, 0 or more.
    Source: "Deep Learning with TensorFlow 2", section 04.01, the example of 0.1 + 0.1 + 0.1 and 0.3.
    """
    unit = Decimal(1).scaleb(-digits)
    return Decimal(a).quantize(unit) == Decimal(b).quantize(unit)


def machine_epsilon(dtype):
    """Return the smallest power of two that changes 1 when added to it in `dtype`, as a Python float.

    dtype : "float16", "float32", "float64" or a NumPy or TensorFlow dtype of one of these.
    Raises TypeError if there is no such dtype. Source: IEEE 754-2019, table 3.5: 2^(1 − p) for p bits of significand.
    """
    return float(np.finfo(tf.as_dtype(dtype).as_numpy_dtype).eps)


def naive_softmax(x):
    """Return exp(xᵢ) / Σⱼ exp(xⱼ) as the formula is written, float64, shape (n,); NaN where that is ∞/∞ or 0/0.

    Source: "Deep Learning with TensorFlow 2", section 04.01, eq. (1), with the sum over j.
    """
    exponentials = tf.exp(_as_float64(x))
    return exponentials / tf.reduce_sum(exponentials)


def softmax(x):
    """Return exp(xᵢ) / Σⱼ exp(xⱼ), float64, shape (n,), finite for every finite x.

    Source: Goodfellow, Bengio and Courville (2016), section 4.1, eq. (4.1).
    """
    return tf.nn.softmax(_as_float64(x))


def log_sum_exp(x):
    """Return log Σⱼ exp(xⱼ) as a float64 scalar, finite for every finite x.

    Source: Goodfellow, Bengio and Courville (2016), section 4.1.
    """
    return tf.reduce_logsumexp(_as_float64(x))


def log_softmax(x):
    """Return the logarithm of softmax(x), float64, shape (n,), finite for every finite x.

    Source: Goodfellow, Bengio and Courville (2016), section 4.1.
    """
    return tf.nn.log_softmax(_as_float64(x))


def _as_float64(x):
    return tf.constant(np.asarray(x, dtype=np.float64))  # not tf.cast: that makes a list float32 first
