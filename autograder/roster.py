"""Who is in the class: a CSV file as Canvas, Moodle or a person makes it, or the gradebook's own list.

Columns are recognised by the headers that the learning management systems (LMS) write; see HEADERS.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field

from autograder.course import CourseError

# header, lower case -> field of Person
HEADERS = {
    "student_id": "student", "student id": "student",
    "student": "sortable", "name": "full", "full name": "full",
    "first name": "first", "first_name": "first", "firstname": "first",
    "last name": "last", "last_name": "last", "lastname": "last", "surname": "last",
    "sis login id": "login", "login": "login", "username": "login",
    "sis user id": "number", "id number": "number",
    "email": "email", "email address": "email",
    "canvas id": "lms_id", "moodle id": "lms_id", "lms_user_id": "lms_id", "identifier": "lms_id",
    "status": "status", "last modified (submission)": "submitted",
}  # fmt: skip
# The first of these that the roster has a value for names the student's folder and row in the gradebook.
ID_FIELDS = ("student", "login", "number", "email", "lms_id")
MARKS = ",;\t"  # between the fields of a row; of two that are as good the first
ABOVE = re.compile(r"(?:[,;\t ]*\r?\n|sep=.[,;\t]*\r?\n)*", re.IGNORECASE)  # the header: empty rows, and what tells a spreadsheet the mark
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Person:
    """One student of a roster; a field that the roster does not have is empty."""

    line: int  # of the file, for messages
    student: str = ""  # as in submitted/ and in the gradebook
    full: str = ""  # first name first
    sortable: str = ""  # "Last, First"
    first: str = ""
    last: str = ""
    login: str = ""
    number: str = ""  # of the university: SIS User ID, ID number
    email: str = ""
    lms_id: str = ""  # Canvas user id, Moodle participant or user id
    status: str = ""  # Moodle: "Submitted for grading - 2 mins late"
    submitted: str = ""  # Moodle: when
    row: tuple = field(default=(), compare=False)

    @property
    def label(self):
        """Return the name for messages."""
        return self.full or self.sortable or self.student or f"line {self.line}"


@dataclass
class Roster:
    """The people of a class, and the table that they were read from."""

    people: list
    name: str  # of the file
    header: list = field(default_factory=list)
    fields: list = field(default_factory=list)  # of Person, a column each; "" for another column
    other_rows: list = field(default_factory=list)  # of no person: points possible, posting policy

    def find(self, name, value):
        """Return the people whose field `name` is `value`."""
        return [person for person in self.people if value and getattr(person, name) == value]

    def of_student(self, student):
        """Return the people whom the gradebook may mean by `student`: by the id, else by any other identifier."""
        for name in ID_FIELDS:
            if found := self.find(name, student):
                return found
        return []


def read_roster(path, id_column=None):
    """Return the Roster in a CSV file, separated by commas, semicolons or tabs.

    id_column : the header of the column that holds the students' ids as the gradebook has them; the first of ID_FIELDS
    that has a value, if None. Raises CourseError for a file in which no student can be recognised.
    """
    rows, first = read_table(path)
    header = [cell.strip() for cell in rows[0]] if rows else []
    fields = _fields_of(header)
    people, other = [], []
    for line, row in enumerate(rows[1:], start=first + 1):
        cells = {name: _cell(row, index) for index, name in enumerate(fields) if name}
        if _is_person(cells):
            people.append(_person(line, cells, row))
        elif any(cell.strip() for cell in row):
            other.append(row)
    if not people:
        raise CourseError(f"{path} names no student: it needs a header row and one of the columns {_known_headers()}")
    return Roster(_with_ids(people, header, id_column, path), str(path), header, fields, other)


def read_table(path):
    """Return (the rows of a CSV file, the line that they begin at). Raises CourseError where it cannot be read as one."""
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise CourseError(f"{path} is too large for a roster (more than {MAX_BYTES // 2**20} MiB)")
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text: export it again, or save it as CSV UTF-8") from None
    above = ABOVE.match(text)[0]
    text = text[len(above) :]
    tables, errors = [], []
    for mark in MARKS:
        try:
            tables.append(list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)))
        except csv.Error as error:
            errors.append(error)
    best = max(tables, key=_evenness, default=[])
    if errors and not _evenness(best)[0]:  # under another mark it would have columns, but for the error
        raise CourseError(f"{path} is not a CSV file: {errors[0]}")
    return best, 1 + above.count("\n")


def _evenness(rows):
    """Return what speaks for a table to be divided by the right mark: columns, rows as wide as the header, a wide header.

    Titles hold commas and semicolons, which the rows below do not. csv.Sniffer counts characters and refuses one column.
    """
    rows = [row for row in rows if row]
    width = len(rows[0]) if rows else 0
    return width > 1, sum(len(row) == width for row in rows) / len(rows) if rows else 0.0, width


def is_canvas(header):
    """Whether a header row is that of a Canvas gradebook: there "ID" is Canvas's own."""
    names = {cell.strip().lower() for cell in header}
    return "id" in names and "section" in names and bool(names & {"student", "lastname"})


def plain_key(text):
    """Return a text's letters and digits without accents and capitals, to compare names by."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in unicodedata.normalize("NFKD", letters) if char.isalnum())


def _fields_of(header):
    id_means = "lms_id" if is_canvas(header) else "student"
    fields = [{"id": id_means, **HEADERS}.get(cell.lower(), "") for cell in header]
    return [name if name not in fields[:index] else "" for index, name in enumerate(fields)]


def _known_headers():
    return "student_id, name, SIS Login ID, Username, ID number, Email address, …"


def _cell(row, index):
    return unicodedata.normalize("NFC", row[index]).strip() if index < len(row) else ""


def _is_person(cells):
    name = cells.get("sortable") or cells.get("full") or cells.get("last") or ""
    if re.fullmatch(r"points possible", name, re.IGNORECASE):
        return False
    return any(cells.get(key) for key in (*ID_FIELDS, "sortable", "full", "last"))


def _person(line, cells, row):
    cells["lms_id"] = re.sub(r"^participant\s+", "", cells.get("lms_id", ""), flags=re.IGNORECASE)
    first, last = cells.get("first", ""), cells.get("last", "")
    sortable = re.sub(r'^="(.*)"$', r"\1", cells.get("sortable", ""))  # how Canvas writes a name that begins with =
    if sortable and not (first or last):
        last, _, first = (part.strip() for part in sortable.partition(","))
    cells.update(first=first, last=last, sortable=sortable or (f"{last}, {first}" if first and last else ""))
    cells["full"] = cells.get("full") or " ".join(filter(None, (first, last)))
    return Person(line=line, row=tuple(row), **cells)


def _with_ids(people, header, id_column, path):
    """Return the people with `student` filled from one column for all."""
    if id_column is not None:
        names = [cell.lower() for cell in header]
        if id_column.strip().lower() not in names:
            raise CourseError(f"{path} has no column {id_column!r}; it has: {', '.join(header)}")
        index = names.index(id_column.strip().lower())
        ids = [_cell(person.row, index) for person in people]
    else:
        source = next((name for name in ID_FIELDS if any(getattr(person, name) for person in people)), "student")
        ids = [getattr(person, source) for person in people]
    return [Person(**{**vars(person), "student": student}) for person, student in zip(people, ids)]


def enter_people(gradebook, people):
    """Make these people students of nbgrader's gradebook; a name or an e-mail address that it has stays as it is."""
    known = {student.id: student for student in gradebook.students}
    for person in people:
        first, last = person.first, person.last
        if not (first or last):
            first, _, last = person.full.rpartition(" ")
        student = known.get(person.student)
        told = {"first_name": first, "last_name": last, "email": person.email}
        missing = {name: value for name, value in told.items() if value and not getattr(student, name, None)}
        if missing or student is None:
            gradebook.update_or_create_student(person.student, **missing)


def roster_of_gradebook(gradebook):
    """Return the Roster of the students whom nbgrader's gradebook knows."""
    people = []
    for number, student in enumerate(gradebook.students, start=1):
        first, last = student.first_name or "", student.last_name or ""
        cells = {"student": student.id, "email": student.email or "", "lms_id": student.lms_user_id or ""}
        people.append(_person(number, {**cells, "first": first, "last": last}, ()))
    return Roster(people, "the gradebook")
