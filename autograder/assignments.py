"""An assignment ready to grade: its notebooks as authored and as released, and what decides a mark on it."""

import json
import logging
import re
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from autograder.course import PACKAGE, STATE, Course, CourseError
from autograder.files import (
    copy_folder_atomically, describe_refusal, fingerprint, plain_files, replaced_folder, write_atomically,
)  # fmt: skip
from autograder.gradebook import ensure_gradebook, kinds_of_cells, known_cells, known_submissions
from autograder.imports import imported_by, imported_modules, library_versions
from autograder.notebooks import TEST_PREFIX, UnreadableNotebook, graded_cells, read_own
from autograder.refusals import refused_cells
from autograder.scratch import Scratch

RELEASED, COMPLETE = "release", "complete"  # folders of what nbgrader has made of an assignment
GRADEBOOK = "gradebook"  # the file beside them: fingerprint of what the gradebook held of the assignment then
PICTURES = "pictures"  # the folder beside them, of what the release draws when it is run
ALWAYS_USED = ("numpy", "pytest", "IPython", "nbgrader")  # modules that every mark stands on
BECAUSE_SUBMITTED = "because there are submissions associated with it"  # in nbgrader's words of refusal
CELLS_ARE_FIXED = (
    "the gradebook has submissions to it, and nbgrader then adds and removes no graded or locked cell and no notebook: put a new "
    "exercise into an assignment of its own, or take the change in source/ back"
)


class NotReleased(CourseError):
    """nbgrader refuses to release an assignment; the others may be fine."""


@dataclass(frozen=True)
class Assignment:
    """An assignment ready to grade: its notebooks as authored and as released."""

    name: str
    authored: Path  # folder
    released: Path  # folder, made by nbgrader from the authored one
    complete: Path  # folder, the released notebooks with their hidden tests and marking schemes
    checks_dir: Path | None
    grader: str  # fingerprint of the code that judges and runs it, and of the versions of the libraries
    fingerprint: str  # of everything but the submission and an exercise's own checks that decides a mark
    checks: dict = field(default_factory=dict)  # exercise -> fingerprint of its checks and known answers
    refused: dict = field(default_factory=dict)  # notebook -> why it cannot be run here
    collected: str = ""  # fingerprint of the files that pytest collects, and of the references

    def notebooks(self):
        """Return the names of its notebooks."""
        return sorted(path.stem for path in self.released.glob("*.ipynb"))

    def pictures(self, notebook):
        """Return the file for what a notebook's release draws when it is run: another release, or grader, has another one."""
        return self.released.parent / PICTURES / f"{notebook}-{self.grader[:16]}.json"

    def known_pictures(self, notebook):
        """Return that file's path as text, "" where the release was not run yet."""
        path = self.pictures(notebook)
        return str(path) if path.exists() else ""

    def points(self):
        """Return the points of all its graded cells, which tell about how much there is to judge."""
        cells = [cell for name in self.notebooks() for cell in graded_cells(read_own(self.released / f"{name}.ipynb"))]
        return sum(float(cell.metadata["nbgrader"]["points"]) for cell in cells)

    def plots(self, notebook):
        """Return how often a notebook speaks of plots: of matplotlib.pyplot, say, or of pandas' `plot`."""
        return (self.released / f"{notebook}.ipynb").read_text(encoding="utf-8").count("plot")


def prepare_assignment(course, name, keep_gradebook=False):
    """Return the Assignment, its released notebooks made and its cells known to the gradebook.

    nbgrader makes them again only when the source, or what makes them, has changed, or where the gradebook holds those of another
    source. keep_gradebook : leave it as it is.
    """
    authored = course.path("source", ".", name)
    source = _source_fingerprint(course, name)
    made = _made_folder(course, name, source)
    if not made.is_dir() or not (keep_gradebook or _gradebook_agrees(course, name, made)):
        _generate(course, name, made, keep_gradebook)
    checks_dir = course.checks_dir(name)
    grader = fingerprint(kit_fingerprint(), *library_versions(modules_used(course, name)))
    parts, checks = [source, grader], {}
    if checks_dir is not None:
        checks, shared = _checks_by_exercise(checks_dir)
        parts += [*shared, *_solutions(checks_dir)]
    collected = fingerprint_of_checks(checks_dir) if checks_dir is not None else ""
    refused = {path.stem: why for path in (made / RELEASED).glob("*.ipynb") if (why := refused_kernel(path))}
    return Assignment(
        name, authored, made / RELEASED, made / COMPLETE, checks_dir, grader,
        fingerprint(*parts, follow_links=True), checks, refused, collected,
    )  # fmt: skip


def fingerprint_of_checks(checks_dir):
    """Hash what the referees import for an assignment: its checks and references."""
    return fingerprint(checks_dir, *_solutions(checks_dir), follow_links=True)


def _source_fingerprint(course, name):
    """Hash all that nbgrader makes an assignment's release from."""
    import nbgrader

    inputs = [course.path("source", ".", name), *course.release_inputs()]
    return fingerprint(nbgrader.__version__, course.configured_by, *inputs, follow_links=True)


def _made_folder(course, name, source):
    return course.root / STATE / "assignments" / f"{name}-{source[:16]}"


def _all_made(made, name):
    """Return the folders of what is kept of an assignment, one for each source; `made` is where one of them is, or would be."""
    return [path for path in made.parent.glob("*") if re.fullmatch(f"{re.escape(name)}-[0-9a-f]{{16}}", path.name)]


def noted_release(course, name):
    """Return (released, complete) of the Assignment that the gradebook was last made to agree with; they may not be there."""
    nowhere = _made_folder(course, name, "")
    noted = [made for made in _all_made(nowhere, name) if (made / GRADEBOOK).exists()]
    made = max(noted, key=lambda made: (made / GRADEBOOK).stat().st_mtime, default=nowhere)
    return made / RELEASED, made / COMPLETE


def forget_older_releases(assignment):
    """Remove what was kept of an assignment as it was authored before. Only for who has the course to itself."""
    current = assignment.released.parent
    for folder in _all_made(current, assignment.name):
        if folder != current:
            shutil.rmtree(folder, ignore_errors=True)


def refused_kernel(path):
    """Return why a notebook's kernel cannot be had here, or "".

    Notebooks are run by the Python that the grader itself runs in. A kernel of another language, or one that is known to
    be another Python, may lack what the notebook needs: nobody is to lose points by that.
    """
    from jupyter_client.kernelspec import KernelSpecManager

    wanted = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("kernelspec", {})
    name, language = wanted.get("name", "python3"), wanted.get("language", "python")
    if language.lower() not in ("python", "python3", "ipython"):
        return f"not run: its kernel {name!r} is for {language}, and only Python is run here"
    known = KernelSpecManager().find_kernel_specs() if name not in ("python", "python3") else {}
    if name in known:
        argv = KernelSpecManager().get_kernel_spec(name).argv
        interpreter = shutil.which(argv[0]) if argv else None
        if interpreter and Path(interpreter).parent.resolve() != Path(sys.executable).parent.resolve():
            return f"not run: its kernel {name!r} is another Python ({interpreter}); install the grader there, or author with python3"
    return ""


@lru_cache(maxsize=None)
def kit_fingerprint():
    """Hash the code of ours that decides a mark."""
    return fingerprint(*sorted(PACKAGE.glob("*.py")))


def modules_used(course, name):
    """Return the third-party modules that an assignment's marks stand on: what its notebooks, checks and references import, too."""
    authored, checks_dir = course.path("source", ".", name), course.checks_dir(name)
    files = [*authored.rglob("*.py")]
    if checks_dir is not None:
        files += [path for path in [*checks_dir.rglob("*.py"), *_solutions(checks_dir)] if path.suffix == ".py"]
    named = (imported_by(path.read_text(encoding="utf-8", errors="replace")) for path in files)
    return imported_modules(authored).union(ALWAYS_USED, *named)


def _checks_by_exercise(checks_dir):
    """Return ({exercise: fingerprint of its checks and known answers}, files that several exercises may share)."""
    own = {}
    for path in sorted(checks_dir.glob(f"{TEST_PREFIX}*.py")):
        exercise = path.stem.removeprefix(TEST_PREFIX)
        own[exercise] = [file for file in (path, checks_dir / f"answers_{exercise}.py") if file.exists()]
    mine = {file for files in own.values() for file in files}
    shared = [file for file in _ours_below(checks_dir) if file not in mine]
    return {exercise: fingerprint(*files, follow_links=True) for exercise, files in own.items()}, shared


def _ours_below(folder):
    """Return the plain files below a folder of the author's."""
    return [file for file, _ in plain_files(folder, follow_links=True) if "__pycache__" not in file.parts]


def _solutions(checks_dir):
    """Return the references of an assignment, and what lies beside them but for those of the others: they may use it."""
    others = {folder.name for folder in checks_dir.parent.iterdir()} - {checks_dir.name}
    found = []
    for root in (checks_dir.parent.parent, checks_dir.parent.parent.parent):
        path = root / "solutions" / f"{checks_dir.name}.py"
        if path.exists():
            found += [file for file in _ours_below(path.parent) if file.parent != path.parent or file.stem not in others]
    return found


def _gradebook_agrees(course, name, made):
    """Whether the gradebook holds what it held when a release was made: another one may have been made since."""
    try:
        return (made / GRADEBOOK).read_text(encoding="utf-8") == _fingerprint_of_cells(course, name)
    except OSError:  # made for a what-if
        return False


def _fingerprint_of_cells(course, name):
    return fingerprint(repr(sorted(known_cells(course, name), key=repr)))


def _generate(course, name, made, keep_gradebook):
    """Let nbgrader make the release in a scratch folder of ours, and write its cells into the gradebook, or into one for nothing.

    Raises NotReleased.
    """
    with Scratch() as scratch:
        book = Course(course.root, course.config, Path(scratch) / "gradebook.db") if keep_gradebook else course
        ensure_gradebook(book)
        fresh = generate_release(book, name, Path(scratch) / "release")
        if keep_gradebook:
            require_same_cells(course, name, book)
        _keep_release(book, name, fresh, made)
    if not keep_gradebook:
        _note_gradebook(course, name, made)


def require_same_cells(course, name, fresh):
    """Raise NotReleased if nbgrader would refuse to write an assignment's cells into the course's gradebook.

    fresh : the course with another gradebook, into which it has written them.
    """
    has_submissions = any(assignment == name for assignment, _ in known_submissions(course))
    if has_submissions and kinds_of_cells(course, name) != kinds_of_cells(fresh, name):
        raise NotReleased(f"{name}: {CELLS_ARE_FIXED}")


def _note_gradebook(course, name, made):
    write_atomically(made / GRADEBOOK, _fingerprint_of_cells(course, name))


def _keep_release(course, name, fresh, made):
    """Keep a release that nbgrader has just made, unless it is kept already.

    made : the folder that then holds the release and, beside it, the notebooks with what students do not get.
    """
    if made.is_dir():
        return
    with Scratch() as scratch:
        both = Path(scratch) / "both"
        shutil.copytree(fresh, both / RELEASED)
        (both / COMPLETE).mkdir()
        for path in fresh.glob("*.ipynb"):
            write_complete(course, name, path, both / COMPLETE / path.name)
        copy_folder_atomically(both, made)


def write_complete(course, name, released, target):
    """Write a released notebook with the text of its locked cells as nbgrader's autograde would put it back.

    The gradebook holds that text: with hidden tests, marking schemes and the tests that nbgrader has instantiated.
    """
    import nbformat
    from nbgrader.api import Gradebook
    from nbgrader.utils import is_locked

    notebook = nbformat.read(released, as_version=4)
    with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
        sources = {cell.name: cell.source for cell in gradebook.find_notebook(released.stem, name).source_cells}
    for cell in notebook.cells:
        if is_locked(cell):
            cell.source = sources[cell.metadata["nbgrader"]["grade_id"]]
    nbformat.write(notebook, target)


def generate_release(course, name, folder):
    """Make what students get of an assignment below `folder`, by nbgrader's GenerateAssignment; return where it is.

    Its cells go into the course's gradebook. Raises NotReleased where it refuses: the cell is named, else nbgrader's own words are
    there; CourseError for a gradebook of another version.
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
        if refusal := describe_refusal("\n".join(complaints.messages)):  # nbgrader takes it for a gradebook of another version
            raise CourseError(refusal) from None
        words = "; ".join(_refused_cells(course, name)) or complaints.text()
        told = f"{name}: {CELLS_ARE_FIXED}" if BECAUSE_SUBMITTED in complaints.text() else f"nbgrader cannot release {name}: {words}"
        raise NotReleased(told) from None
    return Path(directory.format_path(str(folder), ".", name))


def _refused_cells(course, name):
    """Yield which cells of an assignment's notebooks nbgrader refuses, and why, as far as that can be told."""
    for path in sorted(course.path("source", ".", name).glob("*.ipynb")):
        with suppress(UnreadableNotebook):
            yield from (f"{path.name}: {text}" for text in refused_cells(read_own(path)))


class Complaints(logging.Handler):
    """Keeps the errors that nbgrader logs: its exceptions only say to look at the log."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.messages = []

    def emit(self, record):
        self.messages.append(record.getMessage())

    def text(self):
        """Return what was logged, of a traceback its last line, without the words that there was an error, and a traceback above."""
        said = [message.strip() for message in self.messages if message.strip()]
        said = [message.splitlines()[-1] if message.startswith("Traceback") else message for message in said]
        reasons = [message for message in said if not message.startswith(("There was an error processing", "Please see"))]
        return " ".join(dict.fromkeys(reasons or said))[-2000:] or "no reason given"


def release_assignment(course, name):
    """Put what students get of an assignment into the course's release folder; return that folder.

    It appears in full or not at all; an older release is replaced. What grading needs of it is kept, too.
    """
    target = course.path("release", ".", name)
    with Scratch() as scratch:
        fresh = generate_release(course, name, scratch)
        made = _made_folder(course, name, _source_fingerprint(course, name))
        _keep_release(course, name, fresh, made)
        _note_gradebook(course, name, made)
        for path in fresh.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with replaced_folder(target) as folder:
            shutil.copytree(fresh, folder, dirs_exist_ok=True)
    return target
