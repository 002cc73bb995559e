"""Judges beside people: the same target for both, and what a judge does that people do not."""

import numpy as np
import pytest

from goldsmith.algorithms.judges import Verdicts, compare_judge

LEFT, RIGHT, TIE = 0, 1, 2


def votes(*of_pairs):
    """People's votes: a string a pair, such as "LLR-"."""
    pair = [number for number, said in enumerate(of_pairs) for _ in said]
    return Verdicts(pair, ["LR-".index(each) for said in of_pairs for each in said])


def test_a_judge_is_held_against_most_of_the_others_as_each_person_is():
    report = compare_judge(votes("L", "R", "L"), votes("LLL", "LLL", "LLR"))
    assert report.agreement.value == pytest.approx((3 + 0 + 1) / 7)
    assert report.ceiling.value == pytest.approx((3 + 3 + 0) / 7)
    assert report.short.value == pytest.approx(2 / 7)
    assert (report.agreement.of, report.ceiling.of) == (7, 7)


def test_where_no_answer_is_ahead_nothing_is_compared():
    report = compare_judge(votes("L", "L"), votes("LR", "LR-"))
    assert report.agreement.of == 2  # of the first pair: whoever is left out, one other remains
    assert report.agreement.value == 0.5
    assert compare_judge(votes("L"), votes("L")).agreement.of == 0


def test_ties_are_left_out_of_what_is_decisive():
    report = compare_judge(votes("-", "L"), votes("LLL", "LL-"))
    assert report.decisive_agreement.value == 1
    assert report.decisive_agreement.of == 1
    assert report.ties.value == 0.5
    assert report.people_ties.value == pytest.approx(1 / 6)


def test_a_judge_that_likes_the_left_side_is_found_out():
    pair = np.repeat(np.arange(50), 2)
    turned = np.tile([False, True], 50)
    biased = compare_judge(Verdicts(pair, np.zeros(100, dtype=int), turned), votes(*["LLL"] * 50))
    assert biased.left.value == 1
    assert biased.steady.value == 0
    sound = compare_judge(Verdicts(pair, np.where(turned, RIGHT, LEFT), turned), votes(*["LLL"] * 50))
    assert (sound.left.value, sound.steady.value, sound.steady.of) == (0.5, 1, 50)
    assert sound.agreement.value == 1


def test_people_may_be_shown_pairs_the_other_way_round_too():
    people = Verdicts([0, 0, 0], [LEFT, RIGHT, RIGHT], [False, True, True])
    report = compare_judge(votes("L"), people)
    assert report.agreement.value == 1
    assert report.people_left.value == pytest.approx(1 / 3)


def test_intervals_hold_what_a_judge_does_in_the_long_run():
    held = 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        pair = np.repeat(np.arange(120), 4)
        hard = draw.random(120) < 0.5  # on a hard pair everybody guesses, so votes of a pair are alike in how they fare
        said = np.where(draw.random(480) < np.where(hard[pair], 0.5, 0.95), LEFT, RIGHT)
        judge = np.where(draw.random(120) < np.where(hard, 0.5, 0.9), LEFT, RIGHT)
        report = compare_judge(Verdicts(np.arange(120), judge), Verdicts(pair, said))
        held += report.left.low <= 0.7 <= report.left.high
        assert report.agreement.low < report.agreement.value < report.agreement.high
    assert 52 <= held <= 60


def test_nobody_and_nothing_are_no_error():
    report = compare_judge(Verdicts([], []), Verdicts([], []))
    assert (report.agreement.of, report.steady.of, report.left.value) == (0, 0, 0)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (Verdicts([0], [0, 1]), "equally long"),
        (Verdicts([0], [0], [True, False]), "equally long"),
        (Verdicts([0], [3]), "winner must be"),
        (Verdicts([-1], [0]), "count from 0"),
    ],
)
def test_columns_that_are_no_verdicts_are_refused(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        compare_judge(wrong, Verdicts([0], [0]))
