"""HTTP: what a labeler agreed to see in a sensitive project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import Router, get, put

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id
from goldsmith.journey.exposure import service
from goldsmith.tenancy.principal import Principal


class Exposure(msgspec.Struct, kw_only=True):
    """Whether a project's content can disturb, what the caller agreed to, and how much of it they have seen today.

    `most_a_day`: so many tasks are handed to one person in a day of UTC; null: there is no limit.
    """

    is_sensitive: bool
    agreed_at: datetime | None
    most_a_day: int | None
    seen_today: int


class Consent(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the caller agrees to see what the project holds; false takes it back."""

    agrees: bool


@get("/projects/{project_id:str}/exposure")
async def show_exposure(project_id: str, foundry: Foundry, principal: Principal) -> Exposure:
    """What the caller agreed to see, and how much of it they have seen today."""
    return _exposure(await service.show_exposure(foundry, principal, parse_id("project", project_id)))


@put("/projects/{project_id:str}/exposure")
async def change_consent(project_id: str, data: Consent, foundry: Foundry, principal: Principal) -> Exposure:
    """Agree to see what a sensitive project holds, or take that back."""
    found = parse_id("project", project_id)
    return _exposure(await service.change_consent(foundry, principal, found, agrees=data.agrees))


def _exposure(row: Any) -> Exposure:
    return Exposure(**{name: row[name] for name in ("is_sensitive", "agreed_at", "most_a_day", "seen_today")})


ROUTER = Router(path="/", tags=["work"], route_handlers=[show_exposure, change_consent])
