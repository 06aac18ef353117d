"""The sample class of `autograder demo`: one student of every kind that a grader meets.

A student is named after what is odd about the work. The right and the wrong answers are the known ones that lie beside
the checks.
"""

import json
import shutil
from copy import deepcopy

import nbformat
from nbformat.v4 import new_code_cell

from autograder.assignments import prepare_assignment
from autograder.batch import start_referees
from autograder.course import PACKAGE, Course
from autograder.imports import notebook_modules
from autograder.model_answers import model_notebook
from autograder.notebooks import TEST_PREFIX, grade_id_of, is_answer, is_test

KIT = PACKAGE.parent
FEW = {False: 2, True: 8}  # students with right and with wrong answers who take part in all assignments
WRITTEN = "The answer in the student's own words stands here, for a person to read.\n"


class Work:
    """One assignment from which submissions are made."""

    def __init__(self, assignment, notebook, engine):
        self.name = assignment.name
        self.file = f"{notebook}.ipynb"
        self.released = nbformat.read(assignment.released / self.file, as_version=4)
        authored = nbformat.read(assignment.authored / self.file, as_version=4)
        self.model = model_notebook(authored, self.released)
        self.exercises = [
            grade_id_of(cell).removeprefix(TEST_PREFIX) for cell in authored.cells if is_test(cell)
        ]
        known = engine.describe(assignment.checks_dir, self.exercises)
        self.answers = {name: known[name]["answers"] for name in self.exercises}
        for cell in self.model.cells:
            if is_answer(cell) and cell.cell_type == "markdown":
                cell.source = WRITTEN

    def copy(self):
        return deepcopy(self.model)

    def with_answers(self, wrong, index):
        """Return the notebook in which every exercise has its index-th known answer of one kind, as far as there is one."""
        notebook = self.copy()
        for exercise in self.exercises:
            fitting = self._of_kind(exercise, wrong)
            if index < len(fitting):
                find(notebook, exercise).source = fitting[index]["source"]
        return notebook

    def most(self, wrong):
        """Return how many known answers of one kind the richest exercise has."""
        return max(len(self._of_kind(exercise, wrong)) for exercise in self.exercises)

    def _of_kind(self, exercise, wrong):
        return [answer for answer in self.answers[exercise] if bool(answer["loses"]) == wrong]


def find(notebook, grade_id):
    """Return the cell with this grade_id."""
    return next(cell for cell in notebook.cells if grade_id_of(cell) == grade_id)


def replace_body(notebook, exercise, statement):
    """Make the exercise's function do nothing but `statement`."""
    cell = find(notebook, exercise)
    head = next(line for line in cell.source.splitlines() if line.startswith("def "))
    cell.source = f"{head}\n    {statement}\n"


def students(works):
    """Yield (student, {assignment: how its folder is filled}) for the whole class."""
    yield "right_model", {w.name: w.copy() for w in works}
    for wrong, label in ((False, "right_style"), (True, "wrong")):
        for index in range(max(w.most(wrong) for w in works)):
            # The first assignment shows every known answer; of the others, whose notebooks take longer, a few will do.
            fitting = [w for w in works if index < w.most(wrong) and (w is works[0] or index < FEW[wrong])]
            yield f"{label}_{index + 1:02}", {w.name: w.with_answers(wrong, index) for w in fitting}
    for name, damage in DAMAGES.items():
        yield name, {w.name: damage(w) for w in works}
    yield "endless_loop", {works[0].name: endless_loop(works[0])}  # once: it costs half a minute


def blank(work):
    return deepcopy(work.released)


def half_done(work):
    """Return the notebook with the second half left as released."""
    notebook = work.copy()
    for exercise in work.exercises[len(work.exercises) // 2 :]:
        find(notebook, exercise).source = find(work.released, exercise).source
    return notebook


def test_cell_deleted(work):
    notebook = work.copy()
    notebook.cells.remove(find(notebook, TEST_PREFIX + work.exercises[0]))
    return notebook


def answer_cell_deleted(work):
    notebook = work.copy()
    notebook.cells.remove(find(notebook, work.exercises[1]))
    return notebook


def test_cell_altered(work):
    notebook = work.copy()
    find(notebook, TEST_PREFIX + work.exercises[0]).source = "print('all tests passed')"
    replace_body(notebook, work.exercises[0], "return None")
    return notebook


def metadata_altered(work):
    notebook = work.copy()
    find(notebook, TEST_PREFIX + work.exercises[0]).metadata["nbgrader"]["points"] = 1000
    return notebook


def metadata_lost(work):
    notebook = work.copy()
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    return notebook


def cell_doubled(work):
    notebook = work.copy()
    cell = find(notebook, work.exercises[0])
    twin = new_code_cell(cell.source, metadata=deepcopy(cell.metadata), id=f"{cell.id}-copy")
    notebook.cells.insert(notebook.cells.index(cell), twin)
    return notebook


def syntax_error(work):
    notebook = work.copy()
    find(notebook, work.exercises[0]).source = f"def {work.exercises[0]}(x:\n    return x\n"
    return notebook


def endless_loop(work):
    notebook = work.copy()
    replace_body(notebook, work.exercises[-1], "while True: pass")
    return notebook


def crash(work):
    notebook = work.copy()
    replace_body(notebook, work.exercises[0], "import os; os._exit(0)")
    return notebook


def broken_json(work):
    return nbformat.writes(work.model)[:2000]


def renamed_notebook(work):
    return {"my final version (2).ipynb": nbformat.writes(work.model)}


def nothing_inside(work):
    return {}


DAMAGES = {
    function.__name__: function
    for function in (
        blank, half_done, test_cell_deleted, answer_cell_deleted, test_cell_altered, metadata_altered, metadata_lost,
        cell_doubled, syntax_error, crash, broken_json, renamed_notebook, nothing_inside,
    )
}  # fmt: skip


def make_class(folder, engine, jobs):
    """Write the sample course below `folder`, or bring it up to date; return its Course.

    engine : an Engine that was just started; its referees are there afterwards.

    Only files whose content changes are written, so that a second run grades nothing again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(KIT / "source", folder / "source", dirs_exist_ok=True)
    shutil.copy(KIT / "nbgrader_config.py", folder)
    course = Course(folder)
    assignments = [prepare_assignment(course, name) for name in course.assignments()]
    engine.preload(notebook_modules(course, course.assignments()), course.limits(), warm=True, court=True)
    start_referees(engine, assignments, jobs)
    works = [Work(assignment, name, engine) for assignment in assignments for name in assignment.notebooks()]
    for student, handed_in in students(works):
        for work in works:
            if work.name in handed_in:
                fill_folder(course.path("submitted", student, work.name), work, handed_in[work.name])
    return course


def fill_folder(folder, work, content):
    """Write one submission: a notebook, the text of its file, or {file name: text}."""
    if isinstance(content, nbformat.NotebookNode):
        content = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    files = content if isinstance(content, dict) else {work.file: content}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
