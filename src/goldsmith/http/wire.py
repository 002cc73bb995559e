"""Shapes that several addresses answer with."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.ports.objects import UrlSigner
from goldsmith.words import AssetStatus, LabelerKind

LINK_SECONDS = 3_600
TILES = "tiles"


class LabelerRef(msgspec.Struct):
    """Who gave an answer."""

    id: str
    name: str
    kind: LabelerKind


class Loss(msgspec.Struct):
    """Something that a file or a record said and the other side cannot hold, and how often."""

    lost: str
    count: int


class Rendition(msgspec.Struct):
    """Something made of a file so that people can look at it, with a short-lived link.

    `url` leads to it as a whole. Of tiles `url_template` leads to each, by its {level}, {column}, {row} and {band},
    all from 0; level 0 is the full size.
    """

    kind: str
    media_type: str
    facts: dict[str, Any]
    url: str | None = None
    url_template: str | None = None


class Asset(msgspec.Struct):
    """A file: what our own look at it found, and a short-lived link to its bytes."""

    id: str
    name: str
    status: AssetStatus
    sha256: str | None
    bytes: int | None
    media_type: str | None
    facts: dict[str, Any] | None
    reason: str | None
    url: str | None
    renditions: list[Rendition]


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
        renditions=_renditions(foundry, row) if is_ready else [],
    )


def _renditions(foundry: Foundry, row: Any) -> list[Rendition]:
    made = row.get("renditions") or []
    return [_rendition(foundry, row, each) for each in sorted(made, key=lambda each: str(each["kind"]))]


def _rendition(foundry: Foundry, asset: Any, row: Any) -> Rendition:
    """Tiles have one link for all of them: signed is the path that each begins with."""
    shown = Rendition(row["kind"], row["media_type"], row["facts"])
    if row["kind"] == TILES:
        path = f"/api/v1/tiles/{asset['sha256'].hex()}"
        link = _sign(foundry, asset["customer_id"], path)
        shown.url_template = link.replace(path, f"{path}/{{level}}/{{column}}/{{row}}/{{band}}", 1)
    else:
        path = f"/api/v1/assets/{show_id('asset', asset['id'])}/renditions/{row['kind']}"
        shown.url = _sign(foundry, asset["customer_id"], path)
    return shown


def asset_link(foundry: Foundry, customer_id: UUID, asset_id: UUID) -> str:
    """A signed link. It stays the same for a while, so that browsers can keep what they loaded."""
    return _sign(foundry, customer_id, f"/api/v1/assets/{show_id('asset', asset_id)}/content")


def _sign(foundry: Foundry, customer_id: UUID, path: str) -> str:
    expires_at = (int(time.time()) // LINK_SECONDS + 2) * LINK_SECONDS
    return UrlSigner(foundry.secret).sign(path, customer=show_id("customer", customer_id), expires_at=expires_at)


def labeler_to_wire(row: Any) -> LabelerRef | None:
    if row["labeler_id"] is None:
        return None
    return LabelerRef(show_id("labeler", row["labeler_id"]), row["labeler"], row["labeler_kind"])


def raw(text: str | None) -> Any:
    """JSON that PostgreSQL already wrote goes out as it is."""
    return msgspec.Raw(text.encode()) if text is not None else None
