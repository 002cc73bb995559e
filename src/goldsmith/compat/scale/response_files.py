"""The files that responses name: made once for each accepted answer, kept as assets, shown by signed links.

A response in our tables names them as `scaledata://` does; whoever reads the task gets addresses that expire.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale.made_up import MADE_UP_FACTS, make_up_answer
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.types import FILED, Asked, files_of
from goldsmith.compat.scale.types.contract import MADE_FILE, SCALE_FILE
from goldsmith.compat.scale.types.in_child import RESPONSE
from goldsmith.errors import GoldsmithError, MalformedError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.http.wire import asset_link
from goldsmith.ids import new_id, parse_id, show_id
from goldsmith.journey.ingest.assets import store_file
from goldsmith.ports.db import Tx
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

__all__ = ["make_responses", "make_up_files", "signed_response"]

AT_ONCE: Final = 4
SECONDS: Final = 900.0
MEMORY_MB: Final = 2_048
MOST_BYTES: Final = 2_000_000_000
MOST_RESPONSE_BYTES: Final = 4_000_000
MEDIA_TYPES: Final = {"png": "image/png", "json": "application/json"}
_FILE: Final = re.compile(rf"{MADE_FILE}([a-z0-9-]{{1,40}}\.(png|json))")

_turns: Final = asyncio.Semaphore(1)  # each may take a core, and gigabytes


class _File(msgspec.Struct, frozen=True):
    """A file that was made, before it is an asset."""

    asset_id: UUID
    name: str
    sha256: bytes
    bytes: int

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.name.rpartition(".")[2]]


async def make_responses(foundry: Foundry, customer_id: UUID) -> int:
    """Make the next responses of one customer that name files; how many there were."""
    async with foundry.db.transaction(customer_id) as tx:
        rows = await tx.rows(SQL.take_responses, types=list(FILED), limit=AT_ONCE)
    for row in rows:
        await _make(foundry, customer_id, row)
    return len(rows)


async def _make(foundry: Foundry, customer_id: UUID, row: Any) -> None:
    with tempfile.TemporaryDirectory(prefix="goldsmith-response-") as folder:
        path, made = Path(folder) / "request", Path(folder) / "made"
        made.mkdir()
        answer = msgspec.Raw(row["answer"].encode())
        request = {"type": row["type"], "params": row["params"], "answer": answer, "facts": row["facts"] or {}}
        await asyncio.to_thread(path.write_bytes, msgspec.json.encode(request))
        try:
            response, files = await _write(foundry, customer_id, path, made)
        except GoldsmithError as refusal:
            async with foundry.db.transaction(customer_id) as tx:
                error = f"The files of this response could not be made: {refusal.message}"
                await tx.run(SQL.response_failed, annotation_id=row["annotation_id"], error=error)
            return
    async with foundry.db.transaction(customer_id) as tx:
        if await tx.run(SQL.response_made, annotation_id=row["annotation_id"], response=response):
            await _keep(tx, row["id"], files)


async def _write(foundry: Foundry, customer_id: UUID, path: Path, made: Path) -> tuple[Any, list[_File]]:
    async with _turns:
        await run_bounded(
            "goldsmith.compat.scale.types.in_child:write_response",
            path,
            str(made),
            seconds=SECONDS,
            memory_mb=MEMORY_MB,
            scratch=made,
            most_bytes=MOST_BYTES,
        )
    return await _store(foundry, customer_id, _read_made(made / RESPONSE), made)


def _read_made(path: Path) -> Any:
    """What a child wrote, in whose memory what people drew was."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_RESPONSE_BYTES:
        raise ProbeRefused(f"A response takes at most {MOST_RESPONSE_BYTES:,} bytes.")
    try:
        return msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError:
        raise ProbeRefused("What was made is no response.") from None


async def _store(foundry: Foundry, customer_id: UUID, response: Any, folder: Path) -> tuple[Any, list[_File]]:
    """Store every file that a response names; the response with their addresses, and the files."""
    files: dict[str, _File] = {}
    for name in _names_in(response):
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise ProbeRefused("A file of the response was not made.")
        sha256 = await asyncio.to_thread(_sha256, path)
        await store_file(foundry, customer_id, sha256, path)
        files[name] = _File(new_id(), name, sha256, path.stat().st_size)

    def named(text: str) -> str:
        found = _FILE.fullmatch(text)
        return SCALE_FILE + show_id("asset", files[found[1]].asset_id) if found else text

    return _replaced(response, named), list(files.values())


def _names_in(response: Any) -> list[str]:
    names: dict[str, None] = {}

    def note(text: str) -> str:
        if found := _FILE.fullmatch(text):
            names[found[1]] = None
        return text

    _replaced(response, note)
    return list(names)


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


async def _keep(tx: Tx, task_id: UUID, files: list[_File]) -> None:
    """Write the files down as assets of the customer, ready to be fetched. No upload is called as they are."""
    for file in files:
        await tx.run(
            SQL.insert_response_file,
            id=file.asset_id,
            name=f"{show_id('task', task_id)}/{file.name}",
            sha256=file.sha256,
            bytes=file.bytes,
            media_type=file.media_type,
        )
    await record(tx, "scale.response_made", task_id=task_id, body={"files": len(files)})


async def make_up_files(
    foundry: Foundry, tx: Tx, customer_id: UUID, kind: str, params: Mapping[str, Any], asked: Asked
) -> Any:
    """A response that nobody gave, for test keys, with small files."""
    with tempfile.TemporaryDirectory(prefix="goldsmith-made-up-") as folder:
        answer, facts = make_up_answer(asked), MADE_UP_FACTS
        response = await asyncio.to_thread(files_of(kind).write, params, answer, facts, Path(folder))
        told, files = await _store(foundry, customer_id, response, Path(folder))
    for file in files:
        name = f"{show_id('asset', file.asset_id)}/{file.name}"
        kept = {"sha256": file.sha256, "bytes": file.bytes, "media_type": file.media_type}
        await tx.run(SQL.insert_response_file, id=file.asset_id, name=name, **kept)
    return told


def signed_response(foundry: Foundry, customer_id: UUID, kind: str, response: Any) -> Any:
    """A response as it is told: each of its files by an address that shows it for a while."""

    def sign(text: str) -> str:
        asset_id = _asset_in(text)
        return foundry.settings.public_url + asset_link(foundry, customer_id, asset_id) if asset_id else text

    return _replaced(response, sign) if kind in FILED else response


def _asset_in(text: str) -> UUID | None:
    if not text.startswith(SCALE_FILE):
        return None
    try:
        return parse_id("asset", text.removeprefix(SCALE_FILE))
    except MalformedError:
        return None  # somebody's text that begins like an address


def _replaced(value: Any, each: Callable[[str], str]) -> Any:
    """The same JSON with every text, but no name, put through a function."""
    if isinstance(value, str):
        return each(value)
    if isinstance(value, list):
        return [_replaced(inner, each) for inner in value]
    if isinstance(value, dict):
        return {name: _replaced(inner, each) for name, inner in value.items()}
    return value
