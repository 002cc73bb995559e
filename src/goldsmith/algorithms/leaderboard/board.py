"""A leaderboard: scores on the scale of Elo, with intervals and ranks that say how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.leaderboard.fit import chances, fit_votes, robust_spread
from goldsmith.algorithms.leaderboard.tally import Tally, check_rankable, whoever_voted

__all__ = ["ELO", "Effect", "Leaderboard", "Standing", "TieModel", "rank_models", "with_position"]

Floats = npt.NDArray[np.float64]
TieModel = Literal["davidson", "half"]

ELO: Final = 400 / log(10)
"""Points of Elo in one unit of log-odds."""
AVERAGE: Final = 1000.0
NORMAL_95: Final = 1.959964


class Standing(msgspec.Struct, frozen=True):
    """One model: `elo` with the ends of its 95 % interval, and the ranks it may have.

    `best_rank` is 1 more than how many models are better beyond doubt (95 %, each pair for itself), `worst_rank` counts
    down from the last likewise. `votes` is how often it was compared.
    """

    name: str
    elo: float
    low: float
    high: float
    error: float
    best_rank: int
    worst_rank: int
    votes: float


class Effect(msgspec.Struct, frozen=True):
    """What something beside the models adds to the left answer, in points of Elo for one unit of it."""

    elo: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Leaderboard:
    """What votes say of models. `score` (log-odds, mean 0) and its covariance `spread` are in the order of `names`.

    `position` is what being shown left adds, None where it was not learnt; `effects` are those of the covariates.
    `ties` is the log-odds of a tie against either side for equal models, None where ties are half wins.
    """

    names: tuple[str, ...]
    score: Floats
    spread: Floats
    ties: float | None
    position: Effect | None
    effects: tuple[Effect, ...]
    standings: tuple[Standing, ...]
    votes: float

    def difference(self, one: str, other: str) -> tuple[float, float]:
        """How many points of Elo the one is ahead of the other, and the standard error of that."""
        a, b = self.names.index(one), self.names.index(other)
        return float(self.score[a] - self.score[b]) * ELO, float(self.errors_apart()[a, b])

    def errors_apart(self) -> Floats:
        """The standard error of each difference in points of Elo, shape (models, models)."""
        variance = np.diagonal(self.spread)
        return ELO * np.sqrt(np.maximum(variance[:, None] + variance - 2 * self.spread, 0.0))

    def chances(self, left: str, right: str) -> tuple[float, float, float]:
        """How likely left wins, right wins, or neither, were nothing else to tell them apart."""
        apart = self.score[self.names.index(left)] - self.score[self.names.index(right)]
        one, other, tie = chances(np.array(apart), self.ties).tolist()
        return one, other, tie


def rank_models(tally: Tally, *, ties: TieModel = "davidson", is_placed: bool = True) -> Leaderboard:
    """Rank models by votes: the exact maximum of the likelihood, with intervals that hold where the model does not.

    Davidson's model learns how likely ties are; "half" counts them as half a win for each (Bradley-Terry), which draws
    scores together. `is_placed` also learns what being shown left adds. Intervals and ranks come from the sandwich
    covariance, clustered by labeler where the tally knows them. Models are in order of their scores, best first.
    Raises UnrankableError where votes leave groups of models in no order.

    >>> from goldsmith.algorithms.leaderboard import count_votes
    >>> tally = count_votes(["a", "b", "a", "b"], ["b", "a", "b", "a"], ["left", "right", "left", "left"])
    >>> [(each.name, round(each.elo)) for each in rank_models(tally, is_placed=False).standings]
    [('a', 1095), ('b', 905)]
    """
    together = whoever_voted(tally)
    check_rankable(together)
    placed, together = (with_position(each) if is_placed else each for each in (tally, together))
    fit = fit_votes(together, has_ties=ties == "davidson")
    n, spread = len(tally.names), robust_spread(placed, fit, together)
    errors = NORMAL_95 * ELO * np.sqrt(np.maximum(np.diagonal(spread)[n : n + len(fit.effect)], 0.0))
    effects = [
        Effect(elo, elo - error, elo + error)
        for elo, error in zip((fit.effect * ELO).tolist(), errors.tolist(), strict=True)
    ]
    return Leaderboard(
        names=tally.names,
        score=fit.score,
        spread=spread[:n, :n],
        ties=fit.ties,
        position=effects[0] if is_placed else None,
        effects=tuple(effects[int(is_placed) :]),
        standings=_standings(tally, fit.score, spread[:n, :n]),
        votes=tally.votes,
    )


def with_position(tally: Tally) -> Tally:
    """The same votes, where being shown left may count."""
    covariates = np.hstack([np.ones((len(tally.left), 1)), tally.covariates])
    return Tally(tally.names, tally.left, tally.right, tally.counts, covariates, tally.labeler)


def _standings(tally: Tally, score: Floats, spread: Floats) -> tuple[Standing, ...]:
    variance = np.diagonal(spread)
    elo, error = AVERAGE + ELO * score, ELO * np.sqrt(np.maximum(variance, 0.0))
    apart = score[None, :] - score[:, None]
    doubt = NORMAL_95 * np.sqrt(np.maximum(variance[:, None] + variance - 2 * spread, 0.0))
    best = 1 + (apart > doubt).sum(axis=1)
    worst = len(score) - (-apart > doubt).sum(axis=1)
    votes = tally.compared.sum(axis=1)
    columns = (elo, elo - NORMAL_95 * error, elo + NORMAL_95 * error, error, best, worst, votes)
    rows = list(zip(tally.names, *(column.tolist() for column in columns), strict=True))
    return tuple(Standing(*rows[each]) for each in np.argsort(-score.round(12), kind="stable"))
