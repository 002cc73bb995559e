"""Conversations to learn from as they are: lines of the graph that end with what the assistant should have said."""

from __future__ import annotations

from collections.abc import Iterator

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.conversations import Conversation
from goldsmith.modalities.chat.shapes import Ranking, Written
from goldsmith.modalities.codec import LossReport

__all__ = ["lines_of"]


def lines_of(conversation: Conversation, report: LossReport) -> Iterator[list[Message]]:
    """The lines that a labeler wrote to their end. What was given and never written upon is judged, not learnt.

    A line ends with the assistant: a question that nobody answered is left off. Of a model's replies only the one
    ranked best ends a line.
    """
    written = {each.uuid: each for each in conversation.said(Written)}
    lines = [conversation.graph.path(end) for end in dict.fromkeys(_written_ends(conversation, written))]
    told = {message.id for line in lines for message in line}
    report.lose("messages that lead to no answer", len(written.keys() - told))
    report.lose("which messages labelers wrote", len(written.keys() & told))
    yield from lines


def _written_ends(conversation: Conversation, written: dict[str, Written]) -> Iterator[str]:
    graph = conversation.graph
    for message_id in written:
        if graph.after(message_id):
            continue
        end = graph.messages[message_id]
        while end.role != "assistant" and end.parent in written:
            end = graph.messages[end.parent or ""]
        is_own = end.role == "assistant" and end.id in written
        if is_own and (not written[end.id].reply or end.id == _best_of(conversation, end)):
            yield end.id


def _best_of(conversation: Conversation, message: Message) -> str | None:
    """The alternate that was ranked alone at the top; the only one where there are no alternates."""
    alternates = conversation.graph.alternates(message.id)
    if len(alternates) == 1:
        return message.id
    found = [ranking for ranking in conversation.said(Ranking) if ranking.after == (message.parent or "")]
    top = found[0].groups[0] if found and found[0].groups and not found[0].all_bad else []
    return top[0] if len(top) == 1 else None
