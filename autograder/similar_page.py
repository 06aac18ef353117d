"""The page that shows pairs of answers side by side: one file, no script, no request to anywhere."""

from autograder.describing import printable

MAX_PAIRS = 200
MAX_LINES = 400  # of one answer
MAX_LINE = 1_000  # characters of a line

TEMPLATE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Similar submissions</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 90rem; padding: 0 1rem; color: #1a1a1a; background: #fff;
  overflow-wrap: anywhere; }
.scroll { overflow-x: auto; overflow-wrap: normal; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1rem; }
figure { margin: 0; min-width: 0; } figcaption { font-weight: 600; }
pre { font: 13px/1.45 ui-monospace, monospace; margin: 0; padding: .5rem; border: 1px solid #767676; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: #ffe9a8; color: inherit; }
section { border-top: 1px solid #767676; margin-top: 2rem; }
@media print { section { break-inside: avoid; } }
</style>
</head>
<body>
<h1>Similar submissions</h1>
<p>Pairs of answers that are alike beyond what the release, the model answer and the known answers explain. <strong>This is a place to
look, not a finding:</strong> students who worked together, had the same source or the same idea look alike too. Variable names, comments, layout
and numbers are not compared; what many in the class have does not count. Marked lines hold what both have and few others.</p>
{% if not pairs %}<p>No such pair was found.</p>{% else %}
<div class="scroll" tabindex="0" role="region" aria-label="Pairs">
<table>
<thead><tr><th scope="col">pair</th><th scope="col">assignment</th><th scope="col">alike</th><th scope="col">exercises</th></tr></thead>
<tbody>
{% for pair in pairs %}<tr><td><a href="#p{{ loop.index }}">{{ pair.students[0] }} – {{ pair.students[1] }}</a></td><td>{{ pair.assignment }}</td>
<td>{{ percent(pair.part) }}</td><td>{{ pair.likenesses | map(attribute="exercise") | join(", ") }}</td></tr>
{% endfor %}</tbody>
</table>
</div>
{% if more %}<p>{{ more }} further pairs are not shown.</p>{% endif %}
{% for pair in pairs %}<section id="p{{ loop.index }}">
<h2>{{ pair.students[0] }} – {{ pair.students[1] }}, {{ pair.assignment }}</h2>
{% for likeness in pair.likenesses %}<h3>{{ likeness.exercise }}: {{ percent(likeness.part) }} of the shorter answer's own part</h3>
<div class="sides">
{% for side in (0, 1) %}<figure><figcaption>{{ pair.students[side] }}</figcaption>
<pre tabindex="0">{% for text, marked in lines(likeness, side) %}{% if marked %}<mark>{{ text }}</mark>{% else %}{{ text }}{% endif %}
{% endfor %}</pre></figure>
{% endfor %}</div>
{% endfor %}</section>
{% endfor %}{% endif %}
</body>
</html>
"""


def render_page(pairs):
    """Return the page for Pairs as HTML. Students' texts are escaped; characters that turn text around are replaced."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, finalize=lambda value: printable(value) if type(value) is str else value)
    shown = pairs[:MAX_PAIRS]
    return environment.from_string(TEMPLATE).render(
        pairs=shown, more=len(pairs) - len(shown), percent=percent, lines=_lines
    )


def percent(part):
    """Return a share as "86 %"."""
    return f"{100 * part:.0f} %"


def _lines(likeness, side):
    """Return [(line, whether it is marked)] of one side's answer."""
    marked = likeness.lines(side)
    lines = likeness.works[side].source.replace("\r", "").split("\n")[:MAX_LINES]
    cut = [line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} … {len(line) - MAX_LINE} characters more" for line in lines]
    return [(printable(text), number in marked) for number, text in enumerate(cut, start=1)]
