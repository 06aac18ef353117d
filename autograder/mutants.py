"""Mutants of a model answer: the answer with one small change, as a slip of the pen would make it.

A mutant that no check notices is the same function written differently, or a wrong answer that earns everything. What is
changed is what goes wrong where numbers are computed: an operator, a factor left out, an axis, a bound, a precision, a special
case (the idea: DeMillo, Lipton, Sayward, "Hints on Test Data Selection", 1978).
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff

from autograder.definitions import LINE_OF_IPYTHON, parse

OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"}
OTHER_OPERATOR = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "/", "%": "//", "**": "*"}
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
OTHER_COMPARISONS = {"<": ["<=", ">"], "<=": ["<", ">="], ">": [">=", "<"], ">=": [">", "<="], "==": ["!="], "!=": ["=="]}
PAIRS = [
    ("max", "min"), ("argmax", "argmin"), ("maximum", "minimum"), ("reduce_max", "reduce_min"), ("amax", "amin"), ("sum", "mean"),
    ("reduce_sum", "reduce_mean"), ("any", "all"), ("reduce_any", "reduce_all"), ("ones", "zeros"), ("ones_like", "zeros_like"),
    ("floor", "ceil"), ("sin", "cos"), ("float64", "float32"),
]  # fmt: skip
OTHER_NAME = {one: other for pair in PAIRS for one, other in (pair, pair[::-1])}
LEFT_OUT = {"T", "real", "imag"}  # attributes that are an operation
TINY = 1e-2  # a tolerance rather than a factor
STYLE = {  # of a plot: how it looks
    "alpha", "bins", "cmap", "color", "figsize", "fontsize", "levels", "linestyle", "linewidth", "linewidths", "loc", "marker", "markersize",
    "s", "title", "zorder",
}  # fmt: skip
WHOLE = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.List, ast.Tuple)  # need no parentheses


@dataclass(frozen=True)
class Mutant:
    """An answer with one small change. source : the whole cell. line : the first that differs, from 1. change : "- old" and "+ new" lines."""

    source: str
    line: int
    change: str


def mutants_of(source):
    """Return the Mutants of a cell's source, each another program than all others; none of a cell that is not plain Python."""
    try:
        tree = _parse(source)
        seen, mutants = {ast.dump(tree)}, []
    except (SyntaxError, RecursionError, ValueError):  # the last of a number of thousands of digits
        return []
    text = _Text(source)
    for start, end, replacement in _edits(tree, text):
        changed = text.with_edit(start, end, replacement)
        try:
            program = ast.dump(_parse(changed))
        except SyntaxError:
            continue
        if program not in seen:
            seen.add(program)
            mutants.append(_mutant(source, changed))
    return mutants


def _parse(source):
    return parse(LINE_OF_IPYTHON.sub("", source))


def _mutant(source, changed):
    lines = [line for line in ndiff(source.splitlines(), changed.splitlines()) if line[0] != "?"]
    first = next(index for index, line in enumerate(lines) if line[0] != " ")
    return Mutant(changed, first + 1, "\n".join(line[0] + " " + line[2:].strip() for line in lines if line[0] != " "))


class _Text:
    """A cell's source, by the places that the syntax tree names: lines from 1, columns in bytes of UTF-8."""

    def __init__(self, source):
        self.data = source.encode()
        self.starts = [0]
        for line in self.data.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node):
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node):
        """Return a node's text, in parentheses where it could need them."""
        start, end = self.span(node)
        text = self.data[start:end].decode()
        return text if isinstance(node, WHOLE) else f"({text})"

    def between(self, node, other):
        """Return (start, end, text) of what stands between two nodes."""
        start, end = self.span(node)[1], self.span(other)[0]
        return start, end, self.data[start:end].decode()

    def with_other(self, node, other, symbol, replacement):
        """Return the edit that puts another symbol between two nodes."""
        start, end, between = self.between(node, other)
        return start, end, between.replace(symbol, replacement, 1)

    def with_comma_of(self, keyword):
        """Return the edit that takes a keyword out of a call, with the comma that parts it from another argument."""
        start, end = self.span(keyword)
        before, after = self.data[:start].rstrip(), self.data[end:].lstrip()
        if before.endswith(b","):
            return len(before) - 1, end, ""
        return start, len(self.data) - len(after) + 1 if after.startswith(b",") else end, ""

    def with_edit(self, start, end, replacement):
        return (self.data[:start] + replacement.encode() + self.data[end:]).decode()


def _edits(node, text, known=()) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, replacement), in bytes, for a node and what is in it. known : names that have a value before this node."""
    edits = _EDITS.get(type(node))
    if edits is not None:
        for edit in edits(node, text):
            yield edit if len(edit) == 3 else (*text.span(node), *edit)
    if isinstance(node, ast.FunctionDef):
        known = {*known, *(argument.arg for argument in node.args.args)}
    known = set(known)
    for child in _children(node):
        if isinstance(child, ast.stmt) and _can_be_left_out(child, known):
            yield *text.span(child), "pass"
        yield from _edits(child, text, known)
        if isinstance(child, ast.Assign):
            known |= {target.id for target in child.targets if isinstance(target, ast.Name)}


def _children(node):
    """Return the nodes in a node, without texts, annotations, messages and what only says how a plot looks."""
    if isinstance(node, (ast.JoinedStr, ast.Raise, ast.Assert, ast.Import, ast.ImportFrom)):
        return []
    left_out = {node.annotation} if isinstance(node, (ast.arg, ast.AnnAssign)) else set()
    if isinstance(node, ast.FunctionDef):
        left_out |= {node.returns, *node.decorator_list}
    if isinstance(node, ast.Call):
        left_out |= {keyword for keyword in node.keywords if keyword.arg in STYLE}
    return [child for child in ast.iter_child_nodes(node) if child not in left_out]


def _can_be_left_out(statement, known):
    """Whether what is left is likely to run: a name that is used later has a value all the same."""
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        return all(not isinstance(target, ast.Name) or target.id in known for target in statement.targets)
    return isinstance(statement, (ast.AugAssign, ast.Break, ast.Continue, ast.Raise))


def _of_binary(node, text):
    operator = OPERATORS.get(type(node.op), "@")
    yield (text.of(node.left),)
    yield (text.of(node.right),)
    if operator == "@":
        yield (f"{text.of(node.right)} @ {text.of(node.left)}",)
    else:
        yield text.with_other(node.left, node.right, operator, OTHER_OPERATOR[operator])


def _of_augmented(node, text):
    operator = OPERATORS.get(type(node.op))
    if operator:
        yield from (text.with_other(node.target, node.value, operator, other) for other in (OTHER_OPERATOR[operator], ""))


def _of_unary(node, text):
    if isinstance(node.op, (ast.USub, ast.Not)):
        yield (text.of(node.operand),)


def _of_comparison(node, text):
    for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators):
        symbol = COMPARISONS.get(type(operator))
        yield from (text.with_other(left, right, symbol, other) for other in OTHER_COMPARISONS.get(symbol, []))


def _of_logic(node, text):
    words = ["and", "or"] if isinstance(node.op, ast.And) else ["or", "and"]
    for left, right in zip(node.values, node.values[1:]):
        yield text.with_other(left, right, *words)
    for value in node.values:
        yield (f" {words[0]} ".join(text.of(other) for other in node.values if other is not value),)


def _of_number(node, text):
    value = node.value
    if isinstance(value, bool):
        yield (str(not value),)
    elif isinstance(value, int) and abs(value) < 10**9:
        others = [value + 1, value - 1] if value < 10 else [value // 2, 2 * value]
        yield from ((f"({other})" if other < 0 else str(other),) for other in others)
    elif isinstance(value, float):
        factors = (1e3, 1e-3) if abs(value) < TINY else (2.0, 0.5)
        yield from ((repr(value * factor if value else 1.0),) for factor in factors)


def _of_call(node, text):
    arguments = [argument for argument in node.args if not isinstance(argument, ast.Starred)]
    if arguments:
        yield (text.of(arguments[0]),)
    if len(arguments) > 1:
        first, second = arguments[:2]
        start, end, between = text.between(first, second)
        yield text.span(first)[0], text.span(second)[1], text.of(second) + between + text.of(first)
    for keyword in node.keywords:
        if keyword.arg not in STYLE and keyword.arg is not None:
            yield text.with_comma_of(keyword)
    if isinstance(node.func, ast.Name) and node.func.id == "range" and arguments:
        stop = arguments[: 2][-1]
        if not isinstance(stop, ast.Constant):
            yield from ((*text.span(stop), f"{text.of(stop)} {change} 1") for change in "+-")


def _of_name(node, text):
    name = node.id if isinstance(node, ast.Name) else node.attr
    if isinstance(node.ctx, ast.Load) and name in OTHER_NAME:
        end = text.span(node)[1]
        yield end - len(name), end, OTHER_NAME[name]
    if isinstance(node, ast.Attribute) and name in LEFT_OUT:
        yield (text.of(node.value),)


def _of_subscript(node, text):
    if isinstance(node.ctx, ast.Load):
        yield (text.of(node.value),)


def _of_choice(node, text):
    yield (text.of(node.body),)
    yield (text.of(node.orelse),)


def _of_condition(node, text):
    yield from ((*text.span(node.test), truth) for truth in ("False", "True"))


_EDITS = {
    ast.BinOp: _of_binary, ast.AugAssign: _of_augmented, ast.UnaryOp: _of_unary, ast.Compare: _of_comparison, ast.BoolOp: _of_logic,
    ast.Constant: _of_number, ast.Call: _of_call, ast.Name: _of_name, ast.Attribute: _of_name, ast.Subscript: _of_subscript,
    ast.IfExp: _of_choice, ast.If: _of_condition,
}  # fmt: skip
