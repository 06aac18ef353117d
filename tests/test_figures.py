"""What a Figure holds, on its way from matplotlib to the view that checks look at."""

import warnings

import cloudpickle
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PatchCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from nbformat.v4 import new_code_cell

from autograder import in_kernel, outcomes, values
from autograder.engine import Engine
from autograder.figure_geometry import find_deviation, has_box, is_path, share_on_level
from autograder.figure_views import AxesView, FigureView, read_figure
from autograder.figures import describe_figure
from autograder.conversation import ZygoteClient
from autograder.limits import Limits
from autograder.session import NotebookRun
from autograder.values import UnsupportedValue

X = np.linspace(-1.0, 2.0, 31)


@pytest.fixture
def ax():
    """Empty axes of a figure that pyplot knows nothing of."""
    return Figure().subplots()


@pytest.fixture(autouse=True)
def no_open_figures():
    """Close what a test leaves open."""
    yield
    plt.close("all")


def claim(figure):
    """Return the dict that arrives in the referee."""
    return values.unpack(values.pack({"value": values.encode(figure)}))["value"].data


def view(figure):
    return read_figure(claim(figure))


def only(ax) -> AxesView:
    """Return the view of the one axes of a figure."""
    (axes,) = view(ax.figure).axes
    return axes


# ---- each kind of artist


def test_a_line_comes_with_its_numbers_and_its_style(ax):
    ax.plot(X, X**2, "r--o", label="square", markersize=3)
    (line,) = only(ax).lines
    np.testing.assert_array_equal(line.xy, np.stack([X, X**2], axis=1))
    style = (line.label, line.colour, line.linestyle, line.marker, line.markersize)
    assert style == ("square", "#ff0000", "--", "o", 3.0)
    assert line.count == 31 and line.marked.all()


@pytest.mark.parametrize("style", ["o", "ko", "."])
def test_a_line_of_markers_only_is_a_set_of_markers_and_no_curve(ax, style):
    ax.plot(X, X, style)
    assert only(ax).curves == ()
    (markers,) = only(ax).markers
    assert len(markers.xy) == 31 and not markers.joined


@pytest.mark.parametrize(
    ("every", "count"), [(None, 31), (10, 4), ((1, 10), 3), (slice(0, 5), 5), ([2, 3], 2), (X > 1.85, 2), (0.1, 31)]
)
def test_markevery_picks_the_markers(ax, every, count):
    ax.plot(X, X, "-o", markevery=every)
    (markers,) = only(ax).markers
    assert len(markers.xy) == count and markers.joined


def test_masked_numbers_are_gaps(ax):
    ax.plot(np.ma.masked_greater(X, 1.0), X)
    ax.scatter(np.ma.masked_greater(X, 1.0), X)
    axes = only(ax)
    assert np.isnan(axes.lines[0].x).sum() == 10
    assert len(axes.markers[0].xy) == 21


def test_a_scatter_comes_with_positions_sizes_and_colour(ax):
    ax.scatter(X, -X, s=12, color="green", label="dots")
    ax.scatter(X, X, c=X, s=X - X.min())
    first, second = only(ax).points
    np.testing.assert_array_equal(first.xy, np.stack([X, -X], axis=1))
    assert (first.label, first.colour, set(first.sizes)) == ("dots", "#008000", {12.0})
    assert second.colour == "" and len(only(ax).markers[1].xy) == 30  # a point of size 0 does not show


def test_what_does_not_show_is_left_out(ax):
    ax.plot(X, X, visible=False)
    ax.plot(X, X, alpha=0)
    ax.plot(X, X, lw=0)
    ax.scatter(X, X, visible=False)
    axes = only(ax)
    assert axes.curves == () and axes.markers == ()


def test_a_patch_without_face_and_edge_is_left_out(ax):
    ax.add_patch(plt.Rectangle((0, 0), 1, 1, facecolor="none"))  # which matplotlib gives no edge either
    ax.add_patch(plt.Rectangle((0, 0), 1, 1, facecolor="none", edgecolor="k", linewidth=0))
    assert only(ax).polygons == ()
    for shown in ({"fill": False}, {"facecolor": "none", "edgecolor": "k"}, {"edgecolor": "none"}, {"facecolor": "none", "hatch": "/"}):
        ax.add_patch(plt.Rectangle((0, 0), 1, 1, **shown))
    assert len(only(ax).polygons) == 4


@pytest.mark.parametrize("method", ["contour", "contourf", "tricontour", "tricontourf"])
def test_contours_come_with_their_levels(ax, method):
    x, y = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-1, 1, 21))
    columns = (x, y) if method.startswith("c") else (x.ravel(), y.ravel())
    getattr(ax, method)(*columns, columns[0] ** 2 + columns[1] ** 2, levels=[0.5, 1.0, 2.0])
    (contours,) = only(ax).contours
    filled = method.endswith("f")
    assert contours.filled == filled and contours.levels.tolist() == [0.5, 1.0, 2.0]
    assert contours.extent.tolist() == [-2.0, 2.0, -1.0, 1.0]
    expected = [(0.5, 1.0), (1.0, 2.0)] if filled else [(0.5, 0.5), (1.0, 1.0), (2.0, 2.0)]
    assert [(layer.low, layer.high) for layer in contours.layers] == expected
    assert share_on_level(contours.layers, lambda p: p[0] ** 2 + p[1] ** 2, (0.05, 0.05)) == 1.0
    assert share_on_level(contours.layers, lambda p: p[0] ** 2 - p[1], (0.05, 0.05)) < 0.5


def test_extended_filled_contours_have_open_layers(ax):
    x, y = np.meshgrid(X, X)
    ax.contourf(x, y, x, levels=[0.0, 1.0], extend="both")
    assert [(layer.low, layer.high) for layer in only(ax).contours[0].layers] == [(-np.inf, 0), (0, 1), (1, np.inf)]


def test_two_parts_of_one_level_are_apart(ax):
    x, y = np.meshgrid(X, X)
    ax.contour(x, y, (x - 0.5) ** 2, levels=[1.0])
    (layer,) = only(ax).contours[0].layers
    assert np.isnan(layer.x).sum() == 1


BOXES = {
    "patch": lambda ax: ax.add_patch(Rectangle((0.5, 1.5), 1, 1)),
    "unfilled": lambda ax: ax.add_patch(Rectangle((0.5, 1.5), 1, 1, fill=False)),
    "fill": lambda ax: ax.fill([0.5, 0.5, 1.5, 1.5], [2.5, 1.5, 1.5, 2.5]),
    "fill_between": lambda ax: ax.fill_between([0.5, 1.5], 1.5, 2.5),
    "masked fill_between": lambda ax: ax.fill_between(
        np.linspace(0, 3, 121), 1.5, 2.5, where=np.abs(np.linspace(0, 3, 121) - 1) <= 0.5
    ),
    "fill_betweenx": lambda ax: ax.fill_betweenx(np.linspace(1.5, 2.5, 9), 0.5, 1.5),
    "closed line": lambda ax: ax.plot([0.5, 1.5, 1.5, 0.5, 0.5], [1.5, 1.5, 2.5, 2.5, 1.5]),
    "open line": lambda ax: ax.plot([0.5, 1.5, 1.5, 0.5], [1.5, 1.5, 2.5, 2.5]),
    "four lines": lambda ax: [
        ax.plot(*ends) for ends in zip([[0.5, 1.5], [0.5, 1.5], [0.5, 0.5], [1.5, 1.5]],
                                       [[1.5, 1.5], [2.5, 2.5], [1.5, 2.5], [1.5, 2.5]])
    ],
    "hlines and vlines": lambda ax: (ax.hlines([1.5, 2.5], 0.5, 1.5), ax.vlines([0.5, 1.5], 1.5, 2.5)),
    "axvline and axhline": lambda ax: (ax.axvline(0.5), ax.axvline(1.5), ax.axhline(1.5), ax.axhline(2.5)),
    "spans": lambda ax: (ax.axvspan(0.5, 1.5), ax.axhspan(1.5, 2.5)),
    "part of a span": lambda ax: ax.axvspan(0.5, 1.5, ymin=0.5, ymax=2.5 / 3),
    "bar": lambda ax: ax.bar(1, 1, width=1, bottom=1.5),
    "collection": lambda ax: ax.add_collection(PatchCollection([Rectangle((0.5, 1.5), 1, 1)])),
    "indicator": lambda ax: ax.indicate_inset((0.5, 1.5, 1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOXES)
def test_a_box_is_found_however_it_is_drawn(ax, kind):
    ax.plot([0, 3], [0, 3])
    ax.set(xlim=(0, 3), ylim=(0, 3))
    BOXES[kind](ax)
    assert has_box(only(ax).outlines, (0.5, 1.5), (1.5, 2.5), 0.02)
    assert not has_box(only(ax).outlines, (1.5, 2.5), (0.5, 1.5), 0.02)
    assert not has_box(only(ax).outlines, (0.5, 1.5), (1.5, 2.4), 0.02)


U, V = np.meshgrid(np.linspace(0, 3, 121), np.linspace(0, 3, 91))
MASK = (np.abs(U - 1) <= 0.5) & (np.abs(V - 2) <= 0.5)
MASKS = {
    "contourf": lambda ax: ax.contourf(U, V, MASK),
    "contourf of two layers": lambda ax: ax.contourf(U, V, 1.0 * MASK + (V > 2.1), levels=[-0.5, 0.5, 1.5, 2.5]),
    "contour": lambda ax: ax.contour(U, V, MASK),
    "imshow": lambda ax: ax.imshow(MASK, extent=(0, 3, 0, 3), origin="lower"),
    "imshow from the top": lambda ax: ax.imshow(MASK[::-1], extent=(0, 3, 0, 3)),
    "imshow of colours": lambda ax: ax.imshow(np.where(MASK[..., None], [0.2, 0.4, 0.6], 1.0), extent=(0, 3, 0, 3), origin="lower"),
    "imshow of a part of f": lambda ax: ax.imshow(np.where(MASK, U + V, np.nan), extent=(0, 3, 0, 3), origin="lower"),
    "imshow over the box": lambda ax: ax.imshow([[0.0]], extent=(0.5, 1.5, 1.5, 2.5)),
    "pcolormesh": lambda ax: ax.pcolormesh(U, V, MASK),
    "pcolormesh between corners": lambda ax: ax.pcolormesh(U, V, MASK[1:, 1:]),
    "pcolor": lambda ax: ax.pcolor(U, V, np.ma.masked_equal(1.0 * MASK, 0)),
    "pcolorfast": lambda ax: ax.pcolorfast((0, 3), (0, 3), MASK),
}


@pytest.mark.parametrize("kind", MASKS)
def test_a_box_that_is_shaded_has_borders(ax, kind):
    ax.contourf(U, V, V**2 + U * V - U, levels=120)
    MASKS[kind](ax)
    assert has_box(only(ax).borders, (0.5, 1.5), (1.5, 2.5), 0.04)
    assert not has_box(only(ax).borders, (1.5, 2.5), (0.5, 1.5), 0.04)
    assert not has_box(only(ax).borders, (0.5, 1.5), (1.5, 2.4), 0.04)


@pytest.mark.parametrize("draw", [
    lambda ax: ax.contourf(U, V, V**2 + U * V - U, levels=200),
    lambda ax: ax.imshow(U + V, extent=(0, 3, 0, 3)),
    lambda ax: ax.pcolormesh(U, V, U + V),
    lambda ax: ax.pcolor(U[::3, ::3], V[::3, ::3], (U + V)[::3, ::3]),
    lambda ax: ax.pcolormesh(U, V, 1.0 * MASK, shading="gouraud"),
    lambda ax: ax.pcolormesh(U + V / 9, V, MASK),
], ids=["contours", "image", "mesh", "cells", "smoothed", "bent"])  # fmt: skip
def test_what_shades_no_box_has_no_borders_of_one(ax, draw):
    draw(ax)
    assert not has_box(only(ax).borders, (0.5, 1.5), (1.5, 2.5), 0.04)


@pytest.mark.parametrize("kind", ["axvspan", "bow tie", "diagonal", "corners", "bigger"])
def test_what_is_no_box_is_not_taken_for_one(ax, kind):
    ax.set(xlim=(0, 3), ylim=(0, 3))
    {
        "axvspan": lambda: ax.axvspan(0.5, 1.5),
        "bow tie": lambda: ax.fill([0.5, 1.5, 0.5, 1.5], [1.5, 2.5, 2.5, 1.5]),
        "diagonal": lambda: ax.plot([0.5, 1.5], [1.5, 2.5]),
        "corners": lambda: ax.plot([0.5, 0.5, 1.5, 1.5], [1.5, 2.5, 1.5, 2.5], "o"),
        "bigger": lambda: ax.add_patch(Rectangle((0, 0), 3, 3)),
    }[kind]()
    assert not has_box(only(ax).outlines, (0.5, 1.5), (1.5, 2.5), 0.02)


def test_lines_across_the_axes_are_in_data_coordinates(ax):
    ax.set(xlim=(0, 4), ylim=(-1, 3))
    ax.axvline(2)
    ax.axhline(1)
    ax.axline((0, 0), slope=1)
    ax.plot([0, 1], [0.5, 0.5], transform=ax.transAxes)
    upright, level, slanted, own = only(ax).lines
    np.testing.assert_allclose(upright.xy, [[2, -1], [2, 3]])
    np.testing.assert_allclose(level.xy, [[0, 1], [4, 1]])
    assert not find_deviation(slanted.xy, lambda x: x, 0, 3)
    np.testing.assert_allclose(own.xy, [[0, 1], [4, 1]])


def test_logarithmic_axes_keep_data_coordinates(ax):
    ax.loglog([1, 10, 100], [1, 100, 10_000])
    ax.axvline(10)
    axes = only(ax)
    assert (axes.xscale, axes.yscale) == ("log", "log")
    np.testing.assert_allclose(axes.lines[0].y, [1, 100, 10_000])
    np.testing.assert_allclose(axes.lines[1].x, [10, 10])


def test_patches_come_with_kind_vertices_and_label(ax):
    ax.add_patch(Circle((1, 2), 0.5, fill=False, label="round"))
    ax.add_patch(Rectangle((0, 0), 2, 1, angle=90, color="blue"))
    circle, turned = only(ax).polygons
    assert (circle.kind, circle.label, circle.filled) == ("Circle", "round", False)
    np.testing.assert_allclose([circle.x.min(), circle.x.max()], [0.5, 1.5], atol=1e-6)
    assert turned.colour == "#0000ff"
    np.testing.assert_allclose([turned.x.min(), turned.x.max(), turned.y.max()], [-1, 0, 2], atol=1e-9)


ARROWS = {
    "quiver": lambda ax, a, b: ax.quiver(*a, *(b - a), angles="xy", scale_units="xy", scale=1),
    "annotate": lambda ax, a, b: ax.annotate("", xy=b, xytext=a, arrowprops={"arrowstyle": "->"}),
    "arrow": lambda ax, a, b: ax.arrow(*a, *(b - a)),
    "short lines": lambda ax, a, b: ax.plot(*np.array([a, b]).T, "k-"),
}


@pytest.mark.parametrize("kind", ARROWS)
def test_arrows_and_short_lines_make_a_path(ax, kind):
    path = np.array([[0.0, 0.0], [1.0, 2.0], [1.5, 2.5], [1.5, 2.5], [3.0, 0.0]])
    for a, b in zip(path[:-1], path[1:]):
        ARROWS[kind](ax, a, b)
    assert any(is_path(found, path, 1e-9) for found in only(ax).paths)
    assert not any(is_path(found, path[:-1], 1e-9) for found in only(ax).paths)


def test_one_quiver_holds_a_whole_path(ax):
    path = np.array([[0.0, 0.0], [1.0, 2.0], [-1.5, 2.5]])
    ax.quiver(*path[:-1].T, *np.diff(path, axis=0).T, angles="xy", scale_units="xy", scale=1)
    assert any(is_path(found, path, 1e-9) for found in only(ax).paths)


def test_a_quiver_of_another_scale_is_no_path(ax):
    ax.quiver(0, 0, 1, 1)
    (arrows,) = only(ax).arrows
    assert not arrows.exact and only(ax).paths == ()


def test_texts_and_annotations(ax):
    ax.text(1, 2, "here")
    ax.annotate("there", xy=(3, 4), xytext=(0.1, 0.1), textcoords="axes fraction")
    text, note = only(ax).texts
    assert (text.text, text.position.tolist(), text.target.tolist()) == ("here", [1, 2], [])
    assert note.target.tolist() == [3, 4] and np.isnan(note.position).all()


def test_images(ax):
    ax.imshow(np.zeros((3, 5)), extent=(0, 1, 2, 3))
    ax.pcolormesh([0, 1, 2], [5, 6], [[1.0, 2.0]])
    second, first = only(ax).images  # collections come before images
    assert (first.extent.tolist(), first.rows, first.columns) == ([0, 1, 2, 3], 3, 5)
    assert (second.extent.tolist(), second.rows, second.columns) == ([0, 2, 5, 6], 1, 2)
    assert np.nanmax(first.xy, axis=0).tolist() == [1, 3] and len(first.x) == 12  # its frame alone
    assert np.nanmax(second.xy, axis=0).tolist() == [2, 6] and len(second.x) == 15  # and the border between its two cells


def test_three_dimensions():
    ax = plt.figure().add_subplot(projection="3d")
    ax.plot(X, X**2, X**3, label="curve")
    ax.scatter(X, X, -X)
    ax.plot_surface(*np.meshgrid(X, X), np.zeros((31, 31)))
    ax.contour(*np.meshgrid(X, X), np.add.outer(X, X))
    axes = only(ax)
    assert axes.projection == "3d"
    np.testing.assert_allclose(axes.lines[0].z, X**3)
    np.testing.assert_allclose(np.sort(axes.points[0].z), np.sort(-X))


# ---- axes, titles, legends


def test_axes_come_with_titles_labels_and_limits(ax):
    ax.set(title="T", xlabel="a", ylabel="b", xlim=(1, 3), ylim=(5, 2), aspect="equal")
    ax.set_title("left", loc="left")
    axes = only(ax)
    assert (axes.title, axes.xlabel, axes.ylabel, axes.aspect) == ("left T", "a", "b", "1.0")
    assert axes.xlim.tolist() == [1, 3] and axes.ylim.tolist() == [5, 2]


def test_colorbars_do_not_count():
    figure, ax = plt.subplots()
    image = ax.imshow(np.eye(3))
    figure.colorbar(image)
    figure.colorbar(image, cax=figure.add_axes([0.9, 0.1, 0.05, 0.8]))
    assert len(view(figure).axes) == 1


def test_hidden_axes_and_hidden_labels():
    figure, (first, second) = plt.subplots(1, 2)
    first.set_visible(False)
    second.set_xlabel("x")
    second.axis("off")
    (axes,) = view(figure).axes
    assert axes.xlabel == ""


def test_labels_of_the_whole_figure_are_those_of_its_axes():
    figure, _ = plt.subplots(2, 1)
    figure.supxlabel("t")
    figure.supylabel("y")
    figure.suptitle("S")
    assert view(figure).labels_axes() and view(figure).suptitle == "S"


def test_labels_of_the_whole_figure_are_those_of_axes_in_its_subfigures():
    figure = plt.figure()
    part = figure.subfigures(1, 2)[0].subfigures(2, 1)[1]
    part.subplots()
    figure.supxlabel("t")
    part.get_figure(root=False).supylabel("y")
    assert view(figure).labels_axes()
    part.supxlabel("nearer")
    assert [ax.xlabel for ax in view(figure).axes] == ["nearer"]


def test_twins_label_their_axes_together():
    figure, ax = plt.subplots()
    ax.set_xlabel("x")
    assert not view(figure).labels_axes()
    ax.twinx().set_ylabel("y")
    assert view(figure).labels_axes()


def test_a_subfigure_s_title_belongs_to_its_axes():
    left, right = plt.figure().subfigures(1, 2)
    left.suptitle("Left")
    left.subplots()
    right.subplots()
    assert [ax.title for ax in view(left.figure.get_figure(root=True)).axes] == ["Left", ""]


def test_no_legend_has_no_texts(ax):
    ax.plot(X, X, label="named")
    assert view(ax.figure).legend == () and only(ax).lines[0].label == "named"


LEGENDS = {
    "own labels": lambda ax, a, b: (a.set_label("one"), b.set_label("two"), ax.legend()),
    "texts": lambda ax, a, b: ax.legend(["one", "two"]),
    "handles and texts": lambda ax, a, b: ax.legend([b, a], ["two", "one"]),
    "other texts than labels": lambda ax, a, b: (a.set_label("x"), b.set_label("y"), ax.legend([a, b], ["one", "two"])),
    "proxies": lambda ax, a, b: ax.legend([Line2D([], [], color="C0"), Line2D([], [], color="C1")], ["one", "two"]),
    "figure": lambda ax, a, b: ax.figure.legend([a, b], ["one", "two"]),
}


@pytest.mark.parametrize("kind", LEGENDS)
def test_lines_have_the_names_that_the_legend_gives_them(ax, kind):
    (a,), (b,) = ax.plot(X, X), ax.plot(X, -X)
    LEGENDS[kind](ax, a, b)
    figure = view(ax.figure)
    assert set(figure.legend) == {"one", "two"}
    assert [line.label for line in figure.axes[0].lines] == ["one", "two"]


@pytest.mark.parametrize("nothing", [[], [np.nan]])
def test_lines_have_the_names_of_empty_lines_that_look_like_them(ax, nothing):
    """What the legend of a contour is made by, which has no label of its own."""
    ax.contour(X, X, np.add.outer(X, X), levels=[0.5], colors="tab:blue")
    ax.scatter(X, X, color="red")
    ax.plot(nothing, nothing, color="tab:blue", label="one")
    ax.scatter(nothing, nothing, color="red", label="two")
    ax.plot(X, X, color="tab:blue", label="three")
    ax.legend()
    axes = only(ax)
    assert [contours.label for contours in axes.contours] == ["one"] and axes.points[0].label == "two"
    assert [line.label for line in axes.lines] == ["one", "three"]


def test_an_open_patch_without_face_is_a_line(ax):
    a, b, c, d = (0, 0), (0, 1), (1, 1), (1, 3)
    bezier = Path([a, b, c, d], [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    ax.add_patch(PathPatch(bezier, fill=False, label="curved"))
    ax.add_patch(PathPatch(Path([a, c, d]), facecolor="none", label="straight"))
    ax.add_patch(PathPatch(bezier))
    ax.add_patch(Polygon([a, c, d], fill=False))
    ax.legend()
    axes = only(ax)
    curved, straight = axes.lines
    assert [curved.label, straight.label] == ["curved", "straight"] and len(axes.polygons) == 2
    t = np.linspace(0, 1, len(curved.xy))
    x, y = 3 * (1 - t) * t**2 + t**3, 3 * (1 - t) ** 2 * t + 3 * (1 - t) * t**2 + 3 * t**3
    np.testing.assert_allclose(curved.xy, np.stack([x, y], axis=1), atol=1e-9)
    np.testing.assert_allclose(straight.xy, [a, c, d])


def test_paths_of_a_collection_are_lines_unless_they_are_filled(ax):
    paths = [Path([(0, 0), (1, 2), (2, 3)])]
    ax.add_collection(PathCollection(paths, facecolors="none", edgecolors="red", label="path"))
    ax.add_collection(PathCollection(paths, facecolors="red"))
    axes = only(ax)
    assert [(line.label, line.xy.tolist()) for line in axes.lines] == [("path", [[0, 0], [1, 2], [2, 3]])]
    assert axes.markers == () and len(axes.polygons) == 1


def test_a_legend_on_a_twin_names_the_lines_of_both():
    figure, ax = plt.subplots()
    lines = ax.plot(X, X, "b") + ax.twinx().plot(X, -X, "r")
    ax.legend(lines, ["one", "two"])
    assert [axes.lines[0].label for axes in view(figure).axes] == ["one", "two"]


def test_scatter_and_bars_take_names_from_legends_and_containers(ax):
    dots = ax.scatter(X, X, color="red")
    ax.errorbar([1], [2], yerr=1, fmt="go", label="measured")
    ax.legend([Line2D([], [], marker="o", linestyle="", color="red")], ["dots"])
    axes = only(ax)
    assert dots.get_label().startswith("_") and axes.points[0].label == "dots"
    assert {line.label for line in axes.lines} == {"measured"}


def test_markers_drawn_in_a_loop_share_the_first_one_s_label(ax):
    for number in range(4):
        ax.plot(number, 1, "ro", label=None if number else "ones")
        ax.plot(number, 2, "bo", label="twos" if number == 0 else "_nolegend_")
    ax.plot(9, 9, "ks")
    figure = view(ax.figure)
    assert len(figure.marked("ones", without="twos")) == 4 == len(figure.marked("TWOS", without="ones"))


def test_what_the_limits_of_the_axes_cut_off_is_not_seen(ax):
    ax.plot(X, X**2, label="square")
    ax.plot(X, X, "o")
    ax.set(xlim=(2.0, -1.0), ylim=(-1.0, 4.0))  # turned around, the last marker on the edge
    figure = view(ax.figure)
    assert figure.curves_along(np.square, -1.0, 2.0) and len(figure.marked("", without="square")) == len(X)
    ax.set(xlim=(-1.0, 1.0), ylim=(0.0, 4.0))
    figure = view(ax.figure)
    assert not figure.curves_along(np.square, -1.0, 2.0) and figure.curves_along(np.square, -1.0, 1.0)
    assert figure.explain_misses(np.square, -1.0, 2.0).startswith("line 'square': the x axis goes from -1 to 1 only")
    assert figure.marked("", without="square").tolist() == [[x, x] for x in X[10:21]]


@pytest.mark.parametrize("scale", ["yscale", "xscale"])
def test_a_logarithmic_axis_has_no_place_for_negative_numbers(ax, scale):
    ax.plot(X, X, label="line")
    ax.set(**{scale: "log"})
    figure = view(ax.figure)
    assert not figure.curves_along(np.positive, -1.0, 2.0) and figure.curves_along(np.positive, 0.25, 2.0)


def test_lines_do_not_share_labels(ax):
    ax.plot(X, X, "k", label="f")
    ax.plot(X, -X, "k")
    assert [line.label for line in only(ax).lines] == ["f", ""]


def test_legends_added_by_hand_and_hidden_ones(ax):
    (line,) = ax.plot(X, X)
    ax.add_artist(ax.legend([line], ["first"]))
    ax.legend([line], ["second"])
    assert sorted(view(ax.figure).legend) == ["first", "second"]
    ax.get_legend().set_visible(False)
    assert view(ax.figure).legend == ("first",)


# ---- the way there and back


@pytest.mark.parametrize("make", [plt.figure, Figure, type("Mine", (Figure,), {})])
def test_figures_of_every_make_travel(make):
    figure = make()
    figure.add_subplot().plot(X, X)
    assert isinstance(view(figure), FigureView)


def test_a_figure_of_pyplot_is_closed_when_it_has_been_described():
    values.encode(plt.figure())
    assert plt.get_fignums() == []


@pytest.mark.parametrize("habit", [lambda fig, ax: ax, lambda fig, ax: (fig, ax), lambda fig, ax: ax.plot(X, X)])
def test_what_students_return_instead_is_refused_with_advice(habit):
    with pytest.raises(UnsupportedValue, match="return the Figure"):
        values.encode(habit(*plt.subplots()))


def test_describing_draws_nothing_and_warns_of_nothing(ax, monkeypatch):
    monkeypatch.setattr(Figure, "draw", None)
    ax.plot(X, X, label="f")
    ax.legend()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        describe_figure(ax.figure)


def test_masses_of_artists_are_cut_and_long_lines_thinned_out(ax):
    for _ in range(values.MAX_FIGURE_ARTISTS + 50):
        ax.add_line(Line2D([0, 1], [0, 1]))
    other = Figure().subplots()
    long = np.linspace(0, 1, 100_000)
    for _ in range(60):
        other.add_line(Line2D(long, long))
    assert len(only(ax).lines) == values.MAX_FIGURE_ARTISTS
    lines = only(other).lines
    assert lines[0].count == 100_000 and len(lines[0].x) == 20_000 and lines[0].x[-1] == 1.0
    assert sum(len(line.x) for line in lines) <= values.MAX_FIGURE_POINTS


@pytest.mark.parametrize("draw", [
    lambda ax: ax.quiver(*np.meshgrid(np.arange(700), np.arange(700)), 1, 1),
    lambda ax: ax.hlines(np.arange(100_000), 0, 1),
    lambda ax: ax.eventplot(np.arange(100_000)),
    lambda ax: ax.bar(np.arange(4_500), 1.0),
    lambda ax: ax.scatter(np.arange(1_000_000), np.arange(1_000_000)),
    lambda ax: ax.contour(np.add.outer(np.arange(300.0), np.arange(300.0)) % 7, levels=np.linspace(0, 7, 30)),
    lambda ax: [ax.text(0, 0, "a" * 10_000) for _ in range(3_000)],
    lambda ax: (ax.plot(X, X, label="l" * 100_000), ax.legend()),
], ids=["quiver", "hlines", "eventplot", "bars", "scatter", "contours", "texts", "label"])  # fmt: skip
def test_the_largest_figures_fit_the_caps(ax, draw):
    draw(ax)
    axes = only(ax)
    assert axes.curves is not None and axes.markers is not None and axes.paths is not None and axes.outlines is not None


def test_an_artist_that_cannot_be_read_is_left_out(ax):
    class Odd(Line2D):
        def get_xydata(self):
            raise RuntimeError

    ax.add_line(Odd([0, 1], [0, 1]))
    ax.plot(X, X)
    assert len(only(ax).lines) == 1


# ---- in real life


def draw_something():
    """Return a figure as a student would."""
    from matplotlib import pyplot as plt

    plt.plot([1, 2], [3, 4], "o-", label="line")
    plt.legend()
    return plt.gcf()


def test_pyplot_s_current_figure_starts_afresh_at_each_call():
    session = in_kernel.KernelSession({"draw": draw_something})
    payload = cloudpickle.dumps(((), {}))
    for _ in range(2):
        reply = session.call("draw", payload, watch=False)
        assert len(read_figure(reply.value.data).axes[0].lines) == 1


def test_a_figure_comes_back_from_a_worker(tmp_path):
    source = (
        "from matplotlib import pyplot as plt\ndef draw(n):\n    fig, ax = plt.subplots()\n"
        "    ax.plot(range(n), label='line')\n    ax.legend()\n    plt.show()\n    return fig\n"
    )
    with Engine() as engine:
        engine.preload(["numpy", "matplotlib.pyplot"])
        engine.wait_until_warm()
        client, cells = ZygoteClient(engine.control), [new_code_cell(source)]
        run = NotebookRun(client, cells, tmp_path, Limits(), {}, {"test_draw": 0})
        try:
            run.reach("test_draw")
            reply = run.call("draw", cloudpickle.dumps(((5,), {})), False)
        finally:
            run.close()
    assert reply.outcome == outcomes.PASSED, reply.problem
    assert read_figure(reply.value.data).legend == ("line",)
