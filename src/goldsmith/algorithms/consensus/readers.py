"""What an expert learnt, ready to read answers: the same tasks again, or new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.rows import row_max, row_sum, softmax
from goldsmith.algorithms.consensus.said import Said

__all__ = ["EvidenceReader", "Fit", "Reader", "VoteReader"]

SHARED_ERRORS = 0.15  # how far two answers to a task err together


class Reader(Protocol):
    """Forms a posterior [task, class] from answers alone, in time that grows with their number."""

    def read(self, said: Said) -> Floats: ...


Reader_co = TypeVar("Reader_co", bound=Reader, covariant=True)


class Fit(NamedTuple, Generic[Reader_co]):
    """What an expert learnt, what it believes of the tasks it learnt from, and how that was reached."""

    reader: Reader_co
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
        votes /= row_sum(votes)[:, None]
        return votes


@dataclass(frozen=True, slots=True)
class EvidenceReader:
    """Bayes' rule: log-likelihoods `evidence[(seat, class), state]` of what was said, and `prior[state]` before it.

    The states are the classes, or `n_kinds` kinds of each class in a row. What is read is modest: labelers err
    together on hard tasks, so that n answers tell as much as n / (1 + r (n - 1)) independent ones (the design effect
    of Kish, "Survey Sampling", 1965). No likelihood of labels shows r; it is the same for all projects.
    """

    evidence: Floats
    prior: Floats
    n_kinds: int = 1

    def read(self, said: Said) -> Floats:
        overcount = 1 + SHARED_ERRORS * (said.n_heard - 1).clip(0)
        return self._classes(softmax(said.add_up(self.evidence) / overcount[:, None] + self.prior))

    def states(self, said: Said) -> Floats:
        """The posterior over states if all answers were independent."""
        return softmax(said.add_up(self.evidence) + self.prior)

    def log_likelihood(self, said: Said) -> float:
        """How likely the answers are if all were independent."""
        evidence = said.add_up(self.evidence) + self.prior
        most = row_max(evidence)
        return float((most + np.log(row_sum(np.exp(evidence - most[:, None])))).sum())

    def _classes(self, states: Floats) -> Floats:
        """Probabilities of states summed to those of classes."""
        if self.n_kinds == 1:
            return states
        summed: Floats = states.reshape(len(states), -1, self.n_kinds).sum(axis=2)
        return summed
