"""A function that raises an error gets advice that fits it, and none where nothing is known of it."""

import bdb
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from matplotlib.figure import Figure

from autograder import outcomes
from autograder.advice import ADVICE, advice_on
from autograder.checking import CheckFailed, Memory, Student
from autograder.outcomes import Reply
from autograder.replies import read_reply
from tests.test_checking import Session

SINGLE, DOUBLE = tf.constant([1.0, 2.0]), tf.constant([1.0, 2.0], tf.float64)
NUMBERS, ARRAY, NOTHING = [1.0, 2.0], np.array([1.0, 2.0]), None


def slope_of_nothing():
    with tf.GradientTape() as tape:
        tape.watch(SINGLE)
    return 2 * tape.gradient(DOUBLE, SINGLE)


def slope_of_none():
    with tf.GradientTape() as tape:
        tape.watch(SINGLE)
    return tape.gradient(NOTHING, SINGLE)


ERRORS = {
    "is None": [
        slope_of_nothing, slope_of_none, lambda: NOTHING[0], lambda: tf.reshape(NOTHING, [-1]), lambda: NOTHING.numpy(), lambda: float(NOTHING),
        lambda: Figure().gca().plot(NOTHING, NOTHING),
    ],
    "change a copy": [lambda: np.divide(ARRAY, 2.0, out=np.asarray(DOUBLE)), lambda: np.asarray(SINGLE).__setitem__(0, 1.0)],
    "no len()": [lambda: len(tf.Variable(SINGLE))],
    "numbers of two kinds": [lambda: SINGLE * DOUBLE, lambda: tf.linalg.matvec(DOUBLE[None], SINGLE), lambda: tf.constant([1, 2]) * 0.5],
    "a Python list": [
        lambda: NUMBERS * 2.0, lambda: NUMBERS - 1.0, lambda: -NUMBERS, lambda: NUMBERS**2, lambda: NUMBERS[0, 1],
        lambda: NUMBERS.shape, lambda: tf.GradientTape().watch(NUMBERS),
    ],
    "this is NumPy's": [lambda: ARRAY.numpy(), lambda: ARRAY[0].numpy()],
    "one by one": [lambda: SINGLE.__setitem__(0, 1.0), lambda: exec("SINGLE[0] = 1", globals())],
    "one answer": [lambda: 1 if ARRAY > 0 else 0, lambda: 1 if SINGLE > 0 else 0],
    "print the shapes": [
        lambda: ARRAY * np.ones(3), lambda: SINGLE * tf.ones(3), lambda: np.ones((2, 3)) @ ARRAY, lambda: tf.ones((2, 3)) @ tf.ones((2, 2)),
        lambda: tf.ones((2, 3)) @ SINGLE, lambda: np.dot(ARRAY, np.ones(3)),
    ],
    "is not installed where notebooks are graded": [lambda: exec("import no_such_module", {})],
    "in a cell above": [lambda: exec("arrray", globals())],
    "take it out": [lambda: (_ for _ in ()).throw(bdb.BdbQuit())],
    "no inverse": [lambda: np.linalg.inv(np.zeros((2, 2))), lambda: tf.linalg.inv(tf.zeros((2, 2)))],
    "": [lambda: 1 / 0, lambda: int("x"), lambda: NUMBERS[2], lambda: tf.reshape(SINGLE, [3])],
}  # fmt: skip


@pytest.mark.parametrize(("words", "function"), [(words, function) for words, functions in ERRORS.items() for function in functions])
def test_an_error_gets_the_advice_that_fits(words, function):
    with pytest.raises(Exception) as raised:
        function()
    advice = advice_on(f"{type(raised.value).__name__}: {raised.value}")
    assert words in advice and bool(words) == bool(advice)


@pytest.mark.parametrize("function", [lambda: 1.0, lambda x, y: 1.0, lambda *, x: 1.0])
def test_another_signature_is_told_the_one_that_is_asked_for(function):
    with pytest.raises(CheckFailed) as lost:
        Student(Session(function), "f", ["x"])(1.0)
    assert lost.value.hint == "`f` is called as f(x) here: write its definition with these parameters, in this order."

    def helper():
        return 1.0

    def f(x):
        return helper(x)

    with pytest.raises(CheckFailed) as lost:
        Student(Session(f), "f", ["x"])(1.0)
    assert lost.value.hint == ""  # f's own parameters are right


def test_a_function_that_does_not_end_is_told_what_to_look_at():
    with pytest.raises(CheckFailed) as lost:
        Student(SimpleNamespace(call=lambda *_: Reply(outcomes.TIMED_OUT, problem="it did not end")), "f", ["x"])(1.0)
    assert "what must change for this loop to end" in lost.value.hint


def test_the_error_that_stopped_the_cell_of_a_function_gets_its_advice():
    stopped = Reply(outcomes.NOT_DEFINED, problem="You have not defined `f`. Its cell stopped with ModuleNotFoundError: No module named 'numba'")
    for reply, words in ((stopped, "not installed where notebooks are graded"), (Reply(outcomes.NOT_DEFINED, problem="You have not defined `f`."), "")):
        with pytest.raises(CheckFailed) as lost:
            Student(SimpleNamespace(call=lambda *_: reply), "f", ["x"])(1.0)
        assert words in lost.value.hint and bool(words) == bool(lost.value.hint)


def test_tapes_are_spoken_of_only_where_tensorflow_is():
    code = (
        "import sys\nfrom autograder.advice import advice_on\nadvice = advice_on(\"TypeError: 'NoneType' object\")\n"
        "assert 'without `return`' in advice and 'tape' not in advice and 'tensorflow' not in sys.modules, advice"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "unconnected_gradients" in advice_on("TypeError: 'NoneType' object")


def test_each_advice_is_tried():
    assert len(ADVICE) == len(ERRORS) - 1


def test_none_that_is_returned_is_told_where_it_comes_from():
    with pytest.raises(CheckFailed, match="None was returned. A function without `return`"):
        Student(Session(lambda x: None), "f", ["x"], memory=Memory())(1.0).scalar()


class Raising:
    """A session in which every call raises an error."""

    def call(self, name, payload, watch, following=()):
        return Reply(outcomes.RAISED, problem="TypeError: can't multiply sequence by non-int of type 'float'", where="line 2")


def test_a_check_tells_it_beside_the_error():
    with pytest.raises(CheckFailed) as failed:
        Student(Raising(), "f", ["x"], memory=Memory())([1.0, 2.0])
    told = failed.value.render()
    assert "multiply sequence" in told and "line 2" in told and "np.asarray" in told
    assert "[1, 2]" not in failed.value.render(public=False) and "np.asarray" in failed.value.render(public=False)


def test_an_error_in_an_operation_is_told_without_where_tensorflow_ran_it():
    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        SINGLE * tf.ones(3)
    message = {"raised": {"name": "InvalidArgumentError", "kinds": [], "message": str(raised.value), "where": ""}}
    assert "/device:CPU" in str(raised.value)
    assert read_reply("f", message).problem == "InvalidArgumentError: Incompatible shapes: [2] vs. [3] [Op:Mul]"
