"""TRL's language modeling form for supervised fine-tuning: one conversation a row, with the tools it may call.

Format: https://huggingface.co/docs/trl/dataset_formats (conversational language modeling, prompt-completion). Tables
keep `tools` as JSON, which TRL reads too, as definitions have no common type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.columns import MESSAGES, messages_in_columns
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.endings import lines_of
from goldsmith.modalities.chat.formats.reading import Reader, chain
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec, table_codec
from goldsmith.modalities.chat.shapes import Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.features import TEXT
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["TRL_SFT", "TRL_SFT_PARQUET", "read_conversation"]

KNOWN: Final = frozenset({"messages", "prompt", "completion", "tools"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every line that ends with what the assistant should say."""
    del asked
    tools = {"tools": conversation.content.tools} if conversation.content.tools else {}
    for line in lines_of(conversation, report):
        yield {"messages": wire(line), **tools}


def read_conversation(reader: Reader, line: Row) -> Row:
    """Read `messages`, or a `prompt` with its `completion`; the last message is what was written."""
    if "messages" in line:
        messages = reader.messages(line["messages"], "messages", role="user")
    elif "prompt" in line and "completion" in line:
        messages = reader.messages(line["prompt"], "prompt", role="user")
        messages += reader.messages(line["completion"], "completion", role="assistant")
    else:
        raise UnreadableError("A row needs messages, or a prompt and a completion.", "messages")
    given, written = reader.demonstration(chain(messages))
    return reader.row(line, given, written, known=KNOWN, tools=reader.tools(line))


def _columns(asked: Asked) -> Mapping[str, Any]:
    del asked
    return {"messages": MESSAGES, "tools": TEXT}


def _columned(row: Row) -> Row:
    tools = msgspec.json.encode(row["tools"]).decode() if "tools" in row else None
    return {"messages": messages_in_columns(row["messages"]), "tools": tools}


_FORM: Final = Form(
    name="trl_sft",
    title="TRL fine-tuning",
    held=Held(shapes=(Written,), tools=True),
    project=project,
    convert=read_conversation,
)
TRL_SFT: Final = lines_codec(_FORM)
TRL_SFT_PARQUET: Final = table_codec(_FORM, _columns, _columned)
