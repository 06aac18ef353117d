"""The slips of the source chapter are not repeated: not in the notebooks, their model answers or the references.

What was written wrong is looked for by a pattern, tried here on the chapter's own words. What was computed wrong is
computed, and the known answer that repeats the slip is one that loses points.
"""

import ast
import re

import nbformat
import numpy as np
import pytest

from autograder.answers import load_answers
from autograder.notebooks import grade_id_of, is_answer
from tests.builders import KIT
from tests.references import references

NOTEBOOKS = {path.stem: path for path in sorted((KIT / "source").glob("*/*.ipynb"))}
IN_ONE_SENTENCE = r"(?:(?!\.\s|\n\n).)*?"
GRAM = r"(?:A\^\{?(?:\\top|T)\}?\s*A|AᵀA|A\.T @ A)"

# slip: (the pattern that gives it away, words that have it: the chapter's own where there are any)
WRITTEN = {
    "1 + .1 + .1 where .1 + .1 + .1 is meant": (
        r"(?<![\d.])1(?:\.0?)?\s*\+\s*0?\.1\s*\+\s*0?\.1\s*==",
        "1 + .1 + .1 == .3",
    ),
    "softmax sums over the numerator's index": (
        r"\\frac\{\s*\\?exp\(x_(\w)\)\s*\}\{\s*\\sum_\{?\1\b",
        r"\frac{exp(x_j)}{\sum_{j=1}^n exp(x_j)}",
    ),
    "the example of the Hessian has + y⁶": (
        r"\+\s*(?:(?:y|x_2)\^\{?6|y⁶|x₂⁶|(?:y|x\[1\])\s*\*\*\s*6|tf\.pow\((?:y|x\[1\]),\s*6)",
        "x^3 - 2xy + y^6",
    ),
    "the Hessian as the gradient of the Jacobian": (
        r"gradient of the Jacobian|\.gradient\(\s*jacobian",
        "the Hessian being the gradient of the Jacobian",
    ),
    "x² + 5y² computed the other way round": (
        r"x\[1:?\][)\s*\d.]*\+\s*5(?:\.0)?\s*\*\s*(?:tf\.square)?\(?x\[(?:0|:-1)\]",
        "((x[1:])**2.0 + 5*(x[:-1])**2.0)",
    ),
    "the Lagrangian has + α(x − 3z)": (
        r"\+\s*(?:\\alpha|α)\s*\*?\s*(?:\\,)?\s*\(x\s*[-−]\s*3\s*z\)",
        "F(x,y,z,λ,α) = xy + yz − λ(x+2y−6) + α(x-3z)",
    ),
    "the normal equations as an iterative method": (
        rf"\biterative\W+method{IN_ONE_SENTENCE}(?:normal equation|{GRAM}|lstsq)"
        rf"|(?:normal equation|{GRAM}|lstsq){IN_ONE_SENTENCE}\biterative",
        "We start with the iterative method, at x = (A^T b)*(A^T A)^{-1}",
    ),
    "λ without the 2": (rf"{GRAM}\s*\+\s*(?:\\lambda|λ)", r"(A^{\top} A + \lambda I)^{-1}"),
    "tools of 2019": (
        r"tf\.hessians|tensorflow.probability|\btfp\b|tf.nightly|tfp.nightly|pip install|\bcompat\.v1\b",
        "!pip install --upgrade tf-nightly-2.0-preview tfp-nightly",
    ),
}


def cells(section):
    """Return the cells of the notebook of a section, "s1" to "s5"."""
    (path,) = (path for name, path in NOTEBOOKS.items() if name.startswith(f"{section}_"))
    return nbformat.read(path, as_version=4).cells


def text(section):
    return "\n\n".join(cell.source for cell in cells(section))


def found(slip, words):
    return re.search(WRITTEN[slip][0], words, flags=re.IGNORECASE | re.DOTALL)


def model_answers(section):
    """Return a namespace with the model answers of a section's notebook."""
    namespace = {"np": np, "tf": references(section).tf}
    for cell in cells(section):
        if is_answer(cell) and cell.cell_type == "code":
            exec(cell.source, namespace)
    return namespace


def known_answer(exercise, name):
    """Return a known answer as a function. It must lose checks."""
    (checks,) = (KIT / "autograder" / "checks").glob(f"*/answers_{exercise}.py")
    (answer,) = (answer for answer in load_answers(checks.parent, exercise) if answer.name == name)
    assert answer.loses, f"{name} repeats a slip of the chapter and should lose points"
    return answer.function


def answers(exercise, section):
    """Return the reference and the model answer."""
    return getattr(references(section), exercise), model_answers(section)[exercise]


def curved(x):
    """x³ − 2xy − y⁶, as the chapter's values and code have it"""
    return x[0] ** 3 - 2 * x[0] * x[1] - x[1] ** 6


@pytest.mark.parametrize("slip", WRITTEN)
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_notebook_repeats(slip, notebook):
    assert not found(slip, text(notebook.partition("_")[0]))


@pytest.mark.parametrize("slip", WRITTEN)
def test_the_pattern_finds(slip):
    assert found(slip, WRITTEN[slip][1])


@pytest.mark.parametrize("path", [*(KIT / "solutions").glob("*.py"), KIT / "pyproject.toml", KIT / "requirements.lock"])
def test_the_references_need_no_tools_of_2019(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    assert not found("tools of 2019", "\n".join(lines))


def test_three_tenths_are_what_is_compared():
    assert "0.1 + 0.1 + 0.1 == 0.3" in text("s1")
    assert 0.1 + 0.1 + 0.1 != 0.3
    for rounded_equal in answers("rounded_equal", "s1"):
        assert rounded_equal(0.1 + 0.1 + 0.1, 0.3) and not rounded_equal(1 + 0.1 + 0.1, 0.3)


def test_eq_1_has_the_entry_asked_for_above_and_the_sum_s_own_index_below():
    (formula,) = (part for part in re.findall(r"\$\$(.*?)\$\$", text("s1"), flags=re.DOTALL) if r"\tag{1}" in part)
    assert re.search(r"\(x\)_i = \\frac\{\\exp\(x_i\)\}\{\\sum_\{j=1\}\^\{n\} \\exp\(x_j\)\}", formula)
    powers = [float(np.exp(x)) for x in (1.0, 2.0, 3.0)]
    for name in ("naive_softmax", "softmax"):
        for answer in answers(name, "s1"):
            assert np.allclose(answer([1.0, 2.0, 3.0]), [power / sum(powers) for power in powers], rtol=1e-6)


def test_the_hessian_is_the_whole_matrix_of_the_function_that_is_written():
    said = [part for part in text("s3").split("\n\n") if "6 & -2" in part or "x_2^6" in part]
    assert any(re.search(r"x_1\^3 - 2 ?x_1 ?x_2 - x_2\^6", part) for part in said)
    for hessian in answers("hessian", "s3"):
        assert np.array_equal(hessian(curved, [1.0, 2.0]), [[6, -2], [-2, -480]])
    column_sums = known_answer("hessian", "gradient_of_the_jacobian")(curved, [1.0, 2.0])
    assert np.array_equal(column_sums, [4, -482])


def quadratics():
    """Return the functions of the third notebook that are written with x[0], x[1] and the factor 5 of x² + 5y²."""
    tf = references("s3").tf
    trees = [ast.parse(cell.source) for cell in cells("s3") if cell.cell_type == "code"]
    lambdas = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
    sources = [ast.unparse(node) for node in lambdas]
    return [eval(source, {"tf": tf}) for source in sources if all(part in source for part in ("x[0]", "x[1]", "5 *"))]


def test_the_quadratic_is_computed_as_it_is_written():
    functions = quadratics()
    assert len(functions) >= 3
    for f in functions:
        assert np.array_equal(references("s3").hessian(f, [10.0, 1.0]), [[2, 0], [0, 10]])
    assert r"\begin{pmatrix} 2 & 0 \\ 0 & 10 \end{pmatrix}" in text("s3")
    assert re.search(r"x_1\^2 \+ 5 ?x_2\^2", text("s3"))
    grids = re.findall(r"(\w)\*\*2 \+ 5 \* (\w)\*\*2", text("s3"))
    assert grids and set(grids) == {("x", "y")}


def lagrangian_gradient(point, sign):
    """Return the gradient of xy + yz − λ(x + 2y − 6) + sign · α(x − 3z) in all five variables."""
    x, y, z, multiplier, alpha = np.ravel(point)
    by_x, by_z = y - multiplier + sign * alpha, y - 3 * sign * alpha
    return np.array([by_x, x + z - 2 * multiplier, by_z, -(x + 2 * y - 6), sign * (x - 3 * z)])


def test_alpha_has_the_sign_of_the_lagrangian_that_is_written():
    assert re.search(r"- \\alpha\\,\(x - 3z\)", text("s5"))
    for solve in answers("lagrange_multiplier_solution", "s5"):
        assert np.allclose(np.ravel(solve()), [3, 1.5, 1, 2, -0.5], rtol=1e-5)
        assert np.allclose(lagrangian_gradient(solve(), -1), 0, atol=1e-5)
        assert not np.allclose(lagrangian_gradient(solve(), +1), 0, atol=0.5)
    slip = known_answer("lagrange_multiplier_solution", "alpha_added")()
    assert np.allclose(lagrangian_gradient(slip, +1), 0, atol=1e-5)


def test_what_is_called_direct_does_not_iterate_and_what_is_called_iterative_does():
    sentences = re.split(r"\.\s|\n\n", text("s5").replace("*", ""))
    direct = [sentence for sentence in sentences if "lstsq" in sentence and re.search(r"\bdirect\b", sentence)]
    assert any("normal equations" in sentence for sentence in direct)
    assert any("iterative method" in sentence and "descent" in sentence for sentence in sentences)
    assert not loops("normal_equations") and loops("least_squares_descent")


def loops(exercise):
    """Return the loops in the model answer of an exercise of the fifth notebook."""
    (cell,) = (cell for cell in cells("s5") if grade_id_of(cell) == exercise)
    return [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, (ast.For, ast.While))]


@pytest.mark.parametrize("seed", range(3))
def test_lambda_belongs_to_the_lagrangian_of_eq_16(seed):
    rng = np.random.default_rng(seed)
    A, b = rng.normal(size=(6, 3)), 10 * rng.normal(size=6)

    def stationarity(x, multiplier):  # of ½‖Ax − b‖² + λ(xᵀx − 1), relative to Aᵀb
        return np.linalg.norm(A.T @ A @ x + 2 * multiplier * x - A.T @ b) / np.linalg.norm(A.T @ b)

    assert re.search(r"A\^\\top A \+ 2 ?\\lambda I", text("s5"))
    for solve in answers("norm_constrained_least_squares", "s5"):
        x, multiplier = np.ravel(solve(A, b)[0]), float(solve(A, b)[1])
        assert multiplier > 0 and np.isclose(np.linalg.norm(x), 1, rtol=2e-3)
        assert stationarity(x, multiplier) < 5e-3 < 0.1 < stationarity(x, multiplier / 2)
    x, multiplier = known_answer("norm_constrained_least_squares", "multiplier_doubled")(A, b)
    x, multiplier = np.ravel(x), float(multiplier)  # right only for AᵀA + λI
    assert stationarity(x, multiplier / 2) < 5e-3 < 0.1 < stationarity(x, multiplier)


def test_the_pseudoinverse_is_tensorflow_s_own():
    matrix = np.arange(6.0).reshape(2, 3)
    for solve in answers("minimum_norm_solution", "s5"):
        assert np.allclose(np.ravel(solve(matrix, [1.0, 2.0])), np.linalg.pinv(matrix) @ [1.0, 2.0], atol=1e-5)
    assert "tf.linalg.pinv" in text("s5") and ".jacobian(" in text("s3")
