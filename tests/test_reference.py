"""A reference answer is computed once for the same arguments, and gives each check what it would give if computed anew."""

import cloudpickle
import numpy as np
import pytest

from autograder import references
from autograder.references import Reference


@pytest.fixture
def calls():
    return []


@pytest.fixture
def doubled(calls):
    """A Reference that notes each time it is computed."""

    def double(x, factor=2.0):
        """Return twice x."""
        calls.append(x)
        return factor * np.asarray(x)

    return Reference(double)


def test_the_same_is_computed_once(doubled, calls):
    for x in ([1.0, 2.0], (1.0, 2.0), np.array([1.0, 2.0]), np.array([1.0, 2.5])):
        assert [doubled(x).tolist() for _ in range(3)] == [[2 * number for number in x]] * 3
    assert len(calls) == 4
    assert doubled([1.0], factor=3.0).tolist() == [3.0] and doubled([1.0]).tolist() == [2.0]


def test_functions_are_told_apart_by_what_they_do(calls):
    slope = Reference(lambda f, x: calls.append(f) or f(x + 1) - f(x))
    line = [lambda x, a=a: a * x for a in (2.0, 3.0, 2.0)]
    assert [slope(f, 1.0) for f in line] == [2.0, 3.0, 2.0]
    assert len(calls) == 2


def test_what_a_check_does_to_a_value_is_not_seen_by_the_next_one(doubled):
    for _ in range(3):
        value = doubled([1.0, 2.0])
        assert value.tolist() == [2.0, 4.0]
        value[0] = 99.0


def test_a_function_that_notes_where_it_is_asked_is_asked_each_time():
    value_at_2 = Reference(lambda f: f(2.0))

    def square(x):
        asked.append(x)
        return x * x

    for _ in range(3):
        asked = []
        assert value_at_2(square) == 4.0 and asked == [2.0]


def test_a_generator_goes_on():
    rng = np.random.default_rng(1)
    drawn = Reference(lambda generator: generator.normal())
    assert drawn(rng) != drawn(rng)


def test_an_error_is_raised_each_time(calls):
    def refuses(x):
        calls.append(x)
        raise ValueError("no")

    reference = Reference(refuses)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            reference(1.0)
    assert calls == [1.0, 1.0]


@pytest.mark.parametrize("value", [np.zeros(references.LARGEST), (number for number in (1, 2))], ids=["large", "a generator"])
def test_what_cannot_be_kept_is_given_as_it_is(value):
    assert Reference(lambda x: value)(1.0) is value


def test_arguments_that_cannot_be_pickled():
    length = Reference(lambda numbers: len(list(numbers)))
    assert [length(number for number in (1, 2)) for _ in range(2)] == [2, 2]


def test_no_more_is_kept_than_there_is_room_for(doubled, calls, monkeypatch):
    monkeypatch.setattr(references, "ENTRIES", 2)
    for x in (1.0, 2.0, 1.0, 3.0, 1.0, 2.0):
        doubled(x)
    assert calls == [1.0, 2.0, 3.0, 2.0], "what was asked last stays longest"


def test_it_looks_like_the_function_and_travels_as_the_function_alone(doubled):
    assert (doubled.__name__, doubled.__doc__) == ("double", "Return twice x.")
    known = Reference(lambda x: 2 * x)
    before = cloudpickle.dumps(known)
    known(12345.0)
    assert cloudpickle.dumps(known) == before and b"Reference" not in before
    assert type(cloudpickle.loads(before)) is type(lambda: None) and cloudpickle.loads(before)(3.0) == 6.0
