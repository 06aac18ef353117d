"""Which file of a submission is which notebook of the assignment."""

import os
import re

from autograder.describing import shorten
from autograder.files import is_closed
from autograder.notebooks import UnreadableNotebook, grade_id_of, read_notebook
from autograder.rendering import name_some
from autograder.side_files import TIMESTAMP

ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")  # the last two are what some mail and learning systems make of it
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".rar", ".7z")
MOST_NAMED = 3  # files that were handed in and are no notebooks
MAX_FILES = 200  # that are looked at
MAX_DEPTH = 3  # folders below the submission's own: what an unpacked archive adds


def find_notebook(folder, name, assignment):
    """Return (path, warning) of a submission's notebook `name`; the path may not exist.

    Where there is no such file, another is taken for it: one whose name differs in what browsers and editors add, one that
    holds the notebook's cells, or the only one where only one is missing. Symbolic links are not followed.
    """
    path = folder / f"{name}.ipynb"
    if is_closed(folder):
        return path, ""  # whoever reads it says so
    expected = assignment.notebooks()
    others = _other_notebooks(folder, expected)
    if path.is_symlink() or folder.is_symlink():
        what = "notebook" if path.is_symlink() else "folder"
        return folder / "no-such-notebook.ipynb", f"the {what} is a symbolic link: it is not followed"
    if path.is_file():
        unknown = ", ".join(_shown(other, folder) for other in others) if name == expected[0] else ""
        return path, f"files that are not part of the assignment: {unknown}" if unknown else ""
    found = _best(others, name, assignment, folder)
    if found is None:
        unknown = ", ".join(_shown(other, folder) for other in others)
        return path, f"no notebook could be taken for {name}.ipynb, of: {unknown}" if unknown else ""
    rest = [_shown(other, folder) for other in others if other != found]
    more = f", not {', '.join(rest)}" if rest and len(expected) == 1 else ""
    return found, f"submitted as {_shown(found, folder)}: taken for {name}.ipynb{more}"


def is_notebook_name(name):
    """Whether a file of this name, without folders, may be taken for a notebook."""
    return name.lower().endswith(ENDINGS) and not name.startswith(".")


def describe_instead(names):
    """Return "there is report.pdf" of the files, by relative path, that somebody has handed in, but for notebooks; "" if there is none."""
    found = [name for name in names if name != TIMESTAMP and not _is_hidden(name) and not is_notebook_name(os.path.basename(name))]
    found.sort(key=lambda name: not name.lower().endswith(ARCHIVES))  # what is most likely to hold the notebook comes first
    if not found:
        return ""
    unopened = ": archives are not opened" if found[0].lower().endswith(ARCHIVES) else ""
    return f"there {'is' if len(found) == 1 else 'are'} {name_some([shorten(name) for name in found], ', ', MOST_NAMED)}{unopened}"


def _is_hidden(name):
    return any(part.startswith((".", "__MACOSX")) for part in name.split(os.sep))


def _other_notebooks(folder, expected):
    """Return the plain files below a folder that may be notebooks and do not have an expected one's place and name."""
    found = []
    for place, folders, files in os.walk(folder):
        depth = len(os.path.relpath(place, folder).split(os.sep))
        folders[:] = sorted(name for name in folders if not name.startswith(".") and depth < MAX_DEPTH + 1)
        for name in sorted(files):
            path = folder / os.path.relpath(os.path.join(place, name), folder)
            is_expected = path.parent == folder and name.removesuffix(".ipynb") in expected and name.endswith(".ipynb")
            if is_notebook_name(name) and not is_expected:
                if os.path.isfile(path) and not path.is_symlink():
                    found.append(path)
        if len(found) >= MAX_FILES:
            break
    return found[:MAX_FILES]


def _best(others, name, assignment, folder):
    missing = [other for other in assignment.notebooks() if not (folder / f"{other}.ipynb").is_file()]
    ids = {other: _grade_ids(assignment.released / f"{other}.ipynb") for other in missing}
    ranked = []
    for path in others:
        held = _grade_ids(path)
        fits = {other: (_plain_name(path.name) == _joined(other), len(held & ids[other])) for other in missing}
        if fits[name] == max(fits.values()) and (any(fits[name]) or len(missing) == len(others) == 1):
            ranked.append((*fits[name], path.stat().st_mtime, path))
    return max(ranked)[-1] if ranked else None


def _plain_name(name):
    """Return a file's name without its ending and what browsers and editors add: "ps1 (2)", "ps1-Copy1", "PS1_final"."""
    for ending in ENDINGS[::-1]:
        name = name.lower().removesuffix(ending)
    return _joined(re.sub(r"([\s_-]*(\(\d+\)|copy\s*\d*)|[\s_-]+(\d+|final|v\d+))$", "", name))


def _joined(name):
    return re.sub(r"[\s_-]+", "_", name.lower())


def _grade_ids(path):
    try:
        return {grade_id_of(cell) for cell in read_notebook(path).cells} - {None}
    except UnreadableNotebook:
        return set()


def _shown(path, folder):
    return os.fsencode(os.path.relpath(path, folder)).decode("utf-8", "replace")
