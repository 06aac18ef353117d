"""Checks of `solve_example()`, which has no argument: how the point was found, no check asks.

The optimum is asked for to 1e-3 in each coordinate. The first two checks allow what such an error does to the
constraints there: the slopes of x³ − y are (4.8, −1), those of y − (x − 1)⁴ − 2 are (−0.07, 1).
"""

import numpy as np

from autograder.checking import check

ON_THE_CURVE = 0.01
ABOVE_THE_CURVE = 0.002


def measure(answer):
    """Return x, y, x³ − y and y − (x − 1)⁴ − 2 of the answer."""
    x, y = answer.vector(2).astype(np.float64)
    with np.errstate(all="ignore"):  # of a point far away
        return x, y, x**3 - y, y - (x - 1) ** 4 - 2


@check(weight=1, public=True)
def is_a_feasible_point(student):
    """meets the constraints and the bounds"""
    answer = student.once()
    x, y, equality, inequality = measure(answer)
    hint = "put your x and y into each constraint: which one do they miss?"
    answer.requires(abs(equality) <= ON_THE_CURVE, "x and y with x³ − y = 0", hint)
    answer.requires(inequality >= -ABOVE_THE_CURVE, "x and y with y − (x − 1)⁴ − 2 ≥ 0", hint)
    inside = abs(x - 1) <= 0.501 and abs(y - 2) <= 0.501
    answer.requires(inside, "0.5 ≤ x ≤ 1.5 and 1.5 ≤ y ≤ 2.5", hint)


@check(weight=1, public=True)
def lies_where_the_curves_meet(student):
    """lies where the two curves meet"""
    answer = student.once()
    _, _, equality, inequality = measure(answer)
    answer.requires(
        abs(equality) <= ON_THE_CURVE and abs(inequality) <= ABOVE_THE_CURVE,
        "x³ − y = 0 and y − (x − 1)⁴ − 2 = 0",
        hint="draw f's contours and the curves: which way along x³ − y = 0 does f fall, and what puts an end to it?",
    )


@check(weight=6)
def is_the_optimum(student, reference):
    """is the lowest of the feasible points, to 1e-3 in x and in y"""
    student.once().is_close_to(
        reference(), rtol=0.0, atol=1e-3, hint="what is f at your point, and at feasible points on both sides of it?"
    )
