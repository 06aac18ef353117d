"""What a check advises fits what went wrong in the known wrong answer that loses it."""

import inspect
from importlib import import_module

import numpy as np
import pytest
from matplotlib import pyplot as plt

from autograder.calls import perform_call
from autograder.checking import CheckFailed, Student
from autograder.replies import read_reply
from autograder.values import pack, unpack

CASES = [
    ("s1_overflow_underflow", "rounded_equal", "cuts_digits_off", "rounds_to_as_many_digits_as_asked", "not cut off"),
    ("s1_overflow_underflow", "rounded_equal", "cuts_digits_off", "rounds_to_ten_digits_if_not_asked", "not cut off"),
    ("s1_overflow_underflow", "rounded_equal", "ignores_digits", "rounds_to_as_many_digits_as_asked", "pass digits on"),
    ("s1_overflow_underflow", "rounded_equal", "keeps_two_digits_unless_told", "rounds_to_ten_digits_if_not_asked", "left out"),
    ("s3_gradient_based_optimization", "plot_steepest_descent_and_newton", "levels_end_below_the_path",
     "draws_contours_of_f_on_both_axes", "the levels end before it"),
    ("s3_gradient_based_optimization", "plot_steepest_descent_and_newton", "contours_of_the_logarithm",
     "draws_contours_of_f_on_both_axes", "their levels are not"),
    ("s3_gradient_based_optimization", "plot_steepest_descent_and_newton", "window_of_another_plot",
     "draws_contours_of_f_on_both_axes", "which x and y do the axes show"),
    ("s3_gradient_based_optimization", "plot_steepest_descent_and_newton", "limits_far_from_the_paths",
     "draws_contours_of_f_on_both_axes", "which x and y do the axes show"),
    ("s3_gradient_based_optimization", "plot_steepest_descent_and_newton", "limits_far_from_the_paths",
     "draws_the_path_of_newton_s_method", "which x and y do the axes show"),
    ("s3_gradient_based_optimization", "plot_steepest_descent_and_newton", "points_of_the_path_alone",
     "draws_the_path_of_newton_s_method", "join them by a line"),
    ("s3_gradient_based_optimization", "plot_derivatives", "limits_of_another_plot",
     "draws_the_second_derivative", "which x and y do the axes show"),
    ("s3_gradient_based_optimization", "plot_critical_points", "limits_of_another_plot",
     "draws_the_curve", "which x and y do the axes show"),
    ("s4_constrained_optimization", "plot_constrained_problem", "each_part_in_axes_of_its_own",
     "draws_contours_of_the_objective", "draw all of it with one ax"),
    ("s4_constrained_optimization", "plot_constrained_problem", "names_exchanged",
     "draws_the_equality_constraint", "which of the two curves is which"),
    ("s4_constrained_optimization", "projected_gradient_descent", "differences_over_a_long_step",
     "is_plain_gradient_descent_inside_the_ball", "not quadratic"),
    ("s5_linear_least_squares", "plot_fit", "line_through_the_sorted_data", "draws_a_smooth_curve_through_few_points", "a fine grid"),
]  # fmt: skip


class Direct:
    """Calls a function here, through the codec, in place of a worker."""

    def __init__(self, function):
        self.function = function

    def call(self, name, payload, watch, following=()):
        return read_reply(name, unpack(pack(perform_call({name: self.function}, name, payload, watch))))


@pytest.fixture(autouse=True)
def no_open_figures():
    """Close what a test leaves open."""
    yield
    plt.close("all")


@pytest.mark.parametrize(("assignment", "exercise", "wrong", "check", "advice"), CASES, ids=lambda part: str(part)[:40])
def test_the_hint_fits(assignment, exercise, wrong, check, advice):
    folder = f"autograder.checks.{assignment}"
    function = getattr(import_module(f"{folder}.answers_{exercise}"), wrong)
    judge = getattr(import_module(f"{folder}.test_{exercise}"), check)
    student = Student(Direct(getattr(function, "function", function)), exercise, list(inspect.signature(function).parameters))
    given = {"student": student, "rng": np.random.default_rng(0)}
    with pytest.raises(CheckFailed) as lost:
        judge(**{name: given[name] for name in inspect.signature(judge).parameters})
    assert advice in lost.value.hint
