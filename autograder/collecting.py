"""Put what students handed in through an LMS into submitted/<student>/<assignment>/, each student's in full or not at all."""

import os
import re
import shutil
import stat
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.archives import BadArchive, safe_path
from autograder.course import STATE
from autograder.files import read_plain_file, replaced_folder, walk, write_atomically
from autograder.finding import is_notebook_name
from autograder.hand_ins import match
from autograder.side_files import TIMESTAMP

MAX_FILES = 200  # of one student
MAX_BYTES = 256 * 2**20
COPIED = (stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK)
NESTED = (".zip", ".gz", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz")
VERSION = re.compile(r"(?P<stem>.+?)(?:-(?P<again>\d+)| ?\((?P<copy>\d+)\))\.ipynb")  # ps1-1.ipynb, ps1 (1).ipynb
MOODLE_TIMES = (
    "%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %H:%M",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S",
)  # fmt: skip

IMPORTED, REPLACED, UNCHANGED, REFUSED = "imported", "replaced", "unchanged", "not imported"


@dataclass
class Placed:
    """What became of one hand-in."""

    hand_in: object
    status: str
    student: str = ""
    reason: str = ""  # why it was not imported
    notes: list = field(default_factory=list)  # what a person should look at
    late: bool = False


class Collector:
    """Places the hand-ins for one assignment."""

    def __init__(self, course, assignment, roster, form, zone, force=False):
        """zone : tzinfo of the times that the LMS shows."""
        self.course = course
        self.assignment = assignment
        self.roster = roster
        self.form = form
        self.zone = zone
        self.force = force
        self.expected = {path.stem for path in course.path("source", ".", assignment).glob("*.ipynb")}

    def collect(self, hand_ins):
        """Return a Placed for each HandIn, in their order."""
        matches = [match(hand_in, self.roster, self.form) for hand_in in hand_ins]
        students = [found.person.student if found.person else "" for found in matches]
        placed = []
        for hand_in, found, student in zip(hand_ins, matches, students):
            if found.person is not None and students.count(student) > 1 and student:
                others = [other.label for other, who in zip(hand_ins, students) if who == student and other is not hand_in]
                placed.append(Placed(hand_in, REFUSED, reason=f"{student} is also {' and '.join(others)}"))
            else:
                placed.append(self._place(hand_in, found))
        return placed

    def _place(self, hand_in, found):
        person = found.person
        if person is None:
            return Placed(hand_in, REFUSED, reason=found.why)
        notes = [found.why] if found.why else []
        late = hand_in.late or bool(re.search(r"\blate\b", person.status))
        try:
            _require_student_id(person.student)
            files = self._files(hand_in, notes)
            timestamp = self._timestamp(person, notes)
            status = self._store(person.student, files, timestamp, notes)
        except BadArchive as error:
            return Placed(hand_in, REFUSED, person.student, str(error), notes, late)
        return Placed(hand_in, status, person.student, "", notes, late)

    def _files(self, hand_in, notes):
        """Return {path below the assignment's folder: content}."""
        chosen = {}
        for file, attachment, member in hand_in.files:
            try:
                path, version = self._target(safe_path(unicodedata.normalize("NFC", file)))
            except BadArchive as error:
                notes.append(f"left out: {file} {error}")
                continue
            chosen.setdefault(path, []).append(((attachment, version), file, member))
        if TIMESTAMP in chosen:
            notes.append(f"left out: a {TIMESTAMP} of the student's own")
            del chosen[TIMESTAMP]
        self._require_possible(chosen)
        files, size = {}, 0
        for path, versions in chosen.items():
            versions.sort(key=lambda version: version[0])
            if len(versions) > 1:
                notes.append(f"{', '.join(name for _, name, _ in versions)}: the last is taken, as {path}")
            try:
                files[path] = versions[-1][2].read()
            except BadArchive as error:
                if is_notebook_name(Path(path).name):
                    raise BadArchive(f"{versions[-1][1]} is {error}") from None
                notes.append(f"left out: {versions[-1][1]} is {error}")
                continue
            size += len(files[path])
            if size > MAX_BYTES:
                raise BadArchive(f"more than {MAX_BYTES // 2**20} MiB")
        if nested := [path for path in files if path.lower().endswith(NESTED)]:
            notes.append(f"archives inside are not opened: {', '.join(nested)}")
        if not any(is_notebook_name(Path(path).name) for path in files):
            notes.append("there is no notebook among the files")
        return files

    @staticmethod
    def _require_possible(chosen):
        """Raise BadArchive for files of which a file system could not keep each."""
        if len(chosen) > MAX_FILES:
            raise BadArchive(f"more than {MAX_FILES} files")
        for versions in chosen.values():
            if len({rank for rank, _, _ in versions}) < len(versions):
                raise BadArchive(f"{versions[0][1]} is there more than once")
        seen = {}
        for path in chosen:
            for other in (path, *map(str, list(Path(path).parents)[:-1])):
                if seen.setdefault(other.casefold(), (other, other == path)) != (other, other == path):
                    raise BadArchive(f"{path} cannot be kept beside {seen[other.casefold()][0]}")

    def _target(self, path):
        """Return (path, version): a resubmitted ps1-1.ipynb is the assignment's ps1.ipynb."""
        found = VERSION.fullmatch(path)
        if found and found["stem"] in self.expected and path.removesuffix(".ipynb") not in self.expected:
            return f"{found['stem']}.ipynb", int((found["again"] or found["copy"])[:9])
        return path, 0

    def _timestamp(self, person, notes):
        """Return the text of nbgrader's timestamp.txt, or "" where no time is known."""
        text = " ".join(person.submitted.replace("\u202f", " ").split())
        if text in ("", "-"):
            return ""
        for form in MOODLE_TIMES:
            try:
                moment = datetime.strptime(text, form).replace(tzinfo=self.zone)
            except ValueError:
                continue
            # In UTC: nbgrader 0.9.6 takes an offset such as +0200 for 200 seconds.
            return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") + "\n"
        notes.append(f"the time {text!r} is in no form known: no {TIMESTAMP} is written")
        return ""

    def _store(self, student, files, timestamp, notes):
        """Write the folder; return the status. An older, different submission is kept aside with force, else it stays."""
        target = self.course.path("submitted", student, self.assignment)
        if target.parent.is_symlink() or target.is_symlink():
            raise BadArchive(f"{target} is, or lies in, a symbolic link")
        if target.exists() and not target.is_dir():
            raise BadArchive(f"{target} is no folder")
        there = _content(target)
        if there is not None and {name: data for name, data in there.items() if name != TIMESTAMP} == files:
            if not timestamp or there.get(TIMESTAMP) == timestamp.encode():
                return UNCHANGED
            if TIMESTAMP not in there:
                write_atomically(target / TIMESTAMP, timestamp)
                notes.append("the same submission was there without its time, which was added")
                return UNCHANGED
        if there is not None and not self.force:
            raise BadArchive("another submission, or another time of it, is there already: --force puts this one in its place and keeps that one aside")
        new = files | ({TIMESTAMP: timestamp.encode()} if timestamp else {})
        with replaced_folder(target) as folder:
            _write_files(folder, new)
            if there is not None:
                aside = self._aside(student)
                shutil.copytree(target, aside, symlinks=True, ignore=_odd_ones)
        if there is None:
            return IMPORTED
        notes.append(f"the older submission is kept in {aside}")
        return REPLACED

    def _aside(self, student):
        folder = self.course.root / STATE / "replaced" / self.assignment
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while (folder / f"{student}-{number}").exists():
            number += 1
        return folder / f"{student}-{number}"


def _require_student_id(student):
    """Raise BadArchive for an id that cannot name a folder, or that nbgrader would take for a pattern."""
    if not student:
        raise BadArchive("has no student id in the roster")
    try:
        safe_path(student)
    except BadArchive:
        student = "/"
    if re.search(r"[/*?\[\]{}]", student) or student.startswith("."):
        raise BadArchive("has a student id in the roster that cannot name a folder")


def _content(folder):
    """Return {path: bytes} of what is in a folder beside folders, or None where there is no folder.

    Instead of bytes None for what no import has written: a link, a pipe, a file that is too large.
    """
    if not folder.is_dir():
        return None
    found = [Path(place, name) for place, folders, names in walk(folder) for name in (*names, *folders)]
    return {str(path.relative_to(folder)): _bytes(path) for path in found if path.is_symlink() or not path.is_dir()}


def _bytes(path):
    try:
        return read_plain_file(path, MAX_BYTES)
    except OSError:
        return None


def _odd_ones(folder, names):
    """Return the names of pipes and devices in a folder, which cannot be copied, for shutil.copytree."""
    return [name for name in names if stat.S_IFMT(os.lstat(os.path.join(folder, name)).st_mode) not in COPIED]


def _write_files(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
