"""ShareGPT's form of conversations, as FastChat, Axolotl and LLaMA-Factory read it.

Format: https://llamafactory.readthedocs.io/en/latest/getting_started/data_preparation.html (ShareGPT). What calls a
tool is `function_call`, what a tool says `observation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.endings import lines_of
from goldsmith.modalities.chat.formats.reading import Reader, Said, chain, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.shapes import Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in

__all__ = ["SHAREGPT"]

KNOWN: Final = frozenset({"id", "conversations", "system", "tools"})
SPEAKERS: Final = {"system": "system", "user": "human", "assistant": "gpt", "tool": "observation"}
ROLES: Final = {
    "system": "system",
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "assistant": "assistant",
    "chatgpt": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "tool": "tool",
    "observation": "tool",
}


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every line that ends with what the assistant should say."""
    del asked
    for number, line in enumerate(lines_of(conversation, report), start=1):
        turns = [said for message in line for said in _said(message)]
        row: Row = {"id": conversation.row_name(number), "conversations": turns}
        report.lose("names of speakers", sum(bool(message.name) for message in line))
        report.lose("ids of calls", sum(bool(message.tool_call_id) + len(message.tool_calls) for message in line))
        if conversation.content.tools:
            row["tools"] = msgspec.json.encode(conversation.content.tools).decode()
        yield row


def _said(message: Message) -> Iterator[dict[str, str]]:
    if message.content or not message.tool_calls:
        yield {"from": SPEAKERS[message.role], "value": message.content}
    for call in message.tool_calls:
        yield {"from": "function_call", "value": _call_text(call.function.name, call.function.arguments)}


def _call_text(name: str, arguments: str) -> str:
    try:
        given = msgspec.json.decode(arguments)
    except (msgspec.DecodeError, RecursionError):
        given = arguments
    return msgspec.json.encode({"name": name, "arguments": given}).decode()


def _convert(reader: Reader, line: Row) -> Row:
    turns = list_in(line, "conversations")
    if not turns:
        raise UnreadableError("There are no conversations.", "conversations")
    system = text_in(line, "system", needed=False)
    messages = [{"role": "system", "content": system}] if system else []
    messages += [_message(turn, f"conversations[{place}]") for place, turn in enumerate(turns)]
    given, written = reader.demonstration(chain(messages))
    return reader.row(line, given, written, known=KNOWN, name="id", tools=reader.tools(line))


def _message(turn: Any, field: str) -> Said:
    if not isinstance(turn, dict):
        raise UnreadableError(f"{field} is not a message.", field)
    speaker, value = turn.get("from"), text_in(turn, "value")
    if speaker == "function_call":
        return _call(value, field)
    if not isinstance(speaker, str) or speaker not in ROLES:
        raise UnreadableError(f"{field} is from nobody who is known here.", f"{field}.from")
    return {"role": ROLES[speaker], "content": value}


def _call(value: str, field: str) -> Said:
    try:
        call = msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        call = None
    if not isinstance(call, dict) or not isinstance(call.get("name"), str) or not call["name"]:
        raise UnreadableError(f"{field} calls no function.", field)
    given = call.get("arguments", {})
    arguments = given if isinstance(given, str) else msgspec.json.encode(given).decode()
    function = {"name": call["name"], "arguments": arguments}
    return {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": function}]}


SHAREGPT: Final = lines_codec(
    Form(
        name="sharegpt",
        title="ShareGPT",
        held=Held(shapes=(Written,), unique_ids=True, tools=True),
        project=project,
        convert=_convert,
    )
)
