"""Terminals and locales that cannot write or read every name: what a person reads is replaced, what a program reads is UTF-8."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_course import RIGHT

C_LOCALE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@pytest.fixture
def foreign(small):
    """A course with submissions of zoe and Zoë."""
    for student in ("zoe", "Zoë"):
        small.submit(student, "ps1", double=RIGHT)
    return small


def run(course, environment, *arguments, code=0):
    command = [str(Path(sys.executable).parent / "autograder"), *arguments]
    done = subprocess.run(command, cwd=course.root, env={**os.environ, **environment}, capture_output=True, timeout=500)
    assert done.returncode == code and b"Traceback" not in done.stderr, done.stderr.decode()
    return done


@pytest.mark.parametrize(("encoding", "name"), [("ascii", rb"Zo\xeb"), ("latin-1", b"Zo\xeb"), ("utf-8", "Zoë".encode())])
def test_every_terminal_gets_the_table_and_every_program_utf_8(foreign, encoding, name):
    environment = {"PYTHONIOENCODING": encoding}
    assert name in run(foreign, environment, "grade").stdout
    rows = run(foreign, environment, "grade", "--json", "-").stdout.decode().splitlines()
    assert {json.loads(row)["student"] for row in rows} == {"zoe", "Zoë"}
    table = run(foreign, environment, "export", "--output", "-").stdout
    run(foreign, environment, "export", "--output", "file.csv")
    assert table == (foreign.root / "file.csv").read_bytes() and "Zoë".encode() in table


def test_a_locale_that_cannot_read_a_folder_s_name_is_said_to_be_the_reason(foreign):
    done = run(foreign, C_LOCALE, "grade", code=3)
    assert b"1 submission is not graded, this locale cannot read the name of the student's folder, set LC_ALL=C.UTF-8: Zo" in done.stderr
    assert b"1 graded" in done.stderr and b"zoe" in done.stdout
