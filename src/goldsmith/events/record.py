"""Write the event of a change into the transaction of that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.ports.db import Tx, read_sql

SQL = read_sql(__file__)


async def record(
    tx: Tx,
    kind: str,
    *,
    actor_id: UUID | None = None,
    project_id: UUID | None = None,
    batch_id: UUID | None = None,
    task_id: UUID | None = None,
    labeler_id: UUID | None = None,
    body: Mapping[str, object] | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Say what happened. `counts` is what it adds to the counters of its project, batch and labeler."""
    await tx.run(
        SQL.insert_event,
        kind=kind,
        actor_id=actor_id,
        project_id=project_id,
        batch_id=batch_id,
        task_id=task_id,
        labeler_id=labeler_id,
        body=body or {},
        counts=counts or {},
    )


class Happened(NamedTuple):
    """What happened to one of many. `task` is a row with id, project_id and batch_id, or None."""

    task: Any = None
    body: Mapping[str, object] = {}
    counts: Mapping[str, int] = {}


async def record_all(tx: Tx, kind: str, events: Sequence[Happened]) -> None:
    """Say what happened to each of many, in one statement."""
    if not events:
        return
    tasks = [each.task or {} for each in events]
    await tx.run(
        SQL.insert_events,
        kind=kind,
        project_ids=[task.get("project_id") for task in tasks],
        batch_ids=[task.get("batch_id") for task in tasks],
        task_ids=[task.get("id") for task in tasks],
        bodies=[msgspec.json.encode(each.body).decode() for each in events],
        counts=[msgspec.json.encode(each.counts).decode() for each in events],
    )
