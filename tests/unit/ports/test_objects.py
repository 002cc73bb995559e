"""One contract for every object store: memory, a folder, and two real S3 servers started here on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from goldsmith.errors import GoldsmithError, InvalidError, NotFoundError, UnavailableError
from goldsmith.ports.objects import Objects, open_objects
from goldsmith.ports.objects.bucket import PART_BYTES

from ... import nanio_server
from ...nanio_server import free_port, wait_for

KEYS = {**nanio_server.KEYS, "region": "us-east-1"}


@pytest.fixture(scope="module")
def nanio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A strict S3 server: it checks signatures. Its buckets are folders."""
    folder = tmp_path_factory.mktemp("nanio")
    (folder / "bucket").mkdir()
    with nanio_server.serve_nanio(folder) as address:
        yield address


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """A complete S3 server: it honours conditional puts."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(f"http://127.0.0.1:{port}/", server)
    httpx.put(f"http://127.0.0.1:{port}/bucket", trust_env=False).raise_for_status()
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


@pytest.fixture(params=["memory", "folder", "nanio", "moto"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    if request.param == "memory":
        return open_objects("memory:///")
    if request.param == "folder":
        return open_objects(tmp_path / "objects")
    endpoint = request.getfixturevalue(request.param)
    test = hashlib.sha256(request.node.name.encode()).hexdigest()[:12]
    return open_objects(f"s3://bucket/{test}?endpoint={endpoint}", KEYS)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def read(objects: Objects, key: str, start: int | None = None, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in await objects.get_stream(key, start, end)])


async def keys_below(objects: Objects, prefix: str) -> list[str]:
    return sorted([entry.key async for entry in objects.list(prefix)])


async def test_what_was_put_comes_back_with_its_size_and_hash(objects: Objects) -> None:
    size, sha256 = await objects.put_stream("a/b.txt", chunks(b"hello ", b"", b"gold"))
    assert (size, sha256) == (10, hashlib.sha256(b"hello gold").hexdigest())
    assert await read(objects, "a/b.txt") == b"hello gold"
    assert (await objects.head("a/b.txt")).bytes == 10


async def test_an_empty_object_is_an_object(objects: Objects) -> None:
    size, sha256 = await objects.put_stream("empty", chunks())
    assert (size, sha256) == (0, hashlib.sha256(b"").hexdigest())
    assert await read(objects, "empty") == b""


async def test_a_large_object_travels_in_parts(objects: Objects) -> None:
    piece = os.urandom(1 << 20)
    count = 2 * (PART_BYTES >> 20) + 3
    size, sha256 = await objects.put_stream("large", chunks(*[piece] * count, b"tail"))
    assert size == (count << 20) + 4
    assert hashlib.sha256(await read(objects, "large")).hexdigest() == sha256
    assert await read(objects, "large", size - 4) == b"tail"


async def test_a_range_is_read_without_the_rest(objects: Objects) -> None:
    await objects.put_stream("digits", chunks(b"0123456789"))
    assert await read(objects, "digits", 2, 5) == b"234"
    assert await read(objects, "digits", 7) == b"789"
    assert await read(objects, "digits", None, 3) == b"012"
    assert await read(objects, "digits", 8, 99) == b"89"


@pytest.mark.parametrize(("start", "end"), [(10, 12), (99, None), (-1, 3), (5, 2)])
async def test_a_range_outside_the_object_is_refused(objects: Objects, start: int, end: int | None) -> None:
    await objects.put_stream("digits", chunks(b"0123456789"))
    with pytest.raises(InvalidError):
        await objects.get_stream("digits", start, end)


async def test_an_absent_object_is_not_found(objects: Objects) -> None:
    for attempt in (objects.head("nothing"), objects.get_stream("nothing"), objects.move("nothing", "else")):
        with pytest.raises(NotFoundError):
            await attempt


async def test_deleting_twice_is_no_error(objects: Objects) -> None:
    await objects.put_stream("gone", chunks(b"x"))
    await objects.delete("gone")
    await objects.delete("gone")
    with pytest.raises(NotFoundError):
        await objects.head("gone")


async def test_put_if_absent_writes_once(objects: Objects) -> None:
    assert await objects.put_if_absent("once", b"first")
    assert not await objects.put_if_absent("once", b"second")
    assert await read(objects, "once") == b"first"


async def test_put_stream_replaces(objects: Objects) -> None:
    await objects.put_stream("same", chunks(b"old and long"))
    await objects.put_stream("same", chunks(b"new"))
    assert await read(objects, "same") == b"new"


async def test_a_moved_object_has_only_its_new_key(objects: Objects) -> None:
    await objects.put_stream("upload/1", chunks(b"x"))
    await objects.put_stream("kept/1", chunks(b"older"))
    await objects.move("upload/1", "kept/1")
    assert await read(objects, "kept/1") == b"x"
    assert await keys_below(objects, "upload") == []


async def test_list_walks_whole_folders_only(objects: Objects) -> None:
    for key in ("list/a", "list/b/c", "lists/d"):
        await objects.put_stream(key, chunks(b"x"))
    assert await keys_below(objects, "list") == ["list/a", "list/b/c"]
    assert {"list/a", "list/b/c", "lists/d"} <= set(await keys_below(objects, ""))


@pytest.mark.parametrize("size", [10, 2 * PART_BYTES])
async def test_an_error_of_the_source_leaves_nothing(objects: Objects, size: int) -> None:
    async def broken() -> AsyncIterator[bytes]:
        for _ in range(0, size, 1 << 20):
            yield b"x" * (1 << 20)
        raise FileNotFoundError("the upload broke off")

    with pytest.raises(FileNotFoundError, match="broke off"):
        await objects.put_stream("half", broken())
    with pytest.raises(NotFoundError):
        await objects.head("half")
    assert "half" not in await keys_below(objects, "")


STRANGE_KEYS = [
    "",
    "/a",
    "a/",
    "a//b",
    "../a",
    "a/../b",
    "a/./b",
    ".incoming/x",
    "a\\b",
    "a\0b",
    "a b",
    "a\r\nb",
    "%2e",
    "é",
]


@pytest.mark.parametrize("key", [*STRANGE_KEYS, "x" * 999])
async def test_a_strange_key_is_refused_by_every_verb(objects: Objects, key: str) -> None:
    attempts = (objects.put_stream(key, chunks(b"x")), objects.put_if_absent(key, b"x"), objects.get_stream(key),
                objects.head(key), objects.delete(key), objects.move(key, "a"), objects.move("a", key))  # fmt: skip
    for attempt in attempts:
        with pytest.raises(InvalidError):
            await attempt


async def test_of_many_racing_writers_one_wins(tmp_path: Path) -> None:
    for objects in (open_objects("memory:///"), open_objects(tmp_path)):
        results = await asyncio.gather(*[objects.put_if_absent("race", str(n).encode()) for n in range(16)])
        assert sum(results) == 1
        assert await read(objects, "race") == str(results.index(True)).encode()


async def test_a_store_that_is_away_says_so_without_its_address() -> None:
    objects = open_objects(f"s3://bucket/x?endpoint=http://127.0.0.1:{free_port()}", KEYS)
    with pytest.raises(UnavailableError) as caught:
        await objects.head("a")
    assert (caught.value.status, caught.value.code) == (503, "objects_unavailable")
    assert "127.0.0.1" not in caught.value.message


async def test_a_wrong_secret_is_a_store_that_is_away(nanio: str) -> None:
    objects = open_objects(f"s3://bucket/x?endpoint={nanio}", {**KEYS, "secret_access_key": "wrong"})
    with pytest.raises(UnavailableError):
        await objects.put_stream("a", chunks(b"x"))


async def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    objects = open_objects(tmp_path / "objects")
    (tmp_path / "objects" / "a").write_bytes(b"a file where a folder must be")
    with pytest.raises(UnavailableError) as caught:
        await objects.put_stream("a/b", chunks(b"x"))
    assert str(tmp_path) not in caught.value.message
    assert await keys_below(objects, "") == ["a"]
    assert list((tmp_path / "objects" / ".incoming").iterdir()) == []


def test_a_disk_that_takes_no_more_is_unavailable_and_keeps_nothing(tmp_path: Path) -> None:
    script = """
import asyncio, resource, sys
from goldsmith.errors import UnavailableError
from goldsmith.ports.objects import open_objects
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
async def main():
    async def chunks():
        for _ in range(20):
            yield bytes(1 << 20)
    try:
        await open_objects(sys.argv[1]).put_stream("large", chunks())
    except UnavailableError as error:
        print(error.code)
asyncio.run(main())
"""
    said = subprocess.check_output([sys.executable, "-c", script, str(tmp_path)], text=True)
    assert said == "objects_unavailable\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_what_a_killed_process_left_is_swept_after_a_day(tmp_path: Path) -> None:
    await open_objects(tmp_path).put_stream("kept", chunks(b"x"))
    fresh, stale = tmp_path / ".incoming" / "fresh", tmp_path / ".incoming" / "stale"
    for path in (fresh, stale):
        path.write_bytes(b"half")
    os.utime(stale, (time.time() - 2 * 86_400,) * 2)
    objects = open_objects(tmp_path)
    assert fresh.exists()
    assert not stale.exists()
    assert await keys_below(objects, "") == ["kept"]


@pytest.mark.parametrize("url", ["s3://", "nonsense://x", "s3://bucket?colour=blue"])
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(GoldsmithError):
        open_objects(url)
