"""Learn from what is believed, believe what was learnt, until nothing changes: the loop of EM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.readers import EvidenceReader, Fit
from goldsmith.algorithms.consensus.result import Floats

__all__ = ["Counts", "Model", "count", "pin_states", "run_rounds"]

MOST_ROUNDS = 60
SETTLED = 1e-4  # mean change of a probability in one round


@dataclass(frozen=True, slots=True)
class Counts:
    """Expected answers [(seat, class), state] and expected tasks [state]; those of parts add up to those of all."""

    answers: Floats
    tasks: Floats

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.answers + other.answers, self.tasks + other.tasks)


class Model(Protocol):
    """What is peculiar to an expert that learns by rounds."""

    def begin(self, given: Answers, start: Floats) -> Floats:
        """A belief [task, state] from a posterior [task, class]."""
        ...

    def pin(self, given: Answers, belief: Floats) -> Floats:
        """The belief with the known tasks made certain."""
        ...

    def learn(self, given: Answers, counts: Counts) -> EvidenceReader: ...


def count(given: Answers, belief: Floats) -> Counts:
    """What a belief [task, state] makes of the answers."""
    return Counts(given.table.T @ belief, belief.sum(axis=0))


def pin_states(given: Answers, belief: Floats) -> Floats:
    """The belief [task, state] where known tasks keep to the states of their class; which of these stays open."""
    if not len(given.gold_task):
        return belief
    certain = belief.reshape(given.n_tasks, given.n_classes, -1).copy()
    states = certain[given.gold_task, given.gold_class] + 1e-12
    certain[given.gold_task] = 0
    certain[given.gold_task, given.gold_class] = states / states.sum(axis=1, keepdims=True)
    return certain.reshape(belief.shape)


def run_rounds(given: Answers, model: Model, start: Floats) -> Fit[EvidenceReader]:
    """Learn and read in turn until a probability changes by less than 1e-4 on average."""
    belief = model.begin(given, start)
    for done in range(1, MOST_ROUNDS + 1):
        reader = model.learn(given, count(given, model.pin(given, belief)))
        found = reader.states(given)
        change = float(np.abs(found - belief).mean()) if found.size else 0.0
        belief = found
        if change < SETTLED or done == MOST_ROUNDS:
            break
    return Fit(reader, reader.read(given), done, has_converged=change < SETTLED)
