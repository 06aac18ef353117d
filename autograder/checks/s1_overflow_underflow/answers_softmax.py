"""Known answers to `softmax`."""

import math

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def formula_as_written(x):
    """the exponentials are taken before the largest entry is out of the way."""
    e = tf.exp(tf.convert_to_tensor(x))
    return e / tf.reduce_sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def formula_in_float64(x):
    """the exponentials are taken before the largest entry is out of the way."""
    e = np.exp(np.asarray(x, dtype=np.float64))
    return e / np.sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def nan_replaced_by_zero(x):
    """NaN is replaced by 0 after it has happened."""
    e = np.exp(np.asarray(x))
    return np.nan_to_num(e / np.sum(e))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def tiny_number_in_the_denominator(x):
    """a tiny number in the denominator hides 0/0 and leaves inf/inf."""
    e = np.exp(np.asarray(x))
    return e / (np.sum(e) + 1e-30)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def mean_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = tf.convert_to_tensor(x)
    e = tf.exp(z - tf.reduce_mean(z))
    return e / tf.reduce_sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def minimum_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = tf.convert_to_tensor(x)
    e = tf.exp(z - tf.reduce_min(z))
    return e / tf.reduce_sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def first_entry_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = tf.convert_to_tensor(x)
    e = tf.exp(z - z[0])
    return e / tf.reduce_sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def last_entry_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = tf.convert_to_tensor(x)
    e = tf.exp(z - z[-1])
    return e / tf.reduce_sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def largest_magnitude_subtracted(x):
    """the largest absolute value is subtracted: below 0 that makes everything smaller still."""
    z = tf.convert_to_tensor(x)
    e = tf.exp(z - tf.reduce_max(tf.abs(z)))
    return e / tf.reduce_sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def clipped(x):
    """large entries are cut off, which makes different ones equal."""
    e = np.exp(np.clip(np.asarray(x), -80.0, 80.0))
    return e / e.sum()


@misconception("keeps_small_shares")
def exponents_cut_off(x):
    """exponents below −50 are cut off, which makes small shares larger."""
    z = np.asarray(x)
    e = np.exp(np.maximum(z - z.max(), -50.0))
    return e / e.sum()


@misconception("agrees_at_every_magnitude")
def shifted_beyond_700_only(x):
    """the largest entry is subtracted only where it is beyond ±700: the formula fails at 89 in float32."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_max(z)
    e = tf.exp(z - m if abs(m) > 700 else z)
    return e / tf.reduce_sum(e)


@misconception("agrees_at_every_magnitude")
def shifted_where_exp_fails_in_float64(x):
    """the largest entry is subtracted only where its exponential is 0 or inf: the formula fails before that."""
    z = np.asarray(x, dtype=np.float64)
    m = z.max()
    e = np.exp(z) if 0 < np.exp(m) < np.inf else np.exp(z - m)
    return e / e.sum()


@misconception("agrees_at_every_magnitude")
def shifted_where_exp_fails(x):
    """the largest entry is subtracted only where its exponential is 0 or inf: the formula fails before that."""
    z = np.asarray(x, dtype=np.float32)
    m = z.max()
    e = np.exp(z) if 0 < np.exp(m) < np.inf else np.exp(z - m)
    return e / e.sum()


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def nothing_subtracted_below_zero(x):
    """nothing is subtracted where all entries are below 0: far below, all exponentials vanish."""
    z = tf.convert_to_tensor(x)
    e = tf.exp(z - tf.maximum(tf.reduce_max(z), 0))
    return e / tf.reduce_sum(e)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def median_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = np.asarray(x)
    e = np.exp(z - np.median(z))
    return e / e.sum()


@misconception("shares_equally_among_equal_entries")
def log_sum_exp_rounded(x):
    """log Σ exp(xⱼ) is rounded to the precision of x before it is subtracted, and the shares no longer add up to 1."""
    z = tf.convert_to_tensor(x)
    return tf.exp(z - tf.reduce_logsumexp(z))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "agrees_at_every_magnitude",
    "keeps_small_shares",
    "shares_equally_among_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def divided_by_the_largest(x):
    """the exponentials are divided by the largest of them, not by their sum."""
    z = tf.convert_to_tensor(x)
    return tf.exp(z - tf.reduce_max(z))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "keeps_small_shares",
    "shares_equally_among_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def shifted_above_the_line_only(x):
    """the largest entry is subtracted in the numerator but not in the denominator."""
    z = tf.convert_to_tensor(x)
    return tf.exp(z - tf.reduce_max(z)) / tf.reduce_sum(tf.exp(z))


@misconception("agrees_at_every_magnitude")
def largest_entries_share_where_the_formula_fails(x):
    """the largest entries get all of it where the formula gives NaN, however near the others are."""
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x)
    shares = e / e.sum()
    largest = x == x.max()
    return largest / largest.sum() if np.isnan(shares).any() else shares


@misconception("agrees_at_every_magnitude", "shares_equally_among_equal_entries")
def winner_takes_all(x):
    """where exp would overflow or vanish, everything goes to the largest entry, however near the others are."""
    z = np.asarray(x, dtype=np.float64)
    if np.abs(z).max() > 80:
        return np.eye(z.size)[z.argmax()]
    return np.exp(z) / np.exp(z).sum()


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "keeps_small_shares",
    "shares_equally_among_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def sorted_entries(x):
    """the entries come back sorted, no longer in the order of x."""
    return np.sort(tf.nn.softmax(np.asarray(x)).numpy())


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "keeps_small_shares",
    "shares_equally_among_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def every_entry_on_its_own(x):
    """softmax is taken over an axis with one entry: everything becomes 1."""
    return tf.nn.softmax(tf.reshape(tf.convert_to_tensor(x), [-1, 1]), axis=1)


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "keeps_small_shares",
    "shares_equally_among_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def row(x):
    """the result is a row of shape (1, n), not a vector."""
    return tf.nn.softmax(tf.reshape(tf.convert_to_tensor(x), [1, -1]))


@misconception("leaves_its_argument_alone")
def shifted_in_place(x):
    """the largest entry is subtracted from the argument itself."""
    z = x if isinstance(x, np.ndarray) else np.array(x)
    z -= z.max()
    return np.exp(z) / np.exp(z).sum()


@misconception("accepts_every_kind_of_vector", "leaves_its_argument_alone")
def no_lists(x):
    """x − max(x) is taken of x as it is, which a list does not allow."""
    e = np.exp(x - max(x))
    return e / np.sum(e)


@right_answer
def numpy_shift(x):
    """NumPy, in the precision that x comes in."""
    z = np.asarray(x)
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@right_answer
def plain_python(x):
    """Loops over Python floats; returns a list."""
    import math
    largest = max(float(v) for v in x)
    e = [math.exp(float(v) - largest) for v in x]
    return [v / sum(e) for v in e]


@right_answer
def all_in_float32(x):
    """Casts everything to float32 and returns a column."""
    z = tf.cast(tf.convert_to_tensor(x), tf.float32)[:, tf.newaxis]
    e = tf.exp(z - tf.reduce_max(z, axis=0))
    return e / tf.reduce_sum(e, axis=0)


@right_answer
def pairwise(x):
    """1 / Σⱼ exp(xⱼ − xᵢ): what overflows becomes 1/inf = 0."""
    z = tf.convert_to_tensor(x)
    return 1 / tf.reduce_sum(tf.exp(z[None, :] - z[:, None]), axis=1)


@right_answer
def exponential_of_log_softmax(x):
    """The exponential of TensorFlow's log_softmax, as a variable."""
    return tf.Variable(tf.exp(tf.nn.log_softmax(tf.convert_to_tensor(x))))


@right_answer
def shifted_twice(x):
    """The shift inside a tf.function, and the logarithm of the sum of what is left."""
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float64)])
    def stable(z):
        z = z - tf.reduce_max(z)
        return tf.exp(z - tf.math.log(tf.reduce_sum(tf.exp(z))))
    return stable(tf.cast(x, tf.float64))


@right_answer
def cut_off_at_700(x):
    """Exponents below −700 are cut off: 1e-304 in place of 0."""
    z = np.array(x, dtype=np.float64)
    e = np.exp(np.clip(z - z.max(), -700, None))
    return e / e.sum()


@right_answer
def shifted_where_needed_in_float64(x):
    """The formula as it is written where float64 has room for it, the shift elsewhere."""
    z = np.asarray(x, dtype=np.float64)
    if np.abs(z).max() > 600:
        z = z - z.max()
    return np.exp(z) / np.exp(z).sum()


@misconception("stays_finite_at_99999999", "agrees_on_random_vectors")
def two_entries_by_the_sigmoid(x):
    """two entries are computed as 1 / (1 + exp(x₁ − x₀)), which overflows where x₁ is far larger."""
    x = np.asarray(x, dtype=np.float64)
    if x.shape == (2,):
        first = 1.0 / (1.0 + math.exp(x[1] - x[0]))
        return np.array([first, 1.0 - first])
    e = np.exp(x - x.max())
    return e / e.sum()


@misconception("leaves_its_argument_alone")
def shifted_and_put_back(x):
    """the largest entry is subtracted from the argument itself and added again, which rounds other entries."""
    x = x if isinstance(x, np.ndarray) else np.array(x)
    m = x.max()
    x -= m
    z = x.copy()
    x += m
    return np.exp(z) / np.exp(z).sum()


@misconception("keeps_small_shares")
def last_share_is_the_rest(x):
    """the last share is what the others leave of the sum, which keeps nothing of a small one."""
    z = np.asarray(x, dtype=np.float64)
    e = np.exp(z - z.max())
    sums = np.cumsum(e)
    e[-1] = sums[-1] - (sums[-2] if len(sums) > 1 else 0.0)
    return e / sums[-1]
