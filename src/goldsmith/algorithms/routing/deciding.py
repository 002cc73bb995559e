"""Accept a task's answer, ask for another, or hand it to an expert: as the project's contract needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.routing.reasons import HELD_BACK, Action, Limit, Reason
from goldsmith.algorithms.routing.worth import Floats, Integers, Worth, worth_of_answers

__all__ = ["Decisions", "decide"]

Flags = npt.NDArray[np.bool_]

WILLINGNESS: Final = 0.1  # who allows a task ten answers pays for one that prevents an error in a hundred


class Decisions(NamedTuple):
    """Per task: an `Action`, its `Reason`, the drop in error per answer `value`, and the chance of error now.

    `price` is the drop in error that an answer had to promise to be asked for; infinite when none was needed.
    """

    action: npt.NDArray[np.int8]
    reason: npt.NDArray[np.int8]
    value: Floats
    expected_error: Floats
    price: float


class _Prices(NamedTuple):
    """What an answer must promise: at the very least, and to meet the contract."""

    least: float
    contract: float


def decide(
    posterior: npt.ArrayLike,
    answers_have: npt.ArrayLike,
    answers_most: npt.ArrayLike,
    *,
    next_reliability: npt.ArrayLike,
    target_accuracy: float = 0.95,
    price: float | None = None,
    answers_left: int | None = None,
    limit: Limit = Limit.BUDGET,
    answers_least: npt.ArrayLike = 0,
    must_check: npt.ArrayLike = False,
) -> Decisions:
    """Decide for every task, `[task]`, looking at what the whole project still needs.

    `posterior[task, class]` sums to 1 per task. A task has `answers_have` answers, must get `answers_least` and may get
    `answers_most` (scalars or per task); `must_check` marks those drawn for a random check, which ask for an answer.
    `next_reliability` (scalar or per task) is the chance that the next labeler is right.

    An answer must promise a drop in expected error of at least `price`; left out, it follows from how many answers the
    project is ready to pay for a task, as 0.1 over the mean of `answers_most`. It rises until what is asked is only
    just expected to meet the contract, a mean error of `1 - target_accuracy`. Of what is worth that, the most valuable
    is asked, as far as `answers_left` go: the most that can be paid for or arrive before the deadline, as `limit`
    says. After the deadline nothing is asked. Escalated are the least sure of the settled tasks, as few as the contract
    needs. Raises ValueError for a target outside 0 … 1.

    >>> decide([[0.6, 0.4], [0.999, 0.001]], 2, 10, next_reliability=0.8).action.tolist()
    [1, 0]
    """
    if not 0 <= target_accuracy <= 1:
        raise ValueError("target_accuracy must lie between 0 and 1")
    belief = np.asarray(posterior, dtype=np.float64)
    have, most, least, checked = (
        _per_task(it, len(belief)) for it in (answers_have, answers_most, answers_least, must_check)
    )
    left = most - have if limit != Limit.PASSED_DEADLINE else np.zeros_like(have)
    error, allowed = 1 - belief.max(axis=1, initial=0), 1 - target_accuracy
    worth = worth_of_answers(belief, left, next_reliability)
    is_first, is_check = (have < least) & (left > 0), checked.astype(np.bool_) & (left > 0)
    prices = _Prices(
        floor := _price_of_the_willing(most) if price is None else price,
        _price_that_meets(worth, float((error - allowed).sum()), floor),
    )
    fits = _that_fit(worth, None if answers_left is None else answers_left - int((is_first | is_check).sum()))
    is_dear = (worth.rate > 0) & (worth.rate >= max(prices))
    is_worth, is_held_back = is_dear & fits, is_dear & ~fits | (left < most - have)
    is_asked = is_worth | is_first | is_check
    is_escalated = _escalated(error, worth, is_asked, allowed)
    held_back, unsure_and_held_back = HELD_BACK[limit]
    why = [
        (is_first, Reason.FIRST_ANSWERS),
        (is_check, Reason.RANDOM_CHECK),
        (is_worth, Reason.WORTH_ASKING),
        (is_escalated & is_held_back, unsure_and_held_back),
        (is_escalated & (left <= 0), Reason.UNSURE_AND_NO_ANSWERS_LEFT),
        (is_escalated, Reason.UNSURE_AND_LITTLE_TO_GAIN),
        (error <= allowed, Reason.SURE),
        (is_held_back, held_back),
        (left <= 0, Reason.NO_ANSWERS_LEFT),
        (worth.rate < prices.least, Reason.LITTLE_TO_GAIN),
        (worth.rate < prices.contract, Reason.CONTRACT_MET),
    ]
    reason = _first_that_applies(why, held_back)
    action = _first_that_applies([(is_asked, Action.ASK), (is_escalated, Action.ESCALATE)], Action.ACCEPT)
    return Decisions(action, reason, worth.rate, error, max(prices))


def _first_that_applies(cases: Sequence[tuple[Flags, int]], otherwise: int) -> npt.NDArray[np.int8]:
    conditions, values = zip(*cases, strict=True)
    chosen: npt.NDArray[np.int8] = np.select(conditions, values, otherwise).astype(np.int8)
    return chosen


def _price_of_the_willing(most: Integers) -> float:
    return WILLINGNESS / max(float(most.mean()), 1) if len(most) else WILLINGNESS


def _per_task(column: npt.ArrayLike, n_tasks: int) -> npt.NDArray[Any]:
    return np.broadcast_to(np.asarray(column), n_tasks)


def _price_that_meets(worth: Worth, excess: float, least: float) -> float:
    """The highest price at which what is asked is expected to prevent `excess` wrong tasks."""
    if excess <= 0:
        return np.inf
    rate, _, drop = _dearest_first(worth)
    enough = int(np.searchsorted(drop.cumsum(), excess))
    return max(least, float(rate[enough])) if enough < len(rate) else least


def _that_fit(worth: Worth, n_free: int | None) -> Flags:
    """The most valuable tasks that can all get the answers they are worth; of equal ones, the first."""
    if n_free is None:
        return np.ones(len(worth.rate), dtype=np.bool_)
    order = np.argsort(-worth.rate, kind="stable")
    fits = np.zeros(len(order), dtype=np.bool_)
    fits[order[worth.answers[order].cumsum() <= n_free]] = True
    return fits


def _dearest_first(worth: Worth) -> tuple[Floats, Integers, Floats]:
    order = np.argsort(-worth.rate, kind="stable")
    return worth.rate[order], worth.answers[order], worth.drop[order]


def _escalated(error: Floats, worth: Worth, is_asked: Flags, allowed: float) -> Flags:
    """The least sure settled tasks, as few as let the rest meet the contract; those asked are trusted to meet it."""
    hoped = np.where(is_asked, np.minimum(error - worth.drop, allowed), error)
    order = np.argsort(np.where(is_asked, -1, error), kind="stable")[::-1]
    n_settled = len(error) - int(is_asked.sum())
    still_wrong = hoped.sum() - hoped[order].cumsum()
    n_needed = 0 if hoped.sum() <= allowed * len(error) else 1 + int((still_wrong > allowed * len(error)).sum())
    escalated = np.zeros(len(error), dtype=np.bool_)
    escalated[order[: min(n_needed, n_settled)]] = True
    return escalated & (error > allowed)
