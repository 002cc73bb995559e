"""Jobs on PostgreSQL by pgqueuer: a worker that is killed loses its heartbeat and another takes its jobs over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

import asyncpg
import msgspec
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.models import Context
from pgqueuer.models import Job as QueuedJob
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

from goldsmith.ports.jobs.queue import Handler, Job


class PatientExecutor(DatabaseRetryEntrypointExecutor):
    """Tries again after 1, 2, 4 … 60 seconds, thirty times in all: half an hour of a missing part loses nothing."""

    def __init__(self, parameters: Any, pool: Any) -> None:
        super().__init__(parameters, max_attempts=30, max_delay=timedelta(minutes=1))
        self._pool = pool

    async def execute(self, job: QueuedJob, context: Context) -> None:
        try:
            await super().execute(job, context)
        except RetryRequested:
            await self._until_the_database_answers()  # the retry itself is written there; unwritten, the job is lost
            raise

    async def _until_the_database_answers(self) -> None:
        while True:
            try:
                await self._pool.fetchval("select 1", timeout=5)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(1)
            else:
                return


class Lane(NamedTuple):
    """Jobs that wait for each other, and for no job of another lane."""

    handlers: Mapping[str, Handler]
    at_once: int = 20
    """How many are taken from the queue; two at least, of which a handler may let one wait."""


async def work_off(url: str, lanes: Sequence[Lane], stop: asyncio.Event, *, role: str | None = None) -> None:
    """Do jobs of each lane until `stop` is set. Reconnecting after the database was away is the caller's loop."""
    settings = {"application_name": "goldsmith-jobs", "jit": "off"} | ({"role": role} if role else {})
    most = 1 + 2 * len(lanes)
    opened = asyncpg.create_pool(url, min_size=1, max_size=most, server_settings=settings)
    async with opened as pool, asyncio.TaskGroup() as group:
        for lane in lanes:
            group.create_task(_work_off(pool, lane, stop))


async def _work_off(pool: Any, lane: Lane, stop: asyncio.Event) -> None:
    manager = QueueManager(Queries(AsyncpgPoolDriver(pool)))
    for name, handler in lane.handlers.items():
        manager.entrypoint(name, executor_factory=partial(PatientExecutor, pool=pool), on_failure="hold")(
            _unwrap(handler)
        )
    stopping = asyncio.create_task(_pass_on(stop, manager.shutdown))
    try:
        await manager.run(
            dequeue_timeout=timedelta(seconds=5),
            batch_size=min(5, lane.at_once // 2),
            max_concurrent_tasks=lane.at_once,
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
