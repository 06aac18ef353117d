"""Marks on their way to an LMS: the columns, rows and values that Canvas, Moodle and a spreadsheet take."""

import csv
import io
import os
import shutil
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograder.commands import export, import_archives
from autograder.course import CourseError
from autograder.marks import read_marks
from tests.builders import CourseBuilder, solution, test_cell, written_answer

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,PS1 (501),Essay (502),Current Score,Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,7.00,100.00,(read only),(read only)
"Bär, Zoë",11,u11,zoe,Lab 1,,90.00,1,1
"O'Neill, Ann-Marie",12,u12,ann,Lab 1,3.00,80.00,1,1
"=HYPERLINK(""http://x""), Eve",13,u13,eve,"Lab 1, Lab 2",,,1,1
"Student, Test",99,,abcdef,Lab 1,,,1,1
"""
WORKSHEET = """\
\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Feedback comments"
"Participant 701","Zoë Bär",zoe@x.example,"Submitted for grading",,7.00,Yes,"Wednesday, 10 June 2026, 2:14 PM",
"Participant 702","Ann-Marie O'Neill",ann@x.example,"Submitted for grading",,7.00,No,"Wednesday, 10 June 2026, 2:14 PM",kept
"Participant 703","Eve E",eve@x.example,"No submission",,7.00,Yes,-,
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course, not to be changed, whose gradebook holds marks of zoe (late, by hand too), ann (one cell open) and gone (not on any roster)."""
    course = CourseBuilder(tmp_path_factory.mktemp("export") / "course")
    for name in ("ps1", "ps2"):
        course.assignment(name, solution("double"), test_cell("double", 5), written_answer("explain", 2))
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "") as book:
        for name in ("ps1", "ps2"):
            book.add_assignment(name)
            book.add_notebook(name, name)
            book.add_grade_cell("test_double", name, name, max_score=5, cell_type="code")
            book.add_grade_cell("explain", name, name, max_score=2, cell_type="markdown")
            book.add_solution_cell("explain", name, name)
        for student, first, last in (("zoe", "Zoë", "Bär"), ("ann", "Ann-Marie", "O'Neill"), ("eve", "=1+1", "x"), ("gone", "G", "Gone")):
            book.add_student(student, first_name=first, last_name=last, email=f"{student}@x.example")
        mark(book, "zoe", "ps1", auto=4.25, by_hand=1.5, penalty=0.5, comment="=good, but short")
        mark(book, "ann", "ps1", auto=5.0, by_hand=None)
        mark(book, "gone", "ps1", auto=1.0, by_hand=0.0)
        mark(book, "zoe", "ps2", auto=0.25, by_hand=0.0, penalty=3.0)
        book.db.commit()
    return course


def mark(book, student, assignment, auto, by_hand, penalty=0.0, comment=None):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader adds the submission a step later than SQLAlchemy likes
        submission = book.add_submission(assignment, student)
    submission.notebooks[0].late_submission_penalty = penalty
    book.db.commit()
    code = book.find_grade("test_double", assignment, assignment, student)
    code.auto_score, code.needs_manual_grade = auto, False
    words = book.find_grade("explain", assignment, assignment, student)
    words.manual_score, words.needs_manual_grade = by_hand, by_hand is None
    if comment:
        book.find_comment("explain", assignment, assignment, student).manual_comment = comment


@pytest.fixture
def exported(graded, tmp_path, capsys):
    """Export; returns (rows of the file, what was said)."""

    def run(*assignments, to="csv", roster=None, columns=(), id_column=None, comments=False):
        file = tmp_path / "out.csv"
        if roster is not None:
            (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
            roster = tmp_path / "roster.csv"
        assert export.run(assignments, graded.root, to, str(file), roster and str(roster), id_column, columns, comments) == 0
        with open(file, encoding="utf-8-sig", newline="") as opened:
            return list(csv.reader(opened)), capsys.readouterr().err

    return run


def test_canvas_gets_its_own_ids_and_columns_and_no_other_column(exported):
    rows, told = exported("ps1", to="canvas", roster=CANVAS)
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "PS1 (501)"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "7.00"]
    assert [(row[1], row[5]) for row in rows[2:]] == [("11", "5.25"), ("12", "5"), ("13", ""), ("99", "")]
    assert rows[2][0] == "Bär, Zoë" and rows[4][4] == "Lab 1, Lab 2"
    assert "gone is not in" in told
    assert "1 cell of 1 student still needs a person, and counts 0 or what the program gave: ann (1)" in told


def test_a_student_without_a_mark_keeps_what_canvas_has(exported):
    rows, _ = exported("ps2", to="canvas", roster=CANVAS, columns=["ps2=Essay"])
    assert [(row[1], row[5]) for row in rows[2:]] == [("11", "0"), ("12", "80.00"), ("13", ""), ("99", "")]


def test_other_points_in_the_lms_are_said_and_a_new_column_too(exported):
    rows, told = exported(to="canvas", roster=CANVAS, columns=["ps1=Essay (502)"])
    assert rows[0][5:] == ["Essay (502)", "ps2"] and rows[1][5:] == ["100.00", "7"]
    assert "ps1: 100.00 points in the LMS, 7 in the gradebook" in told
    assert "ps2: no such column" in told


def test_no_cell_of_ours_is_a_formula(exported):
    of_the_lms = {cell for row in csv.reader(io.StringIO(CANVAS)) for cell in row}
    for to, roster in (("canvas", CANVAS), ("moodle", None), ("csv", None), ("csv", CANVAS)):
        rows, _ = exported(to=to, roster=roster, comments=to == "moodle", id_column=roster and "SIS Login ID")
        cells = {cell for row in rows for cell in row} - (of_the_lms if to == "canvas" else set())
        assert rows and not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


def test_cells_of_the_lms_come_back_as_they_came(exported):
    head, *rows = csv.reader(io.StringIO(WORKSHEET.lstrip("\ufeff")))
    odd = [[*head, "-2"], [*rows[0], "+49 30"], [*rows[1][:8], "- old remark", "@x"], [*rows[2][:4], "-1.00", *rows[2][5:], " =1"]]
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in odd)
    filled, _ = exported("ps1", to="moodle", roster=text)
    odd[1][4], odd[1][8] = "5.25", "explain: =good, but short"
    assert filled == odd
    rows, _ = exported("ps2", to="canvas", roster=CANVAS.replace("Lab 1,3.00,80.00", "-Lab 1,3.00, -2"), columns=["ps2=Essay"])
    assert rows[3][4:] == ["-Lab 1", " -2"] and rows[4][0] == '=HYPERLINK("http://x"), Eve'


def test_semicolons_and_a_byte_order_mark_are_canvas_too(exported):
    text = "\ufeff" + "\n".join(";".join(row) for row in csv.reader(io.StringIO(CANVAS)) if "HYPER" not in row[0])
    rows, _ = exported("ps1", to="canvas", roster=text)
    assert [(row[1], row[5]) for row in rows[2:]] == [("11", "5.25"), ("12", "5"), ("99", "")]


def test_two_students_with_one_id_get_no_mark_and_it_is_said(exported):
    doubled = CANVAS + '"Other, One",14,u14,zoe,Lab 2,,,1,1\n'
    rows, told = exported("ps1", to="canvas", roster=doubled)
    assert [row[5] for row in rows if row[3] == "zoe"] == ["", ""]
    assert "zoe fits line 4, 8" in told


def test_two_columns_that_fit_are_not_chosen_between(exported):
    with pytest.raises(CourseError, match="several columns"):
        exported("ps1", to="canvas", roster=CANVAS.replace("Essay (502)", "ps-1 (502)"))
    rows, _ = exported("ps1", to="canvas", roster=CANVAS.replace("Essay (502)", "ps-1 (502)"), columns=["ps1=ps-1 (502)"])
    assert rows[0][5:] == ["ps-1 (502)"]


@pytest.mark.parametrize(
    ("roster", "told"),
    [
        (None, "needs its own ids"),
        ("student_id,name\nzoe,Zoe\n", "needs its own ids"),
        ("a,b\n1,2\n", "names no student"),
        ("", "names no student"),
        ('Student,ID,Section\n"x', "is not a CSV file"),
    ],
)
def test_a_roster_that_will_not_do_is_said_in_a_sentence(exported, roster, told):
    with pytest.raises(CourseError, match=told):
        exported("ps1", to="canvas", roster=roster)


def test_moodle_s_grade_import_has_identifiers_and_only_rows_with_marks(exported):
    roster = "First name,Last name,ID number,Email address,Assignment: PS1 (Real)\n" + "".join(
        f"{name},x,{number},{name}@x.example,-\n" for number, name in ((1, "zoe"), (2, "ann"), (3, "eve"))
    )
    rows, told = exported("ps1", to="moodle", roster=roster, comments=True)
    assert rows == [
        ["First name", "Last name", "ID number", "Email address", "Assignment: PS1 (Real)", "ps1 (feedback)"],
        ["zoe", "x", "1", "zoe@x.example", "5.25", "explain: =good, but short"],
        ["ann", "x", "2", "ann@x.example", "5", ""],
    ]
    assert "gone is not in" in told
    rows, _ = exported("ps1", "ps2", to="moodle", roster=roster.replace("(Real)", "(Real),ps2").replace("example,-", "example,-,-"))
    assert [row[4:] for row in rows[1:]] == [["5.25", "0"], ["5", ""]]


def test_comments_on_cells_of_one_name_in_two_notebooks_are_told_apart(tmp_path):
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "") as book:
        book.add_assignment("ps1")
        book.add_student("zoe")
        for notebook in ("one", "two"):
            book.add_notebook(notebook, "ps1")
            book.add_grade_cell("explain", notebook, "ps1", max_score=2, cell_type="markdown")
            book.add_solution_cell("explain", notebook, "ps1")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader adds the submission a step later than SQLAlchemy likes
            book.add_submission("ps1", "zoe")
        book.find_comment("explain", "two", "ps1", "zoe").manual_comment = "Why?"
        book.db.commit()
        assert read_marks(book).get("ps1", "zoe").comments == [("two/explain", "Why?")]


def test_moodle_s_grading_worksheet_comes_back_filled_in(exported):
    rows, told = exported("ps1", to="moodle", roster=WORKSHEET)
    assert rows[0] == next(csv.reader([WORKSHEET.splitlines()[0].lstrip("\ufeff")]))
    assert [(row[0], row[4], row[8]) for row in rows[1:]] == [
        ("Participant 701", "5.25", "explain: =good, but short"),
        ("Participant 702", "", "kept"),
        ("Participant 703", "", ""),
    ]
    assert "the grade cannot be changed" in told
    with pytest.raises(CourseError, match="name that assignment"):
        exported(to="moodle", roster=WORKSHEET)


def test_the_spreadsheet_has_everybody_and_all_that_is_open(exported):
    rows, _ = exported()
    assert rows[0] == ["student_id", "first_name", "last_name", "email", "ps1 (7)", "ps2 (7)", "total", "cells_to_grade_by_hand"]
    assert {row[0]: row[4:] for row in rows[1:]} == {
        "ann": ["5", "", "5", "1"], "eve": ["", "", "0", "0"], "gone": ["1", "", "1", "0"], "zoe": ["5.25", "0", "5.25", "0"],
    }  # fmt: skip


def test_only_marks_that_are_in_the_file_are_counted(exported):
    counted = "out.csv: 2 marks in 1 assignment\n"
    assert exported("ps1", to="canvas", roster=CANVAS)[1].endswith(counted)  # of zoe, ann and gone, who is not in the roster
    _, told = exported("ps1", to="moodle", roster=WORKSHEET)
    assert told.endswith("out.csv (replaced): 1 mark in 1 assignment\n")  # ann's cannot be changed


def test_an_export_without_any_mark_is_refused_with_what_to_do(exported, tmp_path):
    unknown = WORKSHEET.replace("@x.example", "@elsewhere.example")
    with pytest.raises(CourseError, match="(?s)zoe is not in .*no mark could be written for .* --id-column") as refused:
        exported("ps1", to="moodle", roster=unknown)
    assert str(refused.value).count("\n") == 3 and not (tmp_path / "out.csv").exists()
    rows, _ = exported("ps1", to="moodle", roster=unknown.replace("Participant 70", "p").replace("p1", "zoe"), id_column="Identifier")
    assert rows[1][4] == "5.25"


def test_an_assignment_without_any_mark_has_no_column(graded, tmp_path, exported):
    with Gradebook(f"sqlite:///{graded.root}/gradebook.db", "") as book:
        book.add_assignment("ps3")
        book.add_notebook("ps3", "ps3")
        book.add_grade_cell("test_double", "ps3", "ps3", max_score=5, cell_type="code")
    graded.assignment("ps3", solution("double"), test_cell("double", 5))
    try:
        for to, roster in (("canvas", CANVAS), ("csv", None)):
            rows, told = exported(to=to, roster=roster)
            assert not [head for head in rows[0] if "ps3" in head] and "ps3: nobody has a mark: left out" in told
        with pytest.raises(CourseError, match="no mark of ps3 yet: `autograder grade`"):
            exported("ps3", to="canvas", roster=CANVAS)
    finally:
        shutil.rmtree(graded.root / "source" / "ps3")
        with Gradebook(f"sqlite:///{graded.root}/gradebook.db", "") as book:
            book.remove_assignment("ps3")


def test_the_spreadsheet_takes_names_from_the_roster_and_titles_as_given(exported):
    roster = "student_id,First name,Last name,email\nann,Anne,Neill,new@x.example\nnew,Nina,New,nina@x.example\n"
    rows, _ = exported(roster=roster, columns=["ps1=Homework 1"])
    assert rows[0][4:6] == ["Homework 1 (7)", "ps2 (7)"]
    assert {tuple(row[:4]) for row in rows} >= {("ann", "Anne", "Neill", "new@x.example"), ("new", "Nina", "New", "nina@x.example")}
    assert [row[3] for row in rows if row[0] == "zoe"] == ["zoe@x.example"]


def test_what_came_in_from_canvas_goes_out_to_canvas(exported, graded, tmp_path, capsys):
    (tmp_path / "class.csv").write_text(CANVAS, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for entry in ("bärzoë_11_1_ps1.ipynb", "oneillannmarie_LATE_12_2_ps1-1.ipynb"):
            archive.writestr(entry, "{}")
    archives, roster = [str(tmp_path / "submissions.zip")], str(tmp_path / "class.csv")
    assert import_archives.run(archives, "ps1", "canvas", roster, None, str(graded.root), None, False) == 0
    rows, _ = exported("ps1", to="canvas", roster=CANVAS)
    came = {path.name for path in (graded.root / "submitted").iterdir()}
    assert came == {"zoe", "ann"} == {row[3] for row in rows[2:] if row[5]}


def test_the_plugin_of_nbgrader_writes_the_same(exported, graded, tmp_path):
    rows, _ = exported("ps1", to="canvas", roster=CANVAS)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [
        sys.executable, "-m", "nbgrader", "export", "--exporter=autograder.exporting.CanvasExporter", "--to", "plugin.csv",
        "--assignment", "['ps1']", f"--CanvasExporter.roster={tmp_path / 'roster.csv'}",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=graded.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with open(graded.root / "plugin.csv", newline="", encoding="utf-8") as opened:
        assert list(csv.reader(opened)) == rows
    assert "still needs a person" in done.stderr


def test_the_command(graded, autograder, tmp_path):
    done = autograder("export", "ps1", "--course-dir", graded.root, "--output", "-")
    assert done.returncode == 0 and "zoe" in done.stdout and "still needs a person" in done.stderr
    shutil.copytree(graded.root / "source", tmp_path / "fresh" / "source")
    done = autograder("export", "--course-dir", tmp_path / "fresh")
    assert done.returncode == 2 and "there is no gradebook" in done.stderr
    assert not (tmp_path / "fresh" / "gradebook.db").exists()
