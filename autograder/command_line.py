"""The command line. Everything heavy is imported by the command that needs it, so that --help answers at once."""

import importlib
import os
from dataclasses import dataclass

import click
from click.core import ParameterSource

from autograder import __version__, lean
from autograder.handing_over import GRADER_FAILED, leave, tell_broken_off
from autograder.rendezvous import Declined
from autograder.sandbox import LANDLOCK, LEVELS

WRONG_USAGE = 2  # exit code
HEEDED_BY_APPLY = ("assignments", "course_dir", "students", "isolation", "apply")  # nothing is run: any isolation will do

course_option = click.option(
    "--course-dir", default=".", show_default=True, type=click.Path(file_okay=False), help="The course's folder."
)
assignments_argument = click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Notebooks graded at once.  [default: one per core]"
)


isolation_option = click.option(
    "--isolation", type=click.Choice(LEVELS), default=LANDLOCK, show_default=True,
    help="Refuse to run students' code below this level; `process` shuts nothing in.",
)  # fmt: skip
roster_option = click.option(
    "--roster", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
    help="CSV file of the class: exported by Canvas or Moodle, or your own.",
)  # fmt: skip
id_column_option = click.option(
    "--id-column", metavar="HEADER", help="The roster's column with the gradebook's student ids.  [default: see docs/lms.md]"
)


@dataclass
class Server:
    """What a command that a server does has of it: its Engine, and the course that the engine is warm for."""

    engine: object
    course_dir: str  # its real path


class Commands(click.Group):
    """Says after Ctrl-C what the command has left, where click would say "Aborted!" alone."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            raise SystemExit(tell_broken_off(ctx.invoked_subcommand, interrupt)) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main():
    """Grade notebooks of a numerical computing course outside the student's process."""


def _with_engine(name, options):
    """Start the engine, whose imports take longest, then load and run commands/<name>.py; end with its exit code."""
    from autograder.launching import Launched

    isolation = options.pop("isolation")
    launched = Launched(isolation, hidden=[options["folder"] if name == "demo" else options["course_dir"]])
    try:
        from autograder.engine import Engine  # NumPy comes with it
    except BaseException:  # Ctrl-C: nobody else would end it
        launched.end(at_once=True)
        launched.scratch.cleanup()
        raise
    lean.skip_slow_imports()
    with Engine(isolation, launched=launched) as engine:
        _begin_imports(engine, options)
        code = _call_with(engine, name, options)
    leave(code)  # Python would take half a second to take nbgrader's modules apart


def _begin_imports(engine, options):
    """Have the engine import what the course's notebooks import, before this process imports what the command needs."""
    from autograder.course import Course, CourseError
    from autograder.engine import EngineGone
    from autograder.imports import notebook_modules
    from autograder.records import Records

    if "course_dir" not in options:
        return
    try:
        course = Course(options["course_dir"])
        names = course.require_assignments(options["assignments"])
        unchanged = "students" in options and not options["force"] and not Records(course).look_outdated(
            course.submissions(names, options["students"])
        )  # fmt: skip
        if not unchanged:
            engine.begin_imports(notebook_modules(course, names))
    except (CourseError, EngineGone):  # the command will say what is wrong
        pass


def _call_with(engine, name, options):
    """Run commands/<name>.py, which needs an Engine; say so in a sentence where its processes have ended meanwhile."""
    from autograder.engine import EngineGone

    try:
        return _call(name, engine, **options)
    except EngineGone as error:
        click.echo(f"autograder: {error}", err=True)
        return GRADER_FAILED


def _call(name, *arguments, **options):
    """Run commands/<name>.py; say in a sentence what is wrong with the course, or with a place that it is to write to."""
    import logging

    from autograder.course import CourseError
    from autograder.files import describe_failure, flush_stdout, give_up_stdout, is_about_space

    logging.getLogger("tornado.application").addHandler(logging.NullHandler())  # nbgrader.api logs tracebacks of what it raises
    command = importlib.import_module(f"autograder.commands.{name}")
    try:
        code = command.run(*arguments, **options)
        flush_stdout()
        return code
    except CourseError as error:
        told = str(error)
    except Exception as error:  # SQLAlchemy's have no common base with the system's
        told = describe_failure(error)
        if not told:
            raise
        if is_about_space(error):
            give_up_stdout()
    click.echo(f"autograder: {told}", err=True)
    return WRONG_USAGE


@main.command()
@assignments_argument
@course_option
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; may be repeated.")
@jobs_option
@isolation_option
@click.option("--force", is_flag=True, help="Grade also what has not changed since it was graded.")
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False), metavar="FILE",
    help="Write JSON Lines, a line a graded cell; - for standard output.",
)  # fmt: skip
@click.option("--seed", metavar="TEXT", help="Seed of the checks' random inputs, to repeat a run.  [default: fresh]")
@click.option(
    "--what-if", is_flag=True,
    help="Grade, but leave gradebook and autograded/ as they are: show who would gain and who would lose, by check.",
)  # fmt: skip
@click.option("--apply", is_flag=True, help="Take over what the last --what-if has found.")
@click.option("--profile", is_flag=True, help="Say where the time went.")
@click.option("--table", is_flag=True, help="A line for each submission, also for a large class.")
@click.pass_obj
def grade(server, **options):
    """Grade all that is new or changed in submitted/, into the gradebook and autograded/."""
    if options["apply"]:
        _refuse_beside_apply(click.get_current_context())
        lean.skip_slow_imports()
        raise SystemExit(_call("apply", **{name: options[name] for name in ("assignments", "course_dir", "students")}))
    del options["apply"]
    if server is not None:
        raise SystemExit(_grade_with(server, options))
    _with_engine("grade", options)


def _refuse_beside_apply(context):
    """Raise click.UsageError for an option that taking over would not heed."""
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
        if given and parameter.name not in HEEDED_BY_APPLY:
            raise click.UsageError(f"--apply takes over what --what-if has found: it does not go with {parameter.opts[0]}")


def _grade_with(server, options):
    """Grade in the child of a server; return the exit code. Raises Declined."""
    level, wanted = server.engine.isolation, options.pop("isolation")
    if LEVELS.index(level) > LEVELS.index(wanted):
        raise Declined(f"it shuts students' code in at the level {level!r} only")
    if os.path.realpath(options["course_dir"]) != server.course_dir:
        raise Declined("it is that of another course")
    server.engine.referees = server.engine.referees[: options["jobs"]]
    return _call_with(server.engine, "grade", options)


def serve_command(engine, course_dir, arguments):
    """Do a command for the client of a server, in a child of it, and end with its exit code. Raises Declined, SystemExit."""
    main.main(arguments, prog_name="autograder", obj=Server(engine, course_dir))


@main.command()
@course_option
@jobs_option
@isolation_option
@click.option(
    "--idle", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, metavar="MINUTES",
    help="End after this time without a command.",
)  # fmt: skip
def serve(**options):
    """Stay warm: `autograder grade` of this course answers within a second while this runs."""
    lean.skip_slow_imports()
    raise SystemExit(_call("serve", serve_command, **options))


@main.command()
@assignments_argument
@course_option
@click.option("--exercise", "exercises", multiple=True, metavar="NAME", help="Only this exercise; may be repeated.")
@click.option("--mutants", is_flag=True, help="Also change each model answer in small ways, one at a time, and list what no check notices.")
@jobs_option
@isolation_option
def verify(**options):
    """Put the grader to the test: right answers earn everything, wrong ones lose what they must."""
    _with_engine("verify", options)


@main.command()
@assignments_argument
@course_option
def release(**options):
    """Make release/ from source/, what students get, and draw ahead what grading need not draw in each submission."""
    _with_engine("release", {**options, "isolation": LANDLOCK})


@main.command()
@assignments_argument
@course_option
@click.option(
    "--to", type=click.Choice(["csv", "canvas", "moodle"]), default="csv", show_default=True,
    help="Canvas's gradebook import, Moodle's grade import, or a spreadsheet.",
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, allow_dash=True), metavar="FILE", help="- for standard output.  [default: grades.csv, grades-canvas.csv, …]")
@roster_option
@id_column_option
@click.option(
    "--column", "columns", multiple=True, metavar="ASSIGNMENT=TITLE",
    help="The assignment's column in the LMS, where it has another name; may be repeated.",
)  # fmt: skip
@click.option("--comments", is_flag=True, help="Moodle: also a feedback column, with the graders' comments.")
def export(**options):
    """Write the marks, late penalties and manual grades included, as an LMS or a spreadsheet imports them."""
    if options["comments"] and options["to"] != "moodle":
        raise click.UsageError("--comments is for --to moodle")
    lean.skip_slow_imports()
    raise SystemExit(_call("export", **options))


@main.command("import")
@click.argument("archives", nargs=-1, required=True, metavar="ARCHIVE...", type=click.Path(exists=True, dir_okay=False))
@click.option("--assignment", required=True, metavar="ASSIGNMENT", help="What the archives hold submissions to.")
@click.option("--from", "form", required=True, type=click.Choice(["canvas", "moodle"]), help="The LMS that made them.")
@roster_option
@id_column_option
@course_option
@click.option("--timezone", metavar="NAME", help="Of the times that Moodle shows: Europe/Berlin.  [default: this machine's]")
@click.option("--force", is_flag=True, help="Replace submissions that differ; the older ones are kept aside.")
def import_archives(**options):
    """Put the submissions of a zip archive from an LMS into submitted/, and say what did not fit."""
    lean.skip_slow_imports()
    raise SystemExit(_call("import_archives", **options))


@main.command()
@assignments_argument
@course_option
@click.option(
    "--output", default="similar.html", show_default=True, type=click.Path(dir_okay=False), metavar="FILE",
    help="The page with both texts side by side.",
)  # fmt: skip
@click.option(
    "--threshold", type=click.FloatRange(0.05, 1.0), default=0.6, show_default=True, metavar="SHARE",
    help="Of the shorter answer's own part that both have.",
)  # fmt: skip
def similar(**options):
    """List pairs of submissions that are alike beyond what release and model answers explain: a place to look."""
    lean.skip_slow_imports()
    raise SystemExit(_call("similar", **options))


@main.command()
@assignments_argument
@course_option
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; may be repeated.")
@click.option("--force", is_flag=True, help="Make also the pages that are up to date.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Pages made at once.  [default: one per core]")
def feedback(**options):
    """Make the pages that students read, feedback/<student>/<assignment>/<notebook>.html."""
    lean.skip_slow_imports()
    raise SystemExit(_call("feedback", **options))


@main.command()
@assignments_argument
@course_option
@click.option(
    "--output", type=click.Path(file_okay=False), metavar="DIR",
    help="Where the page and its figures go.  [default: report/ in the course's folder]",
)  # fmt: skip
def report(**options):
    """Make the page for the class: marks, exercises, checks, misconceptions, what needs a person."""
    lean.skip_slow_imports()
    raise SystemExit(_call("report", **options))


@main.command()
@click.option(
    "--dir", "folder", default="demo", show_default=True, type=click.Path(file_okay=False),
    help="Where the sample class goes.",
)  # fmt: skip
@jobs_option
@isolation_option
def demo(**options):
    """Make a sample class and grade it."""
    _with_engine("demo", options)


@main.command()
@click.option("--imports/--no-imports", default=True, show_default=True, help="Also time the imports, which takes a while.")
def doctor(**options):
    """Say how well this machine can shut students' code in, what it lacks, and what is slow."""
    raise SystemExit(_call("doctor", **options))
