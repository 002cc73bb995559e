"""Read what was said about tasks, as the engine takes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from goldsmith.journey.functions.service import read_opinions
from goldsmith.modalities import registry
from goldsmith.modalities.reconcile import TaskAnswers
from goldsmith.modalities.votes import PERSON, Given
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import read_ontology_version

SQL = read_sql(__file__)


def by_question(tasks: Sequence[Any]) -> list[list[Any]]:
    """Tasks that were asked the same: one project, one ontology version."""
    groups: dict[tuple[UUID, int], list[Any]] = defaultdict(list)
    for task in tasks:
        groups[task["project_id"], task["ontology_version"]].append(task)
    return list(groups.values())


async def read_said(tx: Tx, tasks: Sequence[Any], *, with_gold: bool = False) -> tuple[Ontology, list[TaskAnswers]]:
    """What was asked of these tasks and what is said about each; `with_gold` adds what is known to be right.

    Whoever decides on a task may not know its gold.
    """
    decode = registry.get(tasks[0]["modality"]).answer_decoder.decode
    task_ids = [task["id"] for task in tasks]
    said: dict[UUID, list[Given]] = {task_id: [] for task_id in task_ids}
    for row in await tx.rows(SQL.responses_to_tasks, task_ids=task_ids):
        said[row["task_id"]].append(Given(row["labeler_id"], decode(row["answer"])))
    for opinion in await read_opinions(tx, task_ids):
        given = Given(opinion.labeler_id, decode(opinion.answer), opinion.labeler_kind, opinion.confidence)
        said[opinion.task_id].append(given)
    if with_gold:
        for task_id, answer in (await _read_gold(tx, task_ids)).items():
            said[task_id].append(Given(None, decode(answer), is_gold=True))
    ontology = await read_ontology_version(tx, tasks[0]["project_id"], tasks[0]["ontology_version"])
    return ontology, [TaskAnswers(task_id, given) for task_id, given in said.items()]


async def _read_gold(tx: Tx, task_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The last that is known to be right of each task."""
    return {row["task_id"]: row["answer"] for row in await tx.rows(SQL.known_of_tasks, task_ids=task_ids)}


def is_answered_by_people(task: TaskAnswers) -> bool:
    return any(given.kind == PERSON and not given.is_gold for given in task.answers)
