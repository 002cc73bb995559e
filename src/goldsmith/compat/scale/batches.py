"""Scale's batches: staging, in progress, paused, completed, cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from goldsmith.compat.scale.fields import checked_metadata
from goldsmith.compat.scale.projects import access_project
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.tasks import cancel_in
from goldsmith.compat.scale.times import show_time
from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.http.paging import END
from goldsmith.ids import new_id, show_id
from goldsmith.ports.db import Tx
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

__all__ = ["Found", "access_batch", "change_status", "create_batch", "list_batches", "set_metadata", "show_batch"]

STATUSES: Final = ("staging", "in_progress", "completed", "paused", "cancelled")
ALLOWED: Final = {
    "in_progress": ("staging", "paused", "in_progress"),
    "paused": ("in_progress", "staging"),
    "cancelled": ("staging", "in_progress", "paused"),
}
Found = tuple[list[Any], int]


async def create_batch(
    foundry: Foundry, principal: Principal, project: Any, body: Mapping[str, Any], *, is_staged: bool | None = None
) -> Any:
    """A batch of a project, given as its row. Raises ConflictError when the name is taken."""
    principal.need(OPERATION | INSIGHT)
    name, callback = body.get("name"), body.get("callback") or ""
    if not isinstance(name, str) or not isinstance(callback, str):
        raise InvalidError("A batch has a name, and perhaps a callback: an address.", field="name")
    kind = "calibration" if body.get("calibration_batch") else "self_label" if body.get("self_label_batch") else None
    waits = project["is_staged"] if is_staged is None else is_staged
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(
            SQL.insert_batch,
            id=new_id(),
            is_test=principal.is_test,
            scale_project_id=project["id"],
            name=checked_name(name),
            status="staging" if waits else "in_progress",
            callback=callback[:2_000],
            metadata=checked_metadata(body.get("metadata") or {}),
            kind=kind or "production",
        )
        if row is None:
            raise ConflictError(f"There is already a batch called {name}.", code="name_taken")
        await record(tx, "scale.batch_created", actor_id=principal.actor_id, body={"name": name})
        return await tx.row(SQL.batch_by_id, is_test=principal.is_test, id=row["id"])


async def project_of(foundry: Foundry, principal: Principal, name: Any) -> Any:
    if not isinstance(name, str) or not name:
        raise InvalidError("A batch needs its project.", field="project")
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await access_project(tx, principal, name)


async def access_batch(tx: Tx, principal: Principal, name: str | None = None, batch_id: UUID | None = None) -> Any:
    """A batch by its name or id."""
    if batch_id is not None:
        row = await tx.row(SQL.batch_by_id, is_test=principal.is_test, id=batch_id)
    else:
        row = await tx.row(SQL.batch, is_test=principal.is_test, name=name or "")
    if row is None:
        raise NotFoundError("There is no such batch.", code="batch_not_found")
    return row


async def show_batch(
    foundry: Foundry, principal: Principal, name: str | None = None, batch_id: UUID | None = None
) -> tuple[Any, dict[str, int]]:
    """A batch, and how many of its tasks are in which status."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await access_batch(tx, principal, name, batch_id)
        return row, (await counts_of(tx, [row["id"]]))[row["id"]]


async def counts_of(tx: Tx, ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in await tx.rows(SQL.counts_of_batches, ids=ids):
        counts[row["scale_batch_id"]][row["status"]] = row["count"]
    return counts


async def list_batches(
    foundry: Foundry,
    principal: Principal,
    *,
    project: str | None,
    status: str | None,
    start_time: datetime | None,
    end_time: datetime | None,
    limit: int,
    offset: int = 0,
    before: UUID = END,
) -> Found:
    """One page, newest first, and how many there are in all."""
    principal.need(INSIGHT)
    if status is not None and status not in STATUSES:
        raise InvalidError(f"A batch is one of: {', '.join(STATUSES)}.", field="status")
    async with foundry.db.transaction(principal.customer_id) as tx:
        project_id = (await access_project(tx, principal, project))["id"] if project else None
        narrow = {
            "is_test": principal.is_test,
            "project_id": project_id,
            "status": status,
            "start_time": start_time,
            "end_time": end_time,
        }
        rows = await tx.rows(SQL.batches_page, **narrow, before=before, limit=limit, offset=offset)
        return rows, await tx.value(SQL.count_batches, **narrow)


async def change_status(
    foundry: Foundry, principal: Principal, status: str, *, name: str | None = None, batch_id: UUID | None = None
) -> Any:
    """Let a batch begin, rest or end. While it rests nobody is given its tasks; who holds one may finish it."""
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        found = await access_batch(tx, principal, name, batch_id)
        batch: Any = await tx.row(SQL.lock_batch, id=found["id"])
        if batch["status"] not in ALLOWED[status]:
            raise ConflictError(
                f"This batch is {batch['status'].replace('_', ' ')} and cannot become {status.replace('_', ' ')}.",
                code="batch_status",
            )
        if batch["status"] != status:
            await tx.row(SQL.set_batch_status, id=batch["id"], status=status)
            await tx.run(SQL.hold_batch, batch_id=batch["id"], is_held=status != "in_progress")
            await tx.run(
                SQL.pause_on_journey,
                scale_project_id=batch["scale_project_id"],
                name=batch["name"],
                is_paused=status == "paused",
            )
            await record(
                tx, "scale.batch_changed", actor_id=principal.actor_id, body={"name": batch["name"], "status": status}
            )
        if status == "cancelled":
            await tx.run(SQL.cancel_what_nobody_began, batch_id=batch["id"])
            for row in await tx.rows(SQL.tasks_of_batch_on_journey, batch_id=batch["id"]):
                await cancel_in(tx, principal, row["id"], is_forced=True)
        return await access_batch(tx, principal, batch_id=batch["id"])


async def finalize_batch(
    foundry: Foundry, principal: Principal, *, name: str | None = None, batch_id: UUID | None = None
) -> Any:
    """Let the work begin. For a batch whose work has begun already this is nothing."""
    row, _ = await show_batch(foundry, principal, name, batch_id)
    if row["status"] in ("in_progress", "completed"):
        return row
    return await change_status(foundry, principal, "in_progress", batch_id=row["id"])


async def set_metadata(
    foundry: Foundry, principal: Principal, metadata: Any, *, name: str | None = None, batch_id: UUID | None = None
) -> Any:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        batch = await access_batch(tx, principal, name, batch_id)
        await tx.run(SQL.set_batch_metadata, id=batch["id"], metadata=checked_metadata(metadata))
        return await access_batch(tx, principal, batch_id=batch["id"])


def batch_view(row: Any) -> dict[str, Any]:
    """A batch as the first API shows it."""
    view = {
        "id": show_id("batch", row["id"]),
        "name": row["name"],
        "project": row["project"],
        "status": "canceled" if row["status"] == "cancelled" else row["status"],
        "callback": row["callback"],
        "metadata": row["metadata"],
        "calibration_batch": row["kind"] == "calibration",
        "self_label_batch": row["kind"] == "self_label",
        "created_at": show_time(row["created_at"]),
    }
    return {**view, "completed_at": show_time(row["completed_at"])} if row["completed_at"] else view
