"""What several commands do: run a batch under a progress bar."""

import sys
import time
from collections import Counter
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from autograder import outcomes
from autograder.describing import printable
from autograder.gradebook import left_behind
from autograder.handing_over import GRADER_FAILED
from autograder.rendering import counted
from autograder.sandbox import MEANING

FIRST_SHOWN = (outcomes.PASSED, outcomes.PARTIAL, outcomes.FAILED)


def run_batch(engine, batch):
    """Run a Batch under a progress bar, complaints as they come; return its Reports by assignment and student.

    Not on a terminal: no bar, and nothing but complaints and the last lines.
    """
    console = Console(stderr=True)
    started = time.monotonic()
    reports, pace, counts = [], Pace(len(batch.submissions)), Counter()
    columns = [
        TextColumn("grading"), BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[told]}", markup=False),
    ]  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("", total=len(batch.submissions), told="")
        for report in batch.run(engine):
            reports.append(report)
            pace.add(report.unchanged, time.monotonic())
            counts.update(result.outcome for result in report.results)
            progress.update(bar, advance=1, told=f"{pace.describe()}  {describe_counts(counts)}")
            for warning in [] if report.unchanged else report.warnings:
                where = f"{report.submission.student}, {report.submission.assignment}: "
                progress.console.print(Text(printable(where + warning)), soft_wrap=True)
    new = sum(not report.unchanged for report in reports)
    seconds = time.monotonic() - started
    if new:
        console.print(f"isolation: {engine.isolation} ({MEANING[engine.isolation]})", highlight=False, soft_wrap=True)
    console.print(f"{new} graded, {len(reports) - new} unchanged, in {seconds:.1f} s", highlight=False)
    name_refused(batch)
    if batch.renewed_penalties:
        many = counted(batch.renewed_penalties, "submission")
        told = f"the late penalty of {many} is another one now, by due date, extension or marks"
        console.print(told, highlight=False, soft_wrap=True)
    return sorted(reports, key=lambda report: (report.submission.assignment, report.submission.student))


class Pace:
    """How fast a batch goes, and how long it will take: by what was graded, not by what was passed over as unchanged."""

    def __init__(self, total):
        self.total = total
        self.done = 0
        self.graded = 0
        self.began = self.now = time.monotonic()

    def add(self, unchanged, now):
        """Count one more submission. now : seconds, of the clock time.monotonic."""
        self.done += 1
        self.now = now
        if unchanged:
            self.began = now  # these come first and take no time
        else:
            self.graded += 1

    def describe(self):
        """Return "2.5/s, 0:01:10 left", or "" before there is anything to go by."""
        if not self.graded or self.now <= self.began:
            return ""
        rate = self.graded / (self.now - self.began)
        left = timedelta(seconds=round((self.total - self.done) / rate))
        return f"{rate:.2g}/s, {left} left" if rate < 10 else f"{rate:.0f}/s, {left} left"


def describe_counts(counts):
    """Return "412 passed, 20 partial, 3 timed_out" of a Counter of outcomes: the usual ones first."""
    order = [*FIRST_SHOWN, *sorted(set(counts) - set(FIRST_SHOWN))]
    return ", ".join(f"{counts[name]} {name}" for name in order if counts[name])


def name_left_behind(course):
    """Say on standard error which assignments the gradebook has marks of that source/ does not have: one was renamed, or taken out."""
    source = course.directory.source_directory
    for name, (many, by_hand) in sorted(left_behind(course).items()):
        told = f"the gradebook has {counted(many, 'mark')} of `{name}`, {by_hand or 'none'} of them given by hand"
        print(printable(f"{told}, but {source}/ has no such assignment: a new name takes no marks along"), file=sys.stderr)


def name_refused(batch):
    """Say on standard error which assignments a Batch has left out, and why."""
    for why in batch.refused:
        print(printable(f"not graded: {why}"), file=sys.stderr)


def show_next_steps(steps):
    """Print sentences that say what is left to do, on standard error."""
    console = Console(stderr=True)
    for step in steps:
        console.print(Text(printable(step)), soft_wrap=True)


def exit_code(reports):
    """Return GRADER_FAILED if the grader itself failed anywhere, else 0."""
    failed = any(result.outcome == outcomes.GRADER_ERROR for report in reports for result in report.results)
    return GRADER_FAILED if failed else 0
