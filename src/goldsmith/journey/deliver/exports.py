"""Files of a delivery: the lines are the source, other formats are made of them once and when asked, in a child."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from goldsmith.errors import UnavailableError
from goldsmith.foundry import Foundry
from goldsmith.journey.deliver.convert import Told
from goldsmith.journey.deliver.entities import name_entities
from goldsmith.journey.deliver.formats import LINES, Format, formats_of
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext
from goldsmith.ports.db import Tx, read_sql
from goldsmith.ports.jobs import Job
from goldsmith.projects.service import read_ontology_version

SQL: Final = read_sql(__file__)
WRITE_EXPORTS: Final = "write_exports"
READ_BYTES: Final = 256 << 10
CHILD_VARIABLES: Final = ("PATH", "LANG", "TMPDIR", "PYTHONPATH", registry.EXTRA)
log = structlog.get_logger()


class ExportFailedError(Exception):
    """A format could not be written from these records; trying again would not help."""


def object_key(customer_id: UUID, delivery_id: UUID, form: Format) -> str:
    return f"{customer_id}/deliveries/{delivery_id}/{form.name}"


async def file_artifact(
    tx: Tx, delivery: Any, form: Format, size: int, sha256: str, *, told: Told | None = None
) -> None:
    """Note a stored object as a file of this delivery; the first one noted stays."""
    await tx.run(
        SQL.insert_artifact,
        delivery_id=delivery["id"],
        format=form.name,
        object_key=object_key(delivery["customer_id"], delivery["id"], form),
        media_type=form.media_type,
        bytes=size,
        sha256=bytes.fromhex(sha256),
        losses=[{"lost": what, "count": count} for what, count in (told.lost if told else {}).items()],
        joined=told.joined if told else None,
    )


async def write_exports(foundry: Foundry, job: Job) -> None:
    """Write the formats that somebody wants and that are still missing, one after another."""
    async with foundry.db.transaction(job.customer_id) as tx:
        delivery: Any = await tx.row(SQL.delivery_to_export, id=job.subject_id)
        if delivery is None:
            return
        written = {row["format"] for row in await tx.rows(SQL.written_formats, delivery_id=job.subject_id)}
        ontology = await read_ontology_version(tx, delivery["project_id"], delivery["ontology_version"])
    lines = await foundry.objects.get_stream(object_key(job.customer_id, job.subject_id, LINES))
    entities = await name_entities(foundry, job.customer_id, delivery["modality"], ontology, lines)
    context = ExportContext(ontology=ontology, name=delivery["name"], entities=entities)
    missing = set(delivery["wanted_formats"]) - written - set(delivery["export_errors"])
    for form in formats_of(delivery["modality"]):
        if form.name in missing:
            await _write_export(foundry, delivery, form, context)


async def _write_export(foundry: Foundry, delivery: Any, form: Format, context: ExportContext) -> None:
    customer_id = delivery["customer_id"]
    try:
        size, sha256, told = await _convert(foundry, delivery, form, context)
    except ExportFailedError:
        sentence = f"The {form.name} file could not be written from these records; the other files are complete."
        async with foundry.db.transaction(customer_id) as tx:
            await tx.run(SQL.note_failed_export, id=delivery["id"], format=form.name, error=sentence)
        return
    async with foundry.db.transaction(customer_id) as tx:
        await file_artifact(tx, delivery, form, size, sha256, told=told)


async def _convert(foundry: Foundry, delivery: Any, form: Format, context: ExportContext) -> tuple[int, str, Told]:
    """Pump the lines through a child and what it writes into the store."""
    customer_id, delivery_id = delivery["customer_id"], delivery["id"]
    lines = await foundry.objects.get_stream(object_key(customer_id, delivery_id, LINES))
    async with _child(delivery["modality"], form.name) as child:
        report = asyncio.create_task(_read_all(child))
        feeding = asyncio.create_task(_feed(child, msgspec.json.encode(context), lines))
        try:
            written = _output(child, feeding, report)
            size, sha256 = await foundry.objects.put_stream(object_key(customer_id, delivery_id, form), written)
        finally:
            feeding.cancel()
            report.cancel()
            await asyncio.wait({feeding, report})
    return size, sha256, msgspec.json.decode(report.result().splitlines()[-1], type=Told)


@asynccontextmanager
async def _child(modality_name: str, format_name: str) -> AsyncIterator[Process]:
    """Start a writer that sees no secret of ours and does not outlive the job."""
    environment = {name: os.environ[name] for name in CHILD_VARIABLES if name in os.environ}
    arguments = ["-m", "goldsmith.journey.deliver.convert", modality_name, format_name]
    child = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def _feed(child: Process, context: bytes, lines: AsyncIterator[bytes]) -> None:
    if child.stdin is None:
        return
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # its exit status will say why it stopped reading
            child.stdin.write(context + b"\n")
            async for chunk in lines:
                child.stdin.write(chunk)
                await child.stdin.drain()
    except UnavailableError:
        child.kill()  # else it would take what came so far for the whole
        raise
    child.stdin.close()


async def _read_all(child: Process) -> bytes:
    return await child.stderr.read() if child.stderr else b""


async def _output(child: Process, feeding: asyncio.Task[None], report: asyncio.Task[bytes]) -> AsyncIterator[bytes]:
    """Yield what the child writes; raise at the end unless all went well, so that half a file is never kept."""
    while child.stdout and (chunk := await child.stdout.read(READ_BYTES)):
        yield chunk
    status = await child.wait()
    await feeding
    said = await report
    if status < 0:
        raise UnavailableError("The process that wrote this file was ended from outside.", code="export_interrupted")
    if status > 0:
        log.error("export failed", status=status, stderr=said.decode(errors="replace")[-4000:])
        raise ExportFailedError
