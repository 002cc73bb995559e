"""Simulated labelers: they work through the same API as people, under keys that are revoked when they are done."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import Any

from goldsmith.client import Goldsmith, WaitTimeoutError
from goldsmith.demo.items import ADA, BEN, Item

NAMES = {ADA: "Ada (simulated)", BEN: "Ben (simulated)"}
AUDITOR = "Cleo (simulated auditor)"
WAIT_SECONDS = 60.0
POLL_SECONDS = 0.1


def answer_all(client: Goldsmith, project_id: str, items: Mapping[str, Item]) -> None:
    """Let each simulated labeler give the answers that are still missing; `items` by task id."""
    given = {task_id: _who_answered(client, task_id) for task_id in items}
    for who, name in NAMES.items():
        missing = [task_id for task_id, item in items.items() if who in item.answers and name not in given[task_id]]
        if missing:
            with simulated(client, name, "labeler") as labeler:
                _answer(labeler, project_id, who, {task_id: items[task_id].answers[who] for task_id in missing})


def audit_some(client: Goldsmith, project_id: str, items: Mapping[str, Item], most: int) -> None:
    """Let the simulated auditor judge up to `most` of the answers that were drawn for audit."""
    with simulated(client, AUDITOR, "reviewer") as auditor:
        for _ in range(most):
            claim = auditor.work.claim(project_id, purpose="audit")
            if claim is None:
                return
            truth = items[claim.task.id].truth or {}
            accepted = claim.consensus.global_attributes if claim.consensus else None
            is_right = accepted == truth["global_attributes"]
            verdict, better = ("correct", None) if is_right else ("wrong", truth)
            auditor.work.audit(claim, verdict, answer=better, seconds=4.0)


def wait_until_empty(client: Goldsmith, project_id: str, stage: str) -> None:
    """Wait until no task of the project is in this stage."""
    deadline = time.monotonic() + WAIT_SECONDS
    while next(client.tasks.list(project_id, stage=stage, limit=1), None) is not None:
        if time.monotonic() > deadline:
            raise WaitTimeoutError(f"Tasks are still in {stage} after {WAIT_SECONDS:.0f} seconds.")
        time.sleep(POLL_SECONDS)


@contextmanager
def simulated(client: Goldsmith, name: str, role: str) -> Iterator[Goldsmith]:
    """A client with a key of its own, which is revoked at the end."""
    key = client.keys.create(name=name, role=role)
    try:
        yield client.acting_as(key.key or "")
    finally:
        client.keys.revoke(key.id)


def _answer(labeler: Goldsmith, project_id: str, who: str, answers: Mapping[str, Any]) -> None:
    remaining = dict(answers)
    while remaining and (claim := labeler.work.claim(project_id, task_ids=[*remaining][:1000])):
        labeler.work.submit(claim, remaining.pop(claim.task.id), seconds=_seconds(who, claim.task.unique_id))


def _seconds(who: str, unique_id: str | None) -> float:
    """How long this labeler took over this task: made up, and the same each time."""
    return round(Random(f"{who} {unique_id}").uniform(3.0, 14.0), 1)  # noqa: S311  (no secret)


def _who_answered(client: Goldsmith, task_id: str) -> set[str | None]:
    answers = [each for each in client.tasks.get(task_id).annotations if each.kind == "response"]
    return {each.labeler.name for each in answers if each.labeler}
