"""The command line. Everything heavy is imported by the command that needs it, so that --help answers at once."""

import importlib

import click

from autograder import __version__, lean
from autograder.sandbox import LANDLOCK, LEVELS

WRONG_USAGE = 2  # exit code

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main():
    """Grade notebooks of a numerical computing course outside the student's process."""


def _with_engine(name, options):
    """Start the engine, whose imports take longest, then load and run commands/<name>.py; end with its exit code."""
    from autograder.engine import Engine

    lean.skip_slow_imports()
    with Engine(options.pop("isolation")) as engine:
        raise SystemExit(_call(name, engine, **options))


def _call(name, *arguments, **options):
    """Run commands/<name>.py; say what is wrong with the course in a sentence instead of a traceback."""
    from autograder.course import CourseError

    command = importlib.import_module(f"autograder.commands.{name}")
    try:
        return command.run(*arguments, **options)
    except CourseError as error:
        click.echo(f"autograder: {error}", err=True)
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
def grade(**options):
    """Grade all that is new or changed in submitted/, into the gradebook and autograded/."""
    _with_engine("grade", options)


@main.command()
@assignments_argument
@course_option
@jobs_option
@isolation_option
def verify(**options):
    """Put the grader to the test: right answers earn everything, wrong ones lose what they must."""
    _with_engine("verify", options)


@main.command()
@assignments_argument
@course_option
def release(**options):
    """Make release/ from source/: what students get."""
    lean.skip_slow_imports()
    raise SystemExit(_call("release", **options))


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


if __name__ == "__main__":
    main()
