"""The Linux calls that Python 3.11 does not offer: namespaces, mounts, capabilities, Landlock, seccomp, an exchange of files.

Thin and complete: each function makes one call and raises OSError with its name. Numbers are those of the kernel's
uapi headers and the same on every architecture unless said otherwise.
"""

import ctypes
import errno
import os
import platform
import struct

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
RENAME_EXCHANGE = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 4, 24, 38, 22
SECCOMP_MODE_FILTER = 2

SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
SYS_RENAMEAT2 = {"x86_64": 316, "aarch64": 276}
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
SYS_MOUNT_SETATTR = 442
SYS_LANDLOCK_CREATE_RULESET, SYS_LANDLOCK_ADD_RULE, SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(number, what, *arguments):
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *converted), what)


def unshare(flags):
    """Move this process (for CLONE_NEWPID: its next children) into new namespaces."""
    _check(_libc.unshare(flags), "unshare")


def setns(descriptor, kind):
    """Move this process (for CLONE_NEWPID: its next children) into an existing namespace."""
    _check(_libc.setns(descriptor, kind), "setns")


def mount(source, target, kind=None, flags=0, data=None):
    """mount(2). source, target, kind, data : str or None."""
    encoded = [text.encode() if text is not None else None for text in (source, target, kind)]
    _check(_libc.mount(*encoded, ctypes.c_ulong(flags), data.encode() if data else None), f"mount {target}")


def bind_read_only(source, target):
    """Show a file or folder, with what is mounted below it, at `target`: read-only, no devices, no set-uid."""
    mount(source, target, None, MS_BIND | MS_REC)
    attributes = struct.pack("QQQQ", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0, 0, 0)
    buffer = ctypes.create_string_buffer(attributes)
    path = ctypes.c_char_p(target.encode())
    _syscall(
        SYS_MOUNT_SETATTR, f"mount_setattr {target}", AT_FDCWD, path, AT_RECURSIVE, buffer, len(attributes)
    )


def exchange(one, other):
    """Have two files or folders change places in one step. Raises OSError where the file system, or this module, cannot."""
    if platform.machine() not in SYS_RENAMEAT2:
        raise OSError(errno.ENOSYS, f"the number of renameat2 is not known for {platform.machine()}")
    paths = [ctypes.c_char_p(os.fsencode(path)) for path in (one, other)]
    _syscall(SYS_RENAMEAT2[platform.machine()], f"renameat2 {other}", AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)


def pivot_root_to_here():
    """Make the working directory, a mount point, the root of the file system; the old one is out of reach."""
    dot = ctypes.c_char_p(b".")
    _syscall(SYS_PIVOT_ROOT[platform.machine()], "pivot_root", dot, dot)
    _check(_libc.umount2(b".", MNT_DETACH), "umount the old root")


def drop_capabilities():
    """Give up every capability for good: the bounding set, then the effective, permitted and inheritable ones."""
    for capability in range(64):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break  # the kernel knows no more, or we have none to drop with
    header = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0))  # _LINUX_CAPABILITY_VERSION_3, this process
    nothing = ctypes.create_string_buffer(24)
    _syscall(SYS_CAPSET[platform.machine()], "capset", header, nothing)


def die_with_parent():
    """Have this process killed when its parent ends."""
    _check(_libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")


def set_dumpable():
    """Let /proc/self be this process's own again after a change of uid."""
    _check(_libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl(PR_SET_DUMPABLE)")


def set_no_new_privileges():
    """Make set-uid programs harmless for this process and its children."""
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)")


# Landlock -----------------------------------------------------------------------------------------------------

READ_DIR = 1 << 3
READ = 1 << 0 | 1 << 2 | READ_DIR  # EXECUTE, READ_FILE
# What each version of the interface can forbid: its highest file-system right.
FS_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
FILE_RIGHTS = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15  # those that make sense for a file that is not a folder
NET_RIGHTS = 3  # TCP bind and connect, from version 4
SCOPES = 3  # abstract UNIX sockets and signals, from version 6


def landlock_version():
    """Return the version of Landlock's interface, 0 where the kernel has none."""
    try:
        return _syscall(SYS_LANDLOCK_CREATE_RULESET, "landlock", None, 0, 1)
    except OSError:
        return 0


def restrict_files(readable, writable, listed=()):
    """Allow this process and its children to read below `readable`, do anything below `writable`, and nothing else.

    listed : folders below which they may see what there is, not what is in it.
    Where the kernel can, also forbid TCP, and signals and abstract sockets to processes outside. Raises OSError where
    it has no Landlock. Needs set_no_new_privileges().
    """
    version = landlock_version()
    if not version:
        raise OSError("no Landlock in this kernel")
    rights = FS_RIGHTS[min(version, 5)]
    handled = struct.pack("QQQ", rights, NET_RIGHTS if version >= 4 else 0, SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _syscall(
        SYS_LANDLOCK_CREATE_RULESET, "landlock_create_ruleset", ctypes.create_string_buffer(handled), size, 0
    )
    try:
        for path in readable:
            _allow(ruleset, path, READ & rights)
        for path in listed:
            _allow(ruleset, path, READ_DIR)
        for path in writable:
            _allow(ruleset, path, rights)
        _syscall(SYS_LANDLOCK_RESTRICT_SELF, "landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset, path, rights):
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            rights &= FILE_RIGHTS
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor))
        _syscall(SYS_LANDLOCK_ADD_RULE, f"landlock_add_rule {path}", ruleset, 1, rule, 0)
    finally:
        os.close(descriptor)


# seccomp ------------------------------------------------------------------------------------------------------

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000
EPERM, ENOSYS = 1, 38
SECCOMP_RET_KILL, SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
AF_UNIX = 1
NAMESPACE_FLAGS = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | 0x02000000

# Calls that no notebook needs and that have opened kernels before: (x86_64, aarch64) numbers.
FORBIDDEN = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "unshare": (272, 97), "setns": (308, 268),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),  # memory that no limit counts
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "acct": (163, 89), "quotactl": (179, 60), "syslog": (103, 116), "personality": (135, 92),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171),
    "sethostname": (170, 161), "setdomainname": (171, 162), "vhangup": (153, 58),
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "fanotify_init": (300, 262), "lookup_dcookie": (212, 18),
    "landlock_create_ruleset": (444, 444), "seccomp": (317, 277),
}  # fmt: skip
# Calls that change another process of the same user; a notebook's own are its business: numbers, and the value of the argument before
# the pid that says it is the pid of one process, None where there is no such argument.
ON_ONE_PROCESS = {
    "prlimit64": ((302, 261), None), "sched_setscheduler": ((144, 119), None), "sched_setparam": ((142, 118), None),
    "sched_setattr": ((314, 274), None), "setpriority": ((141, 140), 0), "ioprio_set": ((251, 30), 1),
}  # fmt: skip
AFFINITY = (203, 122)  # a worker and its children have the core of their referee; on the others are other notebooks
# Calls on files that Landlock does not hold off. Where a worker has no root of its own, they reach all files of its user, and by a
# descriptor those that it may only read. What programs do in passing to copies that they make (shutil.copy) is passed over.
PASSED_OVER = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
}  # fmt: skip
FORBIDDEN_ON_FILES = {
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466),
    "file_setattr": (469, 469), "inotify_add_watch": (254, 27), "connect": (42, 203),
}  # fmt: skip
SOCKET, SOCKETPAIR, CLONE, CLONE3, FCNTL = (41, 198), (53, 199), (56, 220), (435, 435), (72, 25)
SOCK_STREAM, SOCK_SEQPACKET, SOCKET_TYPES = 1, 5, 0xF  # the last: without flags
F_SETLEASE, F_NOTIFY = 1024, 1026
LOAD, AND, GIVE = 0x20, 0x54, 0x06  # LD|W|ABS, ALU|AND|K, RET|K
EQUAL, AT_LEAST, TEST = 0x15, 0x35, 0x45  # JMP|JEQ|K, JMP|JGE|K, JMP|JSET|K
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, (16, 24)  # of struct seccomp_data: where they lie; of arguments the low halves
DENY, MISSING, PASS_OVER = SECCOMP_RET_ERRNO | EPERM, SECCOMP_RET_ERRNO | ENOSYS, SECCOMP_RET_ERRNO  # the last: it returns 0


def _instruction(code, true, false, value):
    return struct.pack("HBBI", code, true, false, value)


def _give(value):
    return _instruction(GIVE, 0, 0, value)


def _on(numbers, *steps):
    """Return the instructions for one call, which steps must settle; none where this machine does not have it."""
    number = numbers[list(AUDIT_ARCH).index(platform.machine())]
    return [] if number is None else [_instruction(EQUAL, 0, len(steps), number), *steps]


def seccomp_program(pid, own_files):
    """Return the filter as bytes of struct sock_filter: forbidden calls fail with EPERM, everything else is allowed.

    Another architecture's calls kill; x32 calls and clone3, whose flags a filter cannot see, are said to be missing;
    clone may not make namespaces; sockets are of the UNIX family only; what changes a process by its pid changes the caller or `pid`.

    own_files : False where the machine's files and the sockets that lie among them are seen. Then sockets are connected as
        socketpair() makes them, and neither owner, mode, times nor attributes of a file change.
    """
    program = [
        _instruction(LOAD, 0, 0, ARCHITECTURE),
        _instruction(EQUAL, 1, 0, AUDIT_ARCH[platform.machine()]),
        _give(SECCOMP_RET_KILL),
        _instruction(LOAD, 0, 0, NUMBER),
    ]
    if platform.machine() == "x86_64":
        program += [_instruction(AT_LEAST, 0, 1, X32_BIT), _give(MISSING)]
    for numbers in FORBIDDEN.values():
        program += _on(numbers, _give(DENY))
    for numbers, kind in ON_ONE_PROCESS.values():
        program += _on(numbers, *_on_own(pid, kind, SECCOMP_RET_ALLOW))
    program += _on(AFFINITY, *_on_own(pid, None, PASS_OVER))
    program += _on(CLONE3, _give(MISSING))
    first_argument, allow = _instruction(LOAD, 0, 0, ARGUMENTS[0]), _give(SECCOMP_RET_ALLOW)
    program += _on(CLONE, first_argument, _instruction(TEST, 0, 1, NAMESPACE_FLAGS), _give(DENY), allow)
    program += _on(FCNTL, *_unless_argument(1, F_SETLEASE, F_NOTIFY))  # they hold up whoever opens the file, and tell of it
    kinds = [] if own_files else _if_connected()
    program += _on(SOCKET, first_argument, _instruction(EQUAL, 1, 0, AF_UNIX), _give(DENY), *kinds, allow)
    if not own_files:
        program += _on(SOCKETPAIR, *kinds, allow)
        for numbers in FORBIDDEN_ON_FILES.values():
            program += _on(numbers, _give(DENY))
        for numbers in PASSED_OVER.values():
            program += _on(numbers, _give(PASS_OVER))
    return b"".join([*program, allow])


def _unless_argument(place, *values):
    """Return the instructions that deny a call with one of these values as an argument, and else allow it."""
    tests = [_instruction(EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]
    return [_instruction(LOAD, 0, 0, ARGUMENTS[place]), *tests, _give(SECCOMP_RET_ALLOW), _give(DENY)]


def _if_connected():
    """Return the instructions that deny a socket which may send to one that it is not connected to, by its file."""
    return [
        _instruction(LOAD, 0, 0, ARGUMENTS[1]),
        _instruction(AND, 0, 0, SOCKET_TYPES),
        _instruction(EQUAL, 2, 0, SOCK_STREAM),
        _instruction(EQUAL, 1, 0, SOCK_SEQPACKET),
        _give(DENY),
    ]


def _on_own(pid, kind, value):
    """Return the instructions that give `value` for a call on the caller (0) or `pid`, else deny it. kind : as in ON_ONE_PROCESS."""
    one = [] if kind is None else [
        _instruction(LOAD, 0, 0, ARGUMENTS[0]),
        _instruction(EQUAL, 1, 0, kind),
        _give(DENY),
    ]  # fmt: skip
    return [
        *one,
        _instruction(LOAD, 0, 0, ARGUMENTS[0 if kind is None else 1]),
        _instruction(EQUAL, 2, 0, 0),
        _instruction(EQUAL, 1, 0, pid),
        _give(DENY),
        _give(value),
    ]


def restrict_calls(own_files):
    """Install seccomp_program() for this process and its children. Needs set_no_new_privileges()."""
    code = seccomp_program(os.getpid(), own_files)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    pointer = ctypes.create_string_buffer(program)
    _check(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, pointer, 0, 0), "prctl(PR_SET_SECCOMP)")
