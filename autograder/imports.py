"""What the zygote imports before it forks: what the notebooks of a course import. Which versions those are."""

import ast
import itertools
import os
import re
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distributions, version

from autograder.course import PACKAGE
from autograder.notebooks import UnreadableNotebook, read_content, read_notebook

STATEMENT = re.compile(r"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import\b(?:[ \t]*\([^)]*\)|(?:\\\n|[^\n])*)", re.MULTILINE)
KERAS_PAYS = 3  # submissions that mention it, from which on it is quicker imported once for all


def notebook_modules(course, names):
    """Return what the zygote imports: c.Autograder.warm, or what the assignments' notebooks import."""
    wanted = course.warm()
    if wanted is None:
        wanted = sorted({module for name in names for module in imported_modules(course.path("source", ".", name))})
    return wanted


def modules_of(submissions):
    """Return what many of the submissions use, though TensorFlow is imported without it (lean.KERAS): Keras, or nothing."""
    notebooks = (path for submission in submissions for path in submission.notebooks())
    found = itertools.islice(filter(_mentions_keras, notebooks), KERAS_PAYS)
    return ["keras"] if len(list(found)) == KERAS_PAYS else []


def _mentions_keras(path):
    try:
        return b"keras" in read_content(path)
    except UnreadableNotebook:  # whoever grades it says so
        return False


def imported_modules(folder):
    """Return the third-party modules that the notebooks in a folder import, or have TensorFlow import; none that lies beside them."""
    found = set()
    for path in folder.glob("*.ipynb"):
        try:
            cells = read_notebook(path).cells
        except UnreadableNotebook:  # nbgrader says what is wrong with it
            continue
        for cell in cells:
            if cell.cell_type == "code":
                found |= imported_by(cell.source)
                found |= {"keras"} if ".keras" in cell.source else set()  # tf.keras needs no import of its own
    beside = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return {name for name in found if _package_part(name) not in beside}


def imported_by(source):
    """Return the third-party modules that a text imports: of a cell, which may have magics, or of a file of Python.

    Only statements that begin a line are seen. Parsing the whole takes ten times as long.
    """
    names = set()
    for found in STATEMENT.finditer(source):
        try:
            statements = ast.parse(found.group().strip()).body
        except SyntaxError:  # a sentence that begins with "import"
            continue
        for node in statements:
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
                names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "matplotlib"}
    return {name for name in names if _package_part(name) not in {*sys.stdlib_module_names, PACKAGE.name}}


def without_imports(source):
    """Return a text without the import statements that begin a line of it."""
    return STATEMENT.sub("", source)


def library_versions(modules):
    """Return "package version" of the installed packages that provide these modules, sorted; nothing for what no package provides."""
    found = set()
    for top in {_package_part(name) for name in modules} - {PACKAGE.name}:
        try:
            found.add(f"{top} {version(top)}")
        except PackageNotFoundError:  # one of another name, as tensorflow-cpu, or none
            found |= _providers(top, _places())
    return sorted(found)


def _package_part(module):
    return module.partition(".")[0]


@lru_cache(maxsize=64)
def _providers(top, places):
    """Return "package version" of all that is installed in these _places() and provides a top-level module.

    As importlib.metadata.packages_distributions() has it, which makes an object for each file of each package: 0.1 s.
    """
    return frozenset(f"{package.name} {package.version}" for package in distributions() if _provides(package, top))


def _provides(package, top):
    if listed := package.read_text("top_level.txt"):
        return top in listed.split()
    return re.search(rf"^{re.escape(top)}[/.]", package.read_text("RECORD") or "", re.MULTILINE) is not None


def _places():
    """Return the folders where packages are looked for, and when one was last installed or removed there."""
    return tuple((path, os.stat(path).st_mtime_ns) for path in sys.path if os.path.isdir(path))
