"""What one notebook may take while it is graded: set in nbgrader_config.py, `c.Autograder.<name> = …`."""

from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class Limits:
    """Limits of one notebook. Times are wall-clock seconds of a worker that gets its CPU, unless said otherwise."""

    cell_s: float = 30.0  # one cell: timed_out; nbgrader's, where no configuration speaks of a timeout
    call_s: float = 20.0  # one call of a function by a check: timed_out
    notebook_s: float = 180.0  # everything: timed_out, and not_run for what comes after
    cpu_s: float = 600.0  # CPU time of one process, all its threads together: timed_out
    memory_mib: int = 4096  # of one process beyond what it starts with, and of all together in a cgroup: out_of_memory
    processes: int = 256  # and threads, at once: the next one raises in the notebook
    open_files: int = 512  # of one process: the next one raises
    file_mib: int = 256  # one file: writing on raises
    disk_mib: int = 256  # all files, where the notebook has a disk of its own: writing on raises
    output_chars: int = 100_000  # one stream of one cell: cut, with a remark
    result_mib: int = 32  # one value or one cell's outputs, encoded: unsupported_value
    deaths_per_exercise: int = 2  # workers that one exercise may cost
    deaths: int = 8  # workers that one notebook may cost: not_run for what comes after
    checks_s: float = 600.0  # what is ours (checks, references, preprocessors) beside all that: grader_error

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e9:
                raise ValueError(f"{field.name} must be a number above 0, not {value!r}")
            if field.type is int and not isinstance(value, int):
                raise ValueError(f"{field.name} must be a whole number, not {value!r}")

    def as_data(self):
        """Return the limits by name, as plain data."""
        return asdict(self)


PATIENCE = 5.0  # a worker that is ready to run but gets no CPU, on an overloaded machine, may take this many times its limit


def longest_s(limits):
    """Return the wall-clock seconds after which any notebook has ended, whatever its code does, once its workers have started.

    The last request begins before notebook_s is over; on a busy machine its worker may wait PATIENCE times its limit for the
    CPU, and has the limit once more to send what it has begun to send.
    """
    return limits.notebook_s + (PATIENCE + 1) * max(limits.cell_s, limits.call_s)
