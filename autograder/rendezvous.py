"""Where the warm grader of a course listens, and the messages between it and `autograder grade`: a line of JSON each.

Nothing but the standard library: a command that hands its work over is to start at once.
"""

import hashlib
import json
import os
import socket
import stat
import struct
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent
LONGEST = 107  # bytes of a UNIX socket's path, by sockaddr_un
CREDENTIALS = struct.Struct("3i")  # struct ucred: pid, uid, gid


class Declined(Exception):
    """What a client asks for is not for this server; the message says why."""


def folders():
    """Return the folders in which sockets of this user may lie, best first. They need not exist, nor be safe."""
    found = [Path("/tmp") / f"autograder-uid-{os.getuid()}"]
    if temporary := os.environ.get("TMPDIR"):
        found.insert(0, Path(temporary) / f"autograder-uid-{os.getuid()}")
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        found.insert(0, Path(runtime) / "autograder")
    return found


def socket_paths(course_dir):
    """Return the paths at which the server of a course may listen, best first: those that the kernel can bind."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(course_dir))).hexdigest()[:16] + ".sock"
    return [folder / name for folder in folders() if len(os.fsencode(folder / name)) <= LONGEST]


def is_private(folder):
    """Whether a folder is one that this user alone can put a socket into."""
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077


def peer_uid(sock):
    """Return the user id of the process at the other end of a connected UNIX socket."""
    return CREDENTIALS.unpack(sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size))[1]


def kit_state():
    """Return a text that is another one when a file of this kit has changed, or the environment's packages have.

    By sizes and times, which take a millisecond; the checks are watched by their contents, with the course.
    """
    parts = [str(PACKAGE), os.path.realpath("/proc/self/exe")]
    for parent, inner, names in os.walk(PACKAGE):
        inner[:] = sorted(set(inner) - {"__pycache__", "checks"})
        for name in sorted(names):
            status = os.stat(os.path.join(parent, name))
            parts.append(f"{parent}/{name} {status.st_size} {status.st_mtime_ns}")
    parts += [str(os.stat(folder).st_mtime_ns) for folder in sys.path if folder.endswith("-packages") and os.path.isdir(folder)]
    return hashlib.sha256(os.fsencode("\n".join(parts))).hexdigest()


def send_message(sock, **message):
    """Send one message. Raises OSError where nobody reads it."""
    sock.sendall(json.dumps(message).encode() + b"\n")  # ASCII: also of names that are no UTF-8


def receive_message(stream):
    """Return the next message of a binary stream, or None at its end. Raises ValueError for anything else."""
    try:
        line = stream.readline()
    except ConnectionError:
        return None
    try:
        return json.loads(line) if line.endswith(b"\n") else None
    except RecursionError:
        raise ValueError("nested too deep to be a message") from None
