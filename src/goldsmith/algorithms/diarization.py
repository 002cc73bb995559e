"""Diarization error: for how much of the speech it is wrong who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["DiarizationError", "Turn", "measure_diarization"]

Turn = tuple[float, float, str]
"""When a speaker speaks: start and end in seconds, and who."""
Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class DiarizationError:
    """Seconds of speech: of the reference (`speech`, speakers that overlap counted each), and wrong in three ways.

    `rate` is the diarization error rate (DER), infinite where only the reference is silent.
    """

    missed: float
    false_alarm: float
    confusion: float
    speech: float

    @property
    def rate(self) -> float:
        wrong = self.missed + self.false_alarm + self.confusion
        if not self.speech:
            return float("inf") if wrong else 0.0
        return wrong / self.speech


def measure_diarization(
    reference: Sequence[Turn], hypothesis: Sequence[Turn], collar: float = 0.25, *, by_name: bool = False
) -> DiarizationError:
    """Compare who speaks when. Names of speakers mean nothing across the two: they are matched for the least error.

    `by_name`: a name means the same speaker in both; the rate is then the identification error rate. Within `collar`
    seconds of a start or an end in the reference nothing counts, 0 for none. Where several speak at once each of them
    counts. A speaker whose own turns overlap speaks once.
    Source: NIST, Rich Transcription Spring 2006 Evaluation Plan, section 6.1 (md-eval).

    >>> said = measure_diarization([(0, 4, "a"), (4, 8, "b")], [(0, 5, "x"), (5, 8, "y")], collar=0)
    >>> said.confusion, said.rate
    (1.0, 0.125)
    """
    edges = _edges(reference, hypothesis, collar)
    lengths = np.diff(edges) * ~_near_border(edges, reference, collar)
    ours, theirs = _active(edges, reference), _active(edges, hypothesis)
    together = (ours * lengths) @ theirs.T
    n_ours, n_theirs = ours.sum(axis=0), theirs.sum(axis=0)
    correct = _named_alike(together, reference, hypothesis) if by_name else _matched(together)
    return DiarizationError(
        missed=float((np.maximum(n_ours - n_theirs, 0) * lengths).sum()),
        false_alarm=float((np.maximum(n_theirs - n_ours, 0) * lengths).sum()),
        confusion=max(0.0, float((np.minimum(n_ours, n_theirs) * lengths).sum()) - correct),
        speech=float((n_ours * lengths).sum()),
    )


def _edges(reference: Sequence[Turn], hypothesis: Sequence[Turn], collar: float) -> Floats:
    borders = [place for start, end, _ in [*reference, *hypothesis] for place in (start, end)]
    collars = [place + side for start, end, _ in reference for place in (start, end) for side in (-collar, collar)]
    return np.unique(np.asarray([*borders, *collars], dtype=np.float64))


def _near_border(edges: Floats, reference: Sequence[Turn], collar: float) -> npt.NDArray[np.bool_]:
    """Tell for each stretch between two edges whether it lies in a collar."""
    if not collar or not reference:
        return np.zeros(max(len(edges) - 1, 0), dtype=np.bool_)
    borders = np.sort([place for start, end, _ in reference for place in (start, end)])
    middles = (edges[:-1] + edges[1:]) / 2
    after = np.searchsorted(borders, middles)
    gaps = [np.abs(borders[np.clip(after - side, 0, len(borders) - 1)] - middles) for side in (0, 1)]
    return np.asarray(np.minimum(*gaps) < collar)


def _active(edges: Floats, turns: Sequence[Turn]) -> Floats:
    """Tell for each speaker (row) and stretch (column) whether they speak: 1 or 0."""
    speakers = {name: row for row, name in enumerate(_names(turns))}
    active = np.zeros((len(speakers), max(len(edges) - 1, 0)))
    for start, end, name in turns:
        first, last = np.searchsorted(edges, (start, end))
        active[speakers[name], first:last] = 1
    return active


def _names(turns: Sequence[Turn]) -> list[str]:
    return list(dict.fromkeys(name for _, _, name in turns))


def _named_alike(together: Floats, reference: Sequence[Turn], hypothesis: Sequence[Turn]) -> float:
    """The seconds on which speakers of one name speak in both."""
    theirs = {name: column for column, name in enumerate(_names(hypothesis))}
    return sum(float(together[row, theirs[name]]) for row, name in enumerate(_names(reference)) if name in theirs)


def _matched(together: Floats) -> float:
    """The most seconds that any matching of speakers one to one makes right."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(together, maximize=True)
    return float(together[rows, columns].sum())
