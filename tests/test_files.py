"""Submitted files that are not what they seem: nothing is waited for, followed or read without a bound."""

import errno
import os
import sqlite3
import stat
import struct
import subprocess
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.collecting import _content
from autograder.course import Course, Submission
from autograder.files import describe_failure, fingerprint, plain_files, replaced_folder, require_writable, write_atomically
from autograder.finding import find_notebook
from autograder.imports import modules_of
from autograder.notebooks import UnreadableNotebook, read_notebook
from autograder.side_files import read_timestamp, submitted_files
from tests.builders import cell


@pytest.fixture
def odd(tmp_path):
    """A folder with a plain file, a terabyte of nothing, a pipe, and links to a file and a folder outside."""
    folder = tmp_path / "odd"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "data.csv").write_text("1")
    with open(folder / "sparse.bin", "wb") as file:
        file.truncate(2**40)
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "links").symlink_to("/etc")
    return folder


def test_only_plain_files_are_seen(odd):
    assert [path.relative_to(odd) for path, _ in plain_files(odd)] == [Path("sparse.bin"), Path("deep/data.csv")]


def test_a_link_to_a_folder_is_no_folder(odd, tmp_path):
    (tmp_path / "same").symlink_to(odd)
    assert list(plain_files(tmp_path / "same")) == []


def test_a_terabyte_of_nothing_has_a_fingerprint(odd):
    before = fingerprint(odd)
    assert before == fingerprint(odd)
    (odd / "deep" / "data.csv").write_text("2")
    assert fingerprint(odd) != before


def test_files_that_are_too_large_are_left_out_and_named(odd, course):
    course.assignment("ps1", cell("1"))
    files, told = submitted_files(Course(course.root), Submission("eve", "ps1", odd), course.root / "source" / "ps1")
    assert told == ["the file sparse.bin is left out: it is larger than 100000 kB"]
    assert list(files) == ["deep/data.csv"]


def test_files_that_are_too_large_together_or_too_many_are_left_out(course, tmp_path, monkeypatch):
    course.assignment("ps1", cell("1"))
    course.configure("c.Autograder.disk_mib = 2")
    monkeypatch.setattr("autograder.side_files.MAX_FILES", 3)
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "a.bin").write_bytes(bytes(2**20 + 1))
    for name in "bcdef":
        (folder / f"{name}.csv").write_text("1")
    files, told = submitted_files(Course(course.root), Submission("eve", "ps1", folder), course.root / "source" / "ps1")
    assert list(files) == ["b.csv", "c.csv", "d.csv"]
    assert told == ["the file a.bin is left out: the files are too large together",
                    "files are left out from e.csv on: there are more than 3"]  # fmt: skip


def test_a_folder_is_replaced_on_a_machine_whose_system_calls_are_not_known(tmp_path, monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    for content in "12":
        with replaced_folder(tmp_path / "folder") as folder:
            (folder / "file").write_text(content)
    assert (tmp_path / "folder" / "file").read_text() == "2" and len(list(tmp_path.iterdir())) == 1


def test_a_pipe_is_no_notebook(odd):
    with pytest.raises(UnreadableNotebook, match="no plain file"):
        read_notebook(odd / "pipe")


def test_a_folder_that_is_a_link_holds_no_notebook(tmp_path):
    (tmp_path / "honest").mkdir()
    (tmp_path / "honest" / "ps1.ipynb").write_text("{}")
    (tmp_path / "eve").symlink_to(tmp_path / "honest")
    path, told = find_notebook(tmp_path / "eve", "ps1", SimpleNamespace(notebooks=lambda: ["ps1"]))
    assert not path.exists() and "symbolic link" in told


@pytest.fixture
def deep(tmp_path):
    """A folder with folders in each other, more than Python calls functions in each other, and a file at the bottom."""
    folder = tmp_path / "deep"
    folder.mkdir()
    (folder / "data.csv").write_text("1")
    (folder / "ps1.ipynb").write_text("{}")
    before = os.getcwd()
    os.chdir(folder)
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    Path("bottom.txt").write_text("1")
    os.chdir(before)
    yield folder
    subprocess.run(["rm", "-rf", folder], check=True)


def test_folders_deeper_than_python_walks_cost_nothing(deep, course):
    course.assignment("ps1", cell("1"))
    assert fingerprint(deep) == fingerprint(deep)
    files, told = submitted_files(Course(course.root), Submission("eve", "ps1", deep), course.root / "source" / "ps1")
    assert (list(files), told) == (["data.csv"], ["folders more than 50 deep are left out"])
    assert find_notebook(deep, "ps1", SimpleNamespace(notebooks=lambda: ["ps1"])) == (deep / "ps1.ipynb", "")
    assert _content(deep) == {"data.csv": b"1", "ps1.ipynb": b"{}"}


def test_hidden_files_and_folders_with_brackets_are_ignored_as_any_other(course, tmp_path):
    course.assignment("ps1", cell("1"))
    for name in ("a[1]/old.ipynb", "a[1]/data.csv", "__pycache__/x.pyc", ".hidden.ipynb", "feedback/page.html", "x.pyc"):
        path = tmp_path / "odd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    submission = Submission("eve", "ps1", tmp_path / "odd")
    files, _ = submitted_files(Course(course.root), submission, course.root / "source" / "ps1")
    assert sorted(files) == [".hidden.ipynb", "a[1]/data.csv"]


ZONE = b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 32400, 0, 0) + b"JST\0"
TIMES = {
    "2030-01-02 12:00:00 UTC": datetime(2030, 1, 2, 12),
    "2030-01-02 12:00:00 Europe/Berlin": datetime(2030, 1, 2, 11),
    " 2030-01-02 12:00:00\n": datetime(2030, 1, 2, 12),
    "2024-01-01 1h" + "1" * 30: None,  # decimal.InvalidOperation
    "0001-01-01 00:00:00+23:00": None,
    "2030-01-02 " + "(" * 900: None,
    "yesterday": None,
    "": None,
}


@pytest.mark.parametrize(("text", "time"), TIMES.items(), ids=range(len(TIMES)))
def test_whatever_a_timestamp_says_it_is_a_time_or_none(tmp_path, text, time):
    (tmp_path / "timestamp.txt").write_text(text)
    assert read_timestamp(tmp_path) == time


@pytest.mark.parametrize("way", ["{zone}", ":{zone}", "../../../../../../../../../..{zone}", "Europe/../../../../../../../../../..{zone}"])
def test_a_timestamp_names_no_file(tmp_path, way):
    """A time zone is looked up as a file: some of the machine's are waited for, for ever."""
    zone = tmp_path / "zone"
    zone.write_bytes(ZONE)
    (tmp_path / "timestamp.txt").write_text("2030-01-02 12:00:00 " + way.format(zone=zone))
    assert read_timestamp(tmp_path) is None


@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "huge", "linked folder", "missing"])
def test_a_timestamp_that_is_no_small_plain_file_is_neither_waited_for_nor_followed(tmp_path, kind):
    folder = tmp_path / "eve"
    folder.mkdir()
    path = folder / "timestamp.txt"
    (tmp_path / "timestamp.txt").write_text("2030-01-02 12:00:00 UTC")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(tmp_path / "timestamp.txt")
    elif kind == "folder":
        path.mkdir()
    elif kind == "huge":
        path.write_text("2030-01-02 12:00:00 UTC" + " " * 2**20)
    elif kind == "linked folder":
        folder = tmp_path / "linked"
        folder.symlink_to(tmp_path)
    assert read_timestamp(folder) is None


def test_keras_is_not_looked_for_behind_links(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    for name in "abc":
        (tmp_path / "real" / f"{name}.ipynb").write_text("keras")
        (tmp_path / f"{name}.ipynb").symlink_to(tmp_path / "real" / f"{name}.ipynb")
    assert modules_of([Submission("ann", "ps1", tmp_path / "real")]) == ["keras"]
    assert modules_of([Submission("eve", "ps1", tmp_path), Submission("mallory", "ps1", tmp_path / "linked")]) == []


def test_what_was_handed_in_before_is_compared_without_following_or_waiting(odd):
    assert _content(odd) == {"deep/data.csv": b"1", "sparse.bin": None, "pipe": None, "link": None, "links": None}


@pytest.fixture
def umask():
    """Set the umask for one test."""
    before = os.umask(0o077)
    yield os.umask
    os.umask(before)


def mode_of(path):
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_new_file_has_the_umask_s_mode_and_one_that_is_replaced_keeps_its_own(tmp_path, umask):
    write_atomically(tmp_path / "private", "marks")
    assert mode_of(tmp_path / "private") == 0o600
    umask(0o002)
    write_atomically(tmp_path / "group", "marks")
    write_atomically(tmp_path / "private", "other marks")
    assert (mode_of(tmp_path / "group"), mode_of(tmp_path / "private")) == (0o664, 0o600)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["group", "private"]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "real").write_text("old")
    for name, target in (("link", "deep/real"), ("dangling", "deep/new")):
        (tmp_path / name).symlink_to(target)
        require_writable(tmp_path / name)
        write_atomically(tmp_path / name, "new")
        assert os.readlink(tmp_path / name) == target and (tmp_path / target).read_text() == "new"


def test_a_pipe_or_a_device_is_written_to_and_stays(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to(os.devnull)
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    ours, theirs = os.pipe()
    try:
        for path in (tmp_path / "pipe", tmp_path / "null", Path(f"/proc/self/fd/{theirs}")):
            require_writable(path)
            write_atomically(path, "marks")
        assert os.read(reader, 10) == os.read(ours, 10) == b"marks"
    finally:
        for descriptor in (reader, ours, theirs):
            os.close(descriptor)
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode) and (tmp_path / "null").is_char_device()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["null", "pipe"]


def test_a_folder_is_refused_before_anything_is_done(tmp_path):
    with pytest.raises(IsADirectoryError):
        require_writable(tmp_path)


def test_a_refusal_names_the_place_and_another_exception_is_none(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError) as refused:
        write_atomically(tmp_path / "file" / "x", "")
    assert describe_failure(refused.value) == f"'{tmp_path}/file': File exists"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError) as refused:
        write_atomically(tmp_path / "folder", "")
    assert describe_failure(refused.value) == f"'{tmp_path}/folder': Is a directory"
    locked = sqlite3.OperationalError("attempt to write a readonly database")
    assert describe_failure(locked) == "the gradebook: attempt to write a readonly database"
    assert describe_failure(BrokenPipeError(errno.EPIPE, "Broken pipe")) == describe_failure(ValueError("x")) == ""
