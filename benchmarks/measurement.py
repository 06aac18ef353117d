"""What a measurement returns: rows of plain data, which become the table, the picture and results.json."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    s1: int = 20  # submissions to s1 that stock grades too
    large: int = 120  # of a class in which our start-up counts for little; stock takes over half an hour for it
    each: int = 8  # submissions to each of the five assignments that stock grades too; of fewer the last one is alone for long
    numpy: int = 40  # submissions to the NumPy course that stock grades too
    floor: int = 24  # submissions that are also graded in one warm process
    turns: int = 8  # of the two
    profiled: int = 12  # submissions to each assignment whose time is taken apart
    regraded: int = 200
    repeats: int = 5  # of what is short: medians
    classes: tuple = (50, 100, 200, 400)  # sizes of the NumPy course, for the growth of cost
    growth_turns: int = 3  # more of the smallest and the largest of them, in turn
    kills: int = 50
    killed: int = 40  # submissions in a batch that is killed
    forks: int = 40


QUICK = Sizes(
    s1=3, large=4, each=2, numpy=8, floor=8, turns=1, profiled=6, regraded=12, repeats=3, classes=(10, 20, 40), growth_turns=1, kills=6, killed=12, forks=10
)  # fmt: skip


def measured(name, value, unit, at_most=None, at_least=None, detail="", figures=None):
    """Return a row: what was measured, and whether it is what it should be.

    at_most, at_least : the target, at most one of them; None for a row that only tells. detail : a sentence on how the value
    came about. figures : plain data that the picture needs.
    """
    target, met = "", None
    if at_most is not None:
        target, met = f"≤ {at_most:g}", value <= at_most
    elif at_least is not None:
        target, met = f"≥ {at_least:g}", value >= at_least
    return {
        "name": name, "value": value, "unit": unit, "target": target, "met": met, "detail": detail, "figures": figures or {},
    }  # fmt: skip


def skipped(name, reason):
    """Return the row of what could not be measured here."""
    return measured(name, None, "", detail=f"not measured: {reason}")
