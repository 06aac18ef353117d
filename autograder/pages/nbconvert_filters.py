"""Filters that stand in for nbconvert's own where nbgrader shows a notebook: the same contents, as HTML that runs nothing.

Formgrader's page and `nbgrader generate_feedback` are templates of nbconvert's HTMLExporter; autograder.nbgrader_plugin puts
the filters there. What a filter returns is Markup, which clean_html() leaves as it is, for some templates hand it on. What
would take too long is shown as plain text, on these pages as on the kit's own.
"""

from jinja2 import pass_context
from markupsafe import Markup

from autograder.pages.code import highlight_code as colour
from autograder.pages.markdown import render_markdown
from autograder.pages.notebook import TOO_MUCH
from autograder.pages.outputs import MAX_HTML
from autograder.pages.plain import Typesetter
from autograder.pages.sanitising import sanitise

TYPESETTER = "autograder_typesetter"  # among the resources of a page, which nbconvert copies for each


@pass_context
def markdown2html(context, source):
    """Return a text in Markdown, of the cell that a template is at, as HTML. Addresses of links are kept: a person follows them."""
    attachments = context.get("cell", {}).get("attachments")
    return _set(context, lambda: render_markdown(source, attachments, links=True), source)


@pass_context
def clean_html(context, html):
    """Return HTML of an output as what sanitise() leaves of it."""
    if isinstance(html, Markup):
        return html
    html = html.decode() if isinstance(html, bytes) else str(html)
    return TOO_MUCH if len(html) > MAX_HTML else _set(context, lambda: sanitise(html, links=True), html)


@pass_context
def highlight_code(context, source, language=None, metadata=None):
    """Return a cell's code in colours."""
    html = _set(context, lambda: colour(source, language or "ipython3"), source)
    return Markup('<div class="highlight">{}</div>').format(html)


def strip_files_prefix(html):
    """Return HTML as it is: an address of a file is not among what is kept."""
    return html


def _set(context, make, text):
    resources = context["resources"]
    if TYPESETTER not in resources:
        resources[TYPESETTER] = Typesetter()
    return Markup(resources[TYPESETTER].set(make, text))
