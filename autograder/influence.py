"""Which cells of a submitted notebook are the release's own, influenced by nothing that the student wrote, and used by nothing.

Their outputs are the same in every submission, so the pictures that they draw, which take most of a notebook's time, are
drawn once for all. The analysis goes by names and errs on one side: a notebook with a cell that it cannot read is run in full.
"""

import ast
import builtins
import symtable
from dataclasses import dataclass
from functools import lru_cache

from autograder.definitions import bound_by, parse
from autograder.notebooks import grade_id_of, is_answer, is_test

BUILTINS = frozenset(vars(builtins))
SETTERS = ("set", "seed", "manual_seed", "use", "enable", "disable", "reset")  # how functions that change a module's settings begin
# What reaches variables by their names, as a function or a method; `query` and `evaluate` are pandas' and numexpr's.
OPAQUE = frozenset(
    {"exec", "eval", "globals", "locals", "vars", "dir", "setattr", "delattr", "get_ipython", "__import__", "query", "evaluate", "testmod",
     "user_ns", "f_globals", "f_locals", "__globals__"}
)  # fmt: skip
NOTEBOOK = "__main__"  # the module whose variables a notebook's are, for whoever imports it


@dataclass(frozen=True)
class Names:
    """The global names of a cell."""

    inputs: frozenset  # that it may read before it binds them
    mentioned: frozenset
    bound: frozenset  # that it may bind
    settled: frozenset  # that it binds whatever happens
    imported: frozenset  # modules and what comes from them
    defined: frozenset  # functions and classes
    late: frozenset  # that functions defined in it read when they are called
    handled: frozenset  # of which it calls a method or sets a part, which may change them
    tuned: frozenset  # those of which it sets a part, or calls a method that is named as settings of modules are


def needless_cells(cells, released, pictures, unwanted=frozenset()):
    """Return the indices of cells that need not be run, since what they put out is known or unwanted and nothing uses what they bind.

    cells : of a restored submission, in order, as they are to be run. released : the cells as students got them.
    pictures : sources of released cells whose outputs, pictures among them, are known from a run of the release itself.
    unwanted : indices of cells that are only to be run if another one uses what they bind or may change.
    """
    if not pictures and not unwanted or not can_be_read(cells):
        return set()
    names = {index: names_of(cell.source) for index, cell in enumerate(cells) if _runs(cell)}
    known = {index for index in uninfluenced_cells(cells, released) if cells[index].source in pictures} if pictures else set()
    known |= unwanted & names.keys()
    modules = frozenset().union(*(found.imported for found in names.values()))
    changed = {index: names[index].bound for index in known}
    changed |= {index: changed[index] | _may_change(index, names, modules) for index in unwanted & names.keys()}
    while True:
        # What functions read, they read when they are called, wherever that is.
        used = late = frozenset().union(*(names[index].late for index in names.keys() - known))
        needed = set()
        for index in reversed(names):
            if index in known and not changed[index] & used:
                continue
            needed |= {index} & known
            used = used - names[index].settled | names[index].inputs | late
        if not needed:
            return known
        known -= needed


def _may_change(index, names, modules):
    """Return the names whose values a cell may change by what it does or calls: a test, say, that calls the student's function.

    names : {index: Names} of all cells. Whatever variable it can reach counts: where it is handed on to, it may be changed.
    """
    variables = frozenset().union(*(found.bound - found.imported - found.defined for found in names.values()))
    reached, waiting, changed = set(), set(names[index].mentioned), names[index].handled - modules | names[index].tuned
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for found in names.values():
            if name in found.defined:
                changed |= found.tuned
                waiting |= found.late | found.bound & variables
        waiting -= reached
    return changed | reached & variables


def can_be_read(cells):
    """Whether names_of can read all of these cells: else none of them may be left out."""
    return all(names_of(cell.source) is not None for cell in cells if _runs(cell))


def uninfluenced_cells(cells, released):
    """Return the indices of the code cells that stand in the release word for word, ungraded, and are not influenced.

    cells : such as can_be_read.
    """
    own = {cell.source for cell in released if _is_plain(cell)}
    modules = frozenset().union(*(names.imported for names in map(names_of, own) if names))
    touched, found = frozenset(), set()
    for index, cell in enumerate(cells):
        if not _runs(cell):
            continue
        names = names_of(cell.source)
        if cell.source in own and _is_plain(cell) and not names.inputs & touched:
            found.add(index)
            touched -= names.settled
        elif not is_test(cell):
            touched |= names.mentioned - modules | names.bound  # it may change what it mentions
    return found


def _runs(cell):
    return cell.cell_type == "code" and bool(cell.source.strip())


def _is_plain(cell):
    """Whether a cell is neither an answer nor a test."""
    return cell.cell_type == "code" and not (grade_id_of(cell) and (is_answer(cell) or is_test(cell)))


@lru_cache(maxsize=4096)
def names_of(source):
    """Return the Names of a cell, or None for one that cannot be read: magics, star imports, exec, a changed builtin."""
    if NOTEBOOK in source:
        return None
    try:
        body = parse(source).body
        flow = _Flow()
        settled = flow.follow(body, frozenset())
    except (SyntaxError, RecursionError):
        return None
    imported = {bound_by(alias) for node in body if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}
    attributes = {node.attr for statement in body for node in ast.walk(statement) if isinstance(node, ast.Attribute)}
    if (flow.mentioned | flow.bound | attributes) & OPAQUE or flow.bound & BUILTINS or "*" in imported:
        return None
    defined = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    mentioned = frozenset(flow.mentioned | flow.bound) - BUILTINS
    inputs, late = frozenset(flow.inputs) - BUILTINS, frozenset(flow.late) - BUILTINS
    return Names(inputs, mentioned, frozenset(flow.bound), settled, frozenset(imported), frozenset(defined), late, *_handled_in(body))


def leaves_a_trace(source, before, after):
    """Whether a cell has changed more than the names that it binds: a list, a generator's state, a setting, a file.

    before, after : traces.state_of the notebook around the cell. What a module keeps does not show there, so that setting it
        is taken for a trace.
    """
    names = names_of(source)
    if names is None or names.tuned - (names.bound - names.imported) - before.keys():
        return True
    changed = {name for name, digest in before.items() if after.get(name) != digest}
    unknown = {name for name, digest in before.items() if digest is None}
    return bool(changed - names.bound or unknown & (names.inputs | names.late))


def _handled_in(body):
    """Return (names to which x.f(…), x[…] = … and the like are done, those of them to which x.a = … or x.set_a(…) is)."""
    handled, tuned = set(), set()
    for node in (node for statement in body for node in ast.walk(statement)):
        is_set = isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))
        if isinstance(node, ast.Call):
            node = node.func
            is_set = isinstance(node, ast.Attribute) and node.attr.startswith(SETTERS)
        elif not is_set:
            continue
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            handled |= _base_name(node)
            tuned |= _base_name(node) if is_set else set()
    return frozenset(handled), frozenset(tuned)


def _base_name(node):
    """Return {x} for x.a[0].b(…) and the like, {} for what begins with no name."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()


class _Flow:
    """Follows statements in order and gathers which global names they read before they bind them."""

    def __init__(self):
        self.inputs, self.mentioned, self.bound, self.late = set(), set(), set(), set()

    def follow(self, statements, settled):
        """Take in statements that run when the names in `settled` are bound; return the names bound after them."""
        for statement in statements:
            settled = self._follow_one(statement, settled)
        return settled

    def _follow_one(self, statement, settled):
        if isinstance(statement, (ast.For, ast.AsyncFor)):
            self._take(statement.iter, settled)
            inside = settled | self._take_target(statement.target, settled)
            self.follow(statement.body, inside)
            self.follow(statement.orelse, settled)
            return settled
        if isinstance(statement, (ast.If, ast.While)):
            self._take(statement.test, settled)
            self.follow(statement.body, settled)
            self.follow(statement.orelse, settled)
            return settled
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            for item in statement.items:
                self._take(item.context_expr, settled)
                if item.optional_vars is not None:
                    settled |= self._take_target(item.optional_vars, settled)
            return self.follow(statement.body, settled)
        if isinstance(statement, ast.Try):
            return self._follow_try(statement, settled)
        self._take(statement, settled)
        return settled | _settled_by(statement)

    def _follow_try(self, statement, settled):
        for branch in (statement.body, statement.orelse):
            self.follow(branch, settled)
        for handler in statement.handlers:
            name = {handler.name} if handler.name else set()
            self.bound |= name
            if handler.type is not None:
                self._take(handler.type, settled)
            self.follow(handler.body, settled | name)
        self.follow(statement.finalbody, settled)
        return settled

    def _take(self, node, settled):
        read, bound, late = global_names(node)
        self.late |= late
        self.inputs |= read - settled
        self.mentioned |= read
        self.bound |= bound

    def _take_target(self, target, settled):
        self._take(ast.Assign([target], ast.Constant(None), lineno=1), settled)
        return _target_names(target)


def _settled_by(statement):
    """Return the names that a statement binds whatever happens."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return frozenset({statement.name})
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return frozenset(map(bound_by, statement.names))
    if isinstance(statement, ast.Assign):
        return frozenset().union(*map(_target_names, statement.targets))
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return _target_names(statement.target)
    return frozenset()


def _target_names(target):
    """Return the names in an assignment's target: x, (x, y), [x, *y]; none of x[0] or x.y."""
    if isinstance(target, ast.Name):
        return frozenset({target.id})
    if isinstance(target, ast.Starred):
        return _target_names(target.value)
    if isinstance(target, (ast.Tuple, ast.List)):
        return frozenset().union(*map(_target_names, target.elts))
    return frozenset()


def global_names(node, all_of_classes=True):
    """Return (read, bound, late): the global names that a statement reads and may bind, and those that functions in it read.

    all_of_classes : a name that a class binds itself counts as read, too: it looks among the global names for what it binds later.
    """
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    changed = _changed_names(node)
    read, bound, late = set(), set(), set()
    waiting = [table]
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            is_global = scope is table or symbol.is_global()
            if is_global and (symbol.is_assigned() or symbol.is_imported() or (scope is table and symbol.is_namespace())):
                bound.add(name)
            may_be_global = is_global or all_of_classes and scope.get_type() == "class"
            if may_be_global and (symbol.is_referenced() or name in changed):
                read.add(name)
                if scope is not table:
                    late.add(name)
    return read, bound, late


def _changed_names(node):
    """Return the names x of all `x += 1` and `del x` below a node: they must be bound before, and symtable takes them for bound only."""
    parts = list(ast.walk(node))
    augmented = [part.target for part in parts if isinstance(part, ast.AugAssign)]
    deleted = [part for part in parts if isinstance(getattr(part, "ctx", None), ast.Del)]
    return {target.id for target in augmented + deleted if isinstance(target, ast.Name)}
