"""The pytest side of the checks: what a check function is given, and what becomes of its result.

A `Bench` is where one submission lies while it is judged. The fixtures take everything from it, so that the
same checks run in the referee against a worker, in a kernel, or under plain `pytest --notebook FILE`.
"""

import hashlib
import inspect
import os
import sys
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import cloudpickle
import numpy as np
import pytest

from autograder import outcomes
from autograder.answers import ANSWERS_PREFIX, CannotImport, load_answers, load_module
from autograder.check_files import doubled_names
from autograder.checking import MAX_PART, CheckFailed, Memory, Student
from autograder.describing import shorten
from autograder.notebooks import TEST_PREFIX
from autograder.outcomes import CheckResult
from autograder.pictures import draw_safely
from autograder.references import Reference

SOLUTIONS_PREFIX = "solutions_"  # of the name under which a module of references is imported; the assignment's follows
FIXTURES = ("student", "reference", "rng")  # what BenchPlugin has for the parameters of checks


@dataclass
class Bench:
    """One submission under judgement."""

    session: object = None  # reach(grade_id), call(name, payload, watch, following) -> Reply
    seed: str = ""  # inputs of random checks follow from it
    results: dict = field(default_factory=dict)  # exercise -> {check name: CheckResult}
    memory: dict = field(default_factory=dict)  # exercise -> checking.Memory
    explains: bool = True  # whether a lost check is explained: the misconception named, a picture drawn


def exercise_of(item):
    """Return the exercise that a collected check belongs to, by its file's name."""
    return Path(item.path).stem.removeprefix(TEST_PREFIX)


def is_check(item):
    """Whether a collected item is a function marked with @check."""
    return hasattr(getattr(item, "function", None), "autograder_check")


@lru_cache(maxsize=None)
def load_reference(checks_dir):
    """Return the module of reference answers that belongs to a folder of checks.

    `<root>/solutions/<assignment>.py`, where the checks are `<root>/checks/<assignment>/`, or for the kit's own
    course, whose checks lie inside the package, one folder further up.
    """
    assignment = checks_dir.name
    for root in (checks_dir.parent.parent, checks_dir.parent.parent.parent):
        path = root / "solutions" / f"{assignment}.py"
        if path.exists():
            return load_module(path, SOLUTIONS_PREFIX + assignment)
    raise CannotImport(f"there is no solutions/{assignment}.py beside the checks in {checks_dir}")


@lru_cache(maxsize=None)
def reference_parameters(checks_dir, exercise):
    """Return the parameter names of an exercise's reference answer, or None if there is none, or they are not known."""
    reference = getattr(load_reference(checks_dir), exercise, None)
    try:
        return list(inspect.signature(reference).parameters) if callable(reference) else None
    except ValueError:  # some functions of C have none
        return None


@lru_cache(maxsize=None)
def remembering_reference(checks_dir, exercise):
    """Return an exercise's Reference, one for all checks that this process runs."""
    return Reference(getattr(load_reference(checks_dir), exercise))


def doubled_in_files_of(checks_dir, exercise):
    """Return a sentence for each name that two checks, or two known answers, of an exercise share. Their files can be imported."""
    return [text for kind in (TEST_PREFIX, ANSWERS_PREFIX) for text in doubled_names(checks_dir / f"{kind}{exercise}.py")]


def faults_of(groups):
    """Return why references and known answers of collected checks cannot be had, or not all of them, each reason once.

    What can be is imported then.

    groups : {(folder, exercise): its collected checks}.
    """
    faults = {}
    for (folder, exercise), items in groups.items():
        try:
            load_answers(Path(folder), exercise)
            reference = load_reference(Path(folder))
        except CannotImport as fault:
            faults[str(fault)] = None
            continue
        faults |= dict.fromkeys(doubled_in_files_of(Path(folder), exercise))
        if not callable(getattr(reference, exercise, None)) and any("reference" in item.fixturenames for item in items):
            faults[f"{reference.__file__} has no reference answer `{exercise}`, which {TEST_PREFIX}{exercise}.py asks for"] = None
    return list(faults)


def unknown_fixtures(items):
    """Return a sentence for each parameter of a collected check that pytest has nothing for."""
    told = {}
    for item in items:
        cases = item.callspec.params if hasattr(item, "callspec") else ()  # of parametrize
        for name in set(item.fixturenames).difference(item._fixtureinfo.name2fixturedefs, cases, ["request"]):
            told[f"{item.path}: {item.originalname} has a parameter `{name}`, which is no fixture; there are {', '.join(FIXTURES)}"] = None
    return list(told)


class BenchPlugin:
    """Fixtures and hooks around one Bench. An instance is for run_pytest."""

    def __init__(self, bench):
        self.bench = bench
        self.item = None  # the check that is run; pytest would make a definition of `request` for each fixture that asks for it

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        self.item = item

    @pytest.fixture
    def reference(self):
        """The function of the same name in solutions/<assignment>.py, as a Reference."""
        return remembering_reference(self.item.path.parent, exercise_of(self.item))

    @pytest.fixture
    def rng(self):
        """A numpy Generator that depends on run, student and check."""
        text = f"{self.bench.seed}/{self.item.path.parent.name}/{self.item.name}"
        digest = hashlib.sha256(text.encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:16], "big"))

    @pytest.fixture
    def student(self):
        """The student's function of this exercise, as the notebook stands when its test cell is reached."""
        exercise, checks_dir, check = exercise_of(self.item), self.item.path.parent, self.item.originalname
        self.bench.session.reach(TEST_PREFIX + exercise)
        parameters = reference_parameters(checks_dir, exercise)
        known = self._still_possible(load_answers(checks_dir, exercise), exercise, check) if self.bench.explains else []
        memory = self.bench.memory.setdefault(exercise, Memory())
        reference = getattr(load_reference(checks_dir), exercise, None)
        return Student(self.bench.session, exercise, parameters, known, memory=memory, reference=reference)

    def _still_possible(self, answers, exercise, check):
        """Return the known wrong answers that lose this check and what else was lost by a wrong result, and nothing that was passed."""
        others = [(name, result.outcome) for name, result in self.bench.results.get(exercise, {}).items() if name != check]
        passed = {name for name, outcome in others if outcome == outcomes.PASSED}
        lost = {check, *(name for name, outcome in others if outcome == outcomes.FAILED)}
        return [answer.function for answer in answers if lost <= answer.loses and not passed & answer.loses]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        register_by_value({str(item.path.parent) for item in items if is_check(item)})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        """Note a check's result. A lost check's report is made here: pytest's would look for source lines for 0.2 s."""
        if not is_check(item):
            return None
        if call.excinfo is not None or call.when == "call":
            self._note(item, call)
        if call.excinfo is None or not isinstance(call.excinfo.value, CheckFailed):
            return None
        return pytest.TestReport(
            item.nodeid, item.location, dict.fromkeys(item.keywords, 1), "failed", str(call.excinfo.value), call.when,
            duration=call.duration, start=call.start, stop=call.stop,
        )  # fmt: skip

    def _note(self, item, call):
        """Keep the result of one case; a check of several cases passes if all of them do."""
        checks = self.bench.results.setdefault(exercise_of(item), {})
        name = item.originalname
        result = _result_of(item, name, call, self.bench.explains)
        before = checks.get(name)
        if before is None:
            checks[name] = result
            return
        before.seconds += result.seconds
        if outcomes.BY_GRAVITY.index(result.outcome) < outcomes.BY_GRAVITY.index(before.outcome):
            before.outcome, before.message, before.shown = result.outcome, result.message, result.shown
            before.picture = result.picture


def register_by_value(folders):
    """Let functions of the modules in these folders travel by value: a worker cannot import a check."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and str(Path(file).parent) in folders:
            cloudpickle.register_pickle_by_value(module)


def _result_of(item, name, call, explained):
    mark = item.function.autograder_check
    title = " ".join(item.function.__doc__.split())
    result = CheckResult(name, outcomes.PASSED, mark.weight, mark.public, title=title, seconds=call.duration)
    if call.excinfo is not None:
        error = call.excinfo.value
        if isinstance(error, CheckFailed):
            result.outcome, result.message, result.shown = error.outcome, str(error), error.render(mark.public)
            if mark.public and explained:  # it shows what a hidden check asked
                result.picture = draw_safely(error.picture)
        else:
            result.outcome = outcomes.GRADER_ERROR
            result.message = _describe_fault(item, call.excinfo)
    return result


def _describe_fault(item, excinfo):
    """Return where in its file a check has raised, and what; below that the author's own line where it was raised."""
    error, traceback = excinfo.value, excinfo.traceback
    mine = [entry for entry in traceback if Path(entry.path) == item.path]
    where = f"{'/'.join(item.path.parts[-3:])}, line {mine[-1].lineno + 1}: " if mine else ""
    said = str(error)
    if not said and isinstance(error, AssertionError):
        said = " ".join(str(traceback[-1].statement).split())  # pytest rewrites no assert here
    return f"{where}{type(error).__name__}: {shorten(said, MAX_PART)}\n{_where_it_broke(item, traceback)}"


def _where_it_broke(item, traceback):
    """Return the last line of the course's own that led to an error, the check's or the reference's; without one the very last."""
    reference = f"{SOLUTIONS_PREFIX}{item.path.parent.name}"
    for entry in reversed(traceback):
        if entry.frame.f_globals.get("__name__") == reference:
            return f"in the reference:\n{entry}"
        if Path(entry.path).parent == item.path.parent:
            return f"in the check:\n{entry}"
    return str(traceback[-1])


# What any pytest run of checks needs: nothing written beside the checks, no plugin but ours.
QUIET = [
    "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:faulthandler", "-p", "no:doctest", "-p", "no:junitxml",
    "-p", "no:logging", "-p", "no:warnings", "-p", "no:unraisableexception", "-p", "no:threadexception",
    "--capture=no", "--assert=plain", "--import-mode=importlib", "--rootdir=/", "--noconftest", "-c", os.devnull,
]  # fmt: skip


def run_pytest(paths, *plugins):
    """Run pytest on `paths` with these plugins alone, whatever the environment asks of pytest; return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):  # `-k`, say: the checks left out would cost a student their points
            patch.delenv(name, raising=False)
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        return pytest.main([*QUIET, *map(str, paths)], plugins=list(plugins))


def run_checks(paths, bench):
    """Collect and run the checks in `paths` once against `bench`; return bench.results."""
    started = time.perf_counter()
    code = run_pytest(paths, BenchPlugin(bench))
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"pytest ended with {code!r} after {time.perf_counter() - started:.1f} s")
    return bench.results
