"""Which of many things are better, judging by comparisons of two and by rankings of several people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod, sqrt
from typing import Any, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

__all__ = ["LEFT", "RIGHT", "TIE", "Choices", "PairRanking", "break_rankings", "chances", "rank_pairs"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

LEFT, RIGHT, TIE = 0, 1, 2

BIAS, RELIABILITY, TIES = 0, 1, 2
TYPICAL: Final = (0.0, 1.0, -0.7)
TYPICAL_WEIGHT: Final = 0.1
LABELER_SPREAD: Final = (0.3, 0.4, 0.7)
ITEM_SPREAD: Final = 1.0
SPREAD_WEIGHT: Final = 3.0

MOST_DENSE: Final = 300
MOST_EXACT: Final = 2000
PROBES: Final = 64
LEAST_UNIT: Final = 0.1
MOST_ROUNDS: Final = 100
PRECISION: Final = 1e-3
NORMAL_95: Final = 1.959964
ROOT_3: Final = sqrt(3)


@dataclass(frozen=True, slots=True)
class PairRanking:
    """Scores of items and habits of labelers.

    Per item: `score` (log-odds against an average item, 0 where nothing is known), its standard `error`, and `low` and
    `high`, the ends of its 95 % interval. `order` lists the items from best to worst, equal ones by number.

    Per labeler: `bias` (log-odds of preferring the left of two equal items), `reliability` (1 typical, 0 random, below
    0 contrary) and `ties` (log-odds of a tie against either side, for equal items). `typical` holds the mean of these
    three over all labelers, `unlike` their standard deviation.
    """

    score: Floats
    error: Floats
    low: Floats
    high: Floats
    order: Indexes
    bias: Floats
    reliability: Floats
    ties: Floats
    typical: Floats
    unlike: Floats

    def chances(self, left: npt.ArrayLike, right: npt.ArrayLike) -> Floats:
        """Rows (left wins, right wins, tie) for pairs of items, shown to somebody new in either order.

        >>> rank_pairs([0, 0], [1, 1], [0, 0]).chances([0, 1], [1, 0]).round(2).tolist()
        [[0.64, 0.25, 0.11], [0.25, 0.64, 0.11]]
        """
        apart = self.score[np.asarray(left, dtype=np.int64)] - self.score[np.asarray(right, dtype=np.int64)]
        mean, wide = self.typical.copy(), self.unlike.copy()
        mean[BIAS], wide[BIAS] = 0.0, np.hypot(mean[BIAS], wide[BIAS])
        total = np.zeros((*apart.shape, 3))
        for nodes in product(zip((-ROOT_3, 0.0, ROOT_3), (1 / 6, 2 / 3, 1 / 6), strict=True), repeat=3):
            bias, reliability, ties = mean + wide * [node for node, _ in nodes]
            total += prod(share for _, share in nodes) * chances(reliability * apart + bias, ties)
        return total


class Choices(NamedTuple):
    """Rankings as weighted pairs for `rank_pairs`; `ranking[p]` is the ranking that pair p came from."""

    left: Indexes
    right: Indexes
    winner: Indexes
    ranking: Indexes
    weight: Floats


def rank_pairs(
    left: npt.ArrayLike,
    right: npt.ArrayLike,
    winner: npt.ArrayLike,
    labelers: npt.ArrayLike | None = None,
    n_items: int | None = None,
    *,
    weights: npt.ArrayLike | None = None,
    is_placed: bool = True,
) -> PairRanking:
    """Score items 0 … n_items - 1 by comparisons: `winner[p]` is 0 (left), 1 (right) or 2 (tie).

    `left`, `right`, `winner` and `labelers` (nobody named: one labeler) are equally long integer arrays; `weights` says
    how much a comparison counts. Without `is_placed`, left and right mean nothing and no position bias is learnt.

    Bradley-Terry with ties: the chances of left, right and tie are as exp(z/2) : exp(-z/2) : exp(ties) where
    z = reliability * (score[left] - score[right]) + bias. Every labeler's bias, reliability and ties are drawn towards
    the typical ones, and scores towards 0, as strongly as the comparisons themselves suggest (empirical Bayes); so
    scores are defined also for items that were never compared or always won, and for unconnected groups of items.
    Errors hold given the labelers' habits; beyond 2000 items they are estimated from 64 random probes.
    Raises ValueError for numbers out of range, an item compared with itself and weights that are not positive.
    Source: R. Davidson, J. Amer. Stat. Assoc. 65 (1970); Chen et al., Pairwise Ranking Aggregation in a Crowdsourced
    Setting (WSDM 2013).

    >>> ranking = rank_pairs([0, 1, 0, 2], [1, 2, 2, 0], [0, 0, 0, 1], n_items=4)
    >>> ranking.order.tolist(), ranking.score[[0, 2, 3]].round(1).tolist()
    ([0, 1, 3, 2], [0.9, -0.9, 0.0])
    """
    pairs = _read(left, right, winner, labelers, weights, n_items)
    fit = _Fit(pairs, is_placed=is_placed)
    fit.learn()
    error = np.sqrt(fit.variance)
    return PairRanking(
        score=fit.score,
        error=error,
        low=fit.score - NORMAL_95 * error,
        high=fit.score + NORMAL_95 * error,
        order=np.argsort(-fit.score.round(12), kind="stable"),
        bias=fit.habit[:, BIAS],
        reliability=fit.habit[:, RELIABILITY],
        ties=fit.habit[:, TIES],
        typical=fit.typical,
        unlike=np.sqrt(fit.habit_variance) * fit.is_learnt,
    )


def break_rankings(rankings: Sequence[Sequence[int]]) -> Choices:
    """Break rankings (items from best to worst) into pairs: each item against all below it, as Plackett-Luce chooses.

    The choice of one among m items becomes m - 1 pairs of weight 2 / m, which keeps the scores consistent and gives
    equal items the precision of the choice itself. Rank the pairs with `is_placed=False`.
    Source: Azari Soufiani et al., Generalized Method-of-Moments for Rank Aggregation (NIPS 2013).

    >>> broken = break_rankings([[2, 0, 1]])
    >>> broken.left.tolist(), broken.right.tolist(), broken.winner.tolist(), broken.weight.round(2).tolist()
    ([0, 1, 0], [2, 2, 1], [1, 1, 0], [0.67, 0.67, 1.0])
    """
    rows: list[tuple[int, int, int, float]] = []
    for number, ranking in enumerate(rankings):
        if len(set(ranking)) < len(ranking):
            raise ValueError("a ranking must not name an item twice")
        for place, best in enumerate(ranking):
            below = ranking[place + 1 :]
            rows += [(int(best), int(worse), number, 2 / (len(below) + 1)) for worse in below]
    if not rows:
        none = np.zeros(0, dtype=np.int64)
        return Choices(none, none, none, none, np.zeros(0))
    best_, worse_, ranking_, weight = (np.array(column) for column in zip(*rows, strict=True))
    is_right = worse_ < best_
    return Choices(np.minimum(best_, worse_), np.maximum(best_, worse_), is_right.astype(np.int64), ranking_, weight)


class _Pairs(NamedTuple):
    left: Indexes
    right: Indexes
    winner: Indexes
    labeler: Indexes
    weight: Floats
    n_items: int
    n_labelers: int


def _read(
    left: npt.ArrayLike,
    right: npt.ArrayLike,
    winner: npt.ArrayLike,
    labelers: npt.ArrayLike | None,
    weights: npt.ArrayLike | None,
    n_items: int | None,
) -> _Pairs:
    one, other, won = _integers(left), _integers(right), _integers(winner)
    labeler = np.zeros(len(won), dtype=np.int64) if labelers is None else _integers(labelers)
    weight = np.ones(len(won)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(one) == len(other) == len(won) == len(labeler) == len(weight):
        raise ValueError("left, right, winner, labelers and weights must be equally long")
    last = int(max(one.max(initial=-1), other.max(initial=-1)))
    count = last + 1 if n_items is None else n_items
    if last >= count or min(one.min(initial=0), other.min(initial=0), labeler.min(initial=0)) < 0:
        raise ValueError("items and labelers count from 0, items stay below n_items")
    if not np.isin(won, (LEFT, RIGHT, TIE)).all():
        raise ValueError("winner must be 0 (left), 1 (right) or 2 (tie)")
    if (one == other).any():
        raise ValueError("an item cannot be compared with itself")
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise ValueError("weights must be positive and finite")
    return _Pairs(one, other, won, labeler, weight, count, int(labeler.max(initial=0)) + 1)


def _integers(column: npt.ArrayLike) -> Indexes:
    values = np.asarray(column)
    if values.size == 0:
        return np.zeros(0, dtype=np.int64)
    if values.ndim != 1 or not np.issubdtype(values.dtype, np.integer):
        raise ValueError("left, right, winner and labelers must be rows of integers")
    return values.astype(np.int64)


class _Fit:
    """Newton steps in turns: items given the labelers' habits, habits given the items, then both spreads."""

    def __init__(self, pairs: _Pairs, *, is_placed: bool) -> None:
        self.pairs = pairs
        self.score, self.variance = np.zeros(pairs.n_items), np.full(pairs.n_items, ITEM_SPREAD**2)
        self.typical = np.array(TYPICAL)
        self.habit = np.tile(self.typical, (pairs.n_labelers, 1))
        self.item_variance = ITEM_SPREAD**2
        self.habit_variance = np.array(LABELER_SPREAD) ** 2
        self.is_learnt = np.array([is_placed, True, True])

    def learn(self) -> None:
        if not len(self.pairs.winner):
            return
        for _ in range(MOST_ROUNDS):
            before = np.concatenate([self.score, self.habit.ravel()])
            curvature = self._move_items()
            self._move_habits()
            known = float((self.score**2).sum()) + _inverse_trace(curvature)
            self.item_variance = (known + SPREAD_WEIGHT * ITEM_SPREAD**2) / (self.pairs.n_items + SPREAD_WEIGHT)
            if np.abs(np.concatenate([self.score, self.habit.ravel()]) - before).max() < PRECISION:
                break
        self.variance = _inverse_diagonal(self._items()[1])

    def _items(self) -> tuple[Floats, Any]:
        """Slope and curvature of the log posterior in the scores."""
        pairs, n = self.pairs, self.pairs.n_items
        slope_z, _, curve_z, _, _ = self._slopes()
        scale = self.habit[pairs.labeler, RELIABILITY]
        push = np.bincount(pairs.left, slope_z * scale, n) - np.bincount(pairs.right, slope_z * scale, n)
        return push - self.score / self.item_variance, _laplacian(pairs, curve_z * scale**2, 1 / self.item_variance)

    def _move_items(self) -> Any:
        slope, curvature = self._items()
        step = _solve(curvature, slope)
        self.score = self.score + step / max(1.0, float(np.abs(step).max()))
        return curvature

    def _move_habits(self) -> None:
        pairs, n = self.pairs, self.pairs.n_labelers
        slope_z, slope_tie, curve_z, curve_mixed, curve_tie = self._slopes()
        apart = self.score[pairs.left] - self.score[pairs.right]
        slopes = (slope_z, slope_z * apart, slope_tie)
        upper = [(0, 0, curve_z), (0, 1, curve_z * apart), (1, 1, curve_z * apart**2)]
        upper += [(0, 2, curve_mixed), (1, 2, curve_mixed * apart), (2, 2, curve_tie)]
        slope = np.stack([np.bincount(pairs.labeler, column, n) for column in slopes], axis=1)
        slope -= (self.habit - self.typical) / self.habit_variance
        curvature = np.zeros((n, 3, 3))
        for row, column, curve in upper:
            curvature[:, row, column] = curvature[:, column, row] = np.bincount(pairs.labeler, curve, n)
        curvature += np.diag(1 / self.habit_variance)
        curvature[:, ~self.is_learnt] = curvature[:, :, ~self.is_learnt] = 0.0
        curvature += np.diag(~self.is_learnt * 1.0)
        spread = np.linalg.inv(curvature)
        step = np.einsum("kij,kj->ki", spread, slope) * self.is_learnt
        self.habit += np.clip(step, -1, 1)
        self._fix_unit()
        self._learn_typical(np.diagonal(spread, axis1=1, axis2=2))

    def _fix_unit(self) -> None:
        """Keep the mean reliability behind a comparison at 1, else scores shrink while reliabilities grow."""
        unit = float(np.average(self.habit[self.pairs.labeler, RELIABILITY], weights=self.pairs.weight))
        if unit > LEAST_UNIT:
            self.habit[:, RELIABILITY] /= unit
            self.score = self.score * unit

    def _learn_typical(self, variance: Floats) -> None:
        n, first = len(self.habit), np.array(TYPICAL)
        mean = (self.habit.sum(axis=0) + TYPICAL_WEIGHT * first) / (n + TYPICAL_WEIGHT)
        self.typical = np.where([self.is_learnt[BIAS], False, True], mean, first)
        square = ((self.habit - self.typical) ** 2 + variance).sum(axis=0)
        self.habit_variance = (square + SPREAD_WEIGHT * np.array(LABELER_SPREAD) ** 2) / (n + SPREAD_WEIGHT)

    def _slopes(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Weighted slopes of the log likelihood in z and ties, and curvatures in z, both and ties, per comparison."""
        pairs, habit = self.pairs, self.habit[self.pairs.labeler]
        apart = self.score[pairs.left] - self.score[pairs.right]
        chance = chances(habit[:, RELIABILITY] * apart + habit[:, BIAS], habit[:, TIES])
        lean, tie = (chance[:, LEFT] - chance[:, RIGHT]) / 2, chance[:, TIE]
        said = np.select([pairs.winner == LEFT, pairs.winner == RIGHT], [0.5, -0.5], 0.0)
        rows = (said - lean, (pairs.winner == TIE) - tie, (1 - tie) / 4 - lean**2, -tie * lean, tie * (1 - tie))
        slope_z, slope_tie, curve_z, curve_mixed, curve_tie = (pairs.weight * row for row in rows)
        return slope_z, slope_tie, curve_z, curve_mixed, curve_tie


def chances(z: Floats, ties: npt.ArrayLike) -> Floats:
    """Chances of left, right and tie, shape (…, 3), as exp(z/2) : exp(-z/2) : exp(ties); none of a tie at -inf."""
    logit = np.stack([z / 2, -z / 2, np.broadcast_to(ties, z.shape)], axis=-1)
    odds = np.exp(logit - logit.max(axis=-1, keepdims=True))
    return cast(Floats, odds / odds.sum(axis=-1, keepdims=True))


def _laplacian(pairs: _Pairs, curve: Floats, ridge: float) -> Any:
    """Curvature of the scores: a weighted graph Laplacian plus the prior; an array for few items, else sparse."""
    n, one, other = pairs.n_items, pairs.left, pairs.right
    diagonal = np.bincount(one, curve, n) + np.bincount(other, curve, n) + ridge
    if n <= MOST_DENSE:
        dense = -np.bincount(one * n + other, curve, n * n).reshape(n, n)
        return dense + dense.T + np.diag(diagonal)
    from scipy.sparse import coo_array, diags_array

    beside = coo_array((-curve, (one, other)), shape=(n, n)).tocsr()
    return beside + beside.T + diags_array(diagonal)


def _solve(curvature: Any, slope: Floats) -> Floats:
    if isinstance(curvature, np.ndarray):
        return cast(Floats, np.linalg.solve(curvature, slope))
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import cg

    return cast(Floats, cg(curvature, slope, rtol=1e-6, M=diags_array(1 / curvature.diagonal()))[0])


def _inverse_diagonal(curvature: Any) -> Floats:
    """Diagonal of the inverse; of a large matrix estimated from random signs (Bekas et al., 2007)."""
    if curvature.shape[0] > MOST_EXACT:
        return cast(Floats, np.maximum(_probe(curvature, PROBES), 1 / curvature.diagonal()))
    dense = curvature if isinstance(curvature, np.ndarray) else curvature.toarray()
    return cast(Floats, np.diag(np.linalg.inv(dense)))


def _inverse_trace(curvature: Any) -> float:
    """Sum of the diagonal of the inverse, for which few random signs do (Hutchinson, 1989)."""
    if isinstance(curvature, np.ndarray):
        return float(np.trace(np.linalg.inv(curvature)))
    return float(_probe(curvature, PROBES // 8).sum())


def _probe(curvature: Any, n_probes: int) -> Floats:
    draw = np.random.default_rng(0)
    signs = draw.choice([-1.0, 1.0], size=(n_probes, curvature.shape[0]))
    return cast(Floats, np.mean([row * _solve(curvature, row) for row in signs], axis=0))
