"""What can be seen of an assignment without running it: points, ids, tests, files. For any course."""

import ast
import builtins
import filecmp
import math
import re

from autograder.assignments import NotReleased, generate_release, require_same_cells
from autograder.definitions import bound_names
from autograder.identities import is_code_answer
from autograder.notebooks import TEST_PREFIX, grade_id_of, is_test
from autograder.refusals import bad_points, points_of
from autograder.side_files import assignment_files

POINTS = re.compile(r"\((\d+(?:[.,]\d+)?)\s*(?:points?|pts?\.?|marks?)\)", re.IGNORECASE)  # as in "Part A (2 points)"
STAFF_NAMES = re.compile(r"solution|answer|rubric|grading|gradebook|hidden|teacher|instructor|^test_|_test\.py$", re.IGNORECASE)
STAFF_TEXT = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)|autograder\.checking")
REPORTED = re.compile(r"in_kernel\.report\(\s*(['\"])(.*?)\1")  # the exercise that a hidden line has judged
NO_NUMBERS = (ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Compare, ast.ListComp, ast.Lambda)


def examine_notebook(where, authored):
    """Return what is wrong with a notebook as authored. where : its name, for the sentences."""
    problems = []
    ids = [grade_id_of(cell) for cell in authored.cells if grade_id_of(cell)]
    problems += [f"{where}: grade_id {grade_id} stands twice" for grade_id in sorted({i for i in ids if ids.count(i) > 1})]
    if any(cell.get("outputs") for cell in authored.cells):
        problems.append(f"{where}: the notebook in source/ holds outputs")
    problems += [f"{where}: {text}" for text in [*bad_points(authored), *_sums_that_differ(authored)]]
    for cell in authored.cells:
        if is_test(cell) and (text := _bad_ending(cell)):
            problems.append(f"{where}: {grade_id_of(cell)} {text}")
    problems += [f"{where}: {text}" for cell in authored.cells if is_test(cell) for text in _others_reported(cell)]
    return problems


def _others_reported(cell):
    """Yield a sentence for each exercise that the hidden line of a test cell has judged in place of its own."""
    for _, reported in REPORTED.findall(cell.source):
        if TEST_PREFIX + reported != grade_id_of(cell):
            yield f'{grade_id_of(cell)} has report("{reported}") in its hidden line, which is that of {TEST_PREFIX}{reported}'


def _sums_that_differ(authored):
    """Compare the points that headings promise, "Part A (2 points)", with those of the cells below them."""
    promised, title, total = None, "", 0.0
    for cell in [*authored.cells, None]:
        heading = _heading(cell) if cell is not None else ""
        if heading is not None:
            if promised is not None and not math.isclose(promised, total, abs_tol=1e-9):
                yield f'"{title}" promises {promised:g} points, its cells have {total:g}'
            found = POINTS.search(heading)
            promised, title, total = (float(found.group(1).replace(",", ".")) if found else None), heading, 0.0
        points = points_of(cell) if cell is not None else None
        total += points if isinstance(points, (int, float)) else 0.0


def _heading(cell):
    """Return the text of a text cell's last heading, None without one."""
    found = re.findall(r"^#{1,6} +(.+?) *$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []
    return found[-1] if found else None


def _bad_ending(cell):
    """Return what is wrong with the last expression of a test cell, whose value nbgrader takes for the score, or ""."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:  # magics
        return ""
    if not body or not isinstance(body[-1], ast.Expr) or cell.source.rstrip().endswith(";"):
        return ""
    last, points = body[-1].value, float(cell.metadata["nbgrader"].get("points", 0))
    if isinstance(last, NO_NUMBERS) or isinstance(last, ast.Constant) and isinstance(last.value, (str, bytes, bool)):
        return f"ends in {ast.unparse(last)[:40]}, which nbgrader would take for a score: end it in an assert"
    try:
        value = ast.literal_eval(last)
    except ValueError:
        return ""
    if isinstance(value, (int, float)):
        more = "" if 0 <= value <= points else f", and it has {points:g} points"
        return f"ends in the number {value}, which is its score whatever the answer{more}"
    return ""


def examine_release(where, released, complete):
    """Return where visible tests need what only hidden regions define.

    released, complete : the notebook as students get it, and with its hidden tests.
    """
    problems, seen = [], set(vars(builtins))
    hidden = set()
    for cell, full in zip(released.cells, complete.cells):
        if cell.cell_type != "code":
            continue
        visible = _all_bound(cell.source)
        hidden |= _all_bound(full.source) - visible
        seen |= visible
        if is_code_answer(cell):
            hidden -= bound_names(cell.source) | {grade_id_of(cell)}
        if is_test(cell):
            needed = sorted((_all_loaded(cell.source) & hidden) - seen)
            problems += [f"{where}: the visible test {grade_id_of(cell)} needs {name}, which is hidden" for name in needed]
    return problems


def _all_bound(source):
    """Return the names that code binds anywhere: by assignment, import, def, class, for and with."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set(re.findall(r"[^\W\d]\w*", source))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def _all_loaded(source):
    try:
        return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    except SyntaxError:
        return set()


def staff_files(course, name, authored):
    """Return problems for files under source/ that students are hardly meant to get: nbgrader releases all of them."""
    problems = []
    for relative, file in assignment_files(course, name, authored).items():
        with open(file, "rb") as opened:
            text = opened.read(1_000_000).decode("utf-8", "replace")
        if STAFF_NAMES.search(relative) or STAFF_TEXT.search(text):
            problems.append(f"{name}: {relative} looks like the staff's, and everything in source/ is released")
    return problems


def stale_release(course, copy, name, scratch):
    """Return a problem if release/ is not what nbgrader makes of source/ now, or if nbgrader would refuse to make it."""
    fresh = generate_release(copy, name, scratch / "release")
    try:
        require_same_cells(course, name, copy)
    except NotReleased as refusal:
        return [str(refusal)]
    present = course.path("release", ".", name)
    if not present.is_dir():
        return [f"{name}: not released yet: run `autograder release {name}`"]
    files = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
    files |= {path.relative_to(present) for path in present.rglob("*") if path.is_file()}
    _, differ, missing = filecmp.cmpfiles(fresh, present, [str(file) for file in files], shallow=False)
    return [f"{name}: release/ is stale ({file}): run `autograder release {name}`" for file in sorted([*differ, *missing])]
