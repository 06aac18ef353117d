"""What is kept of each graded submission: its results, and what they depend on, so that unchanged work is passed by.

A record is written last of all, when marks and notebooks are saved: what it says has happened.
"""

import json
from dataclasses import dataclass, field

from autograder import outcomes
from autograder.course import STATE
from autograder.files import fingerprint, write_atomically
from autograder.notebooks import TEST_PREFIX
from autograder.outcomes import CellResult

RESULTS, WHAT_IF = "results", "what_if"  # folders of records: what counts, and what would count (grade --what-if)


@dataclass
class State:
    """What the results of a submission depend on, as hashes."""

    base: str  # submission, notebooks, references, limits, the grader itself
    checks: dict  # exercise -> its checks and known answers

    def changed_since(self, record):
        """Return the exercises whose checks have changed since a Record was made; None if everything may have changed."""
        if record is None or not self.base or record.state.base != self.base:
            return None
        names = self.checks.keys() | record.state.checks.keys()
        return sorted(name for name in names if self.checks.get(name) != record.state.checks.get(name))


@dataclass
class Record:
    """One submission as it was graded."""

    state: State
    seed: str
    results: list  # CellResult
    executed: list = field(default_factory=list)  # names of the notebooks that were run
    warnings: list = field(default_factory=list)
    seconds: float | None = None  # that grading took; not known of earlier versions' records
    parts: dict = field(default_factory=dict)  # notebook -> Graded as plain data; of what is not in the gradebook yet


class Records:
    """The records of a course in one folder below its state."""

    def __init__(self, course, folder=RESULTS):
        self.root = course.root / STATE / folder

    def path(self, submission):
        """Return the file of a submission's record."""
        return self.root / submission.assignment / f"{submission.student}.json"

    def read(self, submission):
        """Return a submission's Record, or None where there is none that can be read."""
        return self._read(self.path(submission))

    def of(self, assignment, students=()):
        """Return {student: Record} of an assignment, by student, of the records that can be read; students : of these alone."""
        paths = sorted((self.root / assignment).glob("*.json"))
        found = {path.stem: self._read(path) for path in paths if not students or path.stem in students}
        return {student: record for student, record in found.items() if record is not None}

    @staticmethod
    def _read(path):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            state = State(data["fingerprint"], data["checks"])
            results = [CellResult.from_data(result) for result in data["results"]]
            executed = data["executed"] if isinstance(data["executed"], list) else []  # earlier versions: whether there were any
            more = {name: data[name] for name in ("warnings", "seconds", "parts") if name in data}  # earlier versions lack some
            return Record(state, data["seed"], results, executed, **more)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def seconds(self, submission):
        """Return {exercise: seconds} that judging took, of this submission or else of another to the assignment; {} if not known."""
        paths = [self.path(submission), *self.path(submission).parent.glob("*.json")]
        record = next((record for path in paths if (record := self._read(path))), None)
        return {r.grade_id.removeprefix(TEST_PREFIX): r.seconds for r in record.results} if record else {}

    def look_outdated(self, submissions):
        """Whether some submission may have changed since its record was made, by the times of files: a guess, made quickly."""
        return any(map(self._looks_outdated, submissions))

    def _looks_outdated(self, submission):
        try:
            made = self.path(submission).stat().st_mtime
            return any(path.stat().st_mtime > made for path in (submission.folder, *submission.folder.iterdir()))
        except OSError:  # no record, no folder, a link that leads nowhere
            return True

    def write(self, submission, record):
        """Keep a Record. Where the grader itself failed it tells what happened, but the next run grades again."""
        failed = any(result.outcome == outcomes.GRADER_ERROR for result in record.results)
        data = {
            "fingerprint": "" if failed else record.state.base,
            "checks": record.state.checks,
            "seed": record.seed,
            "executed": record.executed,
            "warnings": record.warnings,
            "seconds": round(record.seconds, 3),
            "results": [result.as_data() for result in record.results],
            "parts": record.parts,
        }
        write_atomically(self.path(submission), json.dumps(data, separators=(",", ":")))

    def remove(self, submission):
        """Forget a submission's record, if there is one."""
        self.path(submission).unlink(missing_ok=True)


def state_of(submission, assignment, limits):
    """Return the State of a submission as it lies there now. limits : as plain data."""
    base = fingerprint(assignment.fingerprint, json.dumps(limits, sort_keys=True), submission.folder)
    return State(base, assignment.checks)
