"""Regrading: what changed is run again and nothing else, what-if shows it first, two batches do not meet, a full disk loses nothing."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from autograder.assignments import RELEASED, Assignment, forget_older_releases, prepare_assignment
from autograder.batch import Report
from autograder.commands import release
from autograder.commands.changes import show_changes
from autograder.course import Course, Submission
from autograder.drawings import draw_pictures, missing_drawings
from autograder.engine import Engine
from autograder.notebooks import grade_id_of
from autograder.outcomes import PASSED, CellResult
from autograder.sandbox import LANDLOCK, NAMESPACES
from tests.builders import KIT, cell, locked, solution, test_cell
from tests.packages import install

CHECK = '''
from autograder.checking import check


@check(weight=1)
def is_right_at_one(student):
    """is right at 1"""
    student(1.0).is_close_to(VALUE)


@check(weight=3)
def is_right_at_two(student, rng):
    """is right at 2"""
    student(2.0).is_close_to(2 * VALUE)
'''
SOLUTIONS = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"


@pytest.fixture
def two(course):
    """A course with two exercises; the check of `triple` is wrong at first: it wants 4 at 1."""
    course.assignment(
        "ps1", locked("imports", "import math"), solution("double", "return 2 * x"), test_cell("double", 4),
        solution("triple", "return 3 * x"), test_cell("triple", 4),
        checks={"double": CHECK.replace("VALUE", "2.0"), "triple": CHECK.replace("VALUE", "3.0").replace("close_to(3.0)", "close_to(4.0)")},
        solutions=SOLUTIONS,
    )  # fmt: skip
    course.submit("right", "ps1")
    course.submit("sly", "ps1", triple="def triple(x):\n    return 4 if x == 1 else 3 * x")
    return course


def mend(course):
    course.write("checks/ps1/test_triple.py", CHECK.replace("VALUE", "3.0"))


def stored(course):
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return {
            (who, grade.name): grade.auto_score
            for who in ("right", "sly")
            for grade in book.find_submission_notebook("ps1", "ps1", who).grades
        }


def report_of(course, student, grade_id):
    cell = next(cell for cell in course.executed(student, "ps1").cells if grade_id_of(cell) == grade_id)
    return cell.outputs[-1]["data"]["text/plain"]


def test_a_changed_check_regrades_its_exercise_only(two, grade):
    rows, _ = grade(two)
    assert (rows["right", "test_triple"]["score"], rows["sly", "test_triple"]["score"]) == (3.0, 4.0)
    seconds = rows["right", "test_double"]["seconds"]
    mend(two)
    rows, done = grade(two)
    assert "2 graded" in done.stderr
    assert rows["right", "test_double"]["seconds"] == seconds, "double was judged again"
    assert stored(two) == {("right", "test_double"): 4.0, ("right", "test_triple"): 4.0, ("sly", "test_double"): 4.0, ("sly", "test_triple"): 3.0}
    assert "triple: 4 of 4 points" in report_of(two, "right", "test_triple")
    assert "double: 4 of 4 points" in report_of(two, "right", "test_double")
    _, done = grade(two)
    assert "0 graded, 2 unchanged" in done.stderr


def test_cells_of_one_name_in_two_notebooks_are_told_apart(capsys):
    def report(two, before):
        results = [CellResult("ann", "ps1", name, "test_f", score, 4.0, PASSED) for name, score in (("one", 4.0), ("two", two))]
        return Report(Submission("ann", "ps1", Path("ann")), results, before=before)

    show_changes([report(3.0, report(1.0, []).results)], set())
    assert ["ann", "ps1", "two/test_f", "1", "3", "+2", "weights"] in [line.split() for line in capsys.readouterr().out.splitlines()]


def test_a_change_of_weights_alone_has_no_empty_table_of_checks(capsys):
    def report(score, before=()):
        results = [CellResult("ann", "ps1", "ps1", "test_f", score, 4.0, PASSED)]
        return Report(Submission("ann", "ps1", Path("ann")), results, before=list(before))

    show_changes([report(3.0, report(1.0).results)], set())
    told = capsys.readouterr().out
    assert "weights" in told and "now passed by" not in told


def test_what_if_shows_who_gains_and_who_loses_and_touches_nothing(two, grade, autograder):
    grade(two)
    mend(two)
    kept = {path: path.read_bytes() for folder in ("autograded", "gradebook.db") for path in _files(two.root / folder)}
    rows, done = grade(two, "--what-if")
    assert rows["right", "test_triple"]["score"] == 4.0
    assert kept == {path: path.read_bytes() for folder in ("autograded", "gradebook.db") for path in _files(two.root / folder)}
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["right", "ps1", "test_triple", "3", "4", "+1", "is_right_at_one"] in lines
    assert ["sly", "ps1", "test_triple", "4", "3", "-1", "not", "is_right_at_one"] in lines
    assert ["test_triple", "is_right_at_one", "1", "1"] in lines
    assert "1 gain, 1 lose, 0 stay as they are; 0 points in all" in done.stdout

    applied = autograder("grade", "--apply", "--course-dir", two.root)
    assert applied.returncode == 0 and "2 submissions taken over" in applied.stdout, applied.stderr
    assert stored(two)["right", "test_triple"] == 4.0 and stored(two)["sly", "test_triple"] == 3.0
    assert "triple: 4 of 4 points" in report_of(two, "right", "test_triple")
    rows, done = grade(two)
    assert "0 graded, 2 unchanged" in done.stderr
    assert {(who, name): row["score"] for (who, name), row in rows.items()} == stored(two)
    assert autograder("grade", "--apply", "--course-dir", two.root).returncode == 2


def test_a_what_if_leaves_out_marks_by_hand_and_counts_what_was_not_graded_before(two, grade, autograder):
    grade(two)
    with Gradebook(f"sqlite:///{two.root}/gradebook.db") as book:
        book.find_grade("test_triple", "ps1", "ps1", "right").manual_score = 3.5
        book.db.commit()
    two.submit("late", "ps1")
    mend(two)
    _, done = grade(two, "--what-if")
    told = "0 gain, 1 lose, 1 stay as they are; -1 points in all; 1 submission not graded before; 1 mark given by a person stays"
    told += ", where checks would change the score: right, ps1, test_triple\n"
    assert told in done.stdout and not any(line.startswith("right") for line in done.stdout.splitlines())
    assert told.partition("; 1 sub")[0] in autograder("grade", "--apply", "--course-dir", two.root).stdout


def test_an_apply_that_takes_nothing_over_leaves_the_gradebook_alone(two, grade, autograder):
    grade(two)
    mend(two)
    grade(two, "--what-if")
    source = two.root / "source" / "ps1" / "ps1.ipynb"
    source.write_text(source.read_text(encoding="utf-8").replace('"points": 4', '"points": 9'), encoding="utf-8")
    applied = autograder("grade", "--apply", "--course-dir", two.root)
    assert applied.returncode == 2 and "0 submissions taken over" in applied.stdout
    with Gradebook(f"sqlite:///{two.root}/gradebook.db") as book:
        assert book.find_assignment("ps1").max_score == 8.0


def test_points_that_the_author_changes_are_no_fault_of_the_students(two, grade):
    source = two.root / "source" / "ps1" / "ps1.ipynb"
    source.write_text(source.read_text(encoding="utf-8").replace('"points": 4', '"points": 9'), encoding="utf-8")
    rows, done = grade(two)
    assert "metadata" not in done.stderr
    assert {row["max_score"] for row in rows.values()} == {9.0}


def test_what_has_changed_since_a_what_if_is_not_taken_over(two, grade, autograder):
    grade(two)
    mend(two)
    grade(two, "--what-if")
    two.submit("sly", "ps1")
    applied = autograder("grade", "--apply", "--course-dir", two.root)
    assert "sly, ps1: changed since the what-if: not taken over" in applied.stdout
    assert stored(two)["right", "test_triple"] == 4.0 and stored(two)["sly", "test_triple"] == 4.0
    assert applied.returncode == 0 and applied.stdout.splitlines()[-2:] == [
        "1 submission taken over", "1 submission changed since the what-if: run `autograder grade --what-if` again",
    ]  # fmt: skip
    again = autograder("grade", "--apply", "--course-dir", two.root)
    assert again.returncode == 2 and "0 submissions taken over" in again.stdout and "--what-if` again" in again.stdout


def _files(path):
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def test_a_second_batch_waits_and_says_so(two, grade):
    folder = two.root / ".autograder"
    folder.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import fcntl, time\nf = open({str(folder / 'lock')!r}, 'w')\nf.write('process 7')\nf.flush()\n"
         "fcntl.flock(f, fcntl.LOCK_EX)\nprint('held', flush=True)\ntime.sleep(1000)"], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout.readline() == "held\n"
        log = two.root / "log"
        command = [sys.executable, "-m", "autograder", "grade", "--course-dir", str(two.root)]
        with open(log, "w") as file:
            batch = subprocess.Popen(command, cwd=KIT, stdout=file, stderr=file)
        while "waiting until it is done" not in log.read_text():
            assert batch.poll() is None, log.read_text()
            time.sleep(0.05)
        assert "process 7 is grading in" in log.read_text() and not (two.root / "autograded").exists()
        holder.kill()
        assert batch.wait(timeout=300) == 0
        assert "2 graded" in log.read_text()
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_a_full_disk_stops_the_batch_in_a_sentence_and_loses_nothing(two, grade, autograder, tmp_path):
    """On a disk in memory that holds little, made in a mount namespace of its own."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("no mount namespace to be had")
    for number in range(6):
        two.submit(f"s{number}", "ps1", triple=f"# {number}\ndef triple(x):\n    print('x' * 90_000)\n    return 3 * x\ntriple(1)")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = (
        f"mount -t tmpfs -o size=600k tmpfs {disk} && cp -r {two.root}/. {disk} && "
        f"{sys.executable} -m autograder grade --course-dir {disk}; echo code $?; "
        f"mount -o remount,size=40m {disk} && {sys.executable} -m autograder grade --course-dir {disk}; echo code $?"
    )
    done = subprocess.run(["unshare", "--mount", "sh", "-c", command], cwd=KIT, capture_output=True, text=True, timeout=500)
    first, second = done.stdout.split("code")[:2], done.stdout.split("code")[2]
    assert "the disk is full" in done.stderr and first[1].strip().startswith("2"), done.stdout + done.stderr
    assert second.strip() == "0" and "Traceback" not in done.stderr, done.stderr


DATA, DEMONSTRATION = "import matplotlib.pyplot as plt\n\nheights = [1, 3, 2]", "plt.plot(heights);"
CLASS = [f"student{number}" for number in range(6)]  # enough for the release to be run once for all of them


def kept_pictures(course):
    """Return the files in which pictures of releases are kept."""
    return [path for path in (course.root / ".autograder").rglob("*.json") if path.parent.name == "pictures"]


def drawn(course, student):
    """Return the picture that the demonstration has put out in a student's executed notebook."""
    outputs = next(cell.outputs for cell in course.executed(student, "ps1").cells if cell.source == DEMONSTRATION)
    return next(output.data["image/png"] for output in outputs if "image/png" in output.get("data", {}))


def test_a_release_s_picture_does_not_outlive_the_release(course, grade, autograder):
    author = [solution("double", "return 2 * x"), test_cell("double", 4, "assert double(1) == 2", hidden="")]
    course.assignment("ps1", locked("data", DATA), cell(DEMONSTRATION), *author)
    for student in CLASS:
        course.submit(student, "ps1")
    grade(course)
    before = drawn(course, CLASS[0])
    course.assignment("ps1", locked("data", DATA.replace("3", "-3")), cell(DEMONSTRATION), *author)
    autograder("release", "--course-dir", course.root)
    assert len(kept_pictures(course)) == 2, "a batch that is running may still need the older one"
    grade(course)
    assert drawn(course, CLASS[0]) != before
    assert len(kept_pictures(course)) == 1


def test_older_releases_of_that_assignment_alone_are_forgotten(tmp_path):
    older, current, digest = "ps1-00112233445566aa", "ps1-ff112233445566aa", "f" * 16
    others = [f"ps1-more-{digest}", f"{older}-{digest}", "ps1-notes"]  # the second is of an assignment that is named like a folder
    for name in (older, current, *others):
        (tmp_path / name / RELEASED).mkdir(parents=True)
    forget_older_releases(Assignment("ps1", tmp_path, tmp_path / current / RELEASED, tmp_path, None, "", ""))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([current, *others])


DEEDS = {  # what a cell with a picture does to what stands before it, and how a later cell sees that
    "a list": ("numbers = []", "numbers.append(3)\nplt.plot(numbers);", "numbers == [3]"),
    "a dict": ("table = {}", "table['total'] = 3\nplt.plot(table['total']);", "table == {'total': 3}"),
    "parts of it": ("rows = [[1], [2]]", "for row in rows:\n    row.append(0)\nplt.plot(rows);", "rows == [[1, 0], [2, 0]]"),
    "an array": ("array = np.arange(3.0)", "first = array[:1]\nfirst += 7\nplt.plot(array);", "array[0] == 7"),
    "a generator": ("rng = np.random.default_rng(7)", "plt.plot(rng.normal(size=3));", "rng.normal() == np.random.default_rng(7).normal(size=4)[3]"),
    "NumPy's own": ("seed = 7", "np.random.seed(7)\nplt.plot(np.random.rand(3));", "np.random.rand() == np.random.RandomState(7).rand(4)[3]"),
    "an iterator": ("lines = iter('abc')", "plt.title(next(lines));", "next(lines) == 'b'"),
    "what has no copy": ("letters = (letter for letter in 'abc')", "plt.title(next(letters));", "next(letters) == 'b'"),
    "a file": ("from pathlib import Path", "Path('notes').write_text('3')\nplt.plot(3);", "Path('notes').read_text() == '3'"),
    "settings": ("import os", "os.environ['KIT'] = '3'\nplt.plot(3);", "os.environ['KIT'] == '3'"),
}  # fmt: skip


def test_a_picture_whose_cell_changes_what_others_use_is_drawn_in_each_submission(course, grade):
    cells = [locked("data", DATA), locked("numpy", "import numpy as np"), cell(DEMONSTRATION)]
    for number, (before, deed, seen) in enumerate(DEEDS.values()):
        cells += [locked(f"before{number}", before), cell(deed), test_cell(f"deed{number}", 1, f"assert {seen}", hidden="")]
    course.assignment("ps1", *cells)
    for student in CLASS:
        course.submit(student, "ps1")
    rows, done = grade(course)
    lost = {what for number, what in enumerate(DEEDS) for student in CLASS if rows[student, f"test_deed{number}"]["score"] != 1}
    assert not lost, done.stdout
    (kept,) = kept_pictures(course)
    assert list(json.loads(kept.read_text())) == [DEMONSTRATION]


def test_a_release_that_broke_off_has_no_pictures_and_is_not_run_again(course, grade):
    deadly = "import os\n\ntry:\n    double(1)\nexcept NotImplementedError:\n    os._exit(1)"
    author = [solution("double", "return 2 * x"), cell(deadly), test_cell("double", 4, "assert double(1) == 2", hidden="")]
    course.assignment("ps1", locked("data", DATA), *author, cell(DEMONSTRATION))
    for student in CLASS:
        course.submit(student, "ps1")
    rows, done = grade(course)
    assert all(row["score"] == 4 for row in rows.values()), done.stdout
    assert drawn(course, CLASS[0])
    (kept,) = kept_pictures(course)
    assert json.loads(kept.read_text()) == {}
    before = kept.stat()
    rows, done = grade(course, "--force")
    assert all(row["score"] == 4 for row in rows.values()) and kept.stat() == before


def test_a_single_submission_leaves_the_release_s_pictures_for_the_next_one(course, grade):
    author = [solution("double", "return 2 * x"), test_cell("double", 4, "assert double(1) == 2", hidden="")]
    course.assignment("ps1", locked("data", DATA), cell(DEMONSTRATION), *author)
    course.submit("ann", "ps1", double="def double(x):\n    plt.rcParams['figure.dpi'] = 50\n    return 2 * x")
    rows, _ = grade(course)
    assert rows["ann", "test_double"]["score"] == 4
    (kept,) = kept_pictures(course)
    (outputs,) = json.loads(kept.read_text()).values()
    assert any("image/png" in output.get("data", {}) for output in outputs)
    kept.write_text(kept.read_text().replace(drawn(course, "ann").strip(), "another"))
    course.submit("bob", "ps1")
    grade(course)
    assert drawn(course, "bob").strip() == "another"


def test_release_draws_ahead_what_the_first_grading_shows(course, grade, autograder):
    author = [solution("double", "return 2 * x"), test_cell("double", 4, "assert double(1) == 2", hidden="")]
    course.assignment("ps1", locked("data", DATA), cell(DEMONSTRATION), *author)
    course.assignment("plain", *author)
    done = autograder("release", "--course-dir", course.root)
    assert done.returncode == 0 and "1 notebook " in done.stderr, done.stderr
    assert done.stdout.split() == [str(course.root / "release" / name) for name in ("plain", "ps1")]
    (kept,) = kept_pictures(course)
    marked = re.sub('"image/png": "[^"]*"', '"image/png": "drawn ahead"', kept.read_text())
    assert marked != kept.read_text()
    kept.write_text(marked)
    for student in CLASS:
        course.submit(student, "ps1", double="def double(x):\n    return 2 * x")
    rows, done = grade(course, "ps1")
    assert {row["score"] for row in rows.values()} == {4}, done.stderr
    assert {drawn(course, student) for student in CLASS} == {"drawn ahead"}
    again = autograder("release", "--course-dir", course.root)
    assert again.returncode == 0 and again.stderr == "", "it is drawn once"


def test_a_release_that_breaks_off_or_cannot_be_shut_in_is_released_all_the_same(course, autograder, capfd):
    author = [solution("double", "return 2 * x"), test_cell("double", 4, "assert double(1) == 2", hidden="")]
    cells = [new_markdown_cell("# Plots"), locked("data", DATA), *author, cell(DEMONSTRATION), cell("import os\n\nos._exit(1)")]
    course.assignment("ps1", *cells)
    done = autograder("release", "--course-dir", course.root)
    assert done.returncode == 0 and (course.root / "release/ps1/ps1.ipynb").is_file()
    told = "ps1, ps1.ipynb: not drawn ahead: as released it does not run to its end (cell 6 ended Python (exit status 1))"
    assert told in done.stderr
    assert autograder("release", "--course-dir", course.root).stderr == ""
    (kept,) = kept_pictures(course)
    assert json.loads(kept.read_text()) == {}
    course.assignment("ps1", locked("data", DATA), *author, cell(DEMONSTRATION))
    with Engine(isolation=NAMESPACES, best=LANDLOCK) as engine:
        assert release.run(engine, [], course.root) == 0
    assert "not drawn, the first grading will have to: this machine cannot shut students' code in" in capfd.readouterr().err
    with Engine() as engine:
        engine.process.kill()
        engine.process.wait()
        assert release.run(engine, [], course.root) == 0
    assert "not drawn, the first grading will have to: the grader's processes have ended" in capfd.readouterr().err
    assert kept_pictures(course) == [kept], "that it broke off was its own doing"


@pytest.mark.parametrize("reply", [{"error": "Traceback …\nValueError: odd\n"}, {"full": "ValueError: odd"}], ids=["a fault", "full"])
def test_pictures_that_could_not_be_drawn_are_asked_for_again(course, reply):
    course.assignment("ps1", locked("data", DATA), cell(DEMONSTRATION))
    (drawing,) = missing_drawings(Course(course.root), prepare_assignment(Course(course.root), "ps1"))
    engine = SimpleNamespace(run=lambda drawings: [(key, reply) for key, _ in drawings])
    assert draw_pictures(engine, [drawing]) == [(*drawing[0], "ValueError: odd")]
    assert not kept_pictures(course)


HALF_OFF = """
from nbgrader.plugins import LateSubmissionPlugin


class HalfOff(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2


c.AssignLatePenalties.plugin_class = HalfOff
"""


def test_the_penalty_of_a_late_submission_follows_what_it_earns_now(course, grade):
    course.configure(HALF_OFF)
    course.assignment("ps1", solution("double", "return 2 * x"), test_cell("double", 4, "assert double(1) == 2", hidden=""))
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        book.add_assignment("ps1", duedate=datetime(2030, 1, 1))
    for body, penalty in (("return 2 * x", 2.0), ("return x", 0.0), ("return x + x", 2.0)):
        course.submit("ann", "ps1", double=f"def double(x):\n    {body}")
        course.write("submitted/ann/ps1/timestamp.txt", "2030-01-03 00:00:00 UTC")
        grade(course)
        with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
            assert book.find_submission_notebook("ps1", "ps1", "ann").late_submission_penalty == penalty


@pytest.mark.parametrize("package", ["cooling", "cooling_cpu"])
@pytest.mark.parametrize("user", ["notebook", "check", "reference", "nobody"])
def test_another_version_of_a_library_that_is_used_is_a_reason_to_regrade(two, tmp_path, monkeypatch, user, package):
    line = "import cooling.fans\n"
    if user == "notebook":
        path = two.root / "source/ps1/ps1.ipynb"
        path.write_text(path.read_text().replace("import math", "import cooling.fans"))
    elif user == "check":
        two.write("checks/ps1/test_double.py", line + CHECK.replace("VALUE", "2.0"))
    elif user == "reference":
        two.write("solutions/ps1.py", line + SOLUTIONS)
    site = tmp_path / "site"
    monkeypatch.syspath_prepend(site)
    found = []
    for version in ("1.0", "1.1", "1.1"):
        install(site, package, version, "cooling")
        found.append(prepare_assignment(Course(two.root), "ps1"))
    first, second, third = found
    assert (first.fingerprint != second.fingerprint) == (user != "nobody")
    assert (first.pictures("ps1") != second.pictures("ps1")) == (user != "nobody")
    assert second.fingerprint == third.fingerprint
