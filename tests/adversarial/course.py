"""The small course that hostile submissions are handed in to: three exercises with pytest checks, no TensorFlow."""

import nbformat

from tests.adversarial.case import POINTS
from tests.builders import CourseBuilder, cell, locked, solution, test_cell

SOLUTIONS = '''
"""References. CANARY-IN-THE-CHECKS"""
import numpy as np


def double(x):
    """Return 2x. x : shape (n,)."""
    return 2.0 * np.asarray(x)


def norm(x):
    """Return the Euclidean norm of x, shape (n,)."""
    return np.linalg.norm(x)


def total(x):
    """Return the sum of x, shape (n,)."""
    return np.sum(x)
'''
HEAD = '"""CANARY-IN-THE-CHECKS"""\nimport numpy as np\nfrom autograder.checking import check\n'
DOUBLE = HEAD + '''

@check(weight=2, public=True)
def doubles_small_numbers(student, reference):
    """doubles small numbers"""
    student([1.0, -2.0]).is_close_to(reference([1.0, -2.0]), hint="what is twice a number?")


@check()
def doubles_random_vectors(student, reference, rng):
    """doubles vectors of any size"""
    x = rng.normal(size=4)
    student(x).is_close_to(reference(x))


@check()
def leaves_its_argument_alone(student, reference):
    """leaves its argument alone"""
    x = np.array([1.0, 2.0])
    answer = student(x, watch=True)
    answer.is_close_to(reference([1.0, 2.0]))
    answer.leaves_arguments_alone()
'''
SCALAR = HEAD + '''

@check()
def agrees_on_random_vectors(student, reference, rng):
    """agrees on vectors of any size"""
    x = rng.normal(size=5)
    student(x).is_close_to(reference(x))
'''
LIMITS = {"cell_s": 1.5, "call_s": 1.0, "notebook_s": 90.0}  # long: on a busy machine a fork bomb takes its time to be ended
BODIES = {"double": "return np.asarray(x) * 2", "norm": "return np.linalg.norm(x)", "total": "return np.sum(x)"}


class HostileCourse(CourseBuilder):
    """A course builder whose submissions have a cell before and a cell after the authored ones."""

    def hand_in(self, student, answers, before, after):
        """Hand a notebook in; return its path."""
        notebook = self.student_notebook("ps1", **answers)
        if before:
            notebook.cells.insert(1, cell(before))
        if after:
            notebook.cells.append(cell(after))
        return self.submit(student, "ps1", notebook)

    def executed_text(self, student):
        """Return the executed notebook's outputs as text, '' where there is none."""
        path = self.root / "autograded" / student / "ps1" / "ps1.ipynb"
        if not path.exists():
            return ""
        return str([out for c in nbformat.read(path, as_version=4).cells for out in c.get("outputs", [])])


def make_course(root):
    """Return a fresh HostileCourse in `root`."""
    course = HostileCourse(root)
    for name, value in LIMITS.items():
        course.configure(f"c.Autograder.{name} = {value}")
    cells = [locked("imports", "import numpy as np")]
    for name, points in POINTS.items():
        cells += [solution(name, BODIES[name]), test_cell(name, points, f"assert {name}([1.0, 2.0]) is not None")]
    checks = {"double": DOUBLE, "norm": SCALAR, "total": SCALAR}
    course.assignment("ps1", *cells, checks=checks, solutions=SOLUTIONS)
    return course
