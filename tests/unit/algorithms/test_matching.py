"""Matching: overlaps, groups of one per labeler, medians, outlines and lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms import matching
from goldsmith.algorithms.matching import box_overlap, candidate_pairs, group_pairs, interval_overlap
from goldsmith.algorithms.outlines import (
    Area,
    circular_median,
    line_distance,
    most_central,
    polygon_overlap,
    weighted_median,
    weighted_middle,
)

SQUARE = Area([(0, 0), (10, 0), (10, 10), (0, 10)])


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
    half = Area([(5, 0), (15, 0), (15, 10), (5, 10)])
    assert polygon_overlap(SQUARE, SQUARE) == 1
    assert polygon_overlap(SQUARE, half) == pytest.approx(1 / 3, abs=0.02)
    assert polygon_overlap(SQUARE, half) == polygon_overlap(half, SQUARE)
    assert polygon_overlap(SQUARE, Area([(50, 50), (60, 50), (60, 60)])) == 0
    assert 0 <= polygon_overlap(Area([(1, 1)] * 3), SQUARE) <= 1


def test_the_most_central_is_near_to_all_and_of_two_the_one_that_counts_more():
    apart = np.array([[0, 1, 5], [1, 0, 4], [5, 4, 0]])
    assert most_central(apart, [1, 1, 1]) == 1
    assert most_central(apart, [1, 1, 9]) == 2
    two = np.array([[0, 1], [1, 0]])
    assert [most_central(two, weights) for weights in ([1, 1], [1, 3], [3, 1])] == [0, 1, 0]


def test_holes_do_not_belong_to_an_outline():
    ring = SQUARE._replace(holes=[[(2, 2), (8, 2), (8, 8), (2, 8)]])
    hole = Area(ring.holes[0])
    assert polygon_overlap(ring, ring) == 1
    assert polygon_overlap(ring, SQUARE) == pytest.approx(0.64, abs=0.04)
    assert polygon_overlap(ring, hole) == pytest.approx(0, abs=0.05)
    assert polygon_overlap(ring, hole) == polygon_overlap(hole, ring)


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


@pytest.mark.parametrize(
    ("angles", "weights", "middle"),
    [
        ([179, 1, 2], [1, 1, 1], 1),
        ([10, 190, 370], [1, 1, 1], 10),
        ([80, 100, 130], [1, 1, 1], 100),
        ([10, 10, 100], [1, 1, 1], 10),
        ([-20, 340, 160], [1, 1, 1], -20),
    ],
)
def test_the_middle_of_axes_is_found_across_the_seam(angles, weights, middle):
    found = circular_median(angles, weights, 180)
    assert (found - middle + 90) % 180 - 90 == pytest.approx(0, abs=1e-6)


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=6), st.floats(-360, 360))
def test_turning_all_angles_turns_their_middle(angles, turn):
    weights = [1.0] * len(angles)
    before = circular_median(angles, weights, 180)
    after = circular_median([angle + turn for angle in angles], weights, 180)
    assert (after - before - turn + 90) % 180 - 90 == pytest.approx(0, abs=1e-5)
