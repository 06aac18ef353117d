"""A course folder: its nbgrader configuration, its assignments, its submissions, and the checks that belong to it."""

import copy
import glob
import os
import re
import sys
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.files import fingerprint, is_closed
from autograder.limits import Limits
from autograder.sandbox import LEVELS

PACKAGE = Path(__file__).parent
OTHER_SETTINGS = ("isolation", "warm")  # of c.Autograder, beside the limits
MAX_ID_BYTES = 250  # of a student's id: a file or folder of ours has five bytes more in its name, and file systems take 255
STATE = ".autograder"  # the course's folder for what is kept between runs


class CourseError(Exception):
    """Something about the course that its instructor must put right; the message says what and where."""


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment."""

    student: str
    assignment: str
    folder: Path

    def notebooks(self):
        """Return the paths in its folder that are named as notebooks, sorted. Nothing behind a symbolic link is among them."""
        found = [] if self.folder.is_symlink() or is_closed(self.folder) else sorted(self.folder.glob("*.ipynb"))
        return [path for path in found if not path.is_symlink()]


class Course:
    """A folder with nbgrader_config.py, source/ and submitted/.

    configured_by : fingerprint of its configuration and of the Python files beside it, which may hold preprocessors and plugins.
    """

    def __init__(self, root=".", config=None, gradebook=None):
        """Read the configuration. Raises CourseError for a folder that is no course.

        config : nbgrader's configuration, where it is loaded already; `root` is the one that it names then. gradebook : the file of
            another one than is configured.
        """
        self.root = Path(root).resolve()
        if not self.root.is_dir():
            raise CourseError(f"{root} is not a folder")
        put_environment_on_path()
        self.configured_by = fingerprint(*sorted(self.root.glob("*.py")), follow_links=True)  # before it is read
        self.config = self._load_config() if config is None else copy.deepcopy(config)
        if gradebook:  # a copy of a course, whatever root is configured
            self.config.CourseDirectory.db_url = sqlite_url(gradebook)
            self.config.CourseDirectory.root = str(self.root)
        else:
            self._complete_config()
        self.directory = self.coursedir()
        if not Path(self.directory.format_path(self.directory.source_directory, ".", ".")).is_dir():
            raise CourseError(f"{self.root} is not a course: it has no {self.directory.source_directory}/ folder")

    def _load_config(self):
        """Return the configuration in the course's folder; follow the root that it names."""
        from traitlets.config import Config
        from traitlets.config.loader import PyFileConfigLoader

        config = Config()
        if (self.root / "nbgrader_config.py").exists():
            try:
                config = PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
            except Exception as error:  # the file is Python: it may raise anything
                raise CourseError(f"{self.root}/nbgrader_config.py: {type(error).__name__}: {error}") from None
        self.root = (self.root / config.CourseDirectory.get("root", "")).resolve()
        return config

    def _complete_config(self):
        """Give a gradebook at a relative path, or at nbgrader's own, its place in the course."""
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        self.config.CourseDirectory.root = str(self.root)
        try:
            url = make_url(self.config.CourseDirectory.get("db_url", "sqlite:///gradebook.db"))
        except ArgumentError as error:
            raise CourseError(f"nbgrader_config.py: c.CourseDirectory.db_url: {error}") from None
        if file := sqlite_file(url):
            self.config.CourseDirectory.db_url = url.set(database=str(self.root / file)).render_as_string()

    def has_gradebook(self):
        """Whether there is a gradebook to connect to: to connect to a file that is not there would make an empty one."""
        path = sqlite_file(self.directory.db_url)
        return path is None or path.exists()

    def coursedir(self, **overrides):
        """Return nbgrader's CourseDirectory for this course, with some of its settings replaced."""
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.config, **overrides)

    def limits(self):
        """Return the Limits that nbgrader_config.py sets.

        `c.Autograder.<limit> = …`; a cell has the time that nbgrader would give it unless `cell_s` is set.
        """
        given = dict(self.config.get("Autograder", {}))
        for other in OTHER_SETTINGS:
            given.pop(other, None)
        known = {field.name for field in fields(Limits)}
        if unknown := sorted(set(given) - known):
            settings = ", ".join(sorted([*known, *OTHER_SETTINGS]))
            raise CourseError(f"nbgrader_config.py sets c.Autograder.{unknown[0]}; there are {settings}")
        try:
            return Limits(**{"cell_s": self._nbgrader_timeout(), **given})
        except ValueError as error:
            raise CourseError(f"nbgrader_config.py: c.Autograder.{error}") from None

    def _nbgrader_timeout(self):
        """Return the seconds that `c.Execute.timeout` gives a cell; all there is, if it sets no limit."""
        seconds = Limits.cell_s
        if any("timeout" in section for section in self.config.values() if hasattr(section, "keys")):
            from nbgrader.preprocessors import Execute  # 0.8 s, and it knows which classes' sections count

            seconds = Execute(config=self.config).timeout
        return float(seconds) if seconds and seconds > 0 else Limits.notebook_s

    def warm(self):
        """Return the modules that `c.Autograder.warm = [...]` names, None where it does not."""
        modules = self.config.get("Autograder", {}).get("warm")
        if modules is not None and not (isinstance(modules, list) and all(isinstance(name, str) for name in modules)):
            raise CourseError("nbgrader_config.py: c.Autograder.warm must be a list of module names")
        return modules

    def engine_options(self):
        """Return what nbgrader_config.py says of the Engine that nbgrader itself starts."""
        isolation = self.config.get("Autograder", {}).get("isolation")
        if isolation is not None and isolation not in LEVELS:
            raise CourseError(f"nbgrader_config.py: c.Autograder.isolation must be one of {', '.join(LEVELS)}")
        return {"isolation": isolation} if isolation else {}

    def path(self, kind, student=".", assignment="."):
        """Return the folder of a kind: "source", "submitted", "autograded", "release", "feedback"."""
        pattern = getattr(self.directory, f"{kind}_directory")
        return Path(self.directory.format_path(pattern, student, assignment))

    def assignments(self):
        """Return the ids of all assignments, sorted: the folders below source/ that hold a notebook."""
        found = self._matches("source", ".", "*")
        return sorted({assignment for folder, _, assignment in found if any(folder.glob("*.ipynb"))})

    def require_assignments(self, names):
        """Return `names`, each once, or all assignments where there are none. Raises CourseError for one that does not exist."""
        known = self.assignments()
        if unknown := [name for name in names if name not in known]:
            raise CourseError(f"there is no assignment {unknown[0]!r} in {self.path('source')}; there are: {', '.join(known)}")
        return list(dict.fromkeys(names)) or known

    def submissions(self, assignments, students=()):
        """Return the Submissions to these assignments, by assignment and student: of these students, else CourseDirectory.student_id."""
        found = [match for name in assignments for match in self._matches("submitted", "*", name)]
        present = {student for _, student, _ in self._matches("submitted", "*", "*") if not refuse_id(student)} - self._excluded_students()
        root = self._submitted_root()
        if not root.is_dir():
            raise CourseError(f"there are no submissions: {root} does not exist")
        if is_closed(root):
            raise CourseError(f"there are no submissions: the folder {root} cannot be read")
        if unknown := sorted(set(students) - present):
            closed = self.closed_folders(assignments, unknown[:1])
            why = f"the folder {closed[0]} cannot be read" if closed else refuse_id(unknown[0])
            raise CourseError(why or f"there is no submission of {unknown[0]!r} in {root}")
        return [
            Submission(student, assignment, folder)
            for folder, student, assignment in found
            if student in present and self._is_asked_for(student, students)
        ]

    def closed_folders(self, assignments, students=()):
        """Return the folders in which submissions to these assignments may lie, of these students, but that cannot be looked into.

        The folder of a submission itself is not among them: whose it is, and to what, is known. Nor is what is a symbolic link.
        """
        structure = Path(self.directory.directory_structure).parts
        found = [match for depth in range(1, len(structure)) for match in self._matches("submitted", "*", "*", depth)]
        return [
            folder
            for folder, student, assignment in found
            if is_closed(folder)
            and assignment in ("*", *assignments)
            and (student == "*" or student not in self._excluded_students() and self._is_asked_for(student, students))
        ]

    def _is_asked_for(self, student, students):
        return student in students if students else fnmatchcase(student, self.directory.student_id)

    def stray_submissions(self, students=()):
        """Return the Submissions that nothing looks at, by assignment and student: to no assignment, or of a name that can be no id."""
        known, excluded = self.assignments(), self._excluded_students()
        return [
            Submission(student, assignment, folder)
            for folder, student, assignment in self._matches("submitted", "*", "*")
            if (assignment not in known or refuse_id(student)) and student not in excluded and (not students or student in students)
        ]

    def _excluded_students(self):
        return set(filter(None, self.directory.student_id_exclude.split(",")))

    def _submitted_root(self):
        structure = self.directory.directory_structure.partition("{nbgrader_step}")[0] + "{nbgrader_step}"
        return self.root / structure.format(nbgrader_step=self.directory.submitted_directory)

    def _matches(self, kind, student, assignment, depth=None):
        """Return (folder, student, assignment), sorted by the ids, of the folders that fit nbgrader's directory_structure.

        student, assignment : an id, or * for any. What lies behind a symbolic link is left out; a folder
        that is one itself is there, so that somebody is told, and holds nothing (finding.py, side_files.py).
        depth : of the folders above, how many of the structure's names down; an id that does not show there yet stays *.
        """
        step = getattr(self.directory, f"{kind}_directory")
        names = {"student": student, "assignment": assignment}
        groups = {key: f"(?P<{key}>[^/]+)" if name == "*" else re.escape(name) for key, name in names.items()}
        escaped = {key: name if name == "*" else glob.escape(name) for key, name in names.items()}
        structure = Path(*Path(self.directory.directory_structure).parts[:depth])
        parts = [
            part.format(nbgrader_step=re.escape(step), student_id=groups["student"], assignment_id=groups["assignment"])
            for part in structure.parts
        ]
        pattern = re.compile("/".join([re.escape(str(self.root)), *parts]))
        wanted = structure.as_posix().format(
            nbgrader_step=glob.escape(step), student_id=escaped["student"], assignment_id=escaped["assignment"]
        )
        found = []
        for path in glob.glob(os.path.join(glob.escape(str(self.root)), wanted)):
            match = pattern.fullmatch(path)
            if match and os.path.isdir(path) and (kind == "source" or not _behind_link(os.path.dirname(path), self.root)):
                ids = {**names, **match.groupdict()}
                if not any(name.startswith(".") and name != "." for name in ids.values()):
                    found.append((Path(path), ids["student"], ids["assignment"]))
        return sorted(found, key=lambda match: (match[2], match[1]))

    def set_permissions(self, submission):
        """Give what was written for a submission the permissions that nbgrader gives it: groupshared, Autograde.permissions."""
        from nbgrader.converters import Autograde

        if self.path("autograded", submission.student, submission.assignment).is_dir():
            converter = Autograde(coursedir=self.directory, config=self.config)
            converter.set_permissions(submission.assignment, submission.student)

    def release_inputs(self):
        """Return the files in the course's folder that go into releases: headers, footers, how tests are instantiated."""
        section = self.config.get("IncludeHeaderFooter", {})
        named = [self.root / section[key] for key in ("header", "footer") if section.get(key)]
        return [path for path in [*sorted(self.root.glob("autotests.y*ml")), *named] if path.is_file()]

    def checks_dir(self, assignment):
        """Return the folder of an assignment's pytest checks, the course's own or the kit's, or None."""
        for folder in (self.root / "checks" / assignment, PACKAGE / "checks" / assignment):
            if any(folder.glob("test_*.py")):
                return folder
        return None


def refuse_id(name):
    """Return why the name of a student's folder cannot be an id, "" if it can.

    Python reads bytes that are not UTF-8 as lone surrogates, which no gradebook takes.
    """
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        if sys.getfilesystemencoding() == "utf-8":
            return "the name of the student's folder is not UTF-8, rename it"
        return "this locale cannot read the name of the student's folder, set LC_ALL=C.UTF-8"
    return f"the name of the student's folder has more than {MAX_ID_BYTES} bytes, rename it" if size > MAX_ID_BYTES else ""


def sqlite_url(path):
    """Return the URL of an SQLite file, whatever characters are in its path."""
    from sqlalchemy.engine import URL

    return URL.create("sqlite", database=str(path)).render_as_string()


def sqlite_file(url):
    """Return the path of the file that a database's URL leads to, None for a database that is none."""
    from sqlalchemy.engine import make_url

    url = make_url(url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:") else None


def _behind_link(path, root):
    """Whether a path, or a folder between it and `root`, is a symbolic link: a student's may point anywhere."""
    parts = Path(path).relative_to(root).parts
    return any(os.path.islink(os.path.join(root, *parts[: end + 1])) for end in range(1, len(parts)))


def put_environment_on_path():
    """Let nbgrader find `alembic`, which it calls by bare name, in the environment that this Python belongs to."""
    folder = str(Path(sys.executable).parent)
    paths = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if folder not in paths:
        os.environ["PATH"] = os.pathsep.join([folder, *paths])
