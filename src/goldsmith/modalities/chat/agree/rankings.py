"""Rankings, pair by pair: which of two is better, or neither."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.modalities.alignment import Unit
from goldsmith.modalities.questions import NO, YES, YES_NO

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Shape
    from goldsmith.modalities.alignment import Alignment, Reading
    from goldsmith.modalities.chat.shapes import Ranking

__all__ = [
    "FIRST",
    "SECOND",
    "TIE",
    "agreement",
    "ask_ranking",
    "order_pairs",
    "places_of",
    "read_ranking",
    "winner_of",
]

FIRST, SECOND, TIE = 0, 1, 2
WINNERS: Final = ("first", "second", "tie")


def places_of(ranking: Ranking) -> dict[str, int]:
    """In which group each message is, the best group being 0.

    >>> from goldsmith.modalities.chat.shapes import Ranking
    >>> places_of(Ranking(label="best", after="1", groups=[["b"], ["a", "c"]]))
    {'b': 0, 'a': 1, 'c': 1}
    """
    return {message: place for place, group in enumerate(ranking.groups) for message in group}


def winner_of(places: Mapping[str, int], first: str, second: str) -> int:
    """Which of two is better: FIRST, SECOND or TIE."""
    if places[first] == places[second]:
        return TIE
    return FIRST if places[first] < places[second] else SECOND


def agreement(one: Ranking, other: Ranking) -> float:
    """The share of pairs that both order alike, out of those that either orders; strength does not count."""
    ours, theirs = places_of(one), places_of(other)
    every = list(combinations(sorted(ours.keys() | theirs.keys()), 2))
    both = ours.keys() & theirs.keys()
    alike = [winner_of(ours, *pair) == winner_of(theirs, *pair) for pair in every if both >= set(pair)]
    said = [float(one.all_bad == other.all_bad)] if one.all_bad or other.all_bad else []
    total = len(every) + len(said)
    return (sum(alike) + sum(said)) / total if total else 1.0


def ask_ranking(alignment: Alignment, subject: int, members: Sequence[tuple[int, Shape]]) -> None:
    """One question a pair, and one for all being bad where somebody said so."""
    rankings: list[tuple[int, Any]] = list(members)
    label = rankings[0][1].label
    placed = [(labeler, places_of(ranking)) for labeler, ranking in rankings]
    for first, second in combinations(sorted({message for _, places in placed for message in places}), 2):
        given = [(labeler, places) for labeler, places in placed if first in places and second in places]
        if given:
            unit = alignment.ask(Unit("winner", WINNERS, subject, label, member=_name(first, second)))
            for labeler, places in given:
                alignment.vote(unit, labeler, winner_of(places, first, second))
    if any(ranking.all_bad for _, ranking in rankings):
        unit = alignment.ask(Unit("all_bad", YES_NO, subject, label))
        for labeler, ranking in rankings:
            alignment.vote(unit, labeler, YES if ranking.all_bad else NO)


def _name(first: str, second: str) -> str:
    """Name a pair so that no other is named alike, whatever is in the ids."""
    return f"{first} {second}" if " " not in first + second else f"{len(first)} {first} {second}"


def read_ranking(
    shape: Ranking, members: Sequence[tuple[Ranking, float]], reading: Reading, units: Sequence[int]
) -> Ranking:
    """Put the decided pairs in order: by the wins that are expected of each, equals together.

    Decided pairs may form a circle; expected wins (Borda's count) order them all the same.
    """
    asked = {reading.units[unit].member: unit for unit in units if reading.units[unit].kind == "winner"}
    ranked = sorted({message for each, _ in members for message in places_of(each)})
    pairs = {pair: asked[_name(*pair)] for pair in combinations(ranked, 2) if _name(*pair) in asked}
    chances = {pair: tuple(reading.probability(unit, winner) for winner in range(3)) for pair, unit in pairs.items()}
    ties = {pair for pair, unit in pairs.items() if reading.chosen(unit) == "tie"}
    groups = order_pairs(chances, ties)
    all_bad = any(reading.units[unit].kind == "all_bad" and reading.chosen(unit) == "yes" for unit in units)
    merged = msgspec.structs.replace(shape, groups=groups, strength=0, all_bad=all_bad)
    merged.strength = _middle_strength(merged, members)
    return merged


def order_pairs(
    chances: Mapping[tuple[str, str], Sequence[float]], ties: Collection[tuple[str, str]] | None = None
) -> list[list[str]]:
    """Groups of ids, the best first, by the wins that are expected of each (Borda's count); neighbours may be equal.

    Of each pair, its ids in order: the chances of the first, the second and a tie. `ties` are the pairs that are held
    for equal; by default those where that is likeliest.

    >>> order_pairs({("a", "b"): (0.1, 0.8, 0.1), ("a", "c"): (0.2, 0.2, 0.6), ("b", "c"): (0.7, 0.2, 0.1)})
    [['b'], ['c', 'a']]
    """
    equal = ties if ties is not None else {pair for pair, each in chances.items() if each[TIE] > max(each[:TIE])}
    wins: dict[str, float] = {}
    for (first, second), (better, worse, _) in chances.items():
        wins[first] = wins.get(first, 0.0) + better - worse
        wins[second] = wins.get(second, 0.0) + worse - better
    groups: list[list[str]] = []
    for message in sorted(wins, key=lambda message: (-round(wins[message], 9), message)):
        before = groups[-1][-1] if groups else None
        if before is not None and (min(before, message), max(before, message)) in equal:
            groups[-1].append(message)
        else:
            groups.append([message])
    return groups


def _middle_strength(merged: Ranking, members: Sequence[tuple[Ranking, float]]) -> int:
    """By how much, judging by those who ordered the pair so."""
    from goldsmith.algorithms.outlines import weighted_middle

    agreed = [(each.strength, weight) for each, weight in members if each.groups == merged.groups and each.strength]
    if len(merged.groups) != 2 or not agreed:
        return 0
    return int(weighted_middle([strength for strength, _ in agreed], [weight for _, weight in agreed]))
