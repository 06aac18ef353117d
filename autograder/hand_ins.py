"""What students handed in, as the names in an LMS's archive tell it, and who of a roster it is from.

Canvas, "Download Submissions" (get_filename in its content_zipper.rb): lovelaceada_LATE_123_4567_ps1-1.ipynb: the sortable
name's letters and digits in small letters, the user id, the attachment id, the file.
Moodle, "Download all submissions" (its mod/assign/classes/downloader.php): Ada Lovelace_123_assignsubmission_file_/ps1.ipynb, or
the same in one name where folders are switched off: the full name, the participant id, the plugin, the file.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from autograder.archives import is_of_macos
from autograder.roster import plain_key

CANVAS = re.compile(
    r"(?:(?P<name>[^/]*?)_)??(?:(?P<late>late)_)?(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)", re.IGNORECASE
)
CANVAS_TYPED = re.compile(r"(?:[^/]*_)?\d+_(?:text|link)\.html", re.IGNORECASE)
MOODLE = re.compile(r"(?P<name>[^/]*?)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_?/|_)(?P<file>.+)")
MOODLE_DROPS = re.compile(r"""[&<>"`|':\\/]""")  # from file names (PARAM_FILE)


@dataclass
class HandIn:
    """All files of one student in one archive."""

    name: str  # as the LMS writes it there
    lms_id: str
    archive: str
    late: bool = False
    files: list = field(default_factory=list)  # (path as the student named it, attachment id, Member)
    notes: list = field(default_factory=list)

    @property
    def label(self):
        return f"{self.name or 'nameless'} (id {self.lms_id})"


@dataclass
class Match:
    """Whom a hand-in is from. person : None where that is not certain enough to act on; why : what to look at."""

    person: object = None
    why: str = ""


def read_canvas_name(name):
    """Return (student's name, id, late, attachment id, file) of an entry, or the sentence why it is not one."""
    base = name.rpartition("/")[2]
    if CANVAS_TYPED.fullmatch(base):
        return "was typed into Canvas or is a link: there is no file"
    if not (found := CANVAS.fullmatch(base)):
        return "is not named as Canvas names a submission"
    return (found["name"] or "").casefold(), found["id"], bool(found["late"]), int(found["attachment"]), found["file"]


def read_moodle_name(name):
    """Return (student's name, id, late, attachment id, file) of an entry, or the sentence why it is not one."""
    found = MOODLE.fullmatch(name) or MOODLE.fullmatch(name.partition("/")[2])
    if not found:
        return "is not named as Moodle names a submission"
    if found["plugin"] != "file":
        return "was typed into Moodle: there is no file"
    return found["name"], found["id"], False, 0, found["file"]


def canvas_spelling(person):
    """Return a person's name as Canvas writes it into an archive."""
    return re.sub(r"\W", "", person.sortable or person.last + person.first).casefold()


def moodle_spelling(person):
    """Return a person's name as Moodle writes it into an archive."""
    return " ".join(MOODLE_DROPS.sub("", person.full.replace("_", " ")).split())


READERS = {"canvas": read_canvas_name, "moodle": read_moodle_name}
SPELLINGS = {"canvas": canvas_spelling, "moodle": moodle_spelling}


def gather(archive, form):
    """Return (HandIns, [(name, why it is left out)]) of an open Archive. form : "canvas" or "moodle"."""
    members, left_out = archive.members()
    found = {}
    for member in members:
        told = READERS[form](member.name)
        if isinstance(told, str):
            left_out.append((member.name, told))
            continue
        name, lms_id, late, attachment, file = told
        if is_of_macos(file):
            continue
        hand_in = found.setdefault((name, lms_id), HandIn(name, lms_id, archive.name))
        hand_in.late |= late
        hand_in.files.append((file, attachment, member))
    return list(found.values()), left_out


def match(hand_in, roster, form):
    """Return the Match of a HandIn. The id decides if the roster has it; a name does if it fits one person only."""
    spelling = SPELLINGS[form]
    name = unicodedata.normalize("NFC", hand_in.name).strip()
    exact = [person for person in roster.people if name and spelling(person) == name]
    alike = [person for person in roster.people if plain_key(name) and plain_key(name) in _keys(person)]
    by_id = roster.find("lms_id", hand_in.lms_id) if knows_ids(roster, form) else []
    if len(by_id) > 1:
        return Match(None, f"the id stands for {_names(by_id)}")
    if by_id:
        return _confirm(by_id[0], exact or alike, name)
    fits = exact or alike
    if not fits:
        return Match(None, "nobody in the roster has that id or name")
    if len(fits) > 1:
        return Match(None, f"the name fits {_names(fits)}")
    if knows_ids(roster, form) and fits[0].lms_id:
        return Match(None, f"the name fits {_names(fits)}, but the id there is {fits[0].lms_id}")
    if not exact:
        return Match(fits[0], f"taken for {fits[0].label}: accents, capitals or the order of the names differ")
    if len(alike) > 1:
        return Match(fits[0], f"taken for {fits[0].label}; nearly the same name: {_names([p for p in alike if p is not fits[0]])}")
    return Match(fits[0])


def knows_ids(roster, form):
    """Whether a roster's lms_id is the number in the archive's names: Moodle's there is not a user id but a participant's."""
    return form == "canvas" or bool({"identifier", "moodle id"} & {cell.lower() for cell in roster.header})


def _confirm(person, named, name):
    """Return the Match of the person whose id it is, in view of the people whose name it is."""
    if person in named or not _keys(person):
        return Match(person)
    if named:
        return Match(None, f"the id is that of {person.label}, the name that of {_names(named)}")
    return Match(person, f"taken for {person.label} by the id; the name there is {name or 'empty'}")


def _keys(person):
    texts = (person.full, person.sortable, person.first + person.last, person.last + person.first)
    return {plain_key(text) for text in texts} - {""}


def _names(people):
    return " and ".join(f"{person.label} (line {person.line})" for person in people)
