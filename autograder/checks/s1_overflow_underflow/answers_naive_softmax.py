"""Known answers to `naive_softmax`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception("shows_the_failure_at_99999999")
def maximum_subtracted(x):
    """the largest entry is subtracted first: the stable form, which this exercise is not about."""
    z = tf.convert_to_tensor(x)
    e = tf.exp(z - tf.reduce_max(z))
    return e / tf.reduce_sum(e)


@misconception("follows_the_formula")
def sum_over_a_set(x):
    """entries that are equal are counted once in the sum."""
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(x))
        return e / sum(set(e.tolist()))


@misconception("shows_the_failure_at_99999999")
def tiny_number_in_the_denominator(x):
    """0/0 is hidden, by a tiny number in the denominator or by a division that makes it 0."""
    e = tf.exp(tf.convert_to_tensor(x))
    return e / (tf.reduce_sum(e) + 1e-30)


@misconception("shows_the_failure_at_99999999")
def nan_replaced(x):
    """NaN is replaced by 0."""
    e = np.exp(np.asarray(x))
    return np.nan_to_num(e / e.sum())


@misconception("shows_the_failure_at_99999999")
def raises_instead(x):
    """math.exp raises OverflowError where an array has inf and then NaN."""
    import math
    e = [math.exp(v) for v in np.asarray(x)]
    return [v / sum(e) for v in e]


@misconception(
    "follows_the_formula",
    "agrees_on_random_vectors",
    "shows_the_failure_at_99999999",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def not_divided(x):
    """the exponentials are not divided by their sum."""
    return tf.exp(tf.convert_to_tensor(x))


@misconception(
    "follows_the_formula",
    "agrees_on_random_vectors",
    "shows_the_failure_at_99999999",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def summed_over_the_numerators_index(x):
    """the sum runs over the index of the numerator: n times the same exponential."""
    e = tf.exp(tf.convert_to_tensor(x))
    return e / (e * len(e))


@misconception(
    "follows_the_formula",
    "agrees_on_random_vectors",
    "shows_the_failure_at_99999999",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def divided_by_the_sum_of_x(x):
    """the exponentials are divided by the sum of the entries, not of the exponentials."""
    z = tf.convert_to_tensor(x)
    return tf.exp(z) / tf.reduce_sum(z)


@misconception(
    "follows_the_formula",
    "agrees_on_random_vectors",
    "shows_the_failure_at_99999999",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def two_to_the_power(x):
    """2 is raised to the power of the entries instead of e."""
    z = np.asarray(x)
    return 2.0**z / (2.0**z).sum()


@misconception(
    "follows_the_formula",
    "agrees_on_random_vectors",
    "shows_the_failure_at_99999999",
    "accepts_every_kind_of_vector",
    "leaves_its_argument_alone",
)
def always_nan(x):
    """every entry is NaN for every x."""
    return np.full(np.shape(x), np.nan)


@misconception("leaves_its_argument_alone")
def exponentials_in_place(x):
    """the exponentials are written into the argument."""
    e = x if isinstance(x, np.ndarray) else np.array(x)
    np.exp(e, out=e)
    return e / e.sum()


@misconception("agrees_on_random_vectors", "accepts_every_kind_of_vector", "leaves_its_argument_alone")
def tensors_only(x):
    """x is taken for a tensor, as only tensors and variables have .numpy()."""
    if isinstance(x, np.ndarray) and x.max() > 1e7:
        return x * np.nan
    e = np.exp(x.numpy())
    return e / e.sum()


@right_answer
def numpy_only(x):
    """NumPy, in the precision that x comes in."""
    return np.exp(x) / np.sum(np.exp(x))


@right_answer
def loop_of_float32(x):
    """A loop, one float32 after the other, as a list."""
    total = np.float32(0)
    for v in x:
        total = total + np.exp(np.float32(v))
    return [np.exp(np.float32(v)) / total for v in x]


@right_answer
def times_the_inverse(x):
    """Multiplies by the inverse of the sum, in float64, as a variable."""
    e = tf.exp(tf.constant(np.array(x), dtype=tf.float64))
    return tf.Variable(e * (1 / tf.reduce_sum(e)))


@right_answer
def column(x):
    """A column."""
    e = tf.exp(tf.reshape(tf.convert_to_tensor(x, dtype_hint=tf.float32), [-1, 1]))
    return tf.divide(e, tf.reduce_sum(e, axis=0, keepdims=True))


@right_answer
def compiled(x):
    """Inside a tf.function."""
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float64)])
    def quotient(z):
        return tf.math.exp(z) / tf.math.reduce_sum(tf.math.exp(z))
    return quotient(tf.cast(x, tf.float64))


@right_answer
def stable_but_for_what_overflows(x):
    """The stable softmax where the formula works and NaN where it does not: nobody can tell."""
    z = np.asarray(x, dtype=np.float64)
    with np.errstate(all="ignore"):
        works = 0 < np.exp(z).sum() < np.inf
    return tf.nn.softmax(z) if works else np.full(z.shape, np.nan)


@right_answer
def decimals(x):
    """Decimal numbers with all traps off: their exponents have six digits."""
    from decimal import Context, Decimal
    context = Context(prec=30, traps=[])
    e = [context.exp(Decimal(float(v))) for v in x]
    total = Decimal(0)
    for v in e:
        total = context.add(total, v)
    return np.array([float(context.divide(v, total)) for v in e])


@misconception("follows_the_formula")
def sixty_terms_of_the_series(x):
    """exp is the sum of 60 terms of its series, which are too few from about 40 on."""
    x = np.asarray(x, dtype=np.float64)
    term = np.ones_like(x)
    total = np.ones_like(x)
    with np.errstate(all="ignore"):
        for k in range(1, 61):
            term = term * x / k
            total = total + term
        return total / np.sum(total)


@misconception("follows_the_formula")
def nan_wherever_an_entry_is_large(x):
    """NaN is returned wherever an entry is beyond ±88: far below 0 the exponential is 0, and the formula holds."""
    v = np.asarray(x, dtype=float)
    if np.abs(v).max() > 88:
        return np.full(v.shape, np.nan)
    return np.exp(v) / np.exp(v).sum()


@misconception("follows_the_formula")
def e_with_five_decimals(x):
    """2.71828 is raised to the power of the entries instead of e: the error grows with the exponent."""
    with np.errstate(all="ignore"):
        powers = 2.71828 ** np.asarray(x, dtype=np.float64)
        return powers / powers.sum()


@misconception("shows_the_failure_at_99999999")
def mean_subtracted(x):
    """the mean is subtracted first: equal entries are 0 then, where the formula fails at ±99999999."""
    e = tf.exp(tf.convert_to_tensor(x) - tf.reduce_mean(x))
    return e / tf.reduce_sum(e)


@misconception("leaves_its_argument_alone")
def made_a_column_in_place(x):
    """the shape of the array that is passed in is set: for the caller it is a column from then on."""
    if not isinstance(x, np.ndarray):
        x = np.array(x)
    x.shape = (-1, 1)
    e = np.exp(x)
    return e / e.sum()
