"""Bring what became of tasks on the journey back to Scale's wire: status, response, callbacks, finished batches."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.types import FILED, show_response
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.ports.db import Tx

__all__ = ["end_tasks"]

AT_ONCE: Final = 300
CALLED_BACK: Final = ("completed", "error")


async def end_tasks(foundry: Foundry, customer_id: UUID) -> int:
    """Tell what there is to tell of one customer's tasks; of how many."""
    async with foundry.db.transaction(customer_id) as tx:
        rows = await tx.rows(SQL.news, types=list(FILED), limit=AT_ONCE)
        for row in rows:
            await _tell(tx, row)
        batches = {row["scale_batch_id"] for row in rows if row["scale_batch_id"] and row["status"] != "pending"}
        if batches:
            await _finish(tx, sorted(batches))
        return len(rows)


async def _tell(tx: Tx, row: Any) -> None:
    status = row["status"]
    await tx.run(
        SQL.tell,
        id=row["id"],
        status=status,
        error=row["error"] if status == "error" else None,
        response=_response(row),
    )
    if status == "error" and row["frees_unique_id"]:
        await tx.run(SQL.set_unique_id_on_journey, id=row["id"], unique_id=None)
    if status in CALLED_BACK and row["callback_url"] and row["purpose"] == "task":
        await _call_back(tx, row["callback_url"], is_test=row["is_test"], task_id=row["id"])


def _response(row: Any) -> Any:
    """In Scale's form; what test keys got was made up when the task came."""
    if row["status"] != "completed":
        return None
    if row["answer"] is None:
        return row["response"]
    if row["type"] in FILED:
        return row["made"]
    return show_response(row["type"], row["params"], msgspec.json.decode(row["answer"]))


async def _finish(tx: Tx, batch_ids: list[UUID]) -> None:
    for batch in await tx.rows(SQL.finished_batches, ids=batch_ids):
        await tx.row(SQL.set_batch_status, id=batch["id"], status="completed")
        if batch["callback"]:
            await _call_back(tx, batch["callback"], is_test=batch["is_test"], batch_id=batch["id"])


async def _call_back(
    tx: Tx, address: str, *, is_test: bool, task_id: UUID | None = None, batch_id: UUID | None = None
) -> None:
    await tx.run(SQL.insert_callback, id=new_id(), task_id=task_id, batch_id=batch_id, is_test=is_test, address=address)
