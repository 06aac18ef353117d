"""Frames on a socket: whole or not at all, and never later than the deadline."""

import socket
import threading
import time

import pytest

from autograder.frames import HEADER, Closed, receive_frame, receive_socket, send_frame, send_with_sockets
from autograder.values import MAX_BYTES, BadFrame


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.mark.parametrize("deadline_s", [None, 5.0])
def test_a_frame_that_comes_in_pieces_is_put_together(pair, deadline_s):
    ours, theirs = pair
    data = bytes(range(256)) * 1000

    def send_slowly():
        frame = HEADER.pack(len(data)) + data
        for start, end in ((0, 2), (2, 4), (4, 100_000), (100_000, len(frame))):
            time.sleep(0.02)
            theirs.sendall(frame[start:end])

    sender = threading.Thread(target=send_slowly)
    sender.start()
    assert receive_frame(ours, deadline_s and time.monotonic() + deadline_s) == data
    sender.join()


@pytest.mark.parametrize("begun", [b"", HEADER.pack(10)[:2], HEADER.pack(10) + b"half"])
def test_what_does_not_end_is_given_up_at_the_deadline(pair, begun):
    ours, theirs = pair
    theirs.sendall(begun)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        receive_frame(ours, started + 0.1)
    assert 0.1 <= time.monotonic() - started < 5


def test_a_flood_of_frames_does_not_outlast_the_deadline(pair):
    ours, theirs = pair
    send_frame(theirs, *[b"flood"] * 100)
    deadline = time.monotonic() + 0.05
    with pytest.raises(TimeoutError):
        while True:
            receive_frame(ours, deadline)
            send_frame(theirs, b"flood")
    assert time.monotonic() - deadline < 5


def test_a_frame_that_is_not_read_is_given_up_when_it_is_waited_for_too_long(pair):
    ours, theirs = pair
    data, waits = bytes(range(256)) * 10_000, []

    def read_some():
        waits.append(len(theirs.recv(100_000)))
        if sum(waits) > 1_000_000:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        send_frame(ours, data, wait=read_some)
    assert len(waits) > 5


def test_a_large_frame_is_sent_in_the_pieces_that_there_is_room_for(pair):
    ours, theirs = pair
    data, read = bytes(range(256)) * 10_000, bytearray()
    send_frame(ours, data, wait=lambda: read.extend(theirs.recv(100_000)))
    ours.close()
    while piece := theirs.recv(1_000_000):
        read.extend(piece)
    assert read == HEADER.pack(len(data)) + data


def test_a_length_above_the_cap_is_refused_and_an_end_is_told(pair):
    ours, theirs = pair
    theirs.sendall(HEADER.pack(MAX_BYTES + 1))
    with pytest.raises(BadFrame):
        receive_frame(ours, time.monotonic() + 5)
    theirs.close()
    with pytest.raises(Closed):
        receive_frame(ours, time.monotonic() + 5)
    with pytest.raises(Closed):
        receive_socket(ours)
    with pytest.raises(Closed):
        send_frame(ours, b"to nobody")


def test_what_is_too_large_to_send_is_the_sender_s_fault(pair):
    with pytest.raises(ValueError, match="33554433 bytes"):
        send_frame(pair[0], bytes(MAX_BYTES + 1))


def test_a_socket_is_handed_over(pair):
    ours, theirs = pair
    near, far = socket.socketpair()
    send_with_sockets(theirs, b"here it is", [far])
    assert receive_frame(ours) == b"here it is"
    assert far.fileno() == -1
    with near, receive_socket(ours) as received:
        send_frame(received, b"through it")
        assert receive_frame(near) == b"through it"
