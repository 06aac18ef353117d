"""Tables as CSV files that a spreadsheet opens without running anything."""

import csv
import io

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_safe(text):
    """Return a text for a CSV cell: what a spreadsheet would take for a formula is marked as text by an apostrophe.

    Numbers that the program itself writes do not go through here: -1.5 would become text.
    """
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA_STARTS) else text


def csv_text(rows):
    """Return rows of texts as the text of a CSV file: commas, lines that end in CR LF (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()
