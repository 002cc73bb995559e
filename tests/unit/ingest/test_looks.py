"""Files that come in together are looked at together, and a bad one spoils nothing for the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from goldsmith.journey.ingest.looks import Seen, look_as
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.text.modality import MODALITY as TEXT
from goldsmith.ports.sandbox import ProbeRefused
from goldsmith.ports.sandbox.warm import WarmChildren

READERS = """
import ctypes
import os
from pathlib import Path

from goldsmith.errors import InvalidError


def probe(path):
    content = path.read_bytes()
    if content == b"refuse":
        raise InvalidError("This one is not wanted.", code="unwanted")
    if content == b"crash":
        ctypes.string_at(0)
    return {"media_type": "text/plain", "bytes": len(content), "reader": os.getpid()}


def thumbnail(path, folder):
    (Path(folder) / "thumbnail").write_bytes(path.read_bytes()[:9][::-1])
    return {"file": "thumbnail", "media_type": "image/png", "facts": {}}
"""


@pytest.fixture
async def children() -> AsyncIterator[WarmChildren]:
    made = WarmChildren()
    yield made
    made.close()


class Desk:
    """Where files are laid down and looked at."""

    def __init__(self, children: WarmChildren, folder: Path) -> None:
        self.children = children
        self.folder = folder
        readers = {"probe": "odd_readers:probe", "thumbnail": "odd_readers:thumbnail"}
        self.modality = Modality(
            name="odd.v1", title="Odd", folder=folder, shapes=TEXT.shapes, media_types=TEXT.media_types, **readers
        )

    async def look(self, *contents: bytes, customer_id: UUID | None = None) -> list[Seen | BaseException]:
        asked = []
        customer_id = customer_id or uuid4()
        for content in contents:
            scratch = self.folder / uuid4().hex
            scratch.mkdir()
            path = scratch.with_suffix(".file")
            path.write_bytes(content)
            asked.append(look_as(self.children, customer_id, self.modality, path, scratch))
        seen = await asyncio.gather(*asked, return_exceptions=True)
        made = sorted(path.read_bytes() for path in self.folder.glob("*/thumbnail"))
        assert made == sorted(
            content[:9][::-1] for content, each in zip(contents, seen, strict=True) if isinstance(each, Seen)
        )
        return seen


@pytest.fixture
def desk(children: WarmChildren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    code, files = tmp_path / "code", tmp_path / "files"
    code.mkdir()
    files.mkdir()
    (code / "odd_readers.py").write_text(READERS)
    monkeypatch.syspath_prepend(code)
    return Desk(children, files)


def readers_of(seen: list[Seen | BaseException]) -> list[int]:
    return [each.facts["reader"] for each in seen if isinstance(each, Seen)]


async def test_files_that_come_in_together_share_children(desk: Desk) -> None:
    seen = await desk.look(*[bytes([65 + number]) * (number + 1) for number in range(12)])
    assert [each.facts["bytes"] for each in seen if isinstance(each, Seen)] == list(range(1, 13))
    assert len(set(readers_of(seen))) < 12


async def test_a_refusal_and_a_crash_meet_only_their_own_file(desk: Desk) -> None:
    first, refused, crashed, *others = await desk.look(b"one", b"refuse", b"crash", b"two", b"three")
    assert isinstance(refused, ProbeRefused)
    assert (refused.message, refused.code) == ("This one is not wanted.", "unwanted")
    assert isinstance(crashed, ProbeRefused)
    assert crashed.message == "This file could not be read."
    assert len(readers_of([first, *others])) == 3


async def test_files_of_two_customers_never_share_a_child(desk: Desk) -> None:
    mine, theirs = await asyncio.gather(
        *[look_many(desk, [b"a", b"b", b"c", b"d"], customer_id) for customer_id in (uuid4(), uuid4())]
    )
    assert not set(mine) & set(theirs)


async def look_many(desk: Desk, contents: list[bytes], customer_id: UUID) -> list[int]:
    other = Desk(desk.children, desk.folder / customer_id.hex)
    other.folder.mkdir()
    return readers_of(await other.look(*contents, customer_id=customer_id))


async def test_a_large_file_is_looked_at_alone(desk: Desk) -> None:
    large, *small = await desk.look(bytes(4_000_001), b"a", b"b", b"c")
    assert isinstance(large, Seen)
    assert large.facts["reader"] not in readers_of(small)
