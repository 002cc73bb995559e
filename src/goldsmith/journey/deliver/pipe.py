"""A short queue between one writer and one reader within a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

Part = TypeVar("Part")


class BrokenOffError(Exception):
    """The writer gave up; the reader must not take what came so far for the whole."""


class Pipe(Generic[Part]):
    """Hand parts from a writer to a reader, with room for a few between them."""

    def __init__(self, room: int) -> None:
        self._queue: asyncio.Queue[Part | BrokenOffError | None] = asyncio.Queue(room)

    async def put(self, part: Part) -> None:
        await self._queue.put(part)

    async def close(self) -> None:
        """Say that everything was put."""
        await self._queue.put(None)

    def break_off(self) -> None:
        """Make the reader fail instead of cancelling it, so that it can clear away what it began."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(BrokenOffError())

    async def __aiter__(self) -> AsyncIterator[Part]:
        while (part := await self._queue.get()) is not None:
            if isinstance(part, BrokenOffError):
                raise part
            yield part
