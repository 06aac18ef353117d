"""The notebook of `pytest --notebook FILE`, in a worker of its own for the length of the pytest session."""

import secrets
from pathlib import Path

import pytest

from autograder.engine import Engine
from autograder.conversation import ZygoteClient
from autograder.notebooks import TEST_PREFIX, UnreadableNotebook, grade_id_of, read_notebook, without_hidden_tests
from autograder.scratch import make_notebook_folder, remove_tree
from autograder.session import NotebookRun
from autograder.side_files import copy_side_files, files_below


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
        self.folder = make_notebook_folder()
        copy_side_files(files_below(self.path.parent), self.folder)
        self.engine = Engine().__enter__()
        self.engine.preload([])
        self.engine.wait_until_warm()
        self.bench.session = self._start(cells)
        self.bench.seed = secrets.token_hex(8)

    def _start(self, cells):
        ids = {index: grade_id_of(cell) for index, cell in enumerate(cells) if grade_id_of(cell)}
        tests = {grade_id: index for index, grade_id in ids.items() if grade_id.startswith(TEST_PREFIX)}
        exercises = {index: grade_id.removeprefix(TEST_PREFIX) for index, grade_id in ids.items()}
        return NotebookRun(
            ZygoteClient(self.engine.control), cells, Path(self.folder), exercise_of=exercises, test_of=tests
        )

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
            self.engine.__exit__(None, None, None)
            remove_tree(self.folder)
