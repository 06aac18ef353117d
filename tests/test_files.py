"""Submitted files that are not what they seem: nothing is waited for, followed or read without a bound."""

import os
from pathlib import Path

import pytest

from autograder.batch import find_notebook
from autograder.files import fingerprint, plain_files
from autograder.grading import copy_side_files
from autograder.notebooks import UnreadableNotebook, read_notebook


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


def test_files_that_are_too_large_are_left_out_and_named(odd, tmp_path):
    told = copy_side_files([odd], tmp_path / "copy", limit_mib=1)
    assert told == ["files left out: sparse.bin (too large)"]
    assert sorted(path.name for path in (tmp_path / "copy").rglob("*")) == ["data.csv", "deep"]


def test_a_pipe_is_no_notebook(odd):
    with pytest.raises(UnreadableNotebook, match="no plain file"):
        read_notebook(odd / "pipe")


def test_a_folder_that_is_a_link_holds_no_notebook(tmp_path):
    (tmp_path / "honest").mkdir()
    (tmp_path / "honest" / "ps1.ipynb").write_text("{}")
    (tmp_path / "eve").symlink_to(tmp_path / "honest")
    path, told = find_notebook(tmp_path / "eve", "ps1", ["ps1"])
    assert not path.exists() and "symbolic link" in told
