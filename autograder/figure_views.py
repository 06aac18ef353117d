"""What a student's figure holds, read strictly from a worker's claim, in the form that checks look at.

`read_figure` takes the dict that `figures.describe_figure` made in the worker and believes nothing: every key, type,
length and count is as it must be, or BadFrame is raised. Numbers may be anything, NaN and infinities included.
Positions are in data coordinates; a NaN separates pieces of one artist.
"""

from collections import Counter
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from itertools import islice
from typing import NewType, get_args, get_origin

import numpy as np

from autograder.figure_geometry import COVERED, QUIETLY, count_at_once, find_deviation, join_pieces, positions_along, split_at_gaps
from autograder.values import (
    MAX_FIGURE_ARTISTS, MAX_FIGURE_AXES, MAX_FIGURE_POINTS, MAX_FIGURE_TEXT, BadFrame, encode, pack, unpack,
)  # fmt: skip

Vector = NewType("Vector", np.ndarray)  # float64, shape (n,)
Flags = NewType("Flags", np.ndarray)  # bool, shape (n,)
MAX_NAME = 4 * MAX_FIGURE_TEXT
EDGE = 1e-2  # share of an axis by which a position may lie outside and still be seen: its marker is cut in half
SEEN = 0.25  # share of a curve or a path that the axes must show: a right answer may zoom in, or cut a pole off
UNSEEN = "which x and y do the axes show? Look for set_xlim, set_ylim and axis, or leave the limits to matplotlib."
REPEATED = 3  # lines of one name, over each other, with an entry of the legend each: a curve for each point, or each marker
MAX_TOLD = 4  # lines that a message speaks of


class Artist:
    """Something drawn. equal : names of the fields that have one length."""

    equal = ("x", "y")

    def __post_init__(self):
        if len({len(getattr(self, name)) for name in self.equal}) > 1:
            raise BadFrame(f"a {type(self).__name__} whose columns differ in length")

    @property
    def xy(self):
        """The positions as shape (n, 2)."""
        return np.stack([self.x, self.y], axis=1)


@dataclass(frozen=True)
class Line(Artist):
    """A line through points, with or without markers, or a collection of such lines."""

    label: str  # what the legend or the artist itself calls it; '' for none
    colour: str  # '#rrggbb'; '' for none or several
    x: Vector
    y: Vector
    z: Vector  # empty but in three dimensions
    marked: Flags  # which points have a marker
    count: int  # of points before they were thinned out
    linestyle: str  # '' where no line joins the points
    marker: str  # '' for none
    markersize: float

    equal = ("x", "y", "marked")


@dataclass(frozen=True)
class Points(Artist):
    """What scatter draws."""

    label: str
    colour: str
    x: Vector
    y: Vector
    z: Vector
    sizes: Vector
    count: int

    equal = ("x", "y", "sizes")


@dataclass(frozen=True)
class Layer(Artist):
    """One contour line (low = high), or one filled layer between two levels."""

    low: float
    high: float
    x: Vector
    y: Vector


@dataclass(frozen=True)
class Contours:
    """What contour, contourf, tricontour and tricontourf draw; layers that hold nothing are left out.

    extent : left, right, bottom, top of the grid on which the function is known.
    """

    label: str
    colour: str
    filled: bool
    levels: Vector
    extent: Vector
    layers: tuple[Layer, ...]

    def __post_init__(self):
        if len(self.extent) != 4:
            raise BadFrame("an extent that is not four numbers")


@dataclass(frozen=True)
class Polygon(Artist):
    """A patch (Rectangle, Polygon, Circle, an axvspan, …) or one polygon of a collection (fill_between, …)."""

    label: str
    colour: str
    kind: str
    x: Vector
    y: Vector
    filled: bool


@dataclass(frozen=True)
class Arrows(Artist):
    """Arrows from (x, y) to (x + u, y + v); exact where that is how they look in data coordinates."""

    label: str
    colour: str
    x: Vector
    y: Vector
    u: Vector
    v: Vector
    exact: bool

    equal = ("x", "y", "u", "v")


@dataclass(frozen=True)
class Text:
    """A text; target is the point that an annotation is about, else empty."""

    label: str
    colour: str
    text: str
    position: Vector
    target: Vector


@dataclass(frozen=True)
class Image(Artist):
    """What imshow or pcolormesh draws. extent : left, right, bottom, top. x, y : borders of the regions that it shades."""

    label: str
    colour: str
    extent: Vector
    rows: int
    columns: int
    x: Vector
    y: Vector


@dataclass(frozen=True)
class Curve:
    """A line as drawn: shape (n, 2) with NaN between pieces."""

    label: str
    xy: np.ndarray


@dataclass(frozen=True)
class Markers:
    """Positions that are marked: shape (n, 2), finite. joined : whether a line runs through them."""

    label: str
    xy: np.ndarray
    joined: bool


@dataclass(frozen=True)
class AxesView:
    """One pair of axes. Lists of artists are in drawing order; what is invisible is not among them."""

    title: str
    xlabel: str
    ylabel: str
    xlim: Vector
    ylim: Vector
    xscale: str
    yscale: str
    aspect: str  # 'auto' or a number
    projection: str  # 'rectilinear', '3d', 'polar', …
    lines: tuple[Line, ...]
    points: tuple[Points, ...]
    contours: tuple[Contours, ...]
    polygons: tuple[Polygon, ...]
    arrows: tuple[Arrows, ...]
    texts: tuple[Text, ...]
    images: tuple[Image, ...]

    def __post_init__(self):
        if len(self.xlim) != 2 or len(self.ylim) != 2:
            raise BadFrame("limits that are not two numbers")

    @cached_property
    def curves(self):
        """All lines that join points: plot, hlines, vlines, axline, and contours of a single level."""
        drawn = [Curve(line.label, self._place(line.xy)) for line in self.lines if line.linestyle]
        single = [c for c in self.contours if not c.filled and len(c.layers) == 1 and len(c.levels) == 1]
        return (*drawn, *(Curve(c.label, c.layers[0].xy) for c in single))

    @cached_property
    def markers(self):
        """All sets of marked positions within the axes' limits: scatter, lines with markers."""
        return tuple(Markers(m.label, m.xy[self._shows(m.xy)], m.joined) for m in self.placed)

    @cached_property
    def placed(self):
        """The sets of marked positions, whether the axes' limits show them or not."""
        marked = [Markers(line.label, line.xy[line.marked], bool(line.linestyle)) for line in self.lines if line.marker]
        return (*marked, *(Markers(points.label, points.xy[points.sizes > 0], False) for points in self.points))

    @QUIETLY
    def _place(self, xy):
        """Return positions (n, 2), NaN for those that a logarithmic axis has no place for."""
        logarithmic = np.array([self.xscale, self.yscale]) == "log"
        outside = (logarithmic & (xy <= 0)).any(axis=1, keepdims=True)
        return np.where(outside, np.nan, xy)

    def _shows(self, xy):
        """Return which of the positions (n, 2) are finite and within the limits; a marker on the edge is seen."""
        return self._is_within(xy).all(axis=1)

    @QUIETLY
    def _is_within(self, xy):
        """Return which coordinates of positions, shape (n, 2), are finite and within the limits of their axis."""
        low, high = np.sort([self.xlim, self.ylim]).T  # an axis may be turned around
        slack = EDGE * (high - low)
        return np.isfinite(xy) & (xy >= low - slack) & (xy <= high + slack)

    @QUIETLY
    def find_limits_that_hide(self, path):
        """Return in words which axis leaves less than SEEN of a path, shape (n, 2), to be seen, each step counted alike; '' if none."""
        within = self._is_within(positions_along(path))
        if within.all(axis=1).mean() >= SEEN:
            return ""
        across = int(within.mean(axis=0).argmin())
        first, last = (self.xlim, self.ylim)[across]
        return f"the {'xy'[across]} axis goes from {first:.7g} to {last:.7g} only"

    @QUIETLY
    def find_deviation(self, curve, f, low, high, scale=None):
        """Return '' if a curve of these axes is y = f(x) over [low, high] and seen there, else how it is not, in words."""
        left, right = np.clip(np.sort(self.xlim), low, high)
        if right - left < COVERED * (high - low):
            first, last = self.xlim
            return f"the x axis goes from {first:.4g} to {last:.4g} only"
        seen = float(np.ptp(self.ylim)) if self.yscale == "linear" else 0.0
        deviation = find_deviation(curve.xy, f, low, high, scale, seen if np.isfinite(seen) else 0.0)
        x = np.linspace(left, right, 257)
        return deviation or self.find_limits_that_hide(np.stack([x, f(x) + 0 * x], axis=1))

    def curves_along(self, f, low, high, scale=None):
        """Return the curves that are seen to follow y = f(x) over [low, high]; see figure_geometry.find_deviation."""
        return [curve for curve in self.curves if not self.find_deviation(curve, f, low, high, scale)]

    @cached_property
    def outlines(self):
        """All straight pieces that a reader sees, as tables of points: lines and the edges of patches and polygons."""
        closed = [np.concatenate([piece, piece[:1]]) for patch in self.polygons for piece in split_at_gaps(patch.xy)]
        return (*(piece for curve in self.curves for piece in split_at_gaps(curve.xy)), *closed)

    @cached_property
    def borders(self):
        """The outlines, and where shaded regions end: contours, filled or not, and images, of a mask for instance."""
        shaded = [*(layer for contours in self.contours for layer in contours.layers), *self.images]
        return (*self.outlines, *(piece for artist in shaded for piece in split_at_gaps(artist.xy)))

    @cached_property
    @QUIETLY
    def arrow_pieces(self):
        """All arrows as pieces of two points."""
        exact = [arrows for arrows in self.arrows if arrows.exact]
        tails = [arrows.xy for arrows in exact]
        tips = [arrows.xy + np.stack([arrows.u, arrows.v], axis=1) for arrows in exact]
        pieces = (np.stack(pair) for tail, tip in zip(tails, tips) for pair in zip(tail, tip))
        return tuple(islice(pieces, MAX_FIGURE_ARTISTS))  # a quiver may be a whole field

    @cached_property
    def paths(self):
        """All ways from point to point: every line, joined or not, and what arrows or short lines add up to."""
        drawn = [line.xy for line in self.lines if line.linestyle or line.marker]
        short = [piece for line in self.lines if line.linestyle for piece in split_at_gaps(line.xy) if len(piece) == 2]
        return (*drawn, *join_pieces(short), *join_pieces(self.arrow_pieces))


@dataclass(frozen=True)
class FigureView:
    """A whole figure, colorbars left out."""

    axes: tuple[AxesView, ...]
    legend: tuple[str, ...]  # the texts of all legends, those of axes included
    suptitle: str

    def __post_init__(self):
        if len(self.axes) > MAX_FIGURE_AXES:
            raise BadFrame("a figure of too many axes")

    def titled(self, *words):
        """Return the axes whose title contains one of the words, small or capital letters alike."""
        return [ax for ax in self.axes if contains(ax.title, *words)]

    @property
    def curves(self):
        """The curves of all axes."""
        return [curve for ax in self.axes for curve in ax.curves]

    @property
    def markers(self):
        """The sets of marked positions of all axes."""
        return [markers for ax in self.axes for markers in ax.markers]

    def marked(self, word, without):
        """Return all positions, shape (n, 2), marked under a label that contains `word` but not `without`."""
        return _positions(self.markers, word, without)

    def count_unseen(self, word, without):
        """Return how many more positions are marked so where the axes' limits do not show them."""
        placed = _positions([markers for ax in self.axes for markers in ax.placed], word, without)
        return int(np.isfinite(placed).all(axis=1).sum()) - len(self.marked(word, without))

    def curves_along(self, f, low, high, scale=None):
        """Return the curves of all axes that are seen to follow y = f(x) over [low, high]."""
        return [curve for ax in self.axes for curve in ax.curves_along(f, low, high, scale)]

    def drawn_along(self, f, low, high, scale=None):
        """Return the curves of all axes that follow y = f(x) over [low, high], whether the limits show them or not."""
        return [curve for curve in self.curves if not find_deviation(curve.xy, f, low, high, scale)]

    def points_along(self, f, low, high, scale=None):
        """Return the sets of marked positions that follow y = f(x) over [low, high] as a line would that joined them."""
        loose = [m for m in self.markers if not m.joined]
        return [m for m in loose if not find_deviation(m.xy[np.argsort(m.xy[:, 0])], f, low, high, scale)]

    def explain_misses(self, f, low, high, scale=None):
        """Return in words why no curve of the figure follows y = f(x) over [low, high]."""
        if loose := self.points_along(f, low, high, scale):
            return f"points {loose[0].label!r} that lie there, and no line that joins them"
        drawn = [(ax, curve) for ax in self.axes for curve in ax.curves]
        told = [f"line {curve.label!r}: {ax.find_deviation(curve, f, low, high, scale)}" for ax, curve in drawn[:MAX_TOLD]]
        more = f"{len(drawn) - MAX_TOLD} more lines" if len(drawn) > MAX_TOLD else ""
        return "\n".join([*told, more]).strip() or "no line"

    def repeated_entry(self, f):
        """Return the name that REPEATED entries of the legend have and as many lines along y = f(x), over each other; '' for none."""
        often = [label for label, count in Counter(self.legend).items() if count >= REPEATED]
        groups = ((label, [curve.xy for curve in ax.curves if curve.label == label]) for label in often for ax in self.axes)
        return next((label for label, alike in groups if count_at_once(alike, f) >= REPEATED), "")

    def labels_axes(self):
        """Whether some axes with something in them, or several together (twins), name both their directions."""
        return any(ax.xlabel.strip() for ax in self.axes) and any(ax.ylabel.strip() for ax in self.axes)


def _positions(markers, word, without):
    called = [m.xy for m in markers if contains(m.label, word) and not contains(m.label, without)]
    return np.concatenate([np.zeros((0, 2)), *called])


def contains(text, *words):
    """Whether `text` contains one of the words, small or capital letters alike."""
    return any(word.lower() in text.lower() for word in words)


def read_figure(data):
    """Return the FigureView that a worker's claim stands for, or raise BadFrame.

    data : the dict of figures.describe_figure after its journey through values.pack and values.unpack.
    """
    return _Reader().read(FigureView, data)


def view_of(figure):
    """Return the FigureView of a matplotlib Figure of ours."""
    return read_figure(unpack(pack({"value": encode(figure)}))["value"].data)  # as a worker's travels


@lru_cache(maxsize=None)
def _fields_of(kind):
    return {field.name: field.type for field in fields(kind)}


class _Reader:
    """Reads dataclasses by the types of their fields and counts what the whole figure holds."""

    def __init__(self):
        self.artists = 0
        self.numbers = 0

    def read(self, kind, value):
        """Return `value` as a field of type `kind`."""
        if kind in (str, bool, int, float):
            return self._read_plain(kind, value)
        if kind in (Vector, Flags):
            return self._read_array(kind, value)
        if get_origin(kind) is tuple:
            return self._read_tuple(get_args(kind)[0], value)
        types = _fields_of(kind)
        if type(value) is not dict or value.keys() != types.keys():
            raise BadFrame(f"a {kind.__name__} with other fields than its own")
        return kind(**{name: self.read(types[name], value[name]) for name in types})

    @staticmethod
    def _read_plain(kind, value):
        if type(value) is not kind:
            raise BadFrame(f"a {type(value).__name__} where a {kind.__name__} belongs")
        if kind is str and len(value) > MAX_NAME or kind is int and value < 0:
            raise BadFrame(f"a {kind.__name__} out of bounds")
        return value

    def _read_array(self, kind, value):
        dtype = np.float64 if kind is Vector else np.bool_
        if not isinstance(value, np.ndarray) or value.ndim != 1 or value.dtype != dtype:
            raise BadFrame("an array of another kind than belongs here")
        self.numbers += value.size
        if self.numbers > 4 * MAX_FIGURE_POINTS + 8 * MAX_FIGURE_ARTISTS:  # a quiver has four numbers per point
            raise BadFrame("a figure of too many points")
        return value

    def _read_tuple(self, kind, value):
        if not isinstance(value, list):
            raise BadFrame(f"a {type(value).__name__} where a list belongs")
        self.artists += len(value)
        if self.artists > 4 * MAX_FIGURE_ARTISTS:  # legends and axes count here as well
            raise BadFrame("a figure of too many artists")
        return tuple(self.read(kind, item) for item in value)
