"""`autograder similar`."""

import sys
from pathlib import Path

from autograder.course import Course
from autograder.describing import printable
from autograder.files import require_writable, write_atomically
from autograder.rendering import counted
from autograder.similar_page import percent, render_page
from autograder.similarity import find_pairs


def run(assignments, course_dir, output, threshold):
    """List pairs of similar submissions, a line each, and write the page that shows them; return 0."""
    require_writable(output)
    course = Course(course_dir)
    pairs = []
    for assignment in course.require_assignments(assignments):
        found, problems = find_pairs(course, assignment, threshold)
        pairs += found
        for problem in problems:
            print(printable(problem), file=sys.stderr)
    for pair in pairs:
        exercises = ", ".join(likeness.exercise for likeness in pair.likenesses)
        print(printable(f"{pair.students[0]}  {pair.students[1]}  {pair.assignment}  {percent(pair.part)}  {exercises}"))
    write_atomically(Path(output), render_page(pairs))
    print(f"{counted(len(pairs), 'pair')} to look at, side by side in {output}: a place to look, not a finding", file=sys.stderr)
    return 0
