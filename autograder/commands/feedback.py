"""`autograder feedback`."""

import sys
import time

from rich.console import Console
from rich.progress import track

from autograder.batch import default_jobs
from autograder.course import Course, CourseError
from autograder.describing import printable
from autograder.handing_over import GRADER_FAILED
from autograder.pages.records import read_submissions
from autograder.pages.student_pages import make_pages, page_tasks
from autograder.rendering import counted


def run(assignments, course_dir, students, force, jobs):
    """Make the pages of all graded submissions that changed since; return 0, GRADER_FAILED if one could not be made."""
    course = Course(course_dir)
    names = course.require_assignments(assignments)
    submissions = read_submissions(course, names, students)
    if unknown := sorted(set(students) - {submission.student for submission in submissions}):
        raise CourseError(f"no graded submission of {unknown[0]!r}: `autograder grade` comes first")
    if not submissions:
        raise CourseError("nothing has been graded yet: `autograder grade` comes first")
    folder, all_there = write_pages(course, submissions, jobs or default_jobs(), force)
    print(folder)
    return 0 if all_there else GRADER_FAILED


def write_pages(course, submissions, jobs, force=False):
    """Make what is due under a progress bar, say how many that were, and which could not be made.

    Returns (the folder that the pages are in, whether all of them are there).
    """
    console = Console(stderr=True)
    started = time.monotonic()
    tasks = page_tasks(course, submissions)
    done = make_pages(tasks, jobs, force)
    shown = track(done, "pages", len(tasks), console=console, disable=not console.is_terminal, transient=True)
    outcomes = list(shown)
    made = sum(new for _, new, _ in outcomes)
    failed = [(task, why) for task, _, why in outcomes if why]
    for task, why in failed:
        where = f"{task.submission.student}, {task.submission.assignment}, {task.notebook}"
        print(printable(f"{where}: the page could not be made: {why}"), file=sys.stderr)
    seconds = time.monotonic() - started
    missing = f", {len(failed)} could not be made" if failed else ""
    unchanged = len(tasks) - made - len(failed)
    print(f"{counted(made, 'page')} made, {unchanged} unchanged{missing}, in {seconds:.1f} s", file=sys.stderr)
    return course.path("feedback", "", ""), not failed
