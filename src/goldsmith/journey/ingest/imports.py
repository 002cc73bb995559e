"""Manifests of any size: sent in parts, read by a job that goes on where it was killed, each row wholly or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from goldsmith.errors import ConflictError, InvalidError, NotFoundError, TooLargeError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.ingest.converting import convert_upload, formats_read, is_manifest
from goldsmith.journey.ingest.rows import NewTask, Rejected, read_row
from goldsmith.journey.ingest.service import SQL, write_rows
from goldsmith.modalities import registry
from goldsmith.modalities._contract import ImportContext, Modality
from goldsmith.modalities.manifests import CONVERTED, ManifestRow, Place, open_manifest
from goldsmith.ontology import Ontology
from goldsmith.ports.jobs import Job
from goldsmith.projects.service import access_project, batch_named, read_ontology_version
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

READ_IMPORT = "read_import"
ROWS_AT_ONCE = 2_000
MAX_BYTES = 1_000_000_000_000


async def create_import(
    foundry: Foundry, principal: Principal, project_id: UUID, *, name: str, form: str, batch: str | None
) -> Any:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        if project["status"] == "archived":
            raise ConflictError("This project is archived and takes no more tasks.", code="project_archived")
        _check_format(form, registry.get(project["modality"]))
        into = await batch_named(tx, project_id, batch or name)
        row = await tx.row(
            SQL.insert_import,
            id=new_id(),
            project_id=project_id,
            name=checked_name(name),
            format=form,
            batch_id=into["id"],
        )
        await record(
            tx,
            "import.created",
            actor_id=principal.actor_id,
            project_id=project_id,
            batch_id=into["id"],
            body={"name": name},
        )
        return row


async def append_part(
    foundry: Foundry, principal: Principal, import_id: UUID, offset: int, chunks: AsyncIterator[bytes]
) -> Any:
    """Store one part. It counts only when it is safe; a part that does not begin where the last ended is refused."""
    principal.need(OPERATION | INSIGHT)
    row = await show_import(foundry, principal, import_id)
    _check_place(row, offset)
    part_key = _part_key(principal.customer_id, import_id, offset)
    size, _ = await foundry.objects.put_stream(part_key, chunks)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.import_for_update, id=import_id)
        _check_place(row, offset)
        if offset + size > MAX_BYTES:
            raise InvalidError("This manifest is too large.", code="too_large")
        if size:
            await tx.run(SQL.insert_part, import_id=import_id, start_byte=offset, bytes=size)
        return await tx.row(SQL.received, id=import_id, bytes=size)


async def start_import(foundry: Foundry, principal: Principal, import_id: UUID) -> Any:
    """All parts are there: read them in the background. Starting twice is starting once."""
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.import_for_update, id=import_id)
        if row is None:
            raise _no_such_import()
        if row["status"] != "uploading":
            return row
        await foundry.jobs.enqueue(tx, READ_IMPORT, import_id)
        return await tx.row(SQL.set_import_status, id=import_id, status="running", error=None)


async def cancel_import(foundry: Foundry, principal: Principal, import_id: UUID) -> Any:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.import_for_update, id=import_id)
        if row is None:
            raise _no_such_import()
        if row["status"] not in ("uploading", "running"):
            return row
        await record(
            tx, "import.canceled", actor_id=principal.actor_id, project_id=row["project_id"], batch_id=row["batch_id"]
        )
        return await tx.row(SQL.set_import_status, id=import_id, status="canceled", error=None)


async def show_import(foundry: Foundry, principal: Principal, import_id: UUID) -> Any:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.import_, id=import_id)
        if row is None:
            raise _no_such_import()
        return row


async def list_imports(foundry: Foundry, principal: Principal, project_id: UUID, before: UUID, limit: int) -> list[Any]:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await tx.rows(SQL.imports_page, project_id=project_id, before=before, limit=limit)


async def list_rejects(foundry: Foundry, principal: Principal, import_id: UUID, after: int, limit: int) -> list[Any]:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.import_, id=import_id) is None:
            raise _no_such_import()
        return await tx.rows(SQL.rejects_page, import_id=import_id, after=after, limit=limit)


class _Canceled(Exception):  # noqa: N818  (not an error: somebody asked for it)
    """The import was canceled while it was read."""


async def read_import(foundry: Foundry, job: Job) -> None:
    """Read an import from where it stands to its end. Rows and place are written together, so nothing comes twice."""
    async with foundry.db.transaction(job.customer_id) as tx:
        row = await tx.row(SQL.import_, id=job.subject_id)
        if row is None or row["status"] != "running":
            return
        project = await access_project(tx, row["project_id"])
        ontology = await read_ontology_version(tx, project["id"], project["ontology_version"])
        parts = await tx.rows(SQL.parts, import_id=row["id"])
    modality = registry.get(project["modality"])
    place = Place(row["bytes_read"], row["rows_read"], tuple(row["columns"]))
    reading = _Reading(foundry, job.customer_id, row, project, modality, ontology)
    try:
        if is_manifest(row["format"]):
            chunks = _read_from(foundry, job.customer_id, row["id"], parts, place.offset)
            await reading.read_all(chunks, place, row["format"])
        else:
            context = ImportContext(ontology=ontology, name=row["name"])
            rows_key = await _convert_once(foundry, row, parts, modality, context)
            await reading.read_all(await foundry.objects.get_stream(rows_key, place.offset), place, CONVERTED)
    except _Canceled:
        return
    except (InvalidError, TooLargeError) as refusal:
        await _end(foundry, job, row, "failed", refusal.message)
    else:
        await _end(foundry, job, row, "done", None)


async def _convert_once(
    foundry: Foundry, row: Any, parts: list[Any], modality: Modality, context: ImportContext
) -> str:
    """Make rows of a file of another format, unless that was done before; where they are."""
    rows_key = _rows_key(row["customer_id"], row["id"])
    if row["rows_bytes"] is None:
        upload = _read_from(foundry, row["customer_id"], row["id"], parts, 0)
        converted = await convert_upload(foundry, upload, modality, row["format"], context, rows_key)
        losses = [{"lost": what, "count": count} for what, count in converted.lost.items()]
        async with foundry.db.transaction(row["customer_id"]) as tx:
            await tx.run(SQL.import_converted, id=row["id"], rows_bytes=converted.size, losses=losses)
    return rows_key


class _Reading:
    """One import being read: rows are checked while the rows before them are being written."""

    def __init__(
        self, foundry: Foundry, customer_id: UUID, row: Any, project: Any, modality: Modality, ontology: Ontology
    ) -> None:
        self._foundry, self._customer_id = foundry, customer_id
        self._import, self._project = row, project
        self._modality, self._ontology = modality, ontology

    async def read_all(self, chunks: AsyncIterator[bytes], place: Place, file_format: str) -> None:
        reader = open_manifest(file_format, place)
        waiting: list[ManifestRow] = []
        writing: asyncio.Task[None] | None = None
        async for chunk in chunks:
            waiting += reader.feed(chunk)
            if len(waiting) >= ROWS_AT_ONCE:
                writing = await self._hand_over(writing, waiting, reader.place)
                waiting = []
        waiting += reader.finish()
        writing = await self._hand_over(writing, waiting, reader.place)
        await writing

    async def _hand_over(
        self, before: asyncio.Task[None] | None, rows: list[ManifestRow], place: Place
    ) -> asyncio.Task[None]:
        checked = [self._check(row) for row in rows]
        if before is not None:
            await before
        return asyncio.create_task(self._write(checked, place))

    def _check(self, row: ManifestRow) -> NewTask | Rejected:
        if row.error is not None or row.content is None:
            reason = row.error.error if row.error else "This row is empty."
            return Rejected(row=row.row, error=reason, field=row.error.field if row.error else None)
        return read_row(row.row, row.content, self._modality, self._ontology)

    async def _write(self, rows: list[NewTask | Rejected], place: Place) -> None:
        async with self._foundry.db.transaction(self._customer_id) as tx:
            written = await write_rows(
                self._foundry, tx, self._project, rows, actor_id=None, batch_id=self._import["batch_id"]
            )
            if written.rejected:
                columns = [(r.row, r.unique_id, r.error, r.field) for r in written.rejected]
                row_numbers, unique_ids, errors, fields = map(list, zip(*columns, strict=True))
                await tx.run(
                    SQL.insert_rejects,
                    import_id=self._import["id"],
                    row_numbers=row_numbers,
                    unique_ids=unique_ids,
                    errors=errors,
                    fields=fields,
                )
            is_running = await tx.row(
                SQL.advance_import,
                id=self._import["id"],
                bytes_read=place.offset,
                rows_read=place.row,
                columns=list(place.columns),
                created=len(written.created),
                existing=len(written.existing),
                rejected=len(written.rejected),
            )
            if is_running is None:
                raise _Canceled


async def _end(foundry: Foundry, job: Job, row: Any, status: str, error: str | None) -> None:
    async with foundry.db.transaction(job.customer_id) as tx:
        ended = await tx.row(SQL.end_import, id=job.subject_id, status=status, error=error)
        if ended is None:
            return
        body = {name: ended[name] for name in ("rows_read", "created", "existing", "rejected")}
        body |= {"error": error} if error else {}
        await record(tx, f"import.{status}", project_id=row["project_id"], batch_id=row["batch_id"], body=body)


async def _read_from(
    foundry: Foundry, customer_id: UUID, import_id: UUID, parts: list[Any], offset: int
) -> AsyncIterator[bytes]:
    for part in parts:
        end = part["start_byte"] + part["bytes"]
        if end <= offset:
            continue
        start = max(offset - part["start_byte"], 0)
        async for chunk in await foundry.objects.get_stream(
            _part_key(customer_id, import_id, part["start_byte"]), start
        ):
            yield chunk


def _part_key(customer_id: UUID, import_id: UUID, offset: int) -> str:
    return f"customers/{customer_id}/imports/{import_id}/{offset:016d}"


def _rows_key(customer_id: UUID, import_id: UUID) -> str:
    return f"customers/{customer_id}/imports/{import_id}/rows"


def _check_format(form: str, modality: Modality) -> None:
    known = formats_read(modality)
    if form not in known:
        raise InvalidError(f"{modality.title} is imported from {', '.join(known)}.", field="format")


def _check_place(row: Any, offset: int) -> None:
    if row["status"] != "uploading":
        raise ConflictError("This import was started already and takes no more bytes.", code="import_started")
    if row["bytes_received"] != offset:
        raise ConflictError(
            f"This import stands at byte {row['bytes_received']}; go on from there.",
            code="wrong_offset",
            field="Upload-Offset",
        )


def _no_such_import() -> NotFoundError:
    return NotFoundError("There is no such import.", code="import_not_found")
