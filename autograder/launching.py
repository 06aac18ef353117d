"""Start the process that becomes the zygote, with as few imports as that takes.

What that process imports takes longer than all else that a command does before its first submission.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from autograder.sandbox import NAMESPACES, PROCESS
from autograder.scratch import Scratch, remove_left_behind


class Launched:
    """A process that becomes the zygote, and its scratch folder.

    control : the batch's end of its socket; process : subprocess.Popen; scratch : Scratch.
    """

    def __init__(self, isolation, best=NAMESPACES, hidden=()):
        """isolation, best, hidden : as of Engine."""
        self.best = PROCESS if isolation == PROCESS else best
        self.hidden = [os.path.realpath(folder) for folder in hidden if os.path.isdir(folder)]
        remove_left_behind()
        self.scratch = Scratch()
        self.start()

    def start(self):
        """Start the process; another one, where it was ended."""
        self.control, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder.start_zygote", str(theirs.fileno()), self.best, *self.hidden],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            cwd=self.scratch.name,
            env=_environment(self.scratch.name),
            start_new_session=True,
        )
        theirs.close()

    def end(self, at_once):
        """Close its socket, which ends it, and wait for it. at_once : it need not finish what it is at, nor the court, if there is one."""
        self.control.close()
        if at_once and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _environment(home):
    """Return a clean environment: what TensorFlow, matplotlib and Python need, nothing of the user's."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "HOME": home,
        "TMPDIR": home,
        "MPLCONFIGDIR": matplotlib_cache(home),
        "IPYTHONDIR": home,
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "PYTHONHASHSEED": "random",
        "CUDA_VISIBLE_DEVICES": "",
        # One thread each: workers run side by side, one a core, and what they compute is small.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "NBGRADER_EXECUTION": "autograde",  # notebooks may ask for it, as under nbgrader
    }


def matplotlib_cache(scratch):
    """Return a folder for matplotlib's font cache that outlives a batch: building it takes seconds. Where the user has none: `scratch`."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograder" / "matplotlib"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # the latter of a user without a home
        return scratch
    return str(folder) if os.access(folder, os.W_OK) else scratch
