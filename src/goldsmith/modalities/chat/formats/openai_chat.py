"""OpenAI's chat form for supervised fine-tuning: messages, tools, and the weight of the assistant's messages.

Format: https://platform.openai.com/docs/guides/supervised-fine-tuning. Where a labeler wrote what the assistant says,
given messages of the assistant have weight 0: they are there to be read, not learnt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.endings import lines_of
from goldsmith.modalities.chat.formats.pictures import illustrated, lose_texts
from goldsmith.modalities.chat.formats.reading import Reader, chain
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.shapes import Written
from goldsmith.modalities.codec import LossReport

__all__ = ["OPENAI_CHAT"]

KNOWN: Final = frozenset({"messages", "tools", "parallel_tool_calls"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every line that ends with what the assistant should say."""
    del asked
    lose_texts(conversation, report)
    written = {each.uuid for each in conversation.said(Written)}
    for line in lines_of(conversation, report):
        row: Row = {"messages": _weighted(conversation, line, written)}
        if conversation.content.tools:
            row["tools"] = conversation.content.tools
            row["parallel_tool_calls"] = any(len(message.tool_calls) > 1 for message in line)
        yield row


def _weighted(conversation: Conversation, line: list[Message], written: set[str]) -> list[dict[str, Any]]:
    messages = illustrated(conversation, line)
    if any(message.id in written and message.role == "assistant" for message in line):
        for message, said in zip(line, messages, strict=True):
            if message.role == "assistant" and message.id not in written:
                said["weight"] = 0
    return messages


def _convert(reader: Reader, line: Row) -> Row:
    messages = chain(reader.messages(line.get("messages"), "messages", role="user"))
    reader.report.lose("whether tools may be called together", int("parallel_tool_calls" in line))
    given, written = reader.demonstration(messages)
    return reader.row(line, given, written, known=KNOWN, tools=reader.tools(line))


OPENAI_CHAT: Final = lines_codec(
    Form(
        name="openai_chat",
        title="OpenAI fine-tuning",
        held=Held(shapes=(Written,), tools=True, pictures=True),
        project=project,
        convert=_convert,
    )
)
