"""Ask for deliveries, look at them, take their files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from goldsmith.errors import ConflictError, InvalidError, NotFoundError, UnavailableError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, show_id
from goldsmith.journey.deliver.exports import WRITE_EXPORTS
from goldsmith.journey.deliver.formats import LINES, Format, formats_of
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project
from goldsmith.tenancy.principal import INSIGHT, Principal
from goldsmith.tenancy.service import checked_name

SQL: Final = read_sql(__file__)
BUILD_DELIVERY: Final = "build_delivery"


class Delivery(NamedTuple):
    """A delivery's row (with its project's modality) and its certificate, once there is one."""

    row: Mapping[str, Any]
    certificate: str | None = None
    files: Sequence[Any] = ()
    """Those that are written, the lines first, each with what its format could not hold."""


class Export(NamedTuple):
    """A file of a delivery."""

    file_name: str
    media_type: str
    size: int
    sha256: str
    key: str


async def create_delivery(foundry: Foundry, principal: Principal, project_id: UUID, name: str | None) -> Delivery:
    """Freeze what is completed now; a job does the work. Raises ConflictError when nothing is completed."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        if not await tx.value(SQL.has_completed_tasks, project_id=project_id):
            raise ConflictError("No task of this project is completed yet.", code="nothing_to_deliver")
        row: Any = await tx.row(
            SQL.insert_delivery, id=new_id(), project_id=project_id, name=None if name is None else checked_name(name)
        )
        if row is None:
            raise ConflictError("There is a delivery of this name already.", code="name_taken", field="name")
        body = {"delivery_id": show_id("delivery", row["id"]), "name": row["name"]}
        await record(tx, "delivery.created", actor_id=principal.actor_id, project_id=project_id, body=body)
        await foundry.jobs.enqueue(tx, BUILD_DELIVERY, row["id"])
        return Delivery({**row, "modality": project["modality"]})


async def list_deliveries(
    foundry: Foundry, principal: Principal, project_id: UUID, before: UUID, limit: int
) -> list[Delivery]:
    """List a project's deliveries, the newest first; one more than `limit` when there are more."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        rows = await tx.rows(SQL.deliveries_page, project_id=project_id, before=before, limit=limit + 1)
        found = await tx.rows(SQL.certificate_claims, delivery_ids=[row["id"] for row in rows])
        claims = {each["delivery_id"]: each["claims"] for each in found}
        files = defaultdict(list)
        for file in await tx.rows(SQL.files_of, delivery_ids=[row["id"] for row in rows]):
            files[file["delivery_id"]].append(file)
        return [Delivery(row, claims.get(row["id"]), files[row["id"]]) for row in rows]


async def show_delivery(foundry: Foundry, principal: Principal, delivery_id: UUID) -> Delivery:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await access_delivery(tx, delivery_id)


async def access_delivery(tx: Tx, delivery_id: UUID) -> Delivery:
    """Find the delivery, if it is this customer's. Raises NotFoundError."""
    row: Any = await tx.row(SQL.delivery, id=delivery_id)
    if row is None:
        raise NotFoundError("There is no such delivery.", code="delivery_not_found")
    certificate = await tx.value(SQL.certificate, delivery_id=delivery_id)
    return Delivery(row, certificate, await tx.rows(SQL.files_of, delivery_ids=[delivery_id]))


async def show_certificate(foundry: Foundry, principal: Principal, delivery_id: UUID) -> str:
    """Return the certificate exactly as it was signed."""
    delivery = await show_delivery(foundry, principal, delivery_id)
    return _finished(delivery).certificate or ""


async def want_file(foundry: Foundry, principal: Principal, delivery_id: UUID, format_name: str) -> Delivery:
    """Have a file written that nobody asked for before. Raises InvalidError for an unknown format."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        delivery = _finished(await access_delivery(tx, delivery_id))
        await _want(foundry, tx, delivery, _format(delivery.row["modality"], format_name))
        return delivery


async def find_export(foundry: Foundry, principal: Principal, delivery_id: UUID, format_name: str) -> Export:
    """Find a file of a delivery; asked for the first time, it is written, and that is an UnavailableError until then.

    Raises InvalidError for an unknown format, ConflictError when it could not be written.
    """
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        delivery = await access_delivery(tx, delivery_id)
        form = _format(delivery.row["modality"], format_name)
        _finished(delivery)
        artifact: Any = await tx.row(SQL.artifact, delivery_id=delivery_id, format=form.name)
        if artifact is None:
            await _want(foundry, tx, delivery, form)
    if artifact is None:
        raise UnavailableError(f"The {form.name} file is being written; try again shortly.", code="export_not_ready")
    return Export(
        file_name=form.file_name(delivery.row["name"]),
        media_type=artifact["media_type"],
        size=artifact["bytes"],
        sha256=artifact["sha256"].hex(),
        key=artifact["object_key"],
    )


async def read_export(foundry: Foundry, export: Export, start: int, end: int) -> AsyncIterator[bytes]:
    """Open bytes `start` to `end` of a file; a store that is away is an UnavailableError before the first byte."""
    return await foundry.objects.get_stream(export.key, start, end)


async def _want(foundry: Foundry, tx: Tx, delivery: Delivery, form: Format) -> None:
    if why := delivery.row["export_errors"].get(form.name):
        raise ConflictError(why, code="export_failed")
    if form.name != LINES.name and await tx.value(SQL.want_format, id=delivery.row["id"], format=form.name):
        await foundry.jobs.enqueue(tx, WRITE_EXPORTS, delivery.row["id"])


def _finished(delivery: Delivery) -> Delivery:
    if delivery.row["status"] == "failed":
        raise ConflictError(delivery.row["error"], code="delivery_failed")
    if delivery.row["status"] != "ready":
        raise ConflictError("This delivery is still being built.", code="delivery_not_ready")
    return delivery


def _format(modality: str, name: str) -> Format:
    known = formats_of(modality)
    form = next((form for form in known if form.name == name), None)
    if form is None:
        names = ", ".join(form.name for form in known)
        raise InvalidError(f"This delivery comes as {names}.", code="unknown_format", field="format")
    return form
