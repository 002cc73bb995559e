"""When a learned model should learn again: a round that looks at counters only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.journey.prelabel.service import SQL, begin_by_itself
from goldsmith.ports.db import Tx

__all__ = ["LEAST_ANSWERS", "is_due", "keep_learning", "read_totals", "ready_tasks"]

LEAST_ANSWERS = 20
GROWTH = 1.2
TASKS_GROWTH = 1.05


async def keep_learning(foundry: Foundry, customer_id: UUID) -> int:
    """Start a run of each learned model whose project has grown enough since it last learnt; how many that were."""
    async with foundry.db.transaction(customer_id) as tx:
        models = await tx.rows(SQL.learned_models, least_answers=LEAST_ANSWERS)
        totals = await read_totals(tx, [model["project_id"] for model in models])
        due = [model for model in models if is_due(model, totals[model["project_id"]])]
        return sum([await begin_by_itself(foundry, tx, model) for model in due])


async def read_totals(tx: Tx, project_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Each project's counters, as far as they are folded."""
    totals: dict[UUID, dict[str, int]] = {project_id: {} for project_id in project_ids}
    if totals:
        for row in await tx.rows(SQL.totals, scope_ids=list(totals)):
            totals[row["scope_id"]][row["name"]] = row["value"]
    return totals


def is_due(model: Any, totals: Mapping[str, int]) -> bool:
    """Whether people's answers grew by a fifth, or new tasks wait: at once when many, after ten minutes when few.

    Answers may be there before anybody knows what to believe of them: who found too few looks again in seconds.
    """
    agreed, answers = totals.get("completed", 0) + totals.get("reconcile", 0), totals.get("annotations", 0)
    if agreed < LEAST_ANSWERS or model["is_held"]:
        return False
    tasks = ready_tasks(totals)
    has_more_answers = answers >= max(LEAST_ANSWERS, model["answers_seen"] * GROWTH)
    has_new_tasks = tasks > model["tasks_seen"] and (model["is_rested"] or tasks >= model["tasks_seen"] * TASKS_GROWTH)
    return bool(has_more_answers or model["found_few"] or (model["has_learnt"] and has_new_tasks))


def ready_tasks(totals: Mapping[str, int]) -> int:
    """Tasks whose files have been read."""
    return totals.get("tasks", 0) - totals.get("ingest", 0)
