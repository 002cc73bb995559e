"""Run coroutines at once; the first failure ends the others and is raised as itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

__all__ = ["run_together"]


async def run_together(coroutines: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Wait for all. A task group's own error would hide the sentence that somebody should read."""
    try:
        async with asyncio.TaskGroup() as group:
            for coroutine in coroutines:
                group.create_task(coroutine)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
