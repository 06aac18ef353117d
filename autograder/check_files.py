"""What the files of checks and of known answers say by their syntax trees. Nothing here imports them."""

import ast

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


def _times(functions):
    """Return "twice (lines 3 and 9)" and the like."""
    *lines, last = (str(function.lineno) for function in functions)
    return f"{'twice' if len(lines) == 1 else f'{len(functions)} times'} (lines {', '.join(lines)} and {last})"


def _functions(path):
    """Return the functions that a file defines at its top level."""
    body = ast.parse(path.read_bytes(), path.name).body if path.exists() else []
    return [node for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _marks(function):
    """Return with which of MARKS a function is marked, with parentheses or without."""
    named = (decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in function.decorator_list)
    return {mark for mark in (ast.unparse(name).rpartition(".")[2] for name in named) if mark in MARKS}
