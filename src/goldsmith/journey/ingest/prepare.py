"""Look at each file before anybody gets it: fetch it if need be, probe it in a bounded child, start what waited."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from goldsmith.errors import GoldsmithError, InvalidError, TooLargeError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.assets import object_key, store_file
from goldsmith.journey.ingest.attachments import SQL
from goldsmith.modalities import registry
from goldsmith.ports.db import Tx
from goldsmith.ports.egress import EgressError
from goldsmith.ports.jobs import Job
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

MAX_FETCHED_BYTES = 200_000_000
FETCH_SECONDS = 120


async def prepare_asset(foundry: Foundry, job: Job) -> None:
    """Fetch an asset if need be, look at it, and start or fail the tasks that waited for it."""
    async with foundry.db.transaction(job.customer_id) as tx:
        asset = await tx.row(SQL.asset, id=job.subject_id)
    if asset is None or asset["status"] != "pending":
        return
    with tempfile.TemporaryDirectory(prefix="goldsmith-asset-") as folder:
        path = Path(folder) / "asset"
        try:
            await _bring(foundry, asset, path)
            facts = await _look(path)
        except (EgressError, ProbeRefused, TooLargeError, InvalidError) as refusal:
            await _reject(foundry, job, str(refusal))
            return
    async with foundry.db.transaction(job.customer_id) as tx:
        await tx.run(SQL.asset_ready, id=job.subject_id, media_type=facts["media_type"], facts=facts)
        await record(tx, "asset.ready", body={"asset_id": str(job.subject_id), "media_type": facts["media_type"]})
        await _start_waiting_tasks(tx, job.subject_id, facts["media_type"])


async def _bring(foundry: Foundry, asset: Any, path: Path) -> None:
    """Put the bytes of an asset into a local file, fetching them from their address the first time."""
    customer_id = asset["customer_id"]
    if asset["sha256"] is None:
        response = await foundry.egress.fetch(asset["source_url"], max_bytes=MAX_FETCHED_BYTES, seconds=FETCH_SECONDS)
        if response.status != 200:
            raise InvalidError(f"The address answered with status {response.status}.")
        await asyncio.to_thread(path.write_bytes, response.body)
        sha256 = hashlib.sha256(response.body).digest()
        await store_file(foundry, customer_id, sha256, path)
        async with foundry.db.transaction(customer_id) as tx:
            await tx.run(SQL.asset_stored, id=asset["id"], sha256=sha256, bytes=len(response.body))
        return
    with path.open("wb") as file:
        async for chunk in await foundry.objects.get_stream(object_key(customer_id, asset["sha256"])):
            file.write(chunk)


async def _look(path: Path) -> dict[str, Any]:
    """Ask each modality's probe, the pickiest first, what this file is."""
    modalities = sorted(
        registry.registered().values(), key=lambda modality: ("text/plain" in modality.media_types, modality.name)
    )
    refusal: GoldsmithError = InvalidError("No modality here knows this kind of file.")
    for modality in modalities:
        try:
            return dict(await run_bounded(modality.probe, path))
        except ProbeRefused as error:
            refusal = error
    raise refusal


async def _reject(foundry: Foundry, job: Job, reason: str) -> None:
    async with foundry.db.transaction(job.customer_id) as tx:
        if await tx.run(SQL.asset_rejected, id=job.subject_id, reason=reason):
            await record(tx, "asset.rejected", body={"asset_id": str(job.subject_id), "reason": reason})
            await _fail_tasks(tx, await _waiting_tasks(tx, job.subject_id), f"Its file was rejected: {reason}")


async def _start_waiting_tasks(tx: Tx, asset_id: UUID, media_type: str) -> None:
    waiting = await _waiting_tasks(tx, asset_id)
    unfit = [task for task in waiting if media_type not in registry.get(task["modality"]).media_types]
    await _fail_tasks(tx, unfit, f"Its file is {media_type}, which this project's modality does not take.")
    ready = [task for task in waiting if task not in unfit and set(task["statuses"]) == {"ready"}]
    if ready:
        await tx.run(SQL.start_tasks, ids=[task["id"] for task in ready])
    for task in ready:
        await record(
            tx,
            "task.started",
            project_id=task["project_id"],
            batch_id=task["batch_id"],
            task_id=task["id"],
            counts={"ingest": -1, "label": 1},
        )


async def _waiting_tasks(tx: Tx, asset_id: UUID) -> list[Any]:
    await tx.run(SQL.lock_waiting_tasks, asset_id=asset_id)
    return await tx.rows(SQL.waiting_tasks, asset_id=asset_id)


async def _fail_tasks(tx: Tx, tasks: list[Any], reason: str) -> None:
    if not tasks:
        return
    ids = [task["id"] for task in tasks]
    await tx.run(SQL.fail_tasks, ids=ids)
    await tx.run(SQL.explain_failure, ids=ids, error=reason)
    for task in tasks:
        counts = {"ingest": -1, "done": 1, "error": 1}
        await record(
            tx,
            "task.failed",
            project_id=task["project_id"],
            batch_id=task["batch_id"],
            task_id=task["id"],
            body={"reason": reason},
            counts=counts,
        )
