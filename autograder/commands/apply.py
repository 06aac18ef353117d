"""`autograder grade --apply`: take over what a what-if has found."""

from autograder.batch import CHANGED, Batch
from autograder.commands.batches import name_refused
from autograder.commands.changes import show_changes
from autograder.course import Course
from autograder.describing import printable
from autograder.gradebook import marks_by_hand
from autograder.handing_over import GRADER_FAILED
from autograder.rendering import counted


def run(assignments, course_dir, students):
    """Save the marks and notebooks of the last what-if; return the exit code: 2 where there is nothing to take over."""
    course = Course(course_dir)
    batch = Batch(course, assignments, students)
    reports = list(batch.apply())
    name_refused(batch)
    if not reports:
        print("there is nothing to take over: `autograder grade --what-if` finds it")
        return 2
    show_changes([report for report in reports if report.results], marks_by_hand(course))
    for report in reports:
        for warning in [] if report.results else report.warnings:
            print(printable(f"{report.submission.student}, {report.submission.assignment}: {warning}"))
    taken = sum(bool(report.results) for report in reports)
    print(f"{counted(taken, 'submission')} taken over")
    if stale := sum(CHANGED in report.warnings for report in reports):
        print(f"{counted(stale, 'submission')} changed since the what-if: run `autograder grade --what-if` again")
    return GRADER_FAILED if batch.refused else 0 if taken else 2
