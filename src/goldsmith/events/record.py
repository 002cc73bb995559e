"""Write the event of a change into the transaction of that change."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

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
