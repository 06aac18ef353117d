"""Fixtures that the tests share: courses in folders of their own, the real command, a warm zygote."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from autograder.conversation import ZygoteClient
from autograder.course import put_environment_on_path
from autograder.engine import Engine
from autograder.session import NotebookRun
from tests.builders import CourseBuilder
from tests.runs import QUICK
from tests.small_course import small  # noqa: F401  (a fixture)

put_environment_on_path()

# Files whose tests take minutes. They begin first, so that no process is left with one of them at the end.
LONGEST = ["test_verify.py", "test_adversarial.py", "test_any_course.py", "test_jupyterlab.py", "test_stock_nbgrader.py", "test_demo.py"]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_addoption(parser):
    parser.addoption("--screenshots", metavar="DIR", type=Path, help="keep what the tests of pages saw as pictures in this folder")


@pytest.fixture
def screenshots(request):
    """The folder for pictures of pages, or None if nobody asked for them."""
    folder = request.config.getoption("--screenshots")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def course(tmp_path):
    """A fresh course outside the checkout, without any assignment."""
    return CourseBuilder(tmp_path / "course")


@pytest.fixture(scope="session")
def autograder():
    """Run the real command; returns subprocess.CompletedProcess."""

    def run(*arguments, cwd=None, timeout=500):
        command = [str(Path(sys.executable).parent / "autograder"), *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=timeout)

    return run


@pytest.fixture
def grade(autograder, tmp_path):
    """Grade a course with the real command; returns ({(student, grade_id): row}, CompletedProcess)."""

    def run(course, *arguments):
        file = tmp_path / "rows.jsonl"
        done = autograder("grade", "--course-dir", course.root, "--json", file, *arguments)
        rows = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return {(row["student"], row["grade_id"]): row for row in rows}, done

    return run


@pytest.fixture(scope="module")
def engine():
    """A zygote without TensorFlow: it is warm in a second."""
    with Engine() as engine:
        engine.preload(["numpy", "matplotlib.pyplot"])
        engine.wait_until_warm()
        yield engine


@pytest.fixture
def run_cells(engine, tmp_path):
    """Return a function that starts a NotebookRun over the given sources, and ends it with the test."""
    runs = []

    def start(*sources, limits=QUICK, exercise_of=None, test_of=None):
        cells = [new_code_cell(source) for source in sources]
        run = NotebookRun(ZygoteClient(engine.control), cells, tmp_path, limits, exercise_of or {}, test_of or {})
        runs.append(run)
        return run

    yield start
    for run in runs:
        run.close()
