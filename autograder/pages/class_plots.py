"""The class page's plots: matplotlib's SVG, put into the page in the page's own colours."""

import io
import re
import warnings
from html import escape

import numpy as np
from markupsafe import Markup

from autograder.describing import printable

# matplotlib writes colours as hexadecimal numbers: these stand for the page's, which know light, dark and print.
INK, QUIET, LINE, SHARE, GOOD, BAD, WAIT = "#010101", "#020202", "#030303", "#040404", "#050505", "#060606", "#070707"
VARIABLES = {INK: "ink", QUIET: "quiet", LINE: "line", SHARE: "share", GOOD: "good", BAD: "bad", WAIT: "wait"}
STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "class page", "font.family": "sans-serif", "font.size": 11, "text.color": INK,
    "axes.edgecolor": LINE, "axes.labelcolor": QUIET, "xtick.color": QUIET, "ytick.color": QUIET, "axes.spines.top": False,
    "axes.spines.right": False, "axes.unicode_minus": True, "figure.facecolor": "none", "axes.facecolor": "none",
}  # fmt: skip
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
LABELS_AT = 1.08  # share at which plot_items writes the names of exercises: right of the frame
LOW_DISCRIMINATION = 0.2  # below it an item hardly tells those who know from those who do not (Ebel, 1965)


def plot_marks(scores, max_score, name):
    """Return the histogram of a class's marks."""
    figure, axes = _axes(6.4, 2.6)
    edges = np.linspace(0, max_score or 1, min(21, max(6, int(max_score or 1) + 1)))
    axes.hist(np.clip(scores, 0, max_score), bins=edges, color=SHARE, edgecolor="none", rwidth=0.92)
    axes.axvline(float(np.median(scores)), color=INK, linewidth=1.5, linestyle="--")
    axes.set_xlabel("points (dashed: median)")
    axes.set_ylabel("students")
    axes.yaxis.get_major_locator().set_params(integer=True)
    return _as_html(figure, f"marks-{name}", f"Distribution of the marks of {len(scores)} submissions, from 0 to {max_score:g} points")


def plot_items(exercises, checks, name):
    """Return difficulty and discrimination of exercises (large) and checks (small)."""
    figure, axes = _axes(6.4, 3.2 + 0.06 * len(exercises))
    axes.axhspan(-1, LOW_DISCRIMINATION, color=WAIT, alpha=0.08, linewidth=0)
    lowest = min([0.0, *(row["item_rest"] for row in [*exercises, *checks] if row["item_rest"] is not None)])
    for rows, size, marker, colour in ((checks, 18, "o", SHARE), (exercises, 60, "D", INK)):
        known = [row for row in rows if row["difficulty"] is not None and row["item_rest"] is not None]
        x, y = [row["difficulty"] for row in known], [row["item_rest"] for row in known]
        axes.scatter(x, y, size, color=colour, marker=marker, alpha=0.75, linewidth=0)
    _label(axes, [row["exercise"] for row in known], x, y, lowest - 0.08, 1.05)
    axes.set(xlim=(-0.03, 1.03), ylim=(lowest - 0.08, 1.05), xticks=np.linspace(0, 1, 6))
    axes.set_xlabel("share of the points earned: hard to easy")
    axes.set_ylabel("discrimination")
    said = "Share earned against discrimination of each exercise (diamonds) and check (dots); shaded: hardly discriminates"
    return _as_html(figure, f"items-{name}", said)


def _label(axes, names, x, y, low, high):
    """Write names in a column on the right, in the order of their points' heights, each joined to its point."""
    order = np.argsort(y, kind="stable")
    gap = (high - low) / max(len(names), 12)
    places = np.asarray(y, dtype=float)[order]
    for index in range(1, len(places)):  # push up, then down again from the top
        places[index] = max(places[index], places[index - 1] + gap)
    ceiling = high
    for index in reversed(range(len(places))):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - gap
    for index, place in zip(order, places):
        axes.annotate(
            plain(names[index]), (x[index], y[index]), (LABELS_AT, place), size=8.5, va="center", parse_math=False,
            annotation_clip=False, arrowprops={"arrowstyle": "-", "color": LINE, "shrinkA": 2, "shrinkB": 3},
        )  # fmt: skip


def plot_together(promises, matrix, name):
    """Return the heat map of what is lost together. promises : what each check is called."""
    count = len(promises)
    side = 1.6 + 0.2 * count
    figure, axes = _axes(side + 4, side)
    axes.imshow(np.array(matrix), cmap=_shades(), vmin=0, vmax=1, interpolation="none", aspect="equal")
    labels = [plain(promise.replace("`", "")) for promise in promises]
    axes.set_yticks(np.arange(count), labels, size=8, parse_math=False)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    said = f"Which of {count} checks are lost by the same students: the darker, the more of those who lost either lost both"
    return _as_html(figure, f"together-{name}", said)


def plot_seconds(seconds, name):
    """Return the histogram of how long the grading of a submission took."""
    figure, axes = _axes(6.4, 2.0)
    axes.hist(seconds, bins=min(30, max(8, len(seconds) // 5)), color=SHARE, edgecolor="none", rwidth=0.92)
    axes.set_xlabel("seconds to grade a submission")
    axes.set_ylabel("submissions")
    axes.set_xlim(left=0)
    axes.yaxis.get_major_locator().set_params(integer=True)
    return _as_html(figure, f"seconds-{name}", f"How many seconds each of {len(seconds)} submissions took to grade")


def plain(text):
    """Return a name as one short line without what a plot cannot write."""
    return " ".join(printable(text).split())[:60]


def _axes(width, height):
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure((width, height), layout="tight")
        return figure, figure.add_subplot()


def _shades():
    """Return colours from the page's paper (transparent) to its accent."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("shades", ["#8fb4d81a", "#2f6ca8", "#123a63"])


def _as_html(figure, prefix, said):
    """Return a Figure as an <svg> element: no prologue, no metadata, ids of its own, the page's colours, `said` as its name."""
    import matplotlib

    file = io.StringIO()
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of glyphs that its own font has not: the browser has others
        figure.savefig(file, format="svg", metadata=NO_METADATA, bbox_inches="tight")
    svg = file.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    prefix = re.sub(r"[^A-Za-z0-9_-]", "-", prefix)
    svg = re.sub(r'(\bid="|url\(#|xlink:href="#)', rf"\g<1>{prefix}-", svg)
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, f"var(--{variable})")
    svg = re.sub(r"font: ([0-9.]+)px [^;\"]*", r"font: \1px system-ui, sans-serif", svg)
    head = re.search(r'viewBox="[^"]*"', svg)[0]
    width = float(head.split()[2])
    body = svg[svg.index(">") + 1 :]
    return Markup(
        f'<svg {head} style="max-width: {width * 1.5:.0f}px" role="img" aria-label="{escape(said)}"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink">{body}'
    )
