"""The outcome of an exercise's checks as text, for the student."""

from autograder.outcomes import MANUAL, PASSED

WIDTH = 86
NAMED = 5  # cells, or submissions, named in a line


def render_cell(exercise, max_score, score, checks):
    """Return the report under a test cell: a line for each check, and for a lost one what its message may show.

    checks : list of CheckResult. score : None where a person has to decide.
    """
    total = sum(check.weight for check in checks) or 1.0
    earned = "to be decided by a person" if score is None else f"{points(score)} of {points(max_score)} points"
    lines = [f"{exercise}: {earned}", ""]
    for check in checks:
        lines += _render_check(exercise, check, max_score * check.weight / total)
    return "\n".join(lines).rstrip() + "\n"


def _render_check(exercise, check, worth):
    if check.outcome == PASSED:
        return [_head("passed", check.title, f"{points(worth)} points")]
    word = check.outcome.upper().replace("_", " ")
    lines = [_head(word, f"{exercise} / {check.title}", f"0 of {points(worth)} points")]
    lines += ["    " + line for line in check.shown.splitlines()]
    if not check.public:
        lines.append("    This check is hidden: its inputs are not shown.")
    return [*lines, ""]


def _head(word, title, worth):
    start = f"{word:<8}  {title}"
    return f"{start:<{WIDTH - len(worth)}}  {worth}"


def points(number):
    """Return a number of points without needless digits: 5, 2.5, 1.67."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def name_some(names, separator="; ", most=NAMED):
    """Return "a; b; and 4 more" of texts that are too many for a line."""
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return separator.join([*names[:most], *more])


def counted(number, noun):
    """Return "1 problem", "2 problems"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def names_among(cells):
    """Return what to call cells, {(assignment, notebook, name): name}; "notebook/name" where another notebook has the name, too."""
    notebooks = {}
    for assignment, notebook, name in cells:
        notebooks.setdefault((assignment, name), set()).add(notebook)
    return {
        (assignment, notebook, name): name if len(places) == 1 else f"{notebook}/{name}"
        for (assignment, name), places in notebooks.items()
        for notebook in places
    }


def cell_names(results):
    """Return a function that says what to call the cell of one of these CellResults."""
    names = names_among((result.assignment, result.notebook, result.grade_id) for result in results)
    return lambda result: names[result.assignment, result.notebook, result.grade_id]


def exercise_names(results):
    """Return a function that says what to call the exercise of one of these CellResults."""
    names = names_among((result.assignment, result.notebook, _exercise(result)) for result in results)
    return lambda result: names[result.assignment, result.notebook, _exercise(result)]


def _exercise(result):
    return result.grade_id.removeprefix("test_")


def summarise(results):
    """Return what an assistant wants to know of one submission, in a few words."""
    name_of = exercise_names(results)
    odd = [f"{name_of(cell)} {cell.outcome}" for cell in results if cell.outcome not in (PASSED, MANUAL)]
    by_hand = [name_of(cell) for cell in results if cell.outcome == MANUAL and cell.needs_manual_grade]
    if by_hand:
        odd.append(f"by hand: {', '.join(by_hand)}")
    return "; ".join(odd)
