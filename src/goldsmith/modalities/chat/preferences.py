"""What an answer says of models: each pair of responses that it ranks is a vote between those who wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from goldsmith.modalities._contract import Answer, Preference
from goldsmith.modalities.chat.agree.rankings import FIRST, TIE, places_of, winner_of
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.chat.graph import Graph
from goldsmith.modalities.chat.shapes import Ranking, Written
from goldsmith.modalities.chat.style import count_marks, doublings

__all__ = ["compared_in", "preferences_of"]


def compared_in(content: Any) -> list[str]:
    """Who wrote the alternates that are compared; nobody where they have no sources."""
    return sorted({message.source for message in Graph(content.messages).candidates() if message.source})


class _Response(NamedTuple):
    """Who wrote a response, and how long and formatted it is."""

    source: str
    characters: int
    marks: int


def preferences_of(content: Any, answer: Answer[Any], models: Mapping[str, str]) -> Iterator[Preference]:
    """Votes between different sources, each pair of a ranking one; `models` names who gave a logged reply.

    Responses without a source are nobody's, and two of one source are no comparison. That all are bad is a tie.
    """
    rankings = [each for each in answer.annotations if isinstance(each, Ranking)]
    if rankings:
        responses = _responses(content, answer, models)
        for ranking in rankings:
            yield from _votes(ranking, responses)


def _responses(content: ChatContent, answer: Answer[Any], models: Mapping[str, str]) -> dict[str, _Response]:
    given = {message.id: _response(message.source, message.content) for message in content.messages if message.source}
    replied = {
        each.uuid: _response(models[each.reply], each.content)
        for each in answer.annotations
        if isinstance(each, Written) and models.get(each.reply)
    }
    return given | replied


def _response(source: str, text: str) -> _Response:
    return _Response(source, len(text), count_marks(text))


def _votes(ranking: Ranking, responses: Mapping[str, _Response]) -> Iterator[Preference]:
    places = places_of(ranking)
    is_placed = set(places) <= set(ranking.shown)
    shown = [message for message in ranking.shown if message in places] if is_placed else sorted(places)
    for left, right in combinations(shown, 2):
        one, other = responses.get(left), responses.get(right)
        if one and other and one.source != other.source:
            yield Preference(
                ranking.label,
                one.source,
                other.source,
                _winner(ranking, winner_of(places, left, right)),
                is_placed,
                doublings(one.characters, other.characters),
                doublings(one.marks, other.marks),
            )


def _winner(ranking: Ranking, winner: int) -> Any:
    if winner == TIE:
        return "both_bad" if ranking.all_bad else "tie"
    return "left" if winner == FIRST else "right"
