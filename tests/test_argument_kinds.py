"""The kinds in which arguments arrive. TensorFlow's own are made in every `verify`; here, what needs none of it."""

import subprocess
import sys

import numpy as np
import pytest

from autograder.argument_kinds import (
    ARRAY_KINDS,
    CHANGEABLE_KINDS,
    CONTAINERS,
    KINDS,
    as_kind,
    changeable_kinds_of,
    kinds_of,
    mixed_kinds_of,
)


def test_the_kinds_are_every_container_in_either_precision():
    assert set(KINDS) == {"list"} | {f"{p} {c}" for p in ("float32", "float64") for c in ("array", "tensor", "variable")}
    assert len({kind.split()[-1] for kind in CONTAINERS}) == 4
    assert set(ARRAY_KINDS) < set(KINDS) and set(CHANGEABLE_KINDS) < set(KINDS)


def test_numbers_keep_their_shape_and_take_the_kinds_precision():
    numbers = np.arange(6).reshape(2, 3)
    as_list, single, double = kinds_of(numbers, ARRAY_KINDS)
    assert as_list == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] and type(as_list[0][0]) is float
    assert (single.dtype, double.dtype) == (np.float32, np.float64)
    assert single.shape == double.shape == (2, 3)
    assert type(as_kind("list", 2)) is float


def test_what_is_given_is_a_copy():
    numbers = np.zeros(2)
    as_kind("float64 array", numbers)[0] = 1.0
    assert not numbers.any()


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="float16"):
        as_kind("float16 array", [1.0])


def kind_of(argument):
    return "list" if isinstance(argument, list) else f"{argument.dtype} array"


@pytest.mark.parametrize("kinds", [ARRAY_KINDS, ARRAY_KINDS[:2]])
@pytest.mark.parametrize("count", [2, 3])
def test_mixed_arguments_come_in_every_kind_and_never_all_in_one(kinds, count):
    turns = [tuple(map(kind_of, given)) for given in mixed_kinds_of(*[[1.0, 2.0]] * count, kinds=kinds)]
    assert all(len(set(turn)) > 1 for turn in turns)
    assert all(set(seen) == set(kinds) for seen in zip(*turns))


def test_vectors_come_as_columns_in_every_combination_and_matrices_stay():
    shapes = {
        tuple(np.shape(argument) for argument in given)
        for given in mixed_kinds_of(np.eye(2), np.ones(2), np.ones(3), kinds=("list",) * 4, columns=True)
    }
    assert shapes == {((2, 2), b, x) for b in ((2,), (2, 1)) for x in ((3,), (3, 1))}
    assert all(np.shape(b) == (2,) for _, b in mixed_kinds_of(np.eye(2), np.ones(2), kinds=ARRAY_KINDS))


def test_changeable_arguments_come_together_in_one_kind():
    kinds = [tuple(map(kind_of, given)) for given in changeable_kinds_of([1.0], [[2.0]], kinds=ARRAY_KINDS)]
    assert kinds == [(kind, kind) for kind in ARRAY_KINDS]


def test_arrays_and_lists_need_no_tensorflow():
    code = (
        "import sys; from autograder.argument_kinds import *\n"
        "kinds_of([1.0], ARRAY_KINDS); assert 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
