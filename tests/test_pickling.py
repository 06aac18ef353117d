"""What a check hands over arrives whole, also where no module of the check's is."""

import pickle
import subprocess
import sys

import cloudpickle
import numpy as np
import pytest

from autograder.pickling import is_plain, pickled

PLAIN = [
    None, True, 3, 2.5, 1j, "text", b"bytes", [1.0, (2, "x")], {"key": [None]}, np.arange(6.0).reshape(2, 3), np.float32(1.5), [np.bool_(True)],
]  # fmt: skip
NOT_PLAIN = [len, lambda x: x, np.float32, np.array([None, len]), [1.0, lambda x: x], {"f": np.sum}, np.zeros(2, dtype=[("f", object)])]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_is_what_it_was(value):
    assert is_plain(value)
    found = pickle.loads(pickled(value))
    assert type(found) is type(value) and repr(found) == repr(value)


@pytest.mark.parametrize("value", NOT_PLAIN)
def test_what_holds_code_is_not_plain(value):
    assert not is_plain(value)


def test_a_check_s_function_goes_by_value_wherever_it_stands(tmp_path, monkeypatch):
    (tmp_path / "a_check.py").write_text("def f(x):\n    return 2 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    import a_check

    cloudpickle.register_pickle_by_value(a_check)
    for value in (a_check.f, [a_check.f], ({"f": a_check.f}, np.ones(3))):
        code = "import pickle, sys; pickle.loads(sys.stdin.buffer.read())"
        subprocess.run([sys.executable, "-c", code], input=pickled(value), cwd="/", check=True)


def test_tensors_and_variables_are_plain():
    import tensorflow as tf

    for value in (tf.constant([1.0, 2.0]), tf.Variable([1.0, 2.0], dtype=tf.float64), (tf.constant(3), [tf.constant("text")])):
        assert is_plain(value)
        found, asked = (tf.nest.flatten(part) for part in (pickle.loads(pickled(value)), value))
        assert [(type(one), one.dtype, np.asarray(one.numpy()).tolist()) for one in found] == [
            (type(one), one.dtype, np.asarray(one.numpy()).tolist()) for one in asked
        ]
    assert not is_plain(tf.float32) and not is_plain(tf.reduce_sum)
