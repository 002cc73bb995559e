"""Rows become tasks: each wholly or not at all, each unique_id once, each rejected row with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, InvalidError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, show_id
from goldsmith.journey.ingest.attachments import Attached, find_attachments, write_attachments
from goldsmith.journey.ingest.rows import NewTask, Rejected, read_row
from goldsmith.journey.ingest.starting import start_tasks
from goldsmith.knowledge.checking import known_entities, missing_entity
from goldsmith.modalities import registry
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import SQL as PROJECT_SQL
from goldsmith.projects.service import access_project, answers_at_first, batch_named, read_ontology_version
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal
from goldsmith.words import Stage, TaskStatus

SQL = read_sql(__file__)
MAX_ROWS = 1_000


class Written(msgspec.Struct):
    """What became of some rows."""

    created: list[tuple[NewTask, Stage]]
    """(task, its stage)"""
    existing: list[tuple[NewTask, UUID, Stage, TaskStatus]]
    """(row, the id of the task that was there, its stage, its status)"""
    rejected: list[Rejected]


async def create_tasks(foundry: Foundry, principal: Principal, project_id: UUID, rows: Sequence[Any]) -> Written:
    """Up to 1,000 rows in one transaction. Rows with a known unique_id are found, not made again."""
    principal.need(OPERATION | INSIGHT)
    if not 1 <= len(rows) <= MAX_ROWS:
        raise InvalidError(f"Send 1 to {MAX_ROWS:,} tasks at a time; use an import for more.", field="tasks")
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        if project["status"] == "archived":
            raise ConflictError("This project is archived and takes no more tasks.", code="project_archived")
        ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
        modality = registry.get(project["modality"])
        read = [read_row(number, row, modality, ontology) for number, row in enumerate(rows, start=1)]
        return await write_rows(foundry, tx, project, read, actor_id=principal.actor_id)


async def write_rows(
    foundry: Foundry,
    tx: Tx,
    project: Any,
    rows: Sequence[NewTask | Rejected],
    *,
    actor_id: UUID | None,
    batch_id: UUID | None = None,
) -> Written:
    """Write checked rows within the caller's transaction; `batch_id` is where rows go that name no batch."""
    modality = registry.get(project["modality"])
    checked = await _check_entities(tx, rows)
    rejected = [row for row in checked if isinstance(row, Rejected)]
    attached, refused = await find_attachments(tx, modality, [row for row in checked if isinstance(row, NewTask)])
    batches = await _batches(tx, project["id"], [each.row for each in attached], batch_id)
    is_cut = project["cut"] is not None
    ready = {each.row.id for each in attached if each.stage == "label"} if is_cut else set()
    attached = [each._replace(stage="ingest") for each in attached] if is_cut else attached
    new_ids = await _insert(tx, project, attached, batches)
    made = [each for each in attached if each.row.id in new_ids]
    await write_attachments(foundry, tx, made)
    await _insert_answers(tx, project, [each.row for each in made])
    await _record_creation(tx, project, made, batches, actor_id)
    stages = await _start_ready(tx, project, [each.row for each in made if each.row.id in ready], batches)
    existing = await _existing(tx, project["id"], [each.row for each in attached if each.row.id not in new_ids])
    return Written([(each.row, stages.get(each.row.id, each.stage)) for each in made], existing, rejected + refused)


async def _check_entities(tx: Tx, rows: Sequence[NewTask | Rejected]) -> Sequence[NewTask | Rejected]:
    """Reject the rows whose answers name entries that their knowledge bases do not have."""
    named = [entity for row in rows if isinstance(row, NewTask) for entity in row.entities]
    if not named:
        return rows
    known = await known_entities(tx, named)
    return [_reject_missing(row, known) if isinstance(row, NewTask) else row for row in rows]


def _reject_missing(row: NewTask, known: Collection[tuple[str, str]]) -> NewTask | Rejected:
    missing = missing_entity(row.entities, known)
    if missing is None:
        return row
    return Rejected(row=row.row, error=missing.message, field=missing.field, unique_id=row.unique_id)


async def _start_ready(tx: Tx, project: Any, rows: list[NewTask], batches: dict[str | None, Any]) -> dict[UUID, Stage]:
    """Start the new tasks that wait for no file, where those that are too long are cut; the stages they are in now."""
    if not rows:
        return {}
    tasks = [{"id": row.id, "project_id": project["id"], "batch_id": batches[row.batch]["id"]} for row in rows]
    await start_tasks(tx, tasks)
    return {row["id"]: row["stage"] for row in await tx.rows(SQL.stages, ids=[row.id for row in rows])}


async def _batches(tx: Tx, project_id: UUID, rows: list[NewTask], default: UUID | None) -> dict[str | None, Any]:
    batches: dict[str | None, Any] = {}
    for name in {row.batch for row in rows}:
        if name is None and default is not None:
            batches[None] = {"id": default, "priority": 50}
        else:
            batches[name] = await batch_named(tx, project_id, name or "default")
    return batches


async def _insert(tx: Tx, project: Any, attached: list[Attached], batches: dict[str | None, Any]) -> set[UUID]:
    if not attached:
        return set()
    rows = [each.row for each in attached]
    labeling = await tx.value(PROJECT_SQL.labeling_now, id=project["id"])
    most = [row.answers_needed or project["answers_needed"] for row in rows]
    made = await tx.rows(
        SQL.insert_tasks,
        project_id=project["id"],
        ontology_version=project["ontology_version"],
        ids=[row.id for row in rows],
        unique_ids=[row.unique_id for row in rows],
        contents=[row.content.decode() for row in rows],
        metadatas=[row.metadata.decode() for row in rows],
        instructions=[row.instruction for row in rows],
        are_whole=[row.is_whole for row in rows],
        batch_ids=[batches[row.batch]["id"] for row in rows],
        priorities=[batches[row.batch]["priority"] if row.priority is None else row.priority for row in rows],
        stages=[each.stage for each in attached],
        answers_needed=[answers_at_first(labeling, each) for each in most],
        answers_most=most,
    )
    return {row["id"] for row in made}


async def _insert_answers(tx: Tx, project: Any, made: list[NewTask]) -> None:
    given = [
        (new_id(), row.id, kind, answer.decode())
        for row in made
        for kind, answer in (("hypothesis", row.hypothesis), ("expected", row.expected))
        if answer is not None
    ]
    if given:
        labeler_id = await tx.value(SQL.imported_labeler) or await tx.value(SQL.insert_imported_labeler, id=new_id())
        ids, task_ids, kinds, answers = map(list, zip(*given, strict=True))
        await tx.run(
            SQL.insert_given_answers,
            project_id=project["id"],
            labeler_id=labeler_id,
            ontology_version=project["ontology_version"],
            ids=ids,
            task_ids=task_ids,
            kinds=kinds,
            answers=answers,
        )


async def _record_creation(
    tx: Tx,
    project: Any,
    made: list[Attached],
    batches: dict[str | None, Any],
    actor_id: UUID | None,
) -> None:
    """One event for each batch that got tasks: a bulk of tasks is one change."""
    for name in {each.row.batch for each in made}:
        here = [each for each in made if each.row.batch == name]
        stages = Counter[str](each.stage for each in here)
        await record(
            tx,
            "tasks.created",
            actor_id=actor_id,
            project_id=project["id"],
            batch_id=batches[name]["id"],
            body={
                "count": len(here),
                "first": show_id("task", here[0].row.id),
                "last": show_id("task", here[-1].row.id),
            },
            counts={**stages, "tasks": len(here)},
        )


async def _existing(tx: Tx, project_id: UUID, rows: list[NewTask]) -> list[tuple[NewTask, UUID, Stage, TaskStatus]]:
    if not rows:
        return []
    found = {
        row["unique_id"]: row
        for row in await tx.rows(
            SQL.tasks_by_unique_id, project_id=project_id, unique_ids=[row.unique_id for row in rows]
        )
    }
    return [
        (row, found[row.unique_id]["id"], found[row.unique_id]["stage"], found[row.unique_id]["status"]) for row in rows
    ]
