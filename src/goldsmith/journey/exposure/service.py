"""Agree to see what a sensitive project holds, take that back, and learn how much one has seen today."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from goldsmith.errors import ConflictError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project
from goldsmith.tenancy.principal import LABELING, REVIEWING, Principal
from goldsmith.tenancy.service import labeler_of

__all__ = ["change_consent", "explain_exposure", "show_exposure"]

SQL: Final = read_sql(__file__)
WHOEVER_SEES: Final = LABELING | REVIEWING


async def show_exposure(foundry: Foundry, principal: Principal, project_id: UUID) -> Any:
    """What the caller has agreed to and seen today. Raises NotFoundError."""
    principal.need(WHOEVER_SEES)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await tx.row(SQL.exposure, project_id=project_id, labeler_id=await labeler_of(tx, principal))


async def change_consent(foundry: Foundry, principal: Principal, project_id: UUID, *, agrees: bool) -> Any:
    """Agree, or take it back: from now on nothing of the project is handed to the caller. Twice is once."""
    principal.need(WHOEVER_SEES)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        who: dict[str, Any] = {"project_id": project_id, "labeler_id": await labeler_of(tx, principal)}
        if await tx.row(SQL.agree if agrees else SQL.revoke, **who) is not None:
            kind = "consent.given" if agrees else "consent.revoked"
            await record(tx, kind, actor_id=principal.actor_id, body={}, **who)
        return await tx.row(SQL.exposure, **who)


async def explain_exposure(tx: Tx, labeler_id: UUID, project_id: UUID) -> None:
    """Say so where somebody gets nothing because they did not agree, or have seen enough. Raises ConflictError."""
    row = await tx.row(SQL.exposure, project_id=project_id, labeler_id=labeler_id)
    if row is None or not row["is_sensitive"]:
        return
    if row["agreed_at"] is None:
        raise ConflictError(
            "The content of this project can be disturbing. Say first that you agree to see it.", code="consent_needed"
        )
    if row["most_a_day"] is not None and row["seen_today"] >= row["most_a_day"]:
        raise ConflictError(
            f"You have seen {row['seen_today']} of these today, as many as this project shows to one person. "
            "Your answers are safe. Take a break: there is more tomorrow.",
            code="seen_enough",
        )
