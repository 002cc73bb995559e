"""Choices as the estimators read them: checked, each labeler once a task, and as one sparse table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.result import Floats, Integers

__all__ = ["ANONYMOUS", "Answers", "read_answers"]

ANONYMOUS = -1
"""The number of every labeler whom nobody can tell from the next: their answers share one reliability."""
CONFIDENCE_STEPS = np.array([0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999])


@dataclass(frozen=True)
class Answers:
    """Labeler `labeler[i]` says class `choice[i]` about task `task[i]`; `gold_class[j]` is true of `gold_task[j]`.

    `stated[labeler]` is the share of right answers that a labeler claims (a model's confidence); NaN: claims nothing.
    """

    task: Integers
    labeler: Integers
    choice: Integers
    n_tasks: int
    n_labelers: int
    n_classes: int
    gold_task: Integers
    gold_class: Integers
    stated: Floats

    @cached_property
    def said(self) -> Any:
        """Tasks by (labeler, class): 1 where this labeler said this class of this task. A scipy.sparse table."""
        from scipy.sparse import csr_array

        shape = (self.n_tasks, self.n_labelers * self.n_classes)
        return csr_array((np.ones(len(self.task)), (self.task, self.labeler * self.n_classes + self.choice)), shape)

    @cached_property
    def heard(self) -> Any:
        """The same table, transposed."""
        return self.said.T.tocsr()

    @cached_property
    def votes(self) -> Floats:
        """Votes per task and class."""
        return self.weighted_votes(np.ones(self.n_labelers))

    @cached_property
    def n_answers(self) -> Integers:
        """Answers per labeler."""
        return np.bincount(self.labeler, minlength=self.n_labelers)

    def weighted_votes(self, weight: Floats) -> Floats:
        """Per task and class, the weights of the labelers who said so."""
        cells = self.task * self.n_classes + self.choice
        counted = np.bincount(cells, weight[self.labeler], minlength=self.n_tasks * self.n_classes)
        return counted.reshape(self.n_tasks, self.n_classes).astype(np.float64, copy=False)

    def with_truth(self, posterior: Floats) -> Floats:
        """The posterior with the known tasks made certain."""
        if not len(self.gold_task):
            return posterior
        certain = posterior.copy()
        certain[self.gold_task] = 0
        certain[self.gold_task, self.gold_class] = 1
        return certain

    def with_gold(self, chosen: npt.NDArray[np.bool_]) -> Answers:
        """The same answers, knowing only the chosen part of the gold. Shares the sparse tables."""
        part = replace(self, gold_task=self.gold_task[chosen], gold_class=self.gold_class[chosen])
        for name in ("said", "heard", "votes", "n_answers"):
            part.__dict__[name] = getattr(self, name)
        return part


def read_answers(
    tasks: npt.ArrayLike,
    labelers: npt.ArrayLike,
    answers: npt.ArrayLike,
    n_classes: int,
    gold: Mapping[int, int] | None = None,
    probabilities: npt.ArrayLike | None = None,
) -> Answers:
    """Check the columns and join what models say. A labeler who answered a task twice counts with the first answer.

    A model's row of class probabilities becomes the answer of one labeler per step of confidence, so that how often
    the model is right when it is so sure is learnt like any labeler's skill. Raises ValueError for what does not fit.
    """
    task, labeler, choice = (_integers(column) for column in (tasks, labelers, answers))
    _check(task, labeler, choice, n_classes)
    known = sorted((gold or {}).items())
    gold_task, gold_class = (np.array([pair[part] for pair in known], dtype=np.int64) for part in (0, 1))
    if known and (gold_task.min() < 0 or gold_class.min() < 0 or gold_class.max() >= n_classes):
        raise ValueError("gold tasks count from 0 and gold classes stay below n_classes")
    n_people = int(labeler.max(initial=-1)) + 1
    labeler, n_labelers = _seat_anonymous(labeler, n_people)
    task, labeler, choice = _first_answers(task, labeler, choice, n_people)
    stated = np.full(n_labelers, np.nan)
    n_opinions = 0
    if probabilities is not None:
        opinions = _read_probabilities(probabilities, n_classes)
        n_opinions = len(opinions)
        spoken, step, said, confidence = _as_labelers(opinions)
        task, choice = np.concatenate([task, spoken]), np.concatenate([choice, said])
        labeler = np.concatenate([labeler, n_labelers + step])
        stated = np.concatenate([stated, confidence])
        n_labelers = len(stated)
    n_tasks = max(int(task.max(initial=-1)) + 1, n_opinions, int(gold_task.max(initial=-1)) + 1)
    return Answers(task, labeler, choice, n_tasks, n_labelers, n_classes, gold_task, gold_class, stated)


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


def _seat_anonymous(labeler: Integers, n_people: int) -> tuple[Integers, int]:
    """Give everybody without a name one seat behind the people."""
    if labeler.min(initial=0) >= 0:
        return labeler, n_people
    return np.where(labeler == ANONYMOUS, n_people, labeler), n_people + 1


def _first_answers(
    task: Integers, labeler: Integers, choice: Integers, n_people: int
) -> tuple[Integers, Integers, Integers]:
    pair = task * (n_people + 1) + labeler
    order = np.argsort(pair, kind="stable")
    ordered = pair[order]
    repeats = np.zeros(len(pair), dtype=np.bool_)
    repeats[1:] = ordered[1:] == ordered[:-1]
    kept = order[~repeats | (labeler[order] == n_people)]
    return task[kept], labeler[kept], choice[kept]


def _read_probabilities(probabilities: npt.ArrayLike, n_classes: int) -> Floats:
    opinions = np.asarray(probabilities, dtype=np.float64)
    if opinions.ndim != 2 or opinions.shape[1] != n_classes:
        raise ValueError("probabilities must have one row per task and one column per class")
    if (opinions < 0).any() or np.isinf(opinions).any():
        raise ValueError("probabilities must be finite and not below 0")
    return opinions


def _as_labelers(opinions: Floats) -> tuple[Integers, Integers, Integers, Floats]:
    """Tasks, steps of confidence and choices of a model's opinions, and the confidence stated at each step."""
    total = opinions.sum(axis=1)
    spoken = np.flatnonzero(total > 0)
    shares = opinions[spoken] / total[spoken, None]
    sure = shares.max(axis=1, initial=0.0)
    step = np.digitize(sure, CONFIDENCE_STEPS)
    n_steps = len(CONFIDENCE_STEPS) + 1
    counts = np.bincount(step, minlength=n_steps)
    confidence = np.bincount(step, sure, minlength=n_steps) / np.maximum(counts, 1)
    confidence[counts == 0] = np.nan
    return spoken, step, shares.argmax(axis=1) if len(spoken) else spoken, confidence
