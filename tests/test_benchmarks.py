"""The benchmark says what it measures, judges by its targets, and tells gradebooks apart. Of its measurements only the floor's process is run here."""

import os
import subprocess
import sys

import pytest

from benchmarks.__main__ import MEASUREMENTS, merge
from benchmarks.commands import pace
from benchmarks.floor import WarmProcess, cpu_ms_each, grade_in_turn, require_same_scores
from benchmarks.measurement import measured, skipped
from benchmarks.table import render_table
from benchmarks.throughput import differences
from tests.builders import KIT, locked, solution, test_cell
from tests.small_course import CHECKS, RIGHT, SOLUTIONS


def test_the_list_names_every_measurement_there_is_a_module_for():
    done = subprocess.run([sys.executable, "-m", "benchmarks", "--list"], cwd=KIT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(MEASUREMENTS)
    with_measure = {path.stem for path in (KIT / "benchmarks").glob("*.py") if "\ndef measure(classes, sizes, work):" in path.read_text()}
    assert with_measure == set(MEASUREMENTS)


def run_of(*names, date=""):
    return {"date": date, "of": list(names), "load": ["1", "2"], "seconds": 120}


def test_a_part_that_is_measured_again_takes_the_place_of_the_earlier_one():
    def result(run, machine="this"):
        return {"machine": machine, "quick": False, "runs": [run], "rows": [{"measurement": name, "by": run["date"]} for name in run["of"]]}

    earlier, later = result(run_of("latency", "floor", "kills", date="1")), result(run_of("floor", "throughput", date="2"))
    merged = merge(earlier, later)
    assert [(row["measurement"], row["by"]) for row in merged["rows"]] == [("latency", "1"), ("floor", "2"), ("kills", "1"), ("throughput", "2")]
    assert [run["of"] for run in merged["runs"]] == [["latency", "kills"], ["floor", "throughput"]]
    assert merge(earlier, result(run_of("latency", "floor", "kills", date="2")))["runs"] == [run_of("latency", "floor", "kills", date="2")]
    assert merge(None, later) == merge(result(run_of("latency"), machine="another"), later) == later


def test_a_value_is_judged_by_its_target_and_one_that_is_missing_by_none():
    assert [measured("a", 1.3, "", at_most=1.25)["met"], measured("a", 1.25, "", at_most=1.25)["met"]] == [False, True]
    assert [measured("a", 24, "", at_least=25)["met"], measured("a", 25, "", at_least=25)["met"]] == [False, True]
    assert measured("a", 1, "")["met"] is None
    rows = [measured("slow", 1.3, "times", at_most=1.25), skipped("warm", "no such command | yet")]
    page = render_table({"machine": {"cores": "2"}, "quick": False, "runs": [run_of("latency", date="2026-01-31")], "rows": rows})
    assert "- 2026-01-31, one run of 2 minutes: latency; load average" in page
    assert "| slow | 1.3 times | ≤ 1.25 | **no** |" in page
    assert "| warm | –" in page and "no such command \\| yet" in page


def test_scores_that_differ_are_told_and_rounding_is_not():
    key, other = ("amy", "ps1", "ps1", "test_f"), ("bob", "ps1", "ps1", "test_f")
    late = {("amy", "ps1", "ps1", "late"): 0.0}
    theirs = {key: (1.0, False), other: (2 / 3, False)} | late
    assert differences(theirs, {key: (1.0, False), other: (1 - 1 / 3, False)} | late) == []
    assert len(differences(theirs, {key: (1.0, True), other: (0.5, False)} | late)) == 2
    assert len(differences(theirs, {key: (1.0, False)} | late)) == 1


@pytest.mark.parametrize(("ends", "at_once", "each"), [
    ([1.0, 3.0, 5.0, 7.0], 1, 2.0), ([2.0, 2.1, 4.0, 4.1, 6.0, 6.1], 2, 1.0), ([2.0, 4.0], 2, 2.0), ([2.0], 2, None),
])  # fmt: skip
def test_a_pace_is_measured_from_the_end_of_the_first_round(tmp_path, ends, at_once, each):
    paths = [tmp_path / str(number) for number in range(len(ends))]
    for path, end in zip(paths, ends):
        path.touch()
        os.utime(path, ns=(0, int(end * 1e9)))
    assert pace(paths, at_once) == (each if each is None else pytest.approx(each))


def test_the_floor_gives_the_scores_that_grade_gives_whatever_is_logged(course, grade):
    course.assignment(
        "ps1", locked("imports", "import numpy as np"), solution("double"), test_cell("double", 4),
        checks={"double": CHECKS}, solutions=SOLUTIONS,
    )  # fmt: skip
    course.submit("ann", "ps1", double=RIGHT)
    course.submit("bob", "ps1", double="import sys\n\n\ndef double(x):\n    print('told', file=sys.__stdout__)\n    return np.square(x)")
    grade(course)
    scores = {}
    with WarmProcess(course.root, "ps1") as floor:
        err = grade_in_turn(course.root, lambda student: scores.update({student: floor.judge(student, full=student == "bob")["scores"]}))
    assert scores == {"ann": {"test_double": 4.0}, "bob": {"test_double": 0.0}}
    require_same_scores(course.root, scores, "ps1")
    assert cpu_ms_each(err, 2) > 0
