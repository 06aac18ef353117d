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
MODULES = {"numpy": "np", "tensorflow": "tf", "matplotlib.pyplot": "plt", "math": "math"}
KEPT = set(keyword.kwlist) | set(dir(builtins)) | set(MODULES) | set(MODULES.values())
ALIAS = re.compile(rf"\bimport +({'|'.join(map(re.escape, MODULES))}) +as +(\w+)")


def code_tokens(source, aliases=()):
    """Return [(token, line)] of Python code: what does nothing gone, variables, numbers and strings each alike.

    Names after a point, keywords, built-in functions and the usual modules keep their names: they say what is done. Nothing is done
    by comments, `pass`, strings and numbers that stand alone, and brackets around brackets.

    aliases : (name, usual name) of modules, as aliases_in() returns them.
    """
    known = dict(aliases)
    tokens, before, line = [], "", 1
    source = source[:MAX_CHARS]
    for found in TOKEN.finditer(source):
        kind, text = found.lastgroup, found.group()
        if kind == "line":
            line += 1
            continue
        if kind == "comment" or text == "pass" or text in "()" and text == before:
            continue
        if kind == "name":
            if before != ".":
                text = known.get(text, text if text in KEPT else "v")
        elif kind == "string":
            if not _stands_alone(source, found):
                tokens.append(("string", line))
                before = ""
            line += text.count("\n")
            continue
        elif kind == "number":
            if _stands_alone(source, found):
                continue
            text = "number"
        tokens.append((text, line))
        before = text
    return tokens


def aliases_in(source):
    """Return ((name, usual name), …) of the modules that code imports under a name that is not the usual one."""
    return tuple(sorted({(alias, MODULES[module]) for module, alias in ALIAS.findall(source) if alias not in KEPT}))


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
