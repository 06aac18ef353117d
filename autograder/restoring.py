"""Put back what a student was not to change, so that a notebook is graded as far as it can be.

Nothing here runs code. Every change to a graded cell is noted in a sentence that names the cell; the caller adds
student and notebook.
"""

import ast
import copy
import re
from dataclasses import dataclass, field
from functools import lru_cache

import nbformat
from nbgrader.utils import is_grade, is_locked, is_task

from autograder.definitions import added_code, bound_names, defined_names, defines, holds_only_stubs, holds_text, parse
from autograder.identities import (
    NUMBER, Notes, defines_answer, function_names, is_code_answer, places_of, recover_identities, same_text, settle_doubles,
    settle_moved_answers,
)  # fmt: skip
from autograder.notebooks import change_type, grade_id_of, is_answer, is_test, new_cell, random_cell_id


@dataclass
class Restored:
    """A submitted notebook with the authored cells back in place, outputs cleared."""

    notebook: nbformat.NotebookNode
    warnings: list[str] = field(default_factory=list)
    missing_answers: set[str] = field(default_factory=set)  # graded answers that were not found: a person is to look


def restore_cells(submitted, released):
    """Return the submitted notebook with the released one's locked cells, tests and metadata back in place.

    submitted, released : notebooks; neither is changed.
    """
    result = Restored(nbformat.from_dict(submitted))  # a copy, in a sixth of the time that deepcopy takes
    cells, notes = result.notebook.cells, Notes()
    authored = {grade_id_of(cell): cell for cell in released.cells if grade_id_of(cell)}
    settle_doubles(cells, authored, notes)
    recover_identities(cells, released, authored, notes)
    for cell in list(cells):
        if grade_id_of(cell):
            _restore_cell(cell, authored[grade_id_of(cell)], cells, authored, notes)
    homes = settle_moved_answers(cells, released, authored, notes)
    result.missing_answers = _insert_missing(cells, authored, notes) | _answered_beside(cells, released, authored, notes)
    _put_setup_first(cells, authored, notes)
    _put_tests_behind(cells, authored, homes, notes)
    result.warnings = notes.sentences(cells)
    return result


def _restore_cell(cell, original, cells, authored, notes):
    """Give a cell its authored type and metadata, and a locked one its authored text."""
    grade_id = grade_id_of(original)
    if cell.cell_type != original.cell_type:
        kind = cell.cell_type
        notes.add(grade_id, f"was turned into a {kind} cell: turned back", f"were turned into {kind} cells: turned back")
        change_type(cell, original.cell_type)
        if original.cell_type == "code":
            cell.source = without_fences(cell.source)
    mark = dict(cell.metadata["nbgrader"])
    wanted = original.metadata["nbgrader"]
    if any(mark.get(key) != wanted.get(key) for key in ("grade", "solution", "locked")):  # other points may be an earlier release's
        notes.add(grade_id, "had its grading metadata changed: put back", "had their grading metadata changed: put back")
    tags = original.metadata.get("tags")
    cell.metadata = nbformat.from_dict({"nbgrader": copy.deepcopy(wanted)} | ({"tags": tags} if tags else {}))
    if is_locked(original) and cell.source != original.source:
        if not same_text(cell, original):
            if not _keep_answers(cell, original, cells, authored, notes) and cell.cell_type == "code" and not is_test(original):
                _keep_additions(cell, original, cells, notes)
            remark = "locked, but changed: the original text was put back"
            notes.add(grade_id, f"is {remark}", f"are {remark}")
        cell.source = original.source
    if is_locked(original):
        cell.pop("attachments", None)
        if "attachments" in original:
            cell["attachments"] = copy.deepcopy(original["attachments"])


def without_fences(source):
    """Return the code of a text cell without the Markdown fence around it."""
    return re.sub(r"^\s*```[^\n]*\n(.*?)\n?```\s*$", r"\1", source, flags=re.DOTALL)


def _keep_answers(cell, original, cells, authored, notes):
    """Where a locked cell holds an answer, merged with it or typed into it, keep its text as a cell of its own before it; say whether."""
    bound = bound_names(cell.source) - bound_names(original.source)
    held = [
        grade_id
        for grade_id, answer in authored.items()
        if is_code_answer(answer) and bound & function_names(answer) and not _is_answered(cells, cell, answer)
    ]
    if held:
        cells.insert(cells.index(cell), new_cell("code", cell.source))
        names = ", ".join(f"`{name}`" for name in held)
        remark = f"the answer to {names}: it was kept in a cell before"
        notes.add(grade_id_of(original), f"holds {remark}", f"hold {remark}")
    return bool(held)


def _keep_additions(cell, original, cells, notes):
    """Keep what was added to a locked code cell, imports say, as a cell of its own behind it."""
    if added := added_code(cell.source, original.source):
        cells.insert(cells.index(cell) + 1, new_cell("code", added))
        remark = "code that was added: it was kept in a cell behind"
        notes.add(grade_id_of(original), f"holds {remark}", f"hold {remark}")


def _is_answered(cells, besides, answer):
    others = [cell for cell in cells if cell is not besides and defines_answer(cell, answer)]
    return any(not same_text(cell, answer) and not holds_only_stubs(cell.source) for cell in others)


def _insert_missing(cells, authored, notes):
    """Put missing tests, locked cells and graded answers back, each behind what it followed in the release.

    Returns the grade_ids of the answers among them. A missing function is not put back: an empty one in its place
    could overwrite it, if it is defined elsewhere. A graded answer in code is put back as a place for its mark.
    """
    order = list(authored)
    present = places_of(cells)
    answers = set()
    for grade_id, original in authored.items():
        if grade_id in present or not (is_locked(original) or is_grade(original) or is_task(original)):
            continue
        fresh = copy.deepcopy(original)
        kept = {key: copy.deepcopy(original.metadata[key]) for key in ("nbgrader", "tags") if key in original.metadata}
        fresh.metadata = nbformat.from_dict(kept)
        if any(cell.id == fresh.id for cell in cells):
            fresh.id = random_cell_id()
        cells.insert(_position_for(cells, original, order), fresh)
        if is_answer(original):
            answers.add(grade_id)
            notes.add(grade_id, "is missing: is the answer elsewhere?", "are missing: are the answers elsewhere?")
        else:
            notes.add(grade_id, "is missing: the original was put back", "are missing: the originals were put back")
    return answers


def _position_for(cells, original, order):
    grade_id = grade_id_of(original)
    if is_test(original):
        exercise = grade_id.removeprefix("test_")
        own = places_of(cells).get(exercise)
        if own is not None and defines(cells[own], exercise):  # whatever the name is used for later
            return own + 1
        homes = [i for i, cell in enumerate(cells) if grade_id_of(cell) == exercise or defines(cell, exercise)]
        if homes:
            return homes[-1] + 1
    before = order[: order.index(grade_id)]
    homes = [i for i, cell in enumerate(cells) if grade_id_of(cell) in before]
    return homes[-1] + 1 if homes else 0


def _answered_beside(cells, released, authored, notes):
    """Return the grade_ids of written answers that are as released while a text of the student's stands beside them.

    For the last of them that is as released a text at the end stands beside it, too.
    """
    texts = {cell.source.strip() for cell in released.cells}
    known = [i for i, cell in enumerate(cells) if grade_id_of(cell) or cell.source.strip() in texts]
    places = places_of(cells)
    open_ones = [
        grade_id
        for grade_id, original in authored.items()
        if original.cell_type != "code" and is_answer(original) and is_grade(original) and same_text(cells[places[grade_id]], original)
    ]
    found = set()
    for grade_id in open_ones:
        place = known.index(places[grade_id])
        first = known[place - 1] if place else -1
        end = known[place + 1] if place + 1 < len(known) else len(cells)
        beside = [cell for cell in cells[first + 1 : end] if not grade_id_of(cell) and _is_a_text(cell)]
        if grade_id == open_ones[-1]:
            beside += [cell for cell in cells[known[-1] + 1 :] if cell.cell_type == "markdown" and cell.source.strip()]
        if beside:
            found.add(grade_id)
            remark = f"as released: is the answer in cell {NUMBER}?"
            notes.add(grade_id, f"is {remark}", f"are {remark}", beside[-1])
    return found


def _is_a_text(cell):
    """Whether a cell says something: no stub that was set aside."""
    return bool(cell.source.strip()) and holds_text(cell) and not (cell.cell_type == "raw" and defined_names(cell.source))


def _put_setup_first(cells, authored, notes):
    """Move a locked code cell, imports say, back before the code that follows it in the release."""
    order = [grade_id for grade_id, original in authored.items() if original.cell_type == "code"]
    places = places_of(cells)
    for place in range(len(order) - 1, -1, -1):
        original = authored[order[place]]
        if not is_locked(original) or is_test(original):
            continue
        index = places[order[place]]
        earliest = min((places[name] for name in order[place + 1 :] if name in places), default=index)
        needed = [places[name] for name in order[:place] if name in places]
        if earliest < index and not any(earliest <= i < index for i in needed):
            cells.insert(earliest, cells.pop(index))
            places = places_of(cells)
            notes.add(order[place], "stood behind code that needs it: put back", "stood behind code that needs them: put back")


def _put_tests_behind(cells, authored, homes, notes):
    """Move a test that stands before the answers that it is about behind them. homes : of settle_moved_answers."""
    answers = {name: function_names(original) for name, original in authored.items() if is_code_answer(original)}
    homes = {grade_id_of(cell): cell for cell in cells if grade_id_of(cell)} | homes
    sources = {name: cell.source for name, cell in homes.items() if name in answers}
    places, moved = _indices(cells), set()
    for grade_id, original in reversed(authored.items()):  # of several that go behind one cell the last goes first
        if is_test(original):
            place = places[id(homes[grade_id])]
            behind = [places[id(homes[name])] for name in _needs(authored, grade_id, answers, sources) if name in homes]
            if behind and max(behind) > place:
                cells.insert(max(behind), cells.pop(place))
                places = _indices(cells)
                moved.add(grade_id)
    for grade_id in authored:
        if grade_id in moved:
            notes.add(grade_id, "stood before the answer: put back behind it", "stood before the answers: put back behind them")


def _indices(cells):
    return {id(cell): index for index, cell in enumerate(cells)}


def _needs(authored, grade_id, answers, sources):
    """Return the code answers that a test is about: the one before it in the release, those that it and they name.

    answers : the functions of each code answer, in the release's order; sources : what was submitted for them.
    """
    order = list(authored)
    before = [name for name in order[: order.index(grade_id)] if name in answers]
    found = before[-1:]
    named = _loaded_names(authored[grade_id].source)
    found += [name for name in before if answers[name] & named and name not in found]
    for name in found:
        used = _loaded_names(sources.get(name, ""))
        found += [other for other in before if answers[other] & used and other not in found]
    return found


@lru_cache(maxsize=4096)  # most of a class's cells are alike
def _loaded_names(source):
    try:
        return frozenset(node.id for node in ast.walk(parse(source)) if isinstance(node, ast.Name))
    except SyntaxError:
        return frozenset(re.findall(r"[^\W\d]\w*", source))
