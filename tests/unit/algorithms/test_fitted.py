"""A fit that is kept: it judges the same answers the same, strangers like everybody, and travels as bytes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.consensus import ANONYMOUS, Fitted, estimate, fit, vote

ANSWERS = st.lists(
    st.tuples(
        st.integers(0, 7), st.integers(-1, 4), st.integers(0, 2), st.sampled_from([float("nan"), 0.0, 0.6, 0.93, 1.0])
    ),
    min_size=1,
    max_size=40,
)
GOLD = st.dictionaries(st.integers(0, 7), st.integers(0, 2), max_size=4)


def accuracy(found, truth):
    return (found.choice == truth).mean()


@given(ANSWERS, GOLD, st.booleans())
@settings(max_examples=60, deadline=None)
def test_judging_the_answers_again_gives_the_posterior_of_the_fit(rows, gold, is_open):
    *columns, confidences = zip(*rows, strict=True)
    found, kept = fit(*columns, 3, gold=gold, confidences=confidences, is_open=is_open)
    judged = kept.judge(*columns, n_tasks=len(found.posterior), confidences=confidences)
    is_unknown = ~np.isin(np.arange(len(judged)), list(gold))
    assert np.abs(judged - found.posterior)[is_unknown].max(initial=0) < 1e-3
    assert np.abs(Fitted.from_bytes(kept.to_bytes()).judge(*columns, len(judged), confidences) - judged).max() < 1e-3


@pytest.mark.parametrize(("n_classes", "n_gold"), [(2, 0), (2, 60), (4, 0), (4, 60)])
def test_large_crowds_are_judged_as_they_were_fitted(crowd, n_classes, n_gold):
    truth, *columns = crowd(1, [0.9] * 5 + [0.6] * 20, n_tasks=600, n_classes=n_classes)
    found, kept = fit(*columns, n_classes, gold={task: int(truth[task]) for task in range(n_gold)})
    kept = Fitted.from_bytes(kept.to_bytes())
    assert np.abs(kept.judge(*columns) - found.posterior)[n_gold:].max() < 1e-3
    one = columns[0] == 599
    alone = kept.judge(np.zeros(one.sum(), dtype=int), columns[1][one], columns[2][one])
    assert np.abs(alone[0] - found.posterior[599]).max() < 1e-3


def test_very_many_answers_are_learnt_from_a_part_and_judged_alike():
    draw = np.random.default_rng(11)
    skills = draw.beta(6, 2, 500)
    truth = draw.integers(0, 3, 420_000)
    task, labeler = np.repeat(np.arange(420_000), 5), (draw.integers(0, 500, 420_000)[:, None] + np.arange(5)).ravel()
    labeler %= 500
    said = np.where(draw.random(len(task)) < skills[labeler], truth[task], draw.integers(0, 3, len(task)))
    known = {number: int(truth[number]) for number in range(0, 420_000, 5000)}
    found, kept = fit(task, labeler, said, 3, gold=known)
    assert accuracy(found, truth) > accuracy(vote(task, labeler, said, 3), truth) + 0.005
    assert np.abs(found.reliability - (skills + (1 - skills) / 3)).max() < 0.05
    assert (found.posterior[list(known), list(known.values())] == 1).all()
    unknown = np.setdiff1d(np.arange(420_000), list(known))
    assert np.abs(kept.judge(task, labeler, said) - found.posterior)[unknown].max() < 1e-3


def test_the_fit_and_the_estimate_are_one(crowd):
    _, *columns = crowd(2, [0.8] * 9, n_classes=3)
    one, other = estimate(*columns, 3, seed=4), fit(*columns, 3, seed=4)[0]
    assert (one.posterior == other.posterior).all()
    assert (one.reliability == other.reliability).all()


def test_strangers_are_as_reliable_as_everybody(crowd):
    _, *columns = crowd(3, [0.95] * 10 + [0.55] * 10, n_tasks=600)
    _, kept = fit(*columns, 2)
    unknown, anonymous, best, worst = (
        kept.judge([0], [who], [1])[0, 1]
        for who in (20, ANONYMOUS, kept.reliability.argmax(), kept.reliability.argmin())
    )
    assert unknown == anonymous
    assert worst < unknown < best
    assert kept.expected_reliability_of_newcomer == pytest.approx(0.75, abs=0.08)


def test_a_task_without_answers_gets_the_frequency_of_the_classes():
    draw = np.random.default_rng(4)
    truth = (draw.random(1000) < 0.2).astype(int)
    task = np.repeat(np.arange(1000), 5)
    said = np.where(draw.random(5000) < 0.9, truth[task], 1 - truth[task])
    _, kept = fit(task, draw.integers(0, 12, 5000), said, 2)
    open_task = kept.judge([], [], [], n_tasks=1)
    assert open_task.sum() == pytest.approx(1)
    assert 0.1 < open_task[0, 1] < 0.45
    assert kept.judge([2], [0], [0]).shape == (3, 2)


def test_nothing_about_classes_is_learnt_where_they_mean_something_else_in_each_task():
    """The right answer is nearly always listed first; that must not be held against the second."""
    draw = np.random.default_rng(5)
    truth = (draw.random(400) < 0.05).astype(int)
    task = np.repeat(np.arange(400), 4)
    said = np.where(draw.random(1600) < 0.8, truth[task], 1 - truth[task])
    columns = (task, np.tile(np.arange(4), 400), said)
    for gold in ({}, {number: int(truth[number]) for number in range(50)}):
        _, kept = fit(*columns, 2, gold=gold, is_open=True)
        first, second = kept.judge([0, 1], [0, 0], [0, 1])
        assert first == pytest.approx(second[::-1])
        assert kept.judge([], [], [], 1)[0].tolist() == [0.5, 0.5]
        assert (kept.by_class == kept.reliability[:, None]).all()


def test_several_models_are_believed_as_often_as_they_are_right_when_so_sure(crowd):
    truth, task, labeler, said = crowd(6, [0.8] * 12, n_tasks=800, per_task=3)
    draw = np.random.default_rng(6)
    sure = draw.random((2, 800)) < 0.5
    is_right = draw.random((2, 800)) < np.where(sure, np.array([[0.97], [0.6]]), 0.6)
    models = np.where(is_right, truth, 1 - truth)
    stated = np.where(sure, 0.995, 0.6)
    columns = (
        np.concatenate([task, np.arange(800), np.arange(800)]),
        np.concatenate([labeler, np.full(800, 12), np.full(800, 13)]),
        np.concatenate([said, *models]),
    )
    confidences = np.concatenate([np.full(len(task), np.nan), *stated])
    _, kept = fit(*columns, 2, confidences=confidences)
    honest, modest, boaster = (
        kept.judge([0], [who], [1], confidences=[claim])[0, 1] for who, claim in ((12, 0.995), (12, 0.6), (13, 0.995))
    )
    assert honest > 0.85
    assert max(modest, boaster) < 0.8
    assert len(kept.reliability) == kept.n_labelers == 14


def test_a_table_of_probabilities_is_one_labeler_more(crowd):
    truth, *columns = crowd(7, [0.8] * 8, n_tasks=300, per_task=3)
    opinions = np.where(np.arange(2) == truth[:, None], 0.9, 0.1)
    found, kept = fit(*columns, 2, probabilities=opinions)
    joined = (
        np.concatenate([columns[0], np.arange(300)]),
        np.concatenate([columns[1], np.full(300, 8)]),
        np.concatenate([columns[2], truth]),
    )
    judged = kept.judge(*joined, confidences=np.concatenate([np.full(900, np.nan), np.full(300, 0.9)]))
    assert np.abs(judged - found.posterior).max() < 1e-3
    assert (len(found.reliability), kept.n_labelers) == (8, 9)
    assert kept.reliability[8] > 0.9


def test_intervals_hold_the_share_of_right_answers(crowd):
    held = []
    for seed in range(6):
        draw = np.random.default_rng(seed)
        skills = draw.uniform(0.6, 0.95, 40)
        _, task, labeler, said = crowd(seed, skills, n_tasks=300, n_classes=3)
        _, kept = fit(task, labeler, said, 3)
        held += ((kept.low <= skills) & (skills <= kept.high)).tolist()
    assert np.mean(held) > 0.9


def test_intervals_are_wide_where_nobody_checked(crowd):
    """Labeler 3 answered a hundred tasks, but alone: that tells nothing of them."""
    truth, task, labeler, said = crowd(8, [0.9] * 3, n_tasks=100, per_task=3)
    columns = (
        np.concatenate([task, np.arange(100, 200)]),
        np.concatenate([labeler, np.full(100, 3)]),
        np.concatenate([said, truth]),
    )
    _, kept = fit(*columns, 2)
    width = kept.high - kept.low
    assert width[3] > 0.5 > 3 * width[:3].max()
    _, checked = fit(*columns, 2, gold={100 + number: int(truth[number]) for number in range(100)})
    assert (checked.high - checked.low)[3] < 0.2


def test_reliability_by_class_tells_where_somebody_errs():
    draw = np.random.default_rng(9)
    truth = draw.integers(0, 3, 600)
    task = np.repeat(np.arange(600), 5)
    labeler = np.tile(np.arange(5), 600)
    said = truth[task].copy()
    blind = (labeler == 4) & (truth[task] == 2) & (draw.random(3000) < 0.7)
    said[blind] = 1
    _, kept = fit(task, labeler, said, 3)
    assert kept.by_class[4, 2] == pytest.approx(0.3, abs=0.06)
    assert kept.by_class[4, :2].min() > 0.9
    assert kept.by_class[:4].min() > 0.9
    assert kept.answers_by_class.sum(axis=1) == pytest.approx(kept.n_answers)


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=50, deadline=None)
def test_bytes_that_were_changed_or_cut_are_refused(place, value):
    _, kept = fit([0, 1, 1], [0, 1, 2], [0, 1, 1], 2)
    packed = bytearray(kept.to_bytes())
    place %= len(packed)
    cut = bytes(packed[:place])
    with pytest.raises(ValueError, match="fit again"):
        Fitted.from_bytes(cut)
    if packed[place] != value:
        packed[place] = value
        with pytest.raises(ValueError, match="fit again"):
            Fitted.from_bytes(bytes(packed))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"n_tasks": 1}, "n_tasks"),
        ({"answers": [2, 0]}, "below n_classes"),
        ({"confidences": [0.5]}, "as long as"),
        ({"confidences": [0.5, 1.2]}, "from 0 to 1"),
        ({"labelers": [-2, 0]}, "labelers"),
    ],
)
def test_answers_that_do_not_fit_are_refused(changed, why):
    _, kept = fit([0, 1], [0, 1], [0, 1], 2)
    columns = {"tasks": [0, 1], "labelers": [0, 1], "answers": [0, 1]} | changed
    with pytest.raises(ValueError, match=why):
        kept.judge(**columns)
