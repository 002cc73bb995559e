"""Which records to audit: less certain ones twice as often, when that pays.

Idea: where answers are less certain, outcomes scatter more, so audits there say more. But wrong records may hide among
the certain ones, whatever is believed, and every bound has to allow for that; so the certain are drawn not much less
often. Two weights, 1 and 2, keep the bound exact (see `strata`) and most of the gain. All are drawn alike with few
audits, and where outcomes are believed to scatter almost as much among the certain as among the others.

Source: Neyman, JRSS 97 (1934) on allocation; Efraimidis and Spirakis, Inf. Process. Lett. 97 (2006) on the draw.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.certificate.powered import is_unsure

FAVOR: Final = 2.0
"""How much likelier a less certain record is to be drawn next."""
_FEWEST_AUDITS: Final = 100
_LEAST_SCATTER: Final = 1.85
_STEPS: Final = 1_000
_DUST: Final = 1e-6  # 570 thousandths are 570, whatever floating point makes of it


def favored_below(predictions: npt.ArrayLike, n_audits: int) -> float | None:
    """Return the prediction, in thousandths, below which records are favored; None when all should be drawn alike.

    None below 100 audits: with hardly a wrong record seen the certain part decides, and weights only take from it. None
    as well where everything is audited, and where the standard deviation of outcomes is not expected to be about twice
    as large below as above, for which Neyman would draw twice as often.

    >>> favored_below([0.6] * 20 + [0.99] * 180, 100)
    0.601
    """
    if not _FEWEST_AUDITS <= n_audits < np.size(predictions):
        return None
    below = less_certain_below(predictions, n_audits)
    return below if below is not None and scatter_ratio(predictions, below) >= _LEAST_SCATTER else None


def less_certain_below(predictions: npt.ArrayLike, n_audits: int) -> float | None:
    """Return the prediction, in thousandths, that cuts the records in two as `is_unsure` does; None: no cut."""
    correct = np.asarray(predictions, dtype=np.float64)
    is_apart = is_unsure(correct, n_audits)
    if not is_apart.any():
        return None
    below = float((np.floor(correct[is_apart].max() * _STEPS + _DUST) + 1) / _STEPS)
    return below if correct.max() >= below else None


def scatter_ratio(predictions: npt.ArrayLike, below: float) -> float:
    """Return how many times as large the outcomes' standard deviation is believed to be below as above."""
    correct = np.asarray(predictions, dtype=np.float64)
    deviations = np.sqrt(correct * (1 - correct))
    above = float(deviations[correct >= below].mean())
    return float(deviations[correct < below].mean()) / above if above else np.inf


def audit_weights(predictions: npt.ArrayLike, below: float | None) -> npt.NDArray[np.float64]:
    """Return how much likelier each record is to be drawn next, `[record]`: 1, or 2 for those below.

    >>> audit_weights([0.6, 0.99], 0.601).tolist(), audit_weights([0.6, 0.99], None).tolist()
    ([2.0, 1.0], [1.0, 1.0])
    """
    correct = np.asarray(predictions, dtype=np.float64)
    return np.ones_like(correct) if below is None else np.where(correct < below, FAVOR, 1.0)


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
