"""Kill a batch at random moments, go on, and see whether the gradebook is that of a batch that nobody disturbed.

tests/test_resume.py does the same with fewer kills.
"""

import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import nbformat

from autograder.processes import children, descendants
from benchmarks.commands import environment, grade, grade_command
from benchmarks.measurement import measured
from tests.numpy_course import make_numpy_course
from tests.stock import read_marks

SEED = "kills"
GO_ON = 0.7  # how often a resumed batch is killed too, instead of being left to finish
GONE_S = 20.0  # for the processes of a killed command to end


def measure(classes, sizes, work):
    """Return the row: how often what came of it differed from an undisturbed run."""
    course = make_numpy_course(work / "kills", sizes.killed)
    found = kill_and_resume(course.root, sizes.kills, random.Random(0))
    detail = (
        f"a batch of {sizes.killed}, {found['kills']} kills of which {found['early']} before the first submission was saved; "
        f"{found['rounds']} gradebooks compared cell by cell" + "".join(f"; {text}" for text in found["problems"][:5])
    )
    return [measured(f"{sizes.kills} kills, each followed by a resume: what differs", len(found["problems"]), "problems", 0, detail=detail)]


def kill_and_resume(root, kills, chance):
    """Kill `autograder grade` on copies of the course in `root` until it was killed `kills` times.

    Returns {"kills", "early", "rounds", "problems"}. problems : sentences on what is not as if nothing had happened.
    early : kills before anything was saved.
    """
    rounds = Rounds(root, chance)
    while rounds.kills < kills:
        rounds.run_one(kills)
    left = [f"{path.name} is left among the temporary files" for path in sorted(rounds.scratch.iterdir())]
    return {"kills": rounds.kills, "early": rounds.early, "rounds": rounds.count, "problems": rounds.problems + left}


class Rounds:
    """Copies of one course, each graded by commands that are killed, the last one excepted."""

    def __init__(self, root, chance):
        self.root, self.chance = Path(root), chance
        self.kills = self.early = self.count = 0
        self.problems = []
        undisturbed = self._copy("undisturbed")
        self.scratch = self.root.with_name(f"{self.root.name}-scratch")
        self.scratch.mkdir()
        self.environment = environment(TMPDIR=str(self.scratch))
        self.duration = grade(undisturbed, "--seed", SEED).seconds
        self.expected = read_marks(undisturbed)
        self.total = len(list(undisturbed.glob("submitted/*")))

    def _copy(self, name):
        copy = self.root.with_name(f"{self.root.name}-{name}")
        shutil.copytree(self.root, copy)
        return copy

    def run_one(self, kills):
        """Grade one copy to the end, over one or several kills, and compare."""
        self.count += 1
        copy = self._copy(f"round{self.count}")
        while self.kills < kills and self._kill_once(copy):
            if self.chance.random() > GO_ON:
                break
        grade(copy, "--seed", SEED, env=self.environment)
        where = f"round {self.count}"
        marks = read_marks(copy)
        keys = [key for key in self.expected.keys() | marks.keys() if self.expected.get(key) != marks.get(key)]
        self.problems += [f"{where}: {' '.join(key)} {marks.get(key)}, not {self.expected.get(key)}" for key in sorted(keys)]
        self.problems += [f"{where}: {text}" for text in damage(copy)]
        shutil.rmtree(copy)

    def _kill_once(self, copy):
        """Start a batch and kill it with SIGKILL at a random moment; return False if it had ended before."""
        saved = count_saved(copy)
        process = subprocess.Popen(
            grade_command(copy, "--seed", SEED), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=self.environment,
        )  # fmt: skip
        self._wait_for_moment(process, copy, saved)
        family = descendants(process.pid)
        if process.poll() is not None:
            return False
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.kills += 1
        self.early += count_saved(copy) == 0
        self.problems += [f"kill {self.kills}: process {pid} goes on" for pid in survivors(family)]
        self.problems += [f"kill {self.kills}: {text}" for text in damage(copy)]
        return True

    def _wait_for_moment(self, process, copy, saved):
        """Wait: any time from start to end, or, every other time, until some more submissions are saved and a little longer."""
        if self.chance.random() < 0.5 or saved == self.total:
            self._sleep(process, self.chance.uniform(0, self.duration))
            return
        until = self.chance.randint(saved + 1, self.total)
        while process.poll() is None and count_saved(copy) < until:
            time.sleep(0.002)
        self._sleep(process, self.chance.uniform(0, 0.05))

    @staticmethod
    def _sleep(process, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            time.sleep(min(0.01, max(end - time.monotonic(), 0)))


def count_saved(root):
    """Return how many submissions have a record: the last thing that is written of one."""
    return len(list(root.glob(".autograder/results/*/*.json")))


def survivors(pids):
    """Return those processes of a killed command that are there GONE_S later; what they have started is counted too."""
    end = time.monotonic() + GONE_S
    left = set(pids)
    while left and time.monotonic() < end:
        left = {pid for pid in left | {child for pid in left for child in children(pid)} if is_there(pid)}
        time.sleep(0.02)
    return sorted(left)


def is_there(pid):
    """Whether a process runs; one that has ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def damage(root):
    """Return sentences on notebooks that are not whole and on a gradebook that SQLite complains of."""
    found = []
    for path in root.glob("autograded/*/*/*.ipynb"):
        try:
            nbformat.validate(nbformat.read(path, as_version=4))
        except Exception as error:  # whatever a broken file makes nbformat raise
            found.append(f"{path.relative_to(root)} is damaged: {type(error).__name__}")
    if (root / "gradebook.db").exists():
        with closing(sqlite3.connect(root / "gradebook.db")) as book:
            (told,) = book.execute("PRAGMA integrity_check").fetchone()
        found += [] if told == "ok" else [f"gradebook: {told}"]
    return found
