"""`python -m benchmarks.warm_process COURSE ASSIGNMENT SEED`: run and judge submissions in this one process, which is the floor.

It is told on standard input which one is next, a JSON list [student, whether every cell is run] a line, and answers each with a line
of JSON: {"ms": CPU milliseconds, "scores": {grade_id: score}}. Its first line says that it is ready.
No isolation, no files, no gradebook, no frames between processes. The course was graded before, so that its release and the
pictures that need not be drawn are there.
"""

# ruff: noqa: E402  (what is slow to import and serves nothing is kept out first)
from autograder import lean

lean.skip_slow_imports()

import contextlib
import gc
import hashlib
import io
import json
import os
import sys
import tempfile
import time
import types

import pytest

from autograder import values
from autograder.assignments import prepare_assignment
from autograder.batch import notebook_modules
from autograder.calls import perform_call
from autograder.course import Course
from autograder.drawings import read_pictures
from autograder.influence import needless_cells
from autograder.notebooks import TEST_PREFIX, grade_id_of, is_test, read_notebook
from autograder.outcomes import score_cell
from autograder.pytest_plugin import Bench, BenchPlugin, exercise_of, is_check, run_pytest
from autograder.replies import read_reply
from autograder.restoring import restore_cells
from autograder.shell import make_shell
from autograder.warming import run_operations_directly


class WarmSession:
    """A notebook whose cells run in this process, as far as a check needs; calls go to it as it stands there."""

    def __init__(self, shell, cells, skip):
        self.shell, self.cells, self.skip = shell, cells, skip
        self.position = 0
        self.place_of = {grade_id_of(cell): index for index, cell in enumerate(cells)}

    def reach(self, grade_id):
        """Run the cells up to and including the one with this grade_id."""
        self.run_until(self.place_of[grade_id] + 1)

    def run_until(self, end):
        for index in range(self.position, end):
            cell = self.cells[index]
            if cell.cell_type == "code" and cell.source and index not in self.skip:
                self.shell.run(cell.source)
        self.position = max(self.position, end)

    def call(self, name, payload, watch, following=()):
        """Return the Reply to a call, its value as checks read it."""
        message = perform_call(self.shell.user_ns, name, payload, watch)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        return read_reply(name, values.unpack(values.pack(message)))


class Floor:
    """The pytest plugin that runs the collected checks on one submission after the other, as it is asked."""

    def __init__(self, shell, bench, notebooks, name, seed, asked, out):
        """notebooks : {student: (cells, indices of cells that need not run)}. asked, out : where requests come from, and answers go."""
        self.shell, self.bench, self.notebooks, self.name, self.seed = shell, bench, notebooks, name, seed
        self.asked, self.out = asked, out
        self.items = {}  # exercise -> its checks

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        for item in filter(is_check, session.items):
            self.items.setdefault(exercise_of(item), []).append(item)
        first = next(iter(self.notebooks))
        for _ in range(2):  # what is only done once in a process
            self.judge(first, full=True)
        gc.collect()
        gc.freeze()
        print(json.dumps("ready"), file=self.out, flush=True)
        for line in self.asked:
            print(json.dumps(self.judge(*json.loads(line))), file=self.out, flush=True)
        return True

    def judge(self, student, full):
        """Run and judge one submission. full : with the cells that grading leaves out."""
        cells, needless = self.notebooks[student]
        skip = frozenset() if full else needless
        started = time.process_time()
        enter_fresh_namespace(self.shell)
        session = self.bench.session = WarmSession(self.shell, cells, skip)
        self.bench.seed = hashlib.sha256(f"{self.seed}/{student}/{self.name}".encode()).hexdigest()
        self.bench.results, self.bench.memory = {}, {}
        scores = self.score(cells)
        session.run_until(len(cells))
        return {"ms": 1000 * (time.process_time() - started), "scores": scores}

    def score(self, cells):
        """Run the checks of each test cell, in order; return {grade_id: score}."""
        scores = {}
        for cell in filter(is_test, cells):
            exercise = grade_id_of(cell).removeprefix(TEST_PREFIX)
            items = self.items[exercise]
            for item, following in zip(items, [*items[1:], None]):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            checks = list(self.bench.results[exercise].values())
            scores[grade_id_of(cell)], _ = score_cell(cell.metadata["nbgrader"]["points"], checks)
        return scores


def enter_fresh_namespace(shell):
    """Give the shell an empty user namespace, as a new kernel has."""
    shell.user_module = types.ModuleType("__main__")
    shell.user_ns = vars(shell.user_module)
    shell.init_sys_modules()
    shell.init_user_ns()


def read_notebooks(course, assignment):
    """Return {student: (cells as the grader runs them, indices of those that it leaves out)}."""
    name = assignment.name
    released = read_notebook(assignment.released / f"{name}.ipynb")
    pictures = read_pictures(assignment.known_pictures(name))
    found = {}
    for path in sorted(course.root.glob(f"submitted/*/{name}/{name}.ipynb")):
        cells = restore_cells(read_notebook(path), released).notebook.cells
        found[path.parts[-3]] = cells, needless_cells(cells, released.cells, pictures)
    return found


def main(root, name, seed):
    """Judge what standard input asks for until it ends."""
    out, course = sys.stdout, Course(root)
    assignment = prepare_assignment(course, name)
    notebooks = read_notebooks(course, assignment)
    shell = make_shell()
    for module in notebook_modules(course, [name]):
        lean.import_module(module)
    run_operations_directly()  # as workers do
    lean.allow_slow_imports()
    bench = Bench()
    floor = Floor(shell, bench, notebooks, name, seed, sys.stdin, out)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        run_pytest([assignment.checks_dir], BenchPlugin(bench), floor)
        os.chdir("/")


if __name__ == "__main__":
    main(*sys.argv[1:])
