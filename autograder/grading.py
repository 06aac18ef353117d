"""Grade one submitted notebook: restore it, run it, judge each test cell as it is reached, write what came of it."""

import hashlib
import os
import time
from collections import defaultdict
from pathlib import Path

from nbformat import from_dict
from nbgrader.utils import compute_checksum, determine_grade, is_locked, is_task

from autograder import outcomes
from autograder.describing import printable, shorten
from autograder.drawings import read_pictures
from autograder.executed import attach_outputs, write_executed
from autograder.files import is_closed
from autograder.finding import describe_instead
from autograder.influence import needless_cells
from autograder.limits import Limits
from autograder.nbgrader_rules import load_steps, score_outputs
from autograder.notebooks import (
    SKIP, TEST_PREFIX, UnreadableNotebook, calls_checks, grade_id_of, graded_cells, is_answer, is_test, read_own, read_with_remarks,
)  # fmt: skip
from autograder.outcomes import CellResult, score_cell
from autograder.restoring import restore_cells
from autograder.session import NotebookRun
from autograder.side_files import folder_with
from autograder.stages import Stages
from autograder.tasks import Graded

MAX_WARNING = 1_000  # characters: names from the notebook are in it


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
        self.stages = Stages()
        with self.stages.stage("read"):
            released = read_own(task.released)
            submitted, remarks, problem = read_submitted(Path(task.submitted), task.files)
        if submitted is None:
            results = [new_result(task, cell, outcomes.NOT_RUN, 0.0, by_hand=True) for cell in graded_cells(released)]
            graded = Graded(results, [problem])
        elif task.refused:
            results = [new_result(task, cell, outcomes.NOT_RUN, by_hand=True) for cell in graded_cells(released)]
            graded = Graded(results, [task.refused])
        else:
            graded = self._grade_notebook(task, submitted, released)
            if any("damaged" in remark for remark in remarks):
                _flag_lost_points(graded.results)
        graded.warnings = [shorten(printable(text), MAX_WARNING) for text in [*task.warnings, *remarks, *graded.warnings]]
        graded.seconds = time.perf_counter() - started
        graded.spent = self.stages.spent
        return graded

    def _grade_notebook(self, task, submitted, released):
        with self.stages.stage("read"):
            complete = {grade_id_of(cell): cell for cell in read_own(task.complete).cells if grade_id_of(cell)}
            restored = restore_cells(submitted, released)
            steps = load_steps(task.steps, task.root)
            notebook = steps.prepare(restored.notebook, resources_of(task))
        with folder_with(task.files) as folder:
            with self.stages.stage("read"):
                run = self._prepare_run(task, notebook, released, complete, restored, folder)
            steps.begin_imports()  # the worker takes longer
            try:
                with self.stages.stage("checks"):
                    results = self._judge_all(task, notebook, run)
            finally:
                self.bench.session = None
        warnings = restored.warnings + run.warnings()
        with self.stages.stage("write"):
            attach_outputs(notebook, run.outputs, complete)
            notebook = steps.finish(notebook, resources_of(task))
            warnings += self._score_by_outputs(task, notebook, run, results)
            warnings += self._refuse_to_score(task, complete, results)
            for result in results:
                if result.grade_id in restored.missing_answers:
                    result.score, result.needs_manual_grade = None, True
            if task.output:
                write_executed(task, notebook, results)
        order = {grade_id_of(cell): i for i, cell in enumerate(graded_cells(released))}
        results.sort(key=lambda result: order[result.grade_id])
        untouched = [grade_id_of(cell) for cell in notebook.cells if is_answer(cell) and _is_untouched(cell)]
        return Graded(results, warnings, [grade_id for grade_id in untouched if grade_id not in restored.missing_answers])

    def _prepare_run(self, task, notebook, released, complete, restored, folder):
        """Return the NotebookRun; a test cell without pytest checks runs with its hidden tests, as nbgrader runs it."""
        cells = from_dict(notebook.cells)  # copies
        exercises, tests, skip, unwanted = {}, {}, set(), set()
        for index, cell in enumerate(cells):
            grade_id = grade_id_of(cell)
            if is_left_out(cell) or grade_id in restored.missing_answers:
                skip.add(index)
            if grade_id is None:
                continue
            exercises[index] = grade_id.removeprefix(TEST_PREFIX)
            has_checks = is_test(cell) and bool(self._items_of(task, grade_id))
            if is_locked(cell) and not has_checks and not calls_checks(complete[grade_id].source):
                cell.source = complete[grade_id].source
            if is_test(cell):
                tests[grade_id] = index
                if has_checks and (task.checks_only or task.only and exercises[index] not in task.only):
                    unwanted.add(index)
        known = {grade_id.removeprefix(TEST_PREFIX) for grade_id in tests}
        exercises = {index: name for index, name in exercises.items() if name in known}
        pictures = read_pictures(task.pictures)
        needless = needless_cells(cells, released.cells, pictures, unwanted)
        run = NotebookRun(
            self.zygote, cells, folder, Limits(**task.limits), exercises, tests, frozenset(skip | needless), self.stages
        )
        run.outputs.update({index: [from_dict(output) for output in pictures[cells[index].source]] for index in needless - unwanted})
        return run

    def _items_of(self, task, grade_id):
        return self.items.get((task.checks_dir, grade_id.removeprefix(TEST_PREFIX)), [])

    def _judge_all(self, task, notebook, run):
        try:
            results = []
            for cell in graded_cells(notebook):
                exercise = grade_id_of(cell).removeprefix(TEST_PREFIX)
                if not task.only or exercise in task.only:
                    results.append(self._judge(task, cell, run))
            if task.to_the_end:
                run.finish()
            else:
                for grade_id in run.test_of.keys() & {result.grade_id for result in results}:
                    run.reach(grade_id)
            return results
        finally:
            run.close()

    def _judge(self, task, cell, run):
        """Return the result of a graded cell; that of a test cell without pytest checks is still open."""
        grade_id = grade_id_of(cell)
        run.approach(grade_id)
        started = time.perf_counter()
        result = new_result(task, cell, outcomes.MANUAL)
        items = self._items_of(task, grade_id) if is_test(cell) else []
        if items:
            result.checks = self._run_checks(task, grade_id.removeprefix(TEST_PREFIX), items, run)
            result.score, result.outcome = score_cell(result.max_score, result.checks)
            unfinished = any(check.outcome == outcomes.NOT_RUN for check in result.checks)
            result.needs_manual_grade = unfinished or result.outcome == outcomes.GRADER_ERROR
        elif is_test(cell):
            run.reach(grade_id)
        else:
            result.score = None if is_task(cell) else determine_grade(cell)[0]
            result.needs_manual_grade = result.score is None
        result.seconds = time.perf_counter() - started
        return result

    def _score_by_outputs(self, task, executed, run, results):
        """Score the test cells that have no pytest checks, in the executed notebook; return what there is to say of them."""
        tests = {grade_id_of(cell): cell for cell in executed.cells if is_test(cell)}
        remarks = []
        for result in results:
            cell = tests.get(result.grade_id)
            if cell is not None and not self._items_of(task, result.grade_id):
                if remark := _score_by_outputs(result, cell, run):
                    remarks.append(f"cell `{result.grade_id}` {remark}")
        return remarks

    def _refuse_to_score(self, task, complete, results):
        """Take the scores of test cells whose checks are gone: a fault of the course's. Returns what there is to say of them."""
        remarks = []
        for result in results:
            cell = complete[result.grade_id]
            if is_test(cell) and calls_checks(cell.source) and not self._items_of(task, result.grade_id):
                result.score, result.outcome, result.needs_manual_grade = None, outcomes.GRADER_ERROR, True
                file = f"checks/{task.assignment}/{result.grade_id}.py"
                remarks.append(f"cell `{result.grade_id}` has no score: it is judged by checks, and there are none in {file}")
        return remarks

    def _run_checks(self, task, exercise, items, run):
        text = f"{task.seed}/{task.student}/{task.assignment}"
        self.bench.session = run
        self.bench.seed = hashlib.sha256(text.encode()).hexdigest()
        self.bench.results, self.bench.memory = {}, {}
        self.bench.explains = not task.checks_only
        self.run_items(items)
        return list(self.bench.results.get(exercise, {}).values())


def _score_by_outputs(result, cell, run):
    """Score a test cell that has no pytest checks as nbgrader does, by what it put out; return a remark or ""."""
    index = run.test_of[result.grade_id]
    if index in run.deadly_cells:
        result.score, result.outcome = 0.0, run.deadly_cells[index][0]
        return ""
    if run.spent and index not in run.outputs:
        result.score, result.outcome, result.needs_manual_grade = 0.0, outcomes.NOT_RUN, True
        return ""
    result.score, remark = score_outputs(cell)
    errors = [output.ename for output in cell.outputs if output.output_type == "error"]
    if result.score is None:
        result.outcome, result.needs_manual_grade = outcomes.MANUAL, True
    elif result.score == result.max_score:
        result.outcome = outcomes.PASSED
    elif result.score:
        result.outcome = outcomes.PARTIAL
    elif outcomes.TIMED_OUT in errors:
        result.outcome = outcomes.TIMED_OUT
    else:
        result.outcome = outcomes.RAISED if errors else outcomes.FAILED
    return remark


def read_submitted(path, beside):
    """Return (notebook, remarks, "") of a submitted file, or (None, [], why there is none).

    beside : {relative path: file} of what lies beside it, the assignment's own files among them.
    """
    if is_closed(path.parent):
        return None, [], "the folder cannot be read"
    try:
        if not os.path.exists(path):
            instead = describe_instead([name for name, file in beside.items() if Path(file).is_relative_to(path.parent)])
            return None, [], "; ".join(filter(None, ("no such notebook was submitted", instead)))
        return *read_with_remarks(path), ""
    except UnreadableNotebook as error:
        return None, [], str(error)


def resources_of(task):
    """Return what nbgrader tells its preprocessors of a notebook, as they get it: without a KeyError for what is not there."""
    file = Path(task.submitted)
    where = {"student": task.student, "assignment": task.assignment, "notebook": task.notebook, "db_url": task.db_url}
    told = {"nbgrader": where, "unique_key": task.notebook, "output_files_dir": f"{task.notebook}_files"}
    return defaultdict(str, told, metadata={"name": task.notebook, "path": str(file.parent)})


def is_left_out(cell):
    """Whether nbgrader would not run a cell: a notebook's author may tag one that takes too long."""
    return SKIP in cell.metadata.get("tags", [])


def new_result(task, cell, outcome, score=None, by_hand=False):
    """Return the CellResult of a graded cell."""
    points = float(cell.metadata["nbgrader"]["points"])
    return CellResult(
        task.student, task.assignment, task.notebook, grade_id_of(cell), score, points, outcome, by_hand,
        isolation=task.isolation,
    )  # fmt: skip


def _flag_lost_points(results):
    """Have a person look at what a notebook that arrived in part has lost."""
    for result in results:
        result.needs_manual_grade |= result.score != result.max_score


def _is_untouched(cell):
    return cell.metadata["nbgrader"].get("checksum") == compute_checksum(cell)
