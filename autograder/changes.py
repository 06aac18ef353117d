"""What a regrade changes, cell by cell."""

from dataclasses import dataclass, field

from autograder.outcomes import GRADER_ERROR, PASSED


@dataclass
class Change:
    """One graded cell whose score is another than before. A score of None is still a person's to give."""

    who: tuple  # student, assignment
    notebook: str
    grade_id: str
    before: float | None
    after: float | None
    now_passed: list = field(default_factory=list)  # checks that were not passed before, new ones included
    now_lost: list = field(default_factory=list)  # checks that were passed before, or were not there

    @property
    def difference(self):
        """The points that the cell gains."""
        return (self.after or 0.0) - (self.before or 0.0)


def changed_cells(report):
    """Return the Changes of a batch's Report, whoever has given a mark; none for a submission that was not graded before.

    Where the grader itself has failed nothing is known of a change.
    """
    before = {(result.notebook, result.grade_id): result for result in report.before}
    changes = []
    for after in report.results:
        old = before.get((after.notebook, after.grade_id))
        if old is not None and old.score != after.score and after.outcome != GRADER_ERROR:
            changes.append(_change(report, old, after))
    return changes


def _change(report, old, new):
    was = {check.name: check.outcome == PASSED for check in old.checks}
    checks = {check.name: check.outcome == PASSED for check in new.checks}
    passed = [name for name, passes in checks.items() if passes and not was.get(name, False)]
    lost = [name for name, passes in checks.items() if not passes and was.get(name, True)]
    who = report.submission.student, report.submission.assignment
    return Change(who, new.notebook, new.grade_id, old.score, new.score, passed, lost)
