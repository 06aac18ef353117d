"""Values in the words of a message: up to six numbers, or a matrix of nine, in full; beyond that shape and worst entry."""

import numpy as np

MAX_NUMBERS, MAX_ENTRIES = 6, 9  # the latter of a matrix
MAX_TEXT = 200
MAX_LIST = 1_000  # characters of a list
ROUNDED, NEAR = 1e-7, 1e-2  # of the largest number: what rounding alone explains, and what a rough approximation does


def printable(text):
    """Return a student's text without what could steer a terminal or turn a line around: control and bidi characters."""
    return "".join(char if char.isprintable() or char in "\n\t" else "�" for char in text)


def describe_number(number):
    """Return a number with as many digits as its precision holds, without padding."""
    if isinstance(number, (bool, np.bool_)):
        return str(bool(number))
    if isinstance(number, (int, np.integer)):
        return str(int(number))
    if isinstance(number, (complex, np.complexfloating)):
        return f"{complex(number):.7g}"
    digits = 8 if isinstance(number, (np.float32, np.float16)) else 10
    return f"{float(number):.{digits}g}"


def describe_value(value):
    """Return a short text for a value: numbers, arrays, lists, dicts, strings, functions."""
    if callable(getattr(value, "numpy", None)):
        value = value.numpy()
    if isinstance(value, np.ndarray):
        return _describe_array(value)
    if isinstance(value, (bool, int, float, complex, np.generic)):
        return describe_number(value)
    if isinstance(value, (list, tuple)):
        if len(value) > MAX_NUMBERS:
            return shorten(f"{type(value).__name__} of {len(value)}: [{', '.join(map(describe_value, value[:3]))}, …]", MAX_LIST)
        inner = ", ".join(describe_value(item) for item in value)
        return shorten(f"[{inner}]" if isinstance(value, list) else f"({inner})", MAX_LIST)
    if isinstance(value, dict):
        return shorten("{" + ", ".join(f"{key!r}: {describe_value(item)}" for key, item in value.items()) + "}")
    if isinstance(value, type):
        return f"np.{value.__name__}" if issubclass(value, np.generic) else value.__name__
    if callable(value):
        return describe_function(value)
    return shorten(repr(value))


def _describe_array(array):
    if array.size <= (MAX_ENTRIES if array.ndim == 2 else MAX_NUMBERS):
        return _nested(array)
    low, high = (array.min(), array.max()) if array.dtype.kind in "iuf" else (None, None)
    span = f", from {describe_number(low)} to {describe_number(high)}" if low is not None else ""
    return f"{array.dtype.name} of shape {array.shape}{span}"


def _nested(array):
    if array.ndim == 0:
        return describe_number(array[()])
    return "[" + ", ".join(_nested(np.asarray(row)) if array.ndim > 1 else describe_number(row) for row in array) + "]"


def describe_function(function):
    """Return what a function calls itself: the first line of its docstring, else its name; np.exp of NumPy's own."""
    name = getattr(function, "__name__", "a function")
    if vars(np).get(name) is function:  # its docstring begins with its signature, or in general words
        return f"np.{name}"
    doc = (function.__doc__ or "").strip().splitlines()
    return doc[0] if doc else name


def describe_call(function, parameters, arguments, keywords):
    """Return 'softmax(x), x: float32 (3,) = [1., 2., 3.]': the call by names, then what each argument was."""
    named = list(zip(parameters, arguments)) + list(keywords.items())
    call = ", ".join(parameters[: len(arguments)] + [f"{name}={name}" for name in keywords])
    told = [f"{name}: {_describe_argument(value)}" for name, value in named]
    return ", ".join([f"{function}({call})", *told])


def _describe_argument(value):
    told = describe_value(value)
    if type(value) is float and float(told) != value:  # 0.1 + 0.2 is not 0.3: that may be what the call is about
        told = repr(value)
    return f"{_kind(value)}{told}"


def _kind(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype.name} {value.shape} = "
    if callable(getattr(value, "numpy", None)):
        label = "tf.Variable" if hasattr(value, "assign") else "tf.Tensor"
        return f"{label} {value.dtype.name} {tuple(value.shape)} = "
    if isinstance(value, list):
        return "list = "
    return ""


def describe_worst(got, expected, close):
    """Return where `got` is farthest from `expected`, for arrays too large to show; '' for small ones."""
    if expected.size <= MAX_NUMBERS:
        return ""
    with np.errstate(all="ignore"):
        error = np.where(close, -1.0, np.abs(got.astype(np.float64) - expected))
    error = np.where(np.isnan(error), np.inf, error)
    index = np.unravel_index(int(error.argmax()), error.shape)
    wrong = int((~close).sum())
    place = ", ".join(map(str, map(int, index)))
    return (
        f"{wrong} of {expected.size} entries differ; the worst at index [{place}]: "
        f"expected {describe_number(expected[index])}, got {describe_number(got[index])}"
    )


def describe_nearness(got, expected):
    """Return by how much numbers are off that are right but for a rough approximation; '' for others."""
    with np.errstate(all="ignore"):
        size = np.abs(expected).max(initial=0.0)
        share = np.abs(got.astype(np.float64) - expected).max(initial=0.0) / size
    return f"off by {100 * share:.1g} % of the largest number: near, but not near enough" if ROUNDED < share <= NEAR else ""


def describe_change(before, after):
    """Return where two numeric arrays differ, for those whose descriptions do not show it; '' for the others."""
    if before.shape != after.shape:
        return f"shape {before.shape} before the call, {after.shape} after it" if after.size > MAX_NUMBERS else ""
    changed = np.argwhere((before != after) & ~(np.isnan(before) & np.isnan(after)))
    index = tuple(map(int, changed[0]))
    old, new = describe_number(before[index]), describe_number(after[index])
    if old == new:  # a change beyond the digits that are shown
        old, new = repr(before[index].item()), repr(after[index].item())
    elif before.size <= MAX_NUMBERS:
        return ""
    count = f"{len(changed)} of {before.size} numbers {'differs' if len(changed) == 1 else 'differ'}"
    return f"{count}; the first at index {list(index)}: {old} before the call, {new} after it"


def shorten(text, most=MAX_TEXT):
    """Return a text of at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
