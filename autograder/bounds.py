"""How much CPU time and memory a block of this process's own code may take."""

import contextlib
import signal
import threading
import time

from autograder.processes import mapped_bytes

LOOK_S = 0.05  # CPU seconds from one look at what the block has taken to the next


class TookTooMuch(BaseException):
    """Raised where a bound is reached; no `except Exception` on the way catches it."""


@contextlib.contextmanager
def bounded(cpu_s, memory_mib=None):
    """Raise TookTooMuch once the block has used this much CPU time or memory; again and again, if it goes on all the same.

    memory_mib : beyond what the process has mapped already; None for no bound. No limit of the system's: with no memory at
        all left, the interpreter itself may go in circles while it unwinds.
    Only in the main thread: elsewhere there are no signals, and no bounds.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = [True]
    cpu_end = time.process_time() + cpu_s
    memory_end = None if memory_mib is None else mapped_bytes() + memory_mib * 2**20

    def look(*_):
        if running and (time.process_time() >= cpu_end or (memory_end is not None and mapped_bytes() > memory_end)):
            raise TookTooMuch

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, LOOK_S, LOOK_S)
    try:
        try:
            yield
        finally:
            running.clear()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL if before is None else before)
