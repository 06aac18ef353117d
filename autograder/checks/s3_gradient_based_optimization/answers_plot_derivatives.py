"""Known answers to `plot_derivatives`."""

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt

from autograder.answers import misconception, right_answer


@misconception("names_the_three_lines_in_a_legend")
def legend_left_out(f, x):
    """the lines have labels but no legend shows them."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    ax.plot(x, y, label="f")
    ax.plot(x, first, label="f'")
    ax.plot(x, second, label="f''")
    return fig


@misconception("names_the_three_lines_in_a_legend", "draws_the_zero_derivatives_of_a_straight_line")
def lines_without_labels(f, x):
    """no line has a label, so the legend is empty."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    for values in (y, first, second):
        ax.plot(x, values)
    ax.legend()
    return fig


@misconception("draws_the_zero_derivatives_of_a_straight_line")
def no_gradient_where_nothing_depends(f, x):
    """the tape's None, where f' does not depend on x, is not taken for 0."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x)
    second = outer.gradient(first, x)
    fig, ax = plt.subplots()
    ax.plot(x, y, label="f")
    ax.plot(x, first, label="f'")
    ax.plot(x, second, label="f''")
    ax.legend()
    return fig


@misconception("draws_the_second_derivative", "names_the_three_lines_in_a_legend",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def square_of_the_first_derivative(f, x):
    """f' times f' is taken for the second derivative."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    first = tape.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    dependent = np.ptp(first.numpy()) > 1e-6
    fig, ax = plt.subplots()
    ax.plot(x, y, label="f")
    ax.plot(x, first, label="f'")
    ax.plot(x, first**2 if dependent else 0 * first, label="f''")
    ax.legend()
    return fig


@misconception("draws_the_second_derivative", "names_the_three_lines_in_a_legend",
               "draws_the_zero_derivatives_of_a_straight_line", "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def second_derivative_missing(f, x):
    """only f and f' are drawn."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    fig, ax = plt.subplots()
    ax.plot(x, y, label="f(x)")
    ax.plot(x, tape.gradient(y, x), label="f'(x)")
    ax.legend()
    return fig


@misconception("names_the_three_lines_in_a_legend")
def names_swapped(f, x):
    """the legend calls f' what is f'', and the other way round."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    ax.plot(x, y, label="$f(x)$")
    ax.plot(x, second, label="$f'(x)$")
    ax.plot(x, first, label=r"$f^{\prime\prime}(x)$")
    ax.legend()
    return fig


@misconception("names_the_three_lines_in_a_legend")
def slope_called_curvature(f, x):
    """the legend calls the slope curvature, and the curvature slope."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    for values, name in [(y, "value"), (first, "curvature"), (second, "slope")]:
        ax.plot(x, values, label=name)
    ax.legend()
    return fig


@misconception("draws_the_first_derivative", "draws_the_second_derivative")
def range_of_x_ignored(f, x):
    """the lines go from −3 to 3, whatever x is."""
    t = tf.linspace(tf.constant(-3.0, tf.float64), 3.0, 200)
    with tf.GradientTape() as outer:
        outer.watch(t)
        with tf.GradientTape() as inner:
            inner.watch(t)
            y = f(t)
        slope = inner.gradient(y, t, unconnected_gradients="zero")
    bend = outer.gradient(slope, t, unconnected_gradients="zero")
    fig, ax = plt.subplots()
    for values, name in ((y, "f"), (slope, "f'"), (bend, "f''")):
        ax.plot(t, values, label=name)
    ax.legend()
    return fig


@misconception("draws_the_function", "names_the_three_lines_in_a_legend", "accepts_every_kind_and_leaves_it_alone")
def function_missing(f, x):
    """f itself is not among the lines."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    ax.plot(x, first, label="first derivative")
    ax.plot(x, second, label="second derivative")
    ax.legend()
    return fig


@misconception("draws_the_function", "draws_the_first_derivative", "draws_the_second_derivative",
               "names_the_three_lines_in_a_legend", "draws_the_zero_derivatives_of_a_straight_line",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def plotted_against_the_index(f, x):
    """the values are plotted over 0, 1, 2, … and not over x."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    for values, name in [(y, "f"), (first, "f'"), (second, "f''")]:
        ax.plot(values, label=name)
    ax.legend()
    return fig


@misconception("draws_the_first_derivative", "draws_the_second_derivative", "names_the_three_lines_in_a_legend",
               "draws_the_zero_derivatives_of_a_straight_line", "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def differences_not_divided(f, x):
    """differences of neighbouring values are drawn without dividing them by the step in x."""
    x = np.asarray(x)
    y = f(tf.constant(x)).numpy()
    first = np.append(np.diff(y), y[-1] - y[-2])
    second = np.append(np.diff(first), 0.01)
    fig, ax = plt.subplots()
    ax.plot(x, y, label="f")
    ax.plot(x, first, label="f'")
    ax.plot(x, second, label="f''")
    ax.legend()
    return fig


@misconception("draws_the_function", "draws_the_first_derivative", "draws_the_second_derivative",
               "names_the_three_lines_in_a_legend", "draws_the_zero_derivatives_of_a_straight_line",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def right_title_only(f, x):
    """the figure has the right title and nothing in it."""
    fig, ax = plt.subplots()
    ax.set_title("f, f' and f''")
    ax.plot([], [], label="f")
    ax.plot([], [], label="f'")
    ax.plot([], [], label="f''")
    ax.legend()
    return fig


@right_answer
def nested_tapes(f, x):
    """Two tapes, object-oriented matplotlib."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    ax.plot(x, y, label="f(x)")
    ax.plot(x, first, label="f'(x)", ls="--")
    ax.plot(x, second, label="f''(x)", ls=":")
    ax.set_xlabel("x")
    ax.grid(True)
    ax.legend()
    return fig


@right_answer
def three_panels(f, x):
    """One axes for each derivative, each with its legend; float32; tf.function."""
    @tf.function
    def all_three(z):
        with tf.GradientTape() as outer:
            outer.watch(z)
            with tf.GradientTape() as inner:
                inner.watch(z)
                y = f(z)
            first = inner.gradient(y, z, unconnected_gradients="zero")
        return y, first, outer.gradient(first, z, unconnected_gradients="zero")

    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    fig = plt.figure(figsize=(9, 3))
    for k, (values, name) in enumerate(zip(all_three(x), ["function", "first derivative", "second derivative"])):
        plt.subplot(1, 3, k + 1)
        plt.plot(x.numpy(), values.numpy(), color="k", label=name)
        plt.legend()
    return fig


@right_answer
def labels_given_to_the_legend(f, x):
    """plt.plot without labels, names in the call of legend, a reference line at zero."""
    x = np.asarray(x, dtype=np.float64)
    t = tf.Variable(x)
    values = []
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape(persistent=True) as inner:
            y = f(t)
        d1 = inner.gradient(y, t)
    d2 = outer.gradient(d1, t)
    values = [y, d1, tf.zeros_like(y) if d2 is None else d2]
    plt.figure()
    lines = [plt.plot(x, v.numpy())[0] for v in values]
    plt.axhline(0, color="grey", linewidth=0.5)
    plt.legend(lines, [r"$f$", r"$f^\prime$", r"$f^{\prime\prime}$"], loc="upper left")
    plt.show()
    return lines[0].figure


@right_answer
def told_by_their_order(f, x):
    """Labels that number the derivatives, from the one of order 0 on; an outer tape for both."""
    x = tf.Variable(tf.cast(x, tf.float32))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    second = outer.gradient(first, x, unconnected_gradients="zero")
    for order, values in enumerate((y, first, second)):
        plt.plot(x.numpy(), values.numpy(), label=f"derivative of order {order}")
    plt.legend()
    return plt.gcf()


@right_answer
def told_in_words(f, x):
    """Labels that say how often each line is differentiated."""
    x = tf.cast(x, tf.float64)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    second = outer.gradient(first, x, unconnected_gradients="zero")
    fig, ax = plt.subplots()
    ax.plot(x, y, label="f (no derivative)")
    ax.plot(x, first, label="rate of change of the function")
    ax.plot(x, second, label="derivative of f'")
    ax.legend()
    return fig


@right_answer
def twin_axes(f, x):
    """f on the left scale, its derivatives on the right one, a denser grid than x, one legend for all."""
    x = np.asarray(x, dtype=np.float64).ravel()
    grid = tf.linspace(tf.constant(x.min()), x.max(), 400)
    with tf.autodiff.ForwardAccumulator(grid, tf.ones_like(grid)) as outer:
        with tf.autodiff.ForwardAccumulator(grid, tf.ones_like(grid)) as inner:
            y = f(grid)
        first = inner.jvp(y, unconnected_gradients="zero")
    second = outer.jvp(first, unconnected_gradients="zero")
    fig, left = plt.subplots()
    right = left.twinx()
    lines = left.plot(grid, y, "b", label="f") + right.plot(grid, first, "g", label="f′") + right.plot(
        grid, second, "r", label="f″"
    )
    left.legend(lines, [line.get_label() for line in lines])
    return fig


@right_answer
def one_point_at_a_time(f, x):
    """A loop over scalars, results in lists."""
    first, second, value = [], [], []
    for number in np.asarray(x).tolist():
        t = tf.constant(number, tf.float64)
        with tf.GradientTape() as g2:
            g2.watch(t)
            with tf.GradientTape() as g1:
                g1.watch(t)
                y = f(t)
            d = g1.gradient(y, t)
        value.append(float(y))
        first.append(float(d))
        dd = g2.gradient(d, t)
        second.append(0.0 if dd is None else float(dd))
    fig = plt.figure()
    ax = fig.gca()
    ax.set_title("Derivatives")
    for numbers, name in zip((value, first, second), ("f", "df/dx", "d²f/dx²")):
        ax.plot(np.asarray(x), numbers, ".-", label=name)
    fig.legend()
    return fig


@misconception("draws_the_first_derivative", "draws_the_second_derivative")
def wide_range_instead_of_x(f, x):
    """the lines go from −10 to 10: far enough for many x, not for all."""
    t = tf.linspace(tf.constant(-10.0, tf.float64), 10.0, 2001)
    with tf.GradientTape() as outer:
        outer.watch(t)
        with tf.GradientTape() as inner:
            inner.watch(t)
            y = f(t)
        slope = inner.gradient(y, t, unconnected_gradients="zero")
    bend = outer.gradient(slope, t, unconnected_gradients="zero")
    fig, ax = plt.subplots()
    for values, name in ((y, "f"), (slope, "f'"), (bend, "f''")):
        ax.plot(t, values, label=name)
    ax.legend()
    return fig


@misconception("draws_the_zero_derivatives_of_a_straight_line")
def drawn_into_one_figure_for_all_calls(f, x, figure=plt.Figure()):
    """the figure is made once, not at each call: it still shows the lines of the calls before."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    ax = figure.gca()
    for values, name in ((y, "f"), (first, "f'"), (second, "f''")):
        ax.plot(x, values, label=name)
    ax.legend()
    return figure


@misconception(
    "draws_the_function", "draws_the_first_derivative", "draws_the_second_derivative", "names_the_three_lines_in_a_legend",
    "draws_the_zero_derivatives_of_a_straight_line", "accepts_every_kind_and_leaves_it_alone",
)  # fmt: skip
def points_instead_of_lines(f, x):
    """the values are drawn as points, and no line joins them."""
    x = tf.convert_to_tensor(x)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    for values, name in ((y, "f"), (first, "f'"), (second, "f''")):
        ax.scatter(x, values, label=name)
    ax.legend()
    return fig


@misconception("names_the_three_lines_in_a_legend")
def one_line_for_each_point(f, x):
    """the grid ends at every x: a table, of which plot draws a line for each column, each with its entry in the legend."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    x = tf.linspace(tf.fill(x.shape, tf.reduce_min(x)), x, 200)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    for values, name in ((y, "f"), (first, "f'"), (second, "f''")):
        ax.plot(x, values, label=name)
    ax.legend()
    return fig


@misconception("draws_the_function", "draws_the_first_derivative", "draws_the_second_derivative",
               "names_the_three_lines_in_a_legend", "draws_the_zero_derivatives_of_a_straight_line",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def limits_of_another_plot(f, x):
    """the y axis shows the numbers from 1000 to 1001, and none of the lines."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients=zero)
    second = outer.gradient(first, x, unconnected_gradients=zero)
    fig, ax = plt.subplots()
    for values, label in ((y, "f"), (first, "f'"), (second, "f''")):
        ax.plot(x, values, label=label)
    ax.set_ylim(1000, 1001)
    ax.legend()
    return fig


@right_answer
def ends_cut_off(f, x):
    """One axes for each derivative, zoomed to the middle half of its values."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    second = outer.gradient(first, x, unconnected_gradients="zero")
    fig, axes = plt.subplots(3, 1)
    for ax, values, label in zip(axes, (y, first, second), ("f", "f'", "f''")):
        ax.plot(x, values, label=label)
        low, high = np.quantile(values, [0.25, 0.75])
        if low < high:
            ax.set_ylim(low, high)
        ax.legend()
    return fig
