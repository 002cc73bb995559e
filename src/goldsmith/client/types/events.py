"""The log of what happened."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One state change, sealed into the chain."""

    id: str
    sequence: int | None = None
    kind: str
    at: datetime | None = None
    actor: Json | None = None
    project_id: str | None = None
    task_id: str | None = None
    body: Json | None = None
    hash: str | None = None


class EventHead(msgspec.Struct, frozen=True, kw_only=True):
    """The last sealed event."""

    sequence: int | None = None
    hash: str | None = None
    sealed_at: datetime | None = None
