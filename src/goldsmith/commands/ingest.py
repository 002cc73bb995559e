"""`goldsmith ingest`: a folder of files or a manifest becomes tasks. Run again, it adds nothing."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goldsmith.commands.choose import choose_project
from goldsmith.commands.frame import Session, register
from goldsmith.errors import GoldsmithError

if TYPE_CHECKING:
    from goldsmith.client.types import Import, RejectedRow

SHOWN_REJECTS = 20
KEPT_REJECTS = 1000


def add_to(app: typer.Typer) -> None:
    register(app, "ingest")(ingest)


def ingest(
    session: Session,
    source: Annotated[Path, typer.Argument(exists=True, help="A folder of files, or a manifest (.jsonl, .csv).")],
    project: Annotated[str, typer.Option(help="A project, by name or id.")],
    batch: Annotated[str | None, typer.Option(help="Put the tasks in this batch.")] = None,
) -> None:
    """Make tasks from a folder or a manifest.

    One task a file, or one a row. Safe to stop and to run again: what is in is not added twice.
    """
    project_id = choose_project(session.client, project).id
    if source.is_dir():
        told = _ingest_folder(session, source.resolve(), project_id, batch)
    else:
        told = _ingest_manifest(session, source.resolve(), project_id, batch)
    rejected: list[RejectedRow] = told["rejected_rows"]
    for row in rejected[:SHOWN_REJECTS]:
        session.output.note(f"  refused {row.unique_id or f'row {row.row}'}: {row.error}")
    session.output.result(told, _sentence(told))


def _ingest_folder(session: Session, folder: Path, project_id: str, batch: str | None) -> dict[str, Any]:
    from goldsmith.commands.folder import UPLOADS_AT_ONCE, find_files, ingest_folder
    from goldsmith.commands.journal import Journal

    files = find_files(folder)
    journal = Journal.of(session.where.url, project_id, str(folder))

    async def run() -> Any:
        async with session.new_async_client(UPLOADS_AT_ONCE) as client:
            return await ingest_folder(client, project_id, folder, files, batch=batch, journal=journal, advance=advance)

    with session.output.bars() as bars:
        advance = bars.add("Ingesting", len(files), "files")
        done = asyncio.run(run())
    counts = {"created": done.created, "existing": done.existing, "unchanged": done.unchanged}
    return {"project_id": project_id, **counts, "rejected": len(done.rejected), "rejected_rows": done.rejected}


def _ingest_manifest(session: Session, manifest: Path, project_id: str, batch: str | None) -> dict[str, Any]:
    from goldsmith.commands.journal import Journal
    from goldsmith.commands.manifest import ingest_manifest

    stat = manifest.stat()
    version = f"{stat.st_size}:{stat.st_mtime_ns}"
    journal = Journal.of(session.where.url, project_id, str(manifest), version, batch or "")
    with session.output.bars() as bars:
        sent, read = bars.add("Sending", stat.st_size, "bytes"), bars.add("Reading", None, "rows")

        def show(current: Import) -> None:
            sent(current.bytes_received)
            read(current.rows_read)

        done, known = ingest_manifest(session.client, project_id, manifest, batch=batch, journal=journal, progress=show)
    if done.status != "done":
        raise GoldsmithError(done.error or f"The import was {done.status}.", code=f"import_{done.status}")
    rows = list(islice(session.client.imports.rejects(done.id), KEPT_REJECTS)) if done.rejected else []
    counts = (
        {"created": 0, "existing": done.created + done.existing}
        if known
        else {"created": done.created, "existing": done.existing}
    )
    return {"project_id": project_id, "import_id": done.id, **counts, "rejected": done.rejected, "rejected_rows": rows}


def _sentence(told: dict[str, Any]) -> str:
    known = told["existing"] + told.get("unchanged", 0)
    parts = [f"{told['created']:,} new", f"{known:,} known already", f"{told['rejected']:,} refused"]
    return f"Tasks: {', '.join(parts)}."
