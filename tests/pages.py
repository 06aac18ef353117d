"""Make submissions for the pages without grading anything, and say what a page must never hold."""

import json
import re
from collections import Counter

import html5lib

from autograder.outcomes import FAILED, PASSED, CellResult, CheckResult
from autograder.pages.records import Mark, MarkedNotebook, MarkedSubmission

# Each sets window.ran, opens a dialog or asks for something where it is believed.
SCRIPTS = [
    "<script>window.ran = 1; alert(1)</script>",
    "</script><script>window.ran = 1</script>",
    "</style><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<svg onload='window.ran = 1'><script>window.ran = 1</script><a xlink:href='javascript:window.ran=1'>x</a></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.ran = 1</script>'></iframe></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.ran=1></style></mglyph></table></mtext></math>",
    "<math><mi href='javascript:window.ran=1' xlink:href='javascript:window.ran=1'>click</mi></math>",
    "<iframe src='http://127.0.0.1:9/frame'></iframe><object data='http://127.0.0.1:9/o'></object><embed src='//127.0.0.1:9/e'>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/refresh'><base href='http://127.0.0.1:9/'>",
    "<link rel=stylesheet href='http://127.0.0.1:9/style'><style>@import 'http://127.0.0.1:9/import';</style>",
    "<div style=\"background: url(http://127.0.0.1:9/css)\" class=total id=exercises>x</div>",
    "<form action='http://127.0.0.1:9/form'><input autofocus onfocus='window.ran=1'><button formaction='javascript:1'>b</button></form>",
    "<a href='javascript:window.ran=1'>click</a><a href='java\tscript:window.ran=1'>click</a><a href='data:text/html,<script>1</script>'>x</a>",
    "<video src='http://127.0.0.1:9/v' onloadstart='window.ran=1' autoplay></video><img src='http://127.0.0.1:9/i' srcset='//127.0.0.1:9/s'>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='><img src='data:image/svg+xml,<svg onload=window.ran=1>'>",
    "<details open ontoggle='window.ran=1'><summary>x</summary></details><body onload='window.ran=1'><!--><img src=x onerror=window.ran=1>-->",
    "\"><script>window.ran = 1</script>", "' onmouseover='window.ran=1", "{{ 7 * 7 }}{% raw %}", "\u202egnp.exe\u0000\x1b[31m\uffff",
    "&#0;&#1;&#x81;&#xD800;&#60;script&#62;window.ran=1&#60;/script&#62;&lt;&nosuch;&",
]  # fmt: skip
MARKDOWN = [
    "[click](javascript:window.ran=1) ![x](javascript:window.ran=1) ![y](http://127.0.0.1:9/md) <javascript:window.ran=1>",
    "[a]: javascript:window.ran=1\n\n[click][a]", r"$\href{javascript:window.ran=1}{x}$ $\text{<img src=x onerror=window.ran=1>}$",
    r"$$\style{background:url(http://127.0.0.1:9/tex)}{x} \class{total}{y} \color{red\"onload=window.ran=1}{z}$$",
    "![$x$](data:image/png;base64,iVBORw0KGgo=) <b title='$y$' alt=\"$z$\">w</b>", "```html\n<script>window.ran=1</script>\n```",
    "| a | <script>window.ran=1</script> |\n|---|---|\n| $<$ | b |", "[" * 3000, "> " * 2000, "$" + "{" * 3000 + "$", r"\begin{x}\end{x}",
]  # fmt: skip
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran=1' width='20' height='20'><script>parent.ran=1</script>"
    "<image href='http://127.0.0.1:9/svg'/><style>@import url(http://127.0.0.1:9/svgcss);</style></svg>"
)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
FORBIDDEN = {"iframe", "object", "embed", "base", "link", "video", "audio", "source", "frame", "foreignObject", "portal"}


def cell(kind, source, outputs=(), grade_id="", locked=False, **more):
    """Return a notebook cell as JSON."""
    mark = {"nbgrader": {"grade_id": grade_id, "locked": locked, "solution": False}} if grade_id else {}
    made = {"cell_type": kind, "source": source, "metadata": mark, **more}
    return {**made, "outputs": list(outputs), "execution_count": None} if kind == "code" else made


def shows(**data):
    """Return a display_data output; a key's double underscore stands for the slash of a MIME type."""
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("__", "/"): v for k, v in data.items()}}


def write_notebook(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


def lost(name="keeps_its_promise", public=True, message="", shown=None, picture=None, weight=1.0):
    """Return the CheckResult of a check that was not passed."""
    shown = message if shown is None else shown
    return CheckResult(name, FAILED, weight, public, message, shown, "keeps its promise", picture=picture or {})


def passed(name="holds", weight=1.0):
    return CheckResult(name, PASSED, weight, True, title="holds")


def result(student, exercise, score, checks=(), max_score=4.0, outcome=None, notebook="ps1", **more):
    """Return a CellResult in the assignment `ps1`."""
    outcome = outcome or (PASSED if score == max_score else "partial" if score else FAILED)
    return CellResult(student, "ps1", notebook, f"test_{exercise}", score, max_score, outcome, checks=list(checks), **more)


def submission(student, *results, name="", warnings=(), comments=None, manual=None, penalty=0.0, seconds=1.5):
    """Return a MarkedSubmission. manual : {grade_id: a person's mark}."""
    manual = manual or {}
    marks = {
        r.grade_id: Mark(manual.get(r.grade_id, r.score or 0.0), r.score, manual.get(r.grade_id), None, r.needs_manual_grade)
        for r in results
    }
    notebook = MarkedNotebook(marks, dict(comments or {}), penalty)
    return MarkedSubmission(student, "ps1", name, list(results), list(warnings), seconds, {"ps1": notebook})


def hostile_cells():
    """Return cells and outputs that try everything."""
    error = {"output_type": "error", "ename": SCRIPTS[0], "evalue": SCRIPTS[3], "traceback": SCRIPTS}
    everything = "\n\n".join(SCRIPTS + MARKDOWN[:7])
    outputs = [shows(**{mime: text}) for text in SCRIPTS for mime in ("text__html", "text__plain", "text__markdown", "text__latex")]
    outputs += [shows(text__html=everything), shows(**{"image__svg+xml": SVG}), shows(image__png=SCRIPTS[0]), shows(image__png=PNG)]
    outputs += [shows(**{"application__javascript": "window.ran = 1", "text__plain": "js"}), error]
    outputs += [{"output_type": "stream", "name": '"><script>', "text": "\x1b[31mred\x1b[0m" + everything}]
    attachments = {"a.svg": {"image/svg+xml": SVG}, "b.png": {"image/png": PNG}, 'c" onerror="window.ran=1': {"text/html": SCRIPTS[0]}}
    return [
        *[cell("markdown", text) for text in SCRIPTS + MARKDOWN],
        cell("markdown", "![a](attachment:a.svg) ![b](attachment:b.png)", attachments=attachments),
        cell("markdown", "a", attachments=["odd"]), cell("raw", everything),
        cell("code", everything, outputs, grade_id='"><script>window.ran=1</script>'), cell("code", "x = 1  # ok"),
    ]  # fmt: skip


def parse(html):
    """Return the page as an ElementTree; raises html5lib's ParseError for HTML that is not valid."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def find_dangers(html, own_script=""):
    """Return what on a page could run, load or lead somewhere, in words; own_script : the one script that may be there."""
    found = []
    for element in parse(html).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        if tag in FORBIDDEN or (tag == "script" and element.text != own_script) or (tag == "form" and not own_script):
            found.append(f"<{tag}>")
        if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            found.append("meta refresh")
        found += [f"{tag} {name}={value[:40]}" for name, value in element.attrib.items() if _is_danger(tag, name, value)]
    ids = Counter(element.get("id") for element in parse(html).iter() if element.get("id"))
    return found + [f"id {name} {count} times" for name, count in ids.items() if count > 1]


def _is_danger(tag, name, value):
    name = name.rpartition("}")[2]
    if name.startswith("on") or name in ("srcset", "srcdoc", "formaction", "action", "ping", "background"):
        return True
    if name == "src" or (name == "href" and tag == "image"):
        return not re.match(r"data:image/(png|jpeg|gif|svg\+xml);base64,", value)
    if name == "href":
        return not re.match(r"#|\.\./|https://docs\.example/", value)
    return name == "style" and re.search(r"url\((?!#)|import|expression", value) is not None
