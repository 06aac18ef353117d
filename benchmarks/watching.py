"""Watch the memory of a running command's referees and workers."""

import threading
import time
from pathlib import Path

from autograder.processes import children, descendants

EVERY_S = 0.1


class Watched:
    """A thread that reads, a few times a second, what the zygote's children have of memory. Use as a context manager."""

    def __init__(self, fields):
        """fields : of /proc/<pid>/smaps_rollup (Private_Dirty …) or of status (VmRSS), added up."""
        self.fields = fields
        self.samples = {}  # pid of a child of the zygote -> [(when, MiB of it and of all below it)]
        self.first = self.last = 0.0
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
            for zygote in children(pid):
                for child in children(zygote):
                    read = [self._read(part) for part in [child, *descendants(child)]]
                    if any(read):
                        self.samples.setdefault(child, []).append((now, sum(read)))

    def _read(self, pid):
        name = "status" if self.fields == ["VmRSS"] else "smaps_rollup"
        try:
            lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
        except OSError:  # it has ended, or is another user's
            return 0.0
        return sum(int(line.split()[1]) / 1024 for line in lines if line.partition(":")[0] in self.fields)

    def _referees(self):
        """Return the pids of the referees: the children that were there to the end."""
        if not self.samples:
            return set()
        end = max(samples[-1][0] for samples in self.samples.values())
        first = min(samples[0][0] for samples in self.samples.values())
        return {pid for pid, s in self.samples.items() if s[-1][0] - s[0][0] > 0.6 * (end - first)}

    def of_referees(self):
        """Return (MiB near the start, MiB at the end) of the referee that has grown most.

        Near the start: when a quarter of its time is over, since what is loaded and compiled but once is no growth.
        """
        found = [self.samples[pid] for pid in self._referees()]
        if not found:
            raise RuntimeError("no referee was seen")
        pairs = [(samples[len(samples) // 4][1], samples[-1][1]) for samples in found]
        return max(pairs, key=lambda pair: pair[1] - pair[0])

    def of_workers(self):
        """Return the most MiB that each worker had."""
        referees = self._referees()
        return [max(mib for _, mib in samples) for pid, samples in self.samples.items() if pid not in referees]
