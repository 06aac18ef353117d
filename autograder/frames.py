"""Frames on a socket: four bytes of length, big endian, then that many bytes."""

import select
import socket
import struct
import time

from autograder.values import MAX_BYTES, BadFrame

HEADER = struct.Struct("!I")


class Closed(Exception):
    """The other side has closed the socket."""


def send_frame(sock, *frames, wait=None):
    """Send a frame, or several at once, each the bytes of one. Raises Closed where nobody reads any more, ValueError for one too large.

    wait : is called where the other side has not made room yet, returns when it may have, and raises what it likes to give up;
    None: wait for ever.
    """
    for data in frames:
        if len(data) > MAX_BYTES:
            raise ValueError(f"what is to be sent has {len(data)} bytes, more than a frame may hold ({MAX_BYTES})")
    unsent = memoryview(b"".join(part for data in frames for part in (HEADER.pack(len(data)), data)))
    try:
        if wait is None:
            sock.sendall(unsent)
            return
        while unsent:
            try:
                unsent = unsent[sock.send(unsent, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                wait()
    except (BrokenPipeError, ConnectionResetError):
        raise Closed from None


def receive_frame(sock, deadline=None):
    """Return the next frame's bytes.

    deadline : time.monotonic() at which to give up, or None. Raises TimeoutError then, Closed at the
    end of the stream, BadFrame for a length above the cap (before anything is allocated for it).
    """
    (length,) = HEADER.unpack(_receive_exactly(sock, HEADER.size, deadline))
    if length > MAX_BYTES:
        raise BadFrame(f"frame of {length} bytes")
    return _receive_exactly(sock, length, deadline)


def send_with_sockets(sock, data, passed):
    """Send a frame and, where there are any, sockets that the process at the other end is to have, and close these here.

    Raises Closed where nobody reads any more.
    """
    try:
        send_frame(sock, data)
        if passed:
            socket.send_fds(sock, [b"."], [one.fileno() for one in passed])
    except (BrokenPipeError, ConnectionResetError):
        raise Closed from None
    finally:
        for one in passed:
            one.close()


def receive_socket(sock):
    """Return the socket that send_with_sockets has sent, whose frame was read. Raises Closed where nobody sends any more."""
    descriptors = socket.recv_fds(sock, 1, 1)[1]
    if not descriptors:
        raise Closed
    return socket.socket(fileno=descriptors[0])


def skip_frames(sock, seconds):
    """Take away the frames that have come without being asked for. Raises as receive_frame does, after `seconds`."""
    deadline = time.monotonic() + seconds
    while select.select([sock], [], [], 0)[0]:
        receive_frame(sock, deadline)


def _receive_exactly(sock, size, deadline):
    chunks = bytearray()
    flags = 0 if deadline is None else socket.MSG_DONTWAIT
    while len(chunks) < size:
        if deadline is not None and time.monotonic() >= deadline:
            raise TimeoutError
        try:
            chunk = sock.recv(min(size - len(chunks), 1 << 20), flags)
        except BlockingIOError:  # seldom: who waits for a frame has mostly seen that it is there
            select.select([sock], [], [], max(0.0, deadline - time.monotonic()))
            continue
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            raise Closed
        chunks += chunk
    return bytes(chunks)
