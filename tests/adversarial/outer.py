"""The outer PID namespace in which alone hostile code is run: started from outside, recognised from inside.

Its first process is the suite. When that ends, the kernel kills all that is left, daemons of an escaped worker too. Inside,
everything lies on a disk in memory of its own, and each process has a limit of memory.
"""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from autograder import linux

KIT = Path(__file__).parent.parent.parent
TIMEOUT_S = 400  # the whole suite; it takes a quarter
MEMORY_GIB = 12  # address space of any process inside, the grader's own too
DISK = "size=1g,nr_inodes=200k,mode=755"
USER = 54_321  # the unprivileged uid, where the suite starts as root


class NotInside(Exception):
    """This process may not run hostile code; the message says why."""


def unshare_command():
    """Return the start of a command line that runs a command as the first process of a PID namespace."""
    options = ["--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        options = ["--user", "--map-current-user", *options]
    return ["unshare", *options, "--"]


def why_impossible():
    """Return why no PID namespace can be made here, '' if one can."""
    if not shutil.which("unshare"):
        return "there is no unshare command"
    done = subprocess.run([*unshare_command(), "true"], capture_output=True, text=True)
    return "" if done.returncode == 0 else f"unshare: {done.stderr.strip()}"


def run_inside(*arguments, module="inside", **options):
    """Run `python -m tests.adversarial.MODULE ARGUMENTS` in a fresh outer namespace; return subprocess.CompletedProcess."""
    command = [*unshare_command(), sys.executable, "-m", f"tests.adversarial.{module}", *map(str, arguments)]
    options = {"preexec_fn": linux.die_with_parent, "stdin": subprocess.DEVNULL, "timeout": TIMEOUT_S, **options}
    return subprocess.run(command, cwd=KIT, **options)  # all of it ends with the caller


def require_inside():
    """Raise NotInside unless this is the first process of a PID namespace of its own, with its own /proc."""
    if os.getpid() != 1 or os.readlink("/proc/self") != "1":
        raise NotInside(
            "hostile code is run only by the first process of a PID namespace, which ends all of it: "
            "start it with `python -m tests.adversarial`"
        )


def shut_off():
    """Bound memory and disk; return the only folder in which anything is written: its own disk in memory."""
    require_inside()
    bound = MEMORY_GIB * 2**30
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    place = Path("/mnt")
    if linux_can_mount(place):
        return place
    raise NotInside("no disk of its own can be mounted")


def linux_can_mount(place):
    """Mount the suite's disk at `place`; whether that went well."""
    try:
        linux.mount("tmpfs", str(place), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, DISK)
    except OSError:
        return False
    return True


def open_way_to(path):
    """Let every uid read a folder that lies below a closed one (a Python in root's home, say), in this mount namespace only."""
    closed = [part for part in reversed(Path(path).parents) if not part.stat().st_mode & 0o001]
    if not closed:
        return
    kept = Path("/mnt/kept")
    kept.mkdir()
    linux.mount(str(path), str(kept), None, linux.MS_BIND | linux.MS_REC)
    linux.mount("tmpfs", str(closed[0]), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=1m,mode=755")
    Path(path).mkdir(parents=True)
    linux.mount(str(kept), str(path), None, linux.MS_BIND | linux.MS_REC)
