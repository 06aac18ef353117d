"""nbgrader's preprocessors beside those whose work is done here: those that are enabled are run, and imported when they have to do."""

import base64

import cloudpickle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.preprocessors import Execute, LimitOutput, SaveAutoGrades
from traitlets.config import Config

from autograder.course import CourseError
from autograder.nbgrader_rules import Steps, pack_steps
from tests.builders import cell, solution, test_cell

streams = st.integers(0, 6).map(lambda lines: new_output("stream", text="word\n" * lines + "end"))
errors = st.integers(0, 6).map(lambda lines: new_output("error", ename="E", evalue="", traceback=["line"] * lines))
results = st.just(new_output("execute_result", data={"text/plain": "1\n2\n3\n4\n5"}))
cells = st.lists(streams | errors | results, max_size=4).map(lambda outputs: new_code_cell(outputs=outputs))
limits = st.integers(-1, 8)
MODEL = "def double(x):\n    return 2 * x"
LOOKS = """
import sys
from autograder.checking import check

@check(weight=1)
def doubles(student):
    \"\"\"It doubles.\"\"\"
    with open({log!r}, "a") as log:
        print("nbgrader.preprocessors" in sys.modules, "sqlalchemy" in sys.modules, file=log)
    student(2.0).is_close_to(4.0, hint="what is twice a number?")
"""


def outputs_of(notebook):
    return [part.get("outputs") for part in notebook.cells]


@given(parts=st.lists(cells, max_size=3), max_lines=limits, max_traceback=limits)
def test_outputs_are_limited_as_nbgrader_limits_them(parts, max_lines, max_traceback):
    config = Config(LimitOutput={"max_lines": max_lines, "max_traceback": max_traceback})
    notebook = new_notebook(cells=[new_markdown_cell("text"), *parts])
    wanted = outputs_of(LimitOutput(config=config)(cloudpickle.loads(cloudpickle.dumps(notebook)), {})[0])
    steps = Steps(pack_steps(config, ""), "")
    before = outputs_of(cloudpickle.loads(cloudpickle.dumps(notebook)))
    assert outputs_of(steps.finish(notebook, {})) == wanted
    assert ("after" in vars(steps)) == (wanted != before), "nbgrader's is asked only where it has something to do"


def packed(config):
    """Return the names of the classes that are packed, before and after the execution."""
    _, *both, _ = cloudpickle.loads(base64.b64decode(pack_steps(config, "")))
    return [[step.__name__ for step in cloudpickle.loads(steps)] if steps else [] for steps in both]


class Own:
    """A preprocessor that is called in a way of its own, whatever `enabled` says."""

    enabled = False

    def __init__(self, config):
        pass

    def __call__(self, notebook, resources):
        notebook.metadata["own"] = True
        return notebook, resources


def test_a_preprocessor_that_is_not_enabled_is_left_out():
    assert packed(Config()) == [[], ["LimitOutput"]]
    assert packed(Config(IgnorePattern={"enabled": True})) == [[], ["IgnorePattern", "LimitOutput"]]
    assert packed(Config(LimitOutput={"enabled": False})) == [[], []]


class Patient(Execute):
    """One that would run students' code by itself."""


class Curve(SaveAutoGrades):
    """One that would save other marks."""


@pytest.mark.parametrize(
    ("lists", "kind"),
    [({"autograde_preprocessors": [Patient]}, "Patient, a kind of NotebookClient"), ({"autograde_preprocessors": [Execute, Curve]}, "Curve, a kind of SaveAutoGrades"),
     ({"sanitize_preprocessors": [Patient]}, "Patient, a kind of NotebookClient"), ({"autograde_preprocessors": [Execute, Execute]}, "Execute, a kind of")],
)  # fmt: skip
def test_one_that_would_do_the_grader_s_own_work_is_refused(lists, kind):
    with pytest.raises(CourseError, match=kind):
        pack_steps(Config(Autograde=lists), "")


def test_a_preprocessor_is_told_what_nbgrader_tells_it_and_named_where_it_fails(course, grade):
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 2, "assert double(1) == 2", hidden=""))
    course.submit("right", "ps1", double=MODEL)
    course.submit("other", "ps1", double=MODEL)
    course.write("step.py", "from nbgrader.preprocessors import NbGraderPreprocessor\n\nclass Step(NbGraderPreprocessor):\n"
                 "    def preprocess(self, nb, resources):\n        assert resources['metadata']['name'] == 'ps1' and not resources['already']\n"
                 "        return 1 / (resources['metadata']['path'].split('/')[-2] == 'right') and (nb, resources)\n")  # fmt: skip
    course.configure("c.Autograde.sanitize_preprocessors.append('step.Step')")
    rows, done = grade(course)
    assert done.returncode == 3
    assert (rows["right", "test_double"]["score"], rows["other", "test_double"]["outcome"]) == (2.0, "grader_error")
    assert "the course's own preprocessor Step" in done.stderr


def test_one_that_asks_nobody_whether_it_is_enabled_is_run():
    config = Config(Autograde={"sanitize_preprocessors": [Own], "autograde_preprocessors": []})
    assert packed(config) == [["Own"], []]
    assert Steps(pack_steps(config, ""), "").prepare(new_notebook(), {}).metadata["own"]


def test_a_setting_that_a_preprocessor_refuses_is_said_before_anything_is_graded():
    with pytest.raises(CourseError, match="a preprocessor of c.Autograde: TraitError: .*max_lines"):
        pack_steps(Config(LimitOutput={"max_lines": "many"}), "")


def test_a_referee_imports_them_only_for_a_notebook_that_writes_much(course, grade, tmp_path):
    log = tmp_path / "log"
    much = "if double(1) == 2:\n    for number in range(9):\n        print(number)"
    course.configure("c.LimitOutput.max_lines = 5")
    checks = {"double": LOOKS.format(log=str(log))}
    course.assignment("ps1", solution("double", "return 2 * x"), cell(much), test_cell("double", 2), checks=checks, solutions=MODEL)
    course.submit("little", "ps1", double="def double(x):\n    return x")
    _, done = grade(course)
    assert log.read_text() == "False False\n", done.stderr
    course.submit("much", "ps1", double=MODEL)
    rows, done = grade(course)
    assert done.returncode == 0 and rows["much", "test_double"]["score"] == 2
    (text,) = [output.text for part in course.executed("much", "ps1").cells if part.source == much for output in part.outputs]
    assert text == "0\n1\n2\n3\n... Output truncated ..."
