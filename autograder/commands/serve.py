"""`autograder serve`."""

import gc
import os
import shlex
import sys

import jupyter_client.kernelspec  # noqa: F401  (this and what follows is what the forked children would import each)
import nbgrader.api  # noqa: F401
import nbgrader.converters  # noqa: F401
import nbgrader.preprocessors  # noqa: F401
import sqlalchemy.dialects.sqlite  # noqa: F401
from sqlalchemy.orm import configure_mappers

import autograder.commands.grade  # noqa: F401
from autograder.assignments import kit_fingerprint
from autograder.rendezvous import kit_state
from autograder.service import Service, claimed_socket, ended_by_signals, listening
from autograder.warm_engine import WarmEngine


def run(serve_command, course_dir, jobs, isolation, idle):
    """Serve `autograder grade` of a course until told to end; return the exit code.

    serve_command(engine, course_dir, arguments) : does a client's command, ends with SystemExit. idle : minutes without a client
    after which it ends by itself.
    """
    kit = kit_state()
    with ended_by_signals(), claimed_socket(course_dir) as path, WarmEngine(course_dir, jobs, isolation) as warm:
        configure_mappers()
        kit_fingerprint()  # remembered: each child would read all of the kit's files again
        gc.freeze()  # the collector would touch, and so copy, every page in each child
        warm.start()
        with listening(path) as listener:
            place = shlex.quote(os.path.realpath(course_dir))
            say(f"warm, at the level {warm.engine.isolation!r}: `autograder grade --course-dir {place}` uses this server")
            Service(warm, serve_command, kit).serve(listener, idle * 60)
    say("the server has ended")
    return 0


def say(text):
    """Say a sentence on standard error."""
    print(f"autograder: {text}", file=sys.stderr, flush=True)
