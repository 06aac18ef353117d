"""What a worker gets at: nothing. Every attempt here is harmless where it succeeds; it reports, and the test judges."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from autograder import linux, sandbox
from autograder.engine import Engine, NotIsolated
from autograder.conversation import ZygoteClient
from autograder.session import NotebookRun
from tests.builders import KIT
from tests.runs import start_first_zygote_with

@pytest.fixture(scope="module", params=[sandbox.NAMESPACES, sandbox.LANDLOCK])
def shut_in(request):
    """An engine at one level of isolation; left out, with the reason, where this machine does not have it."""
    with Engine(request.param, best=request.param) as engine:
        engine.preload(["numpy"])
        try:
            engine.wait_until_warm()
        except NotIsolated as error:
            pytest.skip(str(error))
        yield engine


@pytest.fixture
def attempt(shut_in, tmp_path):
    """Run statements in a worker and return what they printed, 'refused: …' for an OSError."""
    folder = tmp_path / "notebook"
    folder.mkdir()

    def run(statements):
        body = "\n    ".join(statements.strip().splitlines())
        source = f"try:\n    {body}\nexcept (OSError, ImportError) as error:\n    print('refused:', error)"
        notebook = NotebookRun(ZygoteClient(shut_in.control), [new_code_cell(source)], folder)
        notebook.finish()
        return "".join(out.get("text", "") + out.get("evalue", "") for out in notebook.outputs.get(0, []))

    return run


SECRETS = [KIT / "solutions", KIT / "autograder" / "checks", KIT / "source", KIT / "tests", Path.home(), "/etc/shadow", "/var", "/sys"]


@pytest.mark.parametrize("path", SECRETS, ids=str)
def test_no_file_outside_is_read(attempt, path):
    told = attempt(f"import os\nprint('got', os.listdir({str(path)!r}) if os.path.isdir({str(path)!r}) else open({str(path)!r}).read())")
    assert told.startswith("refused:") or told.strip() == "got ['.pyenv']", told


def test_a_neighbour_s_folder_and_the_gradebook_are_out_of_reach(attempt, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("marks")
    secret.chmod(0o644)
    for statements in (f"print(open({str(secret)!r}).read())", f"open({str(secret)!r}, 'w').write('100')"):
        assert attempt(statements).startswith("refused:")
    assert secret.read_text() == "marks"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"])
def test_no_network_of_any_family(attempt, family):
    assert attempt(f"import socket\nsocket.socket(socket.{family}, socket.SOCK_DGRAM)\nprint('open')").startswith("refused:")


def test_no_socket_of_a_process_outside(attempt, tmp_path):
    address = f"\0autograder-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        told = attempt(f"import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect({address!r})\nprint('connected')")
    assert told.startswith("refused:")


def test_files_of_its_user_stay_as_they_are_where_all_are_seen(attempt, shut_in):
    """As an ordinary user a worker owns what its grader owns; Landlock holds off no change of mode, times, owner or attributes."""
    changes = "(0o640, 0.0)" if shut_in.isolation == sandbox.NAMESPACES else "(before.st_mode & 0o777, before.st_mtime)"
    told = attempt(
        "import os\nopen('mine', 'w').write('x')\nbefore = os.stat('mine')\nos.chmod('mine', 0o640)\nos.utime('mine', (0, 0))\n"
        "with open('mine') as file: os.fchmod(file.fileno(), 0o640)\n"
        f"after = os.stat('mine')\nprint((after.st_mode & 0o777, after.st_mtime) == {changes})"
    )
    assert told == "True\n"
    assert attempt("import shutil\nopen('a', 'w').write('x')\nshutil.copy('a', 'b')\nshutil.copy2('a', 'c')\nprint(open('c').read())") == "x\n"
    if shut_in.isolation == sandbox.LANDLOCK:
        assert attempt("import os\nopen('own', 'w')\nos.chown('own', os.getuid(), os.getgid())\nprint('changed')").startswith("refused:")


def test_sockets_are_connected_in_pairs_where_files_of_others_are_seen(attempt, shut_in):
    own = "import socket\ns = socket.socket(socket.AF_UNIX, socket.{kind})\ns.bind('./{kind}')\n"
    stream = attempt(own.format(kind="SOCK_STREAM") + "s.listen()\nsocket.socket(socket.AF_UNIX).connect('./SOCK_STREAM')\nprint('reached')")
    datagram = attempt(own.format(kind="SOCK_DGRAM") + "s.sendto(b'x', './SOCK_DGRAM')\nprint('reached')")
    for told in (stream, datagram):
        assert told.startswith("refused:") if shut_in.isolation == sandbox.LANDLOCK else told == "reached\n"
    assert attempt("import socket\na, b = socket.socketpair()\na.send(b'x')\nprint(b.recv(1))") == "b'x'\n"


@pytest.mark.parametrize(
    "statements",
    [
        "import os\nos.kill({pid}, 0)\nprint('reached')",
        "open('/proc/{pid}/environ').read()\nprint('reached')",
        "open('/proc/{pid}/mem', 'rb').read(1)\nprint('reached')",
        "import os\nos.listdir('/proc/{pid}/fd')\nprint('reached')",
        "import os, signal\nsignal.pidfd_send_signal(os.pidfd_open({pid}), 0)\nprint('reached')",
    ],
)
def test_the_grader_s_own_processes_are_out_of_reach(attempt, shut_in, statements):
    for pid in (os.getpid(), shut_in.process.pid):
        assert attempt(statements.format(pid=pid)).startswith("refused:")


SYSCALL = (  # of {name}, {arguments}
    "import ctypes, os, platform\nfrom ctypes import CDLL, get_errno\n"
    "number = dict(sched_setattr=(314, 274), ioprio_set=(251, 30))[{0!r}][platform.machine() == 'aarch64']\n"
    "if CDLL(None, use_errno=True).syscall(number, {1}) < 0: raise OSError(get_errno(), 'refused')"
)
ON_A_PROCESS = {
    "its limits": "import resource\nresource.prlimit({pid}, resource.RLIMIT_NOFILE, resource.prlimit({pid}, resource.RLIMIT_NOFILE))",
    "its processors": "import os\nos.sched_setaffinity({pid}, os.sched_getaffinity({pid}))",
    "its priority": "import os\nos.setpriority(os.PRIO_PROCESS, {pid}, os.getpriority(os.PRIO_PROCESS, {pid}))",
    "its scheduler": "import os\nos.sched_setscheduler({pid}, os.sched_getscheduler({pid}), os.sched_param(0))",
    "its scheduler's parameter": "import os\nos.sched_setparam({pid}, os.sched_param(0))",
    "its scheduler's attributes": SYSCALL.format("sched_setattr", "{pid}, bytes([48]) + bytes(15) + bytes([19]) + bytes(31), 0"),
    "its disk priority": SYSCALL.format("ioprio_set", "1, {pid}, 2 << 13"),
}
ON_SEVERAL = {
    "the priority of a user": "import os\nos.setpriority(os.PRIO_USER, 0, os.getpriority(os.PRIO_USER, 0))",
    "the priority of a group": "import os\nos.setpriority(os.PRIO_PGRP, {pid}, 0)",
    "the disk priority of a user": SYSCALL.format("ioprio_set", "3, 0, 2 << 13"),
}


@pytest.mark.parametrize("name", [*ON_A_PROCESS, *ON_SEVERAL])
def test_no_process_outside_is_steered(attempt, name):
    with subprocess.Popen(["sleep", "60"], preexec_fn=linux.drop_capabilities) as process:  # what has some, the kernel guards itself
        told = attempt((ON_A_PROCESS | ON_SEVERAL)[name].format(pid=process.pid) + "\nprint('reached')")
        process.kill()
    assert told.startswith("refused:"), told


@pytest.mark.parametrize("pid", ["0", "os.getpid()"])
@pytest.mark.parametrize("name", ON_A_PROCESS)
def test_a_notebook_steers_itself(attempt, name, pid):
    assert attempt("import os\n" + ON_A_PROCESS[name].format(pid=pid) + "\nprint('reached')") == "reached\n"


CALLS = {
    "unshare a user namespace": "r = libc.unshare(0x10000000)",
    "mount": "r = libc.mount(b'tmpfs', b'/tmp', b'tmpfs', 0, None)",
    "chroot": "r = libc.chroot(b'/tmp')",
    "ptrace": "r = libc.ptrace(0, 0, 0, 0)",
    "memory that no limit counts": "r = libc.memfd_create(b'x', 0)",
    "bpf": "r = libc.syscall(321, 0, 0, 0)",
    "io_uring": "r = libc.syscall(425, 1, 0)",
    "keyring": "r = libc.syscall(248, 0, 0, 0, 0, 0)",
    "open by handle": "r = libc.syscall(304, 0, 0, 0)",
    "become root": "import os\nos.setuid(0)\nr = 0",
    "set the clock": "r = libc.syscall(227, 0, 0)",
    "perf events": "r = libc.syscall(298, 0, 0, 0, 0, 0)",
    "x32 call": "r = libc.syscall(0x40000000 + 39)",
}


@pytest.mark.parametrize("name", CALLS)
def test_calls_that_no_notebook_needs_fail(attempt, name):
    if name == "become root" and os.geteuid() != 0:
        pytest.skip("the user is no root to begin with")
    told = attempt(f"import ctypes\nlibc = ctypes.CDLL(None)\n{CALLS[name]}\nprint('result', r)")
    if name == "become root":
        told += attempt("print(open('/proc/self/status').read())")
        assert "CapEff:\t0000000000000000" in told
    else:
        assert told.strip() == "result -1"


def test_no_capability_and_no_new_privilege(attempt):
    status = attempt("print(open('/proc/self/status').read())")
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {lines[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
    assert (lines["NoNewPrivs"], lines["Seccomp"]) == ("1", "2")


def test_no_descriptor_of_the_grader_is_open(attempt):
    told = attempt(
        "import asyncio, os\nloop = asyncio.get_running_loop()\nown = {loop._ssock.fileno(), loop._csock.fileno(), loop._selector.fileno()}\n"
        "numbers = [n for n in os.listdir('/proc/self/fd') if os.path.lexists(f'/proc/self/fd/{n}') and int(n) not in own]\n"
        "print(sorted(os.readlink(f'/proc/self/fd/{n}').split(':')[0] for n in numbers))"
    )
    kinds = [kind for kind in told.strip("[]\n").replace("'", "").split(", ") if not kind.startswith("/proc")]
    assert kinds.count("socket") == 1 and "anon_inode" not in kinds, told


def test_the_environment_holds_nothing_of_the_user_s(attempt, monkeypatch):
    told = attempt("import os\nprint(sorted(os.environ))")
    assert "PIP_" not in told and "SSH" not in told


def test_own_files_and_programs_still_work(attempt):
    assert attempt("open('x.txt', 'w').write('mine')\nprint(open('x.txt').read())") == "mine\n"
    assert attempt("import subprocess\nprint(subprocess.check_output(['echo', 'hi'], text=True))").strip() == "hi"
    assert attempt("import tempfile\nprint(tempfile.TemporaryFile().write(b'abc'))") == "3\n"
    assert attempt("import json, sqlite3, numpy.linalg\nprint('imported')") == "imported\n"


@pytest.mark.parametrize("folder", ["/", "/dev", "/etc", "/usr", "/proc"])
def test_nothing_that_workers_share_is_written(attempt, folder):
    """As an ordinary user a worker has the uid that owns the root of its own file system."""
    assert attempt(f"open({folder!r} + '/planted', 'w').write('x')\nprint('written')").startswith("refused:")


def test_the_disk_is_small(attempt, shut_in):
    if shut_in.isolation != sandbox.NAMESPACES:
        pytest.skip("without namespaces only the size of each file is limited")
    told = attempt("for i in range(5):\n    open(f'big{i}', 'wb').write(bytes(100 * 2**20))\nprint('written')")
    assert "No space left" in told


def test_a_machine_that_cannot_shut_workers_in_is_refused_in_a_sentence(monkeypatch):
    with Engine(sandbox.LANDLOCK, best=sandbox.PROCESS) as engine:
        engine.preload([])
        with pytest.raises(NotIsolated, match="--isolation process"):
            engine.wait_until_warm()


def test_the_user_s_umask_takes_no_level_away(tmp_path, shut_in):
    code = "import os, sys; from autograder import sandbox\nos.umask(0o077)\nprint(sandbox.try_level(sys.argv[2], sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, tmp_path, shut_in.isolation], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_worker_keeps_its_user_where_another_could_not_reach_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "readable_folders", lambda: ["/"])
    box = sandbox.Sandbox(sandbox.LANDLOCK, str(tmp_path), ())
    (tmp_path / "closed").mkdir(mode=0o700)
    assert box._may_change_uid("/tmp") and not box._may_change_uid(tmp_path / "closed" / "notebook")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes a worker's user")
def test_nothing_that_a_notebook_has_left_is_given_to_the_next_worker_s_user(tmp_path, monkeypatch):
    victim = tmp_path / "gradebook.db"
    victim.write_text("marks")
    start_first_zygote_with(monkeypatch, "from autograder import sandbox\nsandbox.Sandbox._may_change_uid = lambda *_: True")
    user = "import os\nprint(os.getuid())\nos.path.lexists('link') or os.symlink({!r}, 'link')".format(str(victim))
    own = "open('own', 'a').write('x')\nprint(os.getuid(), os.stat('own').st_uid)"
    with Engine(sandbox.LANDLOCK, best=sandbox.LANDLOCK) as engine:
        engine.preload([], warm=True)  # a user who may not read Python can import nothing more
        engine.wait_until_warm(figures=False)
        with tempfile.TemporaryDirectory(dir=engine.launched.scratch.name) as folder:
            cells = [new_code_cell(source) for source in (user, own, "os._exit(0)", own)]
            notebook = NotebookRun(ZygoteClient(engine.control), cells, Path(folder))
            notebook.finish()
    uid, before, after = (notebook.outputs[index][0]["text"].strip() for index in (0, 1, 3))
    assert victim.stat().st_uid == 0
    assert before == after == f"{uid} {uid}" and uid != "0"


def test_no_file_outside_is_linked_into_the_notebook_s_folder(attempt, tmp_path):
    (tmp_path / "secret").write_text("secret")
    assert attempt(f"import os\nos.link({str(tmp_path / 'secret')!r}, 'mine')\nprint('linked')").startswith("refused:")


@pytest.mark.parametrize(
    ("broken", "told"),
    [("restrict_files", "read a file outside"), ("restrict_calls", "open a network socket"), ("restrict_calls", "connect to a socket outside")],
)
def test_a_level_that_lets_anything_through_is_not_taken(tmp_path, broken, told):
    code = (  # in a process of its own: it forks
        "import sys; from autograder import linux, sandbox\n"
        f"linux.{broken} = lambda *_, **__: None\n"
        "print(sandbox.try_level(sandbox.LANDLOCK, sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert told in done.stdout
