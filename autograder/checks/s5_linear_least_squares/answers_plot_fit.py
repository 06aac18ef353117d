"""Known answers to `plot_fit`."""

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt

from autograder.answers import misconception, right_answer


@misconception("draws_the_curve_from_left_to_right", "draws_a_smooth_curve_through_few_points")
def line_in_the_order_of_the_data(x, y, degree):
    """the fitted values are joined in the order of the data and not from left to right."""
    x, y = np.ravel(x), np.ravel(y)
    fig, ax = plt.subplots()
    ax.plot(x, y, "o", label="data")
    ax.plot(x, np.polyval(np.polyfit(x, y, degree), x), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("draws_the_fitted_curve", "fits_the_degree_asked_for", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def data_joined(x, y, degree):
    """the line runs from data point to data point: nothing was fitted."""
    x, y = np.ravel(x), np.ravel(y)
    order = np.argsort(x)
    fig, ax = plt.subplots()
    ax.plot(x, y, "o", label="data")
    ax.plot(x[order], y[order], label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("fits_the_degree_asked_for", "draws_the_fitted_curve", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def always_a_straight_line(x, y, degree):
    """a straight line is fitted whatever degree was asked for."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, 1), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("fits_the_degree_asked_for", "draws_the_fitted_curve", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def degree_one_too_low(x, y, degree):
    """there are as many coefficients as the degree says, one too few."""
    x, y = np.ravel(x), np.ravel(y)
    A = np.stack([x**k for k in range(degree)], axis=1)
    coefficients = np.linalg.lstsq(A, y, rcond=None)[0]
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, sum(c * grid**k for k, c in enumerate(coefficients)), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("fits_the_degree_asked_for", "draws_the_fitted_curve", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def degree_one_too_high(x, y, degree):
    """there is one coefficient more than a polynomial of this degree has."""
    x, y = np.ravel(x), np.ravel(y)
    A = np.stack([x**k for k in range(degree + 2)], axis=1)
    coefficients = np.linalg.lstsq(A, y, rcond=None)[0]
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(coefficients[::-1], grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("fits_the_degree_asked_for", "draws_the_fitted_curve", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def coefficients_in_reverse(x, y, degree):
    """the coefficients come lowest power first, but are evaluated highest power first."""
    x, y = np.ravel(x), np.ravel(y)
    A = np.stack([x**k for k in range(degree + 1)], axis=1)
    coefficients = np.linalg.lstsq(A, y, rcond=None)[0]
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(coefficients, grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("draws_the_fitted_curve", "fits_the_degree_asked_for", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def line_over_part_of_the_data(x, y, degree):
    """the line ends before the last of the points."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.min() + 0.8 * np.ptp(x), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("draws_the_fitted_curve", "fits_the_degree_asked_for", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def line_over_another_range(x, y, degree):
    """the line runs from 0 to 1, wherever the points are."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(0.0, 1.0, 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("draws_the_fitted_curve", "fits_the_degree_asked_for", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def line_through_four_points(x, y, degree):
    """the line joins four points of the curve only: it has corners."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 4)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("draws_the_fitted_curve")
def points_and_line_apart(x, y, degree):
    """points and line stand in axes of their own, where nothing shows how well they fit."""
    x, y = np.ravel(np.asarray(x)), np.ravel(np.asarray(y))
    grid = np.linspace(x.min(), x.max(), 200)
    fig, (left, right) = plt.subplots(1, 2)
    left.plot(x, y, "o", label="data")
    right.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    for ax in (left, right):
        ax.set(xlabel="x", ylabel="y")
        ax.legend()
    return fig


@misconception("shows_the_data_as_points")
def one_figure_for_all_calls(x, y, degree, figures=[]):
    """each call draws into the figure of the first, over what earlier calls have drawn."""
    x, y = np.ravel(np.asarray(x)), np.ravel(np.asarray(y))
    grid = np.linspace(x.min(), x.max(), 200)
    if not figures:
        figures.append(plt.subplots()[0])
    ax = figures[0].axes[0]
    ax.plot(x, y, "o", label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return figures[0]


@misconception("has_a_legend_and_axis_labels")
def legend_left_out(x, y, degree):
    """points and line have labels but no legend shows them."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y", title="Least squares fit")
    return fig


@misconception("has_a_legend_and_axis_labels")
def axes_without_labels(x, y, degree):
    """neither axis says what it shows."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.legend()
    return fig


@misconception("shows_the_data_as_points", "draws_the_curve_from_left_to_right", "has_a_legend_and_axis_labels",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def data_as_a_line(x, y, degree):
    """the data is drawn as a second line and not as points."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.plot(x, y, label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("shows_the_data_as_points")
def points_joined_by_a_line(x, y, degree):
    """a line runs through the points of the data: they are drawn with "o-" and not with "o"."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.plot(x, y, "o-", label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("shows_the_data_as_points", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def fitted_values_as_points(x, y, degree):
    """the points show the fitted values: every one of them lies on the curve."""
    x, y = np.ravel(x), np.ravel(y)
    p = np.poly1d(np.polyfit(x, y, degree))
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x, p(x), label="data")
    ax.plot(grid, p(grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("shows_the_data_as_points", "draws_the_curve_from_left_to_right",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def last_point_left_out(x, y, degree):
    """the last point of the data is missing in the figure."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.scatter(x[:-1], y[:-1], label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")
def data_sorted_in_place(x, y, degree):
    """x and y themselves are sorted, so that the caller finds them in another order."""
    fig, ax = plt.subplots()
    is_array = isinstance(x, np.ndarray) and isinstance(y, np.ndarray)
    a, b = (np.asarray(values, dtype=np.float64) if is_array else np.array(values, dtype=np.float64) for values in (x, y))
    order = np.argsort(a)
    a[:], b[:] = a[order], b[order]
    ax.plot(a, b, ".", label="data")
    ax.plot(a, np.polyval(np.polyfit(a, b, degree), a), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("shows_the_data_as_points", "draws_the_fitted_curve", "fits_the_degree_asked_for",
               "draws_the_curve_from_left_to_right", "has_a_legend_and_axis_labels",
               "accepts_every_kind_and_leaves_it_alone", "draws_a_smooth_curve_through_few_points")  # fmt: skip
def right_title_only(x, y, degree):
    """the figure has the right title and nothing in it."""
    fig, ax = plt.subplots()
    ax.set(title=f"Fit of degree {degree}", xlabel="x", ylabel="y")
    return fig


@right_answer
def polyfit_and_a_grid(x, y, degree):
    """NumPy's polyfit, a grid a little wider than the data."""
    x, y = np.ravel(x), np.ravel(y)
    p = np.poly1d(np.polyfit(x, y, degree))
    margin = 0.1 * (x.max() - x.min())
    grid = np.linspace(x.min() - margin, x.max() + margin, 300)
    fig, ax = plt.subplots()
    ax.scatter(x, y, s=12, alpha=0.5, label="data")
    ax.plot(grid, p(grid), "r-", lw=2, label=f"degree {degree}")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.legend()
    return fig


@right_answer
def chapter_style(x, y, degree):
    """The chapter's normal equations in float32, the fitted values in a list, pyplot's current figure."""
    x_vals = tf.reshape(tf.cast(tf.convert_to_tensor(x), tf.float32), [-1])
    y_vals = tf.reshape(tf.cast(tf.convert_to_tensor(y), tf.float32), [-1, 1])
    A = tf.stack([x_vals**k for k in range(degree + 1)], axis=1)
    tA_A = tf.matmul(A, A, transpose_a=True)
    product = tf.matmul(tf.linalg.inv(tA_A), A, transpose_b=True)
    solution = tf.matmul(product, y_vals)
    ordered = tf.linspace(min(x_vals.numpy()), max(x_vals.numpy()), 60).numpy().tolist()
    best_fit = []
    for v in ordered:
        best_fit.append(sum(float(solution[k, 0]) * v**k for k in range(degree + 1)))
    plt.plot(x_vals, y_vals, "o", label="Data")
    plt.plot(ordered, best_fit, "r-", label="Least square fit", linewidth=3)
    plt.legend(loc="upper left")
    plt.xlabel(r"$x$")
    plt.ylabel(r"$y$")
    return plt.gcf()


@right_answer
def lstsq_without_pyplot(x, y, degree):
    """TensorFlow's lstsq in float64, a Figure without pyplot, a true curve besides, labels of the whole figure."""
    from matplotlib.figure import Figure
    x = tf.reshape(tf.cast(tf.convert_to_tensor(x), tf.float64), [-1])
    y = tf.reshape(tf.cast(tf.convert_to_tensor(y), tf.float64), [-1, 1])
    powers = tf.range(degree + 1, dtype=tf.float64)
    coefficients = tf.linalg.lstsq(x[:, None] ** powers, y, fast=False)
    grid = tf.linspace(tf.reduce_min(x), tf.reduce_max(x), 150)
    figure = Figure(figsize=(12, 4))
    axes = figure.add_subplot()
    axes.plot(x, y, "go", alpha=0.5)
    axes.plot(grid, (grid[:, None] ** powers) @ coefficients, "b", lw=2)
    axes.axhline(0, color="0.8")
    axes.legend(["simulated data", "least squares fit"])
    figure.supxlabel("x")
    figure.supylabel("y")
    return figure


@right_answer
def points_one_by_one(x, y, degree):
    """A loop over the data, label on the first point only; errorbar-free; polynomial by Horner's rule."""
    xs, ys = np.asarray(x, dtype=float).reshape(-1), np.asarray(y, dtype=float).reshape(-1)
    V = np.vander(xs, degree + 1)
    c = np.linalg.pinv(V) @ ys
    fig = plt.figure()
    ax = fig.add_axes([0.1, 0.1, 0.8, 0.8])
    for index, (a, b) in enumerate(zip(xs, ys)):
        ax.plot(a, b, "kx", label="data" if index == 0 else "_nolegend_")
    t = np.arange(xs.min(), xs.max() + 0.005, 0.01)
    value = np.zeros_like(t)
    for coefficient in c:
        value = value * t + coefficient
    ax.plot(t, value, color="C3", label="fit", marker="")
    ax.set(xlabel="input", ylabel="output")
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(handles, labels)
    plt.close()
    return fig


@right_answer
def error_bars_and_a_band(x, y, degree):
    """errorbar for the data, a band of the residuals around the curve, one legend for the figure."""
    x, y = np.array(x, dtype=np.float32).ravel(), np.array(y, dtype=np.float32).ravel()
    p = np.polynomial.Polynomial.fit(x, y, degree)
    spread = float(np.std(y - p(x)))
    grid, curve = p.linspace(250)
    fig, ax = plt.subplots()
    ax.errorbar(x, y, yerr=spread, fmt="o", label="data")
    ax.plot(grid, curve, "--", label="polynomial")
    ax.fill_between(grid, curve - spread, curve + spread, alpha=0.2, label="band")
    ax.set(xlabel="x", ylabel="y")
    fig.legend()
    return fig


@misconception("draws_a_smooth_curve_through_few_points")
def line_through_the_sorted_data(x, y, degree):
    """the fitted values are joined at the data's own x, sorted: with few points that is a chain of straight pieces."""
    x, y = np.ravel(x), np.ravel(y)
    fitted = np.polynomial.Polynomial.fit(x, y, degree)
    fig, ax = plt.subplots()
    ax.plot(x, y, "o", label="data")
    ax.plot(np.sort(x), fitted(np.sort(x)), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("fits_the_degree_asked_for")
def no_line_for_a_constant(x, y, degree):
    """the powers are added from the first on, so that a fit of degree 0 is one number for the whole grid."""
    x, y = np.ravel(x), np.ravel(y)
    coefficients = np.polyfit(x, y, degree)[::-1]
    grid = np.linspace(x.min(), x.max(), 200)
    fig, ax = plt.subplots()
    ax.plot(x, y, "o", label="data")
    ax.plot(grid, coefficients[0] + sum(c * grid**k for k, c in enumerate(coefficients) if k > 0), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@misconception("has_a_legend_and_axis_labels")
def one_line_for_each_point(x, y, degree):
    """the grid begins at every x of the data: a table, of which plot draws a line for each column, each with its entry in the legend."""
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x, x.max(), 200)
    fig, ax = plt.subplots()
    ax.plot(x, y, "o", label="data")
    ax.plot(grid, np.polyval(np.polyfit(x, y, degree), grid), label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig


@right_answer
def curve_with_a_halo_and_its_pieces(x, y, degree):
    """White lines under the curve, which is also drawn in labelled pieces, and twice as a whole: no line is there three times by name."""
    x, y = np.ravel(x), np.ravel(y)
    p = np.polynomial.Polynomial.fit(x, y, degree)
    grid = np.linspace(x.min(), x.max(), 201)
    fig, ax = plt.subplots()
    ax.scatter(x, y, label="data")
    for width in (9, 7, 5):
        ax.plot(grid, p(grid), color="white", linewidth=width)
    for begin in range(0, 200, 50):
        ax.plot(grid[begin : begin + 51], p(grid[begin : begin + 51]), "r", label="fit")
    ax.plot(grid, p(grid), "r", label="fit")
    ax.set(xlabel="x", ylabel="y")
    ax.legend()
    return fig
