"""Grade many submissions in parallel: hand tasks to referees, keep what comes back."""

import json
import os
import secrets
from collections import Counter
from dataclasses import asdict, dataclass, field

from autograder import outcomes
from autograder.assignments import imported_modules, prepare_assignment
from autograder.course import STATE, CourseError
from autograder.engine import ChecksFailed, NotIsolated
from autograder.files import fingerprint, write_atomically
from autograder.finding import find_notebook
from autograder.gradebook import GradebookWriter, known_submissions
from autograder.grading import Drawing, Graded, Task, graded_cells
from autograder.nbgrader_rules import pack_config
from autograder.notebooks import grade_id_of, read_notebook
from autograder.outcomes import CellResult
from autograder.side_files import assignment_files, submitted_files
from autograder.stages import Stages

WORTH_WARMING = 4  # submissions for which libraries are used once before the first fork
WORTH_DRAWING = 6  # submissions to an assignment for which its release is run once more, for the pictures
REFEREE_MODULES = ("pytest", "nbformat", "nbgrader.utils", "cloudpickle", "autograder.worker")


def default_jobs():
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def grading_modules(course, names):
    """Return what the zygote imports: c.Autograder.warm or what the assignments' notebooks import, and what a referee needs."""
    wanted = course.warm()
    if wanted is None:
        wanted = sorted({module for name in names for module in imported_modules(course.path("source", ".", name))})
    return [*wanted, *REFEREE_MODULES]


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
        self.stages = Stages()  # where the time went

    def run(self, engine):
        """Yield a Report for each submission as it is done; marks and notebooks are saved before it is yielded.

        engine : an Engine that was just started, or whose referees have the checks already. Raises CourseError for checks that cannot be collected.
        """
        if not engine.referees:
            warm = len(self.submissions) >= WORTH_WARMING
            engine.preload(grading_modules(self.course, self.names), self.course.limits(), warm)
        assignments = {name: prepare_assignment(self.course, name) for name in self.names}
        todo = []
        known = known_submissions(self.course)
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
            checks = [a.checks_dir for a in assignments.values() if a.checks_dir]
            if not engine.is_ready_for(checks, self.course.limits()):  # marks would be given without checks
                raise CourseError("the checks or the limits of the course changed while it was read; grade again")
            self.isolation = engine.isolation
            self._draw_pictures(engine, todo, assignments)
            yield from self._grade(engine, todo, assignments)

    def _draw_pictures(self, engine, todo, assignments):
        """Run each release once where that pays, and keep the pictures that it draws for all submissions."""
        counts = Counter(submission.assignment for submission in todo)
        self.draw_pictures(engine, [a for a in assignments.values() if counts[a.name] >= WORTH_DRAWING])

    def draw_pictures(self, engine, assignments):
        """Keep the pictures that the releases of these assignments draw, where they are not kept yet."""
        drawings = [
            ((assignment, name), self._drawing(assignment, name))
            for assignment in assignments
            for name in assignment.notebooks()
            if not self._pictures_path(assignment, name).exists()
        ]
        for (assignment, name), reply in engine.run(drawings):
            if "pictures" in reply:  # else the notebooks are run in full
                write_atomically(self._pictures_path(assignment, name), json.dumps(reply["pictures"]))

    def _drawing(self, assignment, name):
        files = assignment_files(self.course, assignment.name, assignment.authored)
        return Drawing(str(assignment.released / f"{name}.ipynb"), files, self.limits)

    def _pictures_path(self, assignment, name):
        return self.course.root / STATE / "pictures" / assignment.released.name / f"{name}.json"

    def _grade(self, engine, todo, assignments):
        parts = {}  # submission -> {notebook: Graded}
        tasks = []
        for submission in todo:
            assignment = assignments[submission.assignment]
            parts[submission] = {}
            files, warnings = submitted_files(self.course, submission, assignment.authored)
            for name in assignment.notebooks():
                tasks.append(((submission, name), self._task(submission, assignment, name, files, warnings)))
                warnings = []
        with GradebookWriter(self.course) as gradebook:
            for (submission, name), reply in engine.run(tasks):
                assignment = assignments[submission.assignment]
                graded, error = read_graded(reply)
                if graded is None:
                    graded = grader_error(submission, assignment, name, error, self.isolation)
                self.stages.take_in(graded.spent)
                parts[submission][name] = graded
                if len(parts[submission]) == len(assignment.notebooks()):
                    with self.stages.stage("gradebook"):
                        gradebook.save(submission, parts[submission])
                        self.course.set_permissions(submission)
                        report = self._report(submission, parts.pop(submission), assignment)
                        self._keep(report, assignment)
                    yield report

    def _task(self, submission, assignment, name, files, warnings):
        path, warning = find_notebook(submission.folder, name, assignment)
        pictures = self._pictures_path(assignment, name)
        return Task(
            student=submission.student,
            assignment=submission.assignment,
            notebook=name,
            submitted=str(path),
            released=str(assignment.released / f"{name}.ipynb"),
            complete=str(assignment.complete / f"{name}.ipynb"),
            output=str(self.course.path("autograded", submission.student, submission.assignment) / f"{name}.ipynb"),
            seed=self.seed,
            checks_dir=str(assignment.checks_dir or ""),
            files=files,
            limits=self.limits,
            isolation=self.isolation,
            refused=assignment.refused.get(name, ""),
            config=pack_config(self.course.config),
            root=str(self.course.root),
            db_url=self.course.directory.db_url,
            warnings=[warning] * bool(warning) + warnings,
            pictures=str(pictures) if pictures.exists() else "",
        )

    def _report(self, submission, graded, assignment):
        results = [result for name in assignment.notebooks() for result in graded[name].results]
        several = graded.keys() != {submission.assignment}
        warnings = [f"{name}: {text}" if several else text for name in graded for text in graded[name].warnings]
        return Report(submission, results, warnings, sum(part.seconds for part in graded.values()))

    def _record_path(self, submission):
        return self.course.root / STATE / "results" / submission.assignment / f"{submission.student}.json"

    def _fingerprint(self, submission, assignment):
        return fingerprint(assignment.fingerprint, json.dumps(self.limits, sort_keys=True), submission.folder)

    def _keep(self, report, assignment):
        """Write the record that lets the next run pass this submission by. Last of all: what it says has happened.

        Where the grader itself failed the record tells what happened, but the next run grades again.
        """
        failed = any(result.outcome == outcomes.GRADER_ERROR for result in report.results)
        record = {
            "fingerprint": "" if failed else self._fingerprint(report.submission, assignment),
            "seed": self.seed,
            "executed": self.course.path("autograded", report.submission.student, report.submission.assignment).is_dir(),
            "warnings": report.warnings,
            "seconds": round(report.seconds, 3),
            "results": [asdict(result) for result in report.results],
        }
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
