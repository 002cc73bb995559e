"""One row of what came in → one task, or the reason why not. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.buckets.references import is_reference, parse_reference
from goldsmith.decoding import check_text, check_texts
from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.ids import new_id, parse_id
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.entities import NamedEntity, entities_of
from goldsmith.ontology import Ontology
from goldsmith.wording import say_plainly

OURS = frozenset(
    {
        "unique_id",
        "batch",
        "priority",
        "answers_needed",
        "metadata",
        "instruction",
        "hypothesis",
        "expected",
        "is_whole",
    }
)
MAX_METADATA = 100_000
MAX_INSTRUCTION = 100_000


class NewTask(msgspec.Struct, kw_only=True):
    """A task that is ready to be written."""

    row: int
    id: UUID
    unique_id: str | None
    batch: str | None
    priority: int | None
    answers_needed: int | None
    content: bytes
    metadata: bytes
    instruction: str | None
    """What is said of this task alone, in Markdown, beside the project's instructions."""
    attachments: tuple[tuple[str, str], ...]
    """(field of the content, asset id or address)"""
    hypothesis: bytes | None
    expected: bytes | None
    is_whole: bool = False
    """It is never cut into parts, whatever the project says."""
    entities: tuple[NamedEntity, ...] = ()
    """Entries of knowledge bases that its answers name; whether they exist is asked when the row is written."""


class Rejected(msgspec.Struct, kw_only=True):
    """A row that did not become a task, and why."""

    row: int
    error: str
    field: str | None
    unique_id: str | None = None


def read_row(number: int, row: Mapping[str, Any], modality: Modality, ontology: Ontology) -> NewTask | Rejected:
    """Check one row completely: all of it becomes a task, or none of it."""
    unique_id = row.get("unique_id")
    try:
        return _read(number, row, modality, ontology)
    except GoldsmithError as refusal:
        shown = unique_id if isinstance(unique_id, str) and len(unique_id) <= 200 and unique_id.isprintable() else None
        return Rejected(row=number, error=refusal.message, field=refusal.field, unique_id=shown)


def _read(number: int, row: Mapping[str, Any], modality: Modality, ontology: Ontology) -> NewTask:
    raw = {name: value for name, value in row.items() if name not in OURS}
    content = read_content(raw, modality)
    hypothesis, expected = (_given(row, kind, modality, ontology, content) for kind in ("hypothesis", "expected"))
    return NewTask(
        row=number,
        id=new_id(),
        unique_id=_text(row, "unique_id", 200),
        batch=_text(row, "batch", 200),
        priority=_integer(row, "priority", 0, 100),
        answers_needed=_integer(row, "answers_needed", 1, 50),
        content=msgspec.json.encode(content),
        metadata=_metadata(row.get("metadata")),
        instruction=_text(row, "instruction", MAX_INSTRUCTION),
        attachments=_attachments(content, modality),
        hypothesis=hypothesis.body,
        expected=expected.body,
        is_whole=_flag(row, "is_whole"),
        entities=(*hypothesis.entities, *expected.entities),
    )


def read_content(raw: Mapping[str, Any], modality: Modality) -> msgspec.Struct:
    """The content fields of a row. Raises InvalidError naming the field."""
    try:
        content: msgspec.Struct = msgspec.convert(modality.spell_out(raw), modality.content)
    except msgspec.ValidationError as refusal:
        message, _, path = str(refusal).partition(" - at `$")
        raise InvalidError(say_plainly(message), field=path.strip("`.") or None) from None
    check_texts(raw, field="", at_most=6_000_000)
    if modality.parting is not None and raw.get("part") is not None:
        raise InvalidError("Parts are cut here; send the whole.", field="part")
    return content


def _text(row: Mapping[str, Any], field: str, at_most: int) -> str | None:
    value = row.get(field)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise InvalidError("This is a text, or absent.", field=field)
    check_text(value, field=field, at_most=at_most)
    return value


def _integer(row: Mapping[str, Any], field: str, low: int, high: int) -> int | None:
    value = row.get(field)
    if value is None:
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        value = int(value)  # CSV knows only text
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InvalidError(f"This is a whole number from {low} to {high}.", field=field)
    return value


def _flag(row: Mapping[str, Any], field: str) -> bool:
    value = row.get(field)
    if value is None or value == "":
        return False
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        value = value.strip().lower() == "true"  # CSV knows only text
    if not isinstance(value, bool):
        raise InvalidError("This is true or false.", field=field)
    return value


def _metadata(value: Any) -> bytes:
    if value is None or value == "":
        return b"{}"
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except msgspec.DecodeError:
            raise InvalidError("Metadata is a JSON object.", field="metadata") from None
    if not isinstance(value, dict):
        raise InvalidError("Metadata is a JSON object.", field="metadata")
    encoded = msgspec.json.encode(value)
    if len(encoded) > MAX_METADATA:
        raise InvalidError(f"Metadata takes at most {MAX_METADATA:,} bytes.", field="metadata")
    if b"\\u0000" in encoded:
        raise InvalidError("Metadata holds a character that cannot be stored.", field="metadata")
    return encoded


def _attachments(content: msgspec.Struct, modality: Modality) -> tuple[tuple[str, str], ...]:
    named = (pair for field in modality.attachments for pair in _each_attached(field, getattr(content, field, None)))
    return tuple((field, _checked_reference(field, value)) for field, value in named if value)


def _each_attached(field: str, value: str | Sequence[str] | None) -> Iterable[tuple[str, str | None]]:
    """A field of the content holds one file, or many in order."""
    if value is None or isinstance(value, str):
        return [(field, value)]
    return [(f"{field}[{place}]", each) for place, each in enumerate(value)]


def _checked_reference(field: str, value: str) -> str:
    if value.startswith("asset_"):
        try:
            parse_id("asset", value)
        except MalformedError:
            raise InvalidError("This is not the id of an asset.", field=field) from None
        return value
    if is_reference(value):
        return str(parse_reference(value, field=field))
    if value.startswith(("https://", "http://")) or "://" not in value:
        return value
    raise InvalidError(
        "An attachment is an uploaded asset's id or file name, an address that starts with https://, or an object in a "
        "registered bucket, as in s3://bucket/key.",
        field=field,
    )


class _Given(NamedTuple):
    """An answer that came with a row, as JSON, and the entries that it names."""

    body: bytes | None = None
    entities: tuple[NamedEntity, ...] = ()


def _given(
    row: Mapping[str, Any], field: str, modality: Modality, ontology: Ontology, content: msgspec.Struct
) -> _Given:
    value = row.get(field)
    if value is None or value == "":
        return _Given()
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    is_whole = field == "expected"
    answer = read_answer(modality, ontology, value, content=content, field=field, complete=is_whole)
    return _Given(msgspec.json.encode(answer), tuple(entities_of(ontology, answer, field=field)))
