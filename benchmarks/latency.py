"""How long one submission takes from command to result, cold and with a grader that stays up."""

import signal
import statistics
import subprocess
import threading

from benchmarks.classes import S1
from benchmarks.commands import BIN, CommandFailed, environment, grade, python
from benchmarks.measurement import measured, skipped

READY_S = 120.0
IMPORT = "import tensorflow"


def measure(classes, sizes, work):
    """Return the rows: cold against the import of TensorFlow, in turn; warm, where there is a command that stays up."""
    root = classes.course(work / "latency", {S1: 1}).root
    imports, cold = [], []
    for _ in range(sizes.repeats):
        imports.append(python(IMPORT).seconds)
        cold.append(grade_once(root))
    ours, theirs = statistics.median(cold), statistics.median(imports)
    detail = f"medians of {sizes.repeats}, in turn: {ours:.2f} s against {theirs:.2f} s for `python -c \"{IMPORT}\"`"
    return [measured(f"cold single submission: {S1}", ours / theirs, "imports of TensorFlow", 1.5, detail=detail), warm(root, sizes)]


def grade_once(root):
    """Grade the course's one submission anew; return the seconds from command to result."""
    return grade(root, S1, "--student", "student0000", "--force").seconds


def warm(root, sizes):
    """Return the row for a grader that stays up."""
    name = f"warm single submission: {S1}"
    known = subprocess.run([BIN / "autograder", "serve", "--help"], capture_output=True, env=environment())
    if known.returncode != 0:
        return skipped(name, "there is no command `autograder serve`")
    command = [BIN / "autograder", "serve", "--course-dir", str(root)]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment())
    try:
        wait_until_ready(server)
        grade_once(root)
        seconds = [grade_once(root) for _ in range(sizes.repeats)]
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    return measured(name, statistics.median(seconds), "s", 1, detail=f"median of {sizes.repeats}, {max(seconds):.2f} s at most")


def wait_until_ready(server):
    """Wait until a server says that it is warm. Raises CommandFailed if it ends before, or is not in READY_S."""
    limit = threading.Timer(READY_S, server.kill)
    limit.start()
    try:
        told = []
        for line in server.stderr:
            told.append(line)
            if "warm" in line:
                return
        raise CommandFailed(f"`autograder serve` did not get ready:\n{''.join(told)}")
    finally:
        limit.cancel()
