"""Learn whom to trust: refit a project's questions when much was answered since, or auditors know more.

Runs beside the journey, never in a request. Between fits every new answer is judged by the last one, so that one answer
changes a belief at once and a fit keeps all beliefs exact.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import structlog

from goldsmith.foundry import Foundry
from goldsmith.journey.reconcile.reading import by_question, is_answered_by_people, read_said
from goldsmith.modalities import registry
from goldsmith.modalities.votes import Votes
from goldsmith.ports.db import Tx, read_sql

if TYPE_CHECKING:
    from goldsmith.modalities.learned import Lesson

log = structlog.get_logger()
SQL = read_sql(__file__)
FEWEST_ANSWERS = 50
MOST_TASKS = 50_000
MOST_SECONDS = 20.0
TASKS_AT_ONCE = 400
MOST_SHOWN_CHOICES = 100


async def learn_skills(foundry: Foundry, customer_id: UUID) -> int:
    """Refit what has grown by a tenth, or has been audited more; how many projects that were."""
    async with foundry.db.transaction(customer_id) as tx:
        projects = await tx.rows(SQL.projects_to_learn, fewest=FEWEST_ANSWERS)
    for project in projects:
        await learn_project(foundry, customer_id, project)
    return len(projects)


async def learn_project(foundry: Foundry, customer_id: UUID, project: Any) -> None:
    """Fit every question of a project anew and keep what was learnt."""
    from goldsmith.modalities.learned import learn

    began = time.monotonic()
    votes = await _collect(foundry, customer_id, project)
    async with foundry.db.transaction(customer_id) as tx:
        shown = {row["labeler_id"] for row in await tx.rows(SQL.shown_models, project_id=project["id"])}
    try:
        lessons = await asyncio.to_thread(learn, votes, shown)
    except Exception:
        # What was learnt before stays, and the next try waits until there is more to learn from.
        log.exception("nothing was learnt", project_id=str(project["id"]))
        lessons = []
    async with foundry.db.transaction(customer_id) as tx:
        await tx.run(
            SQL.upsert_learning,
            project_id=project["id"],
            annotations=project["annotations"],
            audits=project["audits"],
            seconds=time.monotonic() - began,
            has_learnt=any(said.can_teach for said in votes.said.values()),
        )
        for lesson in lessons:
            await _keep(tx, project["id"], lesson, list(votes.labelers))


async def _collect(foundry: Foundry, customer_id: UUID, project: Any) -> Votes:
    """Align the newest tasks that people answered: all of most projects, as many as fit into some seconds of others.

    In short transactions, as an old snapshot would slow down everybody's claims.
    """
    votes = Votes()
    async with foundry.db.transaction(customer_id) as tx:
        tasks = await tx.rows(
            SQL.answered_tasks, project_id=project["id"], modality=project["modality"], limit=MOST_TASKS
        )
    stop_at = time.monotonic() + MOST_SECONDS
    for start in range(0, len(tasks), TASKS_AT_ONCE):
        if time.monotonic() > stop_at:
            break
        chunk = by_question(tasks[start : start + TASKS_AT_ONCE])
        async with foundry.db.transaction(customer_id) as tx:
            said = [await read_said(tx, group, with_gold=True) for group in chunk]
        await asyncio.to_thread(_add, votes, project["modality"], said)
    return votes


def _add(votes: Votes, modality_name: str, said: Sequence[Any]) -> None:
    modality = registry.get(modality_name)
    for ontology, tasks in said:
        for task in tasks:
            if is_answered_by_people(task):
                votes.add(modality.align([given.answer for given in task.answers], ontology), task.answers)


async def _keep(tx: Tx, project_id: UUID, lesson: Lesson, labeler_ids: Sequence[Hashable]) -> None:
    question, fitted = lesson.question.key, lesson.fitted
    await tx.run(
        SQL.upsert_fit,
        project_id=project_id,
        question=question,
        choices=list(lesson.question.choices),
        estimator=fitted.estimator,
        labeler_ids=list(labeler_ids),
        units=lesson.n_units,
        answers=lesson.n_answers,
        gold=lesson.n_gold,
        model=fitted.to_bytes(),
        trust=lesson.trust.to_bytes() if lesson.trust else None,
    )
    heard = [number for number in range(len(labeler_ids)) if fitted.n_answers[number] > 0]
    await tx.run(SQL.delete_skills, project_id=project_id, question=question)
    await tx.run(
        SQL.insert_skills,
        project_id=project_id,
        question=question,
        labeler_ids=[labeler_ids[number] for number in heard],
        answers=[int(fitted.n_answers[number]) for number in heard],
        reliabilities=fitted.reliability[heard].tolist(),
        lows=fitted.low[heard].tolist(),
        highs=fitted.high[heard].tolist(),
        by_choices=[_by_choice(lesson, number) for number in heard],
    )


def _by_choice(lesson: Lesson, labeler: int) -> str:
    """How often this labeler is right where each choice is the truth."""
    choices = lesson.question.choices
    if not choices or len(choices) > MOST_SHOWN_CHOICES:
        return "{}"
    shown = {
        choice: {
            "answers": round(float(lesson.fitted.answers_by_class[labeler, number]), 1),
            "reliability": round(float(lesson.fitted.by_class[labeler, number]), 4),
        }
        for number, choice in enumerate(choices)
    }
    return msgspec.json.encode(shown).decode()
