"""A lost check is explained to a student, and not where only the marks count, which are the same."""

import os

import numpy as np
import pytest

from autograder.in_kernel import CHECKS, KernelSession
from autograder.pytest_plugin import Bench, run_checks

TESTS = CHECKS / "s5_linear_least_squares" / "test_fit_polynomial.py"


def first_coefficient_last(x, y, degree):
    return np.polyfit(np.asarray(x, float), np.asarray(y, float), degree)


@pytest.fixture(scope="module")
def judged():
    """The checks' results, by whether they are explained."""
    results = {}
    for explains in (True, False):
        bench = Bench(KernelSession({"fit_polynomial": first_coefficient_last}), "seed", explains=explains)
        results[explains] = run_checks([TESTS], bench)["fit_polynomial"].values()
    return results


def test_what_explains_a_lost_check_is_looked_for_only_if_somebody_reads_it(judged):
    for explains, results in judged.items():
        assert any("this is" in check.message for check in results) == explains
        assert any(check.picture for check in results) == explains


def test_the_marks_are_the_same(judged):
    told, short = ([(check.name, check.outcome, check.weight) for check in judged[explains]] for explains in (True, False))
    assert told == short and len({outcome for _, outcome, _ in told}) > 1


def test_a_known_wrong_idea_is_not_named_where_a_check_that_it_loses_was_passed():
    def ties_counted_once(x):
        x = np.asarray(x, np.float64)
        return x - x.max() - np.log1p(np.exp(x[x != x.max()] - x.max()).sum())

    bench = Bench(KernelSession({"log_softmax": ties_counted_once}), "seed")
    results = run_checks([CHECKS / "s1_overflow_underflow" / "test_log_softmax.py"], bench)["log_softmax"]
    assert results["agrees_on_small_numbers"].outcome == "passed"
    lost = results["gives_minus_log_n_for_n_equal_entries"]  # where "only the largest entry is subtracted" gives the same
    assert lost.outcome == "failed" and "this is" not in lost.message


def said_of(section, exercise, function):
    """Return what is told of each check that a function loses."""
    bench = Bench(KernelSession({exercise: function}), "seed")
    results = run_checks([CHECKS / section / f"test_{exercise}.py"], bench)[exercise]
    return {name: result.message for name, result in results.items() if result.outcome == "failed"}


def test_a_known_wrong_idea_is_not_named_where_it_keeps_a_check_that_a_wrong_result_has_lost():
    told = said_of("s2_poor_conditioning", "eigenvalue_condition_number", lambda A: np.inf)
    assert len(told) > 3 and "imaginary" not in "".join(told.values())


def test_a_known_wrong_idea_is_not_named_for_a_shape_that_it_does_not_give():
    told = said_of("s1_overflow_underflow", "softmax", lambda x: np.exp(np.asarray(x) - np.max(x)).sum())
    assert any("shape ()" in message for message in told.values()) and "this is" not in "".join(told.values())


@pytest.mark.parametrize(
    ("name", "value"), [("PYTEST_ADDOPTS", "-k no_such_check"), ("PYTEST_ADDOPTS", "--junitxml=report.xml"), ("PYTEST_PLUGINS", "no_such_plugin")]
)
def test_what_the_environment_asks_of_pytest_changes_no_mark(name, value, judged, monkeypatch):
    monkeypatch.setenv(name, value)
    bench = Bench(KernelSession({"fit_polynomial": first_coefficient_last}), "seed", explains=False)
    results = run_checks([TESTS], bench)["fit_polynomial"].values()
    assert [(check.name, check.outcome) for check in results] == [(check.name, check.outcome) for check in judged[False]]
    assert os.environ[name] == value
