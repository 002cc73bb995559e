"""Whether a rubric tells good responses from bad ones, given which of its criteria planted responses meet.

A rubric is code, and planted responses are its unit tests: every good one has to score above every bad one.
Score: HealthBench (Arora et al., 2025), the points of the criteria that are met over all points that can be won.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final, Literal

import msgspec

__all__ = ["CriterionTest", "Effect", "PairTest", "RubricTest", "score_rubric", "try_rubric"]

Effect = Literal["separates", "met_by_all", "met_by_none", "turned_around", "even"]
"""What a criterion does: it is met by as large a share of the good as of the bad where it is `even`."""
_ROUNDING: Final = 9


class PairTest(msgspec.Struct, frozen=True):
    """A good and a bad response, by their places; the good one's score less the bad one's, in [-1, 1]."""

    good: int
    bad: int
    gap: float
    is_separated: bool


class CriterionTest(msgspec.Struct, frozen=True):
    """How many of the good and of the bad responses meet a criterion, and what that does to their scores."""

    met_good: int
    met_bad: int
    effect: Effect


class RubricTest(msgspec.Struct, frozen=True):
    """The score of each response in [0, 1], each good one against each bad one, and each criterion by itself."""

    scores: list[float]
    pairs: list[PairTest]
    criteria: list[CriterionTest]
    separates: bool


def score_rubric(points: Sequence[float], met: Sequence[bool]) -> float:
    """The points of what is met over all positive points, clipped to [0, 1]; 0 where nothing can be won.

    >>> score_rubric([3, 1, -2], [True, False, True])
    0.25
    """
    most = sum(each for each in points if each > 0)
    won = sum(each for each, is_met in zip(points, met, strict=True) if is_met)
    return round(min(max(won / most, 0.0), 1.0), _ROUNDING) if most else 0.0


def try_rubric(
    points: Sequence[float], met: Sequence[Sequence[bool]], is_good: Sequence[bool], *, least_gap: float
) -> RubricTest:
    """Test a rubric of these points. `met[i][j]`: whether response i meets criterion j.

    It separates where every good response scores at least `least_gap` above every bad one, and there are both. Raises
    ValueError for tables of other sizes.

    >>> tested = try_rubric([2, 1], [[True, True], [False, True]], [True, False], least_gap=0.5)
    >>> tested.separates, [each.effect for each in tested.criteria]
    (True, ['separates', 'met_by_all'])
    """
    scores = [score_rubric(points, row) for row in met]
    good = [place for place, is_one in enumerate(is_good) if is_one]
    bad = [place for place, is_one in enumerate(is_good) if not is_one]
    if len(is_good) != len(met):
        raise ValueError("is_good and met must be equally long")
    pairs = [_compare(one, other, scores, least_gap) for one, other in product(good, bad)]
    criteria = [
        _effect_of(worth, [met[place][column] for place in good], [met[place][column] for place in bad])
        for column, worth in enumerate(points)
    ]
    return RubricTest(scores, pairs, criteria, bool(pairs) and all(pair.is_separated for pair in pairs))


def _compare(good: int, bad: int, scores: Sequence[float], least_gap: float) -> PairTest:
    gap = round(scores[good] - scores[bad], _ROUNDING)
    return PairTest(good, bad, gap, gap >= least_gap)


def _effect_of(points: float, good: Sequence[bool], bad: Sequence[bool]) -> CriterionTest:
    met_good, met_bad = sum(good), sum(bad)
    if met_good + met_bad == 0:
        return CriterionTest(met_good, met_bad, "met_by_none")
    if met_good + met_bad == len(good) + len(bad):
        return CriterionTest(met_good, met_bad, "met_by_all")
    lean = points * (met_good * len(bad) - met_bad * len(good))
    effect: Effect = "separates" if lean > 0 else "turned_around" if lean < 0 else "even"
    return CriterionTest(met_good, met_bad, effect)
