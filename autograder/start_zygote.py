"""`python -m autograder.start_zygote FD LEVEL FOLDER…`: shut the way out, then become the zygote.

The sandbox is prepared before anything is imported that starts a thread, as NumPy does: a process with threads cannot
enter a user namespace.
"""

import os
import signal
import socket
import sys

from autograder import sandbox


def main():
    """Serve the socket FD as the zygote, at the level of isolation LEVEL or the best one below it that holds here.

    Its workers do not see the FOLDERs.
    """
    descriptor, best, *hidden = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the batch's to handle
    scratch = os.getcwd()
    level, reasons = sandbox.find_level(scratch, best, hidden)
    box = sandbox.Sandbox(level, scratch, hidden)
    box.prepare()
    from autograder.zygote import serve

    serve(socket.socket(fileno=int(descriptor)), box, reasons)


if __name__ == "__main__":
    main()
