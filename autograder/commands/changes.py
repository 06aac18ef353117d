"""What a regrade changes: who gains, who loses, by which checks."""

import sys
from collections import Counter

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.changes import changed_cells
from autograder.describing import printable
from autograder.outcomes import GRADER_ERROR
from autograder.rendering import counted, name_some, names_among, points


def show_changes(reports, by_hand, file=None):
    """Print a line for each cell whose score would change, then totals by check and in all.

    by_hand : gradebook.marks_by_hand(): what a person has given stays, whatever the checks come to.
    """
    console = Console(file=file or sys.stdout)
    if not console.is_terminal:
        console = Console(file=file or sys.stdout, width=200)
    found = [change for report in reports for change in changed_cells(report)]
    changes = [change for change in found if not _is_kept(change, by_hand)]
    names = names_among((result.assignment, result.notebook, result.grade_id) for report in reports for result in report.results)
    if changes:
        named = [(names[change.who[1], change.notebook, change.grade_id], change) for change in changes]
        console.print(_table_of_cells(named))
        if any(change.now_passed or change.now_lost for change in changes):  # else it was the weights
            console.print(_table_of_checks(named))
    gains = {change.who for change in changes if change.difference > 0}
    losses = {change.who for change in changes if change.difference < 0}
    total = sum(change.difference for change in changes)
    known = sum(bool(report.before) for report in reports)
    told = f"{len(gains)} gain, {len(losses)} lose, {known - len(gains | losses)} stay as they are; {_signed(total)} points in all"
    if new := len(reports) - known:
        told += f"; {counted(new, 'submission')} not graded before"
    if kept := [change for change in found if _is_kept(change, by_hand)]:
        whose = name_some([_cell_of(change.who, change, names) for change in kept])
        many = f"{counted(len(kept), 'mark')} given by a person {'stays' if len(kept) == 1 else 'stay'}"
        told += f"; {many}, where checks would change the score: {printable(whose)}"
    if failed := [result for report in reports for result in report.results if result.outcome == GRADER_ERROR]:
        where = name_some([_cell_of((result.student, result.assignment), result, names) + _why(result) for result in failed])
        told += f"; {counted(len(failed), 'grader error')}, of which nothing is taken over: {printable(where)}"
    console.print(Text(told), soft_wrap=True)


def _cell_of(who, cell, names):
    """Return "ann, ps1, test_f". who : student, assignment. cell : a Change or a CellResult. names : of names_among()."""
    return ", ".join((*who, names[who[1], cell.notebook, cell.grade_id]))


def _why(result):
    """Return what the grader failed by, in brackets, as far as a check has said it."""
    said = next((check.message for check in result.checks if check.outcome == GRADER_ERROR), "")
    return f" ({said.partition(chr(10))[0]})" if said else ""


def _is_kept(change, by_hand):
    student, assignment = change.who
    return (assignment, student, change.notebook, change.grade_id) in by_hand


def _table_of_cells(named):
    table = _table(("student", "assignment", "cell", "before", "after", "change", "checks"), right=("before", "after", "change"))
    for name, change in named:
        table.add_row(
            Text(printable(change.who[0])), change.who[1], name, _score(change.before), _score(change.after),
            _signed(change.difference), ", ".join(change.now_passed + [f"not {name}" for name in change.now_lost]) or "weights",
        )  # fmt: skip
    return table


def _table_of_checks(named):
    passed = Counter((name, check) for name, change in named for check in change.now_passed)
    lost = Counter((name, check) for name, change in named for check in change.now_lost)
    table = _table(("cell", "check", "now passed by", "now lost by"), right=("now passed by", "now lost by"))
    for key in sorted(passed.keys() | lost.keys()):
        table.add_row(*key, str(passed[key]), str(lost[key]))
    return table


def _table(columns, right):
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return table


def _score(score):
    return "-" if score is None else points(score)


def _signed(number):
    return f"{'+' if number > 0 else ''}{points(number) if number else 0}"
