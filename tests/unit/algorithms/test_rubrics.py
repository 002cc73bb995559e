"""Whether rubrics tell good responses from bad ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.rubrics import score_rubric, try_rubric

POINTS = st.floats(-10, 10, allow_nan=False)


@st.composite
def graded_rubrics(draw: st.DrawFn) -> tuple[list[float], list[list[bool]], list[bool]]:
    points = draw(st.lists(POINTS, min_size=1, max_size=6))
    row = st.lists(st.booleans(), min_size=len(points), max_size=len(points))
    met = draw(st.lists(row, min_size=1, max_size=6))
    return points, met, draw(st.lists(st.booleans(), min_size=len(met), max_size=len(met)))


def test_faults_take_points_away_but_no_score_is_below_none() -> None:
    assert score_rubric([5, 5, -3], [True, False, True]) == pytest.approx(0.2)
    assert score_rubric([1, -3], [True, True]) == 0.0
    assert score_rubric([-3], [False]) == 0.0, "nothing can be won"


@pytest.mark.parametrize(
    ("points", "good", "bad", "effect"),
    [
        (1, [True, True], [False], "separates"),
        (-1, [False, False], [True], "separates"),
        (1, [False, True], [True], "turned_around"),
        (-1, [True, True], [False], "turned_around"),
        (1, [True, False], [True, False], "even"),
        (0, [True], [False], "even"),
        (1, [True, True], [True], "met_by_all"),
        (1, [False, False], [False], "met_by_none"),
    ],
)
def test_what_a_criterion_does(points: float, good: list[bool], bad: list[bool], effect: str) -> None:
    met, is_good = [[each] for each in good + bad], [True] * len(good) + [False] * len(bad)
    [criterion] = try_rubric([points], met, is_good, least_gap=0.1).criteria
    assert (criterion.met_good, criterion.met_bad, criterion.effect) == (sum(good), sum(bad), effect)


def test_one_pair_that_is_not_told_apart_fails_the_rubric() -> None:
    met = [[True, True], [True, False], [False, True]]
    tested = try_rubric([1, 1], met, [True, False, False], least_gap=0.6)
    assert [(pair.good, pair.bad, pair.gap, pair.is_separated) for pair in tested.pairs] == [
        (0, 1, 0.5, False),
        (0, 2, 0.5, False),
    ]
    assert not tested.separates
    assert try_rubric([1, 1], met, [True, False, False], least_gap=0.5).separates


def test_without_both_kinds_nothing_is_told_apart() -> None:
    assert not try_rubric([1], [[True]], [True], least_gap=0.1).separates
    with pytest.raises(ValueError, match="equally long"):
        try_rubric([1], [[True]], [True, False], least_gap=0.1)


@given(graded_rubrics(), st.floats(0.01, 1))
def test_what_separates_ranks_every_good_one_first(
    graded: tuple[list[float], list[list[bool]], list[bool]], least_gap: float
) -> None:
    points, met, is_good = graded
    tested = try_rubric(points, met, is_good, least_gap=least_gap)
    assert all(0 <= score <= 1 for score in tested.scores)
    good = [score for score, is_one in zip(tested.scores, is_good, strict=True) if is_one]
    bad = [score for score, is_one in zip(tested.scores, is_good, strict=True) if not is_one]
    assert tested.separates == bool(good and bad and round(min(good) - max(bad), 9) >= least_gap)


@given(graded_rubrics())
def test_good_and_bad_exchanged_turns_every_criterion_around(
    graded: tuple[list[float], list[list[bool]], list[bool]],
) -> None:
    points, met, is_good = graded
    opposite = {"separates": "turned_around", "turned_around": "separates"}
    straight = try_rubric(points, met, is_good, least_gap=0.1)
    turned = try_rubric(points, met, [not each for each in is_good], least_gap=0.1)
    assert [each.effect for each in turned.criteria] == [
        opposite.get(each.effect, each.effect) for each in straight.criteria
    ]
