"""Known answers to `is_feasible`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception("agrees_on_the_sections_problem", "an_equality_may_fail_on_either_side", "goes_by_the_tolerance")
def equality_without_absolute_value(x, equalities, inequalities, tolerance=1e-6):
    """an equality counts as met wherever g(x) is not above the tolerance, however far below 0 it is."""
    x = tf.convert_to_tensor(x)
    return all(g(x) <= tolerance for g in equalities) and all(h(x) <= tolerance for h in inequalities)


@misconception(
    "agrees_on_the_sections_problem",
    "an_inequality_fails_only_above_zero",
    "every_constraint_counts",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def inequality_the_other_way_round(x, equalities, inequalities, tolerance=1e-6):
    """an inequality is read as h(x) ≥ 0."""
    x = tf.convert_to_tensor(x)
    return all(abs(g(x)) <= tolerance for g in equalities) and all(h(x) >= -tolerance for h in inequalities)


@misconception(
    "agrees_on_the_sections_problem",
    "an_inequality_fails_only_above_zero",
    "every_constraint_counts",
    "goes_by_the_tolerance",
    "leaves_its_arguments_alone",
)
def inequality_as_an_equality(x, equalities, inequalities, tolerance=1e-6):
    """an inequality is asked to be 0, where it may be below."""
    x = tf.convert_to_tensor(x)
    return all(abs(c(x)) <= tolerance for c in [*equalities, *inequalities])


@misconception(
    "agrees_on_the_sections_problem",
    "an_inequality_fails_only_above_zero",
    "every_constraint_counts",
    "goes_by_the_tolerance",
)
def inequalities_added_up(x, equalities, inequalities, tolerance=1e-6):
    """the inequalities are added up: one far below 0 makes up for one above."""
    x = tf.convert_to_tensor(x)
    return all(abs(g(x)) <= tolerance for g in equalities) and bool(sum(h(x) for h in inequalities) <= tolerance)


@misconception("an_equality_may_fail_on_either_side", "goes_by_the_tolerance")
def equalities_added_up(x, equalities, inequalities, tolerance=1e-6):
    """the equalities are added up: one above 0 makes up for one below."""
    x = tf.convert_to_tensor(x)
    return bool(abs(sum(g(x) for g in equalities)) <= tolerance) and all(h(x) <= tolerance for h in inequalities)


@misconception(
    "agrees_on_the_sections_problem",
    "an_equality_may_fail_on_either_side",
    "an_inequality_fails_only_above_zero",
    "every_constraint_counts",
    "goes_by_the_tolerance",
)
def only_the_first_of_each(x, equalities, inequalities, tolerance=1e-6):
    """only the first equality and the first inequality are looked at."""
    x = tf.convert_to_tensor(x)
    return all(abs(g(x)) <= tolerance for g in equalities[:1]) and all(h(x) <= tolerance for h in inequalities[:1])


@misconception(
    "agrees_on_the_sections_problem",
    "an_equality_may_fail_on_either_side",
    "an_inequality_fails_only_above_zero",
    "every_constraint_counts",
    "goes_by_the_tolerance",
    "takes_empty_lists",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
def one_is_enough(x, equalities, inequalities, tolerance=1e-6):
    """a point passes that meets any one of its constraints."""
    x = tf.convert_to_tensor(x)
    met = [abs(g(x)) <= tolerance for g in equalities] + [h(x) <= tolerance for h in inequalities]
    return bool(np.any(met))


@misconception(
    "agrees_on_the_sections_problem",
    "every_constraint_counts",
    "takes_empty_lists",
    "goes_by_the_tolerance",
    "accepts_every_kind_of_argument",
    "an_inequality_fails_only_above_zero",
    "leaves_its_arguments_alone",
)
def inequalities_left_out(x, equalities, inequalities, tolerance=1e-6):
    """only the equalities are looked at."""
    x = tf.convert_to_tensor(x)
    return all(abs(g(x)) <= tolerance for g in equalities)


@misconception("agrees_on_the_sections_problem", "goes_by_the_tolerance")
def tolerance_never_used(x, equalities, inequalities, tolerance=1e-6):
    """an equality must be 0 to the last bit, whatever the tolerance."""
    x = tf.convert_to_tensor(x)
    return all(g(x) == 0 for g in equalities) and all(h(x) <= 0 for h in inequalities)


@misconception("goes_by_the_tolerance")
def default_too_generous(x, equalities, inequalities, tolerance=1e-3):
    """the default tolerance is 1e-3, not 1e-6."""
    x = tf.convert_to_tensor(x)
    return all(abs(g(x)) <= tolerance for g in equalities) and all(h(x) <= tolerance for h in inequalities)


@misconception(
    "takes_empty_lists",
    "an_equality_may_fail_on_either_side",
    "an_inequality_fails_only_above_zero",
)
def largest_of_an_empty_list(x, equalities, inequalities, tolerance=1e-6):
    """the largest violation is taken of each list, and an empty list has no largest."""
    x = tf.convert_to_tensor(x)
    return bool(max(abs(g(x)) for g in equalities) <= tolerance and max(h(x) for h in inequalities) <= tolerance)


@misconception("accepts_every_kind_of_argument")
def x_not_made_a_tensor(x, equalities, inequalities, tolerance=1e-6):
    """the constraints get x as it came, a list perhaps."""
    return all(abs(g(x)) <= tolerance for g in equalities) and all(h(x) <= tolerance for h in inequalities)


@misconception("leaves_its_arguments_alone")
def point_rounded_in_place(x, equalities, inequalities, tolerance=1e-6):
    """the point is rounded where it lies, and the caller finds it rounded."""
    if isinstance(x, np.ndarray):
        np.round(x, 5, out=x)
    x = tf.convert_to_tensor(x)
    return all(abs(g(x)) <= tolerance for g in equalities) and all(h(x) <= tolerance for h in inequalities)


@misconception("leaves_its_arguments_alone")
def equalities_added_to_the_inequalities(x, equalities, inequalities, tolerance=1e-6):
    """each equality becomes two inequalities, and the caller finds them in the list of the inequalities."""
    x = tf.convert_to_tensor(x)
    constraints = inequalities
    for g in equalities:
        constraints += [g, lambda z, g=g: -g(z)]
    return all(bool(h(x) <= tolerance) for h in constraints)


@misconception("an_inequality_fails_only_above_zero", "goes_by_the_tolerance", "accepts_every_kind_of_argument")
def nearly_tight_must_be_tight(x, equalities, inequalities, tolerance=1e-6):
    """an inequality that is nearly tight, just below 0, is taken for one that has to be 0."""
    g = [abs(float(c(x))) for c in equalities]
    h = [abs(value) if value > -0.1 else value for value in (float(c(x)) for c in inequalities)]
    return all(value <= tolerance for value in g + h)


@misconception("goes_by_the_tolerance")
def violations_added_up(x, equalities, inequalities, tolerance=1e-6):
    """the violations are added up, and many that are allowed come to more than the tolerance."""
    x = tf.convert_to_tensor(x)
    violation = sum(abs(float(g(x))) for g in equalities) + sum(max(0.0, float(h(x))) for h in inequalities)
    return violation <= tolerance


@misconception("goes_by_the_tolerance")
def length_of_the_violations(x, equalities, inequalities, tolerance=1e-6):
    """the Euclidean norm of the violations is compared with the tolerance, not each of them."""
    x = tf.convert_to_tensor(x)
    g, h = [float(g(x)) for g in equalities], [float(h(x)) for h in inequalities]
    return bool(np.linalg.norm(g) <= tolerance and np.linalg.norm(np.maximum(h, 0.0)) <= tolerance)


@misconception("every_constraint_counts")
def violations_averaged(x, equalities, inequalities, tolerance=1e-6):
    """the violations are averaged: among many that are 0 a single one is hardly seen."""
    x = tf.convert_to_tensor(x)
    violations = [abs(float(g(x))) for g in equalities] + [max(0.0, float(h(x))) for h in inequalities]
    return bool(np.mean(violations) <= tolerance) if violations else True


@right_answer
def tensors_and_reduce_all(x, equalities, inequalities, tolerance=1e-6):
    """TensorFlow only; a boolean tensor comes back."""
    x = tf.convert_to_tensor(x)
    excess = [tf.abs(g(x)) for g in equalities] + [h(x) for h in inequalities]
    return tf.reduce_all(tf.convert_to_tensor(excess, x.dtype) <= tf.cast(tolerance, x.dtype))


@right_answer
def numpy_in_float32(x, equalities, inequalities, tolerance=1e-6):
    """Everything in float32; a np.bool_ comes back."""
    x = tf.constant(np.asarray(x, np.float32))
    g = np.array([np.asarray(c(x)) for c in equalities], np.float32)
    h = np.array([np.asarray(c(x)) for c in inequalities], np.float32)
    return np.all(np.abs(g) <= tolerance) and np.all(h <= tolerance)


@right_answer
def leaves_at_the_first_violation(x, equalities, inequalities, tolerance=1e-6):
    """Loops that return early."""
    x = tf.Variable(x)
    for g in equalities:
        if abs(float(g(x))) > tolerance:
            return False
    for h in inequalities:
        if float(h(x)) > tolerance:
            return False
    return True


@right_answer
def largest_violation_with_default(x, equalities, inequalities, tolerance=1e-6):
    """The largest violation of all, 0 where there is none; an array of shape (1,) comes back."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float64)
    worst = max([0.0] + [abs(float(g(x))) for g in equalities] + [float(h(x)) for h in inequalities])
    return np.array([worst <= tolerance])


@right_answer
def compiled_by_tf_function(x, equalities, inequalities, tolerance=1e-6):
    """A graph made by tf.function, with Python loops in it."""

    @tf.function
    def decide(point):
        feasible = tf.constant(True)
        for g in equalities:
            feasible = feasible & (tf.abs(g(point)) <= tolerance)
        for h in inequalities:
            feasible = feasible & (h(point) <= tolerance)
        return feasible

    return decide(tf.convert_to_tensor(x))


@misconception("goes_by_the_tolerance")
def tolerance_times_the_length_of_x(x, equalities, inequalities, tolerance=1e-6):
    """the tolerance grows with the length of x."""
    x = tf.convert_to_tensor(x)
    allowed = tolerance * max(1.0, float(tf.norm(x)))
    return all(abs(float(g(x))) <= allowed for g in equalities) and all(float(h(x)) <= allowed for h in inequalities)


@misconception("an_inequality_fails_only_above_zero")
def measured_by_the_largest_value(x, equalities, inequalities, tolerance=1e-6):
    """violations are divided by the largest value of a constraint: one that holds by far hides one that does not."""
    x = tf.constant(np.asarray(x, dtype=float))
    g = np.array([float(c(x)) for c in equalities])
    h = np.array([float(c(x)) for c in inequalities])
    scale = max([1.0, *np.abs(g), *np.abs(h)])
    return bool(max([0.0, *np.abs(g) / scale, *h / scale]) <= tolerance)
