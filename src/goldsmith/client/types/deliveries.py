"""Deliveries on their way out."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json
from goldsmith.client.types.imports import Loss


class OneSided(msgspec.Struct, frozen=True, kw_only=True):
    """Something that only one of two overlapping parts has; it is kept."""

    whole: str
    part: int
    uuid: str
    label: str
    first: int
    last: int


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """What came of joining parts: pairs that became one, how alike they were, and what only one part saw.

    `measure`: what `first` and `last` of the latter count, *frames* or *milliseconds*; empty where nothing says.
    """

    measure: str = ""
    wholes: int
    parts: int
    missing_parts: int
    matched: int
    similarity: float | None = None
    least_similarity: float | None = None
    one_sided: int
    named: list[OneSided] = []
    differing: int = 0


class DeliveryFile(msgspec.Struct, frozen=True):
    """A file of a delivery, and what its format could not hold."""

    format: str
    bytes: int
    sha256: str
    losses: list[Loss] = []
    joined: Joined | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen set of records on its way out."""

    id: str
    name: str | None = None
    project_id: str | None = None
    status: str
    records: int | None = None
    bytes: int | None = None
    root: str | None = None
    created_at: datetime | None = None
    ready_at: datetime | None = None
    certificate: Json | None = None
    error: str | None = None
    export_formats: list[str] = []
    files: list[DeliveryFile] = []
    """Those that are written; another of `export_formats` is written when it is first asked for."""
