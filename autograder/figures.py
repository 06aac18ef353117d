"""Say what a matplotlib Figure holds, as plain data: lines, points, contours, polygons, arrows, texts, legends.

Runs where the student's code runs. All positions are in data coordinates, whatever an artist's own
transform is (an axvline reaches from the axes' lower to their upper limit); masked values are NaN; pieces
of one artist are separated by a NaN. `figure_views` reads the result on the other side.
"""

from itertools import chain

import numpy as np
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection
from matplotlib.contour import ContourSet
from matplotlib.inset import InsetIndicator
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrow, FancyArrowPatch, Patch
from matplotlib.path import Path
from matplotlib.quiver import Quiver

from autograder.figure_images import read_image, read_mesh
from autograder.figure_legends import (
    colour_of, describe_legends, has_face, has_stroke, is_drawn, marker_of, name_artists, to_floats,
)  # fmt: skip
from autograder.values import MAX_FIGURE_ARTISTS, MAX_FIGURE_AXES, MAX_FIGURE_POINTS, MAX_FIGURE_TEXT

MAX_POINTS_EACH = 20_000  # of one artist; beyond that it is thinned out
GAP = np.full((1, 2), np.nan)
ON_A_CURVE = np.linspace(0, 1, 33)[1:]  # where a Bézier curve is looked at: in between it is off its chord by 1/1000 of its size


class Room:
    """What may still be told of one figure, so that masses of artists cost neither time nor space."""

    def __init__(self):
        self.artists = MAX_FIGURE_ARTISTS
        self.points = MAX_FIGURE_POINTS

    def take(self, *columns):
        """Return the columns (equal lengths) as float64 arrays, thinned out evenly where there are too many rows."""
        columns = [to_floats(column) for column in columns]
        count = len(columns[0])
        kept = min(count, MAX_POINTS_EACH, self.points)
        self.points -= kept
        if kept == count:
            return columns
        rows = np.linspace(0, count - 1, kept).astype(int)
        return [column[rows] for column in columns]


def describe_figure(figure):
    """Return {"axes", "legend", "suptitle"} for a Figure, made with pyplot or without, drawn or not.

    Colorbars are left out; an artist that cannot be read is left out.
    """
    room = Room()
    axes = [ax for ax in figure.axes if ax.get_visible() and not is_colorbar(ax)][:MAX_FIGURE_AXES]
    labels = name_artists(figure, axes)
    return {
        "axes": [_describe_axes(ax, labels, room) for ax in axes],
        "legend": describe_legends(figure, axes),
        "suptitle": shorten(figure.get_suptitle()),
    }


def is_colorbar(ax):
    """Whether an Axes shows a colorbar."""
    return ax.get_label() == "<colorbar>" or hasattr(ax, "_colorbar")


def shorten(text):
    """Return a text of any length and type as a string of at most MAX_FIGURE_TEXT characters."""
    return str(text)[:MAX_FIGURE_TEXT]


def _figures_around(ax):
    """Return the subfigures that hold an Axes, the nearest first, and the figure."""
    found = [ax.get_figure(root=False)]
    while (outer := found[-1].get_figure(root=False)) not in (None, found[-1]):
        found.append(outer)
    return found


def _describe_axes(ax, labels, room):
    xlim, ylim = ax.get_xlim(), ax.get_ylim()  # first of all: this brings autoscaled limits up to date
    around = _figures_around(ax)
    titles = [*(part.get_suptitle() for part in reversed(around[:-1])), *map(ax.get_title, ("left", "center", "right"))]
    xlabels = [ax.get_xlabel(), *(part.get_supxlabel() for part in around)]
    ylabels = [ax.get_ylabel(), *(part.get_supylabel() for part in around)]
    description = {
        "title": shorten(" ".join(filter(None, titles))),  # a subfigure's title belongs to its axes
        "xlabel": shorten(next(filter(None, xlabels), "")) if ax.axison else "",
        "ylabel": shorten(next(filter(None, ylabels), "")) if ax.axison else "",
        "xlim": to_floats(xlim),
        "ylim": to_floats(ylim),
        "xscale": shorten(ax.get_xscale()),
        "yscale": shorten(ax.get_yscale()),
        "aspect": shorten(ax.get_aspect()),
        "projection": shorten(ax.name),
    }
    kinds = {kind: [] for kind in ("lines", "points", "contours", "polygons", "arrows", "texts", "images")}
    indicators = [artist.rectangle for artist in ax.artists if isinstance(artist, InsetIndicator) and artist.get_visible()]
    for artist in chain(ax.lines, ax.collections, ax.patches, ax.texts, ax.images, indicators):
        if room.artists <= 0:
            break
        for kind, told in _try_to_describe(artist, ax, labels, room):
            kinds[kind].append(told)
            room.artists -= 1
    return description | kinds


def _try_to_describe(artist, ax, labels, room):
    """Return [(kind, description)] for one artist; nothing for one that hides, or that cannot be read."""
    try:
        if not is_drawn(artist):
            return []
        told = list(_describe_artist(artist, ax, room))
        label = shorten(labels.get(id(artist), ""))
        colour = colour_of(artist)
        return [(kind, {"label": label, "colour": colour} | found) for kind, found in told]
    except Exception:  # an artist in an odd state, or one with methods of the student's own
        return []


def _describe_artist(artist, ax, room):
    if isinstance(artist, Line2D):
        yield "lines", _describe_line(artist, ax, room)
    elif isinstance(artist, ContourSet):
        yield "contours", _describe_contours(artist, ax, room)
    elif isinstance(artist, Quiver):
        yield "arrows", _describe_quiver(artist, ax, room)
    elif isinstance(artist, PathCollection) and not artist.get_transform().contains_branch(ax.transData):  # a scatter's
        yield "points", _describe_points(artist, ax, room)
    elif isinstance(artist, LineCollection) or isinstance(artist, PathCollection) and not _is_filled(artist):
        yield "lines", _describe_segments(artist, artist.get_paths(), ax, room)
    elif hasattr(artist, "get_coordinates"):  # what pcolormesh and pcolor draw
        yield "images", _describe_image(*read_mesh(artist), room)
    elif isinstance(artist, Collection):
        for path in artist.get_paths()[: room.artists]:
            yield "polygons", _describe_polygon(artist, path, ax, room)
    elif isinstance(artist, (FancyArrow, FancyArrowPatch)):
        yield "arrows", _describe_arrow(artist)
    elif isinstance(artist, Patch) and not has_face(artist) and _is_open(artist.get_path()):
        yield "lines", _describe_segments(artist, [artist.get_path()], ax, room)
    elif hasattr(artist, "get_path"):
        yield "polygons", _describe_polygon(artist, artist.get_path(), ax, room)
    elif hasattr(artist, "get_extent"):
        yield "images", _describe_image(*read_image(artist), room)
    elif hasattr(artist, "get_text"):
        yield from _describe_text(artist)


def _is_filled(collection):
    return any(colour[3] > 0 for colour in collection.get_facecolor())


def to_data(artist, ax, points):
    """Return points, shape (n, 2), of an artist's own coordinates in data coordinates."""
    points = to_floats(points).reshape(-1, 2)
    transform = artist.get_transform()
    if transform is ax.transData or transform == ax.transData:
        return points
    with np.errstate(all="ignore"):
        return to_floats((transform - ax.transData).transform(points))


def _describe_line(line, ax, room):
    if hasattr(line, "get_data_3d"):
        x, y, z = line.get_data_3d()
    else:
        (x, y), z = to_data(line, ax, line.get_xydata()).T, ()
    marked = _marked_only(line, len(x))
    kept = room.take(x, y, marked, *([z] if len(z) else []))
    return {
        "x": kept[0],
        "y": kept[1],
        "z": kept[3] if len(z) else np.zeros(0),
        "marked": kept[2] > 0,
        "count": len(x),
        "linestyle": shorten(line.get_linestyle()) if has_stroke(line) else "",
        "marker": marker_of(line),
        "markersize": float(line.get_markersize()),
    }


def _marked_only(line, count):
    """Return, for each point of a line, 1 where its marker is drawn (markevery), else 0."""
    every = line.get_markevery()
    marked = np.zeros(count)
    if not marker_of(line):
        return marked
    if isinstance(every, (int, np.integer)):
        every = slice(0, None, every)
    elif isinstance(every, tuple) and all(isinstance(n, (int, np.integer)) for n in every):
        every = slice(every[0], None, every[1])
    elif every is None or isinstance(every, (float, tuple)):  # a share of the figure's size: as good as all
        every = slice(None)
    marked[every] = 1
    return marked


def _is_open(path):
    """Whether a path ends elsewhere than where it starts."""
    if path.codes is not None and path.CLOSEPOLY in path.codes:
        return False
    return len(path.vertices) > 1 and bool((path.vertices[0] != path.vertices[-1]).any())


def _describe_segments(artist, paths, ax, room):
    """Describe hlines, vlines and other paths of an artist as one line with gaps."""
    table = to_data(artist, ax, _join([_vertices(_without_curves(path)) for path in paths[:MAX_POINTS_EACH]]))
    x, y = room.take(table[:, 0], table[:, 1])
    style = {"linestyle": "-", "marker": "", "markersize": 0.0}
    return {"x": x, "y": y, "z": np.zeros(0), "marked": np.zeros(len(x), bool), "count": len(table), **style}


def _join(pieces):
    """Return tables of points as one, with a row of NaN between them."""
    if not pieces:
        return np.zeros((0, 2))
    return np.concatenate([part for piece in pieces for part in (piece, GAP)][:-1])


def _describe_points(collection, ax, room):
    if hasattr(collection, "_offsets3d"):
        x, y, z = (to_floats(axis) for axis in collection._offsets3d)
    else:
        offsets = to_floats(collection.get_offsets())
        transform = collection.get_offset_transform()
        if transform != ax.transData:
            offsets = to_floats((transform - ax.transData).transform(offsets))
        (x, y), z = offsets.T, ()
    sizes = np.resize(to_floats(collection.get_sizes()), len(x)) if len(collection.get_sizes()) else np.ones(len(x))
    kept = room.take(x, y, sizes, *([z] if len(z) else []))
    z = kept[3] if len(z) else np.zeros(0)
    return {"x": kept[0], "y": kept[1], "z": z, "sizes": kept[2], "count": len(x)}


def _describe_contours(contours, ax, room):
    low = high = [float(level) for level in contours.levels]
    if contours.filled:
        below, above = contours.extend in ("min", "both"), contours.extend in ("max", "both")
        bounds = [-np.inf] * below + low + [np.inf] * above
        low, high = bounds[:-1], bounds[1:]
    layers = []
    for bottom, top, path in zip(low, high, contours.get_paths()):
        table = to_data(contours, ax, _vertices(path))
        if len(table) and room.artists > 0:
            room.artists -= 1
            x, y = room.take(table[:, 0], table[:, 1])
            layers.append({"low": bottom, "high": top, "x": x, "y": y})
    return {
        "filled": bool(contours.filled),
        "levels": room.take(contours.levels)[0],
        "extent": to_floats(np.transpose([contours._mins, contours._maxs]).ravel()),  # of the grid: nowhere public
        "layers": layers,
    }


def _vertices(path):
    """Return a path's vertices, closed where it is closed, with a row of NaN between its parts."""
    if path.codes is None:
        return path.vertices
    pieces, start = [], 0
    starts = [*np.flatnonzero(path.codes == path.MOVETO)[1:], len(path.codes)]
    for end in starts:
        piece = path.vertices[start:end].copy()
        if len(piece) and path.codes[end - 1] == path.CLOSEPOLY:
            piece[-1] = piece[0]
        pieces.append(piece)
        start = end
    return _join(pieces)


def _without_curves(path):
    """Return a path with short lines in place of its curves."""
    if path.codes is None or not np.isin(path.codes, (path.CURVE3, path.CURVE4)).any():
        return path
    points, codes = [], []
    for bezier, code in path.iter_bezier():
        curved = code in (path.CURVE3, path.CURVE4)
        points.append(bezier(ON_A_CURVE if curved else ON_A_CURVE[-1:]))
        codes += [path.LINETO] * len(ON_A_CURVE) if curved else [code]
    return Path(np.concatenate(points), codes)


def _describe_polygon(artist, path, ax, room):
    table = to_data(artist, ax, _vertices(path))
    filled = bool(getattr(artist, "get_fill", lambda: True)())
    x, y = room.take(table[:, 0], table[:, 1])
    kind = "PolyCollection" if isinstance(artist, PolyCollection) else type(artist).__name__
    return {"kind": shorten(kind), "x": x, "y": y, "filled": filled}


def _describe_quiver(quiver, ax, room):
    """exact : the arrows' tips lie at position + (u, v) in data coordinates, as they do with angles="xy", scale=1."""
    x, y, u, v = room.take(*(np.ravel(part) for part in (quiver.X, quiver.Y, quiver.U, quiver.V)))
    exact = quiver.angles == "xy" and quiver.scale_units == "xy" and quiver.scale == 1 and quiver.pivot == "tail"
    return {"x": x, "y": y, "u": u, "v": v, "exact": bool(exact)}


def _describe_arrow(arrow):
    if isinstance(arrow, FancyArrow):
        start, step = (arrow._x, arrow._y), (arrow._dx, arrow._dy)
    else:
        start, end = arrow._posA_posB
        step = np.subtract(end, start)
    return _one_arrow(start, step)


def _one_arrow(start, step):
    names = zip("xyuv", (*start, *step))
    return {name: to_floats([number]) for name, number in names} | {"exact": True}


def _describe_text(text):
    """Describe a text; an annotation that points at data has its target as well, one with an arrow is one besides."""
    target = np.zeros(0)
    if getattr(text, "xycoords", None) == "data":
        target = to_floats(text.xy)
    start = to_floats(text.get_position()) if getattr(text, "anncoords", "data") == "data" else np.full(2, np.nan)
    yield "texts", {"text": shorten(text.get_text()), "position": start, "target": target}
    if getattr(text, "arrow_patch", None) is not None and len(target) and np.isfinite(start).all():
        yield "arrows", _one_arrow(start, target - start)


def _describe_image(extent, rows, columns, borders, room):
    x, y = room.take(*borders.T)
    return {"extent": extent, "rows": int(rows), "columns": int(columns), "x": x, "y": y}
