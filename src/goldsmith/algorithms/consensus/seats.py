"""Where labelers sit in the tables of the experts: one seat each, one for strangers, ten for those who say how sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from goldsmith.algorithms.consensus.result import Floats, Integers

__all__ = ["Seats", "confidences_of"]

CONFIDENCE_STEPS: Final = np.array([0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999])
N_STEPS: Final = len(CONFIDENCE_STEPS) + 1


@dataclass(frozen=True, slots=True)
class Seats:
    """Labeler `l` sits at `l`, strangers at `n_labelers`; behind them each labeler of `confident` has a seat a step.

    Nobody can tell one stranger from the next: they are the anonymous and whoever was not there when skills were
    learnt. How often a labeler is right when so sure is learnt at each step of confidence like anybody's skill.
    """

    n_labelers: int
    confident: Integers

    @property
    def n_seats(self) -> int:
        return self.n_labelers + 1 + N_STEPS * len(self.confident)

    @property
    def owner(self) -> Integers:
        """The labeler at each seat; `n_labelers` for strangers."""
        return np.concatenate([np.arange(self.n_labelers + 1), np.repeat(self.confident, N_STEPS)])

    def take(self, labeler: Integers, confidence: Floats | None) -> Integers:
        """The seat from which each answer is given; `confidence` is NaN where nobody said how sure they are."""
        is_known = (labeler >= 0) & (labeler < self.n_labelers)
        seat = np.where(is_known, labeler, self.n_labelers)
        if confidence is None or not len(self.confident):
            return seat
        place = np.minimum(np.searchsorted(self.confident, labeler), len(self.confident) - 1)
        is_sure = is_known & (self.confident[place] == labeler) & ~np.isnan(confidence)
        step = np.digitize(confidence[is_sure], CONFIDENCE_STEPS)
        seat[is_sure] = self.n_labelers + 1 + N_STEPS * place[is_sure] + step
        return seat

    def stated(self, seat: Integers, confidence: Floats | None) -> Floats:
        """The share of right answers claimed at each seat; NaN where nothing is claimed."""
        if confidence is None:
            return np.full(self.n_seats, np.nan)
        claims = seat > self.n_labelers
        counts = np.bincount(seat[claims], minlength=self.n_seats)
        claimed = np.bincount(seat[claims], confidence[claims], minlength=self.n_seats)
        mean: Floats = np.where(counts > 0, claimed / np.maximum(counts, 1), np.nan)
        return mean


def confidences_of(column: object, n_answers: int) -> Floats | None:
    """The column of confidences checked, or None where there is none."""
    if column is None:
        return None
    confidence = np.asarray(column, dtype=np.float64).ravel()
    if len(confidence) != n_answers:
        raise ValueError("confidences must be as long as answers")
    with np.errstate(invalid="ignore"):
        if ((confidence < 0) | (confidence > 1)).any():
            raise ValueError("confidences are shares from 0 to 1, or NaN where nobody said how sure they are")
    return confidence
