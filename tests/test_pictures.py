"""What a picture is made from: plain, bounded data, of public checks only, and never at the cost of a mark."""

import json

import numpy as np
import pytest

from autograder import pictures
from autograder.in_kernel import judge
from autograder.outcomes import FAILED, PASSED
from autograder.figure_views import view_of
from autograder.pages.drawing import draw_picture, ticks
from autograder.pictures import (
    MAX_POINTS, compare_entries, compare_figures, compare_fits, compare_paths, compare_polynomials, draw_safely,
)  # fmt: skip

NAN, INF = float("nan"), float("inf")


def test_numbers_that_cannot_be_drawn_are_none_and_long_series_are_thinned():
    picture = compare_entries(np.arange(1000.0), np.full(1000, NAN))
    right, yours = picture["series"]
    assert len(right["x"]) == MAX_POINTS and (right["x"][0], right["x"][-1]) == (0, 999)
    assert set(yours["y"]) == {None}
    assert compare_entries([1.0, 2, 3, INF], [1e300, -1e300, NAN, 0])["series"][1]["y"] == [None, None, None, 0.0]
    json.dumps(picture, allow_nan=False)


@pytest.mark.parametrize(("expected", "got"), [([1.0, 2, 3], [1.0, 2, 4]), ([1.0] * 4, [1.0] * 5), (1.0, 2.0)])
def test_few_entries_and_other_sizes_have_no_picture(expected, got):
    assert compare_entries(expected, got) == {}


def test_paths_lie_over_the_function_where_it_takes_a_grid():
    path = np.array([[3.0, 1.0], [1.0, 0.5]])
    field = compare_paths(lambda x: x[0] ** 2 + 10 * x[1], path, path + 1)["field"]
    z, x0, x1 = np.array(field["z"]), field["x"], field["y"]
    assert z[0, 0] == pytest.approx(x0[0] ** 2 + 10 * x1[0], rel=1e-3)
    assert z[0, -1] == pytest.approx(x0[1] ** 2 + 10 * x1[0], rel=1e-3)
    assert z[-1, 0] == pytest.approx(x0[0] ** 2 + 10 * x1[1], rel=1e-3)
    for f in (lambda x: np.sum(x**2), lambda x: x @ np.eye(2) @ x, lambda x: 1 / 0, lambda x: np.sum(x, axis=0) * x.ndim):
        assert "field" not in compare_paths(f, path, path)
    assert len(json.dumps(compare_paths(lambda x: x[0], path, path))) < 10_000


@pytest.mark.parametrize("got", [[], [[]], [1.0, 2.0], [[NAN, INF]] * 3, [[1e300, -1e300]] * 2, np.zeros((2, 3)), 5.0])
def test_whatever_came_back_can_be_drawn_or_is_left_out(got):
    path = np.array([[3.0, 1.0], [1.0, 0.5]])
    assert "<svg" in draw_picture(json.loads(json.dumps(compare_paths(lambda x: x[0] * x[1], path, got), allow_nan=False)))
    assert "<svg" in draw_picture(compare_fits([0.0, 1], [1.0, 2], ([0.0, 1], [1.0, 2]), None))
    assert draw_picture({}) == draw_picture(compare_paths(None, [NAN, NAN], [1.0])) == ""
    assert compare_paths(None, [[3.0, 1.0]], [[3.0, 1.0]]) == compare_paths(None, 1.0, 2.0) == {}


def test_a_polynomial_of_the_wrong_number_of_coefficients_is_still_drawn():
    picture = compare_polynomials([0.0, 1, 2], [0.0, 1, 4], [0.0, 0, 1], [0.0, 1.0])
    assert picture["series"][2]["y"][-1] == 2.0 and picture["series"][1]["y"][-1] == 4.0
    assert len(compare_polynomials([0.0, 1], [0.0, 1], [0.0], [])["series"]) == 2


def test_a_picture_that_fails_is_no_picture():
    assert draw_safely(None) == draw_safely(lambda: 1 / 0) == {}


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3e-7, 2e-7), (1e6, 1e6 + 1), (-1e11, 1e11), (5, 5.5)])
def test_ticks_are_few_round_numbers_inside(low, high):
    found = ticks(low, high)
    assert 3 <= len(found) <= 14 and all(low <= tick <= high for tick in found)
    steps = np.diff(found)
    assert np.allclose(steps, steps[0])


WRONG = {
    "gradient_descent": ("s3_gradient_based_optimization", "Your path beside the right one"),
    "newtons_method": ("s3_gradient_based_optimization", "Your path beside the right one"),
    "plot_steepest_descent_and_newton": ("s3_gradient_based_optimization", "Your path beside the right one"),
    "fit_polynomial": ("s5_linear_least_squares", "Your fit over the data, beside the right one"),
    "plot_fit": ("s5_linear_least_squares", "Your fit over the data, beside the right one"),
    "plot_derivatives": ("s3_gradient_based_optimization", "Your figure beside one that passes; both are drawn anew here"),
    "plot_critical_points": ("s3_gradient_based_optimization", "Your figure beside one that passes; both are drawn anew here"),
    "plot_constrained_problem": ("s4_constrained_optimization", "Your figure beside one that passes; both are drawn anew here"),
}


def wrong_answers():
    """Return {exercise: a wrong function}, in NumPy: none looks at its f."""
    from matplotlib.figure import Figure

    def path(steps):
        return np.linspace([3.0, -1.0], [4.0, -3.0], steps + 1)

    def figure(draw):
        made = Figure()
        draw(made)
        return made

    def draw_both(made):
        for axes, title in zip(made.subplots(1, 2), ("Steepest Descent", "Newton's Method")):
            axes.plot(*path(2).T)
            axes.set_title(title)

    return {
        "gradient_descent": lambda f, x0, learning_rate, steps: path(steps),
        "newtons_method": lambda f, x0, tolerance, max_steps: path(1),
        "plot_steepest_descent_and_newton": lambda f, x0, learning_rate, steps: figure(draw_both),
        "fit_polynomial": lambda x, y, degree: np.arange(degree + 1.0),
        "plot_fit": lambda x, y, degree: figure(lambda made: made.add_subplot().plot([0.0, 1.0], [2.0, 3.0])),
        "plot_derivatives": lambda f, x: figure(lambda made: made.add_subplot().plot([0.0, 1.0], [2.0, 3.0])),
        "plot_critical_points": lambda coefficients: figure(lambda made: made.add_subplot().plot([0.0, 1.0], [2.0, 3.0])),
        "plot_constrained_problem": lambda: figure(lambda made: made.add_subplot().plot([0.0, 1.0], [2.0, 3.0])),
    }


@pytest.mark.parametrize("exercise", WRONG)
def test_the_course_s_own_checks_come_with_pictures_if_they_are_public(exercise):
    assignment, title = WRONG[exercise]
    results = judge(assignment, exercise, {exercise: wrong_answers()[exercise]}, seed="pictures").values()
    lost = [check for check in results if check.outcome == FAILED]
    drawn = [check for check in lost if check.picture]
    assert title in {check.picture["title"] for check in drawn}
    assert all(check.public for check in drawn) and not all(check.public for check in lost)
    assert all(not check.picture for check in results if check.outcome == PASSED)
    assert all("<svg" in draw_picture(check.picture) for check in drawn)
    parts = [part for check in drawn for part in check.picture.get("panels", [check.picture])]
    assert pictures.MAX_POINTS >= max(len(entry["x"]) for part in parts for entry in part["series"])


def test_two_figures_lie_side_by_side_and_nothing_of_a_student_s_text_can_run():
    from matplotlib.figure import Figure

    def figure(title, x, y):
        made = Figure()
        axes = made.add_subplot()
        axes.plot(x, y, marker="o")
        axes.contour(np.add.outer(np.arange(5.0), np.arange(5.0)))
        axes.set(title=title, xlabel="<script>alert(1)</script>", ylabel="y" * 1000)
        return view_of(made)

    picture = compare_figures(figure("", [0.0, 1.0], [0.0, 2.0]), figure("<b>mine</b>", [0.0, NAN, INF], [1e300, 0.0, 0.0]))
    assert [panel["title"] for panel in picture["panels"]] == ["Yours: <b>mine</b>", "Ours"]
    assert max(len(panel["y"]) for panel in picture["panels"]) <= 60
    page = draw_picture(json.loads(json.dumps(picture, allow_nan=False)))
    assert page.count("<svg viewBox") == 2 and "<script" not in page and "<b>" not in page
    assert draw_picture(compare_figures(view_of(Figure()), view_of(Figure()))) == ""
