import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldsmith.algorithms.matching import box_overlap
from goldsmith.algorithms.outlines import weighted_median
from goldsmith.algorithms.tracks import Tracks, present_spans, thin_path, track_overlap, weighted_medians


def tracks_of(*tracks):
    """Each a list of (frame, box or None where it is gone)."""
    keyframes = [each for track in tracks for each in track]
    return Tracks(
        np.cumsum([0, *map(len, tracks)]),
        np.array([frame for frame, _ in keyframes]),
        np.array([box or (0, 0, 1, 1) for _, box in keyframes], dtype=float),
        np.array([box is None for _, box in keyframes]),
    )


def overlap(one, other, **bounds):
    pair = np.array([0])
    return track_overlap(tracks_of(one), tracks_of(other), pair, pair, box_overlap, **bounds)[0]


def test_places_move_evenly_and_hold_still_before_they_go():
    track = tracks_of([(2, (0, 0, 10, 10)), (6, (4, 8, 14, 18)), (9, None), (12, (1, 1, 2, 2))])
    frames = np.array([0, 2, 3, 6, 8, 9, 11, 12, 90])
    places, is_there = track.at(np.zeros(9, dtype=int), frames)
    assert is_there.tolist() == [False, True, True, True, True, False, False, True, True]
    assert places[is_there][:, 0].tolist() == [0, 1, 4, 4, 1, 1]
    assert [int(end[0]) for end in track.extents(100)] == [2, 100]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ([(0, (0, 0, 10, 10)), (10, None)], 1.0),
        ([(5, (0, 0, 10, 10)), (10, None)], 0.5),
        ([(5, (0, 0, 10, 10)), (15, None)], 1 / 3),
        ([(0, (0, 5, 10, 15)), (10, None)], 1 / 3),
        ([(20, (0, 0, 10, 10)), (30, None)], 0.0),
    ],
)
def test_overlap_counts_place_and_time(other, expected):
    assert overlap([(0, (0, 0, 10, 10)), (10, None)], other) == pytest.approx(expected)


frames = st.lists(st.integers(0, 3_000), min_size=1, max_size=6, unique=True).map(sorted)
boxes = st.tuples(*[st.integers(0, 20)] * 2, *[st.integers(21, 40)] * 2)
paths = frames.flatmap(
    lambda found: st.tuples(boxes, *[st.none() | boxes for _ in found[1:]]).map(
        lambda places: list(zip(found, places, strict=True))
    )
)


@given(paths, paths)
def test_overlap_is_symmetric_and_one_on_itself(one, other):
    assert overlap(one, other) == overlap(other, one)
    assert 0 <= overlap(one, other) <= 1
    assert overlap(one, one) == 1


unbroken = frames.flatmap(
    lambda found: st.tuples(*[boxes for _ in found]).map(lambda places: list(zip(found, places, strict=True)))
)


@given(unbroken, unbroken)
def test_a_few_frames_stand_for_all_of_what_is_there_throughout(one, other):
    assert overlap(one, other) == pytest.approx(overlap(one, other, stations=3_001), abs=0.2)


def test_an_appearance_between_the_frames_that_are_looked_at_is_not_seen():
    once, twice = [(0, (0, 0, 9, 9)), (1, None)], [(0, (0, 0, 9, 9)), (1, None), (64, (0, 0, 9, 9))]
    assert overlap(once, twice, stations=65) == 0.5
    assert overlap(once, twice) == 1.0


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0.1, 9)), min_size=1, max_size=6), st.integers(0, 3))
@example([(0.0, 2.0), (1.0, 2.0), (0.0, 1.0)], 0)
def test_medians_of_columns_are_the_medians_of_numbers(said, absent):
    values, weights = map(list, zip(*said, strict=True))
    table = np.array([*values, *[5.0] * absent])[:, None]
    weight = np.array([*weights, *[0.0] * absent])[:, None]
    assert weighted_medians(table, weight)[0] == pytest.approx(weighted_median(values, weights), abs=1e-6)


changes = frames.map(lambda found: [(frame, number % 2 == 0) for number, frame in enumerate(found)])


@given(st.lists(st.tuples(changes, st.floats(0.1, 5)), min_size=1, max_size=5))
def test_something_is_there_where_half_says_so(said):
    lists, weights = map(list, zip(*said, strict=True))
    spans = present_spans(lists, weights)
    assert spans

    def level(frame):
        latest = [next((is_there for at, is_there in reversed(each) if at <= frame), False) for each in lists]
        return sum(weight for is_there, weight in zip(latest, weights, strict=True) if is_there)

    marks = sorted({frame for each in lists for frame, _ in each})
    enough = min(sum(weights) / 2, max(map(level, marks)))
    for frame in marks:
        is_in = any(start <= frame and (end is None or frame < end) for start, end in spans)
        if abs(level(frame) - enough) > 1e-6:
            assert is_in == (level(frame) > enough)


@given(st.lists(st.tuples(st.integers(1, 9), st.floats(-50, 50), st.floats(-50, 50)), min_size=2, max_size=60))
def test_a_thinned_path_stays_within_the_tolerance(steps):
    times = np.cumsum([step for step, _, _ in steps])
    numbers = np.array([place for _, *place in steps])
    kept = thin_path(times, numbers, 2.0)
    assert kept[0] == 0
    assert kept[-1] == len(times) - 1
    for axis in (0, 1):
        found = np.interp(times, times[kept], numbers[kept, axis])
        assert np.abs(found - numbers[:, axis]).max() <= 2.0 + 1e-9
