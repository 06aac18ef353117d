"""What a hostile submission is: a name, a kind, its cells or the damage to its files, and what it must come to."""

import textwrap
from dataclasses import dataclass, field

POINTS = {"double": 4.0, "norm": 3.0, "total": 3.0}
RIGHT = {
    "double": "def double(x):\n    return np.asarray(x) * 2.0",
    "norm": "def norm(x):\n    return float(np.sqrt(np.sum(np.square(x))))",
    "total": "def total(x):\n    return float(np.sum(x))",
}
BREACH = "BREACH"  # what an attempt prints where it got through; no output of a case may hold it


@dataclass(frozen=True)
class Case:
    """One hostile submission.

    answers : sources of solution cells by exercise, the others are right. before, after : a cell at the notebook's top and end.
    damage : function(folder, notebook) that changes the files; notebook is the path of the .ipynb.
    earns : points by exercise, full ones where none are given. at_most : the code destroys its own worker, fewer points
    are right too. outcomes : outcome by exercise, where it matters. told : text that the complaints must hold.
    """

    name: str
    kind: str
    answers: dict = field(default_factory=dict)
    before: str = ""
    after: str = ""
    damage: object = None
    earns: dict = field(default_factory=dict)
    at_most: bool = False
    outcomes: dict = field(default_factory=dict)
    told: str = ""
    student: str = ""  # an own id for the student

    def points(self, exercise):
        """Return what an exercise must earn."""
        return self.earns.get(exercise, POINTS[exercise])


def function(name, body, before=""):
    """Return the source of a solution cell: `before` at top level, then the function."""
    body = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return f"{textwrap.dedent(before).strip()}\n\ndef {name}(x):\n{body}\n"


def attempt(statements, got_through="True"):
    """Return source that tries something forbidden and prints BREACH if that went well.

    got_through : an expression over the statements' names; a refusal may also come as an exception.
    """
    body = textwrap.indent(textwrap.dedent(statements).strip(), "    ")
    word = f'"{BREACH[:3]}" + "{BREACH[3:]}"'  # in two pieces, so that a traceback that quotes the cell does not hold it
    return f"try:\n{body}\n    if {got_through}: print({word})\nexcept Exception: pass\n"
