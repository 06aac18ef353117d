"""CPU time per submission against the floor: the same cells and the same checks in one warm process.

`python -m benchmarks.floor COURSE ASSIGNMENT SEED` is that process: no isolation, no files, no gradebook, no frames between
processes. The course was graded before, so that its release and the pictures that need not be drawn are there.
"""

import contextlib
import gc
import hashlib
import importlib
import io
import json
import os
import statistics
import sys
import tempfile
import time
import types
from pathlib import Path

from autograder import lean
from benchmarks.classes import S1
from benchmarks.commands import ONE_THREAD, QUIET, environment, grade, read_profile, run
from benchmarks.measurement import measured

SEED = "benchmark"
FEW = 6  # submissions of the small class: from there on pictures are drawn once for all


def measure(classes, sizes, work):
    """Return the rows for s1: our CPU time against the floor of the same class, and the floor in which every cell runs."""
    course = classes.course(work / "floor", {S1: sizes.floor})
    small = classes.course(work / "floor-small", {S1: FEW})
    many = classes.course(work / "floor-jobs", {S1: sizes.floor})
    alone = grade(course.root, "--profile", "--seed", SEED, "--jobs", "1")
    told = run([sys.executable, "-m", "benchmarks.floor", course.root, S1, SEED], env=environment(**QUIET, **ONE_THREAD))
    floor = json.loads(told.out)
    few = grade(small.root, "--seed", SEED, "--jobs", "1")
    parallel = grade(many.root, "--profile", "--seed", SEED)
    require_same_scores(course.root, floor["scores"])

    def each(profile):
        return 1000 * sum(cpu_s for _, cpu_s in profile.values()) / sizes.floor

    ours, parallel_ms = each(read_profile(alone.err)), each(read_profile(parallel.err))
    lean_ms, full_ms = statistics.mean(floor["lean_ms"]), statistics.mean(floor["full_ms"])
    whole_ms = 1000 * (alone.cpu_s - few.cpu_s) / (sizes.floor - FEW)
    basis = f"{ours:.0f} ms against {lean_ms:.0f} ms, means of {sizes.floor} submissions to {S1}, one at a time; same scores"
    return [
        measured("CPU per submission against the floor", ours / lean_ms, "times", 1.25, detail=basis),
        measured("the same, as many at once as there are cores", parallel_ms / lean_ms, "times", detail=f"{parallel_ms:.0f} ms"),
        measured("the same, against a floor that also runs the cells we leave out", ours / full_ms, "times", detail=(
            f"{full_ms:.0f} ms: demonstrations of the release whose pictures are known and used by nothing"
        )),
        measured("the same, of whole commands", whole_ms / lean_ms, "times", detail=(
            f"{whole_ms:.0f} ms: CPU of a command over {sizes.floor} less one over {FEW}, a submission; the zygote's forks are in it"
        )),
    ]  # fmt: skip


def require_same_scores(root, scores):
    """Raise ValueError unless the floor gave each cell the score that `grade` gave it: else the two did not do the same."""
    for student, found in scores.items():
        record = json.loads(Path(root, ".autograder", "results", S1, f"{student}.json").read_text(encoding="utf-8"))
        ours = {result["grade_id"]: result["score"] for result in record["results"]}
        if found != {grade_id: ours[grade_id] for grade_id in found}:
            raise ValueError(f"{student}: {found} in one process, {ours} by `grade`")


class WarmSession:
    """A notebook whose cells run in this process, as far as a check needs; calls go to it as it stands there."""

    def __init__(self, shell, cells, skip):
        self.shell, self.cells, self.skip = shell, cells, skip
        self.position = 0

    def reach(self, grade_id):
        """Run the cells up to and including the one with this grade_id."""
        from autograder.notebooks import grade_id_of

        ids = [grade_id_of(cell) for cell in self.cells]
        self.run_until(ids.index(grade_id) + 1)

    def run_until(self, end):
        for index in range(self.position, end):
            cell = self.cells[index]
            if cell.cell_type == "code" and cell.source and index not in self.skip:
                self.shell.run(cell.source)
        self.position = max(self.position, end)

    def call(self, name, payload, watch):
        """Return the Reply to a call, its value as checks read it."""
        from autograder import values
        from autograder.calls import perform_call
        from autograder.replies import read_reply

        message = perform_call(self.shell.user_ns, name, payload, watch)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        return read_reply(name, values.unpack(values.pack(message)))


class Floor:
    """The pytest plugin that runs the collected checks on one submission after the other."""

    def __init__(self, shell, bench, notebooks, name, seed):
        """notebooks : {student: (cells, indices of cells that need not run)}."""
        self.shell, self.bench, self.notebooks, self.name, self.seed = shell, bench, notebooks, name, seed
        self.found = {"lean_ms": [], "full_ms": [], "scores": {}}

    def pytest_runtestloop(self, session):
        from autograder.referee import _by_exercise

        self.items = {exercise: items for (_, exercise), items in _by_exercise(session.items).items()}
        first = next(iter(self.notebooks))
        for _ in range(2):  # what is only done once in a process
            self.judge(first, frozenset())
        gc.collect()
        gc.freeze()
        for student, (_, needless) in self.notebooks.items():
            self.found["lean_ms"].append(1000 * self.judge(student, needless))
            self.found["full_ms"].append(1000 * self.judge(student, frozenset()))
        return True

    def judge(self, student, skip):
        """Run and judge one submission; return the CPU seconds that it took."""
        cells = self.notebooks[student][0]
        started = time.process_time()
        enter_fresh_namespace(self.shell)
        session = self.bench.session = WarmSession(self.shell, cells, skip)
        self.bench.seed = hashlib.sha256(f"{self.seed}/{student}/{self.name}".encode()).hexdigest()
        self.bench.results, self.bench.replies = {}, {}
        scores = self.score(cells)
        session.run_until(len(cells))
        seconds = time.process_time() - started
        self.found["scores"][student] = scores
        return seconds

    def score(self, cells):
        """Run the checks of each test cell, in order; return {grade_id: score}."""
        from autograder.notebooks import TEST_PREFIX, grade_id_of, is_test
        from autograder.outcomes import score_cell

        scores = {}
        for cell in filter(is_test, cells):
            exercise = grade_id_of(cell).removeprefix(TEST_PREFIX)
            items = self.items[exercise]
            for item, following in zip(items, [*items[1:], None]):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            checks = list(self.bench.results[exercise].values())
            scores[grade_id_of(cell)], _ = score_cell(cell.metadata["nbgrader"]["points"], checks)
        return scores


def enter_fresh_namespace(shell):
    """Give the shell an empty user namespace, as a new kernel has."""
    shell.user_module = types.ModuleType("__main__")
    shell.user_ns = vars(shell.user_module)
    shell.init_sys_modules()
    shell.init_user_ns()


def read_notebooks(course, assignment):
    """Return {student: (cells as the grader runs them, indices of those that it leaves out)}."""
    from autograder.grading import read_pictures
    from autograder.influence import needless_cells
    from autograder.notebooks import read_notebook
    from autograder.restoring import restore_cells

    name = assignment.name
    released = read_notebook(assignment.released / f"{name}.ipynb")
    pictures = read_pictures(str(course.root / ".autograder" / "pictures" / assignment.released.name / f"{name}.json"))
    found = {}
    for path in sorted(course.root.glob(f"submitted/*/{name}/{name}.ipynb")):
        cells = restore_cells(read_notebook(path), released).notebook.cells
        found[path.parts[-3]] = cells, needless_cells(cells, released.cells, pictures)
    return found


def main(root, name, seed):
    """Print {"lean_ms", "full_ms", "scores"}: CPU time of each submission without and with the cells that grading leaves out."""
    lean.skip_slow_imports()
    import pytest

    from autograder.assignments import prepare_assignment
    from autograder.batch import grading_modules
    from autograder.course import Course
    from autograder.pytest_plugin import QUIET as OPTIONS
    from autograder.pytest_plugin import Bench, BenchPlugin
    from autograder.shell import make_shell

    out, course = sys.stdout, Course(root)
    assignment = prepare_assignment(course, name)
    notebooks = read_notebooks(course, assignment)
    shell = make_shell()
    for module in grading_modules(course, [name]):
        importlib.import_module(module)
    lean.allow_slow_imports()
    bench = Bench()
    floor = Floor(shell, bench, notebooks, name, seed)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        pytest.main([*OPTIONS, "-c", "/dev/null", str(assignment.checks_dir)], plugins=[BenchPlugin(bench), floor])
        os.chdir("/")
    json.dump(floor.found, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
