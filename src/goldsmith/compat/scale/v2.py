"""The second API, `/v2`: what chat projects deliver. Strict where their client is: nothing null that may be absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale import batches, deliveries, projects, tasks
from goldsmith.compat.scale.calls import Call, named
from goldsmith.compat.scale.creating import create_task
from goldsmith.compat.scale.listing import Filter, list_tasks
from goldsmith.compat.scale.route import Route
from goldsmith.compat.scale.times import show_time
from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.ids import show_id

__all__ = ["ROUTES"]


def _project_view(row: Any) -> dict[str, Any]:
    return {
        "id": show_id("project", row["id"]),
        "name": row["name"],
        "created_at": show_time(row["created_at"]),
        "types": ["Other"],
        "models": [],
    }


class _Shown:
    """Projects and batches beside what names them: their ids, or themselves where the caller asks for that."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._expand = set(call.texts("expand") or ())
        self._projects: dict[UUID, Any] = {}
        self._batches: dict[UUID, Any] = {}

    async def project(self, project_id: UUID) -> Any:
        if "project" not in self._expand:
            return show_id("project", project_id)
        if project_id not in self._projects:
            self._projects[project_id] = _project_view(await _find_project(self._call, {"project_id": project_id}))
        return self._projects[project_id]

    async def batch(self, row: Any) -> dict[str, Any]:
        view = {
            "id": show_id("batch", row["id"]),
            "name": row["name"],
            "project": await self.project(row["scale_project_id"]),
            "created_at": show_time(row["created_at"]),
            "status": row["status"],
            "metadata": row["metadata"],
            "callback": row["callback"],
        }
        return {**view, "completed_at": show_time(row["completed_at"])} if row["completed_at"] else view

    async def task(self, row: Any) -> dict[str, Any]:
        view = {
            "task_id": show_id("task", row["id"]),
            "project": await self.project(row["scale_project_id"]),
            "status": row["status"],
            "created_at": show_time(row["created_at"]),
            "metadata": row["metadata"],
            "threads": [],
        }
        if row["scale_batch_id"]:
            view["batch"] = await self._batch_of(row["scale_batch_id"])
        if row["completed_at"]:
            view["completed_at"] = show_time(row["completed_at"])
        return view

    async def _batch_of(self, batch_id: UUID) -> Any:
        if "batch" not in self._expand:
            return show_id("batch", batch_id)
        if batch_id not in self._batches:
            found, _ = await batches.show_batch(self._call.foundry, self._call.principal, batch_id=batch_id)
            self._batches[batch_id] = await self.batch(found)
        return self._batches[batch_id]

    async def delivery(self, row: Any) -> dict[str, Any]:
        return {
            "id": show_id("delivery", row["id"]),
            "name": row["name"],
            "task_count": row["records"],
            "delivered_at": show_time(row["ready_at"]),
            "project": await self.project(row["scale_project_id"]),
        }


def _which(given: Mapping[str, Any], what: str, prefix: str | None = None) -> dict[str, Any]:
    """The name or id that a request gives: `{name, <what>_id}`, one of them None."""
    name, text = given.get(f"{what}_name") or None, given.get(f"{what}_id") or None
    if not isinstance(name, str | None) or not isinstance(text, str | None):
        raise InvalidError("This is a text.", field=f"{what}_id")
    return {"name": None if text else name, f"{what}_id": named(prefix or what, text) if text else None}


def _asked(call: Call, what: str) -> dict[str, Any]:
    return _which({name: call.text(name) for name in (f"{what}_name", f"{what}_id")}, what)


async def _find_project(call: Call, which: Mapping[str, Any]) -> Any:
    async with call.foundry.db.transaction(call.principal.customer_id) as tx:
        return await projects.find_project(tx, call.principal, **which)


async def _projects(call: Call) -> Any:
    after, before = call.time("created_after"), call.time("created_before")
    rows = await projects.page_of_projects(call.foundry, call.principal, after, before)
    return {"projects": [_project_view(row) for row in rows]}


async def _project(call: Call) -> Any:
    return _project_view(await _find_project(call, _asked(call, "project")))


async def _batches(call: Call) -> Any:
    which = _asked(call, "project")
    project = (await _find_project(call, which))["name"] if any(which.values()) else None
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
    shown = _Shown(call)
    page = {"batches": [await shown.batch(row) for row in rows]}
    return {**page, "next_token": str(place + len(rows))} if place + len(rows) < total else page


async def _batch(call: Call) -> Any:
    row, _ = await batches.show_batch(call.foundry, call.principal, **_asked(call, "batch"))
    return await _Shown(call).batch(row)


async def _create_batch(call: Call) -> Any:
    body = await call.object()
    project = await _find_project(call, _which(body, "project"))
    is_staged = body.get("staging_batch") is True
    row = await batches.create_batch(call.foundry, call.principal, project, body, is_staged=is_staged)
    return await _Shown(call).batch(row)


async def _finalize_batch(call: Call) -> Any:
    which = _which(await call.object(), "batch")
    row, _ = await batches.show_batch(call.foundry, call.principal, **which)
    if row["status"] != "staging":
        raise InvalidError("Only a batch in staging can be finalized.")
    return await _Shown(call).batch(await batches.finalize_batch(call.foundry, call.principal, **which))


async def _pause_batch(call: Call) -> Any:
    return await _change_batch(call, "paused", "paused")


async def _resume_batch(call: Call) -> Any:
    return await _change_batch(call, "in_progress", "resumed")


async def _cancel_batch(call: Call) -> Any:
    return await _change_batch(call, "cancelled", "cancelled")


async def _change_batch(call: Call, status: str, done: str) -> Any:
    which = _which(await call.object(), "batch")
    row = await batches.change_status(call.foundry, call.principal, status, **which)
    return {"batch": await _Shown(call).batch(row), "message": f"The batch was {done}."}


async def _set_batch_metadata(call: Call) -> Any:
    body = await call.object()
    which = _which(body, "batch")
    row, _ = await batches.show_batch(call.foundry, call.principal, **which)
    metadata = _merged(row["metadata"], body)
    return await _Shown(call).batch(await batches.set_metadata(call.foundry, call.principal, metadata, **which))


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
    chosen = Filter(
        project=project["name"],
        project_id=project["project_id"],
        batch=batch["name"],
        batch_id=batch["batch_id"],
        status=call.text("status"),
        completed_after=call.time("completed_after"),
        completed_before=call.time("completed_before"),
    )
    found = await list_tasks(call.foundry, call.principal, chosen, call.limit, call.text("next_token"))
    shown = _Shown(call)
    page: dict[str, Any] = {"tasks": [await shown.task(row) for row in found.rows]}
    return {**page, "next_token": found.next_token} if found.next_token else page


async def _task(call: Call) -> Any:
    return await _Shown(call).task(await _find_task(call, call.text("task_id") or ""))


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
        made["project"] = (await _find_project(call, project))["name"]
    if any(batch.values()):
        made["batch"] = (await batches.show_batch(call.foundry, call.principal, **batch))[0]["name"]
    view = await create_task(call.foundry, call.principal, "chat", made)
    return await _Shown(call).task(await _find_task(call, view["task_id"]))


async def _set_task_metadata(call: Call) -> Any:
    body = await call.object()
    row = await _find_task(call, str(body.get("task_id") or ""))
    await tasks.set_metadata(call.foundry, call.principal, row["id"], _merged(row["metadata"], body))
    return await _Shown(call).task(await _find_task(call, str(body["task_id"])))


async def _deliveries(call: Call) -> Any:
    rows = await deliveries.list_deliveries(
        call.foundry,
        call.principal,
        project=_asked(call, "project"),
        delivered_after=call.time("delivered_after"),
        delivered_before=call.time("delivered_before"),
    )
    shown = _Shown(call)
    return {"deliveries": [await shown.delivery(row) for row in rows]}


async def _find_delivery(call: Call) -> Any:
    text = call.text("delivery_id")
    delivery_id = named("delivery", text) if text else None
    return await deliveries.show_delivery(call.foundry, call.principal, delivery_id, call.text("delivery_name"))


async def _delivery(call: Call) -> Any:
    delivery, shown = await _find_delivery(call), _Shown(call)
    rows, token = await _delivered(call, delivery)
    expand = "delivery" in (call.texts("expand") or ())
    named_delivery = await shown.delivery(delivery) if expand else show_id("delivery", delivery["id"])
    return {"delivery": named_delivery, "tasks": [await shown.task(row) for row in rows], **token}


async def _delivery_tasks(call: Call) -> Any:
    delivery = await _find_delivery(call)
    rows, token = await _delivered(call, delivery)
    docs = [
        {
            "task_id": show_id("task", row["id"]),
            "created_at": show_time(row["created_at"]),
            "delivery_id": show_id("delivery", delivery["id"]),
            "delivered_at": show_time(delivery["ready_at"]),
            "response_schema_id": row["type"],
            "response": row["response"],
        }
        for row in rows
    ]
    return {"docs": docs, "total": len(docs), **token}


async def _delivered(call: Call, delivery: Any) -> tuple[list[Any], dict[str, str]]:
    """One page of a delivery, and the token of the next."""
    after, limit = call.number("next_token", -1, 0, 999_999_999), call.limit
    rows = await deliveries.list_delivered(call.foundry, call.principal, delivery["id"], after, limit + 1)
    return rows[:limit], {"next_token": str(rows[limit - 1]["ordinal"])} if len(rows) > limit else {}


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
    Route("GET", "annotation", _nothing),
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
