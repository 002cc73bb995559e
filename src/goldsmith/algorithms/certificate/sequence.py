"""A bound that holds at every look, so that auditing may stop as soon as the contract is met.

Idea: against each number `j` of wrong records somebody bets, audit by audit, that fewer are wrong. If `j` is the truth
the game is fair, so the chance that the wealth ever reaches 1/tail is at most `tail` (Ville), whenever and for whatever
reason one stops. Each `j` that ever lost that much is ruled out; what remains bounds the accuracy. Records are drawn
without replacement: a fair game pays by what is still unaudited, and the bound reaches the truth when all is.

Predictions, whatever they are worth, take luck out of the game: a record that was expected to be wrong more often than
the unaudited ones on average is paid for at once. That has mean zero at each draw and so keeps the game fair. How much
of it to pay (0 … 2 times) is learned from earlier audits only.

Weights: when a record was drawn with a chance proportional to its weight, its outcome counts by the inverse.

Source: Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting (JRSS B, 2023); Shekhar, Xu,
Lipton, Liang and Ramdas, Risk-limiting financial audits via weighted sampling without replacement (UAI 2023).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# A dozen bets at once, closer together near the largest: that is what rare errors call for. No bet is the whole purse.
_BETS: Final = (1 - (1 - (np.arange(12) + 0.5) / 12) ** 2) * 0.995
_STEEPEST: Final = 2.0
_TRUSTED_AUDITS: Final = 5  # what predictions are taken at their word for, before audits tell


class Sequence(NamedTuple):
    """Audits in their order, `[audit]`.

    `loss` is the weighted wrong outcome with mean (wrong left) / (records left); `found` and `left` count wrong
    outcomes before and records still unaudited; `explained` is what predictions account for, of mean zero; `largest` is
    the most that a draw can cost.
    """

    loss: Floats
    found: Floats
    left: Floats
    explained: Floats
    largest: Floats
    n_records: int


def sequence_lower_bound(
    outcomes: npt.ArrayLike,
    n_records: int,
    confidence: float = 0.95,
    *,
    predictions: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    weights: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> float:
    """Return the share of records that is at least correct, at all looks at once; 0 when nothing was audited.

    `outcomes[audit]` are 1 (correct) or 0, in the order of the draws. `predictions` are the probabilities of being
    correct of the audited records, in that order, and of all records; `weights` likewise the positive chances, up to a
    factor, with which each next record was drawn. `accuracy_bound` checks what it is given; this does not.

    >>> sequence_lower_bound([1] * 150, 5000)
    0.9748
    """
    correct = np.asarray(outcomes, dtype=np.float64)
    audits = _sequence(1 - correct, n_records, predictions, weights)
    return (n_records - _most(audits, int(correct.sum()), 1 - confidence)) / n_records


def sequence_upper_bound(
    outcomes: npt.ArrayLike,
    n_records: int,
    confidence: float = 0.95,
    *,
    predictions: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    weights: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> float:
    """Return the share of records that is at most correct: the same game with right and wrong exchanged."""
    wrong = 1 - np.asarray(outcomes, dtype=np.float64)
    turned = None if predictions is None else (1 - np.asarray(predictions[0]), 1 - np.asarray(predictions[1]))
    least_wrong = sequence_lower_bound(wrong, n_records, confidence, predictions=turned, weights=weights)
    return (n_records - round(least_wrong * n_records)) / n_records


def sequence_estimate(
    outcomes: npt.ArrayLike,
    n_records: int,
    *,
    predictions: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    weights: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> float:
    """Return the mean over the audits of what each, with those before it, says of the accuracy: unbiased."""
    audits = _sequence(1 - np.asarray(outcomes, dtype=np.float64), n_records, predictions, weights)
    wrong = audits.found + audits.left * (audits.loss - audits.explained)
    return float(1 - wrong.mean() / n_records)


def _sequence(
    wrong: Floats,
    n_records: int,
    predictions: tuple[npt.ArrayLike, npt.ArrayLike] | None,
    weights: tuple[npt.ArrayLike, npt.ArrayLike] | None,
) -> Sequence:
    left = n_records - np.arange(len(wrong), dtype=np.float64)
    counts_by, largest = np.ones(len(wrong)), np.ones(len(wrong))
    if weights is not None:
        drawn, every = (np.asarray(part, dtype=np.float64) for part in weights)
        mean_weight = np.maximum(every.sum() - _before(drawn), drawn) / left
        counts_by, largest = mean_weight / drawn, mean_weight / every.min()
    loss, found = counts_by * wrong, _before(wrong)
    if predictions is None:
        return Sequence(loss, found, left, np.zeros(len(wrong)), largest, n_records)
    own, every = (1 - np.asarray(part, dtype=np.float64) for part in predictions)
    expected = np.maximum(every.sum() - _before(own), 0) / left
    surprise = counts_by * own - expected
    slope = _slope(loss, surprise, float(every.var()))
    return Sequence(loss, found, left, slope * surprise, largest + slope * expected, n_records)


def _slope(loss: Floats, surprise: Floats, variance: float) -> Floats:
    """Return, for each audit, the least-squares slope of loss on surprise over the audits before it."""
    n_before = np.maximum(np.arange(len(loss)), 1)
    together = _before(loss * surprise) - _before(loss) * _before(surprise) / n_before
    trusted = _TRUSTED_AUDITS * variance + 1e-12
    return np.clip((together + trusted) / (_before(surprise**2) + trusted), 0, _STEEPEST)


def _before(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)[:-1]]) if len(values) else values


def _most(audits: Sequence, others: int, tail: float) -> int:
    """Return the most wrong records that are not ruled out; wealth grows with `j`, so halving finds it."""
    low, high = len(audits.loss) - others, audits.n_records - others
    while low < high:
        middle = (low + high + 1) // 2
        if greatest_log_wealth(audits, middle) < -np.log(tail):
            low = middle
        else:
            high = middle - 1
    return low


def greatest_log_wealth(audits: Sequence, wrong: int) -> float:
    """Return the logarithm of the most that was ever won against `wrong` wrong records, from a purse of 1."""
    gain = (wrong - audits.found) / audits.left - audits.loss + audits.explained
    grown = np.cumsum(np.log1p(_BETS[:, None] * (gain / audits.largest)), axis=1)
    return float((np.logaddexp.reduce(grown, axis=0) - np.log(len(_BETS))).max(initial=0.0))
