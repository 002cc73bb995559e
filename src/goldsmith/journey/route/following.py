"""Tasks follow their project when its labeling becomes fixed or adaptive: those that wait are open for other numbers.

In the background and in steps, because a project may have a million of them. Each step is one transaction that also
notes how far it came, so whoever is killed when, the next one goes on there.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.ports.db import read_sql
from goldsmith.projects.service import FIRST_ANSWERS

SQL = read_sql(__file__, "following.sql")
AT_ONCE: Final = 2_000


async def follow_labeling(foundry: Foundry, customer_id: UUID) -> int:
    """Take the next step in every project whose labeling changed; how many tasks were looked at."""
    async with foundry.db.transaction(customer_id) as tx:
        projects = await tx.rows(SQL.projects_to_follow)
    return sum([await _step(foundry, customer_id, project["id"]) for project in projects])


async def _step(foundry: Foundry, customer_id: UUID, project_id: UUID) -> int:
    """Look at the next tasks, up to the first that somebody else is changing at this moment."""
    async with foundry.db.transaction(customer_id) as tx:
        project = await tx.row(SQL.lock_project, id=project_id)
        if project is None:
            return 0
        place = {"project_id": project_id, "after": project["labeling_through"]}
        step: Any = await tx.row(
            SQL.follow, **place, labeling=project["labeling"], first_answers=FIRST_ANSWERS, limit=AT_ONCE
        )
        is_over = step["busy"] is None and step["seen"] < AT_ONCE
        await tx.run(SQL.note_step, id=project_id, through=None if is_over else step["last"] or place["after"])
        return 0 if step["last"] is None else int(step["seen"])
