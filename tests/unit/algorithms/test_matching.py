"""Matching: overlaps, groups of one per labeler, medians, outlines and lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms import matching
from goldsmith.algorithms.matching import box_overlap, candidate_pairs, group_pairs, interval_overlap
from goldsmith.algorithms.outlines import line_distance, polygon_overlap, weighted_median, weighted_middle

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]


def test_overlaps_are_intersection_over_union():
    assert interval_overlap(np.array([[0.0, 4.0]]), np.array([[2.0, 6.0]])).tolist() == [pytest.approx(1 / 3)]
    boxes = np.array([[0.0, 0.0, 2.0, 2.0]]), np.array([[1.0, 0.0, 3.0, 2.0]])
    assert box_overlap(*boxes).tolist() == [pytest.approx(1 / 3)]
    apart = np.array([[0.0, 0.0, 1.0, 1.0]]), np.array([[5.0, 5.0, 6.0, 6.0]])
    assert box_overlap(*apart).tolist() == [0]
    upright = np.array([[1.0, 0.0, 1.0, 5.0]])
    assert box_overlap(upright, upright).tolist() == [1]
    assert box_overlap(upright, upright + 1).tolist() == [0]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8), st.data())
def test_groups_hold_each_thing_once_and_each_owner_at_most_once(owners, data):
    things = st.integers(0, len(owners) - 1)
    pairs = data.draw(st.lists(st.tuples(things, things), max_size=20))
    groups = group_pairs(owners, pairs)
    assert sorted(thing for group in groups for thing in group) == list(range(len(owners)))
    for group in groups:
        assert len({owners[thing] for thing in group}) == len(group)
    assert groups == sorted(groups)


def test_the_best_pair_is_joined_first():
    assert group_pairs([0, 1, 1], [(0, 2), (0, 1)]) == [[0, 2], [1]]


def test_crowded_items_are_compared_with_their_neighbours_only(monkeypatch):
    points = np.random.default_rng(0).uniform(0, 1000, (600, 4))
    here, there = candidate_pairs(points, points + 0.1)
    assert len(here) < 600 * 2 * matching.NEAREST + 1
    assert {(n, n) for n in range(600)} <= set(zip(here.tolist(), there.tolist(), strict=True))
    same = np.zeros((600, 4))
    assert len(candidate_pairs(same, same)[0]) <= 600 * 2 * matching.NEAREST


def test_outlines_overlap_as_areas_do():
    half = [(5, 0), (15, 0), (15, 10), (5, 10)]
    assert polygon_overlap(SQUARE, SQUARE) == 1
    assert polygon_overlap(SQUARE, half) == pytest.approx(1 / 3, abs=0.02)
    assert polygon_overlap(SQUARE, half) == polygon_overlap(half, SQUARE)
    assert polygon_overlap(SQUARE, [(50, 50), (60, 50), (60, 60)]) == 0
    assert 0 <= polygon_overlap([(1, 1)] * 3, SQUARE) <= 1


def test_lines_are_as_far_apart_as_their_points_whatever_their_direction():
    line = [(0, 0), (10, 0)]
    assert line_distance(line, [(10, 3), (5, 3), (0, 3)]) == pytest.approx(3)
    assert line_distance(line, line[::-1]) == 0
    assert line_distance([(1, 1), (1, 1)], [(1, 1), (1, 1)]) == 0


WEIGHTED = st.lists(st.tuples(st.integers(-5, 5), st.sampled_from([0.5, 1.0, 2.0])), min_size=1, max_size=7)


@given(WEIGHTED)
def test_the_middle_halves_the_weight_and_is_one_of_the_values(pairs):
    values, weights = zip(*pairs, strict=True)
    middle = weighted_middle(values, weights)
    assert middle in values
    assert sum(weight for value, weight in pairs if value < middle) <= sum(weights) / 2
    assert sum(weight for value, weight in pairs if value > middle) <= sum(weights) / 2


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=7), st.sampled_from([0.5, 1.0, 3.0]))
def test_equal_weights_give_the_plain_median(values, weight):
    assert weighted_median(values, [weight] * len(values)) == pytest.approx(np.median(values))


@given(WEIGHTED, st.integers(0, 6))
def test_no_small_difference_between_labelers_lets_one_decide_alone(pairs, number):
    values, weights = (list(column) for column in zip(*pairs, strict=True))
    before = weighted_median(values, weights)
    weights[number % len(weights)] += 1e-6
    assert min(values) <= before <= max(values)
    assert weighted_median(values, weights) == pytest.approx(before, abs=1e-4)
