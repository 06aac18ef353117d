"""Read a notebook, whatever state its file is in, and say what its cells are. Nothing here runs code."""

import hashlib
import json
import os
import re
import stat
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id as random_cell_id

from autograder.definitions import MAX_CODE

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_CELLS = 5_000
MAX_VALUES = 2_000_000  # of JSON: an empty list of three characters takes Python twenty times as much
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)  # in JSON; one without end too, so that nothing is read twice
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
    """Return a cell's source without what is between lines of nbgrader's words for hidden tests, as nbgrader finds them."""
    return re.sub(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", "", source, flags=re.DOTALL | re.MULTILINE)


def calls_checks(source):
    """Whether the text of a test cell, in full, leaves the judging to pytest checks (in_kernel.py)."""
    return "in_kernel" in source


def change_type(cell, kind):
    """Make a cell of another type of it, in place."""
    fresh = new_cell(kind, cell.source)
    fresh.update(id=cell.id, metadata=cell.metadata)
    cell.clear()
    cell.update(fresh)
