"""The bound on a live page: from counts of tasks by doubt, in steps of a thousandth. Pure: rows in, figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.certificate import finite_interval, finite_lower_bound
from goldsmith.algorithms.certificate.bound import AccuracyBound, Looks, accuracy_bound
from goldsmith.algorithms.certificate.drawing import audit_weights
from goldsmith.algorithms.certificate.strata import Stratum
from goldsmith.projects.service import Contract

__all__ = ["Population", "bound_population", "count_population"]

MOST_CUT: Final = 1_000
"""Above so many audits the plain interval is narrow already, and the sharper one takes too long for a live page."""
UNKNOWN_DOUBT: Final = 1_000


class Population(NamedTuple):
    """The completed tasks: how many with which doubt (thousandths of expected error), and the doubts' exact sum.

    `is_whole` says that every task was counted; else the counts are estimates from a random sample.
    """

    doubts: Mapping[int, int]
    expected_errors: float
    believed_of: int
    is_whole: bool

    @property
    def records(self) -> int:
        return sum(self.doubts.values())

    @property
    def believed(self) -> float | None:
        return 1 - self.expected_errors / self.believed_of if self.believed_of else None


def count_population(cube: Sequence[Any], *, is_whole: bool = True) -> Population:
    """Add up the completed tasks."""
    doubts: Counter[int] = Counter()
    expected_errors, believed_of = 0.0, 0
    for row in cube:
        if row["is_completed"]:
            doubts[_doubt(row)] += row["tasks"]
            if row["doubt"] is not None:
                expected_errors += row["expected_errors"]
                believed_of += row["tasks"]
    return Population(doubts, expected_errors, believed_of, is_whole)


def bound_population(
    population: Population, audited: Sequence[Any], records: int, contract: Contract, favored_below: float | None
) -> AccuracyBound:
    """Use as predictions what was believed before the audits: so no outcome has a say in them, nor in the method."""
    ordered = sorted(audited, key=lambda row: row["created_at"])
    outcomes = [not row["is_wrong"] for row in ordered]
    looks: Looks = "any" if contract.early_stop else "once"
    if not records:
        return AccuracyBound(None, 0.0, 1.0, 0.0, "none", 0, contract.confidence)
    is_too_much = not population.is_whole or len(audited) > MOST_CUT
    if is_too_much and favored_below is None:
        return accuracy_bound(outcomes, records, confidence=contract.confidence, looks=looks)
    doubts = Counter(population.doubts)
    doubts.update(_doubt(row) for row in ordered)
    doubts.subtract(_doubt(row, "doubt_now") for row in ordered if row["is_completed"])
    if is_too_much and favored_below is not None:
        return _bound_roughly(doubts, ordered, favored_below, contract.confidence)
    places, predictions = _number(doubts, [_doubt(row) for row in ordered])
    return accuracy_bound(
        outcomes,
        records,
        confidence=contract.confidence,
        records=places,
        predictions=predictions,
        inclusion=audit_weights(predictions, favored_below),
        looks=looks,
    )


def _bound_roughly(
    doubts: Mapping[int, int], audited: Sequence[Any], favored_below: float, confidence: float
) -> AccuracyBound:
    """Bound the favored tasks and the others each by itself, with half of the risk: quick, and a little too wide."""
    parts = [_part(doubts, audited, favored_below, is_favored=is_favored) for is_favored in (False, True)]
    parts = [part for part in parts if part.records]
    records, alone = sum(part.records for part in parts), 1 - (1 - confidence) / len(parts)
    each = [finite_interval(part.correct, part.audited, part.records, alone) for part in parts]
    low, high = (sum(part.records * ends[end] for part, ends in zip(parts, each, strict=True)) for end in (0, 1))
    floors = (part.records * finite_lower_bound(part.correct, part.audited, part.records, alone) for part in parts)
    seen = [part for part in parts if part.audited]
    estimate = sum(part.records * part.correct / part.audited for part in seen) / sum(part.records for part in seen)
    return AccuracyBound(
        estimate, low / records, high / records, sum(floors) / records, "stratified", len(audited), confidence
    )


def _part(doubts: Mapping[int, int], audited: Sequence[Any], favored_below: float, *, is_favored: bool) -> Stratum:
    def is_in(doubt: int) -> bool:
        return ((1000 - doubt) / 1000 < favored_below) is is_favored

    rights = [not row["is_wrong"] for row in audited if is_in(_doubt(row))]
    records = sum(tasks for doubt, tasks in doubts.items() if is_in(doubt))
    return Stratum(max(records, len(rights)), len(rights), sum(rights))


def _number(doubts: Mapping[int, int], audited: Sequence[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Number all records by their doubt; returns the audited ones' numbers and everybody's prediction.

    Records of the same doubt are alike to the bound, so which of them an audit was about need not be known.
    """
    levels = sorted(doubts)
    sizes = [doubts[level] for level in levels]
    next_of = dict(zip(levels, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
    places = []
    for doubt in audited:
        places.append(next_of[doubt])
        next_of[doubt] += 1
    predictions = np.repeat((1000 - np.clip(np.array(levels, dtype=np.float64), 0, 1000)) / 1000, sizes)
    return np.array(places, dtype=np.int64), predictions


def _doubt(row: Any, when: str = "doubt") -> int:
    return UNKNOWN_DOUBT if row[when] is None else int(row[when])
