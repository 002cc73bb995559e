"""A file of any format that a modality reads, converted to rows once and as a whole: a broken one leaves nothing."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from goldsmith.errors import TooLargeError
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.convert import ROWS
from goldsmith.modalities import registry
from goldsmith.modalities._contract import ImportContext, Modality
from goldsmith.modalities.manifests import FORMATS
from goldsmith.ports.sandbox import run_bounded

__all__ = ["Converted", "convert_upload", "formats_read", "is_manifest"]

MOST_BYTES: Final = 50_000_000_000
CONVERT_SECONDS: Final = 3_600.0
CONVERT_MB: Final = 1_024
_READ_BYTES: Final = 1 << 20


class Converted(NamedTuple):
    """The size of the rows, and what they could not hold: counts by the words that say what."""

    size: int
    lost: dict[str, int]


def is_manifest(format_name: str) -> bool:
    """Tell whether a file of this format has a row a line already."""
    return format_name in FORMATS


def formats_read(modality: Modality) -> list[str]:
    return [codec.name for codec in modality.codecs if codec.read]


async def convert_upload(
    foundry: Foundry,
    upload: AsyncIterator[bytes],
    modality: Modality,
    format_name: str,
    context: ImportContext,
    rows_key: str,
) -> Converted:
    """Convert what was uploaded and store its rows. Raises InvalidError for a file that cannot be read as a whole."""
    with tempfile.TemporaryDirectory(prefix="goldsmith-import-") as folder:
        source, scratch = Path(folder) / "source", Path(folder) / "scratch"
        scratch.mkdir()
        await _save(upload, source)
        lost = await run_bounded(
            "goldsmith.journey.ingest.convert:convert_rows",
            source,
            modality.name,
            format_name,
            msgspec.json.encode(context).decode(),
            str(scratch),
            os.environ.get(registry.EXTRA, ""),
            seconds=CONVERT_SECONDS,
            memory_mb=CONVERT_MB,
            scratch=scratch,
            most_bytes=MOST_BYTES,
        )
        size, _ = await foundry.objects.put_stream(rows_key, _load(scratch / ROWS))
    return Converted(size, {str(what): int(count) for what, count in lost.items()})


async def _save(upload: AsyncIterator[bytes], path: Path) -> None:
    size = 0
    with path.open("wb") as file:
        async for chunk in upload:
            size += len(chunk)
            if size > MOST_BYTES:
                raise TooLargeError(f"A file of this format takes at most {MOST_BYTES:,} bytes.")
            await asyncio.to_thread(file.write, chunk)


async def _load(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _READ_BYTES):
            yield chunk
