"""Known answers to `log_sum_exp`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "adds_log_n_for_n_equal_entries")
def formula_as_written(x):
    """the exponentials are taken before the largest entry is out of the way."""
    return tf.math.log(tf.reduce_sum(tf.exp(tf.convert_to_tensor(x))))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "adds_log_n_for_n_equal_entries")
def formula_in_float64(x):
    """the exponentials are taken before the largest entry is out of the way."""
    return np.log(np.sum(np.exp(np.asarray(x, dtype=np.float64))))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "adds_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def maximum_not_added_back(x):
    """the largest entry is subtracted from every entry and not added to the logarithm again."""
    z = tf.convert_to_tensor(x)
    return tf.math.log(tf.reduce_sum(tf.exp(z - tf.reduce_max(z))))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "agrees_at_every_magnitude",
    "adds_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def largest_entry_only(x):
    """only the largest entry counts: the logarithm of what the others add is missing."""
    return tf.reduce_max(tf.convert_to_tensor(x))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "adds_log_n_for_n_equal_entries")
def largest_magnitude_subtracted(x):
    """the largest absolute value is subtracted: below 0 that makes everything smaller still."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_max(tf.abs(z))
    return m + tf.math.log(tf.reduce_sum(tf.exp(z - m)))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def mean_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_mean(z)
    return m + tf.math.log(tf.reduce_sum(tf.exp(z - m)))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def first_entry_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = tf.convert_to_tensor(x)
    return z[0] + tf.math.log(tf.reduce_sum(tf.exp(z - z[0])))


@misconception("agrees_at_every_magnitude")
def shifted_beyond_700_only(x):
    """the largest entry is subtracted only where it is beyond ±700: the formula fails at 89 in float32."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_max(z)
    m = m if abs(m) > 700 else tf.zeros_like(m)
    return m + tf.math.log(tf.reduce_sum(tf.exp(z - m)))


@misconception("agrees_at_every_magnitude")
def shifted_where_exp_fails(x):
    """the largest entry is subtracted only where its exponential is 0 or inf: the formula fails before that."""
    z = np.asarray(x, dtype=np.float32)
    m = z.max() if np.exp(z.max()) in (0, np.inf) else np.float32(0)
    return m + np.log(np.sum(np.exp(z - m)))


@misconception("agrees_at_every_magnitude")
def shifted_where_exp_fails_in_float64(x):
    """the largest entry is subtracted only where its exponential is 0 or inf: the formula fails before that."""
    z = np.asarray(x, dtype=np.float64)
    m = z.max() if np.exp(z.max()) in (0, np.inf) else 0.0
    return m + np.log(np.sum(np.exp(z - m)))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "adds_log_n_for_n_equal_entries")
def nothing_subtracted_below_zero(x):
    """nothing is subtracted where all entries are below 0: far below, all exponentials vanish."""
    z = tf.convert_to_tensor(x)
    m = tf.maximum(tf.reduce_max(z), 0)
    return m + tf.math.log(tf.reduce_sum(tf.exp(z - m)))


@misconception("agrees_at_every_magnitude")
def log_softmax_of_the_first_entry(x):
    """x₁ − log softmax(x)₁ is taken, in which nothing is left of the others where x₁ is far below them."""
    z = tf.convert_to_tensor(x)
    return z[0] - tf.nn.log_softmax(z)[0]


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude")
def median_subtracted(x):
    """another number than the largest entry is subtracted: entries above it may still be far too large for exp."""
    z = np.asarray(x)
    m = np.median(z)
    return m + np.log(np.sum(np.exp(z - m)))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "adds_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def mean_of_exponentials(x):
    """the mean of the exponentials is taken instead of their sum."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_max(z)
    return m + tf.math.log(tf.reduce_mean(tf.exp(z - m)))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "agrees_at_every_magnitude",
    "adds_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def logarithm_to_base_two(x):
    """the logarithm is taken to base 2."""
    z = np.asarray(x)
    return z.max() + np.log2(np.sum(np.exp(z - z.max())))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "adds_log_n_for_n_equal_entries",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def exponentials_not_summed(x):
    """the exponentials are not added up: a vector comes back instead of a number."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_max(z)
    return m + tf.math.log(tf.exp(z - m))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "adds_log_n_for_n_equal_entries")
def clipped(x):
    """entries beyond ±80 are cut off."""
    return np.log(np.sum(np.exp(np.clip(np.asarray(x), -80.0, 80.0))))


@misconception("stays_finite_at_99999999", "agrees_at_every_magnitude", "adds_log_n_for_n_equal_entries")
def tiny_number_in_the_logarithm(x):
    """a tiny number in the logarithm hides log 0 and leaves log inf."""
    return np.log(np.sum(np.exp(np.asarray(x))) + 1e-30)


@misconception("agrees_at_every_magnitude", "adds_log_n_for_n_equal_entries")
def largest_entry_where_the_formula_fails(x):
    """where exp would overflow or vanish, the largest entry is returned and the others are left out."""
    z = np.asarray(x, dtype=np.float64)
    return z.max() if np.abs(z).max() > 80 else np.log(np.sum(np.exp(z)))


@misconception(
    "agrees_on_small_numbers",
    "agrees_on_random_vectors",
    "stays_finite_at_99999999",
    "agrees_at_every_magnitude",
    "adds_log_n_for_n_equal_entries",
    "leaves_its_argument_alone",
    "accepts_every_kind_of_vector",
)
def keeps_earlier_exponentials(x):
    """the exponentials of earlier calls are kept in a list and added as well."""
    # the name is the one in a notebook: when a message is put together it does not exist, and nothing is kept
    terms = vars(log_sum_exp).setdefault("terms", [])  # noqa: F821
    m = max(float(v) for v in x)
    for v in x:
        terms.append(np.exp(float(v) - m))
    return m + np.log(sum(terms))


@misconception("leaves_its_argument_alone")
def shifted_in_place(x):
    """the largest entry is subtracted from the argument itself."""
    z = x if isinstance(x, np.ndarray) else np.array(x)
    m = z.max()
    z -= m
    return m + np.log(np.sum(np.exp(z)))


@misconception("accepts_every_kind_of_vector", "leaves_its_argument_alone")
def no_lists(x):
    """x − max(x) is taken of x as it is, which a list does not allow."""
    m = max(x)
    return m + np.log(np.sum(np.exp(x - m)))


@right_answer
def python_floats(x):
    """A loop over Python floats."""
    import math
    x = [float(v) for v in x]
    m = max(x)
    return m + math.log(sum(math.exp(v - m) for v in x))


@right_answer
def one_by_one(x):
    """NumPy's logaddexp, one entry after the other, in the precision that x comes in."""
    return np.logaddexp.reduce(np.asarray(x))


@right_answer
def all_in_float32(x):
    """float32 throughout, one entry after the other, as an array with one element."""
    total = np.float32(-np.inf)
    for v in np.asarray(x, dtype=np.float32):
        high, low = max(total, v), min(total, v)
        total = high + np.log1p(np.exp(low - high, dtype=np.float32), dtype=np.float32)
    return np.array([total])


@right_answer
def tensorflow_shift(x):
    """TensorFlow, with the shift kept as an axis: the result has shape (1,)."""
    z = tf.convert_to_tensor(x)
    m = tf.reduce_max(z, keepdims=True)
    return m + tf.math.log(tf.reduce_sum(tf.exp(z - m), keepdims=True))


@right_answer
def through_log_softmax(x):
    """log Σ exp(xⱼ) = xᵢ − log softmax(x)ᵢ for every i; taken at the largest entry."""
    z = tf.Variable(x)
    i = tf.argmax(z)
    return tf.Variable(z[i] - tf.nn.log_softmax(z)[i])


@misconception("agrees_at_every_magnitude")
def maximum_starts_at_a_million_below_zero(x):
    """the search for the largest entry starts at −1e6, and every entry may lie below that."""
    z = np.asarray(x, dtype=np.float64)
    m = max(-1e6, z.max())
    z = z - m
    return m + np.log(np.exp(z).sum())


@misconception("leaves_its_argument_alone")
def shifted_and_put_back(x):
    """the largest entry is subtracted from the argument itself and added again, which rounds other entries."""
    x = x if isinstance(x, np.ndarray) else np.array(x)
    m = x.max()
    x -= m
    z = x.copy()
    x += m
    return m + np.log(np.exp(z).sum())


@misconception("agrees_at_every_magnitude")
def largest_entry_beyond_a_million(x):
    """where the entries are large, the largest stands for all: what the others add is left out."""
    x = np.asarray(x, dtype=np.float64)
    m = x.max()
    return m if abs(m) > 1e6 else m + np.log(np.exp(x - m).sum())


@misconception("agrees_at_every_magnitude")
def largest_entry_where_exp_overflows(x):
    """where the formula overflows even in long double, the largest entry stands for all: what the others add is left out."""
    x = np.asarray(x, dtype=np.longdouble)
    with np.errstate(all="ignore"):
        result = np.log(np.exp(x).sum())
    return float(result if np.isfinite(result) else x.max())


@misconception("leaves_its_argument_alone")
def each_entry_made_a_list(x):
    """the entries of a list that is passed in are replaced by lists: for the caller it is a column from then on."""
    if isinstance(x, list):
        for i, entry in enumerate(x):
            x[i] = [entry]
    x = np.asarray(x, dtype=np.float64)
    return x.max() + np.log(np.exp(x - x.max()).sum())
