"""Process trees on Linux: find them, end them, say how they died."""

import ctypes
import math
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # include/uapi/linux/prctl.h
MEMORY_RESERVE = 8 * 2**20  # bytes
STRAY_ROUNDS = 200  # tries to catch processes that fork faster than they are killed


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


def mapped_bytes():
    """Return the size of this process's address space."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def limit_resources(limits):
    """Set the limits of one process that an honest mistake runs into before the machine does. limits : Limits."""
    set_limit(resource.RLIMIT_AS, mapped_bytes() + limits.memory_mib * 2**20 + MEMORY_RESERVE)
    set_limit(resource.RLIMIT_CORE, 0)
    set_limit(resource.RLIMIT_FSIZE, limits.file_mib * 2**20)
    set_limit(resource.RLIMIT_NOFILE, limits.open_files)
    set_limit(resource.RLIMIT_CPU, math.ceil(limits.cpu_s))


class MemoryReserve:
    """What this process keeps back of the memory that it may have: one that has used up all of it cannot make the smallest list."""

    def __init__(self, size=MEMORY_RESERVE):
        """size : bytes below the hard limit, if there is one."""
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        self.usual = (hard if hard == resource.RLIM_INFINITY else hard - size, hard)
        self.whole = (hard, hard)  # made now: there may be no memory for it later

    def keep(self):
        """Have no more memory than without the reserve."""
        self._set(self.usual)

    def use(self):
        """Have the reserve, too."""
        self._set(self.whole)

    @staticmethod
    def _set(pair):
        try:
            resource.setrlimit(resource.RLIMIT_AS, pair)
        except (ValueError, OSError):  # the student's code has set lower limits for good
            pass


def keep_on(cores, pid=0):
    """Have a process, and what it starts from then on, run on these cores only. pid : 0 for the caller itself."""
    with suppress(OSError):  # it has ended, or somebody has taken a core away
        os.sched_setaffinity(pid, cores)


def set_limit(limit, value):
    """Lower a limit of this process for good; one that is lower already stays."""
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def limit_processes(count):
    """Set how many processes and threads this process's user may have at once."""
    set_limit(resource.RLIMIT_NPROC, count)


def count_threads(uid):
    """Return how many threads the processes of a user have."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/task"):
        try:
            found += len(os.listdir(path)) if path.stat().st_uid == uid else 0
        except OSError:  # it ended meanwhile
            pass
    return found


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


def has_threads():
    """Whether this process has more than one thread: a fork has only the one that has called it, which may wait for the others."""
    return len(os.listdir("/proc/self/task")) > 1


def is_alive(pid):
    """Whether a child of this process has not ended yet."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def kill_tree(pid):
    """Kill a child of this process with all its descendants, wait for it, and say how it ended.

    Returns {"exit": status or None, "signal": number or None, "was_alive": bool, "cpu_s": float}. A
    process that had already ended keeps its own status; SIGKILL of one that was alive is ours.
    """
    was_alive = is_alive(pid)
    for victim in descendants(pid):
        _kill(victim)
    _kill(pid)
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {
        "exit": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "was_alive": was_alive,
        "cpu_s": usage.ru_utime + usage.ru_stime,
    }


def kill_strays(known):
    """Kill and reap every child of this process that is not in `known`.

    A chain of processes that each fork and exit can outrun this: it is kept from forking first, and after some rounds left
    for the next call.
    """
    for _ in range(STRAY_ROUNDS):
        strays = [pid for pid in children(os.getpid()) if pid not in known]
        if not strays:
            return
        for pid in strays:
            _stop_forking(pid)
        for pid in strays:
            kill_tree(pid)


def _stop_forking(pid):
    try:
        resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))
    except OSError:  # it ended meanwhile, or is another user's
        pass


def cpu_seconds(pid):
    """Return the CPU time that a process and its living descendants have used; 0.0 if it is gone."""
    return sum(map(_own_cpu_ticks, [pid, *descendants(pid)])) / os.sysconf("SC_CLK_TCK")


def _own_cpu_ticks(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
