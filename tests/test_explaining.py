"""A lost check is explained to a student, and not where only the marks count, which are the same."""

import os

import numpy as np
import pytest
import tensorflow as tf

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


def gradient_and_hessian(f, x):
    """Return ∇f and H at x, float64."""
    x = tf.constant(x)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return g.numpy(), H.numpy()


def newtons_method(goes_on):
    """Return Newton's method that goes on while goes_on(‖∇f‖, H, tolerance)."""

    def iterate(f, x0, tolerance, max_steps):
        path = [np.array(x0, np.float64)]
        while len(path) <= max_steps:
            g, H = gradient_and_hessian(f, path[-1])
            if not goes_on(np.linalg.norm(g), H, tolerance):
                break
            path.append(path[-1] - np.linalg.solve(H, g))
        return np.array(path)

    return iterate


def newton_direction(f, x):
    g, H = gradient_and_hessian(f, np.array(x, np.float64))
    step = -np.linalg.solve(H, g)
    return step / np.linalg.norm(step)


def small_entries_set_to_0(f, x):
    _, H = gradient_and_hessian(f, np.array(x, np.float64))
    return np.where(np.abs(H) < 1e-2, 0.0, H)


def column_of_second_derivatives(f, x):
    x = tf.constant(np.array(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = inner.gradient(y, x, unconnected_gradients="zero")
    return np.reshape(outer.gradient(slope, x, unconnected_gradients="zero"), (-1, 1))


def clipped_at_700(x):
    e = np.exp(np.clip(np.asarray(x, np.float64), -700, 700))
    return e / e.sum()


def divided_without_nan(x):
    e = tf.exp(tf.convert_to_tensor(x))
    return tf.math.divide_no_nan(e, tf.reduce_sum(e))


def epsilon_below_1(dtype):
    return float(np.finfo(tf.as_dtype(dtype).as_numpy_dtype).epsneg)


def nan_where_singular(A):
    moduli = np.abs(np.linalg.eigvals(np.array(A, np.float64)))
    return np.nan if moduli.min() <= 1e-12 * moduli.max() else moduli.max() / moduli.min()


def narrow_threshold(A):
    moduli = np.abs(np.linalg.eigvals(np.array(A, np.float64)))
    return np.inf if moduli.min() <= 1e-14 * moduli.max() else moduli.max() / moduli.min()


S1, S2, S3 = "s1_overflow_underflow", "s2_poor_conditioning", "s3_gradient_based_optimization"


@pytest.mark.parametrize(("section", "exercise", "function", "false"), [
    (S3, "newtons_method", newtons_method(lambda norm, H, tolerance: norm <= tolerance), "before it is stored"),
    (S3, "newtons_method", newtons_method(lambda norm, H, tolerance: False), "before it is stored"),
    (S3, "newtons_method", newtons_method(lambda norm, H, tolerance: norm > max(tolerance, 1e-2)), "the root is missing"),
    (S3, "newtons_method",
     newtons_method(lambda norm, H, tolerance: norm > tolerance and np.linalg.eigvalsh(H).min() > 0), "f is larger"),
    (S3, "steepest_descent_direction", newton_direction, "from x itself"),
    (S3, "hessian", small_entries_set_to_0, "rounded to four decimals"),
    (S3, "second_derivative", column_of_second_derivatives, "taken for a single row"),
    (S2, "eigenvalue_condition_number", nan_where_singular, "all ratios |λᵢ/λⱼ| are worked out, 0/0"),
    (S2, "eigenvalue_condition_number", narrow_threshold, "only where it is 0"),
    (S1, "softmax", clipped_at_700, "±80"),
    (S1, "naive_softmax", divided_without_nan, "a tiny number is added"),
    (S1, "machine_epsilon", epsilon_below_1, "stops when 1 no longer changes"),
])  # fmt: skip
def test_a_mistake_is_not_named_where_another_one_gives_the_same(section, exercise, function, false):
    told = said_of(section, exercise, function)
    assert told and false not in "".join(told.values())


@pytest.mark.parametrize(
    ("name", "value"), [("PYTEST_ADDOPTS", "-k no_such_check"), ("PYTEST_ADDOPTS", "--junitxml=report.xml"), ("PYTEST_PLUGINS", "no_such_plugin")]
)
def test_what_the_environment_asks_of_pytest_changes_no_mark(name, value, judged, monkeypatch):
    monkeypatch.setenv(name, value)
    bench = Bench(KernelSession({"fit_polynomial": first_coefficient_last}), "seed", explains=False)
    results = run_checks([TESTS], bench)["fit_polynomial"].values()
    assert [(check.name, check.outcome) for check in results] == [(check.name, check.outcome) for check in judged[False]]
    assert os.environ[name] == value
