"""Leaderboards: the exact maximum of the likelihood, intervals that hold, refusals, and what to ask next."""

import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import minimize

from goldsmith.algorithms.leaderboard import (
    Tally,
    UnrankableError,
    count_votes,
    next_pairs,
    rank_models,
    votes_needed,
    votes_to_separate,
)
from goldsmith.algorithms.leaderboard.board import ELO
from goldsmith.algorithms.leaderboard.fit import chances, fit_votes

OUTCOMES = np.array(["left", "right", "tie"])
TENTH_OF_THOUSANDTH = 1e-4
"""Of a point of Elo: how near the exact maximum a score has to be."""


def vote(truth, votes=600, *, ties=-0.7, position=0.0, effects=None, seed=0, labelers=None, habit=0.0):
    """Columns of votes on random pairs, as the model says; `habit` is how much labelers differ in what they like."""
    draw = np.random.default_rng(seed)
    n = len(truth)
    left = draw.integers(0, n, votes)
    right = (left + draw.integers(1, n, votes)) % n
    z = truth[left] - truth[right] + position
    columns = {}
    if effects is not None:
        columns["covariates"] = draw.normal(0, 1, (votes, len(effects)))
        z = z + columns["covariates"] @ effects
    if labelers:
        who = draw.integers(0, labelers, votes)
        likes = draw.normal(0, habit, (labelers, n))
        z = z + likes[who, left] - likes[who, right]
        columns["labelers"] = [f"labeler-{each}" for each in who]
    chance = chances(z, ties)
    places = draw.random(votes)
    won = np.where(places < chance[:, 0], 0, np.where(places < chance[:, :2].sum(axis=1), 1, 2))
    names = np.array([f"model-{each:03}" for each in range(n)])
    return (names[left], names[right], OUTCOMES[won]), columns


def exact(columns, more, *, half, is_placed):
    """Elo by the name of each model, from a general optimiser on the likelihood as the paper writes it."""
    left, right, won = columns
    names = sorted({*left, *right})
    one, other = (np.array([names.index(each) for each in column]) for column in (left, right))
    beside = np.hstack([np.ones((len(won), int(is_placed))), more.get("covariates", np.zeros((len(won), 0)))])
    n, k = len(names), beside.shape[1]

    def loss(place):
        score, effect = place[:n], place[n : n + k]
        gap = score[one] - score[other] + beside @ effect
        strong, weak = np.exp(gap / 2), np.exp(-gap / 2)
        tie = 0.0 if half else np.exp(place[-1])
        whole = strong + weak + tie
        with np.errstate(divide="ignore"):
            told = np.select(
                [won == "left", won == "right"],
                [np.log(strong / whole), np.log(weak / whole)],
                (np.log(strong / whole) + np.log(weak / whole)) / 2 if half else np.log(tie / whole),
            )
        return -told.sum() + 50 * score.mean() ** 2

    found = minimize(loss, np.zeros(n + k + (not half)), method="BFGS", options={"gtol": 1e-9})
    found = minimize(loss, found.x, method="BFGS", options={"gtol": 1e-10})
    return dict(zip(names, (ELO * (found.x[:n] - found.x[:n].mean()) + 1000).tolist(), strict=True))


def elo_of(board):
    return {each.name: each.elo for each in board.standings}


# ── The maximum ──


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("model", ["davidson", "half"])
@pytest.mark.parametrize("is_placed", [True, False])
def test_scores_are_the_exact_maximum_of_the_likelihood(seed, model, is_placed):
    truth = np.random.default_rng(seed).normal(0, 0.8, 6)
    columns, more = vote(truth, 800, position=0.3, effects=[0.5, -0.2] if seed else None, seed=seed)
    board = rank_models(count_votes(*columns, **more), ties=model, is_placed=is_placed)
    assert elo_of(board) == pytest.approx(exact(columns, more, half=model == "half", is_placed=is_placed), abs=0.01)


def test_scores_are_within_a_ten_thousandth_of_a_point_of_where_all_slopes_are_zero():
    """The likelihood equations: every model has won as often as its score lets expect (Hunter, 2004)."""
    columns, _ = vote(np.random.default_rng(5).normal(0, 1, 40), 20_000, seed=5)
    tally = count_votes(*columns)
    board = rank_models(tally, ties="half", is_placed=False)
    score = board.score.copy()
    won = np.zeros(40)
    for row, (one, other) in enumerate(zip(tally.left, tally.right, strict=True)):
        left, right, tie = tally.counts[row]
        won[one] += left + tie / 2
        won[other] += right + tie / 2
    for _ in range(20_000):  # Zermelo's steps, which only ever rise
        strength = np.exp(score)
        share = tally.compared / (strength[:, None] + strength)
        after = np.log(won / share.sum(axis=1))
        score, moved = after - after.mean(), np.abs(after - after.mean() - score).max()
        if moved < 1e-14:
            break
    assert np.abs(score - board.score).max() * ELO < TENTH_OF_THOUSANDTH


def test_what_is_known_of_two_models_follows_from_their_votes_alone():
    votes = ["left"] * 30 + ["right"] * 10
    board = rank_models(count_votes(["a"] * 40, ["b"] * 40, votes), is_placed=False)
    ahead, error = board.difference("a", "b")
    assert ahead == pytest.approx(400 * np.log10(3))
    assert error == pytest.approx(ELO * np.sqrt(1 / 30 + 1 / 10))
    assert board.chances("a", "b") == pytest.approx((0.75, 0.25, 0))


def test_ties_are_learnt_or_half_wins():
    columns, _ = vote(np.array([-1.0, -0.5, 0.0, 0.5, 1.0]), 60_000, ties=0.4, seed=1)
    tally = count_votes(*columns)
    learnt, half = rank_models(tally), rank_models(tally, ties="half")
    assert learnt.ties == pytest.approx(0.4, abs=0.05)
    assert half.ties is None
    assert learnt.score == pytest.approx([-1, -0.5, 0, 0.5, 1], abs=0.05)
    assert np.ptp(half.score) < 0.8 * np.ptp(learnt.score)


def test_the_side_and_other_habits_are_told_apart_from_the_models():
    columns, more = vote(np.array([-0.6, 0.0, 0.6]), 40_000, position=0.35, effects=[0.8], seed=2)
    board = rank_models(count_votes(*columns, **more))
    [length] = board.effects
    assert board.position.elo / ELO == pytest.approx(0.35, abs=0.05)
    assert length.elo / ELO == pytest.approx(0.8, abs=0.05)
    assert length.high - length.low < 0.1 * ELO
    assert board.score == pytest.approx([-0.6, 0, 0.6], abs=0.05)


def test_showing_every_pair_the_other_way_round_turns_the_side_and_nothing_else():
    (left, right, won), _ = vote(np.array([-0.6, 0.0, 0.6]), 900, position=0.35, seed=3)
    turned = np.select([won == "left", won == "right"], ["right", "left"], "tie")
    there, back = rank_models(count_votes(left, right, won)), rank_models(count_votes(right, left, turned))
    assert there.score == pytest.approx(back.score, abs=1e-9)
    assert there.position.elo == pytest.approx(-back.position.elo, abs=1e-6)


# ── Intervals ──


@pytest.mark.parametrize("model", ["davidson", "half"])
def test_intervals_hold_the_truth_as_often_as_they_say(model):
    truth = np.linspace(-0.9, 0.9, 7)
    held, tried = 0, 0
    for seed in range(60):
        columns, _ = vote(truth, 900, ties=-8.0 if model == "half" else -0.3, seed=100 + seed)
        board = rank_models(count_votes(*columns), ties=model)
        by_name = {each.name: each for each in board.standings}
        for place, name in enumerate(board.names):
            held += by_name[name].low <= 1000 + ELO * truth[place] <= by_name[name].high
            tried += 1
    assert 0.92 <= held / tried <= 0.98


def test_votes_of_one_person_are_not_taken_for_independent():
    truth = np.zeros(5)
    held = {"known": 0, "unknown": 0}
    for seed in range(40):
        columns, more = vote(truth, 1_500, labelers=15, habit=0.8, seed=seed)
        for what, labelers in (("known", more["labelers"]), ("unknown", None)):
            board = rank_models(count_votes(*columns, labelers=labelers))
            held[what] += sum(each.low <= 1000 <= each.high for each in board.standings)
    assert held["unknown"] / 200 < 0.75
    assert held["known"] / 200 > 0.85


def test_the_same_votes_again_by_the_same_people_tell_hardly_anything_new():
    columns, more = vote(np.array([-0.5, 0.0, 0.5]), 300, labelers=100, seed=4)
    once = rank_models(count_votes(*columns, **more))
    again = rank_models(count_votes(*(np.tile(each, 4) for each in columns), labelers=more["labelers"] * 4))
    assert again.score == pytest.approx(once.score, abs=1e-9)
    assert (np.diagonal(again.spread) > 0.6 * np.diagonal(once.spread)).all()


def test_ranks_say_how_sure_they_are():
    columns, _ = vote(np.array([-2.0, 0.0, 0.0, 2.0]), 3_000, seed=7)
    standings = rank_models(count_votes(*columns)).standings
    assert [(each.best_rank, each.worst_rank) for each in standings] == [(1, 1), (2, 3), (2, 3), (4, 4)]
    assert sum(each.votes for each in standings) == 6_000


# ── Reading ──


def test_columns_of_any_kind_are_the_same_votes():
    columns, _ = vote(np.array([-0.5, 0.0, 0.5]), 200, seed=7)
    lists = rank_models(count_votes(*(each.tolist() for each in columns)))
    arrow = rank_models(count_votes(*(pa.array(each) for each in columns)))
    coded = rank_models(count_votes(*(pa.chunked_array([pa.array(each)]).dictionary_encode() for each in columns)))
    assert elo_of(lists) == elo_of(arrow) == elo_of(coded)


def test_bad_answers_on_both_sides_are_ties():
    left, right = ["a", "b", "a", "b"], ["b", "a", "b", "a"]
    tied = count_votes(left, right, ["left", "left", "tie", "tie"])
    bad = count_votes(left, right, ["left", "left", "both_bad", "both_good"])
    assert elo_of(rank_models(tied, ties="half")) == elo_of(rank_models(bad, ties="half"))


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ((["a"], ["b"], ["draw"]), "winner must be one of"),
        ((["a"], ["b", "c"], ["left"]), "equally long"),
        ((["a"], ["a"], ["left"]), "with itself"),
        ((["a"], [None], ["left"]), "right has 1 missing values"),
    ],
)
def test_columns_that_are_no_votes_are_refused(columns, sentence):
    with pytest.raises(ValueError, match=sentence):
        count_votes(*columns)


@pytest.mark.parametrize("given", [[1.0, 2.0], [[float("nan")], [0.0]], [[1.0]]])
def test_covariates_that_are_none_are_refused(given):
    with pytest.raises(ValueError, match="covariates"):
        count_votes(["a", "b"], ["b", "a"], ["left", "left"], covariates=given)


# ── Refusals ──


@pytest.mark.parametrize(
    ("votes", "names", "sentence"),
    [
        ([], (), "no two models"),
        ([("a", "b", "tie")], (), "Every vote is a tie"),
        ([("a", "b", "left"), ("b", "a", "left"), ("c", "d", "left"), ("d", "c", "left")], (), "never compared"),
        ([("a", "b", "left"), ("b", "a", "left")], ("new",), "new was never compared"),
        ([("a", "b", "left"), ("b", "a", "left"), ("c", "a", "left")], (), "c always won or always lost"),
    ],
)
def test_votes_that_leave_groups_in_no_order_are_refused_by_name(votes, names, sentence):
    columns = ([each[place] for each in votes] for place in range(3))
    with pytest.raises(UnrankableError, match=sentence) as caught:
        rank_models(count_votes(*columns, names=names))
    assert sorted(name for group in caught.value.groups for name in group) == sorted(
        {*names, *(each for one, other, _ in votes for each in (one, other))}
    )


def test_ties_that_can_be_had_by_wins_without_end_are_refused_too():
    columns = (["a"] * 6, ["b"] * 6, ["left"] * 3 + ["tie"] * 3)
    with pytest.raises(UnrankableError, match="without end"):
        rank_models(count_votes(*columns), is_placed=False)
    assert rank_models(count_votes(*columns), ties="half", is_placed=False).standings[0].name == "a"


# ── What next ──


@pytest.mark.parametrize("goal", ["order", "scores"])
def test_models_that_nobody_compared_come_first(goal):
    columns, _ = vote(np.array([-0.5, 0.0, 0.5]), 500, seed=8)
    pairs = next_pairs(count_votes(*columns, names=["new", "newer"]), 2, goal=goal)
    assert {name for pair in pairs for name in pair} >= {"new", "newer"}


def test_pairs_that_are_as_good_as_decided_are_not_asked_about():
    truth = np.array([-4.0, -0.05, 0.05, 4.0])
    columns, _ = vote(truth, 2_000, seed=9)
    tally = count_votes(*columns)
    pairs = next_pairs(tally, 12)
    assert ("model-000", "model-003") not in pairs
    assert next_pairs(tally, 3, among=[("model-000", "model-003")]) == [("model-000", "model-003")] * 3
    assert next_pairs(tally, 0) == next_pairs(tally, 3, among=[]) == []


def test_pairs_that_are_asked_about_together_are_spread_out():
    columns, _ = vote(np.zeros(6), 60, seed=10)
    pairs = next_pairs(count_votes(*columns), 8)
    assert len(set(pairs[:4])) == 4


def test_chosen_pairs_tell_more_than_random_ones():
    truth = np.random.default_rng(3).normal(0, 1.5, 12)
    errors = {"scores": [], "random": []}
    for seed in range(3):
        draw = np.random.default_rng(seed)
        for way, found in errors.items():
            columns = vote(truth, 150, seed=seed)[0]
            for _ in range(10):
                tally = count_votes(*columns)
                pairs = (
                    next_pairs(tally, 30, goal="scores")
                    if way == "scores"
                    else [tuple(draw.choice(tally.names, 2, replace=False)) for _ in range(30)]
                )
                one, other = (np.array([int(name[-3:]) for name in side]) for side in zip(*pairs, strict=True))
                chance = chances(truth[one] - truth[other], -0.7)
                won = OUTCOMES[(draw.random(30)[:, None] > chance.cumsum(axis=1)).sum(axis=1).clip(max=2)]
                names = [[f"model-{each:03}" for each in side] for side in (one, other)]
                columns = tuple(
                    np.concatenate([before, now]) for before, now in zip(columns, (*names, won), strict=True)
                )
            board = rank_models(count_votes(*columns), is_placed=False)
            found.append(float(np.square(board.score - (truth - truth.mean())).mean()))
    assert np.mean(errors["scores"]) < np.mean(errors["random"])


@pytest.mark.parametrize(("apart", "tie_share"), [(80.0, 0.0), (80.0, 0.4), (130.0, 0.2)])
def test_so_many_votes_tell_models_apart_as_often_as_promised(apart, tie_share):
    votes = votes_needed(apart, tie_share=tie_share)
    ties = np.log(2 * tie_share / (1 - tie_share)) if tie_share else None
    chance = chances(np.array([apart / ELO]), ties)[0]
    draw, told = np.random.default_rng(11), 0
    for _ in range(300):
        left, right, tie = draw.multinomial(votes, chance).tolist()
        won = ["left"] * left + ["right"] * right + ["tie"] * tie
        board = rank_models(count_votes(["a"] * votes, ["b"] * votes, won), is_placed=False)
        ahead, error = board.difference("a", "b")
        told += ahead > 1.959964 * error
    assert 0.73 <= told / 300 <= 0.87


def test_votes_that_are_there_need_not_be_asked_for_again():
    columns, _ = vote(np.array([0.0, 0.15, 0.3]), 300, ties=-9.0, seed=12)
    few = rank_models(count_votes(*columns))
    many = rank_models(count_votes(*(np.tile(each, 3) for each in columns)))
    assert votes_to_separate(few, "model-000", "model-001") > votes_to_separate(many, "model-000", "model-001")
    far = rank_models(count_votes(*vote(np.array([-2.0, 2.0]), 400, seed=1)[0]))
    assert votes_to_separate(far, "model-000", "model-001") == 0
    assert votes_to_separate(far, "model-000", "model-000") is None


@pytest.mark.parametrize("wrong", [{"elo_apart": 0}, {"elo_apart": 5, "tie_share": 1}, {"elo_apart": 5, "power": 1}])
def test_plans_that_cannot_be_made_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must differ|between 0 and 1"):
        votes_needed(**wrong)


def test_a_single_labeler_makes_nobody_sure():
    columns, _ = vote(np.array([-0.5, 0.0, 0.5]), 200, seed=6)
    alone = rank_models(count_votes(*columns, labelers=["me"] * 200))
    apart = rank_models(count_votes(*columns))
    assert [each.error for each in alone.standings] == pytest.approx([each.error for each in apart.standings])


def test_intervals_of_few_labelers_are_never_narrower_than_of_independent_votes():
    columns, more = vote(np.array([-0.8, -0.2, 0.2, 0.8]), 120, labelers=3, seed=7)
    few = rank_models(count_votes(*columns, labelers=more["labelers"]))
    apart = rank_models(count_votes(*columns))
    for one, other in zip(few.standings, apart.standings, strict=True):
        assert one.error >= other.error - 1e-9
    assert (few.errors_apart() >= apart.errors_apart() - 1e-6).all()


def test_a_model_that_was_always_longer_cannot_be_told_from_its_length():
    tally = count_votes(
        ["a", "b"] * 4, ["b", "a"] * 4, ["left", "right", "right", "left"] * 2, covariates=[[1.0], [-1.0]] * 4
    )
    with pytest.raises(UnrankableError, match="how their responses were shown"):
        rank_models(tally)
    assert rank_models(tally_without_covariates(tally)).position is not None


def tally_without_covariates(tally):
    return Tally(tally.names, tally.left, tally.right, tally.counts, np.zeros((len(tally.left), 0)), tally.labeler)


def test_models_that_always_stood_on_the_same_side_are_not_ranked_free_of_it():
    tally = count_votes(["a"] * 4, ["b"] * 4, ["left", "left", "right", "left"])
    with pytest.raises(UnrankableError, match="how their responses were shown"):
        rank_models(tally)
    assert rank_models(tally, is_placed=False).standings[0].name == "a"


@pytest.mark.parametrize("ridge", [0.0, 1 / 1.5**2, 1.0, 100.0])
def test_the_covariance_of_scores_is_of_mean_zero_and_never_negative(ridge):
    columns, more = vote(np.linspace(-1, 1, 5), votes=200, effects=[0.3], seed=3)
    fit = fit_votes(count_votes(*columns, covariates=more["covariates"]), has_ties=True, ridge=ridge)
    assert np.abs(fit.spread[:5].sum(axis=0)).max() < 1e-9
    assert np.linalg.eigvalsh(fit.spread).min() > -1e-9
    along = np.linalg.pinv(fit.information)
    gap = np.eye(len(along))[0] - np.eye(len(along))[1]
    assert gap @ fit.spread @ gap == pytest.approx(gap @ along @ gap)
