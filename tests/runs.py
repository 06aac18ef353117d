"""What the tests of a notebook's run share: limits, the layout of two exercises, calls, forks and texts."""

import subprocess

import cloudpickle

from autograder import launching
from autograder.limits import Limits

QUICK = Limits(cell_s=1.0, call_s=1.0, notebook_s=60.0)
ANSWERS_FIRST = {"exercise_of": {0: "f", 1: "f", 2: "g", 3: "g"}, "test_of": {"test_f": 1, "test_g": 3}}  # f, its test, g, its test


def call(run, name, *arguments, watch=False):
    return run.call(name, cloudpickle.dumps((arguments, {})), watch)


def count_forks(run):
    """Return a list that grows with each worker that the run starts."""
    forks, fork = [], run.zygote.fork_worker
    run.zygote.fork_worker = lambda folder: forks.append(folder) or fork(folder)
    return forks


def outputs_of(run):
    """Run a NotebookRun to its end; return the outputs of each cell."""
    run.finish()
    return [run.outputs.get(index, []) for index in range(len(run.cells))]


def text_of(outputs):
    return "".join(output.get("text", "") for output in outputs)


def harm_the_first_zygote(monkeypatch):
    """Have the zygote that is started next say that warming has harmed it; return a list that grows with each that is started."""
    return start_first_zygote_with(monkeypatch, "from autograder import warming\nwarming.Warming.end = lambda self: 'a test'")


def start_first_zygote_with(monkeypatch, statements):
    """Have the zygote that is started next run statements before anything else; return a list that grows with each that is started."""
    start, commands = subprocess.Popen, []

    def start_prepared(command, **options):
        commands.append(command)
        prepared = statements if len(commands) == 1 else ""
        program = f"{prepared}\nfrom autograder.start_zygote import main\nmain()"
        return start([command[0], "-c", program, *command[3:]], **options)

    monkeypatch.setattr(launching.subprocess, "Popen", start_prepared)
    return commands
