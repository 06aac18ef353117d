"""What is there for a while goes again, whatever students' code has made of it, and stays as long as somebody needs it."""

import errno
import os
import signal
import subprocess
import sys

import pytest

from autograder import scratch
from autograder.batch import Batch
from autograder.course import Course, CourseError
from autograder.engine import Engine
from autograder.sandbox import LANDLOCK, NAMESPACES
from autograder.removing import remove_tree
from autograder.scratch import Scratch, remove_left_behind
from tests.adversarial import outer
from tests.builders import solution, test_cell

DEPTH = 1100  # of folders: more than Python calls itself
NAME = "a-folder"  # so long that no path can name the last of them
MAKE_THEM = f"import os\nfor _ in range({DEPTH}):\n    os.mkdir({NAME!r}); os.chdir({NAME!r})\n"


@pytest.fixture
def deep(tmp_path):
    """A folder of folders, deeper than can be named, with files and links, to files and folders outside, at both ends."""
    folder, outside = tmp_path / "deep", tmp_path / "outside"
    for path in (folder, outside):
        path.mkdir()
        (path / "file").write_text("x")
    place = os.open(folder, os.O_RDONLY)
    for level in range(DEPTH):
        if level in (0, DEPTH - 1):
            os.mkdir("empty", dir_fd=place)
            os.symlink(outside, "folder", dir_fd=place)
            os.symlink(outside / "file", "link", dir_fd=place)
            os.mkfifo("pipe", dir_fd=place)
        os.mkdir(NAME, dir_fd=place)
        above, place = place, os.open(NAME, os.O_RDONLY, dir_fd=place)
        os.close(above)
    os.close(place)
    return folder


def test_a_tree_of_any_depth_is_removed_and_no_link_is_followed(deep, tmp_path):
    remove_tree(deep)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside"]
    assert (tmp_path / "outside" / "file").read_text() == "x"
    remove_tree(deep)  # there is none


def test_a_link_to_a_folder_is_not_a_folder_to_remove(deep, tmp_path):
    (tmp_path / "link").symlink_to(deep)
    remove_tree(tmp_path / "link")
    assert (deep / "file").read_text() == "x"
    remove_tree(deep)


def test_folders_that_are_closed_to_their_owner_are_removed(tmp_path):
    (tmp_path / "top" / "closed" / "below").mkdir(parents=True)
    (tmp_path / "top" / "closed" / "below" / "file").write_text("x")
    for name in ("top/closed/below", "top/closed", "top"):
        (tmp_path / name).chmod(0)
    pid = os.fork()
    if pid == 0:  # root is not kept out of them
        try:
            if os.getuid() == 0:
                for name in (".", "top", "top/closed", "top/closed/below", "top/closed/below/file"):
                    os.chown(tmp_path / name, 65_534, 65_534)
                os.chdir(tmp_path)
                os.setuid(65_534)
            remove_tree("top")
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def tmp(tmp_path, monkeypatch):
    """The folder for scratch folders."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


HOLD = "import signal; from autograder.scratch import Scratch; scratch = Scratch(); print(scratch.name, flush=True); signal.pause()"
SWEEP = [sys.executable, "-c", "from autograder.scratch import remove_left_behind; remove_left_behind()"]


def test_the_scratch_folder_of_a_command_stays_until_it_ends_however_it_ends(tmp):
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True) as command, Scratch() as own:
        name = command.stdout.readline().strip()
        remove_left_behind()
        assert {str(path) for path in tmp.iterdir()} == {name, own}
        command.send_signal(signal.SIGKILL)
        command.wait()
        remove_left_behind()
        assert {str(path) for path in tmp.iterdir()} == {own}
    assert list(tmp.iterdir()) == []


def test_a_command_in_another_container_leaves_the_scratch_folder_of_this_one(tmp):
    """There the processes of this one are not seen."""
    if reason := outer.why_impossible():
        pytest.skip(reason)
    with Scratch() as name:
        subprocess.run([*outer.unshare_command(), *SWEEP], check=True)
        assert os.path.isdir(name)


def test_a_scratch_folder_that_another_command_has_taken_for_a_leftover_is_made_anew(tmp, monkeypatch):
    made, make = [], scratch.tempfile.mkdtemp

    def make_and_lose(**options):
        made.append(make(**options))
        if len(made) == 1:
            subprocess.run(SWEEP, check=True)
        return made[-1]

    monkeypatch.setattr(scratch.tempfile, "mkdtemp", make_and_lose)
    with Scratch() as name:
        assert len(made) == 2 and [str(path) for path in tmp.iterdir()] == [name] == made[1:]


def test_a_place_that_knows_no_locks_has_scratch_folders_all_the_same(tmp, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("autograder.files.fcntl.flock", refuse)
    with Scratch() as name:
        remove_left_behind()
        assert os.path.isdir(name)
    assert list(tmp.iterdir()) == []


@pytest.mark.parametrize("level", [NAMESPACES, LANDLOCK])
def test_a_notebook_that_makes_folders_without_end_is_graded_and_leaves_nothing(course, tmp_path, monkeypatch, level):
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 2, hidden="assert double(2) == 4"))
    right = "def double(x):\n    return 2 * x"
    course.submit("deep", "ps1", double=MAKE_THEM + right)
    course.submit("deep_and_gone", "ps1", double=f"{MAKE_THEM}os._exit(0)")
    course.submit("right", "ps1", double=right)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    with Engine(level, best=level) as engine:
        try:
            reports = list(Batch(Course(course.root), [], jobs=1).run(engine))
        except CourseError as error:
            if "cannot shut" not in str(error):
                raise
            pytest.skip(str(error))
    assert {report.submission.student: report.earned for report in reports} == {"deep": 2.0, "deep_and_gone": 0.0, "right": 2.0}
    assert list((tmp_path / "tmp").iterdir()) == []
