"""Models that stay loaded in this process between chunks, runs and clicks; the one used longest ago goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

__all__ = ["Warm"]

T = TypeVar("T")


class Warm(Generic[T]):
    """Up to `most` things by key; each is made once, also when several ask for it at the same time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[object, asyncio.Future[T]] = {}

    async def get(self, key: object, make: Callable[[], Awaitable[T]]) -> T:
        """What is kept under the key, or what `make` makes; nothing is kept when that fails."""
        kept = self._kept.pop(key, None)
        if kept is None or kept.cancelled():
            kept = asyncio.ensure_future(make())
        self._kept[key] = kept
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        try:
            return await asyncio.shield(kept)
        except BaseException:
            if kept.done() and (kept.cancelled() or kept.exception() is not None):
                self._kept.pop(key, None)
            raise
