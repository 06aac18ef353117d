"""Checks of `plot_derivatives(f, x)`.

The derivatives are closed forms in NumPy. Points of x are at most 0.07 apart, so that a line through the values at x
alone is as good as the curve: off by 0.2 % of its range at most. Lines are compared to 0.5 %; float32 is a thousand
times better. There are few calls of few points: a student may differentiate at one point after the other.
"""

import re

import numpy as np
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s3_gradient_based_optimization.arguments import kinds_of
from autograder.figure_views import UNSEEN

X = np.linspace(-2.0, 2.0, 61)
JOIN = "the points are where they belong: join them by a line, as ax.plot does."
NAMES = ("f", "f'", "f''")
WAVE = (0.5, 1.0, 2.0)
# What a label calls a line, the first that fits: 0, 1 or 2 for f, f' or f''. What fits none is a name like any other.
READINGS = (
    (0, r"\b(no|without|zeroth|0th)\b|\b(not |un)d(eriv|iff)|(deriv\w*|order) 0\b"),
    (2, r"''|second|2nd|twice|curvature|\bd\}?\s*\^?\s*\{?\s*[2²]|\^\{?\(2\)|(deriv\w*|order) 2\b"),
    (1, r"'|first|1st|once|slope|gradient|deriv|\bd\s*[fy]|\bd\s*/\s*d|\^\{?\(1\)"),
    (0, r"^\W*([fy]|function)\W*(\(x\))?\W*$"),
)
PRIMES = str.maketrans({"′": "'", "’": "'", "´": "'", "`": "'", "″": "''", '"': "''", "‴": "'''"})


@check(weight=0.5, public=True)
def draws_the_function(student):
    """draws f itself, for x³ and for a function with a sine"""
    _requires_line(_draw_cube(student), 0, cube, X)
    answer, forms = _draw_wave(student)
    _requires_line(answer, 0, forms[0], X)


@check(weight=1, public=True)
def draws_the_first_derivative(student, rng):
    """draws the first derivative, for x³ and for a random function"""
    _requires_line_of(1, student, rng)


@check(weight=1)
def draws_the_second_derivative(student, rng):
    """draws the second derivative, for x³ and for a random function"""
    _requires_line_of(2, student, rng)


@check(weight=0.75, public=True)
def names_the_three_lines_in_a_legend(student):
    """gives each of the three lines its own name in a legend"""
    answer, forms = _draw_wave(student)
    figure = answer.figure()
    for order, form in enumerate(forms):
        _requires_line(answer, order, form, X)
    named = [_named_lines(figure, form, X) for form in forms]
    for name, labels in zip(NAMES, named):
        hint = "give each plot a label and call ax.legend()."
        answer.requires(labels, f"a line {name} with a label that the legend shows", hint, _tell_legend(figure))
    answer.requires(len(set().union(*named)) >= 3, "three different labels", "", _tell_legend(figure))
    for form in forms:
        answer.has_one_entry_for_the_line(form)
    called = [sorted(labels)[0] for labels in named]
    # One label may be read wrongly; two that both speak of another line have been exchanged.
    exchanged = sum(_order_in(label) not in (order, None) for order, label in enumerate(called)) >= 2
    got = ", ".join(f"{name} is called {label!r}" for name, label in zip(NAMES, called))
    answer.requires(not exchanged, "each line under its own name", "which line is which?", got)


@check(weight=0.5)
def draws_the_zero_derivatives_of_a_straight_line(student, rng):
    """draws f' = a and f'' = 0 of a straight line f = ax + b, and nothing of a call before"""
    _, (earlier, *_) = _draw_wave(student)
    f, forms = line(*np.round(rng.uniform(0.5, 2.0, 2), 2))
    answer = student(f, tf.constant(X))
    figure = answer.figure()
    left = figure.curves_along(earlier, X[0], X[-1])
    hint = "make a new figure inside your function, at each call, with plt.subplots()."
    answer.requires(not left, "the lines of this f alone", hint, "also the lines of an earlier call, for a sine")
    for name, form in zip(NAMES[1:], forms[1:]):
        low, high = X[0], X[-1]
        got = figure.explain_misses(form, low, high, 1.0)
        holds = any(curve.label for curve in figure.curves_along(form, low, high, 1.0))
        hint = "what does the tape return where f' does not depend on x? Zero is a number too, for each x."
        answer.requires(holds, f"a labelled line {name} = {form(0.0):g}", hint, got)


@check(weight=0.25)
def accepts_every_kind_and_leaves_it_alone(student):
    """accepts x as list, array, tensor or variable and leaves it as it was"""
    f, forms = wave(*WAVE)
    for x in kinds_of(X):
        answer = student.once(f, x, watch=True)
        for order, form in enumerate(forms):
            _requires_line(answer, order, form, X)
        answer.leaves_arguments_alone()


def cube(x):
    """x³"""
    return x**3


def cubic(a, b, c):
    """Return (f, [f, f', f'' in NumPy]) for ax³ + bx² + cx."""

    def f(x):
        return a * x**3 + b * x**2 + c * x

    f.__doc__ = f"{a:g}x³ + {b:g}x² + {c:g}x".replace("+ -", "− ")
    return f, [f, lambda x: 3 * a * x**2 + 2 * b * x + c, lambda x: 6 * a * x + 2 * b]


def wave(a, b, c):
    """Return (f, [f, f', f'' in NumPy]) for a·sin(cx) + bx²."""

    def f(x):
        return a * tf.sin(c * x) + b * x**2

    f.__doc__ = f"{a:g} sin({c:g}x) + {b:g}x²".replace("+ -", "− ")
    forms = [
        lambda x: a * np.sin(c * x) + b * x**2,
        lambda x: a * c * np.cos(c * x) + 2 * b * x,
        lambda x: -a * c**2 * np.sin(c * x) + 2 * b,
    ]
    return f, forms


def line(a, b):
    """Return (f, [f, f', f'' in NumPy]) for ax + b."""

    def f(x):
        return a * x + b

    f.__doc__ = f"{a:g}x + {b:g}"
    return f, [f, lambda x: a + 0 * x, lambda x: 0 * x]


def _draw_cube(student):
    return student.once(cube, tf.constant(X))


def _draw_wave(student):
    """Return (answer, [f, f', f'' in NumPy]) of a call that several checks judge."""
    f, forms = wave(*WAVE)
    return student.once(f, X, watch=True), forms


def _requires_line_of(order, student, rng):
    """Fail unless the line of this derivative is drawn, for x³ as in the chapter and for a random function."""
    _requires_line(_draw_cube(student), order, cubic(1.0, 0.0, 0.0)[1][order], X)
    a, b, c = np.round(rng.uniform([0.5, 0.5, 1.5], [1.5, 1.5, 2.5]), 2) * [1, rng.choice([-1, 1]), 1]
    f, forms = wave(a, b, c) if rng.random() < 0.5 else cubic(a, b, c)
    x = np.linspace(0.0, 4.0, 91) + rng.choice([rng.uniform(18.0, 20.0), rng.uniform(-24.0, -22.0)])  # far out
    _requires_line(student(f, tf.constant(x)), order, forms[order], x)


def _requires_line(answer, order, form, x):
    figure, low, high = answer.figure(), x[0], x[-1]
    if figure.curves_along(form, low, high):
        return
    hint = JOIN if figure.points_along(form, low, high) else "compute the value at one x by hand; plot over all x."
    hint = UNSEEN if figure.drawn_along(form, low, high) else hint
    expected = f"a line y = {NAMES[order]}(x) from x = {low:.4g} to {high:.4g}"
    answer.fail(expected, hint, figure.explain_misses(form, low, high))


def _named_lines(figure, form, x):
    """Return the labels, as the legend shows them, of the lines that follow `form` over x."""
    labels = {curve.label for curve in figure.curves_along(form, x[0], x[-1])}
    return labels & set(figure.legend)


def _order_in(label):
    """Return which derivative a label speaks of: 0, 1, 2, or None for what cannot be read."""
    text = label.lower().replace(r"\prime", "'").translate(PRIMES)
    text = re.sub(r"[a-z]'s\b", "", text)
    return next((order for order, pattern in READINGS if re.search(pattern, text)), None)


def _tell_legend(figure):
    return "a legend of " + ", ".join(map(repr, figure.legend[:6])) if figure.legend else "no legend"
