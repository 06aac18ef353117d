"""`autograder serve`: the same marks as without it, whatever clients and server do to each other."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder import handing_over, rendezvous
from autograder.command_line import serve_command
from autograder.processes import descendants
from autograder.service import claimed_socket
from autograder.course import CourseError
from tests.builders import CourseBuilder, solution, test_cell
from tests.packages import install

CHECK = '''
from autograder.checking import check


@check(weight=1)
def doubles(student, reference):
    """doubles a number"""
    student(3.0).is_close_to(FACTOR * 3.0, hint="what is twice a number?")
'''
PATIENCE_S = 120  # of a test, on a machine with other work


def wait_for(condition):
    """Wait until a condition holds; fail if it does not come to hold."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def runtime():
    """A folder for sockets, whose paths must be short."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        yield Path(folder)


@pytest.fixture
def served(course, tmp_path, runtime, monkeypatch):
    """A small course with right and wrong work; sockets and temporary files lie in folders of the test's own."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    course.assignment(
        "ps1", solution("double", "return 2 * x"), test_cell("double", 2),
        checks={"double": CHECK.replace("FACTOR", "2.0")}, solutions="def double(x):\n    return 2 * x\n",
    )  # fmt: skip
    course.submit("right", "ps1")
    course.submit("wrong", "ps1", double="def double(x): return x")
    return course


class Server:
    """A running `autograder serve`."""

    def __init__(self, course, *arguments):
        command = [str(Path(sys.executable).parent / "autograder"), "serve", "--course-dir", str(course.root), *arguments]
        self.log = course.root.parent / f"serve-{time.monotonic_ns()}.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, stderr=log)
        wait_for(lambda: "uses this server" in self.said() or self.process.poll() is not None)

    def said(self):
        return self.log.read_text()

    def end(self, number=signal.SIGTERM):
        """End it by a signal; return its exit code, once all its processes have gone."""
        below = descendants(self.process.pid)
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
        return code


@pytest.fixture
def serve():
    """Start servers; what still runs at the end of the test is ended."""
    servers = []

    def start(course, *arguments):
        servers.append(Server(course, *arguments))
        return servers[-1]

    yield start
    for server in servers:
        server.end()


def start_grading(course, *arguments):
    """Start a client that Ctrl-C interrupts, even where these tests run in the background of a script, whose children ignore it."""
    command = [str(Path(sys.executable).parent / "autograder"), "grade", "--course-dir", str(course.root), *arguments]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)


def told(rows):
    """Return rows without what is another one in each run."""
    return {key: {**row, "seconds": 0} for key, row in rows.items()}


def test_the_command_that_a_server_names_can_be_copied_from_a_folder_with_a_space(served, serve, tmp_path):
    course = CourseBuilder.copy_of(served, tmp_path / "my course")
    named = re.search("`autograder (.*)` uses this server", serve(course).said())[1]
    done = subprocess.run(f"{sys.executable} -m autograder {named}", shell=True, capture_output=True, text=True)
    assert done.returncode == 0 and "2 graded" in done.stderr and "without the server" not in done.stderr, done.stderr


def test_a_server_gives_the_same_rows_and_sees_what_changes(served, serve, grade, autograder, tmp_path, runtime):
    cold, done = grade(served, "--seed", "s", "--table")
    server = serve(served, "--jobs", "2")
    rows, warm = grade(served, "--seed", "s", "--table", "--force")
    assert told(rows) == told(cold) and rows["right", "test_double"]["score"] == 2
    assert warm.stdout == done.stdout and "2 graded" in warm.stderr and "without the server" not in warm.stderr

    relative = autograder("grade", "--course-dir", "course", "--json", "mine.jsonl", cwd=tmp_path)
    assert "0 graded, 2 unchanged" in relative.stderr and len((tmp_path / "mine.jsonl").read_text().splitlines()) == 2
    assert autograder("grade", "--course-dir", served.root, "--student", "nobody").returncode == 2

    served.write("checks/ps1/test_double.py", CHECK.replace("FACTOR", "1.0"))
    rows, warm = grade(served)
    assert rows["wrong", "test_double"]["score"] == 2 and rows["right", "test_double"]["score"] == 0
    assert "the server starts afresh" in warm.stderr

    served.write("checks/ps1/test_double.py", "1 +")
    broken = autograder("grade", "--course-dir", served.root)
    assert broken.returncode == 2 and "without the server" in broken.stderr and "cannot be collected" in broken.stderr

    assert server.end() == 0
    assert not list((runtime / "autograder").iterdir()) and not list((tmp_path / "tmp").iterdir())


def test_a_server_sees_that_a_library_has_another_version(served, serve, grade, tmp_path, monkeypatch):
    site = tmp_path / "site"
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)
    install(site, "cooling", "1.0", "cooling")
    served.write("solutions/ps1.py", "try:\n    import cooling\nexcept ImportError:\n    pass\n\ndef double(x):\n    return 2 * x\n")
    serve(served, "--jobs", "1")
    assert "2 graded" in grade(served)[1].stderr and "0 graded, 2 unchanged" in grade(served)[1].stderr
    install(site, "cooling", "1.1", "cooling")
    _, done = grade(served)
    assert "a library has another version now" in done.stderr and "2 graded" in done.stderr


def test_clients_that_wait_and_clients_that_are_killed(served, serve, grade, tmp_path, runtime):
    flag = tmp_path / "at-it"
    served.configure(f"import os; open({str(flag)!r}, 'a').write('x')")
    served.submit("stuck", "ps1", double="import time\ntime.sleep(600)")
    served.configure("c.Autograder.cell_s = 500.0")
    server = serve(served, "--jobs", "1")
    quiet = flag.stat().st_size
    first = start_grading(served, "--student", "stuck")
    wait_for(lambda: flag.stat().st_size > quiet)
    second = start_grading(served, "--student", "right")
    assert "waiting" in second.stderr.readline()
    time.sleep(1)
    first.kill()
    first.communicate()
    output, errors = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 0 and "1 graded" in errors
    rows, done = grade(served, "--student", "wrong")
    assert rows["wrong", "test_double"]["score"] == 0 and "without the server" not in done.stderr

    broken_off = start_grading(served, "--student", "stuck")
    quiet = flag.stat().st_size
    wait_for(lambda: flag.stat().st_size > quiet or broken_off.poll() is not None)
    broken_off.send_signal(signal.SIGINT)
    _, errors = broken_off.communicate(timeout=PATIENCE_S)
    assert broken_off.returncode == 1 and "broken off: what was graded before is kept" in errors and "Traceback" not in errors

    third = start_grading(served, "--student", "stuck")
    quiet = flag.stat().st_size
    wait_for(lambda: flag.stat().st_size > quiet or third.poll() is not None)
    server.end(signal.SIGKILL)
    _, errors = third.communicate(timeout=PATIENCE_S)
    assert third.returncode == 3 and "grade again" in errors
    assert list((runtime / "autograder").glob("*.sock"))
    _, done = grade(served, "--student", "right")
    assert "0 graded, 1 unchanged" in done.stderr  # by itself
    server = serve(served)
    _, done = grade(served, "--student", "right", "--force")
    assert "1 graded" in done.stderr and "without the server" not in done.stderr


def test_a_command_that_is_broken_off_in_a_callback_says_nothing():
    """As in SQLAlchemy's closing of a connection, which reports what comes up there."""
    code = """
import os, signal
from autograder.service import break_off

class Callback:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, break_off)
Callback()
print("goes on")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S)
    assert (done.returncode, done.stdout, done.stderr) == (0, "goes on\n", "")


def test_a_fault_of_the_grader_comes_through(served, serve, autograder):
    served.write("checks/ps1/test_double.py", CHECK.replace("FACTOR", "undefined_name"))
    serve(served, "--isolation", "process")
    done = autograder("grade", "--course-dir", served.root, "--isolation", "process")
    assert done.returncode == 3 and "without the server" not in done.stderr
    stronger = autograder("grade", "--course-dir", served.root, "--student", "nobody")
    assert "at the level 'process' only" in stronger.stderr and stronger.returncode == 2


def test_a_server_without_clients_ends(served, serve):
    server = serve(served, "--idle", "0.01")
    assert server.process.wait(PATIENCE_S) == 0


def test_only_one_server_and_only_a_private_folder(served, tmp_path, runtime):
    with claimed_socket(served.root) as path:
        assert path.parent == runtime / "autograder" and path.parent.stat().st_mode & 0o777 == 0o700
        with pytest.raises(CourseError, match="already"), claimed_socket(served.root):
            pass
    path.parent.chmod(0o755)
    with pytest.raises(CourseError, match="0700"), claimed_socket(served.root):
        pass


def test_a_socket_in_a_folder_of_others_is_no_server(served):
    path = rendezvous.socket_paths(served.root)[0]
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        found = handing_over.connect(served.root)
        assert found is not None
        found.close()
        path.parent.chmod(0o777)
        assert handing_over.connect(served.root) is None
        path.parent.chmod(0o700)
    assert handing_over.connect(served.root) is None  # it listens no more


def test_a_long_folder_is_passed_over(served, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("long" * 40)))
    paths = rendezvous.socket_paths(served.root)
    assert paths and all(len(os.fsencode(path)) < 108 for path in paths)


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [([], "."), (["a", "--course-dir", "x", "--force"], "x"), (["--course-dir=y"], "y"), (["--course-dir", "x", "--course-dir=y"], "y"),
     (["--course-dir"], ".")],
)  # fmt: skip
def test_a_client_looks_for_the_server_of_the_course_that_it_names(arguments, folder):
    assert handing_over.course_dir_of(["grade", *arguments]) == folder


def test_a_server_declines_another_course(served, tmp_path):
    """Whatever a client has taken for the name of the course: the command line, read in full, says which it is."""
    engine = SimpleNamespace(isolation="namespaces")
    with pytest.raises(rendezvous.Declined, match="another course"):
        serve_command(engine, str(tmp_path), ["grade", "--course-dir", str(served.root)])


@pytest.mark.skipif(os.getuid() != 0, reason="takes root to become another user")
def test_another_user_is_refused(served, serve, tmp_path, runtime):
    serve(served)
    path = rendezvous.socket_paths(served.root)[0]
    for folder in (runtime, path.parent):
        folder.chmod(0o755)  # so that the socket's own guards are what refuses
    path.chmod(0o777)
    code = f"import os, socket; os.setuid(65534); s = socket.socket(socket.AF_UNIX); s.connect({str(path)!r}); print(s.recv(100))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.stdout == "b''\n" or "PermissionError" in done.stderr


def test_a_server_of_another_version_is_not_used(served, serve, autograder, monkeypatch):
    """As after an update of the kit: the client's state of it is another one."""
    serve(served)
    monkeypatch.setattr(handing_over, "kit_state", lambda: "another")
    said = []
    monkeypatch.setattr(handing_over, "tell", said.append)
    assert handing_over.hand_over(["grade", "--course-dir", str(served.root)]) is None and "another version" in said[-1]


def test_the_command_line_is_read_by_the_server(served, serve, autograder):
    serve(served)
    wrong = autograder("grade", "--course-dir", served.root, "--jobs", "none")
    assert wrong.returncode == 2 and wrong.stdout == "" and wrong.stderr.startswith("Usage: autograder grade"), wrong.stderr
    assert "'none' is not a valid integer" in wrong.stderr and "server" not in wrong.stderr
    done = autograder("grade", "--course-dir", served.root, "--json", "-")
    assert {json.loads(line)["student"] for line in done.stdout.splitlines()} == {"right", "wrong"}


def test_a_client_that_says_nonsense_is_refused_and_the_server_goes_on(served, serve, autograder, runtime):
    server = serve(served, "--jobs", "1")
    (path,) = runtime.glob("autograder/*.sock")
    for nonsense in (b"{}", b"[]", b"null", b"7", b'{"kit": 7}', b"nonsense", b"\xff", b"[" * 100_000):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE_S)
            client.connect(str(path))
            socket.send_fds(client, [b"."], [0, 1, 2])
            client.sendall(nonsense + b"\n")
            with client.makefile("rb") as stream:
                answers = stream.read()
            assert b"began" not in answers and (b"declined" in answers) == nonsense.startswith(b"{"), nonsense
    assert server.process.poll() is None, server.said()
    done = autograder("grade", "--course-dir", served.root)
    assert done.returncode == 0 and "2 graded" in done.stderr and "without the server" not in done.stderr
