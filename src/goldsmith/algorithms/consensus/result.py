"""What an estimator hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Estimate", "Floats", "Integers"]

Integers = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an estimator believes.

    `posterior[task, class]` are probabilities that sum to 1 per task; `choice[task]` is the most probable class, the
    lowest-numbered one when `is_tied[task]`; `weight[labeler]` (0 or more) says how much a labeler's geometry, text or
    number should count; `reliability[labeler]` is the probability that one of their answers is right.
    """

    posterior: Floats
    choice: npt.NDArray[np.int64]
    is_tied: npt.NDArray[np.bool_]
    weight: Floats
    reliability: Floats
    estimator: str
    rounds: int = 1
    """Rounds of the expert that needed most."""
    has_converged: bool = True
    pool: Mapping[str, float] = field(default_factory=dict)
    """How much each expert counted."""
