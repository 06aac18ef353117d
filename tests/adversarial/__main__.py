"""Run the hostile submissions and print a table: case, kind, what it scored, what became of it.

python -m tests.adversarial [--as root|user] [--isolation namespaces|landlock] [WORD…]
"""

import argparse
import json
import os
import subprocess
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.adversarial import outer


def run(who, level, *words):
    """Run the cases in a fresh outer namespace; return what inside.run returned. Raises CalledProcessError."""
    done = outer.run_inside(who, level, *words, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def show(told, console):
    """Print the table; return the number of problems."""
    table = Table("kind", "case", "points", "outcomes", "", box=None, pad_edge=False)
    for case in told["cases"]:
        points = "+".join("-" if score is None else f"{score:g}" for score in case["scores"].values())
        outcomes = ", ".join(f"{name} {outcome}" for name, outcome in case["outcomes"].items() if outcome != "passed")
        table.add_row(case["kind"], Text(case["name"]), points, outcomes, Text("; ".join(case["problems"]) or "held"))
    console.print(table)
    for problem in told["problems"]:
        console.print(Text(problem))
    hostile = [case for case in told["cases"] if case["kind"] != "honest"]
    wrong = [case for case in told["cases"] if case["problems"]]
    console.print(
        f"as {told['as']}, at the level {told['level']}: {len(hostile)} hostile cases, {len(wrong)} with problems, "
        f"{len(told['cases']) - len(hostile)} honest neighbours, in {told['seconds']} s",
        highlight=False,
    )
    return len(wrong) + len(told["problems"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--as", dest="who", choices=["root", "user"], help="whose process grades; both, where this is root")
    parser.add_argument("--isolation", choices=["namespaces", "landlock"], default="namespaces")
    parser.add_argument("words", nargs="*", help="only cases whose kind or name holds one of these")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 200)
    everyone = ["root", "user"] if os.geteuid() == 0 else ["user"]
    problems = 0
    for who in [options.who] if options.who else everyone:
        problems += show(run(who, options.isolation, *options.words), console)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
