"""An exact bound from audits drawn at random within two groups of records, at one rate or at two.

Idea: order all that could have been seen, from good to bad, by a rough upper limit of the wrong share. A number of
wrong records is ruled out when what was seen, or better, has a chance of at most `tail` however those wrong records lie
in the two groups (Buehler's bound). Any order gives coverage in every sample size, as the chances are exact; a sharp
order gives short intervals. Ours is the likelihood-ratio limit, which knows that an even mixture is not what was seen.

The more the groups differ, the less their audits scatter; where they do not differ, little is lost.

Source: Buehler, JASA 52 (1957); Wendell and Schmee, Exact inference for proportions from a stratified finite population
(JASA 91, 1996); Lloyd and Kabaila, Aust. N. Z. J. Stat. 45 (2003) on approximate limits as the order.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.certificate.finite import check_counts, finite_lower_bound

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]

_RANGES: Final = 32
_MOST_RANGES: Final = 4096
_HALVINGS: Final = 30
_SAME: Final = 1e-9


class Stratum(NamedTuple):
    """A group of `records`, of which `audited` were drawn at random; `correct` of these were."""

    records: int
    audited: int
    correct: int


class Seen(NamedTuple):
    """`no_worse[k]`: with k wrong in the one group, so many in the other are still no worse than what was seen."""

    no_worse: Integers
    log_factorials: Floats


def stratified_interval(one: Stratum, other: Stratum, confidence: float = 0.95) -> tuple[float, float]:
    """Return (low, high) of the share of correct records in both groups together.

    >>> stratified_interval(Stratum(4000, 80, 80), Stratum(1000, 20, 17))
    (0.9246, 0.9934)
    """
    each_side = (1 + confidence) / 2
    low = stratified_lower_bound(one, other, each_side)
    n_records = one.records + other.records
    least_wrong = stratified_lower_bound(_turned(one), _turned(other), each_side)
    return low, (n_records - round(least_wrong * n_records)) / n_records


def stratified_lower_bound(one: Stratum, other: Stratum, confidence: float = 0.95) -> float:
    """Return the share of records, in both groups together, that is at least correct.

    A group without audits counts as wrong altogether. Impossible counts raise ValueError.

    >>> stratified_lower_bound(Stratum(4000, 80, 80), Stratum(1000, 20, 17))
    0.9318
    """
    for group in (one, other):
        check_counts(group.correct, group.audited, group.records, confidence)
    n_records = one.records + other.records
    for group, rest in ((one, other), (other, one)):
        if rest.audited == 0:
            share = finite_lower_bound(group.correct, group.audited, group.records, confidence)
            return round(share * group.records) / n_records
    return (n_records - _most_wrong(one, other, 1 - confidence)) / n_records


def _turned(group: Stratum) -> Stratum:
    return group._replace(correct=group.audited - group.correct)


def _most_wrong(one: Stratum, other: Stratum, tail: float) -> int:
    """Return the most wrong records that still explain what was seen, or better, with a chance above `tail`."""
    seen = Seen(_no_worse(one, other, tail), _log_factorials(max(one.records, other.records)))
    low = one.audited - one.correct + other.audited - other.correct
    high = one.records + other.records - one.correct - other.correct
    while low < high:
        middle = (low + high + 1) // 2
        if _is_explained(one, other, middle, tail, seen):
            low = middle
        else:
            high = middle - 1
    return low


def _is_explained(one: Stratum, other: Stratum, wrong: int, tail: float, seen: Seen) -> bool:
    """Tell whether some way to spread `wrong` over the groups gives what was seen, or better, a chance above `tail`.

    More wrong records in either group lower the chance. So the fewest wrong of a range of ways, in both groups, bound
    the whole range from above, and only ranges above `tail` are looked at more closely.
    """
    fewest, most = max(0, wrong - other.records), min(one.records, wrong)
    edges = np.linspace(fewest, most + 1, min(_RANGES, most - fewest + 1) + 1).astype(np.int64)
    first, last = edges[:-1], edges[1:] - 1
    while len(first) < _MOST_RANGES:
        if np.any(_chance_of_no_worse(one, other, first, wrong - first, seen) > tail):
            return True
        is_open = _chance_of_no_worse(one, other, first, wrong - last, seen) > tail
        first, last = first[is_open], last[is_open]
        if len(first) == 0:
            return False
        middle = (first + last) // 2
        first, last = np.concatenate([first, middle + 1]), np.concatenate([middle, last])
    # Too many ranges to look at: to take them as explained can only widen the interval.
    return True


def _chance_of_no_worse(one: Stratum, other: Stratum, in_one: Integers, in_other: Integers, seen: Seen) -> Floats:
    seen_one = _chances(one, in_one, len(seen.no_worse) - 1, seen.log_factorials)
    seen_other = _chances(other, in_other, int(seen.no_worse.max()), seen.log_factorials)
    chance: Floats = (seen_one * np.cumsum(seen_other, axis=1)[:, seen.no_worse]).sum(axis=1)
    return chance


def _chances(group: Stratum, wrong: Integers, most: int, log_factorials: Floats) -> Floats:
    """Return the hypergeometric chances `[way, seen]` of seeing 0 … `most` wrong when `wrong[way]` are."""
    wrong, seen = wrong[:, None], np.arange(most + 1)[None, :]
    right, good = group.records - wrong, group.audited - seen
    is_possible = (seen <= wrong) & (good <= right)
    parts = (wrong, seen, wrong - seen, right, good, right - good)
    a, b, c, d, e, f = (log_factorials[np.maximum(part, 0)] for part in parts)
    whole, drawn = log_factorials[group.records], log_factorials[group.audited]
    all_ways = whole - drawn - log_factorials[group.records - group.audited]
    return np.where(is_possible, np.exp(a - b - c + d - e - f - all_ways), 0.0)


def _log_factorials(most: int) -> Floats:
    from scipy.special import gammaln

    table: Floats = gammaln(np.arange(most + 1) + 1.0)
    return table


def _no_worse(one: Stratum, other: Stratum, tail: float) -> Integers:
    """Return, for 0, 1, … wrong in the one, up to how many wrong in the other are no worse than what was seen.

    It ends where none is. The limit grows with either count, so halving finds it.
    """
    seen_one, seen_other = one.audited - one.correct, other.audited - other.correct
    limit = float(_upper_limit(one, other, np.array([seen_one]), np.array([seen_other]), tail)[0])
    in_one = np.arange(one.audited + 1)
    low, high = np.full(one.audited + 1, -1), np.full(one.audited + 1, other.audited)
    while np.any(low < high):
        middle = (low + high + 1) // 2
        is_as_good = _upper_limit(one, other, in_one, np.maximum(middle, 0), tail) <= limit + _SAME
        low = np.where((low < high) & is_as_good, middle, low)
        high = np.where((low < high) & ~is_as_good, middle - 1, high)
    low[: seen_one + 1] = np.maximum(low[: seen_one + 1], seen_other)
    return low[low >= 0]


def _upper_limit(one: Stratum, other: Stratum, wrong_one: Integers, wrong_other: Integers, tail: float) -> Floats:
    """Return the greatest wrong share within the likelihood-ratio region of these counts.

    Along the region's edge the shares depend on one multiplier, found by halving its logarithm.
    """
    from scipy.special import rel_entr

    reach = NormalDist().inv_cdf(1 - min(tail, 0.4)) ** 2 / 2
    whole = one.records + other.records
    groups = [
        (group.records / whole, _effective(group), wrong / group.audited)
        for group, wrong in ((one, wrong_one), (other, wrong_other))
    ]
    low, high = np.full(len(wrong_one), -20.0), np.full(len(wrong_one), 20.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        distance = np.zeros(len(wrong_one))
        for weight, size, share in groups:
            furthest = _furthest(weight, size * np.exp(middle), share)
            distance += size * (rel_entr(share, furthest) + rel_entr(1 - share, 1 - furthest))
        low, high = np.where(distance > reach, middle, low), np.where(distance > reach, high, middle)
    limit: Floats = np.sum(
        [weight * _furthest(weight, size * np.exp(high), share) for weight, size, share in groups], axis=0
    )
    return limit


def _effective(group: Stratum) -> float:
    """Return how many audits with replacement would say as much: more, the larger the share that was audited."""
    return group.audited * group.records / max(group.records - group.audited, 0.5)


def _furthest(weight: float, pull: Floats, share: Floats) -> Floats:
    """Return the share that gains `weight` per unit at the price of `pull` times its divergence from the one seen."""
    slope = pull - weight
    root = np.sqrt(slope**2 + 4 * weight * pull * share)
    # Two spellings of one root of a quadratic equation, each where it does not cancel.
    from_above = 2 * pull * share / np.where(slope > 0, slope + root, 1)
    return np.clip(np.where(slope > 0, from_above, (root - slope) / (2 * weight)), share, 1)
