"""A running `autograder serve`, for what is measured beside it."""

import signal
import subprocess
import threading
from contextlib import contextmanager

from benchmarks.commands import BIN, CommandFailed, environment

READY_S = 120.0


@contextmanager
def serving(root):
    """Have a warm server of the course in `root` during a with block. Raises CommandFailed if it does not get ready."""
    command = [BIN / "autograder", "serve", "--course-dir", str(root)]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment())
    try:
        _wait_until_ready(server)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


def _wait_until_ready(server):
    limit = threading.Timer(READY_S, server.kill)
    limit.start()
    try:
        told = []
        for line in server.stderr:
            told.append(line)
            if "warm" in line:
                return
        raise CommandFailed(f"`autograder serve` did not get ready:\n{''.join(told)}")
    finally:
        limit.cancel()
