"""`autograder grade`."""

import json
import sys
from pathlib import Path

from autograder.batch import Batch
from autograder.commands.batches import exit_code, run_batch, show_next_steps
from autograder.commands.summary import next_steps, show_summary
from autograder.course import Course
from autograder.files import write_atomically


def run(engine, assignments, course_dir, students, jobs, force, json_file, seed, table):
    """Grade a course's submissions; return the exit code."""
    course = Course(course_dir)
    batch = Batch(course, assignments, students, jobs, force, seed)
    reports = run_batch(engine, batch)
    out = sys.stderr if json_file == "-" else sys.stdout
    show_summary(reports, out, table)
    if json_file:
        write_rows(reports, json_file)
    show_next_steps(next_steps(reports))
    return exit_code(reports)


def write_rows(reports, json_file):
    """Write one JSON object a line for each graded cell."""
    lines = [json.dumps(result.as_row(), ensure_ascii=False) for report in reports for result in report.results]
    text = "".join(line + "\n" for line in lines)
    if json_file == "-":
        sys.stdout.write(text)
    else:
        write_atomically(Path(json_file), text)
