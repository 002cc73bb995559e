"""How right a delivery is, by audits alone: one verb, which picks a bound that holds for how they were drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.certificate.finite import finite_interval, finite_lower_bound
from goldsmith.algorithms.certificate.powered import is_unsure, split_audits
from goldsmith.algorithms.certificate.sequence import sequence_estimate, sequence_lower_bound, sequence_upper_bound
from goldsmith.algorithms.certificate.strata import Stratum, stratified_interval, stratified_lower_bound

Looks = Literal["once", "any"]
Method = Literal["none", "exact", "stratified", "sequence", "powered_sequence"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AccuracyBound:
    """Shares of correct records: `low` … `high` hold together, `at_least` alone, each with this confidence.

    Without audits the interval is 0 … 1, there is no estimate, and the method is "none". `strata` are the two groups
    that were bounded apart, if they were.
    """

    estimate: float | None
    low: float
    high: float
    at_least: float
    method: Method
    audited: int
    confidence: float
    strata: tuple[Stratum, ...] = ()


def accuracy_bound(
    outcomes: npt.ArrayLike,
    n_records: int,
    *,
    confidence: float = 0.95,
    records: npt.ArrayLike | None = None,
    predictions: npt.ArrayLike | None = None,
    inclusion: npt.ArrayLike | None = None,
    looks: Looks = "once",
) -> AccuracyBound:
    """Bound the share of correct records of a delivery by audits drawn from it without replacement.

    `outcomes[audit]` are 1 (correct) or 0, in the order of the draws; `records[audit]` say which of the `n_records`
    each is about. `predictions[record]` are probabilities of being correct; they may be wrong, but must be made before
    the outcomes are known. `inclusion[record]` are the positive chances, up to a factor, with which each next record
    was drawn (see `drawing`); without it all were drawn alike. `looks` says when the number of audits was fixed: "once"
    before the first outcome, "any" for auditing that may stop on what it sees.

    The method depends on `looks`, predictions, inclusion and which records were audited, never on an outcome. A choice
    by outcomes (say, the narrowest) would take the luckier of several bounds, and each may fail in 5 % of all cases:
    together they fail more often. For the same reason `looks` must be decided before work begins.

    Raises ValueError for what cannot be: more audits than records, a record twice, NaN, a probability outside 0 … 1.

    >>> bound = accuracy_bound([1] * 97 + [0] * 3, 5000)
    >>> bound.method, bound.estimate, bound.low, bound.high, bound.at_least
    ('exact', 0.97, 0.9154, 0.9936, 0.9248)
    """
    correct, record = _outcomes(outcomes, n_records, confidence), _records(outcomes, records, n_records)
    believed = _per_record(predictions, record, n_records, "predictions")
    weights = _per_record(inclusion, record, n_records, "inclusion")
    _check_meaning(believed, weights, looks)
    if len(correct) == 0:
        return AccuracyBound(None, 0.0, 1.0, 0.0, "none", 0, confidence)
    parts = _parts(correct, record, believed, weights)
    if looks == "any" or (weights is not None and parts is None and np.ptp(weights) > 0):
        return _by_sequence(correct, n_records, confidence, record, believed, weights)
    if parts is not None:
        return _by_parts(parts, confidence)
    return _by_counts(int(correct.sum()), len(correct), n_records, confidence)


def _parts(
    correct: Floats, record: npt.NDArray[np.integer[Any]] | None, believed: Floats | None, weights: Floats | None
) -> tuple[Stratum, Stratum] | None:
    """Return the two groups within which all were drawn alike, if there are two that are worth telling apart.

    An unlucky draw that left one of them out is no reason to go back to one group: that would be a choice by luck.
    """
    if record is None:
        return None
    if weights is not None and np.ptp(weights) > 0:
        levels = np.unique(weights)
        return split_audits(correct, record, weights == levels[1]) if len(levels) == 2 else None
    if believed is None:
        return None
    is_apart = is_unsure(believed, len(correct))
    return split_audits(correct, record, is_apart) if is_apart.any() else None


def _by_counts(correct: int, audited: int, n_records: int, confidence: float) -> AccuracyBound:
    low, high = finite_interval(correct, audited, n_records, confidence)
    at_least = finite_lower_bound(correct, audited, n_records, confidence)
    return AccuracyBound(correct / audited, low, high, at_least, "exact", audited, confidence)


def _by_parts(parts: tuple[Stratum, Stratum], confidence: float) -> AccuracyBound:
    low, high = stratified_interval(*parts, confidence)
    at_least = stratified_lower_bound(*parts, confidence)
    seen = [part for part in parts if part.audited]
    estimate = sum(part.records * part.correct / part.audited for part in seen) / sum(part.records for part in seen)
    audited = sum(part.audited for part in parts)
    return replace(_ordered(estimate, low, high, at_least, "stratified", audited, confidence), strata=parts)


def _by_sequence(
    correct: Floats,
    n_records: int,
    confidence: float,
    record: npt.NDArray[np.integer[Any]] | None,
    believed: Floats | None,
    weights: Floats | None,
) -> AccuracyBound:
    predictions, drawn_by = (
        None if of_all is None or record is None else (of_all[record], of_all) for of_all in (believed, weights)
    )
    each_side = (1 + confidence) / 2
    low = sequence_lower_bound(correct, n_records, each_side, predictions=predictions, weights=drawn_by)
    high = sequence_upper_bound(correct, n_records, each_side, predictions=predictions, weights=drawn_by)
    at_least = sequence_lower_bound(correct, n_records, confidence, predictions=predictions, weights=drawn_by)
    estimate = float(correct.mean())
    if predictions or drawn_by:
        estimate = sequence_estimate(correct, n_records, predictions=predictions, weights=drawn_by)
    method: Method = "powered_sequence" if predictions else "sequence"
    return _ordered(estimate, low, high, at_least, method, len(correct), confidence)


def _ordered(
    estimate: float, low: float, high: float, at_least: float, method: Method, audited: int, confidence: float
) -> AccuracyBound:
    """Return the bound with its parts in order; where they disagree, which is rare, the weaker promise is made."""
    low, at_least = min(low, high), min(at_least, high)
    return AccuracyBound(min(max(estimate, low, at_least), high), low, high, at_least, method, audited, confidence)


def _outcomes(outcomes: npt.ArrayLike, n_records: int, confidence: float) -> Floats:
    correct = np.asarray(outcomes, dtype=np.float64)
    if correct.ndim != 1 or not np.all((correct == 0) | (correct == 1)):
        raise ValueError("each outcome is 1 (correct) or 0 (wrong), in one list")
    if n_records < 1:
        raise ValueError(f"a delivery has at least one record, not {n_records}")
    if len(correct) > n_records:
        raise ValueError(f"{len(correct)} audited of {n_records} records cannot be")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    return correct


def _records(
    outcomes: npt.ArrayLike, records: npt.ArrayLike | None, n_records: int
) -> npt.NDArray[np.integer[Any]] | None:
    if records is None:
        return None
    record = np.asarray(records)
    if record.shape != np.shape(outcomes) or (record.size and record.dtype.kind not in "iu"):
        raise ValueError("each outcome needs the whole number of its record")
    if record.size and (record.min() < 0 or record.max() >= n_records):
        raise ValueError(f"a record's number lies between 0 and {n_records - 1}")
    if len(np.unique(record)) != len(record):
        raise ValueError("a record was audited twice")
    return record.astype(np.int64)


def _per_record(
    values: npt.ArrayLike | None, record: npt.NDArray[np.integer[Any]] | None, n_records: int, name: str
) -> Floats | None:
    if values is None:
        return None
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != (n_records,) or not np.all(np.isfinite(numbers)):
        raise ValueError(f"{name} are one number for each of the {n_records} records")
    if record is None:
        raise ValueError(f"{name} say nothing without the numbers of the audited records")
    return numbers


def _check_meaning(believed: Floats | None, weights: Floats | None, looks: str) -> None:
    if looks not in get_args(Looks):
        raise ValueError(f'an audit is looked at "once" or at "any" time, not {looks!r}')
    if believed is not None and not np.all((believed >= 0) & (believed <= 1)):
        raise ValueError("a prediction is a probability, between 0 and 1")
    if weights is not None and not np.all(weights > 0):
        raise ValueError("each record's inclusion is above 0, or audits say nothing of it")
