"""How well a judge that marks one thing at a time stands in for people: on a scale, or yes and no.

Judge and people are compared pairwise: the judge with each person who marked the same thing, and people with each
other, which is the ceiling. So both are held against single people, and neither against a vote it took part in.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.judges import Share

__all__ = ["GraderReport", "compare_grader"]

Floats = npt.NDArray[np.float64]
DRAWS = 1_000


class GraderReport(msgspec.Struct, frozen=True):
    """A judge beside people; each figure with its 95 % interval, `of` so many things; of 0 where nothing is known.

    `kappa`: Cohen's kappa between the judge and a person, weighted by squared steps (of two choices: unweighted), in
    [-1, 1]; `ceiling` between two people. `agreement`, `people_agreement`: how often they say the very same. `lean`: by
    how many steps the judge is above people.
    """

    kappa: Share
    ceiling: Share
    agreement: Share
    people_agreement: Share
    lean: Share


def compare_grader(
    judge: tuple[npt.ArrayLike, npt.ArrayLike],
    people: tuple[npt.ArrayLike, npt.ArrayLike],
    choices: int,
    seed: int = 0,
) -> GraderReport:
    """Compare marks: for each side the numbers of the things (from 0) and the places of the choices (from 0).

    Every thing that both sides marked weighs the same, however many people marked it. Intervals draw things anew.
    Raises ValueError for columns that are not equally long, or other choices.
    Source: J. Cohen, Weighted kappa (Psychological Bulletin 70, 1968).
    """
    ours, theirs = _read(judge, choices), _read(people, choices)
    things = 1 + int(max(ours[0].max(initial=-1), theirs[0].max(initial=-1)))
    said, counts = np.zeros((things, choices)), np.zeros((things, choices))
    said[ours] = 1
    np.add.at(counts, theirs, 1)
    answers = counts.sum(axis=1)
    both, several = (said.any(axis=1)) & (answers > 0), answers > 1
    shares = counts[both] / answers[both, None]
    against = said[both][:, :, None] * shares[:, None, :]
    among = _pairs_of(counts[several])
    draw = np.random.default_rng(seed)
    with_judge, with_people = _Draws(against, draw), _Draws(among, draw)
    return GraderReport(
        kappa=with_judge.kappa(),
        ceiling=with_people.kappa(),
        agreement=with_judge.mean(np.eye(choices)),
        people_agreement=with_people.mean(np.eye(choices)),
        lean=with_judge.mean(np.subtract.outer(np.arange(choices), np.arange(choices)).astype(np.float64)),
    )


def _read(
    marks: tuple[npt.ArrayLike, npt.ArrayLike], choices: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    thing, choice = (np.asarray(column, dtype=np.int64).reshape(-1) for column in marks)
    if len(thing) != len(choice):
        raise ValueError("things and choices must be equally long")
    if thing.min(initial=0) < 0 or choice.min(initial=0) < 0 or choice.max(initial=0) >= choices:
        raise ValueError("things and choices count from 0")
    return thing, choice


def _pairs_of(counts: Floats) -> Floats:
    """Of each thing how likely two different people say this and that; both orders count."""
    answers = counts.sum(axis=1)[:, None, None]
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs[:, np.arange(counts.shape[1]), np.arange(counts.shape[1])] -= counts
    return np.asarray(pairs / np.maximum(answers * (answers - 1), 1))


class _Draws:
    """Tables of who says what of each thing, and their means over things drawn anew."""

    def __init__(self, tables: Floats, draw: np.random.Generator) -> None:
        self._things, self._choices = len(tables), tables.shape[1]
        if self._things:
            flat = tables.reshape(self._things, -1)
            weights = draw.multinomial(self._things, np.full(self._things, 1 / self._things), size=DRAWS)
            means = np.vstack([flat.mean(axis=0), weights @ flat / self._things])
            self._tables = means.reshape(-1, self._choices, self._choices)

    def mean(self, worth: Floats) -> Share:
        """What a pair is worth on average."""
        return self._share((self._tables * worth).sum(axis=(1, 2))) if self._things else _NOTHING

    def kappa(self) -> Share:
        """Weighted kappa; unknown where everybody says the same, as nothing is left to chance then."""
        if not self._things:
            return _NOTHING
        place = np.arange(self._choices)
        apart = np.subtract.outer(place, place).astype(np.float64) ** 2
        by_chance = self._tables.sum(axis=2)[:, :, None] * self._tables.sum(axis=1)[:, None, :]
        expected, observed = ((table * apart).sum(axis=(1, 2)) for table in (by_chance, self._tables))
        if expected[0] <= 0:
            return _NOTHING
        return self._share(1 - observed[expected > 0] / expected[expected > 0])

    def _share(self, values: Floats) -> Share:
        low, high = np.quantile(values[1:], (0.025, 0.975)).tolist() if len(values) > 1 else (values[0], values[0])
        return Share(float(values[0]), float(low), float(high), self._things)


_NOTHING = Share(0.0, 0.0, 0.0, 0)
