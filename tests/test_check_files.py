"""What the files of checks and known answers say without being imported."""

import pytest

from autograder.check_files import check_names, doubled_names, missing_names

ANSWERS = '''
import math
from autograder.answers import misconception, right_answer

WIDTH = 2

@misconception("is_right")
def one(x, y=WIDTH):
    """a."""
    z = [np.sin(part) for part in x]
    return len(z) + math.pi + double(x)

@misconception("is_right")
def two(x):
    """b."""
    def inner(t):
        return helper(t) + np.pi
    return inner(x)

@right_answer
def three(x):
    """C."""
    return tf.constant(x)

def helper(t):
    return t
'''


def test_names_that_the_notebook_alone_has(tmp_path):
    """In the referee a misconception is called without the notebook; a right answer never is, and the exercise's name is there."""
    path = tmp_path / "answers_double.py"
    path.write_text(ANSWERS)
    told = f"{path} uses np, which it neither imports nor defines: no student can be told of one, two"
    assert missing_names(path, "double") == [told]
    path.write_text(ANSWERS.replace("import math", "import math\nimport numpy as np"))
    assert missing_names(path, "double") == []
    assert missing_names(path, "triple") == [f"{path} uses double, which it neither imports nor defines: no student can be told of one"]
    path.write_text(ANSWERS + "\nfrom numpy import *")
    assert missing_names(path, "double") == missing_names(tmp_path / "none.py", "double") == []


WITH_A_CLASS = '''
from autograder.answers import misconception

@misconception("is_right")
def one(x):
    """a."""
    class Line:
        slope: int = 1
        twice = slope * 2
        @property
        def end(self):
            return self.slope
        @end.setter
        def end(self, value):
            pass
    return Line(), __file__, outside
'''


def test_names_that_a_class_binds_itself_are_there(tmp_path):
    path = tmp_path / "answers_double.py"
    path.write_text(WITH_A_CLASS)
    (told,) = missing_names(path, "double")
    assert told.startswith(f"{path} uses outside, ")


MARKS = ["@check()", "@check", "@checking.check(weight=2)", "@pytest.mark.parametrize('n', [1])\n@check(public=True)"]


@pytest.mark.parametrize("mark", MARKS)
def test_checks_are_known_by_their_decorator(tmp_path, mark):
    path = tmp_path / "test_double.py"
    path.write_text(f"{mark}\ndef one(): pass\n\n@check_twice()\ndef two(): pass\n\ndef one(): pass\n")
    assert check_names(path) == ["one"]
    (told,) = doubled_names(path)
    assert told.startswith(f"{path} defines one twice (lines ")


def test_functions_without_a_mark_may_have_one_name(tmp_path):
    path = tmp_path / "test_double.py"
    path.write_text("def one(): pass\n\ndef one(): pass\n\n@check()\ndef two(): pass\n")
    assert doubled_names(path) == []
