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
from goldsmith.tenancy.principal import INSIGHT, Principal

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


class OpinionView(NamedTuple):
    """What a model or a function said of a task, and what is known of it at each question that it spoke of."""

    row: Any
    given: Given
    skills: list[Any]
    scores: dict[str, float] | None


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
    ontology: Ontology
    sentence: str
    units: list[UnitView]
    opinions: list[OpinionView]
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
        votes = await _read_votes(tx, task, ontology, said.answers)
        scores = {row["labeler_id"]: row["scores"] for row in await tx.rows(SQL.scores_of_task, task_id=task_id)}
    accepted = next((row["kind"] for row in rows if row["id"] == task["accepted_annotation_id"]), None)
    people = sum(given.kind == PERSON for given in said.answers)
    return Why(
        task,
        ontology,
        explain_answer(task, people=people, machines=len(said.answers) - people, accepted_kind=accepted),
        _units(task, votes),
        _opinions(said.answers, votes, scores) if principal.role in INSIGHT else [],
        [row for row in rows if row["kind"] in ("review", "audit")],
        [Asked(row, _why_asked(row, events)) for row in assignments],
    )


class Vote(NamedTuple):
    """What the answer of this number said about a unit."""

    number: int
    unit: str
    said: Said


async def _read_votes(tx: Tx, task: Any, ontology: Ontology, answers: Sequence[Given]) -> list[Vote]:
    """Align the answers as the engine did, and lay beside each vote who it is of and what is known of them."""
    modality = registry.get(task["modality"])
    alignment = modality.align([given.answer for given in answers], ontology) if answers else Alignment()
    ids = [given.labeler for given in answers]
    names = {row["labeler_id"]: row for row in await tx.rows(SQL.labelers, ids=ids)}
    skills = await tx.rows(SQL.skills_of_labelers, project_id=task["project_id"], labeler_ids=ids)
    known = {(skill["question"], skill["labeler_id"]): skill for skill in skills}
    found = []
    for unit, number, choice in votes_of(alignment):
        asked = alignment.units[unit]
        if not answers[number].speaks_of(asked):
            continue
        said = Said(names[ids[number]], asked.choices[choice], known.get((question_of(asked).key, ids[number])))
        found.append(Vote(number, asked.title, said))
    return found


def _units(task: Any, votes: Sequence[Vote]) -> list[UnitView]:
    """Lay what was said beside what is believed."""
    return [
        UnitView(unit["unit"], dict(unit["choices"]), [vote.said for vote in votes if vote.unit == unit["unit"]])
        for unit in task["units"] or []
    ]


def _opinions(
    answers: Sequence[Given], votes: Sequence[Vote], scores: Mapping[UUID, dict[str, float]]
) -> list[OpinionView]:
    """Every machine's answer, with its skills, the question that it answered most first."""
    found = []
    for number, given in enumerate(answers):
        own = [vote.said for vote in votes if vote.number == number]
        if given.kind != PERSON and own:
            skills = {said.skill["question"]: said.skill for said in own if said.skill}
            known = sorted(skills.values(), key=lambda skill: (-skill["answers"], skill["question"]))
            found.append(OpinionView(own[0].row, given, known, scores.get(own[0].row["labeler_id"])))
    return found


def _why_asked(assignment: Any, events: Sequence[Any]) -> str:
    """Explain by the events: the facts that were written when it was leased, and what sent the task to that queue."""
    leased = [event for event in events if event["kind"] == "assignment.leased"]
    own = next((event for event in leased if event["body"].get("assignment_id") == str(assignment["id"])), None)
    causes = [event for event in events if event["kind"] in CAUSES and event["created_at"] <= assignment["leased_at"]]
    cause = (causes[-1]["body"].get("reason") or CAUSES[causes[-1]["kind"]]) if causes else None
    return explain_assignment(assignment["purpose"], own["body"] if own else {}, cause)
