"""Makes what files need to be shown: short work by itself, long work in slices, so that everybody gets a turn.

Short work and long work have a lane each, in which one job is done at a time: nobody waits for what is longer than a
slice but who is that long, too. Who goes on with a slice stands behind all who wait in the long lane.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.ingest.attachments import SQL
from goldsmith.journey.ingest.opened import bring_asset, reject_asset, show_assets_ready
from goldsmith.journey.ingest.renditions import (
    MAKE_LONG_RENDITIONS,
    Stored,
    keep_renditions,
    makers_of,
    read_file,
    rendition_key,
    store_made,
)
from goldsmith.ports.jobs import Job
from goldsmith.ports.sandbox import ProbeRefused, refused, run_bounded

__all__ = ["make_long_renditions", "make_renditions"]

RENDITION_SECONDS: Final = 900.0
SLICE_SECONDS: Final = 300.0
ALL_SLICES_SECONDS: Final = 10_800.0
RENDITION_MB: Final = 2_048
MOST_BYTES: Final = 8_000_000_000
NICENESS: Final = 10
"""Looks at files and answers to people come first."""
_NAME: Final = re.compile(r"\w{1,40}", re.ASCII)

_short_turn: Final = asyncio.Semaphore(1)  # each may take a core or two, and gigabytes
_long_turn: Final = asyncio.Semaphore(1)


class Slice(msgspec.Struct):
    """What a maker tells of a slice: where to go on, or what it made of all."""

    progress: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    is_last: bool = False
    made: dict[str, Any] | None = None


async def make_renditions(foundry: Foundry, job: Job) -> None:
    """Make what a pending asset needs to be shown, or the first slice of it, in the lane of what takes seconds."""
    async with _short_turn:
        await _make(foundry, job)


async def make_long_renditions(foundry: Foundry, job: Job) -> None:
    """Make what takes long, or the next slice of it, in the lane of its own."""
    async with _long_turn:
        await _make(foundry, job)


async def _make(foundry: Foundry, job: Job) -> None:
    """Make what is next, and start the tasks that waited when it is all there; or reject the asset with the reason."""
    async with foundry.db.transaction(job.customer_id) as tx:
        asset = await tx.row(SQL.asset, id=job.subject_id)
        if asset is None or asset["status"] != "pending" or asset["facts"] is None:
            return
        if await tx.row(SQL.busy_twin, asset_id=job.subject_id) is not None:
            return
        slices = await tx.rows(SQL.slices, asset_id=job.subject_id)
    with tempfile.TemporaryDirectory(prefix="goldsmith-renditions-") as folder:
        path, scratch = Path(folder) / "asset", Path(folder) / "made"
        scratch.mkdir()
        await bring_asset(foundry, asset, path)
        try:
            made = await _make_all_or_slice(foundry, asset, slices, path, scratch)
            if made is None:
                return
            stored = await store_made(foundry, asset["customer_id"], asset["sha256"], made, scratch)
        except ProbeRefused as refusal:
            await _reject(foundry, asset, slices, str(refusal))
            return
    await _show(foundry, asset, slices, stored)


async def _make_all_or_slice(
    foundry: Foundry, asset: Any, slices: Sequence[Any], path: Path, scratch: Path
) -> dict[str, Any] | None:
    """What the modality made, by kind, each that its probe demanded among them; None where more slices are to come."""
    made: dict[str, Any] = {}
    for maker, kinds in makers_of(asset["facts"]):
        if maker.slices:
            part = await _make_slice(foundry, asset, maker.slices, kinds, slices, path, scratch)
            if part is None:
                return None
        else:
            part = await _run(maker.renditions, path, scratch, RENDITION_SECONDS, *kinds)
        made |= part
    if not set(asset["facts"]["renditions"]) <= made.keys():
        raise _unmade()
    return made


async def _make_slice(
    foundry: Foundry,
    asset: Any,
    function: str,
    kinds: Sequence[str],
    slices: Sequence[Any],
    path: Path,
    scratch: Path,
) -> dict[str, Any] | None:
    """What was made of all slices; None where this was one of several, which is stored, and the next is asked for."""
    if sum(each["seconds"] for each in slices) > ALL_SLICES_SECONDS:
        raise refused("time")
    progress = slices[-1]["progress"] if slices else ""
    if slices and slices[-1]["is_last"]:
        await _bring_files(foundry, slices, scratch)
    began = time.monotonic()
    said = _understand(await _run(function, path, scratch, SLICE_SECONDS, progress, *kinds))
    if said.made is None:
        files = await _store_files(foundry, asset, scratch)
        await _keep_slice(foundry, asset, len(slices), said, time.monotonic() - began, files)
    return said.made


async def _run(function: str, path: Path, scratch: Path, seconds: float, *arguments: str) -> Any:
    return await run_bounded(
        function,
        path,
        str(scratch),
        *arguments,
        seconds=seconds,
        memory_mb=RENDITION_MB,
        scratch=scratch,
        most_bytes=MOST_BYTES,
        niceness=NICENESS,
    )


def _understand(said: Any) -> Slice:
    """What a child says, in whose memory a stranger's file was."""
    try:
        return msgspec.convert(said, Slice)
    except msgspec.ValidationError:
        raise _unmade() from None


def _unmade() -> ProbeRefused:
    return ProbeRefused("What is needed to show this file could not be made of it.")


async def _bring_files(foundry: Foundry, slices: Sequence[Any], scratch: Path) -> None:
    """Put the files of all slices into the folder."""
    for each in slices:
        for name, key in each["files"].items():
            with (scratch / name).open("wb") as file:
                async for chunk in await foundry.objects.get_stream(key):
                    file.write(chunk)


async def _store_files(foundry: Foundry, asset: Any, scratch: Path) -> dict[str, str]:
    """Store the files of a slice, under keys that no other attempt has; the keys by the names of the files."""
    attempt, files = new_id(), {}
    for path in await asyncio.to_thread(_files_in, scratch):
        files[path.name] = rendition_key(asset["customer_id"], asset["sha256"], f"slices/{attempt}/{path.name}")
        await foundry.objects.put_stream(files[path.name], read_file(path))
    return files


def _files_in(scratch: Path) -> list[Path]:
    paths = sorted(scratch.iterdir())
    if any(path.is_symlink() or not path.is_file() or not _NAME.fullmatch(path.name) for path in paths):
        raise _unmade()
    return paths


async def _keep_slice(
    foundry: Foundry, asset: Any, number: int, said: Slice, seconds: float, files: Mapping[str, str]
) -> None:
    """Write a slice down and ask for the next; where another worker was quicker, it goes on and this slice goes."""
    async with foundry.db.transaction(asset["customer_id"]) as tx:
        is_kept = await tx.run(
            SQL.insert_slice,
            asset_id=asset["id"],
            number=number,
            progress=said.progress,
            is_last=said.is_last,
            seconds=seconds,
            files=files,
        )
        if is_kept:
            await foundry.jobs.enqueue(tx, MAKE_LONG_RENDITIONS, asset["id"])
    if not is_kept:
        await _delete(foundry, files.values())


async def _show(foundry: Foundry, asset: Any, slices: Sequence[Any], stored: Sequence[Stored]) -> None:
    """Everything is there: the asset is ready, and so are all of the same bytes that waited with it."""
    async with foundry.db.transaction(asset["customer_id"]) as tx:
        twins = await _lock_twins(tx, asset["id"])
        await keep_renditions(tx, dict.fromkeys(twins, stored))
        await show_assets_ready(tx, dict.fromkeys(twins, asset["facts"]))
        await tx.run(SQL.forget_slices, asset_id=asset["id"])
    await _forget(foundry, slices)


async def _reject(foundry: Foundry, asset: Any, slices: Sequence[Any], reason: str) -> None:
    async with foundry.db.transaction(asset["customer_id"]) as tx:
        for twin in await _lock_twins(tx, asset["id"]):
            await tx.run(SQL.renditions_failed, asset_id=twin)
            await reject_asset(tx, twin, reason)
        await tx.run(SQL.forget_slices, asset_id=asset["id"])
    await _forget(foundry, slices)


async def _lock_twins(tx: Any, asset_id: Any) -> list[Any]:
    """The asset and all of the same bytes that wait with it. It is locked before they are looked for."""
    await tx.rows(SQL.lock_pending_assets, ids=[asset_id])
    return [row["id"] for row in await tx.rows(SQL.waiting_twins, asset_id=asset_id)]


async def _forget(foundry: Foundry, slices: Sequence[Any]) -> None:
    for each in slices:
        await _delete(foundry, each["files"].values())


async def _delete(foundry: Foundry, keys: Any) -> None:
    for key in keys:
        await foundry.objects.delete(key)
