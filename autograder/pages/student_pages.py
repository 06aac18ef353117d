"""Pages for students, for a whole course: which are due, in parallel, each there in full or not at all."""

import hashlib
import json
import re
import signal
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from autograder.files import write_atomically
from autograder.pages.records import MarkedSubmission
from autograder.pages.student_page import make_page
from autograder.pages.templating import pages_fingerprint

MADE_FROM = re.compile(rb'<meta name="made-from" content="([0-9a-f]{64})">')
HEAD = 2_000  # bytes of a page within which its made-from stands
HEADING = re.compile(r"^# +(.+?)[ #]*$", re.MULTILINE)


@dataclass
class PageTask:
    """One page to make."""

    submission: MarkedSubmission
    notebook: str
    executed: Path
    authored: Path
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
    return [
        PageTask(
            submission,
            notebook,
            course.path("autograded", submission.student, submission.assignment) / f"{notebook}.ipynb",
            course.path("source", ".", submission.assignment) / f"{notebook}.ipynb",
            page_path(course, submission.student, submission.assignment, notebook),
        )
        for submission in submissions
        for notebook in dict.fromkeys(result.notebook for result in submission.results)
    ]


def make_pages(tasks, jobs, force=False):
    """Return an iterator of (PageTask, whether its page was made anew), in the order of the tasks.

    Processes are forked here and now: later a progress bar may have a thread, which a fork does not bear.
    """
    if jobs == 1 or len(tasks) < 8:  # starting processes costs as much as a few pages
        return ((task, _make(task, force)) for task in tasks)
    pages_fingerprint()  # once, before there are several of us
    # Ctrl-C, which a terminal sends to all of them, is for this process to heed.
    ignore = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("fork"), **ignore)
    return _drain(pool, zip(tasks, pool.map(_make, tasks, [force] * len(tasks), chunksize=4)))


def _drain(pool, results):
    """Yield what a pool brings; whoever stops early does not wait for the rest."""
    try:
        yield from results
    finally:
        pool.shutdown(cancel_futures=True)


def _make(task, force):
    """Make a page unless there is one that was made from the same; return whether it was made."""
    made_from = _fingerprint(task)
    if not force and _made_from(task.page) == made_from:
        return False
    title = _title(task.authored)
    write_atomically(task.page, make_page(task.submission, task.notebook, task.executed, task.authored, title, made_from))
    return True


def _fingerprint(task):
    digest = hashlib.sha256(pages_fingerprint().encode())
    data = {**asdict(task.submission), "seconds": None}
    digest.update(json.dumps(data, sort_keys=True).encode("utf-8", "surrogatepass"))
    for path in (task.executed, task.authored):
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
