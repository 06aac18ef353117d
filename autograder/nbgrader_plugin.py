"""This grader inside nbgrader: `nbgrader autograde` and formgrader's Autograde button grade with it, its pages are sanitised.

In nbgrader_config.py:

    import autograder.nbgrader_plugin

    c = get_config()
    autograder.nbgrader_plugin.plug_in(c)
"""

from fnmatch import fnmatchcase
from itertools import groupby

SANITISING = {
    name: f"autograder.pages.nbconvert_filters.{name}"  # nbconvert imports it when it shows something
    for name in ("markdown2html", "clean_html", "highlight_code", "strip_files_prefix")
}


def plug_in(config=None):
    """Have nbgrader's command and its interface, which formgrader calls, use this grader instead of nbgrader's own.

    Both take the class by its name in their modules; nbgrader's own class stays as it is. config : `c`, so that formgrader's
    page and `nbgrader generate_feedback` show notebooks sanitised; without it they show a student's HTML as it is, as
    nbgrader does. What Jupyter itself exports as HTML has a configuration of its own.
    """
    from nbgrader.apps import api, autogradeapp

    api.Autograde = autogradeapp.Autograde = make_converter()
    if config is not None:
        config.HTMLExporter.sanitize_html = True
        config.HTMLExporter.filters = {**config.HTMLExporter.get("filters", {}), **SANITISING}


def make_converter():
    """Return the class that stands in for nbgrader's Autograde: same settings, same exceptions, same log."""
    from nbgrader.converters import Autograde

    class SandboxedAutograde(Autograde):
        """Grades outside the student's process, all submissions that are asked for at once."""

        def start(self):
            """Grade what the course directory's assignment_id and student_id match; raise NbGraderException on errors."""
            from nbgrader.converters.base import NbGraderException

            from autograder.course import Course, CourseError
            from autograder.engine import EngineGone

            try:
                grade(Course(self.coursedir.root, config=course_config(self.config)), self)
            except (CourseError, EngineGone) as error:
                self.log.error(str(error))
                raise NbGraderException(str(error)) from None

    return SandboxedAutograde


def course_config(config):
    """Return a configuration without what nbgrader's command line has chosen for this one run."""
    from copy import deepcopy

    config = deepcopy(config)
    for name in ("assignment_id", "student_id", "notebook_id"):
        config.CourseDirectory.pop(name, None)
    return config


def grade(course, converter):
    """Grade the submissions that an nbgrader converter is asked for, and tell its log."""
    from autograder.batch import Batch
    from autograder.course import CourseError, refuse_id
    from autograder.describing import printable
    from autograder.engine import Engine
    from autograder.outcomes import GRADER_ERROR
    from autograder.rendering import points
    from autograder.reports import describe_submission

    wanted = converter.coursedir
    names = [name for name in course.assignments() if fnmatchcase(name, wanted.assignment_id)]
    found = course.submissions(names)
    students = {submission.student for submission in found if fnmatchcase(submission.student, wanted.student_id)}
    for folder in course.closed_folders(names):
        converter.log.warning("the folder %s cannot be read, and what was handed in there is not graded", folder)
    for stray in course.stray_submissions():
        if stray.assignment in names and (why := refuse_id(stray.student)):
            converter.log.warning("%s/%s is not graded: %s", printable(stray.student), stray.assignment, why)
    if not students:
        raise CourseError(f"no submission matches {wanted.assignment_id!r} by {wanted.student_id!r}")
    failed, batch = [], Batch(course, names, sorted(students), force=converter.force)
    with Engine(**course.engine_options(), hidden=[course.root]) as engine:
        for report in counted_reports(course, batch.run(engine)):
            who = f"{report.submission.student}, {report.submission.assignment}"
            for warning in report.warnings:
                converter.log.warning("%s: %s", who, warning)
            unchanged = ", unchanged" if report.unchanged else ""
            told = describe_submission(report) or "nothing to look at"
            converter.log.info("%s: %s points%s; %s", who, points(report.earned), unchanged, told)
            if any(result.outcome == GRADER_ERROR for result in report.results):
                failed.append(who)
    if failed:
        raise CourseError(f"the grader itself failed on: {'; '.join(failed)}. Nobody has lost a point by it: see the log")
    if batch.refused:
        raise CourseError(f"not graded: {'; '.join(batch.refused)}")


def counted_reports(course, reports):
    """Yield a batch's Reports as they come, as the gradebook counts them, which is read once for all that are unchanged."""
    from autograder.reports import as_counted

    for unchanged, some in groupby(reports, lambda report: report.unchanged):
        if unchanged:
            yield from as_counted(course, list(some))
        else:
            for report in some:
                yield from as_counted(course, [report], report.submission)
