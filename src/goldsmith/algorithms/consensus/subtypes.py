"""Classes have kinds: tasks on which labelers err together are no independent witnesses of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.confusion import GOLD_OF_PRIOR
from goldsmith.algorithms.consensus.readers import EvidenceReader
from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.rounds import Counts, pin_states, run_rounds

__all__ = ["Subtypes", "likeliest_seed"]

KINDS = 4
STARTS = 3
RIGHT, WRONG = 4.0, 1.0  # answers that everybody is supposed to have given before, per class
STRANGERS_ANSWERS = 20.0  # in each state: what a stranger is taken to have answered like everybody
SPARSE = 0.1  # concentration of the kinds: below 1, so that kinds which explain nothing stay empty


@dataclass(frozen=True, slots=True)
class Subtypes:
    """Variational Bayes over a mixture: each class is of some kinds, each labeler has confusions for each kind.

    Within a kind labelers err independently; between kinds they do not, which is what a labeler's errors on hard tasks
    look like. The kinds start at random (`seed`) within the classes of `start`.
    Source: Li, Rubinstein & Cohn, "Exploiting worker correlation for label aggregation", ICML 2019.
    """

    seed: int = 0

    def begin(self, given: Answers, start: Floats) -> Floats:
        kinds = np.random.default_rng(self.seed).dirichlet(np.ones(KINDS), size=(given.n_tasks, given.n_classes))
        return (given.with_truth(start)[:, :, None] * kinds).reshape(given.n_tasks, given.n_classes * KINDS)

    def pin(self, given: Answers, belief: Floats) -> Floats:
        return pin_states(given, belief)

    def learn(self, given: Answers, counts: Counts) -> EvidenceReader:
        from scipy.special import digamma

        n_classes = given.n_classes
        said_before = np.repeat(np.where(np.eye(n_classes, dtype=np.bool_), RIGHT, WRONG), KINDS, axis=1)
        answers = counts.answers.reshape(given.n_seats, n_classes, n_classes * KINDS).copy()
        answers[given.n_answers == 0] = _of_strangers(answers)
        answers += said_before
        confusion = digamma(answers) - digamma(answers.sum(axis=1, keepdims=True))
        kinds = counts.tasks.reshape(n_classes, KINDS) + SPARSE
        log_kinds = digamma(kinds) - digamma(kinds.sum(axis=1, keepdims=True))
        prior = (log_kinds + np.log(_frequency(given, counts.tasks))[:, None]).ravel()
        return EvidenceReader(confusion.reshape(-1, n_classes * KINDS), prior, KINDS)


def likeliest_seed(given: Answers, start: Floats, seed: int) -> int:
    """The one of three starts that leads to the model which makes the answers likeliest: some starts lead astray."""
    likelihood = {
        number: run_rounds(given, Subtypes(number), start).reader.log_likelihood(given)
        for number in range(STARTS * seed, STARTS * (seed + 1))
    }
    return max(likelihood, key=likelihood.__getitem__)


def _of_strangers(counts: Floats) -> Floats:
    """Some answers as everybody gives them, for labelers of whom nothing was heard."""
    together = counts.sum(axis=0)
    shares: Floats = STRANGERS_ANSWERS * together / np.maximum(together.sum(axis=0), 1.0)
    return shares


def _frequency(given: Answers, tasks: Floats) -> Floats:
    inferred = tasks.reshape(given.n_classes, KINDS).sum(axis=1) + 1
    frequency: Floats = inferred / inferred.sum()
    if not len(given.gold_class):
        return frequency
    seen = np.bincount(given.gold_class, minlength=given.n_classes) + GOLD_OF_PRIOR * frequency
    mixed: Floats = seen / seen.sum()
    return mixed
