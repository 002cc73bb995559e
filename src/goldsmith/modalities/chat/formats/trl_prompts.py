"""TRL's prompt-only form, for GRPO, RLOO and online DPO: a prompt, and a reference that reaches the reward functions.

Format: https://huggingface.co/docs/trl/dataset_formats (conversational prompt-only).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.columns import MESSAGES, messages_in_columns
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.reading import Reader, chain, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec, table_codec
from goldsmith.modalities.chat.shapes import Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.features import TEXT
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["TRL_PROMPTS", "TRL_PROMPTS_PARQUET"]

KNOWN: Final = frozenset({"prompt", "reference"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give one row: the conversation up to the responses, without them."""
    del asked
    prompt = conversation.prompt()
    if prompt:
        report.lose("messages after the prompt", len(conversation.graph.messages) - len(prompt))
        yield {"prompt": wire(prompt), "reference": conversation.content.reference}


def _convert(reader: Reader, line: Row) -> Row:
    if "prompt" not in line:
        raise UnreadableError("A row needs a prompt.", "prompt")
    messages = chain(reader.messages(line["prompt"], "prompt", role="user"))
    return reader.row(line, messages, known=KNOWN, reference=text_in(line, "reference", needed=False))


def _columns(asked: Asked) -> Mapping[str, Any]:
    del asked
    return {"prompt": MESSAGES, "reference": TEXT}


def _columned(row: Row) -> Row:
    return {**row, "prompt": messages_in_columns(row["prompt"])}


_FORM: Final = Form(
    name="trl_prompts",
    title="TRL prompts",
    held=Held(shapes=(Written,), reference=True),
    project=project,
    convert=_convert,
)
TRL_PROMPTS: Final = lines_codec(_FORM)
TRL_PROMPTS_PARQUET: Final = table_codec(_FORM, _columns, _columned)
