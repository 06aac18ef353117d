"""Reading what is not the student's: files, environment, /proc, memory; networks; ways out of the sandbox.

The answers are right: full marks are due, and an attempt that gets through prints BREACH. {canary}, {pid}, {port} and {address} are
filled in by the run: a file, a process and two listening sockets of the grader's side.
"""

from tests.adversarial.case import RIGHT, Case, attempt


def reach(name, kind, *attempts, at_most=False):
    """Return the case of a notebook that tries things in its first cell."""
    return Case(name, kind, RIGHT, before="import os\n" + "\n".join(attempts), at_most=at_most)


def read(name, *paths, got="True"):
    """Return the case of a notebook that reads files: whatever is read is too much."""
    listing = "x = os.listdir(p) if os.path.isdir(p) else open(p, 'rb').read(100)"
    return reach(name, "reading", *[attempt(f"p = f{path!r}\n{listing}", got) for path in paths])


READING = [
    read("a file outside", "{canary}"),
    read("the gradebook and the course", "{course}/gradebook.db", "{course}/submitted", "{course}/source", "{course}/nbgrader_config.py"),
    read("the checks and references", "{course}/checks/ps1/test_double.py", "{course}/solutions/ps1.py", "{kit}/solutions", "{kit}/autograder/checks"),
    read("another student's work", "{course}/submitted/000-honest/ps1/ps1.ipynb", "{course}/autograded"),
    read("the machine's secrets", "/etc/shadow", "/root/.ssh", "/home", "/var/log", "/var/mail", "/run", "/sys/kernel", "/boot", "/etc/hostname"),
    read("the grader through /proc", "/proc/{pid}/environ", "/proc/{pid}/mem", "/proc/{pid}/root/etc/passwd", "/proc/{pid}/fd", "/proc/{pid}/maps"),
    read("every other process's memory", *[f"/proc/{pid}/mem" for pid in (2, 3, 4, 5)], "/proc/kcore", "/proc/kmsg", "/dev/mem", "/dev/kmsg"),
    reach("the parent's environment and command line", "reading", attempt("x = open(f'/proc/{os.getppid()}/environ', 'rb').read()", "x")),
    reach("the environment", "reading", attempt("x = [n for n in os.environ if 'SECRET' in n or 'TOKEN' in n]", "x")),
    reach("open descriptors", "reading", """
for name in os.listdir("/proc/self/fd"):
    try:
        target = os.readlink("/proc/self/fd/" + name)
        if target.startswith("/") and "/proc" not in target and not target.startswith("/dev/"):
            if "deleted" not in target: print("BRE" + "ACH", target)
    except OSError: pass
"""),
    reach("its own memory, searched for the checks", "reading", """
first, backwards = b"CANARY-IN-", b"SKCEHC-EHT"  # never in one piece: this process's own memory is searched
with open("/proc/self/mem", "rb") as memory:
    for line in open("/proc/self/maps"):
        span, mode = line.split()[:2]
        low, high = (int(part, 16) for part in span.split("-"))
        if mode[0] != "r" or high - low > 2**28: continue
        try:
            memory.seek(low)
            content = memory.read(high - low)
        except (OSError, ValueError, OverflowError): continue
        at = content.find(first)
        while at >= 0:
            if content[at + 10 : at + 20][::-1] == backwards: print("BRE" + "ACH"); break
            at = content.find(first, at + 1)
        del content
"""),
    reach("the seed in the objects of the process", "reading", """
import gc
for thing in gc.get_objects():
    if isinstance(thing, dict) and ("seed" in thing and "checks_dir" in thing): print("BRE" + "ACH")
"""),
    reach("links out of its folder", "reading",
          attempt("os.symlink(f'{canary}', 'link')\nopen('link').read()"), attempt("os.link(f'{canary}', 'hard')\nopen('hard').read()"),
          attempt("open('/proc/self/root' + f'{canary}').read()"), attempt("open('../../../../../../..' + f'{canary}').read()")),
    reach("import of what grades", "reading",
          attempt("import solutions.s1_overflow_underflow"), attempt("import autograder.checks"), attempt("import autograder.checking"),
          attempt("import autograder.gradebook"), attempt("import importlib.util\nx = importlib.util.find_spec('autograder.referee')", "x")),
    reach("a look through a child", "reading", """
import subprocess
x = subprocess.run(f"cat {canary} /etc/shadow /proc/{pid}/environ", shell=True, capture_output=True).stdout
if x: print("BRE" + "ACH")
"""),
]  # fmt: skip
NETWORK = [
    reach("internet sockets", "network", *[
        attempt(f"import socket\nsocket.socket(socket.{family}, socket.{kind})")
        for family in ("AF_INET", "AF_INET6") for kind in ("SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW")
    ]),
    reach("a listener on the loopback interface", "network", attempt("import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)")),
    reach("an abstract socket", "network", attempt("import socket\nsocket.socket(socket.AF_UNIX).connect('\\0{address}')")),
    reach("a socket in a file", "network", attempt("import socket\nsocket.socket(socket.AF_UNIX).connect('{canary}.socket')"),
          attempt("import socket\nsocket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')"),
          attempt("import socket\nsocket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', '{canary}.datagrams')")),
    reach("every family of sockets", "network", """
import ctypes
libc = ctypes.CDLL(None)
for family in range(2, 46):
    for kind in (1, 2, 3, 5):
        if libc.socket(family, kind, 0) >= 0: print("BRE" + "ACH", family)
"""),
    reach("names, the web, programs of the network", "network",
          attempt("import socket\nsocket.getaddrinfo('localhost', 80, proto=6)[0][4]; socket.create_connection(('localhost', {port}), 1)"),
          attempt("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:{port}', timeout=1)"),
          attempt("import subprocess\nx = subprocess.run(['bash', '-c', 'echo x > /dev/tcp/127.0.0.1/{port}'], capture_output=True).returncode", "x == 0")),
]  # fmt: skip
CALLS = {
    "user namespaces": "x = libc.unshare(0x10000000)",
    "mount namespaces": "x = libc.unshare(0x00020000)",
    "network namespaces": "x = libc.unshare(0x40000000)",
    "clone into a namespace": "x = libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)\nif x == 0: os._exit(0)",
    "clone3": "import ctypes\nx = libc.syscall(435, ctypes.create_string_buffer(88), 88)\nif x == 0: os._exit(0)",
    "setns": "x = libc.setns(os.open('/proc/1/ns/mnt', 0), 0)",
    "mounts": "x = libc.mount(b'tmpfs', b'/usr', b'tmpfs', 0, None)",
    "the new calls to mount": "x = libc.syscall(430, b'tmpfs', 0)",
    "move the root": "x = libc.syscall(155, b'.', b'.')",
    "chroot": "x = libc.chroot(b'.')",
    "trace": "x = libc.ptrace(0, 0, 0, 0)",
    "another process's memory": "x = libc.syscall(310, os.getppid(), 0, 0, 0, 0, 0) if False else libc.syscall(312, os.getpid(), os.getpid(), 0, 0, 0)",
    "BPF": "x = libc.syscall(321, 0, 0, 0)",
    "io_uring": "import ctypes\nx = libc.syscall(425, 1, ctypes.create_string_buffer(120))",
    "keyrings": "x = libc.syscall(250, 0, -3, 1)",
    "perf events": "import ctypes\nx = libc.syscall(298, ctypes.create_string_buffer(112), 0, -1, -1, 0)",
    "userfaultfd": "x = libc.syscall(323, 0)",
    "files by handle": "x = libc.syscall(304, -100, 0, 0)",
    "a memory file": "x = libc.memfd_create(b'x', 0)",
    "kernel modules": "x = libc.syscall(175, 0, 0, b'')",
    # A time that is none: a kernel that lets it through complains of the time (EINVAL), and no clock is changed.
    "the clock": "import ctypes\nlibc.syscall(227, 0, ctypes.create_string_buffer(b'\\xff' * 16, 16))\nx = 0 if ctypes.get_errno() == 22 else -1",
    "the host name": "x = libc.sethostname(b'mine', 4)",
    "32 bit calls by their number": "x = libc.syscall(0x40000000 + 41, 2, 1, 0)",
    "System V memory": "x = libc.shmget(0, 4096, 0o1600)",
    "become root": "os.setuid(0)\nx = 0 if open('/proc/self/status').read().count('CapEff:\\t0000000000000000') == 0 else -1",
}
LIBC = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
NAMES = list(CALLS)
SYSTEM_CALLS = [
    reach(f"calls: {', '.join(names)}", "system calls", *[attempt(LIBC + CALLS[name], "x >= 0") for name in names])
    for names in (NAMES[start : start + 3] for start in range(0, len(NAMES), 3))
]
ESCAPES = [
    reach("write outside", "escape", attempt("open(f'{canary}', 'w').write('x')"), attempt("open(f'{course}/gradebook.db', 'r+b').write(b'x')"),
          attempt("open('/usr/written', 'w')"), attempt("open('/etc/written', 'w')"), attempt("os.mkdir('/written')"),
          attempt("os.unlink(f'{canary}')"), attempt("os.rename(f'{canary}', f'{canary}.moved')")),
    reach("what is known of a file outside", "escape",
          attempt("os.chmod(f'{canary}', 0o777)", "os.stat(f'{canary}').st_mode & 0o777 == 0o777"),
          attempt("os.utime(f'{canary}', (0, 0))", "os.stat(f'{canary}').st_mtime == 0"),
          attempt("os.chown(f'{canary}', os.getuid(), os.getgid())"), attempt("os.setxattr(f'{canary}', 'user.x', b'x')"),
          attempt(LIBC + "x = libc.inotify_add_watch(libc.inotify_init(), f'{course}'.encode(), 0xFFF)", "x >= 0"),
          attempt(LIBC + "x = libc.fcntl(os.open(os.__file__, 0), 1024, 0)", "x >= 0")),
    reach("Python's start-up files and caches poisoned", "escape", """
import site, sys, sysconfig, numpy, matplotlib
places = [*site.getsitepackages(), sysconfig.get_path("stdlib"), os.path.dirname(numpy.__file__) + "/__pycache__", sys.prefix]
for place in places:
    for name in ("sitecustomize.py", "usercustomize.py", "x.pth", "numpy.cpython-311.pyc"):
        try:
            open(os.path.join(place, name), "w").write("print('poison')")
            print("BRE" + "ACH", place)
        except OSError: pass
for place in (os.path.expanduser("~/.local/lib/python3.11/site-packages"), os.path.expanduser("~/.ipython/profile_default/startup")):
    try:
        os.makedirs(place)
        open(place + "/usercustomize.py", "w").write("open('/tmp/poisoned', 'w')")
    except OSError: pass
try: open(os.environ.get("MPLCONFIGDIR", "/") + "/fontlist-v390.json", "w").write("{}"); print("BRE" + "ACH")
except OSError: pass
"""),
    reach("daemons", "escape", """
import subprocess, sys, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            time.sleep(1000)
        os._exit(0)
subprocess.Popen(["sh", "-c", "trap '' TERM HUP INT; while true; do sleep 1000; done"], start_new_session=True)
subprocess.Popen(["nohup", "sleep", "1000"])
"""),
    reach("kill its parent and the grader", "escape", attempt("os.kill(os.getppid() or 10**6, 9)", "os.getppid()"), attempt("os.kill({pid}, 9)"),
          attempt("import signal\nfd = os.pidfd_open({pid})\nsignal.pidfd_send_signal(fd, 9)")),
    reach("priorities, limits and affinity", "escape",
          attempt("os.setpriority(os.PRIO_PROCESS, 0, -20)"), attempt("os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))"),
          attempt("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (10**5, 10**5))"),
          attempt("import resource\nresource.prlimit({pid}, resource.RLIMIT_NOFILE, (1, 1))"),
          attempt("os.sched_setaffinity({pid}, [0])")),
    reach("devices", "escape", attempt("os.mknod('disk', 0o60600, os.makedev(254, 0))"), attempt("open('/dev/vda', 'rb')"),
          attempt("open('/dev/tty', 'w')"), attempt("open('/dev/fuse', 'rb')"), attempt("import fcntl\nfcntl.ioctl(0, 0x5412, b'x')")),
    reach("set-uid programs", "escape", """
import subprocess
for program in ("su", "mount", "newgrp", "passwd", "sudo", "fusermount3", "pkexec"):
    for folder in ("/bin/", "/usr/bin/"):
        if os.path.exists(folder + program):
            try: told = subprocess.run([folder + program, "-c", "id -u"], capture_output=True, stdin=subprocess.DEVNULL, timeout=0.5).stdout
            except Exception: told = b""
            if told.strip() == b"0": print("BRE" + "ACH", program)
""", at_most=True),
    reach("cgroups and /proc/sys", "escape", attempt("open('/proc/sys/kernel/core_pattern', 'a').close()"),
          attempt("open('/proc/self/oom_score_adj', 'w').write('-1000')"), attempt("open('/proc/sysrq-trigger', 'a').close()"),
          attempt("os.mkdir('/sys/fs/cgroup/mine')"), attempt("open('/sys/fs/cgroup/cgroup.procs', 'w').write('0')")),
]  # fmt: skip
CASES = READING + NETWORK + SYSTEM_CALLS + ESCAPES
