"""How right the completed tasks are, by audits, and what proving more would take. Pure: rows in, figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import sqrt
from statistics import NormalDist
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.certificate import audits_to_prove, powered_audits_to_prove
from goldsmith.algorithms.certificate.bound import AccuracyBound, Looks, accuracy_bound
from goldsmith.projects.service import Contract
from goldsmith.quality.figures import Accuracy, Plan, Target

TARGETS: Final = (0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999)
MOST_CUT: Final = 1_000
"""Above so many audits the plain interval is narrow already, and the sharper one takes too long for a live page."""
MOST_EXACT: Final = 20_000
"""Nobody makes more, and to count them exactly takes seconds where a target is all but the accuracy itself."""
POWER: Final = 0.8
BELIEF_AUDITS: Final = 20
"""What the engine believes counts like so many audits for what is to be expected, and not at all for what is proved."""
FEWEST_EXPLAINING: Final = 30
PACE_DAYS: Final = 14
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


def find_accuracy(population: Population, audited: Sequence[Any], contract: Contract) -> Accuracy:
    """Bound the accuracy of the completed tasks and of those that were found wrong and taken back."""
    taken_back = [row for row in audited if not row["is_completed"]]
    records = max(population.records + len(taken_back), len(audited))
    bound = _bound(population, audited, records, contract)
    return Accuracy(
        estimate=bound.estimate,
        low=bound.low,
        high=bound.high,
        at_least=bound.at_least,
        method=bound.method,
        confidence=contract.confidence,
        target=contract.target_accuracy,
        records=records,
        audited=len(audited),
        correct=sum(not row["is_wrong"] for row in audited),
        taken_back=len(taken_back),
        believed=population.believed,
    )


def find_plan(accuracy: Accuracy, audited: Sequence[Any], now: datetime) -> Plan:
    """Say for several targets how many audits will probably prove them."""
    expected = _expect(accuracy)
    seconds = [row["seconds"] for row in audited if row["seconds"]]
    targets = sorted({*TARGETS, accuracy.target})
    explained = _explained(audited)
    return Plan(
        expected=expected,
        seconds_per_audit=sum(seconds) / len(seconds) if seconds else None,
        audits_per_day=_pace(audited, now),
        targets=[] if expected is None else [_target(each, expected, accuracy, explained) for each in targets],
    )


def _bound(population: Population, audited: Sequence[Any], records: int, contract: Contract) -> AccuracyBound:
    """Use as predictions what was believed before the audits: so no outcome has a say in them, nor in the method."""
    ordered = sorted(audited, key=lambda row: row["created_at"])
    outcomes = [not row["is_wrong"] for row in ordered]
    looks: Looks = "any" if contract.early_stop else "once"
    if not records:
        return AccuracyBound(None, 0.0, 1.0, 0.0, "none", 0, contract.confidence)
    if not population.is_whole or len(audited) > MOST_CUT:
        return accuracy_bound(outcomes, records, confidence=contract.confidence, looks=looks)
    doubts = Counter(population.doubts)
    doubts.update(_doubt(row) for row in ordered)
    doubts.subtract(_doubt(row, "doubt_now") for row in ordered if row["is_completed"])
    places, predictions = _number(doubts, [_doubt(row) for row in ordered])
    return accuracy_bound(
        outcomes, records, confidence=contract.confidence, records=places, predictions=predictions, looks=looks
    )


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
    predictions = np.repeat(1 - np.clip(np.array(levels, dtype=np.float64), 0, 1000) / 1000, sizes)
    return np.array(places, dtype=np.int64), predictions


def _expect(accuracy: Accuracy) -> float | None:
    """Reckon with the audits and, while these are few, with what the engine believes: two right ones promise little."""
    if accuracy.estimate is None or accuracy.believed is None:
        return accuracy.believed if accuracy.estimate is None else accuracy.estimate
    audited = accuracy.audited
    return (accuracy.estimate * audited + accuracy.believed * BELIEF_AUDITS) / (audited + BELIEF_AUDITS)


def _target(target: float, expected: float, accuracy: Accuracy, explained: float | None) -> Target:
    if target > expected or accuracy.records == 0:
        return Target(target, None, None)
    records, confidence = accuracy.records, accuracy.confidence
    roughly = _audits_roughly(target, expected, records, confidence)
    if roughly > MOST_EXACT:
        return Target(target, roughly, None)
    audits = audits_to_prove(target, expected_accuracy=expected, n_records=records, confidence=confidence)
    if explained is None:
        return Target(target, audits, None)
    powered = powered_audits_to_prove(
        target, expected_accuracy=expected, n_records=records, confidence=confidence, explained=explained
    )
    return Target(target, audits, powered)


def _audits_roughly(target: float, expected: float, records: int, confidence: float) -> int:
    """Return about how many audits a normal approximation asks for, with a power of 80 %, to a thousand."""
    if expected <= target:
        return records
    reach = NormalDist().inv_cdf(confidence) * sqrt(target * (1 - target))
    spread = NormalDist().inv_cdf(POWER) * sqrt(expected * (1 - expected))
    audits = ((reach + spread) / (expected - target)) ** 2
    return int(round(audits / (1 + audits / records), -3))


def _explained(audited: Sequence[Any]) -> float | None:
    """Return the share of the outcomes' variance that stated errors explain; None while too little is known."""
    known = [(row["stated_error"], row["is_wrong"]) for row in audited if row["stated_error"] is not None]
    if len(known) < FEWEST_EXPLAINING:
        return None
    stated, wrong = np.array(known, dtype=np.float64).T
    if np.ptp(stated) == 0 or np.ptp(wrong) == 0:
        return None
    return min(1.0, float(np.corrcoef(stated, wrong)[0, 1]) ** 2)


def _pace(audited: Sequence[Any], now: datetime) -> float | None:
    """Return audits a day over the last two weeks, or since the first of them."""
    recent = [row["created_at"] for row in audited if row["created_at"] > now - timedelta(days=PACE_DAYS)]
    if not recent:
        return None
    days: float = max(1.0, (now - min(recent)) / timedelta(days=1))
    return len(recent) / days


def _doubt(row: Any, when: str = "doubt") -> int:
    return UNKNOWN_DOUBT if row[when] is None else int(row[when])
