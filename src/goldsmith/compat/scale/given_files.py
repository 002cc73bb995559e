"""Hypotheses and expected responses that lie in files: fetched and read before their task starts."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.buckets.reading import fetch_object
from goldsmith.buckets.references import is_reference
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.types import files_of
from goldsmith.compat.scale.types.contract import SCALE_FILE
from goldsmith.compat.scale.types.in_child import ANSWER
from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.ingest.assets import object_key
from goldsmith.journey.ingest.attachments import note_address
from goldsmith.ports.db import Tx
from goldsmith.ports.sandbox import run_bounded

__all__ = ["GIVEN", "read_given_files"]

GIVEN: Final = ("hypothesis", "expected_response")
AT_ONCE: Final = 4
FETCH_SECONDS: Final = 120
MOST_BYTES: Final = 200_000_000
MOST_ANSWER_BYTES: Final = 8_000_000
READ_SECONDS: Final = 300.0
READ_MB: Final = 2_048
SOON_SECONDS: Final = 2

_turns: Final = asyncio.Semaphore(1)  # each may take a core, and gigabytes


async def read_given_files(foundry: Foundry, customer_id: UUID) -> int:
    """Read what the next tasks of one customer give in files; how many tasks there were."""
    async with foundry.db.transaction(customer_id) as tx:
        rows = await tx.rows(SQL.take_given, limit=AT_ONCE)
    for row in rows:
        await _read_task(foundry, customer_id, row)
    return len(rows)


async def _read_task(foundry: Foundry, customer_id: UUID, row: Any) -> None:
    try:
        asset = await _attached(foundry, customer_id, row)
        if asset is not None and asset["status"] == "pending":
            async with foundry.db.transaction(customer_id) as tx:
                await tx.run(SQL.read_later, id=row["id"], seconds=SOON_SECONDS)
            return
        facts = _facts_of(asset)
        fields = [field for field in GIVEN if row["params"].get(field) is not None]
        answers = [await _read(foundry, customer_id, row, field, facts) for field in fields]
    except GoldsmithError as refusal:
        error = f"{refusal.field}: {refusal.message}" if refusal.field else refusal.message
        async with foundry.db.transaction(customer_id) as tx:
            await tx.run(SQL.given_failed, id=row["id"], error=error)
        return
    async with foundry.db.transaction(customer_id) as tx:
        for field, answer in zip(fields, answers, strict=True):
            await tx.run(SQL.insert_given, task_id=row["id"], field=field, answer=answer)
        await tx.run(SQL.given_read, id=row["id"])


async def _attached(foundry: Foundry, customer_id: UUID, row: Any) -> Any:
    """The file that a task is about: what is said of it in files is read by its facts. None for images in order.

    One that lies elsewhere is fetched now, and the task starts with it.
    """
    address = row["params"].get("attachment")
    if row["params"].get("attachments") or not isinstance(address, str):
        return None
    asset_id = _asset_in(foundry, address)
    if asset_id is None and not _is_address(address):
        return None
    async with foundry.db.transaction(customer_id) as tx:
        if asset_id is None:
            asset_id = await _fetched(foundry, tx, row["id"], address)
        return await tx.row(SQL.asset_of_file, id=asset_id)


async def _fetched(foundry: Foundry, tx: Tx, task_id: UUID, address: str) -> UUID:
    """The asset of an address, noted once."""
    known = await tx.value(SQL.given_attachment, task_id=task_id)
    if known is not None:
        return parse_id("asset", known)
    noted: UUID = (await note_address(foundry, tx, address))["id"]
    await tx.run(SQL.insert_given, task_id=task_id, field="attachment", answer={"asset": show_id("asset", noted)})
    return noted


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) or is_reference(text)


def _facts_of(asset: Any) -> Mapping[str, Any]:
    if asset is None:
        return {}
    if asset["status"] == "rejected":
        raise InvalidError(f"Its file was rejected: {asset['reason']}", field="attachment")
    return asset["facts"] or {}


async def _read(foundry: Foundry, customer_id: UUID, row: Any, field: str, facts: Mapping[str, Any]) -> Any:
    given = row["params"][field]
    named = files_of(row["type"]).named(given, field)
    with tempfile.TemporaryDirectory(prefix="goldsmith-given-") as folder:
        path, scratch = Path(folder) / "request", Path(folder) / "files"
        scratch.mkdir()
        for name, address in named.items():
            await _bring(foundry, customer_id, address, scratch / name, field)
        request = {"type": row["type"], "params": row["params"], "given": given, "facts": facts, "field": field}
        path.write_bytes(msgspec.json.encode({**request, "files": list(named)}))
        async with _turns:
            await run_bounded(
                "goldsmith.compat.scale.types.in_child:read_response",
                path,
                str(scratch),
                seconds=READ_SECONDS,
                memory_mb=READ_MB,
                scratch=scratch,
                most_bytes=MOST_ANSWER_BYTES,
            )
        return _read_answer(scratch / ANSWER, field)


def _read_answer(path: Path, field: str) -> Any:
    """What a child wrote, in whose memory a stranger's file was; it is checked as an answer when its task starts."""
    if path.is_symlink() or not path.is_file():
        raise InvalidError("This could not be read.", field=field)
    try:
        return msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError:
        raise InvalidError("This could not be read.", field=field) from None


async def _bring(foundry: Foundry, customer_id: UUID, address: str, path: Path, field: str) -> None:
    """Put a file of the customer, of a bucket, or at an address elsewhere into a local one."""
    asset_id = _asset_in(foundry, address)
    if asset_id is None:
        await _fetch(foundry, customer_id, address, path, field)
        return
    async with foundry.db.transaction(customer_id) as tx:
        asset = await tx.row(SQL.asset_of_file, id=asset_id)
    if asset is None:
        raise InvalidError("There is no such file.", field=field)
    if asset["sha256"] is None:
        await _fetch(foundry, customer_id, asset["source_url"], path, field)
        return
    if asset["bytes"] > MOST_BYTES:
        raise InvalidError(f"This file may have at most {MOST_BYTES:,} bytes.", field=field)
    with path.open("wb") as file:
        async for chunk in await foundry.objects.get_stream(object_key(customer_id, asset["sha256"])):
            file.write(chunk)


async def _fetch(foundry: Foundry, customer_id: UUID, address: str, path: Path, field: str) -> None:
    if is_reference(address):
        body = await fetch_object(foundry, customer_id, address, max_bytes=MOST_BYTES, seconds=FETCH_SECONDS)
        await asyncio.to_thread(path.write_bytes, body)
        return
    async with foundry.egress.open(address, max_bytes=MOST_BYTES, seconds=FETCH_SECONDS) as opened:
        if opened.status != 200:
            raise InvalidError(f"The address answered with status {opened.status}.", field=field)
        with path.open("wb") as file:
            async for chunk in opened.chunks:
                file.write(chunk)


def _asset_in(foundry: Foundry, address: Any) -> UUID | None:
    """The asset that `scaledata://` names, or one of our own signed links, also when it has expired."""
    if not isinstance(address, str):
        return None
    ours = f"{foundry.settings.public_url}/api/v1/assets/"
    shown = address.removeprefix(SCALE_FILE)
    if address.startswith(ours):
        shown = address.removeprefix(ours).partition("/")[0]
    elif shown == address:
        return None
    try:
        return parse_id("asset", shown)
    except MalformedError:
        raise InvalidError("There is no such file.") from None
