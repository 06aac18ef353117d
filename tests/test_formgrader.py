"""nbgrader's formgrader, in a real Jupyter server on the loopback interface, reads what `autograder grade` wrote."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.builders import locked, solution, test_cell, written_answer

TOKEN = "a-token-for-this-test"


@pytest.fixture
def graded(course, grade):
    course.assignment(
        "ps1", locked("imports", "import math"), solution("double", "return 2 * x"),
        test_cell("double", 3, hidden="assert double(2) == 4"), written_answer("explain", 2),
    )  # fmt: skip
    course.submit("first", "ps1", explain="My words.")
    course.submit("second", "ps1", double="def double(x):\n    return x", explain="Other words.")
    _, done = grade(course)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture
def formgrader(graded):
    """Return a function that fetches a page of formgrader, or posts to its interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(graded.root)}
    log = graded.root / "server.log"
    with open(log, "w") as file:
        server = subprocess.Popen(
            [folder / "jupyter", "server", "--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
             f"--IdentityProvider.token={TOKEN}", "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={graded.root}"],
            cwd=graded.root, env=environment, stdout=file, stderr=file,
        )  # fmt: skip

    def fetch(path, data=None, method=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/formgrader/{path}", headers={"Authorization": f"token {TOKEN}"},
            data=json.dumps(data).encode() if data is not None else None, method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.read().decode()

    try:
        for _ in range(300):
            try:
                fetch("api/assignments")
                break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, log.read_text()
                time.sleep(0.2)
        yield fetch
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.server
def test_formgrader_shows_the_marks_and_takes_manual_ones(formgrader, graded):
    (assignment,) = json.loads(formgrader("api/assignments"))
    assert (assignment["name"], assignment["num_submissions"], assignment["max_score"]) == ("ps1", 2, 5.0)
    submissions = json.loads(formgrader("api/submissions/ps1"))
    assert {s["student"]: s["needs_manual_grade"] for s in submissions} == {"first": True, "second": True}
    by_notebook = json.loads(formgrader("api/submitted_notebooks/ps1/ps1"))
    scores = {entry["student"]: entry["code_score"] for entry in by_notebook}
    assert scores == {"first": 3.0, "second": 0.0}

    entry = next(entry for entry in by_notebook if entry["student"] == "first")
    page = formgrader(f"submissions/{entry['id']}/")
    assert "My words." in page and "double" in page
    grades = json.loads(formgrader(f"api/grades?submission_id={entry['id']}"))
    written = next(grade for grade in grades if grade["name"] == "explain")
    formgrader(f"api/grade/{written['id']}", {"manual_score": 1.5, "extra_credit": None}, "PUT")

    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as book:
        assert book.find_submission("ps1", "first").score == 4.5
        assert not book.find_grade("explain", "ps1", "ps1", "first").needs_manual_grade
