"""How the cost grows with the class: time per submission, and the memory of the referees."""

from benchmarks.commands import grade_command, graded_pace, read_profile, run
from benchmarks.measurement import measured
from benchmarks.watching import Watched
from tests.numpy_course import make_numpy_course


def measure(classes, sizes, work):
    """Return the rows: the largest class against the smallest, which is graded before and after it."""
    order = [*sizes.classes, sizes.classes[0]]
    found = [grade_class(work / f"growth-{turn}", count) for turn, count in enumerate(order)]
    small, large = sizes.classes[0], sizes.classes[-1]
    points = [{"count": count, **{key: part[key] for key in ("pace_s", "cpu_s", "seconds")}} for count, part in zip(order, found)]
    change = {key: percent(found[-2][key], (found[0][key] + found[-1][key]) / 2) for key in ("pace_s", "cpu_s")}
    start, end = found[-2]["rss_mib"]
    each = ", ".join(f"{part['count']}: {1000 * part['pace_s']:.0f} ms" for part in points)
    name = f"time per submission in a class of {large} against one of {small}"
    return [
        measured(name, abs(change["pace_s"]), "% apart", 10, detail=f"NumPy course; {change['pace_s']:+.1f} %; {each}", figures={"points": points}),
        measured(f"CPU {name}", abs(change["cpu_s"]), "% apart", 10, detail=f"{change['cpu_s']:+.1f} %, by --profile"),
        measured("memory of a referee over such a class", percent(end, start), "% more", 10, detail=f"resident: {start:.0f} MiB near the start, {end:.0f} MiB at the end"),
    ]  # fmt: skip


def percent(value, base):
    return 100 * (value / base - 1)


def grade_class(root, count):
    """Grade a NumPy course of `count` submissions; return what it took, and the resident memory of the referees."""
    make_numpy_course(root, count)
    with Watched(["VmRSS"]) as watched:
        done = run(grade_command(root, "--profile"), started=watched.follow)
    cpu_s = sum(cpu for _, cpu in read_profile(done.err).values())
    return {"pace_s": graded_pace(root), "cpu_s": cpu_s / count, "seconds": done.seconds / count, "rss_mib": watched.of_referees()}
