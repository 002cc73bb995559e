"""From rows of PostgreSQL's COPY to the lines of a delivery: pure, exact, and fast, for it runs once for every record.

PostgreSQL spells the JSON (jsonb's own text) and sends it in COPY's binary format, which needs no unescaping; here the
ids are written as the world sees them. Source: PostgreSQL manual, COPY, "Binary Format".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import nan
from struct import Struct
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.ids import ALPHABET

SEPARATOR: Final = b"\x1e"
"""Stands between assets, and between models. JSON escapes it inside texts, so it can mean nothing else."""
_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_START: Final = Struct(">hi16si16sidi")
"""How many fields; the task's id, the annotation's, the probability, each behind its length; the labelers' length."""
_LENGTH: Final = Struct(">i")
_FIELDS: Final = 9
_LINE: Final = b'{"task_id": "task_%b", "annotation_id": "annotation_%b", "labelers": [%b], %b"assets": [%b], %b%b}'
_MODELS: Final = b'"models": {%b}, '
_MACHINES: Final = b'"machines": [%b], '
_PAIRS: Final = [(high + low).encode() for high in ALPHABET for low in ALPHABET]
_SHIFTS: Final = tuple(range(120, -1, -10))


class CopyFormatError(Exception):
    """The server sent something else than the query asks for: a fault of ours, never of the records."""


class Audit(msgspec.Struct, frozen=True):
    """One audit of a delivered task, as the query lists it; `probability` is what was believed before it."""

    labeler_id: UUID | None
    verdict: str
    audited_at: str
    is_current: bool = True
    probability: float | None = None


class Audited(NamedTuple):
    """A record that was ever audited: its place in the block, and whether its auditor had labeled it too.

    `audit` is the one that counts; None does where the task was found correct in an earlier round than its answer's.
    """

    position: int
    audit: Audit | None
    is_self_audited: bool


class Block(NamedTuple):
    """A few hundred records in the order of the delivery; `probabilities` are those before any audit."""

    lines: list[bytes]
    task_ids: list[bytes]
    annotation_ids: list[bytes]
    probabilities: list[float]
    audited: list[Audited]


class RecordReader:
    """Turns COPY's output into blocks of records and remembers who labeled."""

    def __init__(self) -> None:
        self.labels = 0
        self.machine_only = 0
        self.by_machine: Counter[UUID] = Counter()
        self._labelers: dict[bytes, bytes] = {}
        self._machines: dict[bytes, bytes] = {}

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
        machines, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        assets, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        audits, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        models, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        body, position = _cut(rows, position + 4, _LENGTH.unpack_from(rows, position)[0])
        if audits:
            made = msgspec.json.decode(audits, type=list[Audit])
            block.audited.append(_count_once(len(block.lines), made, labelers))
            probability = nan if made[0].probability is None else made[0].probability
        shown_labelers, shown_machines = self._show_labelers(labelers), self._show_machines(machines)
        shown_assets = b", ".join(map(_show_asset, assets.split(SEPARATOR))) if assets else b""
        ids = (show_id_bytes(task), show_id_bytes(annotation))
        block.lines.append(
            _LINE % (*ids, shown_labelers, shown_machines, shown_assets, _show_models(models, body), body)
        )
        block.task_ids.append(task)
        block.annotation_ids.append(annotation)
        block.probabilities.append(probability)
        return position

    def _show_labelers(self, labelers: bytes) -> bytes:
        shown = [_name(self._labelers, labeler) for labeler in _ids(labelers)]
        self.labels += len(shown)
        return b", ".join(shown)

    def _show_machines(self, machines: bytes) -> bytes:
        """Name the machines behind a record for which no person answered; of other records nothing is said."""
        if not machines:
            return b""
        said = _ids(machines[1:])
        self.machine_only += 1
        self.by_machine.update(UUID(bytes=machine) for machine in said)
        return _MACHINES % b", ".join([_name(self._machines, machine) for machine in said])


def show_id_bytes(uuid: bytes) -> bytes:
    """Write a UUID's 16 bytes as the 26 characters of `goldsmith.ids.show_id`."""
    number = int.from_bytes(uuid, "big")
    return b"".join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])


def _ids(together: bytes) -> list[bytes]:
    return [together[start : start + 16] for start in range(0, len(together), 16)]


def _name(known: dict[bytes, bytes], labeler: bytes) -> bytes:
    """Spell a labeler's id as JSON, once."""
    name = known.get(labeler)
    if name is None:
        name = known[labeler] = b'"labeler_%b"' % show_id_bytes(labeler)
    return name


def _cut(rows: bytes, start: int, length: int) -> tuple[bytes, int]:
    if length < 0:
        raise CopyFormatError("a field is null")
    return rows[start : start + length], start + length


def _count_once(position: int, made: Sequence[Audit], labelers: bytes) -> Audited:
    """Count a record once, as wrong if any audit ever said so, as correct if one of its own round does.

    It stays wrong in the count although it was corrected after its audit: the records that nobody looked at were not.
    """
    wrong = (audit for audit in made if audit.verdict == "wrong")
    audit = next(wrong, None) or next((audit for audit in made if audit.is_current), None)
    auditor = audit.labeler_id if audit else None
    return Audited(position, audit, auditor is not None and auditor.bytes in _ids(labelers))


def _show_models(models: bytes, body: bytes) -> bytes:
    """Name the models behind the replies that an answer repeats; of records without any nothing is said."""
    if not models:
        return b""
    told = [(b"reply_" + show_id_bytes(UUID(each[:36].decode()).bytes), each[36:]) for each in models.split(SEPARATOR)]
    named = [b'"%b": %b' % (reply, name) for reply, name in told if b'"%b"' % reply in body]
    return _MODELS % b", ".join(named) if named else b""


def _show_asset(asset: bytes) -> bytes:
    """Make the UUID that stands before an asset's JSON object its first member."""
    return b'{"id": "asset_%b", %b' % (show_id_bytes(UUID(asset[:36].decode()).bytes), asset[37:])
