"""One notebook judged by several referees at once: the marks, messages and notebooks are those of a single one."""

import pytest

from autograder import splitting
from autograder.batch import Batch
from autograder.course import Course
from autograder.sandbox import PROCESS
from autograder.tasks import Graded, Task
from autograder.warm_engine import WarmEngine
from tests.builders import CourseBuilder, cell, locked, solution, test_cell, written_answer

CHECK = '''
from autograder.checking import check


@check(weight=1)
def is_right_at_one(student):
    """is right at 1"""
    student(1.0).is_close_to(FACTOR * 1.0)


@check(weight=3)
def is_right_anywhere(student, rng):
    """is right at a random number"""
    x = rng.normal()
    student(x).is_close_to(FACTOR * x)
'''
FACTORS = {"double": 2, "triple": 3, "fourfold": 4}
ANSWERS = {
    "right": {},
    "sly": {"triple": "def triple(x):\n    return 3"},
    "deadly": {"double": "import os\ndef double(x):\n    os._exit(3)"},
    "deadly_cell": {"triple": "import os\nos._exit(3)"},
    "absent": {"fourfold": None},
    "sorting": {"double": "def double(x):\n    NUMBERS.sort()\n    return 2 * x", "triple": "FIRST = NUMBERS[0]\ndef triple(x):\n    return 3 * FIRST * x"},
    "leaning": {"triple": "def triple(x):\n    return (one_double + 1) * x", "fourfold": "factor = one_triple + 1\ndef fourfold(x):\n    return factor * x"},
    "torn": "{",
}


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """A course with three exercises that have checks, one that nbgrader tests by itself, and a written one."""
    course = CourseBuilder(tmp_path_factory.mktemp("several") / "course")
    cells = [locked("imports", "import math"), cell("open('numbers.txt').read()"), cell("NUMBERS = [3, 1]")]
    for name, factor in FACTORS.items():
        cells += [solution(name, f"return {factor} * x"), test_cell(name, 4, visible=f"print({name}(1))\none_{name} = {name}(1)")]
    cells += [solution("half", "return x / 2"), test_cell("half", 2, hidden="assert half(4) == 2"), written_answer("why", 3), cell("double(21)")]
    course.assignment(
        "ps1", *cells, checks={name: CHECK.replace("FACTOR", str(factor)) for name, factor in FACTORS.items()},
        solutions="".join(f"def {name}(x):\n    return {factor} * x\n\n\n" for name, factor in FACTORS.items()),
    )  # fmt: skip
    course.write("source/ps1/numbers.txt", "1 2 3")
    for student, answers in ANSWERS.items():
        course.submit(student, "ps1", **({"notebook": answers} if isinstance(answers, str) else answers))
    return course


@pytest.fixture(scope="module")
def judge(several):
    """Grade one submission with so many referees; returns (Report, {name: bytes} of what lies in its folder of autograded/)."""
    with WarmEngine(several.root, 8, PROCESS) as warm:
        warm.start()
        referees = list(warm.engine.referees)

        def run(student, count):
            warm.engine.referees = referees[:count]
            (report,) = Batch(Course(several.root), ["ps1"], [student], force=True, seed="1").run(warm.engine)
            return report, {path.name: path.read_bytes() for path in several.root.glob(f"autograded/{student}/ps1/*")}

        yield run
        warm.engine.referees = referees


@pytest.mark.parametrize("student", ANSWERS)
def test_several_referees_find_what_one_finds(judge, student):
    found = []
    for count in (1, 2, 3):
        report, files = judge(student, count)
        rows = [{**result.as_row(), "seconds": 0} for result in report.results]
        found.append((rows, report.warnings, files))
    assert len(found[0][0]) == 5
    assert found[0] == found[1] == found[2]


def test_a_notebook_is_shared_out_among_idle_referees(several, judge):
    """Each part runs once the cells that it needs; there are no more parts than exercises to judge."""
    count = several.root / "count"
    several.submit(
        "counted", "ps1", double=f"open({str(count)!r}, 'a').write('x')\ndef double(x):\n    return 2 * x",
        half=f"open({str(count)!r}, 'a').write('h')\ndef half(x):\n    return x / 2",
    )  # fmt: skip
    for referees, parts in ((1, 1), (2, 2), (8, 3)):
        count.write_text("")
        report, _ = judge("counted", referees)
        assert report.results[0].score == 4.0
        assert sorted(count.read_text()) == ["h"] + ["x"] * parts


def test_what_takes_long_is_shared_out_first():
    assert splitting.share_out(["a", "b", "c", "d"], {"a": 1.0, "b": 7.0, "c": 2.0, "d": 3.0}, 2) == [["b"], ["d", "c", "a"]]
    assert splitting.share_out(["a", "b", "c"], {}, 2) == [["a", "c"], ["b"]]
    assert splitting.share_out(["a", "new"], {"a": 4.0}, 2) == [["a"], ["new"]]
    assert splitting.share_out(["a"], {"a": 4.0}, 2) == [["a"]] and splitting.share_out([], {}, 2) == []


def test_where_the_grader_fails_on_a_part_it_has_failed_on_the_notebook():
    tasks = [Task("s", "a", "n", "", "", "", "", "") for _ in range(2)]
    whole = splitting.Whole(None, tasks[0], tasks)
    whole.judged[1] = None, "the referee died twice over this submission"
    assert not whole.is_judged()
    whole.judged[0] = Graded([]), ""
    assert whole.is_judged() and whole.join() == (None, "the referee died twice over this submission")
