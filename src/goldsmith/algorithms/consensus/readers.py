"""What an expert learnt, ready to read answers: the same tasks again, or new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.said import Said

__all__ = ["EvidenceReader", "Fit", "Reader", "VoteReader", "softmax"]


class Reader(Protocol):
    """Forms a posterior [task, class] from answers alone, in time that grows with their number."""

    def read(self, said: Said) -> Floats: ...


class Fit(NamedTuple):
    """What an expert learnt, what it believes of the tasks it learnt from, and how that was reached."""

    reader: Reader
    posterior: Floats
    rounds: int
    has_converged: bool


@dataclass(frozen=True, slots=True)
class VoteReader:
    """Votes counted by `weight[seat]`, besides `spread` votes that are shared evenly by the classes."""

    weight: Floats
    spread: float

    def read(self, said: Said) -> Floats:
        votes = said.weighted_votes(self.weight) + self.spread / said.n_classes
        shares: Floats = votes / votes.sum(axis=1, keepdims=True)
        return shares


@dataclass(frozen=True, slots=True)
class EvidenceReader:
    """Bayes' rule: log-likelihoods `evidence[(seat, class), state]` of what was said, and `prior[state]` before it.

    The states are the classes, or `n_kinds` kinds of each class in a row.
    """

    evidence: Floats
    prior: Floats
    n_kinds: int = 1

    def read(self, said: Said) -> Floats:
        return self.classes(self.states(said))

    def states(self, said: Said) -> Floats:
        """The posterior over states."""
        return softmax(said.add_up(self.evidence) + self.prior)

    def classes(self, states: Floats) -> Floats:
        """Probabilities of states summed to those of classes."""
        if self.n_kinds == 1:
            return states
        summed: Floats = states.reshape(len(states), -1, self.n_kinds).sum(axis=2)
        return summed


def softmax(evidence: Floats) -> Floats:
    """Probabilities of rows of log-evidence."""
    raised = np.exp(evidence - evidence.max(axis=1, keepdims=True, initial=-np.inf))
    probabilities: Floats = raised / raised.sum(axis=1, keepdims=True)
    return probabilities
