"""Look at tasks, cancel them, reopen them, change their place in the queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.foundry import Foundry
from goldsmith.journey.functions.service import look_again
from goldsmith.journey.ingest.anew import can_be_shown, hold_assets, ingest_anew
from goldsmith.journey.route.service import SQL as ROUTE_SQL
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import FIRST_ANSWERS, access_project
from goldsmith.tenancy.principal import INSIGHT, OPERATION, REVIEWING, Principal
from goldsmith.words import Stage

SQL = read_sql(__file__)
STAGES = ("ingest", "label", "reconcile", "review", "audit", "done")
STATUSES = ("pending", "completed", "canceled", "error")
KINDS = (
    ("ingest", "pending"),
    ("label", "pending"),
    ("reconcile", "pending"),
    ("review", "pending"),
    ("audit", "completed"),
    ("done", "completed"),
    ("done", "canceled"),
    ("done", "error"),
)


class Filter(msgspec.Struct, frozen=True):
    """What a list of tasks is narrowed to."""

    stage: str | None = None
    status: str | None = None
    batch_id: UUID | None = None
    unique_id: str | None = None


class TaskView(msgspec.Struct):
    """Everything about one task."""

    task: Any
    assets: list[Any]
    annotations: list[Any]
    assignments: list[Any]
    belief: Any


async def list_tasks(
    foundry: Foundry, principal: Principal, project_id: UUID, chosen: Filter, before: UUID, limit: int
) -> list[Any]:
    """One page, newest first; `limit` rows from below `before`."""
    principal.need(INSIGHT | REVIEWING)
    _check(chosen)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        if chosen.unique_id is not None:
            found = await tx.rows(SQL.tasks_by_unique_id, project_id=project_id, unique_id=chosen.unique_id)
            return [row for row in found if _matches(row, chosen) and row["id"] < before][:limit]
        if chosen.batch_id is not None:
            page = await tx.rows(
                SQL.tasks_of_batch,
                batch_id=chosen.batch_id,
                before=before,
                stage=chosen.stage,
                status=chosen.status,
                limit=limit,
            )
            return [row for row in page if row["project_id"] == project_id]
        kinds = [kind for kind in KINDS if chosen.stage in (None, kind[0]) and chosen.status in (None, kind[1])]
        return await tx.rows(
            SQL.tasks_page,
            project_id=project_id,
            stages=[k[0] for k in kinds],
            statuses=[k[1] for k in kinds],
            before=before,
            limit=limit,
        )


async def show_task(foundry: Foundry, principal: Principal, task_id: UUID) -> TaskView:
    principal.need(INSIGHT | REVIEWING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        task = await tx.row(SQL.task, id=task_id)
        if task is None:
            raise no_such_task()
        return TaskView(
            task,
            await tx.rows(ROUTE_SQL.task_assets, task_ids=[task_id]),
            await tx.rows(ROUTE_SQL.task_answers, task_id=task_id),
            await tx.rows(SQL.assignments_of_task, task_id=task_id),
            await tx.row(SQL.belief, task_id=task_id),
        )


async def show_history(foundry: Foundry, principal: Principal, task_id: UUID) -> tuple[list[Any], dict[UUID, str]]:
    """The events of a task in order, and the names of who did them."""
    principal.need(INSIGHT | REVIEWING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.task, id=task_id) is None:
            raise no_such_task()
        events = await tx.rows(EVENT_SQL.events_of_task, task_id=task_id)
        ids = {each for event in events for each in (event["actor_id"], event["labeler_id"]) if each}
        names = {row["id"]: row["name"] for row in await tx.rows(SQL.actors, ids=list(ids))}
        return events, names


async def cancel_task(foundry: Foundry, principal: Principal, task_id: UUID, *, is_with_parts: bool = False) -> None:
    """Take a task out of the journey; whoever holds it is told when they submit. A second cancel changes nothing.

    With its parts: whatever is still pending of the whole that it is a part of.
    """
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        pending = await tx.rows(SQL.pending_parts, id=task_id) if is_with_parts else []
        for each in [row["id"] for row in pending] or [task_id]:
            await cancel_within(tx, principal, each)


async def cancel_within(tx: Tx, principal: Principal, task_id: UUID) -> None:
    """The same within the caller's transaction, who has asked for the right to."""
    task = await _lock(tx, task_id)
    if task["status"] == "canceled":
        return
    if task["status"] != "pending":
        raise ConflictError("This task is finished; only a pending one can be canceled.", code="task_closed")
    await tx.rows(ROUTE_SQL.revoke_leases, task_id=task_id, reason="the task was canceled")
    await tx.run(SQL.withdraw_votes, id=task_id)
    await tx.run(SQL.cancel_task, id=task_id)
    await _note(tx, principal, task, "task.canceled", {}, {task["stage"]: -1, "done": 1, "canceled": 1})


async def reopen_task(foundry: Foundry, principal: Principal, task_id: UUID, reason: str) -> None:
    """Ask about a finished task anew. What was said stays in its history; files that failed are looked at again."""
    principal.need(OPERATION)
    if not 1 <= len(reason.strip()) <= 2_000 or "\x00" in reason:
        raise InvalidError("Say why this task is opened again.", field="reason")
    async with foundry.db.transaction(principal.customer_id) as tx:
        task = await _lock(tx, task_id)
        if task["status"] == "pending":
            raise ConflictError("This task is not finished yet.", code="task_open")
        await tx.rows(ROUTE_SQL.revoke_leases, task_id=task_id, reason="the task was reopened")
        assets = await hold_assets(tx, task_id)
        stage: Stage = "label" if task["status"] != "error" and can_be_shown(assets) else "ingest"
        await begin_next_round(tx, task_id, stage)
        counts = {task["stage"]: -1, stage: 1, task["status"]: -1}
        await _note(tx, principal, task, "task.reopened", {"reason": reason.strip()}, counts)
        if stage == "ingest":
            await ingest_anew(foundry, tx, task, assets)


async def begin_next_round(tx: Tx, task_id: UUID, stage: Stage) -> None:
    """Begin a task that the caller has locked anew in this stage; what was said before counts no more."""
    await tx.run(SQL.withdraw_votes, id=task_id)
    await tx.run(SQL.begin_next_round, id=task_id, stage=stage, first_answers=FIRST_ANSWERS)


async def change_task(
    foundry: Foundry, principal: Principal, task_id: UUID, *, priority: int | None, metadata: dict[str, Any] | None
) -> None:
    principal.need(OPERATION | INSIGHT)
    if priority is not None and not 0 <= priority <= 100:
        raise InvalidError("A priority goes from 0 to 100.", field="priority")
    encoded = None if metadata is None else msgspec.json.encode(metadata)
    if encoded is not None and (len(encoded) > 100_000 or b"\\u0000" in encoded):
        raise InvalidError("Metadata takes at most 100,000 bytes and no NUL character.", field="metadata")
    async with foundry.db.transaction(principal.customer_id) as tx:
        task = await _lock(tx, task_id)
        if priority is not None:
            await tx.run(SQL.set_priority, id=task_id, priority=priority)
        if encoded is not None:
            await tx.run(SQL.set_metadata, id=task_id, metadata=encoded.decode())
            await look_again(tx, task["project_id"], task_id)
        await _note(tx, principal, task, "task.changed", {"priority": priority, "metadata": metadata}, {})


def no_such_task() -> NotFoundError:
    return NotFoundError("There is no such task.", code="task_not_found")


async def _lock(tx: Tx, task_id: UUID) -> Any:
    task = await tx.row(SQL.lock_task, id=task_id)
    if task is None:
        raise no_such_task()
    return task


async def _note(
    tx: Tx, principal: Principal, task: Any, kind: str, body: dict[str, Any], counts: dict[str, int]
) -> None:
    await record(
        tx,
        kind,
        actor_id=principal.actor_id,
        project_id=task["project_id"],
        batch_id=task["batch_id"],
        task_id=task["id"],
        body=body,
        counts=counts,
    )


def _check(chosen: Filter) -> None:
    if chosen.stage is not None and chosen.stage not in STAGES:
        raise InvalidError(f"A stage is one of: {', '.join(STAGES)}.", field="stage")
    if chosen.status is not None and chosen.status not in STATUSES:
        raise InvalidError(f"A status is one of: {', '.join(STATUSES)}.", field="status")


def _matches(row: Any, chosen: Filter) -> bool:
    return (
        chosen.stage in (None, row["stage"])
        and chosen.status in (None, row["status"])
        and chosen.batch_id in (None, row["batch_id"])
    )
