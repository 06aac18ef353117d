"""The notebook of `pytest --notebook FILE`, in a worker of its own for the length of the pytest session."""

import secrets
from contextlib import ExitStack
from pathlib import Path

import pytest

from autograder.conversation import ZygoteClient
from autograder.course import Course, CourseError
from autograder.engine import Engine, NotIsolated
from autograder.limits import Limits
from autograder.notebooks import TEST_PREFIX, UnreadableNotebook, grade_id_of, read_notebook, without_hidden_tests
from autograder.session import NotebookRun
from autograder.side_files import files_below, folder_with


class OneNotebook:
    """A pytest plugin that puts one notebook on the bench. Its cells are run as they are, hidden regions left out."""

    def __init__(self, bench, path):
        self.bench = bench
        self.path = Path(path)

    def pytest_sessionstart(self, session):
        try:
            cells = read_notebook(self.path).cells
        except UnreadableNotebook as error:
            raise pytest.UsageError(f"{self.path}: {error}") from None
        for cell in cells:
            cell.source = without_hidden_tests(cell.source)
        asked = _asked_for(session.config)
        limits, root = _read_course(asked)
        with ExitStack() as stack:
            folder = stack.enter_context(folder_with(files_below(self.path.parent)))
            engine = stack.enter_context(Engine(hidden=[*_courses_above(self.path.resolve(), *asked), *root]))
            engine.preload([], limits)
            try:
                engine.wait_until_warm()
            except NotIsolated as error:
                raise pytest.UsageError(str(error)) from None
            self.bench.session = self._start(engine, cells, folder, limits)
            self.bench.seed = secrets.token_hex(8)
            self.opened = stack.pop_all()

    def _start(self, engine, cells, folder, limits):
        ids = {index: grade_id_of(cell) for index, cell in enumerate(cells) if grade_id_of(cell)}
        tests = {grade_id: index for index, grade_id in ids.items() if grade_id.startswith(TEST_PREFIX)}
        exercises = {index: grade_id.removeprefix(TEST_PREFIX) for index, grade_id in ids.items()}
        return NotebookRun(ZygoteClient(engine.control), cells, folder, limits, exercises, tests)

    def pytest_collection_modifyitems(self, items):
        """Put the checks into the order of the notebook's test cells: it runs forwards only."""
        order = {TEST_PREFIX + name: index for name, index in self._positions().items()}
        items.sort(key=lambda item: order.get(item.path.stem, len(order)))

    def _positions(self):
        return {name.removeprefix(TEST_PREFIX): index for name, index in self.bench.session.test_of.items()}

    def pytest_report_header(self):
        return f"notebook: {self.path}, seed {self.bench.seed}"

    def pytest_sessionfinish(self):
        if self.bench.session is not None:
            self.bench.session.close()
            self.opened.close()


def _asked_for(config):
    """Return the files and folders that pytest was asked to collect."""
    paths = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    return [path.resolve() for path in paths if path.exists()]


def _courses_above(*paths):
    """Return those of some paths and of the folders above them that look like a course's, nearest first."""
    folders = (folder for path in paths for folder in (path, *path.parents))
    return [folder for folder in folders if (folder / "nbgrader_config.py").exists() or (folder / "source").is_dir()]


def _read_course(checks):
    """Return (Limits, [root]) of the course that the checks lie in; the default ones and no root where they lie in none.

    A configuration is Python. That of a folder with checks is trusted as they are; one that lies above the notebook, or where pytest
    is started, may have been handed in with it.
    """
    found = _courses_above(*checks)
    try:
        course = Course(found[0]) if found else None
        return (course.limits(), [course.root]) if course else (Limits(), [])
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None
