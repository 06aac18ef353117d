"""Pages for students, for a whole course: which are due, in parallel, each there in full or not at all."""

import hashlib
import json
import re
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from autograder.assignments import noted_release
from autograder.files import write_atomically
from autograder.pages.notebook import hidden_tests
from autograder.pages.records import MarkedSubmission
from autograder.pages.student_page import make_page
from autograder.pages.templating import pages_fingerprint

MADE_FROM = re.compile(rb'<meta name="made-from" content="([0-9a-f]{64})">')
FEW = 8  # pages that one process makes sooner than several
MAX_SAID = 300  # characters of an error
HEAD = 2_000  # bytes of a page within which its made-from stands
HEADING = re.compile(r"^# +(.+?)[ #]*$", re.MULTILINE)


@dataclass
class PageTask:
    """One page to make."""

    submission: MarkedSubmission
    notebook: str
    executed: Path
    authored: Path
    released: Path  # as students got it
    complete: Path  # with its hidden tests
    page: Path


def page_path(course, student, assignment, notebook):
    """Return where the page of a notebook is: where nbgrader's own are."""
    return course.path("feedback", student, assignment) / f"{notebook}.html"


def assignment_title(course, assignment):
    """Return what an assignment calls itself: the first heading of its first notebook, else its id."""
    notebooks = sorted(course.path("source", ".", assignment).glob("*.ipynb"))
    return _title(notebooks[0]) if notebooks else assignment


def page_tasks(course, submissions):
    """Return a PageTask for each notebook of these MarkedSubmissions."""
    releases = {assignment: noted_release(course, assignment) for assignment in {entry.assignment for entry in submissions}}
    return [
        PageTask(
            submission,
            notebook,
            course.path("autograded", submission.student, submission.assignment) / f"{notebook}.ipynb",
            course.path("source", ".", submission.assignment) / f"{notebook}.ipynb",
            *(folder / f"{notebook}.ipynb" for folder in releases[submission.assignment]),
            page_path(course, submission.student, submission.assignment, notebook),
        )
        for submission in submissions
        for notebook in dict.fromkeys(result.notebook for result in submission.results)
    ]


def make_pages(tasks, jobs, force=False):
    """Return an iterator of (PageTask, whether its page was made anew, why it could not be made), in the order of the tasks.

    Pages are made in processes of their own, so that none ends this one. They are forked here and now: later a progress bar
    may have a thread, which a fork does not bear.
    """
    pages_fingerprint()  # once, before there are several of us
    pool = _pool(jobs if len(tasks) >= FEW else 1, "fork")
    futures = []
    with suppress(BrokenProcessPool):  # already: _drain() goes on from there
        for task in tasks:
            futures.append(pool.submit(_make, task, force))
    return _drain(pool, futures, tasks, force)


def _pool(jobs, start):
    """Return a pool whose processes leave Ctrl-C, which a terminal sends to all of them, to this one."""
    return ProcessPoolExecutor(jobs, get_context(start), signal.signal, (signal.SIGINT, signal.SIG_IGN))


def _drain(pool, futures, tasks, force):
    """Yield what a pool brings, and after one of its processes was ended the rest; whoever stops early does not wait for it."""
    done = 0
    try:
        for task, future in zip(tasks, futures):
            yield task, *future.result()
            done += 1
    except BrokenProcessPool:
        pass
    finally:
        pool.shutdown(cancel_futures=True)
    yield from _make_one_by_one(tasks[done:], force)


def _make_one_by_one(tasks, force):
    """Yield as make_pages() does, by one process at a time: if that is ended, it is known over whose page."""
    while tasks:
        with _pool(1, "spawn") as pool:
            for done, task in enumerate(tasks, start=1):
                try:
                    outcome = pool.submit(_make, task, force).result()
                except BrokenProcessPool:
                    yield task, False, "the process that made it was ended"
                    break
                yield task, *outcome
        tasks = tasks[done:]


def _make(task, force):
    """Make a page unless there is one that was made from the same; return (whether it was made, why it could not be)."""
    made_from = _fingerprint(task)
    if not force and _made_from(task.page) == made_from:
        return False, ""
    try:
        hidden = hidden_tests(task.released, task.complete)
        page = make_page(task.submission, task.notebook, task.executed, hidden, _title(task.authored), made_from)
    except Exception as error:  # whatever a library raises over one notebook costs the page of that one
        return False, f"{type(error).__name__}: {error}"[:MAX_SAID]
    write_atomically(task.page, page)
    return True, ""


def _fingerprint(task):
    digest = hashlib.sha256(pages_fingerprint().encode())
    data = {**asdict(task.submission), "seconds": None}
    digest.update(json.dumps(data, sort_keys=True).encode("utf-8", "surrogatepass"))
    for path in (task.executed, task.authored, task.released, task.complete):
        digest.update(path.read_bytes() if path.is_file() else b"none")
    return digest.hexdigest()


def _made_from(page):
    """Return what a page says that it was made from, '' where there is none of ours."""
    try:
        with page.open("rb") as file:
            found = MADE_FROM.search(file.read(HEAD))
    except OSError:
        return ""
    return found[1].decode() if found else ""


@lru_cache(maxsize=64)
def _title(authored):
    """Return what an assignment's notebook calls itself: its first heading, else its name."""
    try:
        cells = json.loads(authored.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError):
        texts = []
    found = HEADING.search("\n\n".join(texts))
    return re.sub(r"[*_`$]", "", found[1]) if found else authored.stem
