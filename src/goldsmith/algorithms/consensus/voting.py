"""Voting: every labeler counts the same."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms import ESTIMATOR
from goldsmith.algorithms.consensus.answers import Answers, read_answers
from goldsmith.algorithms.consensus.readers import Fit, VoteReader
from goldsmith.algorithms.consensus.result import Estimate
from goldsmith.algorithms.consensus.rows import choose

__all__ = ["count_votes", "vote"]


def vote(tasks: npt.ArrayLike, labelers: npt.ArrayLike, answers: npt.ArrayLike, n_classes: int) -> Estimate:
    """Combine choices into a posterior for every task 0 … max(tasks), whoever said what.

    The posterior is the vote share smoothed by one vote spread evenly over the classes, that is the mean of a Dirichlet
    posterior under Perks' prior: (votes + 1/K) / (n + 1). A task without votes is uniform. A labeler who answered
    twice counts with the first answer. Raises ValueError for columns that do not fit.
    Source: W. Perks, Journal of the Institute of Actuaries 73 (1947).

    >>> vote([0, 0, 0, 1], [0, 1, 2, 0], [1, 1, 0, 0], 2).posterior.round(3).tolist()
    [[0.375, 0.625], [0.75, 0.25]]
    """
    given = read_answers(tasks, labelers, answers, n_classes)
    posterior = count_votes(given).posterior
    choice, is_tied = choose(posterior)
    equal = np.ones(given.seats.n_labelers)
    return Estimate(posterior, choice, is_tied, weight=equal, reliability=equal * np.nan, estimator=ESTIMATOR)


def count_votes(given: Answers) -> Fit[VoteReader]:
    """Smoothed shares of the votes."""
    reader = VoteReader(np.ones(given.n_seats), 1.0)
    return Fit(reader, reader.read(given), 1, has_converged=True)
