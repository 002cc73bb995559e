"""Files: stored under the hash of their bytes, looked at in a bounded child, and only then given to anybody."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any, NamedTuple
from uuid import UUID

from goldsmith.buckets.references import is_reference, parse_reference
from goldsmith.buckets.service import bucket_of, buckets_in_use
from goldsmith.errors import InvalidError, NotFoundError, TooLargeError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.ingest.attachments import PREPARE_ASSET, SQL, note_address
from goldsmith.ports.db import Tx
from goldsmith.tenancy.principal import INSIGHT, LABELING, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

MAX_BYTES = 2_000_000_000


def object_key(customer_id: UUID, sha256: bytes) -> str:
    """Where the bytes of an asset lie. Never a name that somebody sent."""
    return f"customers/{customer_id}/assets/{sha256.hex()}"


async def upload_asset(foundry: Foundry, principal: Principal, name: str, chunks: AsyncIterator[bytes]) -> Any:
    """Store a file and ask for a look at it. The asset is `pending` until the look is over."""
    principal.need(OPERATION | INSIGHT)
    uploaded = await receive_file(foundry, principal.customer_id, name, chunks, MAX_BYTES)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await note_upload(foundry, tx, principal, uploaded)


class Uploaded(NamedTuple):
    """A file whose bytes are kept, and what it is called."""

    name: str
    sha256: bytes
    size: int


async def receive_file(
    foundry: Foundry, customer_id: UUID, name: str, chunks: AsyncIterator[bytes], at_most: int
) -> Uploaded:
    """Keep the bytes of a file that somebody sends, `at_most` so many."""
    name = checked_name(Path(name.replace("\\", "/")).name or "file")
    with tempfile.NamedTemporaryFile(prefix="goldsmith-upload-") as spool:
        sha256, size = await _spool(chunks, spool, at_most)
        if size == 0:
            raise InvalidError("This file is empty.", code="empty_file")
        await store_file(foundry, customer_id, sha256, Path(spool.name))
    return Uploaded(name, sha256, size)


async def note_upload(foundry: Foundry, tx: Tx, principal: Principal, uploaded: Uploaded, **about: Any) -> Any:
    """Make an asset of a file and ask for a look at it; `about` is what else the event says, such as the task."""
    asset_id, (name, sha256, size) = new_id(), uploaded
    row = await tx.row(SQL.insert_asset, id=asset_id, name=name, source_url=None, sha256=sha256, bytes=size)
    await foundry.jobs.enqueue(tx, PREPARE_ASSET, asset_id)
    await record(
        tx,
        "asset.uploaded",
        actor_id=principal.actor_id,
        body={"asset_id": str(asset_id), "bytes": size, "sha256": sha256.hex()},
        **about,
    )
    return row


async def fetch_asset(foundry: Foundry, principal: Principal, address: str) -> Any:
    """Note a file that lies elsewhere; a job fetches it and looks at it."""
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if is_reference(address):
            bucket_of(parse_reference(address), await buckets_in_use(tx))
        return await note_address(foundry, tx, address)


async def show_asset(foundry: Foundry, principal: Principal, asset_id: UUID) -> Any:
    principal.need(OPERATION | INSIGHT | LABELING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await access_asset(tx, asset_id)


async def access_asset(tx: Tx, asset_id: UUID) -> Any:
    row = await tx.row(SQL.asset, id=asset_id)
    if row is None:
        raise NotFoundError("There is no such asset.", code="asset_not_found")
    return row


async def _spool(chunks: AsyncIterator[bytes], spool: IO[bytes], at_most: int) -> tuple[bytes, int]:
    digest, size = hashlib.sha256(), 0
    async for chunk in chunks:
        size += len(chunk)
        if size > at_most:
            raise TooLargeError(f"A file may have at most {at_most:,} bytes.")
        digest.update(chunk)
        spool.write(chunk)
    spool.flush()
    return digest.digest(), size


async def store_file(foundry: Foundry, customer_id: UUID, sha256: bytes, path: Path) -> None:
    """Same bytes, same key: storing twice is storing once."""
    key = object_key(customer_id, sha256)
    try:
        await foundry.objects.head(key)
    except NotFoundError:
        await foundry.objects.put_stream(key, _read(path))


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
