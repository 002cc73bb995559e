"""Where models are compared: the tasks that are expected to tell most about them become the most urgent ones.

In the background and in steps, so that claiming stays one look into an index: it reads the urgency that is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.modalities import registry
from goldsmith.modalities._contract import compare_nobody
from goldsmith.ports.db import read_sql
from goldsmith.projects.service import MOST_URGENT
from goldsmith.quality.votes import VOTE_BOOKS

if TYPE_CHECKING:
    from goldsmith.algorithms.leaderboard import Votes

SQL = read_sql(__file__, "telling.sql")
AT_ONCE: Final = 1_000
MOST_TELLING: Final = 200
FEWEST_ANSWERS: Final = 20
PAUSE_SECONDS: Final = 2.0

__all__ = ["order_by_telling"]


async def order_by_telling(foundry: Foundry, customer_id: UUID) -> int:
    """Take the next step in every project that compares models; how many tasks were looked at."""
    modalities = [name for name in registry.names() if registry.get(name).compared is not compare_nobody]
    async with foundry.db.transaction(customer_id) as tx:
        projects = await tx.rows(
            SQL.projects_to_order, modalities=modalities, fewest=FEWEST_ANSWERS, pause_seconds=PAUSE_SECONDS
        )
    return sum([await _step(foundry, customer_id, project) for project in projects])


async def _step(foundry: Foundry, customer_id: UUID, project: Any) -> int:
    """Look at the next tasks beside those that are urgent now, and say anew which of them are."""
    seen = await VOTE_BOOKS.look(foundry, customer_id, project["id"])
    where = {"project_id": project["id"], "after": project["place"]}
    async with foundry.db.transaction(customer_id) as tx:
        tasks = await tx.rows(SQL.tasks_to_order, **where, limit=AT_ONCE, urgent=MOST_TELLING)
    ours = [task for task in tasks if project["labeling"] == "fixed" or not task["answers_have"]]
    urgencies = await asyncio.to_thread(_urgencies, project["modality"], seen.votes, ours)
    place = max((task["id"] for task in tasks if task["is_next"]), default=project["place"])
    annotations = project["annotations"] if project["begins"] else project["annotations_before"]
    async with foundry.db.transaction(customer_id) as tx:
        await tx.run(SQL.set_urgencies, task_ids=[task["id"] for task in ours], urgencies=urgencies)
        await tx.run(SQL.note_look, project_id=project["id"], place=place, annotations=annotations)
    return len(tasks)


def _urgencies(modality_name: str, votes: Votes, tasks: Sequence[Any]) -> list[int]:
    """The more telling, the more urgent; 0 for all that are not among the most telling.

    What tells is what is said under the question that has most votes.
    """
    from goldsmith.algorithms.leaderboard import order_tasks

    modality = registry.get(modality_name)
    compared = [modality.compared(msgspec.convert(task["content"], modality.content)) for task in tasks]
    question = max(votes.questions, key=votes.questions.__getitem__, default="")
    tally = votes.tally(question, more=sorted({name for names in compared for name in names}))
    urgencies = [0] * len(tasks)
    for rank, place in enumerate(order_tasks(tally, compared, MOST_TELLING)):
        urgencies[place] = MOST_URGENT - rank
    return urgencies
