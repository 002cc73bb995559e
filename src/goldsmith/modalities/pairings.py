"""What a judge is asked: which of two things is better. Pure, like all that a modality gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer
    from goldsmith.ontology import Ontology

__all__ = ["OPPOSITE", "Chances", "Judging", "Pairing", "Side", "Verdict", "in_order"]

Side = Literal["left", "right", "tie"]
OPPOSITE: Final[Mapping[Side, Side]] = {"left": "right", "right": "left", "tie": "tie"}
"""A winner, as one says who saw the pair the other way round."""


class Pairing(msgspec.Struct, frozen=True):
    """Two things, by their ids, that are compared under a question (a label's name), as they stand."""

    question: str
    left: str
    right: str

    @property
    def turned(self) -> Pairing:
        return Pairing(self.question, self.right, self.left)


class Verdict(NamedTuple):
    """Who of a pair is better, to one who saw it so."""

    pairing: Pairing
    winner: Side


class Chances(NamedTuple):
    """How likely the left one is better, the right one, or neither."""

    left: float
    right: float
    tie: float


class Judging(msgspec.Struct, frozen=True, kw_only=True):
    """How a judge that reads text compares what a modality shows.

    `is_asked`: the ontology compares something. `pairings` are all that an item has to compare, ids in order.
    `criterion` says what a question asks, `may_tie` whether two may be equally good, `show` is the item as text with
    both things marked A (left) and B (right). `verdicts` is what an answer says of pairs, as its labeler saw them where
    that is known. `answer` makes one of what is believed.
    """

    is_asked: Callable[[Ontology], bool]
    pairings: Callable[[Any, Ontology], Sequence[Pairing]]
    criterion: Callable[[Ontology, str], str]
    may_tie: Callable[[Ontology, str], bool]
    show: Callable[[Any, Pairing], str]
    verdicts: Callable[[Answer[Any]], Iterable[Verdict]]
    answer: Callable[[Any, Mapping[Pairing, Chances]], Answer[Any]]


def in_order(verdict: Verdict) -> tuple[Pairing, Side, bool]:
    """A verdict on the pair with its ids in order, and whether it was shown the other way round.

    >>> in_order(Verdict(Pairing("best", "b", "a"), "left"))
    (Pairing(question='best', left='a', right='b'), 'right', True)
    """
    pairing, winner = verdict
    if pairing.left <= pairing.right:
        return pairing, winner, False
    return pairing.turned, OPPOSITE[winner], True
