"""Outputs of a code cell as HTML that runs nothing."""

from functools import lru_cache
from html import escape

from autograder.describing import printable
from autograder.pages.images import SIGNATURES, raster_uri, svg_uri
from autograder.pages.markdown import render_markdown
from autograder.pages.plain import TooMuch
from autograder.pages.sanitising import sanitise

MAX_TEXT = 20_000  # characters of one output
MAX_HTML = 60_000
MARKED_UP = ("text/html", "text/markdown", "text/latex")


def render_output(output, name):
    """Return one output as HTML, '' for one that shows nothing.

    name : what the output belongs to, for the alternative text of a picture. Raises what sanitise() and render_markdown() do,
    TooMuch for more than MAX_HTML characters.
    """
    kind = output.get("output_type")
    if kind == "stream":
        label = "stderr" if output.get("name") == "stderr" else "stdout"
        return f'<pre class="{label}">{_text(plain_text(output))}</pre>'
    if kind == "error":
        return f'<pre class="error">{_text(plain_text(output))}</pre>'
    data = output.get("data")
    return _render_data(data, name) if isinstance(data, dict) else ""


def plain_text(output):
    """Return what an output says without markup, or what it is marked up with; '' for one that says nothing."""
    if output.get("output_type") == "stream":
        return output.get("text", "")
    if output.get("output_type") == "error":
        return "\n".join(output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"])
    data = output.get("data")
    texts = [data[mime] for mime in ("text/plain", *MARKED_UP) if data.get(mime)] if isinstance(data, dict) else []
    return texts[0] if texts else ""


def _render_data(data, name):
    for mime in SIGNATURES:
        if mime in data and (uri := raster_uri(mime, data[mime])):
            return _picture(uri, name, data)
    if "image/svg+xml" in data and (uri := svg_uri(data["image/svg+xml"])):
        return _picture(uri, name, data)
    if any(mime.startswith("image/") for mime in data):
        return '<p class="left-out">A picture that is no picture or is too large for this page.</p>'
    for mime in MARKED_UP:
        if mime in data and len(data[mime]) > MAX_HTML:
            raise TooMuch
        if mime in data:
            return f'<div class="scroll">{_sanitised(data[mime])}</div>' if mime == "text/html" else render_markdown(data[mime])
    return f"<pre>{_text(data['text/plain'])}</pre>" if data.get("text/plain") else ""


def _picture(uri, name, data):
    said = " ".join(printable(data.get("text/plain", "")).split())[:100] or "a picture"
    return f'<img src="{uri}" alt="output of {escape(name)}: {escape(said)}">'


@lru_cache(maxsize=256)
def _sanitised(html):
    return sanitise(html)


def _text(text):
    """Return a student's text, ANSI colours as classes, the rest escaped, cut where it goes on for too long."""
    from nbconvert.filters.ansi import ansi2html

    cut = text[:MAX_TEXT]
    html = ansi2html(cut) if "\x1b[" in cut else escape(cut)
    more = f"\n… {len(text) - MAX_TEXT} characters more" if len(text) > MAX_TEXT else ""
    return printable(html) + more
