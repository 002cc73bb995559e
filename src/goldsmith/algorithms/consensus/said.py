"""Who said what about which task, as a sparse table that experts read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from goldsmith.algorithms.consensus.result import Floats, Integers

__all__ = ["Said"]

FEW = 200  # answers that are added up at once, before a sparse table pays


@dataclass(frozen=True)
class Said:
    """From seat `seat[i]` (a labeler, `Seats`) comes class `choice[i]` about task `task[i]`, in the order of tasks."""

    task: Integers
    seat: Integers
    choice: Integers
    n_tasks: int
    n_seats: int
    n_classes: int
    precision: type[np.floating[Any]] = field(default=np.float64, kw_only=True)

    @cached_property
    def table(self) -> Any:
        """Tasks by (seat, class): 1 where this was said of this task. A scipy.sparse table."""
        from scipy.sparse import csr_array

        starts = np.concatenate([[0], np.cumsum(self.n_heard)])
        shape = (self.n_tasks, self.n_seats * self.n_classes)
        return csr_array((np.ones(len(self.task), self.precision), self.cell, starts), shape)

    @property
    def cell(self) -> Integers:
        """The number of each answer's (seat, class)."""
        seat = self.seat if self.n_seats * self.n_classes < 2**31 else self.seat.astype(np.int64)
        return seat * self.n_classes + self.choice

    @cached_property
    def n_answers(self) -> Integers:
        """Answers per seat."""
        return np.bincount(self.seat, minlength=self.n_seats)

    @cached_property
    def n_heard(self) -> Integers:
        """Answers per task."""
        return np.bincount(self.task, minlength=self.n_tasks)

    def add_up(self, evidence: Floats) -> Floats:
        """Per task, the sum of the rows of `evidence[(seat, class), …]` over what was said of it."""
        if len(self.task) > FEW:
            summed: Floats = self.table @ evidence.astype(self.precision, copy=False)
            return summed
        total = np.zeros((self.n_tasks, evidence.shape[1]))
        np.add.at(total, self.task, evidence[self.cell])
        return total

    def weighted_votes(self, weight: Floats) -> Floats:
        """Per task and class, the weights of the seats from which it was said."""
        cells = self.task.astype(np.int64) * self.n_classes + self.choice
        counted = np.bincount(cells, weight[self.seat], minlength=self.n_tasks * self.n_classes)
        return counted.reshape(self.n_tasks, self.n_classes).astype(np.float64, copy=False)
