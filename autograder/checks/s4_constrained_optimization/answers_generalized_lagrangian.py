"""Known answers to `generalized_lagrangian`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "agrees_on_the_sections_problem",
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def equalities_subtracted(f, equalities, inequalities, x, lambdas, alphas):
    """the equalities are subtracted, where eq. (12) adds them."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        value -= lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        value += alpha * h(x)
    return value


@misconception(
    "agrees_on_the_sections_problem",
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def inequalities_subtracted(f, equalities, inequalities, x, lambdas, alphas):
    """the inequalities are subtracted, as if they were written h(x) ≥ 0."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        value += lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        value -= alpha * h(x)
    return value


@misconception(
    "agrees_on_the_sections_problem",
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def f_left_out(f, equalities, inequalities, x, lambdas, alphas):
    """the constraints are added up without f."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    equality_part = sum(lam * g(x) for g, lam in zip(equalities, np.asarray(lambdas, np.float64)))
    return equality_part + sum(alpha * h(x) for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)))


@misconception(
    "agrees_on_the_sections_problem",
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def f_negated(f, equalities, inequalities, x, lambdas, alphas):
    """f comes with a minus, as for maximisation in eq. (13)."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = -f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        value += lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        value += alpha * h(x)
    return value


@misconception(
    "agrees_on_the_sections_problem",
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def multipliers_swapped(f, equalities, inequalities, x, lambdas, alphas):
    """the equalities get the alphas and the inequalities the lambdas."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, alpha in zip(equalities, np.asarray(alphas, np.float64)):
        value += alpha * g(x)
    for h, lam in zip(inequalities, np.asarray(lambdas, np.float64)):
        value += lam * h(x)
    return value


@misconception("adds_every_constraint_times_its_multiplier", "keeps_the_signs")
def negative_alphas_cut_off(f, equalities, inequalities, x, lambdas, alphas):
    """a negative α is replaced by 0."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        value += lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        value += max(alpha, 0.0) * h(x)
    return value


@misconception(
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def only_violated_inequalities(f, equalities, inequalities, x, lambdas, alphas):
    """an inequality counts only where it is violated, as in a penalty."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        value += lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        value += alpha * tf.maximum(h(x), 0)
    return value


@misconception(
    "agrees_on_the_sections_problem",
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def constraints_squared(f, equalities, inequalities, x, lambdas, alphas):
    """the constraints are squared, as in a penalty."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        value += lam * g(x) ** 2
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        value += alpha * h(x) ** 2
    return value


@misconception(
    "adds_every_constraint_times_its_multiplier",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def only_the_first_of_each(f, equalities, inequalities, x, lambdas, alphas):
    """only the first equality and the first inequality are added."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities[:1], np.asarray(lambdas, np.float64)):
        value += lam * g(x)
    for h, alpha in zip(inequalities[:1], np.asarray(alphas, np.float64)):
        value += alpha * h(x)
    return value


@misconception(
    "adds_every_constraint_times_its_multiplier",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def sums_multiplied(f, equalities, inequalities, x, lambdas, alphas):
    """the multipliers are added up first, and then multiply the sum of the constraints."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    equality_part = np.sum(np.asarray(lambdas, np.float64)) * sum(g(x) for g in equalities)
    return f(x) + equality_part + np.sum(np.asarray(alphas, np.float64)) * sum(h(x) for h in inequalities)


@misconception("adds_every_constraint_times_its_multiplier")
def ends_at_a_zero_multiplier(f, equalities, inequalities, x, lambdas, alphas):
    """the sum ends at a multiplier that is 0, where only its own term is to be left out."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        if lam == 0:
            break
        value += lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        if alpha == 0:
            break
        value += alpha * h(x)
    return value


@misconception("adds_every_constraint_times_its_multiplier")
def ends_at_a_constraint_that_is_zero(f, equalities, inequalities, x, lambdas, alphas):
    """the sum ends at a constraint that is 0, where only its own term is to be left out."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        if g(x) == 0:
            break
        value += lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        if h(x) == 0:
            break
        value += alpha * h(x)
    return value


@misconception(
    "adds_every_constraint_times_its_multiplier",
    "takes_empty_lists",
)
def one_loop_for_both_lists(f, equalities, inequalities, x, lambdas, alphas):
    """one loop runs over both lists, and ends with the shorter one."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, h, lam, alpha in zip(
        equalities, inequalities, np.asarray(lambdas, np.float64), np.asarray(alphas, np.float64)
    ):
        value += lam * g(x) + alpha * h(x)
    return value


@misconception("takes_empty_lists")
def nothing_to_add_up(f, equalities, inequalities, x, lambdas, alphas):
    """tf.add_n is given an empty list."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x) + tf.add_n([lam * g(x) for g, lam in zip(equalities, np.asarray(lambdas, np.float64))])
    return value + tf.add_n([alpha * h(x) for h, alpha in zip(inequalities, np.asarray(alphas, np.float64))])


@misconception("accepts_every_kind_of_argument")
def multipliers_as_they_come(f, equalities, inequalities, x, lambdas, alphas):
    """the multipliers keep their precision, which need not be that of x."""
    x = tf.convert_to_tensor(x)
    value = f(x)
    for g, lam in zip(equalities, lambdas):
        value += lam * g(x)
    for h, alpha in zip(inequalities, alphas):
        value += alpha * h(x)
    return value


@misconception("leaves_its_arguments_alone")
def multipliers_scaled_in_place(f, equalities, inequalities, x, lambdas, alphas):
    """each multiplier is overwritten with its term."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    if not isinstance(lambdas, np.ndarray):
        lambdas = np.array(lambdas)
    for i, g in enumerate(equalities):
        lambdas[i] *= g(x)
    inequality_part = sum(alpha * h(x) for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)))
    return f(x) + np.sum(lambdas) + inequality_part


@misconception("leaves_its_arguments_alone")
def inequalities_added_to_the_equalities(f, equalities, inequalities, x, lambdas, alphas):
    """the constraints are joined in the caller's own list of equalities."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    constraints = equalities
    constraints += inequalities
    multipliers = [*np.asarray(lambdas, np.float64), *np.asarray(alphas, np.float64)]
    return f(x) + sum(multiplier * constraint(x) for multiplier, constraint in zip(multipliers, constraints))


@misconception("takes_empty_lists")
def rounded_to_four_decimals(f, equalities, inequalities, x, lambdas, alphas):
    """the sum is rounded to four decimals, which leaves nothing of a small one."""
    x = tf.convert_to_tensor(x)
    total = float(f(x))
    total += sum(float(lam) * float(g(x)) for lam, g in zip(np.asarray(lambdas), equalities))
    total += sum(float(alpha) * float(h(x)) for alpha, h in zip(np.asarray(alphas), inequalities))
    return round(total, 4)


@right_answer
def tensordot_of_stacked_values(f, equalities, inequalities, x, lambdas, alphas):
    """TensorFlow only, in the dtype of x."""
    x = tf.convert_to_tensor(x)
    multipliers = tf.concat([tf.cast(lambdas, x.dtype), tf.cast(alphas, x.dtype)], axis=0)
    values = [f(x)] + [c(x) for c in equalities] + [c(x) for c in inequalities]
    return tf.tensordot(tf.concat([[1], multipliers], axis=0), tf.stack(values), axes=1)


@right_answer
def zeros_left_out(f, equalities, inequalities, x, lambdas, alphas):
    """Terms whose multiplier is 0 are not computed; a float64 array without axes comes back."""
    x = tf.constant(np.array(x, np.float64))
    pairs = [*zip(np.array(lambdas, np.float64), equalities), *zip(np.array(alphas, np.float64), inequalities)]
    return np.array(f(x)) + sum(multiplier * np.array(c(x)) for multiplier, c in pairs if multiplier != 0)


@right_answer
def python_floats(f, equalities, inequalities, x, lambdas, alphas):
    """Python floats all along."""
    x = tf.constant([float(v) for v in x], tf.float64)
    value = float(f(x))
    value += sum(float(lam) * float(g(x)) for lam, g in zip(lambdas, equalities))
    return value + sum(float(alpha) * float(h(x)) for alpha, h in zip(alphas, inequalities))


@right_answer
def numpy_in_float32(f, equalities, inequalities, x, lambdas, alphas):
    """All in float32; an array of shape (1,) comes back."""
    x = tf.constant(np.asarray(x, np.float32))
    g = np.array([c(x) for c in equalities], np.float32)
    h = np.array([c(x) for c in inequalities], np.float32)
    total = np.float32(f(x)) + np.asarray(lambdas, np.float32) @ g + np.asarray(alphas, np.float32) @ h
    return np.array([total], np.float32)


@right_answer
def a_variable_that_grows(f, equalities, inequalities, x, lambdas, alphas):
    """A tf.Variable is added to, and returned."""
    x = tf.cast(x, tf.float32)
    total = tf.Variable(f(x))
    for functions, multipliers in [(equalities, lambdas), (inequalities, alphas)]:
        for i in range(len(functions)):
            total.assign_add(tf.cast(multipliers[i], tf.float32) * functions[i](x))
    return total


@right_answer
def compiled_by_tf_function(f, equalities, inequalities, x, lambdas, alphas):
    """A graph made by tf.function, with Python loops in it."""

    @tf.function
    def evaluate(point, lam, alpha):
        value = f(point)
        for i, g in enumerate(equalities):
            value += lam[i] * g(point)
        for j, h in enumerate(inequalities):
            value += alpha[j] * h(point)
        return value

    x = tf.convert_to_tensor(x)
    return evaluate(x, tf.cast(lambdas, x.dtype), tf.cast(alphas, x.dtype))


@misconception("adds_every_constraint_times_its_multiplier")
def equal_terms_once(f, equalities, inequalities, x, lambdas, alphas):
    """the terms are collected in a set, where two equal ones are one."""
    x = tf.convert_to_tensor(x)
    of_g = {float(factor) * float(g(x)) for factor, g in zip(np.ravel(lambdas), equalities)}
    of_h = {float(factor) * float(h(x)) for factor, h in zip(np.ravel(alphas), inequalities)}
    return float(f(x)) + sum(of_g) + sum(of_h)


@misconception("adds_every_constraint_times_its_multiplier")
def nearly_met_left_out(f, equalities, inequalities, x, lambdas, alphas):
    """an equality that is met to a thousandth is left out; a large multiplier makes it count."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    pairs = [(lam, g(x)) for g, lam in zip(equalities, np.asarray(lambdas, np.float64))]
    value = f(x) + sum(lam * of_g for lam, of_g in pairs if abs(of_g) > 1e-3)
    return value + sum(alpha * h(x) for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)))


@misconception("adds_every_constraint_times_its_multiplier")
def multipliers_clipped(f, equalities, inequalities, x, lambdas, alphas):
    """the multipliers are cut to the range from −100 to 100; they may be of any size."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    lambdas, alphas = (np.clip(np.asarray(values, np.float64), -100, 100) for values in (lambdas, alphas))
    value = f(x) + sum(lam * g(x) for g, lam in zip(equalities, lambdas))
    return value + sum(alpha * h(x) for h, alpha in zip(inequalities, alphas))


@misconception(
    "agrees_on_the_sections_problem",
    "adds_every_constraint_times_its_multiplier",
    "keeps_the_signs",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def last_inequality_alone(f, equalities, inequalities, x, lambdas, alphas):
    """the terms of the inequalities are assigned and not added: only the last of them is left."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    value = f(x)
    for g, lam in zip(equalities, np.asarray(lambdas, np.float64)):
        value += lam * g(x)
    for h, alpha in zip(inequalities, np.asarray(alphas, np.float64)):
        value = alpha * h(x)
    return value
