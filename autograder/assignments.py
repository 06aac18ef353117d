"""An assignment ready to grade: its notebooks as authored and as released, and what decides a mark on it."""

import ast
import json
import logging
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.course import PACKAGE, STATE, CourseError
from autograder.gradebook import known_notebooks
from autograder.files import copy_folder_atomically, fingerprint


@dataclass(frozen=True)
class Assignment:
    """An assignment ready to grade: its notebooks as authored and as released."""

    name: str
    authored: Path  # folder
    released: Path  # folder, made by nbgrader from the authored one
    checks_dir: Path | None
    fingerprint: str  # of everything but the submission that decides a mark

    def notebooks(self):
        """Return the names of its notebooks."""
        return sorted(path.stem for path in self.released.glob("*.ipynb"))


def imported_modules(folder):
    """Return the third-party modules that the notebooks in a folder import at the top of their cells."""
    found = set()
    for path in folder.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                found |= _imported("".join(cell["source"]))
    return found


def _imported(source):
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with magics
        return set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "matplotlib"}
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names and name != "autograder.in_kernel"}


def prepare_assignment(course, name):
    """Return the Assignment, its released notebooks made and its cells known to the gradebook.

    nbgrader makes them again only when the source, or what makes them, has changed.
    """
    import nbgrader

    authored = course.path("source", ".", name)
    source = fingerprint(authored, nbgrader.__version__, _config_text(course))
    released = course.root / STATE / "released" / f"{name}-{source[:16]}"
    if not (released.is_dir() and _gradebook_knows(course, name, released)):
        _generate(course, name, released)
    checks_dir = course.checks_dir(name)
    parts = [source, _kit_fingerprint()]
    if checks_dir is not None:
        parts += [checks_dir, *_solutions(checks_dir)]
    return Assignment(name, authored, released, checks_dir, fingerprint(*parts))


def _config_text(course):
    path = course.root / "nbgrader_config.py"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _kit_fingerprint():
    """Hash the code that decides a mark, and the versions of what it stands on."""
    from importlib.metadata import version

    libraries = ["numpy", "pytest", "ipython", "nbgrader"]
    return fingerprint(*sorted(PACKAGE.glob("*.py")), *(f"{name} {version(name)}" for name in libraries))


def _solutions(checks_dir):
    roots = (checks_dir.parent.parent, checks_dir.parent.parent.parent)
    paths = [root / "solutions" / f"{checks_dir.name}.py" for root in roots]
    return [path for path in paths if path.exists()]


def _gradebook_knows(course, name, released):
    return known_notebooks(course) >= {(name, path.stem) for path in released.glob("*.ipynb")}


def _generate(course, name, released):
    """Let nbgrader make the release in a scratch folder of ours, and write its cells into the gradebook."""
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        fresh = generate_release(course, name, scratch)
        if not released.is_dir():
            copy_folder_atomically(fresh, released)


def generate_release(course, name, folder):
    """Make what students get of an assignment below `folder`, by nbgrader's GenerateAssignment; return where it is.

    Its cells go into the course's gradebook. Raises CourseError with nbgrader's own words where it refuses.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException

    directory = course.coursedir(assignment_id=name, release_directory=str(folder))
    complaints = Complaints()
    log = logging.getLogger(f"autograder.release.{name}")
    log.handlers, log.propagate = [complaints], False
    converter = GenerateAssignment(coursedir=directory, config=course.config, log=log)
    converter.force = True
    try:
        converter.start()
    except (NbGraderException, SystemExit):
        raise CourseError(f"nbgrader cannot release {name}: {complaints.text()}") from None
    return Path(directory.format_path(str(folder), ".", name))


class Complaints(logging.Handler):
    """Keeps the errors that nbgrader logs: its exceptions only say to look at the log."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.messages = []

    def emit(self, record):
        self.messages.append(record.getMessage())

    def text(self):
        """Return the last lines of what was logged."""
        return " ".join(self.messages)[-2000:] or "no reason given"


def release_assignment(course, name):
    """Put what students get of an assignment into the course's release folder; return that folder.

    It appears in full or not at all; an older release is replaced.
    """
    target = course.path("release", ".", name)
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        fresh = generate_release(course, name, scratch)
        for path in fresh.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        if target.exists():
            old = target.with_name(f".{target.name}.old")
            target.rename(old)
            copy_folder_atomically(fresh, target)
            shutil.rmtree(old)
        else:
            copy_folder_atomically(fresh, target)
    return target
