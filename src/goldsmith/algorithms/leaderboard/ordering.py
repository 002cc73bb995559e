"""Which of the tasks that wait to ask first, so that models are told apart with few votes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.leaderboard.fit import fit_votes, information_of_vote
from goldsmith.algorithms.leaderboard.planning import USUAL_SPREAD
from goldsmith.algorithms.leaderboard.tally import Tally

__all__ = ["order_tasks"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]


def order_tasks(tally: Tally, tasks: Sequence[Sequence[str]], count: int) -> list[int]:
    """The places of the `count` tasks to ask first, the most telling first; each task names the models it compares.

    As `next_pairs` for the scores: each task is expected to lower the sum of all variances most (A-optimal), after what
    those before it are expected to tell. A task of several models is worth what its pairs are; one of fewer than two,
    or of models that the tally does not name, is left out. O(count · models · pairs).
    """
    number = {name: place for place, name in enumerate(tally.names)}
    waiting: dict[tuple[int, ...], list[int]] = {}
    for place, names in enumerate(tasks):
        models = tuple(sorted({number[name] for name in names if name in number}))
        if len(models) > 1:
            waiting.setdefault(models, []).append(place)
    return _ask_in_turn(tally, waiting, count) if waiting else []


def _ask_in_turn(tally: Tally, waiting: dict[tuple[int, ...], list[int]], count: int) -> list[int]:
    n = len(tally.names)
    fit = fit_votes(tally, has_ties=True, ridge=1 / USUAL_SPREAD**2)
    spread = fit.spread[:n, :n]
    kinds = list(waiting)
    group, one, other = _pairs_of(kinds)
    telling = information_of_vote(fit.score[one] - fit.score[other], fit.ties)
    left = np.array([len(waiting[kind]) for kind in kinds])
    ordered: list[int] = []
    for _ in range(min(count, int(left.sum()))):
        moved = spread[:, one] - spread[:, other]
        variance = moved[one, np.arange(len(one))] - moved[other, np.arange(len(one))]
        worth = telling * (moved**2).sum(axis=0) / (1 + telling * variance)
        best = int(np.where(left > 0, np.bincount(group, worth, len(kinds)), -np.inf).argmax())
        ordered.append(waiting[kinds[best]][len(waiting[kinds[best]]) - int(left[best])])
        left[best] -= 1
        for pair in np.flatnonzero(group == best):
            spread = _after_vote(spread, int(one[pair]), int(other[pair]), float(telling[pair]))
    return ordered


def _pairs_of(kinds: Sequence[tuple[int, ...]]) -> tuple[Indexes, Indexes, Indexes]:
    """Every pair of every kind of task: whose it is, and its two models."""
    rows = [(place, *pair) for place, kind in enumerate(kinds) for pair in combinations(kind, 2)]
    group, one, other = np.array(rows, dtype=np.int64).T
    return group, one, other


def _after_vote(spread: Floats, one: int, other: int, telling: float) -> Floats:
    """The variances once a vote on these two is in (Sherman and Morrison, 1950)."""
    along = spread[:, one] - spread[:, other]
    return np.asarray(spread - np.outer(along, along) * telling / (1 + telling * (along[one] - along[other])))
