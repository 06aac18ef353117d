"""The codec between worker and referee: generous with what a student returns, strict with what a worker sends."""

import collections
import decimal
import enum
import fractions
import random
import struct
import tracemalloc

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import values
from autograder.values import ARRAY, BadFrame, UnsupportedValue, encode, pack, unpack


def round_trip(value):
    return unpack(pack({"value": encode(value)}))["value"]


def assert_same(got, expected):
    if isinstance(expected, np.ndarray):
        assert got.dtype == expected.dtype and got.shape == expected.shape
        np.testing.assert_array_equal(got, expected)
    else:
        assert type(got) is type(expected) and (got == expected or got != got)


@pytest.mark.parametrize("dtype", sorted(values.DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (1, 0, 2)])
def test_arrays_keep_dtype_shape_and_numbers(dtype, shape):
    array = np.arange(np.prod(shape), dtype=np.int64).reshape(shape).astype(dtype)
    assert_same(round_trip(array), array)
    assert_same(round_trip(array[()]) if shape == () else round_trip(array), array)


def test_not_contiguous_and_big_endian_arrays_arrive_as_the_same_numbers():
    assert_same(round_trip(np.arange(6.0).reshape(2, 3).T), np.arange(6.0).reshape(2, 3).T)
    assert_same(round_trip(np.arange(3, dtype=">f8")), np.arange(3.0))


def test_a_text_that_is_also_something_else_arrives_as_the_text():
    kind = enum.Enum("Kind", {"LOW": "minimum"}, type=str)
    shouting = type("Shouting", (str,), {"__str__": lambda self: self.upper()})
    for text in (kind.LOW, shouting("minimum"), np.str_("minimum")):
        assert_same(round_trip([text, {text: 1.0}]), ["minimum", {"minimum": 1.0}])


def test_numbers_of_more_than_64_bits_arrive_as_float64():
    wide = np.array([0.1, -np.inf, np.nan], dtype=np.longdouble)
    assert_same(round_trip(wide), np.array([0.1, -np.inf, np.nan]))
    assert_same(round_trip(wide[0] + 0j), np.array(0.1 + 0j))
    assert_same(round_trip(np.exp(np.longdouble(5000))), np.array(np.inf))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)


@given(plain)
@settings(max_examples=300, deadline=None)
def test_plain_data_comes_back_unchanged(value):
    assert repr(round_trip(value)) == repr(value)


def test_kin_of_plain_data_is_accepted():
    point = collections.namedtuple("Point", "x y")(1, 2)
    assert round_trip((1, (2.0, "x"))) == [1, [2.0, "x"]]
    assert round_trip(point) == [1, 2]
    assert round_trip(fractions.Fraction(1, 4)) == 0.25
    assert round_trip(10**30) == 1e30
    assert round_trip(collections.OrderedDict(a=1)) == {"a": 1}
    assert round_trip(decimal.Decimal("0.25")) == 0.25
    assert_same(round_trip([np.float32(1.5)])[0], np.asarray(np.float32(1.5)))
    assert_same(round_trip([0.5 - 2j, 1.0])[0], np.asarray(0.5 - 2j))
    assert round_trip(np.array([1.0, None], dtype=object)) == [1.0, None]


class Liar:
    """Equal to everything, and says it is an array."""

    def __eq__(self, other):
        return True

    def __array__(self, *_):
        raise RuntimeError("called")

    def numpy(self):
        return self


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ((i for i in []), "generator"), ({1, 2}, "set"), (lambda: 1, "function"), (b"x", "bytes"), (Liar(), "Liar"),
        ({1: 2}, "dict with a key of type int"), (np.array(["2020"], "M8[D]"), "dtype datetime64"),
        (object, "type"), (10**400, "number too large"), (np.zeros((10**8, 0)), "holds nothing"), ([[0] * 90_000] * 5, "items in lists in all"), ([0] * (values.MAX_ITEMS + 1), "items"),
    ],
)  # fmt: skip
def test_what_is_no_data_is_named(value, name):
    with pytest.raises(UnsupportedValue, match=name):
        encode(value)


def test_a_list_that_holds_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(UnsupportedValue, match="nested"):
        encode(value)


def array_frame(*body):
    return msgpack.packb({"value": msgpack.ExtType(ARRAY, msgpack.packb(list(body)))})


BAD = {
    "object dtype": array_frame("object", [1], b"\0" * 8),
    "void dtype": array_frame("V8", [1], b"\0" * 8),
    "dtype with fields": array_frame("f8,f8", [1], b"\0" * 16),
    "short bytes": array_frame("float64", [2], b"\0" * 8),
    "long bytes": array_frame("float64", [1], b"\0" * 16),
    "negative shape": array_frame("float64", [-1, -1], b"\0" * 8),
    "huge shape": array_frame("float64", [2**40, 0], b""),
    "product that overflows": array_frame("float64", [2**32, 2**32], b""),
    "nothing in many rows": array_frame("float64", [2**20, 0], b""),
    "many items in all": msgpack.packb([[0] * 90_000] * 5),
    "boolean shape": array_frame("float64", [True], b"\0" * 8),
    "shape of floats": array_frame("float64", [1.0], b"\0" * 8),
    "many dimensions": array_frame("float64", [1] * 9, b"\0" * 8),
    "text for bytes": array_frame("float64", [1], "abcdefgh"),
    "missing part": array_frame("float64", [1]),
    "booleans other than 0 and 1": array_frame("bool", [1], b"\x02"),
    "a dict in an array": array_frame("float64", [1], {}),
    "an extension in an array": array_frame("float64", [1], msgpack.ExtType(ARRAY, b"")),
    "unknown extension": msgpack.packb({"value": msgpack.ExtType(77, b"")}),
    "timestamp": msgpack.packb({"value": msgpack.Timestamp(1)}),
    "key that is no string": msgpack.packb({1: 2}),
    "key twice": b"\x82\xa1a\x01\xa1a\x02",
    "nested too deep": b"\x91" * 500 + b"\x01",
    "announced list": b"\xdd\xff\xff\xff\xff",
    "announced map": b"\xdf\xff\xff\xff\xff",
    "announced bytes": b"\xc6\xff\xff\xff\xff",
    "cut off": msgpack.packb({"value": [1, 2, 3]})[:-1],
    "more than one": msgpack.packb(1) + msgpack.packb(2),
    "broken UTF-8": b"\xa2\xff\xfe",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BAD)
def test_frames_that_no_honest_worker_sends_are_refused(name):
    with pytest.raises(BadFrame):
        unpack(BAD[name])


def test_lists_in_an_array_s_place_are_counted_before_they_are_made():
    nested = b"\x90"  # an empty list: a byte, and 56 of the referee's
    for _ in range(7):
        nested = b"\x98" + nested * 8
    frame = msgpack.packb({"value": msgpack.ExtType(ARRAY, nested)})
    tracemalloc.start()
    try:
        with pytest.raises(BadFrame, match="items"):
            unpack(frame)
        assert tracemalloc.get_traced_memory()[1] < 60e6  # 170 MB for all of them
    finally:
        tracemalloc.stop()


def is_plain(value):
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    if isinstance(value, np.ndarray):
        return value.dtype.name in values.DTYPES
    return type(value) in (int, float, str, bool, bytes, type(None)) or type(value).__module__ == "autograder.values"


def test_mutated_frames_are_refused_or_plain_data():
    rng = random.Random(4)
    seeds = [
        pack({"value": encode([1, 2.5, "text", None, True, {"a": [np.arange(3.0), np.zeros((2, 2), np.float32)]}])}),
        pack({"outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}),
        pack({"raised": {"name": "ValueError", "kinds": ["ValueError", "Exception"], "message": "", "where": ""}}),
    ]
    accepted = 0
    for _ in range(20_000):
        frame = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 4)):
            kind = rng.random()
            position = rng.randrange(len(frame))
            if kind < 0.6:
                frame[position] = rng.randrange(256)
            elif kind < 0.8:
                del frame[position : position + rng.randint(1, 5)]
            else:
                frame[position:position] = struct.pack("!I", rng.getrandbits(32))
            if not frame:
                break
        try:
            message = unpack(bytes(frame))
        except BadFrame:
            continue
        accepted += 1
        assert is_plain(message)
    assert 0 < accepted < 20_000
