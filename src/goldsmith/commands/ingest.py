"""`goldsmith ingest` and `import`: files, manifests, other tools' files become tasks. Run again, they add nothing."""

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
    register(app, "import")(import_file)


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
    _tell(session, told)


def import_file(
    session: Session,
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="coco, or another format of the modality.")],  # noqa: A002
    source: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file.")],
    project: Annotated[str, typer.Option(help="A project, by name or id.")],
    files: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Upload these files first; the rows name them.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Put the tasks in this batch.")] = None,
) -> None:
    """Make tasks from another tool's file.

    Its labels become what labelers see first. A file that cannot be read as a whole adds nothing; what a task cannot
    hold is counted and told. Safe to stop and to run again.
    """
    project_id = choose_project(session.client, project).id
    if files is not None:
        _upload_folder(session, files.resolve(), project_id)
    _tell(session, _ingest_manifest(session, source.resolve(), project_id, batch, format))


def _tell(session: Session, told: dict[str, Any]) -> None:
    rejected: list[RejectedRow] = told["rejected_rows"]
    for row in rejected[:SHOWN_REJECTS]:
        session.output.note(f"  refused {row.unique_id or f'row {row.row}'}: {row.error}")
    for loss in told.get("losses", ()):
        session.output.note(f"  left out {loss.lost}: {loss.count:,}")
    session.output.result(told, _sentence(told))


def _upload_folder(session: Session, folder: Path, project_id: str) -> None:
    from goldsmith.commands.folder import UPLOADS_AT_ONCE, find_files, upload_folder
    from goldsmith.commands.journal import Journal

    files = find_files(folder)
    journal = Journal.of(session.where.url, "files", project_id, str(folder))

    async def run() -> list[str]:
        async with session.new_async_client(UPLOADS_AT_ONCE) as client:
            return await upload_folder(client, folder, files, journal=journal, advance=advance)

    with session.output.bars() as bars:
        advance = bars.add("Uploading", len(files), "files")
        refused = asyncio.run(run())
    for sentence in refused[:SHOWN_REJECTS]:
        session.output.note(f"  refused {sentence}")


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


def _ingest_manifest(
    session: Session,
    manifest: Path,
    project_id: str,
    batch: str | None,
    format: str | None = None,  # noqa: A002 - the API's own word
) -> dict[str, Any]:
    from goldsmith.commands.journal import Journal
    from goldsmith.commands.manifest import ingest_manifest

    stat = manifest.stat()
    version = f"{stat.st_size}:{stat.st_mtime_ns}"
    journal = Journal.of(session.where.url, project_id, str(manifest), version, batch or "", format or "")
    with session.output.bars() as bars:
        sent, read = bars.add("Sending", stat.st_size, "bytes"), bars.add("Reading", None, "rows")

        def show(current: Import) -> None:
            sent(current.bytes_received)
            read(current.rows_read)

        done, known = ingest_manifest(
            session.client, project_id, manifest, format=format, batch=batch, journal=journal, progress=show
        )
    if done.status != "done":
        raise GoldsmithError(done.error or f"The import was {done.status}.", code=f"import_{done.status}")
    rows = list(islice(session.client.imports.rejects(done.id), KEPT_REJECTS)) if done.rejected else []
    counts = (
        {"created": 0, "existing": done.created + done.existing}
        if known
        else {"created": done.created, "existing": done.existing}
    )
    refused = {"rejected": done.rejected, "rejected_rows": rows, "losses": done.losses}
    return {"project_id": project_id, "import_id": done.id, **counts, **refused}


def _sentence(told: dict[str, Any]) -> str:
    known = told["existing"] + told.get("unchanged", 0)
    parts = [f"{told['created']:,} new", f"{known:,} known already", f"{told['rejected']:,} refused"]
    return f"Tasks: {', '.join(parts)}."
