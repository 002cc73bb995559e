"""Read the log."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from goldsmith.errors import MalformedError
from goldsmith.events.record import SQL
from goldsmith.foundry import Foundry
from goldsmith.tenancy.principal import INSIGHT, Principal

_NEWEST = (2**31 - 1, str(2**64 - 1), UUID(int=2**128 - 1))


async def list_events(
    foundry: Foundry,
    principal: Principal,
    project_id: UUID | None,
    task_id: UUID | None,
    cursor: str | None,
    limit: int,
) -> tuple[list[Any], str | None]:
    """One page of events, newest first, and the cursor of the next."""
    principal.need(INSIGHT)
    epoch, txid, event_id = _read_cursor(cursor) if cursor else _NEWEST
    async with foundry.db.transaction(principal.customer_id) as tx:
        rows = await tx.rows(
            SQL.events_page,
            project_id=project_id,
            task_id=task_id,
            epoch=epoch,
            txid=txid,
            id=event_id,
            limit=limit + 1,
        )
    return rows[:limit], _show_cursor(rows[limit - 1]) if len(rows) > limit else None


async def show_head(foundry: Foundry, principal: Principal) -> Any:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.row(SQL.seal_head)


def _show_cursor(row: Any) -> str:
    text = f"{row['epoch']}.{row['txid']}.{row['id'].hex}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[int, str, UUID]:
    try:
        epoch, txid, event_id = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii").split(".")
        if 0 <= int(epoch) < 2**31 and 0 <= int(txid) < 2**64:
            return int(epoch), str(int(txid)), UUID(event_id)
    except (ValueError, binascii.Error):
        pass
    raise MalformedError("This cursor is not one that a list gave you.", code="bad_cursor", field="cursor")
