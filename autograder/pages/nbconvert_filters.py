"""Filters that stand in for nbconvert's own where nbgrader shows a notebook: the same contents, as HTML that runs nothing.

Formgrader's page and `nbgrader generate_feedback` are templates of nbconvert's HTMLExporter. What a filter here returns is
Markup, which clean_html() leaves as it is, for some templates hand it on.
"""

from jinja2 import pass_context
from markupsafe import Markup

from autograder.pages.code import highlight_code as colour
from autograder.pages.markdown import render_markdown
from autograder.pages.notebook import TOO_MUCH
from autograder.pages.outputs import MAX_HTML
from autograder.pages.sanitising import sanitise


@pass_context
def markdown2html(context, source):
    """Return a text in Markdown, of the cell that a template is at, as HTML. Addresses of links are kept: a person follows them."""
    return Markup(render_markdown(source, context.get("cell", {}).get("attachments"), links=True))


def clean_html(html):
    """Return HTML of an output as what sanitise() leaves of it."""
    if isinstance(html, Markup):
        return html
    html = html.decode() if isinstance(html, bytes) else str(html)
    return TOO_MUCH if len(html) > MAX_HTML else Markup(sanitise(html, links=True))


def highlight_code(source, language=None, metadata=None):
    """Return a cell's code in colours."""
    return Markup(f'<div class="highlight">{colour(source, language or "ipython3")}</div>')


def strip_files_prefix(html):
    """Return HTML as it is: an address of a file is not among what is kept."""
    return html


FILTERS = (markdown2html, clean_html, highlight_code, strip_files_prefix)
SANITISING = {function.__name__: f"{__name__}.{function.__name__}" for function in FILTERS}
