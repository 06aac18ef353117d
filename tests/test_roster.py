"""A roster is read as Canvas, Moodle, a spreadsheet or a person has written it."""

import pytest

from autograder.course import CourseError
from autograder.roster import read_roster

ROW = '"Bär, Zoë";11;u11;zoe;Lab;\n'


@pytest.mark.parametrize(
    "roster",
    [
        f'Student;ID;SIS User ID;SIS Login ID;Section;"Homework 1, parts a, b, c, d, e, f (501)"\n{ROW}',
        f"Student;ID;SIS User ID;SIS Login ID;Section;Homework 1, parts a, b, c, d, e, f (501)\n{ROW}",
        "Name;SIS Login ID;Section;Title, a, b, c, d, e, f, g\nZoë;zoe;Lab;\nAnn;ann;Lab;1,5\n",
        'Student,ID,SIS Login ID,Section,"Title; a; b; c; d; e; f; g"\n"Bär, Zoë",11,zoe,Lab,\n',
        'Student\tID\tSIS Login ID\tSection\t"Title, a; b, c; d, e; f"\nBär, Zoë\t11\tzoe\tLab\t\n',
        "student_id\nzoe\n",
    ],
    ids=["quoted", "unquoted", "decimal commas", "commas", "tabs", "one column"],
)
def test_a_roster_is_read_with_the_mark_that_divides_its_rows_alike(tmp_path, roster):
    (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
    people = read_roster(tmp_path / "roster.csv").people
    assert people[0].student == "zoe" and {len(person.row) for person in people} == {len(people[0].row)}


def test_a_roster_whose_quotes_do_not_close_is_said(tmp_path):
    (tmp_path / "roster.csv").write_text('student_id,name\nzoe,"Zoë" Bär\n', encoding="utf-8")
    with pytest.raises(CourseError, match="is not a CSV file: ',' expected after"):
        read_roster(tmp_path / "roster.csv")


@pytest.mark.parametrize("above", ["sep=;\n", "SEP=;\r\n", "\n\n", ";;\n", "\nsep=;\n\n", "sep=;;\n"])
def test_what_a_spreadsheet_writes_above_the_header_is_passed_over(tmp_path, above):
    (tmp_path / "roster.csv").write_bytes(f"{above}student_id;name\nzoe;Zoë Bär\n".encode("utf-8-sig"))
    (zoe,) = read_roster(tmp_path / "roster.csv").people
    assert (zoe.student, zoe.full, zoe.line) == ("zoe", "Zoë Bär", above.count("\n") + 2)
