"""Faults of the course's own files: nothing is graded by them, nobody loses a point, and the author reads what is wrong where."""

import pytest

from tests.small_course import CHECKS, RIGHT, SOLUTIONS

TWICE = CHECKS.replace("def leaves_its_argument_alone", "def doubles_random_vectors")
ANSWERED_TWICE = 2 * '''
from autograder.answers import right_answer

@right_answer
def added(x):
    """It is added."""
    return x + x
'''
BREAKS = "\n\n@check()\ndef divides_by_zero(student):\n    \"\"\"breaks\"\"\"\n    1 / 0\n"


@pytest.fixture
def graded(small, grade):
    """The small course with one right submission, graded."""
    small.write("checks/ps1/answers_double.py", "from autograder.answers import misconception")
    small.submit("first", "ps1", double="def double(x):\n    return 2 * np.asarray(x)")
    rows, _ = grade(small)
    assert rows["first", "test_double"]["score"] == 4.0
    return small


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("solutions/ps1.py", "def double(:", "solutions/ps1.py, line 1: SyntaxError"),
        ("solutions/ps1.py", SOLUTIONS.replace("double", "twice"), "solutions/ps1.py has no reference answer `double`, which test_double.py asks for"),
        ("solutions/ps1.py", None, "there is no solutions/ps1.py beside the checks"),
        ("solutions/ps1.py", SOLUTIONS + "\nraise SystemExit(3)", "SystemExit: 3"),
        ("solutions/ps1.py", SOLUTIONS + "\0", "solutions/ps1.py: SyntaxError: source code"),
        ("checks/ps1/test_triple.py", CHECKS, "solutions/ps1.py has no reference answer `triple`, which test_triple.py asks for"),
        ("checks/ps1/answers_double.py", "\nimport nowhere_to_be_found", "checks/ps1/answers_double.py, line 2: ModuleNotFoundError"),
        ("checks/ps1/test_double.py", TWICE,
         "checks/ps1/test_double.py defines doubles_random_vectors twice (lines 18 and 25): only the last counts"),
        ("checks/ps1/test_double.py", CHECKS.replace("reference, rng", "refrence, rng"),
         "test_double.py: doubles_random_vectors has a parameter `refrence`, which is no fixture; there are student, reference, rng"),
        ("checks/ps1/answers_double.py", ANSWERED_TWICE, "answers_double.py defines added twice (lines 5 and 12): only the last counts"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--what-if",)], ids=["grade", "what-if"])
def test_a_file_that_is_not_as_it_must_be_is_named_before_anything_is_graded(graded, autograder, grade, path, text, told, options):
    if text is None:
        (graded.root / path).unlink()
    else:
        graded.write(path, text)
    done = autograder("grade", "--course-dir", graded.root, *options)
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr
    (graded.root / "checks/ps1/test_triple.py").unlink(missing_ok=True)
    graded.write("checks/ps1/test_double.py", CHECKS)
    graded.write("solutions/ps1.py", SOLUTIONS)
    graded.write("checks/ps1/answers_double.py", "from autograder.answers import misconception")
    rows, done = grade(graded)
    assert "0 graded, 1 unchanged" in done.stderr and rows["first", "test_double"]["score"] == 4.0


def test_a_check_that_breaks_is_named_once_with_the_place_and_the_reason(small, grade):
    asserts = '\n\n@check()\ndef is_in_range(student):\n    """is in range"""\n    assert student([1.0]).value[0] < 2\n'
    small.write("checks/ps1/test_double.py", CHECKS + asserts + BREAKS)
    for student in "ann", "bob":
        small.submit(student, "ps1", double=RIGHT)
    rows, done = grade(small)
    lines = len(CHECKS.splitlines())
    told = [
        f"check is_in_range fails instead of judging: checks/ps1/test_double.py, line {lines + 6}: AssertionError: "
        "assert student([1.0]).value[0] < 2",
        f"check divides_by_zero fails instead of judging: checks/ps1/test_double.py, line {lines + 12}: ZeroDivisionError: division by zero",
    ]
    assert done.returncode == 3 and [line for line in done.stderr.splitlines() if "instead of judging" in line] == told, done.stderr


def test_a_what_if_in_which_a_check_breaks_says_so_and_counts_no_loss(graded, autograder, grade):
    graded.write("checks/ps1/test_double.py", CHECKS + BREAKS)
    for _ in range(2):
        _, done = grade(graded, "--what-if")
        told = "0 gain, 0 lose, 1 stay as they are; 0 points in all; 1 grader error, of which nothing is taken over: first, ps1, test_double"
        assert done.returncode == 3 and f"{told} (checks/ps1/test_double.py, line" in done.stdout
        applied = autograder("grade", "--apply", "--course-dir", graded.root)
        assert applied.returncode == 2 and "first, ps1: the grader itself failed on it in the what-if: not taken over" in applied.stdout
        assert "0 submissions taken over" in applied.stdout and "changed since" not in applied.stdout
