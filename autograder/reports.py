"""What a batch says of a submission, and what of it counts in the gradebook: marks by hand, late penalties."""

from dataclasses import dataclass, field, replace

from autograder.gradebook import current_marks, current_penalties
from autograder.rendering import points, summarise


@dataclass
class Report:
    """One submission's part of a batch."""

    submission: object
    results: list
    warnings: list = field(default_factory=list)  # sentences that name the notebook
    seconds: float = 0.0
    unchanged: bool = False  # taken from an earlier run
    before: list = field(default_factory=list)  # the results of the earlier run, if there was one
    penalty: float = 0.0  # points taken off for handing in late, where they were read from the gradebook
    by_hand: set = field(default_factory=set)  # (notebook, grade_id) of the cells that a person has marked, read there, too

    @property
    def earned(self):
        """The points that count, as `export` gives them: late penalty taken off, at least 0."""
        return max(0.0, sum(result.score or 0.0 for result in self.results) - self.penalty)

    @property
    def possible(self):
        """The points that can be earned."""
        return sum(result.max_score for result in self.results)

    def is_by_hand(self, result):
        """Whether a person has marked the cell of one of the results."""
        return (result.notebook, result.grade_id) in self.by_hand

    @property
    def unsettled(self):
        """The results but for those that a person has marked and that nothing flags."""
        return [result for result in self.results if result.needs_manual_grade or not self.is_by_hand(result)]


def describe_submission(report, results=None):
    """Return what an assistant wants to know of a Report that was counted, in a few words. results : what of it to name; None: all."""
    late = f"late: {points(report.penalty)} points taken off" if report.penalty else ""
    return "; ".join(filter(None, (late, summarise(report.unsettled if results is None else results))))


def as_counted(course, reports, submission=None):
    """Return Reports with the scores, flags and late penalties that the gradebook holds now.

    submission : the only one that they are of, if it is one: no other's marks are read.
    """
    marks, penalties = current_marks(course, submission), current_penalties(course, submission)
    return [_as_counted(report, marks, penalties) for report in reports]


def _as_counted(report, marks, penalties):
    who = report.submission.assignment, report.submission.student
    results, by_hand = [], set()
    for result in report.results:
        found = result.score, result.needs_manual_grade, False
        score, is_open, is_by_hand = marks.get((*who, result.notebook, result.grade_id), found)
        results.append(replace(result, score=score, needs_manual_grade=is_open))
        if is_by_hand:
            by_hand.add((result.notebook, result.grade_id))
    return replace(report, results=results, penalty=penalties.get(who, 0.0), by_hand=by_hand)
