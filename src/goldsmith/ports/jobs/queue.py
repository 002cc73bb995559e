"""What a job is and how one is left for later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from goldsmith.ports.db import Tx


class Job(msgspec.Struct, frozen=True):
    """One piece of work: whose it is and what it is about."""

    customer_id: UUID
    subject_id: UUID


Handler = Callable[[Job], Awaitable[None]]


class Jobs(Protocol):
    """Where work is left for later."""

    async def enqueue(self, tx: Tx, name: str, subject_id: UUID, *, after_seconds: float = 0) -> None: ...


class PostgresJobs:
    """Jobs in the same database, so a job exists if and only if the change that asked for it was committed."""

    async def enqueue(self, tx: Tx, name: str, subject_id: UUID, *, after_seconds: float = 0) -> None:
        if tx.customer_id is None:
            raise ValueError("a job belongs to a customer")
        from pgqueuer.db import AsyncpgDriver
        from pgqueuer.queries import Queries  # heavy, and most processes that could enqueue never do

        payload = msgspec.json.encode(Job(tx.customer_id, subject_id))
        await Queries(AsyncpgDriver(tx.connection)).enqueue(
            name, payload, execute_after=timedelta(seconds=after_seconds)
        )
