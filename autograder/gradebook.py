"""Marks into nbgrader's gradebook."""

import warnings

from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograder.nbgrader_rules import LatePenalties
from autograder.side_files import read_timestamp


def known_submissions(course, assignments):
    """Return {(assignment, student)} of the submissions that the gradebook holds."""
    with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
        return {
            (name, submission.student.id)
            for name in assignments
            for submission in gradebook.assignment_submissions(name)
        }


class GradebookWriter:
    """The course's gradebook, opened once for a batch."""

    def __init__(self, course):
        self.course = course
        self.gradebook = Gradebook(course.directory.db_url, course.directory.course_id)
        self.penalties = LatePenalties(course.config)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.gradebook.close()

    def save(self, submission, graded):
        """Write the marks of one submission in one transaction.

        graded : {notebook name: Graded}. A mark that a person has given stays as it is; its cell is flagged for
        another look, in the gradebook and in its CellResult.
        """
        gradebook = self.gradebook
        timestamp = read_timestamp(submission.folder)
        more = {"timestamp": timestamp} if timestamp else {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader adds the submission a step later than SQLAlchemy likes
            gradebook.update_or_create_student(submission.student)
            entry = gradebook.update_or_create_submission(submission.assignment, submission.student, **more)
        notebooks = {notebook.name: notebook for notebook in entry.notebooks}
        try:
            for name, result in graded.items():
                self._save_notebook(notebooks[name], result)
            gradebook.db.commit()
            for name in graded:
                self.penalties.assign(entry, notebooks[name])
            gradebook.db.commit()
        except Exception:
            gradebook.db.rollback()
            raise

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
