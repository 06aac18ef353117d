"""nbgrader export plugins: `nbgrader export --exporter=autograder.exporting.CanvasExporter` and its like.

`autograder export` runs the same ones.
"""

from pathlib import Path

from nbgrader.plugins.export import ExportPlugin
from traitlets import Bool, Dict, Unicode

from autograder.course import CourseError
from autograder.files import write_atomically
from autograder.grade_tables import canvas_table, moodle_table, spreadsheet_table
from autograder.marks import read_marks
from autograder.rendering import counted
from autograder.roster import read_roster
from autograder.tables import csv_text

OTHER_IDS = "where it has other ids than the gradebook, give the same --roster and --id-column as for `autograder import`"


class TableExporter(ExportPlugin):
    """What the three have in common."""

    roster = Unicode("", help="CSV file of the class as the LMS exports it").tag(config=True)
    id_column = Unicode("", help="the roster's column that holds the gradebook's student ids").tag(config=True)
    columns = Dict(help="{assignment: title of its column in the LMS}, where they differ").tag(config=True)
    default_to = "grades.csv"

    def table(self, marks, roster):
        """Return the Table of some Marks."""
        raise NotImplementedError

    def text_of(self, marks):
        """Return (text of the file, its Table) for some Marks. Raises CourseError where no mark would be in it."""
        if not marks.assignments:
            raise CourseError(f"there is no mark of {', '.join(marks.unmarked) or 'anything'} yet: `autograder grade` comes first")
        roster = read_roster(self.roster, self.id_column or None) if self.roster else None
        table = self.table(marks, roster)
        if not table.marks:
            raise CourseError("\n".join([*table.notes, f"no mark could be written for {self.roster}: {OTHER_IDS}"]))
        table.notes += [f"{name}: nobody has a mark: left out" for name in marks.unmarked] + _waiting_notes(marks)
        return csv_text(table.rows[0], table.rows[1:]), table

    def export(self, gradebook):
        """Write the file, as nbgrader asks for it."""
        marks = read_marks(gradebook, [str(name) for name in self.assignment], [str(name) for name in self.student])
        try:
            text, table = self.text_of(marks)
        except CourseError as error:
            self.log.error(str(error))
            raise SystemExit(1) from None
        for note in table.notes:
            self.log.warning(note)
        write_atomically(Path(self.to or self.default_to), text)


class CanvasExporter(TableExporter):
    """For Canvas: Grades, Import."""

    default_to = "grades-canvas.csv"

    def table(self, marks, roster):
        return canvas_table(marks, roster, self.columns)


class MoodleExporter(TableExporter):
    """For Moodle: Grades, Import, CSV file; or the assignment's "Upload grading worksheet"."""

    comments = Bool(False, help="also a feedback column for each assignment").tag(config=True)
    default_to = "grades-moodle.csv"

    def table(self, marks, roster):
        return moodle_table(marks, roster, self.columns, self.comments)


class SpreadsheetExporter(TableExporter):
    """For a spreadsheet: a row for each student. Begins with a byte order mark, without which Excel garbles accents."""

    def table(self, marks, roster):
        return spreadsheet_table(marks, roster, self.columns)

    def text_of(self, marks):
        text, table = super().text_of(marks)
        return "\ufeff" + text, table


EXPORTERS = {"canvas": CanvasExporter, "moodle": MoodleExporter, "csv": SpreadsheetExporter}


def _waiting_notes(marks):
    """Return the sentences that name the students with cells that a person has still to look at."""
    waiting = marks.open_cells()
    if not waiting:
        return []
    names = ", ".join(f"{student} ({count})" for student, count in sorted(waiting.items()))
    total = sum(waiting.values())
    cells, students = counted(total, "cell"), counted(len(waiting), "student")
    verbs = ("needs", "counts") if total == 1 else ("need", "count")
    return [f"{cells} of {students} still {verbs[0]} a person, and {verbs[1]} 0 or what the program gave: {names}"]
