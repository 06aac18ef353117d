"""What the files of checks and of known answers say by their syntax trees. Nothing here imports them."""

import ast
import tokenize

from autograder.definitions import names_within
from autograder.influence import BUILTINS, global_names

MARKS = ("check", "misconception", "right_answer")  # the decorators of autograder.checking and autograder.answers


def check_names(path):
    """Return the names of the functions marked with @check in a file; [] where there is no file."""
    return [function.name for function in _functions(path) if "check" in _marks(function)]


def doubled_names(path):
    """Return a sentence for each name that a file gives to a check or known answer and to another function: the last one alone is there.

    Raises SyntaxError for what is no Python; [] where there is no file.
    """
    by_name = {}
    for function in _functions(path):
        by_name.setdefault(function.name, []).append(function)
    doubled = {name: same for name, same in by_name.items() if len(same) > 1 and any(map(_marks, same))}
    return [f"{path} defines {name} {_times(same)}: only the last counts" for name, same in doubled.items()]


def missing_names(path, exercise):
    """Return a sentence for each name that misconceptions in a file take from the notebook: where they are named there is none.

    Raises SyntaxError for what is no Python; [] where there is no file.
    """
    wrong = [function for function in _functions(path) if "misconception" in _marks(function)]
    there = {*BUILTINS, "__file__", exercise, *(names_within(_text(path)) if wrong else ())}
    users = {}
    for function in wrong if "*" not in there else ():
        read, bound, _ = global_names(function, all_of_classes=False)
        for name in sorted(read - bound - there):
            users.setdefault(name, []).append(function.name)
    return [
        f"{path} uses {name}, which it neither imports nor defines: no student can be told of {', '.join(those)}"
        for name, those in users.items()
    ]


def _times(functions):
    """Return "twice (lines 3 and 9)" and the like."""
    *lines, last = (str(function.lineno) for function in functions)
    return f"{'twice' if len(lines) == 1 else f'{len(functions)} times'} (lines {', '.join(lines)} and {last})"


def _text(path):
    with tokenize.open(path) as file:  # in the encoding that its first lines name
        return file.read()


def _functions(path):
    """Return the functions that a file defines at its top level."""
    body = ast.parse(_text(path)).body if path.exists() else []
    return [node for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _marks(function):
    """Return with which of MARKS a function is marked, with parentheses or without."""
    named = (decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in function.decorator_list)
    return {mark for mark in (ast.unparse(name).rpartition(".")[2] for name in named) if mark in MARKS}
