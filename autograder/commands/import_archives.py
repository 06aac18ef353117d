"""`autograder import`."""

from collections import Counter
from contextlib import ExitStack
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.tz import tzlocal

from autograder.archives import Archive, BadArchive
from autograder.collecting import REFUSED, Collector
from autograder.course import Course, CourseError
from autograder.describing import printable
from autograder.gradebook import ensure_gradebook
from autograder.hand_ins import gather
from autograder.roster import enter_people, read_roster, roster_of_gradebook

SHOWN = 40  # names in a line


def run(archives, assignment, form, roster, id_column, course_dir, timezone, force):
    """Import archives; return 0 if everything in them went in, else 1."""
    course = Course(course_dir)
    course.require_assignments([assignment])
    people = read_roster(roster, id_column) if roster else _gradebook_roster(course)
    collector = Collector(course, assignment, people, form, _zone(timezone), force)
    with ExitStack() as stack:
        hand_ins, left_out = _gather_all(archives, form, stack)
        placed = collector.collect(hand_ins)
    if roster:
        came = {entry.student for entry in placed if entry.status != REFUSED}
        _enter(course, [person for person in people.people if person.student in came])
    _show(placed, left_out, people)
    return 1 if left_out or any(entry.status == REFUSED for entry in placed) else 0


def _enter(course, people):
    """Give the gradebook the names of those who have handed in: pages and tables take them from there."""
    from nbgrader.api import Gradebook

    ensure_gradebook(course)
    with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
        enter_people(gradebook, people)


def _gather_all(archives, form, stack):
    """Return (HandIns, [(name, reason)]) of all archives, which stay open until the stack is closed."""
    hand_ins, left_out = [], []
    for path in archives:
        try:
            found, rest = gather(stack.enter_context(Archive(path)), form)
        except BadArchive as error:
            raise CourseError(f"{path} {error}") from None
        hand_ins += found
        left_out += rest
    return hand_ins, left_out


def _gradebook_roster(course):
    from nbgrader.api import Gradebook

    if not course.has_gradebook():
        raise CourseError("there is no gradebook yet that knows the class: give --roster")
    with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
        people = roster_of_gradebook(gradebook)
    if not people.people:
        raise CourseError("the gradebook knows no student yet: give --roster")
    return people


def _zone(name):
    if name is None:
        return tzlocal()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CourseError(f"there is no time zone {name!r}; one is Europe/Berlin, for example") from None


def _show(placed, left_out, roster):
    """Print what a person has to know: what did not go in, what to look at, who was late, who is missing."""
    for entry in placed:
        who = f"{entry.hand_in.label}{f' = {entry.student}' if entry.student else ''}"
        if entry.status == REFUSED:
            print(printable(f"not imported: {who}: {entry.reason}"))
        for note in entry.notes:
            print(printable(f"look at: {who}: {note}"))
    for name, reason in left_out:
        print(printable(f"left out: {name[:200]!r} {reason}"))
    _print_names("late", [entry.student or entry.hand_in.label for entry in placed if entry.late])
    came = {entry.student for entry in placed if entry.student}
    _print_names(f"of {roster.name}, nothing from", [p.student or p.label for p in roster.people if p.student not in came])
    counts = Counter(entry.status for entry in placed)
    print(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "no submission found")


def _print_names(title, names):
    if names:
        more = f", and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        print(printable(f"{title}: {', '.join(sorted(names)[:SHOWN])}{more} ({len(names)})"))
