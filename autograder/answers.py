"""Known answers to an exercise, kept beside its checks in `answers_<exercise>.py`.

A misconception is a wrong answer that must lose exactly the checks it names; an unusual answer is a right
one that must earn everything. Each is a function that could stand in the notebook's solution cell,
named after what it does; `verify` puts it there under the exercise's name.
"""

import ast
import importlib.util
import inspect
import sys
import textwrap
import traceback
from dataclasses import dataclass
from functools import lru_cache

ANSWERS_PREFIX = "answers_"  # of the name of a file of known answers; the exercise's name follows


class CannotImport(Exception):
    """A file of the course that cannot be imported; the message says which, at what line, and why."""


@dataclass(frozen=True)
class KnownAnswer:
    """One known answer. loses : the checks that it must lose; empty for a right one."""

    exercise: str
    function: object
    loses: frozenset

    @property
    def name(self):
        return self.function.__name__

    def as_cell(self):
        """Return the source of a solution cell: the function under the exercise's name, without its decorator."""
        lines = textwrap.dedent(inspect.getsource(self.function)).splitlines(keepends=True)
        definition = next(
            node for node in ast.parse("".join(lines)).body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        )
        source = "".join(lines[definition.lineno - 1 :])
        return source.replace(f"def {self.name}(", f"def {self.exercise}(", 1)

    def as_data(self):
        """Return {"name", "source", "loses"}: plain data for a process that does not import the answers."""
        return {"name": self.name, "source": self.as_cell(), "loses": sorted(self.loses)}


def fresh_copy(function, also_called):
    """Return a known answer as it was defined, with new defaults and attributes: nothing is left of earlier calls.

    also_called : the exercise's name, by which an answer may call itself.
    """
    namespace = dict(function.__globals__)
    exec(_compile_definition(function), namespace)  # the author's own source, from his file
    namespace[also_called] = namespace[function.__name__]
    return namespace[function.__name__]


@lru_cache(maxsize=None)
def _compile_definition(function):
    """Return the code of a function's definition without decorators; lines and file are those of its source."""
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    tree.body[0].decorator_list = []
    return compile(ast.increment_lineno(tree, first - 1), inspect.getsourcefile(function), "exec")


def misconception(*loses):
    """Mark a wrong answer. Its docstring completes "this is what you get when …".

    loses : names of exactly the checks that it must lose.
    """
    if not loses or not all(isinstance(name, str) for name in loses):  # a function, where the parentheses are missing
        raise ValueError('a misconception names the checks that it loses: @misconception("name_of_a_check")')
    return _marker(frozenset(loses))


def right_answer(function):
    """Mark an unusual answer that must earn everything."""
    return _marker(frozenset())(function)


def _marker(loses):
    def mark(function):
        if not function.__doc__:
            raise ValueError(f"known answer {function.__name__} needs a docstring")
        function.autograder_answer = loses
        return function

    return mark


@lru_cache(maxsize=None)
def load_answers(checks_dir, exercise):
    """Return the known answers of an exercise in the order of their file; none where there is no file."""
    path = checks_dir / f"{ANSWERS_PREFIX}{exercise}.py"
    if not path.exists():
        return []
    module = load_module(path, f"{checks_dir.name}_{path.stem}")
    return [
        KnownAnswer(exercise, function, function.autograder_answer)
        for function in vars(module).values()
        if hasattr(function, "autograder_answer")
    ]


def load_module(path, name):
    """Import a trusted Python file by its path under `name`. Raises CannotImport."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:  # the file is Python: it may raise anything, SystemExit too
        why = error.msg if isinstance(error, SyntaxError) else error  # whose text names the file once more
        raise CannotImport(f"{path}{_line_of(error, path)}: {type(error).__name__}: {why}") from error
    return module


def _line_of(error, path):
    """Return ", line N" of a file, at which its import has failed; "" where that is not known, as of a file with a null byte."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    if isinstance(error, SyntaxError) and error.filename == str(path):
        lines = [error.lineno]
    return f", line {lines[-1]}" if lines else ""
