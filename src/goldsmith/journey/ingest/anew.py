"""A task that ended before anybody could see its files comes in again, and what was rejected is looked at anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.attachments import PREPARE_ASSET, SQL
from goldsmith.journey.ingest.opened import start_waiting_tasks
from goldsmith.journey.ingest.starting import start_tasks
from goldsmith.ports.db import Tx

__all__ = ["ingest_anew", "waits_for_files"]


async def waits_for_files(tx: Tx, task_id: UUID) -> bool:
    """Whether one of its files cannot be shown, or not yet."""
    return any(asset["status"] != "ready" for asset in await tx.rows(SQL.hold_assets_of_task, task_id=task_id))


async def ingest_anew(foundry: Foundry, tx: Tx, task: Any) -> None:
    """Take a task, a locked row that is in ingest again, through it: at once where all its files are ready."""
    await tx.run(SQL.forget_failure, id=task["id"])
    assets = await tx.rows(SQL.hold_assets_of_task, task_id=task["id"])
    rejected = [asset["id"] for asset in assets if asset["status"] == "rejected"]
    if rejected:
        await tx.run(SQL.assets_pending_anew, ids=rejected)
        await tx.run(SQL.renditions_pending_anew, ids=rejected)
        for asset_id in rejected:
            await foundry.jobs.enqueue(tx, PREPARE_ASSET, asset_id)
    elif assets:
        await start_waiting_tasks(tx, [asset["id"] for asset in assets])
    else:
        await start_tasks(tx, [task])
