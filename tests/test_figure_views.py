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
