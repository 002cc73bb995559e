"""TRL's unpaired preference form, for KTO: a prompt, one completion, and whether it is good.

Format: https://huggingface.co/docs/trl/dataset_formats (conversational unpaired preference).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.columns import MESSAGES, messages_in_columns
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, wire
from goldsmith.modalities.chat.formats.reading import Reader, Said
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec, table_codec
from goldsmith.modalities.chat.formats.verdicts import verdicts_of
from goldsmith.modalities.chat.shapes import Ranking, Rating, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["TRL_KTO", "TRL_KTO_PARQUET"]

KNOWN: Final = frozenset({"prompt", "completion", "label"})
FLAG: Final = {"dtype": "bool", "_type": "Value"}


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every response that is good or bad."""
    for verdict in verdicts_of(conversation, asked, report):
        yield {"prompt": wire(verdict.prompt), "completion": wire(verdict.response), "label": verdict.is_good}


def _convert(reader: Reader, line: Row) -> Row:
    """Read one response; whether it is good becomes the highest or the lowest rating."""
    if "prompt" not in line or "completion" not in line:
        raise UnreadableError("A row needs a prompt and a completion.", "completion")
    label = line.get("label")
    if not isinstance(label, bool):
        raise UnreadableError("label is neither true nor false.", "label")
    prompt = reader.messages(line["prompt"], "prompt", role="user")
    completion = reader.messages(line["completion"], "completion", role="assistant")
    messages, _, ids = reader.alternates(prompt, [completion])
    return reader.row(line, messages, _rating(reader, ids[0], is_good=label), known=KNOWN)


def _rating(reader: Reader, message: str, *, is_good: bool) -> list[Said]:
    ends = {
        name: question.maximum if is_good else question.minimum
        for name, question in reader.asked.numbers.items()
        if question.minimum is not None and question.maximum is not None
    }
    if not ends:
        reader.report.lose("verdicts on single responses, for which the project has no scale")
    return reader.rating(message, ends)


def _columns(asked: Asked) -> Mapping[str, Any]:
    del asked
    return {"prompt": MESSAGES, "completion": MESSAGES, "label": FLAG}


def _columned(row: Row) -> Row:
    return {**row, **{field: messages_in_columns(row[field]) for field in ("prompt", "completion")}}


_FORM: Final = Form(
    name="trl_kto",
    title="TRL unpaired preference",
    held=Held(shapes=(Ranking, Rating, Written)),
    project=project,
    convert=_convert,
)
TRL_KTO: Final = lines_codec(_FORM)
TRL_KTO_PARQUET: Final = table_codec(_FORM, _columns, _columned)
