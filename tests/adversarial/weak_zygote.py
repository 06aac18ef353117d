"""`python -m tests.adversarial.weak_zygote FD LEVEL LAYER`: a zygote whose workers lack one layer. For the suite only.

No command, option, variable or configuration of the grader leads here: the suite's own process starts it, inside its outer
namespace, to show what each layer holds off.
"""

import os
import sys
from pathlib import Path

from autograder import linux, processes, sandbox, start_zygote
from autograder.cgroups import Cgroups


def stay_in_the_machine_s_root(root, folder, uid, disk_mib):
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
    if uid is not None:
        sandbox._give_away(folder, uid)
        for parent in Path(folder).parents[:-1]:
            parent.chmod(0o755)
    os.environ["TMPDIR"] = os.environ["HOME"] = folder
    return folder


def keep_privileges(uid):
    linux.set_no_new_privileges()
    linux.set_dumpable()


def allow_existing(readable, writable, listed=(), restrict=linux.restrict_files):
    restrict(readable, [*sandbox.existing(writable), os.environ["HOME"]])


def nothing(*arguments, **keywords):
    """Stand in for a layer that is switched off."""


WITHOUT = {
    "own root": [(sandbox, "_enter_root", stay_in_the_machine_s_root), (linux, "restrict_files", allow_existing)],
    "Landlock": [(linux, "restrict_files", nothing)],
    "seccomp": [(linux, "restrict_calls", nothing)],
    "unprivileged user": [(sandbox, "_drop_privileges", keep_privileges)],
    "limits of a process": [(processes, "limit_resources", nothing)],
    "limit of processes": [(processes, "limit_processes", nothing), (sandbox.Cgroups, "find", lambda: Cgroups({}))],
    "control group": [(sandbox.Cgroups, "find", lambda: Cgroups({}))],
    "time limits": [],  # the referee's, not the zygote's: layers.py
    "nothing": [],
}

if __name__ == "__main__":
    layer = sys.argv.pop()
    for place, name, weak in WITHOUT[layer]:
        setattr(place, name, weak)
    sandbox.find_level = lambda scratch, best, hidden: (best, [])  # the self-attack at start would refuse
    start_zygote.main()
