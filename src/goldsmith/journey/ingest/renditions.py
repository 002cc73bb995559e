"""What is made of a file so that people can look at it: stored under the hash of its bytes, shown by signed links."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.attachments import SQL
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.ports.db import Tx
from goldsmith.ports.sandbox import ProbeRefused

__all__ = [
    "MAKE_LONG_RENDITIONS",
    "MAKE_RENDITIONS",
    "Stored",
    "access_rendition",
    "ask_for_renditions",
    "keep_renditions",
    "makers_of",
    "read_file",
    "rendition_key",
    "store_made",
]

MAKE_RENDITIONS: Final = "make_renditions"
MAKE_LONG_RENDITIONS: Final = "make_long_renditions"

Kind = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Made(msgspec.Struct):
    """What a maker says of one file in its folder."""

    file: Annotated[str, msgspec.Meta(pattern=r"^\w{1,40}$")]
    media_type: Annotated[str, msgspec.Meta(pattern=r"^(image|audio|video|application)/[a-z0-9.+-]{1,60}$")]
    facts: dict[str, Any]


class Stored(NamedTuple):
    """A rendition that lies in the object store."""

    kind: str
    media_type: str
    facts: Mapping[str, Any]
    object_key: str
    bytes: int


def rendition_key(customer_id: UUID, sha256: bytes, kind: str) -> str:
    """Where a rendition lies: the same bytes of the same customer have one of each kind."""
    return f"customers/{customer_id}/renditions/{sha256.hex()}/{kind}"


async def ask_for_renditions(foundry: Foundry, tx: Tx, asset_id: UUID, facts: Mapping[str, Any]) -> bool:
    """Ask for what a file needs to be shown; False when all of that is there, made of the same bytes before."""
    kinds = [str(kind) for kind in facts.get("renditions", [])]
    if not kinds:
        return False
    await tx.run(SQL.renditions_of_twins, asset_id=asset_id)
    ready = {row["kind"] for row in await tx.rows(SQL.renditions_ready, asset_id=asset_id)}
    if ready.issuperset(kinds):
        return False
    await tx.run(SQL.insert_renditions, asset_id=asset_id, kinds=kinds)
    takes_long = any(maker.takes_long(facts) for maker, _ in makers_of(facts))
    await foundry.jobs.enqueue(tx, MAKE_LONG_RENDITIONS if takes_long else MAKE_RENDITIONS, asset_id)
    return True


def makers_of(facts: Mapping[str, Any]) -> list[tuple[Modality, list[str]]]:
    """Who makes which of the kinds that a file needs to be shown: first, in slices, those who add to what it is."""
    makers = [each for each in registry.registered().values() if each.renditions or each.slices]
    adding = [each for each in makers if facts["media_type"] in each.also_takes and each.added_renditions]
    own = next(each for each in makers if facts["media_type"] in each.media_types)
    added = [(maker, [kind for kind in facts["renditions"] if kind in maker.added_renditions]) for maker in adding]
    rest = [kind for kind in facts["renditions"] if not any(kind in kinds for _, kinds in added)]
    return [(maker, kinds) for maker, kinds in (*added, (own, rest)) if kinds]


async def store_made(
    foundry: Foundry, customer_id: UUID, sha256: bytes, made: Mapping[str, Any], folder: Path
) -> list[Stored]:
    """Store the files that a child made."""
    stored = []
    for kind, each in _checked(made).items():
        key = rendition_key(customer_id, sha256, kind)
        path = folder / each.file
        if path.is_symlink() or not path.is_file():
            raise ProbeRefused("What is needed to show this file could not be made of it.")
        size, _ = await foundry.objects.put_stream(key, read_file(path))
        stored.append(Stored(kind, each.media_type, each.facts, key, size))
    return stored


def _checked(made: Mapping[str, Any]) -> dict[Kind, Made]:
    """What a child says, in whose memory a stranger's file was."""
    try:
        return msgspec.convert(made, dict[Kind, Made])
    except msgspec.ValidationError:
        raise ProbeRefused("What is needed to show this file could not be made of it.") from None


async def access_rendition(tx: Tx, asset_id: UUID, kind: str) -> Any:
    row = await tx.row(SQL.rendition, asset_id=asset_id, kind=kind)
    if row is None:
        raise NotFoundError("There is no such rendition.", code="rendition_not_found")
    return row


async def keep_renditions(tx: Tx, stored: Mapping[UUID, Sequence[Stored]]) -> None:
    """Write down what was stored for each asset."""
    rows = [(asset_id, each) for asset_id in sorted(stored) for each in stored[asset_id]]
    if rows:
        await tx.run(
            SQL.renditions_made,
            asset_ids=[asset_id for asset_id, _ in rows],
            kinds=[each.kind for _, each in rows],
            media_types=[each.media_type for _, each in rows],
            facts=[msgspec.json.encode(each.facts).decode() for _, each in rows],
            object_keys=[each.object_key for _, each in rows],
            bytes=[each.bytes for _, each in rows],
        )


async def read_file(path: Path) -> AsyncIterator[bytes]:
    """The bytes of a file, in constant memory."""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
