"""Whether stated probabilities mean what they say: audited answers, binned by what was stated of them before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from goldsmith.algorithms.certificate import clopper_pearson
from goldsmith.quality.figures import Calibration, CalibrationBin

EDGES: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)


def find_calibration(audited: Sequence[Any]) -> Calibration:
    """Compare what the engine stated with what auditors found, of answers that no reviewer had touched in between.

    A reviewed answer is left out: somebody made sure of it after the engine had spoken.
    """
    pairs = [
        (stated_probability(row["stated_error"], row["units"]), not row["is_wrong"])
        for row in audited
        if row["stated_error"] is not None and not row["is_reviewed"]
    ]
    bins = [found for low, high in pairwise(EDGES) if (found := _bin(low, high, pairs))]
    gaps = sum(each.audits * abs(each.stated - each.right) for each in bins)
    return Calibration(audits=len(pairs), error=gaps / len(pairs) if pairs else None, bins=bins)


def stated_probability(expected_error: float, units: int | None) -> float:
    """Return the stated probability that an answer is right as a whole: each of its units is.

    `expected_error` is the share of units that is expected to be wrong; an auditor judges all of them together.

    >>> round(stated_probability(0.1, 2), 2)
    0.81
    """
    return (1 - min(max(expected_error, 0.0), 1.0)) ** max(1, units or 1)


def _bin(low: float, high: float, pairs: Sequence[tuple[float, bool]]) -> CalibrationBin | None:
    inside = [pair for pair in pairs if low < pair[0] <= high or pair[0] == low == 0]
    if not inside:
        return None
    correct = sum(is_right for _, is_right in inside)
    right_low, right_high = clopper_pearson(correct, len(inside))
    return CalibrationBin(
        low=low,
        high=high,
        stated=sum(stated for stated, _ in inside) / len(inside),
        right=correct / len(inside),
        right_low=right_low,
        right_high=right_high,
        audits=len(inside),
    )
