"""From rows of PostgreSQL's COPY to the lines of a delivery: pure, exact, and fast, for it runs once for every record.

PostgreSQL spells the JSON (jsonb's own text) and sends it in COPY's binary format, which needs no unescaping; here the
ids are written as the world sees them. Source: PostgreSQL manual, COPY, "Binary Format".
"""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.ids import ALPHABET

SEPARATOR: Final = b"\x1e"
"""Stands between assets. JSON escapes it inside texts, so it can mean nothing else."""
_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_START: Final = Struct(">hi16si16sidi")
"""How many fields; the task's id, the annotation's, the probability, each behind its length; the labelers' length."""
_LENGTH: Final = Struct(">i")
_FIELDS: Final = 7
_LINE: Final = b'{"task_id": "task_%b", "annotation_id": "annotation_%b", "labelers": [%b], "assets": [%b], %b}'
_PAIRS: Final = [(high + low).encode() for high in ALPHABET for low in ALPHABET]
_SHIFTS: Final = tuple(range(120, -1, -10))


class CopyFormatError(Exception):
    """The server sent something else than the query asks for: a fault of ours, never of the records."""


class Audit(msgspec.Struct, frozen=True):
    """One audit of a delivered task, as the query lists it."""

    labeler_id: UUID | None
    verdict: str
    audited_at: str


class Audited(NamedTuple):
    """An audited record: its place in the block, the audit that counts, and whether its auditor had labeled it too."""

    position: int
    audit: Audit
    is_self_audited: bool


class Block(NamedTuple):
    """A few hundred records in the order of the delivery."""

    lines: list[bytes]
    task_ids: list[bytes]
    annotation_ids: list[bytes]
    probabilities: list[float]
    audited: list[Audited]


class RecordReader:
    """Turns COPY's output into blocks of records and remembers who labeled."""

    def __init__(self) -> None:
        self.labels = 0
        self._labelers: dict[bytes, bytes] = {}

    @property
    def labeler_ids(self) -> list[UUID]:
        """Everybody who labeled a record so far."""
        return [UUID(bytes=labeler) for labeler in sorted(self._labelers)]

    def read(self, rows: bytes) -> Block:
        """Read whole rows: the driver hands on whole messages, and a message is a row."""
        block = Block([], [], [], [], [])
        position = len(_SIGNATURE) if rows.startswith(_SIGNATURE) else 0
        end = len(rows) - len(_TRAILER) if rows.endswith(_TRAILER) else len(rows)
        while position < end:
            position = self._read_row(rows, position, block)
        if position != end:
            raise CopyFormatError(f"a row ends at {position}, the message at {end}")
        return block

    def _read_row(self, rows: bytes, position: int, block: Block) -> int:
        fields, _, task, _, annotation, _, probability, length = _START.unpack_from(rows, position)
        if fields != _FIELDS:
            raise CopyFormatError(f"a row has {fields} fields")
        labelers, position = _cut(rows, position + _START.size, length)
        assets, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        audits, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        body, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        if audits:
            block.audited.append(_count_once(len(block.lines), audits, labelers))
        shown_labelers = self._show_labelers(labelers)
        shown_assets = b", ".join(map(_show_asset, assets.split(SEPARATOR))) if assets else b""
        block.lines.append(_LINE % (show_id_bytes(task), show_id_bytes(annotation), shown_labelers, shown_assets, body))
        block.task_ids.append(task)
        block.annotation_ids.append(annotation)
        block.probabilities.append(probability)
        return position

    def _show_labelers(self, labelers: bytes) -> bytes:
        shown = []
        for start in range(0, len(labelers), 16):
            labeler = labelers[start : start + 16]
            name = self._labelers.get(labeler)
            if name is None:
                name = self._labelers[labeler] = b'"labeler_%b"' % show_id_bytes(labeler)
            shown.append(name)
        self.labels += len(shown)
        return b", ".join(shown)


def show_id_bytes(uuid: bytes) -> bytes:
    """Write a UUID's 16 bytes as the 26 characters of `goldsmith.ids.show_id`."""
    number = int.from_bytes(uuid, "big")
    return b"".join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])


def _cut(rows: bytes, start: int, length: int) -> tuple[bytes, int]:
    if length < 0:
        raise CopyFormatError("a field is null")
    return rows[start : start + length], start + length


def _count_once(position: int, audits: bytes, labelers: bytes) -> Audited:
    """Count a record once, as wrong if any audit said so.

    It stays wrong in the count although it was corrected after its audit: the records that nobody looked at were not.
    """
    made = msgspec.json.decode(audits, type=list[Audit])
    audit = next((audit for audit in made if audit.verdict == "wrong"), made[0])
    labeled = {labelers[start : start + 16] for start in range(0, len(labelers), 16)}
    return Audited(position, audit, audit.labeler_id is not None and audit.labeler_id.bytes in labeled)


def _show_asset(asset: bytes) -> bytes:
    """Make the UUID that stands before an asset's JSON object its first member."""
    return b'{"id": "asset_%b", %b' % (show_id_bytes(UUID(asset[:36].decode()).bytes), asset[37:])
