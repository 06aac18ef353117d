"""Vectors that the checks of section 04.01 share.

Magnitudes above 16 hold only numbers that float32 represents exactly, so that rounding the input costs nothing.
"""

import numpy as np
import tensorflow as tf

ANY_KIND = "if only this check is lost: make a tensor or an array of x first, whatever it is."
NOT_RESTORED = [1.3, -0.2, 0.7]  # by subtracting the largest entry and adding it again, in either precision


def overflowing():
    """Return the chapter's overflow example, float32, shape (3,)."""
    return tf.constant([12345.0, 67890.0, 99999999.0])


def underflowing():
    """Return the chapter's underflow example, float32, shape (3,)."""
    return tf.constant([-12345.0, -67890.0, -99999999.0])


def random_vectors(rng, sizes=(1, 2, 5, 20, 100)):
    """Yield arrays with entries within ±8, in turn float32 and float64: even the naive formula stands these."""
    for place, size in enumerate(sizes):
        yield rng.uniform(-8.0, 8.0, size=size).astype([np.float32, np.float64][place % 2])


def near_neighbours(rng):
    """Yield vectors of six entries within 3 of ±c, in quarter steps, half of them with a seventh 5000 below.

    exp fails at c = 1000 in float64 too, at the second c, which is random, in float32 at least; but several entries
    have a share: softmax is not 0 and 1.
    """
    for size in (1000.0, float(rng.integers(110, 1000))):
        for centre in (size, -size):
            numbers = centre + rng.integers(-12, 13, size=6) / 4
            yield tf.constant(numbers, dtype=tf.float32)
            yield np.insert(numbers[::-1], rng.integers(0, 7), centre - 5000.0)


def at_the_ends_of_exp():
    """Yield vectors of four entries that exp just stands in their precision, while the formula does not.

    Above, the sum of the exponentials overflows, below, they have hardly a digit left: who shifts only where exp itself
    overflows or vanishes is wrong here.
    """
    for dtype, largest in ((np.float32, 88.5), (np.float32, -103.0), (np.float64, 709.5), (np.float64, -744.5)):
        yield np.array([largest, largest - 0.75, largest, largest - 2.5], dtype=dtype)


def equal_entries(entries, sizes):
    """Yield a float32 vector of each size for each number: all its entries are that number."""
    for entry in entries:
        for size in sizes:
            yield tf.fill([size], tf.constant(entry))


def large_and_equal():
    """Yield (vector, by how much float32 may be off there): four entries, all ±2e4 or ±2e6, where logarithms still count.

    Numbers of float32 are 2⁻⁹ and 2⁻³ apart there: half of that for each of at most five additions. log 4 is 1.39.
    """
    for entry, spacing in ((2e4, 2.0**-9), (2e6, 2.0**-3)):
        for sign in (1, -1):
            yield np.full(4, sign * entry), 2.5 * spacing


def one_above_many():
    """Return a vector of a 0 and 400 entries of −6, float32, shape (401,): each adds little, together they double the sum."""
    return tf.constant([0.0] + 400 * [-6.0])


def far_below():
    """Return a vector whose first entry is 1e8 below the others, which share, float32, shape (3,)."""
    return tf.constant([-99999999.0, 1.0, 0.25])


def far_below_zero():
    """Return a vector without an entry above −77777777, float32, shape (3,): no search may start at −1e6."""
    return tf.constant([-99999999.0, -88888888.0, -77777777.0])


def far_apart(rng):
    """Yield vectors of five entries within ±1e8, at least 64000 apart, the largest neither first nor last nor in the middle."""
    for dtype, place in ((tf.float32, 1), (tf.float64, 3)):
        gap = 64 * rng.integers(1000, 780_000)
        order = np.insert(rng.permutation([-2, -1, 0, 1]), place, 2)
        numbers = order * float(gap)
        yield tf.constant(numbers, dtype=dtype) if dtype == tf.float32 else numbers
