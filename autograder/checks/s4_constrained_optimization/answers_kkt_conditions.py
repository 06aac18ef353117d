"""Known answers to `kkt_conditions`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_stationarity",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "takes_an_f_without_x",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def gradient_of_f_alone(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """stationarity asks for a zero gradient of f, without the constraints."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_stationarity",
    "goes_by_the_tolerance",
    "takes_an_f_without_x",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def equalities_subtracted(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the equalities are subtracted in the Lagrangian, where eq. (12) adds them."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value -= lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_stationarity",
    "goes_by_the_tolerance",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def inequalities_subtracted(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the inequalities are subtracted in the Lagrangian, as if they were written h(x) ≥ 0."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value -= alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity")
def entries_of_the_gradient_added(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the entries of the gradient are added up: a positive one makes up for a negative one."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(abs(np.sum(gradient)) <= tolerance),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity")
def length_of_the_gradient(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the length of the gradient is compared with the tolerance, not its largest entry."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.linalg.norm(gradient) <= tolerance),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity")
def mean_entry_of_the_gradient(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """a single large entry of the gradient is averaged away."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.mean(np.abs(gradient)) <= tolerance),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity", "takes_empty_lists")
def gradient_without_absolute_value(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """a gradient counts as zero wherever no entry is above the tolerance, however far below 0 it is."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(gradient <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity", "goes_by_the_tolerance", "accepts_every_kind_of_argument")
def one_zero_in_the_gradient_is_enough(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """stationarity is met by one zero in the gradient."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.any(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity")
def compared_relative_to_their_size(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """∇f and the pull of the constraints are compared by np.allclose, which also allows a share of their size."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
    of_f = tape.gradient(value, x).numpy()
    return {
        "stationarity": bool(np.allclose(of_f, of_f - gradient, atol=tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_primal_feasibility", "goes_by_the_tolerance")
def equality_without_absolute_value(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """an equality counts as met wherever g(x) is not above the tolerance, however far below 0 it is."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(g_values <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_primal_feasibility",
    "takes_empty_lists",
    "leaves_its_arguments_alone",
)
def inequalities_as_equalities(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """x counts as feasible only where every inequality is 0."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(np.abs(h_values) <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_primal_feasibility", "goes_by_the_tolerance")
def equalities_left_out(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """only the inequalities are looked at for the feasibility of x."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_primal_feasibility")
def pushing_inequalities_not_looked_at(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """an inequality with α > 0 counts as met, whatever hⱼ(x) is."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values[alphas <= 0] <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "judges_dual_feasibility",
    "goes_by_the_tolerance",
    "takes_an_f_without_x",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def every_multiplier_not_negative(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """λ must not be negative either, though an equality may pull both ways."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance) and np.all(lambdas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_dual_feasibility",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def alpha_not_positive(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """α must not be positive."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas <= tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_dual_feasibility",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "leaves_its_arguments_alone",
)
def alpha_strictly_positive(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """α must be above zero, so that an inactive constraint has no right multiplier."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas > tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_dual_feasibility", "goes_by_the_tolerance", "leaves_its_arguments_alone")
def alphas_added_up(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the alphas are added up: a positive one makes up for a negative one."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.sum(alphas) >= -tolerance),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_dual_feasibility")
def alphas_of_inactive_inequalities_not_looked_at(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """only the αⱼ of active inequalities, those with hⱼ(x) = 0, are asked to be ≥ 0."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas[np.abs(h_values) <= tolerance] >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_complementary_slackness")
def products_added_up(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the products αⱼhⱼ(x) are added up, and two that are not zero may cancel."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(abs(np.sum(alphas * h_values)) <= tolerance),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_complementary_slackness",
    "goes_by_the_tolerance",
)
def product_without_absolute_value(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """a product αⱼhⱼ(x) far below 0 counts as zero."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(alphas * h_values <= tolerance)),
    }


@misconception("judges_complementary_slackness")
def positive_products_count_as_zero(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """a product αⱼhⱼ(x) far above 0 counts as zero."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(alphas * h_values >= -tolerance)),
    }


@misconception("judges_complementary_slackness")
def one_factor_within_the_tolerance(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """αⱼ or hⱼ(x) is compared with the tolerance, not their product."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.minimum(np.abs(alphas), np.abs(h_values)) <= tolerance)),
    }


@misconception(
    "judges_complementary_slackness",
    "goes_by_the_tolerance",
    "takes_empty_lists",
)
def exactly_one_factor_zero(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """of αⱼ and hⱼ(x) exactly one must be zero, where both may be."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all((np.abs(alphas) <= tolerance) != (np.abs(h_values) <= tolerance))),
    }


@misconception("judges_complementary_slackness")
def equalities_take_part_in_slackness(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """λᵢgᵢ(x) must be zero as well for complementary slackness."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs([*(alphas * h_values), *(lambdas * g_values)]) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_complementary_slackness",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "leaves_its_arguments_alone",
)
def every_constraint_tight(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """complementary slackness asks every hⱼ(x) to be zero."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_stationarity",
    "judges_dual_feasibility",
    "judges_complementary_slackness",
    "goes_by_the_tolerance",
)
def one_failure_spoils_the_others(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the other conditions count as failed too where x is not feasible."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    feasible = bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance))
    return {
        "stationarity": feasible and bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": feasible,
        "dual_feasibility": feasible and bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": feasible and bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_stationarity",
    "judges_complementary_slackness",
    "goes_by_the_tolerance",
    "judges_primal_feasibility",
    "judges_dual_feasibility",
)
def tolerance_never_used(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """every condition must hold to the last bit, whatever the tolerance."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(gradient == 0)),
        "primal_feasibility": bool(np.all(g_values == 0) and np.all(h_values <= 0)),
        "dual_feasibility": bool(np.all(alphas >= 0)),
        "complementary_slackness": bool(np.all(alphas * h_values == 0)),
    }


@misconception("goes_by_the_tolerance", "judges_dual_feasibility")
def no_tolerance_for_alpha(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the tolerance is not applied to α."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= 0)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("tells_the_four_apart_on_the_sections_problem", "goes_by_the_tolerance", "judges_primal_feasibility")
def no_tolerance_for_h(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the tolerance is not applied to hⱼ(x) ≤ 0."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= 0)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("tells_the_four_apart_on_the_sections_problem", "goes_by_the_tolerance", "judges_primal_feasibility")
def feasible_to_another_tolerance(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the feasibility of x is judged with 1e-6, whatever the tolerance."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= 1e-6) and np.all(h_values <= 1e-6)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("takes_empty_lists", "takes_an_f_without_x")
def largest_of_an_empty_list(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the largest entry is taken of lists that may be empty."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(max(np.abs(g_values)) <= tolerance and max(h_values) <= tolerance),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("takes_an_f_without_x")
def no_gradient_is_none(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the tape gives None for a Lagrangian without x in it."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x)
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("accepts_every_kind_of_argument")
def multipliers_as_they_come(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the multipliers keep their precision, which need not be that of x."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * tf.reduce_sum(x)
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(all(alpha >= -tolerance for alpha in alphas)),
        "complementary_slackness": bool(all(abs(alpha * h(x)) <= tolerance for alpha, h in zip(alphas, inequalities))),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_dual_feasibility",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "leaves_its_arguments_alone",
)
def alphas_never_found_negative(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """a negative α is replaced by 0 before its sign is looked at."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(np.maximum(alphas, 0) >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("leaves_its_arguments_alone")
def alphas_multiplied_in_place(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the products αⱼhⱼ(x) are written over the caller's own α."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas = np.asarray(lambdas, np.float64)
    alphas = alphas if isinstance(alphas, np.ndarray) else np.array(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    result = {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
    }
    alphas *= h_values
    return {**result, "complementary_slackness": bool(np.all(np.abs(alphas) <= tolerance))}


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_stationarity",
    "judges_primal_feasibility",
    "judges_dual_feasibility",
    "judges_complementary_slackness",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "takes_an_f_without_x",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def numbers_for_bools(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """1 and 0 are returned in place of True and False."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": int(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": int(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": int(np.all(alphas >= -tolerance)),
        "complementary_slackness": int(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception(
    "tells_the_four_apart_on_the_sections_problem",
    "judges_stationarity",
    "judges_primal_feasibility",
    "judges_dual_feasibility",
    "judges_complementary_slackness",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "takes_an_f_without_x",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def a_list_for_the_dict(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the four answers come without their names."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return [
        bool(np.all(np.abs(gradient) <= tolerance)),
        bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        bool(np.all(alphas >= -tolerance)),
        bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    ]


@misconception("judges_primal_feasibility", "judges_dual_feasibility", "judges_complementary_slackness")
def violations_added_up(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the violations of each condition are added up, and many that are allowed come to more than the tolerance."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    violations = np.append(np.abs(g_values), np.maximum(h_values, 0))
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.sum(violations) <= tolerance),
        "dual_feasibility": bool(np.sum(np.minimum(alphas, 0)) >= -tolerance),
        "complementary_slackness": bool(np.sum(np.abs(alphas * h_values)) <= tolerance),
    }


@misconception("judges_primal_feasibility", "judges_complementary_slackness")
def violations_averaged(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the violations of a condition are averaged: among many that are 0 a single one is hardly seen."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    violations = np.append(np.abs(g_values), np.maximum(h_values, 0))
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.sum(violations) <= tolerance * len(violations)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.sum(np.abs(alphas * h_values)) <= tolerance * len(alphas)),
    }


@misconception("judges_primal_feasibility", "judges_dual_feasibility", "judges_complementary_slackness")
def lengths_of_the_violations(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the Euclidean norm of the violations of each condition is compared with the tolerance, not each of them."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    violations = np.append(np.abs(g_values), np.maximum(h_values, 0))
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance)),
        "primal_feasibility": bool(np.linalg.norm(violations) <= tolerance),
        "dual_feasibility": bool(np.linalg.norm(np.minimum(alphas, 0)) <= tolerance),
        "complementary_slackness": bool(np.linalg.norm(alphas * h_values) <= tolerance),
    }


@right_answer
def tensors_only(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """TensorFlow only, in the dtype of x; boolean tensors come back."""
    x = tf.convert_to_tensor(x)
    lambdas, alphas = tf.cast(lambdas, x.dtype), tf.cast(alphas, x.dtype)
    with tf.GradientTape() as tape:
        tape.watch(x)
        g = tf.convert_to_tensor([g(x) for g in equalities], x.dtype)
        h = tf.convert_to_tensor([h(x) for h in inequalities], x.dtype)
        lagrangian = f(x) + tf.reduce_sum(lambdas * g) + tf.reduce_sum(alphas * h)
    gradient = tape.gradient(lagrangian, x, unconnected_gradients="zero")
    return {
        "stationarity": tf.reduce_max(tf.abs(gradient)) <= tolerance,
        "primal_feasibility": tf.reduce_all(tf.abs(g) <= tolerance) & tf.reduce_all(h <= tolerance),
        "dual_feasibility": tf.reduce_all(alphas >= -tolerance),
        "complementary_slackness": tf.reduce_all(tf.abs(alphas * h) <= tolerance),
    }


@right_answer
def gradients_one_by_one_in_float32(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """Every gradient by itself, in float32 and NumPy; np.bool_ come back."""
    x = tf.Variable(np.asarray(x, np.float32))
    lambdas, alphas = np.asarray(lambdas, np.float32), np.asarray(alphas, np.float32)

    def value_and_gradient(function):
        with tf.GradientTape() as tape:
            value = function(x)
        slope = tape.gradient(value, x)
        return np.float32(value), np.zeros(x.shape, np.float32) if slope is None else slope.numpy()

    g = [value_and_gradient(function) for function in equalities]
    h = [value_and_gradient(function) for function in inequalities]
    total = value_and_gradient(f)[1]
    for multiplier, (_, gradient) in zip([*lambdas, *alphas], g + h):
        total = total + multiplier * gradient
    return {
        "stationarity": np.max(np.abs(total)) <= tolerance,
        "primal_feasibility": np.all([abs(v) <= tolerance for v, _ in g] + [v <= tolerance for v, _ in h]),
        "dual_feasibility": np.all(alphas >= -tolerance),
        "complementary_slackness": np.all([abs(a * v) <= tolerance for a, (v, _) in zip(alphas, h)]),
    }


@right_answer
def central_differences(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """No tape at all: central differences in float64; Python's bools come back."""
    x = np.array([float(v) for v in x])
    lambdas, alphas = [float(v) for v in lambdas], [float(v) for v in alphas]

    def evaluate(function, point):
        return float(function(tf.constant(point)))

    def lagrangian(point):
        total = evaluate(f, point)
        total += sum(lam * evaluate(g, point) for lam, g in zip(lambdas, equalities))
        return total + sum(alpha * evaluate(h, point) for alpha, h in zip(alphas, inequalities))

    steps = 1e-4 * np.eye(len(x))
    gradient = [(lagrangian(x + step) - lagrangian(x - step)) / 2e-4 for step in steps]
    h = [evaluate(function, x) for function in inequalities]
    feasible = all(abs(evaluate(g, x)) <= tolerance for g in equalities) and all(v <= tolerance for v in h)
    return {
        "complementary_slackness": all(abs(alpha * v) <= tolerance for alpha, v in zip(alphas, h)),
        "dual_feasibility": all(alpha >= -tolerance for alpha in alphas),
        "primal_feasibility": feasible,
        "stationarity": all(abs(entry) <= tolerance for entry in gradient),
    }


@right_answer
def largest_of_each(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """The largest deviation of each condition, 0 where there is none; more keys than asked for."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.cast(f(x), tf.float64)
        for function, multiplier in zip(equalities + inequalities, [*lambdas, *alphas]):
            total = total + float(multiplier) * function(x)
    gradient = tape.gradient(total, x)
    gradient = tf.zeros_like(x) if gradient is None else gradient
    h = [float(function(x)) for function in inequalities]
    result = {"stationarity": np.array([float(tf.norm(gradient, np.inf)) <= tolerance])}
    result["primal_feasibility"] = max([abs(float(g(x))) for g in equalities] + h + [0.0]) <= tolerance
    result["dual_feasibility"] = min([float(alpha) for alpha in alphas] + [0.0]) >= -tolerance
    products = [abs(float(alpha) * value) for alpha, value in zip(alphas, h)]
    result["complementary_slackness"] = max(products, default=0.0) <= tolerance
    return {**result, "optimal": all(bool(value) for value in result.values())}


@right_answer
def compiled_by_tf_function(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """A graph made by tf.function, with Python loops in it, returns the dict."""

    @tf.function
    def judge(point, lam, alpha):
        feasible, slack = tf.constant(True), tf.constant(True)
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
            for i, g in enumerate(equalities):
                value += lam[i] * g(point)
                feasible = feasible & (tf.abs(g(point)) <= tolerance)
            for j, h in enumerate(inequalities):
                value += alpha[j] * h(point)
                feasible = feasible & (h(point) <= tolerance)
                slack = slack & (tf.abs(alpha[j] * h(point)) <= tolerance)
        gradient = tape.gradient(value, point, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return {
            "stationarity": tf.reduce_all(tf.abs(gradient) <= tolerance),
            "primal_feasibility": feasible,
            "dual_feasibility": tf.reduce_all(alpha >= -tolerance),
            "complementary_slackness": slack,
        }

    x = tf.convert_to_tensor(x)
    return judge(x, tf.cast(lambdas, x.dtype), tf.cast(alphas, x.dtype))


@misconception("judges_stationarity")
def gradient_beside_f(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the gradient is compared with the tolerance times 1 + |f(x)|: the tolerance is the same for every f."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance * (1 + abs(float(f(x)))))),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity")
def gradient_beside_x(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the gradient is compared with the tolerance times the length of x, where that is above 1: it is the same for every x."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = f(x) + 0 * x[0]
        for g, lam in zip(equalities, lambdas):
            value += lam * g(x)
        for h, alpha in zip(inequalities, alphas):
            value += alpha * h(x)
    gradient = tape.gradient(value, x).numpy()
    g_values = np.array([float(g(x)) for g in equalities])
    h_values = np.array([float(h(x)) for h in inequalities])
    return {
        "stationarity": bool(np.all(np.abs(gradient) <= tolerance * max(1.0, float(tf.norm(x))))),
        "primal_feasibility": bool(np.all(np.abs(g_values) <= tolerance) and np.all(h_values <= tolerance)),
        "dual_feasibility": bool(np.all(alphas >= -tolerance)),
        "complementary_slackness": bool(np.all(np.abs(alphas * h_values) <= tolerance)),
    }


@misconception("judges_stationarity")
def differences_over_a_long_step(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4):
    """the gradient is a difference over 0.02, which is exact where f is quadratic and nowhere else."""
    x = np.array([float(v) for v in x])
    lambdas, alphas = [float(v) for v in lambdas], [float(v) for v in alphas]

    def values(functions, point):
        return np.array([float(function(tf.constant(point))) for function in functions])

    def lagrangian(point):
        return values([f], point)[0] + np.dot(lambdas, values(equalities, point)) + np.dot(alphas, values(inequalities, point))

    slope = [(lagrangian(x + step) - lagrangian(x - step)) / 0.02 for step in 0.01 * np.eye(len(x))]
    g, h = values(equalities, x), values(inequalities, x)
    return {
        "stationarity": bool(np.max(np.abs(slope)) <= tolerance),
        "primal_feasibility": bool(np.all(np.abs(g) <= tolerance) and np.all(h <= tolerance)),
        "dual_feasibility": all(alpha >= -tolerance for alpha in alphas),
        "complementary_slackness": bool(np.all(np.abs(alphas * h) <= tolerance)),
    }
