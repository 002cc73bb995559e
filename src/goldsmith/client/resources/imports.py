"""Imports: a manifest of any size, sent in chunks that may stop and go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from goldsmith.client.errors import WaitTimeoutError
from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages
from goldsmith.client.types import Import, RejectedRow
from goldsmith.client.wire import Request, json_request, without_none
from goldsmith.errors import ConflictError, MalformedError

__all__ = ["ImportProgress", "Imports"]

CHUNK_BYTES: Final = 4 << 20
POLL_SECONDS: Final = 0.25
ImportProgress: TypeAlias = Callable[[Import], None]


class _Manifest(msgspec.Struct, frozen=True):
    path: Path
    name: str
    format: str
    batch: str | None


class Imports(Resource[TransportT]):
    """Manifests (JSONL or CSV, one task a row) and files of the other formats that the project's modality reads."""

    @operation
    def upload(
        self,
        project_id: str,
        path: Path,
        *,
        format: str | None = None,  # noqa: A002 - the API's own word
        name: str | None = None,
        batch: str | None = None,
        progress: ImportProgress | None = None,
        timeout_seconds: float = 3600.0,
    ) -> Flow[Import]:
        """Send a manifest, start it, wait for its end. Rows that exist already (by `unique_id`) are not doubled.

        >>> done = client.imports.upload(project.id, Path("items.jsonl"))  # doctest: +SKIP
        >>> done.created, done.rejected  # doctest: +SKIP
        (10000, 0)
        """
        manifest = _Manifest(path, name or path.name, format or format_of(path), batch)
        return _upload(project_id, manifest, progress, timeout_seconds)

    @operation
    def resume(
        self, import_id: str, path: Path, *, progress: ImportProgress | None = None, timeout_seconds: float = 3600.0
    ) -> Flow[Import]:
        """Go on with an import that was cut off: only the bytes that the server lacks are sent."""
        return _finish(import_id, path, progress, timeout_seconds)

    @operation
    def create(
        self,
        project_id: str,
        path: Path,
        *,
        format: str | None = None,  # noqa: A002 - the API's own word
        name: str | None = None,
        batch: str | None = None,
    ) -> Flow[Import]:
        """Announce a manifest. Then `send_content` and `start`, or `resume`, which does the rest."""
        manifest = _Manifest(path, name or path.name, format or format_of(path), batch)
        return _create(project_id, manifest)

    @operation
    def send_content(self, import_id: str, path: Path, *, progress: ImportProgress | None = None) -> Flow[Import]:
        """Send what the server does not have yet of the file at `path`."""
        return _send_content(import_id, path, progress)

    @operation
    def start(self, import_id: str) -> Flow[Import]:
        return call(Import, json_request("POST", f"/imports/{import_id}/start"))

    @operation
    def wait(
        self, import_id: str, *, progress: ImportProgress | None = None, timeout_seconds: float = 3600.0
    ) -> Flow[Import]:
        """Wait until every row is created or refused."""
        return _wait(import_id, progress, timeout_seconds)

    @operation
    def get(self, import_id: str) -> Flow[Import]:
        return _get(import_id)

    @operation
    def cancel(self, import_id: str) -> Flow[Import]:
        return call(Import, json_request("POST", f"/imports/{import_id}/cancel"))

    @listing
    def list(self, project_id: str, *, limit: int = 200) -> Pages[Import]:
        return pages(Import, f"/projects/{project_id}/imports", {"limit": limit})

    @listing
    def rejects(self, import_id: str, *, limit: int = 500) -> Pages[RejectedRow]:
        """Every refused row and why."""
        return pages(RejectedRow, f"/imports/{import_id}/rejects", {"limit": limit})


def format_of(path: Path) -> str:
    """Tell the manifest format by the file's name."""
    formats = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
    try:
        return formats[path.suffix.lower()]
    except KeyError:
        raise MalformedError(
            f"A manifest ends in .jsonl or .csv; {path.name} does neither. For another format, name it.", field="format"
        ) from None


def _upload(
    project_id: str, manifest: _Manifest, progress: ImportProgress | None, timeout_seconds: float
) -> Flow[Import]:
    begun = yield from _create(project_id, manifest)
    return (yield from _finish(begun.id, manifest.path, progress, timeout_seconds))


def _finish(import_id: str, path: Path, progress: ImportProgress | None, timeout_seconds: float) -> Flow[Import]:
    current = yield from _send_content(import_id, path, progress)
    if current.status == "uploading":
        yield json_request("POST", f"/imports/{import_id}/start")
    return (yield from _wait(import_id, progress, timeout_seconds))


def _create(project_id: str, manifest: _Manifest) -> Flow[Import]:
    size = manifest.path.stat().st_size
    body = without_none(name=manifest.name, format=manifest.format, batch=manifest.batch, size=size)
    return call(Import, json_request("POST", f"/projects/{project_id}/imports", body))


def _get(import_id: str) -> Flow[Import]:
    return call(Import, json_request("GET", f"/imports/{import_id}"))


def _send_content(import_id: str, path: Path, progress: ImportProgress | None) -> Flow[Import]:
    current = yield from _get(import_id)
    with path.open("rb") as file:
        while current.status == "uploading":
            file.seek(current.bytes_received)
            chunk = file.read(CHUNK_BYTES)
            if not chunk:
                break
            current = yield from _send_chunk(current, chunk)
            if progress:
                progress(current)
    return current


def _send_chunk(current: Import, chunk: bytes) -> Flow[Import]:
    """Send one chunk; when the server has it already (its answer was lost), ask how much it has and believe it."""
    request = Request(
        method="PATCH",
        path=f"/imports/{current.id}/content",
        headers={"Upload-Offset": str(current.bytes_received), "Content-Type": "application/octet-stream"},
        body=chunk,
    )
    try:
        return (yield from call(Import, request))
    except ConflictError as error:
        if error.code != "wrong_offset":
            raise
        return (yield from _get(current.id))


def _wait(import_id: str, progress: ImportProgress | None, timeout_seconds: float) -> Flow[Import]:
    deadline = time.monotonic() + timeout_seconds
    current = yield from _get(import_id)
    while not current.is_over:
        if time.monotonic() > deadline:
            raise WaitTimeoutError(
                f"The import {import_id} is still {current.status} after {timeout_seconds:.0f} seconds."
            )
        current = yield from call(Import, json_request("GET", f"/imports/{import_id}", after_seconds=POLL_SECONDS))
        if progress:
            progress(current)
    return current
