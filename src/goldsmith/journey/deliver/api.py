"""HTTP of deliveries: ask for one, look at it, take its files and its certificate."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.response import Stream

from goldsmith.foundry import Foundry
from goldsmith.http.paging import END, Cursor, Limit, Page, read_cursor, show_cursor
from goldsmith.http.ranges import read_range
from goldsmith.http.wire import Loss
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.deliver import service
from goldsmith.journey.deliver.certificate import Certificate
from goldsmith.journey.deliver.formats import formats_of
from goldsmith.modalities.parts import Joined
from goldsmith.sheet import render_sheet
from goldsmith.tenancy.principal import Principal
from goldsmith.words import DeliveryStatus

SHEET = ResponseSpec(str, media_type="text/html", description="One page, self-contained.", generate_examples=False)
CERTIFICATE = ResponseSpec(
    Certificate, description="The certificate, exactly as it was signed.", generate_examples=False
)
FILE = ResponseSpec(bytes, description="The file, in its own media type.", media_type="*/*", generate_examples=False)
PART = ResponseSpec(bytes, description="The bytes that Range names.", media_type="*/*", generate_examples=False)
SAME = ResponseSpec(None, description="The file that If-None-Match names.")


class NewDelivery(msgspec.Struct, forbid_unknown_fields=True):
    """What to call it; without a name, its time is its name."""

    name: str | None = None


class WantedFile(msgspec.Struct, forbid_unknown_fields=True):
    """Which of `export_formats`."""

    format: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class DeliveryFile(msgspec.Struct):
    """A file of a delivery that is written."""

    format: str
    bytes: int
    sha256: str
    losses: list[Loss]
    joined: Joined | None
    """What came of joining parts; null where the file holds none joined."""


class DeliveryView(msgspec.Struct):
    """A frozen set of completed tasks. In a list, the certificate comes without its audited sample.

    Of `export_formats`, `files` are those that are written; another is written when it is first asked for.
    """

    id: str
    name: str
    project_id: str
    status: DeliveryStatus
    records: int
    bytes: int
    root: str | None
    created_at: datetime
    ready_at: datetime | None
    certificate: Certificate | None
    error: str | None
    export_formats: list[str]
    files: list[DeliveryFile]


@post("/projects/{project_id:str}/deliveries", status_code=202)
async def create_delivery(
    foundry: Foundry, principal: Principal, project_id: str, data: NewDelivery | None = None
) -> DeliveryView:
    """Freeze and certify what is completed."""
    project = parse_id("project", project_id, field="project_id")
    return _show(await service.create_delivery(foundry, principal, project, data.name if data else None))


@get("/projects/{project_id:str}/deliveries")
async def list_deliveries(
    foundry: Foundry, principal: Principal, project_id: str, limit: Limit = 50, cursor: Cursor = None
) -> Page[DeliveryView]:
    """List a project's deliveries, the newest first."""
    before = read_cursor(cursor, END)
    found = await service.list_deliveries(
        foundry, principal, parse_id("project", project_id, field="project_id"), before, limit
    )
    kept = found[:limit]
    following = show_cursor(kept[-1].row["id"]) if len(found) > limit else None
    return Page([_show(delivery) for delivery in kept], following)


@get("/deliveries/{delivery_id:str}")
async def show_delivery(foundry: Foundry, principal: Principal, delivery_id: str) -> DeliveryView:
    """Show a delivery."""
    return _show(
        await service.show_delivery(foundry, principal, parse_id("delivery", delivery_id, field="delivery_id"))
    )


@post("/deliveries/{delivery_id:str}/files", status_code=202)
async def request_file(foundry: Foundry, principal: Principal, delivery_id: str, data: WantedFile) -> DeliveryView:
    """Have a file written, to take later."""
    delivery = parse_id("delivery", delivery_id, field="delivery_id")
    return _show(await service.want_file(foundry, principal, delivery, data.format))


@get("/deliveries/{delivery_id:str}/certificate", responses={200: CERTIFICATE})
async def show_certificate(foundry: Foundry, principal: Principal, delivery_id: str) -> Response[bytes]:
    """Take the signed certificate."""
    body = await service.show_certificate(foundry, principal, parse_id("delivery", delivery_id, field="delivery_id"))
    return Response(body.encode(), media_type="application/json")


@get(
    "/deliveries/{delivery_id:str}/certificate.html",
    responses={200: SHEET},
)
async def show_certificate_sheet(foundry: Foundry, principal: Principal, delivery_id: str) -> Response[bytes]:
    """Take the certificate as one page that prints."""
    body = await service.show_certificate(foundry, principal, parse_id("delivery", delivery_id, field="delivery_id"))
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}
    return Response(render_sheet(msgspec.json.decode(body)).encode(), media_type="text/html", headers=headers)


@get(
    "/deliveries/{delivery_id:str}/export",
    responses={200: FILE, 206: PART, 304: SAME},
)
async def take_export(
    request: Request[Any, Any, Any],
    foundry: Foundry,
    principal: Principal,
    delivery_id: str,
    format: Annotated[str, Parameter(max_length=100, description="One of `export_formats`.")] = "jsonl",  # noqa: A002  (the API's own word)
) -> Response[Any]:
    """Take a file of a delivery: the same bytes each time."""
    export = await service.find_export(
        foundry, principal, parse_id("delivery", delivery_id, field="delivery_id"), format
    )
    tag = f'"{export.sha256}"'
    headers = _headers(export, tag)
    if request.headers.get("if-none-match") == tag:
        return Response(None, status_code=304, headers=headers)
    wanted = read_range(request.headers.get("range"), request.headers.get("if-range"), tag, export.size)
    start, end = wanted or (0, export.size)
    content = await service.read_export(foundry, export, start, end)
    headers["Content-Length"] = str(end - start)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{export.size}"
    return Stream(content, status_code=206 if wanted else 200, headers=headers, media_type=export.media_type)


def _headers(export: service.Export, tag: str) -> dict[str, str]:
    plain = "".join(each if each.isascii() and each not in '"\\' else "_" for each in export.file_name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(export.file_name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": tag,
    }


def _show(delivery: service.Delivery) -> DeliveryView:
    row = delivery.row
    root: bytes | None = row["root"]
    project_id: UUID = row["project_id"]
    return DeliveryView(
        id=show_id("delivery", row["id"]),
        name=row["name"],
        project_id=show_id("project", project_id),
        status=row["status"],
        records=row["records"] or 0,
        bytes=row["bytes"] or 0,
        root=root.hex() if root else None,
        created_at=row["created_at"],
        ready_at=row["ready_at"],
        certificate=msgspec.json.decode(delivery.certificate) if delivery.certificate else None,
        error=row["error"],
        export_formats=[form.name for form in formats_of(row["modality"])],
        files=[_file(file) for file in delivery.files],
    )


def _file(file: Any) -> DeliveryFile:
    losses = msgspec.convert(file["losses"], list[Loss])
    joined = msgspec.convert(file["joined"], Joined | None)
    return DeliveryFile(file["format"], file["bytes"], file["sha256"].hex(), losses, joined)


ROUTER = Router(
    "/",
    tags=["deliveries"],
    route_handlers=[
        create_delivery,
        list_deliveries,
        show_delivery,
        request_file,
        show_certificate,
        show_certificate_sheet,
        take_export,
    ],
)
