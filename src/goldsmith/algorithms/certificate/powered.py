"""Prediction-powered: beliefs about every record make few audits say more, and need not be true for that.

Idea: audits drawn evenly over all records are, given how many fell into each part, drawn evenly within each part. So
cut the records in two by what is believed of them, before any outcome is known, and bound the two parts together
exactly. If beliefs separate right from wrong, the interval shrinks; if they are over-confident or useless, it is as
valid as before.

The usual prediction-powered interval adds a normal approximation to the same idea. Near an accuracy of 1 that promises
too much: with 30 audits and none wrong its width is all but zero.

Source: Angelopoulos, Duchi and Zrnic, PPI++ (2023); the cut: Dalenius and Hodges, JASA 54 (1959).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.certificate.strata import Stratum

Bools = npt.NDArray[np.bool_]

_FEWEST_APART: Final = 0.05
_MOST_APART: Final = 0.5
_FEWEST_AUDITS: Final = 5


def is_unsure(predictions: npt.ArrayLike, n_audits: int) -> Bools:
    """Tell which records to hold apart as less certain, `[record]`: none when a cut is not worth it.

    `predictions[record]` are probabilities of being correct. The cut halves the sum of their standard deviations, which
    is close to the best. At most half of the records are apart, and at least 5 %, with 5 of the `n_audits` to be
    expected in either part: too few audits in one would say too little of it.

    >>> is_unsure([0.99, 0.6, 0.99, 0.99, 0.5, 0.99, 0.99, 0.99], 20).tolist()
    [False, True, False, False, True, False, False, False]
    """
    correct = np.asarray(predictions, dtype=np.float64)
    if n_audits * _MOST_APART < _FEWEST_AUDITS or np.ptp(correct) == 0:
        return np.zeros(len(correct), dtype=bool)
    ordered = np.sort(correct)
    scatter = np.cumsum(np.sqrt(ordered * (1 - ordered)))
    halfway = (int(np.searchsorted(scatter, scatter[-1] / 2)) + 1) / len(ordered)
    share = min(max(halfway, _FEWEST_APART, _FEWEST_AUDITS / n_audits), _MOST_APART)
    return _below(correct, float(ordered[max(round(share * len(ordered)), 1) - 1]), _FEWEST_AUDITS / n_audits)


def _below(correct: npt.NDArray[np.float64], cut: float, least_share: float) -> Bools:
    """Keep records with equal predictions together, so that nothing depends on their order."""
    is_apart: Bools = correct <= cut if cut < correct.max() else correct < cut
    is_worth_it = least_share <= is_apart.mean() <= 1 - least_share
    return is_apart if is_worth_it else np.zeros_like(is_apart)


def split_audits(outcomes: npt.ArrayLike, records: npt.ArrayLike, is_apart: Bools) -> tuple[Stratum, Stratum]:
    """Return (the rest, the part told apart), each with its records, audits and correct audits.

    `outcomes[audit]` are 1 (correct) or 0, `records[audit]` say which record each belongs to.
    """
    correct, record = np.asarray(outcomes, dtype=np.int64), np.asarray(records, dtype=np.int64)
    return _part(correct, record, ~is_apart), _part(correct, record, is_apart)


def _part(correct: npt.NDArray[np.integer[Any]], record: npt.NDArray[np.integer[Any]], is_in: Bools) -> Stratum:
    audits = correct[is_in[record]]
    return Stratum(int(is_in.sum()), len(audits), int(audits.sum()))
