"""Mutants of model answers: which small changes there are, and that `verify --mutants` lists those that no check notices."""

import ast

import pytest

from autograder.definitions import LINE_OF_IPYTHON
from autograder.mutants import mutants_of
from tests.builders import locked, solution, test_cell
from tests.small_course import SOLUTIONS


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("a - b", {"a", "b", "a + b"}),
        ("a * b", {"a", "b", "a / b"}),
        ("a ** b", {"a", "b", "a * b"}),
        ("A @ B", {"A", "B", "B @ A"}),
        ("(a + b) / c", {"a / c", "b / c", "(a + b)", "c", "(a - b) / c", "(a + b) * c"}),
        ("a / (b - c)", {"a", "(b - c)", "a * (b - c)", "a / (b)", "a / (c)", "a / (b + c)"}),
        ("-a", {"a"}),
        ("not a", {"a"}),
        ("a <= b", {"a < b", "a >= b"}),
        ("a < b < c", {"a <= b < c", "a > b < c", "a < b <= c", "a < b > c"}),
        ("a == b", {"a != b"}),
        ("a and b", {"a or b", "a", "b"}),
        ("a if b else c", {"a", "c"}),
        ("2", {"3", "1"}),
        ("60", {"30", "120"}),
        ("0.5", {"1.0", "0.25"}),
        ("1e-06", {"0.001", "1e-09"}),
        ("True", {"False"}),
        ("a.T", {"a"}),
        ("a[b]", {"a"}),
        ("a[1:]", {"a", "a[2:]", "a[0:]"}),
        ("np.max(a)", {"np.min(a)", "a"}),
        ("f(a, b)", {"a", "f(b, a)"}),
        ("np.sum(a, axis=n, keepdims=m)", {"np.mean(a, axis=n, keepdims=m)", "a", "np.sum(a, axis=n)", "np.sum(a, keepdims=m)"}),
        ("f(axis=n, k=m)", {"f( k=m)", "f(axis=n)"}),
        ("tf.float64", {"tf.float32"}),
        ("range(n)", {"n", "range(n + 1)", "range(n - 1)"}),
        ("range(a, n)", {"a", "range(n, a)", "range(a, n + 1)", "range(a, n - 1)"}),
        ("range(9)", {"9", "range(10)", "range(8)"}),
        ("x -= y", {"x += y", "x = y"}),
        ("if a:\n    break", {"if False:\n    break", "if True:\n    break", "if a:\n    pass"}),
        ("raise ValueError('1 + 1')", {"pass"}),
        ("plot(a, color='b', linewidth=2)", {"a"}),
        ("f'{a + 1}'", set()),
        ("import a", set()),
        ("%matplotlib inline", set()),
        ("%matplotlib inline\na - b", {"%matplotlib inline\na", "%matplotlib inline\nb", "%matplotlib inline\na + b"}),
        ("0x" + "f" * 5000, set()),
        (" + ".join("x" * 4000), set()),
        ("x = (", set()),
    ],
)  # fmt: skip
def test_small_changes(source, mutants):
    left_out = {"pass"} if not source.startswith("raise") else set()  # as each statement can be that is only an expression
    found = {_normal(mutant.source) for mutant in mutants_of(source)}
    assert found - left_out == {_normal(mutant) for mutant in mutants} - left_out


def _normal(source):
    """Return code without what makes no other program: spaces and parentheses."""
    return ast.unparse(ast.parse(LINE_OF_IPYTHON.sub("", source)))


ANSWER = '''
def shift(ä, n: int = 3) -> "1 + 1":
    """Return 1 + 1."""
    ä = ä - 1  # größer als 0
    b = 2
    assert b > 1, "1 + 1"
    return max(
        ä,
        b,
    )
'''


def test_texts_annotations_and_what_later_lines_need_are_left_alone():
    mutants = mutants_of(ANSWER)
    changed = {mutant.change for mutant in mutants}
    assert not any("Return 1" not in mutant.source or '"1 + 1":' not in mutant.source for mutant in mutants)
    assert "- ä = ä - 1  # größer als 0\n+ ä = ä + 1  # größer als 0" in changed
    assert "- ä = ä - 1  # größer als 0\n+ pass  # größer als 0" in changed  # a parameter: it has a value all the same
    assert "- b = 2\n+ pass" not in changed
    assert all("assert b > 1" in mutant.source for mutant in mutants)
    assert {mutant.line for mutant in mutants} <= {2, 4, 5, 7, 8, 9}


def test_each_is_another_program():
    mutants = mutants_of(ANSWER)
    programs = {ast.dump(ast.parse(source)) for source in [ANSWER, *(mutant.source for mutant in mutants)]}
    assert len(programs) == len(mutants) + 1


def test_verify_lists_the_mutants_that_no_check_notices(course, autograder):
    check = '@check()\ndef doubles_{0}(student, reference):\n    """doubles {0}"""\n    student([{0}]).is_close_to(reference([{0}]))\n'
    answers = '@misconception("doubles_0")\ndef one_more(x):\n    """one is added."""\n    return np.asarray(x) + 1\n'
    course.assignment(
        "ps1", locked("imports", "import numpy as np"), solution("double", "return 2 * np.asarray(x)"), test_cell("double", 4),
        checks={"double": "from autograder.checking import check\n\n\n" + check.format(0)}, solutions=SOLUTIONS,
    )  # fmt: skip
    course.write("checks/ps1/answers_double.py", f"import numpy as np\n\nfrom autograder.answers import misconception\n\n\n{answers}")
    assert autograder("release", "--course-dir", course.root).returncode == 0
    done = autograder("verify", "--mutants", "--course-dir", course.root)
    told = done.stdout.splitlines()
    assert (done.returncode, told[-1]) == (0, "everything agrees"), done.stdout
    assert "6 mutants of the model answers, of which no check notices 3" in told
    assert "ps1, double, line 2 of the model answer" in told
    assert {line.strip() for line in told if line.startswith("    + ")} == {
        "+ return np.asarray(x)", "+ return 3 * np.asarray(x)", "+ return 1 * np.asarray(x)",
    }  # fmt: skip
    assert "mutants" not in autograder("verify", "--course-dir", course.root).stdout
