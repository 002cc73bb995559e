"""What people marked in a task, thing by thing: who marked it, who left it out, and what became of it."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.journey.route.service import SQL as ROUTE_SQL
from goldsmith.modalities import registry
from goldsmith.modalities.comparing import ComparedObject, compare_objects
from goldsmith.projects.service import read_ontology_version
from goldsmith.quality.service import LOOKING
from goldsmith.quality.why import SQL
from goldsmith.tasks.service import no_such_task
from goldsmith.tenancy.principal import Principal

__all__ = ["TaskObject", "compare_task"]


class TaskObject(NamedTuple):
    """One thing: `marks` are (row of the answer, mark), `missing` the rows of answers without it.

    `accepted` is its mark in the answer that stands: what was accepted, else the consensus; None when it is not there.
    """

    marks: list[tuple[Any, Any]]
    missing: list[Any]
    accepted: str | None
    agreement: float


async def compare_task(foundry: Foundry, principal: Principal, task_id: UUID) -> list[TaskObject]:
    """Compare what people answered in the task's current round; the least agreed upon comes first."""
    principal.need(LOOKING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        task = await tx.row(SQL.task_to_explain, id=task_id)
        if task is None:
            raise no_such_task()
        rows = await tx.rows(ROUTE_SQL.task_answers, task_id=task_id)
        ontology = await read_ontology_version(tx, task["project_id"], task["ontology_version"])
    modality = registry.get(task["modality"])
    given = [row for row in rows if row["kind"] == "response" and row["round"] == task["round"]]
    standing_id = task["accepted_annotation_id"] or task["consensus_annotation_id"]
    standing = next((row for row in rows if row["id"] == standing_id), None)
    answers = [modality.answer_decoder.decode(row["answer"]) for row in given]
    kept = standing and modality.answer_decoder.decode(standing["answer"])
    objects = await asyncio.to_thread(compare_objects, modality, ontology, answers, kept)
    return [_object(each, given) for each in objects]


def _object(compared: ComparedObject, rows: list[Any]) -> TaskObject:
    present = {number for number, _ in compared.marks}
    return TaskObject(
        [(rows[number], shape) for number, shape in compared.marks],
        [row for number, row in enumerate(rows) if number not in present],
        compared.standing.uuid if compared.standing else None,
        compared.agreement,
    )
