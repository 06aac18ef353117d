"""The grader's own exam: does an assignment give its marks to right answers only?

The model answers must earn everything, the untouched release nothing, each known wrong answer must lose exactly the checks
that it names, each unusual right answer nothing; notebook, references, checks and release must agree.
"""

import ast
import os
import shutil
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from itertools import zip_longest
from pathlib import Path

import nbformat
from nbgrader.utils import is_task

from autograder import outcomes
from autograder.answers import ANSWERS_PREFIX
from autograder.assignments import prepare_assignment
from autograder.authoring import examine_notebook, examine_release, staff_files, stale_release
from autograder.batch import read_graded, start_referees
from autograder.check_files import check_names, missing_names
from autograder.course import Course, CourseError
from autograder.drawings import draw_pictures, missing_drawings
from autograder.executed import read_trusted
from autograder.imports import notebook_modules
from autograder.model_answers import model_notebook, solution_markers, with_answers
from autograder.mutants import mutants_of
from autograder.nbgrader_rules import pack_steps
from autograder.notebooks import TEST_PREFIX, calls_checks, grade_id_of, graded_cells, is_test
from autograder.scratch import Scratch
from autograder.side_files import assignment_files
from autograder.tasks import Task

WORTH_DRAWING = 40  # known answers to an assignment that wait until its release was run for the pictures
# Settings that name what releases are made from, by paths that may lead out of the course.
NAMES_OF_INPUTS = ("CourseDirectory", "source_directory"), ("IncludeHeaderFooter", "header"), ("IncludeHeaderFooter", "footer")
MUTANT_CALL_S = 5.0  # for a call of a mutant, many of which never end


@dataclass
class Exam:
    """What `verify` found out about one exercise."""

    assignment: str
    exercise: str
    points: float
    manual: bool = False
    task: bool = False  # which has no place for an answer: there is nothing to be untouched
    checks: int = 0
    faulty: bool = False  # it has no checks, or its reference or its known answers cannot be imported
    model: float | None = None  # points that the model answer earned
    blank: float | None = None  # points that the untouched release earned
    wrong: list = field(default_factory=list)  # names of misconceptions that lost what they must
    right: list = field(default_factory=list)  # names of unusual answers that earned everything
    mutants: int = 0  # that were tried
    unnoticed: list = field(default_factory=list)  # Mutants that earned everything
    problems: list = field(default_factory=list)


class Examination:
    """Verify some assignments of a course, in a copy of it: its gradebook is not touched.

    only : names of the exercises to put to the test; all, if empty. mutants : also try what becomes of each model answer by a
    small change; one that earns everything is no problem in itself: it may be right.
    """

    def __init__(self, course, names, jobs, only=(), mutants=False):
        self.course = course
        self.names = names
        self.jobs = jobs
        self.only = list(only)
        self.mutants = mutants

    def run(self, engine):
        """Return (list of Exam, list of problems that belong to no exercise)."""
        with Scratch() as scratch:
            self.scratch = Path(scratch).resolve()
            try:
                self._examine(engine)
            except CourseError as error:  # in the copy, which is gone before anybody can look there
                raise CourseError(str(error).replace(str(self.scratch / "course"), str(self.course.root))) from None
        for exam in self.exams.values():
            self._examine_coverage(exam)
            exam.problems = self._by_course_paths(exam.problems)
        return list(self.exams.values()), self._by_course_paths(self.problems)

    def _by_course_paths(self, problems):
        """Return problems with the course's files named as they lie in it, those of its copy too."""
        for root in (self.scratch / "course", self.course.root):
            problems = [problem.replace(f"{root}/", "") for problem in problems]
        return problems

    def _examine(self, engine):
        copy = self._copy_course()
        engine.preload(notebook_modules(copy, self.names), copy.limits(), warm=True, court=True)
        assignments = [prepare_assignment(copy, name) for name in self.names]
        self._require_exercises(assignments)
        start_referees(engine, assignments, self.jobs, lenient=True)
        self.exams, self.problems, self.known, self.doubtful, tasks = {}, [], {}, [], []
        for assignment in assignments:
            if assignment.checks_dir:
                exercises = [path.stem.removeprefix(TEST_PREFIX) for path in _check_files(assignment.checks_dir)]
                self.known[assignment.name] = engine.describe(assignment.checks_dir, exercises)
                self.problems += self._faults(assignment.name)
        many = [a for a in assignments if self._count_known_answers(a.name) >= WORTH_DRAWING]
        draw_pictures(engine, [drawing for assignment in many for drawing in missing_drawings(copy, assignment)])
        for assignment in assignments:
            tasks += self._prepare(copy, assignment)
        for key, reply in engine.run(tasks):
            self._judge(key, *read_graded(reply))
        for key, reply in engine.run(self.doubtful):
            self._judge(key, *read_graded(reply))

    def _faults(self, name):
        """Return, each once, why files of an assignment cannot be imported."""
        faults = dict.fromkeys(fault for known in self.known[name].values() for fault in known["faults"])
        return [f"{name}: {fault}" for fault in faults]

    def _require_exercises(self, assignments):
        notebooks = [nbformat.read(a.authored / f"{name}.ipynb", as_version=4) for a in assignments for name in a.notebooks()]
        known = [_exercise_of(cell) for notebook in notebooks for cell in graded_cells(notebook)]
        if unknown := [name for name in self.only if name not in known]:
            raise CourseError(f"there is no exercise {unknown[0]!r} in {', '.join(self.names)}; there are: {', '.join(known)}")

    def _copy_course(self):
        """Return a copy of the course; what the configuration names by a path out of it is found where it is."""
        root, copy, config = self.course.root, self.scratch / "course", deepcopy(self.course.config)
        copy.mkdir()
        for section, name in NAMES_OF_INPUTS:
            if named := config.get(section, {}).get(name):
                path = Path(os.path.normpath(root / named))
                if not path.is_relative_to(root):
                    config[section][name] = str(path)
        inputs = [root / "checks", root / "solutions", root / "nbgrader_config.py", *self.course.release_inputs()]
        for path in [self.course.path("source"), *filter(Path.exists, inputs)]:
            path = Path(os.path.normpath(path))  # of a link in the course what it leads to is copied
            if path.is_relative_to(root):
                target = copy / path.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if path.is_dir() else shutil.copy)(path, target)
        return Course(copy, config, copy / "verify.db")

    def _prepare(self, copy, assignment):
        """Return the tasks of one assignment, its exams begun."""
        name, checks_dir = assignment.name, assignment.checks_dir
        self.problems += stale_release(self.course, copy, name, self.scratch)
        self.problems += staff_files(self.course, name, assignment.authored)
        tasks = []
        for notebook in assignment.notebooks():
            authored = nbformat.read(assignment.authored / f"{notebook}.ipynb", as_version=4)
            released = nbformat.read(assignment.released / f"{notebook}.ipynb", as_version=4)
            complete = nbformat.read(assignment.complete / f"{notebook}.ipynb", as_version=4)
            where = name if notebook == name else f"{name}, {notebook}"
            self.problems += examine_notebook(where, authored) + examine_release(where, released, complete)
            self.problems += [f"{where}: {assignment.refused[notebook]}"] if notebook in assignment.refused else []
            model = model_notebook(authored, released, solution_markers(copy.config))
            base = self._task(assignment, notebook, checks_dir)
            wanted = [cell for cell in graded_cells(authored) if not self.only or _exercise_of(cell) in self.only]
            for cell in wanted:
                self._begin(name, notebook, cell, authored, checks_dir)
            for kind, content in (("model", model), ("blank", released)):
                task = self._write(base, content, kind, output=str(self._path(base, f"{kind}-executed")))
                tasks.append(((kind, name, task.output), task))
            known = replace(base, pictures=assignment.known_pictures(notebook))  # the two above show all that a student sees
            if checks_dir:
                tested = [_exercise_of(cell) for cell in wanted if is_test(cell)]
                tasks += self._known_answers(known, model, tested)
                tasks += self._mutants(known, model, tested) if self.mutants else []
        if checks_dir and not self.only:
            self._examine_strays(name, checks_dir)
        return tasks

    def _task(self, assignment, notebook, checks_dir):
        return Task(
            student="verify", assignment=assignment.name, notebook=notebook, submitted="", output="", seed="verify",
            released=str(assignment.released / f"{notebook}.ipynb"),
            complete=str(assignment.complete / f"{notebook}.ipynb"), checks_dir=str(checks_dir or ""),
            files=assignment_files(self.course, assignment.name, assignment.authored), limits=asdict(self.course.limits()),
            refused=assignment.refused.get(notebook, ""), steps=pack_steps(self.course.config, str(self.course.root)),
            root=str(self.course.root),
            only=self.only,
        )  # fmt: skip

    def _write(self, base, notebook, label, **changes):
        """Return the task `base` on a notebook of ours."""
        path = self._path(base, label)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        return replace(base, submitted=str(path), **changes)

    def _path(self, base, label):
        return self.scratch / "submissions" / base.assignment / base.notebook / f"{label}.ipynb"

    def _begin(self, name, notebook, cell, authored, checks_dir):
        """Begin the exam of one graded cell, with what needs no worker."""
        grade_id = grade_id_of(cell)
        exercise = _exercise_of(cell)
        exam = Exam(name, exercise, float(cell.metadata["nbgrader"].get("points", 0)), manual=not is_test(cell), task=is_task(cell))
        self.exams[name, notebook, grade_id] = exam
        has_checks = bool(checks_dir) and (checks_dir / f"{grade_id}.py").exists()
        if exam.manual or not has_checks and not calls_checks(cell.source):
            return
        solution = next((c for c in authored.cells if grade_id_of(c) == exercise), None)
        if solution is None:
            exam.problems.append(f"there is no solution cell `{exercise}` for {grade_id}")
        exam.faulty = not has_checks or bool(self.known[name][exercise]["faults"])
        if not has_checks:
            exam.problems.append(f"there is no checks/{name}/{grade_id}.py, and its test cell tests nothing itself")
        elif solution is not None and not exam.faulty:
            exam.problems += compare_signatures(exercise, solution.source, self.known[name][exercise]["parameters"])

    def _known_answers(self, base, model, exercises):
        """Yield the tasks in which each exercise has one of its known answers: a worker's first operations cost as much as an answer."""
        known = {exercise: self._answers(base.assignment, exercise) for exercise in exercises}
        for wrong in (False, True):  # right answers in an unusual style take longest: no referee is left with one at the end
            chosen = {exercise: [answer for answer in known[exercise] if bool(answer["loses"]) == wrong] for exercise in exercises}
            for index, row in enumerate(_one_of_each(chosen)):
                yield self._with_known(base, model, row, f"{'wrong' if wrong else 'right'}-{index}")

    def _with_known(self, base, model, answers, label):
        """Return the task that judges known answers of one kind, {exercise: answer}, in one notebook."""
        notebook = with_answers(model, {exercise: answer["source"] for exercise, answer in answers.items()})
        # What students see of the test is for right answers to pass; a wrong one is known by the checks that it loses.
        wrong = any(answer["loses"] for answer in answers.values())
        how = {"checks_only": True} if wrong else {"output": str(self._path(base, f"{label}-executed"))}
        task = self._write(base, notebook, label, only=list(answers), to_the_end=False, **how)
        alone = partial(self._with_known, base, model) if len(answers) > 1 else None
        return ("known", base.assignment, answers, task, alone), task

    def _mutants(self, base, model, exercises):
        """Yield the tasks in which each exercise has one of the mutants of its model answer."""
        sources = {grade_id_of(cell): cell.source for cell in model.cells}
        mutants = {exercise: mutants_of(sources.get(exercise, "")) for exercise in exercises}
        limits = {**base.limits, "call_s": min(MUTANT_CALL_S, base.limits["call_s"])}
        for index, row in enumerate(_one_of_each(mutants)):
            notebook = with_answers(model, {exercise: mutant.source for exercise, mutant in row.items()})
            how = {"only": list(row), "to_the_end": False, "checks_only": True, "limits": limits}
            yield ("mutants", base.assignment, row), self._write(base, notebook, f"mutants-{index}", **how)

    def _count_known_answers(self, name):
        return sum(len(self._answers(name, exercise)) for exercise in self.known.get(name, ()) if not self.only or exercise in self.only)

    def _answers(self, name, exercise):
        known = self.known.get(name, {}).get(exercise, {"faults": [], "answers": []})
        return [] if known["faults"] else known["answers"]

    def _examine_strays(self, name, checks_dir):
        """Find checks that no test cell calls, and known answers to no exercise."""
        there = {grade_id for assignment, _, grade_id in self.exams if assignment == name}
        self.problems += [f"{name}: {path.name} belongs to no test cell" for path in _check_files(checks_dir) if path.stem not in there]
        for path in sorted(checks_dir.glob(f"{ANSWERS_PREFIX}*.py")):
            if path.stem.replace(ANSWERS_PREFIX, TEST_PREFIX, 1) not in there:
                self.problems.append(f"{name}: {path.name} belongs to no exercise")

    def _judge(self, key, graded, error):
        kind, name, *rest = key
        if kind == "known":
            self._judge_known(graded, error, name, *rest)
        elif graded is None:
            self.problems.append(f"{name}: the grader failed on {kind}: {error}")
        elif kind == "mutants":
            self._judge_mutants(graded, name, *rest)
        else:
            for result in graded.results:
                self._judge_whole(self.exams[name, result.notebook, result.grade_id], result, kind, *rest)
            if kind == "model":
                self.problems += [f"{name}: the model answers: {warning}" for warning in self._warnings_of(graded, name)]

    def _warnings_of(self, graded, name):
        """Return what there was to warn of, but for the cells of exercises of which it is known already that they cannot be judged."""
        faulty = tuple(f"cell `{grade_id}` " for (of, _, grade_id), exam in self.exams.items() if of == name and exam.faulty)
        return [warning for warning in graded.warnings if not warning.startswith(faulty)]

    @staticmethod
    def _judge_whole(exam, result, kind, executed):
        """Take in what a notebook of model answers, or the untouched release, earned. executed : that notebook."""
        setattr(exam, kind, result.score)
        exam.checks = max(exam.checks, len(result.checks))
        wanted = None if exam.task or exam.manual and kind == "model" else exam.points if kind == "model" else 0.0
        if result.score != wanted and not exam.faulty:
            lost = [f"{check.name}: {check.message}" for check in result.checks if check.outcome != outcomes.PASSED]
            lost = lost or [f"{result.grade_id}: {error}" for error in errors_of(executed, result.grade_id)]
            exam.problems.append("; ".join([f"the {kind} answer earns {result.score}, not {wanted} points", *lost])[:2000])
        elif kind == "model" and not exam.manual and not exam.faulty:
            exam.problems += told_against("the model answer", executed, result.grade_id)
        if kind == "blank":
            kept = [check.name for check in result.checks if check.outcome == outcomes.PASSED]
            exam.problems += [f"check {name} passes for the untouched release" for name in kept]

    def _judge_mutants(self, graded, name, mutants):
        """Note which mutants, {exercise: Mutant}, no check has noticed."""
        for result in graded.results:
            exam = self.exams[name, result.notebook, result.grade_id]
            exam.mutants += 1
            if result.checks and all(check.outcome == outcomes.PASSED for check in result.checks):
                exam.unnoticed.append(mutants[exam.exercise])

    def _judge_known(self, graded, error, name, answers, task, alone):
        """Judge known answers; what is not as it must be in a notebook of many counts only if it is so `alone`, too."""
        results = {result.grade_id: result for result in graded.results} if graded else {}
        for exercise, answer in answers.items():
            grade_id = TEST_PREFIX + exercise
            exam = self.exams[name, task.notebook, grade_id]
            if graded:
                problems = problems_with(answer, results[grade_id], task.output)
            else:
                problems = [f"the grader failed on {answer['name']}: {error}"]
            if not problems:
                (exam.wrong if answer["loses"] else exam.right).append(answer["name"])
            elif alone:
                self.doubtful.append(alone({exercise: answer}, f"{exercise}-{answer['name']}"))
            else:
                exam.problems += problems

    def _examine_coverage(self, exam):
        """See that each check is there for a wrong answer that is known."""
        checks_dir = self.course.checks_dir(exam.assignment)
        path = checks_dir and checks_dir / f"{TEST_PREFIX}{exam.exercise}.py"
        if exam.manual or exam.faulty or not path or not path.exists():
            return
        exam.problems += missing_names(checks_dir / f"{ANSWERS_PREFIX}{exam.exercise}.py", exam.exercise)
        named = {check for answer in self._answers(exam.assignment, exam.exercise) for check in answer["loses"]}
        if not named:
            exam.problems.append("no misconception is known")
        for check in check_names(path):
            if check not in named:
                exam.problems.append(f"check {check} is lost by no misconception: nothing shows what it is there for")


def _one_of_each(columns):
    """Yield {exercise: item} with the next item of each column, {exercise: items}, until the longest is at its end."""
    rows = zip_longest(*([(exercise, item) for item in items] for exercise, items in columns.items()))
    return (dict(filter(None, row)) for row in rows)


def problems_with(answer, result, executed):
    """Return in what a known answer's result is not as it must be, in words.

    executed : the executed notebook, "" for none.
    """
    name, loses = answer["name"], set(answer["loses"])
    known = [check.name for check in result.checks]
    if unknown := sorted(loses.difference(known)):
        meant = "".join(f": is {near} meant?" for near in get_close_matches(unknown[0], known, n=1))
        return [f"{name} names the check {unknown[0]}, and the exercise has none of that name{meant}"]
    lost = {check.name for check in result.checks if check.outcome != outcomes.PASSED}
    faults = [check.message for check in result.checks if check.outcome == outcomes.GRADER_ERROR]
    if faults:
        return [f"{name} makes a check fail instead of judging: {faults[0]}"]
    if lost != loses:
        more, less = (", ".join(sorted(names)) or "nothing" for names in (lost - loses, loses - lost))
        return [f"{name} loses {more} unexpectedly, and keeps {less} that it must lose"]
    return told_against(name, executed, result.grade_id) if executed else []


def told_against(name, executed, grade_id):
    """Return what the test cell of an executed notebook says against the answer called `name`, which has earned everything."""
    return [f"{name} is right, but what students see of the test says: {error}" for error in errors_of(executed, grade_id)]


def errors_of(executed, grade_id):
    """Return the errors that a cell of an executed notebook has put out, in words; none where nothing could be run."""
    if not Path(executed).is_file():
        return []
    cells = [cell for cell in read_trusted(executed).cells if grade_id_of(cell) == grade_id]
    return [f"{output.ename}: {output.evalue}" for cell in cells for output in cell.outputs if output.output_type == "error"]


def _exercise_of(cell):
    return grade_id_of(cell).removeprefix(TEST_PREFIX)


def _check_files(checks_dir):
    return sorted(checks_dir.glob(f"{TEST_PREFIX}*.py"))


def compare_signatures(exercise, source, parameters):
    """Return a problem if the model answer and the reference, whose parameters are given, differ in parameter names."""
    if parameters is None:
        return [f"the reference answers have no {exercise}"]
    definition = next(
        (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == exercise), None
    )
    if definition is None:
        return [f"the solution cell does not define {exercise}"]
    model = [argument.arg for argument in definition.args.args]
    return [] if model == parameters else [f"parameters {model} in the notebook, {parameters} in the reference"]
