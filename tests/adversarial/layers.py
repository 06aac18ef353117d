"""`python -m tests.adversarial.layers`, inside the outer namespace: which cases get through without which layer; JSON on stdout."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

from nbformat.v4 import new_code_cell

from autograder import launching
from autograder.conversation import Patience, ZygoteClient
from autograder.engine import Engine
from autograder.limits import Limits
from autograder.session import NotebookRun
from tests.adversarial import outer
from tests.adversarial.case import BREACH, attempt
from tests.adversarial.reaches import CALLS, LIBC

MEMORY = """
import os, time
pids = []
for _ in range(8):
    pids.append(os.fork())
    if pids[-1] == 0:
        kept = bytearray(8 * 10**7)
        for i in range(0, len(kept), 4096): kept[i] = 1
        time.sleep(30)
        os._exit(0)
time.sleep(1.5)
alive = [pid for pid in pids if os.waitpid(pid, os.WNOHANG)[0] == 0]
"""
PROCESSES = """
import os, time
pids = []
try:
    for _ in range(120):
        pid = os.fork()
        if pid == 0:
            time.sleep(30)
            os._exit(0)
        pids.append(pid)
finally:
    for pid in pids:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
"""
PROBES = {
    "read a file outside": attempt("open({canary!r}).read()"),
    "open an internet socket": attempt("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)"),
    "make a user namespace": attempt("import os\n" + LIBC + CALLS["user namespaces"], "x >= 0"),
    "take part in io_uring": attempt("import os\n" + LIBC + CALLS["io_uring"], "x >= 0"),
    "go before the others": attempt("import os\nos.setpriority(os.PRIO_PROCESS, 0, -20)"),
    "make a device": attempt("import os\nos.mknod('zero', 0o20666, os.makedev(1, 5))\nx = open('zero', 'rb').read(1)"),
    "open two thousand files": attempt("kept = [open('/dev/null') for _ in range(2_000)]"),
    "take two gigabytes in one process": attempt("x = bytearray(2 * 2**30)"),
    "start 120 processes": attempt(PROCESSES, "len(pids) == 120"),
    "take 600 MB in eight processes": attempt(MEMORY, "len(alive) == 8"),
}
SLOW_PROBES = {"take longer than a cell may": attempt("import time\ntime.sleep(3)")}
# What each layer alone holds off, at the level at which nothing else does; time is kept by the referee at every level.
GETS_THROUGH = {
    ("namespaces", "nothing"): [],
    ("landlock", "nothing"): [],
    ("namespaces", "own root"): ["read a file outside"],
    ("landlock", "Landlock"): ["read a file outside"],
    ("namespaces", "seccomp"): ["open an internet socket", "make a user namespace", "take part in io_uring"],
    ("namespaces", "unprivileged user"): ["go before the others"],
    ("namespaces", "limits of a process"): ["open two thousand files"],
    ("namespaces", "limit of processes"): ["start 120 processes", "take 600 MB in eight processes"],
    ("namespaces", "control group"): ["take 600 MB in eight processes"],
    ("process", "nothing"): [],
    ("process", "time limits"): ["take longer than a cell may"],
}
LIMITS = Limits(cell_s=20.0, notebook_s=120.0, memory_mib=400, processes=60)
QUICK = Limits(cell_s=1.0)


def probe(level, layer, canary):
    """Return the names of the probes that get through at a level without a layer."""
    start = subprocess.Popen

    def start_weak(command, **options):
        return start([*(part.replace("autograder.start_zygote", "tests.adversarial.weak_zygote") for part in command), layer], **options)

    launching.subprocess.Popen = start_weak
    try:
        with Engine(level, level) as engine, tempfile.TemporaryDirectory() as folder:
            launching.subprocess.Popen = start
            engine.preload(["numpy"], LIMITS)
            engine.wait_until_warm()
            probes, limits = (SLOW_PROBES, QUICK) if level == "process" else (PROBES, LIMITS)
            cells = [new_code_cell(source.replace("{canary!r}", repr(canary))) for source in probes.values()]
            run = NotebookRun(ZygoteClient(engine.control), cells, Path(folder), limits)
            with without_time_limits() if layer == "time limits" else nullcontext():
                run.finish()
            return [name for index, name in enumerate(probes) if BREACH in str(run.outputs.get(index))]
    finally:
        launching.subprocess.Popen = start


@contextmanager
def without_time_limits():
    """Have this process, which is the referee here, wait for a worker as long as it takes."""
    start = Patience.__init__
    Patience.__init__ = lambda patience, worker, limit_s: start(patience, worker, 60.0)
    try:
        yield
    finally:
        Patience.__init__ = start


def main():
    place = outer.shut_off()
    place.chmod(0o755)
    canary = place / "canary"
    canary.write_text("secret")
    canary.chmod(0o644)
    os.environ["TMPDIR"] = tempfile.tempdir = str(place)
    if os.geteuid() == 0:
        outer.open_way_to(sys.base_prefix)
    return [(level, layer, probe(level, layer, str(canary))) for level, layer in GETS_THROUGH]


if __name__ == "__main__":
    print(json.dumps(main()))
