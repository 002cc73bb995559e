"""What an answer adds to a conversation: messages, the replies of models that it repeats, and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from goldsmith.modalities._contract import Answer, Quoted
from goldsmith.modalities.chat.content import ChatContent, Message
from goldsmith.modalities.chat.graph import Graph
from goldsmith.modalities.chat.shapes import Written

__all__ = ["files_with", "graph_with", "pictures_in", "quoted_replies"]

NOBODY: Final[Mapping[str, str]] = {}


def graph_with(content: ChatContent, answer: Answer[Any], models: Mapping[str, str] = NOBODY) -> Graph:
    """The conversation together with the messages that an answer adds to it. Raises ValueError for one out of place.

    `models` names who gave a logged reply. Attachments are places in `files_with` of the same.
    """
    given = list(content.messages)
    known = {message.id for message in given}
    places = {name: place for place, name in enumerate(files_with(content, answer))}
    for each in _written(answer):
        if each.uuid in known:
            raise ValueError(each.uuid)
        if each.parent and each.parent not in known:
            raise ValueError(each.parent)
        known.add(each.uuid)
        given.append(_message(each, models.get(each.reply, ""), places))
    return Graph(given)


def files_with(content: ChatContent, answer: Answer[Any]) -> list[str]:
    """The conversation's files, then the pictures that the answer adds, each once."""
    added = dict.fromkeys(picture for _, picture in pictures_in(answer))
    return [*content.attachments, *(each for each in added if each not in content.attachments)]


def pictures_in(answer: Answer[Any], field: str = "answer") -> Iterator[tuple[str, str]]:
    """(path, asset id) of every picture that labelers' messages show."""
    for index, each in enumerate(answer.annotations):
        if isinstance(each, Written):
            for place, picture in enumerate(each.attachments or []):
                yield f"{field}.annotations[{index}].attachments[{place}]", picture


def quoted_replies(answer: Answer[Any]) -> dict[str, Quoted]:
    """What the models' replies that an answer repeats say, by the ids of the log."""
    return {
        each.reply: Quoted(each.content, msgspec.to_builtins(each.tool_calls or []))
        for each in _written(answer)
        if each.reply
    }


def _written(answer: Answer[Any]) -> Iterator[Written]:
    return (each for each in answer.annotations if isinstance(each, Written))


def _message(written: Written, source: str, places: Mapping[str, int]) -> Message:
    return Message(
        id=written.uuid,
        parent=written.parent,
        role=written.role,
        content=written.content,
        source=source,
        tool_calls=written.tool_calls or [],
        tool_call_id=written.tool_call_id or "",
        attachments=[places[each] for each in written.attachments or []],
    )
