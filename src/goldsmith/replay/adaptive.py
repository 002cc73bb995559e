"""Recorded workers are invited to the tasks that the engine holds open, round by round, until it asks nothing more."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from goldsmith.client import AsyncGoldsmith, WaitTimeoutError
from goldsmith.replay.labelers import LabelingDone, SimulatedLabeler, work_through
from goldsmith.replay.together import run_together

__all__ = ["label_as_asked"]

POLL_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 180.0

Reliabilities = Callable[[], Awaitable[Mapping[str, float]]]


async def label_as_asked(
    client: AsyncGoldsmith,
    project_id: str,
    labelers: Sequence[SimulatedLabeler],
    *,
    at_once: int,
    reliabilities: Reliabilities,
    on_submit: Callable[[int], None],
) -> LabelingDone:
    """Let `at_once` labelers work at a time on what is open, the most reliable recorded ones first.

    `reliabilities` tells what the product thinks of whom, by labeler name: who is unknown there is drawn by lot.
    """
    desk = _Desk(labelers)
    done = LabelingDone()
    last_move = time.monotonic()
    while True:
        # In this order: what the engine decides meanwhile is open then, and nothing is overlooked.
        is_any_waiting = await _is_any_waiting(client, project_id)
        wanted = await _open_places(client, project_id)
        before = done.submitted
        if wanted:
            plan = desk.invite(wanted, await reliabilities())
            desk.take_back(await _work(plan, project_id, at_once, done, on_submit))
        elif not is_any_waiting:
            return done
        if done.submitted > before:
            last_move = time.monotonic()
        elif time.monotonic() - last_move > PATIENCE_SECONDS:
            raise WaitTimeoutError("Nothing moves any more. Does `goldsmith work` run?")
        else:
            await asyncio.sleep(POLL_SECONDS)


async def _open_places(client: AsyncGoldsmith, project_id: str) -> dict[str, int]:
    """How many answers each open task wants now."""
    return {
        task.id: task.answers_needed - task.answers_have
        async for task in client.tasks.list(project_id, stage="label", status="pending", limit=1000)
    }


async def _is_any_waiting(client: AsyncGoldsmith, project_id: str) -> bool:
    async for _ in client.tasks.list(project_id, stage="reconcile", status="pending", limit=1):
        return True
    return False


async def _work(
    plan: Mapping[int, tuple[SimulatedLabeler, list[str]]],
    project_id: str,
    at_once: int,
    done: LabelingDone,
    on_submit: Callable[[int], None],
) -> dict[int, list[str]]:
    """Let everybody answer what they are invited to; the tasks where they found no place."""
    gate = asyncio.Semaphore(at_once)
    unplaced: dict[int, list[str]] = {}

    async def follow(number: int, labeler: SimulatedLabeler, tasks: list[str]) -> None:
        async with gate:
            unplaced[number] = await work_through(project_id, labeler, tasks, done, on_submit)

    await run_together(follow(number, labeler, tasks) for number, (labeler, tasks) in plan.items())
    return unplaced


class _Desk:
    """Knows who answered what in the recording and was not asked for it yet."""

    def __init__(self, labelers: Sequence[SimulatedLabeler]) -> None:
        self._labelers = labelers
        self._available: dict[str, list[int]] = defaultdict(list)
        self._lot = random.Random(0)  # noqa: S311 a draw to repeat, not a secret
        for number, labeler in enumerate(labelers):
            for task in labeler.answers:
                self._available[task].append(number)

    def invite(
        self, wanted: Mapping[str, int], reliabilities: Mapping[str, float]
    ) -> dict[int, tuple[SimulatedLabeler, list[str]]]:
        """Whom to ask about which tasks, taking them off the list."""
        plan: dict[int, tuple[SimulatedLabeler, list[str]]] = {}
        for task, places in wanted.items():
            for number in self._best(task, places, reliabilities):
                plan.setdefault(number, (self._labelers[number], []))[1].append(task)
        return plan

    def take_back(self, unplaced: Mapping[int, Sequence[str]]) -> None:
        """Those who found no place may be invited again."""
        for number, tasks in unplaced.items():
            for task in tasks:
                self._available[task].append(number)

    def _best(self, task: str, places: int, reliabilities: Mapping[str, float]) -> list[int]:
        available = self._available[task]
        self._lot.shuffle(available)
        if reliabilities:
            unknown = max(reliabilities.values())  # whoever is not known yet gets a chance to be
            available.sort(key=lambda number: -reliabilities.get(self._labelers[number].name, unknown))
        chosen, self._available[task] = available[:places], available[places:]
        return chosen
