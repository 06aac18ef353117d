"""Marks into nbgrader's gradebook.

nbgrader.api is imported by what writes: half a second that a look at what is there can do without.
"""

import os
import tempfile
import warnings
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError, SAWarning

from autograder.course import sqlite_file, sqlite_url
from autograder.nbgrader_rules import LatePenalties, sets_late_penalties
from autograder.side_files import read_timestamp

# By nbgrader's schema (nbgrader/api.py).
OF_ASSIGNMENT = "JOIN notebook n ON c.notebook_id = n.id JOIN assignment a ON n.assignment_id = a.id WHERE a.name = :assignment"
CELLS = f"""
    SELECT n.name, c.name, c.type, g.max_score, t.max_score FROM base_cell c
    LEFT JOIN grade_cells g ON g.id = c.id LEFT JOIN task_cells t ON t.id = c.id {OF_ASSIGNMENT}
"""
SOURCES = f"SELECT n.name, c.name, c.cell_type, c.locked, c.source FROM source_cell c {OF_ASSIGNMENT}"
SUBMISSIONS = "SELECT a.name, s.student_id FROM submitted_assignment s JOIN assignment a ON s.assignment_id = a.id"
PENALTIES = """
    SELECT a.name, s.student_id, SUM(sn.late_submission_penalty) FROM submitted_notebook sn
    JOIN submitted_assignment s ON sn.assignment_id = s.id JOIN assignment a ON s.assignment_id = a.id
    WHERE sn.late_submission_penalty IS NOT NULL AND {of} GROUP BY a.name, s.student_id
"""
OF_SUBMISSION = "a.name = :assignment AND s.student_id = :student"
OVERDUE = f"{SUBMISSIONS} WHERE a.duedate IS NOT NULL AND (s.timestamp > a.duedate OR s.extension IS NOT NULL)"
MARKS = """
    SELECT a.name, s.student_id, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade FROM grade g
    JOIN base_cell c ON g.cell_id = c.id JOIN submitted_notebook sn ON g.notebook_id = sn.id JOIN notebook n ON sn.notebook_id = n.id
    JOIN submitted_assignment s ON sn.assignment_id = s.id JOIN assignment a ON s.assignment_id = a.id WHERE {of}
"""


def known_cells(course, assignment):
    """Return a set of tuples: what the gradebook holds of an assignment's cells, points and texts; empty where there is none yet."""
    return _read(course, CELLS, assignment=assignment) | _read(course, SOURCES, assignment=assignment)


def kinds_of_cells(course, assignment):
    """Return a set of tuples: the notebook and the name of each of an assignment's cells that the gradebook holds, and its kinds."""
    kinds = {tuple(row[:3]) for row in _read(course, CELLS, assignment=assignment)}
    return kinds | {tuple(row[:2]) for row in _read(course, SOURCES, assignment=assignment)}


def known_submissions(course):
    """Return {(assignment, student)} of the submissions that the gradebook holds."""
    return _read(course, SUBMISSIONS)


def current_marks(course, submission=None):
    """Return {(assignment, student, notebook, grade_id): (score, whether a person is to look, whether a person has given it)}.

    score : what a person gave counts first; None where neither program nor person has given one. submission : None: those of all.
    """
    marks = {}
    for *key, auto, manual, extra, is_open in _read_of(course, MARKS, submission):
        score = auto if manual is None else manual
        marks[tuple(key)] = None if score is None else score + (extra or 0.0), bool(is_open), manual is not None
    return marks


def marks_by_hand(course):
    """Return {(assignment, student, notebook, grade_id)} of the marks that a person has given: no regrade changes them."""
    return {key for key, (_, _, is_by_hand) in current_marks(course).items() if is_by_hand}


def left_behind(course):
    """Return {assignment: (marks, those of them that a person has given)} of assignments with marks that source/ does not have."""
    gone = {name for (name,) in _read(course, "SELECT name FROM assignment")} - set(course.assignments())
    marks = current_marks(course) if gone else {}  # not a mark is read where nothing is gone
    counts = {}
    for (assignment, *_), (score, _, is_by_hand) in marks.items():
        if assignment in gone and score is not None:
            many, by_hand = counts.get(assignment, (0, 0))
            counts[assignment] = many + 1, by_hand + is_by_hand
    return counts


def current_penalties(course, submission=None):
    """Return {(assignment, student): points taken off for handing in late} of the submissions that have a penalty."""
    return {(assignment, student): float(penalty) for assignment, student, penalty in _read_of(course, PENALTIES, submission)}


def open_penalties(course):
    """Return {(assignment, student)} of the submissions whose late penalty may be another one now, by due date, extension or marks."""
    if not sets_late_penalties(course.config):
        return set()
    return _read(course, OVERDUE) | current_penalties(course).keys()


def _read_of(course, query, submission):
    """Return what a query with a place {of} finds of one submission, or of all where it is None."""
    if submission is None:
        return _read(course, query.format(of="TRUE"))
    return _read(course, query.format(of=OF_SUBMISSION), assignment=submission.assignment, student=submission.student)


def _read(course, query, **parameters):
    if not course.has_gradebook():
        return set()
    engine = create_engine(course.directory.db_url)
    try:
        with engine.connect() as connection:
            return {tuple(row) for row in connection.execute(text(query), parameters)}
    except (OperationalError, ProgrammingError) as error:
        if isinstance(error, OperationalError) and "no such " not in str(error):  # locked, say: not known to hold nothing
            raise
        return set()  # a database without these tables
    finally:
        engine.dispose()


def ensure_gradebook(course):
    """Make the course's gradebook if there is none yet: in full, or after a kill not at all.

    nbgrader makes it in several steps and takes a half-made one for whole; and for its version it starts `alembic`, which
    takes seconds.
    """
    if course.has_gradebook():
        return
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base
    from nbgrader.dbutil import ALEMBIC_DIR

    path = sqlite_file(course.directory.db_url)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        fresh = Path(folder) / path.name
        engine = create_engine(sqlite_url(fresh))
        Base.metadata.create_all(bind=engine)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            version = {"version": ScriptDirectory(ALEMBIC_DIR).get_current_head()}
            connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)
        engine.dispose()
        os.replace(fresh, path)


class GradebookWriter:
    """The course's gradebook, opened once for a batch."""

    def __init__(self, course):
        from nbgrader.api import Gradebook

        self.course = course
        self.gradebook = Gradebook(course.directory.db_url, course.directory.course_id)
        # Half of the time went into rows read anew after each of nbgrader's commits. The assignment's are the same for all
        # students, and a submission's, which a person may change at any time, are read when it is saved.
        self.session = self.gradebook.db()
        self.session.expire_on_commit = False
        self.gradebook.db.commit = self.session.flush  # nbgrader commits after each row that it adds: to wait for the disk once is enough
        self.cells = {}  # assignment -> its rows of cells: of rows that nobody holds SQLAlchemy reads each anew, for each mark
        self.penalties = LatePenalties(course.config)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.gradebook.close()

    def save(self, submission, graded):
        """Write the marks of one submission, and the rows for them, in one transaction; once for each.

        graded : {notebook name: Graded}. A mark that a person has given stays as it is; its cell is flagged for
        another look, in the gradebook and in its CellResult.
        """
        gradebook = self.gradebook
        timestamp = read_timestamp(submission.folder)
        more = {"timestamp": timestamp} if timestamp else {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # nbgrader adds the submission a step later than SQLAlchemy likes
                gradebook.update_or_create_student(submission.student)
                entry = gradebook.update_or_create_submission(submission.assignment, submission.student, **more)
            notebooks = {notebook.name: notebook for notebook in entry.notebooks}
            self._hold_cells(entry.assignment)
            for name, result in graded.items():
                self._save_notebook(notebooks[name], result)
            self.session.flush()
            for name in graded:
                self.penalties.assign(entry, notebooks[name])
            self.session.commit()
        except Exception:
            self.session.rollback()
            raise

    def renew_penalty(self, submission):
        """Set the late penalty of a submission that was saved before to what it comes to now; return whether that is another."""
        entry = self.gradebook.find_submission(submission.assignment, submission.student)
        before = [notebook.late_submission_penalty for notebook in entry.notebooks]
        for notebook in entry.notebooks:
            self.penalties.assign(entry, notebook)
        self.session.commit()
        return before != [notebook.late_submission_penalty for notebook in entry.notebooks]

    def _hold_cells(self, assignment):
        if assignment.name not in self.cells:
            kinds = [(notebook.grade_cells, notebook.task_cells, notebook.solution_cells) for notebook in assignment.notebooks]
            self.cells[assignment.name] = [cell for lists in kinds for cells in lists for cell in cells]

    @staticmethod
    def _save_notebook(notebook, graded):
        grades = {grade.name: grade for grade in notebook.grades}
        for cell in graded.results:
            grade = grades[cell.grade_id]
            grade.auto_score = cell.score
            if grade.manual_score is not None:
                cell.needs_manual_grade = True
            grade.needs_manual_grade = cell.needs_manual_grade
        for comment in notebook.comments:
            comment.auto_comment = "No response." if comment.name in graded.no_response else None
