"""HTML that somebody else wrote, reduced to what shows text, tables and checked images.

bleach parses it as a browser does. What the kit makes itself (formulas, coloured code, images) must not go through that:
a `Stash` holds it meanwhile under tokens that nobody can guess and that are accepted in text only.
"""

import re
import secrets
from collections import Counter
from functools import lru_cache
from html import escape, unescape

from autograder.pages.images import checked_uri
from autograder.pages.plain import TooMuch

TAGS = frozenset(
    "a abbr b blockquote br caption center code dd del details div dl dt em h3 h4 h5 h6 hr i img kbd li mark ol p pre q s"
    " samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var".split()
)
PLAIN = {"ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "img": {"alt", "title"}}
UNREAD = re.compile(r"<(style|script)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)  # of a DataFrame's table, say: no text for a reader
CLOSED_BY_ITSELF = frozenset("br col dd dt hr img input li option p tbody td tfoot th thead tr wbr".split())
MAX_LOOKS = 200_000  # at an open element, one after another, when a tag comes: a table of 60,000 characters takes 30,000
TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
TOKEN = f"stashed-{secrets.token_hex(16)}-"  # another one in each process; no page holds it
REFERENCE = re.compile(r"&#[0-9]+;|&#[xX][0-9a-fA-F]+;")  # of a character, also of those that HTML does not allow
TOKENS = re.compile(f"{TOKEN}([0-9]+)-")


class Stash:
    """Pieces of HTML of our own, held out of a text while it is sanitised."""

    def __init__(self):
        self.pieces = []

    def hold(self, html):
        """Return the text that stands for `html`."""
        self.pieces.append(html)
        return f"{TOKEN}{len(self.pieces) - 1}-"

    def put_back(self, html):
        """Return a sanitised text with the pieces in their places."""
        return TOKENS.sub(lambda found: self.pieces[int(found[1])], html)

    @staticmethod
    def without_tokens(text):
        """Return a text without its tokens, for an attribute."""
        return TOKENS.sub("…", text)


def sanitise(html, links=False):
    """Return what is left of `html`: known elements, no script, style, class, id or form, no address but images' data.

    links : keep http and https addresses of `a`. Raises TooMuch for elements nested so deep, so often, that the parser would
    not end: at each tag it looks at those that are open, and opens the ones for bold and the like anew in each paragraph.
    """
    if _count_looks(html) > MAX_LOOKS:
        raise TooMuch
    return REFERENCE.sub(lambda found: escape(unescape(found[0])), _cleaner(links).clean(UNREAD.sub("", html)))


def _count_looks(html):
    """Return the sum, over the tags of a text, of how many elements are open there."""
    opened, depth, looks = Counter(), 0, 0
    for end, name in TAG.findall(html):
        looks += depth
        name = name.lower()
        if name in CLOSED_BY_ITSELF:
            continue
        if not end:
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return looks


@lru_cache(maxsize=2)
def _cleaner(links):
    from bleach.sanitizer import Cleaner

    def allows(tag, name, value):
        if TOKEN in value:
            return False
        if tag == "img" and name == "src":
            return bool(checked_uri(value))
        if tag == "a" and name == "href":
            return links and value.startswith(("https://", "http://"))
        return name in PLAIN.get(tag, ())

    return Cleaner(tags=TAGS, attributes=allows, protocols=["http", "https", "data"], strip=True, strip_comments=True)
