"""Objects in a local folder: synced to the disk before they appear under their key."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore

from goldsmith.ports.objects.bucket import BucketObjects, honest_errors
from goldsmith.ports.objects.contract import StoredObject, check_key

INCOMING: Final = ".incoming"  # no key can start with a dot
STALE_SECONDS: Final = 86_400


class FolderObjects(BucketObjects):
    """A folder as an object store.

    An object is written beside the others, synced, and only then moved to its key: after a power cut a key names the
    whole object or nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        with honest_errors():
            (self._folder / INCOMING).mkdir(mode=0o700, parents=True, exist_ok=True)
            _sweep(self._folder / INCOMING)
        super().__init__(LocalStore(self._folder))

    async def put_stream(self, key: str, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        check_key(key)
        staged = _staged_path()
        written = await self._write(staged, chunks)
        await self._publish(staged, key, overwrite=True)
        return written

    async def move(self, source: str, target: str) -> None:
        await super().move(source, target)
        await self._in_thread(lambda: self._sync_folders(target))

    async def list(self, prefix: str) -> AsyncIterator[StoredObject]:
        async for entry in super().list(prefix):
            if not entry.key.startswith(INCOMING):
                yield entry

    async def _create(self, key: str, content: bytes) -> bool:
        staged = _staged_path()
        await self._store.put_async(staged, content)
        return await self._publish(staged, key, overwrite=False)

    async def _publish(self, staged: str, key: str, *, overwrite: bool) -> bool:
        try:
            await self._in_thread(lambda: _sync(self._folder / staged))
            is_new = await self._rename(staged, key, overwrite=overwrite)
        finally:
            await self._in_thread(lambda: (self._folder / staged).unlink(missing_ok=True))
        await self._in_thread(lambda: self._sync_folders(key))
        return is_new

    async def _rename(self, staged: str, key: str, *, overwrite: bool) -> bool:
        with honest_errors():
            try:
                await self._store.rename_async(staged, key, overwrite=overwrite)
            except AlreadyExistsError:
                return False
        return True

    async def _in_thread(self, work: Callable[[], None]) -> None:
        with honest_errors():
            await asyncio.to_thread(work)

    def _sync_folders(self, key: str) -> None:
        """Make the entry of a new file, and of each folder made for it, survive a power cut."""
        folder = (self._folder / key).parent
        while folder.is_relative_to(self._folder):
            _sync(folder)
            folder = folder.parent


def _staged_path() -> str:
    return f"{INCOMING}/{uuid4().hex}"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(incoming: Path) -> None:
    """Remove what a killed process left half-written."""
    oldest = time.time() - STALE_SECONDS
    for path in incoming.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
