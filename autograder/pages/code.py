"""Source code in colours."""

from functools import lru_cache
from html import escape

MAX_CODE = 100_000  # characters of one cell


@lru_cache(maxsize=4096)
def highlight_code(source, language="python"):
    """Return source code as a <pre> element; a language that pygments does not know stays without colours."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    cut = source[:MAX_CODE]
    try:
        lexer = get_lexer_by_name({"ipython": "ipython3"}.get(language, language) or "text", stripnl=False)
    except ClassNotFound:
        return f"<pre>{escape(cut)}</pre>"
    return f"<pre>{highlight(cut, lexer, HtmlFormatter(nowrap=True)).rstrip()}</pre>"
