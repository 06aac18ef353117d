"""Bounds on this process's own code: they end what goes on for too long, and are gone afterwards."""

import time

import pytest

from autograder.bounds import TookTooMuch, bounded


def test_the_limit_counts_cpu_time_and_is_gone_afterwards():
    with bounded(0.05):
        time.sleep(0.1)
    started = time.process_time()
    while time.process_time() - started < 0.1:
        pass


def test_a_block_that_goes_on_is_ended_whatever_it_catches():
    with pytest.raises(TookTooMuch), bounded(0.05):
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: S110 - what a library may do
                pass


def test_memory_is_bounded_too():
    kept = []
    with pytest.raises(TookTooMuch), bounded(60.0, memory_mib=64):
        while len(kept) < 1024:
            kept.append(bytearray(2**20))
    assert len(kept) > 32
