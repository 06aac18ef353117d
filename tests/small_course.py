"""A course of one assignment whose checks need no TensorFlow; conftest.py gives it to the tests as the fixture `small`."""

import pytest

from tests.builders import locked, solution, test_cell, written_answer

CHECKS = '''
"""Checks of `double`."""

import numpy as np
import pytest

from autograder.checking import check


@check(weight=2, public=True)
def doubles_small_numbers(student, reference):
    """doubles small numbers"""
    student([1.0, -2.0]).is_close_to(reference([1.0, -2.0]), hint="what is twice a number?")


@check(weight=1)
@pytest.mark.parametrize("size", [1, 4])
def doubles_random_vectors(student, reference, rng, size):
    """doubles vectors of any size"""
    x = rng.normal(size=size)
    student(x).is_close_to(reference(x), hint="try it with other numbers.")


@check(weight=1)
def leaves_its_argument_alone(student, reference):
    """leaves its argument alone"""
    x = np.array([1.0, 2.0])
    answer = student(x, watch=True)
    answer.is_close_to(reference([1.0, 2.0]))
    answer.leaves_arguments_alone()
'''
SOLUTIONS = '''
import numpy as np


def double(x):
    """Return 2x. x : shape (n,)."""
    return 2.0 * np.asarray(x)
'''
RIGHT = "def double(x):\n    return np.asarray(x) * 2"


@pytest.fixture
def small(course):
    """A course with one assignment: 4 points by checks, 1 by nbgrader's own hidden tests, 2 by hand."""
    course.assignment(
        "ps1",
        locked("imports", "import numpy as np"),
        solution("double", "return 2 * np.asarray(x)"),
        test_cell("double", 4, "assert double([1.0])[0] == 2.0"),
        solution("half", "return x / 2"),
        test_cell("half", 1, "assert half(2) == 1", hidden="assert half(5) == 2.5"),
        written_answer("explain", 2),
        checks={"double": CHECKS},
        solutions=SOLUTIONS,
    )
    return course
