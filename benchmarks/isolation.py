"""`python -m benchmarks.isolation [MODULE]`: what isolation costs a worker, side by side with a bare fork, in one run.

MODULE : what the parent has imported, tensorflow by default. Prints medians in milliseconds.
"""

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from autograder import sandbox
from autograder.limits import Limits
from autograder.processes import limit_resources
from benchmarks.measurement import measured, skipped

ROUNDS = 40


def measure(classes, sizes, work):
    """Return a row a level of isolation."""
    rows = []
    for level in (sandbox.NAMESPACES, sandbox.LANDLOCK):
        name = f"isolation of a worker over a bare fork: {level}"
        try:
            told = time_forks(level, "tensorflow", sizes.forks)
        except subprocess.CalledProcessError:
            rows.append(skipped(name, "this machine does not give this level; `autograder doctor` says why"))
            continue
        detail = "TensorFlow imported; medians of {}, in turn: {isolated_ms:.1f} ms against {bare_ms:.1f} ms; at best {quiet_cost_ms:.1f} ms more"
        rows.append(measured(name, told["cost_ms"], "ms", 25, detail=detail.format(sizes.forks, **told)))
    return rows


def time_forks(level, module="tensorflow", rounds=ROUNDS):
    """Return {"bare_ms", "isolated_ms", "cost_ms"}, medians, and "quiet_cost_ms", of the fastest:
    the time from the fork until the child is ready.

    In a process of its own: preparing a sandbox changes the namespaces of the one that does it.
    """
    command = [sys.executable, "-m", "benchmarks.isolation", "--child", level, module, str(rounds)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as scratch:
        done = subprocess.run([*command, scratch], stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def measure_here(level, module, rounds, scratch):
    """Do what time_forks() says, in this process, which is good for nothing else afterwards."""
    box = sandbox.Sandbox(level, scratch)
    box.prepare()
    importlib.import_module(module)
    os.chmod(scratch, 0o755)  # a worker may be another user
    folder = tempfile.mkdtemp(dir=scratch)
    bare, isolated = [], []
    for _ in range(rounds):  # in turn, so that what the machine does else hits both
        bare.append(time_child(os.fork, lambda: None, wait))
        isolated.append(time_child(box.fork, lambda: shut_in(box, folder), box.end))
    found = {"bare_ms": statistics.median(bare), "isolated_ms": statistics.median(isolated)}
    quiet = min(isolated) - min(bare)  # what it costs where nothing else wants the processor
    return {**found, "cost_ms": found["isolated_ms"] - found["bare_ms"], "quiet_cost_ms": quiet}


def shut_in(box, folder):
    limit_resources(Limits())
    box.enter(folder, 1)


def wait(pid):
    os.waitpid(pid, 0)


def time_child(fork, prepare, end):
    """Return the milliseconds until a forked child says that it is ready."""
    reader, writer = os.pipe()
    started = time.perf_counter()
    pid = fork()
    if pid == 0:
        try:
            prepare()
            os.write(writer, b"x")
        except OSError as error:
            print(error, file=sys.stderr)
        finally:
            os._exit(0)
    os.close(writer)
    ready = os.read(reader, 1)
    seconds = time.perf_counter() - started
    os.close(reader)
    end(pid)
    if ready != b"x":
        raise RuntimeError("a worker could not be shut in")
    return seconds * 1000


def main():
    if sys.argv[1:2] == ["--child"]:
        level, module, rounds, scratch = sys.argv[2:]
        print(json.dumps(measure_here(level, module, int(rounds), scratch)))
        return
    module = sys.argv[1] if len(sys.argv) > 1 else "tensorflow"
    for level in (sandbox.NAMESPACES, sandbox.LANDLOCK):
        told = time_forks(level, module)
        print(f"{level:<12}{module} imported: bare fork {told['bare_ms']:.1f} ms, shut in {told['isolated_ms']:.1f} ms, "
              f"isolation costs {told['cost_ms']:.1f} ms (at best {told['quiet_cost_ms']:.1f} ms)")  # fmt: skip


if __name__ == "__main__":
    main()
