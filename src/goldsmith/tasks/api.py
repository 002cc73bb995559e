"""HTTP: lists of tasks, one task, its history; cancel, reopen, change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Router, get, patch, post
from litestar.params import Parameter

from goldsmith.foundry import Foundry
from goldsmith.http.answers import Answer
from goldsmith.http.paging import END, Cursor, Limit, Page, make_page, read_cursor
from goldsmith.http.wire import Asset, LabelerRef, asset_to_wire, labeler_to_wire, raw
from goldsmith.ids import parse_id, show_id
from goldsmith.modalities import registry
from goldsmith.tasks import service
from goldsmith.tenancy.principal import Principal
from goldsmith.words import AnnotationKind, LeaseState, Purpose, Stage, TaskStatus, Verdict

SHORT = 160


class TaskSummary(msgspec.Struct, kw_only=True):
    """A task in a list."""

    id: str
    unique_id: str | None
    batch_id: str
    priority: int
    stage: Stage
    status: TaskStatus
    answers_needed: int
    answers_have: int
    created_at: datetime
    updated_at: datetime
    snippet: str


class Annotation(msgspec.Struct, kw_only=True):
    """One answer that was given."""

    id: str
    kind: AnnotationKind
    round: int
    labeler: LabelerRef | None
    answer: Answer
    verdict: Verdict | None
    comment: str | None
    supersedes: str | None
    seconds: float | None
    created_at: datetime


class Assignment(msgspec.Struct, kw_only=True):
    """One claim on a task, live or over."""

    id: str
    purpose: Purpose
    state: LeaseState
    generation: int
    labeler: LabelerRef | None
    leased_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    reason: str | None


class BeliefUnit(msgspec.Struct):
    """One part of an answer, and how probable each choice is."""

    unit: str
    choices: dict[str, float]


class Belief(msgspec.Struct):
    """What the engine believes about a task and how sure it is."""

    units: list[BeliefUnit]
    expected_error: float
    estimator: str
    updated_at: datetime


class Task(TaskSummary, kw_only=True):
    """Everything about one task."""

    project_id: str
    modality: str
    instruction: str | None
    round: int
    content: dict[str, Any]
    metadata: dict[str, Any]
    error: str | None
    ontology_version: int
    assets: list[Asset]
    annotations: list[Annotation]
    assignments: list[Assignment]
    belief: Belief | None
    consensus_annotation_id: str | None
    accepted_annotation_id: str | None


class HistoryActor(msgspec.Struct):
    """Who did it: a labeler, another actor (a person or a key), or Goldsmith itself."""

    kind: Literal["labeler", "actor", "system"]
    name: str


class HistoryItem(msgspec.Struct):
    """One thing that happened to a task."""

    id: str
    kind: str
    at: datetime
    actor: HistoryActor
    body: dict[str, Any]


class Reopening(msgspec.Struct, forbid_unknown_fields=True):
    """Why a task is opened again."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class TaskChange(msgspec.Struct, forbid_unknown_fields=True):
    """What shall be different; what is absent stays."""

    priority: int | None = None
    metadata: dict[str, Any] | None = None


def _task_id(text: str) -> Any:
    return parse_id("task", text, field="task_id")


def _summary(row: Any, snippet: str) -> dict[str, Any]:
    return {
        "id": show_id("task", row["id"]),
        "batch_id": show_id("batch", row["batch_id"]),
        "snippet": snippet,
        **{name: row[name] for name in TaskSummary.__struct_fields__ if name not in ("id", "batch_id", "snippet")},
    }


def _shorten(content: str) -> str:
    """The first words of a task's content as stored JSON, even when the JSON was cut off."""
    _, _, value = content.partition('": "')
    return value.replace("\\n", " ").replace('\\"', '"').rstrip('"}').strip()[:SHORT]


@get("/projects/{project_id:str}/tasks")
async def list_tasks(
    project_id: str,
    foundry: Foundry,
    principal: Principal,
    stage: Annotated[str | None, Parameter(max_length=200, description="Only tasks of this stage.")] = None,
    status: Annotated[str | None, Parameter(max_length=200, description="Only tasks of this status.")] = None,
    batch: Annotated[str | None, Parameter(max_length=200, description="Only tasks of this batch, by its id.")] = None,
    unique_id: Annotated[
        str | None, Parameter(max_length=200, description="Only the task with this name, or its parts.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TaskSummary]:
    """A project's tasks, newest first."""
    chosen = service.Filter(stage, status, parse_id("batch", batch, field="batch") if batch else None, unique_id)
    rows = await service.list_tasks(
        foundry,
        principal,
        parse_id("project", project_id, field="project_id"),
        chosen,
        read_cursor(cursor, END),
        limit + 1,
    )
    return make_page(rows, limit, lambda row: TaskSummary(**_summary(row, _shorten(row["content"]))))


@get("/tasks/{task_id:str}")
async def show_task(task_id: str, foundry: Foundry, principal: Principal) -> Task:
    """One task with every answer, claim and belief."""
    view = await service.show_task(foundry, principal, _task_id(task_id))
    row, modality = view.task, registry.get(view.task["modality"])
    snippet = modality.snippet(msgspec.convert(row["content"], modality.content))
    return Task(
        **_summary(row, snippet),
        project_id=show_id("project", row["project_id"]),
        modality=row["modality"],
        round=row["round"],
        content=row["content"],
        metadata=row["metadata"],
        instruction=row["instruction"],
        error=row["error"],
        ontology_version=row["ontology_version"],
        assets=[asset_to_wire(foundry, asset, asset["field"]) for asset in view.assets],
        annotations=[_annotation(each) for each in view.annotations],
        assignments=[_assignment(each) for each in view.assignments],
        belief=Belief(**view.belief) if view.belief else None,
        consensus_annotation_id=_annotation_id(row["consensus_annotation_id"]),
        accepted_annotation_id=_annotation_id(row["accepted_annotation_id"]),
    )


@get("/tasks/{task_id:str}/history")
async def show_history(task_id: str, foundry: Foundry, principal: Principal) -> Page[HistoryItem]:
    """What happened to a task, in order."""
    events, names = await service.show_history(foundry, principal, _task_id(task_id))
    return Page([_history_item(event, names) for event in events], None)


@post("/tasks/{task_id:str}/cancel", status_code=204)
async def cancel_task(
    task_id: str,
    foundry: Foundry,
    principal: Principal,
    parts: Annotated[
        Literal["all"] | None, Parameter(description="Also the other parts of what this is a part of.")
    ] = None,
) -> None:
    """Take a task out of the journey."""
    await service.cancel_task(foundry, principal, _task_id(task_id), is_with_parts=parts == "all")


@post("/tasks/{task_id:str}/reopen", status_code=204)
async def reopen_task(task_id: str, data: Reopening, foundry: Foundry, principal: Principal) -> None:
    """Ask about a finished task anew."""
    await service.reopen_task(foundry, principal, _task_id(task_id), data.reason)


@patch("/tasks/{task_id:str}", status_code=204)
async def change_task(task_id: str, data: TaskChange, foundry: Foundry, principal: Principal) -> None:
    """Change a task's priority or metadata."""
    await service.change_task(foundry, principal, _task_id(task_id), priority=data.priority, metadata=data.metadata)


def _annotation(row: Any) -> Annotation:
    return Annotation(
        id=show_id("annotation", row["id"]),
        labeler=labeler_to_wire(row),
        answer=raw(row["answer"]),
        supersedes=_annotation_id(row["supersedes"]),
        **{name: row[name] for name in ("kind", "round", "verdict", "comment", "seconds", "created_at")},
    )


def _assignment(row: Any) -> Assignment:
    names = ("purpose", "state", "generation", "leased_at", "expires_at", "ended_at", "reason")
    return Assignment(
        id=show_id("assignment", row["id"]), labeler=labeler_to_wire(row), **{name: row[name] for name in names}
    )


def _annotation_id(value: Any) -> str | None:
    return show_id("annotation", value) if value else None


def _history_item(event: Any, names: dict[Any, str]) -> HistoryItem:
    who = event["labeler_id"] or event["actor_id"]
    actor = (
        HistoryActor("labeler" if event["labeler_id"] else "actor", names.get(who, "somebody who left"))
        if who
        else HistoryActor("system", "Goldsmith")
    )
    return HistoryItem(show_id("event", event["id"]), event["kind"], event["created_at"], actor, event["body"])


ROUTER = Router(
    path="/",
    tags=["tasks"],
    route_handlers=[list_tasks, show_task, show_history, cancel_task, reopen_task, change_task],
)
