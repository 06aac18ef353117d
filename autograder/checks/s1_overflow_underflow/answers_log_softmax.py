"""Known answers to `log_softmax`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def logarithm_of_softmax(x):
    """the logarithm is taken of entries of softmax that have become 0."""
    return tf.math.log(tf.nn.softmax(tf.convert_to_tensor(x)))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def logarithm_of_softmax_in_float64(x):
    """the logarithm is taken of entries of softmax that have become 0."""
    z = np.asarray(x, dtype=np.float64)
    e = np.exp(z - z.max())
    return np.log(e / e.sum())


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def tiny_number_in_the_logarithm(x):
    """a tiny number is added before the logarithm: no entry can get below its logarithm."""
    return tf.math.log(tf.nn.softmax(tf.convert_to_tensor(x)) + 1e-30)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def infinity_replaced(x):
    """−inf is replaced by the lowest number after it has happened."""
    return np.nan_to_num(np.log(tf.nn.softmax(tf.convert_to_tensor(x)).numpy()))


@misconception(
    "stays_finite_at_99999999", "agrees_at_every_magnitude", "gives_minus_log_n_for_n_equal_entries"
)
def exponentials_not_shifted(x):
    """the exponentials are taken before the largest entry is out of the way."""
    z = tf.convert_to_tensor(x)
    return z - tf.math.log(tf.reduce_sum(tf.exp(z)))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def mean_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = tf.convert_to_tensor(x)
    z = z - tf.reduce_mean(z)
    return z - tf.math.log(tf.reduce_sum(tf.exp(z)))


@misconception(
    "stays_finite_at_99999999", "agrees_at_every_magnitude", "gives_minus_log_n_for_n_equal_entries"
)
def largest_magnitude_subtracted(x):
    """the largest absolute value is subtracted: below 0 that makes everything smaller still."""
    z = tf.convert_to_tensor(x)
    z = z - tf.reduce_max(tf.abs(z))
    return z - tf.math.log(tf.reduce_sum(tf.exp(z)))


@misconception("agrees_at_every_magnitude")
def shifted_beyond_700_only(x):
    """the largest entry is subtracted only where it is beyond ±700: the formula fails at 89 in float32."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_max(z)
    m = m if abs(m) > 700 else tf.zeros_like(m)
    return z - m - tf.math.log(tf.reduce_sum(tf.exp(z - m)))


@misconception("agrees_at_every_magnitude")
def shifted_where_exp_fails(x):
    """the largest entry is subtracted only where its exponential is 0 or inf: the formula fails before that."""
    z = np.asarray(x, dtype=np.float32)
    m = z.max() if np.exp(z.max()) in (0, np.inf) else np.float32(0)
    return z - m - np.log(np.sum(np.exp(z - m)))


@misconception("agrees_at_every_magnitude")
def shifted_where_exp_fails_in_float64(x):
    """the largest entry is subtracted only where its exponential is 0 or inf: the formula fails before that."""
    z = np.asarray(x, dtype=np.float64)
    m = z.max() if np.exp(z.max()) in (0, np.inf) else 0.0
    return z - m - np.log(np.sum(np.exp(z - m)))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "gives_minus_log_n_for_n_equal_entries")
def nothing_subtracted_below_zero(x):
    """nothing is subtracted where all entries are below 0: far below, all exponentials vanish."""
    z = tf.convert_to_tensor(x)
    m = tf.maximum(tf.reduce_max(z), 0)
    return z - m - tf.math.log(tf.reduce_sum(tf.exp(z - m)))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def median_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = np.asarray(x)
    m = np.median(z)
    return z - m - np.log(np.sum(np.exp(z - m)))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "gives_minus_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def maximum_not_added_back(x):
    """the sum is of shifted exponentials, but x itself is not shifted."""
    z = tf.convert_to_tensor(x)
    return z - tf.math.log(tf.reduce_sum(tf.exp(z - tf.reduce_max(z))))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "agrees_at_every_magnitude",
    "gives_minus_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def logarithm_of_the_sum_missing(x):
    """only the largest entry is subtracted: the logarithm of the sum is missing."""
    z = tf.convert_to_tensor(x)
    return z - tf.reduce_max(z)


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "gives_minus_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def softmax_itself(x):
    """softmax is returned, without the logarithm."""
    return tf.nn.softmax(tf.convert_to_tensor(x))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "gives_minus_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def sign_turned(x):
    """the sign is turned, as in a cross-entropy."""
    return -tf.nn.log_softmax(tf.convert_to_tensor(x))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "gives_minus_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def logarithm_to_base_two(x):
    """the logarithm is taken to base 2."""
    return tf.nn.log_softmax(tf.convert_to_tensor(x)).numpy() / np.log(2.0)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def cut_off_below(x):
    """entries below −1000 are cut off."""
    return np.maximum(tf.nn.log_softmax(tf.convert_to_tensor(x)).numpy(), -1000.0)


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def quotients_overflow(x):
    """the logarithm is taken of entries of softmax that have become 0."""  # 1/Σ exp(xⱼ − xᵢ), its sum infinite
    z = tf.convert_to_tensor(x)
    return -tf.math.log(tf.reduce_sum(tf.exp(z[None, :] - z[:, None]), axis=1))


@misconception("leaves_its_argument_alone")
def shifted_in_place(x):
    """the largest entry is subtracted from the argument itself."""
    z = x if isinstance(x, np.ndarray) else np.array(x)
    z -= z.max()
    return z - np.log(np.sum(np.exp(z)))


@misconception("accepts_every_kind_of_vector", "leaves_its_argument_alone")
def no_lists(x):
    """x − max(x) is taken of x as it is, which a list does not allow."""
    z = x - max(x)
    return z - np.log(np.sum(np.exp(z)))


@right_answer
def minus_log_sum_exp(x):
    """x − log Σ exp(xⱼ), in the precision that x comes in."""
    z = tf.convert_to_tensor(x)
    return z - tf.reduce_logsumexp(z)


@right_answer
def one_by_one_in_float32(x):
    """float32 throughout: logaddexp, one entry after the other; a column comes back."""
    z = np.asarray(x, dtype=np.float32)
    return (z - np.logaddexp.reduce(z))[:, np.newaxis]


@right_answer
def numpy_shift(x):
    """NumPy in float64."""
    z = np.array(x, dtype=np.float64)
    z = z - z.max()
    return z - np.log(np.exp(z).sum())


@right_answer
def plain_python(x):
    """A list of Python floats, by math.fsum."""
    import math
    x = [float(v) for v in x]
    m = max(x)
    rest = math.log(math.fsum(math.exp(v - m) for v in x))
    return [v - m - rest for v in x]


@right_answer
def logarithm_where_it_exists(x):
    """log(softmax) where softmax is not tiny, x − max elsewhere, as a variable."""
    z = tf.convert_to_tensor(x)
    p = tf.nn.softmax(z)
    shifted = z - tf.reduce_max(z)
    rest = tf.math.log(tf.reduce_sum(tf.exp(shifted)))
    return tf.Variable(tf.where(p > 1e-6, tf.math.log(tf.maximum(p, 1e-6)), shifted - rest))


@misconception("agrees_at_every_magnitude")
def maximum_starts_at_a_million_below_zero(x):
    """the search for the largest entry starts at −1e6, and every entry may lie below that."""
    z = np.asarray(x, dtype=np.float64)
    m = max(-1e6, z.max())
    z = z - m
    return z - np.log(np.exp(z).sum())


@misconception("leaves_its_argument_alone")
def shifted_and_put_back(x):
    """the largest entry is subtracted from the argument itself and added again, which rounds other entries."""
    x = x if isinstance(x, np.ndarray) else np.array(x)
    m = x.max()
    x -= m
    z = x.copy()
    x += m
    return z - np.log(np.exp(z).sum())


@misconception("agrees_at_every_magnitude")
def logarithm_of_all_shares_but_zero(x):
    """the logarithm is taken of shares that are not 0 yet: tiny ones are denormal numbers with hardly a digit left."""
    x = np.asarray(x)
    z = x - x.max()
    e = np.exp(z)
    with np.errstate(divide="ignore"):
        return np.where(e > 0, np.log(e), z) - np.log(e.sum())


@misconception("agrees_at_every_magnitude")
def shifted_only_beyond_a_million(x):
    """where the entries are large, only the largest is subtracted: the logarithm of the sum is left out."""
    x = np.asarray(x, dtype=np.float64)
    z = x - x.max()
    return z if abs(x.max()) > 1e6 else z - np.log(np.exp(z).sum())
