"""`task/…`, `tasks`, `evaluation_tasks/…`, `training_tasks/…`."""

from __future__ import annotations

from typing import Any, Final

from goldsmith.compat.scale import tasks
from goldsmith.compat.scale.attachments import signed_attachments
from goldsmith.compat.scale.calls import Call
from goldsmith.compat.scale.creating import create_task
from goldsmith.compat.scale.fields import read_unique_id
from goldsmith.compat.scale.listing import Filter, list_tasks
from goldsmith.compat.scale.route import Route
from goldsmith.errors import InvalidError

__all__ = ["ROUTES"]

FILTERS: Final = (
    "start_time",
    "end_time",
    "status",
    "type",
    "project",
    "batch",
    "limit",
    "completed_before",
    "completed_after",
    "updated_before",
    "updated_after",
    "next_token",
    "customer_review_status",
    "tags",
    "unique_id",
    "include_attachment_url",
    "limited_response",
    "offset",
)


async def _create(call: Call) -> Any:
    return await create_task(call.foundry, call.principal, call.names["type"], await call.object())


async def _create_evaluation(call: Call) -> Any:
    return await _create_quality(call, "evaluation")


async def _create_training(call: Call) -> Any:
    return await _create_quality(call, "training")


async def _create_quality(call: Call, purpose: str) -> Any:
    body = await call.object()
    if not isinstance(body.get("expected_response"), dict):
        raise InvalidError("Give the right answer in the form of a response.", field="expected_response")
    made = await create_task(call.foundry, call.principal, call.names["type"], body, purpose)
    given = {name: body[name] for name in ("expected_response", "initial_response") if name in body}
    return {"id": made["task_id"], **made, **given}


async def _show(call: Call) -> Any:
    return _with_links(call, await tasks.show_task(call.foundry, call.principal, call.task_id))


def _with_links(call: Call, view: dict[str, Any]) -> dict[str, Any]:
    """The task, with addresses of its files where they are asked for."""
    if not call.flag("include_attachment_url"):
        return view
    signed = signed_attachments(call.foundry, call.principal.customer_id, view.get("params", {}))
    return {**view, "attachmentS3Downloads": signed} if signed else view


async def _cancel(call: Call) -> Any:
    return await tasks.cancel_task(
        call.foundry, call.principal, call.task_id, clear_unique_id=call.flag("clear_unique_id")
    )


async def _audit(call: Call) -> Any:
    await tasks.audit_task(call.foundry, call.principal, call.task_id, await call.object())
    return "OK"


async def _set_unique_id(call: Call) -> Any:
    unique_id = read_unique_id((await call.object()).get("unique_id"))
    if unique_id is None:
        raise InvalidError("Give a unique_id; to take one away, delete it.", field="unique_id")
    return await tasks.set_unique_id(call.foundry, call.principal, call.task_id, unique_id)


async def _clear_unique_id(call: Call) -> Any:
    return await tasks.set_unique_id(call.foundry, call.principal, call.task_id, None)


async def _set_metadata(call: Call) -> Any:
    return await tasks.set_metadata(call.foundry, call.principal, call.task_id, await call.object())


async def _set_tags(call: Call) -> Any:
    return await tasks.change_tags(call.foundry, call.principal, call.task_id, "set", await call.words())


async def _add_tags(call: Call) -> Any:
    return await tasks.change_tags(call.foundry, call.principal, call.task_id, "add", await call.words())


async def _remove_tags(call: Call) -> Any:
    return await tasks.change_tags(call.foundry, call.principal, call.task_id, "remove", await call.words())


async def _list(call: Call) -> Any:
    call.refuse_unknown(*FILTERS)
    reviews = call.text("customer_review_status")
    chosen = Filter(
        project=call.text("project"),
        batch=call.text("batch"),
        status=call.text("status"),
        type=call.text("type"),
        start_time=call.time("start_time"),
        end_time=call.time("end_time"),
        completed_after=call.time("completed_after"),
        completed_before=call.time("completed_before"),
        updated_after=call.time("updated_after"),
        updated_before=call.time("updated_before"),
        review_statuses=reviews.split(",") if reviews else None,
        tags=call.texts("tags"),
        unique_ids=call.texts("unique_id"),
    )
    found = await list_tasks(call.foundry, call.principal, chosen, call.limit, call.text("next_token"))
    is_limited = call.flag("limited_response")
    page = {
        "docs": [_with_links(call, tasks.task_view(call.foundry, row, is_limited=is_limited)) for row in found.rows],
        "total": found.total,
        "limit": call.limit,
        "offset": found.offset,
        "has_more": found.next_token is not None,
    }
    return {**page, "next_token": found.next_token} if found.next_token else page


ROUTES: Final = (
    Route("GET", "tasks", _list),
    Route("GET", "task/{task_id}", _show),
    Route("POST", "task/{type}", _create),
    Route("POST", "task/{task_id}/cancel", _cancel),
    Route("POST", "task/{task_id}/audit", _audit),
    Route("POST", "task/{task_id}/unique_id", _set_unique_id),
    Route("DELETE", "task/{task_id}/unique_id", _clear_unique_id),
    Route("POST", "task/{task_id}/setMetadata", _set_metadata),
    Route("POST", "task/{task_id}/tags", _set_tags),
    Route("PUT", "task/{task_id}/tags", _add_tags),
    Route("DELETE", "task/{task_id}/tags", _remove_tags),
    Route("POST", "evaluation_tasks/{type}", _create_evaluation),
    Route("POST", "training_tasks/{type}", _create_training),
)
