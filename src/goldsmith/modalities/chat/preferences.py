"""What an answer says of models: each pair of responses that it ranks is a vote between those who wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from goldsmith.modalities._contract import Answer, Preference
from goldsmith.modalities.chat.agree.rankings import FIRST, TIE, places_of, winner_of
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.chat.shapes import Ranking, Written

__all__ = ["preferences_of"]


def preferences_of(content: Any, answer: Answer[Any], models: Mapping[str, str]) -> Iterator[Preference]:
    """Votes between different sources, each pair of a ranking one; `models` names who gave a logged reply.

    Responses without a source are nobody's, and two of one source are no comparison. That all are bad is a tie.
    """
    sources = _sources(content, answer, models)
    for ranking in answer.annotations:
        if isinstance(ranking, Ranking):
            yield from _votes(ranking, sources)


def _sources(content: ChatContent, answer: Answer[Any], models: Mapping[str, str]) -> dict[str, str]:
    given = {message.id: message.source for message in content.messages}
    replied = {
        each.uuid: models.get(each.reply, "") for each in answer.annotations if isinstance(each, Written) and each.reply
    }
    return given | replied


def _votes(ranking: Ranking, sources: Mapping[str, str]) -> Iterator[Preference]:
    places = places_of(ranking)
    is_placed = set(places) <= set(ranking.shown)
    shown = [message for message in ranking.shown if message in places] if is_placed else sorted(places)
    for left, right in combinations(shown, 2):
        one, other = sources.get(left, ""), sources.get(right, "")
        if one and other and one != other:
            yield Preference(ranking.label, one, other, _winner(ranking, winner_of(places, left, right)), is_placed)


def _winner(ranking: Ranking, winner: int) -> Any:
    if winner == TIE:
        return "both_bad" if ranking.all_bad else "tie"
    return "left" if winner == FIRST else "right"
