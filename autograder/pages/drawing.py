"""The pictures beside lost checks as SVG: axes, curves, points, paths, contours.

matplotlib would take 50 to 100 ms for each; a class of 200 has thousands of them. These take one, follow the page's
colours, light and dark, and print. Contours come from contourpy, which is what matplotlib has them from.
"""

import json
import math
from functools import lru_cache
from html import escape

import numpy as np
from markupsafe import Markup

WIDTH, HEIGHT = 560, 330
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 30, 44
CONTOURS = 9
OFF_SCALE = 6  # how many times the right one's range yours may take on the picture


def draw_picture(picture):
    """Return a figure element for what pictures.py describes, '' where there is nothing to draw."""
    return _draw(json.dumps(picture, sort_keys=True))


@lru_cache(maxsize=2048)
def _draw(text):
    picture = json.loads(text)
    if "panels" in picture:
        return _draw_panels(picture)
    shown = [Series(entry) for entry in picture.get("series", [])]
    view = View(shown, picture.get("field"))
    if not view.fits:
        return ""
    caption = _caption(picture, shown, view)
    parts = [*_field(picture.get("field"), view), *view.axes(picture["x"], picture["y"])]
    for order in ("data", "right", "yours"):
        for entry in shown:
            if entry.role == order:
                parts += entry.marks(view)
    return Markup(
        f'<figure class="picture"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(caption)}">'
        f"{_clipped(parts, view)}{_legend(shown)}</svg><figcaption>{escape(caption)}</figcaption></figure>"
    )


def _draw_panels(picture):
    """Return a figure element with a drawing for each panel that holds something."""
    drawn = "".join(map(_panel, picture["panels"]))
    caption = f'<figcaption>{escape(picture["title"])}.</figcaption>'
    return Markup(f'<figure class="picture panels">{drawn}{caption}</figure>') if drawn else ""


def _panel(panel):
    shown = [Series(entry) for entry in panel["series"]]
    view = View(shown, None, range_of_all=True)
    if not view.fits:
        return ""
    parts = view.axes(panel["x"], panel["y"])
    for entry in shown:
        parts += entry.marks(view)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(panel["title"])}">'
        f'{_clipped(parts, view)}{_text(LEFT, TOP - 10, panel["title"], "start")}</svg>'
    )


def _clipped(parts, view):
    """Return all parts; an svg inside of an svg cuts off what lies outside of it."""
    inside = "".join(part for where, part in parts if where == "inside")
    outside = "".join(part for where, part in parts if where == "outside")
    box = f"{LEFT} {TOP} {view.width} {view.height}"
    return f'{outside}<svg x="{LEFT}" y="{TOP}" width="{view.width}" height="{view.height}" viewBox="{box}">{inside}</svg>'


class Series:
    """One curve, set of points or path."""

    def __init__(self, data):
        self.role, self.style = data["role"], data["style"]
        self.x = np.array([np.nan if n is None else n for n in data["x"]], dtype=np.float64)
        self.y = np.array([np.nan if n is None else n for n in data["y"]], dtype=np.float64)
        self.finite = np.isfinite(self.x) & np.isfinite(self.y)

    def marks(self, view):
        """Return what draws it."""
        x, y = view.place(self.x, self.y)
        parts = []
        if self.style in ("line", "path"):
            dash = ' stroke-dasharray="7 5"' if self.role == "yours" else ""
            for piece in _pieces(x, y, self.finite):
                parts.append(f'<polyline points="{piece}" fill="none" stroke="var(--{self.role})" stroke-width="2.5"{dash}/>')
        if self.style in ("points", "path"):
            parts += [self.mark(a, b) for a, b in zip(x[self.finite], y[self.finite])]
        return [("inside", part) for part in parts]

    def mark(self, x, y):
        """Return one mark at a place in the picture."""
        colour = f"var(--{self.role})"
        if self.role == "yours":  # another shape, not only another colour
            return f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" stroke="{colour}" stroke-width="2.2"/>'
        if self.role == "right":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="none" stroke="{colour}" stroke-width="2"/>'
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{colour}" fill-opacity=".7"/>'


class View:
    """From data to the picture, and its axes."""

    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def __init__(self, shown, field, range_of_all=False):
        """range_of_all : show all there is; else what is not the student's, and of that as much as does not hide the rest."""
        known = [entry for entry in shown if (range_of_all or entry.role != "yours") and entry.finite.any()]
        self.fits = bool(known)
        self.cut = False  # whether some of yours lies outside
        if not self.fits:
            return
        if field is not None:
            self.x, self.y = tuple(field["x"]), tuple(field["y"])
        else:
            self.x = self._range([entry.x[entry.finite] for entry in known], shown, "x")
            self.y = self._range([entry.y[entry.finite] for entry in known], shown, "y")
        for entry in shown:
            outside = (entry.x < self.x[0]) | (entry.x > self.x[1]) | (entry.y < self.y[0]) | (entry.y > self.y[1])
            self.cut |= bool((outside | ~entry.finite).any())

    @staticmethod
    def _range(known, shown, axis):
        """Return what an axis shows: the right one in full, yours as far as it does not make the rest a dot."""
        low, high = min(map(np.min, known)), max(map(np.max, known))
        size = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-12)
        for entry in shown:
            values = getattr(entry, axis)[entry.finite]
            near = values[np.abs(values - (low + high) / 2) <= OFF_SCALE * size]
            if near.size:
                low, high = min(low, near.min()), max(high, near.max())
        room = 0.06 * max(high - low, size)
        return float(low - room), float(high + room)

    def place(self, x, y):
        """Return positions in the picture, kept near it: far ones are clipped."""
        with np.errstate(all="ignore"):
            across = LEFT + (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width
            down = TOP + (self.y[1] - y) / (self.y[1] - self.y[0]) * self.height
        return np.clip(across, -3 * WIDTH, 4 * WIDTH), np.clip(down, -3 * HEIGHT, 4 * HEIGHT)

    def axes(self, x_name, y_name):
        """Return frame, ticks and names."""
        parts = [
            f'<rect x="{LEFT}" y="{TOP}" width="{self.width}" height="{self.height}" fill="none" stroke="var(--line)"/>',
            _text(LEFT + self.width / 2, HEIGHT - 6, x_name),
            f'<g transform="translate(14 {TOP + self.height / 2}) rotate(-90)">{_text(0, 0, y_name)}</g>',
        ]
        for value in ticks(*self.x):
            x, _ = self.place(np.array(value), np.array(self.y[0]))
            parts.append(f'<path d="M{x:.1f} {TOP + self.height}v5" stroke="var(--quiet)"/>')
            parts.append(_text(x, TOP + self.height + 19, _number(value)))
        for value in ticks(*self.y):
            _, y = self.place(np.array(self.x[0]), np.array(value))
            parts.append(f'<path d="M{LEFT} {y:.1f}h-5" stroke="var(--quiet)"/>')
            parts.append(_text(LEFT - 8, y + 4, _number(value), "end"))
        return [("outside", part) for part in parts]


def _number(value):
    return f"{value:.6g}".replace("-", "−")


def ticks(low, high, about=6):
    """Return round numbers from low to high, about so many."""
    size = (high - low) / about
    power = 10.0 ** math.floor(math.log10(size))
    step = min((power * factor for factor in (1, 2, 5, 10)), key=lambda s: abs(math.log(s / size)))
    first = math.ceil(low / step - 1e-9)
    return [round(n * step, 12) + 0.0 for n in range(first, int(math.floor(high / step + 1e-9)) + 1)]


def _pieces(x, y, finite):
    """Yield the points of each stretch without a gap."""
    stretch = []
    for a, b, there in zip(x, y, finite):
        if there:
            stretch.append(f"{a:.1f},{b:.1f}")
        elif stretch:
            yield " ".join(stretch)
            stretch = []
    if stretch:
        yield " ".join(stretch)


def _field(field, view):
    """Return contours, at quantiles so that each step crosses some, also where f grows without end."""
    if field is None:
        return []
    from contourpy import contour_generator

    z = np.array(field["z"])
    grid_x, grid_y = np.linspace(*field["x"], z.shape[1]), np.linspace(*field["y"], z.shape[0])
    generator = contour_generator(grid_x, grid_y, z)
    parts = []
    for level in np.unique(np.quantile(z, np.linspace(0.02, 0.95, CONTOURS))):
        for line in generator.lines(level):
            x, y = view.place(line[:, 0], line[:, 1])
            points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y))
            parts.append(("inside", f'<polyline points="{points}" fill="none" stroke="var(--quiet)" stroke-opacity=".45"/>'))
    return parts


def _legend(shown):
    """Return names beside samples of the marks, above the frame on the right."""
    parts, x = [], WIDTH - RIGHT
    for entry in reversed(shown):
        parts.append(_text(x, TOP - 10, entry.role, "end"))
        x -= 8 * len(entry.role) + 10
        sample = Series({"role": entry.role, "style": "points", "x": [0], "y": [0]})
        parts.append(sample.mark(x, TOP - 14.5))
        x -= 18
    return "".join(parts)


def _caption(picture, shown, view):
    roles = {entry.role: entry for entry in shown}
    text = picture["title"]
    if "yours" in roles and not roles["yours"].finite.any():
        return f"{text}: none of yours is a number that can be drawn."
    if "yours" not in roles:
        return f"{text}: yours cannot be drawn."
    return f"{text}; some of yours lies outside." if view.cut else f"{text}."


def _text(x, y, text, anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="13" fill="var(--quiet)">{escape(text)}</text>'
