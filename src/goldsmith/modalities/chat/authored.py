"""What labelers wrote as the assistant, and what models had said there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldsmith.modalities._contract import Answer, Authored
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.chat.shapes import Written

__all__ = ["authored_in"]


def authored_in(content: Any, answer: Answer[Any]) -> Iterator[Authored]:
    """The assistant's messages that the labeler wrote, each with the responses that were given in its place.

    Of a better version only what is new in it is the labeler's own: it is meant to repeat what it improves. What a
    labeler says as the user is compared with nothing.
    """
    texts = {each.id: each.content for each in content.messages}
    texts |= {each.uuid: each.content for each in answer.annotations if isinstance(each, Written)}
    for each in answer.annotations:
        if isinstance(each, Written) and not each.reply and each.role == "assistant":
            yield Authored(each.uuid, each.content, _beside(content, each), texts.get(each.revises, ""))


def _beside(content: ChatContent, written: Written) -> dict[str, str]:
    return {
        message.id: message.content
        for message in content.messages
        if message.role == "assistant" and message.parent == written.parent and message.id != written.revises
    }
