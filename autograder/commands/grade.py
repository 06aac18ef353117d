"""`autograder grade`."""

import json
import sys
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.batch import Batch
from autograder.commands.batches import exit_code, name_left_behind, run_batch, show_next_steps
from autograder.commands.changes import show_changes
from autograder.commands.summary import next_steps, show_summary
from autograder.course import Course, refuse_id
from autograder.describing import printable
from autograder.files import require_writable, write_atomically, write_to_stdout
from autograder.gradebook import marks_by_hand
from autograder.handing_over import GRADER_FAILED
from autograder.rendering import counted, name_some
from autograder.reports import as_counted
from autograder.stages import STAGES


def run(engine, assignments, course_dir, students, jobs, force, json_file, seed, profile, table, what_if):
    """Grade a course's submissions; return the exit code."""
    if json_file and json_file != "-":
        require_writable(json_file)
    course = Course(course_dir)
    batch = Batch(course, assignments, students, jobs, force, seed, what_if)
    strays = course.stray_submissions(students)
    name_strays(course, strays)
    name_left_behind(course)
    closed = course.closed_folders(batch.names, students)
    name_closed(course, closed)
    reports = run_batch(engine, batch)
    out = sys.stderr if json_file == "-" else sys.stdout
    if what_if:
        show_changes(reports, marks_by_hand(course), out)
    else:
        marked = as_counted(course, reports)
        show_summary(marked, out, table)
        show_next_steps(next_steps(marked))
    if profile:
        show_stages(batch.stages, sum(not report.unchanged for report in reports))
    if json_file:  # last: the place may not be there any more
        write_rows(reports, json_file)
    nameless = any(refuse_id(stray.student) for stray in strays)
    return GRADER_FAILED if closed or nameless or batch.refused else exit_code(reports)


def name_strays(course, strays):
    """Say on standard error which submissions are not graded: under the name of no assignment, or of a folder that can be no id."""
    groups = defaultdict(list)
    for stray in strays:
        why = refuse_id(stray.student) or f"there is no such assignment in {course.directory.source_directory}/"
        groups[why].append(f"{stray.student}/{stray.assignment}")
    for why, named in groups.items():
        many = f"{counted(len(named), 'submission')} {'is' if len(named) == 1 else 'are'} not graded"
        print(printable(f"{many}, {why}: {name_some(sorted(named), ', ')}"), file=sys.stderr)


def name_closed(course, folders):
    """Say on standard error in which folders there may be submissions that nobody can see."""
    if folders:
        named = name_some([str(folder.relative_to(course.root)) for folder in folders], ", ")
        told = f"{counted(len(folders), 'folder')} cannot be read, and what was handed in there is not graded: {named}"
        print(printable(told), file=sys.stderr)


def show_stages(stages, count):
    """Print what each stage took, in all and per submission, on standard error."""
    table = Table(box=None, pad_edge=False)
    for name in ("stage", "wall s", "CPU s", "CPU ms each", "what"):
        table.add_column(name, justify="left" if name in ("stage", "what") else "right")
    for name, what in STAGES.items():
        wall_s, cpu_s = stages.spent.get(name, (0.0, 0.0))
        table.add_row(name, f"{wall_s:.2f}", f"{cpu_s:.2f}", f"{1000 * cpu_s / max(count, 1):.1f}", what)
    total = sum(cpu_s for _, cpu_s in stages.spent.values())
    table.add_row("all", "", f"{total:.2f}", f"{1000 * total / max(count, 1):.1f}", "")
    Console(stderr=True, width=120).print(table)


def write_rows(reports, json_file):
    """Write one JSON object a line for each graded cell."""
    lines = [json.dumps(result.as_row(), ensure_ascii=False) for report in reports for result in report.results]
    text = "".join(line + "\n" for line in lines)
    if json_file == "-":
        write_to_stdout(text)
    else:
        write_atomically(Path(json_file), text)
