"""`autograder demo`."""

import shlex
import sys
from pathlib import Path

from autograder.batch import Batch, default_jobs
from autograder.commands.batches import exit_code, run_batch
from autograder.commands.feedback import write_pages
from autograder.commands.summary import show_summary
from autograder.handing_over import GRADER_FAILED
from autograder.pages.class_page import write_report
from autograder.pages.records import read_submissions
from autograder.sample_class import make_class


def run(engine, folder, jobs):
    """Make the sample class in `folder`, grade it, say where everything is."""
    course = make_class(Path(folder), engine, jobs or default_jobs())
    reports = run_batch(engine, Batch(course, [], jobs=jobs))
    show_summary(reports)
    root = course.root
    submissions = read_submissions(course, course.assignments())
    pages, all_there = write_pages(course, submissions, jobs or default_jobs())
    class_page = write_report(course, submissions, root / "report")
    print(f"\n{len({report.submission.student for report in reports})} students, {len(reports)} submissions")
    print(f"gradebook  {root / 'gradebook.db'}")
    print(f"notebooks  {root / 'autograded'}   (executed, with the outcome of the checks)")
    print(f"pages      {pages}   (what a student reads)")
    print(f"class      {class_page}   (what the instructor reads)")
    folder, jupyter = (shlex.quote(str(path)) for path in (root, Path(sys.executable).parent / "jupyter"))
    print(f"formgrader: cd {folder} && {jupyter} lab, then Nbgrader > Formgrader")
    return exit_code(reports) if all_there else GRADER_FAILED
