"""Diarization error: worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.diarization import measure_diarization

turns = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 5), st.sampled_from("ab")).map(
        lambda each: (each[0] / 2, each[0] / 2 + each[1] / 2, each[2])
    ),
    max_size=5,
)


def test_a_missed_a_needless_and_a_confused_second():
    """Of 10 s of speech 1 s is missed, 2 s are given to the other, and 1 s is said by nobody."""
    reference = [(0, 5, "anna"), (5, 10, "ben")]
    hypothesis = [(0, 4, "1"), (5, 8, "2"), (8, 10, "1"), (11, 12, "2")]
    found = measure_diarization(reference, hypothesis, collar=0)
    assert (found.missed, found.confusion, found.false_alarm, found.speech) == (1, 2, 1, 10)
    assert found.rate == 0.4


def test_overlapping_speakers_count_each():
    reference = [(0, 4, "a"), (2, 4, "b")]
    found = measure_diarization(reference, [(0, 4, "x")], collar=0)
    assert (found.missed, found.speech, found.rate) == (2, 6, pytest.approx(1 / 3))


def test_near_a_border_nothing_counts():
    """The second of the reference from 1 to 2 is heard a quarter too late at both ends, which the collar forgives."""
    assert measure_diarization([(1, 2, "a")], [(1.25, 2.25, "a")], collar=0.25).rate == 0
    wrong = measure_diarization([(1, 3, "a")], [(1.5, 3, "a")], collar=0.25)
    assert (wrong.missed, wrong.speech) == (pytest.approx(0.25), pytest.approx(1.5))


def test_silence_is_right_where_nobody_speaks():
    assert measure_diarization([], []).rate == 0
    assert measure_diarization([], [(0, 1, "a")]).rate == float("inf")
    assert measure_diarization([(0, 1, "a")], [], collar=0).rate == 1


@given(turns, turns)
def test_names_mean_nothing_and_the_truth_has_no_error(reference, hypothesis):
    swapped = [(start, end, {"a": "b", "b": "a"}[name]) for start, end, name in hypothesis]
    one, other = (measure_diarization(reference, each, collar=0) for each in (hypothesis, swapped))
    assert one.rate == pytest.approx(other.rate)
    assert measure_diarization(reference, reference, collar=0).rate == 0
    assert one.confusion >= 0


def test_by_name_whoever_numbers_speakers_otherwise_confuses_them():
    reference, hypothesis = [(0, 4, "a"), (4, 8, "b")], [(0, 4, "b"), (4, 8, "a")]
    assert measure_diarization(reference, hypothesis, collar=0).rate == 0
    named = measure_diarization(reference, hypothesis, collar=0, by_name=True)
    assert (named.confusion, named.missed, named.false_alarm, named.rate) == (8, 0, 0, 1)
    assert measure_diarization(reference, reference, collar=0, by_name=True).rate == 0
    assert measure_diarization(reference, [(0, 4, "a"), (4, 8, "c")], collar=0, by_name=True).confusion == 4
