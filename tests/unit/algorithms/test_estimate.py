"""The engine: whom it trusts, what gold changes, and what it makes of strange input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.consensus import ANONYMOUS, estimate, vote

VOTES = st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 4), st.integers(0, 2)), min_size=1, max_size=40)


def accuracy(found, truth):
    return (found.choice == truth).mean()


@given(VOTES, st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_posteriors_are_probabilities_whatever_is_said(votes, seed):
    found = estimate(*zip(*votes, strict=True), 3, seed=seed)
    assert np.allclose(found.posterior.sum(axis=1), 1)
    assert (found.weight > 0).all()
    assert ((found.reliability >= 0) & (found.reliability <= 1)).all()


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(0, 2)),
        min_size=1,
        max_size=40,
        unique_by=lambda v: v[:2],
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_answers_does_not_matter(votes, random):
    one, other = (estimate(*zip(*each, strict=True), 3) for each in (votes, random.sample(votes, len(votes))))
    assert (one.posterior == other.posterior).all()


@pytest.mark.parametrize("n_classes", [2, 4])
def test_skilled_labelers_outweigh_a_majority_of_guessers(crowd, n_classes):
    skills = [0.95] * 8 + [1 / n_classes] * 16
    truth, *columns = crowd(1, skills, n_classes=n_classes, n_tasks=600)
    found = estimate(*columns, n_classes)
    assert accuracy(found, truth) > accuracy(vote(*columns, n_classes), truth) + 0.03
    assert found.weight[:8].min() > 2 * found.weight[8:].max()
    assert abs(found.reliability[:8].mean() - 0.95) < 0.08


def test_labelers_who_mistake_one_class_for_another_are_understood(crowd):
    truth, *columns = crowd(
        2, [0.9] * 3 + [0.3] * 6, n_tasks=800, n_classes=3, confuse=lambda true: np.where(true == 2, 1, true)
    )
    assert accuracy(estimate(*columns, 3), truth) > accuracy(vote(*columns, 3), truth)


def test_a_labeler_counts_once_a_task_and_strangers_every_time():
    assert estimate([0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 1, 1], 2).is_tied.tolist() == [True]
    strangers = estimate([0, 0, 0], [ANONYMOUS] * 3, [0, 1, 1], 2)
    assert strangers.choice.tolist() == [1]
    assert strangers.weight.size == 0


def test_known_answers_are_certain_and_teach_whom_to_trust(crowd):
    """Most labelers agree on nonsense; only gold can tell."""
    truth, *columns = crowd(3, [0.95] * 4 + [0.05] * 6, n_tasks=600)
    known = {number: int(truth[number]) for number in range(100)}
    blind, taught = estimate(*columns, 2), estimate(*columns, 2, gold=known)
    assert (taught.posterior[np.arange(100), truth[:100]] == 1).all()
    unseen = slice(100, None)
    assert (blind.choice[unseen] == truth[unseen]).mean() < 0.5
    assert (taught.choice[unseen] == truth[unseen]).mean() > 0.9


def test_gold_makes_the_posterior_mean_what_it_says(crowd):
    truth, *columns = crowd(4, [0.6] * 20, n_tasks=2000)
    found = estimate(*columns, 2, gold={number: int(truth[number]) for number in range(100)})
    sure = found.posterior.max(axis=1)[100:]
    assert abs(sure.mean() - (found.choice == truth)[100:].mean()) < 0.05


def test_labeling_functions_that_only_say_one_class_are_voted_not_modelled():
    draw = np.random.default_rng(5)
    truth = draw.integers(0, 2, 400)
    rows = [
        (task, function, function % 2)
        for function in range(6)
        for task in range(400)
        if draw.random() < (0.5 if truth[task] == function % 2 else 0.1)
    ]
    columns = list(zip(*rows, strict=True))
    assert (estimate(*columns, 2).choice == truth[: max(columns[0]) + 1]).mean() > 0.8
    assert set(estimate(*columns, 2).pool) == {"weighted", "voting"}
    assert set(estimate([0, 1], [0, 1], [0, 1], 2, kinds=["function", "function"]).pool) == {"weighted", "voting"}


def test_a_models_opinion_counts_by_how_often_it_is_right_when_so_sure(crowd):
    truth, *columns = crowd(6, [0.8] * 12, n_tasks=400, per_task=3)
    draw = np.random.default_rng(6)
    is_right = draw.random(600) < 0.95
    everybody = np.concatenate([truth, draw.integers(0, 2, 200)])
    said = np.where(is_right, everybody, 1 - everybody)
    opinions = np.where(np.arange(2) == said[:, None], 0.97, 0.03)
    opinions[-1] = np.nan
    found = estimate(*columns, 2, probabilities=opinions)
    assert accuracy(estimate(*columns, 2), truth) < (found.choice[:400] == truth).mean()
    assert (found.choice[400:599] == everybody[400:599]).mean() > 0.9
    assert found.posterior[599] == pytest.approx([0.5, 0.5], abs=0.1)
    assert len(found.weight) == 12


def test_one_labeler_alone_is_believed_but_not_beyond_doubt():
    found = estimate([0, 1, 2], [0, 0, 0], [0, 1, 1], 2)
    assert found.choice.tolist() == [0, 1, 1]
    assert (found.posterior.max(axis=1) < 0.99).all()


def test_one_class_and_a_thousand_classes_are_answered(crowd):
    assert estimate([0, 1], [0, 0], [0, 0], 1).posterior.tolist() == [[1.0], [1.0]]
    truth, *columns = crowd(7, [0.8] * 60, n_tasks=200, n_classes=1000)
    assert accuracy(estimate(*columns, 1000), truth) > 0.95


def test_tasks_that_nobody_answered_are_open():
    found = estimate([0, 3], [0, 1], [1, 0], 2)
    assert found.posterior[1].tolist() == [0.5, 0.5]
    assert found.is_tied[1:3].all()
    assert estimate([], [], [], 2).posterior.shape == (0, 2)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"gold": {0: 2}}, "gold"),
        ({"gold": {-1: 0}}, "gold"),
        ({"probabilities": [[0.5, 0.4, 0.1]]}, "one column per class"),
        ({"probabilities": [[-0.5, 0.4]]}, "not below 0"),
        ({"answers": [2]}, "below n_classes"),
        ({"labelers": [-2]}, "labelers"),
        ({"tasks": [0, 1]}, "equally long"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(changed, why):
    given_columns = {"tasks": [0], "labelers": [0], "answers": [0], "n_classes": 2} | changed
    with pytest.raises(ValueError, match=why):
        estimate(**given_columns)


def test_a_class_that_nobody_ever_named_is_not_what_everybody_missed() -> None:
    tasks = np.repeat(np.arange(400), 3)
    found = estimate(tasks, np.tile(np.arange(3), 400), tasks % 2, 3)
    assert found.posterior[0, 0] > 0.95
    assert found.posterior[:, 2].max() < 0.03


def test_what_all_say_of_every_task_is_so() -> None:
    found = estimate(
        np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40), np.ones(120, dtype=np.int64), 2, kinds=["person"] * 3
    )
    assert found.posterior[:, 1].min() > 0.95
