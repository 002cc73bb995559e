"""A task of Scale's comes in: checked whole and kept. The journey takes it up in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from goldsmith.compat.scale.calls import checked_words
from goldsmith.compat.scale.fields import checked_metadata, read_callback, read_priority, read_text, read_unique_id
from goldsmith.compat.scale.given_files import GIVEN
from goldsmith.compat.scale.made_up import make_up
from goldsmith.compat.scale.projects import DEFAULT, default_project
from goldsmith.compat.scale.response_files import make_up_files
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.tasks import task_view, unique_id_taken
from goldsmith.compat.scale.types import FILED, Asked, Waits, ask, read_given
from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.ingest.rows import read_content
from goldsmith.modalities import registry
from goldsmith.ports.db import Tx
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal

__all__ = ["create_task"]

OURS: Final = frozenset(
    {
        "project",
        "batch",
        "instruction",
        "callback_url",
        "metadata",
        "priority",
        "unique_id",
        "clear_unique_id_on_error",
        "tags",
    }
)
QUESTIONS: Final = frozenset(
    {
        "allow_multiple",
        "annotation_attributes",
        "categories",
        "choices",
        "fields",
        "geometries",
        "global_attributes",
        "labels",
        "links",
        "objects_to_annotate",
        "ontology",
        "relationships",
        "repeatable_fields",
        "template",
    }
)
"""Parameters that say what is asked; a task that brings its own asks something of its own."""
MOST_PARAMS: Final = 2_000_000
MOST_INSTRUCTION: Final = 100_000
COURSES: Final = "training courses"


async def create_task(
    foundry: Foundry, principal: Principal, kind: str, body: Mapping[str, Any], purpose: str = "task"
) -> dict[str, Any]:
    """Check a task and keep it; the next round takes it up. Raises ConflictError when its unique_id is taken."""
    principal.need(OPERATION | INSIGHT)
    common = _read_common(body)
    async with foundry.db.transaction(principal.customer_id) as tx:
        place = await _find_place(tx, principal, body, kind)
        params = _params_of(place["params"], body)
        own_project = params.pop("instruction", None) or ""
        usual_callback = params.pop("callback_url", None)
        if common["callback_url"] is None and isinstance(usual_callback, str):
            common["callback_url"] = usual_callback or None
        _check_size(params)
        asked = ask(kind, params)
        waits_for = asked.what if isinstance(asked, Waits) else COURSES if purpose == "training" else None
        if not isinstance(asked, Waits):
            read_content(asked.content, registry.get(asked.modality))
            for field in ("hypothesis", "expected_response", "initial_response"):
                read_given(kind, asked, params, field)
        task_id, is_test = new_id(), principal.is_test
        row = {
            **common,
            "id": task_id,
            "is_test": is_test,
            "purpose": purpose,
            "scale_project_id": place["project_id"],
            "scale_batch_id": place["batch_id"],
            "type": kind,
            "version": None if _asks_its_own(body, asked) else place["version"],
            "params": params,
            "project_instruction": own_project if isinstance(own_project, str) else "",
            "status": "completed" if is_test else "pending",
            "response": await _made_up(foundry, tx, principal, kind, params, asked) if is_test else None,
            "waits_for": None if is_test else waits_for,
            "has_news": is_test,
            "gives_files": not is_test and kind in FILED and any(params.get(field) is not None for field in GIVEN),
            "is_held": place["batch_status"] in ("staging", "paused"),
        }
        made = await tx.row(SQL.insert_task, **row)
        if made is None:
            raise await unique_id_taken(tx, principal, row["unique_id"])
        shown = {**row, **made, **EMPTY, "project": place["project"], "batch": place["batch"]}
        return task_view(foundry, {**shown, "customer_id": principal.customer_id})


def _params_of(project: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """A task's parameters over its project's; its variables over the project's variables."""
    given = {name: value for name, value in body.items() if name not in OURS}
    usual, own = project.get("template_variables"), given.get("template_variables")
    if isinstance(usual, dict) and isinstance(own, dict):
        given["template_variables"] = {**usual, **own}
    return {**project, **given}


def _asks_its_own(body: Mapping[str, Any], asked: Asked | Waits) -> bool:
    return bool(QUESTIONS & body.keys()) or (isinstance(asked, Asked) and asked.is_its_own)


EMPTY: Final = {"error": None, "callback_succeeded": None, "review_status": None, "review_comment": None}


async def _made_up(
    foundry: Foundry, tx: Tx, principal: Principal, kind: str, params: Mapping[str, Any], asked: Asked | Waits
) -> Any:
    if kind in FILED and isinstance(asked, Asked):
        return await make_up_files(foundry, tx, principal.customer_id, kind, params, asked)
    return make_up(kind, params, asked)


def _check_size(params: Mapping[str, Any]) -> None:
    """A page of a list holds a hundred tasks whole."""
    if len(msgspec.json.encode(params)) > MOST_PARAMS:
        raise InvalidError(f"The parameters of a task take at most {MOST_PARAMS:,} bytes.", field="params")


async def _find_place(tx: Tx, principal: Principal, body: Mapping[str, Any], kind: str) -> Any:
    """The project and batch that a task names, checked to fit it and each other."""
    project, batch = body.get("project"), body.get("batch")
    for field, name in (("project", project), ("batch", batch)):
        if name is not None and not isinstance(name, str):
            raise InvalidError("This is a name.", field=field)
    names = {"project": project or None, "batch": batch or None, "default_name": DEFAULT}
    place = await tx.row(SQL.place, is_test=principal.is_test, **names)
    if place is None and not project and not batch:
        await default_project(tx, principal)
        place = await tx.row(SQL.place, is_test=principal.is_test, **names)
    if place is None or (batch and place["batch_id"] is None):
        what = "batch" if batch else "project"
        raise NotFoundError(f"There is no such {what}.", code=f"{what}_not_found")
    if place["type"] is not None and place["type"] != kind:
        raise InvalidError(f"This project takes tasks of the type {place['type']}.", field="project")
    await _check_batch(tx, place)
    return place


async def _check_batch(tx: Tx, place: Any) -> None:
    """A batch takes tasks until it is finalized; one that is not staged, until it is cancelled."""
    status = place["batch_status"]
    if status == "cancelled" or (place["is_staged"] and status not in (None, "staging")):
        raise InvalidError("This batch takes no more tasks.", field="batch")
    if status == "completed":
        await tx.row(SQL.set_batch_status, id=place["batch_id"], status="in_progress")


def _read_common(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "unique_id": read_unique_id(body.get("unique_id")),
        "frees_unique_id": body.get("clear_unique_id_on_error") is True,
        "instruction": read_text(body, "instruction", MOST_INSTRUCTION) or "",
        "callback_url": read_callback(read_text(body, "callback_url", 2_000)),
        "priority": read_priority(body.get("priority")),
        "metadata": checked_metadata(body.get("metadata") or {}),
        "tags": None if body.get("tags") is None else checked_words(body["tags"], "tags"),
    }
