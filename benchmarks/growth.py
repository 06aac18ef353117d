"""How the cost grows with the class: time per submission, and the memory of the referees."""

import statistics

from benchmarks.commands import grade_command, graded_pace, read_profile, run
from benchmarks.measurement import measured
from benchmarks.watching import Watched
from tests.numpy_course import make_numpy_course


def measure(classes, sizes, work):
    """Return the rows: the largest class against the smallest, graded in turn, medians of each."""
    small, large = sizes.classes[0], sizes.classes[-1]
    order = [*sizes.classes, *[small, large] * sizes.growth_turns, small]
    found = [grade_class(work / f"growth-{turn}", count) for turn, count in enumerate(order)]
    of_count = {count: [part for other, part in zip(order, found) if other == count] for count in sizes.classes}
    points = [{"count": count, **medians(parts)} for count, parts in of_count.items()]
    change = {key: percent(points[-1][key], points[0][key]) for key in ("pace_s", "cpu_s")}
    start, end = of_count[large][0]["rss_mib"]
    paces = {count: " ".join(f"{1000 * part['pace_s']:.0f}" for part in parts) for count, parts in of_count.items()}
    each = ", ".join(f"{count}: {pace} ms" for count, pace in paces.items())
    name = f"time per submission in a class of {large} against one of {small}"
    return [
        measured(name, abs(change["pace_s"]), "% apart", 10, detail=f"NumPy course; {change['pace_s']:+.1f} %; {each}", figures={"points": points}),
        measured(f"CPU {name}", abs(change["cpu_s"]), "% apart", 10, detail=f"{change['cpu_s']:+.1f} %, by --profile"),
        measured("memory of a referee over such a class", percent(end, start), "% more", 10, detail=f"resident: {start:.0f} MiB near the start, {end:.0f} MiB at the end"),
    ]  # fmt: skip


def medians(parts):
    """Return the medians of what several classes of one size took, each key by itself."""
    return {key: statistics.median(part[key] for part in parts) for key in ("pace_s", "cpu_s", "seconds")}


def percent(value, base):
    return 100 * (value / base - 1)


def grade_class(root, count):
    """Grade a NumPy course of `count` submissions; return what it took, and the resident memory of the referees."""
    make_numpy_course(root, count)
    with Watched(["VmRSS"]) as watched:
        done = run(grade_command(root, "--profile"), started=watched.follow)
    cpu_s = sum(cpu for _, cpu in read_profile(done.err).values())
    return {"pace_s": graded_pace(root), "cpu_s": cpu_s / count, "seconds": done.seconds / count, "rss_mib": watched.of_referees()}
