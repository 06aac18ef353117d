"""Markdown cells as HTML: nbconvert's idea of where a formula is, sanitised, formulas as MathML."""

import re
from functools import lru_cache
from html import escape

from autograder.pages.code import highlight_code
from autograder.pages.formulas import latex_to_mathml
from autograder.pages.images import checked_uri, raster_uri
from autograder.pages.plain import TooMuch
from autograder.pages.sanitising import Stash, sanitise

HEADINGS_BELOW = 2  # the page's own two levels
MAX_MARKDOWN = 100_000  # characters
MAX_UNCLOSED = 100  # beginnings of a formula that has no end: for each nbconvert looks through all that follows
FORMULA_MARK = re.compile(r"(?<!\\)\\\\([\[(\])])|\\(begin|end)(\{[a-z]*\*?\})")


def render_markdown(text, attachments=None, links=False, tags=True):
    """Return a markdown text as HTML that runs nothing.

    attachments : the cell's, {name: {mime: base64}}. links : keep addresses, as in what the course itself says. tags : HTML in the
    text is HTML; else it is shown as it stands.
    Raises TooMuch for a text that is too long or begins too many formulas that do not end, RecursionError for brackets or
    quotes nested a thousand deep.
    """
    if len(text) > MAX_MARKDOWN or _has_endless_formulas(text):
        raise TooMuch
    return _render(text, _as_key(attachments), links, tags)


def _has_endless_formulas(text):
    r"""Whether more than MAX_UNCLOSED formulas begin, with \\(, \\[ or \begin, that have no end after them."""
    opened = []
    for bracket, word, name in FORMULA_MARK.findall(text):
        kind = name or ("()" if bracket in "()" else "[]")
        if word == "begin" or bracket in ("(", "["):
            opened.append(kind)
        elif kind == "()":
            opened = [other for other in opened if other != kind]
        elif kind in opened:  # with all that is inside, as the \\[2pt] that ends a row of a matrix
            del opened[opened.index(kind) :]
        if len(opened) > MAX_UNCLOSED:
            return True
    return False


def _as_key(attachments):
    """Return attachments as something that can be a key, whatever form they came in."""
    if not isinstance(attachments, dict):
        return ()
    entries = ((name, data) for name, data in sorted(attachments.items()) if isinstance(data, dict))
    return tuple(
        (name, mime, content) for name, data in entries for mime, content in data.items() if isinstance(content, str)
    )


@lru_cache(maxsize=1024)
def _render(text, attachments, links, tags):
    from mistune import import_plugin
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    stash = Stash()
    plugins = [import_plugin(name) for name in ("strikethrough", "table", "url")]
    html = MarkdownWithMath(renderer=_renderer_class()(stash, attachments, tags), plugins=plugins)(text)
    return stash.put_back(sanitise(html, links))


@lru_cache(maxsize=1)
def _renderer_class():
    from mistune import HTMLRenderer

    class Renderer(HTMLRenderer):
        """Makes HTML for the sanitiser; what it would not let through goes into the stash."""

        def __init__(self, stash, attachments, tags):
            super().__init__(escape=not tags)
            self.stash = stash
            self.attachments = {name: (mime, content) for name, mime, content in attachments}

        def heading(self, text, level, **_):
            level = min(level + HEADINGS_BELOW, 6)
            return f"<h{level}>{text}</h{level}>\n"

        def block_code(self, code, info=None):
            language = (info or "").split()
            coloured = highlight_code(code, language[0] if language else "")
            return self.stash.hold(f'<div class="highlight">{coloured}</div>') + "\n"

        def image(self, text, url, title=None):
            name, text = url.removeprefix("attachment:"), self.stash.without_tokens(text)
            uri = raster_uri(*self.attachments[name]) if name in self.attachments else checked_uri(url)
            if not uri:
                return f"<em>[image: {escape(text or url[:80])}]</em>"
            return self.stash.hold(f'<img src="{uri}" alt="{escape(text)}">')

        def block_math(self, text):
            return self.stash.hold(latex_to_mathml(text, block=True))

        def inline_math(self, text):
            return self.stash.hold(latex_to_mathml(text))

        def latex_environment(self, name, body):
            return self.stash.hold(latex_to_mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True))

    return Renderer
