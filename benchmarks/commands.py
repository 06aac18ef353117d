"""Run the commands that are measured, as a user would, and say what they took."""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.batch import default_jobs
from autograder.stages import STAGES

BIN = Path(sys.executable).parent
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}
ONE_THREAD = {
    "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A command that has ended well."""

    seconds: float
    cpu_s: float  # of the command and of all that it has waited for: the zygote, the referees, the workers
    out: str
    err: str


class CommandFailed(Exception):
    """A command that is measured did not do its work: there is nothing to measure."""


def environment(**more):
    """Return the environment of a command: this Python's commands come first on the PATH."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **more}


def run(command, cwd=None, env=None, started=None):
    """Run a command to its end and return the Run. Raises CommandFailed unless it ends with status 0.

    started : a function that is told the pid.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, env=env or environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        if started:
            started(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        done = Run(seconds, usage.ru_utime + usage.ru_stime, out.read(), err.read())
    if process.returncode != 0:
        raise CommandFailed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{done.out[-2000:]}{done.err[-2000:]}")
    return done


def grade_command(root, *arguments):
    """Return the command line of `autograder grade` on the course in `root`."""
    return [BIN / "autograder", "grade", "--course-dir", str(root), *arguments]


def grade(root, *arguments, env=None):
    """Run `autograder grade` on the course in `root`; return the Run."""
    return run(grade_command(root, *arguments), env=env)


def python(code, **more):
    """Run a line of Python in a process of its own; return the Run."""
    return run([sys.executable, "-c", code], env=environment(**QUIET, **more))


def pace(paths, at_once=1):
    """Return seconds a submission from the first round to the last, by what each submission's grader wrote last; None for one only.

    at_once : submissions in a round. It is counted from the last of the first round: of 22 that end two by two, 20 more end within
    the ten rounds that follow, not the 21 that follow the first.
    """
    times = sorted(os.stat(path).st_mtime_ns for path in paths)
    first = min(at_once, len(times) - 1) - 1
    return (times[-1] - times[first]) / 1e9 / (len(times) - 1 - first) if len(times) > 1 else None


def graded_pace(root, assignment="*"):
    """Return the pace of `autograder grade`, by its records."""
    return pace(list(Path(root).glob(f".autograder/results/{assignment}/*.json")), default_jobs())


def read_profile(told):
    """Return {stage: (wall seconds, CPU seconds)} from what `autograder grade --profile` has said."""
    found = {}
    for line in told.splitlines():
        match = re.match(r"(\w+) +([\d.]+) +([\d.]+) +[\d.]+ ", line)
        if match and match[1] in STAGES:
            found[match[1]] = float(match[2]), float(match[3])
    if found.keys() != STAGES.keys():
        raise CommandFailed(f"--profile was not understood:\n{told}")
    return found
