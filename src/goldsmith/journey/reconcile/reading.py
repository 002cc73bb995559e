"""Read what was said about tasks, as the engine takes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

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

    Of what a machine said, its newest opinion counts. Whoever decides on a task may not know its gold.
    """
    modality = registry.get(tasks[0]["modality"])
    task_ids = [task["id"] for task in tasks]
    rows = await tx.rows(SQL.said_of_tasks, task_ids=task_ids)
    if with_gold:
        rows += await tx.rows(SQL.known_of_tasks, task_ids=task_ids)
    said: dict[UUID, dict[object, Given]] = {task_id: {} for task_id in task_ids}
    for row in rows:
        answer = modality.answer_decoder.decode(row["answer"])
        given = Given(row["labeler_id"], answer, row["labeler_kind"], row["confidence"], row["is_gold"])
        said[row["task_id"]][_speaker(given)] = given
    ontology = await read_ontology_version(tx, tasks[0]["project_id"], tasks[0]["ontology_version"])
    return ontology, [TaskAnswers(task_id, list(given.values())) for task_id, given in said.items()]


def _speaker(given: Given) -> object:
    """Whose word this replaces: gold stands for itself, and the last gold is the one to believe."""
    return "gold" if given.is_gold else given.labeler


def is_answered_by_people(task: TaskAnswers) -> bool:
    return any(given.kind == PERSON and not given.is_gold for given in task.answers)
