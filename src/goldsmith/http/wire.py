"""Shapes that several addresses answer with."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.ports.objects import UrlSigner

LINK_SECONDS = 3_600


class LabelerRef(msgspec.Struct):
    """Who gave an answer."""

    id: str
    name: str
    kind: str


class Loss(msgspec.Struct):
    """Something that a file or a record said and the other side cannot hold, and how often."""

    lost: str
    count: int


class Asset(msgspec.Struct):
    """A file: what our own look at it found, and a short-lived link to its bytes."""

    id: str
    name: str
    status: str
    sha256: str | None
    bytes: int | None
    media_type: str | None
    facts: dict[str, Any] | None
    reason: str | None
    url: str | None


def asset_to_wire(foundry: Foundry, row: Any, name: str | None = None) -> Asset:
    is_ready = row["status"] == "ready"
    return Asset(
        id=show_id("asset", row["id"]),
        name=name or row["name"],
        status=row["status"],
        sha256=row["sha256"].hex() if row["sha256"] else None,
        bytes=row["bytes"],
        media_type=row["media_type"],
        facts=row["facts"],
        reason=row["reason"],
        url=asset_link(foundry, row["customer_id"], row["id"]) if is_ready else None,
    )


def asset_link(foundry: Foundry, customer_id: UUID, asset_id: UUID) -> str:
    """A signed link. It stays the same for a while, so that browsers can keep what they loaded."""
    path = f"/api/v1/assets/{show_id('asset', asset_id)}/content"
    expires_at = (int(time.time()) // LINK_SECONDS + 2) * LINK_SECONDS
    return UrlSigner(foundry.secret).sign(path, customer=show_id("customer", customer_id), expires_at=expires_at)


def labeler_to_wire(row: Any) -> LabelerRef | None:
    if row["labeler_id"] is None:
        return None
    return LabelerRef(show_id("labeler", row["labeler_id"]), row["labeler"], row["labeler_kind"])


def raw(text: str | None) -> Any:
    """JSON that PostgreSQL already wrote goes out as it is."""
    return msgspec.Raw(text.encode()) if text is not None else None
