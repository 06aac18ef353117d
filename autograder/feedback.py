"""Pages for students, made by nbgrader's generate_feedback from the executed notebooks."""

import logging

from autograder.assignments import Complaints
from autograder.course import CourseError


def write_feedback(course, reports):
    """Make the pages of all submissions that were graded anew or have none; return the folder that they are in."""
    for assignment in sorted({report.submission.assignment for report in reports}):
        due = [report.submission.student for report in reports if _is_due(course, report, assignment)]
        for student in due:
            _generate(course, assignment, student)
    return course.path("feedback", "", "")


def _is_due(course, report, assignment):
    submission = report.submission
    if submission.assignment != assignment or not course.path("autograded", submission.student, assignment).is_dir():
        return False
    pages = course.path("feedback", submission.student, assignment)
    return not report.unchanged or not any(pages.glob("*.html"))


def _generate(course, assignment, student):
    from nbgrader.converters import GenerateFeedback
    from nbgrader.converters.base import NbGraderException

    complaints = Complaints()
    log = logging.getLogger("autograder.feedback")
    log.handlers, log.propagate = [complaints], False
    directory = course.coursedir(assignment_id=assignment, student_id=student)
    converter = GenerateFeedback(coursedir=directory, config=course.config, log=log)
    converter.force = True
    try:
        converter.start()
    except (NbGraderException, SystemExit):
        raise CourseError(f"no page for {student}, {assignment}: {complaints.text()}") from None
