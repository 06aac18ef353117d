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


def test_phi_and_jaccard_of_a_four_fold_table():
    first = np.array([True, True, True, False, False])
    second = np.array([True, True, False, True, False])
    # both 2, first only 1, second only 1, none 1: φ = (2·1 − 1·1) / √(3·2·3·2) = 1/6; Jaccard 2/4.
    assert ia.phi(first, second) == pytest.approx(1 / 6)
    assert ia.jaccard(first, second) == 0.5
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
    assert ia.jaccard(np.zeros(3, bool), np.zeros(3, bool)) is None


def test_a_missing_mark_is_left_out_of_its_item_and_counts_nothing_in_the_rest():
    points = POINTS.copy()
    points[4, 1] = NAN
    # B without the last student: (1 1 0 1) with (5 3 3 1): means 0.75 and 3; products 0.25·2 + 0 + 0 − 0.25·2 = 0.
    assert ia.item_rest_correlations(points)[1] == pytest.approx(0.0)
    assert ia.item_rest_correlations(points)[0] == pytest.approx(4 / math.sqrt(32))


def test_summary_of_marks():
    assert ia.summarise_marks(TOTALS) == pytest.approx(
        {"n": 5, "mean": 3.0, "sd": 2.0, "min": 0.0, "q1": 2.0, "median": 3.0, "q3": 4.0, "max": 6.0}
    )
    assert ia.summarise_marks([]) == {"n": 0}
