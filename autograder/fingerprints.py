"""What of a text stays when it is copied and disguised: fingerprints of its words or normalised tokens.

Winnowing: of the hashes of all k-grams, the least in each window is kept (Schleimer, Wilkerson and Aiken 2003, "Winnowing: local
algorithms for document fingerprinting"). Two texts with the same run of K + WINDOW - 1 tokens share at least one.
"""

import builtins
import keyword
import re
import zlib
from functools import lru_cache

K = 6  # tokens: a little less than a statement, so that statements may change places
WINDOW = 3  # winnow() is written for three
MAX_CHARS = 50_000  # of one cell

# Never fails: broken code is compared too. A text that ends inside a string is what it looks like.
TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>[rbfuRBFU]{0,2}(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<line>\n)
    |(?P<mark>\*\*|//|[=!<>]=|->|[^\s\w])""",
    re.VERBOSE,
)
WORD = re.compile(r"\w+")
KEPT = set(keyword.kwlist) | set(dir(builtins)) | {"np", "numpy", "tf", "tensorflow", "plt", "math"}


def code_tokens(source):
    """Return [(token, line)] of Python code: comments and free-standing strings gone, variables, numbers and strings each alike.

    Names after a point, keywords, built-in functions and the usual modules keep their names: they say what is done.
    """
    tokens, before, line = [], "", 1
    source = source[:MAX_CHARS]
    for found in TOKEN.finditer(source):
        kind, text = found.lastgroup, found.group()
        if kind == "line":
            line += 1
            continue
        if kind == "name":
            if before != "." and text not in KEPT:
                text = "v"
        elif kind == "string":
            if not _stands_alone(source, found):
                tokens.append(("string", line))
                before = ""
            line += text.count("\n")
            continue
        elif kind == "comment":
            continue
        elif kind == "number":
            text = "number"
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
    """Return the hash of each K-gram, in order; the same in every run."""
    numbers = [_number(text) for text, _ in tokens]
    return [hash(gram) for gram in zip(*(numbers[start:] for start in range(K)))]


@lru_cache(maxsize=100_000)
def _number(text):
    """Return a text's number. Python's own hash of a text is another one in each process; that of a tuple of numbers is not."""
    return zlib.crc32(text.encode("utf-8", "replace"))


def winnow(tokens):
    """Return {fingerprint: lines that it covers, as (first, last)}; of a doubled one the last place."""
    hashes = grams(tokens)
    if len(hashes) < WINDOW:
        places = {hashes.index(min(hashes))} if hashes else set()
    else:
        places = {
            start + (2 if c <= b and c <= a else 1 if b <= a else 0)  # of equal ones the last
            for start, (a, b, c) in enumerate(zip(hashes, hashes[1:], hashes[2:]))
        }
    return {hashes[place]: (tokens[place][1], tokens[place + K - 1][1]) for place in sorted(places)}
