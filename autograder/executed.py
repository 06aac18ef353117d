"""The executed notebook: what its cells put out, and under each test cell the report of its checks."""

import json
from pathlib import Path

from nbformat import from_dict
from nbgrader.utils import is_locked

from autograder.files import copy_file_atomically, write_atomically
from autograder.notebooks import TEST_PREFIX, grade_id_of, new_output
from autograder.rendering import render_cell


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
