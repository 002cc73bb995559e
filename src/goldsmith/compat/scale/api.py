"""HTTP: what somebody who moves from Scale has to know of this installation."""

from __future__ import annotations

import msgspec
from litestar import Router, get

from goldsmith.compat.scale.callbacks import callback_key
from goldsmith.compat.scale.sql import SQL
from goldsmith.foundry import Foundry
from goldsmith.tenancy.principal import OPERATION, Principal

__all__ = ["ROUTER"]


class Waiting(msgspec.Struct):
    """Tasks that were taken in and cannot be labeled yet: what is not built, and how many wait for it."""

    what: str
    tasks: int


class ScaleDoor(msgspec.Struct):
    """Where Scale's client is pointed, what its callbacks carry, and what waits."""

    url: str
    live_callback_key: str
    test_callback_key: str
    waiting: list[Waiting]


@get("/scale")
async def show_scale(foundry: Foundry, principal: Principal) -> ScaleDoor:
    """The door for Scale's client: its address, the keys in `scale-callback-auth`, and tasks that wait."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        waiting = await tx.rows(SQL.count_waiting)
    return ScaleDoor(
        url=f"{foundry.settings.public_url}/v1",
        live_callback_key=callback_key(foundry, principal.customer_id, is_test=False),
        test_callback_key=callback_key(foundry, principal.customer_id, is_test=True),
        waiting=[Waiting(row["waits_for"], row["tasks"]) for row in waiting],
    )


ROUTER = Router(path="/", tags=["scale"], route_handlers=[show_scale])
