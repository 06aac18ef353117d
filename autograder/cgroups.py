"""Control groups: limits of memory and processes for a notebook as a whole, where this process may make groups.

Both versions of the kernel's interface. A group lies below the grader's own, so that limits set from outside still hold.
"""

import os
import secrets
import signal
import time
from pathlib import Path

PREFIX = "autograder-"
MEMORY_FILES = {1: "memory.limit_in_bytes", 2: "memory.max"}
OOM_FILES = {1: "memory.oom_control", 2: "memory.events"}  # each with a line "oom_kill N"
STALE_S = 3600.0
ENDING_S = 5.0  # for killed processes to be gone


class Cgroups:
    """Where groups can be made. parents : {"memory": (version, folder), "pids": (version, folder)}, as far as writable."""

    def __init__(self, parents):
        self.parents = parents
        self.run = secrets.token_hex(4)
        self.made = 0

    @classmethod
    def find(cls, proc="/proc/self"):
        """Return the Cgroups of this process; one without parents where it may make none."""
        usable = {}
        for controller, (version, folder) in own_folders(proc).items():
            if _is_usable(controller, version, folder):
                usable[controller] = (version, folder)
        return cls(usable)

    def make(self, memory_mib, processes):
        """Return a new, empty Group with these limits. Raises OSError."""
        self.made += 1
        name = f"{PREFIX}{self.run}-{self.made}"
        group = Group({controller: (version, folder / name) for controller, (version, folder) in self.parents.items()})
        try:
            group.create({"memory": memory_mib * 2**20, "pids": processes})
        except OSError:
            group.remove()
            raise
        return group


class Group:
    """One worker's group. folders : {controller: (version, folder)}."""

    def __init__(self, folders):
        self.folders = folders

    def create(self, limits):
        for controller, (version, folder) in self.folders.items():
            folder.mkdir(exist_ok=True)  # in version 2 one folder serves both
            name = MEMORY_FILES[version] if controller == "memory" else "pids.max"
            (folder / name).write_text(str(limits[controller]))
            if controller == "memory" and version == 2:
                (folder / "memory.oom.group").write_text("1")

    def enter(self):
        """Move this process into the group; what it starts stays there."""
        for _, folder in self.folders.values():
            (folder / "cgroup.procs").write_text("0")

    def ran_out_of_memory(self):
        """Whether the kernel has killed a process of the group for its memory."""
        if "memory" not in self.folders:
            return False
        version, folder = self.folders["memory"]
        return any(
            line.startswith("oom_kill ") and line.split()[1] != "0"
            for line in (folder / OOM_FILES[version]).read_text().splitlines()
        )

    def kill(self):
        """End every process of the group: none can fork from here on. Returns whether none is left."""
        if "pids" in self.folders:
            (self.folders["pids"][1] / "pids.max").write_text("0")
        until = time.monotonic() + ENDING_S
        while pids := self._pids():
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            if time.monotonic() > until:
                return False
        return True

    def _pids(self):
        found = set()
        for _, folder in self.folders.values():
            text = (folder / "cgroup.procs").read_text()
            found |= {int(line) for line in text.split() if line != "0"}  # 0: a process that this namespace does not see
        return found

    def remove(self):
        """Remove the group; one that still has a process stays."""
        for folder in {folder for _, folder in self.folders.values()}:
            until = time.monotonic() + 0.5  # the last process may not have been taken off the list yet
            while folder.exists():
                try:
                    folder.rmdir()
                except OSError:
                    if time.monotonic() > until:
                        break
                    time.sleep(0.002)


def own_folders(proc):
    """Return {"memory": (version, folder), "pids": …}: the groups that this process is in, as far as they can be seen."""
    mounts = _mounts(Path(proc, "mountinfo").read_text())
    found = {}
    for line in Path(proc, "cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        version = 1 if controllers else 2
        for controller in ("memory", "pids"):
            mount = mounts.get(controller if version == 1 else "")
            if mount and (version == 2 or controller in controllers.split(",")):
                root, point = mount
                folder = Path(point) / os.path.relpath(path, root)
                if controller not in found and folder.is_dir():
                    found[controller] = (version, folder)
    return found


def _mounts(mountinfo):
    """Return {controller, or "" for version 2: (root, mount point)}."""
    found = {}
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split(maxsplit=2)
        if kind == "cgroup2":
            found[""] = (root, point)
        elif kind == "cgroup":
            for option in options.split(","):
                found.setdefault(option, (root, point))
    return found


def _is_usable(controller, version, folder):
    """Whether a group with this controller can be made below `folder`. In version 2 it must have been delegated."""
    try:
        if version == 2 and controller not in (folder / "cgroup.subtree_control").read_text().split():
            return False
        _remove_stale(folder)
        trial = folder / f"{PREFIX}trial-{secrets.token_hex(4)}"
        trial.mkdir()
        usable = (trial / (MEMORY_FILES[version] if controller == "memory" else "pids.max")).exists()
        trial.rmdir()
        return usable
    except OSError:
        return False


def _remove_stale(folder):
    """Remove the empty groups of a grader that was killed; a fresh one may be another grader's, just made."""
    for stale in folder.glob(f"{PREFIX}*"):
        try:
            if time.time() - stale.stat().st_mtime > STALE_S:
                stale.rmdir()
        except OSError:  # of one that is at work
            pass
