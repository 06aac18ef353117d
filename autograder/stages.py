"""Where the time of a batch goes: wall-clock and CPU seconds by stage."""

import time
from contextlib import contextmanager

# In the order of a submission's way through the grader, with what each is.
STAGES = {
    "read": "reading the notebook, putting locked cells back",
    "fork": "waiting for a worker to be forked and shut in",
    "cells": "waiting for the notebook's cells",
    "calls": "waiting for the calls of the checks",
    "checks": "pytest, references, comparing (in the referee)",
    "write": "writing the executed notebook",
    "gradebook": "writing marks and records (in the batch)",
    "worker": "CPU that workers used, forks and isolation included",
}


class Stages:
    """A clock that is always in one stage at the most: what a stage inside another takes is not counted twice."""

    def __init__(self):
        self.spent = {}  # stage -> [wall-clock seconds, CPU seconds of this process]
        self._stage = self._since = None

    @contextmanager
    def stage(self, name):
        """Count the time inside the with block as `name`."""
        outer = self._go_over_to(name)
        try:
            yield
        finally:
            self._go_over_to(outer)

    def add(self, name, wall_s, cpu_s):
        """Count time that was measured elsewhere."""
        spent = self.spent.setdefault(name, [0.0, 0.0])
        spent[0] += wall_s
        spent[1] += cpu_s

    def take_in(self, spent):
        """Add what another clock has counted (its `spent`)."""
        for name, (wall_s, cpu_s) in spent.items():
            self.add(name, wall_s, cpu_s)

    def _go_over_to(self, stage):
        """Be in a stage from now on, or in none; return the one that ends."""
        ended, self._stage = self._stage, stage
        before, self._since = self._since, (time.perf_counter(), time.process_time())
        if ended is not None:
            self.add(ended, *(now - then for now, then in zip(self._since, before)))
        return ended
