"""A folder of files becomes assets and tasks: one task a file, known by its path in the folder."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.client.types import Asset, RejectedRow
from goldsmith.commands.journal import Journal
from goldsmith.commands.output import Advance
from goldsmith.errors import ForbiddenError, GoldsmithError, UnauthenticatedError, UnavailableError

if TYPE_CHECKING:
    from goldsmith.client import AsyncGoldsmith

__all__ = ["UPLOADS_AT_ONCE", "Ingested", "find_files", "ingest_folder", "upload_folder"]

FILES_PER_STEP: Final = 200
UPLOADS_AT_ONCE: Final = 8
_OURS: Final = (UnauthenticatedError, ForbiddenError, UnavailableError)


class Ingested(msgspec.Struct, kw_only=True):
    """What became of a folder: files made into tasks, known to the server, known from the last run, refused."""

    created: int = 0
    existing: int = 0
    unchanged: int = 0
    rejected: list[RejectedRow] = []


def find_files(folder: Path) -> list[Path]:
    """Every plain file below the folder, in the order of their paths; hidden files and folders are left out."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(folder)))


async def ingest_folder(
    client: AsyncGoldsmith,
    project_id: str,
    folder: Path,
    files: Sequence[Path],
    *,
    batch: str | None,
    journal: Journal,
    advance: Advance,
) -> Ingested:
    """Upload what is new and make its tasks, step by step; each finished step is recorded before the next begins."""
    done = Ingested()
    new = [path for path in files if journal.get(_unique_id(folder, path)) != _fingerprint(path)]
    done.unchanged = len(files) - len(new)
    for start in range(0, len(new), FILES_PER_STEP):
        step = new[start : start + FILES_PER_STEP]
        await _ingest_step(client, project_id, folder, step, batch=batch, journal=journal, done=done)
        advance(done.unchanged + start + len(step))
    return done


async def upload_folder(
    client: AsyncGoldsmith, folder: Path, files: Sequence[Path], *, journal: Journal, advance: Advance
) -> list[str]:
    """Upload what is new, for rows that name these files; a sentence for each file that was refused."""
    refused = []
    new = [path for path in files if journal.get(_unique_id(folder, path)) != _fingerprint(path)]
    gate = asyncio.Semaphore(UPLOADS_AT_ONCE)
    for start in range(0, len(new), FILES_PER_STEP):
        step = new[start : start + FILES_PER_STEP]
        assets = await asyncio.gather(*(_upload(client, gate, path) for path in step))
        told = list(zip(step, assets, strict=True))
        refused += [f"{_unique_id(folder, path)}: {asset}" for path, asset in told if isinstance(asset, str)]
        kept = [path for path, asset in told if isinstance(asset, Asset)]
        journal.record((_unique_id(folder, path), _fingerprint(path)) for path in kept)
        advance(len(files) - len(new) + start + len(step))
    return refused


async def _ingest_step(
    client: AsyncGoldsmith,
    project_id: str,
    folder: Path,
    step: Sequence[Path],
    *,
    batch: str | None,
    journal: Journal,
    done: Ingested,
) -> None:
    gate = asyncio.Semaphore(UPLOADS_AT_ONCE)
    assets = await asyncio.gather(*(_upload(client, gate, path) for path in step))
    accepted = []
    for path, asset in zip(step, assets, strict=True):
        if isinstance(asset, Asset):
            accepted.append((path, _row(_unique_id(folder, path), asset, batch)))
        else:
            done.rejected.append(RejectedRow(row=0, error=asset, unique_id=_unique_id(folder, path)))
    made = await client.tasks.create(project_id, [row for _, row in accepted])
    done.created += made.created
    done.existing += made.existing
    done.rejected += made.rejected
    refused = {row.unique_id for row in made.rejected}
    kept = [path for path, row in accepted if row["unique_id"] not in refused]
    journal.record((_unique_id(folder, path), _fingerprint(path)) for path in kept)


async def _upload(client: AsyncGoldsmith, gate: asyncio.Semaphore, path: Path) -> Asset | str:
    """Make the asset, or say why this file cannot be one."""
    async with gate:
        try:
            asset = await client.assets.upload(path)
        except _OURS:
            raise
        except GoldsmithError as error:
            return error.message
    return asset if asset.status != "rejected" else asset.reason or "The file was refused."


def _row(unique_id: str, asset: Asset, batch: str | None) -> dict[str, Any]:
    row = {"unique_id": unique_id, "attachment": asset.id}
    return {**row, "batch": batch} if batch else row


def _unique_id(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _fingerprint(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
