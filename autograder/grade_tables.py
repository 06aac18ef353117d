"""Marks as the tables that Canvas's gradebook import, Moodle's grade import and a spreadsheet take.

Canvas: docs "How do I import grades in the Gradebook?"; what it really reads is in its lib/gradebook_importer.rb.
Moodle: docs "Grade import" and "Offline grading worksheet"; grade/import/csv/classes/load_data.php.
"""

import re
from dataclasses import dataclass, field

from autograder.course import CourseError
from autograder.rendering import points
from autograder.roster import is_canvas, plain_key
from autograder.tables import Foreign

POINTS_POSSIBLE = "    Points Possible"  # Canvas writes it with these spaces
IDENTIFIERS = ("login", "number", "email")  # what Moodle can map a row to a user by


@dataclass
class Table:
    """Rows of texts, of which ours are not yet safe in a spreadsheet, and what a person should know of them."""

    rows: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    marks: int = 0  # written into the rows

    def write(self, mark):
        """Return the text of a Mark's cell, counted."""
        self.marks += 1
        return points(mark.points)


def canvas_table(marks, roster, titles):
    """Return the Table for Canvas's gradebook import, a row for each student of the exported gradebook.

    roster : of a gradebook that Canvas exported, whose ids and column names ("Title (123)") it needs. titles : {assignment:
    column of the roster}; others are found by their name. A student without a mark keeps what Canvas has: an empty
    cell would take it away.
    """
    if roster is None or not is_canvas(roster.header):
        raise CourseError("Canvas's import needs its own ids: give --roster, a gradebook exported by Canvas")
    table = Table()
    identity = range(_last_identity_column(roster) + 1)
    columns = {name: _column(roster, name, titles, table) for name in marks.assignments}
    possible = next((row for row in roster.other_rows if "points possible" in row[0].lower()), [])
    table.rows.append([_head(roster, i) for i in identity] + [_head(roster, columns[n], n) for n in columns])
    worth = {name: _points_possible(possible, columns[name], name, marks, table) for name in columns}
    table.rows.append([POINTS_POSSIBLE, *[""] * (len(identity) - 1), *worth.values()])
    for person, student in _match(marks, roster, table):
        start = [_at(person.row, i) for i in identity]
        table.rows.append(start + [_grade(marks, name, student, person, columns[name], table) for name in columns])
    return table


def moodle_table(marks, roster, titles, comments=False):
    """Return the Table for Moodle's grade import; a grading worksheet of one assignment comes back filled in.

    Moodle takes back a whole import for one user whom it does not know, and an empty cell for "no grade": there are rows only
    for students with a mark. comments : a feedback column beside each grade, with what people wrote.
    """
    if roster is not None and {"identifier", "grade"} <= {cell.lower() for cell in roster.header}:
        return _worksheet(marks, roster)
    table = Table()
    if roster is None:
        columns = dict.fromkeys(marks.assignments)
        start = ["Student ID", "First name", "Last name", "Email address"]
        pairs = [(None, student) for student in sorted(marks.students)]
    else:
        columns = {name: _column(roster, name, titles, table) for name in marks.assignments}
        identity = [i for i, name in enumerate(roster.fields) if name in (*IDENTIFIERS, "first", "last", "full", "student")]
        if not set(roster.fields) & {*IDENTIFIERS, "student"}:
            raise CourseError(f"{roster.name} has no Username, ID number or Email address, by which Moodle knows a user")
        start = [_head(roster, i) for i in identity]
        pairs = _match(marks, roster, table)
    heads = [[_head(roster, columns[name], name)] + [f"{name} (feedback)"] * comments for name in columns]
    table.rows.append(start + sum(heads, []))
    for person, student in pairs:
        if student is None or not any(marks.get(name, student) for name in columns):
            continue
        cells = _gradebook_names(marks.students[student]) if person is None else [_at(person.row, i) for i in identity]
        row = list(cells)
        for name in columns:
            row.append(_grade(marks, name, student, person, columns[name], table))
            row += [_comments(marks.get(name, student))] * comments
        table.rows.append(row)
    return table


def spreadsheet_table(marks, roster=None, titles=None):
    """Return a Table for people: a row for each student, a column for each assignment, what is still open.

    roster : whose names count before the gradebook's, and who has a row too. titles : {assignment: title of its column}.
    """
    heads = [f"{(titles or {}).get(name, name)} ({points(worth)})" for name, worth in marks.assignments.items()]
    table = Table([["student_id", "first_name", "last_name", "email", *heads, "total", "cells_to_grade_by_hand"]])
    waiting = marks.open_cells()
    names = {student: _gradebook_names(known) for student, known in marks.students.items()}
    for person, student in _match(marks, roster, Table()) if roster is not None else ():
        own = [student or person.student, person.first, person.last, person.email]
        names[own[0]] = [value or known for value, known in zip(own, names.get(own[0], own))]
    for student in sorted(names):
        found = [marks.get(name, student) for name in marks.assignments]
        cells = ["" if mark is None else table.write(mark) for mark in found]
        total = points(sum(mark.points for mark in found if mark))
        table.rows.append([*names[student], *cells, total, str(waiting.get(student, 0))])
    return table


def _worksheet(marks, roster):
    """Fill in Moodle's offline grading worksheet: the one form after which a grade can still be edited in the assignment."""
    if len(marks.assignments) != 1:
        raise CourseError(f"{roster.name} is the grading worksheet of one assignment: name that assignment")
    (name,) = marks.assignments
    table = Table([[_head(roster, i) for i in range(len(roster.header))]])
    names = [cell.lower() for cell in roster.header]
    grade, worth = names.index("grade"), names.index("maximum grade") if "maximum grade" in names else None
    locked = names.index("grade can be changed") if "grade can be changed" in names else None
    feedback = names.index("feedback comments") if "feedback comments" in names else None
    for person, student in _match(marks, roster, table):
        row = [_at(person.row, i) for i in range(len(names))]
        mark = marks.get(name, student)
        if mark and locked is not None and row[locked].lower() == "no":
            table.notes.append(f"{person.label}: Moodle says that the grade cannot be changed: left as it is")
        elif mark:
            row[grade] = table.write(mark)
            if feedback is not None and mark.comments:
                row[feedback] = _comments(mark)
        table.rows.append(row)
    if worth is not None:
        _compare_points(_at(table.rows[1], worth) if len(table.rows) > 1 else "", name, marks, table)
    return table


def _match(marks, roster, table):
    """Return (person, student id or None) for everyone on the roster, and note who is left over or found twice."""
    pairs = {}
    for student in sorted(marks.students):
        known = marks.students[student]
        people = (
            roster.of_student(student) or roster.find("lms_id", known.lms_user_id) or roster.find("email", known.email)
        )
        if len(people) == 1 and people[0].line not in pairs:
            pairs[people[0].line] = student
        elif people:
            lines = ", ".join(str(person.line) for person in people)
            table.notes.append(f"{student} fits line {lines} of {roster.name}, not exactly one of its own: no mark is written for it")
        elif any(marks.get(name, student) for name in marks.assignments):
            table.notes.append(f"{student} is not in {roster.name}: no mark is written")
    return [(person, pairs.get(person.line)) for person in roster.people]


def _grade(marks, assignment, student, person, column, table):
    mark = marks.get(assignment, student) if student is not None else None
    if mark is not None:
        return table.write(mark)
    kept = "" if person is None or column is None else _at(person.row, column)
    return "" if kept.strip() == "-" else kept  # "-" is Moodle's word for no grade


def _comments(mark):
    return "\n".join(f"{cell}: {text}" for cell, text in mark.comments) if mark else ""


def _gradebook_names(student):
    return [student.id, student.first_name or "", student.last_name or "", student.email or ""]


def _last_identity_column(roster):
    return [cell.lower() for cell in roster.header].index("section")


def _at(row, index):
    return Foreign(row[index] if index < len(row) else "")


def _head(roster, column, name=""):
    return name if column is None else Foreign(roster.header[column])


def _points_possible(row, column, name, marks, table):
    worth = "" if column is None else _at(row, column)
    if re.search("read only", worth):
        raise CourseError(f"{name}: the column is read-only in Canvas; give another one with --column {name}=TITLE")
    _compare_points(worth, name, marks, table)
    return worth or points(marks.assignments[name])


def _compare_points(worth, name, marks, table):
    try:
        differs = abs(float(worth.replace(",", ".")) - marks.assignments[name]) > 0.005
    except ValueError:
        return
    if differs:
        mine = points(marks.assignments[name])
        table.notes.append(f"{name}: {worth} points in the LMS, {mine} in the gradebook: marks are written as they are")


def _title(head):
    """Return the title in a column's header: "Title (123)" in Canvas, "Assignment: Title (Real)" in Moodle."""
    return re.sub(r"^Assignment: ?|\s*\((\d+|Real)\)$", "", head.strip())


def _column(roster, name, titles, table):
    """Return the index of the roster's column for an assignment, or None for a new one."""
    wanted = titles.get(name, name)
    keys = {wanted.strip(), plain_key(wanted)}
    fits = [
        i for i, head in enumerate(roster.header)
        if not roster.fields[i] and head and {head, _title(head), plain_key(_title(head))} & keys
    ]  # fmt: skip
    if len(fits) > 1:
        exact = [i for i in fits if roster.header[i] == wanted.strip()]
        if len(exact) != 1:
            heads = ", ".join(roster.header[i] for i in fits)
            raise CourseError(f"{name}: several columns of {roster.name} fit ({heads}); say which with --column {name}=HEADER")
        fits = exact
    if not fits and name in titles:
        raise CourseError(f"{roster.name} has no column {titles[name]!r}")
    if not fits:
        table.notes.append(f"{name}: no such column in {roster.name}: it becomes a new one; or name one with --column {name}=TITLE")
    return fits[0] if fits else None
