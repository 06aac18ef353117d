"""Does this curve follow f, is this path those iterates: what can be said of tables of points."""

import numpy as np
import pytest

from autograder.figure_geometry import count_at_once, find_deviation, is_path, join_pieces, same_points


def table(x, y):
    return np.stack([np.asarray(x, float), np.asarray(y, float)], axis=1)


GRID = np.linspace(0, 3, 61)


@pytest.mark.parametrize(("drawn", "right"), [
    (table(GRID, np.sin(GRID)), True),
    (table(GRID[::-1], np.sin(GRID[::-1])), True),
    (table(np.linspace(-5, 9, 300), np.sin(np.linspace(-5, 9, 300))), True),
    (table(GRID.astype(np.float32), np.sin(GRID.astype(np.float32))), True),
    (table(GRID, np.sin(GRID) + 0.004), True),
    (table(GRID, np.sin(GRID) + 0.006), False),
    (table(GRID, np.cos(GRID)), False),
    (table(GRID[:50], np.sin(GRID[:50])), False),
    (table(GRID[::12], np.sin(GRID[::12])), False),
    (table(np.roll(GRID, 30), np.sin(np.roll(GRID, 30))), False),
    (table(np.where(np.abs(GRID - 1.5) < 0.2, np.nan, GRID), np.sin(GRID)), False),
    (table([1.0], [np.sin(1.0)]), False),
    (table([], []), False),
    (table([0, 3], [0, 3]), False),
], ids=["right", "backwards", "wider", "float32", "just right", "just wrong", "other", "too short", "too few points",
        "unsorted", "with a gap", "one point", "empty", "straight"])  # fmt: skip
def test_a_curve_follows_f_or_is_told_where_not(drawn, right):
    assert (find_deviation(drawn, np.sin, 0.0, 3.0) == "") == right


def test_a_constant_function_has_its_size_for_a_scale():
    flat = table([0, 3], [2.0, 2.0])
    assert not find_deviation(flat, lambda x: 2.0 + 0 * x, 0, 3)
    assert find_deviation(flat, lambda x: 2.1 + 0 * x, 0, 3)
    assert not find_deviation(table([0, 3], [0, 0]), lambda x: 0 * x, 0, 3)


def test_points_are_compared_as_a_set():
    points = table([1, 2, 3], [4, 5, 6])
    assert same_points(points[::-1], points, (1e-9, 1e-9))
    assert same_points(np.concatenate([points, points[:1]]), points, (1e-9, 1e-9))
    assert not same_points(points[:2], points, (1e-9, 1e-9))
    assert not same_points(np.concatenate([points, [[9, 9]]]), points, (1e-9, 1e-9))
    assert same_points(np.zeros((0, 2)), np.zeros((0, 2)), (0, 0)) and not same_points(np.zeros((0, 2)), points, (1, 1))


def test_a_path_has_its_points_in_order_and_no_other():
    path = table([0, 1, 1], [0, 2, 3])
    assert is_path(path + 1e-6, path, 1e-5)
    assert not is_path(path[:2], path, 1e-5)
    assert not is_path(np.concatenate([path, path[-1:]]), path, 1e-5)
    assert not is_path(path[::-1], path, 1e-5)


def test_pieces_join_where_one_begins_at_the_other_s_end():
    first, second, apart = table([0, 1], [0, 0]), table([1, 2], [0, 1]), table([5, 6], [5, 6])
    assert [len(path) for path in join_pieces([first, second, apart])] == [3, 2]


def test_pieces_side_by_side_are_one_curve_and_copies_are_several():
    pieces = [table(part, np.sin(part)) for part in (GRID[:21], GRID[20:41], GRID[40:])]
    copies = [table(GRID[start:], np.sin(GRID[start:])) for start in range(0, 61, 20)]
    others = [table(GRID, np.cos(GRID)), table([np.nan], [0.0]), table([], [])]
    assert count_at_once([*pieces, *others], np.sin) == 1
    assert count_at_once([*copies, *others], np.sin) == 3  # the last is a single point
    assert count_at_once(others, np.sin) == count_at_once([], np.sin) == 0
