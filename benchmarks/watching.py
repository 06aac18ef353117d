"""Watch the memory of a running command's referees and workers."""

import threading
import time
from pathlib import Path

from autograder.processes import children, descendants

EVERY_S = 0.1
LONG_S = 0.8  # a worker of the benchmark's waits longer at its end


class Watched:
    """A thread that reads, a few times a second, what the zygote's children, and theirs, have of memory. Use as a context manager.

    The workers are the zygote's children; so is the court, and the referees are the court's.
    """

    def __init__(self, fields):
        """fields : of /proc/<pid>/smaps_rollup (Private_Dirty …) or of status (VmRSS), added up."""
        self.fields = fields
        self.seen = {}  # pid of a process -> {pid of a child of it: [(when, MiB of it and of all below it)]}
        self.zygote = None
        self.stopped = threading.Event()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stopped.set()
        self.thread.join()

    def follow(self, pid):
        """Begin to watch the command with this pid."""
        self.thread = threading.Thread(target=self._watch, args=[pid], daemon=True)
        self.thread.start()

    def _watch(self, pid):
        while not self.stopped.wait(EVERY_S):
            now = time.monotonic()
            for zygote in map(inside, children(pid)):
                self.zygote = zygote  # the one that is seen last: other processes come and go before it is there
                for parent in (zygote, *children(zygote)):
                    for child in children(parent):
                        read = [self._read(part) for part in [child, *descendants(child)]]
                        if any(read):
                            self.seen.setdefault(parent, {}).setdefault(child, []).append((now, sum(read)))

    def _read(self, pid):
        name = "status" if self.fields == ["VmRSS"] else "smaps_rollup"
        try:
            lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
        except OSError:  # it has ended, or is another user's
            return 0.0
        return sum(int(line.split()[1]) / 1024 for line in lines if line.partition(":")[0] in self.fields)

    def _court(self):
        """Return the pid of the court: the zygote's child that was there longest."""
        found = self.seen.get(self.zygote, {})
        return max(found, key=lambda pid: _span(found[pid]), default=None)

    def of_referees(self):
        """Return (MiB near the start, MiB at the end) of the referee that has grown most.

        Near the start: when a quarter of its time is over, since what is loaded and compiled but once is no growth.
        """
        found = list(self.seen.get(self._court(), {}).values())
        if not found:
            raise RuntimeError("no referee was seen")
        pairs = [(samples[len(samples) // 4][1], samples[-1][1]) for samples in found]
        return max(pairs, key=lambda pair: pair[1] - pair[0])

    def of_workers(self):
        """Return the most MiB that each worker had, of those that were there for LONG_S."""
        court = self._court()
        workers = [samples for pid, samples in self.seen.get(self.zygote, {}).items() if pid != court]
        return [max(mib for _, mib in samples) for samples in workers if _span(samples) > LONG_S]


def _span(samples):
    """Return the seconds from the first sample to the last."""
    return samples[-1][0] - samples[0][0]


def inside(pid):
    """Return the child in which a process goes on that has made a PID namespace for itself, or the process itself."""
    below = children(pid)
    return below[0] if len(below) == 1 and _depth(below[0]) > _depth(pid) else pid


def _depth(pid):
    """Return in how many nested PID namespaces a process is; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next(len(line.split()) - 1 for line in lines if line.startswith("NSpid"))
