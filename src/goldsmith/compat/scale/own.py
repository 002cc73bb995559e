"""Our own projects of conversations, as the second API shows them: they can be read there too, under their own ids.

A test key sees none of them: what is tried is apart from what is real.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from goldsmith.compat.scale.projects import MOST_PROJECTS
from goldsmith.compat.scale.sql import SQL
from goldsmith.errors import InvalidError, MalformedError, NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.http.paging import END
from goldsmith.ids import parse_id, show_id
from goldsmith.tenancy.principal import INSIGHT, Principal

__all__ = [
    "find_own_delivery",
    "find_own_project",
    "find_own_task",
    "list_own_delivered",
    "list_own_deliveries",
    "list_own_projects",
    "list_own_tasks",
]


async def list_own_projects(
    foundry: Foundry,
    principal: Principal,
    *,
    project_id: UUID | None = None,
    name: str | None = None,
    created_after: datetime | None = None,
    created_before: datetime | None = None,
) -> list[Any]:
    """Projects of conversations that were not made over this wire, newest first."""
    principal.need(INSIGHT)
    if principal.is_test:
        return []
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.rows(
            SQL.own_projects,
            id=project_id,
            name=name,
            created_after=created_after,
            created_before=created_before,
            limit=MOST_PROJECTS,
        )


async def find_own_project(foundry: Foundry, principal: Principal, which: Mapping[str, Any]) -> Any:
    """The project of a name or id, both under their keys. Raises NotFoundError."""
    found = (
        await list_own_projects(foundry, principal, project_id=which.get("project_id"), name=which.get("name"))
        if any(which.values())
        else []
    )
    if not found:
        raise NotFoundError("There is no such project.", code="project_not_found")
    return found[0]


async def list_own_tasks(
    foundry: Foundry,
    principal: Principal,
    project_id: UUID,
    *,
    status: str | None,
    completed_after: datetime | None,
    completed_before: datetime | None,
    limit: int,
    token: str | None,
) -> tuple[list[Any], str | None]:
    """The next tasks of a project, newest first, and the token of those after them."""
    principal.need(INSIGHT)
    before = _place(token) if token else END
    async with foundry.db.transaction(principal.customer_id) as tx:
        rows = await tx.rows(
            SQL.own_tasks,
            project_id=project_id,
            status=status,
            completed_after=completed_after,
            completed_before=completed_before,
            before=before,
            limit=limit + 1,
        )
    return rows[:limit], show_id("task", rows[limit - 1]["id"]) if len(rows) > limit else None


def _place(token: str) -> UUID:
    try:
        return parse_id("task", token)
    except MalformedError:
        raise InvalidError("This is not a token of ours.", field="next_token") from None


async def find_own_task(foundry: Foundry, principal: Principal, task_id: UUID) -> Any:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = None if principal.is_test else await tx.row(SQL.own_task, id=task_id)
    if row is None:
        raise NotFoundError("There is no such task.", code="task_not_found")
    return row


async def list_own_deliveries(
    foundry: Foundry,
    principal: Principal,
    *,
    project_id: UUID | None = None,
    delivery_id: UUID | None = None,
    name: str | None = None,
    delivered_after: datetime | None = None,
    delivered_before: datetime | None = None,
) -> Sequence[Any]:
    """The ready deliveries of a project, or of all of them, newest first."""
    principal.need(INSIGHT)
    if principal.is_test:
        return []
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.rows(
            SQL.own_deliveries,
            project_id=project_id,
            id=delivery_id,
            name=name,
            delivered_after=delivered_after,
            delivered_before=delivered_before,
        )


async def find_own_delivery(foundry: Foundry, principal: Principal, delivery_id: UUID | None, name: str | None) -> Any:
    """A delivery by its id, or the newest of a name. Raises NotFoundError."""
    found = await list_own_deliveries(foundry, principal, delivery_id=delivery_id, name=None if delivery_id else name)
    if not found:
        raise NotFoundError("There is no such delivery.", code="delivery_not_found")
    return found[0]


async def list_own_delivered(
    foundry: Foundry, principal: Principal, delivery_id: UUID, after: int, limit: int
) -> list[Any]:
    """The next tasks of a delivery, in its order."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.rows(SQL.own_delivered_tasks, delivery_id=delivery_id, after=after, limit=limit)
