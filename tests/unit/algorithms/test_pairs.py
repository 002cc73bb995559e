"""Pairs and rankings: scores with honest intervals, and labelers with a side they like."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms import pairs
from goldsmith.algorithms.pairs import break_rankings, rank_pairs


def compare(truth, n_votes=1500, n_labelers=20, bias=0.0, scale=1.0, seed=0):
    """Comparisons of random pairs by labelers with their own bias and scale."""
    random = np.random.default_rng(seed)
    n = len(truth)
    left, labeler = random.integers(0, n, n_votes), random.integers(0, n_labelers, n_votes)
    right = (left + random.integers(1, n, n_votes)) % n
    scales, biases = np.broadcast_to(scale, n_labelers), np.broadcast_to(bias, n_labelers)
    z = scales[labeler] * (truth[left] - truth[right]) + biases[labeler]
    utility = np.stack([z / 2, -z / 2, np.full(n_votes, -0.5)]) + random.gumbel(size=(3, n_votes))
    return left, right, utility.argmax(axis=0), labeler


def test_who_wins_more_stands_higher():
    ranking = rank_pairs([0, 1, 0, 1], [1, 2, 2, 0], [0, 0, 0, 1], [0, 0, 1, 1])
    assert ranking.order.tolist() == [0, 1, 2]
    assert ranking.score[0] > ranking.score[1] > ranking.score[2]


def test_scores_and_intervals_hold_the_truth():
    held, n = 0, 0
    for seed in range(4):
        truth = np.random.default_rng(100 + seed).normal(0, 1, 25)
        ranking = rank_pairs(*compare(truth - truth.mean(), seed=seed), n_items=25)
        held += ((ranking.low <= truth - truth.mean()) & (truth - truth.mean() <= ranking.high)).sum()
        n += 25
        assert np.corrcoef(ranking.score, truth)[0, 1] > 0.95
    assert 0.9 <= held / n <= 1


def test_a_liking_for_the_left_is_told_from_quality():
    truth = np.random.default_rng(1).normal(0, 1, 20)
    bias = np.where(np.arange(20) < 5, 2.0, 0.0)
    ranking = rank_pairs(*compare(truth, 2500, bias=bias, seed=3), n_items=20)
    assert ranking.bias[:5].min() > 1 > 0.8 > np.abs(ranking.bias[5:]).max()


def test_random_and_contrary_labelers_are_found_out():
    truth = np.random.default_rng(2).normal(0, 1.5, 20)
    scale = np.where(np.arange(20) < 3, 0.0, 1.0)
    scale[3] = -1.0
    ranking = rank_pairs(*compare(truth, 3000, scale=scale, seed=4), n_items=20)
    assert ranking.reliability[:3].max() < 0.6 < ranking.reliability[4:].min()
    assert ranking.reliability[3] < 0


def test_ties_are_learnt_as_often_as_they_come():
    always = rank_pairs([0] * 40, [1] * 40, [2] * 40)
    never = rank_pairs([0, 1] * 20, [1, 0] * 20, [0] * 40)
    assert always.chances([0], [1])[0, 2] > 0.8
    assert never.chances([0], [1])[0, 2] < 0.1
    assert always.score == pytest.approx([0, 0], abs=1e-6)


def test_items_never_compared_stay_at_nothing_known():
    ranking = rank_pairs([0, 0], [1, 1], [0, 0], n_items=3)
    assert ranking.score[2] == 0
    assert ranking.error[2] > ranking.error[0]
    assert ranking.low[2] < 0 < ranking.high[2]


def test_groups_that_were_never_compared_are_defined():
    ranking = rank_pairs([0, 2] * 5, [1, 3] * 5, [0, 1] * 5)
    assert ranking.score[0] == pytest.approx(ranking.score[3], abs=1e-3)
    assert ranking.score[0] == pytest.approx(-ranking.score[1], abs=1e-3)


def test_more_comparisons_narrow_the_intervals():
    truth = np.linspace(-1, 1, 10)
    few, many = (rank_pairs(*compare(truth, n), n_items=10) for n in (100, 2000))
    assert many.error.max() < few.error.min()


def test_many_items_take_the_sparse_way_to_the_same_scores(monkeypatch):
    truth = np.random.default_rng(5).normal(0, 1, 60)
    votes = compare(truth, 1500, bias=0.5)
    dense = rank_pairs(*votes, n_items=60)
    monkeypatch.setattr(pairs, "MOST_DENSE", 10)
    sparse = rank_pairs(*votes, n_items=60)
    assert sparse.error == pytest.approx(dense.error, rel=0.05)
    monkeypatch.setattr(pairs, "MOST_EXACT", 10)
    sparse = rank_pairs(*votes, n_items=60)
    assert np.corrcoef(dense.score, sparse.score)[0, 1] > 0.999
    assert sparse.error == pytest.approx(dense.error, rel=0.3)


def test_rankings_give_back_plackett_luce_scores():
    random = np.random.default_rng(6)
    truth = random.normal(0, 1, 15)
    truth -= truth.mean()
    shown = [random.permutation(15)[:5] for _ in range(300)]
    ranked = [items[np.argsort(-(truth[items] + random.gumbel(size=5)))].tolist() for items in shown]
    broken = break_rankings(ranked)
    found = rank_pairs(broken.left, broken.right, broken.winner, n_items=15, weights=broken.weight, is_placed=False)
    assert np.abs(found.score - truth).max() < 0.5
    assert found.bias.tolist() == [0]


def test_a_ranking_weighs_as_many_choices_as_it_holds():
    broken = break_rankings([[3, 1, 2, 0], [1], []])
    assert len(broken.left) == 6
    assert broken.weight.sum() == pytest.approx(3 * 2 / 4 + 2 * 2 / 3 + 1)
    assert broken.ranking.tolist() == [0] * 6
    assert (broken.left < broken.right).all()
    assert len(break_rankings([]).left) == 0


def test_a_ranking_naming_an_item_twice_is_refused():
    with pytest.raises(ValueError, match="must not name an item twice"):
        break_rankings([[0, 1, 0]])


@st.composite
def votes(draw):
    n_items = draw(st.integers(2, 6))
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, n_items - 1), st.integers(1, n_items - 1), st.integers(0, 2), st.integers(0, 3)),
            max_size=20,
        )
    )
    return n_items, [(one, (one + step) % n_items, won, who) for one, step, won, who in rows]


@settings(max_examples=30, deadline=None)
@given(votes())
def test_any_votes_give_finite_scores_and_turning_every_pair_round_changes_nothing_but_the_side(drawn):
    n_items, rows = drawn
    left, right, winner, labeler = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    found = rank_pairs(left, right, winner, labeler, n_items)
    assert np.isfinite(found.score).all()
    assert (found.error > 0).all()
    assert sorted(found.order.tolist()) == list(range(n_items))
    chance = found.chances([0, 1], [1, 0])
    assert chance.sum(axis=1) == pytest.approx([1, 1])
    assert chance[0, [1, 0, 2]] == pytest.approx(chance[1])
    turned = rank_pairs(right, left, [(1, 0, 2)[won] for won in winner], labeler, n_items)
    assert turned.score == pytest.approx(found.score, abs=1e-6)
    assert turned.bias == pytest.approx(-found.bias, abs=1e-6)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"left": [0], "right": [1], "winner": [3]}, "winner must be"),
        ({"left": [0], "right": [0], "winner": [0]}, "compared with itself"),
        ({"left": [0], "right": [5], "winner": [0], "n_items": 3}, "below n_items"),
        ({"left": [-1], "right": [0], "winner": [0]}, "count from 0"),
        ({"left": [0, 1], "right": [1], "winner": [0]}, "equally long"),
        ({"left": [0.5], "right": [1], "winner": [0]}, "rows of integers"),
        ({"left": [0], "right": [1], "winner": [0], "weights": [float("nan")]}, "weights must be positive"),
        ({"left": [0], "right": [1], "winner": [0], "weights": [0]}, "weights must be positive"),
    ],
)
def test_bad_votes_are_refused(columns, sentence):
    with pytest.raises(ValueError, match=sentence):
        rank_pairs(**columns)


def test_without_votes_nothing_is_known():
    ranking = rank_pairs([], [], [], n_items=2)
    assert ranking.score.tolist() == [0, 0]
    assert ranking.order.tolist() == [0, 1]
    assert len(rank_pairs([], [], []).score) == 0
