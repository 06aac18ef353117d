"""docs/own_checks.md, followed literally in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.builders import KIT

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_from_an_empty_folder_to_a_graded_class(tmp_path):
    page = (KIT / "docs" / "own_checks.md").read_text(encoding="utf-8")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    said = ""
    for language, name, text in BLOCK.findall(page):
        if language == "python":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        elif language == "sh":
            done = subprocess.run(["sh", "-e"], input=text, cwd=tmp_path, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, text + done.stdout + done.stderr
            said += done.stdout
        elif name == "output":
            for line in text.splitlines():
                assert line.split() in [shown.split() for shown in said.splitlines()], (line, said)
        else:
            executed = (tmp_path / name.removeprefix("../")).read_text(encoding="utf-8")
            assert all(line in executed for line in text.splitlines()), text
    assert "everything agrees" in said
    assert [line.count("grade_id") for line in (tmp_path / "marks.jsonl").read_text().splitlines()] == [1] * 6
