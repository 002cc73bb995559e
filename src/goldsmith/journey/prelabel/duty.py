"""Models on duty: those that answer new tasks by themselves. The round looks at counters only."""

from __future__ import annotations

from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.journey.prelabel.growth import read_totals, ready_tasks
from goldsmith.journey.prelabel.service import SQL, begin_by_itself

__all__ = ["keep_on_duty"]


async def keep_on_duty(foundry: Foundry, customer_id: UUID) -> int:
    """Start a run of each model on duty that has new tasks, or is to try again; how many that were.

    A run that was stopped by its budget, its key or a person waits for a person.
    """
    async with foundry.db.transaction(customer_id) as tx:
        models = await tx.rows(SQL.models_on_duty, only_here=foundry.settings.offline)
        totals = await read_totals(tx, [model["project_id"] for model in models])
        begun = 0
        for model in models:
            tasks = ready_tasks(totals[model["project_id"]])
            if model["status"] != "idle" or tasks > model["tasks_seen"]:
                begun += await begin_by_itself(foundry, tx, model, tasks_seen=tasks)
    return begun
