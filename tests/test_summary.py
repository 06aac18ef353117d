"""What stands at the end of a batch, and what its progress says."""

import io
from collections import Counter
from pathlib import Path

import pytest

from autograder import outcomes
from autograder.batch import Report
from autograder.commands.batches import Pace, describe_counts
from autograder.commands.summary import next_steps, show_summary
from autograder.course import Submission
from autograder.outcomes import CellResult, CheckResult


def report(student, *cells, assignment="ps1"):
    """Make a Report; cells : (grade_id, outcome, score)."""
    results = [
        CellResult(student, assignment, assignment, name, score, 4.0, outcome, score is None) for name, outcome, score in cells
    ]
    return Report(Submission(student, assignment, Path(student)), results)


def in_two_notebooks(student, outcome):
    """Return the Report of a submission whose two notebooks both have an exercise f."""
    both = report(student, ("test_f", outcomes.PASSED, 4.0), ("test_f", outcome, None))
    both.results[0].notebook, both.results[1].notebook = "one", "two"
    return both


def summary(reports, full=False):
    out = io.StringIO()
    show_summary(reports, out, full)
    return out.getvalue()


def test_a_class_of_a_screenful_has_a_line_each():
    told = summary([report(f"s{n}", ("test_f", outcomes.PASSED, 4.0)) for n in range(60)])
    assert len(told.splitlines()) == 61
    assert told.split()[:5] == ["student", "assignment", "points", "to", "look"]


@pytest.fixture
def large():
    """A class of 100: 98 ordinary ones, of whom 49 wait for a person, one endless loop and one error of the grader."""
    waiting = [report(f"s{n}", ("test_f", outcomes.FAILED, 0.0), ("explain", outcomes.MANUAL, None)) for n in range(49)]
    done = [report(f"t{n}", ("test_f", outcomes.PASSED, 4.0), ("explain", outcomes.MANUAL, 2.0)) for n in range(49)]
    odd = [report("loop", ("test_f", outcomes.TIMED_OUT, 0.0)), report("oops", ("test_f", outcomes.GRADER_ERROR, None))]
    return waiting + done + odd


def test_a_large_class_has_totals_and_what_is_striking(large):
    told = summary(large)
    head, totals = (line.split() for line in told.splitlines()[:2])
    assert totals == ["ps1", "100", "8", "2.94", "0", "51", "50", "2"] and head[-1] == "striking"
    assert "loop" in told and "f timed_out" in told and "f grader_error" in told
    assert "s10" not in told and "98 more submissions: --table" in told
    assert len(summary(large, full=True).splitlines()) == 101


def test_a_student_s_name_does_not_steer_the_terminal(large):
    assert "\x1b" not in summary([report("a\x1b[31m", ("test_f", outcomes.PASSED, 4.0))])


def test_it_says_what_to_do_next(large):
    steps = next_steps(large)
    assert steps[0] == "1 grader error, without a score: oops, ps1, test_f"
    assert steps[1] == "49 written answers to grade: jupyter lab, then Nbgrader > Formgrader"
    assert len(steps) == 3 and "autograder feedback" in steps[2]
    unrun = report("crash", ("test_f", outcomes.NOT_RUN, 0.0), ("test_g", outcomes.NOT_RUN, 0.0))
    for result in unrun.results:
        result.needs_manual_grade = True
    assert next_steps([unrun])[0] == "2 exercises not run, to be marked in Formgrader: why is said above"
    assert next_steps([]) == []


def flagged(student, outcome, by_hand=False, checks=()):
    """Return the Report of a submission whose one cell has a mark that is flagged. checks : their outcomes."""
    made = report(student, ("test_f", outcome, 3.0))
    made.results[0].needs_manual_grade = True
    made.results[0].checks = [CheckResult(f"check_{number}", outcome, 1.0, True) for number, outcome in enumerate(checks)]
    made.by_hand = {("ps1", "test_f")} if by_hand else set()
    return made


def test_a_mark_to_look_at_again_is_named_with_the_reason_why():
    steps = next_steps([
        flagged("ada", outcomes.PASSED, by_hand=True), flagged("eve", outcomes.MANUAL, by_hand=True),
        flagged("slow", outcomes.PARTIAL, checks=[outcomes.PASSED, outcomes.NOT_RUN]),
        flagged("torn", outcomes.FAILED, checks=[outcomes.FAILED]),
    ])  # fmt: skip
    assert steps[:-1] == [
        "2 marks to look at, in Formgrader, given by hand before the notebook was graded anew: ada, ps1, test_f; eve, ps1, test_f",
        "1 mark to look at, in Formgrader, where time or workers of the notebook were used up before all checks had run: slow, ps1, test_f",
        "1 mark to look at, in Formgrader, lost in a damaged notebook: torn, ps1, test_f",
    ]
    steps = next_steps([flagged(f"s{number}", outcomes.PASSED, by_hand=True) for number in range(9)])
    assert steps[0].endswith("s4, ps1, test_f; and 4 more")


def test_what_a_person_has_marked_is_not_to_be_looked_at_any_more():
    settled = report("ada", ("test_f", outcomes.NOT_RUN, 4.0), ("test_g", outcomes.TIMED_OUT, 0.0))
    settled.by_hand = {("ps1", "test_f")}
    line = summary([settled]).splitlines()[1]
    assert line.split() == ["ada", "ps1", "4", "/", "8", "g", "timed_out"]
    settled.by_hand |= {("ps1", "test_g")}
    assert "timed_out" not in summary([settled] * 61) and "61 more submissions" in summary([settled] * 61)
    settled.results[1].needs_manual_grade = True
    assert "g timed_out" in summary([settled])


def test_many_grader_errors_are_not_all_named():
    steps = next_steps([report(f"s{n}", ("test_f", outcomes.GRADER_ERROR, None)) for n in range(9)])
    assert steps[0].startswith("9 grader errors") and steps[0].endswith("and 4 more")


def test_a_cell_is_named_by_its_notebook_where_another_has_one_of_that_name():
    assert next_steps([in_two_notebooks("ann", outcomes.GRADER_ERROR)])[0].endswith("without a score: ann, ps1, two/test_f")
    assert "two/f raised" in summary([in_two_notebooks("ann", outcomes.RAISED)])


def test_the_pace_is_that_of_what_is_graded():
    pace = Pace(110)
    start = pace.began
    assert pace.describe() == ""
    for _ in range(100):
        pace.add(unchanged=True, now=start + 1)
    assert pace.describe() == ""
    for second in range(2, 7):
        pace.add(unchanged=False, now=start + second)
    assert pace.describe() == "1/s, 0:00:05 left"


def test_counts_are_told_with_the_usual_ones_first():
    counts = Counter(timed_out=3, passed=412, failed=1)
    assert describe_counts(counts) == "412 passed, 1 failed, 3 timed_out" and describe_counts(Counter()) == ""
