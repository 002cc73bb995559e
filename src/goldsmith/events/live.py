"""Live pages: one listener per process, fanned out in memory to whoever watches."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from uuid import UUID

from goldsmith.ports.db import Database

CHANNEL = "goldsmith"


class Broadcast:
    """Tells waiting pages that something of their customer changed."""

    def __init__(self, db: Database, forget_access: Callable[[], None]) -> None:
        self._db = db
        self._forget_access = forget_access
        self._waiting: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._listener: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._listener = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def watch(self, customer_id: UUID, at_most_seconds: float) -> AsyncIterator[None]:
        """Yield at once, after each change, and at the latest every `at_most_seconds`."""
        changed = asyncio.Event()
        self._waiting[customer_id].add(changed)
        try:
            while True:
                yield
                try:
                    await asyncio.wait_for(changed.wait(), at_most_seconds)
                except TimeoutError:
                    continue
                changed.clear()
        finally:
            self._waiting[customer_id].discard(changed)

    async def _listen(self) -> None:
        async for payload in self._db.listen(CHANNEL):
            kind, _, value = payload.partition(":")
            if kind == "customer":
                self._wake(UUID(value))
            else:  # an access change, or a connection that is new: whatever we remember may be old
                self._forget_access()

    def _wake(self, customer_id: UUID) -> None:
        for changed in self._waiting.get(customer_id, ()):
            changed.set()
