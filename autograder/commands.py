"""What the commands do: call the library, show what came back. Results on standard output, the rest on standard error."""

import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import outcomes
from autograder.assignments import release_assignment
from autograder.batch import Batch, default_jobs
from autograder.course import Course
from autograder.describing import printable
from autograder.feedback import write_feedback
from autograder.files import write_atomically
from autograder.rendering import points, summarise
from autograder.sample_class import make_class
from autograder.sandbox import MEANING
from autograder.verification import Examination


def grade(engine, assignments, course_dir, students, jobs, force, json_file, seed):
    """Grade a course's submissions; return the exit code."""
    course = Course(course_dir)
    batch = Batch(course, assignments, students, jobs, force, seed)
    reports = run_batch(engine, batch)
    out = sys.stderr if json_file == "-" else sys.stdout
    show_summary(reports, out)
    if json_file:
        write_rows(reports, json_file)
    return 3 if any(result.outcome == outcomes.GRADER_ERROR for report in reports for result in report.results) else 0


def run_batch(engine, batch):
    """Run a Batch under a progress bar, complaints as they come; return its Reports by assignment and student."""
    console = Console(stderr=True)
    started = time.monotonic()
    reports = []
    columns = [TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("", total=len(batch.submissions))
        for report in batch.run(engine):
            reports.append(report)
            progress.advance(bar)
            for warning in [] if report.unchanged else report.warnings:
                where = f"{report.submission.student}, {report.submission.assignment}: "
                progress.console.print(Text(printable(where + warning)), soft_wrap=True)
    new = sum(not report.unchanged for report in reports)
    seconds = time.monotonic() - started
    if new:
        console.print(f"isolation: {engine.isolation} ({MEANING[engine.isolation]})", highlight=False, soft_wrap=True)
    console.print(f"{new} graded, {len(reports) - new} unchanged, in {seconds:.1f} s", highlight=False)
    return sorted(reports, key=lambda report: (report.submission.assignment, report.submission.student))


def show_summary(reports, file=None):
    """Print a line for each submission: its marks, and what there is to look at."""
    table = Table(box=None, pad_edge=False)
    for name, justify in (("student", "left"), ("assignment", "left"), ("points", "right"), ("to look at", "left")):
        table.add_column(name, justify=justify, overflow="fold")
    for report in reports:
        earned = sum(result.score or 0.0 for result in report.results)
        possible = sum(result.max_score for result in report.results)
        table.add_row(
            Text(printable(report.submission.student)),
            report.submission.assignment,
            f"{points(earned)} / {points(possible)}",
            Text(printable(summarise(report.results))),
        )
    console = Console(file=file or sys.stdout)
    if not console.is_terminal:
        console = Console(file=file or sys.stdout, width=200)
    console.print(table)


def verify(engine, assignments, course_dir, jobs):
    """Put assignments to the test; return 0 if nothing is wrong, else 1."""
    course = Course(course_dir)
    examination = Examination(course, course.require_assignments(assignments), jobs or default_jobs())
    exams, problems = examination.run(engine)
    show_exams(exams)
    problems += [f"{exam.assignment}, {exam.exercise}: {text}" for exam in exams for text in exam.problems]
    for problem in problems:
        print(printable(problem))
    print(f"{len(problems)} problems" if problems else "everything agrees")
    return 1 if problems else 0


def show_exams(exams):
    """Print a line for each exercise and the sums for each assignment."""
    table = Table(box=None, pad_edge=False)
    columns = ("assignment", "exercise", "points", "checks", "model earns", "release earns", "wrong caught", "right full")
    for name in columns:
        table.add_column(name, justify="left" if name in columns[:2] else "right", no_wrap=True)
    for exam in exams:
        table.add_row(exam.assignment, exam.exercise, points(exam.points), *_exam_cells(exam))
    automatic = [exam for exam in exams if not exam.manual]
    table.add_section()
    table.add_row(
        "all",
        f"{len(automatic)} by program, {len(exams) - len(automatic)} by hand",
        points(sum(exam.points for exam in exams)),
        str(sum(exam.checks for exam in automatic)),
        f"{points(sum(exam.model or 0 for exam in automatic))} of {points(sum(exam.points for exam in automatic))}",
        points(sum(exam.blank or 0 for exam in exams)),
        str(sum(len(exam.wrong) for exam in exams)),
        str(sum(len(exam.right) for exam in exams)),
    )
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def _exam_cells(exam):
    if exam.manual:
        return "", "by hand", points(exam.blank or 0), "", ""
    model = "-" if exam.model is None else points(exam.model)
    return str(exam.checks), model, points(exam.blank or 0), str(len(exam.wrong)), str(len(exam.right))


def release(assignments, course_dir):
    """Make release/ from source/; return 0."""
    course = Course(course_dir)
    for name in course.require_assignments(assignments):
        print(release_assignment(course, name))
    return 0


def demo(engine, folder, jobs):
    """Make the sample class in `folder`, grade it, say where everything is."""
    course = make_class(Path(folder), engine, jobs or default_jobs())
    reports = run_batch(engine, Batch(course, [], jobs=jobs))
    show_summary(reports)
    root = course.root
    pages = write_feedback(course, reports)
    print(f"\n{len({report.submission.student for report in reports})} students, {len(reports)} submissions")
    print(f"gradebook  {root / 'gradebook.db'}")
    print(f"notebooks  {root / 'autograded'}   (executed, with the outcome of the checks)")
    print(f"pages      {pages}   (what a student reads)")
    print(f"formgrader: cd {root} && {Path(sys.executable).parent / 'jupyter'} lab, then Nbgrader > Formgrader")
    return 3 if any(result.outcome == outcomes.GRADER_ERROR for report in reports for result in report.results) else 0


def write_rows(reports, json_file):
    """Write one JSON object a line for each graded cell."""
    lines = [json.dumps(result.as_row(), ensure_ascii=False) for report in reports for result in report.results]
    text = "".join(line + "\n" for line in lines)
    if json_file == "-":
        sys.stdout.write(text)
    else:
        write_atomically(Path(json_file), text)
