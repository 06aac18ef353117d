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
    """Return the rows for s1: our CPU time against the floor of the same class, and the floor in which every cell runs."""
    course = classes.course(work / "floor", {S1: sizes.floor})
    small = classes.course(work / "floor-small", {S1: FEW})
    many = classes.course(work / "floor-jobs", {S1: sizes.floor})
    alone = grade(course.root, "--profile", "--seed", SEED, "--jobs", "1")
    told = run([sys.executable, "-m", "benchmarks.warm_process", course.root, S1, SEED], env=environment(**QUIET, **ONE_THREAD))
    floor = json.loads(told.out.splitlines()[-1])
    few = grade(small.root, "--seed", SEED, "--jobs", "1")
    parallel = grade(many.root, "--profile", "--seed", SEED)
    require_same_scores(course.root, floor["scores"], S1)

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


def require_same_scores(root, scores, assignment):
    """Raise ValueError unless the floor gave each cell the score that `grade` gave it: else the two did not do the same."""
    for student, found in scores.items():
        record = json.loads(Path(root, ".autograder", "results", assignment, f"{student}.json").read_text(encoding="utf-8"))
        ours = {result["grade_id"]: result["score"] for result in record["results"]}
        if found != {grade_id: ours[grade_id] for grade_id in found}:
            raise ValueError(f"{student}: {found} in one process, {ours} by `grade`")
