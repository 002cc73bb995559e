"""Choices as the experts read them: checked, each labeler once a task, with what is known to be true."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.columns import Columns
from goldsmith.algorithms.consensus.result import Floats, Integers
from goldsmith.algorithms.consensus.said import Said
from goldsmith.algorithms.consensus.seats import Seats

__all__ = ["Answers", "read_answers", "read_said"]

MANY = 2_000_000  # answers
FEW_TASKS = 10_000  # of so few, none is left out
SLICE = 500_000  # answers


@dataclass(frozen=True)
class Answers(Said):
    """What was said, and that class `gold_class[j]` is true of task `gold_task[j]`.

    `stated[seat]` is the share of right answers that a labeler claims (a model's confidence); NaN: claims nothing.
    With `is_open`, class numbers mean something else in each task; with `are_sightings`, tasks are things that somebody
    marked (class 0) and others did not (class 1).
    """

    seats: Seats
    stated: Floats
    gold_task: Integers
    gold_class: Integers
    is_open: bool
    are_sightings: bool = False

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
        return len(self.task) > MANY and self.n_tasks > FEW_TASKS

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
        rows = slice(*np.searchsorted(self.task, np.array([first, end], self.task.dtype)).tolist())
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
    are_sightings: bool = False,
) -> Answers:
    """Check the columns and join what models say. A labeler who answered a task twice counts with the first answer.

    A model's table of probabilities is one labeler more, numbered behind the others, who says how sure it is.
    Raises ValueError for what does not fit.
    """
    columns = Columns(tasks, labelers, answers, n_classes, confidences)
    if probabilities is not None:
        columns.join(probabilities)
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
        are_sightings=are_sightings,
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
    columns = Columns(tasks, labelers, answers, n_classes, confidences)
    if n_tasks is not None and n_tasks < columns.n_tasks:
        raise ValueError("tasks must stay below n_tasks")
    columns.settle()
    seat = seats.take(columns.labeler, columns.confidence)
    return Said(columns.task, seat, columns.choice, n_tasks or columns.n_tasks, seats.n_seats, n_classes)


def _read_gold(gold: Mapping[int, int], n_classes: int) -> tuple[Integers, Integers]:
    known = sorted(gold.items())
    gold_task, gold_class = (np.array([pair[part] for pair in known], dtype=np.int64) for part in (0, 1))
    if known and (gold_task.min() < 0 or gold_class.min() < 0 or gold_class.max() >= n_classes):
        raise ValueError("gold tasks count from 0 and gold classes stay below n_classes")
    return gold_task, gold_class
