"""Whether a conversation can be asked: who speaks when, calls of tools and their results, texts that can be kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from goldsmith.errors import InvalidError
from goldsmith.journey.talk.settings import LONGEST_CONVERSATION, Message
from goldsmith.modalities.tool_calls import ToolCall

__all__ = ["check_messages"]

_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")


def check_messages(messages: Sequence[Message]) -> None:
    """Raise InvalidError for what cannot be asked."""
    if not messages or messages[-1].role not in ("user", "tool"):
        raise InvalidError("A turn ends with what the user says, or with the results of tools.", field="messages")
    if sum(_characters(each) for each in messages) > LONGEST_CONVERSATION:
        raise InvalidError(f"A conversation has at most {LONGEST_CONVERSATION:,} characters.", field="messages")
    called: set[str] = set()
    for number, each in enumerate(messages):
        field = f"messages[{number}]"
        _check_message(each, field)
        called = _check_calls(each, called, field)
    if called:
        raise InvalidError("Say first what the tools gave back: a call has no result yet.", field="messages")


def _characters(message: Message) -> int:
    return len(message.content) + sum(len(call.function.arguments) for call in message.tool_calls)


def _check_message(message: Message, field: str) -> None:
    texts = [message.content, *(part for call in message.tool_calls for part in (call.id, *_function(call)))]
    if any(_UNKEEPABLE.search(text) for text in (*texts, message.tool_call_id)):
        raise InvalidError("Text may not hold the NUL character or halves of characters.", field=f"{field}.content")
    if not (message.content or message.attachments or message.tool_calls or message.role == "tool"):
        raise InvalidError("A message says something.", field=f"{field}.content")
    if message.attachments and message.role != "user":
        raise InvalidError("Only the user shows files.", field=f"{field}.attachments")
    if message.tool_calls and message.role != "assistant":
        raise InvalidError("Only the assistant calls tools.", field=f"{field}.tool_calls")


def _function(call: ToolCall) -> tuple[str, str]:
    return call.function.name, call.function.arguments


def _check_calls(message: Message, called: set[str], field: str) -> set[str]:
    """The calls that have no result after this message yet."""
    if message.role == "tool":
        if message.tool_call_id not in called:
            raise InvalidError("No tool was called that this is the result of.", field=f"{field}.tool_call_id")
        return called - {message.tool_call_id}
    if called or message.tool_call_id:
        raise InvalidError("Results of tools come right after their calls, and nothing else does.", field=field)
    return {call.id for call in message.tool_calls}
