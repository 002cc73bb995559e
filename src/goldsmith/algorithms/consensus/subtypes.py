"""Classes have kinds: tasks on which labelers err together are no independent witnesses of each other."""

from __future__ import annotations

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.confusion import GOLD_OF_PRIOR
from goldsmith.algorithms.consensus.readers import EvidenceReader, Fit
from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.rounds import alternate

__all__ = ["fit_subtypes", "likeliest_seed"]

KINDS = 4
STARTS = 3
MANY_ANSWERS = 1_000_000  # one start will do, and three would take long
RIGHT, WRONG = 4.0, 1.0  # answers that everybody is supposed to have given before, per class
STRANGERS_ANSWERS = 20.0  # in each state: what a stranger is taken to have answered like everybody
SPARSE = 0.1  # concentration of the kinds: below 1, so that kinds which explain nothing stay empty


def fit_subtypes(given: Answers, start: Floats, *, seed: int = 0) -> Fit[EvidenceReader]:
    """Variational Bayes over a mixture: each class is of some kinds, each labeler has confusions for each kind.

    Within a kind labelers err independently; between kinds they do not, which is what a labeler's errors on hard tasks
    look like. The kinds start at random (`seed`) within the classes of `start`.
    Source: Li, Rubinstein & Cohn, "Exploiting worker correlation for label aggregation", ICML 2019.
    """
    draw = np.random.default_rng(seed)
    kinds = draw.dirichlet(np.ones(KINDS), size=(given.n_tasks, given.n_classes))
    belief = (given.with_truth(start)[:, :, None] * kinds).reshape(given.n_tasks, given.n_classes * KINDS)
    return alternate(given, lambda belief: _learn(given, _within_truth(given, belief)), belief)


def likeliest_seed(given: Answers, start: Floats, seed: int) -> int:
    """The one of three starts that leads to the model which makes the answers likeliest: some starts lead astray."""
    if len(given.task) > MANY_ANSWERS:
        return seed
    likelihood = {
        number: fit_subtypes(given, start, seed=number).reader.log_likelihood(given)
        for number in range(STARTS * seed, STARTS * (seed + 1))
    }
    return max(likelihood, key=likelihood.__getitem__)


def _learn(given: Answers, belief: Floats) -> EvidenceReader:
    from scipy.special import digamma

    n_classes = given.n_classes
    said_before = np.repeat(np.where(np.eye(n_classes, dtype=np.bool_), RIGHT, WRONG), KINDS, axis=1)
    counts = (given.transposed @ belief).reshape(given.n_seats, n_classes, n_classes * KINDS)
    counts[given.n_answers == 0] = _of_strangers(counts)
    counts += said_before
    confusion = digamma(counts) - digamma(counts.sum(axis=1, keepdims=True))
    kinds = belief.sum(axis=0).reshape(n_classes, KINDS) + SPARSE
    log_kinds = digamma(kinds) - digamma(kinds.sum(axis=1, keepdims=True))
    prior = (log_kinds + np.log(_frequency(given, belief))[:, None]).ravel()
    return EvidenceReader(confusion.reshape(-1, n_classes * KINDS), prior, KINDS)


def _of_strangers(counts: Floats) -> Floats:
    """Some answers as everybody gives them, for labelers of whom nothing was heard."""
    together = counts.sum(axis=0)
    shares: Floats = STRANGERS_ANSWERS * together / np.maximum(together.sum(axis=0), 1.0)
    return shares


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
