"""Columns of answers as they come: checked, put in order, each labeler once a task."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.result import Floats, Integers
from goldsmith.algorithms.consensus.seats import confidences_of

__all__ = ["ANONYMOUS", "Columns"]

ANONYMOUS: Final = -1
"""The number of every labeler whom nobody can tell from the next: their answers share one reliability."""


class Columns:
    """Task, labeler, choice and confidence of each answer, checked."""

    def __init__(
        self, tasks: npt.ArrayLike, labelers: npt.ArrayLike, answers: npt.ArrayLike, n_classes: int, sure: object
    ) -> None:
        self.task, self.labeler, self.choice = (_integers(column) for column in (tasks, labelers, answers))
        self.n_classes = n_classes
        _check(self.task, self.labeler, self.choice, n_classes)
        self.confidence = confidences_of(sure, len(self.task))
        self.n_labelers = int(self.labeler.max(initial=-1)) + 1
        self.n_tasks = int(self.task.max(initial=-1)) + 1

    def join(self, probabilities: npt.ArrayLike) -> None:
        """Add a model that gave probabilities [task, class] as one labeler more."""
        opinions = _read_probabilities(probabilities, self.n_classes)
        total = opinions.sum(axis=1)
        spoken = np.flatnonzero(total > 0)
        shares = opinions[spoken] / total[spoken, None]
        people = np.full(len(self.task), np.nan) if self.confidence is None else self.confidence
        self.confidence = np.concatenate([people, shares.max(axis=1, initial=0.0)])
        self.task = np.concatenate([self.task, spoken])
        self.labeler = np.concatenate([self.labeler, np.full(len(spoken), self.n_labelers)])
        self.choice = np.concatenate([self.choice, shares.argmax(axis=1) if len(spoken) else spoken])
        self.n_labelers, self.n_tasks = self.n_labelers + 1, max(self.n_tasks, len(opinions))

    def settle(self) -> None:
        """Bring the answers into the order of tasks and labelers, and drop a labeler's second to the same task."""
        if self.confidence is None and (alone := _sort_single(self.task, self.labeler, self.choice)):
            self.task, self.labeler, self.choice = alone
            return
        kept = _first_answers(self.task, self.labeler)
        self.task, self.labeler, self.choice = self.task[kept], self.labeler[kept], self.choice[kept]
        if self.confidence is not None:
            self.confidence = self.confidence[kept]

    def confident(self) -> Integers:
        """Labelers who said how sure they were."""
        if self.confidence is None:
            return np.zeros(0, dtype=np.int64)
        return np.unique(self.labeler[~np.isnan(self.confidence) & (self.labeler != ANONYMOUS)])


def _integers(column: npt.ArrayLike) -> Integers:
    values = np.asarray(column)
    if values.size and not np.issubdtype(values.dtype, np.integer):
        raise ValueError("tasks, labelers and answers must be whole numbers")
    return values.astype(np.int64, copy=False).ravel()


def _check(task: Integers, labeler: Integers, choice: Integers, n_classes: int) -> None:
    if not len(task) == len(labeler) == len(choice):
        raise ValueError("tasks, labelers and answers must be equally long")
    if n_classes < 1:
        raise ValueError("there must be at least one class")
    if task.size and (min(task.min(), choice.min()) < 0 or labeler.min() < ANONYMOUS or choice.max() >= n_classes):
        raise ValueError("tasks and answers count from 0, answers stay below n_classes; labelers count from 0, or -1")


def _sort_single(task: Integers, labeler: Integers, choice: Integers) -> tuple[Integers, Integers, Integers] | None:
    """The answers by task and labeler, if nobody answered a task twice: as one number each, they sort quickly."""
    n_bits = [int(column.max(initial=0) + 1).bit_length() for column in (task, labeler, choice)]
    if sum(n_bits) > 62:
        return None
    packed = task << n_bits[1]
    packed += labeler
    packed += 1
    packed <<= n_bits[2]
    packed += choice
    packed.sort()
    who, mask = packed >> n_bits[2], (1 << n_bits[1]) - 1
    repeats = np.flatnonzero(who[1:] == who[:-1])
    if (who[repeats] & mask).any():
        return None
    packed &= (1 << n_bits[2]) - 1
    choice = _narrow(packed)
    labeler = _narrow(np.bitwise_and(who, mask, out=packed))
    labeler -= 1
    who >>= n_bits[1]
    return _narrow(who), labeler, choice


def _narrow(column: Integers) -> Integers:
    """In half the memory, where the numbers fit."""
    return column.astype(np.int32) if column.max(initial=0) < 2**31 else column


def _first_answers(task: Integers, labeler: Integers) -> Integers:
    """Which answers count, by task and labeler: each labeler's first to each task, and every anonymous one."""
    pair = task * (int(labeler.max(initial=-1)) + 2) + labeler + 1
    order = np.argsort(pair, kind="stable")
    ordered = pair[order]
    repeats = np.zeros(len(pair), dtype=np.bool_)
    repeats[1:] = ordered[1:] == ordered[:-1]
    kept: Integers = order[~repeats | (labeler[order] == ANONYMOUS)]
    return kept


def _read_probabilities(probabilities: npt.ArrayLike, n_classes: int) -> Floats:
    opinions = np.asarray(probabilities, dtype=np.float64)
    if opinions.ndim != 2 or opinions.shape[1] != n_classes:
        raise ValueError("probabilities must have one row per task and one column per class")
    if (opinions < 0).any() or np.isinf(opinions).any():
        raise ValueError("probabilities must be finite and not below 0")
    return opinions
