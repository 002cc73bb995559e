"""How right the completed tasks are, by audits, and what proving more would take. Pure: rows in, figures out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from goldsmith.algorithms.certificate import audits_to_prove, powered_audits_to_prove
from goldsmith.projects.service import Contract
from goldsmith.quality.bounding import Population, bound_population
from goldsmith.quality.figures import Accuracy, Plan, Target

TARGETS: Final = (0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999)
MOST_EXACT: Final = 20_000
"""Nobody makes more, and to count them exactly takes seconds where a target is all but the accuracy itself."""
POWER: Final = 0.8
BELIEF_AUDITS: Final = 20
"""What the engine believes counts like so many audits for what is to be expected, and not at all for what is proved."""
FEWEST_EXPLAINING: Final = 30
PACE_DAYS: Final = 14


def find_accuracy(
    population: Population, audited: Sequence[Any], contract: Contract, favored_below: float | None = None
) -> Accuracy:
    """Bound the accuracy of the completed tasks and of those that were found wrong and taken back.

    Tasks of which less than `favored_below` was believed were drawn more often; None: all were drawn alike.
    """
    taken_back = [row for row in audited if not row["is_completed"]]
    records = max(population.records + len(taken_back), len(audited))
    bound = bound_population(population, audited, records, contract, favored_below)
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
