"""What can become of a check and of a graded cell, as plain data."""

from dataclasses import dataclass, field

PASSED = "passed"
FAILED = "failed"
PARTIAL = "partial"
RAISED = "raised"
TIMED_OUT = "timed_out"
OUT_OF_MEMORY = "out_of_memory"
CRASHED = "crashed"
NOT_DEFINED = "not_defined"
UNSUPPORTED_VALUE = "unsupported_value"
NOT_RUN = "not_run"
MANUAL = "manual"
GRADER_ERROR = "grader_error"

NOT_WRITTEN = "is not written yet (NotImplementedError)"  # in the words of a call that RAISED just what the release raises
ANSWERED = frozenset({PASSED, RAISED, NOT_DEFINED, UNSUPPORTED_VALUE})  # of one call: the worker lived to tell

# Of several checks that were all lost, the cell takes the gravest outcome.
BY_GRAVITY = (
    GRADER_ERROR, TIMED_OUT, OUT_OF_MEMORY, CRASHED, NOT_RUN, NOT_DEFINED, RAISED, UNSUPPORTED_VALUE, FAILED, PASSED,
)  # fmt: skip


@dataclass
class Reply:
    """What came back from one call of a student's function: a value, or how it failed."""

    outcome: str  # PASSED where a value came back
    value: object = None
    problem: str = ""  # one sentence, for the student
    where: str = ""  # the student's line that raised
    raised: tuple = ()  # names of the exception's class and of those that it is a kind of
    arguments: list | None = None  # the arguments after the call, where asked for


@dataclass
class CheckResult:
    """One check on one submission."""

    name: str  # the function's name, a promise: stays_finite_at_99999999
    outcome: str  # one of the constants above
    weight: float  # share of the exercise's points, relative to the other checks
    public: bool  # whether a student may see its inputs
    message: str = ""  # as the staff reads it; empty when passed
    shown: str = ""  # as the student reads it: without the inputs of a hidden check
    title: str = ""  # the promise as a sentence
    seconds: float = 0.0
    picture: dict = field(default_factory=dict)  # what a page may draw (pictures.py); of public checks only


@dataclass
class CellResult:
    """One graded cell of one submission: a test cell, or a manually graded answer."""

    student: str
    assignment: str
    notebook: str
    grade_id: str
    score: float | None  # None: needs a person
    max_score: float
    outcome: str
    needs_manual_grade: bool = False
    seconds: float = 0.0  # of the cell and its checks, not of the cells before it
    isolation: str = ""
    checks: list[CheckResult] = field(default_factory=list)

    def as_row(self):
        """Return the object that `grade --json` writes for this cell: the fields of the format and no other."""
        row = self.as_data()
        for check in row["checks"]:
            del check["title"], check["seconds"], check["shown"], check["picture"]
        row["seconds"] = round(self.seconds, 4)
        return row

    def as_data(self):
        """Return the result as plain data. dataclasses.asdict copies what is plain already, in many times the time."""
        return {**vars(self), "checks": [dict(vars(check)) for check in self.checks]}

    @classmethod
    def from_data(cls, data):
        """Return the result that `as_data` made `data` of."""
        return cls(**{**data, "checks": [CheckResult(**check) for check in data["checks"]]})


def score_cell(max_score, checks):
    """Return (score, outcome) of a test cell: the weighted share of its checks that passed, times its points.

    A grader error in any check leaves the score open (None): our fault never costs a student a point.
    """
    gravest = min((check.outcome for check in checks), key=BY_GRAVITY.index)
    if gravest == GRADER_ERROR:
        return None, GRADER_ERROR
    total = sum(check.weight for check in checks)
    earned = sum(check.weight for check in checks if check.outcome == PASSED)
    if earned == total:
        return max_score, PASSED
    if earned:
        return max_score * earned / total, PARTIAL
    return 0.0, gravest
