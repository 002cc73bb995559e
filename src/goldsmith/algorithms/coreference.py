"""Chains of mentions: comparing two ways to group the same things, and grouping them by votes on pairs. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["b_cubed", "cluster_by_votes", "connect"]

Clusters = Sequence[Sequence[int]]


def connect(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected components of two and more, each in ascending order, by their least member.

    >>> connect([(5, 2), (1, 0), (2, 9)])
    [[0, 1], [2, 5, 9]]
    """
    parent: dict[int, int] = {}

    def root(item: int) -> int:
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    found: dict[int, list[int]] = {}
    for item in sorted(parent):
        found.setdefault(root(item), []).append(item)
    return sorted(members for members in found.values() if len(members) > 1)


def b_cubed(first: Clusters, second: Clusters) -> float:
    """B³ F1 of two clusterings of numbered things, in [0, 1], the same both ways; 1 where neither groups anything.

    Precision is, over the things of one clustering, the mean share of a thing's cluster that is with it in the other;
    recall is the same the other way. A thing that the other clustering lacks stands alone there. Clusters of one are
    left out on both sides, so that links that everybody omits do not raise it.
    Source: Bagga and Baldwin, "Algorithms for Scoring Coreference Chains", LREC 1998.

    >>> b_cubed([[1, 2, 3]], [[1, 2, 3]]), b_cubed([[1, 2]], [[3, 4]])
    (1.0, 0.0)
    >>> round(b_cubed([[1, 2, 3]], [[1, 2]]), 3)
    0.615
    """
    first, second = ([each for each in clusters if len(each) > 1] for clusters in (first, second))
    if not first and not second:
        return 1.0
    precision, recall = _mean_share(first, second), _mean_share(second, first)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean_share(ours: Clusters, theirs: Clusters) -> float:
    place = {item: number for number, cluster in enumerate(theirs) for item in cluster}
    total, count = 0.0, 0
    for cluster in ours:
        together: dict[int, int] = {}
        for item in cluster:
            if item in place:
                together[place[item]] = together.get(place[item], 0) + 1
        # Things that stay together n at a time share n links to each other; one alone shares none.
        total += sum(n * n for n in together.values() if n > 1) / len(cluster)
        count += len(cluster)
    return total / count if count else 0.0


def cluster_by_votes(weights: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Group things so that many votes are kept: a greedy solution of correlation clustering, the same each time.

    `weights[i, j]`, i < j, is positive where i and j belong together; pairs that are missing weigh nothing. From single
    things on, the two clusters with the greatest positive sum between them are joined, ties by the least members. Gives
    clusters of two and more. O(p log p) for p pairs and few joins of large clusters.
    Source: Bansal, Blum and Chawla, "Correlation Clustering", Machine Learning 56, 2004; the greedy join is that of
    Elsner and Schudy, "Bounding and Comparing Methods for Correlation Clustering beyond ILP", 2009.

    >>> cluster_by_votes({(0, 1): 0.4, (1, 2): 0.3, (0, 2): -0.5})
    [[0, 1]]
    """
    between: dict[int, dict[int, float]] = {}
    for (one, other), weight in sorted(weights.items()):
        between.setdefault(one, {})[other] = weight
        between.setdefault(other, {})[one] = weight
    members = {item: [item] for item in between}
    waiting = [(-weight, low, high) for (low, high), weight in weights.items() if weight > 0]
    heapq.heapify(waiting)
    while waiting:
        negative, keep, gone = heapq.heappop(waiting)
        if keep not in members or gone not in members or between[keep].get(gone) != -negative:
            continue
        _join(between, members, keep, gone, waiting)
    return sorted(sorted(each) for each in members.values() if len(each) > 1)


def _join(
    between: dict[int, dict[int, float]],
    members: dict[int, list[int]],
    keep: int,
    gone: int,
    waiting: list[tuple[float, int, int]],
) -> None:
    members[keep] += members.pop(gone)
    del between[keep][gone]
    for other, weight in between.pop(gone).items():
        if other == keep:
            continue
        del between[other][gone]
        total = between[keep].get(other, 0.0) + weight
        between[keep][other] = between[other][keep] = total
        if total > 0:
            low, high = sorted((keep, other))
            heapq.heappush(waiting, (-total, low, high))
