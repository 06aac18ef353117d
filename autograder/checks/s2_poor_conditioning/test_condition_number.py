"""Checks of `condition_number(A)`.

The section's A cannot tell one norm from another (1623.0000 by Frobenius, 1622.9994 by the 2-norm): the identity can.
"""

import numpy as np

from autograder.argument_kinds import changeable_kinds_of, kinds_of
from autograder.checking import check
from autograder.checks.s2_poor_conditioning.common import (
    CUT_OFF,
    NOT_ONE_KIND,
    PIVOTS,
    POORLY_CONDITIONED,
    RANDOM_RTOL,
    SECTION_A,
    SECTION_CONDITION,
    SECTION_RTOL,
    TINY_PIVOT,
    random_matrix,
)

NORM = "what is the Frobenius norm of the identity, the root of the sum of all squared entries?"


@check(weight=1, public=True)
def is_1623_for_the_matrix_of_the_section(student):
    """is 1623 for the section's matrix"""
    hint = "work out the two norms by hand: det A is −0.1, so A⁻¹ has the entries −66, 28, 97 and −41."
    student(SECTION_A).is_close_to(SECTION_CONDITION, rtol=SECTION_RTOL, hint=hint)


@check(weight=1, public=True)
def measures_in_the_frobenius_norm(student):
    """measures both matrices in the Frobenius norm: n for the identity with n rows"""
    for identity, answer in student.each(map(np.eye, (1, 2, 3, 5))):
        answer.is_close_to(len(identity), rtol=RANDOM_RTOL, hint=NORM)


@check(weight=2)
def agrees_on_random_matrices(student, reference, rng):
    """agrees on matrices with 2 to 6 rows and any numbers in them"""
    hint = "take ‖A‖ and ‖A⁻¹‖ of a small matrix by hand, one that is not symmetric, and compare each."
    for A, answer in student.each(random_matrix(rng, n) for n in (2, 3, 4, 5, 6)):
        answer.is_close_to(reference(A), rtol=RANDOM_RTOL, hint=hint)
    special = (
        (np.array([[0.0, 0.5], [-0.25, 0.0]]), 2.5, PIVOTS),  # A⁻¹ has −4 and 2: the root of 5/16 · 20
        (TINY_PIVOT, 3.0, PIVOTS),  # A⁻¹ has −1, 1, 1 and 0: √3 · √3
        (POORLY_CONDITIONED, 1e5, CUT_OFF),
    )
    for (_, answer), (_, number, hint) in zip(student.each(A for A, _, _ in special), special):
        answer.is_close_to(number, rtol=RANDOM_RTOL, hint=hint)


@check(weight=0.5, public=True)
def does_not_depend_on_the_scale(student, reference, rng):
    """is the same for A, for A / 10000 and for 10000 A, also for a billion in place of 10000"""
    hint = "A / 10000 has a tiny determinant and is as well conditioned as A: what happens to ‖A‖ and to ‖A⁻¹‖?"
    # with four rows det A may overflow in float32 at a scale of 1e9
    for n, scales in ((3, (1.0, 1e-4, 1e4, 1e-9, 1e9)), (4, (1.0, 1e-4, 1e4))):
        A = random_matrix(rng, n)
        for _, answer in student.each(scale * A for scale in scales):
            answer.is_close_to(reference(A), rtol=RANDOM_RTOL, hint=hint)


@check(weight=1, public=True)
def accepts_every_kind_of_argument(student):
    """takes lists, arrays, tensors and variables in float32 and float64"""
    for A, answer in student.each(kinds_of([[4.0, -1.0], [1.0, 2.0]])):  # squares add up to 22, det A = 9: ‖A‖·‖A⁻¹‖ = 22/9
        answer.is_close_to(22 / 9, rtol=RANDOM_RTOL, hint=NOT_ONE_KIND)


@check(weight=1)
def leaves_its_argument_alone(student, reference, rng):
    """returns the number without changing A"""
    for (A,), answer in student.each(changeable_kinds_of(random_matrix(rng, 3)), watch=True):
        answer.leaves_arguments_alone()
        answer.is_close_to(reference(A), rtol=RANDOM_RTOL, hint=NORM)
