"""An Engine that is kept from one command to the next, and started afresh when what it stands on has changed."""

import json
import os
import select
import sys
import traceback
from pathlib import Path

from autograder.assignments import fingerprint_of_checks, modules_used, prepare_assignment
from autograder.batch import default_jobs
from autograder.course import PACKAGE, Course, CourseError
from autograder.drawings import draw_pictures, missing_drawings
from autograder.engine import ChecksFailed, Engine, NotIsolated
from autograder.files import fingerprint, plain_files
from autograder.frames import Closed
from autograder.imports import notebook_modules, library_versions, modules_of
from autograder.limits import Limits


class WarmEngine:
    """An Engine with the checks of all assignments of a course. Use as a context manager: leaving it ends every process."""

    def __init__(self, course_dir, jobs, isolation):
        """jobs : referees; one a core, if None. isolation : as of Engine."""
        self.course_dir = course_dir
        self.jobs = jobs or default_jobs()
        self.isolation = isolation
        self.engine = None
        self.needs = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.end()

    def start(self):
        """Start the Engine. Raises CourseError where the course or the machine does not let it."""
        self.needs = in_child(lambda: survey(self.course_dir))
        self.engine = Engine(self.isolation, hidden=[self.course_dir]).__enter__()
        try:
            self.engine.preload(self.needs["modules"], Limits(**self.needs["limits"]), warm=True, court=True)
            self.engine.start_referees(self.needs["checks"], self.jobs, spare=True)
        except BaseException as error:
            self.end()
            if isinstance(error, ChecksFailed):
                raise CourseError(f"the checks cannot be collected:\n{error}") from None
            if isinstance(error, (NotIsolated, Closed)):
                raise CourseError(str(error) or "the grader's processes have ended while they started") from None
            raise
        self._rehearse()

    def _rehearse(self):
        """Make ready what the first command would find missing. A child does it; the list of referees must still hold then."""
        try:
            as_before = in_child(lambda: rehearse(self.engine, self.course_dir))
        except CourseError:  # whoever grades will be told
            as_before = False
        if not as_before:
            self.renew_referees()

    def end(self):
        """End the Engine with all its processes, if there is one."""
        engine, self.engine = self.engine, None
        if engine is not None:
            engine.__exit__(None, None, None)

    def why_stale(self):
        """Return why the Engine cannot grade the course as it is now, or ""."""
        if self.engine is None:
            return "its processes had been ended"
        if self.engine.process.poll() is not None or select.select(self.engine.referees, [], [], 0)[0]:
            return "a process of it had died"  # a referee says nothing unless it is asked
        if course_state(*map(Path, self.needs["folders"])) != self.needs["state"]:
            return "checks, references, notebooks or configuration have changed"
        if library_versions(self.needs["used"]) != self.needs["libraries"]:
            return "a library has another version now"
        return ""

    def renew_referees(self):
        """Replace the referees: they may be in the middle of a task that nobody waits for. Ends the Engine where that fails."""
        try:
            self.engine.renew_referees()
        except (Closed, ChecksFailed, OSError):
            self.end()


def survey(course_dir):
    """Return what a WarmEngine is to know of a course, as plain data. Raises CourseError."""
    course = Course(course_dir)
    folders = course.root, course.path("source")
    state = course_state(*folders)
    course = Course(course_dir)  # as it is after its state was taken, or later: then the next look will tell
    names = course.assignments()
    used = sorted({module for name in names for module in modules_used(course, name)})
    return {
        "folders": [str(folder) for folder in folders],
        "state": state,
        "modules": [*notebook_modules(course, names), *modules_of(_handed_in(course, names))],
        "used": used,
        "libraries": library_versions(used),
        "limits": course.limits().as_data(),
        "checks": {str(folder): fingerprint_of_checks(folder) for name in names if (folder := course.checks_dir(name))},
    }


def _handed_in(course, names):
    try:
        return course.submissions(names)
    except CourseError:  # nobody has handed in anything yet
        return []


def rehearse(engine, course_dir):
    """Have nbgrader make the releases, and draw their pictures; return whether no referee was lost over it."""
    referees = list(engine.referees)
    course = Course(course_dir)
    for name in course.assignments():
        try:
            draw_pictures(engine, missing_drawings(course, prepare_assignment(course, name)))
        except CourseError:  # of one assignment: whoever grades it will be told
            pass
    return engine.referees == referees


def course_state(root, source):
    """Return a hash of what the processes of an Engine have read of a course, or were started by.

    root : the course's folder; source : that of its assignments as authored.
    """
    homes = [root, root.parent, PACKAGE, PACKAGE.parent]  # as assignments.py looks for references
    folders = [root / "checks", PACKAGE / "checks", *(home / "solutions" for home in homes)]
    authored = [path for path, _ in plain_files(source, follow_links=True) if path.suffix in (".ipynb", ".py")]
    files = [*sorted(root.glob("*.py")), *authored]
    return fingerprint(*folders, *(part for path in files for part in (str(path), path)), follow_links=True)


def in_child(function):
    """Return function(), plain data, called in a forked child: a course's configuration is Python and leaves its traces.

    Raises CourseError as the function does.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            reply = {"value": function()}
        except CourseError as error:
            reply = {"error": str(error)}
        except BaseException:  # nothing of the child may return into this process's work
            traceback.print_exc()
            reply = {"error": "the course could not be read; what happened stands above"}
        try:
            with os.fdopen(writer, "w") as stream:
                json.dump(reply, stream)
            sys.stderr.flush()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        text = stream.read()
    os.waitpid(pid, 0)
    reply = json.loads(text) if text else {"error": "the process that reads the course has died"}
    if "error" in reply:
        raise CourseError(reply["error"])
    return reply["value"]
