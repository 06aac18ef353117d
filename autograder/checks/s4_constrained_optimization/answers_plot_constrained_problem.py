"""Known answers to `plot_constrained_problem`."""

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt

from autograder.answers import misconception, right_answer


@misconception("draws_contours_of_the_objective")
def sign_of_f_forgotten():
    """the contours are those of 2xy + 2x − x² − 2y², without the minus in front."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, 2 * X * Y + 2 * X - X**2 - 2 * Y**2, 20)
    ax.plot(x, x**3, "r:", label="x³ − y = 0")
    ax.plot(x, (x - 1) ** 4 + 2, "b:", label="y − (x − 1)⁴ − 2 = 0")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.axis([0, 3, 0, 3])
    ax.legend()
    return fig


@misconception("draws_contours_of_the_objective")
def rows_and_columns_exchanged():
    """the grid has rows for x and columns for y, but contour is told the other way round."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x, indexing="ij")
    fig, ax = plt.subplots()
    ax.contour(x, x, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-2, 10))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_contours_of_the_objective")
def only_the_box_contoured():
    """the contours are drawn over the bounds' box and not over [0, 3]²."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(np.linspace(0.5, 1.5, 50), np.linspace(1.5, 2.5, 50))
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), 10)
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_contours_of_the_objective")
def grid_around_the_box_only():
    """the contours are drawn over [0.5, 2.5]²: the sides of the picture stay empty."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(np.linspace(0.5, 2.5, 50), np.linspace(0.5, 2.5, 50))
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_the_box_of_the_bounds")
def bounds_of_x_and_y_exchanged():
    """the bounds of x and of y are exchanged."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.add_patch(plt.Rectangle((1.5, 0.5), 1, 1, alpha=0.3))
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_the_box_of_the_bounds")
def bounds_of_x_only():
    """only the bounds of x are shaded, from the bottom of the axes to the top."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contourf(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), 20)
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.axvspan(0.5, 1.5, alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.legend()
    return fig


@misconception("marks_the_optimum")
def minimum_without_constraints():
    """the minimum of f alone, at (2, 1), is marked: it meets neither constraint."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(2, 1, "k*", label="optimum")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("marks_the_optimum")
def other_end_of_the_curve_marked():
    """the point where x³ leaves the box at the top is marked: it is feasible, but f is larger there."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.scatter([2.5 ** (1 / 3)], [2.5], color="k", label="optimum")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("marks_the_optimum")
def optimum_not_marked():
    """the chapter's figure as it stands, without the solution in it."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    plt.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1), cmap="jet")
    plt.plot(x, x**3, ":", linewidth=2, color="r", label="constraint 1")
    plt.plot(x, (x - 1) ** 4 + 2, ":", linewidth=2, color="b", label="constraint 2")
    plt.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    plt.axis([0, 3, 0, 3])
    plt.legend()
    return plt.gcf()


@misconception("draws_the_equality_constraint", "draws_the_inequality_constraint")
def legend_left_out():
    """no legend says which curve is which constraint."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    return fig


@misconception("draws_the_equality_constraint", "draws_the_inequality_constraint")
def lines_without_labels():
    """both curves are drawn without a label, and the legend names the optimum alone."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3)
    ax.plot(x, (x - 1) ** 4 + 2)
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*", label="optimum")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_the_inequality_constraint")
def inequality_turned_around():
    """y = 2 − (x − 1)⁴ is drawn: a sign was lost on the way to the other side."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, 2 - (x - 1) ** 4, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_the_equality_constraint")
def cube_root_drawn():
    """x = y³ is drawn and not y = x³."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x**3, x, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_contours_of_the_objective", "draws_the_equality_constraint", "draws_the_inequality_constraint",
               "draws_the_box_of_the_bounds", "marks_the_optimum")  # fmt: skip
def right_title_only():
    """the figure has the right title and nothing in it."""
    fig, ax = plt.subplots()
    ax.set(title="The constrained problem", xlim=(0, 3), ylim=(0, 3))
    return fig


@right_answer
def chapter_style():
    """The chapter's pyplot calls, with labels, a legend and the optimum."""
    def f(x):
        return -(2 * x[0] * x[1] + 2 * x[0] - x[0] ** 2 - 2 * x[1] ** 2)

    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    Z = f(np.vstack([X.ravel(), Y.ravel()])).reshape((100, 100))
    plt.contour(X, Y, Z, np.arange(-1.99, 10, 1), cmap="jet")
    plt.plot(x, x**3, ":", linewidth=2, color="r", label="$x^3 - y = 0$")
    plt.plot(x, (x - 1) ** 4 + 2, ":", linewidth=2, color="b", label="$y - (x-1)^4 - 2 \\geq 0$")
    plt.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3, label="bounds")
    plt.plot([1.2609], [2.0046], "ko", label="optimum")
    plt.axis([0, 3, 0, 3])
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    return plt.gcf()


@right_answer
def spans_and_filled_contours():
    """contourf on a coarse TensorFlow grid with a colorbar, spans for the bounds, an annotated arrow to the optimum."""
    a = tf.linspace(0.0, 3.0, 31)
    X, Y = tf.meshgrid(a, a)
    fig, ax = plt.subplots(figsize=(5, 4))
    filled = ax.contourf(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), levels=25)
    fig.colorbar(filled, ax=ax)
    t = np.linspace(0, 3 ** (1 / 3), 60)
    s = np.linspace(0, 2, 60)
    ax.plot(t, t**3, "w-", label="g")
    ax.plot(s, (s - 1) ** 4 + 2, "w--", label="h")
    ax.axvspan(0.5, 1.5, fill=False, edgecolor="red")
    ax.axhspan(1.5, 2.5, fill=False, edgecolor="red")
    ax.annotate("solution", xy=(1.26089, 2.00463), xytext=(2, 2.6), arrowprops={"arrowstyle": "->"})
    ax.legend(facecolor="grey")
    return fig


@right_answer
def constraints_as_zero_contours():
    """Both constraints as contours of level 0 on a wider grid with the window cut to [0, 3]², proxies in the legend."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle
    axis = np.linspace(-0.5, 3.5, 161)
    X, Y = np.meshgrid(axis, axis)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), levels=[-2, -1.5, -1, 0, 1, 2, 4, 8, 12, 16], colors="0.7")
    ax.contour(X, Y, X**3 - Y, levels=[0], colors="red")
    ax.contour(X, Y, Y - (X - 1) ** 4 - 2, levels=[0], colors="blue")
    ax.add_patch(Rectangle((0.5, 1.5), 1.0, 1.0, fill=False, ls="--"))
    ax.scatter(1.26089, 2.00463, marker="*", s=150, c="k", zorder=5)
    handles = [Line2D([], [], color="red"), Line2D([], [], color="blue")]
    ax.legend(handles, ["equality", "inequality"])
    ax.set_xlim(0, 3)
    ax.set_ylim(0, 3)
    return fig


@right_answer
def lines_of_four_kinds():
    """The box from hlines and vlines, curves cut with NaN, the optimum found by search, a Figure without pyplot."""
    from matplotlib.figure import Figure
    t = np.linspace(0, 3, 3001)
    feasible = (t >= 0.5) & (t <= 1.5) & (t**3 >= 1.5) & (t**3 <= 2.5) & (t**3 - (t - 1) ** 4 - 2 >= 0)
    f = -(2 * t * t**3 + 2 * t - t**2 - 2 * (t**3) ** 2)
    best = t[feasible][np.argmin(f[feasible])]
    fig = Figure()
    ax = fig.add_subplot()
    points = np.random.default_rng(0).uniform(0, 3, (2000, 2))
    x, y = points[:, 0], points[:, 1]
    ax.tricontour(x, y, -(2 * x * y + 2 * x - x**2 - 2 * y**2), levels=15)
    cube, bowl = t**3, (t - 1) ** 4 + 2
    ax.plot(t, np.where(cube <= 3, cube, np.nan))
    ax.plot(t, np.ma.masked_greater(bowl, 3))
    ax.hlines([1.5, 2.5], 0.5, 1.5, colors="k")
    ax.vlines([0.5, 1.5], 1.5, 2.5, colors="k")
    ax.plot(best, best**3, marker="D")
    ax.legend(["x³ = y", "y = (x − 1)⁴ + 2"])
    return fig


@right_answer
def box_by_fill_between():
    """A coarse grid that ends a step early, the box filled between two heights, the optimum as a disc, curves with markers."""
    fig, axs = plt.subplots(1, 1, squeeze=False)
    ax = axs[0, 0]
    x = np.linspace(0, 3, 100, dtype=np.float32)
    X, Y = np.meshgrid(np.arange(0, 3, 0.25), np.arange(0, 3, 0.25))
    cs = ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), 12)
    ax.clabel(cs, inline=True)
    ax.fill_between(x, 1.5, 2.5, where=(x >= 0.5) & (x <= 1.5), color="green", alpha=0.2)
    ax.plot(x, x**3, "r.-", label="constraint 1", markersize=2)
    ax.plot(x, (x - 1) ** 4 + 2, "b.-", label="constraint 2", markersize=2)
    ax.add_patch(plt.Circle((1.26089, 2.00463), 0.04, color="k"))
    ax.set(xlim=(0, 3), ylim=(0, 3), aspect="equal")
    fig.legend()
    return fig


@misconception("draws_the_box_of_the_bounds")
def box_without_face_and_edge():
    """the box has no face, and a patch without a face is given no edge by matplotlib either."""
    t = np.linspace(0, 3, 201)
    X, Y = np.meshgrid(t, t)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), levels=20)
    ax.plot(t, t**3, label="equality")
    ax.plot(t, 2 + (t - 1) ** 4, label="inequality")
    ax.add_patch(plt.Rectangle((0.5, 1.5), 1.0, 1.0, facecolor="none", linewidth=2))
    ax.plot(1.26089, 2.00463, "r*", label="optimum")
    ax.legend()
    return fig


@misconception("draws_the_box_of_the_bounds")
def feasible_part_of_the_box_filled():
    """only the part of the box is filled where the inequality holds."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    feasible = (abs(X - 1) <= 0.5) & (abs(Y - 2) <= 0.5) & (Y >= (X - 1) ** 4 + 2)
    ax.contourf(X, Y, feasible, levels=[0.5, 1.5], alpha=0.3)
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_the_box_of_the_bounds")
def image_of_the_box_upside_down():
    """imshow has the first row of the mask at the top: the box stands where y is 3 − y."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    in_the_box = (abs(X - 1) <= 0.5) & (abs(Y - 2) <= 0.5)
    ax.imshow(in_the_box, extent=(0, 3, 0, 3), cmap="Blues", alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_the_box_of_the_bounds")
def box_left_out_under_many_contours():
    """there is no box, whatever the many contours cross."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contourf(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), levels=120)
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_contours_of_the_objective")
def each_part_in_axes_of_its_own():
    """contours, curves, box and optimum stand in four axes, so that none shows where the optimum lies among them."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, axes = plt.subplots(2, 2)
    axes[0, 0].contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    axes[0, 1].plot(x, x**3, label="first constraint")
    axes[0, 1].plot(x, (x - 1) ** 4 + 2, label="second constraint")
    axes[0, 1].legend()
    axes[1, 0].fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    axes[1, 1].plot(1.26089, 2.00463, "k*")
    for ax in axes.flat:
        ax.set(xlim=(0, 3), ylim=(0, 3))
    return fig


@misconception("draws_the_equality_constraint", "draws_the_inequality_constraint")
def names_exchanged():
    """the legend calls the cubic what is the other curve, and the other way round."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, (x - 1) ** 4 + 2, label="$x^3 - y = 0$")
    ax.plot(x, x**3, label="$y - (x - 1)^4 - 2 \\geq 0$")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("draws_the_inequality_constraint")
def one_name_for_both():
    """the second curve has the label of the first, copied with its line."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="$y = x^3$")
    ax.plot(x, (x - 1) ** 4 + 2, label="$y = x^3$")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@misconception("marks_the_optimum")
def grid_of_candidates_marked():
    """several points are marked alike, and the optimum is one of them."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="$y = x^3$")
    ax.plot(x, (x - 1) ** 4 + 2, label="$y = (x - 1)^4 + 2$")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    candidates = np.append(np.linspace(1.15, 1.35, 5), 1.26089)
    ax.plot(candidates, candidates**3, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@right_answer
def optimum_and_free_minimum_in_one_call():
    """One scatter for the optimum and for the minimum without constraints, in two colours."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    ax.plot(x, x**3, label="$y = x^3$")
    ax.plot(x, (x - 1) ** 4 + 2, label="$y = (x - 1)^4 + 2$")
    ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5], alpha=0.3)
    ax.scatter([1.26089, 2.0], [2.00463, 1.0], c=["red", "blue"], zorder=3)
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@right_answer
def shades_of_the_notebook():
    """The box as the notebook shades it itself, with contourf of what two masks add up to; a detail in a second axes."""
    x = np.linspace(0, 3, 301)
    X, Y = np.meshgrid(x, x)
    fig, (ax, detail) = plt.subplots(1, 2)
    shades = 1.0 * (Y - (X - 1) ** 4 - 2 >= 0) + 1.0 * ((abs(X - 1) <= 0.5) & (abs(Y - 2) <= 0.5))
    ax.contourf(X, Y, shades, levels=[-0.5, 0.5, 1.5, 2.5], colors=["white", "#DDEBF5", "#8FC1E3"])
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-2, 10))
    for part in ax, detail:
        part.plot(x, x**3, label="x³ − y = 0, an equality")
        part.plot(x, (x - 1) ** 4 + 2, label="y − (x − 1)⁴ − 2 = 0, where y ≥ x³ is no matter")
        part.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    detail.set(xlim=(1.2, 1.3), ylim=(1.9, 2.1))
    ax.legend()
    return fig


@right_answer
def box_as_an_image():
    """The box as an image of a mask, its first row at the bottom."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    in_the_box = (X >= 0.5) & (X <= 1.5) & (Y >= 1.5) & (Y <= 2.5)
    ax.imshow(in_the_box, extent=(0, 3, 0, 3), origin="lower", cmap="Greys", alpha=0.3)
    ax.plot(x, x**3, label="first constraint")
    ax.plot(x, (x - 1) ** 4 + 2, label="second constraint")
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig


@right_answer
def box_as_a_mesh():
    """The box as a mesh of f itself, masked outside of the bounds, on 60 × 60 points."""
    x = np.linspace(0, 3, 100)
    X, Y = np.meshgrid(x, x)
    fig, ax = plt.subplots()
    ax.contour(X, Y, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2), np.arange(-1.99, 10, 1))
    x = np.linspace(0, 3, 60)
    X, Y = np.meshgrid(x, x)
    outside = (X < 0.5) | (X > 1.5) | (Y < 1.5) | (Y > 2.5)
    ax.pcolormesh(X, Y, np.ma.masked_where(outside, -(2 * X * Y + 2 * X - X**2 - 2 * Y**2)), alpha=0.3)
    ax.plot(x, x**3, label="cubic")
    ax.plot(x, (x - 1) ** 4 + 2, label="quartic")
    ax.plot(1.26089, 2.00463, "k*")
    ax.set(xlim=(0, 3), ylim=(0, 3))
    ax.legend()
    return fig
