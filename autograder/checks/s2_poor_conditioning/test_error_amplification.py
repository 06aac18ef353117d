"""Checks of `error_amplification(A, b, delta_b)`.

Columns are the usual form of b and delta_b here, as in the section; one check alone gives vectors. Where
delta_b is much smaller than b, they have no entry in common, so that x + Δx minus x keeps its digits in float32 too.
"""

from contextlib import suppress

import numpy as np

from autograder.argument_kinds import as_kind, changeable_kinds_of, mixed_kinds_of
from autograder.checking import CheckFailed, check
from autograder.checks.s2_poor_conditioning.common import (
    CUT_OFF,
    EPS32,
    NOT_ONE_KIND,
    PIVOTS,
    POORLY_CONDITIONED,
    RANDOM_CONDITION,
    SECTION_A,
    SECTION_RTOL,
    TINY_PIVOT,
    column,
    random_matrix,
    random_orthogonal,
)

# Who subtracts x from x + Δx in float32 loses cond · ‖x‖/‖Δx‖ eps: at most 5 · (5 / 0.2) = 125 eps for the random
# systems, times a few for the steps of the solver.
RTOL = 16 * RANDOM_CONDITION * (RANDOM_CONDITION / 0.2) * EPS32  # 2.4e-4

DEFINITION = "work out Δx, ‖Δx‖/‖x‖ and ‖Δb‖/‖b‖ one by one, and divide the first ratio by the second."


def random_system(rng, n):
    """Return A, b and delta_b, both columns, with ‖delta_b‖ between 0.2 and 0.5 of ‖b‖."""
    b, delta_b = rng.normal(size=(n, 1)), rng.normal(size=(n, 1))
    delta_b *= rng.uniform(0.2, 0.5) * np.linalg.norm(b) / np.linalg.norm(delta_b)
    return random_matrix(rng, n), b, delta_b


@check(weight=1, public=True)
def agrees_on_the_system_of_the_section(student, reference):
    """agrees where the section adds 0.01 to the first entry of b"""
    arguments = SECTION_A, column([4.1, 9.7]), column([0.01, 0.0])
    student(*arguments).is_close_to(reference(*arguments), rtol=SECTION_RTOL, hint=DEFINITION)


@check(weight=2)
def agrees_on_random_systems(student, reference, rng):
    """agrees on systems of 1 to 6 equations with any numbers in them"""
    systems = [random_system(rng, n) for n in (2, 3, 4, 5, 6)]
    A, b, delta_b = random_system(rng, 3)
    for arguments, answer in student.each([*systems, (A, 1e-13 * b, 1e-13 * delta_b), (1e-6 * A, b, delta_b)]):
        answer.is_close_to(reference(*arguments), rtol=RTOL, hint=DEFINITION)
    small = "a small Δb is not 0: add nothing to its length and round nothing."
    single = "a single equation is a system too: the relative errors of x and of b are the same."
    special = (
        (np.array([[2.0]]), [3.0], [1.0], 1.0, single),
        (np.array([[0.0, 2.0], [-2.0, 0.0]]), [3.0, 4.0], [-1.0, 1.0], 1.0, PIVOTS),
        (TINY_PIVOT, [1.0, 2.0], [0.5, -0.5], 2.5, PIVOTS),  # x = (1, 1) and Δx = (−1, 0.5)
        (POORLY_CONDITIONED, [1.0, 0.0], [0.0, 1.0], 1e5, CUT_OFF),
        (np.diag([2.0, 1.0]), [1.0, 0.0], [0.0, 1.5e-6], 2.0, small),  # x = (0.5, 0); b + Δb − b is Δb in float32, too
    )
    answers = student.each((A, column(b), column(delta_b)) for A, b, delta_b, _, _ in special)
    for (_, answer), (*_, ratio, hint) in zip(answers, special):
        answer.is_close_to(ratio, rtol=RTOL, hint=hint)


@check(weight=2, public=True)
def depends_on_the_directions(student, rng):
    """is the condition number for the worst directions of b and delta_b, one over it for the best, 1 for the same"""
    hint = "A⁻¹ shortens some directions more than others: how do x and Δx change if b and delta_b trade places?"
    for n in (3, 4):
        U, V = random_orthogonal(rng, n), random_orthogonal(rng, n)
        A = U * np.geomspace(RANDOM_CONDITION, 1, n) @ V.T
        strong, weak = U[:, :1], U[:, -1:]  # A⁻¹ makes the first five times shorter and keeps the length of the second
        directions = (strong, 0.5 * weak), (weak, 0.5 * strong), (strong + weak, -0.5 * (strong + weak))
        expected = RANDOM_CONDITION, 1 / RANDOM_CONDITION, 1.0
        for (_, answer), ratio in zip(student.each((A, *pair) for pair in directions), expected):
            answer.is_close_to(ratio, rtol=RTOL, hint=hint)


@check(weight=1, public=True)
def takes_b_and_delta_b_as_vectors(student, reference, rng):
    """takes b and delta_b as vectors as well as columns"""
    hint = "b may have the shape (n,): what shape does your solver need? tf.reshape(b, (-1, 1)) makes a column."
    systems = [random_system(rng, n) for n in (2, 3, 4)]
    for arguments, answer in student.each((A, b[:, 0], delta_b[:, 0]) for A, b, delta_b in systems):
        answer.is_close_to(reference(*arguments), rtol=RTOL, hint=hint)
    A, b, delta_b = [[4.0, 0.0], [0.0, 1.0]], [0.0, 1.0], [4.0, 0.0]  # x = (0, 1) and Δx = (1, 0)
    kinds = ([as_kind(kind, part) for part in (A, b, delta_b)] for kind in ("list", "float64 tensor"))
    for _, answer in student.each(map(tuple, kinds)):
        answer.is_close_to(0.25, rtol=RTOL, hint=hint)
    student(np.array([[2.0]]), np.array([3.0]), np.array([1.0])).is_close_to(1.0, rtol=RTOL, hint=hint)


@check(weight=1, public=True)
def accepts_every_kind_of_argument(student, reference):
    """takes lists, arrays, tensors and variables, each argument in its own precision"""
    A, b, delta_b = [[4.0, -1.0], [1.0, 2.0]], [[2.0], [1.0]], [[0.5], [-1.0]]
    expected = reference(A, b, delta_b)
    for arguments, answer in student.each(mixed_kinds_of(A, b, delta_b)):
        answer.is_close_to(expected, rtol=RTOL, hint=NOT_ONE_KIND)


@check(weight=1)
def leaves_its_arguments_alone(student, reference, rng):
    """returns the number without changing A, b or delta_b"""
    hint = "b += delta_b changes the caller's b: b + delta_b makes a new array."
    b, delta_b = column([0.9, 0.1]), column([0.2, -0.4])  # b + delta_b − delta_b is not b, in either precision
    A = random_matrix(rng, 2)
    for arguments, answer in student.each(changeable_kinds_of(A, b, delta_b), watch=True):
        answer.leaves_arguments_alone(hint)
        answer.is_close_to(reference(*arguments), rtol=RTOL, hint=DEFINITION)
    with suppress(CheckFailed):  # whoever takes no vectors has lost another check
        answer = student(A, b[:, 0], delta_b[:, 0], watch=True)
    answer.leaves_arguments_alone(hint)
