"""What a student wrote is set within bounds; what would take too long, or too much memory, is shown as plain text."""

import time
from html import escape
from importlib import import_module

from autograder.bounds import TookTooMuch, bounded
from autograder.describing import printable

# An ordinary page takes 0.03 s of CPU in all, and the slowest of honest cells, 100,000 characters of code, half a second.
PART_S, PAGE_S = 2.0, 5.0  # CPU seconds of a cell's source or one of its outputs; of all of them
PART_MIB = 200
LIBRARIES = ("bleach", "latex2mathml.converter", "mistune", "nbconvert.filters", "pygments")  # to import them takes a part's time
MAX_PLAIN = 100_000  # characters
REMARK = '<p class="left-out">Shown as plain text: it is too long, or too intricate, to be set on this page.</p>'


class TooMuch(Exception):
    """Raised for a text that is beyond what is set."""


class Typesetter:
    """Sets the parts of one page, which share its CPU time."""

    def __init__(self):
        for library in LIBRARIES:
            import_module(library)
        self.left_s = PAGE_S

    def set(self, make, text):
        """Return what make() returns; where that is too much, `text`, which is what it makes its HTML of."""
        if self.left_s <= 0:
            return show_plain(text)
        started = time.process_time()
        try:
            with bounded(min(PART_S, self.left_s), PART_MIB):
                return make()
        except (TooMuch, TookTooMuch, RecursionError):
            return show_plain(text)
        finally:
            self.left_s -= time.process_time() - started


def show_plain(text):
    """Return a text as it was written, with the remark that it is."""
    more = f"\n… {len(text) - MAX_PLAIN} characters more" if len(text) > MAX_PLAIN else ""
    return f"{REMARK}<pre>{printable(escape(text[:MAX_PLAIN]))}{more}</pre>"
