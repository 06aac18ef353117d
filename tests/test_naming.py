"""A wrong answer is told apart by running the known ones; these leave nothing behind and cannot hold the referee up."""

import numpy as np
import pytest

from autograder.checking import CheckFailed, Memory, Student
from tests.test_checking import Session


def squared(x):
    """the number is squared."""
    return x * x


def doubled(x):
    """the number is doubled."""
    return 2 * x


def added_to_itself(x):
    """the number is added to itself."""
    return x + x


def counts_its_calls(x, calls=[]):
    """the first call decides."""
    calls.append(x)
    return calls[0] + len(calls)


def counts_in_an_attribute(x):
    """the calls are counted."""
    counts_in_an_attribute.calls = getattr(counts_in_an_attribute, "calls", 0) + 1
    return x + counts_in_an_attribute.calls


def never_ends(x):
    """the loop never ends."""
    while True:
        try:
            while x:
                pass
        except Exception:
            pass


def prints(x):
    """the result is printed and not returned."""
    print("a line that nobody wants to read", x)


def factorial_from_two(x):
    """the recursion ends at 2."""
    return 1.0 if x <= 2 else x * f(x - 1)  # noqa: F821  its name in the notebook


def truths(x):
    """the sign is asked for."""
    return {"a": x > 0, "b": [x < 0]}


def list_of_truths(x):
    """the sign is asked for."""
    return [x > 0, x < 0]


def truth_and_number(x):
    """the sign is asked for."""
    return {"a": x > 0, "b": 2 * x}


def student_with(function, *known, memory=None):
    """Return the Student with this function, and these functions as the known wrong answers."""
    return Student(Session(function), "f", ["x"], list(known), memory=memory or Memory())


def named(expected, function, *known, x=3.0, memory=None, **tolerance):
    """Return what the message says that a wrong answer of `function` is, "" if nothing."""
    with pytest.raises(CheckFailed) as failed:
        student_with(function, *known, memory=memory)(x).is_close_to(expected, **tolerance)
    return failed.value.misconception


def test_the_known_wrong_answer_with_the_same_result_is_named():
    with pytest.raises(CheckFailed, match="this is   what you get when the number is squared"):
        student_with(lambda x: x**2, doubled, squared)(3.0).is_close_to(27.0)
    assert named(27.0, lambda x: x + 7, doubled, squared) == ""


def test_where_two_explain_it_equally_none_is_named():
    assert named(27.0, lambda x: 6.0, doubled, added_to_itself) == ""
    assert named(27.0, lambda x: 4.0, doubled, squared, x=2.0) == ""
    assert named(27.0, lambda x: 6.0, doubled, doubled) == "the number is doubled."


def test_what_fits_the_last_call_but_no_earlier_one_is_not_named():
    for function, name in [(lambda x: x**2, "the number is squared."), (lambda x: 9.0, "")]:
        student = student_with(function, squared)
        student(2.0)
        with pytest.raises(CheckFailed) as failed:
            student(3.0).is_close_to(27.0)
        assert failed.value.misconception == name


def test_of_a_bool_nothing_is_told():
    def always(x):
        """everything is true."""
        return True

    with pytest.raises(CheckFailed) as failed:
        student_with(lambda x: True, always)(3.0).is_bool(False)
    assert failed.value.misconception == ""


def test_a_known_answer_that_is_right_here_is_not_named():
    assert named(9.0, lambda x: 9.0 + 3e-6, squared, rtol=1e-7) == ""
    assert named(8.0, lambda x: 9.0 + 3e-6, squared, rtol=1e-7) == "the number is squared."


def test_small_numbers_are_told_apart():
    assert named(1.0, lambda x: 1e-8, squared, x=1e-7) == ""


def test_numbers_are_told_apart_beside_much_larger_ones():
    def cut_off(x):
        """what is small is cut off."""
        return [x, 1e-9]

    def pair(x):
        return [x, 2e-8]

    assert named([3.0, 1e-20], lambda x: [x, 1.000001e-9], cut_off) == "what is small is cut off."
    assert named([3.0, 1e-20], pair, cut_off) == ""
    with pytest.raises(CheckFailed) as failed:
        student_with(pair, cut_off)(3.0).is_pair_close_to((3.0, 1e-20))
    assert failed.value.misconception == ""


@pytest.mark.parametrize(("known", "got"), [(counts_its_calls, 4.0), (counts_in_an_attribute, 4.0)])
def test_a_known_answer_keeps_nothing_from_one_call_to_the_next(known, got):
    names = {named(0.0, lambda x: got, known) for _ in range(3)}
    assert names == {known.__doc__}


def test_a_known_answer_may_call_itself_by_the_name_of_the_exercise():
    assert named(0.0, lambda x: 12.0, factorial_from_two, x=4.0) == "the recursion ends at 2."


def test_a_known_answer_that_never_ends_is_passed_over(monkeypatch):
    monkeypatch.setattr("autograder.naming.LIMIT_S", 0.1)
    assert named(27.0, lambda x: x**2, never_ends, squared) == "the number is squared."


def test_what_a_known_answer_prints_is_not_seen(capsys):
    assert named(27.0, lambda x: None, prints) == "the result is printed and not returned."
    assert capsys.readouterr().out == ""


def test_arguments_that_a_known_answer_changes_are_its_own():
    def adds(x):
        """1 is added in place."""
        x += 1
        return x

    x = np.zeros(2)
    assert named([2.0, 2.0], lambda x: x + 1, adds, adds, x=x) == "1 is added in place."
    assert not x.any()


def first_entry_twice(x):
    """the first entry is taken for the second one as well."""
    return [x[0]], [x[0]]


def test_of_a_pair_a_known_answer_that_is_right_on_these_arguments_is_not_named():
    flat = student_with(lambda x: [float(x[0])] * 2, first_entry_twice)
    with pytest.raises(CheckFailed) as failed:
        flat(np.array([1.0, 1.0])).is_pair_close_to(([1.0], [1.0]))
    assert "this is" not in str(failed.value)
    wrong = student_with(first_entry_twice, first_entry_twice)
    with pytest.raises(CheckFailed, match="taken for the second one"):
        wrong(np.array([1.0, 2.0])).is_pair_close_to(([1.0], [2.0]))


def test_an_argument_that_was_changed_says_nothing_of_how_the_value_was_found():
    def doubled_in_place(x):
        x *= 2
        return x

    with pytest.raises(CheckFailed, match="unchanged after the call") as failed:
        student_with(doubled_in_place, doubled)(np.array([3.0]), watch=True).leaves_arguments_alone()
    assert "this is" not in str(failed.value)


def test_a_known_answer_is_asked_once_for_the_same_arguments(monkeypatch):
    asked = []
    monkeypatch.setattr("autograder.naming.fresh_copy", lambda known, exercise: lambda x: asked.append(x) or known(x))
    for x in (13.0, 13.0, 15.0, 13.0):
        assert named(0.0, lambda x: 2 * x, doubled, x=x) == "the number is doubled."
    assert asked == [13.0, 15.0]


def test_what_explained_an_earlier_check_is_asked_first_and_alone():
    asked = []

    def noted(known):
        def call(x):
            asked.append(known.__name__)
            return known(x)

        call.__doc__ = known.__doc__
        return call

    memory, known = Memory(), [noted(function) for function in (squared, added_to_itself, doubled)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.naming.fresh_copy", lambda known, exercise: known)
        assert named(0.0, lambda x: x * x, *known, x=5.5, memory=memory) == "the number is squared."
        assert asked == ["squared", "added_to_itself", "doubled"]
        assert named(0.0, lambda x: x * x, *known, x=6.5, memory=memory) == "the number is squared."
        assert asked[3:] == ["squared"]
        assert named(0.0, lambda x: 7.0, *known, x=7.5, memory=memory) == ""  # of another kind: the others were ruled out before
        assert asked[4:] == ["squared"]


def test_what_did_not_explain_an_earlier_check_is_not_named_for_a_later_one():
    memory = Memory()
    assert named(0.0, lambda x: 7.0, doubled, x=3.0, memory=memory) == ""
    assert named(0.0, lambda x: 2 * x, doubled, x=4.0, memory=memory) == ""
    assert named(0.0, lambda x: x * x, doubled, squared, x=5.0, memory=memory) == "the number is squared."


@pytest.mark.parametrize(("known", "told"), [(truths, ""), (list_of_truths, ""), (truth_and_number, "the sign is asked for.")])
def test_of_truths_alone_nothing_is_told(known, told):
    with pytest.raises(CheckFailed) as failed:
        student_with(lambda x: known(x), known)(1.0).fail("another")
    assert failed.value.misconception == told


def test_two_checks_tell_apart_what_each_of_them_could_not():
    memory = Memory()
    assert named(0.0, lambda x: 4.0, doubled, squared, x=2.0, memory=memory) == ""
    assert named(0.0, lambda x: x * x, doubled, squared, x=3.0, memory=memory) == "the number is squared."
    assert named(0.0, lambda x: 4.0, doubled, squared, x=2.0, memory=memory) == "the number is squared."
