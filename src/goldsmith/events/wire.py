"""An event as customers see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from goldsmith.ids import show_id


class Event(msgspec.Struct):
    """One change: what, when, about which project and task."""

    id: str
    kind: str
    at: datetime
    actor_id: str | None
    project_id: str | None
    task_id: str | None
    body: dict[str, Any]
    seal: int | None = None


def event_to_wire(row: Any) -> Event:
    written = row["body"]
    body: Any = msgspec.Raw(written.encode()) if isinstance(written, str) else written
    return Event(
        id=show_id("event", row["id"]),
        kind=row["kind"],
        at=row["created_at"],
        actor_id=str(row["actor_id"]) if row["actor_id"] else None,
        project_id=show_id("project", row["project_id"]) if row["project_id"] else None,
        task_id=show_id("task", row["task_id"]) if row["task_id"] else None,
        body=body,
        seal=dict(row).get("seal"),
    )
