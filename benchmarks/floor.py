"""CPU time per submission against the floor: the same cells and the same checks in one warm process (warm_process.py)."""

import json
import statistics
import sys
from pathlib import Path

from benchmarks.classes import S1
from benchmarks.commands import ONE_THREAD, QUIET, environment, grade, read_profile, run
from benchmarks.measurement import measured

SEED = "benchmark"
FEW = 6  # submissions of the small class: from there on pictures are drawn once for all


def measure(classes, sizes, work):
    """Return the rows for s1: our CPU time against the floor of the same class, in turn: a shared machine's pace changes from
    one minute to the next. Then with the floor in which every cell runs.
    """
    course = classes.course(work / "floor", {S1: sizes.floor})
    small = classes.course(work / "floor-small", {S1: FEW})
    grade(course.root, "--seed", SEED)  # the release is drawn, the rows of the gradebook are made
    ours, floors = [], []
    for turn in range(sizes.turns):
        alone = grade(course.root, "--force", "--profile", "--seed", SEED, "--jobs", "1")
        ours.append(cpu_ms_each(alone, sizes.floor))
        floors.append(run_floor(course, "lean" if turn else ""))
        require_same_scores(course.root, floors[-1]["scores"], S1)
    few = grade(small.root, "--seed", SEED, "--jobs", "1")
    parallel_ms = cpu_ms_each(grade(course.root, "--force", "--profile", "--seed", SEED), sizes.floor)
    lean, full_ms = [statistics.mean(floor["lean_ms"]) for floor in floors], statistics.mean(floors[0]["full_ms"])
    ours_ms, lean_ms = statistics.mean(ours), statistics.mean(lean)
    whole_ms = 1000 * (alone.cpu_s - few.cpu_s) / (sizes.floor - FEW)
    turns = ", ".join(f"{a:.0f} to {b:.0f}" for a, b in zip(ours, lean))
    basis = (
        f"{ours_ms:.0f} ms against {lean_ms:.0f} ms, means of {sizes.floor} submissions to {S1}, one at a time, in turn: "
        f"{turns} ms; same scores"
    )
    return [
        measured("CPU per submission against the floor", ours_ms / lean_ms, "times", 1.25, detail=basis),
        measured("the same, as many at once as there are cores", parallel_ms / lean_ms, "times", detail=f"{parallel_ms:.0f} ms"),
        measured("the same, against a floor that also runs the cells we leave out", ours[0] / full_ms, "times", detail=(
            f"{full_ms:.0f} ms: demonstrations of the release whose pictures are known and used by nothing"
        )),
        measured("the same, of whole commands", whole_ms / lean_ms, "times", detail=(
            f"{whole_ms:.0f} ms: CPU of a command over {sizes.floor} less one over {FEW}, a submission; the zygote's forks are in it"
        )),
    ]  # fmt: skip


def run_floor(course, how):
    """Return what warm_process has found out about a class that was graded before."""
    command = [sys.executable, "-m", "benchmarks.warm_process", course.root, S1, SEED, how]
    return json.loads(run(command, env=environment(**QUIET, **ONE_THREAD)).out.splitlines()[-1])


def cpu_ms_each(told, count):
    """Return the CPU milliseconds of a submission, by what `grade --profile` has said."""
    return 1000 * sum(cpu_s for _, cpu_s in read_profile(told.err).values()) / count


def require_same_scores(root, scores, assignment):
    """Raise ValueError unless the floor gave each cell the score that `grade` gave it: else the two did not do the same."""
    for student, found in scores.items():
        record = json.loads(Path(root, ".autograder", "results", assignment, f"{student}.json").read_text(encoding="utf-8"))
        ours = {result["grade_id"]: result["score"] for result in record["results"]}
        if found != {grade_id: ours[grade_id] for grade_id in found}:
            raise ValueError(f"{student}: {found} in one process, {ours} by `grade`")
