"""HTTP: upload assets, create tasks, import manifests."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, patch, post
from litestar.params import Parameter
from litestar.response import Stream

from goldsmith.errors import NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.http.paging import END, Cursor, Limit, Page, make_page, read_cursor
from goldsmith.http.wire import Asset, Loss, asset_to_wire
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.ingest import assets, imports, service
from goldsmith.ports.objects import UrlSigner
from goldsmith.tenancy.principal import Principal

AnyRequest = Request[Any, Any, Any]
CONTENT_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600, immutable",
}


class NewTasks(msgspec.Struct, forbid_unknown_fields=True):
    """Up to 1,000 rows.

    Each holds the content of its modality and, if you like, unique_id, batch, priority, answers_needed, metadata,
    hypothesis (a pre-label) and expected (the right answer, for gold tasks).
    """

    tasks: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=service.MAX_ROWS)]


class RejectedRow(msgspec.Struct):
    """A row that did not become a task, and why. Rows count from 1."""

    row: int
    error: str
    field: str | None
    unique_id: str | None


class TaskRef(msgspec.Struct):
    """What a row became."""

    row: int
    id: str
    unique_id: str | None
    stage: str
    status: str
    is_new: bool


class CreatedTasks(msgspec.Struct):
    """What became of the rows."""

    created: int
    existing: int
    rejected: list[RejectedRow]
    items: list[TaskRef]


class NewImport(msgspec.Struct, forbid_unknown_fields=True):
    """A manifest to come."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    format: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    """A manifest (jsonl, csv), or whatever else the project's modality reads."""
    batch: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    size: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Import(msgspec.Struct, kw_only=True):
    """A manifest on its way: how much arrived, how much was read, what became of its rows."""

    id: str
    name: str
    format: str
    status: str
    bytes_received: int
    bytes_read: int
    rows_read: int
    created: int
    existing: int
    rejected: int
    created_at: datetime
    error: str | None
    losses: list[Loss]


@post("/assets", request_max_body_size=None)
async def upload_asset(
    request: AnyRequest,
    foundry: Foundry,
    principal: Principal,
    name: Annotated[str, Parameter(min_length=1, max_length=1000)],
) -> Asset:
    """Upload one file as the raw body. It can be used at once; it is looked at in the background."""
    return asset_to_wire(foundry, await assets.upload_asset(foundry, principal, name, _chunks(request)))


async def _chunks(request: AnyRequest) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk


@get("/assets/{asset_id:str}")
async def show_asset(asset_id: str, foundry: Foundry, principal: Principal) -> Asset:
    """One file."""
    return asset_to_wire(
        foundry, await assets.show_asset(foundry, principal, parse_id("asset", asset_id, field="asset_id"))
    )


@get("/assets/{asset_id:str}/content", opt={"exclude_from_auth": True})
async def read_asset(
    asset_id: str,
    foundry: Foundry,
    customer: Annotated[str, Parameter(max_length=100)],
    expires: Annotated[str, Parameter(max_length=20)],
    signature: Annotated[str, Parameter(max_length=100)],
) -> Stream:
    """The bytes of a file, by the signed link that its task gave you."""
    path = f"/api/v1/assets/{asset_id}/content"
    UrlSigner(foundry.secret).verify(path, customer=customer, expires=expires, signature=signature, now=time.time())
    customer_id = parse_id("customer", customer)
    async with foundry.db.transaction(customer_id) as tx:
        row = await assets.access_asset(tx, parse_id("asset", asset_id))
    if row["status"] != "ready":
        raise NotFoundError("This file cannot be shown.", code="asset_not_ready")
    stream = await foundry.objects.get_stream(assets.object_key(customer_id, row["sha256"]))
    return Stream(
        stream, media_type=row["media_type"], headers={**CONTENT_HEADERS, "Content-Length": str(row["bytes"])}
    )


@post("/projects/{project_id:str}/tasks")
async def create_tasks(project_id: str, data: NewTasks, foundry: Foundry, principal: Principal) -> CreatedTasks:
    """Create tasks.

    A row whose unique_id is known is found, not made again; a bad row is rejected alone, with its reason.
    """
    written = await service.create_tasks(
        foundry, principal, parse_id("project", project_id, field="project_id"), data.tasks
    )
    created = [
        TaskRef(task.row, show_id("task", task.id), task.unique_id, stage, "pending", True)
        for task, stage in written.created
    ]
    existing = [
        TaskRef(task.row, show_id("task", task_id), task.unique_id, stage, status, False)
        for task, task_id, stage, status in written.existing
    ]
    rejected = [RejectedRow(row.row, row.error, row.field, row.unique_id) for row in written.rejected]
    return CreatedTasks(
        len(created),
        len(existing),
        sorted(rejected, key=lambda row: row.row),
        sorted([*created, *existing], key=lambda item: item.row),
    )


def _import(row: Any) -> Import:
    same = {name: row[name] for name in Import.__struct_fields__ if name not in ("id", "bytes_read", "losses")}
    losses = msgspec.convert(row["losses"], list[Loss])
    return Import(id=show_id("import", row["id"]), bytes_read=_bytes_read(row), losses=losses, **same)


def _bytes_read(row: Any) -> int:
    """Of a converted file the rows are counted: tell the same share of what was sent."""
    read, received = int(row["bytes_read"]), int(row["bytes_received"])
    return read * received // row["rows_bytes"] if row["rows_bytes"] else read


def _import_id(text: str) -> UUID:
    return parse_id("import", text, field="import_id")


@post("/projects/{project_id:str}/imports")
async def create_import(project_id: str, data: NewImport, foundry: Foundry, principal: Principal) -> Import:
    """Announce a manifest. Then send its bytes in parts, then start it."""
    row = await imports.create_import(
        foundry,
        principal,
        parse_id("project", project_id, field="project_id"),
        name=data.name,
        form=data.format,
        batch=data.batch,
    )
    return _import(row)


@get("/projects/{project_id:str}/imports")
async def list_imports(
    project_id: str, foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Import]:
    """A project's imports, newest first."""
    rows = await imports.list_imports(
        foundry, principal, parse_id("project", project_id, field="project_id"), read_cursor(cursor, END), limit + 1
    )
    return make_page(rows, limit, _import)


@patch("/imports/{import_id:str}/content", request_max_body_size=None)
async def append_import(
    import_id: str,
    request: AnyRequest,
    foundry: Foundry,
    principal: Principal,
    upload_offset: Annotated[int, Parameter(header="Upload-Offset", ge=0, le=2**50)],
) -> Import:
    """Send the next part, beginning at Upload-Offset.

    After a broken connection, ask where the import stands and go on.
    """
    return _import(
        await imports.append_part(foundry, principal, _import_id(import_id), upload_offset, _chunks(request))
    )


@post("/imports/{import_id:str}/start", status_code=202)
async def start_import(import_id: str, foundry: Foundry, principal: Principal) -> Import:
    """All parts were sent: read them."""
    return _import(await imports.start_import(foundry, principal, _import_id(import_id)))


@post("/imports/{import_id:str}/cancel", status_code=200)
async def cancel_import(import_id: str, foundry: Foundry, principal: Principal) -> Import:
    """Stop reading. Tasks that were made stay."""
    return _import(await imports.cancel_import(foundry, principal, _import_id(import_id)))


@get("/imports/{import_id:str}")
async def show_import(import_id: str, foundry: Foundry, principal: Principal) -> Import:
    """Where an import stands."""
    return _import(await imports.show_import(foundry, principal, _import_id(import_id)))


@get("/imports/{import_id:str}/rejects")
async def list_rejects(
    import_id: str, foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[RejectedRow]:
    """The rows that were rejected, and why."""
    after = read_cursor(cursor).int
    rows = await imports.list_rejects(foundry, principal, _import_id(import_id), min(after, 2**62), limit + 1)
    positions = [{"id": UUID(int=row["row_number"]), "row": row} for row in rows]
    return make_page(
        positions,
        limit,
        lambda each: RejectedRow(
            each["row"]["row_number"], each["row"]["error"], each["row"]["field"], each["row"]["unique_id"]
        ),
    )


ROUTER = Router(
    path="/",
    tags=["ingest"],
    route_handlers=[
        upload_asset, show_asset, read_asset, create_tasks, create_import, list_imports, append_import, start_import,
        cancel_import, show_import, list_rejects,
    ],
)  # fmt: skip
