"""`autograder grade` and what it is told: wrong usage, places, names and configurations, each answered in a sentence."""

import os
import subprocess
import sys

import nbformat
import pytest

from tests.builders import CourseBuilder, solution, test_cell


def test_students_whom_the_configuration_leaves_out_are_not_graded_unless_they_are_named(small, grade):
    for student in ("ann", "bob"):
        small.submit(student, "ps1")
    small.configure("c.CourseDirectory.student_id = 'a*'")
    assert {who for who, _ in grade(small)[0]} == {"ann"}
    assert {who for who, _ in grade(small, "--student", "bob")[0]} == {"bob"}


def test_checks_that_cannot_be_collected_stop_the_batch_with_the_reason(small, grade):
    small.write("checks/ps1/test_double.py", "import no_such_module")
    small.submit("first", "ps1")
    rows, done = grade(small)
    assert (done.returncode, rows) == (2, {})
    assert "no_such_module" in done.stderr and "Traceback (most recent call last)" not in done.stderr.splitlines()[0]


@pytest.mark.parametrize("command", ["grade", "verify"])
@pytest.mark.parametrize(
    ("source", "led_there", "told"),
    [
        ("def f(:", 1, "SyntaxError: invalid syntax"), ("import no_such_module", 1, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("def f():\n    return 1 / 0\n\n\nf()", 2, "ZeroDivisionError: division by zero"),
    ],
)  # fmt: skip
def test_of_checks_that_cannot_be_collected_only_the_course_s_own_lines_are_shown(small, autograder, command, source, led_there, told):
    path = small.write("checks/ps1/test_double.py", source)
    small.submit("first", "ps1")
    done = autograder(command, "--course-dir", small.root)
    lines = done.stderr.splitlines()
    assert done.returncode == 2 and lines[0] == "autograder: the checks cannot be collected:" and lines[-1] == told, done.stderr
    places = [line for line in lines if line.startswith("  File ")]
    assert len(places) == led_there and all(line.startswith(f'  File "{path}", line ') for line in places), done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no_such_assignment"], "there is no assignment 'no_such_assignment'"),
        (["--student", "nobody"], "there is no submission of 'nobody'"),
        (["--jobs", "0"], "--jobs"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence(small, grade, arguments, told):
    small.submit("first", "ps1")
    _, done = grade(small, *arguments)
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr


def test_what_is_named_twice_is_graded_once(small, grade):
    small.submit("first", "ps1")
    _, done = grade(small, "ps1", "ps1", "--student", "first", "--student", "first")
    assert "1 graded, 0 unchanged" in done.stderr and done.stdout.count("first") == 1


def test_submissions_to_an_assignment_that_does_not_exist_are_named(small, grade):
    small.submit("first", "ps1")
    _, done = grade(small)
    assert "is no assignment" not in done.stderr
    for number in range(7):
        (small.root / "submitted" / f"s{number}" / "ps9").mkdir(parents=True)
    (small.root / "submitted" / "first" / "ps2").mkdir()
    _, done = grade(small)
    line = next(line for line in done.stderr.splitlines() if " not graded, " in line)
    assert line == "8 submissions are not graded, there is no such assignment in source/: first/ps2, s0/ps9, s1/ps9, s2/ps9, s3/ps9, and 3 more"
    _, done = grade(small, "--student", "first")
    assert "1 submission is not graded, there is no such assignment in source/: first/ps2" in done.stderr


def test_a_student_whose_folder_s_name_is_no_text_is_named_and_costs_nobody_else_anything(small, grade):
    small.submit("first", "ps1")
    folder = os.fsencode(small.root / "submitted")
    os.rename(folder + b"/first", folder + b"/M\xfcller")
    small.submit("first", "ps1")
    rows, done = grade(small)
    assert "1 submission is not graded, the name of the student's folder is not UTF-8, rename it: M�ller/ps1" in done.stderr
    assert done.returncode == 3 and {student for student, _ in rows} == {"first"}


@pytest.mark.parametrize("structure", ["{nbgrader_step}/{student_id}/{assignment_id}", "{nbgrader_step}/{assignment_id}/{student_id}"])
def test_a_student_whose_folder_s_name_is_too_long_is_named_and_costs_nobody_else_anything(small, autograder, structure):
    small.configure(f"c.CourseDirectory.directory_structure = {structure!r}\nimport autograder.nbgrader_plugin\nautograder.nbgrader_plugin.plug_in(c)")
    students = ("first", "m" * 250, "ö" * 126, "zed")  # in bytes 250, 252
    for student in students:
        folder = structure.format(nbgrader_step="submitted", student_id=student, assignment_id="ps1")
        small.write(f"{folder}/ps1.ipynb", nbformat.writes(small.student_notebook("ps1")))
    done = autograder("grade", "--course-dir", small.root, "--table")
    assert "1 submission is not graded, the name of the student's folder has more than 250 bytes, rename it: öööö" in done.stderr
    assert done.returncode == 3 and "3 graded" in done.stderr and "zed" in done.stdout
    for command in (["grade", "--what-if"], ["feedback"], ["report"], ["similar"], ["export"]):
        done = autograder(*command, cwd=small.root)
        assert done.returncode == (3 if command[0] == "grade" else 0), done.stderr
    done = autograder("grade", "--student", students[2], cwd=small.root)
    assert done.returncode == 2 and "the name of the student's folder has more than 250 bytes, rename it" in done.stderr
    done = subprocess.run([sys.executable, "-m", "nbgrader", "autograde", "ps1"], cwd=small.root, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0 and "/ps1 is not graded: the name of the student's folder has more than 250 bytes, rename it" in done.stderr


@pytest.mark.parametrize("options", [("--json", "rows.jsonl"), ("--what-if",), ("--force",), ("--seed", "s"), ("--profile",), ("--table",)])
def test_apply_goes_with_no_option_that_it_would_not_heed(small, autograder, options):
    done = autograder("grade", "--course-dir", small.root, "--apply", *options, cwd=small.root)
    assert done.returncode == 2 and f"it does not go with {options[0]}" in done.stderr
    assert not (small.root / "rows.jsonl").exists()


@pytest.mark.parametrize(
    ("command", "in_the_way"),
    [
        (["grade"], ".autograder"), (["grade", "--what-if"], ".autograder"), (["release"], ".autograder"),
        (["similar", "--output", "nowhere/x.html"], None), (["similar", "--output", "file/x.html"], "file"),
        (["report", "--output", "file"], "file"), (["demo", "--dir", "file/demo"], "file"), (["export", "--output", "."], None),
        (["export", "--output", "nowhere/x.csv"], None), (["grade", "--json", "nowhere/x.jsonl"], None), (["grade", "--json", "file/x"], "file"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_said_in_a_sentence(small, autograder, command, in_the_way):
    if in_the_way is not None:
        small.write(in_the_way, "")
    small.submit("first", "ps1")
    if command[0] in ("report", "export"):
        assert autograder("grade", cwd=small.root).returncode == 0
    done = autograder(*command, cwd=small.root)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    place = "nowhere" if in_the_way is None and command[-1] != "." else (in_the_way or "'.'").partition("/")[0]
    assert place in done.stderr
    assert not (small.root / "nowhere").exists()
    if "--json" in command:
        assert not (small.root / "gradebook.db").exists()  # it is said before anything is graded


def test_a_preprocessor_that_cannot_be_imported_is_said_before_anything_is_graded(small, grade):
    small.submit("first", "ps1")
    small.configure("c.Autograde.autograde_preprocessors = ['nonsense.Missing']")
    rows, done = grade(small)
    assert done.returncode == 2 and not rows
    assert "nbgrader_config.py: a preprocessor of c.Autograde: " in done.stderr and "nonsense" in done.stderr


def test_a_folder_that_is_no_course(autograder, tmp_path):
    done = autograder("grade", "--course-dir", tmp_path)
    assert done.returncode == 2
    assert "is not a course: it has no source/ folder" in done.stderr


def test_a_course_s_folder_may_have_any_name(tmp_path, grade, autograder):
    course = CourseBuilder(tmp_path / "what? 100%41 #1" / "course")
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 3, hidden="assert double(2) == 4"))
    course.submit("ann", "ps1")
    rows, done = grade(course)
    assert done.returncode == 0 and rows["ann", "test_double"]["score"] == 3.0, done.stderr
    for command in (("release",), ("verify",), ("report",), ("export", "--output", "-")):
        done = autograder(*command, "--course-dir", course.root)
        assert done.returncode == 0, done.stdout + done.stderr
    assert ",3," in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {course.root.parent.name, "rows.jsonl"}
    assert (course.root / "gradebook.db").exists()

    course.configure("c.CourseDirectory.db_url = 'sqlite:///gradebook.db'")
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 0 and ",3.0," in (course.root / "grades.csv").read_text(), done.stderr
    assert ",3," in autograder("export", "--output", "-", "--course-dir", course.root).stdout


@pytest.fixture(scope="module")
def graded(tmp_path_factory, autograder):
    """A course of one exercise, graded."""
    course = CourseBuilder(tmp_path_factory.mktemp("graded") / "course")
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 3, hidden="assert double(2) == 4"))
    course.submit("ann", "ps1")
    assert autograder("grade", "--course-dir", course.root).returncode == 0
    return course


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "command",
    [
        ["export", "--output", "/dev/full"], ["export", "--output", "-"], ["grade"], ["grade", "--what-if"], ["grade", "--json", "-"],
        ["grade", "--json", "/dev/full"], ["verify"], ["similar", "--output", "/dev/full"], ["doctor", "--no-imports"],
    ],
)  # fmt: skip
def test_a_full_disk_is_said_in_a_sentence(graded, command, unbuffered):
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with open(os.devnull if "/dev/full" in command else "/dev/full", "w") as out:
        line = [sys.executable, "-m", "autograder", *command]
        done = subprocess.run(line, cwd=graded.root, env=environment, stdout=out, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2, done.stderr
    told = "autograder: '/dev/full': No space left on device" if "/dev/full" in command else "autograder: the disk is full (["
    assert done.stderr.splitlines()[-1].startswith(told) and "Traceback" not in done.stderr
