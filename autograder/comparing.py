"""Values beside values: what counts as numbers, which shapes fit, what is the same."""

import numpy as np


def as_numbers(value):
    """Return a real numeric np.ndarray for numbers and (nested) sequences of them, else None."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = np.asarray(value)
        if value.dtype.kind == "c" and not value.imag.any():  # roots and eigenvalues that are real
            value = value.real
        return value if value.dtype.kind in "iuf" else None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return np.asarray(value)
    if isinstance(value, (list, tuple)):
        parts = [as_numbers(item) for item in value]
        if any(part is None for part in parts) or len({part.shape for part in parts}) > 1:
            return None
        return np.stack(parts) if parts else np.zeros(0)
    if callable(getattr(value, "numpy", None)):  # a reference's or a misconception's tensor
        return as_numbers(np.asarray(value.numpy()))
    return None


def fits(shape, expected):
    """Whether a right answer of shape `expected` may also come back in `shape`."""
    if expected == ():
        return int(np.prod(shape)) == 1
    if len(expected) == 1:
        return shape == (*expected, 1)
    return len(expected) == 2 and expected[1] == 1 and shape == expected[:1]


def is_close(array, expected, rtol, atol):
    """Whether a numeric array has, in a shape that fits, numbers within atol + rtol·|expected| of those in `expected`.

    NaN equals NaN, an infinity only itself.
    """
    if not (array.shape == expected.shape or fits(array.shape, expected.shape)):
        return False
    with np.errstate(all="ignore"):
        return bool(np.isclose(array.reshape(expected.shape), expected, rtol=rtol, atol=atol, equal_nan=True).all())


def same_numbers(first, second, rtol=0.0, exact_shape=False):
    """Whether two values are the same in structure and numbers; tensors count as their numbers, NaN as itself.

    rtol : by how much of the largest number of its array a number may be off. exact_shape : a vector is no column then.
    """
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same_numbers(first[k], second[k], rtol, exact_shape) for k in first)
    a, b = as_numbers(first), as_numbers(second)
    if a is None or b is None:
        return _same_plain(first, second, rtol, exact_shape)
    if a.shape != b.shape and (exact_shape or not (fits(a.shape, b.shape) or fits(b.shape, a.shape))):
        return False
    size = np.abs(b[np.isfinite(b)]).max(initial=0.0)
    with np.errstate(all="ignore"):
        return bool(np.isclose(a.reshape(b.shape), b, rtol=rtol, atol=rtol * size, equal_nan=True).all())


def _same_plain(first, second, rtol, exact_shape):
    first, second = _unwrap(first), _unwrap(second)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(same_numbers(a, b, rtol, exact_shape) for a, b in zip(first, second))
    if callable(first):  # a function has no numbers to compare
        return True
    return type(first) is type(second) and first == second


def _unwrap(value):
    """Return Python's own bool, str, list for their NumPy, TensorFlow and tuple kin."""
    if callable(getattr(value, "numpy", None)):
        value = value.numpy()
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    return list(value) if isinstance(value, tuple) else value


def describe_kind(value):
    """Return 'a list', 'an array of dtype bool', … for a message."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"{'an array' if value.ndim else 'one value'} of dtype {value.dtype.name}"
    return f"a {type(value).__name__}"
