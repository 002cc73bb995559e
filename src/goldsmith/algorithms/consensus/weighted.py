"""The safe base: a vote in which each labeler counts as much as the others tend to agree with them."""

from __future__ import annotations

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.result import Floats

__all__ = ["vote_by_agreement", "weight_of"]

ROUNDS = 10
PSEUDO_ANSWERS = 4.0
LEAST_WEIGHT = 1e-3
UNKNOWN_SKILL = 0.7  # of somebody with whom nobody shared a task, where that is true of all


def vote_by_agreement(given: Answers) -> tuple[Floats, Floats]:
    """Weighted shares of the votes, and each labeler's agreement with the others.

    One average vote is spread evenly over the classes, so that nobody alone is certain.
    Agreement is counted on every answer against the weighted votes of the others alone, so that nobody agrees with
    themselves, and shrunk towards the mean (or a model's stated confidence) by four answers; the weight grows linearly
    from chance, (K·a - 1)/(K - 1). In the manner of Wawa (Appen) and of Li & Yu, "Error rate bounds in crowdsourcing
    models" (2014), who show that this weight is near-optimal.
    """
    weight = np.ones(given.n_labelers)
    agreement = weight
    for _ in range(ROUNDS):
        agreement = _agreement(given, weight)
        weight = weight_of(agreement, given.n_classes)
    votes = given.weighted_votes(weight) + weight.mean() / given.n_classes if len(weight) else given.votes + 1
    return votes / votes.sum(axis=1, keepdims=True), agreement


def weight_of(agreement: Floats, n_classes: int) -> Floats:
    """How much somebody counts who is right this often; chance counts almost nothing, never less."""
    above_chance = (n_classes * agreement - 1) / max(n_classes - 1, 1)
    return np.maximum(above_chance, LEAST_WEIGHT)


def _agreement(given: Answers, weight: Floats) -> Floats:
    votes = given.weighted_votes(weight)
    own = weight[given.labeler]
    others = votes.sum(axis=1)[given.task] - own
    compared = others > LEAST_WEIGHT / 2
    share = (votes[given.task, given.choice] - own)[compared] / others[compared]
    labeler = given.labeler[compared]
    n_compared = np.bincount(labeler, minlength=given.n_labelers)
    agreed = np.bincount(labeler, share, minlength=given.n_labelers)
    mean = agreed.sum() / n_compared.sum() if len(labeler) else UNKNOWN_SKILL
    expected = np.where(np.isnan(given.stated), mean, given.stated)
    return (agreed + PSEUDO_ANSWERS * expected) / (n_compared + PSEUDO_ANSWERS)
