"""The references give the numbers that the source chapter prints, within the precision of its float32.

The numbers stand in the table of docs/chapter_numbers.md, row by row; here stands how ours are computed.
"""

import re
from dataclasses import dataclass
from typing import Callable

import numpy as np
import pytest

from tests.builders import KIT
from tests.references import references

DOCS = KIT / "docs" / "chapter_numbers.md"
UNIT = 2.0**-24  # a rounding in float32 is off by at most this share of the number
FLOAT64 = 1e-12  # what exact numbers may lose to rounding on the way in float64
NUMBER = re.compile(r"nan|True|False|…|-?\d+(?:\.\d+)?")
LOW, HIGH = [-12345.0, -67890.0, -99999999.0], [12345.0, 67890.0, 99999999.0]
A = [[4.1, 2.8], [9.7, 6.6]]
LAGRANGE = np.array([[0, 1, 0, -1, -1], [1, 0, 1, -2, 0], [0, 1, 0, 0, 3], [1, 2, 0, 0, 0], [1, 0, -3, 0, 0]], float)


@dataclass(frozen=True)
class Result:
    """How ours is computed, and how far the chapter's may be from it, absolutely."""

    ours: Callable
    tolerance: float
    reason: str


def exactly(ours):
    return Result(ours, FLOAT64, "short decimals, which the chapter prints without an error")


def curved(x):
    """x³ − 2xy − y⁶"""
    return x[0] ** 3 - 2 * x[0] * x[1] - x[1] ** 6


def bowl(x):
    """x² + 5y²"""
    return x[0] ** 2 + 5 * x[1] ** 2


def descend():
    """Return the iterates on x² + y² + x sin y + y sin x, y = 1 held fixed, from x = 1."""
    s3 = references("s3")
    return s3.gradient_descent(lambda x: x**2 + 1 + x * np.sin(1.0) + s3.tf.sin(x), 1.0, 0.1, 41).numpy()


def eigenvectors():
    """Return the eigenvectors as columns, with the chapter's signs: the first row is positive."""
    vectors = np.linalg.eigh(references("s3").hessian(curved, [1.0, 2.0]))[1]
    return vectors * np.sign(vectors[0])


def pseudoinverse():
    """Return A⁺, whose columns are the minimum norm solutions for the columns of the identity."""
    solve = references("s5").minimum_norm_solution
    return np.stack([solve(LAGRANGE, side) for side in np.eye(5)], axis=1)


X = np.linspace(0.0, 10.0, 100)
LINE = np.stack([X, np.ones(100)], axis=1)
STANDARD_ERRORS = np.sqrt(np.diag(np.linalg.inv(LINE.T @ LINE)))  # of slope and intercept, for noise of variance 1


def line():
    """Return slope and intercept for the chapter's x and y = x, without the noise."""
    return references("s5").normal_equations(LINE, X)


def parabola():
    x = np.linspace(-1, 1, 100)
    return references("s5").fit_polynomial(x, 1 + 2 * x + 3 * x**2, 2)


def hessian(f=curved):
    return references("s3").hessian(f, [1.0, 2.0])


AMPLIFIED = "rounding in float32, amplified by the condition number, 1623"
CONTRACTING = "a step makes two roundings and multiplies earlier errors by at most 0.89: f'' = 2 − sin x is above 1.1"
EIGEN = "eigenvalues are off by a few roundings of the norm, eigenvectors by that over the gap, 486"
NOISE = "three standard errors of the chapter's random noise, which has no seed"
INVERTED = "two roundings times the condition number, 4.1, and the norm of the pseudoinverse, 1.2"
RESULTS = {
    "0.1 + 0.2": Result(lambda: 0.1 + 0.2, 0, "float64 in both"),
    "0.1 + 0.2, rounded to one decimal": Result(lambda: round(0.1 + 0.2, 1), 0, "float64 in both"),
    ".1 + .1 + .1 == .3": exactly(lambda: 0.1 + 0.1 + 0.1 == 0.3),
    "the same, each .1 rounded before adding": exactly(
        lambda: round(0.1, 1) + round(0.1, 1) + round(0.1, 1) == round(0.3, 1)
    ),
    "the same, both sides rounded to 10 decimals after adding": exactly(
        lambda: references("s1").rounded_equal(0.1 + 0.1 + 0.1, 0.3, 10)
    ),
    "softmax of (−12345, −67890, −99999999) as the formula is written": exactly(
        lambda: references("s1").naive_softmax(LOW)
    ),
    "softmax of (12345, 67890, 99999999) as the formula is written": exactly(
        lambda: references("s1").naive_softmax(HIGH)
    ),
    "stable softmax of (−12345, −67890, −99999999)": exactly(lambda: references("s1").softmax(LOW)),
    "stable softmax of (12345, 67890, 99999999)": exactly(lambda: references("s1").softmax(HIGH)),
    "x for b = (4.1, 9.7)": Result(lambda: references("s2").solve_by_inverse(A, [4.1, 9.7]), 1623 * UNIT, AMPLIFIED),
    "x for b = (4.11, 9.7)": Result(lambda: references("s2").solve_by_inverse(A, [4.11, 9.7]), 1623 * UNIT, AMPLIFIED),
    "condition number of A": Result(lambda: references("s2").condition_number(A), 1623**2 * UNIT, AMPLIFIED),
    "partial derivatives of 2x − y": exactly(
        lambda: references("s3").partial_derivatives(lambda x, y: 2 * x - y, 1.0, 2.0)
    ),
    **{
        f"gradient descent, iteration {i}": Result(lambda i=i: descend()[i + 1], 2 * UNIT / (1 - 0.89), CONTRACTING)
        for i in range(0, 41, 5)
    },
    "Jacobian of (x₁², x₂²) at (1, 2)": exactly(lambda: references("s3").jacobian(lambda x: x * x, [1.0, 2.0])),
    "first derivative of x³ at 1": exactly(lambda: references("s3").jacobian(lambda x: x**3, [1.0])),
    "second derivative of x³ at 1": exactly(lambda: references("s3").second_derivative(lambda x: x**3, 1.0)),
    "Hessian of x³ − 2xy − y⁶ at (1, 2)": exactly(hessian),
    "gradient of x³ − 2xy − y⁶ at (1, 2)": exactly(
        lambda: references("s3").partial_derivatives(lambda x, y: curved([x, y]), 1.0, 2.0)
    ),
    "column sums of that Hessian": exactly(lambda: np.sum(hessian(), axis=0)),
    "eigenvalues of that Hessian": Result(lambda: np.linalg.eigvalsh(hessian()), 2 * UNIT * 480, EIGEN),
    "eigenvectors of that Hessian, as columns": Result(eigenvectors, 2 * UNIT, EIGEN),
    "Hessian of x² + 5y²": exactly(lambda: hessian(bowl)),
    "inverse of that Hessian": exactly(lambda: np.linalg.inv(hessian(bowl))),
    "slope of the straight line": Result(lambda: line()[0], 3 * STANDARD_ERRORS[0], NOISE),
    "intercept of the straight line": Result(lambda: line()[1], 3 * STANDARD_ERRORS[1], NOISE),
    "coefficients of the true parabola, lowest power first": exactly(parabola),
    "maximum of xy + yz with its multipliers, (x, y, z, λ, α)": exactly(
        lambda: references("s5").lagrange_multiplier_solution()
    ),
    **{
        f"pseudoinverse of its matrix, row {row}": Result(
            lambda row=row: pseudoinverse()[row - 1], 2 * UNIT * 4.1 * 1.2, INVERTED
        )
        for row in range(1, 6)
    },
}


def table():
    """Return {result: (the chapter's numbers, ours)} as the docs have it; … is None."""
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| 04")]
    assert len({row[1] for row in rows}) == len(rows), "a result stands in the table twice"
    return {row[1]: (numbers(row[2]), numbers(row[3])) for row in rows}


def numbers(cell):
    """Return the numbers in a cell of the table, in reading order; a truth value counts as 1 or 0."""
    values = {"…": None, "True": 1.0, "False": 0.0}
    found = NUMBER.findall(cell.replace("−", "-"))
    return [values[token] if token in values else float(token) for token in found]


def furthest(ours, printed):
    """Return how far ours are from the printed numbers at most; infinity where a NaN stands on one side only."""
    assert len(ours) == len(printed), f"{len(ours)} numbers, but {len(printed)} are printed"
    pairs = [(mine, theirs) for mine, theirs in zip(ours, printed) if theirs is not None]
    return max(
        0.0 if np.isnan(mine) and np.isnan(theirs) else np.nan_to_num(abs(mine - theirs), nan=np.inf)
        for mine, theirs in pairs
    )


def test_the_docs_list_the_results_that_are_computed_here():
    assert list(table()) == list(RESULTS)


@pytest.mark.parametrize("name", RESULTS)
def test_ours_are_the_chapter_s_numbers(name):
    result = RESULTS[name]
    ours = np.ravel(np.asarray(result.ours(), dtype=float))
    chapter, documented = table()[name]
    assert furthest(ours, chapter) <= result.tolerance, result.reason
    assert furthest(ours, documented) <= 1e-10 * max(1.0, np.nanmax([*np.abs(ours), 0.0])), "the docs say otherwise"


def test_the_optimum_of_04_04_lies_where_its_constraints_meet_inside_the_bounds():
    x, y = references("s4").solve_example().numpy()
    assert 0.5 <= x <= 1.5 and 1.5 <= y <= 2.5
    # the search has a grid of 1e-6, on which x³ and (x − 1)⁴ + 2 differ by at most the slope of x³, below 5
    assert abs(x**3 - y) < 1e-12 and abs((x - 1) ** 4 + 2 - y) < 5e-6
    said = re.search(r"ours, \(([\d.]+), ([\d.]+)\)", DOCS.read_text(encoding="utf-8"))
    assert np.allclose([x, y], [float(number) for number in said.groups()], rtol=0, atol=1e-5)


@pytest.mark.parametrize(("ours", "printed", "distance"), [
    ([1.0, 2.0], [1.0, 2.5], 0.5), ([np.nan], [0.0], np.inf), ([0.0], [np.nan], np.inf), ([np.nan], [np.nan], 0.0),
    ([1.0, 9.0], [1.0, None], 0.0),
])  # fmt: skip
def test_a_difference_is_seen(ours, printed, distance):
    assert furthest(ours, printed) == distance
    with pytest.raises(AssertionError):
        furthest([*ours, 0.0], printed)
