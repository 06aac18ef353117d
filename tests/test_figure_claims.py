"""What a lying worker may say of a figure, and what becomes of it: refused, or judged without a fault."""

import copy

import cloudpickle
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from autograder import outcomes, values
from autograder.checking import Answer, CheckFailed, Student
from autograder.figure_geometry import has_box, share_on_level
from autograder.figure_views import FigureView, read_figure
from autograder.values import BadFrame

X = np.linspace(-1.0, 2.0, 31)
NO_ARGUMENTS = cloudpickle.dumps(((), {}))


def full_claim():
    """Return the claim of a figure with something of each kind in it."""
    figure = Figure()
    ax = figure.subplots()
    ax.plot(X, X, "o-", label="f")
    ax.scatter(X, X)
    ax.contour(*np.meshgrid(X, X), np.add.outer(X, X))
    ax.fill([0, 1, 1], [0, 0, 1])
    ax.quiver(0, 0, 1, 1)
    ax.text(0, 0, "t")
    ax.imshow(np.eye(2))
    ax.legend()
    return values.unpack(values.pack({"value": values.encode(figure)}))["value"].data


FULL = full_claim()


def all_places(value, place=()):
    """Yield the place of every value in nested dicts and lists."""
    yield place
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from all_places(child, (*place, key))


def replaced(place, value):
    """Return FULL with another value at one place."""
    data = copy.deepcopy(FULL)
    target = data
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return data


def value_at(place):
    value = FULL
    for key in place:
        value = value[key]
    return value


PLACES = [place for place in all_places(FULL) if place]
JUNK = [
    None, True, -1, 2**70, 1.5, float("nan"), "x" * 5_000, b"bytes", [], [None], {}, {"x": 1}, [[]] * 30_000,
    np.zeros(3), np.zeros((2, 2)), np.zeros(3, np.float32), np.zeros(3, bool), np.array(1.0), np.zeros(2_000_001),
]  # fmt: skip


def test_the_claim_itself_is_read():
    assert len(read_figure(FULL).axes) == 1 and len(PLACES) > 60


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_no_wrong_value_gets_through(place):
    for junk in JUNK:
        try:
            figure = read_figure(replaced(place, junk))
        except BadFrame:
            continue
        # What got through is of the right type and size there: a float for a float, a vector for one of that length.
        old = value_at(place)
        assert type(junk) is type(old) and getattr(junk, "dtype", None) == getattr(old, "dtype", None)
        use(figure)


def use(figure):
    """Ask a view all that checks ask."""
    for ax in figure.axes:
        assert ax.paths is not None and ax.outlines is not None
        has_box(ax.borders, (0, 1), (0, 1), 0.1)
        for contours in ax.contours:
            share_on_level(contours.layers, lambda p: p[0] + p[1], (0.1, 0.1))
    figure.marked("f", without="g")
    figure.curves_along(np.sin, -1.0, 2.0)
    figure.explain_misses(np.sin, -1.0, 2.0)


@pytest.mark.parametrize("place", [place for place in PLACES if isinstance(value_at(place), dict)], ids=str)
def test_missing_and_additional_keys_are_refused(place):
    with pytest.raises(BadFrame):
        read_figure(replaced(place, value_at(place) | {"more": 1}))
    for key in value_at(place):
        with pytest.raises(BadFrame):
            read_figure(replaced(place, {k: v for k, v in value_at(place).items() if k != key}))


ODD = [0.0, 1.0, -1.0, 1e308, -1e308, 5e-324, float("inf"), float("-inf"), float("nan")]


@given(st.lists(st.sampled_from(ODD), min_size=31, max_size=31))
@example([1e308, -1e308, *[0.0] * 29])
@settings(max_examples=60, deadline=None)
def test_any_numbers_are_judged_without_a_fault(numbers):
    numbers = np.array(numbers)
    data = copy.deepcopy(FULL)
    axes = data["axes"][0]
    axes["xlim"] = axes["ylim"] = numbers[:2]
    for line in (*axes["lines"], *axes["points"], *axes["arrows"], *axes["contours"][0]["layers"], *axes["images"]):
        count = len(line["x"])
        for name in set(line) & set("xyuv"):
            line[name] = np.resize(numbers, count)
    axes["arrows"][0]["exact"] = True
    use(read_figure(data))


@pytest.mark.parametrize("body", [
    b"", b"\xc1", b"\x80", values.msgpack.packb([1]), values.msgpack.packb({1: 2}),
    values.msgpack.packb({"a": values.msgpack.ExtType(values.FIGURE, values.msgpack.packb({}))}),
    values.msgpack.packb({"a": values.msgpack.ExtType(9, b"")}),
], ids=["nothing", "reserved", "no fields", "list", "number as key", "figure in a figure", "unknown"])  # fmt: skip
def test_other_bytes_than_a_figure_s_are_refused(body):
    packed = values.pack({"value": values.msgpack.ExtType(values.FIGURE, body)})
    with pytest.raises(BadFrame):
        read_figure(values.unpack(packed)["value"].data)


def test_a_check_gets_the_view_or_fails_with_advice():
    student = Student(session=None, exercise="plot", parameters=[])
    figure = values.Figure(FULL)
    assert isinstance(Answer(student, NO_ARGUMENTS, figure).figure(), FigureView)
    for value, words in [(None, "return fig"), ([figure], "return fig"), (values.Figure({}), "cannot be read")]:
        with pytest.raises(CheckFailed, match=words) as failed:
            Answer(student, NO_ARGUMENTS, value).figure()
        assert failed.value.outcome == outcomes.FAILED


def test_a_figure_that_loses_a_check_is_not_compared_with_known_wrong_ones():
    def explode():
        """it is called"""
        raise AssertionError

    student = Student(session=None, exercise="plot", parameters=[], misconceptions=[explode])
    with pytest.raises(CheckFailed, match="a matplotlib Figure"):
        Answer(student, NO_ARGUMENTS, values.Figure(FULL)).fail("something else")
