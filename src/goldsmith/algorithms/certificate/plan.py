"""How many audits will do, before work begins: "about 140 audits will prove 95 % with 95 % confidence"."""

from __future__ import annotations

from math import floor

from goldsmith.algorithms.certificate.finite import chance_of_at_most

_DUST = 1e-9  # 0.98 of 5,000 records are 4,900, whatever floating point makes of it


def audits_to_prove(
    target: float, *, expected_accuracy: float, n_records: int, confidence: float = 0.95, power: float = 0.8
) -> int:
    """Return how many even audits will, with chance `power`, lift the exact lower bound to `target` or above.

    Exact in both draws: the bound's (see `finite`) and the delivery's, which is taken to hold `expected_accuracy` of
    correct records. All records when no fewer will do. Raises ValueError when the expected accuracy is below the
    target: no number of audits proves what is not so.

    >>> audits_to_prove(0.95, expected_accuracy=0.99, n_records=5000)
    123
    """
    _check(target, expected_accuracy, n_records, confidence, power)
    wrong = floor((1 - expected_accuracy) * n_records + _DUST)
    too_many = floor((1 - target) * n_records + _DUST) + 1
    low, high = -1, 0
    while high <= wrong and not _is_likely(high, wrong, too_many, n_records, 1 - confidence, power):
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = (low + high) // 2
        if _is_likely(middle, wrong, too_many, n_records, 1 - confidence, power):
            high = middle
        else:
            low = middle
    return _audits_needed(min(high, wrong), too_many, n_records, 1 - confidence)


def powered_audits_to_prove(
    target: float,
    *,
    expected_accuracy: float,
    n_records: int,
    explained: float,
    confidence: float = 0.95,
    power: float = 0.8,
) -> int:
    """Return about how many audits will do when predictions explain a share of the outcomes' variance, `explained`.

    An estimate: the audits that scatter is to blame for shrink by that share, while those that even a faultless sample
    needs do not. `explained` is the squared correlation of predictions and outcomes, from earlier audits: predictions
    alone, being over-confident, would promise too much. In simulations with a third explained and a power of 80 %, even
    draws proved the target in 72 and 84 % of runs, weighted ones in 87 and 86 %.

    >>> powered_audits_to_prove(0.95, expected_accuracy=0.97, n_records=5000, explained=0.3)
    397
    """
    if not 0 <= explained <= 1:
        raise ValueError(f"a share of variance lies between 0 and 1, not {explained}")
    even = audits_to_prove(
        target, expected_accuracy=expected_accuracy, n_records=n_records, confidence=confidence, power=power
    )
    faultless = _audits_needed(0, floor((1 - target) * n_records + _DUST) + 1, n_records, 1 - confidence)
    return round(faultless + (even - faultless) * (1 - explained))


def _is_likely(allowed: int, wrong: int, too_many: int, n_records: int, tail: float, power: float) -> bool:
    """Tell whether no more than `allowed` wrong are likely among as many audits as that takes."""
    audits = _audits_needed(allowed, too_many, n_records, tail)
    return chance_of_at_most(allowed, audits, wrong, n_records) >= power


def _audits_needed(allowed: int, too_many: int, n_records: int, tail: float) -> int:
    """Return the fewest audits, `allowed` of them wrong, that rule out `too_many` wrong records, or all records."""
    low, high = allowed, n_records
    while low < high:
        middle = (low + high) // 2
        if chance_of_at_most(allowed, middle, min(too_many, n_records), n_records) <= tail:
            high = middle
        else:
            low = middle + 1
    return low


def _check(target: float, expected_accuracy: float, n_records: int, confidence: float, power: float) -> None:
    for share, name in ((target, "target"), (confidence, "confidence"), (power, "power")):
        if not 0 < share < 1:
            raise ValueError(f"a {name} lies between 0 and 1, not {share}")
    if n_records < 1:
        raise ValueError(f"a delivery has at least one record, not {n_records}")
    if not target <= expected_accuracy <= 1:
        raise ValueError(f"no audit proves {target} when {expected_accuracy} is expected")
