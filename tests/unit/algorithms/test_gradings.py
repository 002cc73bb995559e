"""Judges that rate and grade, beside people: the same pairs for both, and no credit for chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.gradings import compare_grader

Marks = tuple[list[int], list[int]]


def marks(*of_things: str) -> Marks:
    """What is said of each thing: a digit a person."""
    thing = [number for number, said in enumerate(of_things) for _ in said]
    return thing, [int(each) for said in of_things for each in said]


def test_a_judge_that_says_what_people_say_is_as_good_as_people_can_be() -> None:
    report = compare_grader(marks("0", "2", "4", "1"), marks("00", "22", "44", "11"), 5)
    assert (report.kappa.value, report.ceiling.value) == (1.0, 1.0)
    assert (report.agreement.value, report.people_agreement.value, report.lean.value) == (1.0, 1.0, 0.0)
    assert (report.kappa.of, report.ceiling.of) == (4, 4)


def test_weighted_kappa_is_cohens() -> None:
    judge, person = [0, 1, 2, 3, 4, 4, 2, 1], [0, 1, 2, 2, 4, 3, 0, 1]
    table = np.zeros((5, 5))
    np.add.at(table, (judge, person), 1 / 8)
    apart = np.subtract.outer(np.arange(5), np.arange(5)) ** 2
    wanted = 1 - (table * apart).sum() / (np.outer(table.sum(axis=1), table.sum(axis=0)) * apart).sum()
    things = list(range(8))
    assert compare_grader((things, judge), (things, person), 5).kappa.value == pytest.approx(wanted)


def test_near_is_better_than_far_on_a_scale() -> None:
    people = marks("00", "11", "22", "33", "44")
    near, far = marks("1", "1", "2", "3", "3"), marks("4", "1", "2", "3", "0")
    assert compare_grader(near, people, 5).agreement == compare_grader(far, people, 5).agreement
    assert compare_grader(near, people, 5).kappa.value > 0.8 > 0 > compare_grader(far, people, 5).kappa.value


def test_a_lenient_judge_leans_up() -> None:
    report = compare_grader(marks("3", "4", "4"), marks("22", "33", "4"), 5)
    assert report.lean.value == pytest.approx(2 / 3)
    assert report.ceiling.of == 2, "one person alone is no pair"


def test_where_all_say_the_same_kappa_is_unknown() -> None:
    report = compare_grader(marks("1", "1"), marks("11", "11"), 2)
    assert (report.kappa.of, report.ceiling.of) == (0, 0)
    assert report.agreement.value == 1.0
    assert compare_grader(([], []), ([], []), 2).agreement.of == 0


def test_columns_must_fit() -> None:
    for judge in (([0], [0, 1]), ([0], [2]), ([-1], [0])):
        with pytest.raises(ValueError, match=r"must be equally long|count from 0"):
            compare_grader(judge, marks("0"), 2)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4)), max_size=40), st.integers(0, 3))
def test_figures_are_shares_whatever_is_said(said: list[tuple[int, int]], seed: int) -> None:
    things, choices = [each for each, _ in said], [each for _, each in said]
    judge = (list(range(9)), [(place * 3) % 5 for place in range(9)])
    report = compare_grader(judge, (things, choices), 5, seed)
    for share in (report.agreement, report.people_agreement):
        assert 0 <= share.low <= share.high <= 1 + 1e-9
    for share in (report.kappa, report.ceiling):
        assert -1 - 1e-9 <= share.value <= 1 + 1e-9


def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    draw = np.random.default_rng(7)
    covered = 0
    for run in range(100):
        truth = draw.integers(0, 2, 80)
        judge, person = (np.where(draw.random(80) < 0.85, truth, 1 - truth) for _ in range(2))
        share = compare_grader((np.arange(80), judge), (np.arange(80), person), 2, run).agreement
        covered += share.low <= 0.85**2 + 0.15**2 <= share.high
    assert covered >= 88
