"""`autograder grade` through the real command, on a small course that brings its own checks and needs no TensorFlow."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.notebooks import grade_id_of
from tests.builders import solution, test_cell
from tests.small_course import CHECKS


def gradebook(course):
    return Gradebook(f"sqlite:///{course.root}/gradebook.db", "")


def scores(rows, student):
    return {grade_id: row["score"] for (who, grade_id), row in rows.items() if who == student}


def test_right_wrong_and_odd_work(small, grade):
    small.submit("right", "ps1", explain="In my own words.")
    small.submit("partly", "ps1", double="def double(x):\n    x *= 2 if isinstance(x, np.ndarray) else 1\n    return 2 * np.asarray(x)")
    small.submit("constant", "ps1", double="def double(x):\n    return [2.0, -4.0]")
    small.submit("undefined", "ps1", double="pass", half=None)
    small.submit("stuck", "ps1", double="def double(x):\n    while True: pass")
    small.submit("gone", "ps1", double="import os\ndef double(x):\n    os._exit(0)")
    small.submit("broken", "ps1", notebook='{"cells": [')
    small.submit("renamed", "ps1", file="my solution.ipynb")
    (small.root / "submitted" / "empty" / "ps1").mkdir(parents=True)
    small.submit("unwritten", "ps1", explain=None)
    released_text = small.student_notebook("ps1").cells[-1].source.replace("Because.", "YOUR ANSWER HERE")
    small.submit("unanswered", "ps1", explain=released_text)
    small.configure("c.Autograder.cell_s = 2.0\nc.Autograder.call_s = 2.0")

    rows, done = grade(small)

    assert done.returncode == 0, done.stderr
    assert scores(rows, "right") == {"test_double": 4.0, "test_half": 1.0, "explain": None}
    assert scores(rows, "constant")["test_double"] == 2.0
    assert rows["unwritten", "explain"]["score"] is None and rows["unwritten", "explain"]["needs_manual_grade"]
    assert rows["unanswered", "explain"]["score"] == 0.0 and not rows["unanswered", "explain"]["needs_manual_grade"]
    assert rows["undefined", "test_double"]["outcome"] == "not_defined"
    assert rows["undefined", "test_half"]["score"] == 0.0
    assert rows["stuck", "test_double"]["outcome"] == "timed_out" and scores(rows, "stuck")["test_half"] == 1.0
    assert rows["gone", "test_double"]["outcome"] == "crashed" and scores(rows, "gone")["test_half"] == 1.0
    assert {row["outcome"] for (who, _), row in rows.items() if who in ("broken", "empty")} == {"not_run"}
    assert scores(rows, "renamed")["test_double"] == 4.0
    assert "broken, ps1: the file is not a notebook: its JSON is broken" in done.stderr
    assert "my solution.ipynb" in done.stderr
    assert "Traceback" not in done.stderr

    with gradebook(small) as book:
        for student in ("right", "partly", "constant", "stuck"):
            stored = {g.name: g.auto_score for g in book.find_submission_notebook("ps1", "ps1", student).grades}
            assert stored == scores(rows, student)


def test_what_was_handed_in_in_a_notebook_s_place_is_named(small, grade):
    small.write("source/ps1/data.csv", "1,2")
    files = {
        "zipped": ["ps1.zip"], "printed": ["report.pdf"], "both": ["a.pdf", "ps1.tar.gz"], "deep": ["work/ps1.py"],
        "many": [f"{n}.py" for n in range(6)],
        "none": ["timestamp.txt", ".DS_Store", "__MACOSX/x", "data.csv"], "odd": ["a\x1b[31m.gdoc"], "long": [f"{'x' * 240}.py"],
    }  # fmt: skip
    for student, names in files.items():
        for name in names:
            small.write(f"submitted/{student}/ps1/{name}", "2030-03-03 12:00:00 UTC")
    _, done = grade(small)
    told = dict(line.split(", ps1: no such notebook was submitted") for line in done.stderr.splitlines() if "no such notebook" in line)
    assert told == {
        "zipped": "; there is ps1.zip: archives are not opened", "printed": "; there is report.pdf", "deep": "; there is work/ps1.py", "none": "",
        "both": "; there are ps1.tar.gz, a.pdf: archives are not opened", "many": "; there are 0.py, 1.py, 2.py, and 3 more",
        "odd": "; there is a�[31m.gdoc", "long": f"; there is {'x' * 199}…",
    }  # fmt: skip


def test_rows_hold_what_the_format_says(small, grade):
    small.submit("wrong", "ps1", double="def double(x):\n    return x")
    rows, _ = grade(small)
    row = rows["wrong", "test_double"]
    assert set(row) == {
        "student", "assignment", "notebook", "grade_id", "score", "max_score", "outcome", "needs_manual_grade",
        "seconds", "isolation", "checks",
    }  # fmt: skip
    assert [check["name"] for check in row["checks"]] == [
        "doubles_small_numbers", "doubles_random_vectors", "leaves_its_argument_alone",
    ]  # fmt: skip
    first = row["checks"][0]
    assert set(first) == {"name", "outcome", "weight", "public", "message"}
    assert first["message"].splitlines() == [
        "called    double(x), x: list = [1, -2]",
        "expected  [2, -4]",
        "got       [1, -2]",
        "try       what is twice a number?",
    ]


def test_the_executed_notebook_shows_public_checks_in_full_and_hidden_ones_by_their_promise(small, grade):
    small.submit("wrong", "ps1", double="def double(x):\n    return x")
    grade(small)
    notebook = small.executed("wrong", "ps1")
    nbformat.validate(notebook)
    test = next(c for c in notebook.cells if grade_id_of(c) == "test_double")
    report = test.outputs[-1]["data"]["text/plain"]
    assert "double: 0 of 4 points" in report
    assert "called    double(x), x: list = [1, -2]" in report
    assert "doubles vectors of any size" in report and "float64 (4,)" not in report
    assert test.outputs[0].ename == "AssertionError"
    text = nbformat.writes(notebook)
    assert "in_kernel" not in text and "HIDDEN" not in text


def test_unchanged_work_is_not_run_again_and_changed_work_is(small, grade):
    small.submit("first", "ps1")
    small.submit("second", "ps1")
    small.submit("unreadable", "ps1", notebook="{")
    before, done = grade(small)
    assert "3 graded, 0 unchanged" in done.stderr
    again, done = grade(small)
    assert "0 graded, 3 unchanged" in done.stderr
    assert again == before
    small.submit("second", "ps1", double="def double(x):\n    return 0")
    changed, done = grade(small)
    assert "1 graded, 2 unchanged" in done.stderr
    assert scores(changed, "second")["test_double"] == 0.0
    _, done = grade(small, "--force")
    assert "3 graded, 0 unchanged" in done.stderr
    small.write("checks/ps1/test_double.py", CHECKS.replace("weight=2", "weight=6"))
    _, done = grade(small)
    assert "3 graded, 0 unchanged" in done.stderr


def test_a_lost_gradebook_is_filled_again(small, grade):
    small.submit("first", "ps1")
    grade(small)
    (small.root / "gradebook.db").unlink()
    _, done = grade(small)
    assert "1 graded" in done.stderr
    with gradebook(small) as book:
        assert book.find_submission("ps1", "first").score == 5.0


def test_a_manual_score_survives_a_regrade_and_is_flagged(small, grade):
    small.submit("first", "ps1", explain="My words.")
    rows, _ = grade(small)
    assert rows["first", "explain"]["needs_manual_grade"]
    with gradebook(small) as book:
        for name, score in (("explain", 1.5), ("test_double", 3.0)):
            mark = book.find_grade(name, "ps1", "ps1", "first")
            mark.manual_score, mark.needs_manual_grade = score, False
        book.db.commit()
    rows, done = grade(small, "--force")
    assert rows["first", "test_double"]["needs_manual_grade"]
    told = "2 marks to look at, in Formgrader, given by hand before the notebook was graded anew: first, ps1, test_double; first, ps1, explain"
    assert told in done.stderr and "written answer" not in done.stderr
    with gradebook(small) as book:
        mark = book.find_grade("test_double", "ps1", "ps1", "first")
        assert (mark.auto_score, mark.manual_score, mark.needs_manual_grade) == (4.0, 3.0, True)
        assert book.find_submission("ps1", "first").score == 1.5 + 3.0 + 1.0


def test_marks_under_a_name_that_source_has_no_more_are_named(small, grade, autograder):
    small.submit("first", "ps1", explain="My words.")
    _, done = grade(small)
    assert "no such assignment" not in done.stderr
    with gradebook(small) as book:
        book.find_grade("explain", "ps1", "ps1", "first").manual_score = 1.5
        book.db.commit()
    for old in sorted(small.root.glob("s*/**/ps1*"), key=lambda path: -len(path.parts)):  # source, solutions, submitted
        old.rename(old.with_name(old.name.replace("ps1", "ps9")))
    (small.root / "checks/ps1").rename(small.root / "checks/ps9")
    told = "the gradebook has 3 marks of `ps1`, 1 of them given by hand, but source/ has no such assignment: a new name takes no marks along"
    _, done = grade(small)
    assert "1 graded" in done.stderr and told in done.stderr.splitlines(), done.stderr
    exported = autograder("export", "--course-dir", small.root, "--output", "-")
    assert exported.returncode == 0 and told in exported.stderr.splitlines()


def test_the_summary_has_the_marks_that_a_person_gave(small, grade):
    small.submit("first", "ps1", explain="My words.")
    _, done = grade(small)
    assert "5 / 7  by hand: explain" in done.stdout and "1 written answer to grade" in done.stderr
    with gradebook(small) as book:
        for name, score, extra in (("explain", 1.5, None), ("test_double", 3.0, 0.25)):
            mark = book.find_grade(name, "ps1", "ps1", "first")
            mark.manual_score, mark.extra_credit, mark.needs_manual_grade = score, extra, False
        book.db.commit()
    rows, done = grade(small)
    assert "0 graded, 1 unchanged" in done.stderr
    assert "5.75 / 7" in done.stdout and "by hand" not in done.stdout and "written answer" not in done.stderr
    assert rows["first", "test_double"]["score"] == 4.0  # the file has what the program found


def test_a_cell_that_was_not_run_is_not_to_be_looked_at_once_a_person_has_marked_it(small, grade):
    small.submit("broken", "ps1", notebook="{")
    _, done = grade(small)
    assert "double not_run; half not_run; explain not_run" in done.stdout
    with gradebook(small) as book:
        mark = book.find_grade("explain", "ps1", "ps1", "broken")
        mark.manual_score, mark.needs_manual_grade = 2.0, False
        book.db.commit()
    _, done = grade(small)
    assert "2 / 7  double not_run; half not_run" in done.stdout and "explain" not in done.stdout


def test_nbgrader_export_reads_the_marks(small, grade):
    small.submit("first", "ps1")
    grade(small)
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(command, cwd=small.root, env=environment, check=True, capture_output=True)
    header, line = (small.root / "grades.csv").read_text().splitlines()
    values = dict(zip(header.split(","), line.split(",")))
    assert (values["student_id"], float(values["score"]), float(values["max_score"])) == ("first", 5.0, 7.0)


def test_a_check_that_fails_itself_costs_no_point_and_is_reported(small, grade):
    small.write("checks/ps1/test_double.py", CHECKS + '''

@check()
def divides_by_zero(student):
    """breaks"""
    1 / 0
''')
    small.submit("first", "ps1")
    rows, done = grade(small)
    assert done.returncode == 3
    row = rows["first", "test_double"]
    assert (row["score"], row["outcome"], row["needs_manual_grade"]) == (None, "grader_error", True)
    assert any("ZeroDivisionError" in check["message"] for check in row["checks"])
    assert scores(rows, "first")["test_half"] == 1.0


ANSWERS_AT_ALL = 'from autograder.checking import check\n\n\n@check()\ndef answers(student):\n    """answers at all"""\n    student([1.0])\n'


@pytest.mark.parametrize("other", [ANSWERS_AT_ALL, None], ids=["misnamed", "none"])
def test_checks_that_are_gone_cost_no_point_and_are_said(small, grade, other):
    shutil.rmtree(small.root / "checks")
    if other:
        small.write("checks/ps1/test_triple.py", other)
    small.submit("first", "ps1", double="def double(x):\n    return 2 * np.asarray(x)")
    rows, done = grade(small)
    assert done.returncode == 3
    row = rows["first", "test_double"]
    assert (row["score"], row["outcome"], row["needs_manual_grade"]) == (None, "grader_error", True)
    assert "first, ps1: cell `test_double` has no score: it is judged by checks, and there are none in checks/ps1/test_double.py" in done.stderr
    assert scores(rows, "first")["test_half"] == 1.0
    (cell,) = [cell for cell in small.executed("first", "ps1").cells if grade_id_of(cell) == "test_double"]
    assert cell.outputs == []


def test_checks_that_the_notebook_had_no_time_for_are_for_a_person_to_see(small, grade):
    small.configure("c.Autograder.notebook_s = 5.0")
    small.submit("slow", "ps1", double="import time\ndef double(x):\n    time.sleep(3.0 * (np.shape(x) != (2,)))\n    return 2 * np.asarray(x)")
    rows, _ = grade(small)
    row = rows["slow", "test_double"]
    assert row["outcome"] == "partial" and row["needs_manual_grade"]
    assert "not_run" in {check["outcome"] for check in row["checks"]}


def test_files_beside_the_notebook_are_there_and_the_course_s_own_win(small, grade):
    small.write("source/ps1/data.csv", "1")
    small.submit("first", "ps1", half="def half(x):\n    import helper\n    return x / 2 * float(open('data.csv').read())")
    small.write("submitted/first/ps1/data.csv", "100")
    small.write("submitted/first/ps1/helper.py", "")
    rows, _ = grade(small)
    assert rows["first", "test_half"]["score"] == 1.0


def test_results_go_to_standard_output_and_the_rest_to_standard_error(small, autograder):
    small.submit("first", "ps1")
    done = autograder("grade", "--course-dir", small.root, "--json", "-")
    assert [json.loads(line)["grade_id"] for line in done.stdout.splitlines()] == ["test_double", "test_half", "explain"]
    assert "isolation:" in done.stderr
    assert "1 written answer to grade" in done.stderr and "autograder export" in done.stderr


def test_no_process_and_no_scratch_file_is_left(small, grade, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    small.submit("first", "ps1", double="import os\ndef double(x):\n    os._exit(0)")
    grade(small)
    assert list(scratch.iterdir()) == []
    mine = [path for path in Path("/proc").glob("[0-9]*/environ") if _mentions(path, str(scratch))]
    assert mine == []


def _mentions(path, text):
    try:
        return text.encode() in path.read_bytes()
    except OSError:
        return False


def test_two_runs_with_one_seed_give_the_same_bytes(small, grade):
    small.submit("wrong", "ps1", double="def double(x):\n    return x")
    first, _ = grade(small, "--seed", "s")
    second, _ = grade(small, "--seed", "s", "--force")
    third, _ = grade(small, "--seed", "t", "--force")

    def messages(rows):
        return [check["message"] for row in rows.values() for check in row["checks"]]

    assert messages(first) == messages(second) != messages(third)


def test_checks_run_under_plain_pytest(small):
    notebook = small.submit("wrong", "ps1", double="def double(x):\n    return x")
    command = [sys.executable, "-m", "pytest", "-q", "checks/ps1", "--notebook", notebook, "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=small.root, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "called    double(x), x: list = [1, -2]" in done.stdout
    assert "4 failed" in done.stdout
    only = subprocess.run([*command, "-k", "no_such_check"], cwd=small.root, capture_output=True, text=True)
    assert "4 deselected" in only.stdout


def test_the_assignment_of_most_points_is_graded_first(small, grade):
    for name in ("a", "z"):
        small.assignment(name, solution(f"of_{name}", "return x / 3"), test_cell(f"of_{name}", 1, hidden=f"assert of_{name}(6) == 2"))
    for student in ("one", "two"):
        for name in ("a", "ps1", "z"):
            small.submit(student, name)
    grade(small, "--jobs", "1")
    written = sorted(small.root.glob("autograded/*/*/*.ipynb"), key=lambda path: path.stat().st_mtime_ns)
    order = [(path.parts[-2], path.parts[-3]) for path in written]
    assert order == [(name, student) for name in ("ps1", "a", "z") for student in ("one", "two")]


def test_a_check_that_never_ends_costs_no_point_and_holds_nobody_up(small, grade):
    endless = "value = student([1.0]).value\n    while value[0] == 7.0:\n        pass"
    small.write("checks/ps1/test_double.py", f'{CHECKS}\n\n@check()\ndef ends(student):\n    """ends"""\n    {endless}\n')
    small.submit("odd", "ps1", double="def double(x):\n    return [7.0] * len(x)")
    small.submit("right", "ps1")
    small.configure("c.Autograder.cell_s = c.Autograder.call_s = 1.0\nc.Autograder.notebook_s = 4.0\nc.Autograder.checks_s = 2.0")

    rows, done = grade(small, "--jobs", "1")

    assert scores(rows, "right")["test_double"] == 4.0
    assert {rows["odd", name]["outcome"] for name in ("test_double", "test_half")} == {"grader_error"}
    assert rows["odd", "test_double"]["score"] is None and rows["odd", "test_double"]["needs_manual_grade"]
    assert "odd, ps1: the grader failed: it had not ended after 12 s" in done.stderr and "checks_s" in done.stderr
    assert done.returncode == 3
