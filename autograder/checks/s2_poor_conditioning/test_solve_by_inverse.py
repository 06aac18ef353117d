"""Checks of `solve_by_inverse(A, b)`.

Columns are the usual form of b here, as in the section; one check alone gives a vector.
"""

from contextlib import suppress

import numpy as np

from autograder.argument_kinds import as_kind, changeable_kinds_of, mixed_kinds_of
from autograder.checking import CheckFailed, check
from autograder.checks.s2_poor_conditioning.common import (
    CUT_OFF,
    NOT_ONE_KIND,
    PIVOTS,
    POORLY_CONDITIONED,
    RANDOM_RTOL,
    SECTION_A,
    SECTION_RTOL,
    TINY_PIVOT,
    column,
    random_matrix,
)

MULTIPLY_BACK = "multiply A by the x that you return: does b come out, in every row?"


def require_solution(answer, expected, rtol, hint):
    """Fail unless the answer is within rtol of the column `expected`, relative to its largest entry."""
    expected = np.asarray(expected).reshape(-1, 1)
    answer.is_close_to(expected, rtol=0, atol=rtol * np.abs(expected).max(), hint=hint)


@check(weight=1, public=True)
def solves_both_systems_of_the_section(student, reference):
    """solves A x = b for the section's A, with b = (4.1, 9.7) and with b = (4.11, 9.7)"""
    for arguments, answer in student.each((SECTION_A, column(numbers)) for numbers in ([4.1, 9.7], [4.11, 9.7])):
        require_solution(answer, reference(*arguments), SECTION_RTOL, MULTIPLY_BACK)


@check(weight=1.5)
def solves_random_systems(student, reference, rng):
    """solves systems of 1 to 6 equations with any numbers in them"""
    hint = "does your answer hold for any number of equations, even one, and for an A that is not symmetric? " + MULTIPLY_BACK
    for arguments, answer in student.each((random_matrix(rng, n), rng.normal(size=(n, 1))) for n in (2, 3, 4, 5, 6, 1)):
        require_solution(answer, reference(*arguments), RANDOM_RTOL, hint)
    corner = "A may have a 0 in its corner and an inverse all the same."
    later = "where elimination leaves a 0 on the diagonal, rows are to be exchanged: in every column, not in the first alone."
    systems = (
        (np.fliplr(np.diag([2.0, -1.0, 4.0])), [1.0, 2.0, 3.0], [0.75, -2.0, 0.5], corner),
        (np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 1.0], [1.0, 1.0, 1.0]]), [6.0, 7.0, 3.0], [1.0, 1.0, 1.0], later),
        (TINY_PIVOT, [1.0, 2.0], [1.0, 1.0], PIVOTS),
        (POORLY_CONDITIONED, [1.0, 1e-5], [1.0, 1.0], CUT_OFF),
    )
    answers = student.each((A, column(numbers)) for A, numbers, _, _ in systems)
    for (_, answer), (_, _, x, hint) in zip(answers, systems):
        require_solution(answer, x, RANDOM_RTOL, hint)
    A, b = random_matrix(rng, 3), rng.normal(size=(3, 1))
    hint = "a determinant of 1e-5 does not make a matrix singular: only 0 does. And a small x is not 0 either."
    for arguments, answer in student.each((scale * A, b) for scale in (0.01, 1e-6, 1e6)):
        require_solution(answer, reference(*arguments), RANDOM_RTOL, hint)


@check(weight=0.5, public=True)
def takes_b_as_a_vector(student, reference, rng):
    """takes b as a vector as well as a column"""
    hint = "b may have the shape (n,): what shape does the multiplication need? tf.reshape(b, (-1, 1)) makes a column."
    A, b = random_matrix(rng, 3), rng.normal(size=3)
    require_solution(student(A, b), reference(A, b), RANDOM_RTOL, hint)
    A, b = [[2.0, 1.0], [0.0, 1.0]], [4.0, 2.0]
    for _, answer in student.each((as_kind(kind, A), as_kind(kind, b)) for kind in ("list", "float64 tensor")):
        require_solution(answer, [1.0, 2.0], RANDOM_RTOL, hint)


@check(weight=0.5, public=True)
def accepts_every_kind_of_argument(student):
    """takes lists, arrays, tensors and variables, A and b each in its own precision"""
    A, b, x = [[4.0, -1.0], [1.0, 2.0]], [[1.0], [-1.0]], [1 / 9, -5 / 9]  # det A = 9
    for arguments, answer in student.each(mixed_kinds_of(A, b)):
        require_solution(answer, x, RANDOM_RTOL, NOT_ONE_KIND)


@check(weight=0.5)
def leaves_its_arguments_alone(student, reference, rng):
    """returns x without changing A or b"""
    for (A, b), answer in student.each(changeable_kinds_of(random_matrix(rng, 2), rng.normal(size=(2, 1))), watch=True):
        answer.leaves_arguments_alone()
        require_solution(answer, reference(A, b), RANDOM_RTOL, MULTIPLY_BACK)
    with suppress(CheckFailed):  # whoever takes no vectors has lost another check
        answer = student(random_matrix(rng, 2), rng.normal(size=2), watch=True)
    answer.leaves_arguments_alone()
