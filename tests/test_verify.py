"""`autograder verify`: the grader's own exam, and that it notices what is wrong."""

import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.commands import verify as command
from autograder.engine import Engine
from tests.builders import KIT, CourseBuilder, locked, solution, test_cell
from tests.small_course import CHECKS, SOLUTIONS

ANSWERS = '''
"""Known answers to `double`."""

import numpy as np

from autograder.answers import misconception, right_answer

RANDOM, SMALL, ALONE = "doubles_random_vectors", "doubles_small_numbers", "leaves_its_argument_alone"


@misconception(SMALL, RANDOM, ALONE)
def squared(x):
    """the number is multiplied by itself."""
    return np.asarray(x) ** 2


@misconception(RANDOM, ALONE)
def typed_in(x):
    """the numbers of the example are typed in."""
    return [2.0, -4.0]


@misconception(ALONE)
def in_place(x):
    """the argument itself is doubled."""
    x = x if isinstance(x, np.ndarray) else np.array(x)
    x *= 2
    return x


@right_answer
def added(x):
    """The vector is added to itself."""
    return np.asarray(x) + np.asarray(x)
'''


@pytest.fixture(scope="module")
def authored(tmp_path_factory, autograder):
    """A small course that agrees, and its release."""
    course = CourseBuilder(tmp_path_factory.mktemp("authored") / "course")
    course.assignment(
        "ps1", locked("imports", "import numpy as np"), solution("double", "return 2 * np.asarray(x)"),
        test_cell("double", 4, "assert double([1.0])[0] == 2.0"), checks={"double": CHECKS}, solutions=SOLUTIONS,
    )  # fmt: skip
    course.write("checks/ps1/answers_double.py", ANSWERS)
    assert autograder("release", "--course-dir", course.root).returncode == 0
    return course


@pytest.fixture
def small(authored, tmp_path):
    """A copy of it, to change."""
    return CourseBuilder.copy_of(authored, tmp_path / "course")


@pytest.fixture
def verify(capfd):
    """Verify a course in this process, which has imported everything; returns (exit code, what it printed)."""

    def run(course, *exercises):
        with Engine() as engine:
            code = command.run(engine, (), course.root, 1, exercises)
        said = capfd.readouterr()
        assert "Traceback" not in said.err, said.err
        return code, said.out

    return run


def test_an_assignment_that_agrees(small, verify):
    code, told = verify(small)
    assert (code, told.splitlines()[-1]) == (0, "everything agrees"), told
    line = next(line for line in told.splitlines() if line.startswith("ps1"))
    assert line.split() == ["ps1", "double", "4", "3", "4", "0", "3", "1"]


def test_a_course_whose_source_is_a_link_out_of_it(small, verify, tmp_path):
    (small.root / "source").rename(tmp_path / "elsewhere")
    (small.root / "source").symlink_to(tmp_path / "elsewhere")
    assert verify(small)[0] == 0


def test_a_course_whose_source_and_header_are_named_by_paths_out_of_it(small, verify, autograder, tmp_path):
    (small.root / "source").rename(tmp_path / "elsewhere")
    header = tmp_path / "header.ipynb"
    header.write_text(nbformat.writes(new_notebook(cells=[new_markdown_cell("# Read me")])))
    small.configure(f"c.CourseDirectory.source_directory = {str(tmp_path / 'elsewhere')!r}\nc.IncludeHeaderFooter.header = {str(header)!r}")
    assert autograder("release", "--course-dir", small.root).returncode == 0
    code, told = verify(small)
    assert code == 0, told


@pytest.mark.parametrize("way", ["../elsewhere", "../../elsewhere"])
def test_a_course_whose_source_is_named_by_a_path_that_leads_out_of_it(small, verify, tmp_path, monkeypatch, way):
    place = small.root / way
    (small.root / "source").rename(place)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    small.configure(f"c.CourseDirectory.source_directory = {way!r}\n")
    shutil.rmtree(small.root / "release", ignore_errors=True)
    before = sorted(tmp_path.rglob("*"))
    for _ in range(2):
        _, told = verify(small)
        assert "ps1: not released yet: run `autograder release ps1`" in told and "raceback" not in told, told
        assert sorted(tmp_path.rglob("*")) == before


def without_check(source, name):
    return re.sub(rf"\n\n@check[^\n]*\n(@pytest[^\n]*\n)?def {name}.*?(?=\n\n\n|\Z)", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["doubles_small_numbers", "doubles_random_vectors", "leaves_its_argument_alone"])
def test_deleting_any_one_check_is_noticed(small, verify, name):
    shorter = without_check(CHECKS, name)
    assert name not in shorter and shorter.count("@check") == 2
    small.write("checks/ps1/test_double.py", shorter)
    code, told = verify(small)
    assert code == 1 and name in told


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("checks/ps1/answers_double.py", "@misconception(ALONE)", "@misconception(SMALL)", "in_place loses leaves_its_argument_alone"),
        ("checks/ps1/answers_double.py", "@misconception(ALONE)", "@misconception('leaves_its_arguments_alone')",
         "leaves_its_arguments_alone, and the exercise has none of that name: is leaves_its_argument_alone meant?"),
        ("checks/ps1/answers_double.py", "+ np.asarray(x)", "+ 1", "added loses doubles_random_vectors"),
        ("checks/ps1/answers_double.py", "    return np.asarray(x) +", "    assert repr(x) != '[1.0]'\n    return np.asarray(x) +",
         "added is right, but what students see of the test says: AssertionError"),
        ("checks/ps1/answers_double.py", "import numpy as np\n", "import numpy\n",
         "checks/ps1/answers_double.py uses np, which it neither imports nor defines: no student can be told of squared, in_place"),
        ("checks/ps1/test_double.py", "student([1.0, -2.0])", "student(1.0 / 0)", "makes a check fail instead of judging"),
        ("checks/ps1/test_double.py", "student([1.0, -2.0])", "np.linalg.inv([1.0])",
         "in the check:\n  File 'checks/ps1/test_double.py':13 in doubles_small_numbers\n  np.linalg.inv([1.0])"),
        ("solutions/ps1.py", "def double(x)", "def double(values)", "parameters ['x'] in the notebook, ['values'] in the reference"),
        ("solutions/ps1.py", "return 2.0", "return 3.0", "the model answer earns"),
        ("solutions/ps1.py", "2.0 * np.asarray(x)", "np.linalg.inv(x)",
         "in the reference:\n  File 'solutions/ps1.py':7 in double\n  return np.linalg.inv(x)"),
        ("source/ps1/ps1.ipynb", "return 2 * np", "return 3 * np", "the model answer earns"),
        ("source/ps1/ps1.ipynb", "import numpy as np", "import numpy as np  # changed", "release/ is stale"),
        ("source/ps1/ps1.ipynb", "double([1.0])[0] == 2.0", "double([1.0])[0] == 2.5",
         "the model answer is right, but what students see of the test says: AssertionError"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_named(small, verify, path, old, new, told):
    text = (small.root / path).read_text()
    assert old in text
    small.write(path, text.replace(old, new))
    code, said = verify(small)
    assert code == 1 and told in said


def test_checks_without_a_test_cell_and_exercises_without_checks(small, verify):
    shutil.copy(small.root / "checks/ps1/test_double.py", small.root / "checks/ps1/test_triple.py")
    (small.root / "checks/ps1/test_double.py").unlink()
    shutil.copy(small.root / "checks/ps1/answers_double.py", small.root / "checks/ps1/answers_doubles.py")
    code, told = verify(small)
    assert code == 1
    assert told.splitlines()[-4:] == [
        "ps1: test_triple.py belongs to no test cell",
        "ps1: answers_doubles.py belongs to no exercise",
        "ps1, double: there is no checks/ps1/test_double.py, and its test cell tests nothing itself",
        "3 problems",
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("solutions/ps1.py", None, None, "no solutions/ps1.py beside the checks"),
        ("solutions/ps1.py", "return 2.0", "return return", "ps1: solutions/ps1.py, line 7: SyntaxError: invalid syntax"),
        ("checks/ps1/answers_double.py", "** 2", "** ** 2", "ps1: checks/ps1/answers_double.py, line 14: SyntaxError: invalid syntax"),
        ("checks/ps1/answers_double.py", "right_answer\n", "rightanswer\n", "line 6: ImportError: cannot import name 'rightanswer'"),
        ("checks/ps1/answers_double.py", "import misconception, right_answer", "import misconception",
         "ps1: checks/ps1/answers_double.py, line 31: NameError: name 'right_answer' is not defined"),
        ("checks/ps1/answers_double.py", "@misconception(SMALL, RANDOM, ALONE)", "@misconception",
         "answers_double.py, line 11: ValueError: a misconception names the checks that it loses: @misconception(\"name_of_a_check\")"),
        ("checks/ps1/answers_double.py", "def typed_in", "def squared",
         "ps1: checks/ps1/answers_double.py defines squared twice (lines 12 and 18): only the last counts"),
        ("checks/ps1/test_double.py", "def doubles_random_vectors", "def doubles_small_numbers",
         "ps1: checks/ps1/test_double.py defines doubles_small_numbers twice (lines 11 and 18): only the last counts"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_it_must_be_is_named_and_the_rest_is_examined(small, verify, path, old, new, told):
    if old is None:
        (small.root / path).unlink()
    else:
        text = (small.root / path).read_text()
        assert old in text
        small.write(path, text.replace(old, new, 1))
    code, said = verify(small)
    assert code == 1 and told in said and str(small.root) not in said
    assert "ps1, double" not in said  # nothing about the exercise that follows from it


def with_two_exercises(folder):
    """Return a course whose exercises `double` and `twice` have the same checks."""
    course = CourseBuilder(folder)
    cells = [locked("imports", "import numpy as np")]
    for name in ("double", "twice"):
        cells += [solution(name, "return 2 * np.asarray(x)"), test_cell(name, 4)]
    references = SOLUTIONS + SOLUTIONS.replace("def double", "def twice")
    course.assignment("ps1", *cells, checks=dict.fromkeys(("double", "twice"), CHECKS), solutions=references)
    return course


def test_exercises_beside_one_whose_known_answers_cannot_be_imported(tmp_path, verify, autograder):
    course = with_two_exercises(tmp_path / "course")
    course.write("checks/ps1/answers_double.py", "import nowhere_to_be_found")
    course.write("checks/ps1/answers_twice.py", ANSWERS)
    assert autograder("release", "--course-dir", course.root).returncode == 0
    code, told = verify(course)
    assert code == 1 and "answers_double.py, line 1: ModuleNotFoundError: No module named 'nowhere_to_be_found'" in told
    assert next(line for line in told.splitlines() if " twice " in line).split()[-5:] == ["3", "4", "0", "3", "1"]
    assert told.splitlines()[-1] == "1 problem"


def test_what_an_exercise_without_checks_lacks_is_said(tmp_path, verify, autograder):
    course = CourseBuilder(tmp_path / "course")
    own = test_cell("half", 1, hidden="assert half(2) == 2")
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 5), solution("half", "return x / 2"), own)
    assert autograder("release", "--course-dir", course.root).returncode == 0
    code, told = verify(course)
    assert code == 1 and "ps1, double: there is no checks/ps1/test_double.py" in told
    assert "ps1, half: the model answer earns 0.0, not 1.0 points; test_half: AssertionError" in told
    assert "points; \n" not in told


def test_one_exercise_alone(small, verify, autograder):
    small.assignment(
        "ps1", locked("imports", "import numpy as np"), solution("double", "return 2 * np.asarray(x)"),
        test_cell("double", 4, "assert double([1.0])[0] == 2.0"), solution("half", "return np.asarray(x) / 3"),
        test_cell("half", 1, "assert half([3.0])[0] == 1.0"), checks={"double": CHECKS, "half": CHECKS}, solutions=SOLUTIONS,
    )  # fmt: skip
    small.write("checks/ps1/answers_double.py", ANSWERS)
    assert autograder("release", "--course-dir", small.root).returncode == 0
    code, told = verify(small, "double")
    assert (code, told.splitlines()[-1]) == (0, "everything agrees") and "half" not in told
    code, told = verify(small, "half")
    assert code == 1 and "no misconception is known" in told and " double " not in told
    done = autograder("verify", "--course-dir", small.root, "--exercise", "triple")
    assert done.returncode == 2 and "there is no exercise 'triple' in ps1" in done.stderr


def test_an_answer_that_spoils_those_beside_it_costs_them_nothing(tmp_path, autograder, verify):
    """One notebook has known answers to several exercises; what is not as it must be there is judged once more by itself."""
    course = with_two_exercises(tmp_path / "course")
    returned = "    return np.asarray(x) ** 2\n"
    assert ANSWERS.count(returned) == 1
    course.write("checks/ps1/answers_double.py", ANSWERS.replace(returned, "    np.spoiled = True\n" + returned))
    changed = returned.replace("** 2", "* 2 if hasattr(np, 'spoiled') else np.asarray(x) ** 2")
    course.write("checks/ps1/answers_twice.py", ANSWERS.replace(returned, changed))
    assert autograder("release", "--course-dir", course.root).returncode == 0
    code, told = verify(course)
    assert (code, told.splitlines()[-1]) == (0, "everything agrees"), told


def test_a_check_that_no_wrong_answer_loses_is_noticed(small, verify):
    extra = '\n\n@check()\ndef answers_at_all(student):\n    """answers at all"""\n    student([1.0])\n'
    small.write("checks/ps1/test_double.py", CHECKS + extra)
    code, told = verify(small)
    assert code == 1 and "check answers_at_all is lost by no misconception" in told


@pytest.mark.timeout(1800)  # some 300 notebooks for section 04.03, each with dozens of Jacobians
@pytest.mark.parametrize("name", sorted(path.name for path in (KIT / "source").iterdir()))
def test_the_course_agrees(autograder, name):
    done = autograder("verify", name, "--course-dir", KIT, timeout=1700)
    assert done.returncode == 0, done.stdout + done.stderr
