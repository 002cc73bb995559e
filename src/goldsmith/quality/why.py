"""Why a task has the answer it has, and why each labeler was asked: from what was stored, never made up afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.foundry import Foundry
from goldsmith.journey.route.service import SQL as ROUTE_SQL
from goldsmith.modalities import registry
from goldsmith.modalities.alignment import Alignment
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import read_ontology_version
from goldsmith.quality.sentences import explain_answer, explain_assignment
from goldsmith.quality.service import LOOKING
from goldsmith.tasks.service import SQL as TASK_SQL
from goldsmith.tasks.service import no_such_task
from goldsmith.tenancy.principal import Principal

SQL: Final = read_sql(__file__)
CAUSES: Final = {
    "task.sent_to_review": "Its answers were tied, or it was drawn at random.",
    "task.flagged": "A labeler said that something is wrong with it.",
    "assignment.skipped": "Several labelers refused it.",
}
Answers = Sequence[tuple[Any, Any]]


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
        votes = [row for row in rows if is_vote(row, task["round"])]
        units = await _units(tx, task, votes)
    accepted = next((row["kind"] for row in rows if row["id"] == task["accepted_annotation_id"]), None)
    people = len({row["labeler_id"] for row in votes if row["labeler_kind"] == "person"})
    machines = len({row["labeler_id"] for row in votes}) - people
    return Why(
        task,
        explain_answer(task, people=people, machines=machines, accepted_kind=accepted),
        units,
        [row for row in rows if row["kind"] in ("review", "audit")],
        [Asked(row, _why_asked(row, events)) for row in assignments],
    )


def is_vote(row: Any, task_round: int) -> bool:
    """Tell whether an annotation is an answer that counts now."""
    return row["kind"] in ("response", "hypothesis") and row["labeler_id"] is not None and row["round"] == task_round


async def _units(tx: Tx, task: Any, votes: Sequence[Any]) -> list[UnitView]:
    """Align the answers as the engine did, and lay what was said beside what is believed."""
    modality = registry.get(task["modality"])
    ontology = await read_ontology_version(tx, task["project_id"], task["ontology_version"])
    answers = [modality.answer_decoder.decode(row["answer"]) for row in votes]
    alignment = modality.align(answers, ontology) if answers else Alignment()
    ids = [row["labeler_id"] for row in votes]
    skills = await tx.rows(SQL.skills_of_labelers, project_id=task["project_id"], labeler_ids=ids)
    known = {(skill["question"], skill["labeler_id"]): skill for skill in skills}
    said = _said(alignment, votes, known)
    return [UnitView(unit["unit"], dict(unit["choices"]), said.get(unit["unit"], [])) for unit in task["units"] or []]


def _said(alignment: Alignment, votes: Sequence[Any], known: Mapping[tuple[str, UUID], Any]) -> dict[str, list[Said]]:
    """Return what was said, by the unit's title."""
    found: dict[str, list[Said]] = {}
    for unit, labeler, choice in alignment_votes(alignment):
        asked, row = alignment.units[unit], votes[labeler]
        skill = known.get((question_of(asked).key, row["labeler_id"]))
        found.setdefault(asked.title, []).append(Said(row, asked.choices[choice], skill))
    return found


def _why_asked(assignment: Any, events: Sequence[Any]) -> str:
    """Explain by the events: the facts that were written when it was leased, and what sent the task to that queue."""
    leased = [event for event in events if event["kind"] == "assignment.leased"]
    own = next((event for event in leased if event["body"].get("assignment_id") == str(assignment["id"])), None)
    causes = [event for event in events if event["kind"] in CAUSES and event["created_at"] <= assignment["leased_at"]]
    cause = (causes[-1]["body"].get("reason") or CAUSES[causes[-1]["kind"]]) if causes else None
    return explain_assignment(assignment["purpose"], own["body"] if own else {}, cause)


def alignment_votes(alignment: Alignment) -> list[tuple[int, int, int]]:
    """(unit, labeler, choice) of each vote; whoever looked and drew nothing says no."""
    spoken = zip(alignment.vote_unit, alignment.vote_labeler, alignment.vote_choice, strict=True)
    silent = zip(alignment.absent_unit, alignment.absent_labeler, strict=True)
    return [*spoken, *((unit, labeler, alignment.units[unit].choices.index("no")) for unit, labeler in silent)]


class _Key(NamedTuple):
    key: str


def question_of(unit: Any) -> _Key:
    size = "open" if unit.is_open else len(unit.choices)
    return _Key(f"{unit.kind} {unit.scope}/{unit.name} {size}")
