"""Deliveries on their way out."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json
from goldsmith.client.types.imports import Loss


class DeliveryFile(msgspec.Struct, frozen=True):
    """A file of a delivery, and what its format could not hold."""

    format: str
    bytes: int
    sha256: str
    losses: list[Loss] = []


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
