"""What is true, judging by many labelers' choices: the engine's door, `estimate`.

Today it is reliability-free voting behind the interface that a stronger engine will fill: all labelers count the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms import ESTIMATOR

__all__ = ["Estimate", "estimate"]

Integers = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the engine believes.

    `posterior[task, class]` are probabilities that sum to 1 per task; `choice[task]` is the most probable class, the
    lowest-numbered one when `is_tied[task]`; `weight[labeler]` says how much a labeler's geometry, text or number
    should count.
    """

    posterior: Floats
    choice: npt.NDArray[np.int64]
    is_tied: npt.NDArray[np.bool_]
    weight: Floats
    estimator: str = ESTIMATOR


def estimate(
    tasks: npt.ArrayLike,
    labelers: npt.ArrayLike,
    answers: npt.ArrayLike,
    n_classes: int,
    *,
    gold: Mapping[int, int] | None = None,
    probabilities: npt.ArrayLike | None = None,
    kinds: npt.ArrayLike | None = None,
    seed: int = 0,
) -> Estimate:
    """Combine choices into a posterior for every task 0 … max(tasks).

    `tasks`, `labelers` and `answers` are equally long integer arrays: labeler `l` says class `a` (below `n_classes`)
    about task `t`. `gold` maps tasks to known classes. `probabilities[task, class]` is a model's opinion and counts as
    one vote (rows of NaN: no opinion). `kinds[labeler]` (person, model, judge, function) and `seed` are for engines
    that tell labelers apart or draw at random; voting does neither, so equal input gives equal output.

    The posterior is the vote share smoothed by one vote spread evenly over the classes, that is the mean of a Dirichlet
    posterior under Perks' prior: (votes + 1/K) / (n + 1). A task without votes is uniform.
    Source: W. Perks, Journal of the Institute of Actuaries 73 (1947).

    >>> estimate([0, 0, 0, 1], [0, 1, 2, 0], [1, 1, 0, 0], 2).posterior.round(3).tolist()
    [[0.375, 0.625], [0.75, 0.25]]
    """
    del kinds, seed
    task, labeler, answer = (_integers(column) for column in (tasks, labelers, answers))
    _check(task, labeler, answer, n_classes)
    opinions = None if probabilities is None else np.asarray(probabilities, dtype=np.float64)
    n_tasks = max(int(task.max(initial=-1)) + 1, 0 if opinions is None else len(opinions), max(gold or [-1]) + 1)
    votes = np.bincount(task * n_classes + answer, minlength=n_tasks * n_classes).reshape(n_tasks, n_classes)
    posterior = _smooth(votes.astype(np.float64) if opinions is None else votes + _one_vote(opinions, n_tasks))
    for known, truth in (gold or {}).items():
        posterior[known] = np.eye(n_classes)[truth]
    weight = np.ones(int(labeler.max(initial=-1)) + 1)
    # Rounding makes equal shares differ in the last bit; a tie must stay a tie.
    rounded = posterior.round(12)
    is_tied = (rounded == rounded.max(axis=1, keepdims=True)).sum(axis=1) > 1
    return Estimate(posterior, rounded.argmax(axis=1), is_tied, weight)


def _integers(column: npt.ArrayLike) -> Integers:
    values = np.asarray(column)
    return values.astype(np.int64) if values.size == 0 or values.dtype != np.int64 else values


def _check(task: Integers, labeler: Integers, answer: Integers, n_classes: int) -> None:
    if not len(task) == len(labeler) == len(answer):
        raise ValueError("tasks, labelers and answers must be equally long")
    if n_classes < 1:
        raise ValueError("there must be at least one class")
    if task.size and (min(task.min(), labeler.min(), answer.min()) < 0 or answer.max() >= n_classes):
        raise ValueError("tasks, labelers and answers count from 0, answers stay below n_classes")


def _one_vote(opinions: Floats, n_tasks: int) -> Floats:
    padded = np.zeros((n_tasks, opinions.shape[1]))
    padded[: len(opinions)] = np.nan_to_num(opinions)
    return padded


def _smooth(votes: Floats) -> Floats:
    n_classes = votes.shape[1]
    smoothed: Floats = (votes + 1 / n_classes) / (votes.sum(axis=1, keepdims=True) + 1)
    return smoothed
