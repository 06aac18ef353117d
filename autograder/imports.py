"""What the zygote imports before it forks: what the notebooks of a course import, and what a referee needs."""

import ast
import itertools
import sys

from autograder.notebooks import UnreadableNotebook, read_content, read_notebook

REFEREE_MODULES = ("pytest", "nbformat", "nbgrader.utils", "cloudpickle", "autograder.worker")
KERAS_PAYS = 3  # submissions that mention it, from which on it is quicker imported once for all
STEPS_MODULES = ("nbgrader.converters", "nbgrader.preprocessors")  # a second's import that each referee would do for its first task


def grading_modules(course, names, warm=False):
    """Return what the zygote imports: c.Autograder.warm or what the assignments' notebooks import, and what a referee needs.

    warm : with what pays where there is more than one referee, or more than one task.
    """
    wanted = course.warm()
    if wanted is None:
        wanted = sorted({module for name in names for module in imported_modules(course.path("source", ".", name))})
    return [*wanted, *REFEREE_MODULES, *(STEPS_MODULES if warm else ())]


def modules_of(submissions):
    """Return what many of the submissions use, though TensorFlow is imported without it (lean.KERAS): Keras, or nothing."""
    notebooks = (path for submission in submissions for path in submission.folder.glob("*.ipynb"))
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
                found |= _imported(cell.source)
                found |= {"keras"} if ".keras" in cell.source else set()  # tf.keras needs no import of its own
    beside = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return {name for name in found if name.partition(".")[0] not in beside}


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
