"""The course keeps its contract: the names and points that others rely on."""

import nbformat
import pytest

from autograder.notebooks import grade_id_of, is_answer, is_test
from tests.builders import KIT

POINTS = {
    "s1_overflow_underflow": {
        "rounded_equal": 2, "machine_epsilon": 3, "naive_softmax": 2, "softmax": 5, "log_sum_exp": 4, "log_softmax": 4,
        "explain_softmax": 2,
    },
    "s2_poor_conditioning": {
        "solve_by_inverse": 2, "condition_number": 3, "eigenvalue_condition_number": 4, "error_amplification": 4,
        "explain_conditioning": 3,
    },
    "s3_gradient_based_optimization": {
        "critical_points": 4, "plot_critical_points": 2, "partial_derivatives": 2, "directional_derivative": 2,
        "steepest_descent_direction": 2, "gradient_descent": 4, "jacobian": 3, "second_derivative": 3, "plot_derivatives": 2,
        "hessian": 4, "directional_curvature": 2, "classify_critical_point": 3, "taylor_step_prediction": 3,
        "best_learning_rate": 2, "newton_step": 4, "newtons_method": 4, "plot_steepest_descent_and_newton": 2,
        "explain_newton": 2,
    },
    "s4_constrained_optimization": {
        "is_feasible": 3, "generalized_lagrangian": 3, "kkt_conditions": 6, "projected_gradient_descent": 5,
        "solve_example": 4, "plot_constrained_problem": 3, "explain_kkt": 2,
    },
    "s5_linear_least_squares": {
        "least_squares_gradient": 3, "least_squares_descent": 4, "normal_equations": 4, "newton_least_squares": 4,
        "fit_polynomial": 4, "plot_fit": 3, "lagrange_multiplier_solution": 3, "minimum_norm_solution": 3,
        "norm_constrained_least_squares": 6, "explain_pseudoinverse": 2,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.name for path in (KIT / "source").iterdir()))
def test_a_notebook_has_the_contract_s_exercises_with_their_points(name):
    notebook = nbformat.read(KIT / "source" / name / f"{name}.ipynb", as_version=4)
    graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    points = {grade_id_of(cell).removeprefix("test_"): cell.metadata["nbgrader"]["points"] for cell in graded}
    assert points == POINTS[name]


@pytest.mark.parametrize("name", sorted(path.name for path in (KIT / "source").iterdir()))
def test_a_test_cell_follows_its_solution_cell_at_once(name):
    cells = nbformat.read(KIT / "source" / name / f"{name}.ipynb", as_version=4).cells
    for before, cell in zip(cells, cells[1:]):
        if is_test(cell):
            assert is_answer(before) and "test_" + grade_id_of(before) == grade_id_of(cell)
