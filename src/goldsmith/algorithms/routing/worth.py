"""What the next answers to a task are worth: how far they are expected to lower the chance that its answer is wrong."""

from __future__ import annotations

from math import comb
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

LOOK_AHEAD: Final = (1, 2, 3, 5, 7)
TEMPER: Final = 0.7  # labelers err on the same tasks, so an answer tells less than its labeler's skill promises
WEAKEST, STRONGEST = 0.51, 0.99


class Worth(NamedTuple):
    """Per task: asking `answers` more would lower the expected error by `drop`; no other number has a better `rate`."""

    rate: Floats
    answers: Integers
    drop: Floats


def worth_of_answers(posterior: npt.ArrayLike, answers_left: npt.ArrayLike, next_reliability: npt.ArrayLike) -> Worth:
    """Look up to seven answers ahead and return the best drop in expected error per answer, `[task]`.

    `posterior[task, class]` sums to 1 per task; `answers_left[task]` may still be asked; `next_reliability` (scalar or
    per task) is the probability that the next labeler is right. Only the two most probable classes compete. One answer
    seldom overturns a belief though three may, hence the look ahead. Source: the value of information with more than
    one step, Frazier & Powell, "Paradoxes in learning and the marginal value of information" (2010).

    >>> worth_of_answers([[0.5, 0.5], [0.99, 0.01]], [9, 9], 0.8).rate.round(3).tolist()
    [0.225, 0.0]
    """
    belief = np.asarray(posterior, dtype=np.float64)
    n_tasks, n_classes = belief.shape
    if n_classes < 2 or not n_tasks:
        return Worth(np.zeros(n_tasks), np.zeros(n_tasks, dtype=np.int64), np.zeros(n_tasks))
    second, first = np.partition(belief, [n_classes - 2, n_classes - 1], axis=1)[:, -2:].T
    either = first + second
    share = first / np.maximum(either, 1e-12)
    odds, heard = _odds_of_an_answer(np.asarray(next_reliability, dtype=np.float64), n_classes)
    return _best_look_ahead(share, either * heard, np.broadcast_to(odds, n_tasks), np.asarray(answers_left))


def _odds_of_an_answer(reliability: Floats, n_classes: int) -> tuple[Floats, Floats]:
    """How an answer moves the odds of two classes, and how often it names one of them when one of them is true."""
    each_other = (1 - reliability) / (n_classes - 1)
    heard = reliability + each_other
    right = np.clip(reliability / heard, WEAKEST, STRONGEST)
    return (right / (1 - right)) ** TEMPER, heard


def _best_look_ahead(share: Floats, scale: Floats, odds: Floats, answers_left: Integers) -> Worth:
    powers = odds ** np.arange(max(LOOK_AHEAD) + 1)[:, None]
    rate, answers = np.zeros(len(share)), np.zeros(len(share), dtype=np.int64)
    for ahead in LOOK_AHEAD:
        drop = _drop_after(ahead, share, powers) * scale
        is_better = (drop > rate * ahead) & (answers_left >= ahead)
        rate[is_better], answers[is_better] = drop[is_better] / ahead, ahead
    return Worth(rate, answers, rate * answers)


def _drop_after(ahead: int, share: Floats, powers: Floats) -> Floats:
    """Chance of being right after so many answers, `[task]`, less the chance now; between two classes."""
    right = np.zeros(len(share))
    for agreeing in range(ahead + 1):
        right += comb(ahead, agreeing) * np.maximum(share * powers[agreeing], (1 - share) * powers[ahead - agreeing])
    drop: Floats = np.maximum(right / (1 + powers[1]) ** ahead - share, 0)
    return drop
