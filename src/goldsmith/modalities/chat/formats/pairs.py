"""Pairs of a better and a worse response, derived from rankings and rewrites by one rule.

A ranking gives every pair of messages of different groups, the best first; messages of one group are a tie. A rewrite
is better than what it revises. The same answer gives the same pairs in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation
from goldsmith.modalities.chat.shapes import Ranking, Written
from goldsmith.modalities.codec import LossReport

__all__ = ["Duel", "Pair", "duels_of", "pairs_of", "rankings_of"]

BETTER = 2
"""The strength of a preference that labelers were not asked for the strength of, on HelpSteer3's scale of three."""


class Pair(NamedTuple):
    """Two responses to the same prompt. `margin`: by how much the chosen one is better, None where nobody said."""

    prompt: list[Message]
    chosen: list[Message]
    rejected: list[Message]
    margin: float | None


class Duel(NamedTuple):
    """Two responses in the order in which they were shown. `lead` is above 0 where the first is better, 0 for a tie.

    Its size is the strength where that is known, the distance of the groups else, and 2 for a pair without either.
    """

    prompt: list[Message]
    first: list[Message]
    second: list[Message]
    lead: int
    are_both_bad: bool
    ranking: Ranking


def rankings_of(conversation: Conversation, asked: Asked, report: LossReport) -> list[Ranking]:
    """The rankings under the first label that ranks; those under further labels are counted as lost."""
    every = conversation.said(Ranking)
    name = asked.ranking.name if asked.ranking else None
    own = [ranking for ranking in every if ranking.label == name]
    report.lose("rankings under further labels", len(every) - len(own))
    return own


def pairs_of(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Pair]:
    """Every pair of the rankings, then of the rewrites. Ties, and that none is good enough, are counted as lost.

    The margin is the strength where it was said, else how many groups one stands above the other; of a rewrite, 1.
    Where the project asks for no strengths there are no margins.
    """
    for ranking in rankings_of(conversation, asked, report):
        yield from _pairs_of_ranking(conversation, ranking, asked, report)
    for written in conversation.said(Written):
        if written.revises and written.role == "assistant":
            before = conversation.graph.messages[written.revises]
            prompt = conversation.graph.path(before.parent) if before.parent else []
            own = conversation.graph.messages[written.uuid]
            yield Pair(prompt, [own], [before], 1.0 if asked.has_strengths else None)


def _pairs_of_ranking(conversation: Conversation, ranking: Ranking, asked: Asked, report: LossReport) -> Iterator[Pair]:
    prompt = conversation.graph.path(ranking.after) if ranking.after else []
    report.lose("ties", sum(len(group) * (len(group) - 1) // 2 for group in ranking.groups))
    report.lose("verdicts that none is good enough", int(ranking.all_bad))
    report.lose("strengths of preferences", int(bool(ranking.strength) and not asked.has_strengths))
    report.lose("orders in which responses were shown", int(bool(ranking.shown)))
    for (high, better), (low, worse) in combinations(enumerate(ranking.groups), 2):
        margin = float(ranking.strength or low - high) if asked.has_strengths else None
        for chosen in better:
            for rejected in worse:
                yield Pair(prompt, conversation.response(chosen), conversation.response(rejected), margin)


def duels_of(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Duel]:
    """Every two responses that were ranked, ties too, in the order in which the labeler saw them.

    Where none is good enough and none was ranked, all that were shown are bad alike.
    """
    for ranking in rankings_of(conversation, asked, report):
        prompt = conversation.graph.path(ranking.after) if ranking.after else []
        places = {message: place for place, group in enumerate(ranking.groups) for message in group}
        if not places and ranking.all_bad:
            places = dict.fromkeys(ranking.shown or _given_after(conversation, ranking.after), 0)
        seen = [message for message in ranking.shown if message in places]
        order = [*seen, *(each.id for each in conversation.graph.after(ranking.after) if each.id not in seen)]
        for first, second in combinations([message for message in order if message in places], 2):
            distance = places[second] - places[first]
            size = ranking.strength or (BETTER if len(ranking.groups) == 2 else abs(distance))
            lead = 0 if not distance else size if distance > 0 else -size
            responses = conversation.response(first), conversation.response(second)
            yield Duel(prompt, *responses, lead, ranking.all_bad, ranking)


def _given_after(conversation: Conversation, parent: str) -> list[str]:
    return [message.id for message in conversation.content.messages if (message.parent or "") == parent]
