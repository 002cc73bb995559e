"""TRL's preference form, for DPO, reward models, ORPO and CPO: a prompt, a chosen and a rejected response.

Format: https://huggingface.co/docs/trl/dataset_formats (conversational preference); `margin` is a column of its reward
trainer, and is there where the project asks by how much a response is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.columns import MESSAGES, messages_in_columns
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.pairs import pairs_of
from goldsmith.modalities.chat.formats.preferences import preferred
from goldsmith.modalities.chat.formats.reading import Reader, Said
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec, table_codec
from goldsmith.modalities.chat.shapes import Ranking, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.features import NUMBER
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["TRL_PREFERENCE", "TRL_PREFERENCE_PARQUET"]

KNOWN: Final = frozenset({"prompt", "chosen", "rejected", "margin", "tools"})


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every pair."""
    lose_demonstrations(conversation, report)
    for pair in pairs_of(conversation, asked, report):
        row = {"prompt": wire(pair.prompt), "chosen": wire(pair.chosen), "rejected": wire(pair.rejected)}
        yield row if pair.margin is None else {**row, "margin": pair.margin}


def lose_demonstrations(conversation: Conversation, report: LossReport) -> None:
    """Count what was written and is no better version of anything: pairs have no room for it."""
    report.lose("messages that revise nothing", sum(not each.revises for each in conversation.said(Written)))


def _convert(reader: Reader, line: Row) -> Row:
    for field in ("chosen", "rejected"):
        if field not in line:
            raise UnreadableError(f"A row needs {field}.", field)
    prompt = reader.messages(line["prompt"], "prompt", role="user") if line.get("prompt") else []
    chosen, rejected = (_whole(reader, line[field], field, prompt) for field in ("chosen", "rejected"))
    return preferred(reader, line, chosen, rejected, known=KNOWN, margin=line.get("margin"), tools=reader.tools(line))


def _whole(reader: Reader, value: Any, field: str, prompt: list[Said]) -> list[Said]:
    """The whole conversation of one side: many data sets repeat the prompt in it."""
    said = reader.messages(value, field, role="assistant")
    return said if said[: len(prompt)] == prompt or said[0]["role"] in ("system", "user") else prompt + said


def _columns(asked: Asked) -> Mapping[str, Any]:
    sides = {"prompt": MESSAGES, "chosen": MESSAGES, "rejected": MESSAGES}
    return {**sides, "margin": NUMBER} if asked.has_strengths else sides


def _columned(row: Row) -> Row:
    sides = {field: messages_in_columns(row[field]) for field in ("prompt", "chosen", "rejected")}
    return {**sides, "margin": row["margin"]} if "margin" in row else sides


_FORM: Final = Form(
    name="trl_preference",
    title="TRL preference",
    held=Held(shapes=(Ranking, Written)),
    project=project,
    convert=_convert,
)
TRL_PREFERENCE: Final = lines_codec(_FORM)
TRL_PREFERENCE_PARQUET: Final = table_codec(_FORM, _columns, _columned)
