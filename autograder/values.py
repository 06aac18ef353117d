"""Plain data on its way from a worker to the referee.

A worker runs a student's code, so what it sends is a claim and never an object: numbers,
strings, booleans, None, lists, string-keyed dicts and numeric arrays. `encode` runs in the
worker and is generous, `decode` runs in the referee and is strict. NumPy scalars, tensors
and variables travel as arrays; tuples as lists; a matplotlib Figure as a description of what it holds.
"""

import math
import sys
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Rational

import msgpack
import numpy as np

ARRAY = 1  # msgpack extension type: [dtype name, shape, bytes in C order, little endian]
DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
    "float16 float32 float64 complex64 complex128".split()
)
# What each travels as: how many bytes it has, and which of them count, differs from machine to machine.
WIDE = {np.dtype(np.longdouble): np.float64, np.dtype(np.clongdouble): np.complex128}
FIGURE = 2  # msgpack extension type: the dict of figures.describe_figure
FIRST_BUFFER = 4096  # bytes of a message before its buffer grows
MAX_BYTES = 32 * 1024 * 1024  # of one frame
MAX_REPLY_TEXT = 2_000  # characters of what a reply says, beside the value
MAX_ITEMS = 100_000  # of one list or dict
MAX_TOTAL = 400_000  # items of all lists and dicts of one frame: each costs the referee time and memory
MAX_DEPTH = 20
MAX_DIMENSIONS = 8
MAX_FIGURE_AXES = 40  # of one figure, as the next ones
MAX_FIGURE_ARTISTS = 4_000
MAX_FIGURE_POINTS = 400_000
MAX_FIGURE_TEXT = 500  # characters of one text


class UnsupportedValue(Exception):
    """A value that cannot travel; the message names its type, for the student."""


class BadFrame(Exception):
    """Bytes that no honest worker sends."""


@dataclass(frozen=True, repr=False)
class Figure:
    """What a worker says that a matplotlib Figure holds, to be read with figure_views.read_figure."""

    data: dict

    def __repr__(self):
        return "a matplotlib Figure"


class Count:
    """The items of a frame so far. error : what is raised for more than a frame may hold."""

    def __init__(self, error):
        self.error = error
        self.items = 0

    def add(self, items):
        """Count a list, dict or array and return it."""
        self.items += len(items) + 1
        if self.items > MAX_TOTAL:
            raise self.error(f"more than {MAX_TOTAL} items in lists in all")
        return items


def encode(value, depth=0, count=None):
    """Return `value` as msgpack-able plain data. Runs in the worker, on whatever a student returned.

    count : the Count of the frame that it goes into, if more goes into it. Raises UnsupportedValue for what is not data:
    generators, functions, ragged tensors, …, and for more than a frame may hold.
    """
    if depth > MAX_DEPTH:
        raise UnsupportedValue(f"list nested more than {MAX_DEPTH} deep")
    count = Count(UnsupportedValue) if count is None else count
    kind = type(value)
    if value is None or kind in (bool, float, str):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**64 else _as_float(value)
    if kind in (list, tuple):
        if len(value) > MAX_ITEMS:
            raise UnsupportedValue(f"{kind.__name__} of {len(value)} items (at most {MAX_ITEMS})")
        return [encode(item, depth + 1, count) for item in count.add(value)]
    if isinstance(value, dict):
        return _encode_dict(value, depth, count)
    if isinstance(value, (list, tuple)):  # named tuples, list subclasses
        return encode(list(value), depth, count)
    if isinstance(value, str):
        return str.__str__(value)  # the text itself: an Enum of texts writes itself as `Kind.MINIMUM`
    if isinstance(value, (Rational, Decimal)) and not isinstance(value, np.generic):  # Fraction, int subclasses
        return encode(int(value), depth, count) if isinstance(value, Integral) else _as_float(value)
    if any(base.__module__ == "matplotlib.figure" and base.__name__ == "Figure" for base in type(value).__mro__):
        return _encode_figure(value, count)
    return _encode_array(value, depth, count)


def _encode_figure(figure, count):
    """Return the figure's description, and close it: a call that draws on pyplot's current figure finds a new one."""
    from autograder.figures import describe_figure  # matplotlib comes with it: only where a figure came first

    description = encode(describe_figure(figure), 0, count)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    return msgpack.ExtType(FIGURE, msgpack.packb(description))


def _as_float(number):
    try:
        return float(number)
    except OverflowError:
        raise UnsupportedValue("number too large for a float") from None


def _encode_dict(value, depth, count):
    if len(value) > MAX_ITEMS:
        raise UnsupportedValue(f"dict of {len(value)} items (at most {MAX_ITEMS})")
    for key in value:
        if not isinstance(key, str):
            raise UnsupportedValue(f"dict with a key of type {type(key).__name__} (keys must be strings)")
    count.add(value)
    return {str.__str__(key): encode(item, depth + 1, count) for key, item in value.items()}


def _encode_array(value, depth, count):
    array = _to_array(value)
    if array is None and type(value).__module__.partition(".")[0] == "matplotlib":
        name = type(value).__name__
        raise UnsupportedValue(f"{name} of matplotlib (return the Figure itself, for example `return fig`)")
    if array is None:
        raise UnsupportedValue(type(value).__name__)
    if array.dtype == object:  # np.array([tensor, tensor]): as good as the list it was made of
        return encode(array.tolist(), depth + 1, count)
    if array.dtype.kind == "U":
        return encode(array.tolist(), depth + 1, count)
    if array.dtype in WIDE:
        with np.errstate(over="ignore"):
            array = array.astype(WIDE[array.dtype])
    if array.dtype.name not in DTYPES:
        raise UnsupportedValue(f"{type(value).__name__} of dtype {array.dtype.name}")
    if is_vast(array.shape):
        raise UnsupportedValue(f"array of shape {array.shape} that holds nothing")
    if array.nbytes > MAX_BYTES // 2:
        raise UnsupportedValue(f"array of {array.nbytes} bytes (at most {MAX_BYTES // 2})")
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    body = count.add([array.dtype.name, count.add(list(array.shape)), little.tobytes()])
    return msgpack.ExtType(ARRAY, msgpack.packb(body))


def is_vast(shape):
    """Whether an empty array has more rows than a loop over them should take."""
    return 0 in shape and math.prod(n or 1 for n in shape) > MAX_ITEMS


def _to_array(value):
    """Return a NumPy array for arrays, NumPy scalars, complex numbers, tensors and variables, else None."""
    if isinstance(value, (np.ndarray, np.generic, complex)):
        return np.asarray(value)
    if callable(getattr(value, "numpy", None)):  # tf.Tensor, tf.Variable
        array = value.numpy()
        if isinstance(array, (np.ndarray, np.generic)):
            return np.asarray(array)
        if isinstance(array, bytes):
            return np.asarray(array.decode("utf-8", "replace"))
        return None
    if type(value).__name__ == "IndexedSlices":  # what a tape returns for a gathered variable
        import tensorflow as tf

        return tf.convert_to_tensor(value).numpy()
    return None


def pack(message):
    """Return a message, a dict of plain data, as bytes; what is no character in a text (a lone surrogate) becomes '?'."""
    # msgpack's own first buffer is 1 MiB: a notebook that has used up its memory could not say so.
    return msgpack.packb(message, use_bin_type=True, unicode_errors="replace", buf_size=FIRST_BUFFER)


def unpack(data):
    """Return the message in `data` with arrays as read-only np.ndarray, or raise BadFrame."""
    if len(data) > MAX_BYTES:
        raise BadFrame(f"frame of {len(data)} bytes")
    try:
        message = _unpack_plain(data, Count(BadFrame), _decode_extension)
    except BadFrame:
        raise
    except (ValueError, TypeError, RecursionError, MemoryError, OverflowError, msgpack.UnpackException) as error:
        raise BadFrame(f"{type(error).__name__}: {error}") from None
    _limit_depth(message, 0)
    return message


def _unpack_plain(data, count, decode_extension, longest=MAX_ITEMS):
    """Return the plain data in `data`, each list and dict counted as it is made. longest : items of one of them."""
    return msgpack.unpackb(
        data,
        raw=False,
        strict_map_key=True,
        ext_hook=lambda code, body: decode_extension(code, body, count),
        list_hook=count.add,
        object_pairs_hook=lambda pairs: _unique_keys(count.add(pairs)),
        max_array_len=longest,
        max_map_len=longest,
    )


def _unique_keys(pairs):
    result = {}
    for key, value in pairs:
        if not isinstance(key, str):
            raise BadFrame("a key that is not a string")
        if key in result:
            raise BadFrame("a key that stands twice")
        result[key] = value
    return result


def _limit_depth(value, depth):
    if depth > MAX_DEPTH + 4:  # the message around the value adds a few levels
        raise BadFrame("nested too deep")
    if isinstance(value, list):
        for item in value:
            _limit_depth(item, depth + 1)
    elif isinstance(value, dict):
        for item in value.values():
            _limit_depth(item, depth + 1)
    elif not isinstance(value, (int, float, str, bytes, np.ndarray, Figure, type(None))):
        raise BadFrame(f"a value of type {type(value).__name__}")  # msgpack's Timestamp


def _decode_extension(code, body, count):
    return _decode_figure(body, count) if code == FIGURE else _decode_array(code, body, count)


def _decode_figure(body, count):
    data = _unpack_plain(body, count, _decode_array)
    if not isinstance(data, dict):
        raise BadFrame("a figure that is not a dict")
    _limit_depth(data, 0)
    return Figure(data)


def _refuse_extension(code, body, count):
    raise BadFrame("an extension in an array")


def _decode_array(code, body, count):
    if code != ARRAY:
        raise BadFrame(f"unknown extension {code}")
    parts = _unpack_plain(body, count, _refuse_extension, MAX_DIMENSIONS)
    if not (isinstance(parts, list) and len(parts) == 3):
        raise BadFrame("an array that is not [dtype, shape, bytes]")
    name, shape, content = parts
    if not isinstance(name, str) or name not in DTYPES or not isinstance(content, bytes):
        raise BadFrame("an array of unknown dtype")
    if not isinstance(shape, list) or not all(type(n) is int and 0 <= n <= MAX_BYTES for n in shape):
        raise BadFrame("an array with a bad shape")
    dtype = np.dtype(name)
    if math.prod(shape) * dtype.itemsize != len(content):
        raise BadFrame("an array whose shape does not fit its bytes")
    if is_vast(shape):
        raise BadFrame("an array of nothing in too many rows")
    if name == "bool" and content.strip(b"\x00\x01"):
        raise BadFrame("a boolean array with other bytes than 0 and 1")
    return np.frombuffer(content, dtype=dtype.newbyteorder("<")).astype(dtype, copy=False).reshape(shape)
