"""What the code of a cell defines, by its syntax tree. Nothing here runs code."""

import ast
import re
import warnings
from functools import lru_cache

MAX_CODE = 500_000  # characters of all code cells: what each name may reach takes a referee 40 s a million, and a gigabyte
LINE_OF_IPYTHON = re.compile(r"^(?:[%!?].*|[\w.]+\?+\s*)$", re.MULTILINE)


def defines(cell, name):
    """Whether a code cell binds `name` at its top level, by def, class or assignment."""
    return cell.cell_type == "code" and name in cell.source and name in bound_names(cell.source)


def defined_names(source):
    """Return the functions and classes that a text defines at its top level, whether or not it parses."""
    return frozenset(re.findall(r"^(?:async )?(?:def|class) +(\w+)", source, re.MULTILINE))


def parse(source):
    """Return the syntax tree of a cell. Raises SyntaxError for what Python cannot parse, and for what is too long."""
    if len(source) > MAX_CODE:  # of a cell that was no code cell in the file
        raise SyntaxError("too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in a student's text
            return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from None


@lru_cache(maxsize=4096)
def holds_only_stubs(source):
    """Whether code is empty but for comments, texts and functions that were not written yet."""
    try:
        return all(map(_is_stub, parse(source).body))
    except SyntaxError:
        return False


def _is_stub(node):
    if isinstance(node, ast.FunctionDef):
        return all(map(_is_stub, node.body))
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(node, ast.Pass) or isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@lru_cache(maxsize=4096)  # most of a class's cells are alike
def bound_names(source):
    """Return the names that Python code binds at its top level; of code that does not parse, its functions and classes."""
    try:
        tree = parse(source)
    except SyntaxError:
        return defined_names(source)
    return frozenset(name for node in tree.body for name in _bound_names(node))


def added_code(source, original):
    """Return the imports, definitions and calls that a text of Python code has in addition to those of another.

    What binds a name of the other's, or calls what it calls, was changed and not added. "" of what does not parse, lines of
    IPython's aside.
    """
    try:
        ours, theirs = (parse(LINE_OF_IPYTHON.sub("", text)).body for text in (source, original))
        taken = set().union(*map(_names_in, theirs)) | {ast.dump(node.value.func) for node in theirs if _is_call(node)}
        return "\n".join(map(ast.unparse, filter(None, (_added_part(node, taken) for node in ours))))
    except (SyntaxError, RecursionError):
        return ""


def _added_part(node, taken):
    """Return what of a statement was added, None for nothing. taken : the names that were bound before, and what was called."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias for alias in node.names if bound_by(alias) not in taken]
        if not names or getattr(node, "module", "") == "__future__":  # which holds for its own cell only
            return None
        return ast.Import(names) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, names, node.level)
    if _is_call(node):
        return None if ast.dump(node.value.func) in taken else node
    names = _names_in(node)
    return node if names and not names & taken else None


def _is_call(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def bound_by(alias):
    """Return the name that a part of an import binds, an ast.alias: a of `import a.b`, c of `import a.b as c`."""
    return alias.asname or alias.name.partition(".")[0]


@lru_cache(maxsize=4096)
def names_within(source):
    """Return the names that Python code binds outside of functions, by import too; of code that does not parse, its functions and classes."""
    try:
        return frozenset().union(*map(_names_in, parse(source).body))
    except SyntaxError:
        return defined_names(source)


def _names_in(node):
    """Return the names that a statement binds, the statements below it included, but not what is in a function or class."""
    names, nodes = set(), [node]
    for part in nodes:  # grows
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            names |= set(map(bound_by, part.names))
        elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(part.name)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
        if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            nodes += ast.iter_child_nodes(part)
    return names


def holds_text(cell):
    """Whether a cell is text, or code of nothing but comments and texts."""
    if cell.cell_type != "code":
        return True
    try:
        return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in parse(cell.source).body)
    except SyntaxError:
        return False


def _bound_names(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return set()
