"""The machine that a result belongs to."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def describe_machine():
    """Return {what: text} of the machine and what runs on it."""
    return {
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": f"{len(os.sched_getaffinity(0))} used of {os.cpu_count()}",
        "memory": f"{int(_line('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.1f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "TensorFlow": _version("tensorflow", "tensorflow-cpu"),
        "nbgrader": _version("nbgrader"),
    }


def describe_load():
    """Return the load averages of 1, 5 and 15 minutes: what runs beside the benchmark is in each of its numbers."""
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())


def _line(file, label):
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        if line.startswith(label):
            return line.partition(":")[2].strip()
    return ""


def _version(*names):
    for name in names:
        try:
            return version(name)
        except PackageNotFoundError:
            pass
    return "none"
