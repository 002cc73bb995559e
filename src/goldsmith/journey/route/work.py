"""Where there is something to do for one labeler. Counters only: the numbers are at most a second old."""

from __future__ import annotations

from typing import Any

import msgspec

from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.journey.route.service import ROLES, SQL
from goldsmith.projects.progress import by_scope
from goldsmith.tenancy.principal import LABELING, Principal
from goldsmith.tenancy.service import labeler_of


class ProjectRef(msgspec.Struct):
    """A project, by name."""

    id: str
    name: str
    modality: str


class OpenWork(msgspec.Struct):
    """About how many tasks wait, for each purpose that the caller may serve."""

    label: int
    review: int
    audit: int


class MyDay(msgspec.Struct):
    """What the caller did here today (UTC)."""

    submitted_today: int
    skipped_today: int
    seconds_today: int


class ProjectWork(msgspec.Struct):
    """One project with work."""

    project: ProjectRef
    open: OpenWork
    mine: MyDay


async def list_work(foundry: Foundry, principal: Principal) -> list[ProjectWork]:
    """Active projects with something to do, the newest first."""
    principal.need(LABELING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        projects = await tx.rows(SQL.projects_with_work)
        scopes = [project["id"] for project in projects]
        counts = by_scope(await tx.rows(EVENT_SQL.totals, scope_ids=scopes))
        today = by_scope(await tx.rows(EVENT_SQL.labeler_today, scope_ids=scopes, labeler_id=labeler_id))
    shown = [_show(principal, project, counts[project["id"]], today[project["id"]]) for project in projects]
    return [
        each for each in shown if each.open.label or each.open.review or each.open.audit or each.mine.submitted_today
    ]


def _show(principal: Principal, project: Any, counts: dict[str, int], today: dict[str, int]) -> ProjectWork:
    waiting = {
        purpose: max(counts.get(purpose, 0), 0) if principal.role in roles else 0 for purpose, roles in ROLES.items()
    }
    return ProjectWork(
        ProjectRef(show_id("project", project["id"]), project["name"], project["modality"]),
        OpenWork(**waiting),
        MyDay(
            today.get("annotations", 0) + today.get("reviews", 0) + today.get("audits", 0),
            today.get("skips", 0),
            today.get("seconds", 0),
        ),
    )
