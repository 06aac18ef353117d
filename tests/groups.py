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
    """Return the folders of groups without a process, also without one that the caller's PID namespace does not see.

    `cgroup.procs` of version 1 leaves those out; `pids.current` counts them, for the folder of the same name below `memory` too.
    """
    found = set(Path("/sys/fs/cgroup").rglob(f"{PREFIX}*"))
    at_work = {path.name for path in found if _read(path / "pids.current").strip() not in ("", "0") or _read(path / "cgroup.procs")}
    return {path for path in found if path.name not in at_work and path.exists()}


def _read(path):
    try:
        return path.read_text()
    except OSError:  # another controller's folder, or it is gone
        return ""
