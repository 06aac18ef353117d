"""What checks ask of a figure, and what a student is told of it."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from autograder.figure_views import view_of

X = np.linspace(-2.0, 2.0, 61)


@pytest.fixture
def ax():
    return Figure().add_subplot()


def square(x):
    return x**2


@pytest.mark.parametrize("draw", [
    lambda ax, x, y: ax.scatter(x, y, label="dots"),
    lambda ax, x, y: ax.plot(x, y, "o", label="dots"),
    lambda ax, x, y: ax.scatter(x[::-1], y[::-1], label="dots"),
])  # fmt: skip
def test_points_that_no_line_joins_are_told_from_wrong_ones(ax, draw):
    draw(ax, X, square(X))
    figure = view_of(ax.figure)
    assert [m.label for m in figure.points_along(square, -2.0, 2.0)] == ["dots"]
    assert figure.explain_misses(square, -2.0, 2.0) == "points 'dots' that lie there, and no line that joins them"
    assert not figure.points_along(np.sin, -2.0, 2.0) and figure.explain_misses(np.sin, -2.0, 2.0) == "no line"


def test_few_points_and_joined_ones_are_no_such_points(ax):
    ax.scatter(X[::20], square(X[::20]))
    ax.plot(X, square(X), ".-")
    assert not view_of(ax.figure).points_along(square, -2.0, 2.0)


def test_markers_outside_of_what_the_axes_show_are_counted(ax):
    ax.scatter([0.0, 5.0, np.nan], [0.0, 0.0, 0.0], label="minima")
    ax.plot([7.0, 8.0], [0.0, 0.0], "v", label="maxima")
    assert view_of(ax.figure).count_unseen("minima", without="maxima") == 0
    ax.set_xlim(-1.0, 1.0)
    figure = view_of(ax.figure)
    assert (figure.count_unseen("minima", without="maxima"), figure.count_unseen("maxima", without="minima")) == (1, 2)
    assert figure.marked("minima", without="maxima").tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("limits, seen", [((1000.0, 1001.0), False), ((-4.0, -1.0), False), ((0.0, 0.1), False), ((3.0, 0.0), True)])
def test_a_curve_of_which_the_limits_leave_next_to_nothing_is_not_seen(ax, limits, seen):
    ax.plot(X, square(X), label="square")
    ax.set_ylim(*limits)
    figure = view_of(ax.figure)
    assert bool(figure.curves_along(square, -2.0, 2.0)) == seen and figure.drawn_along(square, -2.0, 2.0)
    if not seen:
        told = "line 'square': the y axis goes from {:g} to {:g} only".format(*limits)
        assert figure.explain_misses(square, -2.0, 2.0) == told


def test_a_curve_that_is_cut_off_near_its_poles_is_seen(ax):
    x = np.linspace(0.01, 1.0, 500)
    ax.plot(x, 1 / x)
    ax.set_ylim(0.0, 3.0)
    assert view_of(ax.figure).curves_along(lambda x: 1 / x, 0.01, 1.0)


def test_a_logarithmic_axis_shows_a_curve_of_many_powers(ax):
    x = np.linspace(0.0, 10.0, 500)
    ax.plot(x, np.exp(-x))
    ax.set(yscale="log", ylim=(1e-5, 10.0))
    assert view_of(ax.figure).curves_along(lambda x: np.exp(-x), 0.0, 10.0)


def test_a_wrong_curve_is_told_by_its_values_whatever_the_axes_show(ax):
    ax.plot(X, np.zeros_like(X), label="zero")
    figure = view_of(ax.figure)
    assert figure.explain_misses(lambda x: square(x) + 100, -2.0, 2.0).startswith("line 'zero': at x = -2 it shows y = 0")
    assert not figure.drawn_along(square, -2.0, 2.0)


def test_limits_that_leave_next_to_nothing_of_a_path(ax):
    path = np.array([[8.0, 1.0], [2.0, 0.5], [0.0, 0.0]])
    ax.plot(*path.T)
    for limits, told in [
        ({}, ""),
        ({"xlim": (5.0, 9.0)}, ""),  # half of the first of two steps
        ({"ylim": (100.0, 101.0)}, "the y axis goes from 100 to 101 only"),
        ({"xlim": (-2.0, -1.0)}, "the x axis goes from -2 to -1 only"),
    ]:
        ax.autoscale()
        ax.set(**limits)
        (axes,) = view_of(ax.figure).axes
        assert axes.find_limits_that_hide(path) == told


def steep_beyond(x):
    return x**10 + 100 * np.sin(4 * x)


def test_what_few_points_leave_out_is_judged_by_what_the_axes_show(ax):
    x = np.linspace(-3.0, 3.0)
    ax.plot(x, steep_beyond(x))
    assert view_of(ax.figure).curves_along(steep_beyond, -1.5, 1.5)
    ax.set_ylim(-200.0, 200.0)
    assert not view_of(ax.figure).curves_along(steep_beyond, -1.5, 1.5), "here the corners are seen"
    ax.clear()
    ax.plot(x, steep_beyond(x) + 30.0)
    assert not view_of(ax.figure).curves_along(steep_beyond, -1.5, 1.5), "drawn points lie on the curve, whatever is seen"
