"""`autograder release`."""

import sys

from autograder.assignments import prepare_assignment, release_assignment
from autograder.batch import WORTH_WARMING, default_jobs, start_referees
from autograder.course import Course, CourseError
from autograder.drawings import draw_pictures, missing_drawings
from autograder.frames import Closed
from autograder.imports import notebook_modules
from autograder.rendering import counted


def run(engine, assignments, course_dir):
    """Make release/ from source/, then run the releases once for their pictures; return 0."""
    course = Course(course_dir)
    names = course.require_assignments(assignments)
    for name in names:
        print(release_assignment(course, name), flush=True)
    draw_ahead(engine, course, names)
    return 0


def draw_ahead(engine, course, names):
    """Make the pictures that the first grading of these assignments would have to wait for."""
    drawings = [drawing for name in names for drawing in missing_drawings(course, prepare_assignment(course, name))]
    if not drawings:
        return
    count = counted(len(drawings), "notebook")
    print(f"drawing ahead, for grading, what {count} will show in every submission", file=sys.stderr, flush=True)
    warm = len(drawings) >= WORTH_WARMING
    try:
        engine.preload(notebook_modules(course, names), course.limits(), warm, court=True)
        start_referees(engine, [], min(default_jobs(), len(drawings)))
        for assignment, name, why in draw_pictures(engine, drawings):
            print(f"autograder: {assignment.name}, {name}.ipynb: not drawn ahead: {why}", file=sys.stderr)
    except (CourseError, Closed) as error:  # the release stands all the same
        why = str(error) or "the grader's processes have ended"
        print(f"autograder: not drawn, the first grading will have to: {why}", file=sys.stderr)
