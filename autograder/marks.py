"""The marks of a class as nbgrader's gradebook has them: program's and people's together, late penalty taken off."""

from dataclasses import dataclass, field

from autograder.rendering import names_among


@dataclass
class Mark:
    """One submission's mark."""

    points: float  # after the late penalty, at least 0
    penalty: float = 0.0
    open_cells: list = field(default_factory=list)  # grade_ids that a person has still to look at
    comments: list = field(default_factory=list)  # (what the cell is called, text) that a person wrote


@dataclass
class Marks:
    """Marks of some assignments."""

    assignments: dict  # name -> points that can be earned
    students: dict  # id -> nbgrader's Student
    marks: dict  # (assignment, student id) -> Mark
    unmarked: list = field(default_factory=list)  # names of assignments in which nobody has a mark; they are not among the others

    def get(self, assignment, student):
        """Return a Mark, or None where nothing was handed in."""
        return self.marks.get((assignment, student))

    def open_cells(self):
        """Return {student: number of cells that a person has still to look at}."""
        counts = {}
        for (_, student), mark in self.marks.items():
            if mark.open_cells:
                counts[student] = counts.get(student, 0) + len(mark.open_cells)
        return counts


def read_marks(gradebook, assignments=(), students=()):
    """Return the Marks of these assignments and students, of all where none are named."""
    wanted = [entry for entry in gradebook.assignments if not assignments or entry.name in assignments]
    found = Marks(
        {entry.name: float(entry.max_score) for entry in sorted(wanted, key=lambda entry: entry.name)},
        {student.id: student for student in gradebook.students if not students or student.id in students},
        {},
    )
    for name in found.assignments:
        for submission in gradebook.assignment_submissions(name):
            if submission.student_id in found.students:
                penalty = float(submission.late_submission_penalty or 0.0)
                points = max(0.0, float(submission.score) - penalty)
                found.marks[name, submission.student_id] = Mark(points, penalty)
    found.unmarked = [name for name in found.assignments if not any(assignment == name for assignment, _ in found.marks)]
    for name in found.unmarked:
        del found.assignments[name]
    _add_open_cells(gradebook, found)
    _add_comments(gradebook, found)
    return found


def _add_open_cells(gradebook, found):
    from nbgrader.api import Grade

    for mark, _, cell in _cells(gradebook, found, Grade, Grade.needs_manual_grade):
        mark.open_cells.append(cell.name)


def _add_comments(gradebook, found):
    from nbgrader.api import Assignment, BaseCell, Comment, Notebook

    cells = (
        gradebook.db.query(Assignment.name, Notebook.name, BaseCell.name)
        .join(Notebook, Notebook.assignment_id == Assignment.id)
        .join(BaseCell, BaseCell.notebook_id == Notebook.id)
    )
    names = names_among(cells)
    for mark, where, cell in _cells(gradebook, found, Comment, Comment.manual_comment.isnot(None)):
        if text := cell.manual_comment.strip():
            mark.comments.append((names[*where, cell.name], text))


def _cells(gradebook, found, kind, condition):
    """Yield (Mark, (assignment, notebook), Grade or Comment) for the cells that meet a condition, in one query."""
    from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook

    query = (
        gradebook.db.query(kind, Assignment.name, Notebook.name, SubmittedAssignment.student_id)
        .join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(condition)
    )
    for cell, assignment, notebook, student in query:
        if mark := found.get(assignment, student):
            yield mark, (assignment, notebook), cell
