"""Calls that a check sends ahead: they are answered in order, and those that nobody waits for cost nothing."""

import time

import numpy as np
import pytest

from autograder import outcomes
from autograder.checking import CheckFailed, Student
from tests.runs import ANSWERS_FIRST, call, count_forks, text_of


def each(run, cases, watch=False):
    """Return the (case, Answer) pairs of Student.each for the function `f`."""
    return Student(run, "f", ["x"]).each(cases, watch)


def test_calls_that_are_sent_ahead_are_answered_in_order(run_cells):
    run = run_cells("seen = []\ndef f(x): seen.append(x); return [x, len(seen)]")
    run.reach("")
    assert [(case, answer.value) for case, answer in each(run, range(20))] == [(n, [n, n + 1]) for n in range(20)]
    assert not run.worker.ahead


def test_calls_that_are_sent_ahead_may_have_several_arguments_and_bring_them_back(run_cells):
    run = run_cells("def f(x, y): x.append(y); return sum(x)")
    run.reach("")
    answers = [answer for _, answer in each(run, [([1], 2), ([3], 4)], watch=True)]
    assert [answer.value for answer in answers] == [3, 7] and answers[1].arguments_after == [[3, 4], 4]


def begin(run, count):
    """Ask for the first two of as many cases: the others have been sent then, too. Returns the rest of Student.each."""
    cases = each(run, range(count))
    next(cases), next(cases)
    return cases


def test_no_call_waits_until_the_one_before_it_was_read(run_cells):
    run = run_cells("import time\ndef f(x): return time.monotonic()")
    run.reach("")
    cases = begin(run, 3)
    time.sleep(0.3)
    read = time.monotonic()
    (_, answer), = cases
    assert answer.value < read - 0.1


def test_a_check_that_is_lost_at_its_first_case_has_called_once(run_cells):
    run = run_cells("seen = []\ndef f(x): seen.append(x); return len(seen)")
    run.reach("")
    for _ in range(3):
        next(each(run, range(8)))
    assert call(run, "f", 0).value == 4


def test_what_a_lost_check_has_sent_ahead_answers_nothing_else(run_cells):
    run = run_cells(
        "def f(x): return x", "'test f'", "print('next')\ndef g(x): return -x", "'test g'",
        **ANSWERS_FIRST,
    )  # fmt: skip
    run.reach("test_f")
    begin(run, 8)
    assert call(run, "f", 100).value == 100
    begin(run, 8)
    run.reach("test_g")
    assert text_of(run.outputs[2]) == "next\n"
    assert call(run, "g", 3).value == -3
    assert not run.deaths


@pytest.mark.parametrize("statement", ["while True: pass", "import os; os._exit(1)", "import ctypes; ctypes.string_at(0)"])
def test_a_call_that_nobody_waits_for_costs_nothing(run_cells, monkeypatch, statement):
    monkeypatch.setattr("autograder.conversation.SETTLE_S", 0.2)
    run = run_cells(f"def f(x):\n    if x == 3:\n        {statement}\n    return x")
    run.reach("")
    forks = count_forks(run)
    for _ in range(4):
        begin(run, 8)
    assert call(run, "f", 5).value == 5
    assert not run.deaths and not run.lost and len(forks) == 1  # from then on f is called once at a time


@pytest.mark.parametrize(
    ("statement", "outcome"),
    [
        ("while True: pass", outcomes.TIMED_OUT),
        ("import os; os._exit(1)", outcomes.CRASHED),
        ("return bytearray(10**10)", outcomes.OUT_OF_MEMORY),
        ("1 / 0", outcomes.RAISED),
    ],
)
def test_a_call_among_others_fails_as_it_does_alone(run_cells, statement, outcome):
    run = run_cells(f"def f(x):\n    if x == 3:\n        {statement}\n    return x")
    run.reach("")
    answered = []
    with pytest.raises(CheckFailed) as failure:
        for _, answer in each(run, range(8)):
            answered.append(answer.value)
    assert answered == [0, 1, 2] and failure.value.outcome == outcome
    cases = each(run, range(4, 8))
    answered = [next(cases)[1].value, next(cases)[1].value]
    assert bool(run.worker.ahead) == (not run.deaths)  # a function that has ended a worker is called once at a time
    assert [*answered, *(answer.value for _, answer in cases)] == [4, 5, 6, 7]


def test_large_arguments_are_not_sent_ahead(run_cells, monkeypatch):
    run = run_cells("def f(x): return x.sum()")
    run.reach("")
    ahead = []
    for case, answer in each(run, [np.full(2**n, 1.0) for n in (4, 4, 12, 12, 19, 4, 20)]):
        ahead.append(len(run.worker.ahead))
        assert answer.value == len(case)
    assert ahead == [0, 1, 0, 0, 0, 0, 0]  # 32 KiB each, then 4 MiB: more than a socket holds
