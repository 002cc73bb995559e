"""Knowledge bases, their entries, and the files loaded into them."""

from __future__ import annotations

from datetime import datetime

import msgspec


class KnowledgeBase(msgspec.Struct, frozen=True, kw_only=True):
    """What mentions can stand for. `entries`: how many there are to be found."""

    name: str
    title: str
    description: str = ""
    entries: int = 0
    created_at: datetime | None = None


class RejectedEntry(msgspec.Struct, frozen=True):
    """A row that did not become an entry, and why."""

    row: int
    error: str
    field: str | None = None


class KnowledgeBaseLoad(msgspec.Struct, frozen=True, kw_only=True):
    """A file on its way into a knowledge base."""

    id: str
    name: str
    format: str
    status: str
    is_whole: bool = False
    bytes: int = 0
    bytes_read: int = 0
    rows_read: int = 0
    added: int = 0
    changed: int = 0
    retired: int = 0
    rejected: int = 0
    rejects: list[RejectedEntry] = []
    error: str | None = None
    created_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.status in {"done", "failed"}


class KnowledgeBaseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a mention can stand for."""

    id: str
    name: str
    aliases: list[str] = []
    description: str = ""
    type: str = ""
    popularity: int = 0
    retired: bool = False


class FoundEntries(msgspec.Struct, frozen=True):
    """What a search found, the best first."""

    items: list[KnowledgeBaseEntry]
