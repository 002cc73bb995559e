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
MOST_CLASSES: Final = 4  # the most probable ones; what the others may yet gain is neglected
LEAST_RIVAL: Final = 0.005  # so is a class that is less probable than this times the first
WEAKEST, STRONGEST = 0.51, 0.99


class Worth(NamedTuple):
    """Per task: asking `answers` more would lower the expected error by `drop`; no other number has a better `rate`."""

    rate: Floats
    answers: Integers
    drop: Floats


def worth_of_answers(posterior: npt.ArrayLike, answers_left: npt.ArrayLike, next_reliability: npt.ArrayLike) -> Worth:
    """Look up to seven answers ahead and return the best drop in expected error per answer, `[task]`.

    `posterior[task, class]` sums to 1 per task; `answers_left[task]` may still be asked; `next_reliability` (scalar or
    per task) is the probability that the next labeler is right. The most probable class is contested by each of its
    three closest rivals alone, which is exact for one answer and up to four classes. One answer seldom overturns a
    belief though three may, hence the look ahead. Source: Frazier & Powell, "Paradoxes in learning and the marginal
    value of information", Decision Analysis 7 (2010).

    >>> worth_of_answers([[0.5, 0.5], [0.99, 0.01]], [9, 9], 0.8).rate.round(3).tolist()
    [0.225, 0.0]
    """
    belief = np.asarray(posterior, dtype=np.float64)
    n_tasks, n_classes = belief.shape
    if n_classes < 2 or not n_tasks:
        return Worth(np.zeros(n_tasks), np.zeros(n_tasks, dtype=np.int64), np.zeros(n_tasks))
    best = belief if n_classes <= MOST_CLASSES else np.partition(belief, -MOST_CLASSES, axis=1)[:, -MOST_CLASSES:]
    best = np.sort(best, axis=1)
    task, rival = np.nonzero(best[:, :-1] >= LEAST_RIVAL * best[:, -1:])
    leading, trailing = best[task, -1], best[task, rival]
    odds, heard = (np.broadcast_to(it, n_tasks)[task] for it in _odds_of_an_answer(next_reliability, n_classes))
    contests = _Contests(task, leading / (leading + trailing), (leading + trailing) * heard, odds)
    return _best_look_ahead(contests, np.asarray(answers_left))


class _Contests(NamedTuple):
    """The leading class of `task[i]` against one rival: its `share` of both, their part in it all, an answer's odds."""

    task: Integers
    share: Floats
    scale: Floats
    odds: Floats


def _odds_of_an_answer(next_reliability: npt.ArrayLike, n_classes: int) -> tuple[Floats, Floats]:
    """How an answer moves the odds of two classes, and how often it names one of them when one of them is true."""
    reliability = np.asarray(next_reliability, dtype=np.float64)
    each_other = (1 - reliability) / (n_classes - 1)
    heard = reliability + each_other
    right = np.clip(reliability / heard, WEAKEST, STRONGEST)
    return (right / (1 - right)) ** TEMPER, heard


def _best_look_ahead(contests: _Contests, answers_left: Integers) -> Worth:
    powers = contests.odds ** np.arange(max(LOOK_AHEAD) + 1)[:, None]
    n_tasks = len(answers_left)
    rate, answers = np.zeros(n_tasks), np.zeros(n_tasks, dtype=np.int64)
    for ahead in LOOK_AHEAD:
        drop = np.bincount(contests.task, _drop_after(ahead, contests.share, powers) * contests.scale, n_tasks)
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
