"""Submitted files that are not what they seem: nothing is waited for, followed or read without a bound."""

import errno
import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.course import Course, Submission
from autograder.files import describe_failure, fingerprint, plain_files, write_atomically
from autograder.finding import find_notebook
from autograder.notebooks import UnreadableNotebook, read_notebook
from autograder.side_files import submitted_files
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


def test_a_pipe_is_no_notebook(odd):
    with pytest.raises(UnreadableNotebook, match="no plain file"):
        read_notebook(odd / "pipe")


def test_a_folder_that_is_a_link_holds_no_notebook(tmp_path):
    (tmp_path / "honest").mkdir()
    (tmp_path / "honest" / "ps1.ipynb").write_text("{}")
    (tmp_path / "eve").symlink_to(tmp_path / "honest")
    path, told = find_notebook(tmp_path / "eve", "ps1", SimpleNamespace(notebooks=lambda: ["ps1"]))
    assert not path.exists() and "symbolic link" in told


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
