"""`batches/…`."""

from __future__ import annotations

from typing import Any, Final

from goldsmith.compat.scale import batches
from goldsmith.compat.scale.batches import batch_view
from goldsmith.compat.scale.calls import Call
from goldsmith.compat.scale.route import Route

__all__ = ["ROUTES"]

MOST_OFFSET: Final = 1_000_000


async def _create(call: Call) -> Any:
    body = await call.object()
    project = await batches.project_of(call.foundry, call.principal, body.get("project"))
    return batch_view(await batches.create_batch(call.foundry, call.principal, project, body))


async def _show(call: Call) -> Any:
    row, _ = await batches.show_batch(call.foundry, call.principal, call.names["name"])
    return batch_view(row)


async def _status(call: Call) -> Any:
    row, counts = await batches.show_batch(call.foundry, call.principal, call.names["name"])
    return {"status": batch_view(row)["status"], **counts}


async def _finalize(call: Call) -> Any:
    return batch_view(await batches.finalize_batch(call.foundry, call.principal, name=call.names["name"]))


async def _set_metadata(call: Call) -> Any:
    metadata = await call.object()
    return batch_view(await batches.set_metadata(call.foundry, call.principal, metadata, name=call.names["name"]))


async def _list(call: Call) -> Any:
    call.refuse_unknown("start_time", "end_time", "exclude_archived", "status", "project", "limit", "offset")
    limit, offset = call.limit, call.number("offset", 0, 0, MOST_OFFSET)
    rows, total = await batches.list_batches(
        call.foundry,
        call.principal,
        project=call.text("project"),
        status=call.text("status"),
        start_time=call.time("start_time"),
        end_time=call.time("end_time"),
        limit=limit,
        offset=offset,
    )
    return {
        "docs": [batch_view(row) for row in rows],
        "totalDocs": total,
        "limit": limit,
        "offset": offset,
        "has_more": offset + len(rows) < total,
    }


ROUTES: Final = (
    Route("GET", "batches", _list),
    Route("POST", "batches", _create),
    Route("GET", "batches/{name}", _show),
    Route("GET", "batches/{name}/status", _status),
    Route("POST", "batches/{name}/finalize", _finalize),
    Route("POST", "batches/{name}/setMetadata", _set_metadata),
)
