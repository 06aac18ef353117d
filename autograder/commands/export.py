"""`autograder export`."""

import sys
from pathlib import Path

from autograder.commands.batches import name_left_behind
from autograder.course import Course, CourseError, sqlite_file
from autograder.describing import printable
from autograder.files import require_writable, write_atomically, write_to_stdout
from autograder.rendering import counted


def run(assignments, course_dir, to, output, roster, id_column, columns, comments):
    """Write the marks in the form that an LMS imports; return 0."""
    from nbgrader.api import Gradebook

    from autograder.exporting import EXPORTERS
    from autograder.marks import read_marks

    course = Course(course_dir)
    names = course.require_assignments(assignments)
    given = {"roster": roster, "id_column": id_column, "columns": parse_columns(columns, names), "comments": comments}
    exporter = EXPORTERS[to](config=course.config, **{name: value for name, value in given.items() if value})
    with Gradebook(require_gradebook(course), course.directory.course_id) as gradebook:
        marks = read_marks(gradebook, names)
        text, table = exporter.text_of(marks)
    name_left_behind(course)
    for note in table.notes:
        print(printable(note), file=sys.stderr)
    if output == "-":
        write_to_stdout(text)
        return 0
    path = Path(output or exporter.default_to)
    require_writable(path)
    replaced = " (replaced)" if path.is_file() else ""
    write_atomically(path, text)
    print(f"{path}{replaced}: {counted(table.marks, 'mark')} in {counted(len(marks.assignments), 'assignment')}", file=sys.stderr)
    return 0


def parse_columns(columns, assignments):
    """Return {assignment: title} of the --column options "ASSIGNMENT=TITLE"."""
    pairs = dict(column.partition("=")[::2] for column in columns)
    if wrong := [name for name, title in pairs.items() if name not in assignments or not title]:
        raise CourseError(f"--column takes ASSIGNMENT=TITLE; {wrong[0]!r} is not one of {', '.join(assignments)}")
    return pairs


def require_gradebook(course):
    """Return the URL of the course's gradebook. Raises CourseError where there is none: opening it would make an empty one."""
    if not course.has_gradebook():
        raise CourseError(f"there is no gradebook {sqlite_file(course.directory.db_url)}: run `autograder grade` first")
    return course.directory.db_url
