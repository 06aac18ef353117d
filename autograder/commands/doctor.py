"""`autograder doctor`: what this machine gives, in words for whoever runs the grading.

Nothing that starts a thread may be imported before the levels have been tried: a process with threads cannot enter a
user namespace.
"""

import os
import platform
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from autograder import linux, sandbox
from autograder.cgroups import Cgroups

LIBRARIES = ("tensorflow", "tensorflow-cpu", "numpy", "matplotlib", "nbgrader", "nbformat", "ipython", "pytest", "msgpack", "cloudpickle")
SLOW = ("numpy", "matplotlib.pyplot", "IPython", "nbgrader.api", "tensorflow")
SLOW_S = 8.0  # TensorFlow takes 5 s with its bytecode and 15 s without
TIMED = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def run(imports):
    """Print the diagnosis; return 0 if students' code can be graded with the default settings, else 1."""
    print(f"machine     Linux {platform.release()}, {platform.machine()}, Python {platform.python_version()}, "
          f"{'root' if os.geteuid() == 0 else 'an ordinary user'}")  # fmt: skip
    problems = {level: _try(level) for level in (sandbox.NAMESPACES, sandbox.LANDLOCK)}
    reached = next((level for level, problem in problems.items() if not problem), sandbox.PROCESS)
    for level, problem in problems.items():
        _tell_level(level, problem)
    good = reached != sandbox.PROCESS
    print(f"\nverdict     students' code is shut in at the level `{reached}`" if good else
          "\nverdict     students' code cannot be shut in here: `autograder grade` refuses unless given `--isolation process`")  # fmt: skip
    for advice in advise(problems):
        print(f"to do       {advice}")
    _tell_libraries()
    if imports:
        _tell_imports()
    return 0 if good else 1


def _try(level):
    with tempfile.TemporaryDirectory(prefix="autograder-doctor-") as scratch:
        return sandbox.try_level(level, scratch)


def _tell_level(level, problem):
    print(f"\nlevel       {level}: {sandbox.MEANING[level]}")
    names = list(sandbox.attempts())
    got_through = [name for name in names if name in problem.split(", ")]
    if problem and not got_through:
        print(f"            not to be had here: {problem}")
        return
    for name in names:
        print(f"            {'GOT THROUGH' if name in got_through else 'held       '}  {name}")


def advise(problems, root="/"):
    """Return sentences: what this machine lacks and how to get it.

    problems : {level: what went wrong, '' if nothing}. root : where /proc, /sys and the rest are looked for.
    """
    found = []
    if problems[sandbox.NAMESPACES]:
        found += _about_namespaces(Path(root))
    if problems[sandbox.LANDLOCK] and not linux.landlock_version():
        found.append(
            "the kernel has no Landlock: it needs Linux 5.13 or newer, with `landlock` in the list that "
            "/sys/kernel/security/lsm shows (boot parameter `lsm=landlock,…`)"
        )
    missing = {"memory", "pids"} - set(Cgroups.find().parents)
    if missing:
        what = " and ".join({"memory": "memory", "pids": "processes"}[name] for name in sorted(missing))
        found.append(
            f"no control group can be made: {what} can be limited for each process of a notebook only, not for all together. "
            "As root this works on most machines; with systemd, run the grader in a scope of its own whose subgroups have been "
            "given to it (Delegate=yes)"
        )
    return found


def _about_namespaces(root):
    def setting(path):
        try:
            return (root / path).read_text().strip()
        except OSError:
            return ""

    found = []
    if os.geteuid() != 0 and setting("proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        found.append(
            "AppArmor keeps ordinary users from making namespaces (Ubuntu 23.10 and newer). Ask an administrator for a profile "
            f"in /etc/apparmor.d/autograder: `abi <abi/4.0>, profile autograder {os.path.realpath(sys.executable)} "
            "flags=(unconfined) { userns, }`, then `systemctl reload apparmor`; or grade as root"
        )
    if os.geteuid() != 0 and setting("proc/sys/kernel/unprivileged_userns_clone") == "0":
        found.append("ordinary users may make no namespaces: an administrator sets `sysctl kernel.unprivileged_userns_clone=1`")
    if setting("proc/sys/user/max_user_namespaces") == "0":
        found.append("user namespaces are switched off: an administrator sets `sysctl user.max_user_namespaces=10000`")
    if any((root / path).exists() for path in (".dockerenv", "run/.containerenv")):
        found.append(
            "this is a container, and most forbid namespaces within: start it with `--security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined --security-opt systempaths=unconfined`, or grade outside it"
        )
    return found or ["namespaces are refused for a reason that is not known here; what the kernel said stands above"]


def _tell_libraries():
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            pass
    print("\nlibraries   " + ", ".join(f"{name} {version}" for name, version in versions.items()))


def _tell_imports():
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}
    for name in SLOW:
        done = subprocess.run([sys.executable, "-c", TIMED.format(name)], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            print(f"imports     {name}: cannot be imported: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
            continue
        seconds = float(done.stdout.split()[-1])
        slow = "  slow: `python -m compileall` of the environment makes it faster" if seconds > SLOW_S else ""
        print(f"imports     {name}: {seconds:.1f} s{slow}")
