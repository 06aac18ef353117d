"""CPU time per submission against the floor: the same cells and the same checks in one warm process (warm_process.py)."""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from autograder.processes import descendants
from benchmarks.classes import S1
from benchmarks.commands import ONE_THREAD, QUIET, CommandFailed, environment, grade, grade_command, read_profile
from benchmarks.measurement import measured

SEED = "benchmark"
FEW = 6  # submissions of the small class: from there on pictures are drawn once for all


def measure(classes, sizes, work):
    """Return the rows for s1: our CPU time against the floor, one submission in turn with the other: the pace of a shared machine
    changes within seconds. In each turn both have the same core for themselves, in the next turn another one: one core is
    slower than the other by a tenth and more, and the floor's process never leaves its own. What is not taken in turn is compared
    to a floor that nothing interrupts either, whose caches stay warm; then there is the floor in which every cell runs.
    """
    cores = sorted(os.sched_getaffinity(0))
    course = classes.course(work / "floor", {S1: sizes.floor})
    small = classes.course(work / "floor-small", {S1: FEW})
    grade(course.root, "--seed", SEED)  # the release is drawn, the rows of the gradebook are made
    ours, lean = [], []
    with WarmProcess(course.root) as floor:
        for turn in range(sizes.turns):
            judged = []
            with on_core(cores[turn % len(cores)], floor.process.pid):
                err = grade_in_turn(course.root, lambda student: judged.append((student, floor.judge(student))))
            ours.append(cpu_ms_each(err, sizes.floor))
            lean.append(statistics.mean(told["ms"] for _, told in judged))
            require_same_scores(course.root, {student: told["scores"] for student, told in judged}, S1)
        steady, full = ([floor.judge(student, full=every)["ms"] for student, _ in judged] for every in (False, True))
    grade(small.root, "--seed", SEED)
    few = grade(small.root, "--force", "--seed", SEED, "--jobs", "1")
    alone = grade(course.root, "--force", "--seed", SEED, "--jobs", "1")
    parallel_ms = cpu_ms_each(grade(course.root, "--force", "--profile", "--seed", SEED).err, sizes.floor)
    ours_ms, lean_ms = statistics.median(ours), statistics.median(lean)
    steady_ms, full_ms = statistics.mean(steady), statistics.mean(full)
    ratio = statistics.median(a / b for a, b in zip(ours, lean))
    whole_ms = 1000 * (alone.cpu_s - few.cpu_s) / (sizes.floor - FEW)
    turns = ", ".join(f"{a:.0f} to {b:.0f}" for a, b in zip(ours, lean))
    basis = (
        f"{ours_ms:.0f} ms against {lean_ms:.0f} ms, medians of {sizes.turns} turns over {sizes.floor} submissions to {S1}, one at a "
        f"time, each in turn with the floor's on the same core, turn by turn another one: {turns} ms; same scores"
    )
    return [
        measured("CPU per submission against the floor", ratio, "times", 1.25, detail=basis),
        measured("the same, as many at once as there are cores", parallel_ms / steady_ms, "times", detail=(
            f"{parallel_ms:.0f} ms against {steady_ms:.0f} ms: this floor runs uninterrupted"
        )),
        measured("the same, against a floor that also runs the cells we leave out", ours_ms / full_ms, "times", detail=(
            f"{full_ms:.0f} ms: demonstrations of the release whose pictures are known and used by nothing"
        )),
        measured("the same, of whole commands", whole_ms / steady_ms, "times", detail=(
            f"{whole_ms:.0f} ms against {steady_ms:.0f} ms: CPU of a command over {sizes.floor} less one over {FEW}, a submission; "
            f"the zygote's forks are in it"
        )),
    ]  # fmt: skip


class WarmProcess:
    """The floor's process, as it is asked for one submission after the other. Use as a context manager."""

    def __init__(self, root, assignment=S1, seed=SEED):
        """root : of a course that was graded before."""
        command = [sys.executable, "-m", "benchmarks.warm_process", str(root), assignment, seed]
        env = environment(**QUIET, **ONE_THREAD)
        self.err = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.err, text=True, bufsize=1
        )

    def __enter__(self):
        self._read()  # it is ready
        return self

    def __exit__(self, *exception):
        self.process.__exit__(*exception)  # closes its input, which ends it, and waits
        self.err.close()

    def judge(self, student, full=False):
        """Return {"ms": CPU milliseconds, "scores"} of a submission. full : with the cells that grading leaves out."""
        print(json.dumps([student, full]), file=self.process.stdin)
        return self._read()

    def _read(self):
        """Return the next line that is JSON: what TensorFlow logs may stand between."""
        for line in self.process.stdout:
            try:
                return json.loads(line)
            except ValueError:
                pass
        self.err.seek(0)
        raise CommandFailed(f"the floor's process has ended:\n{self.err.read()[-2000:]}")


@contextmanager
def on_core(core, pid):
    """Have what is started inside, and a process that runs already, be on one core."""
    cores = os.sched_getaffinity(0)
    for process in (0, pid):
        os.sched_setaffinity(process, {core})
    try:
        yield
    finally:
        for process in (0, pid):
            os.sched_setaffinity(process, cores)


def grade_in_turn(root, other):
    """Grade a class anew, one submission at a time, and call other(student) after each while the grader stands still.

    Returns what `grade --profile` has said on standard error.
    """
    students = set(os.listdir(Path(root, "submitted")))
    command = [str(part) for part in grade_command(root, "--force", "--profile", "--seed", SEED, "--jobs", "1")]
    with (
        tempfile.TemporaryFile("w+") as err,
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=err, text=True) as process,
    ):
        for line in process.stdout:
            student = line.partition(" ")[0]
            if student in students:
                students.remove(student)
                stopped = stop(process.pid)
                try:
                    other(student)
                finally:
                    for pid in reversed(stopped):
                        send(pid, signal.SIGCONT)
        process.wait()
        err.seek(0)
        told = err.read()
    if process.returncode or students:
        raise CommandFailed(f"grading ended with {process.returncode}, without {sorted(students)}:\n{told[-2000:]}")
    return told


def stop(pid):
    """Have a process and all that it has started stand still; return the pids, parents first."""
    stopped = []
    while fresh := [other for other in [pid, *descendants(pid)] if other not in stopped]:
        for other in fresh:
            send(other, signal.SIGSTOP)
        stopped += fresh
    return stopped


def send(pid, number):
    """Send a signal to a process that may have ended."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def cpu_ms_each(told, count):
    """Return the CPU milliseconds of a submission, by what `grade --profile` has said."""
    return 1000 * sum(cpu_s for _, cpu_s in read_profile(told).values()) / count


def require_same_scores(root, scores, assignment):
    """Raise ValueError unless the floor gave each cell the score that `grade` gave it: else the two did not do the same."""
    for student, found in scores.items():
        record = json.loads(Path(root, ".autograder", "results", assignment, f"{student}.json").read_text(encoding="utf-8"))
        ours = {result["grade_id"]: result["score"] for result in record["results"]}
        if found != {grade_id: ours[grade_id] for grade_id in found}:
            raise ValueError(f"{student}: {found} in one process, {ours} by `grade`")
