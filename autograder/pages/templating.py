"""Jinja2 templates, escaping everything that is not marked as HTML by the kit itself."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from autograder.rendering import points

CODE_SPAN = re.compile(r"`([^`\n]+)`")
# Controls, surrogates and non-characters, which HTML does not allow; and what turns a line of text around.
NOT_IN_HTML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
FOLDER = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def _environment():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["points"] = points
    environment.filters["code_spans"] = code_spans
    return environment


def code_spans(text):
    """Return a text as HTML, escaped, with `…` as code."""
    from markupsafe import Markup, escape

    return Markup(CODE_SPAN.sub(r"<code>\1</code>", str(escape(text))))


def fill_template(template, /, **values):
    """Return a template filled in; `style` is style.css."""
    from markupsafe import Markup

    html = _environment().get_template(template).render(style=Markup(read_asset("style.css")), **values)
    return NOT_IN_HTML.sub("�", html) + "\n"


@lru_cache(maxsize=8)
def read_asset(name):
    """Return a file that lies beside the templates."""
    return (FOLDER / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def pages_fingerprint():
    """Return a hash of all that makes a page what it is, but for its data."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.iterdir(), *FOLDER.parent.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
