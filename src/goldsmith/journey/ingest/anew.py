"""A task that ended before anybody could see its files comes in again, and what was rejected is looked at anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.attachments import PREPARE_ASSET, SQL
from goldsmith.journey.ingest.opened import start_waiting_tasks
from goldsmith.journey.ingest.starting import start_tasks
from goldsmith.ports.db import Tx

__all__ = ["can_be_shown", "hold_assets", "ingest_anew"]


async def hold_assets(tx: Tx, task_id: UUID) -> list[Any]:
    """The files of a task, rows with id and status that stay as they are until the transaction ends."""
    return await tx.rows(SQL.hold_assets_of_task, task_id=task_id)


def can_be_shown(assets: Sequence[Any]) -> bool:
    """Whether all of them can, now."""
    return all(asset["status"] == "ready" for asset in assets)


async def ingest_anew(foundry: Foundry, tx: Tx, task: Any, assets: Sequence[Any]) -> None:
    """Take a task, a locked row that is in ingest again, through it: at once where all its files, held, are ready."""
    await tx.run(SQL.forget_failure, id=task["id"])
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
