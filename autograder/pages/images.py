"""Images as data URIs: the kinds that a browser draws without running anything."""

import base64
import binascii
import re

SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
MAX_IMAGE_BYTES = 600_000
RASTER_URI = re.compile(r"data:(image/(?:png|jpeg|gif));base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)


def raster_uri(mime, text):
    """Return the data URI of a PNG, JPEG or GIF given in base64; '' for what is none or is too large."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    signature = SIGNATURES.get(mime.lower())
    if signature is None or not content.startswith(signature) or len(content) > MAX_IMAGE_BYTES:
        return ""
    return f"data:{mime.lower()};base64,{base64.b64encode(content).decode()}"


def checked_uri(uri):
    """Return a data URI that a student wrote, checked as raster_uri does; '' for every other address."""
    found = RASTER_URI.fullmatch(uri.strip())
    return raster_uri(found[1], found[2]) if found else ""


def svg_uri(text):
    """Return an SVG as a data URI: inside of <img> a browser neither runs its scripts nor loads what it refers to."""
    content = text.encode("utf-8", "replace")
    if len(content) > MAX_IMAGE_BYTES or b"<svg" not in content:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"
