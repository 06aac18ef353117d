"""Limits: how they are set, what each comes to, and the control groups behind some of them."""

import os
import signal
import subprocess
import sys

import pytest
from nbgrader.preprocessors import Execute
from nbformat.v4 import new_code_cell

from autograder import cgroups, outcomes
from autograder.cgroups import Cgroups
from autograder.commands import doctor
from autograder.conversation import ZygoteClient, explain_death
from autograder.course import Course, CourseError
from autograder.engine import Engine
from autograder.limits import Limits, longest_s
from autograder.processes import cpu_seconds
from autograder.session import NotebookRun
from tests.builders import solution, test_cell
from tests.groups import idle_groups

TIGHT = Limits(cell_s=20.0, cpu_s=2.0, memory_mib=400, processes=40, open_files=64, file_mib=1, disk_mib=8, output_chars=50, result_mib=1)


@pytest.fixture(scope="module")
def run_tight(tmp_path_factory):
    """Run one cell under tight limits; returns (the outputs' text, the session)."""
    with Engine() as engine:
        engine.preload(["numpy"], TIGHT)
        engine.wait_until_warm()

        def run(source):
            session = NotebookRun(ZygoteClient(engine.control), [new_code_cell(source)], tmp_path_factory.mktemp("nb"), TIGHT)
            session.finish()
            return "".join(out.get("text", "") + out.get("evalue", "") for out in session.outputs.get(0, [])), session

        yield run


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("while True: pass", "used up its CPU time"),
        ("kept = [open('/dev/null') for _ in range(100)]", "Too many open files"),
        ("open('x', 'wb').write(bytes(2 * 2**20))", "File too large"),
        ("import threading\nstop = threading.Event()\nfor _ in range(60): threading.Thread(target=stop.wait, daemon=True).start()", "thread"),
        ("try: x = bytearray(900 * 2**20)\nexcept MemoryError: print('no memory')", "no memory"),
        ("print('x' * 100)", "too long"),
        ("from IPython.display import HTML, display\nfor _ in range(3): display(HTML('x' * 10**6))", "too much"),
    ],
)  # fmt: skip
def test_each_limit_is_said_to_be_the_reason(run_tight, source, told):
    text, session = run_tight(source)
    assert told in text
    assert session.spent == ""


def test_the_disk_holds_what_was_set(run_tight):
    text, _ = run_tight("for i in range(20): open(f'{i}', 'wb').write(bytes(2**20))\nprint('written')")
    assert "No space left" in text or "written" in text and not os.path.exists("/proc/self/ns/mnt")


def test_memory_of_all_processes_together_is_limited_where_a_group_can_be_made(run_tight):
    if "memory" not in Cgroups.find().parents:
        pytest.skip("no control group can be made here")
    text, session = run_tight(
        "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        kept = bytearray(10**8)\n"
        "        for i in range(0, 10**8, 4096): kept[i] = 1\n        time.sleep(60)\nkept = bytearray(3 * 10**8)\n"
        "for i in range(0, 3 * 10**8, 4096): kept[i] = 1\ntime.sleep(60)"
    )
    assert session.deadly_cells[0][0] in (outcomes.OUT_OF_MEMORY, outcomes.TIMED_OUT)


def test_no_group_is_left(run_tight):
    before = idle_groups()  # of graders that were killed
    run_tight("1")
    assert set(idle_groups()) <= set(before)


@pytest.mark.parametrize("line", ["memory_mib = 0", "cell_s = -1", "cell_s = 'long'", "processes = 1.5", "deaths = True", "call_s = float('nan')"])
def test_a_limit_that_is_none_is_refused_by_its_name(course, line):
    course.assignment("ps1", solution("f"), test_cell("f", 1))
    course.configure(f"c.Autograder.{line}")
    with pytest.raises(CourseError, match=line.split()[0]):
        Course(course.root).limits()


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("", Execute.timeout.default_value),
        ("c.Execute.timeout = 7", 7.0),
        ("c.ExecutePreprocessor.timeout = 8", 8.0),
        ("c.NotebookClient.timeout = 9", 9.0),
        ("c.Execute.timeout = None", Limits.notebook_s),
        ("c.Other.timeout = 10", Execute.timeout.default_value),
        ("c.Execute.timeout = 7; c.Autograder.cell_s = 5", 5.0),
    ],
)  # fmt: skip
def test_a_cell_has_the_time_that_nbgrader_would_give_it(course, line, seconds):
    course.assignment("ps1", solution("f"), test_cell("f", 1))
    course.configure(line)
    assert Course(course.root).limits().cell_s == seconds


def test_the_longest_time_is_said():
    assert longest_s(Limits()) == 180 + 6 * 30


@pytest.mark.parametrize(
    ("end", "outcome", "told"),
    [
        ({"signal": 11, "was_alive": False}, outcomes.CRASHED, "crashed (SIGSEGV)"),
        ({"signal": 9, "was_alive": False}, outcomes.CRASHED, "was killed (SIGKILL)"),
        ({"signal": 9, "was_alive": True}, outcomes.CRASHED, "it was closed"),
        ({"signal": 9, "was_alive": False, "out_of_memory": True}, outcomes.OUT_OF_MEMORY, "more memory"),
        ({"signal": 9, "was_alive": False, "out_of_time": True}, outcomes.TIMED_OUT, "CPU time"),
        ({"exit": 3}, outcomes.CRASHED, "exit status 3"),
    ],
)
def test_how_a_worker_died_is_told(end, outcome, told):
    death = explain_death("the call of `f`", end)
    assert (death.outcome, told in str(death)) == (outcome, True)


@pytest.fixture
def version_2(tmp_path):
    """A proc folder and a delegated group of version 2, as files; returns (proc, group)."""
    proc, mount = tmp_path / "proc", tmp_path / "cgroup"
    group = mount / "user" / "grader"
    for folder in (proc, group):
        folder.mkdir(parents=True)
    (proc / "mountinfo").write_text(f"30 1 0:20 / {mount} rw - cgroup2 cgroup2 rw\n")
    (proc / "cgroup").write_text("0::/user/grader\n")
    (group / "cgroup.subtree_control").write_text("cpu memory pids\n")
    return proc, group


def test_the_own_group_is_found_in_version_2(version_2):
    proc, group = version_2
    assert cgroups.own_folders(proc) == {"memory": (2, group), "pids": (2, group)}


def test_the_own_groups_are_found_in_version_1(tmp_path):
    for name in ("memory", "pids"):
        (tmp_path / name / "a").mkdir(parents=True)
    (tmp_path / "mountinfo").write_text(
        "".join(f"3{i} 1 0:2{i} / {tmp_path}/{name} rw - cgroup cgroup rw,{name}\n" for i, name in enumerate(("memory", "pids")))
    )
    (tmp_path / "cgroup").write_text("4:memory:/a\n8:pids:/\n")
    assert cgroups.own_folders(tmp_path) == {"memory": (1, tmp_path / "memory" / "a"), "pids": (1, tmp_path / "pids")}


def test_a_group_that_was_not_delegated_is_not_used(version_2):
    proc, group = version_2
    (group / "cgroup.subtree_control").write_text("cpu\n")
    assert Cgroups.find(proc).parents == {}


def test_only_old_groups_are_taken_for_left_behind(version_2):
    """A fresh, empty group is another grader's, between its making and its first process."""
    proc, group = version_2
    for name in ("fresh", "old"):
        (group / f"{cgroups.PREFIX}{name}").mkdir()
    os.utime(group / f"{cgroups.PREFIX}old", (0, 0))
    Cgroups.find(proc)
    assert [path.name for path in sorted(group.glob(f"{cgroups.PREFIX}*")) if "trial" not in path.name] == [f"{cgroups.PREFIX}fresh"]


def test_what_is_advised_follows_from_the_machine(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for path, text in {
        "proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1", "proc/sys/user/max_user_namespaces": "0", ".dockerenv": "",
    }.items():  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    told = "\n".join(doctor.advise({"namespaces": "unshare: EPERM", "landlock": ""}, tmp_path))
    assert "AppArmor" in told and "max_user_namespaces" in told and "--security-opt" in told
    assert "namespaces" not in "\n".join(doctor.advise({"namespaces": "", "landlock": ""}, tmp_path))


def test_the_doctor_says_what_holds(autograder):
    done = autograder("doctor", "--no-imports")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "held         read a file outside" in done.stdout and "numpy" in done.stdout


def test_what_a_process_has_started_counts_as_its_own_cpu_time():
    spin = "import time\nwhile time.process_time() < 0.3: pass\nprint(1, flush=True)\ntime.sleep(60)"
    source = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {spin!r}])\ntime.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, start_new_session=True) as parent:
        try:
            parent.stdout.read(1)
            assert cpu_seconds(parent.pid) >= 0.25  # by the tick
        finally:
            os.killpg(parent.pid, signal.SIGKILL)
    assert cpu_seconds(parent.pid) == 0.0
