"""Which records to audit: less certain ones twice as often, when that pays.

Idea: where answers are less certain, outcomes scatter more, so audits there say more. But wrong records may hide among
the certain ones, whatever is believed, and every bound has to allow for that; so the certain are drawn not much less
often. Two weights, 1 and 2, keep the bound exact (see `strata`) and most of the gain; with few audits all are drawn
alike.

Source: Neyman, JRSS 97 (1934) on allocation; Efraimidis and Spirakis, Inf. Process. Lett. 97 (2006) on the draw.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.certificate.powered import is_unsure

_RATIO: Final = 2.0
_FEWEST_AUDITS: Final = 100


def audit_weights(predictions: npt.ArrayLike, n_audits: int) -> npt.NDArray[np.float64]:
    """Return how much likelier each record is to be drawn next, `[record]`: 1, or 2 for the less certain part.

    All 1 below 100 audits: with hardly a wrong record seen the certain part decides, and weights only take from it.

    >>> audit_weights([0.6] * 20 + [0.99] * 180, 100)[18:22].tolist()
    [2.0, 2.0, 1.0, 1.0]
    """
    if n_audits < _FEWEST_AUDITS:
        return np.ones(np.size(predictions))
    return np.where(is_unsure(predictions, n_audits), _RATIO, 1.0)


def draw_audits(weights: npt.ArrayLike, n_audits: int, seed: int) -> npt.NDArray[np.integer[Any]]:
    """Return the records to audit in their order: each next one by its weight among those not yet drawn.

    Within records of equal weight the draw is even, also for those who know how many of each were drawn.
    """
    weight = np.asarray(weights, dtype=np.float64)
    if not 0 <= n_audits <= len(weight):
        raise ValueError(f"{n_audits} audits of {len(weight)} records cannot be drawn")
    if not np.all((weight > 0) & np.isfinite(weight)):
        raise ValueError("each record needs a weight above 0")
    waits = np.random.default_rng(seed).exponential(size=len(weight)) / weight
    return np.argsort(waits, kind="stable")[:n_audits]
