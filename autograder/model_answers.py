"""The notebook of a student who gave the model answers, and variants of it."""

from copy import deepcopy

from autograder.notebooks import TEST_PREFIX, grade_id_of, is_answer, new_cell

MARKERS = ("BEGIN SOLUTION", "END SOLUTION")  # nbgrader's, where the course has no others


def solution_markers(config):
    """Return what begins and what ends a solution region in a course with this configuration."""
    from nbgrader.preprocessors import ClearSolutions

    clear = ClearSolutions(config=config)
    return clear.begin_solution_delimeter, clear.end_solution_delimeter


def model_notebook(authored, released, markers=MARKERS):
    """Return the notebook of a student who gave the model answers: the release with the authored answers."""
    notebook = deepcopy(released)
    answers = {grade_id_of(cell): cell.source for cell in authored.cells if is_answer(cell)}
    for cell in notebook.cells:
        if is_answer(cell):
            cell.source = without_markers(answers[grade_id_of(cell)], markers)
    return notebook


def without_markers(source, markers=MARKERS):
    """Return a cell's source without the lines that nbgrader takes for solution markers."""
    return "\n".join(line for line in source.splitlines() if not any(marker in line for marker in markers))


def with_answers(notebook, answers):
    """Return a copy of a notebook of model answers in which some exercises have another answer, {exercise: source}.

    Each stands until its test cell, then the model answer takes its place: later exercises may call it. Cells without
    an identity (demonstrations) are left out: they cost time and nothing may depend on them.
    """
    notebook = deepcopy(notebook)
    models, cells = {}, []
    for cell in notebook.cells:
        grade_id = grade_id_of(cell)
        if cell.cell_type == "code" and not grade_id:
            continue
        cells.append(cell)
        if grade_id in answers:
            models[TEST_PREFIX + grade_id] = cell.source
            cell.source = answers[grade_id]
        elif grade_id in models:
            cells.append(new_cell("code", models[grade_id]))
    notebook.cells = cells
    return notebook
