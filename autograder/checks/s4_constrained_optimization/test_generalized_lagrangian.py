"""Checks of `generalized_lagrangian(f, equalities, inequalities, x, lambdas, alphas)`.

The terms may cancel, so tolerances are relative to the sum of their sizes: float32 loses less than 1e-5 of that in
the few dozen operations that there are, and a wrong term differs by more than a hundredth of it.
"""

import numpy as np
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s4_constrained_optimization.common import (
    draw_function,
    quadratic,
    section_problem,
)

ORIGIN = np.zeros(2)  # there quadratic(…, …, c) is c
WRITE_DOWN = "write L = f + Σ λᵢgᵢ + Σ αⱼhⱼ down term by term for this x. Which term differs from yours?"


def is_close(answer, expected, terms, hint=WRITE_DOWN):
    answer.is_close_to(expected, rtol=0.0, atol=1e-4 * np.sum(np.abs(terms)), hint=hint)


def draw_sizes(rng, count, signs):
    """Return `count` numbers of size 0.5 to 2 with these signs, repeated as often as needed."""
    return rng.uniform(0.5, 2.0, count) * np.resize(signs, count)


def draw_case(rng, size, equalities, inequalities):
    """Return (arguments, terms) of a random problem; terms : f, then every λᵢgᵢ, then every αⱼhⱼ, at x.

    Every α is positive here; g, h and λ have both signs wherever there are several.
    """
    x = rng.uniform(-1.5, 1.5, size)
    values = [draw_sizes(rng, 1, [1]), draw_sizes(rng, equalities, [1, -1]), draw_sizes(rng, inequalities, [-1, 1])]
    factors = [np.ones(1), draw_sizes(rng, equalities, [-1, -1, 1]), draw_sizes(rng, inequalities, [1])]
    f, g, h = ([draw_function(rng, x, value) for value in part] for part in values)
    arguments = (f[0], g, h, x, factors[1].tolist(), factors[2].tolist())
    return arguments, np.concatenate(values) * np.concatenate(factors)


@check(weight=1, public=True)
def agrees_on_the_sections_problem(student):
    """adds up right on the section's problem"""
    f, equalities, (h, *_) = section_problem()
    # at (1, 2): f = 3, g = −1, h = 0; at (2, 1): f = −2, g = 7, h = 2
    for x, lam, alpha, expected in [
        ((1.0, 2.0), 4.0, 2.0, -1.0),
        ((2.0, 1.0), 0.5, 3.0, 7.5),
        ((2.0, 1.0), -1.0, 0.5, -8.0),
    ]:
        student(f, equalities, [h], np.array(x), [lam], [alpha]).is_close_to(expected, rtol=1e-4, hint=WRITE_DOWN)


@check(weight=2)
def adds_every_constraint_times_its_multiplier(student, reference, rng):
    """adds up f and every constraint times its own multiplier, for any number of them"""
    for size, equalities, inequalities in [(1, 1, 1), (2, 2, 3), (3, 3, 2), (5, 1, 4), (4, 4, 1)]:
        arguments, terms = draw_case(rng, size, equalities, inequalities)
        is_close(student(*arguments), reference(*arguments), terms)
    # A zero, as a multiplier or as the value of a constraint, takes its own term away and none of those after it.
    f, zero, one, minus_two = (quadratic((1, 1), (2, -1), value) for value in (5.0, 0.0, 1.0, -2.0))
    for constraints, lambdas, alphas, terms in [
        ([one, minus_two], [0.0, 2.0], [0.0, -4.0], [5.0, -4.0, 8.0]),
        ([zero, one], [3.0, 2.0], [0.5, 4.0], [5.0, 2.0, 4.0]),
        ([one, one], [2.0, 2.0], [0.5, 0.5], [5.0, 2.0, 2.0, 0.5, 0.5]),
    ]:
        is_close(student(f, constraints, constraints, ORIGIN, lambdas, alphas), sum(terms), terms)
    # Large multipliers count in full, and one that is large enough makes a term of 2 of a constraint that is nearly 0.
    nearly, large = quadratic((1, 1), (2, -1), 2.0**-22), 2.0**23
    hint = "every term counts in full, however large its multiplier or small its constraint is."
    for constraints, lambdas, alphas, terms in [
        ([one, minus_two], [1000.0, -1.0], [3.0, 1000.0], [5.0, 1000.0, 2.0, 3.0, -2000.0]),
        ([nearly, one], [large, 1.0], [2 * large, 1.0], [5.0, 2.0, 1.0, 4.0, 1.0]),
    ]:
        is_close(student(f, constraints, constraints, ORIGIN, lambdas, alphas), sum(terms), terms, hint)


@check(weight=1, public=True)
def keeps_the_signs(student):
    """adds a negative multiplier and a negative constraint with their signs"""
    f, one, minus_two = (quadratic((1, 1), (2, -1), value) for value in (5.0, 1.0, -2.0))
    for g, h, lam, alpha in [(one, one, -3.0, -4.0), (minus_two, minus_two, 0.5, 2.0), (minus_two, one, -2.0, -0.5)]:
        terms = [5.0, lam * (1 if g is one else -2), alpha * (1 if h is one else -2)]
        is_close(student(f, [g], [h], ORIGIN, [lam], [alpha]), sum(terms), terms)


@check(weight=1, public=True)
def takes_empty_lists(student, reference, rng):
    """is f itself where there is no constraint, and needs only one of the lists"""
    for equalities, inequalities in [(0, 0), (1, 0), (3, 0), (0, 1), (0, 3)]:
        arguments, terms = draw_case(rng, 3, equalities, inequalities)
        hint = "an empty list adds 0: L is f and the terms of the other list, if there are any. Which term differs from yours?"
        is_close(student(*arguments), reference(*arguments), terms, hint)
    hint = "f is 3e-5 here and there is no constraint. What do you do with so small a number?"
    is_close(student(quadratic((1, 1), (2, -1), 3e-5), [], [], ORIGIN, [], []), 3e-5, [3e-5], hint)


as_list = np.ndarray.tolist


def tensor32(numbers):
    return tf.constant(numbers, tf.float32)


@check(weight=0.5)
def accepts_every_kind_of_argument(student, reference, rng):
    """x and the multipliers may be lists, arrays or tensors, each in its own precision"""
    (f, g, h, x, lambdas, alphas), terms = draw_case(rng, 3, 2, 2)
    expected = reference(f, g, h, x, lambdas, alphas)
    is_close(student(f, g, h, x, lambdas, alphas), expected, terms)
    hint = "with x as a float64 array and the multipliers as lists your number was right. What differs here?"
    for of_x, of_lambdas, of_alphas in [
        (as_list, as_list, as_list),
        (as_list, np.array, tf.constant),
        (np.float32, np.array, np.float32),
        (np.array, np.float32, tensor32),
        (tf.constant, tensor32, np.array),
        (tensor32, tf.constant, tf.constant),
        (tf.Variable, as_list, tensor32),
        (lambda numbers: tf.Variable(tensor32(numbers)), np.array, tf.constant),
    ]:
        arguments = f, g, h, of_x(x), of_lambdas(np.array(lambdas)), of_alphas(np.array(alphas))
        is_close(student(*arguments), expected, terms, hint)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference, rng):
    """gives the right sum twice, and changes none of its arguments"""
    for of_x in (np.array, tf.Variable):
        (f, g, h, x, lambdas, alphas), terms = draw_case(rng, 3, 2, 2)
        for _ in range(2):
            answer = student(f, g, h, of_x(x), np.array(lambdas), np.array(alphas), watch=True)
            is_close(answer, reference(f, g, h, x, lambdas, alphas), terms)
            answer.leaves_arguments_alone()
