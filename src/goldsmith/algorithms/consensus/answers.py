"""Choices as the experts read them: checked, each labeler once a task, with what is known to be true."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.result import Floats, Integers
from goldsmith.algorithms.consensus.said import Said
from goldsmith.algorithms.consensus.seats import Seats, confidences_of

__all__ = ["ANONYMOUS", "Answers", "read_answers", "read_said"]

ANONYMOUS = -1
"""The number of every labeler whom nobody can tell from the next: their answers share one reliability."""
MANY = 2_000_000  # answers
SLICE = 500_000  # answers


@dataclass(frozen=True)
class Answers(Said):
    """What was said, and that class `gold_class[j]` is true of task `gold_task[j]`.

    `stated[seat]` is the share of right answers that a labeler claims (a model's confidence); NaN: claims nothing.
    With `is_open`, class numbers mean something else in each task.
    """

    seats: Seats
    stated: Floats
    gold_task: Integers
    gold_class: Integers
    is_open: bool

    def with_truth(self, posterior: Floats) -> Floats:
        """The posterior with the known tasks made certain."""
        if not len(self.gold_task):
            return posterior
        certain = posterior.copy()
        certain[self.gold_task] = 0
        certain[self.gold_task, self.gold_class] = 1
        return certain

    def slices(self) -> Iterator[tuple[slice, Answers]]:
        """The tasks in a row, and what was said of them, numbered from 0: all at once, or in half precision if many."""
        n_parts = len(self.task) // SLICE if self.are_many else 1
        bounds = np.linspace(0, self.n_tasks, n_parts + 1).astype(np.int64).tolist()
        for first, end in itertools.pairwise(bounds):
            yield slice(first, end), self._between(first, end) if n_parts > 1 else self

    @property
    def are_many(self) -> bool:
        """Whether they are too many to be held in tables at once."""
        return len(self.task) > MANY

    def some(self, n_answers: int, seed: int) -> Answers:
        """About so many answers: those to tasks drawn at random, and to all that are known; tasks are numbered anew."""
        is_chosen = np.random.default_rng(seed).random(self.n_tasks) < n_answers / max(len(self.task), 1)
        is_chosen[self.gold_task] = True
        number, rows = np.cumsum(is_chosen) - 1, is_chosen[self.task]
        return replace(
            self,
            task=number[self.task[rows]],
            seat=self.seat[rows],
            choice=self.choice[rows],
            n_tasks=int(is_chosen.sum()),
            gold_task=number[self.gold_task],
        )

    def _between(self, first: int, end: int) -> Answers:
        rows = slice(*np.searchsorted(self.task, [first, end]).tolist())
        known = slice(*np.searchsorted(self.gold_task, [first, end]).tolist())
        return replace(
            self,
            task=self.task[rows] - first,
            seat=self.seat[rows],
            choice=self.choice[rows],
            n_tasks=end - first,
            gold_task=self.gold_task[known] - first,
            gold_class=self.gold_class[known],
            precision=np.float32,
        )

    def with_gold(self, chosen: npt.NDArray[np.bool_]) -> Answers:
        """The same answers, knowing only the chosen part of the gold. Shares the sparse tables."""
        part = replace(self, gold_task=self.gold_task[chosen], gold_class=self.gold_class[chosen])
        for name in ("table", "n_answers", "n_heard"):
            part.__dict__[name] = getattr(self, name)
        return part


class _Columns:
    """Task, labeler, choice and confidence of each answer, checked."""

    def __init__(
        self, tasks: npt.ArrayLike, labelers: npt.ArrayLike, answers: npt.ArrayLike, n_classes: int, sure: object
    ) -> None:
        self.task, self.labeler, self.choice = (_integers(column) for column in (tasks, labelers, answers))
        _check(self.task, self.labeler, self.choice, n_classes)
        self.confidence = confidences_of(sure, len(self.task))
        self.n_labelers = int(self.labeler.max(initial=-1)) + 1
        self.n_tasks = int(self.task.max(initial=-1)) + 1

    def join(self, opinions: Floats) -> None:
        """Add a model that gave probabilities as one labeler more."""
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


def read_answers(
    tasks: npt.ArrayLike,
    labelers: npt.ArrayLike,
    answers: npt.ArrayLike,
    n_classes: int,
    *,
    gold: Mapping[int, int] | None = None,
    probabilities: npt.ArrayLike | None = None,
    confidences: npt.ArrayLike | None = None,
    is_open: bool = False,
) -> Answers:
    """Check the columns and join what models say. A labeler who answered a task twice counts with the first answer.

    A model's table of probabilities is one labeler more, numbered behind the others, who says how sure it is.
    Raises ValueError for what does not fit.
    """
    columns = _Columns(tasks, labelers, answers, n_classes, confidences)
    if probabilities is not None:
        columns.join(_read_probabilities(probabilities, n_classes))
    columns.settle()
    gold_task, gold_class = _read_gold(gold or {}, n_classes)
    seats = Seats(columns.n_labelers, columns.confident())
    seat = seats.take(columns.labeler, columns.confidence)
    return Answers(
        columns.task,
        seat,
        columns.choice,
        max(columns.n_tasks, int(gold_task.max(initial=-1)) + 1),
        seats.n_seats,
        n_classes,
        seats=seats,
        stated=seats.stated(seat, columns.confidence),
        gold_task=gold_task,
        gold_class=gold_class,
        is_open=is_open,
    )


def read_said(
    seats: Seats,
    tasks: npt.ArrayLike,
    labelers: npt.ArrayLike,
    answers: npt.ArrayLike,
    n_classes: int,
    n_tasks: int | None,
    confidences: npt.ArrayLike | None,
) -> Said:
    """Check columns of answers to be judged by labelers who already have their seats."""
    columns = _Columns(tasks, labelers, answers, n_classes, confidences)
    if n_tasks is not None and n_tasks < columns.n_tasks:
        raise ValueError("tasks must stay below n_tasks")
    columns.settle()
    seat = seats.take(columns.labeler, columns.confidence)
    return Said(columns.task, seat, columns.choice, n_tasks or columns.n_tasks, seats.n_seats, n_classes)


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
    if ((who[1:] == who[:-1]) & (who[1:] & mask > 0)).any():
        return None
    packed &= (1 << n_bits[2]) - 1
    return _narrow(who >> n_bits[1]), _narrow((who & mask) - 1), _narrow(packed)


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


def _read_gold(gold: Mapping[int, int], n_classes: int) -> tuple[Integers, Integers]:
    known = sorted(gold.items())
    gold_task, gold_class = (np.array([pair[part] for pair in known], dtype=np.int64) for part in (0, 1))
    if known and (gold_task.min() < 0 or gold_class.min() < 0 or gold_class.max() >= n_classes):
        raise ValueError("gold tasks count from 0 and gold classes stay below n_classes")
    return gold_task, gold_class


def _read_probabilities(probabilities: npt.ArrayLike, n_classes: int) -> Floats:
    opinions = np.asarray(probabilities, dtype=np.float64)
    if opinions.ndim != 2 or opinions.shape[1] != n_classes:
        raise ValueError("probabilities must have one row per task and one column per class")
    if (opinions < 0).any() or np.isinf(opinions).any():
        raise ValueError("probabilities must be finite and not below 0")
    return opinions
