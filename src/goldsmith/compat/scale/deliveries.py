"""Our deliveries of what came over Scale's wire, as its second API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.compat.scale.projects import find_project
from goldsmith.compat.scale.response_files import signed_response
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.types import FILED, TYPES, show_response
from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.tenancy.principal import INSIGHT, Principal

__all__ = ["list_delivered", "list_deliveries", "response_schema", "show_delivery"]


async def list_deliveries(
    foundry: Foundry,
    principal: Principal,
    *,
    project: Mapping[str, Any],
    delivered_after: datetime | None,
    delivered_before: datetime | None,
) -> list[Any]:
    """The ready deliveries of a project, newest first."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        found = await find_project(tx, principal, **project) if any(project.values()) else None
        return await tx.rows(
            SQL.deliveries,
            is_test=principal.is_test,
            scale_project_id=found["id"] if found else None,
            delivered_after=delivered_after,
            delivered_before=delivered_before,
        )


async def show_delivery(
    foundry: Foundry, principal: Principal, delivery_id: UUID | None, name: str | None = None
) -> Any:
    principal.need(INSIGHT)
    if delivery_id is None and name is None:
        raise InvalidError("Say which delivery: by delivery_id or delivery_name.", field="delivery_id")
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.delivery, is_test=principal.is_test, id=delivery_id, name=name)
        if row is None:
            raise NotFoundError("There is no such delivery.", code="delivery_not_found")
        return row


async def list_delivered(
    foundry: Foundry, principal: Principal, delivery_id: UUID, after: int, limit: int
) -> list[dict[str, Any]]:
    """The next tasks of a delivery with what was delivered of each, in its order."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        rows = await tx.rows(
            SQL.delivered_tasks, is_test=principal.is_test, delivery_id=delivery_id, after=after, limit=limit
        )
    return [{**row, "response": _response(foundry, row)} for row in rows]


def _response(foundry: Foundry, row: Any) -> Any:
    if row["type"] in FILED:
        return signed_response(foundry, row["customer_id"], row["type"], row["made"] or {})
    return show_response(row["type"], row["params"], msgspec.json.decode(row["answer"]))


def response_schema(type_name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of what responses of a task type hold at their top."""
    kind = TYPES.get(type_name)
    if kind is None:
        raise NotFoundError("There is no such schema.", code="schema_not_found")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Response of {type_name}",
        "type": "object",
        "properties": {name: {"type": shape} for name, shape in kind.response.items()},
        "required": sorted(kind.response),
    }
