"""Which artist a legend names how: labels given to artists, to containers, to `ax.legend([...])` or to proxies.

Runs where the student's code runs. A label is what a reader of the figure takes an artist for: its own, or
else that of the legend entry that looks like it.
"""

from itertools import chain
from typing import NamedTuple

import numpy as np
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from autograder.values import MAX_FIGURE_ARTISTS, MAX_FIGURE_TEXT

NONE = ("None", "none", " ", "")  # how matplotlib spells no line and no marker
MAX_ENTRIES = 50  # of one legend that are matched by their looks
ANY = "?"  # a scatter's marker is a shape without a name


class Look(NamedTuple):
    """What a legend shows of an artist."""

    colour: str
    marker: str
    stroke: bool

    def resembles(self, other):
        """Whether a reader would take both for the same."""
        markers = {self.marker, other.marker}
        same_marker = len(markers) == 1 or (ANY in markers and "" not in markers)
        return self.colour == other.colour and self.stroke == other.stroke and same_marker

    def is_marker(self):
        """Whether it shows markers of one colour that no line joins."""
        return bool(self.colour and self.marker) and not self.stroke


def to_floats(values):
    """Return numbers as a float64 array, masked entries as NaN."""
    return np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)


def _is_empty(artist):
    """Whether a line or a scatter has no point: drawn for its entry in the legend alone, mostly."""
    if not isinstance(artist, (Line2D, PathCollection)) or hasattr(artist, "get_data_3d") or hasattr(artist, "_offsets3d"):
        return False
    try:
        points = artist.get_xydata() if isinstance(artist, Line2D) else artist.get_offsets()
        return not np.isfinite(to_floats(points).reshape(-1, 2)).all(axis=1).any()
    except Exception:  # an artist in an odd state, or one with methods of the student's own
        return False


def is_drawn(artist):
    """Whether an artist shows at all."""
    alpha = artist.get_alpha()
    shown = bool(artist.get_visible()) and not (isinstance(alpha, (int, float)) and alpha == 0)
    return shown and not (isinstance(artist, Patch) and _shows_nothing(artist))


def _shows_nothing(patch):
    """Whether a patch has no face, no edge and no hatching: as Rectangle(…, facecolor="none") has none."""
    edge = patch.get_edgecolor()[3] > 0 and patch.get_linewidth() > 0
    return not (edge or has_face(patch) or patch.get_hatch())


def has_face(patch):
    """Whether a patch is filled; the face of one with fill=False is transparent."""
    return patch.get_facecolor()[3] > 0


def has_stroke(line):
    """Whether a Line2D joins its points."""
    return str(line.get_linestyle()) not in NONE and line.get_linewidth() > 0


def marker_of(line):
    """Return the name of a Line2D's marker, '' for none."""
    marker = line.get_marker()
    none = marker is None or (isinstance(marker, str) and marker in NONE)
    return "" if none or line.get_markersize() <= 0 else str(marker)[:20]


def colour_of(artist):
    """Return an artist's colour as '#rrggbb', '' where it has none or several."""
    try:
        return _to_hex(_raw_colour(artist))
    except (ValueError, TypeError, IndexError, AttributeError):
        return ""


def _raw_colour(artist):
    if isinstance(artist, Line2D):
        face = artist.get_markerfacecolor()
        hollow = isinstance(face, str) and face.lower() == "none"
        return artist.get_color() if has_stroke(artist) else artist.get_markeredgecolor() if hollow else face
    if isinstance(artist, Collection):
        if artist.get_array() is not None and not isinstance(artist, ContourSet):
            return ""
        faces, edges = artist.get_facecolor(), artist.get_edgecolor()
        several = faces if len(faces) and faces[0][3] > 0 else edges
        return several[0] if len({tuple(colour) for colour in several[:100]}) == 1 else ""
    if hasattr(artist, "get_facecolor"):
        face = artist.get_facecolor()
        return face if face[3] > 0 else artist.get_edgecolor()
    return artist.get_color() if hasattr(artist, "get_color") else ""


def _to_hex(colour):
    return to_hex(colour, keep_alpha=False) if len(colour) else ""


def _look_of(artist):
    colour = colour_of(artist)
    if isinstance(artist, Line2D):
        return Look(colour, marker_of(artist), has_stroke(artist))
    if isinstance(artist, PathCollection):
        return Look(colour, ANY, False)
    filled = getattr(artist, "filled", True)  # of a contour set
    stroke = hasattr(artist, "get_segments") or not filled
    return Look(colour, "", stroke)


def _is_public(label):
    return bool(label) and not label.startswith("_")


def _own_label(artist):
    label = str(artist.get_label())
    return label if _is_public(label) else ""


def find_legends(axes):
    """Return the visible legends of an Axes, those added by hand included."""
    return [child for child in axes.get_children() if isinstance(child, Legend) and child.get_visible()]


def _figure_legends(figure):
    groups = [figure, *getattr(figure, "subfigs", [])]
    return [legend for group in groups for legend in group.legends if legend.get_visible()]


def describe_legends(figure, axes):
    """Return the texts of all legends of a figure, in order."""
    legends = [*chain.from_iterable(map(find_legends, axes)), *_figure_legends(figure)]
    texts = [text.get_text() for legend in legends for text in legend.get_texts()]
    return [str(text)[:MAX_FIGURE_TEXT] for text in texts[:MAX_FIGURE_ARTISTS]]


def name_artists(figure, axes):
    """Return {id(artist): label} for the artists of a figure that have one."""
    groups = {ax: [*ax.lines, *ax.collections, *ax.patches][:MAX_FIGURE_ARTISTS] for ax in axes}
    names = _Names(list(chain.from_iterable(groups.values())), describe_legends(figure, axes))
    for container in chain.from_iterable(ax.containers for ax in axes):
        names.take_from_container(container)
    for ax, group in groups.items():
        for legend in find_legends(ax):
            names.take_from_legend(legend, group)
    for legend in _figure_legends(figure):
        names.take_from_legend(legend, names.artists)
    for group in groups.values():
        names.spread_to_alike_markers(group)
    return names.labels


class _Names:
    """Labels of a figure's artists, as they come to be known."""

    def __init__(self, artists, shown):
        self.artists = artists
        self.shown = frozenset(shown)  # what the legends say
        self.labels = {id(artist): _own_label(artist) for artist in artists}
        self.empty = {id(artist) for artist in artists if self.labels[id(artist)] and _is_empty(artist)}
        self._looks = {}

    def look(self, artist):
        """Return an artist's Look."""
        if id(artist) not in self._looks:
            self._looks[id(artist)] = _look_of(artist)
        return self._looks[id(artist)]

    def take_from_container(self, container):
        """Pass the label of a stem, bar or errorbar container on to what it holds."""
        label = str(container.get_label())
        for child in container.get_children() if _is_public(label) else ():
            self.labels[id(child)] = self.labels.get(id(child)) or label

    def take_from_legend(self, legend, nearest):
        """Name artists by the entries that look like them, where their own label, if any, is not in a legend.

        An entry of an artist that has a point names that one alone; one of ax.plot([], [], label=…) is there for others.
        nearest : the artists of the legend's own axes, tried before all artists of the figure.
        """
        known = {label for key, label in self.labels.items() if key not in self.empty}
        pairs = [(handle, text.get_text()) for handle, text in zip(legend.legend_handles, legend.get_texts())]
        pairs = [(handle, text) for handle, text in pairs if handle is not None and text and text not in known]
        entries = [(_look_of(handle), text) for handle, text in pairs[:MAX_ENTRIES]]
        for index, (look, text) in enumerate(entries):
            matches = self._open_like(look, nearest) or self._open_like(look, self.artists)
            shared = any(other.resembles(look) for other, _ in entries[index + 1 :])
            for artist in matches[:1] if shared else matches:
                self.labels[id(artist)] = text

    def _open_like(self, look, artists):
        open_to_names = (artist for artist in artists if self.labels[id(artist)] not in self.shown)
        return [artist for artist in open_to_names if self.look(artist).resembles(look)]

    def spread_to_alike_markers(self, artists):
        """Name unlabelled markers like those that look the same: a loop that labels only its first point."""
        markers = [artist for artist in artists if isinstance(artist, (Line2D, PathCollection))]
        markers = [artist for artist in markers if self.look(artist).is_marker()]
        known = {}
        for artist in markers:
            known.setdefault(self.look(artist), set()).add(self.labels[id(artist)])
        for artist in markers:
            labels = known[self.look(artist)] - {""}
            if not self.labels[id(artist)] and len(labels) == 1:
                self.labels[id(artist)] = next(iter(labels))
