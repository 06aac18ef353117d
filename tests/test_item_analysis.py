"""Item analysis against numbers worked out by hand for a class of five students and three items."""

import math

import numpy as np
import pytest

from autograder.pages import item_analysis as ia

#                       A  B  C
POINTS = np.array([[2.0, 1, 3],
                   [2.0, 1, 1],
                   [1.0, 0, 2],
                   [0.0, 1, 1],
                   [0.0, 0, 0]])  # fmt: skip
TOTALS = POINTS.sum(axis=1)  # 6 4 3 2 0
NAN = float("nan")


def test_difficulty_is_the_mean_share():
    assert ia.difficulty(POINTS[:, 0] / 2) == 0.5  # (1 + 1 + ½) / 5
    assert ia.difficulty(np.array([1.0, NAN, 0.0])) == 0.5
    assert ia.difficulty(np.array([NAN])) is None


def test_item_rest_correlations_by_hand():
    # A: (2 2 1 0 0) with its rest B + C = (4 2 2 2 0). Means 1 and 2; deviations (1 1 0 −1 −1) and (2 0 0 0 −2):
    # products 2 + 2 = 4; squares 4 and 8; 4 / √32 = 0.7071.
    # B: (1 1 0 1 0), rest A + C = (5 3 3 1 0). Means 0.6 and 2.4: products 0.4·2.6 + 0.4·0.6 − 0.6·0.6 − 0.4·1.4 + 0.6·2.4
    # = 1.8; squares 1.2 and 6.76 + 0.36 + 0.36 + 1.96 + 5.76 = 15.2; 1.8 / √18.24 = 0.42147.
    # C: (3 1 2 1 0), rest A + B = (3 3 1 1 0). Means 1.4 and 1.6: products 1.6·1.4 − 0.4·1.4 − 0.6·0.6 + 0.4·0.6 + 1.4·1.6
    # = 3.8; squares 5.2 and 7.2; 3.8 / √37.44 = 0.62103.
    expected = [4 / math.sqrt(32), 1.8 / math.sqrt(1.2 * 15.2), 3.8 / math.sqrt(5.2 * 7.2)]
    assert ia.item_rest_correlations(POINTS) == pytest.approx(expected)


def test_upper_lower_index_by_hand():
    # 27 % of five students are 1.35. Upper: all of the first (6), 0.35 of the second (4); lower: all of the last (0),
    # 0.35 of the fourth (2). Item A in shares: (1·1 + 0.35·1 − 0 − 0) / 1.35 = 1. Item C (thirds): (1 + 0.35/3 − 0.35/3) / 1.35.
    assert ia.upper_lower_index(POINTS[:, 0] / 2, TOTALS) == pytest.approx(1.0)
    assert ia.upper_lower_index(POINTS[:, 2] / 3, TOTALS) == pytest.approx(1 / 1.35)


def test_students_who_tie_at_the_border_count_in_part_whatever_their_order():
    totals = np.array([5.0, 3.0, 3.0, 3.0, 1.0])
    shares = np.array([1.0, 1.0, 0.0, 0.5, 0.0])
    # Upper: the first, and 0.35 spread over three ties: 1 + 0.35·0.5; lower: the last, and the same: 0.35·0.5.
    assert ia.upper_lower_index(shares, totals) == pytest.approx(1 / 1.35)
    again = [0, 3, 1, 2, 4]
    assert ia.upper_lower_index(shares[again], totals[again]) == pytest.approx(1 / 1.35)


def test_reliability_by_hand():
    # Variances (n − 1): A 4/4 = 1, B 1.2/4 = 0.3, C 5.2/4 = 1.3; totals (6 4 3 2 0) have mean 3, 20/4 = 5.
    # α = 3/2 · (1 − 2.6/5) = 0.72.
    assert ia.reliability(POINTS) == pytest.approx(0.72)
    unmarked = np.vstack([POINTS, [2.0, NAN, 3.0]])
    assert ia.reliability(unmarked) == pytest.approx(0.72)
    assert ia.reliability(np.column_stack([POINTS, np.full(5, NAN)])) == pytest.approx(0.72)


def test_jaccard_of_a_four_fold_table():
    first = np.array([True, True, True, False, False])
    second = np.array([True, True, False, True, False])
    # both 2, first only 1, second only 1, none 1: 2/4.
    matrix = ia.jaccard_matrix(np.stack([first, second, np.zeros(5, bool)], axis=1))
    assert matrix.tolist() == [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 0.0]]


def test_clusters_are_what_is_alike_on_average():
    similar = np.array([[1.0, 0.1, 0.9, 0.0], [0.1, 1.0, 0.1, 0.6], [0.9, 0.1, 1.0, 0.1], [0.0, 0.6, 0.1, 1.0]])
    order, clusters = ia.cluster(similar)
    assert clusters == [[0, 2], [1, 3]]
    assert abs(order.index(0) - order.index(2)) == 1 and abs(order.index(1) - order.index(3)) == 1
    assert ia.cluster(similar, threshold=0.7)[1] == [[0, 2]]
    assert ia.cluster(similar, threshold=0.0)[1] == [[0, 1, 2, 3]]
    assert ia.cluster(np.zeros((0, 0))) == ([], []) and ia.cluster(np.ones((1, 1))) == ([0], [])


def test_what_cannot_be_computed_is_none():
    constant, two = np.ones(5), np.array([1.0, 0.0])
    assert ia.correlation(constant, TOTALS) is None
    assert ia.correlation(two, two) is None
    assert ia.upper_lower_index(constant, constant) is None
    assert ia.upper_lower_index(two, two) is None
    assert ia.reliability(np.ones((5, 2))) is None and ia.reliability(POINTS[:, :1]) is None


def test_a_mark_that_is_not_there_yet_is_neither_an_item_s_nor_counted_as_nothing_in_a_sum():
    # A fourth item, a written answer out of 10, of which three of five students have their mark: 9 1 5.
    points = np.column_stack([POINTS, [9.0, NAN, 1.0, 5.0, NAN]])
    assert ia.totals(points).tolist() == pytest.approx([15, NAN, 4, 7, NAN], nan_ok=True)
    # A: (2 1 0) of those three with the rest (4+9 2+1 2+5) = (13 3 7): means 1 and 23/3; products 1·16/3 + 0 + 1·2/3 = 6;
    # squares 2 and (16² + 14² + 2²) / 9 = 456/9.
    assert ia.item_rest_correlations(points)[0] == pytest.approx(6 / math.sqrt(2 * 456 / 9))
    # The written answer (9 1 5) with the rest, the totals of the other three (6 3 2): means 5 and 11/3; products 4·7/3 + 4·2/3 = 12;
    # squares 32 and (7² + 2² + 5²) / 9 = 78/9.
    assert ia.item_rest_correlations(points)[3] == pytest.approx(12 / math.sqrt(32 * 78 / 9))
    # Of two of five the class has no mark yet: sums are those of the other items, as if it were not there.
    points[2, 3] = NAN
    assert ia.totals(points).tolist() == TOTALS.tolist()
    assert ia.item_rest_correlations(points)[:3] == ia.item_rest_correlations(POINTS)
    assert ia.item_rest_correlations(points)[3] is None


def test_students_without_a_total_are_in_no_group():
    # 27 % of three students are 0.81 of one: the first (6) above, the last (0) below, whatever those without a total have.
    shares, totals = np.array([1.0, 0.0, 0.5, 1.0, 0.25]), np.array([6.0, NAN, 3.0, NAN, 0.0])
    assert ia.upper_lower_index(shares, totals) == pytest.approx(0.75)


def test_summary_of_marks():
    assert ia.summarise_marks(TOTALS) == pytest.approx(
        {"n": 5, "mean": 3.0, "sd": 2.0, "min": 0.0, "q1": 2.0, "median": 3.0, "q3": 4.0, "max": 6.0}
    )
    assert ia.summarise_marks([]) == {"n": 0}
