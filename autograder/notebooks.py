"""Read a submitted notebook, whatever state it is in, and put back what the student was not to change.

Nothing here runs code. Every change to a graded cell is noted in a sentence that names the cell; the caller adds
student and notebook.
"""

import ast
import copy
import json
import re
import stat
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_CELLS = 5_000
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class UnreadableNotebook(Exception):
    """A file that is no notebook; the message says why."""


@dataclass
class Restored:
    """A submitted notebook with the authored cells back in place, outputs cleared."""

    notebook: nbformat.NotebookNode
    warnings: list[str] = field(default_factory=list)
    missing_answers: set[str] = field(default_factory=set)  # written answers that were not found: a person is to look


def read_notebook(path):
    """Return the notebook in a file as nbformat 4.5, its outputs dropped and its cells put into form.

    Raises UnreadableNotebook for a file that is too large, not text, not JSON or not a notebook.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, for ever
            raise UnreadableNotebook("it is no plain file")
        size = status.st_size
        if size > MAX_FILE_BYTES:
            raise UnreadableNotebook(f"the file is too large ({size / 2**20:.0f} MiB)")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableNotebook(f"the file cannot be read ({error.strerror})") from None
    return _normalise(_parse(content))


def _parse(content):
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if not content.strip():
        raise UnreadableNotebook("the file is empty")
    try:
        data = json.loads(content.decode(encoding))
    except UnicodeDecodeError:
        raise UnreadableNotebook("the file is not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebook(f"the file is not a notebook: its JSON is broken ({error})") from None
    if not isinstance(data, dict):
        raise UnreadableNotebook("the file is not a notebook")
    if data.get("nbformat") in (1, 2, 3):
        try:
            data = nbformat.convert(nbformat.from_dict(data), 4)
        except Exception as error:  # the converters raise whatever a malformed notebook makes them raise
            raise UnreadableNotebook(f"an old notebook that cannot be converted ({type(error).__name__})") from None
    if not isinstance(data.get("cells"), list):
        raise UnreadableNotebook("the file is not a notebook: it has no cells")
    if len(data["cells"]) > MAX_CELLS:
        raise UnreadableNotebook(f"the notebook has {len(data['cells'])} cells (at most {MAX_CELLS})")
    return data


def _normalise(data):
    """Return a valid notebook that holds the cells' type, source, id and nbgrader metadata, and nothing else."""
    notebook = new_notebook()
    used = set()
    for raw in data["cells"]:
        if not isinstance(raw, dict):
            continue
        kind = raw.get("cell_type") if raw.get("cell_type") in NEW_CELL else "raw"
        cell = NEW_CELL[kind](source=_text(raw.get("source", "")))
        _keep_id(cell, raw.get("id"), used)
        metadata = raw.get("metadata")
        if isinstance(metadata, dict) and isinstance(metadata.get("nbgrader"), dict):
            cell.metadata["nbgrader"] = nbformat.from_dict(copy.deepcopy(metadata["nbgrader"]))
        notebook.cells.append(cell)
    notebook.metadata.update(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    return notebook


def _text(source):
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    return source.encode("utf-8", "replace").decode()  # lone surrogates cannot be written again


def _keep_id(cell, given, used):
    if isinstance(given, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", given) and given not in used:
        cell.id = given
    used.add(cell.id)


def grade_id_of(cell):
    """Return a cell's grade_id, or None."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return grade_id if isinstance(grade_id, str) else None


def is_test(cell):
    """Whether a cell of an authored notebook is a locked, graded code cell."""
    mark = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and mark.get("grade", False) and not mark.get("solution", False)


def is_answer(cell):
    """Whether a cell of an authored notebook is the student's to fill in."""
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def without_hidden_tests(source):
    """Return a cell's source without the region between nbgrader's hidden-test markers."""
    return re.sub(r"^### BEGIN HIDDEN TESTS.*?^### END HIDDEN TESTS[^\n]*\n?", "", source, flags=re.DOTALL | re.MULTILINE)


def restore_cells(submitted, released):
    """Return the submitted notebook with the released one's locked cells, tests and metadata back in place.

    submitted, released : notebooks; neither is changed.
    """
    result = Restored(copy.deepcopy(submitted))
    cells, notes = result.notebook.cells, Notes()
    authored = {grade_id_of(cell): cell for cell in released.cells if grade_id_of(cell)}
    _drop_unknown_and_double_ids(cells, authored, notes)
    _recover_identities(cells, authored, notes)
    for cell in cells:
        if grade_id_of(cell):
            _restore_cell(cell, authored[grade_id_of(cell)], notes)
    result.missing_answers = _insert_missing(cells, authored, notes)
    _move_tests_behind_answers(cells, notes)
    result.warnings = notes.sentences()
    return result


class Notes:
    """What was odd, gathered so that twenty cells with one fault make one sentence."""

    def __init__(self):
        self.cells = {}  # (remark on one, remark on several) -> names

    def add(self, grade_id, one, several):
        self.cells.setdefault((one, several), []).append(f"`{grade_id}`")

    def sentences(self):
        """Return the remarks, each with the cells that it is about."""
        return [
            f"cell {names[0]} {one}" if len(names) == 1 else f"cells {', '.join(names)} {several}"
            for (one, several), names in self.cells.items()
        ]


def _drop_unknown_and_double_ids(cells, authored, notes):
    last = {grade_id_of(cell): cell for cell in cells if grade_id_of(cell)}
    for cell in cells:
        if "nbgrader" not in cell.metadata:
            continue
        grade_id = grade_id_of(cell)
        if grade_id not in authored:
            notes.add(
                grade_id,
                "is not one of the assignment's: it is run as an ordinary cell",
                "are not the assignment's: they are run as ordinary cells",
            )
            del cell.metadata["nbgrader"]
        elif cell is not last[grade_id]:
            notes.add(
                grade_id, "is there more than once: its last copy counts", "are there more than once: the last copies count"
            )
            del cell.metadata["nbgrader"]


def _recover_identities(cells, authored, notes):
    """Give a cell that has lost its metadata its identity back: by its id, or by the function that it defines."""
    present = {grade_id_of(cell) for cell in cells}
    for grade_id, original in authored.items():
        if grade_id in present:
            continue
        nameless = [cell for cell in cells if not grade_id_of(cell)]
        same_id = [cell for cell in nameless if cell.id == original.id and cell.cell_type == original.cell_type]
        same_function = []
        if is_answer(original) and original.cell_type == "code":
            same_function = [cell for cell in nameless if defines(cell, grade_id)]
        if found := same_id or same_function[-1:]:
            found[0].metadata["nbgrader"] = copy.deepcopy(original.metadata["nbgrader"])
            how = "by its id" if same_id else "by the function that it defines"
            several = "by their ids" if same_id else "by the functions that they define"
            notes.add(
                grade_id, f"had lost its identity: recognised {how}", f"had lost their identity: recognised {several}"
            )


def _restore_cell(cell, original, notes):
    """Give a cell its authored type and metadata, and a locked one its authored text."""
    grade_id = grade_id_of(original)
    if cell.cell_type != original.cell_type:
        kind = cell.cell_type
        notes.add(grade_id, f"was turned into a {kind} cell: turned back", f"were turned into {kind} cells: turned back")
        _change_type(cell, original.cell_type)
    mark = dict(cell.metadata["nbgrader"])
    wanted = original.metadata["nbgrader"]
    if any(mark.get(key) != wanted[key] for key in ("grade", "solution", "locked", "points") if key in wanted):
        notes.add(grade_id, "had its grading metadata changed: put back", "had their grading metadata changed: put back")
    cell.metadata["nbgrader"] = copy.deepcopy(wanted)
    if not is_answer(original) and cell.source != original.source:
        if cell.source.strip() != original.source.strip():
            remark = "locked, but changed: the original text was put back"
            notes.add(grade_id, f"is {remark}", f"are {remark}")
        cell.source = original.source


def _change_type(cell, kind):
    fresh = NEW_CELL[kind](source=cell.source, metadata=cell.metadata)
    fresh.id = cell.id
    cell.clear()
    cell.update(fresh)


def defines(cell, name):
    """Whether a code cell binds `name` at its top level, by def, class or assignment."""
    if cell.cell_type != "code" or name not in cell.source:
        return False
    try:
        tree = ast.parse(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return bool(re.search(rf"^(async )?def {re.escape(name)}\b", cell.source, re.MULTILINE))
    return any(name in _bound_names(node) for node in tree.body)


def _bound_names(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return set()


def _insert_missing(cells, authored, notes):
    """Put missing tests, locked cells and written answers back, each behind what it followed in the release.

    Returns the grade_ids of the written answers among them. A missing function is only noted: an empty one in its place
    could overwrite it, if it is defined elsewhere.
    """
    order = list(authored)
    answers = set()
    for grade_id, original in authored.items():
        if any(grade_id_of(cell) == grade_id for cell in cells):
            continue
        if is_answer(original) and original.cell_type == "code":
            notes.add(grade_id, "is missing", "are missing")
            continue
        fresh = copy.deepcopy(original)
        fresh.metadata = nbformat.from_dict({"nbgrader": copy.deepcopy(original.metadata["nbgrader"])})
        if any(cell.id == fresh.id for cell in cells):
            fresh.id = new_raw_cell().id
        cells.insert(_position_for(cells, original, order), fresh)
        if is_answer(original):
            answers.add(grade_id)
            notes.add(grade_id, "is missing: is the answer elsewhere?", "are missing: are the answers elsewhere?")
        else:
            notes.add(grade_id, "is missing: the original was put back", "are missing: the originals were put back")
    return answers


def _move_tests_behind_answers(cells, notes):
    """A test that stands before its exercise (cells moved, ids swapped) would find nothing defined."""
    for test in [cell for cell in cells if grade_id_of(cell) and is_test(cell)]:
        exercise = grade_id_of(test).removeprefix("test_")
        place = next(index for index, cell in enumerate(cells) if cell is test)
        homes = [index for index, cell in enumerate(cells) if grade_id_of(cell) == exercise and cell is not test]
        if homes and place < homes[-1]:
            cells.insert(homes[-1] + 1, test)
            del cells[place]
            notes.add(grade_id_of(test), "stood before its exercise: moved behind it", "stood before their exercises: moved behind them")


def _position_for(cells, original, order):
    grade_id = grade_id_of(original)
    if is_test(original):
        exercise = grade_id.removeprefix("test_")
        homes = [i for i, cell in enumerate(cells) if grade_id_of(cell) == exercise or defines(cell, exercise)]
        if homes:
            return homes[-1] + 1
    before = order[: order.index(grade_id)]
    homes = [i for i, cell in enumerate(cells) if grade_id_of(cell) in before]
    return homes[-1] + 1 if homes else 0
