"""Process trees on Linux: find them, end them, say how they died."""

import ctypes
import os
import resource
import signal
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # include/uapi/linux/prctl.h
MEMORY_MIB = 4096  # address space of a worker beyond what the zygote has mapped
FILE_MIB = 256  # of one file
OPEN_FILES = 512


def become_subreaper():
    """Make orphaned descendants children of this process, so that no daemon of a worker escapes."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def close_descriptors(keep):
    """Close every open descriptor but those in `keep`."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in keep:
            try:
                os.close(int(name))
            except OSError:  # the descriptor of the listing itself
                pass


def limit_resources():
    """Set the limits that an honest mistake runs into before the machine does."""
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    memory = mapped + MEMORY_MIB * 2**20
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, FILE_MIB * 2**20),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(limit, (value, value))


def children(pid):
    """Return the pids of the children of a process, of all its threads; none if it is gone."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    except OSError:
        pass
    return found


def descendants(pid):
    """Return the pids of all descendants of a process, nearest first."""
    found = [pid]
    for parent in found:
        found += [child for child in children(parent) if child not in found]
    return found[1:]


def kill_tree(pid):
    """Kill a child of this process with all its descendants, wait for it, and say how it ended.

    Returns {"exit": status or None, "signal": number or None, "was_alive": bool, "max_rss_mib": int, "cpu_s": float}. A
    process that had already ended keeps its own status; SIGKILL of one that was alive is ours.
    """
    was_alive = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    for victim in descendants(pid):
        _kill(victim)
    _kill(pid)
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {
        "exit": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "was_alive": was_alive,
        "max_rss_mib": usage.ru_maxrss // 1024,
        "cpu_s": usage.ru_utime + usage.ru_stime,
    }


def kill_strays(known):
    """Kill and reap every child of this process that is not in `known`, until there is none."""
    while strays := [pid for pid in children(os.getpid()) if pid not in known]:
        for pid in strays:
            kill_tree(pid)


def cpu_seconds(pid):
    """Return the CPU time that a process has used, 0.0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
