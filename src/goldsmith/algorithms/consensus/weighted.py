"""The safe base: a vote in which each labeler counts as much as the others tend to agree with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.readers import Fit, VoteReader
from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.rows import row_sum

__all__ = ["PSEUDO_ANSWERS", "Agreement", "count_agreement", "fit_agreement", "weigh", "weight_of"]

ROUNDS = 10
PSEUDO_ANSWERS = 4.0
LEAST_WEIGHT = 1e-3
UNKNOWN_SKILL = 0.7  # of somebody with whom nobody shared a task, where that is true of all


def fit_agreement(given: Answers, pseudo_answers: float = PSEUDO_ANSWERS) -> Fit[VoteReader]:
    """Weighted shares of the votes.

    One average vote is spread evenly over the classes, so that nobody alone is certain.
    Agreement is counted on every answer against the weighted votes of the others alone, so that nobody agrees with
    themselves, and shrunk towards the mean (or a model's stated confidence) by `pseudo_answers`; the weight grows
    linearly from chance, (K·a - 1)/(K - 1). In the manner of Wawa (Appen) and of Li & Yu, "Error rate bounds in
    crowdsourcing models" (2014), who show that this weight is near-optimal.
    """
    weight = np.ones(given.n_seats)
    for _ in range(ROUNDS):
        weight = weight_of(count_agreement(given, weight).agreement(given, pseudo_answers), given.n_classes)
    reader = weigh(given, weight)
    return Fit(reader, reader.read(given), 1, has_converged=True)


def weigh(given: Answers, weight: Floats) -> VoteReader:
    """Votes by weight, with the weight of an average labeler spread evenly."""
    is_heard = given.n_answers > 0
    return VoteReader(weight, float(weight[is_heard].mean()) if is_heard.any() else 1.0)


def weight_of(agreement: Floats, n_classes: int) -> Floats:
    """How much somebody counts who is right this often; chance counts almost nothing, never less."""
    above_chance = (n_classes * agreement - 1) / max(n_classes - 1, 1)
    return np.maximum(above_chance, LEAST_WEIGHT)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Per seat, votes of others that agreed and answers compared; those of parts add up to those of all."""

    agreed: Floats
    compared: Floats

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.agreed + other.agreed, self.compared + other.compared)

    def agreement(self, given: Answers, pseudo_answers: float = PSEUDO_ANSWERS) -> Floats:
        """How often the others agree, shrunk."""
        total = self.compared.sum()
        mean = self.agreed.sum() / total if total else UNKNOWN_SKILL
        expected = np.where(np.isnan(given.stated), mean, given.stated)
        shrunk: Floats = (self.agreed + pseudo_answers * expected) / (self.compared + pseudo_answers)
        return shrunk


def count_agreement(given: Answers, weight: Floats) -> Agreement:
    """Compare every answer with the weighted votes of the others."""
    votes = given.weighted_votes(weight)
    own = weight[given.seat]
    others = row_sum(votes)[given.task] - own
    compared = others > LEAST_WEIGHT / 2
    share = (votes[given.task, given.choice] - own)[compared] / others[compared]
    seat = given.seat[compared]
    n_compared, agreed = (np.bincount(seat, values, minlength=given.n_seats) for values in (None, share))
    return Agreement(agreed.astype(np.float64), n_compared.astype(np.float64))
