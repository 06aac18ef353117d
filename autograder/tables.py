"""Tables as CSV that a spreadsheet opens as what they are: no cell is taken for a formula."""

import csv
import io

# What Excel, LibreOffice and Google Sheets begin a formula with, in ASCII and as the full-width forms that they
# also read; a tab or a line break before one of these is dropped when a cell is read.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Foreign(str):
    """A cell of a file that is given back to whoever made it, in the words that it had there."""


def csv_safe(value):
    """Return a cell that no spreadsheet evaluates: a text that would begin a formula gets an apostrophe before it.

    Numbers stay as they are, also negative ones, and so do Foreign cells; None is an empty cell.
    """
    if value is None:
        return ""
    if isinstance(value, (bool, int, float, Foreign)):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def csv_text(header, rows):
    """Return a table as CSV (RFC 4180, but lines end in LF), every cell through csv_safe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for row in [header, *rows]:
        writer.writerow([csv_safe(value) for value in row])
    return file.getvalue()
