"""Simulated labelers: each has a recorded worker's answers and a key, claims tasks and submits what was recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from goldsmith.client import Answer, AsyncGoldsmith, Claim
from goldsmith.replay.recording import ATTRIBUTE
from goldsmith.replay.together import run_together

__all__ = ["LabelingDone", "SimulatedLabeler", "answer_with", "label_everything", "work_through"]

TASKS_PER_CLAIM: Final = 16
EMPTY_CLAIMS: Final = 20
PAUSE_SECONDS: Final = 0.05


class SimulatedLabeler(msgspec.Struct, frozen=True):
    """One recorded worker: their own key, and what they answered, by task id."""

    name: str
    client: AsyncGoldsmith
    answers: Mapping[str, str]


class LabelingDone(msgspec.Struct):
    """How far the labelers are. `unplaced` answers found no open place: their task was closed before."""

    submitted: int = 0
    unplaced: int = 0


async def label_everything(
    project_id: str, labelers: Iterable[SimulatedLabeler], *, at_once: int, on_submit: Callable[[int], None]
) -> LabelingDone:
    """Let `at_once` labelers work at a time until every answer is in; the busiest begin, so that none trails."""
    done = LabelingDone()
    waiting = sorted(labelers, key=lambda labeler: len(labeler.answers))

    async def work_in_turn() -> None:
        while waiting:
            labeler = waiting.pop()
            done.unplaced += len(await work_through(project_id, labeler, list(labeler.answers), done, on_submit))

    await run_together(work_in_turn() for _ in range(min(at_once, len(waiting))))
    return done


def answer_with(choice: str) -> Answer:
    """Build the answer that chooses this."""
    return Answer(global_attributes={ATTRIBUTE: choice})


async def work_through(
    project_id: str,
    labeler: SimulatedLabeler,
    left: list[str],
    done: LabelingDone,
    on_submit: Callable[[int], None],
) -> list[str]:
    """Claim among the tasks `left`, which this worker answered then; those that found no place come back.

    The router still picks which, under all its rules. Naming the tasks spares the skips that a blind claim would cost,
    since a worker answered only some of them. A claim may come back empty while others hold the named tasks for a
    moment, or because an earlier claim's answer was lost on the way; only many in a row, with nothing in hand, mean
    that no place is left.
    """
    empty_claims = 0
    while left and empty_claims < EMPTY_CLAIMS:
        claim = await labeler.client.work.claim(project_id, task_ids=left[:TASKS_PER_CLAIM], keyed=False)
        if claim is None:
            empty_claims += 1
            claim = await _claim_in_hand(project_id, labeler)
        if claim is None:
            left = left[TASKS_PER_CLAIM:] + left[:TASKS_PER_CLAIM]
            await asyncio.sleep(PAUSE_SECONDS)
            continue
        empty_claims = 0
        left.remove(claim.task.id)
        await _answer(labeler, claim)
        done.submitted += 1
        on_submit(done.submitted)
    return left


async def _claim_in_hand(project_id: str, labeler: SimulatedLabeler) -> Claim | None:
    async for claim in labeler.client.work.mine(project_id=project_id):
        return claim
    return None


async def _answer(labeler: SimulatedLabeler, claim: Claim) -> None:
    begun = time.monotonic()
    answer = answer_with(labeler.answers[claim.task.id])
    await labeler.client.work.submit(claim, answer, seconds=time.monotonic() - begun)
