"""LaTeX as MathML, which browsers draw themselves: no script, no font, no network.

latex2mathml does the translation. What it makes is rebuilt here from elements and attributes that are known, because
it passes a student's `\\href`, `\\style` and the markup inside of `\\text` on as they are.
"""

import re
from functools import lru_cache
from html import escape, unescape

MAX_LATEX = 4_000  # characters
ELEMENTS = frozenset(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts"
    " mprescripts none mtable mtr mtd mstyle mpadded mphantom menclose merror".split()
)
ATTRIBUTES = frozenset(
    "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence form height largeop"
    " linethickness lspace mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines"
    " rowspacing rspace scriptlevel separator stretchy symmetric voffset width".split()
)
PLAIN_VALUE = re.compile(r"[A-Za-z0-9#.%+ -]{0,60}")  # no colon, bracket or quote: no URL, no CSS function
TAG = re.compile(r"\\tag\*?\{([^{}]*)\}|\\(?:label\{[^{}]*\}|nonumber|notag)")


@lru_cache(maxsize=4096)
def latex_to_mathml(latex, block=False):
    """Return a formula as a MathML element; what cannot be translated, as its LaTeX in a code element."""
    from latex2mathml.converter import convert_to_element

    body, number = _without_number(latex.strip())
    try:
        if len(latex) > MAX_LATEX:
            raise ValueError("too long for a formula")
        element = convert_to_element(body, display="block" if block else "inline")
        mathml = _serialise(element, latex)
    except (Exception, RecursionError):  # the translator raises whatever a wrong formula makes it raise
        return f"<code>{escape(latex)}</code>"
    return f'<span class="numbered">{mathml}<span>({escape(number)})</span></span>' if number else mathml


def _without_number(latex):
    r"""Return (formula without \tag and \label, the tag's text)."""
    numbers = [found[1] for found in TAG.finditer(latex) if found[1]]
    return TAG.sub("", latex), numbers[0] if numbers else ""


def _serialise(element, latex=""):
    if element.tag not in ELEMENTS:
        raise ValueError(f"an element that is not MathML: {element.tag}")
    known = {name: value for name, value in element.attrib.items() if name in ATTRIBUTES and PLAIN_VALUE.fullmatch(value)}
    if element.tag == "math":
        known = {"display": known.get("display", "inline"), "alttext": " ".join(latex.split())}
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in sorted(known.items()))
    inside = escape(unescape(element.text or "")) + "".join(_serialise(child) for child in element)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
