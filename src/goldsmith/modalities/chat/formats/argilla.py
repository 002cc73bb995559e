"""Argilla's data sets: settings and records as `Dataset.to_disk` leaves them, in one archive, and in again.

Format: Argilla 2.8, `Dataset.to_disk` and `Record.to_dict`, https://docs.argilla.io. The conversation up to the
responses is a chat field, each response a text field; what was said are suggestions. Records are read without their
settings too, as JSON.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO, Any, BinaryIO, Final, cast

import msgspec

from goldsmith.errors import MalformedError
from goldsmith.modalities.archives import ArchiveWriter, open_archive, seekable
from goldsmith.modalities.argilla import answers_in
from goldsmith.modalities.chat.formats.argilla_settings import CHAT, response_field, settings_of
from goldsmith.modalities.chat.formats.argilla_values import annotations_of, values_of
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, conversations_of, report_left_out
from goldsmith.modalities.chat.formats.reading import MOST_ALTERNATES, Reader, Said
from goldsmith.modalities.chat.shapes import Ranking, Rating, Span, Written
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.json_elements import iterate_array
from goldsmith.modalities.json_lines import UnreadableError, object_in, rows_of, rows_of_json_lines
from goldsmith.modalities.label_names import label_name

__all__ = ["ARGILLA"]

SETTINGS: Final = ".argilla/settings.json"
DATASET: Final = ".argilla/dataset.json"
RECORDS: Final = "records.json"
AGENT: Final = "goldsmith"
HELD: Final = Held(shapes=(Ranking, Rating, Span, Written), attributes=True, answers=True, unique_ids=True)
PROMPTS: Final = ("prompt", "instruction", "question", "text")


def _write(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    report, asked, most = LossReport(), Asked(context.ontology), 0
    with tempfile.TemporaryFile() as file, ArchiveWriter(out) as archive:
        separator = b"["
        for conversation in conversations_of(records, report):
            report_left_out(conversation, HELD, report)
            responses = [message.id for message in _responses(conversation)][:MOST_ALTERNATES]
            file.write(separator + msgspec.json.encode(_record(conversation, responses, asked, report)))
            separator, most = b",\n", max(most, len(responses))
        file.write(b"[]\n" if separator == b"[" else b"]\n")
        archive.add(SETTINGS, msgspec.json.encode(settings_of(asked, most)))
        archive.add(DATASET, msgspec.json.encode({"name": label_name(context.name) or "conversations"}))
        archive.add_file(RECORDS, file)
    return report


def _responses(conversation: Conversation) -> list[Any]:
    own = {each.uuid for each in conversation.said(Written) if not each.reply}
    return [message for message in conversation.graph.candidates() if message.id not in own]


def _record(conversation: Conversation, responses: list[str], asked: Asked, report: LossReport) -> dict[str, Any]:
    given = {message.id for message in conversation.content.messages}
    prompt = [message for message in conversation.prompt() if message.id in given]
    report.lose("calls of tools", sum(len(message.tool_calls) for message in prompt))
    fields: dict[str, Any] = {CHAT: [{"role": message.role, "content": message.content} for message in prompt]}
    for place, message in enumerate(responses):
        fields[response_field(place)] = conversation.graph.messages[message].content
    values = values_of(conversation, responses, asked, report)
    return {
        "id": conversation.name,
        "fields": fields,
        "metadata": {},
        "suggestions": {name: {"value": value, "score": None, "agent": AGENT} for name, value in values.items()},
        "responses": {},
        "vectors": {},
        "status": "pending",
        "_server_id": None,
    }


def _read(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    report = LossReport()
    reader = Reader(Asked(context.ontology), report)
    with seekable(stream) as file:
        is_archive = file.read(2) == b"PK"
        file.seek(0)
        if is_archive:
            with open_archive(file) as archive:
                if RECORDS not in archive:
                    raise MalformedError(f"This archive holds no {RECORDS}.", code="bad_archive")
                with archive.open(RECORDS) as records:
                    yield from _rows(records, reader)
        else:
            yield from _rows(file, reader)
    yield from report.losses()


def _rows(file: IO[bytes], reader: Reader) -> Iterator[dict[str, Any] | RowError]:
    with seekable(file) as records:
        is_array = records.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
        records.seek(0)
        whole, convert = cast(BinaryIO, records), partial(_convert, reader)
        yield from rows_of(iterate_array(whole), convert) if is_array else rows_of_json_lines(whole, convert)


def _convert(reader: Reader, record: Any) -> Said:
    if not isinstance(record, dict):
        raise UnreadableError("A record is an object.")
    fields = object_in(record, "fields")
    chat, prompt = _prompt(reader, fields)
    responses = {name: text for name, text in fields.items() if isinstance(text, str) and text and name != chat}
    texts = [[{"role": "assistant", "content": text}] for text in responses.values()]
    messages, after, ids = reader.alternates(prompt, texts)
    values = dict(answers_in(record, reader.report))
    annotations, answers = annotations_of(reader, values, messages, after, dict(zip(responses, ids, strict=True)))
    metadata = object_in(record, "metadata")
    row = reader.row({**metadata, "id": record.get("id")}, messages, annotations, known=frozenset({"id"}), name="id")
    row["hypothesis"]["global_attributes"] = answers
    return row


def _prompt(reader: Reader, fields: Mapping[str, Any]) -> tuple[str, list[Said]]:
    """Find the field that holds the conversation: one of messages, or a text called as prompts are."""
    chats = [name for name, value in fields.items() if isinstance(value, list)]
    name = next((each for each in (*chats, *PROMPTS) if each in fields), None)
    if name is None:
        raise UnreadableError("A record needs a field of messages, or a prompt.", "fields")
    return name, reader.messages(fields[name], f"fields.{name}", role="user")


ARGILLA: Final = Codec(
    name="argilla",
    title="Argilla records and settings",
    media_type="application/zip",
    suffix=".argilla.zip",
    read=_read,
    write=_write,
)
