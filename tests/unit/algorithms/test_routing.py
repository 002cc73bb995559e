"""The next question: what it is worth, when to stop asking, whom to ask, and what to check at random."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from goldsmith.algorithms.routing import (
    SENTENCES,
    Action,
    Limit,
    Reason,
    choose_checks,
    choose_labeler,
    decide,
    unreviewed,
    worth_of_answers,
)

Floats = npt.NDArray[np.float64]


@st.composite
def beliefs(draw: st.DrawFn) -> Floats:
    shape = (draw(st.integers(1, 30)), draw(st.integers(1, 6)))
    weights = draw(arrays.arrays(np.float64, shape, elements=st.floats(0.001, 1)))
    posterior: Floats = weights / weights.sum(axis=1, keepdims=True)
    return posterior


@given(beliefs(), st.floats(0, 1), st.integers(0, 9))
def test_answers_never_promise_more_than_all_error_there_is(posterior: Floats, reliability: float, left: int) -> None:
    worth = worth_of_answers(posterior, np.full(len(posterior), left), reliability)
    assert (worth.rate >= 0).all()
    assert (worth.drop <= 1 - posterior.max(axis=1) + 1e-9).all()
    assert (worth.answers <= left).all()


@given(beliefs(), st.floats(0.5, 0.95))
def test_a_better_labeler_is_worth_no_less(posterior: Floats, reliability: float) -> None:
    left = np.full(len(posterior), 7)
    worse, better = (worth_of_answers(posterior, left, it).rate for it in (reliability, reliability + 0.05))
    assert (better >= worse - 1e-9).all()


def test_doubt_between_two_is_worth_more_than_near_certainty() -> None:
    rate = worth_of_answers([[0.5, 0.5], [0.7, 0.3], [0.95, 0.05]], [9, 9, 9], 0.8).rate
    assert rate[0] > rate[1] > rate[2] > 0


def test_three_answers_may_be_worth_asking_for_where_one_changes_nothing() -> None:
    assert worth_of_answers([[0.9, 0.1]], [1], 0.8).rate[0] == 0
    assert worth_of_answers([[0.9, 0.1]], [3], 0.8).rate[0] > 0


def test_with_one_class_nothing_is_asked() -> None:
    assert worth_of_answers([[1.0]], [5], 0.9).rate.tolist() == [0]


@given(beliefs(), st.floats(0, 1), st.floats(0.4, 1), st.integers(0, 40), st.integers(0, 3), st.sampled_from(Limit))
def test_every_decision_has_a_reason_that_fits_it(
    posterior: Floats, reliability: float, target: float, budget: int, least: int, limit: Limit
) -> None:
    have = np.arange(len(posterior)) % 4
    found = decide(
        posterior,
        have,
        3,
        next_reliability=reliability,
        target_accuracy=target,
        answers_left=budget,
        limit=limit,
        answers_least=least,
    )
    for action, reason in zip(found.action, found.reason, strict=True):
        verb = SENTENCES[Reason(reason)].split(":")[0]
        assert verb == {Action.ACCEPT: "Accepted", Action.ASK: "Asked", Action.ESCALATE: "To an expert"}[Action(action)]
    assert (found.action[have >= 3] != Action.ASK).all()
    is_asked_first = (have < least) & (have < 3) & (limit != Limit.PASSED_DEADLINE)
    assert (found.action[is_asked_first] == Action.ASK).all()


@given(beliefs(), st.integers(0, 20))
def test_no_more_is_asked_than_the_budget_holds(posterior: Floats, budget: int) -> None:
    found = decide(posterior, 0, 9, next_reliability=0.8, target_accuracy=1, answers_left=budget)
    assert (found.action == Action.ASK).sum() <= budget


def test_a_budget_is_spent_also_where_all_tasks_are_worth_the_same() -> None:
    found = decide(np.full((30, 2), 0.5), 2, 9, next_reliability=0.8, target_accuracy=1, answers_left=40)
    assert 0 < (found.action == Action.ASK).sum() <= 40


def test_the_budget_goes_where_it_is_worth_most() -> None:
    found = decide([[0.9, 0.1], [0.5, 0.5]], 0, 9, next_reliability=0.9, target_accuracy=1, answers_left=1)
    assert found.action.tolist() == [Action.ESCALATE, Action.ASK]
    assert decide([[0.9, 0.1], [0.5, 0.5]], 0, 9, next_reliability=0.9, answers_left=0).action[1] != Action.ASK


def test_before_a_deadline_as_much_is_asked_as_can_arrive_and_the_reason_says_so() -> None:
    found = decide(
        [[0.5, 0.5]] * 4, 0, 9, next_reliability=0.8, target_accuracy=1, answers_left=2, limit=Limit.DEADLINE
    )
    assert found.reason.tolist() == [Reason.WORTH_ASKING] * 2 + [Reason.UNSURE_AND_NO_TIME_LEFT] * 2


@given(beliefs(), st.integers(0, 3))
def test_after_the_deadline_nothing_is_asked_not_even_what_must_be_checked(posterior: Floats, least: int) -> None:
    passed = Limit.PASSED_DEADLINE
    found = decide(posterior, 1, 5, next_reliability=0.8, answers_least=least, must_check=True, limit=passed)
    assert (found.action != Action.ASK).all()
    told = {Reason.SURE, Reason.DEADLINE_PASSED, Reason.UNSURE_AND_DEADLINE_PASSED}
    assert set(found.reason.tolist()) <= told


def test_where_nobody_reviews_the_reason_does_not_promise_an_expert() -> None:
    assert unreviewed(Reason.SURE) == SENTENCES[Reason.SURE]
    assert "expert" not in unreviewed(Reason.UNSURE_AND_DEADLINE_PASSED)


def test_a_project_that_meets_its_contract_asks_nothing() -> None:
    found = decide([[0.999, 0.001]] * 9 + [[0.6, 0.4]], 2, 9, next_reliability=0.9, target_accuracy=0.95)
    assert (found.action == Action.ACCEPT).all()
    assert found.reason.tolist() == [Reason.SURE] * 9 + [Reason.CONTRACT_MET]


def test_a_project_just_short_of_its_contract_asks_only_what_is_worth_most() -> None:
    found = decide([[0.95, 0.05]] * 9 + [[0.5, 0.5]], 2, 9, next_reliability=0.9, target_accuracy=0.92)
    assert found.action.tolist() == [Action.ACCEPT] * 9 + [Action.ASK]


def test_a_hopeless_task_is_not_asked_again() -> None:
    found = decide([[0.7, 0.3]], 2, 9, next_reliability=0.5, target_accuracy=0.6)
    assert (found.action[0], found.reason[0]) == (Action.ACCEPT, Reason.SURE)
    found = decide([[0.7, 0.3]], 2, 9, next_reliability=0.5, target_accuracy=0.8)
    assert (found.action[0], found.reason[0]) == (Action.ESCALATE, Reason.UNSURE_AND_LITTLE_TO_GAIN)


def test_as_few_tasks_as_the_contract_needs_go_to_an_expert() -> None:
    found = decide([[0.7, 0.3], [0.6, 0.4], [0.9, 0.1], [0.99, 0.01]], 3, 3, next_reliability=0.9, target_accuracy=0.88)
    assert found.action.tolist() == [Action.ACCEPT, Action.ESCALATE, Action.ACCEPT, Action.ACCEPT]
    assert found.reason[0] == Reason.NO_ANSWERS_LEFT
    assert found.reason[1] == Reason.UNSURE_AND_NO_ANSWERS_LEFT


def test_first_answers_and_random_checks_are_asked_whatever_is_believed() -> None:
    sure = [[0.999, 0.001]] * 3
    found = decide(sure, [0, 2, 2], 9, next_reliability=0.9, answers_least=1, must_check=[False, True, False])
    assert found.reason.tolist() == [Reason.FIRST_ANSWERS, Reason.RANDOM_CHECK, Reason.SURE]
    assert found.action.tolist() == [Action.ASK, Action.ASK, Action.ACCEPT]


def test_an_impossible_target_is_refused() -> None:
    with pytest.raises(ValueError, match="target_accuracy"):
        decide([[1.0]], 0, 1, next_reliability=0.5, target_accuracy=95)


def test_an_empty_project_needs_no_decisions() -> None:
    assert len(decide(np.empty((0, 3)), 0, 3, next_reliability=0.8, answers_left=4).action) == 0


def test_the_better_of_two_known_labelers_is_asked() -> None:
    best, value = choose_labeler([[0.6, 0.4]], [0, 0], [0.7, 0.9], [500, 500])
    assert best.tolist() == [1]
    assert value[1] > value[0]


def test_a_cheap_labeler_beats_a_slightly_better_dear_one() -> None:
    assert choose_labeler([[0.6, 0.4]], [0, 0], [0.85, 0.9], [500, 500], price=[1, 5])[0].tolist() == [0]


def test_a_new_labeler_gets_a_chance() -> None:
    assert choose_labeler([[0.6, 0.4]], [0, 0], [0.8, 0.78], [500, 1])[0].tolist() == [1]


def test_a_task_for_which_nobody_is_there_gets_nobody() -> None:
    assert choose_labeler([[0.6, 0.4], [0.5, 0.5]], [1], [0.8], [5])[0].tolist() == [-1, 0]


@given(st.integers(0, 300), st.integers(0, 80), st.integers(0, 9))
def test_checks_continue_one_draw(n_tasks: int, n_checked: int, seed: int) -> None:
    waiting = np.ones(n_tasks, dtype=np.bool_)
    first = choose_checks(waiting, 0, least=10, seed=seed)
    assert first.sum() == min(n_tasks, 10)
    more = choose_checks(waiting & ~first, 10, least=30, seed=seed)
    assert ((first | more) == choose_checks(waiting, 0, least=30, seed=seed)).all()
