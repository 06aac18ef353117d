"""What lies beside a notebook when it is run: the submission's other files, and over them the assignment's own."""

import os
import re
import shutil
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.files import MAX_DEPTH, is_at_the_bottom, is_closed, read_plain_file, walk
from autograder.removing import remove_tree
from autograder.scratch import make_notebook_folder

MAX_FILES = 5_000  # of one submission
TIMESTAMP = "timestamp.txt"  # nbgrader's, of when a submission was handed in
MAX_TIMESTAMP = 1_000  # bytes
FILE_NAME = re.compile(r"(?<!\w)/|\.\.")  # in a timestamp, whose time zone is looked up as a file


def submitted_files(course, submission, authored):
    """Return ({relative path: file}, warnings): a submission's files and the assignment's, as nbgrader puts them together.

    CourseDirectory.ignore leaves files out; what Autograde.exclude_overwriting names is the student's own. Symbolic
    links of students are not followed; a file larger than CourseDirectory.max_file_size is left out, and what exceeds
    max_dir_size together.
    """
    warnings = []
    ignored = course.directory.ignore
    theirs = {} if submission.folder.is_symlink() else files_below(submission.folder, ignored, warnings=warnings)
    theirs = _within_limits(theirs, course, warnings)
    if os.path.lexists(submission.folder / TIMESTAMP) and read_timestamp(submission.folder) is None:
        warnings.append(f"{TIMESTAMP} holds no time: whether it was late is not known")
    ours = assignment_files(course, submission.assignment, authored)
    return _without_clashes(theirs, ours, warnings) | ours, warnings


def _without_clashes(theirs, ours, warnings):
    """Return a student's files but for those that stand where the assignment has a folder, or the other way round."""
    folders = {str(parent) for name in ours for parent in Path(name).parents}
    kept, told = {}, []
    for name, file in theirs.items():
        above = next((str(parent) for parent in Path(name).parents if str(parent) in ours), None)
        if name in folders:
            told.append(f"the file {name} is left out: the assignment has a folder of that name")
        elif above:
            told.append(f"the folder {above} is left out: the assignment has a file of that name")
        else:
            kept[name] = file
    warnings += dict.fromkeys(told)  # each once
    return kept


def read_timestamp(folder):
    """Return when a submission was handed in, in UTC, by its timestamp.txt; None where that says nothing readable."""
    from nbgrader.utils import parse_utc

    try:
        text = "" if Path(folder).is_symlink() else read_plain_file(Path(folder) / TIMESTAMP, MAX_TIMESTAMP).decode().strip()
        return parse_utc(text) if text and not FILE_NAME.search(text) else None
    except Exception:  # whatever a text makes dateutil raise
        return None


def assignment_files(course, assignment, authored):
    """Return {relative path: file} of the files that an assignment's author has put beside its notebooks."""
    excluded = course.config.Autograde.get("exclude_overwriting", {}).get(assignment, [])
    files = files_below(authored, course.directory.ignore, follow_links=True)
    return {name: file for name, file in files.items() if name not in excluded}


def files_below(folder, ignore=(), follow_links=False, warnings=None):
    """Return {relative path: file} of the plain files below a folder but for notebooks and what nbgrader ignores.

    warnings : a list that takes what is left out for another reason.
    """
    found, patterns = {}, [*ignore, "*.ipynb"]
    for place, folders, names in walk(folder):
        folders[:] = [name for name in folders if not _is_ignored(name, patterns)]
        for path in [Path(place, name) for name in folders if warnings is not None]:
            if is_closed(path):
                warnings.append(f"the folder {_shown(os.path.relpath(path, folder))} is left out: it cannot be read")
        for name in names:
            path = Path(place, name)
            if not _is_ignored(name, patterns) and os.path.isfile(path) and (follow_links or not path.is_symlink()):
                found[os.path.relpath(path, folder)] = str(path)
        if folders and is_at_the_bottom(place, folder) and warnings is not None:
            warnings.append(f"folders more than {MAX_DEPTH} deep are left out")
    return dict(sorted(found.items()))


def _is_ignored(name, patterns):
    """Whether one of nbgrader's patterns takes a name as the shell would: of a hidden one the point is to be written."""
    return any(fnmatchcase(name, pattern) and (pattern[0] == "." or name[0] != ".") for pattern in patterns)


def _within_limits(files, course, warnings):
    directory, kept, total = course.directory, {}, 0
    disk = course.limits().disk_mib * 2**20 // 2  # the notebook needs some of its disk itself
    for name, file in files.items():
        size = os.path.getsize(file)
        if not os.access(file, os.R_OK):
            warnings.append(f"the file {_shown(name)} is left out: it cannot be read")
        elif not _is_text(name):
            warnings.append(f"the file {_shown(name)} is left out: its name is not UTF-8")
        elif size > 1000 * directory.max_file_size:
            warnings.append(f"the file {name} is left out: it is larger than {directory.max_file_size} kB")
        elif total + size > min(1000 * directory.max_dir_size, disk):
            warnings.append(f"the file {name} is left out: the files are too large together")
        elif len(kept) >= MAX_FILES:
            warnings.append(f"files are left out from {name} on: there are more than {MAX_FILES}")
            break
        else:
            kept[name] = file
            total += size
    return kept


def _shown(name):
    return os.fsencode(name).decode(errors="replace")


def _is_text(name):
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8
        return False
    return True


@contextmanager
def folder_with(files):
    """Give a notebook a folder of its own, with the files that belong beside it."""
    folder = make_notebook_folder()
    try:
        copy_side_files(files, folder)
        yield Path(folder)
    finally:
        remove_tree(folder)


def copy_side_files(files, target):
    """Copy files, {relative path: file}, into the folder `target`."""
    for relative, file in files.items():
        copy = Path(target) / relative
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
