"""Classes have kinds: tasks on which labelers err together are no independent witnesses of each other."""

from __future__ import annotations

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.confusion import GOLD_OF_PRIOR, Fit, softmax
from goldsmith.algorithms.consensus.result import Floats

__all__ = ["fit_subtypes"]

KINDS = 4
MOST_ROUNDS = 60
SETTLED = 1e-4  # mean change of a probability in one round
RIGHT, WRONG = 4.0, 1.0  # answers that everybody is supposed to have given before, per class
SPARSE = 0.1  # concentration of the kinds: below 1, so that kinds which explain nothing stay empty


def fit_subtypes(given: Answers, start: Floats, *, seed: int = 0) -> Fit:
    """Variational Bayes over a mixture: each class is of some kinds, each labeler has confusions for each kind.

    Within a kind labelers err independently; between kinds they do not, which is what a labeler's errors on hard tasks
    look like. The kinds start at random (`seed`) within the classes of `start`.
    Source: Li, Rubinstein & Cohn, "Exploiting worker correlation for label aggregation", ICML 2019.
    """
    draw = np.random.default_rng(seed)
    n_classes = given.n_classes
    kinds = draw.dirichlet(np.ones(KINDS), size=(given.n_tasks, n_classes))
    belief = (given.with_truth(start)[:, :, None] * kinds).reshape(given.n_tasks, n_classes * KINDS)
    for done in range(1, MOST_ROUNDS + 1):
        found = _infer(given, _within_truth(given, belief))
        change = float(np.abs(found - belief).mean()) if found.size else 0.0
        belief = found
        if change < SETTLED:
            return Fit(_classes(given, belief), done, has_converged=True)
    return Fit(_classes(given, belief), MOST_ROUNDS, has_converged=False)


def _infer(given: Answers, belief: Floats) -> Floats:
    from scipy.special import digamma

    n_classes = given.n_classes
    said_before = np.where(np.eye(n_classes, dtype=np.bool_), RIGHT, WRONG)
    counts = (given.heard @ belief).reshape(given.n_labelers, n_classes, n_classes * KINDS)
    counts += np.repeat(said_before, KINDS, axis=1)
    confusion = digamma(counts) - digamma(counts.sum(axis=1, keepdims=True))
    evidence = given.said @ confusion.reshape(-1, n_classes * KINDS)
    kinds = belief.sum(axis=0).reshape(n_classes, KINDS) + SPARSE
    log_kinds = digamma(kinds) - digamma(kinds.sum(axis=1, keepdims=True))
    return softmax(evidence + (log_kinds + np.log(_frequency(given, belief))[:, None]).ravel())


def _frequency(given: Answers, belief: Floats) -> Floats:
    inferred = belief.sum(axis=0).reshape(given.n_classes, KINDS).sum(axis=1) + 1
    frequency: Floats = inferred / inferred.sum()
    if not len(given.gold_class):
        return frequency
    seen = np.bincount(given.gold_class, minlength=given.n_classes) + GOLD_OF_PRIOR * frequency
    mixed: Floats = seen / seen.sum()
    return mixed


def _within_truth(given: Answers, belief: Floats) -> Floats:
    """Known tasks keep their class; of which kind they are stays open."""
    if not len(given.gold_task):
        return belief
    certain = belief.reshape(given.n_tasks, given.n_classes, KINDS).copy()
    kinds = certain[given.gold_task, given.gold_class] + 1e-12
    certain[given.gold_task] = 0
    certain[given.gold_task, given.gold_class] = kinds / kinds.sum(axis=1, keepdims=True)
    return certain.reshape(belief.shape)


def _classes(given: Answers, belief: Floats) -> Floats:
    classes: Floats = belief.reshape(given.n_tasks, given.n_classes, KINDS).sum(axis=2)
    return classes
