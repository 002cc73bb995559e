"""Scale's tasks: looked at, canceled, renamed, tagged, judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from goldsmith.compat.scale.calls import checked_words
from goldsmith.compat.scale.fields import checked_metadata, read_text
from goldsmith.compat.scale.response_files import signed_response
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.times import show_time
from goldsmith.compat.scale.types.document import PAGED
from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.modalities.document.pages import pages_of
from goldsmith.ports.db import Tx
from goldsmith.tasks.service import cancel_within
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal

__all__ = [
    "audit_task",
    "cancel_in",
    "cancel_task",
    "change_tags",
    "find_task",
    "set_metadata",
    "set_unique_id",
    "show_task",
    "task_view",
    "unique_id_taken",
]

USUAL_PRIORITY: Final = 50


async def unique_id_taken(tx: Tx, principal: Principal, unique_id: str) -> ConflictError:
    holder = await tx.value(SQL.holder_of_unique_id, is_test=principal.is_test, unique_id=unique_id)
    shown = show_id("task", holder) if holder else "deleted"
    return ConflictError(
        f'The unique_id ("{unique_id}") is already used for a different task ({shown}).', code="unique_id_taken"
    )


async def access_task(tx: Tx, principal: Principal, task_id: UUID) -> Any:
    row = await tx.row(SQL.task, is_test=principal.is_test, id=task_id)
    if row is None or row["purpose"] != "task":
        raise no_such_task()
    return row


def no_such_task() -> NotFoundError:
    return NotFoundError("There is no such task.", code="task_not_found")


async def find_task(foundry: Foundry, principal: Principal, task_id: UUID) -> Any:
    """The row of a task."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await access_task(tx, principal, task_id)


async def show_task(foundry: Foundry, principal: Principal, task_id: UUID) -> dict[str, Any]:
    return task_view(foundry, await find_task(foundry, principal, task_id))


async def cancel_task(
    foundry: Foundry, principal: Principal, task_id: UUID, *, clear_unique_id: bool
) -> dict[str, Any]:
    """Cancel a task that nobody has begun. Raises ConflictError for any other."""
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await cancel_in(tx, principal, task_id, clear_unique_id=clear_unique_id)
        return task_view(foundry, await access_task(tx, principal, task_id))


async def cancel_in(
    tx: Tx,
    principal: Principal,
    task_id: UUID,
    *,
    clear_unique_id: bool = False,
    is_forced: bool = False,
) -> None:
    """Cancel a task within the caller's transaction; forced, also one that somebody has begun."""
    journey = await tx.row(SQL.journey_of, id=task_id)  # locked in the order in which the journey itself does
    row = await tx.row(SQL.lock_task, is_test=principal.is_test, id=task_id)
    if row is None or row["purpose"] != "task":
        raise no_such_task()
    if row["status"] != "pending" or (journey and journey["status"] != "pending"):
        raise ConflictError(f"This task is {row['status']} and cannot be canceled.", code="task_closed")
    if (
        journey
        and not is_forced
        and (journey["claims_live"] or journey["answers_have"] or journey["stage"] == "review")
    ):
        raise ConflictError("Somebody is working on this task; it cannot be canceled any more.", code="task_begun")
    if journey:
        await cancel_within(tx, principal, task_id)
    await tx.run(SQL.cancel_task, id=task_id, clear_unique_id=clear_unique_id)
    if clear_unique_id:
        await tx.run(SQL.set_unique_id_on_journey, id=task_id, unique_id=None)


async def set_unique_id(foundry: Foundry, principal: Principal, task_id: UUID, unique_id: str | None) -> dict[str, Any]:
    """Give a task another name of the customer's, or none. Raises ConflictError when another task has it."""
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await _lock(tx, principal, task_id)
        if await tx.row(SQL.set_unique_id, is_test=principal.is_test, id=task_id, unique_id=unique_id) is None:
            raise await unique_id_taken(tx, principal, str(unique_id))
        await tx.run(SQL.set_unique_id_on_journey, id=task_id, unique_id=unique_id)
        return task_view(foundry, await access_task(tx, principal, task_id))


async def set_metadata(foundry: Foundry, principal: Principal, task_id: UUID, metadata: Any) -> dict[str, Any]:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await _lock(tx, principal, task_id)
        await tx.run(SQL.set_metadata, id=task_id, metadata=checked_metadata(metadata))
        return task_view(foundry, await access_task(tx, principal, task_id))


async def change_tags(
    foundry: Foundry, principal: Principal, task_id: UUID, how: str, tags: list[str]
) -> dict[str, Any]:
    """Set, add or remove tags; a tag that is there already, or is not, is no error."""
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await _lock(tx, principal, task_id)
        before = row["tags"] or []
        after = {
            "set": tags,
            "add": [*before, *(tag for tag in tags if tag not in before)],
            "remove": [tag for tag in before if tag not in tags],
        }[how]
        await tx.run(SQL.set_tags, id=task_id, tags=checked_words(after, "tags"))
        return task_view(foundry, await access_task(tx, principal, task_id))


async def audit_task(foundry: Foundry, principal: Principal, task_id: UUID, body: Mapping[str, Any]) -> None:
    """The customer's own verdict on a finished task."""
    principal.need(INSIGHT)
    accepted = body.get("accepted")
    if not isinstance(accepted, bool):
        raise InvalidError("Say whether the task is accepted: true or false.", field="accepted")
    comment = read_text(body, "comments", 10_000)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await _lock(tx, principal, task_id)
        if row["status"] != "completed":
            raise ConflictError("Only a completed task can be audited.", code="task_open")
        verdict = "accepted" if accepted else "rejected"
        await tx.run(SQL.set_review, id=task_id, review_status=verdict, review_comment=comment)
        body = {"verdict": verdict, "comment": comment}
        journey = await tx.row(SQL.journey_of, id=task_id)
        await record(
            tx, "scale.task_audited", actor_id=principal.actor_id, task_id=task_id if journey else None, body=body
        )


async def _lock(tx: Tx, principal: Principal, task_id: UUID) -> Any:
    row = await tx.row(SQL.lock_task, is_test=principal.is_test, id=task_id)
    if row is None or row["purpose"] != "task":
        raise no_such_task()
    return row


def task_view(foundry: Foundry, row: Mapping[str, Any], *, is_limited: bool = False) -> dict[str, Any]:
    """A task as their client reads it: what there is nothing of is absent, not null."""
    task_id = show_id("task", row["id"])
    if is_limited:
        return {
            "task_id": task_id,
            "status": row["status"],
            "metadata": row["metadata"],
            "project": row["project"],
            "otherVersion": None,
        }
    instruction = "\n\n".join(filter(None, (row["instruction"], row["project_instruction"])))
    view: dict[str, Any] = {
        "task_id": task_id,
        "created_at": show_time(row["created_at"]),
        "updated_at": show_time(row["updated_at"]),
        "type": row["type"],
        "status": row["status"],
        "instruction": instruction,
        "params": row["params"],
        "is_test": row["is_test"],
        "priority": row["priority"] if row["priority"] is not None else USUAL_PRIORITY,
        "metadata": row["metadata"],
        "project": row["project"],
        "callback_url": row["callback_url"] or "",
    }
    present = {
        "batch": row["batch"],
        "unique_id": row["unique_id"],
        "tags": row["tags"],
        "completed_at": show_time(row["completed_at"]) if row["completed_at"] else None,
        "response": signed_response(foundry, row["customer_id"], row["type"], row["response"]),
        "error": row["error"],
        "customer_review_status": row["review_status"],
        "customer_review_comments": row["review_comment"],
        "callback_succeeded": row["callback_succeeded"],
        "document_pages": _document_pages(row),
        "waits_for": row["waits_for"] if row["status"] == "pending" else None,
    }
    return view | {name: value for name, value in present.items() if value is not None}


def _document_pages(row: Mapping[str, Any]) -> list[dict[str, float]] | None:
    """How large the pages are in whose lengths a response tells places; None of other types, or before it is known."""
    pages = pages_of(row.get("facts")) if row["type"] in PAGED else None
    return [{"width": page.width, "height": page.height} for page in pages] if pages else None
