"""Grade many submissions in parallel: hand tasks to referees, keep what comes back."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field

from autograder import outcomes
from autograder.assignments import imported_modules, prepare_assignment
from autograder.course import STATE, CourseError
from autograder.engine import ChecksFailed, NotIsolated
from autograder.files import fingerprint, write_atomically
from autograder.gradebook import GradebookWriter, known_submissions
from autograder.grading import Graded, Task, graded_cells
from autograder.notebooks import grade_id_of, read_notebook
from autograder.outcomes import CellResult

REFEREE_MODULES = ("pytest", "nbformat", "nbgrader.utils", "cloudpickle", "autograder.worker")


def default_jobs():
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def grading_modules(course, names):
    """Return what the zygote imports: what the assignments' notebooks import, and what a referee needs."""
    found = {module for name in names for module in imported_modules(course.path("source", ".", name))}
    return [*sorted(found), *REFEREE_MODULES]


def start_referees(engine, assignments, jobs):
    """Start an engine's referees with the checks of these assignments. Raises CourseError if pytest cannot collect them."""
    try:
        engine.start_referees([a.checks_dir for a in assignments if a.checks_dir], jobs)
    except ChecksFailed as error:
        raise CourseError(f"the checks cannot be collected:\n{error}") from None
    except NotIsolated as error:
        raise CourseError(str(error)) from None


def read_graded(reply):
    """Return (Graded, "") or (None, error) of a referee's reply."""
    if "error" in reply:
        return None, reply["error"]
    return Graded(**{**reply, "results": [CellResult.from_dict(result) for result in reply["results"]]}), ""


@dataclass
class Report:
    """One submission's part of a batch."""

    submission: object
    results: list
    warnings: list = field(default_factory=list)  # sentences that name the notebook
    seconds: float = 0.0
    unchanged: bool = False  # taken from an earlier run


class Batch:
    """One run of `autograder grade`."""

    def __init__(self, course, assignments, students=(), jobs=None, force=False, seed=None):
        """Raises CourseError where an assignment or a student does not exist."""
        self.course = course
        self.jobs = jobs or default_jobs()
        self.force = force
        self.seed = seed or secrets.token_hex(8)
        names = course.require_assignments(assignments)
        self.submissions = course.submissions(names, students)
        self.limits = course.limits().as_data()
        self.names = names

    def run(self, engine):
        """Yield a Report for each submission as it is done; marks and notebooks are saved before it is yielded.

        engine : an Engine that was just started, or whose referees have the checks already. Raises CourseError for checks that cannot be collected.
        """
        if not engine.referees:
            engine.preload(grading_modules(self.course, self.names), self.course.limits())
        assignments = {name: prepare_assignment(self.course, name) for name in self.names}
        todo = []
        known = known_submissions(self.course, self.names)
        for submission in self.submissions:
            kept = None
            if not self.force and (submission.assignment, submission.student) in known:
                kept = self._unchanged(submission, assignments[submission.assignment])
            if kept is None:
                todo.append(submission)
            else:
                yield kept
        if todo:
            if not engine.referees:
                start_referees(engine, assignments.values(), min(self.jobs, len(todo)))
            self.isolation = engine.isolation
            yield from self._grade(engine, todo, assignments)

    def _grade(self, engine, todo, assignments):
        parts = {}  # submission -> {notebook: Graded}
        tasks = []
        for submission in todo:
            assignment = assignments[submission.assignment]
            parts[submission] = {}
            tasks += [((submission, name), self._task(submission, assignment, name)) for name in assignment.notebooks()]
        with GradebookWriter(self.course) as gradebook:
            for (submission, name), reply in engine.run(tasks):
                assignment = assignments[submission.assignment]
                graded, error = read_graded(reply)
                if graded is None:
                    graded = grader_error(submission, assignment, name, error, self.isolation)
                parts[submission][name] = graded
                if len(parts[submission]) == len(assignment.notebooks()):
                    gradebook.save(submission, parts[submission])
                    report = self._report(submission, parts.pop(submission), assignment)
                    self._keep(report, assignment)
                    yield report

    def _task(self, submission, assignment, name):
        path, warning = find_notebook(submission.folder, name, assignment.notebooks())
        return Task(
            student=submission.student,
            assignment=submission.assignment,
            notebook=name,
            submitted=str(path),
            released=str(assignment.released / f"{name}.ipynb"),
            authored=str(assignment.authored / f"{name}.ipynb"),
            output=str(self.course.path("autograded", submission.student, submission.assignment) / f"{name}.ipynb"),
            seed=self.seed,
            checks_dir=str(assignment.checks_dir or ""),
            folders=[str(submission.folder), str(assignment.authored)],
            limits=self.limits,
            isolation=self.isolation,
            warnings=[warning] if warning else [],
        )

    def _report(self, submission, graded, assignment):
        results = [result for name in assignment.notebooks() for result in graded[name].results]
        several = len(graded) > 1
        warnings = [f"{name}: {text}" if several else text for name in graded for text in graded[name].warnings]
        return Report(submission, results, warnings, sum(part.seconds for part in graded.values()))

    def _record_path(self, submission):
        return self.course.root / STATE / "results" / submission.assignment / f"{submission.student}.json"

    def _fingerprint(self, submission, assignment):
        return fingerprint(assignment.fingerprint, json.dumps(self.limits, sort_keys=True), submission.folder)

    def _keep(self, report, assignment):
        """Write the record that lets the next run pass this submission by. Last of all: what it says has happened."""
        record = {
            "fingerprint": self._fingerprint(report.submission, assignment),
            "seed": self.seed,
            "executed": self.course.path("autograded", report.submission.student, report.submission.assignment).is_dir(),
            "warnings": report.warnings,
            "results": [asdict(result) for result in report.results],
        }
        if not any(result.outcome == outcomes.GRADER_ERROR for result in report.results):
            write_atomically(self._record_path(report.submission), json.dumps(record, indent=1))

    def _unchanged(self, submission, assignment):
        """Return the Report of an earlier run on exactly this submission, assignment and grader, else None."""
        folder = self.course.path("autograded", submission.student, submission.assignment)
        try:
            record = json.loads(self._record_path(submission).read_text(encoding="utf-8"))
            if record["fingerprint"] != self._fingerprint(submission, assignment) or record["executed"] > folder.is_dir():
                return None
            results = [CellResult.from_dict(result) for result in record["results"]]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Report(submission, results, record["warnings"], unchanged=True)


def find_notebook(folder, name, expected):
    """Return (path, warning) of a submission's notebook `name`; the path may not exist.

    One notebook under another name, where exactly one is expected and it is missing, is taken for it.
    """
    path = folder / f"{name}.ipynb"
    others = [other for other in sorted(folder.glob("*.ipynb")) if other.stem not in expected and other.is_file()]
    if path.is_symlink() or folder.is_symlink():
        what = "notebook" if path.is_symlink() else "folder"
        return folder / "no-such-notebook.ipynb", f"the {what} is a symbolic link: it is not followed"
    if path.exists() or len(expected) != 1 or len(others) != 1 or others[0].is_symlink():
        unknown = ", ".join(other.name for other in others)
        return path, f"files that are not part of the assignment: {unknown}" if unknown else ""
    return others[0], f"submitted as {others[0].name}: taken for {name}.ipynb"


def grader_error(submission, assignment, name, error, isolation):
    """Return the Graded of a notebook on which the grader itself failed: no scores, a person is to look."""
    results = [
        CellResult(
            submission.student, submission.assignment, name, grade_id_of(cell), None,
            float(cell.metadata["nbgrader"]["points"]), outcomes.GRADER_ERROR, True, isolation=isolation,
        )
        for cell in graded_cells(read_notebook(assignment.released / f"{name}.ipynb"))
    ]  # fmt: skip
    return Graded(results, [f"the grader failed: {error}"])
