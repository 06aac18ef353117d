"""What of a text stays when it is copied and disguised: fingerprints of its words or normalised tokens.

Winnowing: of the hashes of all k-grams, the least in each window is kept (Schleimer, Wilkerson and Aiken 2003, "Winnowing: local
algorithms for document fingerprinting"). Two texts with the same run of K + WINDOW - 1 tokens share at least one.
"""

import builtins
import keyword
import re
import zlib
from collections import deque

K = 6  # tokens: a little less than a statement, so that statements may change places
WINDOW = 3
MAX_CHARS = 50_000  # of one cell

# Never fails: broken code is compared too. A text that ends inside a string is what it looks like.
TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>[rbfuRBFU]{0,2}(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<mark>\*\*|//|[=!<>]=|->|[^\s\w])""",
    re.VERBOSE,
)
WORD = re.compile(r"\w+")
KEPT = set(keyword.kwlist) | set(dir(builtins)) | {"np", "numpy", "tf", "tensorflow", "plt", "math"}


def code_tokens(source):
    """Return [(token, line)] of Python code: comments and free-standing strings gone, variables, numbers and strings each alike.

    Names after a point, keywords, built-in functions and the usual modules keep their names: they say what is done.
    """
    tokens, before = [], ""
    line, position = 1, 0
    source = source[:MAX_CHARS]
    for found in TOKEN.finditer(source):
        line += source.count("\n", position, found.start())
        position = found.start()
        kind, text = found.lastgroup, found.group()
        if kind == "comment" or (kind == "string" and _stands_alone(source, found)):
            continue
        if kind == "name" and before != "." and text not in KEPT:
            text = "v"
        elif kind in ("string", "number"):
            text = kind
        tokens.append((text, line))
        before = text
    return tokens


def _stands_alone(source, found):
    start = source.rfind("\n", 0, found.start()) + 1
    end = source.find("\n", found.end())
    return not source[start : found.start()].strip() and not source[found.end() : end if end >= 0 else None].strip()


def text_tokens(source):
    """Return [(word, line)] of a written answer, without capitals."""
    return [
        (found.group().casefold(), number)
        for number, text in enumerate(source[:MAX_CHARS].splitlines(), start=1)
        for found in WORD.finditer(text)
    ]


def grams(tokens):
    """Return the hash of each K-gram, in order."""
    words = [text for text, _ in tokens]
    return [zlib.crc32("\0".join(words[i : i + K]).encode("utf-8", "replace")) for i in range(len(words) - K + 1)]


def winnow(tokens):
    """Return {fingerprint: lines that it covers, as (first, last)}; of a doubled one the last place."""
    hashes = grams(tokens)
    kept, window = {}, deque()  # window : indices whose hashes rise from left to right
    for index, value in enumerate(hashes):
        while window and hashes[window[-1]] >= value:
            window.pop()
        window.append(index)
        if window[0] <= index - WINDOW:
            window.popleft()
        if index >= min(WINDOW, len(hashes)) - 1:
            place = window[0]
            kept[hashes[place]] = (tokens[place][1], tokens[place + K - 1][1])
    return kept
