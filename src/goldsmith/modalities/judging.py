"""Turn the votes of many tasks into beliefs: by what was learnt about a question's labelers, else by plain vote."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from goldsmith.algorithms import ESTIMATOR as VOTING
from goldsmith.algorithms.consensus import vote
from goldsmith.algorithms.consensus.engine import ESTIMATOR as LEARNED
from goldsmith.algorithms.consensus.rows import choose
from goldsmith.modalities.alignment import Posterior
from goldsmith.modalities.votes import PERSON, Given, Place, Said, Votes

if TYPE_CHECKING:
    from goldsmith.modalities.learned import Learned

__all__ = ["Judged"]

MOST_CELLS: Final = 4_000_000
QUICK_TO_READ: Final = 8  # rows of few numbers are quicker to read as lists; wider ones stay arrays, which are smaller


class _Verdicts(NamedTuple):
    """What is believed of the units of one question."""

    probabilities: list[Sequence[float]]
    chosen: list[int]
    is_tied: list[bool]
    is_vouched: list[bool]
    learned: Learned | None


class Judged:
    """All votes, judged a question at a time."""

    def __init__(self, votes: Votes, learned: Mapping[str, Learned]) -> None:
        self._labelers = list(votes.labelers)
        self._is_person = np.array([kind == PERSON for kind in votes.kinds], dtype=np.bool_)
        self._verdicts = {id(said): self._judge(said, learned) for said in votes.said.values()}

    def posterior(self, places: Sequence[Place], answers: Sequence[Given]) -> Posterior:
        """What is believed of one task, given where its units stand."""
        verdicts = [(self._verdicts[id(place.said)], place.unit) for place in places]
        return Posterior(
            probabilities=[found.probabilities[unit] for found, unit in verdicts],
            chosen=[found.chosen[unit] for found, unit in verdicts],
            is_tied=[found.is_tied[unit] for found, unit in verdicts],
            weights=[_mean_weight(verdicts, given.labeler) for given in answers],
        )

    def estimator(self, places: Sequence[Place]) -> str:
        """Which estimator judged: the learned one as soon as one of the questions was judged by it."""
        is_learned = any(self._verdicts[id(place.said)].learned for place in places)
        return LEARNED if is_learned else VOTING

    def is_vouched(self, places: Sequence[Place]) -> bool:
        """Whether of every unit a machine speaks that people have checked often."""
        return all(self._verdicts[id(place.said)].is_vouched[place.unit] for place in places)

    def _judge(self, said: Said, learned: Mapping[str, Learned]) -> _Verdicts:
        """Judge in parts where the table of probabilities would not fit."""
        known = learned.get(said.question.key)
        verdicts = _Verdicts([], [], [], [], known)
        step = max(1, MOST_CELLS // (known.n_classes if known else said.n_classes))
        for start in range(0, said.n_units, step):
            part = slice(start, min(start + step, said.n_units))
            if known:
                rows, is_vouched = known.judge(said, self._labelers, self._is_person, part)
                verdicts.is_vouched.extend(is_vouched.tolist())
            else:
                rows = self._vote(said, part)
                verdicts.is_vouched.extend([False] * len(rows))
            _take(verdicts, rows, said.sizes[part], known.fitted.threshold if known else None)
        return verdicts

    def _vote(self, said: Said, part: slice) -> Any:
        """Plain vote of the people; machines speak only where nobody else did."""
        unit, labeler, choice = said.columns()
        is_in = (unit >= part.start) & (unit < part.stop)
        unit, labeler, choice = unit[is_in] - part.start, labeler[is_in], choice[is_in]
        heard = np.zeros(part.stop - part.start, dtype=np.bool_)
        heard[unit[self._is_person[labeler]]] = True
        counts = self._is_person[labeler] | ~heard[unit]
        sizes = np.array(said.sizes[part])
        rows = np.zeros((len(sizes), said.n_classes))
        for size in np.unique(sizes):
            is_of_size = counts & (sizes[unit] == size)
            found = vote(unit[is_of_size], labeler[is_of_size], choice[is_of_size], int(size)).posterior
            padded = np.full((len(sizes), size), 1 / size)
            padded[: len(found)] = found
            rows[sizes == size, :size] = padded[sizes == size]
        return rows


def _take(verdicts: _Verdicts, rows: Any, sizes: Sequence[int], threshold: float | None) -> None:
    """Add rows, each cut to its unit's own choices; what an open unit's row leaves over is "none of these"."""
    width = rows.shape[1]
    is_short = np.array(sizes) < width
    if is_short.any():
        last = np.array(sizes) - 1
        rest = np.where(np.arange(width) > last[:, None], rows, 0).sum(axis=1)
        rows[np.arange(len(rows)), last] += rest
        rows[np.arange(width) > last[:, None]] = 0
    choice, is_tied = choose(rows, threshold)
    verdicts.chosen.extend(choice.tolist())
    verdicts.is_tied.extend(is_tied.tolist())
    cut: list[Any] = rows.tolist() if width <= QUICK_TO_READ else list(rows)
    verdicts.probabilities.extend(row[:size] for row, size in zip(cut, sizes, strict=True))


def _mean_weight(verdicts: Sequence[tuple[_Verdicts, int]], labeler: Hashable) -> float:
    """How much a labeler counts over the learned questions of a task; the same for all where nothing is learnt."""
    weights = [found.learned.weight(labeler) for found, _ in verdicts if found.learned]
    return sum(weights) / len(weights) if weights else 1.0
