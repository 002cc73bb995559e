"""ONNX files of an operator: uploaded, opened once in the bounded child, kept under the hash of their bytes."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from goldsmith.errors import InvalidError, NotFoundError, TooLargeError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ports.db import Tx, read_sql
from goldsmith.ports.sandbox import run_bounded
from goldsmith.tenancy.principal import OPERATION, Principal
from goldsmith.tenancy.service import checked_name

__all__ = ["MOST_FILE_BYTES", "check_files", "model_file", "try_in_child", "upload_file"]

SQL = read_sql(__file__)
MOST_FILE_BYTES: Final = 1_000_000_000
CHILD_MEMORY_MB: Final = 6_144
CHILD_SECONDS: Final = 60
_DESCRIBE: Final = "goldsmith.ports.models.onnx:describe_file"


def file_key(customer_id: UUID, sha256: str) -> str:
    """Where the bytes of a model's file lie."""
    return f"customers/{customer_id}/models/{sha256}"


async def upload_file(foundry: Foundry, principal: Principal, name: str, chunks: AsyncIterator[bytes]) -> Any:
    """Keep a file that can be opened; the same bytes are kept once. What cannot be opened is an InvalidError."""
    principal.need(OPERATION)
    name = checked_name(Path(name.replace("\\", "/")).name or "model.onnx")
    with tempfile.NamedTemporaryFile(prefix="goldsmith-model-") as spool:
        sha256, size = await _spool(chunks, spool)
        facts = await try_in_child(_DESCRIBE, Path(spool.name))
        await _store(foundry, file_key(principal.customer_id, sha256.hex()), Path(spool.name))
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.insert_model_file, sha256=sha256, name=name, bytes=size, facts=facts):
            body = {"name": name, "bytes": size, "sha256": sha256.hex()}
            await record(tx, "model.uploaded", actor_id=principal.actor_id, body=body)
        return await tx.row(SQL.model_file, sha256=sha256)


async def try_in_child(function: str, path: Path, *arguments: str) -> Any:
    """Run something with a stranger's file where it can do no harm."""
    return await run_bounded(function, path, *arguments, seconds=CHILD_SECONDS, memory_mb=CHILD_MEMORY_MB)


async def check_files(tx: Tx, **files: str) -> None:
    """Refuse, by the setting's name, a file that this customer did not upload."""
    for setting, sha256 in files.items():
        if await tx.row(SQL.model_file, sha256=bytes.fromhex(sha256)) is None:
            raise InvalidError(
                "There is no such file here: upload it first.", code="no_such_file", field=f"settings.{setting}"
            )


async def model_file(foundry: Foundry, customer_id: UUID, sha256: str) -> bytes:
    """The bytes of a file. Raises NotFoundError when they are gone."""
    stream = await foundry.objects.get_stream(file_key(customer_id, sha256))
    return b"".join([chunk async for chunk in stream])


async def _spool(chunks: AsyncIterator[bytes], spool: IO[bytes]) -> tuple[bytes, int]:
    digest, size = hashlib.sha256(), 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MOST_FILE_BYTES:
            raise TooLargeError(f"A model's file may have at most {MOST_FILE_BYTES:,} bytes.")
        digest.update(chunk)
        await asyncio.to_thread(spool.write, chunk)
    if size == 0:
        raise InvalidError("This file is empty.", code="empty_file")
    spool.flush()
    return digest.digest(), size


async def _store(foundry: Foundry, key: str, path: Path) -> None:
    try:
        await foundry.objects.head(key)
    except NotFoundError:
        await foundry.objects.put_stream(key, _read(path))


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, 1 << 20):
            yield chunk
