"""Bounds from audits: they hold as often as they say, whatever is believed, and are worth their trouble."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from itertools import product
from math import comb, sqrt

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.certificate import clopper_pearson, lower_bound
from goldsmith.algorithms.certificate.bound import AccuracyBound, accuracy_bound
from goldsmith.algorithms.certificate.drawing import audit_weights, draw_audits, favored_below
from goldsmith.algorithms.certificate.finite import chance_of_at_most, finite_interval, finite_lower_bound
from goldsmith.algorithms.certificate.powered import is_unsure, split_audits
from goldsmith.algorithms.certificate.sequence import sequence_lower_bound
from goldsmith.algorithms.certificate.strata import Stratum, stratified_interval, stratified_lower_bound

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BELIEFS = ["calibrated", "over-confident", "useless"]


def a_delivery(draw: np.random.Generator, n_records: int, accuracy: float, belief: str) -> tuple[Integers, Floats]:
    """Return (is it correct, how probable is that believed to be) of records that are unequally hard."""
    risk = draw.beta(2 * (1 - accuracy), 2 * accuracy, n_records).clip(1e-6, 1 - 1e-6)
    correct = (draw.random(n_records) >= risk).astype(np.int64)
    if belief == "over-confident":
        return correct, 1 / (1 + np.exp(-(3 * np.log((1 - risk) / risk) + 2)))
    return correct, 1 - (risk if belief == "calibrated" else draw.permutation(risk))


def least_hold(repetitions: int, confidence: float = 0.95) -> float:
    """Return what a bound that just holds falls below once in a thousand times."""
    return confidence - 3.1 * sqrt(confidence * (1 - confidence) / repetitions)


def test_the_finite_chance_is_the_count_of_draws() -> None:
    for kind, audited, seen in product(range(8), range(1, 8), range(8)):
        ways = sum(comb(kind, k) * comb(7 - kind, audited - k) for k in range(min(seen, audited) + 1))
        assert chance_of_at_most(seen, audited, kind, 7) == pytest.approx(ways / comb(7, audited))


@pytest.mark.parametrize(("n_records", "audited"), [(40, 12), (60, 55), (90, 30)])
def test_the_finite_bounds_hold_for_every_number_of_wrong_records(n_records: int, audited: int) -> None:
    intervals = [finite_interval(audited - seen, audited, n_records) for seen in range(audited + 1)]
    lower_bounds = [finite_lower_bound(audited - seen, audited, n_records) for seen in range(audited + 1)]
    for wrong in range(n_records + 1):
        true = (n_records - wrong) / n_records
        missed = missed_both = 0
        for seen in range(max(0, audited - n_records + wrong), min(wrong, audited) + 1):
            ways = comb(wrong, seen) * comb(n_records - wrong, audited - seen)
            missed += ways * (lower_bounds[seen] > true)
            missed_both += ways * (not intervals[seen][0] <= true <= intervals[seen][1])
        assert max(missed, missed_both) / comb(n_records, audited) <= 0.05 + 1e-9


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_the_finite_interval_lies_within_clopper_pearson_up_to_one_record(data: st.DataObject) -> None:
    n_records = data.draw(st.integers(1, 2000))
    audited = data.draw(st.integers(0, n_records))
    correct = data.draw(st.integers(0, audited))
    low, high = finite_interval(correct, audited, n_records)
    wide_low, wide_high = clopper_pearson(correct, audited)
    assert wide_low - 1 / n_records <= low <= high <= wide_high + 1 / n_records
    assert correct / n_records <= low
    assert high <= (n_records - audited + correct) / n_records


@pytest.mark.parametrize("groups", [((30, 6), (10, 6)), ((25, 10), (5, 3)), ((20, 4), (20, 10))])
def test_the_stratified_bound_holds_however_wrong_records_lie(groups: tuple[tuple[int, int], tuple[int, int]]) -> None:
    (n_one, audited_one), (n_other, audited_other) = groups
    n_records = n_one + n_other
    bounds = {
        seen: stratified_lower_bound(
            Stratum(n_one, audited_one, audited_one - seen[0]), Stratum(n_other, audited_other, audited_other - seen[1])
        )
        for seen in product(range(audited_one + 1), range(audited_other + 1))
    }
    draws = comb(n_one, audited_one) * comb(n_other, audited_other)
    for wrong_one, wrong_other in product(range(n_one + 1), range(n_other + 1)):
        missed = sum(
            comb(wrong_one, one)
            * comb(n_one - wrong_one, audited_one - one)
            * comb(wrong_other, other)
            * comb(n_other - wrong_other, audited_other - other)
            for (one, other), bound in bounds.items()
            if bound > (n_records - wrong_one - wrong_other) / n_records
        )
        assert missed / draws <= 0.05 + 1e-9


def test_more_wrong_audits_never_lift_the_stratified_bound() -> None:
    bounds = np.array(
        [[stratified_lower_bound(Stratum(80, 7, 7 - a), Stratum(40, 7, 7 - b)) for b in range(8)] for a in range(8)]
    )
    assert np.all(np.diff(bounds, axis=0) <= 1e-12)
    assert np.all(np.diff(bounds, axis=1) <= 1e-12)


def test_a_group_without_audits_counts_as_wrong() -> None:
    low, high = stratified_interval(Stratum(300, 300, 300), Stratum(100, 0, 0))
    assert (low, high) == (0.75, 1.0)


def test_large_deliveries_are_bounded_as_nearly_as_small_ones() -> None:
    small = stratified_lower_bound(Stratum(40_000, 80, 78), Stratum(10_000, 40, 30))
    large = stratified_lower_bound(Stratum(4_000_000, 80, 78), Stratum(1_000_000, 40, 30))
    assert small == pytest.approx(large, abs=0.002)


@pytest.mark.parametrize("belief", BELIEFS)
@pytest.mark.parametrize(("audited", "accuracy"), [(30, 0.8), (60, 0.98)])
def test_powered_bounds_hold_whatever_is_believed(belief: str, audited: int, accuracy: float) -> None:
    draw = np.random.default_rng(13)
    held, held_both, repetitions = 0, 0, 20
    for _ in range(repetitions):
        correct, predictions = a_delivery(draw, 500, accuracy, belief)
        records = draw.choice(500, audited, replace=False)
        bound = accuracy_bound(correct[records], 500, records=records, predictions=predictions)
        held += bound.at_least <= correct.mean()
        held_both += bound.low <= correct.mean() <= bound.high
    assert min(held, held_both) / repetitions >= least_hold(repetitions)


def test_stratified_intervals_hold_over_many_draws_of_one_delivery() -> None:
    draw = np.random.default_rng(21)
    wrong = zip(
        draw.hypergeometric(8, 242, 30, 2000).tolist(), draw.hypergeometric(12, 38, 15, 2000).tolist(), strict=True
    )
    seen = [(Stratum(250, 30, 30 - one), Stratum(50, 15, 15 - other)) for one, other in wrong]
    intervals = {parts: stratified_interval(*parts) for parts in set(seen)}
    held = [intervals[parts][0] <= 280 / 300 <= intervals[parts][1] for parts in seen]
    assert np.mean(held) >= least_hold(2000)


def test_weighted_draws_hold_when_all_that_is_wrong_hides_among_the_certain() -> None:
    weights = np.where(np.arange(200) < 50, 2.0, 1.0)
    correct = np.where((np.arange(200) >= 50) & (np.arange(200) < 80), 0, 1)
    draws = [draw_audits(weights, 20, seed) for seed in range(400)]
    seen = [split_audits(correct[drawn], drawn, weights == 2) for drawn in draws]
    bounds = {parts: stratified_lower_bound(*parts) for parts in set(seen)}
    assert np.mean([bounds[parts] <= correct.mean() for parts in seen]) >= least_hold(400)


@pytest.mark.parametrize("weights", [None, "two", "many"])
@pytest.mark.parametrize("belief", [None, "calibrated", "over-confident", "useless"])
def test_sequences_hold_at_all_looks_at_once(belief: str | None, weights: str | None) -> None:
    # The bound never falls from look to look, so holding at the last look, when half is audited, is holding at all.
    draw = np.random.default_rng(3)
    held, repetitions = 0, 80
    for _ in range(repetitions):
        correct, predictions = a_delivery(draw, 300, 0.9, belief or "useless")
        each = {None: np.ones(300), "two": 1.0 + is_unsure(predictions, 150), "many": 2 - predictions}[weights]
        records = draw_audits(each, 150, int(draw.integers(2**31)))
        bound = sequence_lower_bound(
            correct[records],
            300,
            predictions=(predictions[records], predictions) if belief else None,
            weights=(each[records], each) if weights else None,
        )
        held += bound <= correct.mean()
    assert held / repetitions >= least_hold(repetitions)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(0, 100), st.integers(0, 2**32 - 1))
def test_a_further_audit_never_lowers_the_sequence(outcomes: list[bool], unaudited: int, seed: int) -> None:
    n_records = len(outcomes) + unaudited
    predictions = np.random.default_rng(seed).random(n_records)
    own = predictions[: len(outcomes)]
    earlier = sequence_lower_bound(outcomes[:-1], n_records, predictions=(own[:-1], predictions))
    later = sequence_lower_bound(outcomes, n_records, predictions=(own, predictions))
    assert later >= min(earlier, sum(outcomes) / n_records + unaudited / n_records)


def test_a_bound_looked_at_again_and_again_fails_where_the_sequence_holds() -> None:
    draw = np.random.default_rng(1)
    stopped_early, stopped_right, repetitions = 0, 0, 150
    bound = cache(lower_bound)
    for _ in range(repetitions):
        outcomes = draw.permutation(np.r_[np.ones(1799), np.zeros(201)])[:400]
        counts = np.cumsum(outcomes).astype(int)
        stopped_early += any(bound(int(counts[n - 1]), n) > 0.8995 for n in range(20, 401, 20))
        stopped_right += sequence_lower_bound(outcomes, 2000) > 0.8995
    assert stopped_early / repetitions > 0.1
    assert stopped_right / repetitions <= 0.05 + (0.95 - least_hold(repetitions))


def test_good_predictions_shorten_and_useless_ones_hardly_lengthen() -> None:
    draw = np.random.default_rng(2)
    gain: dict[str, list[float]] = {belief: [] for belief in BELIEFS}
    for belief, _ in product(BELIEFS, range(16)):
        correct, predictions = a_delivery(draw, 3000, 0.97, belief)
        records = draw.choice(3000, 150, replace=False)
        told = split_audits(correct[records], records, is_unsure(predictions, 150))
        powered = correct.mean() - stratified_lower_bound(*told)
        plain = correct.mean() - finite_lower_bound(int(correct[records].sum()), 150, 3000)
        gain[belief].append(plain - powered)
    assert np.mean(gain["calibrated"]) > 0.003
    assert np.mean(gain["over-confident"]) > 0.002
    assert np.mean(gain["useless"]) > -0.002


@given(st.integers(0, 300), st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_a_cut_leaves_audits_to_expect_in_both_parts_and_keeps_equals_together(
    n_audits: int, predictions: list[float]
) -> None:
    is_apart = is_unsure(predictions, n_audits)
    assert is_apart.shape == (len(predictions),)
    if is_apart.any():
        assert n_audits * min(is_apart.mean(), 1 - is_apart.mean()) >= 5 - 1e-9
        assert np.max(np.array(predictions)[is_apart]) < np.min(np.array(predictions)[~is_apart])


def test_draws_follow_their_weights_and_are_drawn_once() -> None:
    weights = np.repeat([1.0, 2.0], 500)
    drawn = np.concatenate([draw_audits(weights, 10, seed) for seed in range(300)])
    assert np.mean(drawn >= 500) == pytest.approx(2 / 3, abs=0.03)
    assert sorted(draw_audits(weights, 1000, 1)) == list(range(1000))


def test_less_certain_records_are_favored_where_that_pays() -> None:
    believed = np.repeat([0.7012, 0.9, 0.99], [100, 100, 800])
    below = favored_below(believed, 150)
    assert below is not None
    assert audit_weights(believed, below).tolist() == [2.0] * 200 + [1.0] * 800
    assert favored_below(believed, 99) is None, "with hardly a wrong record seen weights only take from the certain"
    assert favored_below(believed, 1000) is None, "everything is audited"
    assert favored_below(np.full(1000, 0.9), 150) is None, "nothing tells them apart"
    assert favored_below(believed * 0.8, 150) is None, "the certain scatter almost as much as the others"
    assert np.all(audit_weights(believed, None) == 1)


@given(
    st.lists(st.floats(0, 1), min_size=100, max_size=300),
    st.integers(1, 400),
)
def test_whoever_is_favored_is_less_certain_than_somebody(believed: list[float], n_audits: int) -> None:
    below = favored_below(believed, n_audits)
    if below is not None:
        weights = audit_weights(believed, below)
        assert set(weights.tolist()) == {1.0, 2.0}
        assert round(below * 1000) / 1000 == below


def test_verifying_offline_loads_no_numerical_library() -> None:
    code = "import sys, goldsmith.algorithms.certificate; sys.exit('numpy' in sys.modules or 'scipy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_audits_nothing_is_known() -> None:
    assert accuracy_bound([], 10) == AccuracyBound(None, 0.0, 1.0, 0.0, "none", 0, 0.95)


@pytest.mark.parametrize("looks", ["once", "any"])
@pytest.mark.parametrize("is_weighted", [False, True])
def test_when_all_is_audited_the_bound_is_the_truth(looks: str, is_weighted: bool) -> None:
    correct, predictions = a_delivery(np.random.default_rng(4), 80, 0.9, "calibrated")
    inclusion = 1.0 + (np.arange(80) % 2) if is_weighted else None
    records = draw_audits(np.ones(80) if inclusion is None else inclusion, 80, 9)
    bound = accuracy_bound(
        correct[records],
        80,
        records=records,
        predictions=predictions,
        inclusion=inclusion,
        looks=looks,  # type: ignore[arg-type]
    )
    assert (bound.low, bound.high, bound.at_least) == (correct.mean(),) * 3
    assert bound.estimate == pytest.approx(correct.mean())


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_every_bound_is_in_order(data: st.DataObject) -> None:
    n_records = data.draw(st.integers(1, 60))
    outcomes = data.draw(st.lists(st.integers(0, 1), max_size=n_records))
    records = data.draw(st.permutations(range(n_records)))[: len(outcomes)]
    shares = st.lists(st.floats(0, 1), min_size=n_records, max_size=n_records)
    weights = st.lists(st.sampled_from([0.5, 1.0, 7.0]), min_size=n_records, max_size=n_records)
    bound = accuracy_bound(
        outcomes,
        n_records,
        records=np.array(records, dtype=np.int64),
        predictions=data.draw(st.none() | shares),
        inclusion=data.draw(st.none() | weights),
        looks=data.draw(st.sampled_from(["once", "any"])),
        confidence=data.draw(st.sampled_from([0.5, 0.9, 0.999])),
    )
    assert 0 <= bound.low <= bound.at_least <= bound.high <= 1
    assert bound.audited == len(outcomes)
    if bound.estimate is not None:
        assert bound.low <= bound.estimate <= bound.high


@pytest.mark.parametrize(
    ("options", "method"),
    [
        ({}, "exact"),
        ({"looks": "any"}, "sequence"),
        ({"predictions": "told"}, "stratified"),
        ({"predictions": "alike"}, "exact"),
        ({"predictions": "told", "looks": "any"}, "powered_sequence"),
        ({"inclusion": "two"}, "stratified"),
        ({"inclusion": "alike"}, "exact"),
        ({"inclusion": "many"}, "sequence"),
        ({"inclusion": "two", "predictions": "told"}, "stratified"),
    ],
)
def test_the_method_follows_from_how_audits_were_drawn(options: dict[str, str], method: str) -> None:
    values = {
        "told": np.linspace(0.5, 1, 100),
        "alike": np.full(100, 0.9),
        "two": np.repeat([1.0, 2.0], 50),
        "many": np.linspace(1, 2, 100),
    }
    given = {name: values.get(value, value) for name, value in options.items()}
    for outcomes in (np.ones(40), np.zeros(40), np.arange(40) % 2):
        assert accuracy_bound(outcomes, 100, records=np.arange(40) * 2, **given).method == method  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcomes", "n_records", "options"),
    [
        ([1, 1], 1, {}),
        ([], 0, {}),
        ([0.5], 5, {}),
        ([float("nan")], 5, {}),
        ([[1]], 5, {}),
        ([1], 5, {"confidence": 1.0}),
        ([1], 5, {"confidence": float("nan")}),
        ([1], 5, {"looks": "twice"}),
        ([1], 5, {"predictions": [0.5] * 5}),
        ([1], 5, {"records": [0], "predictions": [0.5] * 4}),
        ([1], 5, {"records": [0], "predictions": [1.5] * 5}),
        ([1], 5, {"records": [0], "predictions": [float("nan")] * 5}),
        ([1], 5, {"records": [0], "inclusion": [0.0] * 5}),
        ([1], 5, {"records": [5]}),
        ([1], 5, {"records": [0.0]}),
        ([1, 1], 5, {"records": [0]}),
        ([1, 1], 5, {"records": [0, 0]}),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    outcomes: list[float], n_records: int, options: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+ \w+"):
        accuracy_bound(outcomes, n_records, **options)  # type: ignore[arg-type]
