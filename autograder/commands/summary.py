"""What a person reads at the end of a batch: a line for each submission, or for a large class what stands out; what to do next."""

import sys
from collections import Counter
from dataclasses import replace
from statistics import median

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import outcomes
from autograder.describing import printable
from autograder.rendering import cell_names, counted, points, summarise

SCREENFUL = 60  # rows that somebody still reads
NAMED = 5  # grader errors, or submissions, named in a line
# Outcomes that are not about being right or wrong: somebody should see why.
STRIKING = {
    outcomes.GRADER_ERROR, outcomes.TIMED_OUT, outcomes.OUT_OF_MEMORY, outcomes.CRASHED, outcomes.NOT_RUN,
    outcomes.UNSUPPORTED_VALUE,
}  # fmt: skip


def with_marks(reports, marks, penalties):
    """Return the Reports with the scores and late penalties that the gradebook holds now.

    marks, penalties : of gradebook.current_marks() and current_penalties().
    """
    return [_with_marks(report, report.submission, marks, penalties) for report in reports]


def _with_marks(report, submission, marks, penalties):
    results = [_with_mark(submission, result, marks) for result in report.results]
    return replace(report, results=results, penalty=penalties.get((submission.assignment, submission.student), 0.0))


def _with_mark(submission, result, marks):
    key = submission.assignment, submission.student, result.notebook, result.grade_id
    score, is_open = marks.get(key, (result.score, result.needs_manual_grade))
    return replace(result, score=score, needs_manual_grade=is_open)


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
    striking = [report for report in reports if any(result.outcome in STRIKING for result in report.results)]
    console.print(_assignments_table(reports))
    if striking:
        console.print()
        console.print(_submissions_table(striking[:SCREENFUL], only=STRIKING))
    hidden = len(reports) - min(len(striking), SCREENFUL)
    console.print(f"\n{counted(hidden, 'more submission')}: --table shows them all", highlight=False)


def _submissions_table(reports, only=None):
    table = _table(("student", "left"), ("assignment", "left"), ("points", "right"), ("to look at", "left"))
    for report in reports:
        results = [result for result in report.results if only is None or result.outcome in only]
        table.add_row(
            Text(printable(report.submission.student)),
            report.submission.assignment,
            f"{points(_earned(report))} / {points(_possible(report))}",
            Text(printable(_remarks(report, results))),
        )
    return table


def _assignments_table(reports):
    table = _table(
        ("assignment", "left"), ("submissions", "right"), ("points", "right"), ("mean", "right"), ("median", "right"),
        ("nothing earned", "right"), ("by hand", "right"), ("striking", "right"),
    )  # fmt: skip
    for name in sorted({report.submission.assignment for report in reports}):
        mine = [report for report in reports if report.submission.assignment == name]
        earned = [_earned(report) for report in mine]
        results = [result for report in mine for result in report.results]
        table.add_row(
            name,
            str(len(mine)),
            points(max(map(_possible, mine))),
            points(sum(earned) / len(earned)),
            points(median(earned)),
            str(earned.count(0.0)),
            str(sum(result.needs_manual_grade for result in results)),
            str(sum(any(result.outcome in STRIKING for result in report.results) for report in mine)),
        )
    return table


def _table(*columns):
    table = Table(box=None, pad_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")
    return table


def _remarks(report, results):
    late = f"late: {points(report.penalty)} points taken off" if report.penalty else ""
    return "; ".join(filter(None, (late, summarise(results))))


def _earned(report):
    """Return the points that count, as `export` gives them: late penalty taken off, at least 0."""
    return max(0.0, sum(result.score or 0.0 for result in report.results) - report.penalty)


def _possible(report):
    return sum(result.max_score for result in report.results)


def next_steps(reports):
    """Return sentences that say what is left for a person to do."""
    results = [result for report in reports for result in report.results]
    name_of = cell_names(results)
    errors = [result for result in results if result.outcome == outcomes.GRADER_ERROR and result.score is None]
    flagged = Counter(result.outcome for result in results if result.needs_manual_grade)
    written, unrun = flagged.pop(outcomes.MANUAL, 0), flagged.pop(outcomes.NOT_RUN, 0)
    again = flagged.total() - flagged[outcomes.GRADER_ERROR]
    steps = []
    if errors:
        named = "; ".join(f"{result.student}, {result.assignment}, {name_of(result)}" for result in errors[:NAMED])
        more = f"; and {len(errors) - NAMED} more" if len(errors) > NAMED else ""
        steps.append(f"{counted(len(errors), 'grader error')}, without a score: {named}{more}")
    if written:
        steps.append(f"{counted(written, 'written answer')} to grade: jupyter lab, then Nbgrader > Formgrader")
    if unrun:
        steps.append(f"{counted(unrun, 'exercise')} not run, to be marked in Formgrader: why is said above")
    if again:
        why = "given by hand before the notebook was graded anew, or lost in a damaged one"
        steps.append(f"{counted(again, 'mark')} to look at, in Formgrader: {why}")
    if results:
        steps.append("pages for students: autograder feedback; marks for an LMS: autograder export")
    return steps
