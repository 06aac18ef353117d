"""`python -m benchmarks`: take the measurements, print them, write the table, the picture and the numbers."""

import datetime
import importlib
import json
import sys
import tempfile
import time
import traceback
from pathlib import Path

import click

from autograder import lean
from benchmarks.drawing import draw
from benchmarks.measurement import QUICK, Sizes, skipped
from benchmarks.table import render_table

RESULTS = Path(__file__).parent / "results"
MEASUREMENTS = {  # name: what it measures; the module of the same name does it
    "latency": "one submission, cold and with a grader that stays up",
    "isolation": "what shutting a worker in costs over a bare fork",
    "memory": "own memory of an additional worker",
    "floor": "CPU per submission against the same cells and checks in one warm process",
    "stages": "where the time of a submission goes, for each assignment",
    "growth": "time per submission and the referees' memory over the size of the class",
    "regrade": "grading a class again in which nothing has changed",
    "kills": "batches that are killed and resumed: is the gradebook the same?",
    "throughput": "the same class graded by stock nbgrader: how many times faster, same scores",
    "large_class": "the same for a class of a hundred and more",
}


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(MEASUREMENTS)), metavar="NAME", help="Only this one; may be repeated.")
@click.option("--quick", is_flag=True, help="Small sizes: whether it works, not how fast it is.")
@click.option("--list", "list_only", is_flag=True, help="Say what there is to measure.")
@click.option("--output", type=click.Path(file_okay=False), help="Folder for table, picture and numbers; what it holds of measurements that --only leaves out stays.  [default: benchmarks/results of a whole run]")
def main(only, quick, list_only, output):
    """Measure the grader, side by side with what it is compared to."""
    if list_only:
        for name, what in MEASUREMENTS.items():
            click.echo(f"{name:<12}{what}")
        return
    names = [name for name in MEASUREMENTS if not only or name in only]
    if output is None and not only and not quick:
        output = RESULTS
    output = output and Path(output)
    earlier = read(output) if only and not quick else None
    result = take(names, QUICK if quick else Sizes(), quick, lambda result: write(merge(earlier, result), output))
    click.echo(render_table(result))
    failed = any(row["met"] is False for row in result["rows"])
    sys.exit(1 if failed and not quick else 0)


def take(names, sizes, quick, keep):
    """Take the named measurements one after the other; return the result as plain data.

    keep(result) : called after each of them with what there is, so that a run that is cut off is not for nothing.
    """
    lean.skip_slow_imports()
    from benchmarks.classes import Classes
    from benchmarks.machine import describe_load, describe_machine

    started, load = time.monotonic(), describe_load()
    run = {"date": datetime.date.today().isoformat(), "of": []}
    result = {"machine": describe_machine(), "quick": quick, "runs": [run], "rows": []}
    with tempfile.TemporaryDirectory(prefix="autograder-benchmark-", ignore_cleanup_errors=True) as work:
        classes = Classes(Path(work) / "class")
        for name in names:
            began = time.monotonic()
            result["rows"] += [{"measurement": name, **row} for row in take_one(name, classes, sizes, Path(work))]
            run["of"].append(name)
            run |= {"load": [load, describe_load()], "seconds": time.monotonic() - started}
            click.echo(f"{name}: {time.monotonic() - began:.0f} s", err=True)
            keep(result)
    return result


def take_one(name, classes, sizes, work):
    """Return the rows of one measurement; of one that fails, a row that says so: the others are worth having."""
    try:
        return importlib.import_module(f"benchmarks.{name}").measure(classes, sizes, work)
    except Exception as error:  # whatever a measurement may raise
        traceback.print_exc()
        return [{**skipped(name, f"{type(error).__name__}: {str(error)[:300]}"), "met": False}]


def read(output):
    """Return the result that lies in the folder `output`, or None."""
    path = output and output / "results.json"
    return json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else None


def merge(earlier, result):
    """Return a result with what an earlier one of the same machine has of other measurements; earlier : None for none."""
    if earlier is None or earlier["machine"] != result["machine"] or earlier["quick"]:
        return result
    taken = {name for run in result["runs"] for name in run["of"]}
    runs = [{**run, "of": [name for name in run["of"] if name not in taken]} for run in earlier["runs"]]
    rows = [row for row in earlier["rows"] if row["measurement"] not in taken] + result["rows"]
    order = list(MEASUREMENTS)
    return {
        **result,
        "runs": [run for run in runs if run["of"]] + result["runs"],
        "rows": sorted(rows, key=lambda row: order.index(row["measurement"])),
    }


def write(result, output):
    """Write the table, the picture and the numbers into the folder `output`, unless that is None."""
    if output is None:
        return
    output.mkdir(parents=True, exist_ok=True)
    (output / "results.md").write_text(render_table(result), encoding="utf-8")
    (output / "results.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    draw(result["rows"], output / "results.svg")


if __name__ == "__main__":
    main()
