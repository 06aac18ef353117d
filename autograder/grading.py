"""Grade one submitted notebook: restore it, run it, judge each test cell as it is reached, write what came of it."""

import hashlib
import shutil
import tempfile
import time
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_grade, is_task

from autograder import outcomes
from autograder.files import write_atomically
from autograder.notebooks import UnreadableNotebook, grade_id_of, is_answer, is_test, read_notebook, restore_cells
from autograder.outcomes import CellResult, score_cell
from autograder.pytest_plugin import TEST_PREFIX
from autograder.rendering import render_cell
from autograder.session import Limits, NotebookRun


@dataclass
class Task:
    """One notebook of one submission. Paths are strings: a task travels as plain data."""

    student: str
    assignment: str
    notebook: str
    submitted: str  # the submitted notebook; may be missing
    released: str  # the notebook as students got it
    authored: str  # the notebook in source/
    output: str  # where the executed notebook goes; "" for nowhere
    seed: str
    checks_dir: str = ""  # "" for an assignment without pytest checks
    folders: list = field(default_factory=list)  # whose other files the notebook finds beside it; later ones win
    only: list = field(default_factory=list)  # exercises to judge; all, if empty
    limits: dict = field(default_factory=dict)
    isolation: str = ""
    warnings: list = field(default_factory=list)  # what was odd about the submission before it was opened


@dataclass
class Graded:
    """What came of a task."""

    results: list  # CellResult
    warnings: list = field(default_factory=list)
    no_response: list = field(default_factory=list)  # grade_ids of answers left as they were released
    seconds: float = 0.0


class Grader:
    """Grades tasks with the checks that a pytest session has collected."""

    def __init__(self, zygote, bench, run_items, items):
        """items : {(checks_dir, exercise): [pytest items]}; run_items(items) runs them against the bench."""
        self.zygote = zygote
        self.bench = bench
        self.run_items = run_items
        self.items = items

    def grade(self, task):
        """Return the Graded of a Task."""
        started = time.perf_counter()
        released = read_notebook(Path(task.released))
        try:
            submitted = read_notebook(Path(task.submitted)) if Path(task.submitted).exists() else None
            problem = "" if submitted is not None else "no such notebook was submitted"
        except UnreadableNotebook as error:
            submitted, problem = None, str(error)
        if submitted is None:
            graded = Graded([_not_run(task, cell, problem) for cell in graded_cells(released)], [problem])
        else:
            graded = self._grade_notebook(task, submitted, released)
        graded.warnings = [*task.warnings, *graded.warnings]
        graded.seconds = time.perf_counter() - started
        return graded

    def _grade_notebook(self, task, submitted, released):
        restored = restore_cells(submitted, released)
        notebook = restored.notebook
        folder = tempfile.mkdtemp(prefix="notebook-")
        try:
            copy_side_files(task.folders, folder)
            run = self._prepare_run(task, notebook, folder)
            results = self._judge_all(task, notebook, run)
            for result in results:
                if result.grade_id in restored.missing_answers:
                    result.score, result.needs_manual_grade = None, True
            warnings = restored.warnings + run.warnings()
        finally:
            self.bench.session = None
            shutil.rmtree(folder, ignore_errors=True)
        if task.output:
            write_executed(task, notebook, run.outputs, results)
        order = {grade_id_of(cell): i for i, cell in enumerate(graded_cells(released))}
        results.sort(key=lambda result: order[result.grade_id])
        return Graded(results, warnings, [grade_id_of(c) for c in notebook.cells if is_answer(c) and _is_untouched(c)])

    def _prepare_run(self, task, notebook, folder):
        """Return the NotebookRun; a test cell without pytest checks runs with its hidden tests, as nbgrader runs it."""
        authored = {grade_id_of(cell): cell for cell in read_notebook(Path(task.authored)).cells}
        cells = deepcopy(notebook.cells)
        exercises, tests, skip = {}, {}, set()
        for index, cell in enumerate(cells):
            grade_id = grade_id_of(cell)
            if grade_id is None:
                continue
            exercises[index] = grade_id.removeprefix(TEST_PREFIX)
            if is_test(cell):
                tests[grade_id] = index
                if not self._items_of(task, grade_id):
                    cell.source = authored[grade_id].source
                elif task.only and exercises[index] not in task.only:
                    skip.add(index)
        known = {grade_id.removeprefix(TEST_PREFIX) for grade_id in tests}
        exercises = {index: name for index, name in exercises.items() if name in known}
        return NotebookRun(
            self.zygote, cells, Path(folder), Limits(**task.limits), exercises, tests, frozenset(skip)
        )

    def _items_of(self, task, grade_id):
        return self.items.get((task.checks_dir, grade_id.removeprefix(TEST_PREFIX)), [])

    def _judge_all(self, task, notebook, run):
        try:
            results = []
            for cell in graded_cells(notebook):
                exercise = grade_id_of(cell).removeprefix(TEST_PREFIX)
                if not task.only or exercise in task.only:
                    results.append(self._judge(task, cell, run))
            run.finish()
            return results
        finally:
            run.close()

    def _judge(self, task, cell, run):
        started = time.perf_counter()
        grade_id, max_score = grade_id_of(cell), float(cell.metadata["nbgrader"]["points"])
        result = CellResult(task.student, task.assignment, task.notebook, grade_id, None, max_score, outcomes.MANUAL)
        items = self._items_of(task, grade_id) if is_test(cell) else []
        if items:
            result.checks = self._run_checks(task, grade_id.removeprefix(TEST_PREFIX), items, run)
            result.score, result.outcome = score_cell(max_score, result.checks)
            result.needs_manual_grade = result.outcome in (outcomes.GRADER_ERROR, outcomes.NOT_RUN)
        elif is_test(cell):
            _score_by_outputs(result, cell, run)
        else:
            result.score = None if is_task(cell) else determine_grade(cell)[0]
            result.needs_manual_grade = result.score is None
        result.seconds = time.perf_counter() - started
        result.isolation = task.isolation
        return result

    def _run_checks(self, task, exercise, items, run):
        text = f"{task.seed}/{task.student}/{task.assignment}"
        self.bench.session = run
        self.bench.seed = hashlib.sha256(text.encode()).hexdigest()
        self.bench.results, self.bench.replies = {}, {}
        self.run_items(items)
        return list(self.bench.results.get(exercise, {}).values())


def _score_by_outputs(result, cell, run):
    """Score a test cell that has no pytest checks as nbgrader does: by what it put out."""
    grade_id = result.grade_id
    run.reach(grade_id)
    index = run.test_of[grade_id]
    ran = deepcopy(cell)
    ran.outputs = run.outputs.get(index, [])
    if index in run.deadly_cells:
        result.score, result.outcome = 0.0, run.deadly_cells[index][0]
        return
    if run.spent and index not in run.outputs:
        result.score, result.outcome, result.needs_manual_grade = 0.0, outcomes.NOT_RUN, True
        return
    result.score, _ = determine_grade(ran)
    errors = any(output.output_type == "error" for output in ran.outputs)
    if result.score == result.max_score:
        result.outcome = outcomes.PASSED
    elif result.score:
        result.outcome = outcomes.PARTIAL
    else:
        result.outcome = outcomes.RAISED if errors else outcomes.FAILED


def graded_cells(notebook):
    return [cell for cell in notebook.cells if grade_id_of(cell) and (is_grade(cell) or is_task(cell))]


def _is_untouched(cell):
    from nbgrader.utils import compute_checksum

    return cell.metadata["nbgrader"].get("checksum") == compute_checksum(cell)


def _not_run(task, cell, problem):
    """Return the result of a cell in a notebook that cannot be run at all: nothing earned, but a person is to look."""
    points = float(cell.metadata["nbgrader"]["points"])
    result = CellResult(task.student, task.assignment, task.notebook, grade_id_of(cell), 0.0, points, outcomes.NOT_RUN)
    result.needs_manual_grade = True
    result.isolation = task.isolation
    return result


def copy_side_files(folders, target):
    """Copy the plain files below each folder, notebooks and links left out, into `target`; later folders win."""
    for folder in map(Path, folders):
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file() or path.suffix == ".ipynb":
                continue
            copy = Path(target) / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def write_executed(task, notebook, outputs, results):
    """Write the executed notebook: outputs, and under each test cell the report of its checks."""
    reports = {result.grade_id: result for result in results}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        cell.outputs = outputs.get(index, [])
        result = reports.get(grade_id_of(cell))
        if result is not None and result.checks:
            exercise = result.grade_id.removeprefix(TEST_PREFIX)
            text = render_cell(exercise, result.max_score, result.score, result.checks)
            cell.outputs = [*cell.outputs, new_output("display_data", data={"text/plain": text})]
    write_atomically(Path(task.output), nbformat.writes(notebook) + "\n")
