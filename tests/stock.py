"""Grade courses with nbgrader's own autograde, all in one process of its own; what it wrote into the gradebook.

`python -m tests.stock FOLDER…` releases and grades every assignment of each course folder.
"""

import contextlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook

KIT = Path(__file__).parent.parent


def grade_with_stock(*courses):
    """Grade copies of courses (CourseBuilder) with nbgrader; return a dict like `read_marks` gives for each."""
    copies = []
    for course in courses:
        copies.append(course.root.with_name(f"{course.root.name}-stock"))
        shutil.copytree(course.root, copies[-1], symlinks=True, ignore=shutil.ignore_patterns(".autograder", "gradebook.db", "autograded"))
    command = [sys.executable, "-m", "tests.stock", *map(str, copies)]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=KIT, env=environment, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    return [read_marks(copy) for copy in copies]


def read_marks(root):
    """Return {(student, assignment, notebook, cell): (auto_score, needs_manual_grade)} of a course's gradebook, and
    {(…, "late"): penalty} and {(…, cell, "comment"): text} with it.
    """
    marks = {}
    name = "marks.db" if (Path(root) / "marks.db").exists() else "gradebook.db"  # where the course is configured to have it
    with Gradebook(f"sqlite:///{root}/{name}") as book:
        for assignment in book.assignments:
            for submission in book.assignment_submissions(assignment.name):
                for notebook in submission.notebooks:
                    where = (submission.student.id, assignment.name, notebook.name)
                    marks[*where, "late"] = notebook.late_submission_penalty
                    for grade in notebook.grades:
                        marks[*where, grade.name] = (grade.auto_score, grade.needs_manual_grade)
                    for comment in notebook.comments:
                        marks[*where, comment.name, "comment"] = comment.auto_comment
    return marks


def _run(root):
    from nbgrader.apps import AutogradeApp, GenerateAssignmentApp

    os.chdir(root)
    for assignment in sorted(path.name for path in Path("source").iterdir() if path.is_dir()):
        for kind in (GenerateAssignmentApp, AutogradeApp):
            app = kind()
            app.initialize([assignment, "--force"])
            with contextlib.suppress(SystemExit):  # some submission failed: the test sees which
                app.start()
            if kind is GenerateAssignmentApp and (Path(root) / "before_autograde.py").exists():
                subprocess.run([sys.executable, "before_autograde.py"], check=True)


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        with contextlib.redirect_stdout(io.StringIO()):
            _run(folder)
