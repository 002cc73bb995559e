"""Single responses called good or bad, derived from rankings, rewrites and ratings by one rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation
from goldsmith.modalities.chat.formats.pairs import rankings_of
from goldsmith.modalities.chat.shapes import Rating, Written
from goldsmith.modalities.codec import LossReport

__all__ = ["Verdict", "verdicts_of"]


class Verdict(NamedTuple):
    """A response and whether it is good."""

    prompt: list[Message]
    response: list[Message]
    is_good: bool


def verdicts_of(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Verdict]:
    """Give each response once, by the first of these that says something about it.

    What a labeler wrote is good. Of a ranking the best group is good and the worst bad, or all are bad where none was
    good enough; groups between say nothing. A rating is good above the middle of its scales and bad below.
    """
    found: dict[str, bool] = {}
    for verdicts in (_of_writing(conversation), _of_rankings(conversation, asked, report)):
        for message_id, is_good in verdicts.items():
            found.setdefault(message_id, is_good)
    for message_id, is_good in _of_ratings(conversation, asked, report).items():
        found.setdefault(message_id, is_good)
    for message_id, is_good in found.items():
        parent = conversation.graph.messages[message_id].parent
        prompt = conversation.graph.path(parent) if parent else []
        yield Verdict(prompt, conversation.response(message_id), is_good)


def _of_writing(conversation: Conversation) -> dict[str, bool]:
    return {each.uuid: True for each in conversation.said(Written) if each.role == "assistant" and not each.reply}


def _of_rankings(conversation: Conversation, asked: Asked, report: LossReport) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for ranking in rankings_of(conversation, asked, report):
        named = [message for group in ranking.groups for message in group]
        if ranking.all_bad:
            shown = named or ranking.shown
            found |= dict.fromkeys(shown, False)
        elif len(ranking.groups) > 1:
            found |= dict.fromkeys(ranking.groups[-1], False) | dict.fromkeys(ranking.groups[0], True)
        report.lose("responses of which a ranking does not say whether they are good", len(set(named) - found.keys()))
        report.lose("orders of responses that are good or bad alike", int(bool(named)))
    return found


def _of_ratings(conversation: Conversation, asked: Asked, report: LossReport) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for rating in conversation.said(Rating):
        heights = [
            (value - question.minimum) / (question.maximum - question.minimum)
            for name, value in rating.attributes.items()
            if (question := asked.numbers.get(name)) and isinstance(value, int | float)
            if question.minimum is not None and question.maximum is not None and question.maximum > question.minimum
        ]
        middle = sum(heights) / len(heights) if heights else 0.5
        report.lose("ratings that are neither good nor bad", int(middle == 0.5))
        report.lose("sizes of ratings", int(middle != 0.5))
        if middle != 0.5:
            found[rating.message] = middle > 0.5
    return found
