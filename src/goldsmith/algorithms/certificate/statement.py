"""What a certificate says about quality: numbers rounded so that they never promise more, and one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, isnan
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goldsmith.algorithms.certificate.finite import finite_interval, finite_lower_bound

if TYPE_CHECKING:
    from goldsmith.algorithms.certificate.bound import Looks

__all__ = ["Evidence", "StatedAccuracy", "Stratum", "quality_statement", "state_accuracy", "state_exactly"]

_MILLION: Final = 1_000_000
_GRAIN: Final = 1e-6  # floating-point dust below this must not cost a millionth


Audit = tuple[str, int | None, bool]


class Evidence(NamedTuple):
    """What is known of a delivery's accuracy, in the order of the audits.

    `outcomes[audit]` says whether the answer was correct, `leaves[audit]` which of the `records` it was about; None is
    one that was taken out of the delivery after it was found wrong, and counts all the same. `probabilities` are what
    was believed, before any audit, of each record and then of each that was taken out, in the order of their audits;
    NaN: nothing. Records are sorted by these, so no outcome, nor what was done about it, may have a say in them.
    Records of which less than `favored_below` was believed were drawn more often than others; None: all alike.
    """

    outcomes: Sequence[bool]
    leaves: Sequence[int | None]
    records: int
    probabilities: Sequence[float]
    favored_below: float | None = None

    @classmethod
    def of(
        cls,
        audits: Iterable[Audit],
        records: int,
        probabilities: Sequence[float],
        favored_below: float | None = None,
    ) -> Evidence:
        """Put (audited at, leaf, is correct) in order of time: they were handed out in random order."""
        ordered = sorted(audits, key=lambda each: (each[0], -1 if each[1] is None else each[1]))
        outcomes, leaves = [each[2] for each in ordered], [each[1] for each in ordered]
        return cls(outcomes, leaves, records, probabilities, favored_below)

    @property
    def population(self) -> int:
        """The records of the delivery and those that were taken out of it."""
        return self.records + sum(leaf is None for leaf in self.leaves)


class Stratum(NamedTuple):
    """Records that were bounded apart from the others."""

    records: int
    audited: int
    correct: int


class StatedAccuracy(NamedTuple):
    """Shares of correct answers, in millionths: the estimate, its interval, and the one-sided bound."""

    method: str
    estimate: float | None
    low: float | None
    high: float | None
    at_least: float | None
    strata: list[Stratum]


def state_accuracy(evidence: Evidence, confidence: float, looks: Looks) -> StatedAccuracy:
    """Bound the accuracy by what fits how the audits were drawn (see `bound.accuracy_bound`), rounded outwards.

    >>> state_accuracy(Evidence([True] * 97 + [False] * 3, range(100), 500, [0.9] * 500), 0.95, "once")
    StatedAccuracy(method='exact', estimate=0.97, low=0.922, high=0.992, at_least=0.93, strata=[])
    """
    from goldsmith.algorithms.certificate.bound import accuracy_bound
    from goldsmith.algorithms.certificate.drawing import audit_weights

    if not evidence.outcomes:
        return StatedAccuracy("none", None, None, None, None, [])
    predictions = _predictions(evidence)
    out_of_delivery = iter(range(evidence.records, evidence.population))
    bound = accuracy_bound(
        [int(outcome) for outcome in evidence.outcomes],
        evidence.population,
        confidence=confidence,
        records=[next(out_of_delivery) if leaf is None else leaf for leaf in evidence.leaves],
        predictions=predictions,
        inclusion=audit_weights(predictions, evidence.favored_below),
        looks=looks,
    )
    return StatedAccuracy(
        bound.method,
        None if bound.estimate is None else round(bound.estimate, 6),
        _round_down(bound.low),
        _round_up(bound.high),
        _round_down(bound.at_least),
        [Stratum(*part) for part in bound.strata],
    )


def state_exactly(evidence: Evidence, confidence: float) -> StatedAccuracy:
    """Do the same from the counts alone, with nothing but the standard library."""
    counts = sum(evidence.outcomes), len(evidence.outcomes), evidence.population
    low, high = finite_interval(*counts, confidence)
    at_least = finite_lower_bound(*counts, confidence)
    estimate = round(counts[0] / counts[1], 6)
    return StatedAccuracy("exact", estimate, _round_down(low), _round_up(high), _round_down(at_least), [])


def quality_statement(stated: StatedAccuracy, evidence: Evidence, confidence: float, *, self_audited: int = 0) -> str:
    """Say it in words that a buyer can quote."""
    if stated.low is None:
        return f"None of the {evidence.records:,} records was audited, so nothing is stated about their accuracy."
    audited, correct = len(evidence.outcomes), sum(evidence.outcomes)
    drawn = "drawn at random were audited"
    if evidence.favored_below is not None:
        drawn = "drawn at random, less sure ones more often, were audited"
    audits = f"{audited:,} {drawn} and {correct:,} of these were correct"
    interval = f"{_percent(stated.low, floor)} to {_percent(stated.high, ceil)} %"
    sentences = [
        f"Of {evidence.records:,} records, {audits}.",
        f"With {confidence * 100:.6g} % confidence, {interval} are correct.",
    ]
    if taken_out := evidence.population - evidence.records:
        sentences.append(f"{taken_out:,} audited as wrong were taken out of this delivery; they count as wrong here.")
    if self_audited:
        sentences.append(f"{self_audited:,} of the audits were made by somebody who had also labeled that record.")
    return " ".join(sentences)


def _predictions(evidence: Evidence) -> Any:
    """What was believed of everything; where that is not known, the worst."""
    known = [0.0 if isnan(share) else share for share in evidence.probabilities]
    return [*known, *[0.0] * (evidence.population - len(known))]


def _percent(share: float | None, rounded: Callable[[float], int]) -> str:
    """Spell hundredths of a percent, rounded away from what would promise more."""
    return f"{rounded(round((share or 0) * _MILLION) / 100) / 100:.2f}".rstrip("0").rstrip(".")


def _round_down(share: float) -> float:
    return max(0, floor(share * _MILLION + _GRAIN)) / _MILLION


def _round_up(share: float) -> float:
    return min(_MILLION, ceil(share * _MILLION - _GRAIN)) / _MILLION
