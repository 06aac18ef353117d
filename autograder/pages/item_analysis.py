"""Item analysis: what the marks of a class say about exercises and checks. Pure functions of NumPy arrays.

An item is an exercise or a check; a row of `items` is a student, a column an item. NaN is a mark that is not there. What
cannot be computed (fewer than three students, everybody alike) is None.

Source: Crocker and Algina (1986), Introduction to Classical and Modern Test Theory, chapters 7 and 14; Kelley (1939), The
selection of upper and lower groups for the validation of test items (the 27 %).
"""

import math

import numpy as np

FEW = 3  # students, below which a correlation says nothing
GROUP = 0.27  # share of the class in the upper and in the lower group


def difficulty(shares):
    """Return the mean share of the points that was earned, the test theorists' p: 1 is an easy item. None for no mark."""
    known = shares[~np.isnan(shares)]
    return float(known.mean()) if known.size else None


def correlation(first, second):
    """Return Pearson's correlation over the students who have both; None for fewer than three, or where one is constant."""
    both = ~(np.isnan(first) | np.isnan(second))
    a, b = first[both], second[both]
    if a.size < FEW or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    a, b = a - a.mean(), b - b.mean()
    value = float((a @ b) / math.sqrt((a @ a) * (b @ b)))
    return max(-1.0, min(1.0, value))


def in_sums(points):
    """Return of each item whether sums are taken over it: most have a mark in it. points : shape (students, items)."""
    return np.isnan(points).sum(axis=0) < len(points) / 2


def totals(points):
    """Return each student's sum of the items that most have a mark in; NaN for who has none yet in one of these."""
    return points[:, in_sums(points)].sum(axis=1)


def item_rest_correlations(points):
    """Return for each item its correlation with the sum of the others: do those who know the rest know this too?

    points : shape (students, items). The others are those that totals() sums, of the students who have a mark in each.
    """
    counted = in_sums(points)
    rests = (points[:, counted & (np.arange(counted.size) != item)].sum(axis=1) for item in range(counted.size))
    return [correlation(points[:, item], rest) for item, rest in enumerate(rests)]


def upper_lower_index(shares, totals):
    """Return D: the mean share of the upper 27 % of the class, by totals, minus that of the lower 27 %.

    Students who tie at a group's border belong to it in part, so that the order of the class does not matter. The class is
    whoever has both a share and a total.
    """
    known = ~(np.isnan(shares) | np.isnan(totals))
    shares, totals = shares[known], totals[known]
    if shares.size < FEW or np.ptp(totals) == 0:
        return None
    size = max(1.0, GROUP * shares.size)
    upper, lower = _membership(-totals, size), _membership(totals, size)
    return float((upper @ shares - lower @ shares) / size)


def _membership(ranked, size):
    """Return how much of each student belongs to the `size` first ones: all, nothing, or a part at a tie."""
    order = np.sort(ranked)
    border = order[math.ceil(size) - 1]
    before, tied = ranked < border, ranked == border
    return before + tied * ((size - before.sum()) / tied.sum())


def reliability(points):
    """Return Cronbach's α of the items that most have a mark in, over the students who have one in all of these."""
    points = points[:, in_sums(points)]
    complete = points[~np.isnan(points).any(axis=1)]
    students, items = complete.shape
    if students < FEW or items < 2:
        return None
    total = complete.sum(axis=1).var(ddof=1)
    if total == 0:
        return None
    return float(items / (items - 1) * (1 - complete.var(axis=0, ddof=1).sum() / total))


def jaccard_matrix(lost):
    """Return all items' Jaccard indices: of those who lost either of two, the share that lost both; 0 where nobody did.

    lost : bool, shape (students, items). Returns shape (items, items).
    """
    counts = lost.astype(float)
    both = counts.T @ counts
    single = counts.sum(axis=0)
    either = single[:, None] + single[None, :] - both
    return np.divide(both, either, out=np.zeros_like(both), where=either > 0)


def cluster(similarity, threshold=0.5):
    """Return (order, clusters) by average linkage: like items side by side, and groups that are alike on average.

    similarity : symmetric, shape (n, n). threshold : the mean similarity down to which groups are joined.
    """
    groups = [[item] for item in range(len(similarity))]
    clusters = None
    while len(groups) > 1:
        first, second, value = _closest(groups, similarity)
        if value < threshold and clusters is None:
            clusters = [sorted(group) for group in groups if len(group) > 1]
        groups[first] = groups[first] + groups.pop(second)
    if clusters is None:
        clusters = [sorted(group) for group in groups if len(group) > 1]
    return (groups[0] if groups else []), clusters


def _closest(groups, similarity):
    member = np.zeros((len(groups), len(similarity)))
    for index, group in enumerate(groups):
        member[index, group] = 1 / len(group)
    means = member @ similarity @ member.T
    means[np.tril_indices(len(groups))] = -np.inf
    first, second = np.unravel_index(int(means.argmax()), means.shape)
    return int(first), int(second), float(means[first, second])


def summarise_marks(marks):
    """Return number, mean, standard deviation (of the class: divided by n), quartiles and extremes of a class's marks."""
    marks = np.asarray(marks, dtype=float)
    if not marks.size:
        return {"n": 0}
    low, lower, median, upper, high = np.quantile(marks, [0, 0.25, 0.5, 0.75, 1])
    return {
        "n": int(marks.size), "mean": float(marks.mean()), "sd": float(marks.std()), "min": float(low), "q1": float(lower),
        "median": float(median), "q3": float(upper), "max": float(high),
    }  # fmt: skip
