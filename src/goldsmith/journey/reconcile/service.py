"""Reconcile tasks that have all their answers: align, believe, merge; then accept or ask a reviewer.

Works on hundreds of tasks at once, because the engine sees columns, not tasks.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.modalities import registry
from goldsmith.modalities.reconcile import ESTIMATOR, Reconciled, TaskAnswers, reconcile_answers
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import read_ontology_version

SQL = read_sql(__file__)
AT_ONCE = 400
_chance = random.SystemRandom()  # nobody may foresee which answer is looked at again


class Verdict(msgspec.Struct):
    """What becomes of one reconciled task."""

    task: Any
    annotation_id: UUID
    result: Reconciled
    stage: str

    @property
    def is_accepted(self) -> bool:
        return self.stage != "review"


async def reconcile_finished(foundry: Foundry, customer_id: UUID) -> int:
    """Take the tasks that wait and move each one on; how many that were."""
    async with foundry.db.transaction(customer_id) as tx:
        tasks = await tx.rows(SQL.finished_tasks, limit=AT_ONCE)
        if tasks:
            verdicts = [verdict for group in _by_question(tasks) for verdict in await _reconcile_group(tx, group)]
            await _write(tx, verdicts)
        return len(tasks)


def _by_question(tasks: Sequence[Any]) -> list[list[Any]]:
    """Tasks that were asked the same question: one project, one ontology version."""
    groups: dict[tuple[UUID, int], list[Any]] = defaultdict(list)
    for task in tasks:
        groups[task["project_id"], task["ontology_version"]].append(task)
    return list(groups.values())


async def _reconcile_group(tx: Tx, tasks: list[Any]) -> list[Verdict]:
    modality = registry.get(tasks[0]["modality"])
    ontology = await read_ontology_version(tx, tasks[0]["project_id"], tasks[0]["ontology_version"])
    rounds = {task["id"]: task["round"] for task in tasks}
    answers: dict[UUID, list[tuple[UUID, Any]]] = defaultdict(list)
    for row in await tx.rows(SQL.answers_of_tasks, task_ids=list(rounds)):
        if row["round"] == rounds[row["task_id"]]:
            answers[row["task_id"]].append((row["labeler_id"], modality.answer_decoder.decode(row["answer"])))
    results = reconcile_answers(modality, ontology, [TaskAnswers(task["id"], answers[task["id"]]) for task in tasks])
    return [
        Verdict(task, new_id(), result, _next_stage(task, result)) for task, result in zip(tasks, results, strict=True)
    ]


def _next_stage(task: Any, result: Reconciled) -> str:
    """Ties and a random share go to a reviewer, a random share of what is accepted to an auditor."""
    if task["review_percent"] > 0 and (result.is_tied or _happens(task["review_percent"])):
        return "review"
    return stage_after_acceptance(task["audit_percent"])


def stage_after_acceptance(audit_percent: float) -> str:
    """Each accepted task has the same chance to be audited, whoever accepted it and however sure."""
    return "audit" if _happens(audit_percent) else "done"


def _happens(percent: float) -> bool:
    return _chance.random() * 100 < percent


async def _write(tx: Tx, verdicts: Sequence[Verdict]) -> None:
    tasks = [each.task for each in verdicts]
    task_ids, annotation_ids = [task["id"] for task in tasks], [each.annotation_id for each in verdicts]
    project_ids = [task["project_id"] for task in tasks]
    await tx.run(
        SQL.insert_consensus,
        ids=annotation_ids,
        task_ids=task_ids,
        project_ids=project_ids,
        rounds=[task["round"] for task in tasks],
        ontology_versions=[task["ontology_version"] for task in tasks],
        answers=[msgspec.json.encode(each.result.answer).decode() for each in verdicts],
    )
    await tx.run(
        SQL.upsert_beliefs,
        task_ids=task_ids,
        units=[msgspec.json.encode(each.result.units).decode() for each in verdicts],
        expected_errors=[each.result.expected_error for each in verdicts],
        estimator=ESTIMATOR,
    )
    await tx.run(
        SQL.move_on,
        task_ids=task_ids,
        annotation_ids=annotation_ids,
        stages=[each.stage for each in verdicts],
        statuses=["completed" if each.is_accepted else "pending" for each in verdicts],
    )
    await tx.run(
        SQL.insert_events,
        kinds=["task.completed" if each.is_accepted else "task.sent_to_review" for each in verdicts],
        project_ids=project_ids,
        batch_ids=[task["batch_id"] for task in tasks],
        task_ids=task_ids,
        bodies=[_body(each) for each in verdicts],
        counts=[_counts(each) for each in verdicts],
    )


def _body(verdict: Verdict) -> str:
    facts = {
        "annotation_id": verdict.annotation_id,
        "expected_error": verdict.result.expected_error,
        "estimator": ESTIMATOR,
    }
    return msgspec.json.encode(facts).decode()


def _counts(verdict: Verdict) -> str:
    counts = {"reconcile": -1, verdict.stage: 1} | ({"completed": 1} if verdict.is_accepted else {})
    return msgspec.json.encode(counts).decode()
