"""Shut a worker in: what it may see, reach and use, closed step by step after the fork and before any student's code.

Three levels, best first. `namespaces`: its own process, mount, network, IPC and host-name spaces, a root of read-only folders
from an allow-list with a small disk in memory, Landlock, seccomp, no capability, an unprivileged uid. `landlock`: Landlock,
seccomp and the uid, where namespaces are not to be had. `process`: nothing but a process of its own.
"""

import ctypes
import os
import resource
import shutil
import signal
import socket
import tempfile
from pathlib import Path

from autograder import linux, processes
from autograder.cgroups import Cgroups
from autograder.limits import Limits
from autograder.readable import Secrets, existing, is_open_to_all, is_within_reach_of_all, readable_folders

NAMESPACES, LANDLOCK, PROCESS = LEVELS = ("namespaces", "landlock", "process")
MEANING = {
    NAMESPACES: "own namespaces, a read-only root, Landlock, seccomp, no network",
    LANDLOCK: "Landlock and seccomp: no files but Python's, no network; processes are seen, not reached",
    PROCESS: "a process of its own only: it can read this machine's files and use its network",
}
SHARED_MIB = 64  # of /dev/shm
UIDS = range(61_000, 62_000)  # of workers where the grader runs as root; one per notebook at a time
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
PROC_FILES = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm", "/proc/filesystems")
HOME = "/sandbox"  # inside: all that can be written; not /tmp, below which Python itself may lie


class Sandbox:
    """What the zygote prepares once, and each worker enters.

    level : one of LEVELS. scratch : a folder of the engine's, on whose place the new root is mounted. hidden : folders that no
    worker may read, wherever they lie.
    """

    def __init__(self, level, scratch, hidden=()):
        self.level = level
        self.secrets = Secrets(hidden)
        self.root = Path(scratch) / "root"
        self.pid_namespace = None
        self.uid = os.geteuid()
        self.limits = Limits()
        self.cgroups = Cgroups({})
        self.groups = {}  # pid of a worker -> its Group

    def prepare(self):
        """Build what all workers share. Call before the first import that starts a thread. Raises OSError.

        At the level `namespaces` the caller goes on as the first process of a PID namespace with its own /proc; its
        parent, what was the caller, only waits for it. Whatever is started from here on ends with it.
        """
        if self.level != PROCESS:
            self.secrets.require_apart()
            self.cgroups = Cgroups.find()
        if self.level == LANDLOCK:
            self.read, self.listed = self.secrets.pieces()
            if self.uid != 0:  # once: it takes long on a busy machine
                self.threads = processes.count_threads(self.uid)
        if self.level != NAMESPACES:
            return
        if self.uid != 0:
            _become_root_of_a_user_namespace()
        linux.unshare(linux.CLONE_NEWPID | linux.CLONE_NEWNS)
        _go_on_in_a_child()
        linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
        linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
        self.pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        before = os.umask(0o022)  # workers, each of another uid, are to see what is made here
        self.root.mkdir(exist_ok=True)
        _build_root(self.root, self.secrets)
        os.umask(before)

    def fork(self):
        """Fork like os.fork(); the child is the first process of a PID namespace of its own, and in a group of its own.

        Raises OSError; nothing is left then, and the next fork may go well.
        """
        group = self.cgroups.make(self.limits.memory_mib, self.limits.processes)
        pid = None
        try:
            if self.level == NAMESPACES:
                linux.unshare(linux.CLONE_NEWPID)
            pid = os.fork()
        finally:
            if pid != 0 and self.level == NAMESPACES:
                linux.setns(self.pid_namespace, linux.CLONE_NEWPID)
            if pid is None:
                group.remove()
        if pid == 0:
            self.group = group
        else:
            self.groups[pid] = group
        return pid

    def end(self, pid):
        """Kill a worker with all that it started; say how it ended: processes.kill_tree, and which limit was behind it."""
        group = self.groups.pop(pid)
        was_alive = processes.is_alive(pid)
        if group.folders:
            group.kill()
        end = processes.kill_tree(pid)
        out_of_time = end["signal"] is not None and end["cpu_s"] >= 0.8 * self.limits.cpu_s  # two clocks, which differ under load
        end |= {"was_alive": was_alive, "out_of_memory": group.ran_out_of_memory(), "out_of_time": out_of_time}
        group.remove()
        return end

    def enter(self, folder, slot):
        """Shut this process, a fresh fork, in. Returns the notebook's folder as it is seen from inside.

        folder : with the notebook's files. slot : number of the worker, for its uid. Raises OSError if any step fails:
        no student's code may run then.
        """
        uid = self._choose_uid(folder, slot)
        self.group.enter()
        os.umask(0o022)  # the same for every notebook
        if self.level == NAMESPACES:
            inside = _enter_root(self.root, folder, uid, self.limits.disk_mib)
        else:
            inside = folder
            os.environ["TMPDIR"] = os.environ["HOME"] = folder
            if uid not in (None, os.stat(folder).st_uid) and self.level != PROCESS:
                _give_away(folder, uid)
        os.environ["USER"] = os.environ["LOGNAME"] = "student"  # a uid without an entry in /etc/passwd
        tempfile.tempdir = None
        if self.level != PROCESS:
            self._limit_processes(uid)
            _drop_privileges(uid)
            if self.level == NAMESPACES:
                linux.restrict_files(["/"], [HOME, "/dev/shm", *existing(DEVICES)])
            else:
                own = f"/proc/{os.getpid()}"
                readable = existing([*self.read, *PROC_FILES, own])
                linux.restrict_files(readable, [folder, *existing(DEVICES)], self.listed)
            linux.restrict_calls(own_files=self.level == NAMESPACES)
        return inside

    def _limit_processes(self, uid):
        """Let this worker have so many processes. The kernel counts by user, and by user namespace."""
        if uid is None and self.level == NAMESPACES:
            _become_root_of_a_user_namespace()  # one more, in which no other worker counts
        elif uid is None and self.uid == 0:
            return  # root is not limited
        elif uid is None:
            processes.limit_processes(self.threads + self.limits.processes)
            return
        processes.limit_processes(self.limits.processes)

    def _choose_uid(self, folder, slot):
        """Return the uid that a worker is to get, None for its own: that of an earlier worker to which the folder was given.

        So root touches nothing that a student's code has left, links among it: what is given away is as the grader has made it.
        """
        if self.uid != 0 or not self._may_change_uid(folder):
            return None
        owner = os.stat(folder).st_uid
        return owner if owner in UIDS else UIDS[slot % len(UIDS)]

    def _may_change_uid(self, folder):
        """Whether another uid can still read Python and go to a folder: inside an own root always, else only where these are open."""
        return self.level == NAMESPACES or is_within_reach_of_all(folder) and all(map(is_open_to_all, readable_folders()))


def _become_root_of_a_user_namespace():
    """Get, as an ordinary user, the capabilities that new namespaces and mounts need, in a namespace of one's own."""
    uid, gid = os.geteuid(), os.getegid()
    linux.unshare(linux.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def _go_on_in_a_child():
    """Fork; return in the child. The parent waits for it and ends as it ends; the child dies with its parent."""
    pid = os.fork()
    if pid == 0:
        linux.die_with_parent()
        return
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


def _build_root(root, secrets):
    """Mount the read-only part of a worker's root below `root`."""
    linux.mount("tmpfs", str(root), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=4m,mode=755")
    for path in readable_folders():
        _show(path, root)
    for path in secrets.places():
        linux.mount("tmpfs", f"{root}{path}", "tmpfs", 0, "size=64k,mode=755")
        for below in readable_folders():  # a course's own environment
            if Path(below).is_relative_to(path):
                _show(below, root)
        linux.mount(None, f"{root}{path}", None, linux.MS_REMOUNT | linux.MS_RDONLY)
    for path in (HOME, "/proc", "/dev", "/dev/shm"):
        os.makedirs(f"{root}{path}", exist_ok=True)
    if not os.path.exists(f"{root}/tmp"):
        os.symlink(HOME, f"{root}/tmp")
    for path in existing(DEVICES):
        Path(f"{root}{path}").touch()
        linux.mount(path, f"{root}{path}", None, linux.MS_BIND)
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(target, f"{root}/dev/{name}")
    read_only = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
    linux.mount(None, str(root), None, read_only)  # all workers share it: as an ordinary user each of them owns it


def _show(path, root):
    """Show a file or folder of the machine at the same place below `root`; a link stays a link."""
    target = f"{root}{path}"
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.lexists(target):
        return
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.makedirs(target)
    else:
        Path(target).touch()
    linux.bind_read_only(path, target)


def _enter_root(root, folder, uid, disk_mib):
    """Move this process into its own namespaces and into `root`; return the notebook's folder there."""
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
    flags = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("tmpfs", f"{root}{HOME}", "tmpfs", flags, f"size={disk_mib}m,nr_inodes=20000,mode=1777")
    linux.mount("tmpfs", f"{root}/dev/shm", "tmpfs", flags, f"size={SHARED_MIB}m,nr_inodes=1000,mode=1777")
    linux.mount("proc", f"{root}/proc", "proc", flags | linux.MS_NOEXEC)
    inside = f"{HOME}/notebook"
    shutil.copytree(folder, f"{root}{inside}")
    if uid is not None:
        _give_away(f"{root}{inside}", uid)
    os.chdir(root)
    linux.pivot_root_to_here()
    os.environ["TMPDIR"] = os.environ["HOME"] = HOME
    return inside


def _give_away(folder, uid):
    """Have a user own a folder that no student's code has been in yet: first all that lies in it, then the folder itself."""
    for parent, _, files in os.walk(folder, topdown=False):
        for name in (*files, "."):
            os.chown(os.path.join(parent, name), uid, uid, follow_symlinks=False)


def _drop_privileges(uid):
    """Become an unprivileged user (where this is root), without capabilities, for good."""
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    linux.drop_capabilities()
    linux.set_no_new_privileges()
    linux.set_dumpable()


def find_level(scratch, best=NAMESPACES, hidden=()):
    """Return (level, reasons): the best level, from `best` down, that holds here, and why a better one does not.

    hidden : as of Sandbox. Each is tried in a process of its own, which shuts itself in and then attacks.
    """
    reasons = []
    for level in LEVELS[LEVELS.index(best) : -1]:
        problem = try_level(level, scratch, hidden)
        if not problem:
            return level, reasons
        reasons.append(f"{level}: {problem}")
    return PROCESS, reasons


def try_level(level, scratch, hidden=()):
    """Return "" if a process can be shut in at this level and then gets at nothing, else what went wrong."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        problem = _try_here(level, scratch, hidden)
        os.write(writer, problem.encode()[:2000])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        problem = pipe.read().decode()
    _, status = os.waitpid(pid, 0)
    return problem if status == 0 else problem or f"the test ended with status {status}"


def _try_here(level, scratch, hidden):
    """Enter the level in a child of this throw-away process; return what got through, or what failed."""
    try:
        canary = tempfile.mkdtemp(dir=scratch, prefix="canary-")
        folder = tempfile.mkdtemp(dir=scratch, prefix="notebook-")
        Path(canary, "secret").write_text("secret")
        listener = _listen_in(canary)
        if os.geteuid() == 0:
            os.chmod(canary, 0o755)  # not the uid is to protect it, but the sandbox
            os.chmod(scratch, 0o755)
        sandbox = Sandbox(level, scratch, hidden)
        sandbox.prepare()
        reader, writer = os.pipe()
        pid = sandbox.fork()
        if pid == 0:
            os.close(reader)
            try:
                sandbox.enter(folder, 999)
                told = attack(canary, os.getppid())
            except BaseException as error:
                told = f"{type(error).__name__}: {error}"
            os.write(writer, told.encode()[:2000])
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            told = pipe.read().decode()
        end = sandbox.end(pid)
        listener.close()
        return told if end["exit"] == 0 else told or f"it ended: {end}"
    except OSError as error:
        return str(error)


def attack(canary, parent):
    """Try what no worker may do; return what succeeded, '' if nothing did."""
    return ", ".join(name for name, attempt in attempts(canary, parent).items() if _succeeds(attempt))


def attempts(canary="/nowhere", parent=0):
    """Return {what is tried: function that raises OSError where it is refused}. parent : pid, 0 where it cannot be seen."""

    seen = parent or os.getpid() + 1_000_000  # where it cannot be seen, a pid that no process has

    return {
        "read a file outside": lambda: Path(canary, "secret").read_text(),
        "write outside": lambda: Path(canary, "written").write_text("x"),
        "change the mode of a file outside": lambda: _change_mode(Path(canary, "secret")),
        "change the times of a file outside": lambda: _change_times(Path(canary, "secret")),
        "connect to a socket outside": lambda: _connect_in(canary),
        "open a network socket": lambda: socket.socket().close(),
        "signal its parent": lambda: os.kill(seen, signal.SIGCONT),
        "limit its parent": lambda: resource.prlimit(seen, resource.RLIMIT_CORE),
        "choose its parent's processors": lambda: os.sched_setaffinity(seen, os.sched_getaffinity(seen)),
        "set its parent's priority": lambda: os.setpriority(os.PRIO_PROCESS, seen, os.getpriority(os.PRIO_PROCESS, seen)),
        "read its parent's memory": lambda: open(f"/proc/{parent or 'no'}/mem", "rb").close(),
        "make a user namespace": lambda: linux.unshare(linux.CLONE_NEWUSER),
        "mount": lambda: linux.mount("tmpfs", "/usr", "tmpfs"),
        "trace a process": _trace,
    }


def _change_mode(path):
    before = path.stat().st_mode
    path.chmod(before ^ 0o100)
    if path.stat().st_mode == before:
        raise OSError("without effect")


def _change_times(path):
    os.utime(path, (0, 0))
    if path.stat().st_mtime != 0:
        raise OSError("without effect")


def _listen_in(folder):
    """Return a socket that listens in a folder. The caller goes there: the name of a socket may have 107 characters."""
    os.chdir(folder)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("socket")
    os.chmod("socket", 0o777)
    listener.listen()
    return listener


def _connect_in(folder):
    os.chdir(folder)
    socket.socket(socket.AF_UNIX).connect("socket")


def _trace():
    if ctypes.CDLL(None, use_errno=True).ptrace(0, 0, 0, 0) != 0:  # PTRACE_TRACEME
        raise OSError("refused")


def _succeeds(attempt):
    try:
        attempt()
    except OSError:
        return False
    return True
