"""`autograder grade` as a client: hand the work to the course's warm server (service.py), if there is one.

Nothing heavy is imported here. Whatever speaks against the server is said in a line, and the command goes on without it.
"""

import os
import select
import signal
import socket
import sys
from contextlib import suppress

from autograder.rendezvous import is_private, kit_state, peer_uid, receive_message, send_message, socket_paths

PATIENCE_S = 1.0  # until a client is told that it waits
FAREWELL_S = 5.0  # for the server to end what Ctrl-C has broken off
GRADER_FAILED = 3  # exit code: the grader itself failed on something
BROKEN_OFF = 1  # exit code after Ctrl-C
ENDING = signal.SIGTERM, signal.SIGHUP  # from a scheduler, or a terminal that is closed; the exit code is a shell's, 128 and the number
KEPT = {
    "grade": "what was graded before is kept", "feedback": "the pages made before are kept",
    "import": "the submissions imported before are kept",
}  # fmt: skip
COURSE_DIR = "--course-dir"


def hand_over(arguments):
    """Have the server of the course do a command line that is for one; return the exit code, None where none has done it.

    The server's child reads and writes this process's own standard input, output and error, in its working directory; it reads
    the command line, too, and declines what is for another course.
    """
    if arguments[:1] != ["grade"] or {"-h", "--help"} & {*arguments}:
        return None
    sock = connect(course_dir_of(arguments))
    if sock is None:
        return None
    with sock, sock.makefile("rb") as stream:
        try:
            socket.send_fds(sock, [b"."], _standard_descriptors())
            send_message(sock, **describe_client(arguments))
            if not select.select([sock], [], [], PATIENCE_S)[0]:
                tell("the server of this course is at work for another command; waiting")
            return _follow(stream)
        except KeyboardInterrupt:
            _take_leave(sock, stream)
            raise
        except OSError as error:
            tell(f"without the server of this course: {error}")
            return None


def course_dir_of(arguments):
    """Return what a command line names as the course's folder."""
    found = "."
    for argument, following in zip(arguments, [*arguments[1:], "."]):
        if argument == COURSE_DIR:
            found = following
        elif argument.startswith(f"{COURSE_DIR}="):
            found = argument.removeprefix(f"{COURSE_DIR}=")
    return found


def connect(course_dir):
    """Return a socket to the server of a course, or None."""
    for path in socket_paths(course_dir):
        if is_private(path.parent):
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                sock.connect(os.fspath(path))
                if peer_uid(sock) == os.getuid():
                    return sock
            except OSError:  # no server, or one that was killed and has left its socket
                pass
            sock.close()
    return None


def describe_client(arguments):
    """Return what a server needs to know to stand in for this process."""
    mask = os.umask(0o077)
    os.umask(mask)
    streams = {name: [stream.encoding, stream.errors] for name in ("stdout", "stderr") if (stream := getattr(sys, name))}
    return {
        "kit": kit_state(),
        "arguments": arguments,
        "cwd": os.getcwd(),
        "umask": mask,
        "environment": dict(os.environ),
        "streams": streams,
    }


def tell(text):
    """Say a sentence on standard error."""
    print(f"autograder: {text}", file=sys.stderr)


def heed_signals():
    """Have SIGTERM and SIGHUP break a command off as Ctrl-C does, but for one that is ignored, as SIGHUP is under nohup."""

    def break_off(number, _):
        for other in ENDING:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    for number in ENDING:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, break_off)


def tell_broken_off(command, interrupt):
    """Say that a command was broken off, and what it has left; return its exit code. interrupt : the KeyboardInterrupt.

    From here on neither Ctrl-C nor another signal does anything, for the end is near.
    """
    for number in (signal.SIGINT, *ENDING):
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):  # the terminal may be gone
        print(file=sys.stderr)  # it has written ^C
        tell(f"broken off: {KEPT[command]}; the same command goes on from there" if command in KEPT else "broken off")
    return 128 + interrupt.args[0] if interrupt.args else BROKEN_OFF


def _follow(stream):
    """Say what the server says until it says how the work ended."""
    began = False
    while message := receive_message(stream):
        if "exit" in message:
            return message["exit"]
        if "declined" in message:
            tell(f"without the server of this course: {message['declined']}")
            return None
        if "say" in message:
            tell(message["say"])
        began |= "began" in message
    if not began:
        tell("without the server of this course: it has ended")
        return None
    tell("the server of this course has ended in the middle of the work; grade again")
    return GRADER_FAILED


def _take_leave(sock, stream):
    """Tell the server to stop, and wait until it has."""
    try:
        sock.shutdown(socket.SHUT_WR)
        sock.settimeout(FAREWELL_S)
        while receive_message(stream):
            pass
    except (OSError, ValueError, KeyboardInterrupt):
        pass


def _standard_descriptors():
    """Return descriptors of the three standard streams; /dev/null for one that is closed."""
    found = []
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            number = os.open(os.devnull, os.O_RDWR)
        found.append(number)
    return found


def leave(code):
    """End this process at once: taking Python's modules apart serves nobody."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except OSError:  # nobody reads: Python says so in its own way
        raise SystemExit(code) from None
    os._exit(code)
