"""The kinds in which an argument may arrive, and answers that are a pair; shared by the checks of section 04.03."""

import numpy as np
import tensorflow as tf

from autograder.checking import as_numbers, fits
from autograder.describing import describe_value


def kinds_of(numbers):
    """Return the same numbers as a list (or Python float), a float32 array, a float64 tensor and a float32 variable."""
    numbers = np.asarray(numbers, dtype=np.float64)
    return [
        numbers.tolist(),
        np.array(numbers, dtype=np.float32),
        tf.constant(numbers),
        tf.Variable(tf.constant(numbers, tf.float32)),
    ]


def mixed_kinds_of(first, second):
    """Return pairs of the same two arguments, of a different kind and mostly of a different precision each."""
    seconds = kinds_of(second)
    return list(zip(kinds_of(first), seconds[1:] + seconds[:1]))


def array_and_variable(numbers):
    """Return the two kinds that a function can change in place, in float64: an array and a variable."""
    numbers = np.array(numbers, dtype=np.float64)
    return [numbers, tf.Variable(numbers)]


def is_pair_close_to(answer, expected, rtol=1e-5, atol=0.0, hint=""):
    """Fail unless the value is two things close to the two of `expected`: scalars or vectors, empty ones included.

    A tuple, a list and an array of two rows are pairs alike; each part may have the shapes that is_close_to allows.
    """
    told = "the pair " + describe_value(tuple(np.asarray(part, dtype=np.float64) for part in expected))
    value = answer.value
    is_pair = isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim > 0)
    answer.requires(is_pair and len(value) == 2, told, hint or "return two things, separated by a comma.")
    for part, wanted in zip(value, expected):
        answer.requires(_is_part_close(part, wanted, rtol, atol), told, hint)


def _is_part_close(part, wanted, rtol, atol):
    # A row of a vector is a NumPy scalar, which as_numbers does not take.
    part = as_numbers(np.asarray(part) if isinstance(part, np.generic) else part)
    wanted = np.asarray(wanted, dtype=np.float64)
    if part is None or not (part.shape == wanted.shape or fits(part.shape, wanted.shape)):
        return False
    with np.errstate(all="ignore"):
        return bool(np.isclose(part.reshape(wanted.shape), wanted, rtol=rtol, atol=atol).all())
