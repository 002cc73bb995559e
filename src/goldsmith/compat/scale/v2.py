"""The second API, `/v2`: what chat projects deliver. Strict where their client is: nothing null that may be absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.compat.scale import batches, deliveries, own, projects, tasks
from goldsmith.compat.scale.calls import Call, named
from goldsmith.compat.scale.creating import create_task
from goldsmith.compat.scale.listing import Filter, checked_status, list_tasks
from goldsmith.compat.scale.route import Route
from goldsmith.compat.scale.shown import Shown, find_project
from goldsmith.compat.scale.times import show_time
from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.ids import show_id

__all__ = ["ROUTES"]


def _which(given: Mapping[str, Any], what: str, prefix: str | None = None) -> dict[str, Any]:
    """The name or id that a request gives: `{name, <what>_id}`, one of them None."""
    name, text = given.get(f"{what}_name") or None, given.get(f"{what}_id") or None
    if not isinstance(name, str | None) or not isinstance(text, str | None):
        raise InvalidError("This is a text.", field=f"{what}_id")
    return {"name": None if text else name, f"{what}_id": named(prefix or what, text) if text else None}


def _asked(call: Call, what: str) -> dict[str, Any]:
    return _which({name: call.text(name) for name in (f"{what}_name", f"{what}_id")}, what)


async def _projects(call: Call) -> Any:
    after, before = call.time("created_after"), call.time("created_before")
    theirs = await projects.page_of_projects(call.foundry, call.principal, after, before)
    ours = await own.list_own_projects(call.foundry, call.principal, created_after=after, created_before=before)
    shown = Shown(call)
    rows = sorted((*theirs, *ours), key=lambda row: row["id"], reverse=True)
    return {"projects": [await shown.project_row(row) for row in rows]}


async def _project(call: Call) -> Any:
    return await Shown(call).project_row(await find_project(call, _asked(call, "project")))


async def _batches(call: Call) -> Any:
    which = _asked(call, "project")
    project = (await find_project(call, which))["name"] if any(which.values()) else None
    place = call.number("next_token", 0, 0, 1_000_000)
    rows, total = await batches.list_batches(
        call.foundry,
        call.principal,
        project=project,
        status=call.text("status"),
        start_time=call.time("created_after"),
        end_time=call.time("created_before"),
        limit=call.limit,
        offset=place,
    )
    shown = Shown(call)
    page = {"batches": [await shown.batch(row) for row in rows]}
    return {**page, "next_token": str(place + len(rows))} if place + len(rows) < total else page


async def _batch(call: Call) -> Any:
    row, _ = await batches.show_batch(call.foundry, call.principal, **_asked(call, "batch"))
    return await Shown(call).batch(row)


async def _create_batch(call: Call) -> Any:
    body = await call.object()
    project = await find_project(call, _which(body, "project"))
    is_staged = body.get("staging_batch") is True
    row = await batches.create_batch(call.foundry, call.principal, project, body, is_staged=is_staged)
    return await Shown(call).batch(row)


async def _finalize_batch(call: Call) -> Any:
    which = _which(await call.object(), "batch")
    row, _ = await batches.show_batch(call.foundry, call.principal, **which)
    if row["status"] != "staging":
        raise InvalidError("Only a batch in staging can be finalized.")
    return await Shown(call).batch(await batches.finalize_batch(call.foundry, call.principal, **which))


async def _pause_batch(call: Call) -> Any:
    return await _change_batch(call, "paused", "paused")


async def _resume_batch(call: Call) -> Any:
    return await _change_batch(call, "in_progress", "resumed")


async def _cancel_batch(call: Call) -> Any:
    return await _change_batch(call, "cancelled", "cancelled")


async def _change_batch(call: Call, status: str, done: str) -> Any:
    which = _which(await call.object(), "batch")
    row = await batches.change_status(call.foundry, call.principal, status, **which)
    return {"batch": await Shown(call).batch(row), "message": f"The batch was {done}."}


async def _set_batch_metadata(call: Call) -> Any:
    body = await call.object()
    which = _which(body, "batch")
    row, _ = await batches.show_batch(call.foundry, call.principal, **which)
    metadata = _merged(row["metadata"], body)
    return await Shown(call).batch(await batches.set_metadata(call.foundry, call.principal, metadata, **which))


def _merged(before: dict[str, Any], body: Mapping[str, Any]) -> Any:
    """New metadata in the place of the old, or, where `merge` says so, laid over it at every depth."""
    given = body.get("metadata")
    return _lay_over(before, given) if body.get("merge") is True and isinstance(given, dict) else given


def _lay_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = {
        name: _lay_over(below[name], value) if isinstance(value, dict) and isinstance(below.get(name), dict) else value
        for name, value in above.items()
    }
    return {**below, **both}


async def _tasks(call: Call) -> Any:
    project, batch = _asked(call, "project"), _asked(call, "batch")
    shown = Shown(call)
    if any(project.values()) and not any(batch.values()):
        found = await find_project(call, project)
        if _is_ours(found):
            return await _own_tasks(call, shown, found["id"])
    chosen = Filter(
        project=project["name"],
        project_id=project["project_id"],
        batch=batch["name"],
        batch_id=batch["batch_id"],
        status=call.text("status"),
        completed_after=call.time("completed_after"),
        completed_before=call.time("completed_before"),
    )
    listed = await list_tasks(call.foundry, call.principal, chosen, call.limit, call.text("next_token"))
    return _page(await shown.tasks(listed.rows), listed.next_token)


def _is_ours(project: Any) -> bool:
    return "ontology_version" in dict(project)


async def _own_tasks(call: Call, shown: Shown, project_id: UUID) -> Any:
    rows, token = await own.list_own_tasks(
        call.foundry,
        call.principal,
        project_id,
        status=checked_status(call.text("status")),
        completed_after=call.time("completed_after"),
        completed_before=call.time("completed_before"),
        limit=call.limit,
        token=call.text("next_token"),
    )
    return _page(await shown.tasks(rows), token)


def _page(tasks: list[dict[str, Any]], token: str | None) -> dict[str, Any]:
    return {"tasks": tasks, "next_token": token} if token else {"tasks": tasks}


async def _task(call: Call) -> Any:
    return await Shown(call).task(await _find_any_task(call, call.text("task_id") or ""))


async def _find_any_task(call: Call, text: str) -> Any:
    """A task of theirs, or of a project of ours that holds conversations."""
    try:
        return await _find_task(call, text)
    except NotFoundError:
        return await own.find_own_task(call.foundry, call.principal, named("task", text))


async def _annotation(call: Call) -> Any:
    """One annotation of a completed conversation; its id begins with that of its task."""
    text = call.text("annotation_id") or ""
    task = await Shown(call).task(await _find_any_task(call, text.partition(":")[0]))
    found = next((each for each in _annotations_in(task["threads"]) if each["id"] == text), None)
    if found is None:
        raise NotFoundError("There is no such annotation.", code="annotation_not_found")
    return found


def _annotations_in(said: Any) -> Iterator[dict[str, Any]]:
    """All annotations in threads, wherever they stand."""
    if isinstance(said, list):
        for each in said:
            yield from _annotations_in(each)
    elif isinstance(said, dict):
        yield from said.get("annotations", ())
        for name, each in said.items():
            if name != "annotations":
                yield from _annotations_in(each)


async def _find_task(call: Call, text: str) -> Any:
    return await tasks.find_task(call.foundry, call.principal, named("task", text))


async def _create_chat_task(call: Call) -> Any:
    body = await call.object()
    made: dict[str, Any] = {
        "template_variables": body.get("template_variables") or {},
        "metadata": body.get("metadata") or {},
        "callback_url": body.get("callback_url"),
    }
    project, batch = _which(body, "project"), _which(body, "batch")
    if any(project.values()):
        made["project"] = (await find_project(call, project))["name"]
    if any(batch.values()):
        made["batch"] = (await batches.show_batch(call.foundry, call.principal, **batch))[0]["name"]
    view = await create_task(call.foundry, call.principal, "chat", made)
    return await Shown(call).task(await _find_task(call, view["task_id"]))


async def _set_task_metadata(call: Call) -> Any:
    body = await call.object()
    row = await _find_task(call, str(body.get("task_id") or ""))
    await tasks.set_metadata(call.foundry, call.principal, row["id"], _merged(row["metadata"], body))
    return await Shown(call).task(await _find_task(call, str(body["task_id"])))


async def _deliveries(call: Call) -> Any:
    which: dict[str, Any] = _asked(call, "project")
    times: dict[str, Any] = {name: call.time(name) for name in ("delivered_after", "delivered_before")}
    found = await find_project(call, which) if any(which.values()) else None
    rows: list[Any] = []
    if found is None or _is_ours(found):
        only = found["id"] if found else None
        rows += await own.list_own_deliveries(call.foundry, call.principal, project_id=only, **times)
    if found is None or not _is_ours(found):
        rows += await deliveries.list_deliveries(call.foundry, call.principal, project=which, **times)
    shown = Shown(call)
    newest = sorted(rows, key=lambda row: row["id"], reverse=True)
    return {"deliveries": [await shown.delivery(row) for row in newest]}


class _Delivered(NamedTuple):
    """A delivery, one page of its tasks, and the token of the next."""

    delivery: Any
    rows: list[Any]
    token: dict[str, str]


async def _delivered(call: Call) -> _Delivered:
    """What the request names: a delivery over this wire, or one of a project of ours that holds conversations."""
    text, name = call.text("delivery_id"), call.text("delivery_name")
    delivery_id = named("delivery", text) if text else None
    list_rows = deliveries.list_delivered
    try:
        delivery = await deliveries.show_delivery(call.foundry, call.principal, delivery_id, name)
    except NotFoundError:
        delivery = await own.find_own_delivery(call.foundry, call.principal, delivery_id, name)
        list_rows = own.list_own_delivered
    after, limit = call.number("next_token", -1, 0, 999_999_999), call.limit
    rows = await list_rows(call.foundry, call.principal, delivery["id"], after, limit + 1)
    token = {"next_token": str(rows[limit - 1]["ordinal"])} if len(rows) > limit else {}
    return _Delivered(delivery, rows[:limit], token)


async def _delivery(call: Call) -> Any:
    found, shown = await _delivered(call), Shown(call)
    expand = "delivery" in (call.texts("expand") or ())
    named_delivery = await shown.delivery(found.delivery) if expand else show_id("delivery", found.delivery["id"])
    return {"delivery": named_delivery, "tasks": await shown.tasks(found.rows), **found.token}


async def _delivery_tasks(call: Call) -> Any:
    found = await _delivered(call)
    conversations = await Shown(call).responses(found.rows)
    docs = [
        {
            "task_id": show_id("task", row["id"]),
            "created_at": show_time(row["created_at"]),
            "delivery_id": show_id("delivery", found.delivery["id"]),
            "delivered_at": show_time(found.delivery["ready_at"]),
            "response_schema_id": dict(row).get("type", "chat"),
            "response": conversations.get(row["id"]) or dict(row).get("response"),
        }
        for row in found.rows
    ]
    return {"docs": docs, "total": len(docs), **found.token}


async def _schema(call: Call) -> Any:
    schema_id = call.text("schema_id") or ""
    schema = deliveries.response_schema(schema_id)
    return {"schema": {"id": schema_id, "json": msgspec.json.encode(schema).decode()}}


async def _datasets(_: Call) -> Any:
    """Scale sells ready data there; nothing is for sale here."""
    return {"datasets": []}


async def _dataset_deliveries(_: Call) -> Any:
    return {"deliveries": []}


async def _dataset_tasks(_: Call) -> Any:
    return {"tasks": []}


async def _nothing(_: Call) -> Any:
    raise NotFoundError("There is no such thing here.")


ROUTES: Final = (
    Route("GET", "projects", _projects),
    Route("GET", "project", _project),
    Route("GET", "batches", _batches),
    Route("GET", "batch", _batch),
    Route("POST", "batch", _create_batch),
    Route("POST", "batch/finalize", _finalize_batch),
    Route("POST", "batch/pause", _pause_batch),
    Route("POST", "batch/resume", _resume_batch),
    Route("POST", "batch/cancel", _cancel_batch),
    Route("POST", "batch/metadata", _set_batch_metadata),
    Route("GET", "tasks", _tasks),
    Route("GET", "task", _task),
    Route("POST", "task/chat", _create_chat_task),
    Route("POST", "task/metadata", _set_task_metadata),
    Route("GET", "annotation", _annotation),
    Route("GET", "deliveries", _deliveries),
    Route("GET", "delivery", _delivery),
    Route("GET", "delivery/tasks", _delivery_tasks),
    Route("GET", "schema", _schema),
    Route("GET", "datasets", _datasets),
    Route("GET", "datasets/deliveries", _dataset_deliveries),
    Route("GET", "datasets/delivery", _nothing),
    Route("GET", "datasets/tasks", _dataset_tasks),
    Route("GET", "datasets/task", _nothing),
    Route("GET", "datasets/task/{task_id}/response_url/{attachment_id}", _nothing),
)
