"""Add models to a project, look at them, let them answer, take them away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.prelabel.questions import MODALITIES, item_questions
from goldsmith.journey.prelabel.secrets import conceal
from goldsmith.journey.prelabel.settings import ModelSettings, read_settings, to_json
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

SQL = read_sql(__file__)
RUN_MODEL = "run_model"
IMPORTED = "Imported predictions"  # the labeler of hypotheses that came with their tasks
NAMES = {"learned": "Learned model", "chat": "Chat model", "label_studio": "Label Studio backend"}


async def add_model(
    foundry: Foundry,
    principal: Principal,
    project_id: UUID,
    *,
    kind: str,
    name: str | None,
    settings: object,
    key: str | None,
    is_shown: bool,
) -> Any:
    """A model is a labeler with settings. Nothing is asked of it yet."""
    principal.need(OPERATION)
    chosen, called, model_id = read_settings(kind, settings), _free_name(name or NAMES[kind]), new_id()
    secret = conceal(foundry.secret, principal.customer_id, model_id, key) if key else None
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        await _check_fit(tx, project, kind, chosen)
        labeler = "judge" if kind == "chat" else "model"
        row = await tx.row(
            SQL.insert_model,
            id=model_id,
            project_id=project_id,
            labeler_id=await tx.value(SQL.insert_labeler, id=new_id(), kind=labeler, name=called),
            kind=kind,
            name=called,
            settings=to_json(chosen),
            secret=secret,
            is_shown=is_shown,
        )
        if row is None:
            raise _already_there(kind, called)
        body = {"model_id": str(model_id), "kind": kind, "name": called}
        await record(tx, "model.added", actor_id=principal.actor_id, project_id=project_id, body=body)
        return row


def _free_name(name: str) -> str:
    if name.strip() == IMPORTED:
        raise InvalidError("This is the name of what is imported; choose another.", field="name")
    return checked_name(name)


async def _check_fit(tx: Tx, project: Any, kind: str, settings: ModelSettings) -> None:
    if project["status"] == "archived":
        raise ConflictError("This project is archived and takes no models.", code="project_archived")
    if project["modality"] not in MODALITIES:
        raise InvalidError("Models answer about texts and images only.", code="modality_not_supported", field="kind")
    ontology = await read_ontology_version(tx, project["id"], project["ontology_version"])
    has_boxes = kind == "label_studio" and project["modality"] == "image.v1" and ontology.labels
    if not item_questions(ontology) and not has_boxes:
        raise InvalidError(
            "This project asks nothing that such a model can answer: that is a required question about the whole item "
            "with one choice as its answer.",
            code="nothing_to_answer",
            field="kind",
        )


async def list_models(foundry: Foundry, principal: Principal, project_id: UUID, after: UUID, limit: int) -> list[Any]:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await tx.rows(SQL.models, project_id=project_id, after=after, limit=limit)


async def show_model(foundry: Foundry, principal: Principal, model_id: UUID) -> Any:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await access_model(tx, model_id)


async def access_model(tx: Tx, model_id: UUID) -> Any:
    """The model, if it is this customer's and was not removed. Raises NotFoundError."""
    row = await tx.row(SQL.model, id=model_id)
    if row is None:
        raise _no_such_model()
    return row


async def remove_model(foundry: Foundry, principal: Principal, model_id: UUID) -> None:
    """It answers no more; what it said stays, as what everybody said stays."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.remove_model, id=model_id)
        if row is None:
            raise _no_such_model()
        body = {"model_id": str(model_id), "name": row["name"]}
        await record(tx, "model.removed", actor_id=principal.actor_id, project_id=row["project_id"], body=body)


async def ask_for_run(foundry: Foundry, principal: Principal, model_id: UUID) -> Any:
    """Let a model answer the open tasks, in the background. Asking twice is asking once."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.model_for_update, id=model_id)
        if row is None:
            raise _no_such_model()
        if row["kind"] != "learned" and foundry.settings.offline:
            raise ConflictError(
                "Goldsmith runs offline: models elsewhere cannot be asked. A learned model works offline.",
                code="offline",
            )
        return await begin_run(foundry, tx, model_id) or row


async def begin_run(foundry: Foundry, tx: Tx, model_id: UUID) -> Any:
    """Start a run within the caller's transaction; None while one is under way."""
    row = await tx.row(SQL.start_run, id=model_id)
    if row is not None:
        await foundry.jobs.enqueue(tx, RUN_MODEL, model_id)
    return row


async def list_calls(foundry: Foundry, principal: Principal, model_id: UUID, before: UUID, limit: int) -> list[Any]:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_model(tx, model_id)
        return await tx.rows(SQL.calls_page, model_id=model_id, before=before, limit=limit)


def _already_there(kind: str, name: str) -> ConflictError:
    if kind == "learned":
        return ConflictError("This project has a learned model, or a model of this name.", code="model_exists")
    return ConflictError(f"This project has a model called {name}.", code="model_exists", field="name")


def _no_such_model() -> NotFoundError:
    return NotFoundError("There is no such model.", code="model_not_found")
