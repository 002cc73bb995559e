"""Clopper-Pearson: how large a share is, from a random sample alone, whatever any model believes.

The interval inverts the binomial test: `low` is the accuracy under which seeing this many correct audits, or more,
would be as rare as the error allowed, and `high` mirrors it. It holds for every sample size and every true accuracy.

For shares of what has no end, such as how often a labeler is right. A delivery is finite: see `finite`.

Source: Clopper and Pearson, Biometrika 26 (1934); incomplete beta function by Lentz's continued fraction
(Abramowitz and Stegun 26.5.8; Thompson and Barnett 1986). Only `math`, so that verification depends on nothing.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import Final

_TINY: Final = 1e-300
_CLOSE: Final = 1e-15
_HALVINGS: Final = 60


def clopper_pearson(correct: int, audited: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact two-sided interval (low, high) of the share of correct answers; (0, 1) without audits.

    >>> low, high = clopper_pearson(97, 100)
    >>> round(low, 4), round(high, 4)
    (0.9148, 0.9938)
    """
    _check(correct, audited, confidence)
    tail = (1 - confidence) / 2
    return _low(correct, audited, tail), 1 - _low(audited - correct, audited, tail)


def lower_bound(correct: int, audited: int, confidence: float = 0.95) -> float:
    """Return the share of answers that is, with this confidence, at least correct; 0 when nothing was audited."""
    _check(correct, audited, confidence)
    return _low(correct, audited, 1 - confidence)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b): the chance of a Beta(a, b) draw of at most x."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _low(correct: int, audited: int, tail: float) -> float:
    """Return the `tail` quantile of Beta(correct, wrong + 1) by halving: monotone, so it cannot go astray."""
    if correct == 0:
        return 0.0
    wrong = audited - correct
    if wrong == 0:
        return float(tail ** (1 / correct))
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if beta_cdf(middle, correct, wrong + 1) < tail:
            low = middle
        else:
            high = middle
    return low


def _continued_fraction(x: float, a: float, b: float) -> float:
    numerator, denominator = 1.0, _away_from_zero(1 - (a + b) * x / (a + 1))
    denominator = 1 / denominator
    value = denominator
    for m in range(1, 1000 + int(20 * (a + b) ** 0.5)):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            denominator = 1 / _away_from_zero(1 + step * denominator)
            numerator = _away_from_zero(1 + step / numerator)
            value *= numerator * denominator
        if abs(numerator * denominator - 1) < _CLOSE:
            break
    return value


def _away_from_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def _check(correct: int, audited: int, confidence: float) -> None:
    if not 0 <= correct <= audited:
        raise ValueError(f"{correct} correct of {audited} audited cannot be")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
