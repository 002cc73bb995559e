"""A model's opinion is believed as far as people, who checked it at random, agree with it."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.routing import trust_model

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def opinions(truth: Integers, accuracy: float, confidence: float, draw: np.random.Generator) -> Floats:
    """A model that is right with chance `accuracy` and always says `confidence`."""
    said = np.where(draw.random(len(truth)) < accuracy, truth, (truth + draw.integers(1, 3, len(truth))) % 3)
    stated = np.full((len(truth), 3), (1 - confidence) / 2)
    stated[np.arange(len(truth)), said] = confidence
    return stated


def said_by_people(truth: Integers, draw: np.random.Generator) -> Integers:
    """People make a mistake in twenty answers."""
    return np.where(draw.random(len(truth)) < 0.95, truth, (truth + 1) % 3)


def test_a_model_that_boasts_is_found_out_by_random_checks() -> None:
    draw = np.random.default_rng(1)
    truth = draw.integers(0, 3, 5000)
    checked = draw.choice(5000, 400, replace=False)
    trust = trust_model(opinions(truth, 0.8, 0.99, draw), checked, said_by_people(truth[checked], draw))
    unchecked = np.setdiff1d(np.arange(5000), checked)
    assert abs(trust.posterior[unchecked].max(axis=1).mean() - 0.8) < 0.04
    assert trust.sharpness < 0.7


def test_an_honest_model_is_taken_at_its_word() -> None:
    draw = np.random.default_rng(2)
    truth = draw.integers(0, 3, 5000)
    checked = draw.choice(5000, 400, replace=False)
    trust = trust_model(opinions(truth, 0.9, 0.9, draw), checked, said_by_people(truth[checked], draw))
    assert abs(trust.posterior.max(axis=1).mean() - 0.9) < 0.03


def test_several_people_overrule_a_model() -> None:
    draw = np.random.default_rng(3)
    truth = draw.integers(0, 3, 300)
    stated = opinions(truth, 0.7, 0.9, draw)
    trust = trust_model(stated, np.repeat(np.arange(300), 3), np.repeat(truth, 3))
    assert (trust.posterior.argmax(axis=1) == truth).all()


def test_before_anybody_answers_the_model_speaks_alone() -> None:
    stated = np.array([[0.9, 0.1], [0.2, 0.8]])
    trust = trust_model(stated, [], [])
    assert np.allclose(trust.posterior, stated, atol=0.01)


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(1, 5), st.integers(0, 60), st.integers(0, 99))
def test_beliefs_are_probabilities_whatever_is_said(n_tasks: int, n_classes: int, n_answers: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    stated = draw.dirichlet(np.full(n_classes, 0.1), n_tasks)
    tasks, answers = draw.integers(0, n_tasks, n_answers), draw.integers(0, n_classes, n_answers)
    trust = trust_model(stated, tasks, answers)
    assert np.isfinite(trust.posterior).all()
    assert np.allclose(trust.posterior.sum(axis=1), 1)
    assert 0 <= trust.reliability <= 1
