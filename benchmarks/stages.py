"""Where the time of a submission goes: CPU time by stage, for each assignment."""

from autograder.stages import STAGES
from benchmarks.classes import ASSIGNMENTS
from benchmarks.commands import grade, read_profile
from benchmarks.measurement import measured


def measure(classes, sizes, work):
    """Return a row an assignment: CPU milliseconds per submission; its figures have them by stage."""
    rows = []
    for name in ASSIGNMENTS:
        course = classes.course(work / f"stages-{name}", {name: sizes.profiled})
        profile = read_profile(grade(course.root, name, "--profile").err)
        each = {stage: 1000 * profile[stage][1] / sizes.profiled for stage in STAGES}
        total = sum(each.values())
        shares = ", ".join(f"{stage} {100 * ms / total:.0f} %" for stage, ms in each.items() if ms >= total / 200)
        rows.append(measured(f"CPU by stage: {name}", total, "ms", detail=shares, figures={"assignment": name, "stages_ms": each}))
    return rows
