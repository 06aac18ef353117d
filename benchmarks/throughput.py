"""Throughput, side by side with stock `nbgrader autograde`: the same class, the same scores."""

import shutil
import sys
from pathlib import Path

from benchmarks.classes import ASSIGNMENTS, S1
from benchmarks.commands import BIN, CommandFailed, grade, graded_pace, pace, run
from benchmarks.measurement import measured
from benchmarks.serving import serving
from tests.numpy_course import make_numpy_course
from tests.stock import read_marks

SAME = 1e-9  # points: both compute a score from the same weights, in another order perhaps


def measure(classes, sizes, work):
    """Return the rows: s1, the five assignments together, a course without TensorFlow."""
    course = classes.course(work / "s1", {S1: sizes.s1})
    one = compare(course.root, [S1])
    each = {}
    for name in ASSIGNMENTS:
        each[name] = compare(classes.course(work / f"five-{name}", {name: sizes.each}).root, [name])
    together = each_way(classes.course(work / "five", dict.fromkeys(ASSIGNMENTS, sizes.each)).root)
    plain = compare(make_numpy_course(work / "numpy", sizes.numpy).root, ["numpy"])
    return [
        *rows(f"{S1}, {sizes.s1} submissions", one, 25),
        *rows(f"five assignments, {sizes.each} submissions each", add_up(each.values(), together), 8, each),
        *rows(f"NumPy course, {sizes.numpy} submissions", plain, 5),
    ]


def rows(what, found, target, each=None):
    """Return the rows of one comparison: with start-up, beside a server, without a release, without start-up, scores that differ."""
    count = found["count"]
    whole = measured_ratio(f"throughput against nbgrader: {what}", found["stock_s"], found["ours_s"], target, (
        f"whole commands: {found['stock_s']:.1f} s and {found['ours_s']:.1f} s, {found['stock_s'] / count:.2f} s "
        f"and {found['ours_s'] / count:.3f} s a submission"
    ))  # fmt: skip
    whole["figures"] = {"each": each} if each else {}
    served = measured_ratio(f"the same beside `autograder serve`: {what}", found["stock_s"], found["served_s"], target, (
        f"a whole command, whose server has started before: {found['served_s']:.1f} s, {found['served_s'] / count:.3f} s a submission"
    ))  # fmt: skip
    unreleased = measured_ratio(f"the same without `autograder release` before: {what}", found["stock_s"], found["unreleased_s"], None, (
        f"a whole command, which makes the release for itself and draws its pictures: {found['unreleased_s']:.1f} s; "
        f"`autograder release` takes {found['release_s']:.1f} s"
    ))  # fmt: skip
    steady = measured_ratio(f"the same without start-up: {what}", found["stock_pace"], found["our_pace"], target, (
        f"between the first and the last submission done: {found['stock_pace']:.2f} s and {found['our_pace']:.3f} s a submission"
    ))  # fmt: skip
    detail = f"of {found['cells']} graded cells" + "".join(f"; {text}" for text in found["differences"][:5])
    scores = measured(f"scores that differ from nbgrader's: {what}", len(found["differences"]), "cells", 0, detail=detail)
    return [whole, served, unreleased, steady, scores]


def measured_ratio(name, theirs, ours, target, detail):
    return measured(name, theirs / ours, "times", at_least=target, detail=detail)


def compare(root, names):
    """Grade copies of a course by us, by stock nbgrader and by us again; return what each took and the scores that differ."""
    before, stock, after = (copy_of(root, kind) for kind in ("before", "stock", "after"))
    release(before, *names)
    first = grade(before, *names)
    stock_s = sum(autograde(stock, name) for name in names)
    ours = each_way(after, *names)
    paths = list(stock.glob("autograded/*/*/*.ipynb"))
    theirs, mine = (read_marks(copy) for copy in (stock, after))
    return {
        "count": len(paths),
        "stock_s": stock_s,
        **ours,
        "ours_s": (first.seconds + ours["ours_s"]) / 2,
        "stock_pace": pace(paths),
        "our_pace": (graded_pace(before) + graded_pace(after)) / 2,
        "cells": sum(len(key) == 4 and key[-1] != "late" for key in theirs),
        "differences": differences(theirs, mine),
    }


def each_way(root, *names):
    """Grade a fresh course once it was released, a copy of it beside a server, and one that was not released; return seconds."""
    unreleased = copy_of(root, "unreleased")
    released = release(root, *names)
    served = copy_of(root, "served")
    found = {"release_s": released.seconds, "ours_s": grade(root, *names).seconds}
    with serving(served):
        done = grade(served, *names)
    if "without the server" in done.err:
        raise CommandFailed(f"the server was not used:\n{done.err}")
    return {**found, "served_s": done.seconds, "unreleased_s": grade(unreleased, *names).seconds}


def release(root, *names):
    """Run `autograder release` on the course in `root`; return the Run."""
    return run([BIN / "autograder", "release", "--course-dir", str(root), *names])


def copy_of(root, kind):
    """Copy a course beside itself; return the copy's folder."""
    return Path(shutil.copytree(root, root.with_name(f"{root.name}-{kind}")))


def add_up(found, together):
    """Return one comparison of several that were made one by one. together : seconds of our commands over all of them."""
    found = list(found)
    total = {key: sum(part[key] for part in found) for key in ("count", "stock_s", "cells")}
    weights = [part["count"] / total["count"] for part in found]
    paces = {key: sum(w * part[key] for w, part in zip(weights, found)) for key in ("stock_pace", "our_pace")}
    return {**total, **paces, **together, "differences": [text for part in found for text in part["differences"]]}


def autograde(root, name):
    """Grade one assignment with stock nbgrader and return the seconds of `nbgrader autograde`; the release is made before, as for us."""
    nbgrader = [sys.executable, "-m", "nbgrader"]
    run([*nbgrader, "generate_assignment", name, "--force"], cwd=root)
    return run([*nbgrader, "autograde", name], cwd=root).seconds


def differences(theirs, ours):
    """Return a sentence for each cell to which two graders gave another score or another flag; read_marks gives both."""
    return [
        f"{' '.join(key)}: {mark} by nbgrader, {ours.get(key)} by us"
        for key, mark in theirs.items()
        if len(key) == 4 and not _same(mark, ours.get(key))
    ]


def _same(mark, other):
    if other is None or isinstance(mark, float) or mark[0] is None or other[0] is None:
        return mark == other
    return abs(mark[0] - other[0]) < SAME and mark[1] == other[1]
