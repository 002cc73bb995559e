"""HTTP: models that answer first, and what asking them cost."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router, delete, get, patch, post

from goldsmith.foundry import Foundry
from goldsmith.http.openapi import ShownAs
from goldsmith.http.paging import END, Cursor, Limit, Page, make_page, read_cursor
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.prelabel import service
from goldsmith.journey.prelabel.marking_api import HANDLERS as MARKING
from goldsmith.journey.prelabel.settings import MOST_COST, ModelSettings
from goldsmith.tenancy.principal import Principal
from goldsmith.words import CallStatus, ModelKind, ModelStatus

SettingsJson = Annotated[dict[str, Any], ShownAs(ModelSettings)]


class NewModel(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A model. `key` is for its server: it is kept encrypted and never shown. `shown`: people see its answers first.

    `on_duty`: it answers new tasks by itself, as a learned model always does.
    """

    kind: ModelKind
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    settings: SettingsJson = {}
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)] | None = None
    shown: bool = False
    on_duty: bool = False


class ModelChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What may be changed later; what is not named stays.

    The budget of a chat model is in millionths; a detector leaves out what it is less sure of than `least_score`.
    """

    on_duty: bool | None = None
    most_cost_micros: Annotated[int, msgspec.Meta(ge=0, le=MOST_COST)] | None = None
    least_score: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None


class ModelSkill(msgspec.Struct):
    """How often it is right at a question, as the engine learnt from people's answers and audits: a 95 % interval."""

    question: str
    answers: int
    reliability: float
    low: float
    high: float


class Model(msgspec.Struct, kw_only=True):
    """A model, how far its run is, what it knows, and what it has cost in millionths of the currency.

    Of one that is stopped, `retry_at` says when it tries again by itself; without that it waits for a person.
    """

    id: str
    project_id: str
    labeler_id: str
    kind: ModelKind
    name: str
    settings: SettingsJson
    has_key: bool
    shown: bool
    on_duty: bool
    status: ModelStatus
    reason: str | None
    retry_at: datetime | None
    tasks_answered: int
    opinions: int
    refusals: int
    cost_micros: int
    facts: dict[str, Any]
    skills: list[ModelSkill]
    created_at: datetime
    moved_at: datetime


class ModelCall(msgspec.Struct, kw_only=True):
    """One exchange with a model elsewhere."""

    id: str
    task_id: str | None
    status: CallStatus
    reason: str | None
    tokens_in: int
    tokens_out: int
    cost_micros: int
    attempts: int
    latency_ms: int
    created_at: datetime


def _model(view: service.ModelView) -> Model:
    row = view.row
    return Model(
        id=show_id("model", row["id"]),
        project_id=show_id("project", row["project_id"]),
        labeler_id=show_id("labeler", row["labeler_id"]),
        has_key=row["secret"] is not None,
        shown=row["is_shown"],
        on_duty=row["is_on_duty"] or row["kind"] == "learned",
        skills=[_skill(question, skill) for question, skill in view.skills],
        **{name: row[name] for name in _SAME},
    )


def _skill(question: str, skill: Any) -> ModelSkill:
    shares = {name: round(skill[name], 4) for name in ("reliability", "low", "high")}
    return ModelSkill(question=question, answers=skill["answers"], **shares)


_SAME = (
    *("kind", "name", "settings", "status", "reason", "retry_at", "tasks_answered", "opinions", "refusals"),
    *("cost_micros", "facts", "created_at", "moved_at"),
)


def _call(row: Any) -> ModelCall:
    task_id = show_id("task", row["task_id"]) if row["task_id"] else None
    same = {name: row[name] for name in ModelCall.__struct_fields__ if name not in ("id", "task_id")}
    return ModelCall(id=show_id("call", row["id"]), task_id=task_id, **same)


def _project_id(text: str) -> UUID:
    return parse_id("project", text, field="project_id")


def _model_id(text: str) -> UUID:
    return parse_id("model", text, field="model_id")


@get("/projects/{project_id:str}/models")
async def list_models(
    project_id: str, foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Model]:
    """A project's models, oldest first."""
    found = await service.list_models(foundry, principal, _project_id(project_id), read_cursor(cursor), limit + 1)
    views = {view.row["id"]: view for view in found}
    return make_page([view.row for view in found], limit, lambda row: _model(views[row["id"]]))


@post("/projects/{project_id:str}/models")
async def add_model(project_id: str, data: NewModel, foundry: Foundry, principal: Principal) -> Model:
    """Add a model.

    A learned one begins by itself when people have answered enough; the others are asked when you say so, or on duty.
    """
    view = await service.add_model(
        foundry,
        principal,
        _project_id(project_id),
        kind=data.kind,
        name=data.name,
        settings=data.settings,
        key=data.key,
        is_shown=data.shown,
        is_on_duty=data.on_duty,
    )
    return _model(view)


@get("/models/{model_id:str}")
async def show_model(model_id: str, foundry: Foundry, principal: Principal) -> Model:
    """One model."""
    return _model(await service.show_model(foundry, principal, _model_id(model_id)))


@delete("/models/{model_id:str}")
async def remove_model(model_id: str, foundry: Foundry, principal: Principal) -> None:
    """Let it answer no more. What it said stays."""
    await service.remove_model(foundry, principal, _model_id(model_id))


@patch("/models/{model_id:str}")
async def change_model(model_id: str, data: ModelChange, foundry: Foundry, principal: Principal) -> Model:
    """Let a model answer new tasks by itself, or no more; give a chat model another budget, a detector a threshold."""
    view = await service.change_model(
        foundry,
        principal,
        _model_id(model_id),
        is_on_duty=data.on_duty,
        most_cost_micros=data.most_cost_micros,
        least_score=data.least_score,
    )
    return _model(view)


@post("/models/{model_id:str}/stop", status_code=200)
async def stop_model(model_id: str, foundry: Foundry, principal: Principal) -> Model:
    """End its run, and let it rest until somebody lets it run. What it said stays."""
    return _model(await service.stop_model(foundry, principal, _model_id(model_id)))


@post("/models/{model_id:str}/run", status_code=202)
async def run_model(model_id: str, foundry: Foundry, principal: Principal) -> Model:
    """Let it answer the open tasks, in the background. Asking while it runs changes nothing."""
    return _model(await service.ask_for_run(foundry, principal, _model_id(model_id)))


@get("/models/{model_id:str}/calls")
async def list_calls(
    model_id: str, foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[ModelCall]:
    """What it was asked elsewhere and what that cost, newest first."""
    rows = await service.list_calls(foundry, principal, _model_id(model_id), read_cursor(cursor, END), limit + 1)
    return make_page(rows, limit, _call)


ROUTER = Router(
    path="/",
    tags=["models"],
    route_handlers=[
        *(list_models, add_model, show_model, change_model, remove_model),
        *(run_model, stop_model, list_calls),
        *MARKING,
    ],
)
