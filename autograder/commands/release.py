"""`autograder release`."""

from autograder.assignments import release_assignment
from autograder.course import Course


def run(assignments, course_dir):
    """Make release/ from source/; return 0."""
    course = Course(course_dir)
    for name in course.require_assignments(assignments):
        print(release_assignment(course, name))
    return 0
