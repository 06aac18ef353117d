"""`autograder report`."""

import sys
from pathlib import Path

from autograder.course import Course, CourseError
from autograder.pages.class_page import write_report
from autograder.pages.records import read_submissions
from autograder.rendering import counted


def run(assignments, course_dir, output):
    """Write the page for the class and its figures; return 0."""
    course = Course(course_dir)
    names = course.require_assignments(assignments)
    submissions = read_submissions(course, names)
    if not submissions:
        raise CourseError("nothing has been graded yet: `autograder grade` comes first")
    page = write_report(course, submissions, Path(output) if output else course.root / "report")
    students = len({submission.student for submission in submissions})
    print(f"{counted(students, 'student')}, {counted(len(submissions), 'submission')}", file=sys.stderr)
    print(page)
    return 0
