"""What the checks of section 04.04 share: functions of x to pass to a student, and the section's example.

All of the functions of x work in the dtype of x and say in their docstring what they compute, for the messages.
"""

import numpy as np
# By name, not as tf.…: cloudpickle walks through every module of a package that a function names, 1.5 ms each.
from tensorflow import add, exp, multiply, reduce_sum
from tensorflow import constant as to_tensor

TERMS = 12  # of a function, in a message
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def quadratic(curvature, slope, constant=0.0):
    """Return the function Σ cᵢxᵢ² + Σ sᵢxᵢ + constant of a vector x.

    curvature, slope : numbers cᵢ and sᵢ, as many as x has entries. Its gradient is 2cᵢxᵢ + sᵢ.
    """
    curvature, slope, constant = [float(c) for c in curvature], [float(s) for s in slope], float(constant)

    def function(x):
        # Called six times in each call of kkt_conditions: the operators * and + take TensorFlow twice as long.
        slopes = add(multiply(to_tensor(curvature, x.dtype), x), to_tensor(slope, x.dtype))
        return add(reduce_sum(multiply(slopes, x)), to_tensor(constant, x.dtype))

    function.__doc__ = _write_quadratic(curvature, slope, constant)
    return function


def quadratic_at(x, value, gradient, curvature):
    """Return the quadratic that has this value and gradient at the point x, and these coefficients cᵢ of xᵢ².

    Where all of them are small multiples of 1/4, float32 makes no rounding error in it.
    """
    gradient, curvature = np.broadcast_to(gradient, x.shape), np.broadcast_to(curvature, x.shape)
    slope = gradient - 2 * curvature * x
    return quadratic(curvature, slope, value - np.sum(curvature * x**2 + slope * x))


def steep_at(center):
    """Return the function Σ exp(16(xᵢ − cᵢ))/16 − xᵢ of a vector x, smallest at c = center; its gradient is exp(16(x − c)) − 1.

    Central differences, exact for a quadratic whatever their step h, are off by 43h² there: by 4e-3 for h = 0.01.
    """
    center = [float(c) for c in center]

    def function(x):
        return reduce_sum(exp(16 * (x - to_tensor(center, x.dtype))) / 16 - x)

    function.__doc__ = f"Σ exp(16(xᵢ − cᵢ))/16 − xᵢ with c = {center}"
    return function


def draw_function(rng, x, value):
    """Return a random quadratic that is `value` at the point x; its other coefficients are small integers."""
    gradient = rng.integers(1, 4, x.shape) * rng.choice([-1, 1], x.shape)
    return quadratic_at(x, value, gradient, rng.integers(-2, 3, x.shape))


def section_problem():
    """Return f, [g] and [h, four bounds] of the section's example, every inequality written as hⱼ(x) ≤ 0."""

    def f(x):
        """−(2x₀x₁ + 2x₀ − x₀² − 2x₁²)"""
        return -(2 * x[0] * x[1] + 2 * x[0] - x[0] ** 2 - 2 * x[1] ** 2)

    def g(x):
        """x₀³ − x₁"""
        return x[0] ** 3 - x[1]

    def h(x):
        """(x₀ − 1)⁴ + 2 − x₁"""
        return (x[0] - 1) ** 4 + 2 - x[1]

    bounds = [((-1, 0), 0.5), ((1, 0), -1.5), ((0, -1), 1.5), ((0, 1), -2.5)]
    return f, [g], [h] + [quadratic((0, 0), slope, constant) for slope, constant in bounds]


def _write_quadratic(curvature, slope, constant):
    """Return the function as text, 'x₀² − 2x₁ + 3', without the terms that are 0; of more than TERMS of them the first ones."""
    terms = [(c, _entry(i) + "²") for i, c in enumerate(curvature)] + [(s, _entry(i)) for i, s in enumerate(slope)]
    terms = [(factor, name) for factor, name in [*terms, (constant, "")] if factor]
    text = ""
    for factor, name in terms if len(terms) <= TERMS else terms[:3]:
        size = f"{abs(factor):.6g}"
        sign = ("−" if factor < 0 else "") if not text else (" − " if factor < 0 else " + ")
        text += sign + (name if size == "1" and name else size + name)
    return f"{text} + … ({len(terms)} terms)" if len(terms) > TERMS else text or "0"


def _entry(index):
    return "x" + str(index).translate(SUBSCRIPTS)
