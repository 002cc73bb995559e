"""What a certificate says about quality: numbers rounded so that they never promise more, and one sentence."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import Final, NamedTuple

from goldsmith.algorithms.certificate.interval import clopper_pearson, lower_bound

_MILLION: Final = 1_000_000
_GRAIN: Final = 1e-6  # floating-point dust below this must not cost a millionth


class AuditedQuality(NamedTuple):
    """Shares of correct answers, in millionths: the estimate, its interval, and the one-sided bound."""

    estimate: float | None
    low: float | None
    high: float | None
    at_least: float | None


def audited_quality(correct: int, audited: int, confidence: float) -> AuditedQuality:
    """Round the exact interval outwards to millionths; without audits there is nothing to state.

    >>> audited_quality(97, 100, 0.95)
    AuditedQuality(estimate=0.97, low=0.914823, high=0.993771, at_least=0.924289)
    """
    if audited == 0:
        return AuditedQuality(None, None, None, None)
    low, high = clopper_pearson(correct, audited, confidence)
    return AuditedQuality(
        estimate=round(correct / audited, 6),
        low=_round_down(low),
        high=_round_up(high),
        at_least=_round_down(lower_bound(correct, audited, confidence)),
    )


def quality_statement(
    records: int, correct: int, audited: int, confidence: float, *, self_audited: int = 0, taken_back: int = 0
) -> str:
    """Say it in words that a buyer can quote."""
    if audited == 0:
        return f"None of the {records:,} records was audited, so nothing is stated about their accuracy."
    _, low, high, _ = audited_quality(correct, audited, confidence)
    sentences = [
        f"Of {records:,} records, {audited:,} drawn at random were audited and {correct:,} of these were correct.",
        f"With {confidence * 100:.6g} % confidence, {_percent(low, floor)} to {_percent(high, ceil)} % are correct.",
    ]
    if taken_back:
        sentences.append(f"{taken_back:,} audited as wrong were taken out of this delivery; they count as wrong here.")
    if self_audited:
        sentences.append(f"{self_audited:,} of the audits were made by somebody who had also labeled that record.")
    return " ".join(sentences)


def _percent(share: float | None, rounded: Callable[[float], int]) -> str:
    """Spell hundredths of a percent, rounded away from what would promise more."""
    return f"{rounded(round((share or 0) * _MILLION) / 100) / 100:.2f}".rstrip("0").rstrip(".")


def _round_down(share: float) -> float:
    return max(0, floor(share * _MILLION + _GRAIN)) / _MILLION


def _round_up(share: float) -> float:
    return min(_MILLION, ceil(share * _MILLION - _GRAIN)) / _MILLION
