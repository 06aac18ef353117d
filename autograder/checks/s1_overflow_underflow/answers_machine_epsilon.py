"""Known answers to `machine_epsilon`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def halved_once_too_often(dtype):
    """the number is halved once too often, or taken from 1 where it is to be added to it."""
    one = tf.constant(1, tf.as_dtype(dtype))
    epsilon = one
    while one + epsilon > one:
        epsilon = epsilon / 2
    return float(epsilon)


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def halved_once_too_little(dtype):
    """the loop stops one halving early: half of this number changes 1 as well."""
    one = tf.constant(1, tf.as_dtype(dtype))
    epsilon = one
    while one + epsilon / 4 > one:
        epsilon = epsilon / 2
    return float(epsilon)


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def always_double(dtype):
    """the halving goes on in float64, whatever dtype is asked for."""
    epsilon = 1.0
    while 1.0 + epsilon / 2 != 1.0:
        epsilon /= 2
    return epsilon


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def always_single(dtype):
    """the halving goes on in float32, TensorFlow's default, whatever dtype is asked for."""
    epsilon = tf.constant(1.0)
    while 1.0 + epsilon / 2 != 1.0:
        epsilon /= 2
    return epsilon


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def promoted_to_double(dtype):
    """the halving goes on in float64, whatever dtype is asked for."""  # 1 has the dtype, what is added to it has not
    one = tf.as_dtype(dtype).as_numpy_dtype(1)
    epsilon = np.float64(1)
    while one + epsilon / 2 != one:
        epsilon = epsilon / 2
    return float(epsilon)


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def smallest_positive_number(dtype):
    """the number is halved until it is 0: that finds where underflow begins, not what changes 1."""
    number = tf.as_dtype(dtype).as_numpy_dtype(1)
    while number / 2 > 0:
        number = number / 2
    return float(number)


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def divides_by_ten(dtype):
    """the number is divided by ten instead of two, so that it is no power of two."""
    one = tf.as_dtype(dtype).as_numpy_dtype(1)
    epsilon = one
    while one + epsilon / 10 != one:
        epsilon = epsilon / 10
    return float(epsilon)


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def returns_the_exponent(dtype):
    """the exponent is returned instead of the power of two."""
    return np.finfo(tf.as_dtype(dtype).as_numpy_dtype).machep


@misconception(
    "tells_single_from_double_precision", "knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes"
)
def keeps_the_first_result(dtype):
    """the result of the first call is kept for all later calls."""
    # the name is the one in a notebook: when a message is put together it does not exist, and nothing is kept
    found = vars(machine_epsilon).setdefault("found", [])  # noqa: F821
    if not found:
        found.append(float(np.finfo(tf.as_dtype(dtype).as_numpy_dtype).eps))
    return found[0]


@misconception("accepts_numpy_dtypes", "accepts_tensorflow_dtypes")
def knows_names_only(dtype):
    """dtype is looked up by its name, which np.float32 and tf.float32 are not."""
    one = getattr(np, dtype)(1)
    epsilon = one
    while one + epsilon / 2 != one:
        epsilon = epsilon / 2
    return float(epsilon)


@misconception("accepts_tensorflow_dtypes")
def knows_numpy_only(dtype):
    """NumPy is asked for the dtype, and does not know TensorFlow's."""
    one = np.array(1, dtype=dtype)
    epsilon = one
    while one + epsilon / 2 != one:
        epsilon = (epsilon / 2).astype(dtype)
    return float(epsilon)


@misconception("accepts_numpy_dtypes")
def knows_tensorflow_only(dtype):
    """dtypes are told apart by tf.DType or text; NumPy's are taken for float64."""
    known = dtype if isinstance(dtype, (str, tf.DType)) else "float64"
    return float(np.finfo(tf.as_dtype(known).as_numpy_dtype).eps)


@misconception("knows_half_precision", "accepts_numpy_dtypes", "accepts_tensorflow_dtypes")
def single_unless_double(dtype):
    """float16 gets the answer of float32: it is not told apart, or 1 is added to a number in float32."""
    return 2.0**-52 if tf.as_dtype(dtype) == tf.float64 else 2.0**-23


@right_answer
def halving_in_tensorflow(dtype):
    """Halves a tensor and returns a tensor."""
    one = tf.ones([], dtype=dtype)
    epsilon = tf.ones([], dtype=dtype)
    while one + epsilon / 2 > one:
        epsilon = epsilon / 2
    return epsilon


@right_answer
def halving_in_numpy(dtype):
    """NumPy scalars; what comes back has the dtype asked for."""
    kind = tf.as_dtype(dtype).as_numpy_dtype
    epsilon = kind(1)
    while kind(1) + kind(epsilon / 2) != kind(1):
        epsilon = kind(epsilon / 2)
    return epsilon


@right_answer
def counting_exponents(dtype):
    """Tries one exponent after the other, in an array with one element."""
    kind = tf.as_dtype(dtype).as_numpy_dtype
    exponent = 0
    while (np.ones(1, kind) + np.array([2.0 ** (exponent - 1)]).astype(kind))[0] != 1:
        exponent -= 1
    return 2.0**exponent


@right_answer
def gap_above_one(dtype):
    """The distance from 1 to the next number: the same power of two."""
    kind = tf.as_dtype(dtype).as_numpy_dtype
    return np.nextafter(kind(1), kind(2)) - kind(1)


@right_answer
def while_loop_of_tensorflow(dtype):
    """tf.while_loop, and a tensor with one element."""
    one = tf.constant([1], dtype=tf.as_dtype(dtype))
    result = tf.while_loop(lambda e: tf.reduce_all(one + e / 2 != one), lambda e: [e / 2], [one])
    return result[0]


@right_answer
def by_name(dtype):
    """Finds out the name and knows the three numbers."""
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None) or dtype.__name__
    return {"float16": 0.0009765625, "float32": 1.1920928955078125e-07, "float64": 2.220446049250313e-16}[name]


@misconception("accepts_numpy_dtypes")
def one_dtype_missing(dtype):
    """dtypes are looked up among those that came to mind, and np.dtype("float16") is not among them."""
    known = {name: getattr(np, name) for name in ("float16", "float32", "float64")}
    known |= {kind: kind for kind in (np.float16, np.float32, np.float64)}
    known |= {tf.float16: np.float16, tf.float32: np.float32, tf.float64: np.float64}
    known |= {np.dtype("float32"): np.float32, np.dtype("float64"): np.float64}
    kind = known[dtype]
    epsilon = kind(1)
    while kind(1) + epsilon / kind(2) != kind(1):
        epsilon = epsilon / kind(2)
    return float(epsilon)
