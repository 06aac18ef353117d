"""Checks of `fit_polynomial(x, y, degree)`."""

import numpy as np
import tensorflow as tf

from autograder.argument_kinds import changeable_kinds_of, mixed_kinds_of
from autograder.checking import check
from autograder.checks.s5_linear_least_squares.common import EXACT_SUMS, float32_error
from autograder.pictures import compare_polynomials

COLUMNS = "A has one column for each power of x, from x⁰ to the degree: how many are these, and in which order?"
CAST = "if only this check is lost: bring x and y to one kind and one precision first."


def noisy_points(rng, coefficients, count, low=-1.0, high=1.0):
    """Return x, spread over low to high in no order, and y, the polynomial's values there with noise."""
    x = low + (high - low) * (rng.permutation(count) + rng.uniform(0.3, 0.7, size=count)) / count
    return x, np.polynomial.polynomial.polyval(x, coefficients) + 0.3 * rng.normal(size=count)


def tolerance(x, y, degree):
    """Return what float32 may lose on the way over the normal equations of the powers of x."""
    return float32_error(np.vander(np.asarray(x, dtype=np.float64), degree + 1), y)


def over(x, y):
    """Return the picture of a fit beside the right one over the data, for Answer.is_close_to."""
    return lambda expected, got: compare_polynomials(x, y, expected, got)


@check(weight=1, public=True)
def finds_exact_polynomials_again(student, rng):
    """finds 1 + 2x + 3x² again, and others, from points without noise"""
    x = np.linspace(-1.0, 1.0, 100)
    for coefficients in ([1.0, 2.0, 3.0], [4.0, 0.0, -1.0], [-2.0, 0.5]):
        y, degree = np.polynomial.polynomial.polyval(x, coefficients), len(coefficients) - 1
        answer = student(tf.constant(x, tf.float32), tf.constant(y, tf.float32), degree)
        hint = "compare order and number of the coefficients: the lowest power comes first."
        answer.is_close_to(coefficients, rtol=0, atol=tolerance(x, y, degree), hint=hint, picture=over(x, y))
    # Binary fractions and integers, of which float32 makes exact sums of powers: x up to 0, and powers of very different sizes.
    below = "no x is above 0 here, and the largest one is 0: what do you divide by?"
    unequal = "the columns of A, 1, x and x² up to 100, are of very different sizes here: the small one counts as well."
    for x, coefficients, hint in ((np.arange(-8, 1) / 4, [1.0, -2.0, 3.0], below), (np.arange(11.0), [8.0, -3.0, 0.25], unequal)):
        y = np.polynomial.polynomial.polyval(x, coefficients)
        student(x, y, 2).is_close_to(coefficients, rtol=0, atol=EXACT_SUMS, hint=hint, picture=over(x, y))
    x, hint = rng.uniform(-1.0, 1.0, size=15), "all degree + 1 coefficients come back, however small the last one is."
    y = 2.0 - x + 1e-7 * x**2  # not 0: Polynomial.convert leaves out what rounding has made exactly 0
    student(x, y, 2).is_close_to([2.0, -1.0, 1e-7], rtol=0, atol=tolerance(x, y, 2), hint=hint)


@check(weight=2, public=True)
def fits_the_noisy_parabola(student, reference, rng):
    """fits the section's noisy points around 1 + 2x + 3x²"""
    x = 1 - 2 * rng.random(100)
    y = 1 + 2 * x + 3 * x**2 + rng.normal(size=100)
    answer, expected = student(x, y, 2), reference(x, y, 2)
    answer.is_close_to(expected, rtol=0, atol=tolerance(x, y, 2), hint=COLUMNS, picture=over(x, y))


@check(weight=2)
def agrees_for_other_degrees_and_points(student, reference, rng):
    """agrees with the reference for other degrees and points, degree + 1 points among them"""
    cases = (1, 12, -1, 1), (3, 30, -1, 1), (4, 40, -1, 1), (2, 25, -2, 2), (1, 20, 1, 4), (2, 3, -1, 1)
    for degree, count, low, high in cases:
        coefficients = rng.uniform(1.0, 2.0, size=degree + 1) * rng.choice([-1.0, 1.0], size=degree + 1)
        x, y = noisy_points(rng, coefficients, count, low, high)
        answer = student(x, y, degree)
        answer.is_close_to(reference(x, y, degree), rtol=0, atol=tolerance(x, y, degree), hint=COLUMNS)
    x, y = noisy_points(rng, [1.0, 2.0, 3.0], 30)
    y, hint = 2.0**-17 * y, "y is small here, and so are the coefficients: how many of their digits come back?"
    student(x, y, 2).is_close_to(reference(x, y, 2), rtol=0, atol=tolerance(x, y, 2), hint=hint)


@check(weight=1, public=True)
def counts_every_point_at_the_same_x(student, reference, rng):
    """counts every point where several have the same x, and a point that is there twice twice"""
    hint = "each point is a row of A and an entry of b of its own, whatever other points there are at the same x."
    places = np.array([-1.0, -0.25, 0.5, 1.0])  # binary fractions: the same x in float32 as well
    for degree, counts in ((1, (1, 4, 2, 3)), (2, (2, 1, 5, 3)), (2, (2, 3, 0, 4)), (0, (3, 2, 0, 0))):
        x = rng.permutation(np.repeat(places, counts))
        y = rng.normal(size=x.size) + 3 * x  # the first at each x far from the others there, and one point four times more
        y[np.unique(x, return_index=True)[1]] += rng.choice([-4.0, 4.0])
        x, y = np.append(x, [x[-1]] * 4), np.append(y, [y[-1]] * 4)
        answer, expected = student(x, y, degree), reference(x, y, degree)
        answer.is_close_to(expected, rtol=0, atol=tolerance(x, y, degree), hint=hint, picture=over(x, y))


@check(weight=1, public=True)
def gives_the_mean_for_degree_0(student, rng):
    """gives the mean of y for degree 0"""
    x, y = noisy_points(rng, [3.0, 1.0], 15)
    hint = "which constant is nearest to all y? It is x⁰'s."
    student(x, y, 0).is_close_to(np.mean(y), rtol=1e-5, hint=hint, picture=over(x, y))
    hint = "a single point makes an A of one row and one column: a matrix still. The constant goes through the point."
    student(np.array([2.0]), np.array([3.0]), 0).is_close_to(3.0, rtol=1e-5, hint=hint)


@check(weight=1)
def accepts_every_kind_of_argument(student, reference, rng):
    """accepts lists, arrays, tensors and variables in either precision, mixed"""
    x, y = noisy_points(rng, [2.0, -1.0, 1.5], 20)
    for given in mixed_kinds_of(x, y):
        student(*given, 2).is_close_to(reference(x, y, 2), rtol=0, atol=tolerance(x, y, 2), hint=CAST)


@check(weight=1)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right coefficients, twice the same, without changing its arguments"""
    x, y = noisy_points(rng, [2.0, -1.0, 1.5], 20)
    for given in changeable_kinds_of(x, y):
        answer = student(*given, 2, watch=True)
        answer.is_close_to(reference(x, y, 2), rtol=0, atol=tolerance(x, y, 2))
        answer.leaves_arguments_alone()
