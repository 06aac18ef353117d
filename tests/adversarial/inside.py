"""`python -m tests.adversarial.inside AS LEVEL [WORD…]`: run the cases, as the first process of a PID namespace; JSON on stdout.

AS : root or user. LEVEL : namespaces or landlock. Only cases whose kind or name holds one of the WORDs, where there are any;
CLASS_OF_60 as the only WORD: 30 cases of all kinds and 30 honest students.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.adversarial import outer
from tests.adversarial.case import BREACH, POINTS, RIGHT, Case
from tests.adversarial.collection import CASES
from tests.adversarial.course import make_course
from tests.groups import idle_groups

HONEST_EVERY = 10
CLASS_OF_60 = "class-of-60"
HONEST = Case("honest", "honest", RIGHT)
JOBS = 4  # most cases wait
EXPECTED = {"autograded", "gradebook.db", "release", ".autograder", "__pycache__", "rows.jsonl"}  # what a batch may add to a course
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass
class Verdict:
    """What came of one case."""

    name: str
    kind: str
    scores: dict = field(default_factory=dict)
    outcomes: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)


def choose(words):
    """Return (cases, how many of them there are to an honest neighbour)."""
    if words == [CLASS_OF_60]:
        step = len(CASES) // 30
        return CASES[: 30 * step : step], 1
    return [case for case in CASES if not words or any(word in f"{case.kind}: {case.name}" for word in words)], HONEST_EVERY


def class_of(cases, honest_every):
    """Return {student: Case}: the hostile ones with an honest neighbour beside each batch of them."""
    found = {}
    for index, case in enumerate(cases):
        if index % honest_every == 0:
            found[f"{index:03d}-honest"] = HONEST
        slug = re.sub(r"\W+", "-", case.name)[:40]
        found[case.student or f"{index:03d}-{slug}"] = case
    if honest_every > 1:
        found["zzz-honest"] = HONEST
    return found


@contextmanager
def grader_side(course):
    """Put up what must stay out of reach; yield the values of the cases' placeholders."""
    canary = course.root / "canary"
    canary.write_text("secret")
    canary.chmod(0o666)  # not its mode is to protect it
    address = f"autograder-adversarial-{secrets.token_hex(8)}"
    unix = socket.AF_UNIX
    with (
        socket.create_server(("127.0.0.1", 0)) as port, socket.socket(unix) as abstract, socket.socket(unix) as file,
        socket.socket(unix, socket.SOCK_DGRAM) as datagrams,
    ):  # fmt: skip
        abstract.bind(f"\0{address}")
        for listener, name in ((file, f"{canary}.socket"), (datagrams, f"{canary}.datagrams")):
            listener.bind(name)
            os.chmod(name, 0o777)
        for listener in (abstract, file):
            listener.listen()
        raise_pids()
        with subprocess.Popen(["sleep", "1000"], env={"SECRET_OF_THE_GRADER": "1"}) as process:
            yield {
                "canary": str(canary), "pid": str(process.pid), "port": str(port.getsockname()[1]), "address": address,
                "course": str(course.root), "kit": str(outer.KIT), "listeners": (port, abstract, file), "process": process,
            }  # fmt: skip
            process.kill()


def raise_pids():
    """Use up the low pids: a worker's own processes must not have the number of one outside."""
    for _ in range(300):
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)


def fill(source, places):
    for name, value in places.items():
        if isinstance(value, str):
            source = source.replace("{" + name + "}", value)
    return source


def submit(course, student, case, places):
    answers = {name: fill(source, places) for name, source in {**RIGHT, **case.answers}.items()}
    path = course.hand_in(student, answers, fill(case.before, places), fill(case.after, places))
    if case.damage is not None:
        case.damage(path.parent, path)


def grade(course, level, uid):
    """Run the real command; return (rows by student and exercise, CompletedProcess, seconds)."""
    file = course.root / "rows.jsonl"
    command = [sys.executable, "-m", "tests.adversarial.at_level", level, "grade", "--course-dir", course.root]
    started = time.monotonic()
    done = subprocess.run(
        [*map(str, command), "--json", str(file), "--jobs", str(JOBS), "--isolation", level],
        capture_output=True, cwd=outer.KIT, env=environment(), timeout=outer.TIMEOUT_S,
        **({"user": uid, "group": uid, "extra_groups": []} if uid else {}),
    )  # fmt: skip
    rows = {}
    for line in file.read_text().splitlines() if file.exists() else []:
        row = json.loads(line)
        rows.setdefault(row["student"], {})[row["grade_id"].removeprefix("test_")] = row
    return rows, done, time.monotonic() - started


def environment():
    place = Path("/mnt")
    return {
        "PATH": os.environ["PATH"], "HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "LANG": "C.UTF-8",
        "SECRET_TOKEN": "of the instructor", "PYTHONPATH": str(outer.KIT),
    }  # fmt: skip


def judge(case, student, rows, told, executed):
    """Return the Verdict of a case from its rows, what was said about it, and its executed notebook's text."""
    verdict = Verdict(case.name, case.kind)
    for exercise in POINTS:
        row = rows.get(exercise)
        if row is None:
            verdict.problems.append(f"no row for {exercise}")
            continue
        score, wanted = row["score"], case.points(exercise)
        verdict.scores[exercise], verdict.outcomes[exercise] = score, row["outcome"]
        if score is None or score > wanted or (score < wanted and not case.at_most):
            verdict.problems.append(f"{exercise}: {score} points instead of {wanted}: {[c['message'] for c in row['checks']][:2]}")
        if row["outcome"] != case.outcomes.get(exercise, row["outcome"]):
            verdict.problems.append(f"{exercise}: {row['outcome']} instead of {case.outcomes[exercise]}")
        if any(STEERING.search(check["message"]) for check in row["checks"]):
            verdict.problems.append(f"{exercise}: control characters in a message")
    if BREACH in executed or BREACH in json.dumps(rows):
        verdict.problems.append(f"got through: {BREACH}")
    if case.told not in told:
        verdict.problems.append(f"nothing was said of {case.told!r}: {told}")
    return verdict


def survey(course):
    """Return what must be the same after the batch: mounts, files, processes, the canary."""
    mounts = sorted(line.split(" ", 3)[3] for line in Path("/proc/self/mountinfo").read_text().splitlines())
    processes = sorted(name for name in os.listdir("/proc") if name.isdigit())
    places = {*course.root.rglob("*"), *Path("/mnt/tmp").rglob("*")}
    files = sorted(str(path) for path in places if not EXPECTED & {*path.relative_to("/mnt").parts})
    canary = (course.root / "canary").read_text()
    return {"mounts": mounts, "processes": processes, "files": files, "cgroups": idle_groups(), "canary": canary}


def differences(before, after):
    """Return what a batch has left or taken, in sentences."""
    told = []
    for what, old in before.items():
        if old != after[what]:
            new = after[what]
            told.append(f"{what} changed: {sorted(set(new) ^ set(old))[:5] if isinstance(new, list) else new}")
    return told


def reap():
    """Take the status of orphans: this is the first process, all of them come here."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def run(who, level, words):
    """Run the cases; return a dict for the caller outside."""
    place = outer.shut_off()
    uid = outer.USER if who == "user" and os.geteuid() == 0 else 0
    if uid:
        outer.open_way_to(sys.base_prefix)
    for name in ("home", "tmp"):
        (place / name).mkdir()
        (place / name).chmod(0o777)
    course = make_course(place / "course")
    students = class_of(*choose(words))
    with grader_side(course) as places:
        for student, case in students.items():
            submit(course, student, case, places)
        if uid:
            give_away(course.root, uid)
        before = survey(course)
        rows, done, seconds = grade(course, level, uid)
        reap()
        problems = differences(before, survey(course))
        problems += look_back(places, done)
    told = done.stderr.decode("utf-8", "replace")
    verdicts = [
        judge(case, student, rows.get(student, {}), told_of(student, told), course.executed_text(student))
        for student, case in students.items()
    ]
    return {
        "as": who, "level": level, "seconds": round(seconds, 1), "problems": problems, "cases": [vars(verdict) for verdict in verdicts],
        "told": told,
    }  # fmt: skip


def told_of(student, told):
    return "\n".join(line for line in told.splitlines() if line.startswith(student))


def look_back(places, done):
    """Return what shows, outside, that something got through or that the grader suffered."""
    problems = []
    if done.returncode != 0:
        problems.append(f"the grader ended with {done.returncode}")
    if places["process"].poll() is not None:
        problems.append("a process outside was ended")
    for listener in places["listeners"]:
        listener.setblocking(False)
        try:
            listener.accept()
            problems.append(f"a connection came in at {listener.getsockname()}")
        except BlockingIOError:
            pass
    if STEERING.search((done.stderr + done.stdout).decode("utf-8", "replace")):
        problems.append("control characters went to the terminal")
    return problems


def give_away(root, uid):
    for folder, names, files in os.walk(root):
        for name in (".", *names, *files):
            os.chown(os.path.join(folder, name), uid, uid, follow_symlinks=False)


if __name__ == "__main__":
    try:
        print(json.dumps(run(sys.argv[1], sys.argv[2], sys.argv[3:])))
    except outer.NotInside as error:
        sys.exit(f"tests.adversarial: {error}")
