"""`goldsmith ingest` and `import`: files, manifests, other tools' files become tasks. Run again, they add nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from goldsmith.commands import scale
from goldsmith.commands.choose import choose_project
from goldsmith.commands.frame import Session, register
from goldsmith.commands.label_studio import PROJECT, pack_project
from goldsmith.errors import GoldsmithError, MalformedError

if TYPE_CHECKING:
    from goldsmith.client.types import Import, RejectedRow

SHOWN_REJECTS = 20
KEPT_REJECTS = 1000


class FormatOrSource(TyperGroup):
    """Whatever is no command of the group is a format: `import coco FILE` is `import file coco FILE`."""

    otherwise = "file"

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else [self.otherwise, *args])


def add_to(app: typer.Typer) -> None:
    register(app, "ingest")(ingest)
    imports = typer.Typer(
        cls=FormatOrSource,
        help="Bring in what lies elsewhere: `import FORMAT FILE` for other tools' files, or a whole account.",
        subcommand_metavar="FORMAT FILE | scale",
        no_args_is_help=True,
        context_settings={"ignore_unknown_options": True},  # options of `import FORMAT` may stand before it
    )
    register(imports, FormatOrSource.otherwise)(import_file)
    scale.add_to(imports)
    app.add_typer(imports, name="import")


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
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file; of a project, config and tasks."),
    ],
    project: Annotated[str, typer.Option(help="A project, by name or id; of label_studio_project, its new name.")],
    files: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Upload these files first; the rows name them.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Put the tasks in this batch.")] = None,
) -> None:
    """Make tasks from another tool's file.

    Its labels become what labelers see first. A file that cannot be read as a whole adds nothing; what a task cannot
    hold is counted and told. Safe to stop and to run again. `label_studio_project config.xml tasks.json` makes the
    project too.
    """
    paths = [source.resolve() for source in sources]
    if format == PROJECT:
        with pack_project(session, project, paths) as (project_id, archive):
            _import(session, archive, project_id, files, batch, "label_studio", known_as=paths)
    elif len(paths) == 1:
        _import(session, paths[0], choose_project(session.client, project).id, files, batch, format)
    else:
        raise MalformedError(f"Give one file of {format} at a time.", field="FILE")


def _import(
    session: Session,
    source: Path,
    project_id: str,
    files: Path | None,
    batch: str | None,
    format: str,  # noqa: A002 - the API's own word
    *,
    known_as: Sequence[Path] = (),
) -> None:
    if files is not None:
        _upload_folder(session, files.resolve(), project_id)
    _tell(session, _ingest_manifest(session, source, project_id, batch, format, known_as=known_as))


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
    *,
    known_as: Sequence[Path] = (),
) -> dict[str, Any]:
    """Send the manifest, which the journal knows by the files that it was made of, if it was."""
    from goldsmith.commands.journal import Journal
    from goldsmith.commands.manifest import ingest_manifest

    names = [name for path in known_as or [manifest] for name in (str(path), _version(path))]
    journal = Journal.of(session.where.url, project_id, *names, batch or "", format or "")
    with session.output.bars() as bars:
        sent, read = bars.add("Sending", manifest.stat().st_size, "bytes"), bars.add("Reading", None, "rows")

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


def _version(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size}:{stat.st_mtime_ns}"


def _sentence(told: dict[str, Any]) -> str:
    known = told["existing"] + told.get("unchanged", 0)
    parts = [f"{told['created']:,} new", f"{known:,} known already", f"{told['rejected']:,} refused"]
    return f"Tasks: {', '.join(parts)}."
