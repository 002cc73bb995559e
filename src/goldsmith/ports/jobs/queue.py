"""Jobs on PostgreSQL by pgqueuer: a worker that is killed loses its heartbeat and another takes its jobs over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import msgspec
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.db import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.models import Job as QueuedJob
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

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
        payload = msgspec.json.encode(Job(tx.customer_id, subject_id))
        await Queries(AsyncpgDriver(tx.connection)).enqueue(
            name, payload, execute_after=timedelta(seconds=after_seconds)
        )


class PatientExecutor(DatabaseRetryEntrypointExecutor):
    """Tries again after 1, 2, 4 … 60 seconds, thirty times in all: half an hour of a missing part loses nothing."""

    def __init__(self, parameters: Any) -> None:
        super().__init__(parameters, max_attempts=30, max_delay=timedelta(minutes=1))


async def work_off(
    url: str, handlers: Mapping[str, Handler], stop: asyncio.Event, *, role: str | None = None, at_once: int = 20
) -> None:
    """Do jobs until `stop` is set. Reconnecting after the database was away is the caller's loop."""
    settings = {"application_name": "goldsmith-jobs", "jit": "off"} | ({"role": role} if role else {})
    async with asyncpg.create_pool(url, min_size=1, max_size=3, server_settings=settings) as pool:
        manager = QueueManager(Queries(AsyncpgPoolDriver(pool)))
        for name, handler in handlers.items():
            manager.entrypoint(name, executor_factory=PatientExecutor, on_failure="hold")(_unwrap(handler))
        stopping = asyncio.create_task(_pass_on(stop, manager.shutdown))
        try:
            await manager.run(
                dequeue_timeout=timedelta(seconds=5),
                batch_size=5,
                max_concurrent_tasks=at_once,
                heartbeat_timeout=timedelta(seconds=6),
            )
        finally:
            stopping.cancel()


def _unwrap(handler: Handler) -> Callable[[QueuedJob], Awaitable[None]]:
    async def run(queued: QueuedJob) -> None:
        await handler(msgspec.json.decode(queued.payload or b"", type=Job))

    return run


async def _pass_on(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()
