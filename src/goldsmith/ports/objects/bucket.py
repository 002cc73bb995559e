"""Any store that obstore speaks to: S3, GCS, Azure, memory."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from obstore.exceptions import AlreadyExistsError, BaseError

from goldsmith.errors import InvalidError, NotFoundError, UnavailableError
from goldsmith.ports.objects.contract import StoredObject, check_key

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ObjectStore

PART_BYTES: Final = 8 << 20  # S3 takes 10,000 parts: objects up to 80 GB
PARTS_IN_FLIGHT: Final = 2


class BucketObjects:
    """Objects in a bucket. Every request is bounded in size, so that no time-out has to cover a whole large object."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put_stream(self, key: str, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        return await self._write(check_key(key), chunks)

    async def put_if_absent(self, key: str, content: bytes) -> bool:
        check_key(key)
        with honest_errors():
            try:
                # Some S3 servers ignore the condition of a put; looking first makes them right but for a race.
                await self._store.head_async(key)
            except FileNotFoundError:
                return await self._create(key, content)
        return False

    async def get_stream(self, key: str, start: int | None = None, end: int | None = None) -> AsyncIterator[bytes]:
        size = (await self.head(key)).bytes
        first, last = start or 0, min(size, size if end is None else end)
        if first < 0 or first > last or (first == size and size > 0):
            raise InvalidError("This range lies outside the object.", code="bad_range")
        return _rest(await self._read(key, first, last), self._read_parts(key, first + PART_BYTES, last))

    async def head(self, key: str) -> StoredObject:
        check_key(key)
        with honest_errors():
            return _describe(await self._store.head_async(key))

    async def move(self, source: str, target: str) -> None:
        check_key(source)
        check_key(target)
        with honest_errors():
            await self._store.rename_async(source, target)

    async def delete(self, key: str) -> None:
        check_key(key)
        with honest_errors():
            try:
                await self._store.delete_async(key)
            except FileNotFoundError:
                return

    async def list(self, prefix: str) -> AsyncIterator[StoredObject]:
        below = check_key(prefix.rstrip("/")) if prefix else None
        with honest_errors():
            async for found in self._store.list(prefix=below):
                for entry in found:
                    yield _describe(entry)

    async def _create(self, key: str, content: bytes) -> bool:
        try:
            await self._store.put_async(key, content, mode="create")
        except AlreadyExistsError:
            return False
        return True

    async def _write(self, path: str, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        measured = _Measured(chunks)
        first = await measured.read_up_to(PART_BYTES)
        try:
            with honest_errors():
                await self._write_parts(path, first, measured)
        except _SourceError as failed:
            raise failed.error from None
        return measured.bytes, measured.sha256.hexdigest()

    async def _write_parts(self, path: str, first: bytes, rest: _Measured) -> None:
        if len(first) < PART_BYTES:
            await self._store.put_async(path, first)
            return
        parts = _prepend(first, rest)
        await self._store.put_async(
            path, parts, use_multipart=True, chunk_size=PART_BYTES, max_concurrency=PARTS_IN_FLIGHT
        )

    async def _read(self, key: str, start: int, end: int) -> bytes:
        if start >= end:
            return b""
        with honest_errors():
            return bytes(await self._store.get_range_async(key, start=start, end=min(start + PART_BYTES, end)))

    async def _read_parts(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        for position in range(start, end, PART_BYTES):
            yield await self._read(key, position, end)


class _Measured:
    """Counts and hashes the chunks that pass."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self.bytes = 0
        self.sha256 = hashlib.sha256()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._chunks:
                self._count(chunk)
                yield chunk
        except Exception as error:
            raise _SourceError(error) from error

    async def read_up_to(self, limit: int) -> bytes:
        """Read until at least `limit` bytes are there or the source ends."""
        head = bytearray()
        while len(head) < limit:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                break
            self._count(chunk)
            head += chunk
        return bytes(head)

    def _count(self, chunk: bytes) -> None:
        self.bytes += len(chunk)
        self.sha256.update(chunk)


class _SourceError(Exception):
    """The source of the chunks failed: its error must not be taken for the store's."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


@contextmanager
def honest_errors() -> Iterator[None]:
    """Say what happened without the store's own words: they hold addresses, paths and keys."""
    try:
        yield
    except FileNotFoundError:
        raise NotFoundError("There is no such object.", code="object_not_found") from None
    except (BaseError, OSError) as error:
        raise UnavailableError(
            "The object store cannot be used right now; nothing was lost, try again.", code="objects_unavailable"
        ) from error


def _describe(entry: ObjectMeta) -> StoredObject:
    return StoredObject(key=entry["path"], bytes=entry["size"], modified_at=entry["last_modified"])


async def _prepend(first: bytes, rest: _Measured) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


async def _rest(first: bytes, following: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if first:
        yield first
    async for chunk in following:
        yield chunk
