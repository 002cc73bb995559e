"""A model's opinion is believed as far as people, who checked it at random, agree with it."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.draw import is_drawn
from goldsmith.algorithms.routing import Claims, MachineTrust, trust_machines, trust_model

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


def claims_of(said: Integers, confidence: Floats, machine: int = 0) -> Claims:
    tasks = np.arange(len(said))
    return Claims(tasks, np.full(len(said), machine), said, confidence)


def both(one: Claims, other: Claims) -> Claims:
    return Claims(*(np.concatenate(columns) for columns in zip(one, other, strict=True)))


def claimed(truth: Integers, accuracy: float, draw: np.random.Generator) -> Integers:
    """What a machine says that is right with chance `accuracy`."""
    return np.where(draw.random(len(truth)) < accuracy, truth, (truth + draw.integers(1, 3, len(truth))) % 3)


def trust_after(claims: Claims, truth: Integers, checked: Integers, draw: np.random.Generator) -> MachineTrust:
    return trust_machines(claims, checked, said_by_people(truth[checked], draw), n_classes=3)


def test_a_machine_is_believed_as_far_as_people_agree_and_no_further_than_it_knows() -> None:
    draw = np.random.default_rng(4)
    truth = draw.integers(0, 3, 5000)
    is_easy = draw.random(5000) < 0.7
    said = np.where(is_easy, truth, claimed(truth, 0.5, draw))
    claims = claims_of(said, np.where(is_easy, 0.999, 0.9))
    trust = trust_after(claims, truth, draw.choice(5000, 400, replace=False), draw)
    belief = trust.judge(claims, [], [], 5000).max(axis=1)
    assert belief[is_easy].mean() > 0.97
    assert belief[~is_easy].mean() < 0.75
    assert trust.is_vouched(claims, 5001).tolist() == [True] * 5000 + [False]


def test_machines_that_repeat_each_other_count_as_one() -> None:
    draw = np.random.default_rng(5)
    truth = draw.integers(0, 3, 5000)
    said, sure = claimed(truth, 0.8, draw), np.full(5000, 0.8)
    checked = draw.choice(5000, 400, replace=False)
    claims = both(claims_of(said, sure), claims_of(said, sure, machine=7))
    belief = trust_after(claims, truth, checked, draw).judge(claims, [], [], 5000).max(axis=1)
    assert abs(belief.mean() - 0.8) < 0.05


def test_a_machine_that_few_people_checked_is_not_heard() -> None:
    draw = np.random.default_rng(6)
    truth = draw.integers(0, 3, 1000)
    claims = claims_of(truth, np.full(1000, 0.999))
    trust = trust_after(claims, truth, np.arange(49), draw)
    assert not trust.is_vouched(claims, 1000).any()
    assert np.allclose(trust.judge(claims, [], [], 1000), trust.judge(claims, [], [], 1000)[0])


def test_people_and_a_machine_that_agree_are_surer_than_either() -> None:
    draw = np.random.default_rng(7)
    truth = draw.integers(0, 3, 2000)
    claims = claims_of(claimed(truth, 0.9, draw), np.full(2000, 0.9))
    trust = trust_after(claims, truth, np.arange(500), draw)
    one = Claims(np.array([0]), np.array([0]), np.array([1]), np.array([0.9]))
    alone, together, against = (trust.judge(one, [0] * len(said), said, 1)[0, 1] for said in ([], [1], [2, 2]))
    assert against < alone < together


def test_a_trust_is_kept_as_bytes() -> None:
    draw = np.random.default_rng(8)
    truth = draw.integers(0, 3, 300)
    claims = claims_of(truth, np.full(300, 0.9))
    trust = trust_after(claims, truth, np.arange(200), draw)
    again = MachineTrust.from_bytes(trust.to_bytes())
    assert (again.judge(claims, [], [], 300) == trust.judge(claims, [], [], 300)).all()


@settings(max_examples=25)
@given(st.integers(1, 30), st.integers(1, 5), st.integers(0, 90), st.integers(0, 60), st.integers(0, 99))
def test_trust_is_finite_whatever_is_claimed(
    n_tasks: int, n_classes: int, n_claims: int, n_said: int, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    confidence = np.where(draw.random(n_claims) < 0.2, np.nan, draw.random(n_claims).round(1))
    claims = Claims(
        draw.integers(0, n_tasks, n_claims),
        draw.integers(0, 4, n_claims),
        draw.integers(0, n_classes, n_claims),
        confidence,
    )
    tasks, answers = draw.integers(0, n_tasks, n_said), draw.integers(0, n_classes, n_said)
    trust = trust_machines(claims, tasks, answers, n_classes=n_classes)
    belief = trust.judge(claims, tasks, answers, n_tasks)
    assert np.isfinite(belief).all()
    assert np.allclose(belief.sum(axis=1), 1)


def test_draws_are_repeatable_nested_and_of_the_size_asked_for() -> None:
    keys = [number.to_bytes(4) for number in range(20_000)]
    drawn = [is_drawn(key, 0.02, b"a project") for key in keys]
    assert 300 < sum(drawn) < 500
    assert drawn == [is_drawn(key, 0.02, b"a project") for key in keys]
    assert all(is_drawn(key, 0.1, b"a project") for key, is_in in zip(keys, drawn, strict=True) if is_in)
    assert sum(is_drawn(key, 0.02, b"another") for key, is_in in zip(keys, drawn, strict=True) if is_in) < 30
