"""What many ask for at the same time is done in one go; each gets its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from goldsmith.together import Together


class Kitchen:
    """Doubles numbers, one tray at a time, each when it is told to."""

    def __init__(self) -> None:
        self.trays: list[tuple[str, list[int]]] = []
        self.is_open = asyncio.Event()

    async def double(self, key: str, numbers: Sequence[int]) -> list[int | Exception]:
        self.trays.append((key, list(numbers)))
        await self.is_open.wait()
        if 0 in numbers:
            raise ValueError("nothing to double")
        return [2 * number if number < 100 else OverflowError(number) for number in numbers]


def test_who_asks_alone_is_served_at_once_and_those_who_wait_share() -> None:
    async def ask() -> None:
        kitchen = Kitchen()
        together = Together(kitchen.double, turns=1)
        asked = [
            asyncio.create_task(together.ask(key, number)) for key, number in [("a", 1), ("a", 2), ("b", 3), ("a", 4)]
        ]
        await asyncio.sleep(0)
        asked.append(asyncio.create_task(together.ask("a", 5)))
        kitchen.is_open.set()
        assert await asyncio.gather(*asked) == [2, 4, 6, 8, 10]
        assert sorted(number for _, tray in kitchen.trays for number in tray) == [1, 2, 3, 4, 5]
        assert all(tray != [] and (key == "b") == (3 in tray) for key, tray in kitchen.trays)
        assert len(kitchen.trays) < 5

    asyncio.run(ask())


def test_what_goes_wrong_with_one_is_told_to_that_one_alone() -> None:
    async def ask() -> None:
        kitchen = Kitchen()
        kitchen.is_open.set()
        together = Together(kitchen.double, turns=1)
        outcomes = await asyncio.gather(*[together.ask("a", each) for each in (0, 1, 100)], return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [ValueError, int, OverflowError]
        assert [tray for _, tray in kitchen.trays] == [[0, 1, 100], [0], [1], [100]]

    asyncio.run(ask())


def test_work_that_answers_too_few_is_a_mistake_that_everybody_hears_of() -> None:
    async def forget(key: str, items: Sequence[int]) -> list[int]:
        return []

    async def ask() -> None:
        with pytest.raises(TypeError, match="1 asked and 0"):
            await Together(forget, turns=1).ask("a", 1)

    asyncio.run(ask())


def test_who_gives_up_holds_nobody_else_up() -> None:
    async def ask() -> None:
        kitchen = Kitchen()
        together = Together(kitchen.double, turns=1)
        impatient, patient = (asyncio.create_task(together.ask("a", number)) for number in (1, 2))
        await asyncio.sleep(0)
        impatient.cancel()
        kitchen.is_open.set()
        assert await patient == 4
        with pytest.raises(asyncio.CancelledError):
            await impatient

    asyncio.run(ask())
