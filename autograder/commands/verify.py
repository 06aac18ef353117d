"""`autograder verify`."""

import sys

from rich.console import Console
from rich.table import Table

from autograder.batch import default_jobs
from autograder.course import Course
from autograder.describing import printable
from autograder.rendering import counted, points
from autograder.verification import Examination


def run(engine, assignments, course_dir, jobs, exercises, mutants=False):
    """Put assignments to the test; return 0 if nothing is wrong, else 1: a mutant that no check notices may be right."""
    course = Course(course_dir)
    examination = Examination(course, course.require_assignments(assignments), jobs or default_jobs(), exercises, mutants)
    exams, problems = examination.run(engine)
    show_exams(exams)
    if mutants:
        show_mutants(exams)
    problems += [f"{exam.assignment}, {exam.exercise}: {text}" for exam in exams for text in exam.problems]
    for problem in problems:
        print(printable(problem))
    print(counted(len(problems), "problem") if problems else "everything agrees")
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


def show_mutants(exams):
    """Print the mutants that no check has noticed."""
    tried, unnoticed = sum(exam.mutants for exam in exams), sum(len(exam.unnoticed) for exam in exams)
    print(f"{counted(tried, 'mutant')} of the model answers, of which no check notices {unnoticed or 'none'}")
    for exam in exams:
        for mutant in sorted(exam.unnoticed, key=lambda mutant: mutant.line):
            print(printable(f"{exam.assignment}, {exam.exercise}, line {mutant.line} of the model answer"))
            print(*(printable(f"    {line}") for line in mutant.change.splitlines()), sep="\n")
    print()


def _exam_cells(exam):
    if exam.manual:
        return "", "by hand", points(exam.blank or 0), "", ""
    model = "-" if exam.model is None else points(exam.model)
    return str(exam.checks), model, points(exam.blank or 0), str(len(exam.wrong)), str(len(exam.right))
