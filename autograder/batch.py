"""Grade many submissions in parallel: hand tasks to referees, keep what comes back."""

import os
import secrets
import shutil
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property

from autograder import outcomes
from autograder.assignments import NotReleased, forget_older_releases, prepare_assignment
from autograder.course import CourseError
from autograder.drawings import draw_in_submissions, draw_pictures, keep_pictures, longest_first, missing_drawings
from autograder.engine import ChecksFailed, EngineGone, NotIsolated
from autograder.executed import notebooks_in, put_in_place
from autograder.files import describe_failure, is_about_space
from autograder.finding import find_notebook
from autograder.gradebook import GradebookWriter, known_submissions, open_penalties
from autograder.imports import modules_of, notebook_modules
from autograder.locking import only_one_at_a_time
from autograder.nbgrader_rules import pack_steps
from autograder.notebooks import TEST_PREFIX, grade_id_of, graded_cells, read_notebook
from autograder.outcomes import CellResult
from autograder.records import WHAT_IF, Record, Records, State, state_of
from autograder.reports import Report
from autograder.scratch import Scratch
from autograder.side_files import submitted_files
from autograder.splitting import Whole, split
from autograder.stages import Stages
from autograder.tasks import Graded, Task

FULL = "the disk is full: what was graded before is saved; make room and run the command again to go on"
GONE = "What was graded before is saved: run the command again to go on"
CHANGED, FAILED = "changed since the what-if: not taken over", "the grader itself failed on it in the what-if: not taken over"
WORTH_WARMING = 4  # submissions for which libraries are used once before the first fork
WORTH_DRAWING = 3  # submissions to an assignment that wait until its release was run for the pictures; fewer are graded beside it
MOST_PARTS = 4  # of a notebook that is judged by several referees: each runs all cells
WORTH_SPLITTING_S = 2.0  # that judging a notebook took before, for which a referee more is started


def default_jobs():
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def start_referees(engine, assignments, jobs, figures=True, lenient=False):
    """Start an engine's referees with the checks of these assignments. Raises CourseError if pytest cannot collect them.

    figures : whether the notebooks that they will run draw. lenient : as of Engine.start_referees().
    """
    try:
        engine.start_referees(_checks_of(assignments), jobs, figures=figures, lenient=lenient)
    except ChecksFailed as error:
        raise CourseError(f"the checks cannot be collected:\n{error}") from None
    except NotIsolated as error:
        raise CourseError(str(error)) from None


def _checks_of(assignments):
    """Return {folder of checks: fingerprint of what is collected there}."""
    return {str(a.checks_dir): a.collected for a in assignments if a.checks_dir}


def _assignments_of(jobs):
    """Return the assignments that there are jobs for, by name."""
    return {job.assignment.name: job.assignment for job in jobs}


def _put_the_longest_first(jobs):
    """Sort jobs by their assignments' points, so that no referee sits idle for long at the end."""
    assignments = _assignments_of(jobs)
    if len(assignments) > 1:  # else their notebooks need not be read
        points = {name: assignment.points() for name, assignment in assignments.items()}
        jobs.sort(key=lambda job: -points[job.assignment.name])


def read_graded(reply):
    """Return (Graded, "") or (None, error) of a referee's reply."""
    if "error" in reply:
        return None, reply["error"]
    return Graded.from_data(reply), ""


class Batch:
    """One run of `autograder grade`."""

    def __init__(self, course, assignments, students=(), jobs=None, force=False, seed=None, what_if=False):
        """Raises CourseError where an assignment or a student does not exist.

        what_if : leave gradebook and autograded/ as they are; keep what would come of it for apply(). What was graded before
        gets the same random inputs again.
        """
        self.course = course
        self.jobs = jobs or default_jobs()
        self.force = force
        self.given_seed = seed
        self.seed = seed or secrets.token_hex(8)
        self.what_if = what_if
        self.names = course.require_assignments(assignments)
        self.submissions = course.submissions(self.names, students)
        self.refused = []  # why assignments are left out that nbgrader does not release
        self.limits = course.limits().as_data()
        self.stages = Stages()  # where the time went
        self.renewed_penalties = 0  # submissions passed by as unchanged whose late penalty is another one now
        self.records, self.trials = Records(course), Records(course, WHAT_IF)

    def run(self, engine):
        """Yield a Report for each submission as it is done; marks and notebooks are saved before it is yielded.

        engine : an Engine that was just started, or whose referees have the checks already. Raises CourseError for checks
        that cannot be collected, where the disk is full or the gradebook cannot be had; EngineGone where the engine's processes
        have ended. Waits while another batch is at work in the course.
        """
        if engine.shows(self.course.root):
            raise CourseError(
                f"students' code could read {self.course.root}, which lies among what Python is made of: move the course to a folder "
                "of its own, or name this one as the course's folder"
            )
        if not engine.referees and (self.force or self.records.look_outdated(self.submissions)):
            self._preload(engine)
        with only_one_at_a_time(self.course):
            try:
                yield from self._run(engine)
            except EngineGone as error:
                raise EngineGone(f"{error}. {GONE}") from None
            except CourseError:
                raise
            except Exception as error:  # the system's, SQLAlchemy's, or nbgrader's of the same text
                if is_about_space(error):
                    raise CourseError(f"{FULL} ({error})") from None
                if told := describe_failure(error):
                    raise CourseError(f"{told}. {GONE}") from None
                raise

    @cached_property
    def steps(self):
        """What nbgrader's configuration has done to a notebook beside running it, packed for the referees."""
        return pack_steps(self.course.config, str(self.course.root))

    def _preload(self, engine):
        warm = len(self.submissions) >= WORTH_WARMING
        modules = [*notebook_modules(self.course, self.names), *modules_of(self.submissions)]
        engine.preload(modules, self.course.limits(), warm, court=True)
        _ = self.steps  # while the engine imports: nbgrader's preprocessors and its API take a second

    def _run(self, engine):
        assignments = self._prepare_assignments(self.what_if)
        for assignment in assignments.values() if not self.what_if else ():  # pages are made by what was graded for good
            forget_older_releases(assignment)
        known = known_submissions(self.course)
        jobs, unchanged = [], []
        for submission in self.submissions:
            assignment = assignments[submission.assignment]
            is_known = (submission.assignment, submission.student) in known
            job = self._look_at(submission, assignment, is_known)
            if job.is_done():
                self._forget_trial(submission)
                unchanged.append(submission)
                yield Report(submission, job.before.results, job.before.warnings, unchanged=True, before=job.before.results)
            else:
                jobs.append(job)
        if not self.what_if:
            self._renew_penalties(unchanged)
        if jobs:
            _put_the_longest_first(jobs)
            first, beside = self._plan_drawings(jobs)
            if not engine.referees:
                if engine.preloaded is None:
                    self._preload(engine)
                figures = any(map(draw_in_submissions, _assignments_of(jobs).values()))
                start_referees(engine, assignments.values(), self._referees_for(jobs, beside), figures)
            checks = _checks_of(assignments.values())
            if not engine.is_ready_for(checks, self.course.limits()):  # marks would be given without checks, or by older ones
                raise CourseError("the checks or the limits of the course changed while it was read; grade again")
            self.isolation = engine.isolation
            draw_pictures(engine, first)
            yield from self._grade(engine, jobs, beside)

    def _prepare_assignments(self, keep_gradebook):
        """Return {name: Assignment}, without those that nbgrader does not release, nor the submissions to them.

        Raises NotReleased where none is left.
        """
        assignments = {}
        for name in self.names:
            try:
                assignments[name] = prepare_assignment(self.course, name, keep_gradebook)
            except NotReleased as error:
                self.refused.append(str(error))
        if not assignments:
            raise NotReleased("\n".join(self.refused))
        self.submissions = [submission for submission in self.submissions if submission.assignment in assignments]
        return assignments

    def _renew_penalties(self, submissions):
        """Have late penalties of work that is not run again follow the gradebook: a person may have moved a due date, or marked."""
        may_differ = open_penalties(self.course)
        if late := [submission for submission in submissions if (submission.assignment, submission.student) in may_differ]:
            with GradebookWriter(self.course) as gradebook:
                self.renewed_penalties = sum(map(gradebook.renew_penalty, late))

    def _referees_for(self, jobs, drawings):
        """Return how many referees to start: more than there are jobs where one takes long and can be split."""
        wanted = len(jobs) + len(drawings)
        if wanted < self.jobs and not drawings:
            longest = max(sum(self.records.seconds(job.submission).values()) for job in jobs)
            wanted *= MOST_PARTS if longest > WORTH_SPLITTING_S else 1
        return min(self.jobs, wanted)

    def _look_at(self, submission, assignment, is_known):
        """Return the Job that a submission is: what it was graded to before, and what has to be judged again."""
        state = state_of(submission, assignment, self.limits)
        before = self.records.read(submission) if is_known else None
        changed = None if self.force else state.changed_since(before)
        if before is not None and not set(before.executed) <= set(notebooks_in(self._executed_folder(submission))):
            changed = None
        seed = before.seed if self.what_if and before is not None and not self.given_seed else self.seed
        return Job(submission, assignment, state, before, changed, seed)

    def _executed_folder(self, submission):
        return self.course.path("autograded", submission.student, submission.assignment)

    def _fresh_folder(self, submission):
        """Return where executed notebooks are until all of a submission are judged; after a what-if, until apply()."""
        return self.trials.root / "autograded" / submission.student / submission.assignment

    def _forget_trial(self, submission):
        self.trials.remove(submission)
        shutil.rmtree(self._fresh_folder(submission), ignore_errors=True)

    def _plan_drawings(self, jobs):
        """Return the runs of releases for their pictures: those to make before the jobs, and beside them, for the next time."""
        counts, first, beside = Counter(job.assignment.name for job in jobs), [], []
        for assignment in _assignments_of(jobs).values():
            when = first if counts[assignment.name] >= WORTH_DRAWING else beside
            when += missing_drawings(self.course, assignment)
        return first, longest_first(beside)

    def _grade(self, engine, jobs, drawings):
        tasks = [(job, task) for job in jobs for task in self._tasks(job)]
        spread = len(engine.referees) // (len(tasks) + len(drawings))  # referees for each
        with nullcontext() if self.what_if else GradebookWriter(self.course) as gradebook, Scratch() as scratch:
            wholes = [Whole(job, task, self._split(job, task, spread, scratch)) for job, task in tasks]
            parts = [((whole, number), part) for whole in wholes for number, part in enumerate(whole.parts)]
            for (whole, number), reply in engine.run([*parts, *drawings]):
                if not isinstance(whole, Whole):  # an assignment, whose release was run
                    keep_pictures(whole, number, reply)
                    continue
                if "full" in reply:
                    raise CourseError(f"{FULL} ({reply['full']})")
                whole.judged[number] = read_graded(reply)
                if not whole.is_judged():
                    continue
                job, name = whole.job, whole.task.notebook
                graded, error = whole.join()
                if graded is None:
                    graded = grader_error(job, name, error, self.isolation)
                self.stages.take_in(graded.spent)
                job.graded[name] = graded
                if len(job.graded) == len(job.assignment.notebooks()):
                    with self.stages.stage("gradebook"):
                        report = self._try_out(job) if self.what_if else self._save(gradebook, job)
                    yield report

    def _split(self, job, task, spread, scratch):
        """Return the parts of a task, one for each of the referees that it may have; [task] if it has one."""
        if spread < 2:
            return [task]
        folder = f"{scratch}/{task.student}/{task.assignment}"
        return split(task, job.assignment.checks, self.records.seconds(job.submission), min(spread, MOST_PARTS), folder)

    def _save(self, gradebook, job):
        """Save a job's executed notebooks and marks, then the record; return its Report."""
        submission = job.submission
        target, notebooks = self._executed_folder(submission), notebooks_in(self._fresh_folder(submission))
        if job.changed is not None:  # where the grader failed, what was executed before still holds
            before = notebooks_in(target)
            notebooks = {name: before[name] for name in job.before.executed if name in before} | notebooks
        put_in_place(notebooks.values(), job.files, target)
        gradebook.save(submission, job.graded)
        self.course.set_permissions(submission)
        report = job.report()
        self.records.write(submission, job.record(report, list(notebooks)))
        self._forget_trial(submission)
        return report

    def _try_out(self, job):
        """Keep what a job would come to; return its Report."""
        report = job.report()
        record = job.record(report, job.before.executed if job.before is not None else [])
        record.parts = {name: graded.as_data() for name, graded in job.graded.items()}
        self.trials.write(job.submission, record)
        return report

    def apply(self):
        """Yield a Report for each submission that a what-if has regraded, taken over into gradebook and autograded/.

        What has CHANGED since (the submission, a check), and what the grader itself has FAILED on, is not taken over: its Report
        has no results, and that as its warning.
        """
        with only_one_at_a_time(self.course), GradebookWriter(self.course) as gradebook:
            assignments = self._prepare_assignments(keep_gradebook=True)
            prepared = set()  # those that the gradebook knows as they are now
            for submission in self.submissions:
                trial = self.trials.read(submission)
                if trial is None:
                    continue
                assignment, before = assignments[submission.assignment], self.records.read(submission)
                job = Job(submission, assignment, trial.state, before, trial.state.changed_since(before), trial.seed)
                if not trial.state.base or trial.state != state_of(submission, assignment, self.limits):
                    yield Report(submission, [], [CHANGED if trial.state.base else FAILED])
                    continue
                if assignment.name not in prepared:
                    prepared.add(prepare_assignment(self.course, assignment.name).name)
                job.graded = {name: Graded.from_data(part) for name, part in trial.parts.items()}
                job.files, _ = submitted_files(self.course, submission, assignment.authored)
                yield self._save(gradebook, job)

    def _tasks(self, job):
        """Return the Tasks of a job, one for each of the assignment's notebooks."""
        submission, assignment = job.submission, job.assignment
        self._forget_trial(submission)
        job.files, warnings = submitted_files(self.course, submission, assignment.authored)
        tasks = [self._task(job, name) for name in assignment.notebooks()]
        tasks[0].warnings += warnings
        return tasks

    def _task(self, job, name):
        submission, assignment = job.submission, job.assignment
        path, warning = find_notebook(submission.folder, name, assignment)
        return Task(
            student=submission.student,
            assignment=submission.assignment,
            notebook=name,
            submitted=str(path),
            released=str(assignment.released / f"{name}.ipynb"),
            complete=str(assignment.complete / f"{name}.ipynb"),
            output=str(self._fresh_folder(submission) / f"{name}.ipynb"),
            executed=str(self._executed_folder(submission) / f"{name}.ipynb") if job.changed else "",
            only=job.changed or [],
            seed=job.seed,
            checks_dir=str(assignment.checks_dir or ""),
            files=job.files,
            limits=self.limits,
            isolation=self.isolation,
            refused=assignment.refused.get(name, ""),
            steps=self.steps,
            root=str(self.course.root),
            db_url=self.course.directory.db_url,
            warnings=[warning] if warning else [],
            pictures=assignment.known_pictures(name),
        )


@dataclass(eq=False)
class Job:
    """One submission that a batch has to grade, in full or in part."""

    submission: object
    assignment: object
    state: State
    before: Record | None  # what it was graded to before
    changed: list | None  # exercises to judge again; None: all
    seed: str
    files: dict = field(default_factory=dict)  # what lies beside its notebooks: relative path -> file
    graded: dict = field(default_factory=dict)  # notebook -> Graded

    def is_done(self):
        """Whether nothing has changed since it was graded."""
        return self.changed == []

    def report(self):
        """Return the Report, once all notebooks are graded; what was not judged again is as before."""
        results = [result for name in self.assignment.notebooks() for result in self.graded[name].results]
        before = self.before.results if self.before is not None else []
        if self.changed is not None:
            fresh = {(result.notebook, result.grade_id): result for result in results}
            results = [fresh.get((result.notebook, result.grade_id), result) for result in before]
        several = self.graded.keys() != {self.submission.assignment}
        warnings = [f"{name}: {text}" if several else text for name in self.graded for text in self.graded[name].warnings]
        seconds = sum(part.seconds for part in self.graded.values())
        return Report(self.submission, results, warnings, seconds, before=before)

    def record(self, report, executed):
        """Return the Record of the job's Report."""
        return Record(self.state, self.seed, report.results, executed, report.warnings, report.seconds)


def grader_error(job, name, error, isolation):
    """Return the Graded of a notebook on which the grader itself failed: no scores, a person is to look.

    What was not to be judged again keeps the marks that it has.
    """
    submission, released = job.submission, read_notebook(job.assignment.released / f"{name}.ipynb")
    results = [
        CellResult(
            submission.student, submission.assignment, name, grade_id_of(cell), None,
            float(cell.metadata["nbgrader"]["points"]), outcomes.GRADER_ERROR, True, isolation=isolation,
        )
        for cell in graded_cells(released)
        if job.changed is None or grade_id_of(cell).removeprefix(TEST_PREFIX) in job.changed
    ]  # fmt: skip
    return Graded(results, [f"the grader failed: {error}"])
