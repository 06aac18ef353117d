"""What is kept of a cell's outputs while it runs: in order, each stream in one piece, none lost over another one's size."""

import pytest

from autograder.shell import CUT, MAX_DATA, MAX_OUTPUTS, MAX_STREAM, Recorder

LARGE = {"text/html": "x" * (MAX_DATA - 1)}


@pytest.fixture
def recorder():
    return Recorder()


def told(recorder):
    """Return what was kept: (name of a stream, its text), or the type of another output."""
    return [(o["name"], o["text"]) if o["output_type"] == "stream" else o["output_type"] for o in recorder.finished()]


def test_a_stream_is_in_one_piece_until_something_else_comes(recorder):
    for name, text in (("stdout", "a"), ("stdout", "b\r\n"), ("stderr", "c"), ("stdout", "d"), ("stdout", "")):
        recorder.stream(name, text)
    assert told(recorder) == [("stdout", "ab\r\n"), ("stderr", "c"), ("stdout", "d")]
    recorder.stream("stdout", "e")
    assert told(recorder)[-1] == ("stdout", "de")


def test_a_stream_is_cut_once_with_a_remark(recorder):
    recorder.stream("stdout", "x" * MAX_STREAM)
    assert told(recorder) == [("stdout", "x" * MAX_STREAM)]
    for _ in range(3):
        recorder.stream("stdout", "y")
    assert told(recorder) == [("stdout", "x" * MAX_STREAM + CUT)]


def test_what_is_too_large_takes_nothing_else_with_it(recorder):
    for _ in range(3):
        recorder.rich("display_data", LARGE)
    recorder.stream("stdout", "early\n")
    recorder.rich("display_data", LARGE)
    recorder.stream("stdout", "late\n")
    assert told(recorder) == [*["display_data"] * 3, ("stdout", "early\nlate\n")]


def test_a_first_output_that_is_too_large_is_left_out_alone(recorder):
    recorder.rich("display_data", {mime: "x" * (MAX_DATA - 1) for mime in ("text/html", "text/plain", "text/latex", "image/svg+xml")})
    recorder.stream("stderr", "warning\n")
    recorder.rich("display_data", {"text/plain": "1"})
    assert told(recorder) == [("stderr", "warning\n"), "display_data"]


def test_of_too_many_outputs_standard_error_is_told_of(recorder):
    for _ in range(MAX_OUTPUTS + 1):
        recorder.rich("display_data", {"text/plain": "1"})
    for name in ("stdout", "stderr", "stderr", "stdout"):
        recorder.stream(name, "more")
    assert told(recorder) == ["display_data"] * MAX_OUTPUTS + [("stderr", CUT)]


def test_clearing_waits_for_the_next_output_if_asked(recorder):
    recorder.stream("stdout", "old")
    recorder.clear(wait=True)
    assert told(recorder) == [("stdout", "old")]
    recorder.stream("stdout", "new")
    assert told(recorder) == [("stdout", "new")]
    recorder.clear(wait=False)
    assert told(recorder) == []


@pytest.mark.timeout(15)  # a second or two where each character takes as long as the first, else most of a minute
def test_a_million_writes_take_as_long_as_they_are_many(recorder):
    recorder.max_stream = 1_000_000
    for _ in range(recorder.max_stream):
        recorder.stream("stdout", "𝜕")
    assert told(recorder) == [("stdout", "𝜕" * recorder.max_stream)]
