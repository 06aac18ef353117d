"""Checks of `lagrange_multiplier_solution()`: maximise xy + yz subject to x + 2y = 6 and x − 3z = 0.

The answer has no arguments, so a message says which equation fails, and never the numbers that would solve it.
"""

from autograder.checking import check

ATOL = 1e-4  # five numbers of size 1 from a 5 × 5 system of condition 10: float32 keeps 1e-6


def unpack(student):
    """Return (answer, x, y, z, λ, α) of a call."""
    answer = student()
    return answer, *map(float, answer.vector(5))


def demands(answer, equation, left_side, hint):
    """Fail unless the left side of an equation … = 0 is zero."""
    answer.requires(abs(left_side) <= ATOL, f"{equation} = 0", hint, got=f"{equation} = {left_side:.6g}")


@check(weight=1, public=True)
def meets_both_constraints(student):
    """meets both constraints, x + 2y = 6 and x − 3z = 0"""
    answer, x, y, z, _, _ = unpack(student)
    hint = "the order is (x, y, z, λ, α); put x, y and z into both constraints."
    demands(answer, "x + 2y − 6", x + 2 * y - 6, hint)
    demands(answer, "x − 3z", x - 3 * z, hint)


@check(weight=2, public=True)
def has_the_largest_value(student, reference):
    """is the feasible point with the largest xy + yz"""
    answer, *point, _, _ = unpack(student)
    away = max(abs(a - b) for a, b in zip(point, reference().numpy()))
    hint = "write x and y by z along both constraints: where is xy + yz largest?"
    answer.requires(away <= ATOL, "the point on both constraints where xy + yz is largest", hint)


@check(weight=1)
def has_the_multiplier_of_x_plus_2y(student, reference):
    """has the multiplier λ of x + 2y − 6, with the sign of L = xy + yz − λ(…) − α(…)"""
    answer, x, _, z, multiplier, _ = unpack(student)
    hint = "set ∂L/∂y = x + z − 2λ to zero."
    if abs(x + z - 2 * multiplier) <= ATOL:
        hint = "with your x and z this λ makes ∂L/∂y zero: it is they that are wrong."
    answer.requires(abs(multiplier - float(reference()[3])) <= ATOL, "the λ for which ∂L/∂y = 0 at the solution", hint)


@check(weight=2)
def has_the_multiplier_of_x_minus_3z(student, reference):
    """has the multiplier α of x − 3z, with the sign of L = xy + yz − λ(…) − α(…)"""
    answer, _, y, _, other, multiplier = unpack(student)
    hint = "both terms of L are subtracted: what is ∂L/∂z = ∂(yz)/∂z − α·∂(x − 3z)/∂z, with its sign?"
    if abs(y + 3 * multiplier) <= ATOL and abs(y - other - multiplier) <= ATOL:
        hint = "with your y and λ this α makes both zero: it is they that are wrong."
    answer.requires(abs(multiplier - float(reference()[4])) <= ATOL, "the α for which ∂L/∂x = 0 and ∂L/∂z = 0 at the solution", hint)
