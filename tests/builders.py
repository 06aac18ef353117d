"""Make courses, notebooks and submissions for the tests, one line a cell."""

import shutil
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.notebooks import grade_id_of, is_answer, without_hidden_tests
from autograder.model_answers import without_markers

KIT = Path(__file__).parent.parent
MARK = {"schema_version": 3, "task": False, "grade": False, "locked": False, "solution": False}


def solution(name, body="return None", parameters="x"):
    """Return an authored solution cell for a function."""
    source = f"def {name}({parameters}):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
    return new_code_cell(source, id=name, metadata={"nbgrader": {**MARK, "grade_id": name, "solution": True}})


def test_cell(name, points, visible="", hidden=None):
    """Return an authored test cell; its hidden line calls the pytest checks unless other hidden tests are given."""
    call = f'__import__("autograder.in_kernel").in_kernel.report("{name}")'
    source = f"### BEGIN HIDDEN TESTS\n{call if hidden is None else hidden}\n### END HIDDEN TESTS\n{visible}"
    mark = {**MARK, "grade_id": f"test_{name}", "grade": True, "locked": True, "points": points}
    return new_code_cell(source, id=f"test_{name}", metadata={"nbgrader": mark})


test_cell.__test__ = False  # a builder, not a test


def written_answer(name, points):
    """Return an authored, manually graded markdown cell."""
    source = "Why?\n\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION"
    mark = {**MARK, "grade_id": name, "grade": True, "solution": True, "points": points}
    return new_markdown_cell(source, id=name, metadata={"nbgrader": mark})


def locked(name, source):
    """Return an authored, locked code cell without points."""
    return new_code_cell(source, id=name, metadata={"nbgrader": {**MARK, "grade_id": name, "locked": True}})


def cell(source):
    """Return a plain code cell."""
    return new_code_cell(source)


class CourseBuilder:
    """A course folder that a test fills."""

    def __init__(self, root):
        self.root = Path(root)
        self.root.mkdir(parents=True)
        (self.root / "nbgrader_config.py").write_text("c = get_config()\n")
        (self.root / "submitted").mkdir()

    @classmethod
    def copy_of(cls, other, root):
        """Return a CourseBuilder of a copy of another one's folder."""
        shutil.copytree(other.root, root)
        copy = cls.__new__(cls)
        copy.root = Path(root)
        return copy

    def configure(self, line):
        """Add a line to nbgrader_config.py."""
        with open(self.root / "nbgrader_config.py", "a") as file:
            file.write(line + "\n")

    def use_kit(self, *names):
        """Take assignments of the kit's own course over."""
        for name in names:
            shutil.copytree(KIT / "source" / name, self.root / "source" / name)

    def assignment(self, name, *cells, checks=None, solutions=None):
        """Author an assignment. checks : {exercise: source of test_<exercise>.py}; solutions : source of the references."""
        notebook = new_notebook(cells=list(cells))
        notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        self.write(f"source/{name}/{name}.ipynb", nbformat.writes(notebook))
        for exercise, source in (checks or {}).items():
            self.write(f"checks/{name}/test_{exercise}.py", source)
        if solutions:
            self.write(f"solutions/{name}.py", solutions)

    def write(self, path, text):
        """Write a text file below the course folder; return its path."""
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def authored(self, name):
        """Return an assignment's notebook as authored."""
        return nbformat.read(self.root / "source" / name / f"{name}.ipynb", as_version=4)

    def student_notebook(self, name, **answers):
        """Return the notebook of a student: hidden regions gone, the answers given in place, the rest as authored.

        answers : the sources of solution cells by grade_id; None deletes the cell.
        """
        notebook = deepcopy(self.authored(name))
        for original in list(notebook.cells):
            grade_id = grade_id_of(original)
            if grade_id in answers and answers[grade_id] is None:
                notebook.cells.remove(original)
            elif grade_id in answers:
                original.source = answers[grade_id]
            elif is_answer(original):
                original.source = without_markers(original.source)
            original.source = without_hidden_tests(original.source)
        return notebook

    def submit(self, student, name, notebook=None, file=None, **answers):
        """Hand in a notebook (a NotebookNode, or the text of the file); return its path."""
        if notebook is None:
            notebook = self.student_notebook(name, **answers)
        text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
        return self.write(f"submitted/{student}/{name}/{file or name + '.ipynb'}", text)

    def executed(self, student, name):
        """Return the executed notebook of a submission."""
        return nbformat.read(self.root / "autograded" / student / name / f"{name}.ipynb", as_version=4)
