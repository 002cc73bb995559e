"""Asks bounded children what files are: small files of one customer that come in together share a child."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.ports.sandbox import ProbeRefused, read_refusal, refused
from goldsmith.ports.sandbox.warm import WarmChildren
from goldsmith.together import Together

__all__ = ["Seen", "look_as"]

CHILDREN_AT_ONCE: Final = max(2, os.cpu_count() or 2)
LARGEST_SHARED_BYTES: Final = 4_000_000
LARGEST_THUMBNAIL_BYTES: Final = 1_000_000
T = TypeVar("T")
_MODULE: Final = "goldsmith.journey.ingest.looking"


class _Reader(NamedTuple):
    """Who reads whose files: a file that takes over its child meets no file of another customer there."""

    children: WarmChildren
    customer_id: UUID
    probe: str
    thumbnail: str
    adders: tuple[str, ...]


class Seen(msgspec.Struct):
    """What a child says of a file. A stranger's file was in its memory, so whoever reads this checks it."""

    facts: dict[str, Any]
    made: dict[str, Any]


class _Said(msgspec.Struct):
    seen: Seen | None = None
    refusal: dict[str, Any] | None = None


class _File(NamedTuple):
    path: Path
    scratch: Path


async def look_as(children: WarmChildren, customer_id: UUID, modality: Modality, path: Path, scratch: Path) -> Seen:
    """The facts that a modality's probe finds in a file, and what was made of it in `scratch`; or a ProbeRefused."""
    reader = _Reader(children, customer_id, modality.probe, modality.thumbnail, _adders(modality))
    file = _File(path, scratch)
    if _is_large(path):
        return await _look_at_one(reader, file)
    return await _looks.ask(reader, file)


def _adders(modality: Modality) -> tuple[str, ...]:
    """Who may tell more of files that this modality looks at."""
    others = registry.registered().values()
    return tuple(other.adds for other in others if other.adds and other.also_takes & modality.media_types)


def _is_large(path: Path) -> bool:
    return path.stat().st_size > LARGEST_SHARED_BYTES


async def _look_at_all(reader: _Reader, files: Sequence[_File]) -> Sequence[Seen | Exception]:
    return [await _look_at_one(reader, files[0])] if len(files) == 1 else await _look_together(reader, files)


async def _look_at_one(reader: _Reader, file: _File) -> Seen:
    return _understand(await _run(reader, "look_at", file.path, file.scratch), Seen)


async def _look_together(reader: _Reader, files: Sequence[_File]) -> list[Seen | ProbeRefused]:
    with tempfile.TemporaryDirectory(prefix="goldsmith-looks-") as folder:
        given, made = Path(folder) / "given", Path(folder) / "made"
        given.mkdir()
        for number, file in enumerate(files):
            (made / str(number)).mkdir(parents=True)
            os.link(file.path, given / str(number))
        said = _understand(await _run(reader, "look_at_all", given, made, str(len(files))), list[_Said])
        return [
            _hear(each, made / str(number), file) for number, (each, file) in enumerate(zip(said, files, strict=True))
        ]


def _hear(said: _Said, made: Path, file: _File) -> Seen | ProbeRefused:
    if said.seen is None:
        return read_refusal({"refusal": said.refusal})
    for entry in made.iterdir():
        entry.rename(file.scratch / entry.name)
    return said.seen


def _understand(said: Any, kind: type[T]) -> T:
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError:
        raise refused("failed") from None


async def _run(reader: _Reader, function: str, path: Path, scratch: Path, *arguments: str) -> Any:
    return await reader.children.run(
        f"{_MODULE}:{function}",
        path,
        str(scratch),
        *arguments,
        reader.probe,
        reader.thumbnail,
        *reader.adders,
        scratch=scratch,
        most_bytes=LARGEST_THUMBNAIL_BYTES,
        modules=[name.partition(":")[0] for name in (reader.probe, reader.thumbnail, *reader.adders) if name],
    )


_looks: Final = Together(_look_at_all, turns=CHILDREN_AT_ONCE)
