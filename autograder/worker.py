"""The process that runs one student's notebook: it executes cells and calls functions when told to.

Forked from the zygote, it serves one socket. Nothing in it knows a check, a reference answer or a score.
"""

import contextvars
import io
import os
import random
import sys

import numpy as np

from autograder.calls import perform_call
from autograder.frames import Closed, receive_frame, send_frame
from autograder.shell import enter_notebook_folder, redirect_low_level_output
from autograder.traces import state_of
from autograder.values import pack, unpack


def serve_notebook(sock, shell, folder, max_bytes):
    """Answer requests on `sock` until the referee closes it.

    shell : the CellShell that the zygote has prepared. folder : the notebook's working directory. max_bytes : of one reply.
    """
    redirect_low_level_output()
    enter_notebook_folder(folder)
    shell.context = contextvars.copy_context()  # as the imports have left it
    random.seed()
    if "numpy.random" in sys.modules:  # NumPy imports it when it is first used, and seeds it then
        np.random.seed()  # forked siblings would draw the same numbers
    os.register_at_fork(after_in_child=sock.close)  # a copy of this process would take requests that are meant for it
    while sock.fileno() >= 0:
        try:
            request = unpack(receive_frame(sock))
            reply = _answer(shell, request, max_bytes)
            if sock.fileno() >= 0:
                send_frame(sock, reply)
        except Closed:
            return


def _answer(shell, request, max_bytes):
    shell.reserve.keep()
    if request["do"] == "run":
        reply = {"outputs": shell.run(request["source"])}
    elif request["do"] == "state":
        reply = {"state": shell.context.run(state_of, shell)}
    else:
        reply = _call(shell, request)
    return _pack_or_refuse(reply, request["id"], max_bytes)


def _call(shell, request):
    out, err = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = _Discard()  # what a function prints while a check calls it belongs to no cell
    try:
        return shell.context.run(perform_call, shell.user_ns, request["name"], request["payload"], request["watch"])
    finally:
        shell.reserve.use()
        sys.stdout, sys.stderr = out, err
        _close_figures()


class _Discard(io.TextIOBase):
    encoding = "utf-8"

    def write(self, text):
        return len(text)

    def writable(self):
        return True


def _close_figures():
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def _pack_or_refuse(reply, ident, max_bytes):
    data = pack({**reply, "id": ident})
    if len(data) > max_bytes:
        return pack({**_too_large(reply, len(data)), "id": ident})
    return data


def _too_large(reply, size):
    if "outputs" in reply:
        text = f"The outputs of this cell were left out: {size / 2**20:.0f} MiB are too much.\n"
        return {"outputs": [{"output_type": "stream", "name": "stderr", "text": text}]}
    return {"unsupported": f"value of {size} bytes"}


def leave(status):
    """End this process at once: no exit handler of the zygote's or the student's may run."""
    os._exit(status)
