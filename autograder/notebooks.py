"""Read a submitted notebook, whatever state it is in, and put back what the student was not to change.

Nothing here runs code. Every change to a graded cell is noted in a sentence that names the cell; the caller adds
student and notebook.
"""

import ast
import copy
import json
import re
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


def read_notebook(path):
    """Return the notebook in a file as nbformat 4.5, its outputs dropped and its cells put into form.

    Raises UnreadableNotebook for a file that is too large, not text, not JSON or not a notebook.
    """
    try:
        size = path.stat().st_size
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
    cells = result.notebook.cells
    authored = {grade_id_of(cell): cell for cell in released.cells if grade_id_of(cell)}
    _drop_unknown_and_double_ids(cells, authored, result.warnings)
    for cell in cells:
        if grade_id_of(cell):
            _restore_cell(cell, authored[grade_id_of(cell)], result.warnings)
    _recover_answers(cells, authored, result.warnings)
    _insert_missing(cells, released, authored, result.warnings)
    return result


def _drop_unknown_and_double_ids(cells, authored, warnings):
    last = {grade_id_of(cell): cell for cell in cells if grade_id_of(cell)}
    for cell in cells:
        if "nbgrader" not in cell.metadata:
            continue
        grade_id = grade_id_of(cell)
        if grade_id not in authored:
            warnings.append(f"cell {grade_id!r} is not one of the assignment's: it is run as an ordinary cell")
            del cell.metadata["nbgrader"]
        elif cell is not last[grade_id]:
            warnings.append(f"cell `{grade_id}` is there more than once: its last copy counts")
            del cell.metadata["nbgrader"]


def _restore_cell(cell, original, warnings):
    """Give a cell its authored type and metadata, and a locked one its authored text."""
    grade_id = grade_id_of(original)
    if cell.cell_type != original.cell_type:
        warnings.append(f"cell `{grade_id}` was turned into a {cell.cell_type} cell: turned back")
        _change_type(cell, original.cell_type)
    mark = dict(cell.metadata["nbgrader"])
    wanted = original.metadata["nbgrader"]
    if any(mark.get(key) != wanted[key] for key in ("grade", "solution", "locked", "points") if key in wanted):
        warnings.append(f"cell `{grade_id}` had its grading metadata changed: put back")
    cell.metadata["nbgrader"] = copy.deepcopy(wanted)
    if not is_answer(original) and cell.source != original.source:
        if cell.source.strip() != original.source.strip():
            warnings.append(f"locked cell `{grade_id}` was changed: its original text was put back")
        cell.source = original.source


def _change_type(cell, kind):
    fresh = NEW_CELL[kind](source=cell.source, metadata=cell.metadata)
    fresh.id = cell.id
    cell.clear()
    cell.update(fresh)


def _recover_answers(cells, authored, warnings):
    """Give a cell that defines a missing exercise's function that exercise's identity back."""
    present = {grade_id_of(cell) for cell in cells}
    for grade_id, original in authored.items():
        if grade_id in present or not is_answer(original) or original.cell_type != "code":
            continue
        candidates = [cell for cell in cells if not grade_id_of(cell) and defines(cell, grade_id)]
        if candidates:
            candidates[-1].metadata["nbgrader"] = copy.deepcopy(original.metadata["nbgrader"])
            warnings.append(f"cell `{grade_id}` had lost its identity: recognised by the function that it defines")
        else:
            warnings.append(f"cell `{grade_id}` is missing")


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


def _insert_missing(cells, released, authored, warnings):
    """Put missing tests, locked cells and written answers back, each behind what it followed in the release."""
    order = list(authored)
    for grade_id, original in authored.items():
        if any(grade_id_of(cell) == grade_id for cell in cells):
            continue
        if is_answer(original) and original.cell_type == "code":
            continue  # an empty answer in its place could only overwrite the function, if it is defined elsewhere
        position = _position_for(cells, original, order)
        fresh = copy.deepcopy(original)
        fresh.metadata = nbformat.from_dict({"nbgrader": copy.deepcopy(original.metadata["nbgrader"])})
        if any(cell.id == fresh.id for cell in cells):
            fresh.id = new_raw_cell().id
        cells.insert(position, fresh)
        if not is_answer(original) or original.cell_type != "code":
            warnings.append(f"cell `{grade_id}` is missing: the original was put back")


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
