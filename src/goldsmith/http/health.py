"""Is it alive, is it ready: for supervisors and load balancers, without signing in."""

from __future__ import annotations

import msgspec
from litestar import get

from goldsmith import __version__
from goldsmith.foundry import Foundry
from goldsmith.ports.db import read_sql

SQL = read_sql(__file__, "health.sql")


class Health(msgspec.Struct):
    """How this process feels."""

    status: str
    version: str


@get("/healthz", sync_to_thread=False, tags=["health"])
def check_alive() -> Health:
    """This process answers."""
    return Health("ok", __version__)


@get("/readyz", tags=["health"])
async def check_ready(foundry: Foundry) -> Health:
    """The database answers too. It is 503 when it does not."""
    async with foundry.db.transaction(None) as tx:
        await tx.value(SQL.is_ready)
    return Health("ok", __version__)
