"""Grade one submitted notebook: restore it, run it, judge each test cell as it is reached, write what came of it."""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from nbformat import from_dict
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_locked, is_task

from autograder import outcomes
from autograder.conversation import Died
from autograder.files import copy_file_atomically, write_atomically
from autograder.influence import leaves_a_trace, needless_cells
from autograder.limits import Limits
from autograder.nbgrader_rules import load_steps, score_outputs
from autograder.notebooks import (
    SKIP, TEST_PREFIX, UnreadableNotebook, grade_id_of, is_answer, is_test, new_output, read_notebook, read_with_remarks,
)  # fmt: skip
from autograder.outcomes import CellResult, score_cell
from autograder.rendering import render_cell
from autograder.restoring import restore_cells
from autograder.session import NotebookRun
from autograder.stages import Stages


@dataclass
class Task:
    """One notebook of one submission. Paths are strings: a task travels as plain data."""

    student: str
    assignment: str
    notebook: str
    submitted: str  # the submitted notebook; may be missing
    released: str  # the notebook as students got it
    complete: str  # the released notebook with its hidden tests
    output: str  # where the executed notebook goes; "" for nowhere
    seed: str
    checks_dir: str = ""  # "" for an assignment without pytest checks
    files: dict = field(default_factory=dict)  # what else lies beside the notebook: relative path -> file
    only: list = field(default_factory=list)  # exercises to judge; all, if empty
    checks_only: bool = False  # leave out what the test cells of exercises with checks do where a student sees it
    to_the_end: bool = True  # run also the cells after the last one that is judged
    executed: str = ""  # with `only`: the notebook of the earlier run, whose other cells stay as they are
    limits: dict = field(default_factory=dict)
    isolation: str = ""
    refused: str = ""  # why the notebook cannot be run here; "" if it can
    steps: str = ""  # nbgrader's preprocessors that do their work here (nbgrader_rules.pack_steps)
    root: str = ""  # the course's folder
    db_url: str = ""
    warnings: list = field(default_factory=list)  # what was odd about the submission before it was opened
    pictures: str = ""  # file with the outputs of the release's own pictures; "" or no file: every cell is run

    def as_request(self):
        """Return what a referee is sent."""
        return {"task": asdict(self)}


@dataclass
class Drawing:
    """A run of a notebook as it was released, for the pictures that need not be drawn again in each submission."""

    released: str
    files: dict
    limits: dict

    def as_request(self):
        """Return what a referee is sent."""
        return {"drawing": asdict(self)}


@dataclass
class Graded:
    """What came of a task."""

    results: list  # CellResult
    warnings: list = field(default_factory=list)
    no_response: list = field(default_factory=list)  # grade_ids of answers left as they were released
    seconds: float = 0.0
    spent: dict = field(default_factory=dict)  # stage -> [wall-clock seconds, CPU seconds] (stages.STAGES)

    @classmethod
    def from_data(cls, data):
        """Return the Graded that `dataclasses.asdict` made `data` of."""
        return cls(**{**data, "results": [CellResult.from_dict(result) for result in data["results"]]})


class Grader:
    """Grades tasks with the checks that a pytest session has collected."""

    def __init__(self, zygote, bench, run_items, items):
        """items : {(checks_dir, exercise): [pytest items]}; run_items(items) runs them against the bench."""
        self.zygote = zygote
        self.bench = bench
        self.run_items = run_items
        self.items = items

    def draw(self, drawing):
        """Return {source: outputs} of the cells that draw when the release itself is run, and leave no other trace; None if it broke off."""
        cells = read_own(drawing.released).cells
        with _folder_with(drawing.files) as folder:
            run = NotebookRun(self.zygote, cells, folder, Limits(**drawing.limits))
            try:
                states = [run.state()]
                for index in range(len(cells)):
                    run.run_until(index + 1)
                    states.append(run.state() if cells[index].cell_type == "code" else states[-1])
            except Died:
                return None
            finally:
                run.close()
        if run.warnings():
            return None
        times = Counter(cell.source for cell in cells)
        return {
            cells[index].source: outputs
            for index, outputs in run.outputs.items()
            if _is_picture(outputs)
            and times[cells[index].source] == 1
            and not leaves_a_trace(cells[index].source, states[index], states[index + 1])
        }

    def grade(self, task):
        """Return the Graded of a Task."""
        started = time.perf_counter()
        self.stages = Stages()
        with self.stages.stage("read"):
            released = read_own(task.released)
            submitted, remarks, problem = read_submitted(Path(task.submitted))
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
        graded.warnings = [*task.warnings, *remarks, *graded.warnings]
        graded.seconds = time.perf_counter() - started
        graded.spent = self.stages.spent
        return graded

    def _grade_notebook(self, task, submitted, released):
        with self.stages.stage("read"):
            complete = {grade_id_of(cell): cell for cell in read_own(task.complete).cells if grade_id_of(cell)}
            restored = restore_cells(submitted, released)
            steps = load_steps(task.steps, task.root)
            notebook = steps.prepare(restored.notebook, resources_of(task))
        with _folder_with(task.files) as folder:
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
            for result in results:
                if result.grade_id in restored.missing_answers:
                    result.score, result.needs_manual_grade = None, True
            if task.output:
                write_executed(task, notebook, results)
        order = {grade_id_of(cell): i for i, cell in enumerate(graded_cells(released))}
        results.sort(key=lambda result: order[result.grade_id])
        return Graded(results, warnings, [grade_id_of(c) for c in notebook.cells if is_answer(c) and _is_untouched(c)])

    def _prepare_run(self, task, notebook, released, complete, restored, folder):
        """Return the NotebookRun; a test cell without pytest checks runs with its hidden tests, as nbgrader runs it."""
        cells = deepcopy(notebook.cells)
        exercises, tests, skip, unwanted = {}, {}, set(), set()
        for index, cell in enumerate(cells):
            grade_id = grade_id_of(cell)
            if is_left_out(cell) or grade_id in restored.missing_answers:
                skip.add(index)
            if grade_id is None:
                continue
            exercises[index] = grade_id.removeprefix(TEST_PREFIX)
            has_checks = is_test(cell) and bool(self._items_of(task, grade_id))
            if is_locked(cell) and not has_checks:
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
            result.needs_manual_grade = result.outcome in (outcomes.GRADER_ERROR, outcomes.NOT_RUN)
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

    def _run_checks(self, task, exercise, items, run):
        text = f"{task.seed}/{task.student}/{task.assignment}"
        self.bench.session = run
        self.bench.seed = hashlib.sha256(text.encode()).hexdigest()
        self.bench.results, self.bench.memory = {}, {}
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


def read_submitted(path):
    """Return (notebook, remarks, "") of a submitted file, or (None, [], why there is none)."""
    try:
        if not path.exists():
            return None, [], "no such notebook was submitted"
        return *read_with_remarks(path), ""
    except UnreadableNotebook as error:
        return None, [], str(error)


def read_own(path):
    """Return a notebook of the course's, read once as long as its file does not change. It is not to be changed."""
    status = os.stat(path)
    return _read_own(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _read_own(path, *_):
    return read_notebook(Path(path))


@lru_cache(maxsize=64)
def read_pictures(path):
    """Return what Grader.draw returned, from the file that it was written to; {} where there is none."""
    return json.loads(Path(path).read_text(encoding="utf-8")) if path else {}


def _is_picture(outputs):
    kinds = {output.output_type for output in outputs}
    return "error" not in kinds and any("image/png" in output.get("data", {}) for output in outputs)


@contextmanager
def _folder_with(files):
    """Give a notebook a folder of its own, with the files that belong beside it."""
    with tempfile.TemporaryDirectory(prefix="notebook-", ignore_cleanup_errors=True) as folder:
        copy_side_files(files, folder)
        yield Path(folder)


def resources_of(task):
    """Return what nbgrader tells its preprocessors of a notebook."""
    where = {"student": task.student, "assignment": task.assignment, "notebook": task.notebook, "db_url": task.db_url}
    return {"nbgrader": where, "unique_key": task.notebook, "output_files_dir": f"{task.notebook}_files"}


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


def graded_cells(notebook):
    return [cell for cell in notebook.cells if grade_id_of(cell) and (is_grade(cell) or is_task(cell))]


def _is_untouched(cell):
    return cell.metadata["nbgrader"].get("checksum") == compute_checksum(cell)


def copy_side_files(files, target):
    """Copy files, {relative path: file}, into the folder `target`."""
    for relative, file in files.items():
        copy = Path(target) / relative
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def attach_outputs(notebook, outputs, complete):
    """Give the cells of a notebook what they put out, and locked text its marking schemes, which assistants grade by."""
    ran = 0
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs = outputs.get(index, [])
            if index in outputs:
                ran += 1
                cell.execution_count = ran
        elif is_locked(cell):
            cell.source = complete[grade_id_of(cell)].source


def take_outputs(notebook, other, grade_ids):
    """Give the cells with these grade_ids in an executed notebook the outputs that they have in another run of it."""
    fresh = {grade_id_of(cell): cell for cell in other.cells if grade_id_of(cell) in grade_ids}
    ran = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            run = fresh.get(grade_id_of(cell), cell)
            ran += run.execution_count is not None
            cell.outputs, cell.execution_count = run.outputs, None if run.execution_count is None else ran


def copy_beside(files, notebook):
    """Put what lay beside a submitted notebook beside the executed one."""
    for relative, file in files.items():
        copy_file_atomically(file, Path(notebook).parent / relative)


def read_trusted(path):
    """Return a notebook as this grader or nbgrader has written it: it need not be validated again, which takes ten times as long."""
    return from_dict(json.loads(Path(path).read_text(encoding="utf-8")))


def write_notebook(notebook, path):
    """Write a notebook: neither split into lines nor indented, which takes nbformat four times as long; it reads both."""
    write_atomically(path, json.dumps(notebook, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_executed(task, notebook, results):
    """Write the executed notebook, under each test cell the report of its checks, and what lay beside it."""
    reports = {result.grade_id: result for result in results if result.checks}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (result := reports.get(grade_id_of(cell))):
            exercise = result.grade_id.removeprefix(TEST_PREFIX)
            text = render_cell(exercise, result.max_score, result.score, result.checks)
            cell.outputs = [*cell.outputs, new_output("display_data", data={"text/plain": text})]
    if task.executed:
        earlier = read_trusted(task.executed)
        take_outputs(earlier, notebook, reports)
        notebook = earlier
    copy_beside(task.files, task.output)
    write_notebook(notebook, task.output)
