"""`autograder serve`: do what `autograder grade` is asked for, with processes that are warm already.

One command after the other. Each is done by a forked child with the client's own standard streams, folder and environment, so that
nothing of it stays here. Others wait in the listener's queue.
"""

import os
import select
import signal
import socket
import sys
import time
import traceback
from contextlib import contextmanager
from random import seed

from autograder import processes
from autograder.course import CourseError
from autograder.files import locked_file
from autograder.handing_over import GRADER_FAILED
from autograder.linux import die_with_parent
from autograder.rendezvous import Declined, is_private, kit_state, peer_uid, receive_message, send_message, socket_paths

REQUEST_S = 10.0  # for a client to say what it wants
FAREWELL_S = 2.0  # for a child to end what it is at once its client has gone
DECLINED = 100  # exit code of a child that has told why it does not do the command
BUSY, IDLE, REPLACED = b"b", b"i", b"r"  # what a child tells of the referees


class Service:
    """The server's loop."""

    def __init__(self, warm, do, kit):
        """warm : a started WarmEngine. do(engine, course_dir, arguments) : does a command, ends with SystemExit. kit : kit_state()."""
        self.warm = warm
        self.do = do
        self.course_dir = os.path.realpath(warm.course_dir)
        self.kit = kit

    def serve(self, listener, idle_s):
        """Serve clients until none has come for idle_s seconds, or the kit has changed and this server is of no more use."""
        while select.select([listener], [], [], idle_s)[0] and kit_state() == self.kit:
            sock, _ = listener.accept()
            with sock:
                told = self._serve_client(sock)
            self._tidy(told)

    def _serve_client(self, sock):
        """Serve one client; return what the child told of the referees."""
        descriptors, told = [], b""
        try:
            if peer_uid(sock) != os.getuid():
                return b""
            sock.settimeout(REQUEST_S)
            _, descriptors, _, _ = socket.recv_fds(sock, 1, 3)
            with sock.makefile("rb") as stream:
                request = receive_message(stream)
            if not isinstance(request, dict) or len(descriptors) != 3:
                return b""
            send_message(sock, working=True)
            if reason := self._why_not(request, sock):
                send_message(sock, declined=reason)
                return b""
            send_message(sock, began=True)
            pid, reader = self._fork(request, descriptors)
            code, told = watch(pid, sock), _read_all(reader)
            if code == DECLINED:
                reason, told = told.decode(), b""
                send_message(sock, declined=reason)
            else:
                send_message(sock, **({"exit": code} if code >= 0 else _death(code)))
        except (OSError, ValueError):  # the client has gone, or is none
            pass
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return told

    def _why_not(self, request, sock):
        """Return why this server cannot do what a client asks for, or "". Starts a fresh Engine where that is needed."""
        if request.get("kit") != self.kit:
            return "it runs another version of the grader; start it again"
        if reason := self.warm.why_stale():
            send_message(sock, say=f"{reason}: the server starts afresh")
            self.warm.end()
            try:
                self.warm.start()
            except CourseError as error:
                return str(error)
        return ""

    def _fork(self, request, descriptors):
        reader, writer = os.pipe()
        server = os.getpid()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                die_with_parent()
                if os.getppid() == server:
                    code = self._become_command(request, descriptors, writer)
            except BaseException:  # nothing of a child may return into the server's loop
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writer)
        return pid, reader

    def _become_command(self, request, descriptors, writer):
        engine = self.warm.engine
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, break_off)
        os.setsid()
        take_place_of(request, descriptors)
        processes.close_descriptors({0, 1, 2, writer, *(sock.fileno() for sock in engine.sockets())})
        report_use(engine, writer)
        code = 0
        try:
            self.do(engine, self.course_dir, request["arguments"])
        except SystemExit as end:
            code = end.code or 0
        except Declined as reason:
            os.write(writer, str(reason).encode())
            code = DECLINED
        sys.stdout.flush()
        return code

    def _tidy(self, told):
        """Replace referees that are still at something, or that the child has replaced in its own copy of the list."""
        if REPLACED in told and told[-1:] != IDLE:  # perhaps in the middle of a word with the zygote
            self.warm.end()
        elif REPLACED in told or told[-1:] not in (b"", IDLE):
            self.warm.renew_referees()


def report_use(engine, writer):
    """Have an Engine write to a pipe when its referees are at work, and when one was replaced."""
    run, fork_referee = engine.run, engine.fork_referee

    def run_and_report(tasks):
        os.write(writer, BUSY)
        yield from run(tasks)
        os.write(writer, IDLE)

    def fork_and_report(place):
        os.write(writer, REPLACED)
        return fork_referee(place)

    engine.run, engine.fork_referee = run_and_report, fork_and_report


def take_place_of(client, descriptors):
    """Have this process's streams, folder, mask and environment be the client's."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    for name, number in (("stdout", 1), ("stderr", 2)):
        encoding, errors = client["streams"].get(name, ("utf-8", "backslashreplace"))
        lines = name == "stderr" or os.isatty(number)
        setattr(sys, name, open(number, "w", encoding=encoding, errors=errors, closefd=False, buffering=1 if lines else -1))
    os.umask(client["umask"])
    os.environ.clear()
    os.environ.update(client["environment"])
    time.tzset()
    seed()
    os.chdir(client["cwd"])


def break_off(*_):
    """End this process without another word: the client has said that it was broken off.

    An exception that comes up in a callback is reported by whoever called it (SQLAlchemy does, Python itself does).
    """
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    sys.exit(1)


def watch(pid, sock):
    """Wait for a child, or end it once its client has gone; return its exit code, or minus the signal that it died by."""
    ended = os.pidfd_open(pid)
    try:
        while ended not in (ready := select.select([ended, sock], [], [])[0]) and ready:
            if not _has_more(sock):
                os.kill(pid, signal.SIGINT)
                select.select([ended], [], [], FAREWELL_S)
                break
    finally:
        os.close(ended)
        os.kill(pid, signal.SIGKILL)  # a child that has ended is ours until waitpid
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _has_more(sock):
    try:
        return bool(sock.recv(4096))
    except OSError:
        return False


def _death(code):
    return {"say": f"the process that did this command was ended ({signal.Signals(-code).name}); grade again", "exit": GRADER_FAILED}


def _read_all(descriptor):
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()


class Ended(BaseException):
    """The server is to end."""


@contextmanager
def ended_by_signals():
    """Have SIGTERM and SIGINT raise Ended, once; leave the with block quietly on it."""

    def end(*_):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        raise Ended

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        yield
    except Ended:
        pass


@contextmanager
def claimed_socket(course_dir):
    """Yield the path for the only server of a course; the socket is gone afterwards. Raises CourseError if there is one.

    A lock says whether there is a server, and is gone with it, however it ends: a socket without one is a leftover.
    """
    paths = socket_paths(course_dir)
    if not paths:
        raise CourseError("there is no place for the server's socket: XDG_RUNTIME_DIR and TMPDIR are too long")
    path = next((path for path in paths if path.parent.parent.is_dir()), paths[-1])
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not is_private(path.parent):
        raise CourseError(f"{path.parent} is not a folder of yours alone (mode 0700): the server's socket would not be safe there")
    with _locked(path.with_suffix(".lock")) as lock:
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
            os.unlink(lock.name)


def _locked(path):
    """Return the open, locked file `path`. Raises CourseError where another server has it."""
    try:
        return locked_file(path)
    except BlockingIOError:
        raise CourseError("there is a server of this course already") from None


@contextmanager
def listening(path):
    """Yield a listener at `path`, for this user only; what lies there is replaced."""
    path.unlink(missing_ok=True)
    mask = os.umask(0o177)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(os.fspath(path))
            os.umask(mask)
            listener.listen(64)
            yield listener
    finally:
        os.umask(mask)


