"""Pickle what a check hands to a function: what is plain data by pickle, functions of the check's own by value."""

import pickle

import cloudpickle
import numpy as np

PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes})


def pickled(value):
    """Return a value pickled for pickle.loads, also in a process that has no module of the check's: functions go by value.

    cloudpickle looks at each object in Python, which takes it two to ten times as long.
    """
    return pickle.dumps(value, cloudpickle.DEFAULT_PROTOCOL) if is_plain(value) else cloudpickle.dumps(value)


def is_plain(value):
    """Whether a value holds nothing but numbers, texts, arrays, tensors and variables, in lists, tuples and dicts."""
    kind = type(value)
    if kind in PLAIN:
        return True
    if kind in (list, tuple):
        return all(map(is_plain, value))
    if kind is dict:
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    if kind is np.ndarray or issubclass(kind, np.generic):
        return not value.dtype.hasobject
    return kind.__module__.startswith("tensorflow.") and callable(getattr(value, "numpy", None))
