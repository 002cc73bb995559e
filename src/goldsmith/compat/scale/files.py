"""Scale's files: uploaded or fetched once, named by `scaledata://` addresses in tasks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from email.message import Message
from typing import Any, Final

import msgspec
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from goldsmith.buckets.references import is_reference
from goldsmith.compat.scale.fields import checked_metadata
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.times import show_time
from goldsmith.compat.scale.types.contract import SCALE_FILE
from goldsmith.errors import ConflictError, InvalidError, MalformedError, TooLargeError
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, show_id
from goldsmith.journey.ingest.assets import fetch_asset, upload_asset
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal

__all__ = ["import_file", "upload_file"]

MAX_FIELD: Final = 200_000
_NO_MORE: Final = object()


async def upload_file(
    foundry: Foundry, principal: Principal, content_type: str, chunks: AsyncIterator[bytes]
) -> dict[str, Any]:
    """Store the file of a form; its other fields say what it is called."""
    principal.need(OPERATION | INSIGHT)
    form = _Form(content_type, chunks)
    asset = None
    async for name in form.files():
        if asset is not None:
            raise InvalidError("A request holds one file.", field="file")
        asset = await upload_asset(foundry, principal, name, form.content())
    if asset is None:
        raise InvalidError("The form has no file.", field="file")
    return await _note(foundry, principal, asset, form.fields)


async def import_file(foundry: Foundry, principal: Principal, body: Mapping[str, Any]) -> dict[str, Any]:
    """Note the address of a file; it is fetched in the background."""
    principal.need(OPERATION | INSIGHT)
    address = body.get("file_url")
    if not isinstance(address, str) or not _is_address(address) or len(address) > 4_096:
        raise InvalidError(
            "This is an address that starts with https://, or an object in a registered bucket.", field="file_url"
        )
    asset = await fetch_asset(foundry, principal, address)
    return await _note(foundry, principal, asset, body)


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) or is_reference(text)


async def _note(foundry: Foundry, principal: Principal, asset: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    reference, project = fields.get("reference_id") or None, fields.get("project_name") or None
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(
            SQL.insert_file,
            id=new_id(),
            is_test=principal.is_test,
            asset_id=asset["id"],
            display_name=str(fields.get("display_name") or asset["name"])[:200],
            reference_id=str(reference)[:200] if reference else None,
            metadata=_metadata(fields.get("metadata")),
            project_names=[str(project)[:200]] if project else [],
        )
        if row is None:
            raise ConflictError(f"There is already a file with the reference_id {reference}.", code="reference_taken")
    return {
        "id": show_id("file", row["id"]),
        "attachment_url": SCALE_FILE + show_id("asset", asset["id"]),
        "display_name": row["display_name"],
        "created_at": show_time(row["created_at"]),
        "mime_type": asset["media_type"] or "application/octet-stream",
        "size": asset["bytes"] or 0,
        "project_names": row["project_names"],
        "metadata": row["metadata"],
        **({"reference_id": row["reference_id"]} if row["reference_id"] else {}),
    }


def _metadata(given: Any) -> dict[str, Any]:
    if isinstance(given, str) and given:
        try:
            given = msgspec.json.decode(given)
        except msgspec.DecodeError:
            raise InvalidError("Metadata is a JSON object.", field="metadata") from None
    return checked_metadata(given or {})


class _Form:
    """A multipart form that is read as it comes: its fields, and one file at a time."""

    def __init__(self, content_type: str, chunks: AsyncIterator[bytes]) -> None:
        header = Message()
        header["content-type"] = content_type
        boundary = header.get_param("boundary")
        if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str) or not boundary:
            raise MalformedError("Send the file as multipart/form-data.", code="bad_form")
        self.fields: dict[str, str] = {}
        self._parser = PushMultipartParser(boundary, max_header_count=20)
        self._chunks = chunks
        self._events: Iterator[Any] = iter(())

    async def files(self) -> AsyncIterator[str]:
        """The name of each file, when its content comes next; fields between are noted."""
        async for event in self._read():
            if not isinstance(event, MultipartSegment):
                continue
            if event.filename:
                yield event.filename
            else:
                self.fields[event.name] = await self._field()

    async def content(self) -> AsyncIterator[bytes]:
        """The content of the part that has just begun."""
        async for event in self._read():
            if event is None:
                return
            yield bytes(event)

    async def _field(self) -> str:
        value = bytearray()
        async for piece in self.content():
            value.extend(piece)
            if len(value) > MAX_FIELD:
                raise TooLargeError(f"A field of a form takes at most {MAX_FIELD:,} bytes.")
        return value.decode("utf-8", "replace")

    async def _read(self) -> AsyncIterator[Any]:
        """What the form holds from here on: a part begins, a piece of it, None for its end.

        Readers follow each other within one form, so that each goes on with the events that the one before left.
        """
        while True:
            try:
                event = next(self._events, _NO_MORE)
                if event is not _NO_MORE:
                    yield event
                    continue
                chunk = await anext(self._chunks, b"")
                if not chunk:
                    self._parser.close()
                    return
                self._events = iter(self._parser.parse(chunk))
            except MultipartError as refusal:
                raise MalformedError(f"This form cannot be read: {refusal}.", code="bad_form") from None
