"""What is made of a file so that people can look at it: stored under the hash of its bytes, shown by signed links."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.attachments import SQL
from goldsmith.journey.ingest.opened import bring_asset, reject_asset, show_assets_ready
from goldsmith.modalities import registry
from goldsmith.ports.db import Tx
from goldsmith.ports.jobs import Job
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

__all__ = [
    "MAKE_RENDITIONS",
    "Stored",
    "access_rendition",
    "ask_for_renditions",
    "keep_renditions",
    "make_renditions",
    "rendition_key",
    "store_made",
]

MAKE_RENDITIONS: Final = "make_renditions"
RENDITION_SECONDS: Final = 900.0
RENDITION_MB: Final = 2_048
MOST_BYTES: Final = 8_000_000_000

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


_turns: Final = asyncio.Semaphore(1)  # each may take a core or two, and gigabytes


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
    await foundry.jobs.enqueue(tx, MAKE_RENDITIONS, asset_id)
    return True


async def make_renditions(foundry: Foundry, job: Job) -> None:
    """Make what a pending asset needs to be shown, and start the tasks that waited; or reject it with the reason."""
    async with foundry.db.transaction(job.customer_id) as tx:
        asset = await tx.row(SQL.asset, id=job.subject_id)
    if asset is None or asset["status"] != "pending" or asset["facts"] is None:
        return
    with tempfile.TemporaryDirectory(prefix="goldsmith-renditions-") as folder:
        path, scratch = Path(folder) / "asset", Path(folder) / "made"
        scratch.mkdir()
        await bring_asset(foundry, asset, path)
        try:
            async with _turns:
                made = await _make(asset, path, scratch)
            stored = await store_made(foundry, asset["customer_id"], asset["sha256"], made, scratch)
        except ProbeRefused as refusal:
            async with foundry.db.transaction(job.customer_id) as tx:
                await tx.run(SQL.renditions_failed, asset_id=job.subject_id)
                await reject_asset(tx, job.subject_id, str(refusal))
            return
    async with foundry.db.transaction(job.customer_id) as tx:
        await keep_renditions(tx, {job.subject_id: stored})
        await show_assets_ready(tx, {job.subject_id: asset["facts"]})


async def _make(asset: Any, path: Path, scratch: Path) -> dict[str, Any]:
    """What the modality made, by kind; each kind that its probe demanded is there."""
    kinds = asset["facts"]["renditions"]
    made = await run_bounded(
        _maker(asset["media_type"]),
        path,
        str(scratch),
        *kinds,
        seconds=RENDITION_SECONDS,
        memory_mb=RENDITION_MB,
        scratch=scratch,
        most_bytes=MOST_BYTES,
    )
    if not set(kinds) <= made.keys():
        raise ProbeRefused("What is needed to show this file could not be made of it.")
    return dict(made)


def _maker(media_type: str) -> str:
    return next(
        modality.renditions
        for modality in registry.registered().values()
        if modality.renditions and media_type in modality.media_types
    )


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
        size, _ = await foundry.objects.put_stream(key, _read(path))
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


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
