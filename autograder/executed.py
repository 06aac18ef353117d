"""The executed notebook: what its cells put out, and under each test cell the report of its checks."""

import json
import os
import shutil
from pathlib import Path

from nbformat import from_dict
from nbgrader.utils import is_locked

from autograder.files import remove_folder, replaced_folder, write_atomically
from autograder.notebooks import TEST_PREFIX, grade_id_of, new_output
from autograder.rendering import render_cell
from autograder.side_files import copy_side_files


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


def notebooks_in(folder):
    """Return {name: file} of the executed notebooks in a folder."""
    return {path.stem: path for path in sorted(folder.glob("*.ipynb"))}


def put_in_place(notebooks, files, target):
    """Have a folder of autograded/ hold these executed notebooks, what lay beside the submitted ones, and nothing else.

    Without notebooks there is no folder, as nbgrader leaves it where nothing could be run. notebooks : their files; the one
    that lies there already may be among them. files : {relative path: file}.
    """
    if not notebooks:
        remove_folder(target)
        return
    with replaced_folder(target) as folder:
        copy_side_files(files, folder)
        for path in notebooks:
            try:
                os.link(path, folder / path.name)  # what was written to the disk safely is not written again
            except OSError:
                shutil.copyfile(path, folder / path.name)


def read_trusted(path):
    """Return a notebook as this grader or nbgrader has written it: it need not be validated again, which takes ten times as long."""
    return from_dict(json.loads(Path(path).read_text(encoding="utf-8")))


def write_notebook(notebook, path):
    """Write a notebook: neither split into lines nor indented, which takes nbformat four times as long; it reads both."""
    write_atomically(path, json.dumps(notebook, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_executed(task, notebook, results):
    """Write the executed notebook, and under each test cell the report of its checks."""
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
    write_notebook(notebook, task.output)
