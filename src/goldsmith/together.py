"""Does in one go what many ask for at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Final, Generic, TypeVar

__all__ = ["Together"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[K, T, R]):
    """Whoever asks while all turns are taken shares the next one with all who ask for the same key.

    Nobody waits for company: where a turn is free, one alone takes it. `work` gets the key and what was asked for, and
    answers each in the same order, by a result or an exception. Where it fails for several, it is done for each alone,
    so that none spoils it for the others.
    """

    def __init__(self, work: Callable[[K, Sequence[T]], Awaitable[Sequence[R | Exception]]], *, turns: int) -> None:
        self._work: Final = work
        self._turns: Final = asyncio.Semaphore(turns)
        self._waiting: Final[dict[K, list[tuple[T, asyncio.Future[R]]]]] = {}
        self._running: Final[set[asyncio.Task[None]]] = set()

    async def ask(self, key: K, item: T) -> R:
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        if key in self._waiting:
            self._waiting[key].append((item, future))
        else:
            self._waiting[key] = [(item, future)]
            turn = asyncio.create_task(self._take_turn(key))
            self._running.add(turn)
            turn.add_done_callback(self._running.discard)
        return await future

    async def _take_turn(self, key: K) -> None:
        async with self._turns:
            taken = [(item, future) for item, future in self._waiting.pop(key) if not future.cancelled()]
            if taken:
                for (_, future), outcome in zip(taken, await self._do(key, [item for item, _ in taken]), strict=True):
                    _settle(future, outcome)

    async def _do(self, key: K, items: Sequence[T]) -> Sequence[R | Exception]:
        try:
            return _one_each(items, await self._work(key, items))
        except Exception as error:  # told to whoever asked
            if len(items) == 1:
                return [error]
        alone = await asyncio.gather(*[self._do(key, [item]) for item in items])
        return [outcome for [outcome] in alone]


def _one_each(items: Sequence[T], outcomes: Sequence[R | Exception]) -> Sequence[R | Exception]:
    if len(outcomes) != len(items):
        raise TypeError(f"{len(items)} asked and {len(outcomes)} were answered.")
    return outcomes


def _settle(future: asyncio.Future[R], outcome: R | Exception) -> None:
    if future.done():  # whoever asked has gone
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
