"""Learn from what is believed, believe what was learnt, until nothing changes: the loop of EM."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from goldsmith.algorithms.consensus.readers import EvidenceReader, Fit
from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.said import Said

__all__ = ["alternate"]

MOST_ROUNDS = 60
SETTLED = 1e-4  # mean change of a probability in one round


def alternate(said: Said, learn: Callable[[Floats], EvidenceReader], belief: Floats) -> Fit[EvidenceReader]:
    """From a belief over states, learn and read in turn until a probability changes by less than 1e-4 on average."""
    for done in range(1, MOST_ROUNDS + 1):
        reader = learn(belief)
        found = reader.states(said)
        change = float(np.abs(found - belief).mean()) if found.size else 0.0
        belief = found
        if change < SETTLED or done == MOST_ROUNDS:
            break
    return Fit(reader, reader.read(said), done, has_converged=change < SETTLED)
