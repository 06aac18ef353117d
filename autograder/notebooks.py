"""Read a notebook, whatever state its file is in, and say what its cells are. Nothing here runs code."""

import ast
import hashlib
import json
import os
import re
import stat
import warnings
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id as random_cell_id

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_CELLS = 5_000
MAX_CODE = 500_000  # characters of all code cells: what each name may reach takes a referee 40 s a million, and a gigabyte
MAX_VALUES = 2_000_000  # of JSON: an empty list of three characters takes Python twenty times as much
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)  # in JSON; one without end too, so that nothing is read twice
LINE_OF_IPYTHON = re.compile(r"^(?:[%!?].*|[\w.]+\?+\s*)$", re.MULTILINE)
PYTHON = ("python", "python3", "ipython")  # how kernels name the language
SKIP = "skip-execution"  # the tag of a cell that is not run
KINDS = ("code", "markdown", "raw")
TEST_PREFIX = "test_"  # of the grade_id of an exercise's test cell, and of the file of its checks


class UnreadableNotebook(Exception):
    """A file that is no notebook; the message says why."""


def read_notebook(path):
    """Return the notebook in a file as nbformat 4.5, its outputs dropped and its cells put into form.

    Raises UnreadableNotebook for a file that is too large, not text, not JSON or not a notebook.
    """
    return read_with_remarks(path)[0]


def read_with_remarks(path):
    """Return (notebook, sentences on what was odd about the file). Raises UnreadableNotebook."""
    remarks = []
    with _within_reason():
        return _normalise(read_raw_notebook(path, remarks), remarks), remarks


def read_own(path):
    """Return a notebook of the course's, read once as long as its file does not change. It is not to be changed."""
    status = os.stat(path)
    return _read_own(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _read_own(path, *_):
    return read_notebook(Path(path))


def read_raw_notebook(path, remarks=None):
    """Return the content of a notebook's file, a dict with a list `cells` of which nothing else is sure. Raises as read_notebook.

    remarks : a list that takes what was odd about the file.
    """
    with _within_reason():
        return _parse(read_content(path), [] if remarks is None else remarks)


@contextmanager
def _within_reason():
    """Have a notebook that Python cannot take in be one that cannot be read."""
    try:
        yield
    except (RecursionError, MemoryError):
        raise UnreadableNotebook("the file is nested too deeply or holds too much") from None


def read_content(path):
    """Return the bytes of a file that somebody has handed in. Raises UnreadableNotebook for what is no file, or too large."""
    if path.is_dir():
        raise UnreadableNotebook("a folder has the notebook's name")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, for ever
            raise UnreadableNotebook("it is no plain file")
        size = status.st_size
        if size > MAX_FILE_BYTES:
            raise UnreadableNotebook(f"the file is too large ({size / 2**20:.0f} MiB)")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableNotebook(f"the file cannot be read ({error.strerror})") from None


def _parse(content, remarks):
    if not content.strip():
        raise UnreadableNotebook("the file is empty")
    text = _decode(content, remarks)
    if _count_values(text) > MAX_VALUES:
        raise UnreadableNotebook(f"the file holds more than {MAX_VALUES // 10**6} million values")
    data = _load_json(text, remarks)
    if not isinstance(data, dict):
        raise UnreadableNotebook("the file is not a notebook")
    if data.get("nbformat") in (1, 2, 3) and "cells" not in data:
        try:
            data = nbformat.convert(nbformat.from_dict(data), 4)
        except Exception as error:  # the converters raise whatever a malformed notebook makes them raise
            raise UnreadableNotebook(f"an old notebook that cannot be converted ({type(error).__name__})") from None
    if not isinstance(data.get("cells"), list):
        raise UnreadableNotebook("the file is not a notebook: it has no cells")
    if len(data["cells"]) > MAX_CELLS:
        raise UnreadableNotebook(f"the notebook has {len(data['cells'])} cells (at most {MAX_CELLS})")
    code = sum(len(_text(cell.get("source", ""))) for cell in data["cells"] if isinstance(cell, dict) and cell.get("cell_type") == "code")
    if code > MAX_CODE:
        raise UnreadableNotebook(f"its code cells hold {code / 10**6:.1f} million characters (at most {MAX_CODE / 10**6:g})")
    return data


def _decode(content, remarks):
    """Return the text of a file: UTF-8, UTF-16 or UTF-32, with a byte order mark or without, else what Windows writes."""
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        remarks.append("the file is not UTF-8: it was read as Windows-1252, look at its accents")
    return text.lstrip("\ufeff")


def _count_values(text):
    """Return how many values a text of JSON has at most: each but the first follows a comma or an opening bracket."""

    def count(text):
        return 1 + sum(map(text.count, ",[{"))

    most = count(text)
    return most if most <= MAX_VALUES else count(STRING.sub("", text))  # a picture's text, say, is full of commas


def _load_json(text, remarks):
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        cells = _salvage_cells(text)
        if not cells:
            raise UnreadableNotebook(f"the file is not a notebook: its JSON is broken ({error})") from None
        remarks.append(f"the file is damaged ({error}): its first {len(cells)} cells were read")
        return {"cells": cells}


def _salvage_cells(text):
    """Return the cells of a notebook's JSON up to where it breaks: an upload that was cut off, a conflict of versions."""
    start = re.search(r'"cells"\s*:\s*\[', text)
    cells, place = [], start.end() if start else len(text)
    try:
        while len(cells) < MAX_CELLS:
            place = re.compile(r"[\s,]*").match(text, place).end()
            cell, place = json.JSONDecoder().raw_decode(text, place)
            cells.append(cell)
    except (ValueError, RecursionError):
        pass
    return [cell for cell in cells if isinstance(cell, dict) and "cell_type" in cell]


def _normalise(data, remarks):
    """Return a valid notebook that holds the cells' type, source, id, nbgrader metadata, tags and pasted pictures, and nothing else."""
    notebook = NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=[])
    used = set()
    for number, raw in enumerate(data["cells"]):
        if not isinstance(raw, dict):
            continue
        kind = raw.get("cell_type") if raw.get("cell_type") in KINDS else "raw"
        cell = new_cell(kind, _text(raw.get("source", "")))
        _keep_id(cell, raw.get("id"), number, used)
        _keep_metadata(cell, raw.get("metadata"))
        if kind != "code":
            _keep_attachments(cell, raw.get("attachments"))
        notebook.cells.append(cell)
    kernel = _kernel_of(data)
    if kernel and kernel.get("language", "python").lower() not in PYTHON:
        remarks.append(f"saved with the kernel {kernel.get('name')!r} ({kernel['language']}): run as Python")
    notebook.metadata.update(
        kernelspec=NotebookNode(display_name="Python 3", language="python", name="python3"),
        language_info=NotebookNode(name="python"),
    )
    return notebook


def _kernel_of(data):
    metadata = data.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    return kernel if isinstance(kernel, dict) and isinstance(kernel.get("language", ""), str) else None


def new_cell(kind, source):
    """Return a cell of one of KINDS with a fresh id. nbformat's own builders validate each, 20 ms a notebook."""
    cell = NotebookNode(cell_type=kind, id=random_cell_id(), metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    return cell


def new_output(kind, **fields):
    """Return an output with the fields that its kind has. nbformat's own builder validates each, 4 ms an output."""
    if kind in ("display_data", "execute_result"):
        fields = {"metadata": NotebookNode(), **fields, "data": NotebookNode(fields["data"])}
    if kind == "execute_result":
        fields["execution_count"] = None
    return NotebookNode(output_type=kind, **fields)


def _text(source):
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")  # as Windows and some uploads leave it
    return source.encode("utf-8", "replace").decode()  # lone surrogates cannot be written again


def _keep_id(cell, given, number, used):
    """Keep a valid id; one that is missing follows from place and text, so that a file is read the same way twice."""
    if isinstance(given, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", given) and given not in used:
        cell.id = given
    else:
        cell.id = hashlib.sha256(f"{number}\0{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:16]
    used.add(cell.id)


def _keep_metadata(cell, metadata):
    if not isinstance(metadata, dict):
        return
    if isinstance(mark := metadata.get("nbgrader"), dict):  # whose entries are texts, numbers and truth values
        plain = {key: value for key, value in mark.items() if not isinstance(value, (dict, list))}
        cell.metadata["nbgrader"] = NotebookNode(plain)
    if isinstance(metadata.get("tags"), list) and SKIP in metadata["tags"]:
        cell.metadata["tags"] = [SKIP]


def _keep_attachments(cell, attachments):
    """Keep the pictures that were pasted into a text cell, {name: {MIME type: text}}: a photo may be the answer."""
    if not isinstance(attachments, dict):
        return
    bundles = {name: bundle for name, bundle in attachments.items() if isinstance(bundle, dict)}
    kept = {name: {mime: text for mime, text in bundle.items() if isinstance(text, str)} for name, bundle in bundles.items()}
    if any(kept.values()):
        cell["attachments"] = nbformat.from_dict({name: bundle for name, bundle in kept.items() if bundle})


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


def graded_cells(notebook):
    """Return the cells that have points."""
    marks = [(cell, cell.metadata.get("nbgrader", {})) for cell in notebook.cells if grade_id_of(cell)]
    return [cell for cell, mark in marks if mark.get("grade", False) or mark.get("task", False)]


def without_hidden_tests(source):
    """Return a cell's source without the region between nbgrader's hidden-test markers."""
    return re.sub(r"^### BEGIN HIDDEN TESTS.*?^### END HIDDEN TESTS[^\n]*\n?", "", source, flags=re.DOTALL | re.MULTILINE)


def calls_checks(source):
    """Whether the text of a test cell, in full, leaves the judging to pytest checks (in_kernel.py)."""
    return "in_kernel" in source


def change_type(cell, kind):
    """Make a cell of another type of it, in place."""
    fresh = new_cell(kind, cell.source)
    fresh.update(id=cell.id, metadata=cell.metadata)
    cell.clear()
    cell.update(fresh)


def defines(cell, name):
    """Whether a code cell binds `name` at its top level, by def, class or assignment."""
    return cell.cell_type == "code" and name in cell.source and name in bound_names(cell.source)


def defined_names(source):
    """Return the functions and classes that a text defines at its top level, whether or not it parses."""
    return frozenset(re.findall(r"^(?:async )?(?:def|class) +(\w+)", source, re.MULTILINE))


def parse(source):
    """Return the syntax tree of a cell. Raises SyntaxError for what Python cannot parse, and for what is too long."""
    if len(source) > MAX_CODE:  # of a cell that was no code cell in the file
        raise SyntaxError("too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in a student's text
            return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from None


@lru_cache(maxsize=4096)
def holds_only_stubs(source):
    """Whether code is empty but for comments, texts and functions that were not written yet."""
    try:
        return all(map(_is_stub, parse(source).body))
    except SyntaxError:
        return False


def _is_stub(node):
    if isinstance(node, ast.FunctionDef):
        return all(map(_is_stub, node.body))
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(node, ast.Pass) or isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@lru_cache(maxsize=4096)  # most of a class's cells are alike
def bound_names(source):
    """Return the names that Python code binds at its top level; of code that does not parse, its functions and classes."""
    try:
        tree = parse(source)
    except SyntaxError:
        return defined_names(source)
    return frozenset(name for node in tree.body for name in _bound_names(node))


def added_code(source, original):
    """Return the imports, definitions and calls that a text of Python code has in addition to those of another.

    What binds a name of the other's, or calls what it calls, was changed and not added. "" of what does not parse, lines of
    IPython's aside.
    """
    try:
        ours, theirs = (parse(LINE_OF_IPYTHON.sub("", text)).body for text in (source, original))
        taken = set().union(*map(_names_in, theirs)) | {ast.dump(node.value.func) for node in theirs if _is_call(node)}
        return "\n".join(map(ast.unparse, filter(None, (_added_part(node, taken) for node in ours))))
    except (SyntaxError, RecursionError):
        return ""


def _added_part(node, taken):
    """Return what of a statement was added, None for nothing. taken : the names that were bound before, and what was called."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias for alias in node.names if _bound_by(alias) not in taken]
        if not names or getattr(node, "module", "") == "__future__":  # which holds for its own cell only
            return None
        return ast.Import(names) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, names, node.level)
    if _is_call(node):
        return None if ast.dump(node.value.func) in taken else node
    names = _names_in(node)
    return node if names and not names & taken else None


def _is_call(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _bound_by(alias):
    return alias.asname or alias.name.partition(".")[0]


@lru_cache(maxsize=4096)
def names_within(source):
    """Return the names that Python code binds outside of functions, by import too; of code that does not parse, its functions and classes."""
    try:
        return frozenset().union(*map(_names_in, parse(source).body))
    except SyntaxError:
        return defined_names(source)


def _names_in(node):
    """Return the names that a statement binds, the statements below it included, but not what is in a function or class."""
    names, nodes = set(), [node]
    for part in nodes:  # grows
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            names |= set(map(_bound_by, part.names))
        elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(part.name)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
        if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            nodes += ast.iter_child_nodes(part)
    return names


def holds_text(cell):
    """Whether a cell is text, or code of nothing but comments and texts."""
    if cell.cell_type != "code":
        return True
    try:
        return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in parse(cell.source).body)
    except SyntaxError:
        return False


def _bound_names(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return set()
