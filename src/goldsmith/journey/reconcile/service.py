"""Reconcile tasks that have all their answers: align, believe, merge; then accept or ask a reviewer.

Works on hundreds of tasks at once, because the engine sees columns, not tasks.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.algorithms import ESTIMATOR as VOTING
from goldsmith.events import Happened, record_all
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.reconcile.knowledge import read_learned
from goldsmith.journey.reconcile.reading import by_question, read_said
from goldsmith.modalities import registry
from goldsmith.modalities.reconcile import Reconciled, reconcile_answers
from goldsmith.ports.db import Tx, read_sql

SQL = read_sql(__file__)
AT_ONCE = 400
DOUBT = 0.6  # an answer less probable than this is not accepted unseen
SIMILAR = "Much of what was written here had been said by a model."
RUBRIC_DOUBTS = {
    "does_not_separate": "A rubric written here does not tell the good responses from the bad ones.",
    "untested": "A rubric written here could not be tested.",
}
_chance = random.SystemRandom()  # nobody may foresee which answer is looked at again


class Verdict(msgspec.Struct):
    """What becomes of one reconciled task, and why."""

    task: Any
    result: Reconciled
    decision: str
    reason: str
    stage: str
    urgency: int = 0
    came_from: str = "reconcile"
    annotation_id: UUID = msgspec.field(default_factory=new_id)

    @property
    def is_accepted(self) -> bool:
        return self.decision == "accept"


async def reconcile_finished(foundry: Foundry, customer_id: UUID) -> int:
    """Take the tasks that wait and move each one on; how many that were."""
    async with foundry.db.transaction(customer_id) as tx:
        tasks = await tx.rows(SQL.finished_tasks, limit=AT_ONCE)
        if tasks:
            await write_verdicts(tx, [verdict for group in by_question(tasks) for verdict in await _decide(tx, group)])
        return len(tasks)


async def _decide(tx: Tx, tasks: Sequence[Any]) -> list[Verdict]:
    results = await reconcile_tasks(tx, tasks)
    return [_accept_or_review(task, result) for task, result in zip(tasks, results, strict=True)]


async def reconcile_tasks(tx: Tx, tasks: Sequence[Any]) -> list[Reconciled]:
    """Combine what was said about tasks that were asked the same, by what is known of their labelers."""
    ontology, said = await read_said(tx, tasks)
    learned = await read_learned(tx, tasks[0]["project_id"])
    return reconcile_answers(registry.get(tasks[0]["modality"]), ontology, said, learned)


def _accept_or_review(task: Any, result: Reconciled) -> Verdict:
    """Ties, doubts, what a model said before and a random share go to a reviewer; of the rest a share to an auditor."""
    if (doubt := doubt_of(task)) is not None:
        return Verdict(task, result, "escalate", doubt, "review")
    if task["review_percent"] > 0 and result.is_tied:
        return Verdict(task, result, "escalate", "The answers are tied.", "review")
    if task["review_percent"] > 0 and result.estimator != VOTING and max(result.least_sure[1]) < DOUBT:
        return Verdict(
            task, result, "escalate", "Its labelers disagree, and none is known to be much better.", "review"
        )
    if _happens(task["review_percent"]):
        return Verdict(task, result, "escalate", "Drawn at random for review.", "review")
    reason = f"All {task['answers_have']} answers are in." if task["answers_have"] > 1 else "Its one answer is in."
    return Verdict(task, result, "accept", reason, stage_after_acceptance(task["audit_percent"]))


def doubt_of(task: Any) -> str | None:
    """Why a person looks at a task in any case, whatever its answers say; None where there is no such reason."""
    return SIMILAR if task["is_similar"] else RUBRIC_DOUBTS.get(task["rubric_doubt"])


def stage_after_acceptance(audit_percent: float) -> str:
    """Each accepted task has the same chance to be audited, whoever accepted it and however sure."""
    return "audit" if _happens(audit_percent) else "done"


def _happens(percent: float) -> bool:
    return _chance.random() * 100 < percent


async def write_verdicts(tx: Tx, verdicts: Sequence[Verdict]) -> None:
    """Give each task its consensus and move it to where it goes: accepted, or to a reviewer."""
    tasks = [each.task for each in verdicts]
    task_ids, annotation_ids = [task["id"] for task in tasks], [each.annotation_id for each in verdicts]
    await tx.run(
        SQL.insert_consensus,
        ids=annotation_ids,
        task_ids=task_ids,
        project_ids=[task["project_id"] for task in tasks],
        rounds=[task["round"] for task in tasks],
        ontology_versions=[task["ontology_version"] for task in tasks],
        answers=[msgspec.json.encode(each.result.answer).decode() for each in verdicts],
    )
    await write_beliefs(tx, verdicts)
    await tx.run(
        SQL.move_on,
        task_ids=task_ids,
        annotation_ids=annotation_ids,
        stages=[each.stage for each in verdicts],
        statuses=["completed" if each.is_accepted else "pending" for each in verdicts],
    )
    accepted = [each for each in verdicts if each.is_accepted]
    await write_events(tx, "task.completed", accepted)
    await write_events(tx, "task.sent_to_review", [each for each in verdicts if not each.is_accepted])


async def write_beliefs(tx: Tx, verdicts: Sequence[Verdict]) -> None:
    await tx.run(
        SQL.upsert_beliefs,
        task_ids=[each.task["id"] for each in verdicts],
        units=[msgspec.json.encode(each.result.units).decode() for each in verdicts],
        expected_errors=[each.result.expected_error for each in verdicts],
        estimators=[each.result.estimator for each in verdicts],
        decisions=[each.decision for each in verdicts],
        reasons=[each.reason for each in verdicts],
    )


async def write_events(tx: Tx, kind: str, verdicts: Sequence[Verdict]) -> None:
    """One event for each task that moved."""
    await record_all(tx, kind, [Happened(each.task, _body(each), _counts(each)) for each in verdicts])


def _body(verdict: Verdict) -> dict[str, object]:
    facts: dict[str, object] = {
        "expected_error": verdict.result.expected_error,
        "estimator": verdict.result.estimator,
        "reason": verdict.reason,
    }
    if verdict.decision != "ask":
        facts["annotation_id"] = verdict.annotation_id
    return facts


def _counts(verdict: Verdict) -> dict[str, int]:
    return {verdict.came_from: -1, verdict.stage: 1} | ({"completed": 1} if verdict.is_accepted else {})
