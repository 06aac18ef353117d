"""Which cell of a submission is which cell of the release, where metadata is doubled, lost or on the wrong cell."""

import copy
import re
from difflib import SequenceMatcher

from autograder.definitions import bound_names, defined_names, defines, holds_only_stubs, names_within
from autograder.notebooks import change_type, grade_id_of, is_answer, is_test

NUMBER = "{number}"  # in a remark
INDIRECTLY = re.compile(r"\b(exec|eval|globals|get_ipython)\b")  # how a cell may define what it does not name


class Notes:
    """What was odd, gathered so that twenty cells with one fault make one sentence."""

    def __init__(self):
        self.cells = {}  # (remark on one, remark on several, id of the cell that they name or None) -> names

    def add(self, grade_id, one, several, named=None):
        """named : a cell without a name, whose number takes the place of NUMBER: others may still come before it."""
        self.cells.setdefault((one, several, named and named.id), []).append(f"`{grade_id}`")

    def sentences(self, cells):
        """Return the remarks, each with the cells that it is about. cells : of the notebook in the end."""
        numbers = {cell.id: str(number) for number, cell in enumerate(cells, 1)}
        told = []
        for (one, several, named), names in self.cells.items():
            remark = f"cell {names[0]} {one}" if len(names) == 1 else f"cells {', '.join(names)} {several}"
            told.append(remark.replace(NUMBER, numbers[named]) if named else remark)
        return told


def places_of(cells):
    """Return {grade_id: index of the first cell that has it}."""
    places = {}
    for index, cell in enumerate(cells):
        if (grade_id := grade_id_of(cell)) is not None:
            places.setdefault(grade_id, index)
    return places


def function_names(original):
    """Return the names by which an authored code answer is known: its grade_id, and what its released text defines."""
    return {grade_id_of(original), *bound_names(original.source)}


def defines_answer(cell, original):
    """Whether a code cell defines what the authored answer `original` is to define."""
    return any(defines(cell, name) for name in function_names(original))


def is_code_answer(original):
    """Whether an authored cell is code that the student writes."""
    return is_answer(original) and original.cell_type == "code"


def same_text(cell, original):
    """Whether two cells hold the same text, blank space around it aside."""
    return cell.source.strip() == original.source.strip()


def set_aside(cell):
    """Keep a cell's text in the notebook, but neither as one of the assignment's nor to be run."""
    cell.metadata.pop("nbgrader", None)
    change_type(cell, "raw")


def settle_doubles(cells, authored, notes):
    """Leave each grade_id on one cell: of copies the last that holds an answer; drop ids that the release does not have."""
    copies = {}
    for cell in cells:
        if "nbgrader" in cell.metadata:
            grade_id = grade_id_of(cell)
            if grade_id in authored:
                copies.setdefault(grade_id, []).append(cell)
            else:
                del cell.metadata["nbgrader"]
                if grade_id:
                    one = "is not one of the assignment's: it is run as an ordinary cell"
                    notes.add(grade_id, one, "are not the assignment's: they are run as ordinary cells")
    for grade_id, group in copies.items():
        if len(group) > 1:
            _settle_one(group, authored[grade_id], notes)


def _settle_one(group, original, notes):
    chosen = _choose(group, original)
    for cell in group:
        if cell is not chosen:
            del cell.metadata["nbgrader"]
            if is_code_answer(original) and same_text(cell, original):
                set_aside(cell)  # as released: run, it would overwrite the answer
    if chosen is group[-1]:
        one, several = "is there more than once: its last copy counts", "are there more than once: the last copies count"
    else:
        one = "is there more than once: the last copy that holds an answer counts"
        several = "are there more than once: the last copies that hold an answer count"
    notes.add(grade_id_of(original), one, several)


def _choose(group, original):
    if not is_answer(original):
        return next((cell for cell in reversed(group) if same_text(cell, original)), group[-1])
    written = [cell for cell in group if not same_text(cell, original)] or group
    defining = [cell for cell in written if is_code_answer(original) and defines_answer(cell, original)]
    return (defining or written)[-1]


def recover_identities(cells, released, authored, notes):
    """Give cells that have lost their metadata their identity back: by id, by text, by function, by their neighbours."""
    ways = (
        (_by_id, "by its id", "by their ids"),
        (_by_text, "by its text", "by their texts"),
        (_by_function, "by the function that it defines", "by the functions that they define"),
    )
    present = places_of(cells)
    for grade_id, original in authored.items():
        if grade_id not in present:
            nameless = [cell for cell in cells if not grade_id_of(cell)]
            for find, one, several in ways:
                if found := find(nameless, original):
                    _name(found, original, one, several, notes)
                    break
    for cell, original in _by_neighbours(cells, released):
        _name(cell, original, "by its neighbours", "by their neighbours", notes)


def _name(cell, original, one, several, notes):
    cell.metadata["nbgrader"] = copy.deepcopy(original.metadata["nbgrader"])
    grade_id = grade_id_of(original)
    notes.add(grade_id, f"had lost its identity: recognised {one}", f"had lost their identity: recognised {several}")


def _by_id(nameless, original):
    return next((cell for cell in nameless if cell.id == original.id), None)


def _by_text(nameless, original):
    if is_answer(original) and is_code_answer(original) or not original.source.strip():
        return None
    return next((cell for cell in nameless if same_text(cell, original) and cell.cell_type == original.cell_type), None)


def _by_function(nameless, original):
    """Return the last code cell that defines the answer; a text cell that holds its code, where no code cell does."""
    if not is_code_answer(original):
        return None
    named = bound_names(original.source) or {grade_id_of(original)}
    for wanted in ({grade_id_of(original)}, named):
        for is_code in (True, False):
            for cell in reversed(nameless):
                if (cell.cell_type == "code") == is_code and any(name in cell.source for name in wanted):
                    if wanted & bound_names(cell.source):
                        return cell
    return None


def _by_neighbours(cells, released):
    """Return (cell, original) for answers that stand, alone of their type, where the release has one between known cells."""
    theirs = [_label(cell) for cell in cells]
    ours = [_label(cell) for cell in released.cells]
    pairs = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        for cell_type in ("markdown", "code"):
            missing = [cell for cell in released.cells[a1:a2] if is_answer(cell) and cell.cell_type == cell_type]
            missing = [cell for cell in missing if grade_id_of(cell) not in theirs]
            nameless = [cell for cell in cells[b1:b2] if not grade_id_of(cell) and cell.cell_type == cell_type]
            if len(missing) == len(nameless):
                pairs += zip(nameless, missing)
            else:
                pairs += _by_first_line(nameless, missing)
    return pairs


def _by_first_line(nameless, missing):
    """Return the pairs whose first lines, a question as a rule, agree."""
    first = {id(cell): cell.source.strip().partition("\n")[0] for cell in [*nameless, *missing]}
    pairs = []
    for original in missing:
        same = [cell for cell in nameless if first[id(cell)] and first[id(cell)] == first[id(original)]]
        if len(same) == 1:
            pairs.append((same[0], original))
    return pairs


def _is_written(cell, texts):
    """Whether a student has written a cell: it is neither a test nor locked, nor as released."""
    mark = cell.metadata.get("nbgrader", {})
    return not is_test(cell) and not mark.get("locked", False) and cell.source.strip() not in texts


def _expected(cell, authored):
    """Return the names that the answer in a cell was to bind by itself."""
    grade_id = grade_id_of(cell)
    return bound_names(authored[grade_id].source) if grade_id in authored else frozenset()


def _label(cell):
    return grade_id_of(cell) or ("text", cell.source.strip())


def settle_moved_answers(cells, released, authored, notes):
    """Find answers that were written elsewhere while their own cell is as released, leaves them open, or is gone.

    Elsewhere is a cell of the student's, or one for another answer that was not to define the same. Where there is an own cell
    only what it defines counts, functions and classes: variables, such as x or fig, may be bound in any cell.
    Returns {grade_id: the cell that holds the answer} of those in a cell for another answer.
    """
    texts = {cell.source.strip() for cell in released.cells if cell.cell_type == "code"}
    homes, named = {}, {cell.id for cell in cells if grade_id_of(cell)}
    for grade_id, original in authored.items():
        if not is_code_answer(original) or not bound_names(original.source):
            continue
        own = next((cell for cell in cells if grade_id_of(cell) == grade_id), None)
        if own is not None and not _leaves_open(own, original):
            continue
        names = function_names(original) if own is None else defined_names(original.source)
        elsewhere = [
            cell
            for cell in cells
            if cell is not own and _is_written(cell, texts) and any(defines(cell, name) for name in names - _expected(cell, authored))
        ]
        if own is not None:
            elsewhere = [cell for cell in elsewhere if not holds_only_stubs(cell.source)]
        if not elsewhere:
            if own is None:
                notes.add(grade_id, "is missing", "are missing")
            continue
        before = _before_its_test(grade_id, elsewhere, cells, authored)
        home = (before or elsewhere)[-1]  # behind the test the name may be used for anything
        if own is None:
            state = "is missing", "are missing"
        else:
            is_released = same_text(own, original)
            state = ("is as released", "are as released") if is_released else ("defines nothing", "define nothing")
            if is_released or holds_only_stubs(own.source) and defined_names(own.source):
                set_aside(own)  # run, it could overwrite the answer
            elif before:  # the test finds it
                continue
            else:
                del own.metadata["nbgrader"]  # it may hold what the answer needs
        where, number = (f"cell `{grade_id_of(home)}`", None) if home.id in named and grade_id_of(home) else (f"cell {NUMBER}", home)
        notes.add(grade_id, f"{state[0]}: the answer in {where} counts", f"{state[1]}: the answers in {where} count", number)
        if grade_id_of(home):
            homes[grade_id] = home
        else:
            home.metadata["nbgrader"] = copy.deepcopy(original.metadata["nbgrader"])
    return homes


def _before_its_test(grade_id, elsewhere, cells, authored):
    """Return those of some cells that stand before the test of an answer."""
    order = list(authored)
    test = next((name for name in order[order.index(grade_id) :] if is_test(authored[name])), None)
    place = places_of(cells).get(test, len(cells))
    return [cell for cell in elsewhere if cells.index(cell) < place]


def _leaves_open(cell, original):
    """Whether the cell of an answer defines nothing of what it was to define: as released, emptied, moved away."""
    if same_text(cell, original) or holds_only_stubs(cell.source):
        return True
    return not defined_names(original.source) & names_within(cell.source) and not INDIRECTLY.search(cell.source)
