"""HTTP: upload assets, create tasks, import manifests."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, patch, post
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.response import Stream

from goldsmith.errors import NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.http.answers import Answer
from goldsmith.http.bodies import chunks_of, disposition_of
from goldsmith.http.openapi import BytesIn, Extensible, ShownAs
from goldsmith.http.paging import END, Cursor, Limit, Page, make_page, read_cursor
from goldsmith.http.ranges import read_range
from goldsmith.http.wire import TILES, Asset, Loss, asset_to_wire
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.ingest import assets, imports, renditions, service
from goldsmith.journey.ingest.tiles import PackIndexes
from goldsmith.ports.objects import UrlSigner
from goldsmith.tenancy.principal import Principal
from goldsmith.words import ImportStatus, Stage, TaskStatus

AnyRequest = Request[Any, Any, Any]
Coordinate = Annotated[int, Parameter(ge=0, le=1_000_000, description="Counted from 0.")]
FILE = ResponseSpec(bytes, description="The bytes, in their own media type.", media_type="*/*", generate_examples=False)
PART = ResponseSpec(bytes, description="The bytes that Range names.", media_type="*/*", generate_examples=False)
CONTENT_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600, immutable",
}


class TaskRow(Extensible):
    """A task to be: the content fields of its modality and, if you like, these.

    `instruction` is said of this task alone; a hypothesis is a pre-label; `expected` is the right answer, for gold
    tasks.
    """

    unique_id: str | None = None
    batch: str | None = None
    priority: int | None = None
    answers_needed: int | None = None
    metadata: dict[str, Any] | None = None
    instruction: str | None = None
    hypothesis: Answer | None = None
    expected: Answer | None = None


TaskRowJson = Annotated[dict[str, Any], ShownAs(TaskRow)]


class NewTasks(msgspec.Struct, forbid_unknown_fields=True):
    """Up to 1,000 rows."""

    tasks: Annotated[list[TaskRowJson], msgspec.Meta(min_length=1, max_length=service.MAX_ROWS)]


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
    stage: Stage
    status: TaskStatus
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
    status: ImportStatus
    bytes_received: int
    bytes_read: int
    rows_read: int
    created: int
    existing: int
    rejected: int
    created_at: datetime
    error: str | None
    losses: list[Loss]


@post("/assets", request_max_body_size=None, operation_class=BytesIn)
async def upload_asset(
    request: AnyRequest,
    foundry: Foundry,
    principal: Principal,
    name: Annotated[str, Parameter(min_length=1, max_length=1000, description="What the file is called.")],
) -> Asset:
    """Upload one file as the raw body. It can be used at once; it is looked at in the background."""
    return asset_to_wire(foundry, await assets.upload_asset(foundry, principal, name, chunks_of(request)))


@get("/assets/{asset_id:str}")
async def show_asset(asset_id: str, foundry: Foundry, principal: Principal) -> Asset:
    """One file."""
    return asset_to_wire(
        foundry, await assets.show_asset(foundry, principal, parse_id("asset", asset_id, field="asset_id"))
    )


@get("/assets/{asset_id:str}/content", opt={"exclude_from_auth": True}, responses={200: FILE, 206: PART})
async def read_asset(
    request: AnyRequest,
    asset_id: str,
    foundry: Foundry,
    customer: Annotated[str, Parameter(max_length=100, description="As the link has it.")],
    expires: Annotated[str, Parameter(max_length=20, description="As the link has it.")],
    signature: Annotated[str, Parameter(max_length=100, description="As the link has it.")],
) -> Stream:
    """The bytes of a file, by the signed link that its task gave you."""
    path = f"/api/v1/assets/{asset_id}/content"
    UrlSigner(foundry.secret).verify(path, customer=customer, expires=expires, signature=signature, now=time.time())
    customer_id = parse_id("customer", customer)
    async with foundry.db.transaction(customer_id) as tx:
        row = await assets.access_asset(tx, parse_id("asset", asset_id))
    if row["status"] != "ready":
        raise NotFoundError("This file cannot be shown.", code="asset_not_ready")
    key = assets.object_key(customer_id, row["sha256"])
    return await _send_object(request, foundry, key, row, f'"{row["sha256"].hex()}"')


async def _send_object(request: AnyRequest, foundry: Foundry, key: str, row: Any, tag: str) -> Stream:
    """The bytes of an object, or the part of them that was asked for."""
    size = row["bytes"]
    wanted = read_range(request.headers.get("range"), request.headers.get("if-range"), tag, size)
    start, end = wanted or (0, size)
    stream = await foundry.objects.get_stream(key, start, end)
    headers = {**CONTENT_HEADERS, "Accept-Ranges": "bytes", "ETag": tag, "Content-Length": str(end - start)}
    if row.get("name"):
        headers["Content-Disposition"] = disposition_of(row["media_type"], row["name"])
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Stream(stream, status_code=206 if wanted else 200, headers=headers, media_type=row["media_type"])


@get(
    "/assets/{asset_id:str}/renditions/{kind:str}",
    opt={"exclude_from_auth": True},
    responses={200: FILE, 206: PART},
)
async def read_rendition(
    request: AnyRequest,
    asset_id: str,
    kind: Annotated[str, Parameter(max_length=40, description="What of it: thumbnail, ….")],
    foundry: Foundry,
    customer: Annotated[str, Parameter(max_length=100, description="As the link has it.")],
    expires: Annotated[str, Parameter(max_length=20, description="As the link has it.")],
    signature: Annotated[str, Parameter(max_length=100, description="As the link has it.")],
) -> Stream:
    """Something made of a file to show it, by the signed link that its task gave you."""
    path = f"/api/v1/assets/{asset_id}/renditions/{kind}"
    UrlSigner(foundry.secret).verify(path, customer=customer, expires=expires, signature=signature, now=time.time())
    async with foundry.db.transaction(parse_id("customer", customer)) as tx:
        row = await renditions.access_rendition(tx, parse_id("asset", asset_id), kind)
    return await _send_object(request, foundry, row["object_key"], row, f'"{asset_id} {kind} {row["bytes"]}"')


@get(
    "/tiles/{sha256:str}/{level:int}/{column:int}/{row:int}/{band:int}",
    opt={"exclude_from_auth": True},
    responses={200: FILE},
)
async def read_tile(
    sha256: Annotated[str, Parameter(pattern="^[0-9a-f]{64}$", description="As the link has it.")],
    level: Coordinate,
    column: Coordinate,
    row: Coordinate,
    band: Coordinate,
    state: State,
    foundry: Foundry,
    customer: Annotated[str, Parameter(max_length=100, description="As the link has it.")],
    expires: Annotated[str, Parameter(max_length=20, description="As the link has it.")],
    signature: Annotated[str, Parameter(max_length=100, description="As the link has it.")],
) -> Response[bytes]:
    """One tile of a large image, by the signed link to all of its tiles that its task gave you."""
    path = f"/api/v1/tiles/{sha256}"
    UrlSigner(foundry.secret).verify(path, customer=customer, expires=expires, signature=signature, now=time.time())
    key = renditions.rendition_key(parse_id("customer", customer), bytes.fromhex(sha256), TILES)
    tile = await tile_packs(state, foundry).read_tile(key, level, column, row, band)
    headers = {**CONTENT_HEADERS, **({"Content-Encoding": "deflate"} if tile.encoding == "samples" else {})}
    return Response(tile.content, media_type=tile.media_type, headers=headers)


def tile_packs(state: State, foundry: Foundry) -> PackIndexes:
    """The indexes that this process keeps."""
    if not hasattr(state, "tile_packs"):
        state.tile_packs = PackIndexes(foundry.objects)
    kept: PackIndexes = state.tile_packs
    return kept


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


@patch("/imports/{import_id:str}/content", request_max_body_size=None, operation_class=BytesIn)
async def append_import(
    import_id: str,
    request: AnyRequest,
    foundry: Foundry,
    principal: Principal,
    upload_offset: Annotated[
        int, Parameter(header="Upload-Offset", ge=0, le=2**50, description="How many bytes were sent before.")
    ],
) -> Import:
    """Send the next part, beginning at Upload-Offset.

    After a broken connection, ask where the import stands and go on.
    """
    return _import(
        await imports.append_part(foundry, principal, _import_id(import_id), upload_offset, chunks_of(request))
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
        upload_asset, show_asset, read_asset, read_rendition, read_tile, create_tasks, create_import, list_imports,
        append_import, start_import, cancel_import, show_import, list_rejects,
    ],
)  # fmt: skip
