"""How well a judge, such as a language model, stands in for people: measured beside people, never alone.

A person does not always agree with the others either. So the judge and each person are held against the same thing,
what most of the other people said of a pair, and what a person reaches there is the ceiling.
"""

from __future__ import annotations

from typing import Final, NamedTuple, cast

import msgspec
import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.pairs import LEFT, RIGHT, TIE

__all__ = ["JudgeReport", "Share", "Verdicts", "compare_judge"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DRAWS: Final = 2_000


class Share(msgspec.Struct, frozen=True):
    """A share in [0, 1] with the ends of its 95 % interval, of `of` cases; 0 of 0 where there are none."""

    value: float
    low: float
    high: float
    of: int


class JudgeReport(msgspec.Struct, frozen=True):
    """A judge beside people.

    `agreement` is how often the judge says what most of the other people say, over everybody who may be left out;
    `ceiling` is how often the person left out says it. `decisive_agreement` and `decisive_ceiling` are the same where
    neither is a tie. `short` is the ceiling less the agreement, in [-1, 1]: below 0 the judge agrees more than people.
    `ties`, `people_ties`: how often they tie. `left`, `people_left`: how often the left side wins where one does.
    `steady`: how often the judge, asked both ways round, prefers the same answer.
    """

    agreement: Share
    ceiling: Share
    short: Share
    decisive_agreement: Share
    decisive_ceiling: Share
    ties: Share
    people_ties: Share
    left: Share
    people_left: Share
    steady: Share


class Verdicts(NamedTuple):
    """Votes as shown, equally long: `pair` numbers from 0, `winner` 0 (left), 1 (right) or 2 (tie).

    `is_turned` is true where a pair was shown the other way round than usual; nobody turned it where it is None.
    """

    pair: npt.ArrayLike
    winner: npt.ArrayLike
    is_turned: npt.ArrayLike | None = None


def compare_judge(judge: Verdicts, people: Verdicts, seed: int = 0) -> JudgeReport:
    """Hold a judge's verdicts against people's on the same pairs. Intervals draw pairs anew (bootstrap by pair).

    What a judge says is its first verdict, or where it was asked both ways round the first of each: a tie where they
    differ (Zheng et al. 2023). Pairs that only one side judged count for that side's ties and sides only. Raises
    ValueError for columns that are not equally long or hold other numbers.
    Source of the ceiling: Chiang and Lee, Can Large Language Models Be an Alternative to Human Evaluations? (ACL 2023).
    """
    ours, theirs = _read(judge), _read(people)
    pairs = 1 + int(max(ours.pair.max(initial=-1), theirs.pair.max(initial=-1)))
    said = _settled(ours, pairs)
    target = _most_of_others(theirs, pairs)
    asked = (target >= 0) & (said[theirs.pair] >= 0)
    person, verdict, wanted = theirs.winner[asked], said[theirs.pair][asked], target[asked]
    where = theirs.pair[asked]
    share = _Shares(pairs, np.random.default_rng(seed))
    judge_hits, person_hits = (verdict == wanted), (person == wanted)
    decided = (wanted != TIE) & (verdict != TIE)
    person_decided = (wanted != TIE) & (person != TIE)
    return JudgeReport(
        agreement=share(where, judge_hits),
        ceiling=share(where, person_hits),
        short=share(where, person_hits.astype(np.float64) - judge_hits),
        decisive_agreement=share(where[decided], judge_hits[decided]),
        decisive_ceiling=share(where[person_decided], person_hits[person_decided]),
        ties=share(ours.pair, ours.winner == TIE),
        people_ties=share(theirs.pair, theirs.winner == TIE),
        left=_left(share, judge, ours),
        people_left=_left(share, people, theirs),
        steady=_steady(share, ours, pairs),
    )


class _Columns(NamedTuple):
    """`winner` in the usual order of each pair."""

    pair: Indexes
    winner: Indexes
    is_turned: Flags


def _read(verdicts: Verdicts) -> _Columns:
    pair, winner = (np.asarray(column, dtype=np.int64).reshape(-1) for column in verdicts[:2])
    turned = (
        np.zeros(len(pair), dtype=bool) if verdicts.is_turned is None else np.asarray(verdicts.is_turned, dtype=bool)
    )
    if not len(pair) == len(winner) == len(turned):
        raise ValueError("pair, winner and is_turned must be equally long")
    if not np.isin(winner, (LEFT, RIGHT, TIE)).all() or pair.min(initial=0) < 0:
        raise ValueError("pairs count from 0, and winner must be 0 (left), 1 (right) or 2 (tie)")
    return _Columns(pair, np.where(turned & (winner != TIE), 1 - winner, winner), turned)


def _first(votes: _Columns, pairs: int) -> Indexes:
    """The first verdict on each pair, -1 where there is none."""
    found = np.full(pairs, -1, dtype=np.int64)
    found[votes.pair[::-1]] = votes.winner[::-1]
    return found


def _both_ways(votes: _Columns, pairs: int) -> tuple[Indexes, Indexes]:
    """The first verdict on each pair as usual, and the first where it was turned; -1 where there is none."""
    straight, turned = (
        _first(_Columns(votes.pair[side], votes.winner[side], votes.is_turned[side]), pairs)
        for side in (~votes.is_turned, votes.is_turned)
    )
    return straight, turned


def _settled(votes: _Columns, pairs: int) -> Indexes:
    """What is said of each pair in all; -1 where nothing is."""
    straight, turned = _both_ways(votes, pairs)
    either = np.where(straight >= 0, straight, turned)
    return np.where((turned >= 0) & (either != turned), TIE, either)


def _most_of_others(votes: _Columns, pairs: int) -> Indexes:
    """For each vote what most others said of its pair; -1 where no answer is ahead."""
    counts = np.bincount(votes.pair * 3 + votes.winner, minlength=3 * pairs).reshape(-1, 3)[votes.pair]
    counts[np.arange(len(counts)), votes.winner] -= 1
    order = np.sort(counts, axis=1)
    return cast(Indexes, np.where(order[:, 2] > order[:, 1], counts.argmax(axis=1), -1))


def _left(share: _Shares, given: Verdicts, votes: _Columns) -> Share:
    shown = np.asarray(given.winner, dtype=np.int64).reshape(-1)
    decided = shown != TIE
    return share(votes.pair[decided], shown[decided] == LEFT)


def _steady(share: _Shares, votes: _Columns, pairs: int) -> Share:
    """Over the pairs that were asked both ways round, by the first verdict each way."""
    straight, turned = _both_ways(votes, pairs)
    both = np.flatnonzero((straight >= 0) & (turned >= 0))
    return share(both, straight[both] == turned[both])


class _Shares:
    """Means with intervals, all from the same draws of pairs."""

    def __init__(self, pairs: int, draw: np.random.Generator) -> None:
        self._pairs = pairs
        chance = np.full(pairs, 1 / pairs) if pairs else np.zeros(0)
        self._weights = draw.multinomial(pairs, chance, size=DRAWS) if pairs else np.zeros((DRAWS, 0), dtype=np.int64)

    def __call__(self, pair: Indexes, hit: npt.NDArray[np.generic]) -> Share:
        if not len(pair):
            return Share(0.0, 0.0, 0.0, 0)
        hits = np.bincount(pair, hit.astype(np.float64), self._pairs)
        cases = np.bincount(pair, minlength=self._pairs)
        drawn = self._weights @ cases
        means = (self._weights @ hits)[drawn > 0] / drawn[drawn > 0]
        low, high = np.quantile(means, (0.025, 0.975)).tolist()
        return Share(float(hits.sum() / len(pair)), low, high, len(pair))
