"""A course of NumPy only, without pytest checks, and a class of any size for it: for comparisons of speed and marks."""

import random

from nbformat.v4 import new_markdown_cell

from tests.any_courses import code_answer, released, with_answers
from tests.any_courses import test as graded_test
from tests.builders import CourseBuilder, locked

# name: (parameters, right answers, wrong answers, visible test, hidden test)
EXERCISES = {
    "scaled": ("x", ["return np.asarray(x) / np.max(x)"], ["return np.asarray(x) / np.sum(x)"],
               "assert np.allclose(scaled([1, 2]), [0.5, 1])", "assert np.allclose(scaled([4, 3, 1]), [1, 0.75, 0.25])"),
    "softmax": ("x", ["e = np.exp(x - np.max(x))\n    return e / e.sum()"], ["e = np.exp(x)\n    return e / e.sum()", "return x"],
                "assert np.isclose(softmax(np.array([1.0, 2.0])).sum(), 1)",
                "with np.errstate(all='ignore'):\n    assert np.allclose(softmax(np.array([0.0, 1e9])), [0, 1])"),
    "gram": ("A", ["return A.T @ A", "return np.einsum('ij,ik->jk', A, A)"], ["return A @ A.T"],
             "assert gram(np.eye(2)).shape == (2, 2)", "A = np.arange(6.0).reshape(3, 2)\nassert np.allclose(gram(A), A.T @ A)"),
    "condition": ("A", ["return np.linalg.cond(A)", "s = np.linalg.svd(A, compute_uv=False)\n    return s[0] / s[-1]"],
                  ["return np.linalg.norm(A)", "return np.linalg.det(A)"],
                  "assert np.isclose(condition(np.eye(3)), 1)", "assert np.isclose(condition(np.diag([1.0, 9.0])), 9)"),
    "descend": ("f, x", ["for _ in range(200):\n        x = x - 0.1 * f(x)\n    return x"], ["return x - 0.1 * f(x)", "while f(x) > 0:\n        pass"],
                "assert descend(lambda x: 0, 1.0) == 1", "assert abs(descend(lambda x: 2 * x, 3.0)) < 1e-6"),
    "fitted": ("A, b", ["return np.linalg.lstsq(A, b, rcond=None)[0]", "return np.linalg.pinv(A) @ b"], ["return A.T @ b"],
               "assert len(fitted(np.eye(2), np.ones(2))) == 2", "assert np.allclose(fitted(np.array([[1.0], [1.0]]), np.array([1.0, 3.0])), [2])"),
}  # fmt: skip
POINTS = 2
STUCK = "while f(x) > 0"  # the answer that never ends: left out unless asked for


def make_numpy_course(root, students, seed=0, with_stuck=False):
    """Author the assignment `numpy` in the folder `root` and hand in a notebook for each of `students` made-up students.

    About half of all answers are right. with_stuck : whether some do not end, which costs both graders their time limit.
    Returns the CourseBuilder.
    """
    course = CourseBuilder(root)
    cells = [locked("imports", "import numpy as np")]
    for name, (parameters, right, _, visible, hidden) in EXERCISES.items():
        body = f"def {name}({parameters}):\n    ### BEGIN SOLUTION\n    {right[0]}\n    ### END SOLUTION"
        tests = f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
        cells += [new_markdown_cell(f"## {name} ({POINTS} points)"), code_answer(name, body), graded_test(f"test_{name}", POINTS, tests)]
    course.assignment("numpy", *cells)
    blank = released(course, "numpy")
    chance = random.Random(seed)
    for number in range(students):
        answers = {name: _answer(name, chance, with_stuck) for name in EXERCISES}
        course.submit(f"student{number:04}", "numpy", with_answers(blank, answers))
    return course


def _answer(name, chance, with_stuck):
    parameters, right, wrong, _, _ = EXERCISES[name]
    wrong = [body for body in wrong if with_stuck or STUCK not in body]
    return f"def {name}({parameters}):\n    {chance.choice(chance.choice([right, wrong]))}"
