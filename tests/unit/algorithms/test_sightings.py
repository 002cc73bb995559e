"""Things that some marked and others did not: which are real, who overlooks much, who marks in vain."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.consensus import ANONYMOUS, Fitted, answers, engine, fit
from goldsmith.algorithms.consensus.sightings import best_threshold

MISS, FALSE_SHARE = (0.05, 0.1, 0.15, 0.2, 0.7), (0.05, 0.05, 0.05, 0.05, 0.6)
MARKED, LOOKED = 0, 1


def draw_world(n_things=800, per_thing=5, seed=0, share_real=0.6):
    """What five labelers make of things, of which only those exist for us that somebody marked."""
    draw = np.random.default_rng(seed)
    is_real = draw.random(n_things) < share_real
    thing = np.repeat(np.arange(n_things), per_thing)
    labeler = np.concatenate([draw.permutation(5)[:per_thing] for _ in range(n_things)])
    chance = np.where(is_real[thing], 1 - np.array(MISS)[labeler], np.array(FALSE_SHARE)[labeler])
    is_marked = draw.random(len(thing)) < chance
    is_known = np.bincount(thing, is_marked, n_things) > 0
    number, rows = np.cumsum(is_known) - 1, is_known[thing]
    said = np.where(is_marked, MARKED, LOOKED)
    return is_real[is_known], (number[thing[rows]], labeler[rows], said[rows])


def learn(columns, **more):
    return fit(*columns, 2, are_sightings=True, **more)


def f1(is_kept, is_real):
    return 2 * (is_kept & is_real).sum() / (is_kept.sum() + is_real.sum())


def test_skills_are_told_apart():
    _, columns = draw_world()
    _, kept = learn(columns)
    assert np.abs(1 - kept.by_class[:, MARKED] - MISS).max() < 0.08
    assert kept.by_class[:4, LOOKED].min() > 0.9 > kept.by_class[4, LOOKED] + 0.5
    assert kept.reliability.argmin() == 4


@pytest.mark.parametrize("per_thing", [2, 3, 5])
def test_real_things_are_told_from_false_ones(per_thing):
    is_real, columns = draw_world(per_thing=per_thing)
    found, kept = learn(columns)
    marks = np.bincount(columns[0], columns[2] == MARKED)
    by_vote = f1(marks >= per_thing / 2, is_real)
    assert f1(found.choice == MARKED, is_real) >= max(by_vote, f1(np.ones_like(is_real), is_real))
    assert abs(found.posterior[:, MARKED].mean() - is_real.mean()) < 0.12
    assert 0 < kept.threshold <= 0.5


def test_who_looked_and_did_not_mark_counts_against_a_thing():
    alone = learn(([0], [0], [MARKED]))[0].posterior
    doubted = learn(([0] * 5, range(5), [MARKED, *[LOOKED] * 4]))[0].posterior
    assert doubted[0, MARKED] < 0.3 < alone[0, MARKED]


def test_one_labeler_alone_is_believed():
    found, _ = learn((range(60), [0] * 60, [MARKED] * 60))
    assert (found.choice == MARKED).all()
    assert found.posterior[:, MARKED].max() < 0.98


def test_nothing_is_tied_where_one_of_two_marked():
    _, columns = draw_world(per_thing=2)
    assert not learn(columns)[0].is_tied.any()


def test_strangers_and_newcomers_are_like_everybody():
    _, columns = draw_world()
    _, kept = learn(columns)
    best, worst, new, nobody = (kept.judge([0], [who], [MARKED])[0, MARKED] for who in (0, 4, 77, ANONYMOUS))
    assert worst < new < best
    assert new == nobody


def test_gold_is_certain_in_the_fit_and_unknown_to_who_judges():
    is_real, columns = draw_world(per_thing=3)
    known = {number: int(not is_real[number]) for number in range(0, len(is_real), 8)}
    found, kept = learn(columns, gold=known)
    assert (found.posterior[list(known), list(known.values())] == 1).all()
    without, _ = learn(columns)
    rest = np.setdiff1d(np.arange(len(is_real)), list(known))
    assert brier(found, is_real, rest) < brier(without, is_real, rest) + 0.005
    assert kept.judge(*columns).max() < 1


def brier(found, is_real, rest):
    return ((found.posterior[rest, MARKED] - is_real[rest]) ** 2).mean()


def test_things_that_only_gold_knows_of_make_nobody_doubt_the_others():
    is_real, columns = draw_world(per_thing=3)
    known = {number: int(not is_real[number]) for number in range(0, len(is_real), 8)}
    unseen = len(is_real) + np.arange(200)
    more = (
        np.concatenate([columns[0], np.repeat(unseen, 3)]),
        np.concatenate([columns[1], np.tile([0, 1, 2], 200)]),
        np.concatenate([columns[2], np.full(600, LOOKED)]),
    )
    found, kept = learn(more, gold=known | dict.fromkeys(unseen.tolist(), MARKED))
    plain, _ = learn(columns, gold=known)
    assert np.abs(found.posterior[: len(is_real)] - plain.posterior).max() < 0.05
    assert kept.by_class[0, MARKED] < learn(columns)[1].by_class[0, MARKED]


def test_very_many_answers_are_learnt_from_a_part_and_judged_alike(monkeypatch):
    is_real, columns = draw_world(n_things=6000, per_thing=3)
    whole, _ = learn(columns)
    monkeypatch.setattr(answers, "MANY", 5_000)
    monkeypatch.setattr(answers, "FEW_TASKS", 100)
    monkeypatch.setattr(answers, "SLICE", 4_000)
    monkeypatch.setattr(engine, "SAMPLE", 6_000)
    found, kept = learn(columns)
    assert abs(f1(found.choice == MARKED, is_real) - f1(whole.choice == MARKED, is_real)) < 0.03
    assert np.abs(kept.judge(*columns) - found.posterior).max() < 1e-3


SIGHTINGS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(-1, 4), st.integers(0, 1), st.sampled_from([float("nan"), 0.6, 0.99])),
    max_size=40,
)
GOLD = st.dictionaries(st.integers(0, 9), st.integers(0, 1))


@given(SIGHTINGS, GOLD)
def test_whatever_is_said_beliefs_are_probabilities_and_a_kept_fit_judges_alike(rows, gold):
    *columns, confidences = zip(*rows, strict=True) if rows else ((), (), (), ())
    columns = [np.array(column, dtype=int) for column in columns]
    found, kept = learn(columns, gold=gold, confidences=confidences)
    assert np.isfinite(found.posterior).all()
    assert found.posterior.sum(axis=1) == pytest.approx(1)
    assert 0 <= kept.threshold <= 0.5
    again = Fitted.from_bytes(kept.to_bytes())
    assert again.threshold == kept.threshold
    judged = kept.judge(*columns, len(found.posterior), confidences)
    is_unknown = ~np.isin(np.arange(len(judged)), list(gold))
    assert np.abs(judged - found.posterior)[is_unknown].max(initial=0) < 1e-3
    assert np.abs(again.judge(*columns, len(judged), confidences) - judged).max(initial=0) < 1e-3


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 1)), unique_by=lambda row: row[:2]))
def test_the_order_of_the_answers_does_not_matter(rows):
    one, other = (learn(np.array(each, dtype=int).reshape(-1, 3).T)[0] for each in (rows, rows[::-1]))
    assert np.abs(one.posterior - other.posterior).max(initial=0) < 1e-9


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0, 5))
def test_no_other_number_of_things_kept_promises_a_better_f1(probabilities, n_missed):
    ranked = np.sort(probabilities)[::-1]
    real = ranked.sum() + n_missed
    promised = [2 * ranked[:size].sum() / max(size + real, 1e-300) for size in range(1, len(ranked) + 1)]
    kept = int((ranked >= best_threshold(np.array(probabilities), n_missed)).sum())
    assert promised[max(kept, 1) - 1] == pytest.approx(max(promised))


def test_a_mark_more_never_makes_a_thing_less_probable():
    _, columns = draw_world(per_thing=4)
    _, kept = learn(columns)
    said = [[MARKED] * n + [LOOKED] * (4 - n) for n in range(1, 5)]
    probabilities = [kept.judge([0] * 4, range(4), each)[0, MARKED] for each in said]
    assert all(one <= other for one, other in pairwise(probabilities))
