"""What to compare next, and how many votes it takes to tell two models apart."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil, log
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.leaderboard.board import ELO, Leaderboard
from goldsmith.algorithms.leaderboard.fit import fit_votes, information_of_vote
from goldsmith.algorithms.leaderboard.tally import Tally

__all__ = ["Goal", "next_pairs", "votes_needed", "votes_to_separate"]

Floats = npt.NDArray[np.float64]
Goal = Literal["order", "scores"]

USUAL_SPREAD: Final = 1.5
"""Standard deviation of models' scores before any vote, in log-odds: about 260 points of Elo."""


def next_pairs(
    tally: Tally, count: int, *, goal: Goal = "scores", among: Collection[tuple[str, str]] | None = None
) -> list[tuple[str, str]]:
    """The next `count` pairs to ask about, each where a vote is expected to help most towards the goal.

    "scores": the least sum of all variances (A-optimal); it keeps the whole scale true. "order": most expected
    information, half the log of one plus the information of a vote times the variance of the pair's difference
    (D-optimal); it asks mostly about neighbours. After each choice the variances are those after its vote. It works
    from the first vote on: scores have a weak prior, so models that nobody compared come first. A pair may come again.
    `among` limits the pairs.
    Sources: D. Lindley, Annals of Math. Statistics 27 (1956); F. Pukelsheim, Optimal Design of Experiments (1993).
    """
    n = len(tally.names)
    if n < 2 or count < 1:
        return []
    fit = fit_votes(tally, has_ties=True, ridge=1 / USUAL_SPREAD**2)
    spread = fit.spread[:n, :n]
    one, other = _candidates(tally, among)
    telling = information_of_vote(fit.score[one] - fit.score[other], fit.ties)
    chosen: list[tuple[str, str]] = []
    for _ in range(count if len(one) else 0):
        variance = spread[one, one] + spread[other, other] - 2 * spread[one, other]
        if goal == "order":
            worth = telling * variance
        else:
            moved = spread[:, one] - spread[:, other]
            worth = telling * (moved**2).sum(axis=0) / (1 + telling * variance)
        best = int(np.argmax(worth))
        a, b = int(one[best]), int(other[best])
        chosen.append((tally.names[a], tally.names[b]))
        along = spread[:, a] - spread[:, b]
        spread = spread - np.outer(along, along) * telling[best] / (1 + telling[best] * variance[best])
    return chosen


def _candidates(
    tally: Tally, among: Collection[tuple[str, str]] | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    if among is None:
        one, other = np.triu_indices(len(tally.names), 1)
        return one, other
    number = {name: place for place, name in enumerate(tally.names)}
    pairs = [(number[one], number[other]) for one, other in among if one != other]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def votes_needed(elo_apart: float, *, tie_share: float = 0.0, confidence: float = 0.95, power: float = 0.8) -> int:
    """How many votes on one pair tell it apart with this chance (`power`), if they differ by so many points of Elo.

    `tie_share` is how often equal models tie. A vote's information is Fisher's at that difference (Davidson's model).
    Raises ValueError for no difference and shares outside [0, 1).

    >>> votes_needed(50), votes_needed(50, tie_share=0.35), votes_needed(10)
    (387, 589, 9483)
    """
    if not elo_apart or not 0 <= tie_share < 1:
        raise ValueError("the models must differ, and some votes must be no ties")
    apart = abs(elo_apart) / ELO
    ties = log(2 * tie_share / (1 - tie_share)) if tie_share else None
    told = float(information_of_vote(np.array(apart), ties))
    return ceil((_reach(confidence, power) / apart) ** 2 / told)


def votes_to_separate(
    board: Leaderboard, one: str, other: str, *, confidence: float = 0.95, power: float = 0.8
) -> int | None:
    """How many more votes on these two it takes, if they differ as much as they seem to; None if they seem equal.

    Reckons with what all votes so far say of the two, also through other models.
    """
    a, b = board.names.index(one), board.names.index(other)
    apart = abs(float(board.score[a] - board.score[b]))
    if apart < 1e-9:
        return None
    known = (ELO / max(float(board.errors_apart()[a, b]), 1e-12)) ** 2
    wanted = (_reach(confidence, power) / apart) ** 2
    told = float(information_of_vote(np.array(apart), board.ties))
    return max(0, ceil((wanted - known) / told))


def _reach(confidence: float, power: float) -> float:
    """How many standard errors a difference must be for this."""
    if not (0 < confidence < 1 and 0 < power < 1):
        raise ValueError("confidence and power lie between 0 and 1")
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2) + NormalDist().inv_cdf(power)
