"""Jinja2 templates, escaping everything that is not marked as HTML by the kit itself."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from autograder.rendering import points

CODE_SPAN = re.compile(r"`([^`\n]+)`")
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

    return _environment().get_template(template).render(style=Markup(read_asset("style.css")), **values)


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
