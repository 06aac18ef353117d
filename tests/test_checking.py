"""What an author of checks relies on: what an Answer accepts, what it refuses, and the words it says it in."""

import cloudpickle
import numpy as np
import pytest

from autograder import outcomes
from autograder.calls import perform_call
from autograder.checking import CheckFailed, Memory, Student, check
from autograder.comparing import fits, same_numbers
from autograder.outcomes import CheckResult, score_cell
from autograder.replies import read_reply
from autograder.values import pack, unpack


class Session:
    """Calls a function here, through the codec."""

    def __init__(self, function):
        self.function = function

    def call(self, name, payload, watch, following=()):
        return read_reply(name, unpack(pack(perform_call({name: self.function}, name, payload, watch))))


def answer(value, *arguments, watch=False):
    """Return the Answer of a student whose function returns `value`, or is it."""
    function = value if callable(value) else lambda *_: value
    return Student(Session(function), "f", ["x", "y"])(*arguments, watch=watch)


@pytest.mark.parametrize(("word", "told"), [("Axes of matplotlib", "returned an Axes"), ("dict of 2 items", "returned a dict"), ("generator", "a generator,")])
def test_what_cannot_be_graded_has_its_article(word, told):
    assert told in read_reply("f", {"unsupported": word}).problem


class Empty(ValueError):
    """What a student may define."""


@pytest.mark.parametrize("error", [ValueError("no values"), ValueError, Empty(), np.linalg.LinAlgError("singular")])
def test_an_error_that_is_asked_for_may_be_of_a_kind_of_its_class(error):
    def f(x):
        raise error

    Student(Session(f), "f", ["x"]).raises(ValueError, [])


def test_no_error_another_and_a_stub_are_not_the_error_that_is_asked_for():
    def stub(x):
        raise NotImplementedError

    for function, got, outcome in (
        (lambda x: 0.0, "0", "failed"), (lambda x: 1 / x[0], "IndexError: list index out of range", "failed"), (stub, "not written yet", "raised"),
    ):  # fmt: skip
        with pytest.raises(CheckFailed) as failure:
            Student(Session(function), "f", ["x"]).raises(RuntimeError if function is stub else ValueError, [], hint="nothing has no mean")
        told = failure.value
        assert got in told.got and told.outcome == outcome and "f(x), x: list = []" in told.called
        assert outcome == "raised" or (told.expected == "ValueError raised" and told.hint == "nothing has no mean")


@pytest.mark.parametrize("value", [2, 2.0, [2.0], np.float32(2), np.array([[2.0]]), np.array(2 + 0j), True + 1])
def test_a_number_may_come_as_any_array_with_one_element(value):
    answer(value).is_close_to(2.0)
    assert answer(value).scalar() == 2.0


@pytest.mark.parametrize("value", [[1, 2], (1.0, 2.0), np.array([[1.0], [2.0]]), [np.float32(1), 2], [[1], [2]]])
def test_a_vector_may_come_as_a_column(value):
    answer(value).is_close_to([1.0, 2.0])
    assert answer(value).vector().tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "value", [[[1.0, 2.0]], [2.0, 1.0], [1.0], [1.0, 2.0, 3.0], [1.0, np.nan], "12", None, [1.0, None], [1.0, "2"], [[1], [2, 3]], {}],
)  # fmt: skip
def test_what_is_not_that_vector_fails_and_is_no_fault_of_the_grader(value):
    with pytest.raises(CheckFailed):
        answer(value).is_close_to([1.0, 2.0])


def test_a_transposed_matrix_and_a_flat_one_fail():
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    answer(matrix).is_close_to(matrix)
    for wrong in (matrix.T, matrix.ravel(), matrix[None]):
        with pytest.raises(CheckFailed):
            answer(wrong).is_close_to(matrix)


@pytest.mark.parametrize(
    "value", [(1.0, [2.0, 3.0]), [np.float32(1), np.array([[2.0], [3.0]])], ([1.0], np.array([2.0, 3.0], np.float32))]
)
def test_a_pair_may_come_in_any_kind_each_part_in_its_own_shape(value):
    answer(value).is_pair_close_to((1.0, [2.0, 3.0]))


def test_an_array_of_two_rows_is_a_pair_and_a_part_may_be_empty():
    answer(np.array([[1.0, 2.0], [3.0, 4.0]])).is_pair_close_to(([1.0, 2.0], [3.0, 4.0]))
    answer(np.array([1.0, 2.0])).is_pair_close_to((1.0, 2.0))
    answer(([], np.zeros(0))).is_pair_close_to(([], []))


@pytest.mark.parametrize(
    "value", [(1.0, [2.0]), ([2.0, 3.0], 1.0), (1.0, [2.0, 3.1]), (1.0, [2.0, 3.0], 0.0), 1.0, "12", {"a": 1, "b": 2}, None,
              (None, None), (1.0, "23"), (1.0, [[2.0, 3.0]]), (1.0, [2.0, np.nan]), np.float64(1.0)],
)  # fmt: skip
def test_what_is_not_that_pair_fails_and_is_no_fault_of_the_grader(value):
    with pytest.raises(CheckFailed, match="expected +the pair"):
        answer(value).is_pair_close_to((1.0, [2.0, 3.0]))


def test_tolerances_are_relative_unless_said_otherwise():
    answer(1.0 + 9e-6).is_close_to(1.0)
    with pytest.raises(CheckFailed):
        answer(1.0 + 2e-5).is_close_to(1.0)
    with pytest.raises(CheckFailed):
        answer(1e-9).is_close_to(0.0)
    answer(1e-9).is_close_to(0.0, atol=1e-8)
    answer([np.inf, np.nan]).is_close_to([np.inf, np.nan])
    with pytest.raises(CheckFailed):
        answer(1e308).is_close_to(np.inf)


@pytest.mark.parametrize("value", [True, np.bool_(True), np.array([True])])
def test_a_bool_may_come_from_numpy(value):
    answer(value).is_bool(True)
    with pytest.raises(CheckFailed):
        answer(value).is_bool(False)


@pytest.mark.parametrize("value", [1, 1.0, "True", None, [True, True], np.array([True, True])])
def test_what_is_no_bool_fails(value):
    with pytest.raises(CheckFailed):
        answer(value).is_bool(True)


@pytest.mark.parametrize("value", ["Minimum", np.array([1.0, 2.0]), None, ["minimum"], 3])
def test_what_is_not_the_word_fails_and_is_no_fault_of_the_grader(value):
    answer("minimum").is_text("minimum")
    with pytest.raises(CheckFailed):
        answer(value).is_text("minimum")


def test_an_argument_changed_in_place_is_found_and_a_function_is_no_argument_to_compare():
    def adds(x, y):
        x += 1
        return 0.0

    with pytest.raises(CheckFailed, match="unchanged after the call"):
        answer(adds, np.zeros(2), abs, watch=True).leaves_arguments_alone()
    answer(0.0, np.zeros(2), [abs], watch=True).leaves_arguments_alone()


@pytest.mark.parametrize(
    ("argument", "where"),
    [
        (np.arange(8.0), "1 of 8 numbers differs; the first at index [6]: 6 before the call, 5 after it"),
        (list(range(8)), "1 of 8 numbers differs; the first at index [6]: 6 before the call, 5 after it"),
        (np.arange(16.0).reshape(4, 4), "4 of 16 numbers differ; the first at index [2, 0]: 8 before the call, 4 after it"),
        (np.array([1.0, 1 + 1e-13, 2.0]), "index [1]: 1.0000000000001 before the call, 1.0 after it"),
        (np.arange(4.0), None),
    ],
)
def test_where_a_call_changed_an_argument_is_told_if_before_and_after_do_not_show_it(argument, where):
    def repeats(x):
        x[-2] = x[-3]  # neither the smallest nor the largest: a summary stays the same

    with pytest.raises(CheckFailed) as failed:
        answer(repeats, argument, watch=True).leaves_arguments_alone()
    assert failed.value.where == "" if where is None else where in str(failed.value)


@pytest.mark.filterwarnings("ignore:Setting the shape")  # by NumPy 2.5, which is there for newer Pythons
@pytest.mark.parametrize("argument", [np.arange(3.0), np.arange(9.0), [1.0, 2.0], {"x": np.arange(3.0)}])
def test_that_a_call_made_a_vector_a_column_is_found(argument):
    def makes_a_column(x):
        x = x["x"] if isinstance(x, dict) else x
        if isinstance(x, list):
            x[:] = [[entry] for entry in x]
        else:
            x.shape = (-1, 1)

    with pytest.raises(CheckFailed, match="unchanged after the call"):
        answer(makes_a_column, argument, watch=True).leaves_arguments_alone()


def test_that_a_call_made_an_argument_longer_is_told():
    with pytest.raises(CheckFailed, match=r"shape \(7,\) before the call, \(8,\) after it"):
        answer(lambda x: x.append(1.0), [1.0] * 7, watch=True).leaves_arguments_alone()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda h: h.append(abs), "y is now: a list of 3 items, 2 before the call"),
        (lambda h: h.pop(), "a list of 1 item, 2 before the call"),
        (lambda h: h.reverse(), "a list of 2 items, not those of before the call"),
        (lambda h: h.__setitem__(0, lambda x: -abs(x)), "a list of 2 items, not those of before the call"),
        (lambda h: h.clear(), "y = []"),
    ],
)  # fmt: skip
def test_a_list_of_functions_that_a_call_has_changed_is_told(change, told):
    with pytest.raises(CheckFailed, match="y unchanged after the call") as failed:
        answer(lambda x, y: [x, change(y)][0], 1.0, [abs, max], watch=True).leaves_arguments_alone()
    assert told in failed.value.got
    answer(lambda x, y: [x, change(list(y))][0], 1.0, [abs, max], watch=True).leaves_arguments_alone()


def test_the_message_says_called_expected_got_and_try():
    with pytest.raises(CheckFailed) as failed:
        answer([np.nan, 1.0], np.array([1.0, 2.0], dtype=np.float32)).is_close_to([0.0, 1.0], hint="look again.")
    assert str(failed.value).splitlines() == [
        "called    f(x), x: float32 (2,) = [1, 2]",
        "expected  [0, 1]",
        "got       [nan, 1]",
        "try       look again.",
    ]
    assert failed.value.render(public=False) == "try       look again."


def test_of_a_pair_the_part_that_is_nearly_right_is_named():
    with pytest.raises(CheckFailed) as failed:
        answer((1.0, [2.0, 3.003])).is_pair_close_to((1.0, [2.0, 3.0]))
    assert "the second is off by 0.1 % of the largest number: near, but not near enough" in " ".join(str(failed.value).split())
    assert "the first" not in str(failed.value)
    with pytest.raises(CheckFailed) as failed:
        answer(([1.0, 2.0], 5.0)).is_pair_close_to((1.0, 5.0))
    assert "near" not in str(failed.value)


@pytest.mark.parametrize(
    ("got", "told"),
    [
        ([1.001, 2.0], "off by 0.05 % of the largest number: near, but not near enough"),
        ([1.1, 2.0], None),  # another number, not the same one roughly
        ([1.0 + 1e-9, 2.0], None),  # rounding
        ([np.nan, 2.0], None),
    ],
)
def test_numbers_that_are_nearly_right_are_called_so(got, told):
    with pytest.raises(CheckFailed) as failed:
        answer(got, 0.0).is_close_to([1.0, 2.0], rtol=0)
    assert failed.value.where == (told or "")


def test_two_numbers_that_a_call_is_about_do_not_look_the_same():
    for number, told in ((0.1 + 0.2, "0.30000000000000004"), (0.3, "0.3"), (123456.78900001, "123456.78900001"), (2.0, "2")):
        with pytest.raises(CheckFailed) as failed:
            answer(1.0, number).is_close_to(0.0)
        assert str(failed.value).splitlines()[0] == f"called    f(x), x: {told}"


@pytest.mark.parametrize(("function", "told"), [(np.exp, "np.exp"), (np.sum, "np.sum"), (lambda x: x, "<lambda>")])
def test_a_function_of_numpy_that_is_an_argument_has_its_name(function, told):
    with pytest.raises(CheckFailed) as failed:
        answer(1.0, function).is_close_to(0.0)
    assert str(failed.value).splitlines()[0] == f"called    f(x), x: {told}"


def test_of_a_long_array_the_worst_entry_is_shown():
    wrong = np.arange(100.0)
    wrong[7] = 50.0
    with pytest.raises(CheckFailed, match=r"1 of 100 entries differ; the worst at index \[7\]: expected 7, got 50"):
        answer(wrong).is_close_to(np.arange(100.0))


def test_control_and_bidi_characters_of_a_student_do_not_reach_a_message():
    def raises(*_):
        raise ValueError("\x1b[31mred\u202etxt")

    with pytest.raises(CheckFailed) as failed:
        answer(raises)
    assert "\x1b" not in str(failed.value) and "\u202e" not in str(failed.value)
    assert failed.value.outcome == outcomes.RAISED


@pytest.mark.parametrize(
    ("shape", "expected", "fitting"),
    [((), (), True), ((1, 1), (), True), ((2,), (), False), ((3, 1), (3,), True), ((1, 3), (3,), False), ((3,), (3, 1), True),
     ((4,), (2, 2), False)],
)  # fmt: skip
def test_shapes_that_fit(shape, expected, fitting):
    assert fits(shape, expected) is fitting


def test_a_column_is_a_vector_unless_shapes_are_to_be_exact():
    column, vector = np.ones((3, 1)), np.ones(3)
    assert same_numbers(column, vector) and same_numbers([vector, "a"], [column, "a"])
    assert not same_numbers(column, vector, exact_shape=True)
    assert not same_numbers([vector, "a"], [column, "a"], exact_shape=True)
    assert not same_numbers({"x": vector}, {"x": column}, exact_shape=True)


def test_same_numbers_compares_structure_and_numbers():
    assert same_numbers({"a": [1.0, np.nan]}, {"a": np.array([1.0, np.nan])})
    assert not same_numbers({"a": 1}, {"b": 1})
    assert not same_numbers([1.0], [1.0, 2.0])
    assert not same_numbers("1", 1)


def test_numbers_are_the_same_relative_to_the_largest_of_them():
    assert same_numbers([1e-9, 1.0], [2e-9, 1.0], rtol=1e-5)
    assert not same_numbers(2.0**-24, 2.0**-52, rtol=1e-5)
    assert not same_numbers([1.0, 1.0], [1.0, 1.0 + 1e-15])


def test_checks_that_ask_once_share_one_call_and_one_failure():
    calls = []

    def counts(x):
        calls.append(x)
        return 1 / x

    memory = Memory()
    first, second = (Student(Session(counts), "f", ["x"], memory=memory) for _ in range(2))
    assert first.once(2.0).scalar() == second.once(2.0).scalar() == 0.5
    for student in (first, second):
        with pytest.raises(CheckFailed, match="ZeroDivisionError"):
            student.once(0.0)
    assert first(2.0).scalar() == 0.5
    assert calls == [2.0, 0.0, 2.0]


def test_a_check_needs_a_promise_and_a_weight():
    with pytest.raises(ValueError, match="docstring"):
        check()(lambda student: None)
    with pytest.raises(ValueError, match="weight"):
        check(weight=0)
    with pytest.raises(ValueError, match=r"check stays_finite is marked without parentheses: write @check\(\)"):

        @check
        def stays_finite(student):
            """stays finite"""


def result(outcome, weight=1.0):
    return CheckResult("c", outcome, weight, True)


@pytest.mark.parametrize(
    ("checks", "score", "outcome"),
    [
        ([result(outcomes.PASSED), result(outcomes.PASSED)], 4.0, outcomes.PASSED),
        ([result(outcomes.PASSED, 3), result(outcomes.FAILED)], 3.0, outcomes.PARTIAL),
        ([result(outcomes.FAILED), result(outcomes.TIMED_OUT)], 0.0, outcomes.TIMED_OUT),
        ([result(outcomes.PASSED), result(outcomes.GRADER_ERROR)], None, outcomes.GRADER_ERROR),
    ],
)
def test_the_score_of_a_cell_is_the_weighted_share_that_passed(checks, score, outcome):
    assert score_cell(4.0, checks) == (score, outcome)


def test_arguments_travel_by_value():
    seen = []
    assert cloudpickle.loads(cloudpickle.dumps(lambda x: seen.append(x)))(1) is None
    assert seen == []
