"""Hostile files: notebooks with altered metadata, broken or odd JSON, links, side files named like modules, archives."""

import json
import os
import zipfile

from tests.adversarial.case import POINTS, RIGHT, Case

KIND = "files"
NOTHING = dict.fromkeys(POINTS, 0.0)


def changed(change):
    """Return the damage that loads a notebook's JSON, applies change(cells, data) and writes it again."""

    def damage(folder, notebook):
        data = json.loads(notebook.read_text(encoding="utf-8"))
        change(data["cells"], data)
        notebook.write_text(json.dumps(data), encoding="utf-8")

    return damage


def marks(cells, grade_id=None):
    """Return the nbgrader metadata of the cells with this grade_id, or of all."""
    found = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
    return [mark for mark in found if grade_id in (None, mark["grade_id"])]


def cell_of(cells, grade_id):
    return next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def set_all(**values):
    """Return a change that overwrites entries of every cell's grading metadata."""

    def change(cells, data):
        for mark in marks(cells):
            mark.update(values)

    return change


def swap_identities(cells, data):
    (first,), (second,) = marks(cells, "test_double"), marks(cells, "test_norm")
    first["grade_id"], second["grade_id"] = second["grade_id"], first["grade_id"]


def double_cells(cells, data):
    wrong = json.loads(json.dumps(cell_of(cells, "double")))
    wrong["source"] = "def double(x): return 0.0"
    cells.insert(0, wrong)
    cells.extend(json.loads(json.dumps([cell for cell in cells if "nbgrader" in cell["metadata"]])))


def drop(*names):
    def change(cells, data):
        cells[:] = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") not in names]

    return change


def rewrite_tests(cells, data):
    for name in POINTS:
        cell_of(cells, f"test_{name}")["source"] = "print(100)\n100.0"


def claim_scores(cells, data):
    """Outputs and metadata that say what nbgrader would read as a score."""
    for name in POINTS:
        cell = cell_of(cells, f"test_{name}")
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "100.0"}, "execution_count": 1, "metadata": {}}]
        cell["metadata"]["nbgrader"].update(score=100, auto_score=100, max_score=100, checksum="0" * 32)
    data["metadata"]["autograder"] = {"score": 100, "outcome": "passed"}


def odd_json(cells, data):
    data["metadata"] = {"x": [[[[["deep"] * 50] * 5] * 5] * 5], "kernelspec": {"name": "ruby", "language": "ruby", "argv": ["rm"]}}
    cells.insert(0, 5)
    cells.insert(0, {"cell_type": "alien", "source": {"x": 1}, "metadata": []})
    cells.insert(0, {"cell_type": "code", "source": [1, None, "x = 1"], "metadata": {"nbgrader": []}, "outputs": 3})
    cells.insert(0, {"cell_type": "markdown", "source": "![x](attachment:x)", "metadata": {}, "attachments": {"x": {"text/html": "<script>"}}})


def claim_paths(cells, data):
    cells.insert(0, {"cell_type": "code", "id": "../../x", "metadata": {"nbgrader": {
        "grade_id": "../../../gradebook", "grade": True, "locked": False, "solution": False, "points": 10**9, "schema_version": 3}},
        "source": "x = 1", "outputs": [], "execution_count": 1})
    data["metadata"]["name"] = "/etc/passwd"


def replaced_by(text):
    """Return the damage that puts other bytes in the notebook's place."""

    def damage(folder, notebook):
        notebook.write_bytes(text if isinstance(text, bytes) else text.encode())

    return damage


def side_files(files):
    """Return the damage that lays files beside the notebook."""

    def damage(folder, notebook):
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return damage


def link_notebook(folder, notebook):
    """The notebook is a link to an honest student's."""
    notebook.unlink()
    notebook.symlink_to(folder.parent.parent / "000-honest" / "ps1" / "ps1.ipynb")


def link_folder(folder, notebook):
    """The whole folder is a link to an honest student's."""
    notebook.unlink()
    folder.rmdir()
    folder.symlink_to(folder.parent.parent / "000-honest" / "ps1")


def link_beside(folder, notebook):
    (folder / "passwd").symlink_to("/etc/shadow")
    (folder / "checks").symlink_to(folder.parent.parent.parent / "checks")
    (folder / "loop").symlink_to(folder)


def pipe_for_a_notebook(folder, notebook):
    notebook.unlink()
    os.mkfifo(notebook)


def folder_for_a_notebook(folder, notebook):
    notebook.unlink()
    notebook.mkdir()


def sparse(folder, notebook):
    with open(folder / "data.bin", "wb") as file:
        file.truncate(2**40)


def sparse_notebook(folder, notebook):
    with open(notebook, "wb") as file:
        file.truncate(2**40)


def many_files(folder, notebook):
    for index in range(3_000):
        (folder / f"file{index}.txt").write_text("x")


def pipes_beside(folder, notebook):
    os.mkfifo(folder / "data.csv")


def archive(folder, notebook):
    with zipfile.ZipFile(folder / "more.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../../../gradebook.db", "marks")
        file.writestr("zeros", bytes(2**24))


def unreadable(folder, notebook):
    """Bits that an archive may bring: the grader is not root everywhere."""
    (folder / "locked.txt").write_text("x")
    (folder / "locked.txt").chmod(0)
    (folder / "locked").mkdir()
    (folder / "locked" / "x.txt").write_text("x")
    (folder / "locked").chmod(0)


def file_case(name, damage, earns=None, answers=None, told="", outcomes=None):
    return Case(name, KIND, answers or RIGHT, damage=damage, earns=earns or {}, told=told, outcomes=outcomes or {})


MODULE = "raise SystemExit('shadowed')\n"
HALF = {**RIGHT, "double": "def double(x):\n    return 0.0"}
CASES = [
    file_case("points set to 1000", changed(set_all(points=1000)), {"double": 0.0}, HALF),
    file_case("points below zero, of words, not numbers", changed(lambda cells, data: [
        mark.update(points=value) for mark, value in zip(marks(cells), (-5, "many", float("nan"), None, [1], 1e308))]), {"double": 0.0}, HALF),
    file_case("two tests' ids swapped", changed(swap_identities), {"double": 0.0}, HALF),
    file_case("locks off, everything graded", changed(set_all(locked=False, grade=True, solution=True, task=True)), {"double": 0.0}, HALF),
    file_case("nothing graded", changed(set_all(grade=False, solution=False)), {"double": 0.0}, HALF),
    file_case("a schema of the future", changed(set_all(schema_version=99)), {"double": 0.0}, HALF),
    file_case("cells twice, a wrong copy first", changed(double_cells)),
    file_case("the lost exercise's test deleted", changed(drop("test_double")), {"double": 0.0}, HALF),
    file_case("all tests deleted", changed(drop("test_double", "test_norm", "test_total"))),
    file_case("an answer deleted", changed(drop("double")), {"double": 0.0}),
    file_case("all grading metadata deleted", changed(lambda cells, data: [cell["metadata"].clear() for cell in cells])),
    file_case("the tests rewritten", changed(rewrite_tests), {"double": 0.0}, HALF),
    file_case("scores claimed in outputs and metadata", changed(claim_scores), {"double": 0.0}, HALF),
    file_case("tests turned into text", changed(lambda cells, data: [
        cell.update(cell_type="markdown") for cell in cells if "nbgrader" in cell["metadata"]]), {"double": 0.0}, HALF),
    file_case("odd JSON, another kernel", changed(odd_json)),
    file_case("a kernel's language with 34 million characters", changed(lambda cells, data: data["metadata"].update(
        kernelspec={"name": "x", "language": "x" * 34_000_000})), told="saved with the kernel"),
    file_case("an id with 34 million characters", changed(lambda cells, data: cells.insert(0, {
        "cell_type": "code", "source": "", "outputs": [], "metadata": {"nbgrader": {"grade_id": "y" * 34_000_000, "solution": True}}}))),
    file_case("code with four million characters", changed(lambda cells, data: cells.insert(0, {
        "cell_type": "code", "source": "x\n" * 2_000_000, "metadata": {}, "outputs": []})), NOTHING, told="4.0 million characters"),
    file_case("ids that are paths", changed(claim_paths)),
    file_case("empty", replaced_by(b""), NOTHING, told="empty"),
    file_case("no JSON", replaced_by("{"), NOTHING, told="JSON"),
    file_case("nested ten million deep", replaced_by("[" * 10**7), NOTHING, told="2 million values"),
    file_case("a number with a million digits", replaced_by('{"cells": [], "nbformat": ' + "9" * 10**6 + "}"), NOTHING),
    file_case("JSON without an end", replaced_by('{"cells": ' + '[{"cell_type": "code", "source": "' + "x" * 10**6), NOTHING),
    file_case("a hundred thousand cells", replaced_by('{"cells": [' + ",".join(["{}"] * 100_000) + "]}"), NOTHING, told="cells"),
    file_case("no text", replaced_by(bytes(range(256)) * 100), NOTHING),
    file_case("Python's pickle", replaced_by(b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94."), NOTHING),
    file_case("a cell's source that is no Python", changed(lambda cells, data: cells.insert(
        0, {"cell_type": "code", "source": "(" * 10_000 + "\0", "metadata": {}, "outputs": []}))),
    file_case("magics and shell lines", changed(lambda cells, data: cells.insert(0, {
        "cell_type": "code", "metadata": {}, "outputs": [],
        "source": "%reset -f\n%xdel np\n!rm -rf / 2>/dev/null\n%cd /\n%env PATH=/x\n%load_ext autoreload\n%autoreload 2\n%logstart\n!kill -9 -1"}))),
    file_case("side files named like modules", side_files({f"{name}.py": MODULE for name in (
        "numpy", "autograder", "msgpack", "json", "os", "pickle", "IPython", "sitecustomize", "usercustomize", "conftest", "pytest",
        "encodings", "traceback", "solutions", "linecache", "random")})),
    file_case("side folders named like packages", side_files({f"{name}/__init__.py": MODULE for name in ("autograder", "numpy", "tests", "solutions")})),
    file_case("a configuration and a gradebook of its own", side_files({
        "nbgrader_config.py": "c.Autograder.cell_s = 1e9", "gradebook.db": "x", "pytest.ini": "[pytest]\naddopts=--x", "__pycache__/numpy.pyc": "x",
        ".ipython/profile_default/startup/0.py": "raise SystemExit"})),
    file_case("the notebook is a link to a neighbour's", link_notebook, NOTHING, told="link"),
    file_case("the folder is a link to a neighbour's", link_folder, NOTHING, told="link"),
    file_case("links beside the notebook", link_beside),
    file_case("a pipe for a notebook", pipe_for_a_notebook, NOTHING),
    file_case("a folder for a notebook", folder_for_a_notebook, NOTHING),
    file_case("a pipe beside the notebook", pipes_beside),
    file_case("a terabyte of nothing beside the notebook", sparse, told="larger than"),
    file_case("a terabyte of nothing for a notebook", sparse_notebook, NOTHING, told="too large"),
    file_case("three thousand files", many_files),
    file_case("an archive with paths out", archive),
    file_case("files that nobody may read", unreadable),
]  # fmt: skip
