"""Model answers and references keep the digits of a list's floats, and are as exact as the notebooks say, whatever A's size."""

from functools import lru_cache

import nbformat
import numpy as np
import pytest

from tests.builders import KIT
from tests.references import references


@lru_cache(maxsize=None)
def model_answers(section):
    """Return {name: function}: what the solution cells of a section's authored notebook define."""
    import tensorflow as tf
    from matplotlib import pyplot as plt

    (path,) = (KIT / "source").glob(f"{section}_*/*.ipynb")
    names = {"np": np, "tf": tf, "plt": plt}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            exec(cell.source, names)
    return names


def both(section, name):
    """Return the model answer and the reference."""
    return model_answers(section)[name], getattr(references(section), name)


def test_a_list_of_dependent_columns_has_the_rank_of_its_floats():
    A, b = [[0.1, 0.3], [0.2, 0.6], [0.7, 2.1]], [1.0, 1.0, 1.0]
    for solve in both("s5", "minimum_norm_solution"):
        np.testing.assert_allclose(solve(A, b), np.linalg.pinv(A) @ b, rtol=1e-9)


@pytest.mark.parametrize("name", ["normal_equations", "fit_polynomial", "least_squares_gradient", "newton_least_squares"])
def test_lists_give_what_float64_arrays_give(name):
    x, y = [0.1, 0.3, 0.7, 1.1], [0.3, 0.1, 0.9, 0.2]
    A = [[0.1, 0.7], [0.3, 0.9], [0.2, 0.1], [0.6, 0.7]]
    arguments = {"fit_polynomial": (x, y, 2), "normal_equations": (A, y)}.get(name, (A, y, [0.1, 0.2]))
    arrays = [np.array(argument) if isinstance(argument, list) else argument for argument in arguments]
    for solve in both("s5", name):
        assert np.array_equal(solve(*arguments), solve(*arrays))


def test_a_point_given_as_a_list_meets_what_its_float64_meets():
    for is_feasible in both("s4", "is_feasible"):
        assert is_feasible([1000.1], [lambda x: 3 * x[0] - 3000.3], [])
        assert is_feasible(np.array([1000.1]), [lambda x: 3 * x[0] - 3000.3], [])
    for kkt_conditions in both("s4", "kkt_conditions"):
        found = kkt_conditions(lambda x: (x[0] - 10000.1) ** 2, [], [], [10000.1], [], [])
        assert all(found.values()), found
        found = kkt_conditions(lambda x: -10000.1 * x[0], [lambda x: x[0] - 1], [], [1.0], [10000.1], [])
        assert all(found.values()), found


@pytest.mark.parametrize("scale", [1e-5, 1e-3, 1.0, 1e3])
def test_the_multiplier_is_exact_relative_to_its_size(scale):
    for solve in both("s5", "norm_constrained_least_squares"):
        x, multiplier = solve(scale * np.eye(2), scale * np.array([3.0, 4.0]))
        np.testing.assert_allclose(np.ravel(x), [0.6, 0.8], rtol=1e-6)
        np.testing.assert_allclose(float(multiplier), 2 * scale**2, rtol=1e-6)


@pytest.mark.parametrize(("coefficients", "minima", "maxima"), [
    ([1, 0, -3e-12, 0], [1e-6], [-1e-6]),
    ([1e-9, 0, -3e-9, 0], [1.0], [-1.0]),
    ([1, 0, -3e12, 0], [1e6], [-1e6]),
    ([1, 0, 3e-14, 0], [], []),
    ([1, -4, 6, -4, 1], [], []),
    ([3, 0, -5, 0, 0, 0], [1.0], [-1.0]),
    ([1, 0, 0, 0, 0], [], []),
])  # fmt: skip
def test_critical_points_are_told_at_any_scale(coefficients, minima, maxima):
    found = references("s3").critical_points(coefficients)
    np.testing.assert_allclose(found[0], minima, rtol=1e-6)
    np.testing.assert_allclose(found[1], maxima, rtol=1e-6)
