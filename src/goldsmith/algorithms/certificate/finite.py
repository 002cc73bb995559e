"""The exact interval for a delivery of known size: Clopper-Pearson's idea with the draw as it is, without replacement.

Clopper-Pearson pretends that every audit is drawn from the whole delivery anew. Here the count of correct audits is
hypergeometric, so the interval is shorter the larger the share that was audited, and a point when all were.

Source: J. Neyman, JRSS 97 (1934); T. Wright, Exact Confidence Bounds when Sampling from Small Finite Universes (1991).
Only `math`, so that verification depends on nothing.
"""

from __future__ import annotations

from math import exp, lgamma

from goldsmith.algorithms.certificate.interval import clopper_pearson


def finite_interval(correct: int, audited: int, n_records: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact (low, high) of the share of correct records among `n_records`; (0, 1) without audits.

    >>> low, high = finite_interval(97, 100, 500)
    >>> low, high
    (0.922, 0.992)
    """
    check_counts(correct, audited, n_records, confidence)
    tail = (1 - confidence) / 2
    low = (n_records - _most(audited - correct, audited, n_records, tail)) / n_records
    return low, _most(correct, audited, n_records, tail) / n_records


def finite_lower_bound(correct: int, audited: int, n_records: int, confidence: float = 0.95) -> float:
    """Return the share of records that is, with this confidence, at least correct; 0 when nothing was audited.

    >>> finite_lower_bound(97, 100, 500)
    0.93
    """
    check_counts(correct, audited, n_records, confidence)
    return (n_records - _most(audited - correct, audited, n_records, 1 - confidence)) / n_records


def check_counts(correct: int, audited: int, n_records: int, confidence: float) -> None:
    """Refuse, with a ValueError, counts that cannot be."""
    if n_records < 1:
        raise ValueError(f"a delivery has at least one record, not {n_records}")
    if audited > n_records:
        raise ValueError(f"{audited} audited of {n_records} records cannot be")
    clopper_pearson(correct, audited, confidence)


def _most(seen: int, audited: int, n_records: int, tail: float) -> int:
    """Return the most records of a kind under which seeing so few of them still has a chance above `tail`."""
    low, high = seen, n_records - (audited - seen)
    while low < high:
        middle = (low + high + 1) // 2
        if chance_of_at_most(seen, audited, middle, n_records) > tail:
            low = middle
        else:
            high = middle - 1
    return low


def chance_of_at_most(seen: int, audited: int, kind: int, n_records: int) -> float:
    """Return the chance to draw at most `seen` of `kind` records among `audited` of `n_records`.

    >>> round(chance_of_at_most(0, 2, 1, 4), 3)
    0.5
    """
    fewest = max(0, audited - (n_records - kind))
    most = min(audited, kind)
    if seen >= most:
        return 1.0
    if seen < fewest:
        return 0.0
    term = total = 1.0
    # From `seen` downwards the chances shrink or rise by a simple ratio, and only the first needs logarithms.
    for count in range(seen, fewest, -1):
        term *= count * (n_records - kind - audited + count) / ((kind - count + 1) * (audited - count + 1))
        total += term
    return min(1.0, total * exp(_log_chance(seen, audited, kind, n_records)))


def _log_chance(seen: int, audited: int, kind: int, n_records: int) -> float:
    ways = _log_choose(kind, seen) + _log_choose(n_records - kind, audited - seen)
    return ways - _log_choose(n_records, audited)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
