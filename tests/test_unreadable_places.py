"""Folders and files of a course that whoever grades may not read."""

import os
import shutil
import subprocess
import sys

import pytest

CLOSED = [0o000, 0o444]  # the latter can be listed, but not gone into


@pytest.fixture
def as_ordinary(small):
    """Run the real command on the small course as somebody whom modes hold; returns subprocess.CompletedProcess."""
    mortal = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("no setpriv: root may look into every folder")
        mortal = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"]

    def run(*arguments, start=("-m", "autograder")):
        command = [*mortal, sys.executable, *start, *arguments]
        return subprocess.run(command, cwd=small.root, capture_output=True, text=True, timeout=500)

    for student in ("ada", "bob"):
        small.submit(student, "ps1")
    yield run
    for folder in ("submitted", "submitted/ada", "submitted/ada/ps1"):
        (small.root / folder).chmod(0o755)


def submitted(course, *parts):
    return course.root.joinpath("submitted", *parts)


@pytest.mark.parametrize("mode", CLOSED)
def test_a_submission_s_folder_that_cannot_be_read_is_flagged_and_costs_nobody_else_anything(small, as_ordinary, mode):
    submitted(small, "ada", "ps1").chmod(mode)
    done = as_ordinary("grade")
    assert done.returncode == 0, done.stderr
    assert "ada, ps1: the folder cannot be read" in done.stderr and "2 graded" in done.stderr
    assert "3 exercises not run, to be marked in Formgrader" in done.stderr
    ada, bob = (line for line in done.stdout.splitlines()[1:])
    assert ada.split()[2:5] == ["0", "/", "7"] and "double not_run" in ada and bob.split()[2:5] == ["5", "/", "7"]
    submitted(small, "ada", "ps1").chmod(0o755)
    assert "1 graded, 1 unchanged" in as_ordinary("grade").stderr


@pytest.mark.parametrize("mode", CLOSED)
def test_a_student_s_folder_that_cannot_be_read_is_named_and_costs_nobody_else_anything(small, as_ordinary, mode):
    submitted(small, "ada").chmod(mode)
    done = as_ordinary("grade")
    assert "1 folder cannot be read, and what was handed in there is not graded: submitted/ada\n" in done.stderr
    assert done.returncode == 3 and "1 graded" in done.stderr
    done = as_ordinary("grade", "--student", "ada")
    assert done.returncode == 2 and f"the folder {submitted(small, 'ada')} cannot be read" in done.stderr
    done = as_ordinary("grade", "--student", "bob")
    assert done.returncode == 0 and "cannot be read" not in done.stderr


def test_nbgrader_s_log_names_a_student_s_folder_that_cannot_be_read(small, as_ordinary):
    small.configure("import autograder.nbgrader_plugin\nautograder.nbgrader_plugin.plug_in(c)")
    submitted(small, "ada").chmod(0o000)
    done = as_ordinary("autograde", "ps1", start=("-m", "nbgrader"))
    assert done.returncode == 0 and "bob, ps1: 5 points" in done.stderr, done.stderr
    assert f"WARNING] the folder {submitted(small, 'ada')} cannot be read, and what was handed in there is not graded" in done.stderr


def test_a_student_who_is_left_out_is_not_missed(small, as_ordinary):
    small.configure("c.CourseDirectory.student_id_exclude = 'ada'")
    submitted(small, "ada").chmod(0o000)
    done = as_ordinary("grade")
    assert done.returncode == 0 and "cannot be read" not in done.stderr


def test_where_students_lie_below_assignments_the_assignment_s_folder_is_named(small, as_ordinary):
    small.configure("c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'")
    submitted(small, "ps1").mkdir(mode=0o000)
    done = as_ordinary("grade")
    assert done.returncode == 3 and "not graded: submitted/ps1\n" in done.stderr


def test_submissions_that_cannot_be_read_at_all_are_said_in_a_sentence(small, as_ordinary):
    submitted(small).chmod(0o000)
    done = as_ordinary("grade")
    assert (done.returncode, done.stderr) == (2, f"autograder: there are no submissions: the folder {submitted(small)} cannot be read\n")


@pytest.mark.parametrize("mode", CLOSED)
def test_a_folder_beside_the_notebook_that_cannot_be_read_is_left_out_and_named(small, as_ordinary, mode):
    small.write("submitted/ada/ps1/data/more.ipynb", "{}")
    submitted(small, "ada", "ps1", "data").chmod(mode)
    done = as_ordinary("grade")
    submitted(small, "ada", "ps1", "data").chmod(0o755)
    assert done.returncode == 0 and "ada, ps1: the folder data is left out: it cannot be read" in done.stderr
    assert done.stdout.splitlines()[1].split()[2:5] == ["5", "/", "7"]


def test_similar_names_the_folder_that_it_could_not_read(small, as_ordinary):
    submitted(small, "ada", "ps1").chmod(0o000)
    done = as_ordinary("similar")
    assert done.returncode == 0 and "ada, ps1: the folder cannot be read" in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["grade", "verify", "release"])
def test_a_notebook_of_the_course_s_that_cannot_be_read_is_said_in_a_line(small, as_ordinary, command):
    (small.root / "source/ps1/ps1.ipynb").chmod(0o000)
    done = as_ordinary(command)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "Permission denied: '" in done.stderr and "source/" in done.stderr


@pytest.mark.parametrize("home", ["/proc/no-home", "/dev/null", "closed", None])
def test_a_home_in_which_nothing_can_be_kept_stops_no_grading(small, as_ordinary, tmp_path, monkeypatch, home):
    (tmp_path / "closed" / ".cache" / "autograder" / "matplotlib").mkdir(parents=True)
    (tmp_path / "closed" / ".cache" / "autograder" / "matplotlib").chmod(0o555)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / (home or "")))
    program = "from autograder import __main__, launching\n"
    if home is None:  # a user of a container, whom its /etc/passwd does not name
        program += "def fail(): raise RuntimeError('Could not determine home directory.')\nlaunching.Path.home = fail\n"
    done = as_ordinary("grade", start=("-c", f"{program}__main__.main()"))
    assert done.returncode == 0 and "2 graded" in done.stderr, done.stderr
    assert "atplotlib" not in done.stderr and "Traceback" not in done.stderr
