"""Manifests on their way in."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Loss(msgspec.Struct, frozen=True):
    """Something that a file said, or a record, and that the other side cannot hold; and how often."""

    lost: str
    count: int


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest on its way in."""

    id: str
    name: str
    format: str
    status: str
    bytes_received: int = 0
    bytes_read: int = 0
    rows_read: int = 0
    created: int = 0
    existing: int = 0
    rejected: int = 0
    created_at: datetime | None = None
    error: str | None = None
    losses: list[Loss] = []

    @property
    def is_over(self) -> bool:
        return self.status in {"done", "failed", "canceled"}
