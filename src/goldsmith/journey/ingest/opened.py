"""An asset on its way: its bytes brought to a local file, then ready or rejected, and its tasks with it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.buckets.reading import fetch_object
from goldsmith.buckets.references import is_reference
from goldsmith.errors import InvalidError
from goldsmith.events import Happened, record, record_all
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.assets import object_key, store_file
from goldsmith.journey.ingest.attachments import SQL, refusal_of
from goldsmith.journey.ingest.starting import fail_tasks, start_tasks
from goldsmith.modalities import registry
from goldsmith.ports.db import Tx

__all__ = ["bring_asset", "reject_asset", "show_assets_ready", "start_waiting_tasks"]

MAX_FETCHED_BYTES: Final = 200_000_000
FETCH_SECONDS: Final = 120


async def bring_asset(foundry: Foundry, asset: Any, path: Path) -> bytes:
    """Put the bytes of an asset into a local file, fetching them from their address the first time; their SHA-256."""
    customer_id = asset["customer_id"]
    if asset["sha256"] is None:
        body = await _fetch(foundry, customer_id, asset["source_url"])
        await asyncio.to_thread(path.write_bytes, body)
        sha256 = hashlib.sha256(body).digest()
        await store_file(foundry, customer_id, sha256, path)
        async with foundry.db.transaction(customer_id) as tx:
            await tx.run(SQL.asset_stored, id=asset["id"], sha256=sha256, bytes=len(body))
        return sha256
    with path.open("wb") as file:
        async for chunk in await foundry.objects.get_stream(object_key(customer_id, asset["sha256"])):
            file.write(chunk)
    return bytes(asset["sha256"])


async def _fetch(foundry: Foundry, customer_id: UUID, address: str) -> bytes:
    """The bytes at an address, or of an object in one of the customer's buckets."""
    bounds: Any = {"max_bytes": MAX_FETCHED_BYTES, "seconds": FETCH_SECONDS}
    if is_reference(address):
        return await fetch_object(foundry, customer_id, address, **bounds)
    response = await foundry.egress.fetch(address, **bounds)
    if response.status != 200:
        raise InvalidError(f"The address answered with status {response.status}.")
    return response.body


async def show_assets_ready(tx: Tx, seen: Mapping[UUID, Mapping[str, Any]]) -> None:
    """They can be shown, and here is what is known of each: start what waited for them."""
    pending = [row["id"] for row in await tx.rows(SQL.lock_pending_assets, ids=sorted(seen))]
    if not pending:
        return
    media_types = [seen[asset_id]["media_type"] for asset_id in pending]
    facts = [msgspec.json.encode(seen[asset_id]).decode() for asset_id in pending]
    await tx.run(SQL.assets_ready, ids=pending, media_types=media_types, facts=facts)
    bodies = [{"asset_id": str(each), "media_type": kind} for each, kind in zip(pending, media_types, strict=True)]
    await record_all(tx, "asset.ready", [Happened(body=body) for body in bodies])
    await start_waiting_tasks(tx, pending)


async def reject_asset(tx: Tx, asset_id: UUID, reason: str) -> None:
    """It cannot be shown: say why, and fail what waited for it."""
    if await tx.run(SQL.asset_rejected, id=asset_id, reason=reason):
        await record(tx, "asset.rejected", body={"asset_id": str(asset_id), "reason": reason})
        await fail_tasks(tx, await _waiting_tasks(tx, [asset_id]), f"Its file was rejected: {reason}")


async def start_waiting_tasks(tx: Tx, asset_ids: Sequence[UUID]) -> None:
    """Start what waited for these assets and for no others; fail what its modality does not take."""
    waiting = await _waiting_tasks(tx, asset_ids)
    unfit = {task["id"]: refusal for task in waiting if (refusal := _refusal(task)) is not None}
    for refusal in sorted(set(unfit.values())):
        await fail_tasks(tx, [task for task in waiting if unfit.get(task["id"]) == refusal], refusal)
    fit = [task for task in waiting if task["id"] not in unfit]
    await start_tasks(tx, [task for task in fit if set(task["statuses"]) == {"ready"}])


def _refusal(task: Any) -> str | None:
    """Why its modality does not take one of its files; None where it takes all."""
    refusals = (refusal_of(facts, registry.get(task["modality"])) for facts in task["facts"] or ())
    return next((refusal for refusal in refusals if refusal is not None), None)


async def _waiting_tasks(tx: Tx, asset_ids: Sequence[UUID]) -> list[Any]:
    await tx.run(SQL.lock_waiting_tasks, asset_ids=asset_ids)
    return await tx.rows(SQL.waiting_tasks, asset_ids=asset_ids)
