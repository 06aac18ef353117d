"""Outputs of a code cell as HTML that runs nothing."""

from functools import lru_cache
from html import escape

from autograder.describing import printable
from autograder.pages.images import SIGNATURES, raster_uri, svg_uri
from autograder.pages.markdown import render_markdown
from autograder.pages.sanitising import sanitise

MAX_TEXT = 20_000  # characters of one output
MAX_HTML = 60_000


def render_output(output, name):
    """Return one output as HTML, '' for one that shows nothing.

    name : what the output belongs to, for the alternative text of a picture.
    """
    kind = output.get("output_type")
    if kind == "stream":
        label = "stderr" if output.get("name") == "stderr" else "stdout"
        return f'<pre class="{label}">{_text(output.get("text", ""))}</pre>'
    if kind == "error":
        traceback = "\n".join(output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"])
        return f'<pre class="error">{_text(traceback)}</pre>'
    data = output.get("data")
    return _render_data(data, name) if isinstance(data, dict) else ""


def _render_data(data, name):
    for mime in SIGNATURES:
        if mime in data and (uri := raster_uri(mime, data[mime])):
            return _picture(uri, name, data)
    if "image/svg+xml" in data and (uri := svg_uri(data["image/svg+xml"])):
        return _picture(uri, name, data)
    if any(mime.startswith("image/") for mime in data):
        return '<p class="left-out">A picture that is no picture or is too large for this page.</p>'
    if "text/html" in data and len(data["text/html"]) <= MAX_HTML:
        return f'<div class="scroll">{_sanitised(data["text/html"])}</div>'
    for mime in ("text/markdown", "text/latex"):
        if mime in data and len(data[mime]) <= MAX_HTML:
            return render_markdown(data[mime])
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
