"""What several commands do: run a batch under a progress bar, print its summary."""

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import outcomes
from autograder.describing import printable
from autograder.rendering import points, summarise
from autograder.sandbox import MEANING


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


def exit_code(reports):
    """Return 3 if the grader itself failed anywhere, else 0."""
    return 3 if any(result.outcome == outcomes.GRADER_ERROR for report in reports for result in report.results) else 0
