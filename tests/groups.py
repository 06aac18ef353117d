"""Control groups that a grader has left behind."""

import time
from pathlib import Path

from autograder.cgroups import PREFIX


def idle_groups(moment_s=1.0):
    """Return the paths of graders' groups that no process is in, now and a moment later: another grader's may be at work."""
    found = _empty_groups()
    if found:
        time.sleep(moment_s)
    return sorted(map(str, found & _empty_groups()))


def _empty_groups():
    return {path for path in Path("/sys/fs/cgroup").rglob(f"{PREFIX}*") if _is_empty(path)}


def _is_empty(path):
    try:
        return not (path / "cgroup.procs").read_text()
    except OSError:  # it is gone
        return False
