"""Known answers to `second_derivative`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "gives_6_for_the_cube_at_1", "works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def first_derivative(f, x):
    """f is differentiated once, not twice."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x, unconnected_gradients="zero")


@misconception(
    "gives_6_for_the_cube_at_1", "works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def slope_squared(f, x):
    """the first derivative is squared instead of differentiated again."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x, unconnected_gradients="zero") ** 2


@misconception(
    "gives_6_for_the_cube_at_1", "works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def third_derivative(f, x):
    """f is differentiated three times."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as middle:
            middle.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            first = inner.gradient(y, x, unconnected_gradients="zero")
        second = middle.gradient(first, x, unconnected_gradients="zero")
    return outer.gradient(second, x, unconnected_gradients="zero")


@misconception(
    "gives_6_for_the_cube_at_1", "works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def taylor_coefficient(f, x):
    """the factor ½ of the Taylor series is left on."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(first, x, unconnected_gradients="zero") / 2


@misconception("works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
               "accepts_every_kind_of_argument", "leaves_its_arguments_alone")  # fmt: skip
def whole_matrix(f, x):
    """all second derivatives are returned as a matrix, for a vector x."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    second = outer.gradient(first, x, unconnected_gradients="zero")
    return tf.linalg.diag(second) if x.ndim else second


@misconception("works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
               "accepts_every_kind_of_argument", "leaves_its_arguments_alone")  # fmt: skip
def entries_added_up(f, x):
    """the second derivatives at all entries are added up to one number."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return tf.reduce_sum(outer.gradient(first, x, unconnected_gradients="zero"))


@misconception("works_entry_by_entry")
def one_row_of_numbers(f, x):
    """the result does not have the shape of x: for a matrix it is a single row, or a single column, of numbers."""
    shape = np.shape(x)
    x = tf.constant(np.ravel(np.asarray(x, np.float64)))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    second = outer.gradient(first, x, unconnected_gradients="zero")
    return second if shape else second[0]


@misconception("gives_0_for_straight_lines")
def none_for_straight_lines(f, x):
    """the tape's None, for a slope that does not depend on x, is handed on instead of 0."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(first, x)


@misconception(
    "gives_6_for_the_cube_at_1", "works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def second_tape_too_late(f, x):
    """the outer tape closes before the first derivative is taken, so that it has not seen it."""
    x = tf.constant(np.asarray(x, np.float64))
    with tf.GradientTape() as outer, tf.GradientTape() as inner:
        outer.watch(x)
        inner.watch(x)
        y = f(x)
    first = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(first, x, unconnected_gradients="zero")


@misconception("works_entry_by_entry", "agrees_on_random_functions")
def long_difference_quotient(f, x):
    """second differences are taken with steps of length 0.2, too long for curves that are no cubic."""
    x = np.array(x, dtype=np.float64)
    ahead, here, behind = (f(tf.constant(x + step)) for step in (0.2, 0.0, -0.2))
    return (ahead - 2 * here + behind) / 0.04


@misconception(
    "gives_6_for_the_cube_at_1", "works_entry_by_entry", "agrees_on_random_functions", "gives_0_for_straight_lines",
    "accepts_every_kind_of_argument", "leaves_its_arguments_alone",
)  # fmt: skip
def differences_between_the_entries(f, x):
    """the entries of x are taken for neighbouring points of a grid, and f'' for differences between them."""
    x = np.atleast_1d(np.array(x, dtype=np.float64))
    return np.gradient(np.gradient(np.array(f(tf.constant(x))), x), x)


@misconception("leaves_its_arguments_alone")
def caller_s_point_moved(f, x):
    """the difference quotient shifts the caller's own x and does not shift it back."""
    own, h = x, 1e-4
    x = np.array(x, dtype=np.float64)
    ahead, here, behind = (f(tf.constant(x + step)).numpy() for step in (h, 0.0, -h))
    if isinstance(own, np.ndarray):
        own += np.asarray(h, own.dtype)
    elif isinstance(own, tf.Variable):
        own.assign_add(tf.fill(own.shape, tf.cast(h, own.dtype)))
    return (ahead - 2 * here + behind) / h**2


@right_answer
def two_tapes_in_float32(f, x):
    """Two tapes over a variable in float32; a zero where the tape gives None."""
    v = tf.Variable(tf.cast(tf.convert_to_tensor(x), tf.float32))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = f(v)
        first = inner.gradient(y, v)
    second = None if first is None else outer.gradient(first, v)
    return tf.zeros_like(v) if second is None else second


@right_answer
def persistent_tape(f, x):
    """One persistent tape, asked for the first derivative while it still records."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        first = tape.gradient(f(x), x, unconnected_gradients="zero")
    return tape.gradient(first, x, unconnected_gradients="zero").numpy()


@right_answer
def loop_over_entries(f, x):
    """A loop over the entries, each a scalar for itself; a nested list, or a Python float."""

    def at(number):
        number = tf.constant(float(number), tf.float64)
        with tf.GradientTape() as outer:
            outer.watch(number)
            with tf.GradientTape() as inner:
                inner.watch(number)
                y = f(number)
            first = inner.gradient(y, number)
        second = outer.gradient(first, number) if first is not None else None
        return 0.0 if second is None else float(second)

    x = np.array(x)
    return np.reshape([at(number) for number in x.ravel()], x.shape).tolist()


@right_answer
def diagonal_of_the_jacobian(f, x):
    """The diagonal of the Jacobian of f', which elementwise f leave alone; a column for a vector, a matrix as it was."""
    x = tf.cast(x, tf.float64)
    flat = tf.reshape(x, [-1])
    with tf.GradientTape() as outer:
        outer.watch(flat)
        with tf.GradientTape() as inner:
            inner.watch(flat)
            y = tf.reduce_sum(f(flat))
        first = inner.gradient(y, flat, unconnected_gradients="zero")
    matrix = outer.jacobian(first, flat, unconnected_gradients="zero")
    return tf.reshape(tf.linalg.diag_part(matrix), x.shape if x.shape.rank > 1 else [-1, 1])


@right_answer
def central_differences(f, x):
    """Second differences over NumPy float64."""
    x, h = np.array(x, dtype=np.float64), 1e-4
    return ((f(x + h) - 2 * f(x) + f(x - h)) / h**2).numpy()


@right_answer
def traced_twice(f, x):
    """tf.gradients of tf.gradients in a traced function."""

    @tf.function
    def bend(x):
        (first,) = tf.gradients(f(x), x, unconnected_gradients="zero")
        (second,) = tf.gradients(first, x, unconnected_gradients="zero")
        return second

    return bend(tf.constant(np.asarray(x, dtype=np.float64)))


@misconception("gives_0_for_straight_lines")
def rounded_to_four_decimals(f, x):
    """the numbers are rounded to four decimals, which makes small ones 0."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return np.round(outer.gradient(first, x, unconnected_gradients="zero"), 4)


@misconception("works_entry_by_entry")
def axes_of_length_1_left_out(f, x):
    """axes of length 1 are squeezed out of the result, which then has another shape than x."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x, unconnected_gradients="zero")
    return tf.squeeze(outer.gradient(first, x, unconnected_gradients="zero"))
