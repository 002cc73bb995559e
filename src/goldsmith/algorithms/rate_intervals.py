"""How sure an error rate is that was counted on several items."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["interval_of_rate"]

DRAWS: Final = 2_000
FEWEST: Final = 10
"""Fewer items say too little of how items differ: their interval would be too narrow."""


def interval_of_rate(errors: npt.ArrayLike, sizes: npt.ArrayLike, seed: int = 0) -> tuple[float, float] | None:
    """The ends of the 95 % interval of sum(errors) / sum(sizes), drawing items anew; None for fewer than ten.

    What stands in one item hangs together, so items are drawn, not words.
    Source: M. Bisani and H. Ney, Bootstrap estimates for confidence intervals in ASR performance evaluation, ICASSP
    (2004).

    >>> interval_of_rate([1] * 10, [10] * 10)
    (0.1, 0.1)
    """
    wrong, size = np.asarray(errors, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if len(wrong) < FEWEST:
        return None
    drawn = np.random.default_rng(seed).multinomial(len(wrong), np.full(len(wrong), 1 / len(wrong)), size=DRAWS)
    of = drawn @ size
    if not of.any():
        return None
    low, high = np.quantile((drawn @ wrong)[of > 0] / of[of > 0], (0.025, 0.975)).tolist()
    return low, high
