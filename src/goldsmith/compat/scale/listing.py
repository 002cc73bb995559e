"""Lists of Scale's tasks: newest first, narrowed, with an exact total that paging does not change.

The total is counted for the first page; the others carry it in their token, so that a long walk counts once.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale.batches import access_batch
from goldsmith.compat.scale.projects import access_project
from goldsmith.compat.scale.sql import SQL
from goldsmith.errors import InvalidError
from goldsmith.foundry import Foundry
from goldsmith.http.paging import END
from goldsmith.ports.db import Tx
from goldsmith.tenancy.principal import INSIGHT, Principal

__all__ = ["Filter", "Found", "checked_status", "list_tasks"]

STATUSES: Final = ("pending", "completed", "canceled", "error")
REVIEWS: Final = ("accepted", "fixed", "commented", "rejected", "pending")


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to."""

    project: str | None = None
    batch: str | None = None
    project_id: UUID | None = None
    batch_id: UUID | None = None
    status: str | None = None
    type: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    completed_after: datetime | None = None
    completed_before: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    review_statuses: list[str] | None = None
    tags: list[str] | None = None
    unique_ids: list[str] | None = None


class Found(msgspec.Struct):
    """One page."""

    rows: list[Any]
    total: int
    offset: int
    next_token: str | None


class _Token(msgspec.Struct, array_like=True):
    before: UUID
    total: int
    offset: int


async def list_tasks(foundry: Foundry, principal: Principal, chosen: Filter, limit: int, token: str | None) -> Found:
    """One page of the tasks that fit."""
    principal.need(INSIGHT)
    _check(chosen)
    place = _read(token) if token else None
    before = place.before if place else END
    async with foundry.db.transaction(principal.customer_id) as tx:
        narrow = await _narrow(tx, principal, chosen)
        if chosen.unique_ids:
            named = sorted(await tx.rows(SQL.tasks_by_unique_id, **narrow), key=lambda row: row["id"], reverse=True)
            rows, total = [row for row in named if row["id"] < before][: limit + 1], len(named)
        else:
            rows = await tx.rows(SQL.tasks_page, **narrow, before=before, limit=limit + 1)
            total = place.total if place else await tx.value(SQL.count_tasks, **narrow)
    offset = place.offset if place else 0
    has_more, rows = len(rows) > limit, rows[:limit]
    next_token = _show(_Token(rows[-1]["id"], total, offset + limit)) if has_more else None
    return Found(rows, total, offset, next_token)


async def _narrow(tx: Tx, principal: Principal, chosen: Filter) -> dict[str, Any]:
    """What the statements take: names have become ids."""
    project_id, batch_id = chosen.project_id, chosen.batch_id
    if chosen.project:
        project_id = (await access_project(tx, principal, chosen.project))["id"]
    if chosen.batch:
        batch_id = (await access_batch(tx, principal, chosen.batch))["id"]
    whose = "batch" if batch_id else "project" if project_id else "all"
    given = msgspec.structs.asdict(chosen)
    return given | {"is_test": principal.is_test, "whose": whose, "project_id": project_id, "batch_id": batch_id}


def _check(chosen: Filter) -> None:
    checked_status(chosen.status)
    if set(chosen.review_statuses or ()) - set(REVIEWS):
        raise InvalidError(f"A review status is one of: {', '.join(REVIEWS)}.", field="customer_review_status")


def checked_status(status: str | None) -> str | None:
    """A status to narrow a list to. Raises InvalidError for one that no task has."""
    if status is not None and status not in STATUSES:
        raise InvalidError(f"A status is one of: {', '.join(STATUSES)}.", field="status")
    return status


def _show(token: _Token) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(token)).decode().rstrip("=")


def _read(text: str) -> _Token:
    try:
        return msgspec.msgpack.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Token)
    except (ValueError, msgspec.DecodeError):
        raise InvalidError("This is not a token of ours.", field="next_token") from None
