"""What a person reads at the end of a batch: a line for each submission, or for a large class what stands out; what to do next."""

import sys
from collections import Counter
from operator import attrgetter
from statistics import median

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import outcomes
from autograder.describing import printable, shorten
from autograder.rendering import cell_names, counted, name_some, points
from autograder.reports import describe_submission

SCREENFUL = 60  # rows that somebody still reads
MAX_FAULT = 300  # characters of why a check has failed to judge: what a student returned may be in it
# Outcomes that are not about being right or wrong: somebody should see why.
STRIKING = {
    outcomes.GRADER_ERROR, outcomes.TIMED_OUT, outcomes.OUT_OF_MEMORY, outcomes.CRASHED, outcomes.NOT_RUN,
    outcomes.UNSUPPORTED_VALUE,
}  # fmt: skip


# Why a person is to look at a cell that has a mark.
REGRADED = "given by hand before the notebook was graded anew"
CUT_SHORT = "where time or workers of the notebook were used up before all checks had run"
DAMAGED = "lost in a damaged notebook"
LOOK_AGAIN = (REGRADED, CUT_SHORT, DAMAGED)


def show_summary(reports, file=None, full=False):
    """Print a line for each submission; above a screenful the totals of each assignment, and the striking submissions.

    full : print all lines whatever their number.
    """
    console = Console(file=file or sys.stdout)
    if not console.is_terminal:
        console = Console(file=file or sys.stdout, width=200)
    if full or len(reports) <= SCREENFUL:
        console.print(_submissions_table(reports))
        return
    striking = [report for report in reports if _is_striking(report)]
    console.print(_assignments_table(reports))
    if striking:
        console.print()
        console.print(_submissions_table(striking[:SCREENFUL], only=STRIKING))
    hidden = len(reports) - min(len(striking), SCREENFUL)
    console.print(f"\n{counted(hidden, 'more submission')}: --table shows them all", highlight=False)


def _submissions_table(reports, only=None):
    table = _table(("student", "left"), ("assignment", "left"), ("points", "right"), ("to look at", "left"))
    for report in reports:
        results = [result for result in report.unsettled if only is None or result.outcome in only]
        table.add_row(
            Text(printable(report.submission.student)),
            report.submission.assignment,
            f"{points(report.earned)} / {points(report.possible)}",
            Text(printable(describe_submission(report, results))),
        )
    return table


def _assignments_table(reports):
    table = _table(
        ("assignment", "left"), ("submissions", "right"), ("points", "right"), ("mean", "right"), ("median", "right"),
        ("nothing earned", "right"), ("by hand", "right"), ("striking", "right"),
    )  # fmt: skip
    for name in sorted({report.submission.assignment for report in reports}):
        mine = [report for report in reports if report.submission.assignment == name]
        earned = [report.earned for report in mine]
        results = [result for report in mine for result in report.results]
        table.add_row(
            name,
            str(len(mine)),
            points(max(report.possible for report in mine)),
            points(sum(earned) / len(earned)),
            points(median(earned)),
            str(earned.count(0.0)),
            str(sum(result.needs_manual_grade for result in results)),
            str(sum(map(_is_striking, mine))),
        )
    return table


def _table(*columns):
    table = Table(box=None, pad_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")
    return table


def _is_striking(report):
    return any(result.outcome in STRIKING for result in report.unsettled)


def next_steps(reports):
    """Return sentences that say what is left for a person to do."""
    results = [result for report in reports for result in report.results]
    errors = [result for result in results if result.outcome == outcomes.GRADER_ERROR and result.score is None]
    flagged, again = Counter(), {why: [] for why in LOOK_AGAIN}
    for report in reports:
        for result in filter(attrgetter("needs_manual_grade"), report.results):
            if why := _why_again(report, result):
                again[why].append(result)
            else:
                flagged[result.outcome] += 1
    name_cells = _namer_of_cells(results)
    steps = []
    if errors:
        steps.append(f"{counted(len(errors), 'grader error')}, without a score: {name_cells(errors)}")
    steps += _describe_faults(errors)
    if written := flagged[outcomes.MANUAL]:
        steps.append(f"{counted(written, 'written answer')} to grade: jupyter lab, then Nbgrader > Formgrader")
    if unrun := flagged[outcomes.NOT_RUN]:
        steps.append(f"{counted(unrun, 'exercise')} not run, to be marked in Formgrader: why is said above")
    steps += [f"{counted(len(some), 'mark')} to look at, in Formgrader, {why}: {name_cells(some)}" for why, some in again.items() if some]
    if results:
        steps.append("pages for students: autograder feedback; marks for an LMS: autograder export")
    return steps


def _describe_faults(errors):
    """Return a sentence for each check that has failed instead of judging, in whichever of these results first."""
    faults = {}
    for result in errors:
        for check in result.checks:
            if check.outcome == outcomes.GRADER_ERROR:
                faults.setdefault((result.assignment, result.grade_id, check.name), check.message.partition("\n")[0])
    return [f"check {name} fails instead of judging: {shorten(why, MAX_FAULT)}" for (_, _, name), why in faults.items()]


def _why_again(report, result):
    """Return which of LOOK_AGAIN a flagged result is flagged for; "" where it is another matter."""
    if report.is_by_hand(result):
        return REGRADED
    if result.outcome in (outcomes.MANUAL, outcomes.NOT_RUN, outcomes.GRADER_ERROR):
        return ""
    return CUT_SHORT if any(check.outcome == outcomes.NOT_RUN for check in result.checks) else DAMAGED


def _namer_of_cells(results):
    """Return a function that names the cells of some of these results in a line."""
    name_of = cell_names(results)
    return lambda some: name_some([f"{result.student}, {result.assignment}, {name_of(result)}" for result in some])
