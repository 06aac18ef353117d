"""Known answers to `plot_critical_points`."""

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt

from autograder.answers import misconception, right_answer


@misconception("marks_the_minima", "marks_the_maxima", "leaves_points_without_curvature_out",
               "reaches_critical_points_far_from_zero", "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def minima_and_maxima_swapped(coefficients):
    """f'' > 0 is taken for a maximum: where the curve bends upwards there is a minimum."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x)
    minima, maxima = x[bend < 0], x[bend > 0]
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, p(grid), label="f")
    ax.plot(minima, p(minima), "o", label="local minima")
    ax.plot(maxima, p(maxima), "o", label="local maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("has_a_legend_and_axis_labels")
def legend_left_out(coefficients):
    """the markers have labels but no legend shows them."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    size = np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    bend = p.deriv(2)(x) / size
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, p(grid))
    ax.scatter(x[bend > 1e-6], p(x[bend > 1e-6]), label="minima")
    ax.scatter(x[bend < -1e-6], p(x[bend < -1e-6]), label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    return fig


@misconception("has_a_legend_and_axis_labels")
def axes_without_labels(coefficients):
    """neither axis says what it shows."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    plt.figure()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    plt.plot(grid, p(grid), label="curve")
    plt.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "go", label="Minima")
    plt.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "rs", label="Maxima")
    plt.title("Minima and maxima of f(x)")
    plt.legend()
    return plt.gcf()


@misconception("leaves_points_without_curvature_out")
def heights_in_whole_numbers(coefficients):
    """the heights of the markers have the dtype of the coefficients: whole numbers, where those are."""
    c = np.asarray(coefficients)
    roots = np.roots(np.polyder(c))
    x = np.sort(roots[abs(roots.imag) < 1e-8].real)
    bend = np.polyval(np.polyder(c, 2), x)
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, np.polyval(c, grid), label="f")
    for chosen, label in ((bend > 1e-4, "minima"), (bend < -1e-4, "maxima")):
        ax.plot(x[chosen], np.polyval(c, x[chosen]).astype(c.dtype), "o", label=label)
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("leaves_points_without_curvature_out")
def inflection_points_marked(coefficients):
    """a critical point where f'' is 0 is counted as a minimum: the second derivative test says nothing there."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x)
    minima, maxima = x[bend >= 0], x[bend < 0]
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, p(grid), label="f")
    ax.plot(minima, p(minima), "v", label="minima")
    ax.plot(maxima, p(maxima), "^", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("leaves_points_without_curvature_out")
def range_of_the_marks_alone(coefficients):
    """the range of x is that of the minima and maxima, also where there are none."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    minima, maxima = x[bend > 1e-6], x[bend < -1e-6]
    marked = np.concatenate([minima, maxima])
    fig, ax = plt.subplots()
    grid = np.linspace(marked.min() - 1, marked.max() + 1, 500)
    ax.plot(grid, p(grid), label="f")
    ax.plot(minima, p(minima), "o", label="minima")
    ax.plot(maxima, p(maxima), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("draws_the_curve", "marks_the_minima", "marks_the_maxima", "reaches_critical_points_far_from_zero")
def cut_off_by_the_limits(coefficients):
    """the limits of the x axis cut off what lies farther out."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)", xlim=(-1, 2))
    ax.legend()
    return fig


@misconception("draws_the_curve", "reaches_critical_points_far_from_zero")
def derivative_drawn(coefficients):
    """the line is f' and not f."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, p.deriv()(grid), label="f")
    ax.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("reaches_critical_points_far_from_zero")
def range_of_the_chapter(coefficients):
    """the curve is drawn from −2.5 to 2.6 whatever the polynomial is."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    fig, ax = plt.subplots()
    grid = np.arange(-2.5, 2.6, 0.02)
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("draws_the_curve", "marks_the_minima", "marks_the_maxima", "leaves_points_without_curvature_out",
               "has_a_legend_and_axis_labels", "reaches_critical_points_far_from_zero",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def text_instead_of_a_figure(coefficients):
    """the figure has the right title and nothing in it."""
    fig, ax = plt.subplots()
    ax.set(title="Minima and maxima", xlabel="x", ylabel="f(x)")
    return fig


@misconception("marks_the_minima", "marks_the_maxima", "leaves_points_without_curvature_out",
               "reaches_critical_points_far_from_zero", "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def marked_on_the_x_axis(coefficients):
    """the markers stand at y = 0, where f' is 0, and not on the curve."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 1e-6], p.deriv()(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p.deriv()(x[bend < -1e-6]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("draws_the_curve", "marks_the_minima", "marks_the_maxima", "reaches_critical_points_far_from_zero",
               "leaves_points_without_curvature_out", "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def lowest_power_first(coefficients):
    """the coefficients are read from the lowest power up."""
    from numpy.polynomial import Polynomial
    p = Polynomial(np.asarray(coefficients, dtype=float))
    roots = p.deriv().roots().astype(complex)
    x = np.append(roots[abs(roots.imag) < 1e-8].real, [])
    bend = p.deriv(2)(x)
    fig, ax = plt.subplots()
    grid = np.linspace(min(x, default=0) - 1, max(x, default=0) + 1, 500)
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 0], p(x[bend > 0]), "o", label="minima")
    ax.plot(x[bend < 0], p(x[bend < 0]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("marks_the_maxima", "leaves_points_without_curvature_out", "accepts_every_kind_and_leaves_it_alone")
def ends_of_the_curve_marked(coefficients):
    """the ends of the curve are counted among the maxima although the slope there is not 0."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    maxima = np.append(x[bend < -1e-6], grid[-1])
    fig, ax = plt.subplots()
    ax.plot(grid, p(grid), label="f")
    ax.scatter(x[bend > 1e-6], p(x[bend > 1e-6]), label="minima")
    ax.scatter(maxima, p(maxima), label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@right_answer
def chapter_style(coefficients):
    """np.poly1d, pyplot's current figure, texts and a global minimum besides."""
    polynomial = np.poly1d(np.asarray(coefficients, dtype=np.float64))
    r = polynomial.deriv().r
    r_crit = r[np.abs(r.imag) < 1e-7].real
    test = polynomial.deriv(2)(r_crit)
    eps = 1e-6 * np.maximum(1, np.abs(test).max())
    x_min, x_max = r_crit[test > eps], r_crit[test < -eps]
    plt.plot(x_min, polynomial(x_min), "o", label="local minima")
    plt.plot(x_max, polynomial(x_max), "o", color="r", label="local maxima")
    if len(x_min):
        plt.text(x_min[0], polynomial(x_min[0]), "a minimum")
        best = min(x_min, key=polynomial)
        plt.plot(best, polynomial(best), "k*", label="global minimum")
    width = max(np.ptp(r_crit), 1.0)
    xc = np.arange(r_crit.min() - 0.3 * width, r_crit.max() + 0.3 * width, width / 200)
    plt.plot(xc, polynomial(xc), "--")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    return plt.gcf()


@right_answer
def tensorflow_in_float32(coefficients):
    """TensorFlow's polyval and gradients in float32, a Figure without pyplot, a legend of the whole figure."""
    from matplotlib.figure import Figure
    c = tf.cast(tf.convert_to_tensor(coefficients), tf.float32)
    r = np.roots(np.polyder(c.numpy()))
    x = tf.Variable(np.sort(r[np.abs(r.imag) < 1e-5].real), dtype=tf.float32)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.math.polyval(tf.unstack(c), x)
        slope = inner.gradient(y, x)
    bend = outer.gradient(slope, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    small = 1e-4 * tf.reduce_max(tf.abs(bend))
    fig = Figure()
    ax = fig.add_subplot(1, 1, 1)
    grid = tf.linspace(tf.reduce_min(x) - 1.0, tf.reduce_max(x) + 1.0, 300)
    ax.plot(grid, tf.math.polyval(tf.unstack(c), grid))
    for name, chosen in [("Minima of f", bend > small), ("Maxima of f", bend < -small)]:
        ax.scatter(tf.boolean_mask(x, chosen), tf.boolean_mask(y, chosen), s=60, label=name)
    fig.supxlabel("x")
    fig.supylabel("f(x)")
    fig.legend()
    return fig


@right_answer
def one_marker_at_a_time(coefficients):
    """Each point is plotted by itself and only the first of its kind has a label."""
    c = [float(v) for v in np.asarray(coefficients)]
    d1 = np.polyder(c)
    d2 = np.polyder(d1)
    points = [z.real for z in np.roots(d1) if abs(z.imag) < 1e-7]
    fig, ax = plt.subplots(figsize=(4, 3))
    seen = set()
    for x in points:
        bend = np.polyval(d2, x)
        if abs(bend) < 1e-6 * np.polyval(np.abs(d2), max(abs(x), 1)):
            continue
        name, style = ("minima", "bv") if bend > 0 else ("maxima", "r^")
        ax.plot(x, np.polyval(c, x), style, label=name if name not in seen else None)
        seen.add(name)
    grid = np.linspace(min(points) - 0.5, max(points) + 0.5, 400)
    ax.plot(grid, np.polyval(c, grid), "k")
    ax.axhline(0, lw=0.5)
    ax.set_xlabel("$x$")
    ax.set_ylabel("$f(x)$")
    ax.legend(loc="best")
    plt.close(fig)
    return fig


@right_answer
def legend_from_handles(coefficients):
    """Labels are given to the legend, not to the artists; empty sets are drawn as well."""
    p = np.polynomial.Polynomial(np.asarray(coefficients, dtype=float)[::-1])
    roots = np.asarray(p.deriv().roots(), dtype=complex)
    x = roots[np.abs(roots.imag) < 1e-7].real
    flat = 1e-6 * p.deriv(2).__class__(np.abs(p.deriv(2).coef))(np.maximum(np.abs(x), 1))
    lows, highs = x[p.deriv(2)(x) > flat], x[p.deriv(2)(x) < -flat]
    fig, (ax, empty) = plt.subplots(1, 2)
    line, = ax.plot(*p.linspace(500, domain=[x.min() - 1, x.max() + 1]), color="black")
    low = ax.scatter(lows, p(lows), marker="v", color="tab:blue")
    high = ax.scatter(highs, p(highs), marker="^", color="tab:red")
    ax.legend([line, low, high], ["f", "minima", "maxima"])
    ax.set(xlabel="x", ylabel="f")
    empty.axis("off")
    return fig


@right_answer
def marked_on_the_line(coefficients):
    """One line through grid and critical points; markevery picks the points out on two more lines."""
    c = np.array(coefficients, dtype=np.float32).astype(np.float64)
    roots = np.roots(np.polyder(c))
    x = np.sort(roots.real[np.abs(roots.imag) < 1e-6])
    bend = np.polyval(np.polyder(c, 2), x) / np.polyval(np.abs(np.polyder(c, 2)), np.maximum(np.abs(x), 1))
    grid = np.sort(np.concatenate([np.linspace(x[0] - 1, x[-1] + 1, 333), x]))
    fig, ax = plt.subplots()
    for sign, style, name in [(1, "b-o", "minima"), (-1, "r-o", "maxima")]:
        marks = [int(np.searchsorted(grid, v)) for v, b in zip(x, bend) if sign * b > 1e-5]
        ax.plot(grid, np.polyval(c, grid), style, markevery=marks, label=f"f and its {name}")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("has_a_legend_and_axis_labels")
def axis_labels_with_maxima_only(coefficients):
    """the axes are labelled in the branch that draws the maxima: where there are none, the labels are missing."""
    zeros = np.roots(np.polyder(coefficients))
    zeros = zeros[np.abs(zeros.imag) < 1e-9].real
    curvature = np.polyval(np.polyder(coefficients, 2), zeros)
    minima, maxima = zeros[curvature > 1e-9], zeros[curvature < -1e-9]
    x = np.linspace(zeros.min() - 1, zeros.max() + 1, 400)
    fig, ax = plt.subplots()
    ax.plot(x, np.polyval(coefficients, x))
    ax.plot(minima, np.polyval(coefficients, minima), "v", label="minima")
    if len(maxima):
        ax.plot(maxima, np.polyval(coefficients, maxima), "^", label="maxima")
        ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("has_a_legend_and_axis_labels")
def legend_only_where_there_are_both(coefficients):
    """the figure is returned without a legend where there are no minima or no maxima."""
    c = np.array(coefficients, dtype=float)
    roots = np.roots(np.polyder(c))
    points = np.sort(roots[np.abs(roots.imag) < 1e-6].real)
    bends = np.polyval(np.polyder(c, 2), points)
    size = np.polyval(np.abs(np.polyder(c, 2)), np.maximum(np.abs(points), 1))
    fig, ax = plt.subplots()
    x = np.linspace(points.min(initial=0) - 0.5, points.max(initial=0) + 0.5, 600)
    ax.plot(x, np.polyval(c, x))
    ax.set(xlabel="x", ylabel="y")
    minima, maxima = points[bends > 1e-6 * size], points[bends < -1e-6 * size]
    ax.plot(minima, np.polyval(c, minima), "o", label="minima")
    ax.plot(maxima, np.polyval(c, maxima), "s", label="maxima")
    if len(minima) and len(maxima):
        ax.legend()
    return fig


@misconception("leaves_points_without_curvature_out")
def flat_extremes_left_out(coefficients):
    """points where |f''| is below 1/2 are left out: a minimum may be flat, only 0 tells nothing."""
    c = np.array(coefficients, dtype=float)
    roots = np.roots(np.polyder(c))
    points = np.sort(roots[np.abs(roots.imag) < 1e-6].real)
    bends = np.polyval(np.polyder(c, 2), points)
    fig, ax = plt.subplots()
    x = np.linspace(points.min(initial=0) - 0.5, points.max(initial=0) + 0.5, 600)
    ax.plot(x, np.polyval(c, x))
    ax.set(xlabel="x", ylabel="y")
    minima, maxima = points[bends > 0.5], points[bends < -0.5]
    ax.plot(minima, np.polyval(c, minima), "o", label="minima")
    ax.plot(maxima, np.polyval(c, maxima), "s", label="maxima")
    ax.legend()
    return fig


@misconception("reaches_critical_points_far_from_zero")
def range_up_to_20(coefficients):
    """the curve is drawn from −20 to 20 whatever the polynomial is."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    fig, ax = plt.subplots()
    grid = np.linspace(-20.0, 20.0, 8000)
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@right_answer
def fifty_points_around_all_critical_points(coefficients):
    """np.linspace as it comes, 50 points, one unit beyond the critical points: what is steep there fills the axes."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = np.sort(roots[abs(roots.imag) < 1e-8].real)
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    fig, ax = plt.subplots()
    grid = np.linspace(x[0] - 1, x[-1] + 1)
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("has_a_legend_and_axis_labels")
def one_curve_for_each_marker(coefficients):
    """the range of x begins beside every marked point: a table, of which plot draws a line for each column, with an entry each."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = np.sort(roots[abs(roots.imag) < 1e-8].real)
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    grid = np.linspace(x - 1, x.max() + 1, 500)
    fig, ax = plt.subplots()
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "s", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.legend()
    return fig


@misconception("draws_the_curve", "marks_the_minima", "marks_the_maxima", "leaves_points_without_curvature_out",
               "has_a_legend_and_axis_labels", "reaches_critical_points_far_from_zero",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def limits_of_another_plot(coefficients):
    """the y axis shows the numbers from 1000000 to 1000001, and nothing of the curve."""
    p = np.poly1d(np.asarray(coefficients, dtype=float))
    roots = p.deriv().r
    x = roots[abs(roots.imag) < 1e-8].real
    bend = p.deriv(2)(x) / np.polyval(abs(p.deriv(2).coeffs), np.maximum(abs(x), 1))
    fig, ax = plt.subplots()
    grid = np.linspace(x.min() - 1, x.max() + 1, 500)
    ax.plot(grid, p(grid), label="f")
    ax.plot(x[bend > 1e-6], p(x[bend > 1e-6]), "o", label="minima")
    ax.plot(x[bend < -1e-6], p(x[bend < -1e-6]), "o", label="maxima")
    ax.set(xlabel="x", ylabel="f(x)", ylim=(1e6, 1e6 + 1))
    ax.legend()
    return fig
