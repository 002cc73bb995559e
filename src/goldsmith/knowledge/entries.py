"""One row of a file → one entry, or the reason why not. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from goldsmith.decoding import as_json, check_texts, decode_strictly
from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.knowledge.folding import fold
from goldsmith.modalities.codec import RowError
from goldsmith.modalities.entities import MOST_ID, NIL

__all__ = ["Entry", "RefusedRow", "read_entry"]

MOST_BYTES: Final = 100_000
MOST_NAME: Final = 500
MOST_ALIASES: Final = 100

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_NAME)]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mention can stand for. `popularity`: among entries of the same name the greatest is shown first."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_ID)]
    name: Name
    aliases: Annotated[tuple[Name, ...], msgspec.Meta(max_length=MOST_ALIASES)] = ()
    description: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    type: Annotated[str, msgspec.Meta(max_length=100)] = ""
    popularity: Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)] = 0


class RefusedRow(NamedTuple):
    """A row that is no entry, and why. Rows count from 1, as an editor shows them."""

    row: int
    error: str
    field: str | None


_DECODER: Final = msgspec.json.Decoder(Entry, strict=False)


def read_entry(number: int, row: Mapping[str, Any] | None, error: RowError | None) -> Entry | RefusedRow:
    """Check one row completely; `error` says why it could not even be read. In CSV a | stands between aliases."""
    if error is not None or row is None:
        return RefusedRow(number, error.error if error else "This row is empty.", error.field if error else None)
    try:
        return _read(row)
    except GoldsmithError as refusal:
        return RefusedRow(number, refusal.message, refusal.field or None)


def _read(row: Mapping[str, Any]) -> Entry:
    check_texts(row, field="", at_most=MOST_BYTES)
    aliases = row.get("aliases")
    if isinstance(aliases, str):
        row = {**row, "aliases": [each.strip() for each in aliases.split("|") if each.strip()]}
    entry = decode_strictly(as_json(row, field=""), _DECODER, field="", limit_bytes=MOST_BYTES)
    if entry.id.strip() != entry.id or not entry.id.isprintable():
        raise InvalidError("An id has no white space around it and no signs that cannot be printed.", field="id")
    if entry.id == NIL:
        raise InvalidError(f"{NIL} says that a mention stands for no entry, so no entry may be called so.", field="id")
    if not fold(entry.name):
        raise InvalidError("A name holds a letter or a digit.", field="name")
    return entry
