"""What the pages are made from: the records of `autograder grade`, and marks and comments as the gradebook has them now."""

from dataclasses import dataclass, field

from autograder.records import Records


@dataclass
class Mark:
    """A graded cell in the gradebook."""

    score: float  # what counts: a person's mark before the program's, with extra credit
    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None
    needs_manual_grade: bool

    @property
    def unmarked(self):
        """Whether nobody has given a mark yet, neither the program nor a person."""
        return self.auto_score is None and self.manual_score is None


@dataclass
class MarkedNotebook:
    """One notebook of one submission, in the gradebook."""

    marks: dict = field(default_factory=dict)  # grade_id -> Mark
    comments: dict = field(default_factory=dict)  # grade_id -> text
    penalty: float = 0.0  # for handing in late


@dataclass
class MarkedSubmission:
    """One submission, graded and marked."""

    student: str
    assignment: str
    name: str = ""  # the student's own, as far as the gradebook has one
    results: list = field(default_factory=list)  # outcomes.CellResult
    warnings: list = field(default_factory=list)  # what was odd about the notebook, in sentences
    seconds: float | None = None  # that grading took, where it is known
    notebooks: dict = field(default_factory=dict)  # name -> MarkedNotebook

    def mark(self, result):
        """Return the Mark of a CellResult: the gradebook's, or where it has none what the program gave."""
        notebook = self.notebooks.get(result.notebook)
        if notebook is not None and result.grade_id in notebook.marks:
            return notebook.marks[result.grade_id]
        return Mark(result.score or 0.0, result.score, None, None, result.needs_manual_grade)

    @property
    def penalty(self):
        return sum(notebook.penalty for notebook in self.notebooks.values())

    @property
    def score(self):
        """The points that count, late penalty taken off, as nbgrader exports them."""
        return max(0.0, sum(self.mark(result).score for result in self.results) - self.penalty)

    @property
    def max_score(self):
        return sum(result.max_score for result in self.results)

    @property
    def waiting(self):
        """The results that a person has still to mark."""
        return [result for result in self.results if self.mark(result).needs_manual_grade]


def read_submissions(course, assignments, students=()):
    """Return the MarkedSubmissions to these assignments that `autograder grade` has graded, by assignment and student."""
    known, records = _read_gradebook(course, assignments), Records(course)
    found = []
    for assignment in assignments:
        for student, record in records.of(assignment, students).items():
            submission = known.get((assignment, student))
            if submission is not None:
                submission.results, submission.warnings, submission.seconds = record.results, record.warnings, record.seconds
                found.append(submission)
    return found


def _read_gradebook(course, assignments):
    """Return {(assignment, student): MarkedSubmission} without results, in two queries for all of them.

    nbgrader's own objects load each grade by itself: a class of 200 would take minutes.
    """
    from nbgrader.api import Gradebook

    found = {}
    if not course.has_gradebook():
        return found
    with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
        for row in _query(gradebook, "Grade", assignments):
            notebook = _notebook_of(found, row)
            mark = Mark(row.score, row.auto_score, row.manual_score, row.extra_credit, row.needs_manual_grade)
            notebook.marks[row.cell] = mark
        for row in _query(gradebook, "Comment", assignments):
            if row.comment:
                _notebook_of(found, row).comments[row.cell] = row.comment
    return found


def _query(gradebook, kind, assignments):
    from nbgrader import api
    from sqlalchemy import select

    entry = getattr(api, kind)
    own = [entry.comment] if kind == "Comment" else [
        entry.score, entry.auto_score, entry.manual_score, entry.extra_credit, entry.needs_manual_grade
    ]  # fmt: skip
    student, cell = api.Student, api.BaseCell
    query = (
        select(
            api.Assignment.name.label("assignment"), student.id.label("student"), student.first_name, student.last_name,
            api.Notebook.name.label("notebook"), api.SubmittedNotebook.late_submission_penalty.label("penalty"),
            cell.name.label("cell"), *own,
        )
        .select_from(entry)
        .join(cell, entry.cell_id == cell.id)
        .join(api.SubmittedNotebook, entry.notebook_id == api.SubmittedNotebook.id)
        .join(api.Notebook, api.SubmittedNotebook.notebook_id == api.Notebook.id)
        .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
        .join(student, api.SubmittedAssignment.student_id == student.id)
        .where(api.Assignment.name.in_(assignments))
    )  # fmt: skip
    return gradebook.db.execute(query)


def _notebook_of(found, row):
    name = " ".join(part for part in (row.first_name, row.last_name) if part)
    submission = found.setdefault((row.assignment, row.student), MarkedSubmission(row.student, row.assignment, name))
    notebook = submission.notebooks.setdefault(row.notebook, MarkedNotebook())
    notebook.penalty = row.penalty or 0.0
    return notebook
