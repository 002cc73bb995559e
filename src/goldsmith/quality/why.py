"""Why a task has the answer it has, and why each labeler was asked: from what was stored, never made up afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.foundry import Foundry
from goldsmith.journey.reconcile.reading import read_said
from goldsmith.journey.route.service import SQL as ROUTE_SQL
from goldsmith.modalities import registry
from goldsmith.modalities.alignment import Alignment
from goldsmith.modalities.votes import PERSON, Given, question_of, votes_of
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx, read_sql
from goldsmith.quality.sentences import explain_answer, explain_assignment
from goldsmith.quality.service import LOOKING
from goldsmith.tasks.service import SQL as TASK_SQL
from goldsmith.tasks.service import no_such_task
from goldsmith.tenancy.principal import Principal

SQL: Final = read_sql(__file__)
CAUSES: Final = {
    "task.asked": "After its first answers the engine asked for one more.",
    "task.closed": "The deadline passed, so it was settled with the answers it had.",
    "task.sent_to_review": "Its answers were tied, or it was drawn at random.",
    "task.flagged": "A labeler said that something is wrong with it.",
    "assignment.skipped": "Several labelers refused it.",
}


class Said(NamedTuple):
    """What one labeler said about a unit, and what is known of them at its question."""

    row: Any
    choice: str
    skill: Any


class UnitView(NamedTuple):
    """One unit of an answer: what is believed of it and who said what."""

    unit: str
    choices: dict[str, float]
    said: list[Said]


class Asked(NamedTuple):
    """One assignment and why its labeler got it."""

    row: Any
    sentence: str


class Why(NamedTuple):
    """Everything that explains a task."""

    task: Any
    sentence: str
    units: list[UnitView]
    checks: list[Any]
    asked: list[Asked]


async def explain_task(foundry: Foundry, principal: Principal, task_id: UUID) -> Why:
    principal.need(LOOKING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        task = await tx.row(SQL.task_to_explain, id=task_id)
        if task is None:
            raise no_such_task()
        rows = await tx.rows(ROUTE_SQL.task_answers, task_id=task_id)
        events = await tx.rows(EVENT_SQL.events_of_task, task_id=task_id)
        assignments = await tx.rows(TASK_SQL.assignments_of_task, task_id=task_id)
        ontology, [said] = await read_said(tx, [task])
        names = {row["labeler_id"]: row for row in rows}
        units = await _units(tx, task, ontology, said.answers, names)
    accepted = next((row["kind"] for row in rows if row["id"] == task["accepted_annotation_id"]), None)
    people = sum(given.kind == PERSON for given in said.answers)
    return Why(
        task,
        explain_answer(task, people=people, machines=len(said.answers) - people, accepted_kind=accepted),
        units,
        [row for row in rows if row["kind"] in ("review", "audit")],
        [Asked(row, _why_asked(row, events)) for row in assignments],
    )


async def _units(
    tx: Tx, task: Any, ontology: Ontology, answers: Sequence[Given], names: Mapping[object, Any]
) -> list[UnitView]:
    """Align the answers as the engine did, and lay what was said beside what is believed."""
    modality = registry.get(task["modality"])
    alignment = modality.align([given.answer for given in answers], ontology) if answers else Alignment()
    speakers = [names[given.labeler] for given in answers]
    skills = await tx.rows(
        SQL.skills_of_labelers, project_id=task["project_id"], labeler_ids=[given.labeler for given in answers]
    )
    known = {(skill["question"], skill["labeler_id"]): skill for skill in skills}
    said = _said(alignment, speakers, known)
    return [UnitView(unit["unit"], dict(unit["choices"]), said.get(unit["unit"], [])) for unit in task["units"] or []]


def _said(
    alignment: Alignment, speakers: Sequence[Any], known: Mapping[tuple[str, UUID], Any]
) -> dict[str, list[Said]]:
    """Return what was said, by the unit's title."""
    found: dict[str, list[Said]] = {}
    for unit, labeler, choice in votes_of(alignment):
        asked, speaker = alignment.units[unit], speakers[labeler]
        skill = known.get((question_of(asked).key, speaker["labeler_id"]))
        found.setdefault(asked.title, []).append(Said(speaker, asked.choices[choice], skill))
    return found


def _why_asked(assignment: Any, events: Sequence[Any]) -> str:
    """Explain by the events: the facts that were written when it was leased, and what sent the task to that queue."""
    leased = [event for event in events if event["kind"] == "assignment.leased"]
    own = next((event for event in leased if event["body"].get("assignment_id") == str(assignment["id"])), None)
    causes = [event for event in events if event["kind"] in CAUSES and event["created_at"] <= assignment["leased_at"]]
    cause = (causes[-1]["body"].get("reason") or CAUSES[causes[-1]["kind"]]) if causes else None
    return explain_assignment(assignment["purpose"], own["body"] if own else {}, cause)
