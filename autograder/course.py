"""A course folder: its nbgrader configuration, its assignments, its submissions, and the checks that belong to it."""

import os
import sys
from dataclasses import dataclass, fields
from pathlib import Path

from autograder.limits import Limits

PACKAGE = Path(__file__).parent
STATE = ".autograder"  # the course's folder for what is kept between runs


class CourseError(Exception):
    """Something about the course that its instructor must put right; the message says what and where."""


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment."""

    student: str
    assignment: str
    folder: Path


class Course:
    """A folder with nbgrader_config.py, source/ and submitted/."""

    def __init__(self, root="."):
        """Read the configuration. Raises CourseError for a folder that is no course."""
        self.root = Path(root).resolve()
        if not self.root.is_dir():
            raise CourseError(f"{root} is not a folder")
        put_environment_on_path()
        self.config = self._load_config()
        self.directory = self.coursedir()
        if not Path(self.directory.format_path(self.directory.source_directory, ".", ".")).is_dir():
            raise CourseError(f"{self.root} is not a course: it has no {self.directory.source_directory}/ folder")

    def _load_config(self):
        from traitlets.config import Config
        from traitlets.config.loader import PyFileConfigLoader

        config = Config()
        if (self.root / "nbgrader_config.py").exists():
            try:
                config = PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
            except Exception as error:  # the file is Python: it may raise anything
                raise CourseError(f"{self.root}/nbgrader_config.py: {type(error).__name__}: {error}") from None
        config.CourseDirectory.root = str(self.root)
        return config

    def coursedir(self, **overrides):
        """Return nbgrader's CourseDirectory for this course, with some of its settings replaced."""
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.config, **overrides)

    def limits(self):
        """Return the Limits that `c.Autograder.<limit> = …` in nbgrader_config.py sets."""
        given = dict(self.config.get("Autograder", {}))
        known = {field.name for field in fields(Limits)}
        if unknown := sorted(set(given) - known):
            raise CourseError(f"nbgrader_config.py sets c.Autograder.{unknown[0]}; there are {', '.join(sorted(known))}")
        try:
            return Limits(**given)
        except ValueError as error:
            raise CourseError(f"nbgrader_config.py: c.Autograder.{error}") from None

    def path(self, kind, student=".", assignment="."):
        """Return the folder of a kind: "source", "submitted", "autograded", "release", "feedback"."""
        pattern = getattr(self.directory, f"{kind}_directory")
        return Path(self.directory.format_path(pattern, student, assignment))

    def assignments(self):
        """Return the ids of all assignments, sorted: the folders below source/ that hold a notebook."""
        folder = self.path("source")
        return sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and any(entry.glob("*.ipynb")))

    def require_assignments(self, names):
        """Return `names`, or all assignments where there are none. Raises CourseError for one that does not exist."""
        known = self.assignments()
        if unknown := [name for name in names if name not in known]:
            raise CourseError(f"there is no assignment {unknown[0]!r} in {self.path('source')}; there are: {', '.join(known)}")
        return list(names) or known

    def submissions(self, assignments, students=()):
        """Return the Submissions to these assignments, by assignment and student."""
        folder = self.path("submitted")
        if not folder.is_dir():
            raise CourseError(f"there are no submissions: {folder} does not exist")
        present = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink())
        if unknown := sorted(set(students) - set(present)):
            raise CourseError(f"there is no submission of {unknown[0]!r} in {folder}")
        return [
            Submission(student, assignment, folder / student / assignment)
            for assignment in assignments
            for student in (students or present)
            if (folder / student / assignment).is_dir()
        ]

    def checks_dir(self, assignment):
        """Return the folder of an assignment's pytest checks, the course's own or the kit's, or None."""
        for folder in (self.root / "checks" / assignment, PACKAGE / "checks" / assignment):
            if any(folder.glob("test_*.py")):
                return folder
        return None


def put_environment_on_path():
    """Let nbgrader find `alembic`, which it calls by bare name, in the environment that this Python belongs to."""
    folder = str(Path(sys.executable).parent)
    paths = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if folder not in paths:
        os.environ["PATH"] = os.pathsep.join([folder, *paths])
