"""Checks of `eigenvalue_condition_number(A)`."""

import numpy as np

from autograder.argument_kinds import changeable_kinds_of, kinds_of
from autograder.checking import check
from autograder.checks.s2_poor_conditioning.common import (
    NOT_ONE_KIND,
    SECTION_A,
    SECTION_RTOL,
    random_matrix,
)

# An eigenvalue of S D S⁻¹ moves by at most cond(S)·‖A‖·eps (Bauer and Fike): with cond(S) = 4 and moduli from 1 to 10,
# ‖A‖ ≤ 40, by 160 float32 eps where the smallest modulus is 1. Five times that is left for the steps of the method.
SIMILARITY_CONDITION = 4.0
RTOL = 1e-4

# The eigenvalues of a triangular matrix are its diagonal, exactly and in either precision: no rounding decides there.
EXACT_RTOL = 1e-4

# The statement asks for float64. There the smaller eigenvalue, 2⁻²⁹, is off by ‖A‖·eps = 2⁻⁵¹ for each step of the
# method: 2⁻²² = 2.4e-7 of it, times a few hundred.
NEARLY_SINGULAR_RTOL = 1e-4

MODULI = "eigenvalues of a real matrix may be negative or complex: what does |·| in eq. (2) make of −8, and of 3 + 4i?"
SYMMETRIC_ONLY = "does your method hold for an A that is not symmetric? Neither eigh nor the singular values will do."
SINGULAR = "look at the smallest and the largest modulus: when is λⱼ as good as 0, and what should come back then?"
PRECISION = "work in float64 from beginning to end: what does float32 make of 1.000000004?"
SMALL_NUMBERS = "whether an imaginary part is small or a matrix triangular is to be seen beside the other numbers."
OTHER_MEASURES = "the eigenvalues alone decide: A may have a large norm or a tiny determinant and not be singular."
NO_POSITIVE_ENTRY = "A may have no positive entry: what do you compare with, or divide by, then?"
RELATIVE_TO_MODULUS = "the smallest modulus is to be seen beside the largest modulus: the largest eigenvalue may be negative or complex."
RELATIVE = "whether a modulus is small is to be seen beside the largest one: is smallest ≤ 1e-12 · largest?"


def rotation(modulus, angle):
    """Return the matrix, shape (2, 2), whose eigenvalues are modulus · exp(±i angle)."""
    return modulus * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def similar_to(D, rng):
    """Return S D S⁻¹ with a random S. Its singular values do not have the ratio of its eigenvalues' moduli."""
    moduli = np.abs(np.linalg.eigvals(D))
    while True:
        S = random_matrix(rng, len(D), SIMILARITY_CONDITION)
        A = S @ D @ np.linalg.inv(S)
        if np.linalg.cond(A) > 1.1 * moduli.max() / moduli.min():
            return A


@check(weight=1, public=True)
def agrees_on_the_matrix_of_the_section(student, reference):
    """agrees on the section's matrix"""
    hint = "the eigenvalues solve λ² − 10.7 λ − 0.1 = 0: what are they, and what is eq. (2) then?"
    # an eigenvalue is off by about ‖A‖·eps, which is SECTION_RTOL of the smaller one or less: ‖A‖/|λ₂| = 1364 < 1623
    student(SECTION_A).is_close_to(reference(SECTION_A), rtol=SECTION_RTOL, hint=hint)


@check(weight=2)
def agrees_on_random_matrices(student, rng):
    """agrees on matrices that are not symmetric, with 1 to 5 eigenvalues of both signs or all negative"""
    matrices, ratios = [], rng.uniform(3, 10, size=4)
    for n, ratio in zip((2, 3, 4, 5), ratios):
        eigenvalues = np.geomspace(ratio, 1, n) * (-1.0) ** np.arange(n)
        matrices.append(similar_to(np.diag(eigenvalues), rng))
    for (_, answer), ratio in zip(student.each(matrices), ratios):
        answer.is_close_to(ratio, rtol=RTOL, hint=SYMMETRIC_ONLY)
    hint = "i and j may be the same: a matrix with a single eigenvalue has 1."
    student(np.array([[-3.0]])).is_close_to(1.0, rtol=RTOL, hint=hint)
    student(np.diag([-1.0, -2.0])).is_close_to(2.0, rtol=RTOL, hint=NO_POSITIVE_ENTRY)


@check(weight=2, public=True)
def takes_the_modulus_of_complex_eigenvalues(student, rng):
    """takes the modulus of complex eigenvalues"""
    student(np.array([[0.0, -4.0], [1.0, 0.0]])).is_close_to(1.0, rtol=RTOL, hint=MODULI)  # ±2i
    A = np.array([[3.0, -4.0, 0.0], [4.0, 3.0, 0.0], [0.0, 0.0, -2.0]])  # 3 ± 4i and −2
    student(A).is_close_to(2.5, rtol=RTOL, hint=MODULI)
    student(np.array([[2.0, 1.0, 1.0], [0.0, 0.0, -3.0], [0.0, 3.0, 0.0]])).is_close_to(1.5, rtol=RTOL, hint=MODULI)  # 2 and ±3i
    ratio = rng.uniform(3, 10)
    D = np.zeros((4, 4))
    D[:2, :2], D[2:, 2:] = rotation(1, rng.uniform(0.3, 0.7)), rotation(ratio, rng.uniform(1.0, 1.4))
    student(similar_to(D, rng)).is_close_to(ratio, rtol=RTOL, hint=MODULI)


@check(weight=1, public=True)
def is_infinite_for_a_singular_matrix(student):
    """is inf for a singular matrix, and for no other"""
    student(np.diag([3.0, 1.5])).is_close_to(2.0, rtol=RTOL, hint=SINGULAR)
    singular = (
        [[3.0, 0.0], [0.0, 0.0]],
        [[1.0, 2.0], [0.0, 0.0]],
        [[2.0, 5.0, -1.0], [0.0, 0.0, 3.0], [0.0, 0.0, -4.0]],
        [[0.0, -3.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    )
    for _, answer in student.each(map(np.array, singular)):
        answer.is_close_to(np.inf, hint=SINGULAR)


@check(weight=1.5)
def tells_a_singular_matrix_from_a_small_one(student):
    """calls a matrix singular by the ratio of its moduli, 1e-12 or less, not by their size nor by that of A"""
    matrices, expected, hints = zip(
        ([[1.0, 5.0], [0.0, -1e-13]], np.inf, RELATIVE),
        ([[1e-8, 0.0], [0.0, 1e6]], np.inf, RELATIVE),
        ([[-1.0, 5.0], [0.0, -1e-13]], np.inf, RELATIVE_TO_MODULUS),
        ([[2.0, 5.0, -1.0], [0.0, 1e-13, 3.0], [0.0, 0.0, -4.0]], np.inf, RELATIVE_TO_MODULUS),
        ([[0.0, -3.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 1e-13]], np.inf, RELATIVE_TO_MODULUS),  # ±3i and 1e-13
        ([[5e-13, 0.0], [0.0, 1.0]], np.inf, RELATIVE),
        ([[3e-12, 0.0], [0.0, 1.0]], 1 / 3e-12, RELATIVE),
        ([[1e-11, 0.0], [0.0, 1.0]], 1e11, RELATIVE),
        ([[-2e-15, 1e-15], [0.0, 1e-15]], 2.0, RELATIVE),
        ([[2e-10, 0.0], [5e-9, 1e-10]], 2.0, RELATIVE),
        ([[1e-10, 2e-10], [4e-10, 3e-10]], 5.0, SMALL_NUMBERS),  # −1e-10 and 5e-10
        ([[0.0, -4e-15], [1e-15, 0.0]], 1.0, SMALL_NUMBERS),  # ±2e-15i
        ([[1.0, 1e7], [0.0, 1.0]], 1.0, OTHER_MEASURES),
        ([[1.0, 1e13], [0.0, 1.0]], 1.0, OTHER_MEASURES),
        (np.diag([1.0, 1e-6, 4e-7]), 2.5e6, OTHER_MEASURES),
    )
    for (_, answer), ratio, hint in zip(student.each(map(np.array, matrices)), expected, hints):
        answer.is_close_to(ratio, rtol=EXACT_RTOL, hint=hint)
    A = np.array([[1.0, 1.0], [1.0, 1.0 + 2.0**-28]])  # λ₁λ₂ = 2⁻²⁸ and λ₁ + λ₂ = 2, so λ₁/λ₂ = 2³⁰, to within a share of 2⁻²⁸
    student(A).is_close_to(2.0**30, rtol=NEARLY_SINGULAR_RTOL, hint=PRECISION)


@check(weight=1, public=True)
def accepts_every_kind_of_argument(student):
    """takes lists, arrays, tensors and variables in float32 and float64"""
    for A, answer in student.each(kinds_of([[1.0, 2.0], [4.0, 3.0]])):  # −1 and 5
        answer.is_close_to(5.0, rtol=RTOL, hint=NOT_ONE_KIND)


@check(weight=1)
def leaves_its_argument_alone(student, reference, rng):
    """returns the number without changing A"""
    for (A,), answer in student.each(changeable_kinds_of(similar_to(np.diag([4.0, -2.0, 1.0]), rng)), watch=True):
        answer.leaves_arguments_alone()
        answer.is_close_to(reference(A), rtol=RTOL, hint=SYMMETRIC_ONLY)
