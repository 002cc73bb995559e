"""Chains of mentions: B³ against its definition, clusters by votes, and the time they take."""

import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.coreference import b_cubed, cluster_by_votes, connect

clusterings = st.lists(st.integers(0, 4), min_size=0, max_size=12).map(
    lambda marks: [[n for n, mark in enumerate(marks) if mark == each] for each in sorted(set(marks))]
)


def by_definition(first, second):
    """Bagga and Baldwin's sums, thing by thing, clusters of one left out and twinless things alone."""

    def share(ours, theirs):
        of_theirs = {item: set(cluster) for cluster in theirs for item in cluster}
        shares = []
        for cluster in ours:
            for item in cluster:
                both = len(set(cluster) & of_theirs.get(item, set()))
                shares.append(both / len(cluster) if both > 1 else 0)
        return sum(shares) / len(shares) if shares else 0

    first, second = ([each for each in clusters if len(each) > 1] for clusters in (first, second))
    if not first and not second:
        return 1
    precision, recall = share(first, second), share(second, first)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0


@given(first=clusterings, second=clusterings)
def test_b_cubed_is_what_its_definition_says(first, second):
    assert b_cubed(first, second) == pytest.approx(by_definition(first, second))
    assert b_cubed(first, second) == pytest.approx(b_cubed(second, first))
    assert b_cubed(first, first) == 1


@given(clusters=clusterings)
def test_votes_that_agree_give_back_the_clusters(clusters):
    group = {item: number for number, cluster in enumerate(clusters) for item in cluster}
    weights = {pair: 0.5 if group[pair[0]] == group[pair[1]] else -0.5 for pair in combinations(sorted(group), 2)}
    assert cluster_by_votes(weights) == sorted(each for each in clusters if len(each) > 1)


def test_a_bridge_does_not_join_what_most_keep_apart():
    weights = {(0, 1): 0.4, (2, 3): 0.4, (1, 2): 0.1, (0, 2): -0.3, (0, 3): -0.3, (1, 3): -0.3}
    assert cluster_by_votes(weights) == [[0, 1], [2, 3]]


def test_many_links_make_chains_at_once():
    begun = time.process_time()
    assert connect((n, n + 1) for n in range(100_000)) == [list(range(100_001))]
    assert cluster_by_votes({(n, n + 1): 0.5 for n in range(20_000)}) == [list(range(20_001))]
    assert time.process_time() - begun < 5
