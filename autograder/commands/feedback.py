"""`autograder feedback`."""

import sys
import time

from rich.console import Console
from rich.progress import track

from autograder.batch import default_jobs
from autograder.course import Course, CourseError
from autograder.gradebook import gradebook_exists
from autograder.pages.records import read_submissions
from autograder.pages.student_pages import make_pages, page_tasks
from autograder.rendering import counted


def run(assignments, course_dir, students, force, jobs):
    """Make the pages of all graded submissions that changed since; return 0."""
    course = Course(course_dir)
    names = course.require_assignments(assignments)
    submissions = read_submissions(course, names, students) if gradebook_exists(course) else []
    if unknown := sorted(set(students) - {submission.student for submission in submissions}):
        raise CourseError(f"no graded submission of {unknown[0]!r}: `autograder grade` comes first")
    if not submissions:
        raise CourseError("nothing has been graded yet: `autograder grade` comes first")
    print(write_pages(course, submissions, jobs or default_jobs(), force))
    return 0


def write_pages(course, submissions, jobs, force=False):
    """Make what is due under a progress bar, say how many that were; return the folder that the pages are in."""
    console = Console(stderr=True)
    started = time.monotonic()
    tasks = page_tasks(course, submissions)
    done = make_pages(tasks, jobs, force)
    shown = track(done, "pages", len(tasks), console=console, disable=not console.is_terminal, transient=True)
    made = sum(new for _, new in shown)
    seconds = time.monotonic() - started
    print(f"{counted(made, 'page')} made, {len(tasks) - made} unchanged, in {seconds:.1f} s", file=sys.stderr)
    return course.path("feedback", "", "")
