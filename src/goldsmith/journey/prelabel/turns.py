"""The tasks of a run, some at once: what came before the first problem counts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from goldsmith.errors import InvalidError
from goldsmith.journey.prelabel.runs import Opinion, Run

__all__ = ["ask_in_turn"]

TASKS_AT_ONCE = 20
UNUSABLE = frozenset({"bad_json", "bad_choice", "not_shown"})


async def ask_in_turn(run: Run, opine: Callable[[Any], Awaitable[Opinion | None]], *, at_once: int) -> str | None:
    """Go through the open tasks; the last reason why one got no usable answer, if one did."""
    places = asyncio.Semaphore(at_once)
    last_refusal: str | None = None

    async def answer(task: Any) -> Opinion | None:
        nonlocal last_refusal
        async with places:
            try:
                return await opine(task)
            except InvalidError as unusable:
                if unusable.code not in UNUSABLE:
                    raise
                last_refusal = f"Some tasks got no usable answer, the last one for this reason: {unusable.message}"
                return None

    while tasks := await run.next_tasks(TASKS_AT_ONCE):
        said = await asyncio.gather(*(answer(task) for task in tasks), return_exceptions=True)
        problems = {number: each for number, each in enumerate(said) if isinstance(each, BaseException)}
        end = min(problems, default=len(tasks))
        if end:  # what was paid for after the first problem is in the ledger
            await run.advance(tasks[:end], [each for each in said[:end] if isinstance(each, Opinion)])
        if problems:
            raise problems[end]
    return last_refusal
