"""Source code in colours."""

from functools import lru_cache
from html import escape

from autograder.pages.plain import TooMuch

MAX_CODE = 100_000  # characters of one cell


@lru_cache(maxsize=4096)
def highlight_code(source, language="python"):
    """Return source code as a <pre> element; a language that pygments does not know stays without colours.

    Raises TooMuch for more than MAX_CODE characters.
    """
    from pygments import highlight

    if len(source) > MAX_CODE:
        raise TooMuch
    lexer = _lexer(language)
    return f"<pre>{escape(source) if lexer is None else highlight(source, lexer, _formatter()).rstrip()}</pre>"


@lru_cache(maxsize=32)
def _lexer(language):
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name({"ipython": "ipython3"}.get(language, language) or "text", stripnl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1)
def _formatter():
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)
