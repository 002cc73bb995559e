"""Add models to a project, look at them, let them answer, take them away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.prelabel.files import check_files
from goldsmith.journey.prelabel.questions import check_modality, item_questions, labels_of, only_talks
from goldsmith.journey.prelabel.secrets import conceal
from goldsmith.journey.prelabel.settings import (
    ChatSettings,
    DetectorSettings,
    ModelSettings,
    SegmenterSettings,
    read_settings,
    to_json,
)
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.quality.sentences import split_question
from goldsmith.quality.service import SQL as QUALITY_SQL
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

SQL = read_sql(__file__)
RUN_MODEL = "run_model"
IMPORTED = "Imported predictions"  # the labeler of hypotheses that came with their tasks
NAMES = {
    "learned": "Learned model",
    "chat": "Chat model",
    "label_studio": "Label Studio backend",
    "detector": "Detector",
    "segmenter": "Segmenter",
    "practice": "Built-in practice model",
}
ELSEWHERE = ("chat", "label_studio")
ONLY_TALKS = "This model is there to be talked to while labeling; it does not answer tasks by itself."


class ModelView(NamedTuple):
    """A model, and how right it is at each question by name."""

    row: Any
    skills: list[tuple[str, Any]]


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
    is_on_duty: bool,
) -> ModelView:
    """A model is a labeler with settings. Nothing is asked of it yet; a file is tried with a grey picture."""
    principal.need(OPERATION)
    chosen, called, model_id = read_settings(kind, settings), _free_name(name or NAMES[kind]), new_id()
    secret = conceal(foundry.secret, principal.customer_id, model_id, key) if key else None
    async with foundry.db.transaction(principal.customer_id) as tx:
        await _check_fit(tx, await access_project(tx, project_id), kind, chosen, is_on_duty=is_on_duty)
    await _try_files(foundry, principal.customer_id, chosen)
    async with foundry.db.transaction(principal.customer_id) as tx:
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
            is_on_duty=is_on_duty,
        )
        if row is None:
            raise _already_there(kind, called)
        body = {"model_id": str(model_id), "kind": kind, "name": called}
        await record(tx, "model.added", actor_id=principal.actor_id, project_id=project_id, body=body)
        return ModelView(row, [])


def _free_name(name: str) -> str:
    if name.strip() == IMPORTED:
        raise InvalidError("This is the name of what is imported; choose another.", field="name")
    return checked_name(name)


async def _try_files(foundry: Foundry, customer_id: UUID, settings: ModelSettings) -> None:
    if isinstance(settings, DetectorSettings):
        from goldsmith.journey.prelabel.detecting import try_detector

        await try_detector(foundry, customer_id, settings)
    if isinstance(settings, SegmenterSettings):
        from goldsmith.journey.prelabel.segmenting import try_segmenter

        await try_segmenter(foundry, customer_id, settings)


async def _check_fit(tx: Tx, project: Any, kind: str, settings: ModelSettings, *, is_on_duty: bool) -> None:
    if project["status"] == "archived":
        raise ConflictError("This project is archived and takes no models.", code="project_archived")
    check_modality(kind, project["modality"])
    ontology, modality = await _asked(tx, project)
    if only_talks(kind, modality, ontology):
        if is_on_duty:
            raise InvalidError(ONLY_TALKS, code="only_talks", field="on_duty")
        return
    if isinstance(settings, DetectorSettings | SegmenterSettings):
        await _check_marking(tx, settings, ontology)
        return
    may_mark = kind == "label_studio" and ontology.labels
    if modality.judging is None and not item_questions(ontology) and not may_mark:
        raise InvalidError(
            "This project asks nothing that such a model can answer: that is a required question about the whole item "
            "with one choice as its answer.",
            code="nothing_to_answer",
            field="kind",
        )


async def _check_marking(tx: Tx, settings: DetectorSettings | SegmenterSettings, ontology: Ontology) -> None:
    if not any(not label.retired for label in ontology.labels):
        raise InvalidError("This project has no labels that could be marked.", code="nothing_to_answer", field="kind")
    if isinstance(settings, SegmenterSettings):
        await check_files(tx, encoder=settings.encoder, decoder=settings.decoder)
        return
    await check_files(tx, file=settings.file)
    if not labels_of(settings.classes, settings.labels, ontology):
        raise InvalidError(
            "No class of this model is a label of this project; say in `labels` which label each class is.",
            code="no_such_label",
            field="settings.labels",
        )


async def list_models(
    foundry: Foundry, principal: Principal, project_id: UUID, after: UUID, limit: int
) -> list[ModelView]:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await _view(tx, await tx.rows(SQL.models, project_id=project_id, after=after, limit=limit))


async def show_model(foundry: Foundry, principal: Principal, model_id: UUID) -> ModelView:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await _view_one(tx, await access_model(tx, model_id))


async def _view_one(tx: Tx, row: Any) -> ModelView:
    [view] = await _view(tx, [row])
    return view


async def _view(tx: Tx, rows: Sequence[Any]) -> list[ModelView]:
    """Models of one project, each with what was learnt of it at questions about the whole item."""
    found: dict[UUID, dict[str, Any]] = {row["labeler_id"]: {} for row in rows}
    if rows:
        skills = await tx.rows(
            QUALITY_SQL.skills_of_labelers, project_id=rows[0]["project_id"], labeler_ids=list(found)
        )
        for skill in sorted(skills, key=lambda each: (-each["answers"], each["question"])):
            kind, scope, name = split_question(skill["question"])
            if kind == "category" and not scope:
                found[skill["labeler_id"]].setdefault(name, skill)
    return [ModelView(row, list(found[row["labeler_id"]].items())) for row in rows]


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


async def change_model(
    foundry: Foundry,
    principal: Principal,
    model_id: UUID,
    *,
    is_on_duty: bool | None,
    most_cost_micros: int | None,
    least_score: float | None = None,
) -> ModelView:
    """Let it answer new tasks by itself, or no more; give it another budget or threshold."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.model_for_update, id=model_id)
        if row is None:
            raise _no_such_model()
        _check_change(row, is_on_duty, most_cost_micros)
        if is_on_duty and await _only_talks(tx, row):
            raise InvalidError(ONLY_TALKS, code="only_talks", field="on_duty")
        if least_score is not None and row["kind"] != "detector":
            raise InvalidError("Only a detector has a threshold.", field="least_score")
        given = {"is_on_duty": is_on_duty, "most_cost_micros": most_cost_micros, "least_score": least_score}
        changed = await tx.row(SQL.change_model, id=model_id, **given)
        body = {"model_id": str(model_id), "name": row["name"], **given}
        await record(tx, "model.changed", actor_id=principal.actor_id, project_id=row["project_id"], body=body)
        return await _view_one(tx, changed)


def _check_change(model: Any, is_on_duty: bool | None, most_cost_micros: int | None) -> None:
    if is_on_duty is not None and model["kind"] == "learned":
        raise InvalidError("A learned model follows its project by itself; stop it instead.", field="on_duty")
    if most_cost_micros is None:
        return
    if model["kind"] != "chat":
        raise InvalidError("Only a chat model has a budget.", field="most_cost_micros")
    settings = read_settings(model["kind"], model["settings"] | {"most_cost_micros": most_cost_micros})
    if isinstance(settings, ChatSettings) and most_cost_micros < model["cost_micros"]:
        spent = f"{model['cost_micros'] / 1_000_000:.2f} {settings.currency}"
        raise InvalidError(f"{spent} is spent already: the budget cannot be less.", field="most_cost_micros")


async def _only_talks(tx: Tx, model: Any) -> bool:
    ontology, modality = await _asked(tx, await access_project(tx, model["project_id"]))
    return only_talks(model["kind"], modality, ontology)


async def _asked(tx: Tx, project: Any) -> tuple[Ontology, Modality]:
    """What a project asks now, and of what."""
    ontology = await read_ontology_version(tx, project["id"], project["ontology_version"])
    return ontology, registry.get(project["modality"])


async def stop_model(foundry: Foundry, principal: Principal, model_id: UUID) -> ModelView:
    """End its run, and let it rest until somebody lets it run. Stopping twice is stopping once."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        reason = f"{principal.name} stopped it."
        row = await tx.row(SQL.stop_model, id=model_id, reason=reason)
        if row is None:
            return await _view_one(tx, await access_model(tx, model_id))
        body = {"model_id": str(model_id), "reason": reason}
        await record(tx, "model.stopped", actor_id=principal.actor_id, project_id=row["project_id"], body=body)
        return await _view_one(tx, row)


async def ask_for_run(foundry: Foundry, principal: Principal, model_id: UUID) -> ModelView:
    """Let a model answer the open tasks, in the background. Asking twice is asking once."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.model_for_update, id=model_id)
        if row is None:
            raise _no_such_model()
        if row["kind"] in ELSEWHERE and foundry.settings.offline:
            raise ConflictError(
                "Goldsmith runs offline: models elsewhere cannot be asked. A learned model works offline.",
                code="offline",
            )
        if await _only_talks(tx, row):
            raise ConflictError(ONLY_TALKS, code="only_talks")
        begun = await tx.row(SQL.start_run, id=model_id)
        if begun is not None:
            await foundry.jobs.enqueue(tx, RUN_MODEL, model_id)
        return await _view_one(tx, begun or row)


async def begin_by_itself(foundry: Foundry, tx: Tx, model: Any, *, tasks_seen: int | None = None) -> bool:
    """Start the run of a model that was found due, as it was found; whether nobody else did meanwhile."""
    found = {name: model[name] for name in ("id", "status", "generation")}
    if await tx.row(SQL.start_by_itself, tasks_seen=tasks_seen, **found) is None:
        return False
    await foundry.jobs.enqueue(tx, RUN_MODEL, model["id"])
    return True


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
